"""Inbounds that take their cost from one entry: exact reversals and receiving legs of transfers (costing-engine.md 4.3)."""

from __future__ import annotations

from xlcost.costing.entries import CONSUMPTION, REVALUATION, TRANSFER, Application, ItemEntry, Value
from xlcost.costing.shares import Amount, is_balance, plus, scaled, share
from xlcost.costing.visit import Visit
from xlcost.money import cents, quotient, share_quotient_first


def adjust_inbound(visit: Visit, row: Application) -> bool:
    """An inbound that reverses an outbound exactly, or receives an Average transfer; whether anything changed."""
    entry, source = visit.books.entries[row.ile_no], visit.books.entries[row.outbound]
    cost = reversed_cost(source, row.quantity)
    changed = False
    if not visit.card.value_zero:
        for expected in (True, False):
            for carrier, group in _direct_groups(entry, expected):
                old = sum((v.expected + v.delta_expected) if expected else (v.actual + v.delta_actual) for v in group)
                quantity = carrier.valued if expected else sum(v.invoiced for v in group)
                delta = share_quotient_first(cost, quantity, entry.quantity) - old
                if delta:
                    visit.buffer(entry, carrier, delta, expected, quantity)
                    visit.flag(entry, carrier)
                    changed = True
    if entry.entry_type in (TRANSFER, CONSUMPTION) and source.completely_invoiced and not entry.completely_invoiced:
        entry.completely_invoiced = changed = True
    return changed


def reversed_cost(source: ItemEntry, quantity: int) -> int:
    """Cost of the part of an outbound that comes back, positive."""
    total: Amount = 0
    for v in source.values:
        if v.expected_cost:
            if not source.fully_invoiced and not is_balance(source, v):
                total = plus(total, scaled(v.expected + v.delta_expected, source.quantity - source.invoiced, source.quantity))
        else:
            total = plus(total, v.actual + v.delta_actual)
    return share_quotient_first(total, quantity, source.quantity)


def _direct_groups(entry: ItemEntry, expected: bool) -> list[tuple[Value, list[Value]]]:
    if expected and entry.fully_invoiced:
        return []
    groups: dict[tuple[str, int], list[Value]] = {}
    for v in entry.values:
        if v.plain_direct and v.expected_cost == expected and not is_balance(entry, v):
            groups.setdefault(v.document, []).append(v)
    found = []
    for _, members in sorted(groups.items()):
        carrier = next((v for v in members if not v.adjustment), None)
        if carrier is not None:
            found.append((carrier, members))
    return found


def adjust_transfer_in(visit: Visit, row: Application) -> bool:
    """The receiving leg of a transfer takes its share of the source entry; whether anything changed."""
    entry, source = visit.books.entries[row.ile_no], visit.books.entries[row.transferred_from]
    changed = False
    if not entry.completely_invoiced:
        changed = _rescale_revaluations(visit, entry, source)
    members = [v for v in entry.values if v.plain_direct]
    if not members:
        return changed
    delta = share(source, row, entry) - sum(v.actual + v.delta_actual for v in members)
    if delta and not visit.card.value_zero:
        visit.buffer(entry, members[0], delta, False, entry.quantity)
        visit.flag(entry, members[0])
        changed = True
    if source.completely_invoiced and not entry.completely_invoiced:
        entry.completely_invoiced = changed = True
    return changed


def _rescale_revaluations(visit: Visit, entry: ItemEntry, source: ItemEntry) -> bool:
    """Revaluations of a receiving leg, posted while its source was partly invoiced, follow the invoicing."""
    changed = False
    for v in entry.values:
        if v.entry_type != REVALUATION or v.adjustment or v.applies_to:
            continue
        invoiced_then = sum(s.invoiced for s in source.values if s.no < v.no)
        not_now = quotient(source.quantity - source.invoiced, source.quantity)
        not_then = quotient(source.quantity - invoiced_then, source.quantity)
        earlier = sum(a.actual for a in entry.values if a.adjustment and a.applies_to == v.no) + v.delta_actual
        delta = cents((not_now - not_then) * v.actual) - earlier
        if delta:
            visit.buffer(entry, v, delta, False, v.valued)
            visit.flag(entry, v)
            changed = True
    return changed
