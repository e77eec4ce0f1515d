"""Unit Cost of items and stockkeeping units after an adjustment (costing-engine.md 4.10)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from xlcost.costing.entries import AVERAGE, STANDARD, ItemCard, ItemEntry
from xlcost.costing.visit import Visit
from xlcost.money import CENT, ERP, divide, quotient


def update_unit_costs(visit: Visit) -> None:
    """Sets the unit costs of an item from its inventory; a result of zero never overwrites."""
    card, books = visit.card, visit.books
    if card.method == STANDARD:
        return
    entries = books.by_item[card.no]
    cost = _item_cost(card, entries)
    if cost:
        card.unit_cost = cost
    skus = books.skus.get(card.no, [])
    if books.periods.default[1] == 1:
        for sku in skus:
            sku.unit_cost = card.unit_cost
        return
    for location, variant in sorted(visit.keys):
        for sku in skus:
            everywhere = not location and not variant
            if everywhere or (sku.location in ("", location) and sku.variant in ("", variant)):
                place = [e for e in entries if e.location == sku.location and e.variant == sku.variant]
                cost = _sku_cost(card, place)
                if cost:
                    sku.unit_cost = cost


def _sums(entries: Iterable[ItemEntry]) -> tuple[int, int]:
    quantity = cost = 0
    for entry in entries:
        for v in entry.values:
            quantity += v.ile_quantity
            cost += v.actual + v.expected
    return quantity, cost


def _item_cost(card: ItemCard, entries: list[ItemEntry]) -> int:
    open_outbound = [e for e in entries if e.open and e.quantity < 0]
    quantity, cost = _sums(entries)
    short_cost = _sums(open_outbound)[1]
    held = quantity - sum(e.quantity for e in open_outbound)
    cost -= short_cost
    if held > 0:
        if cost == CENT:
            exact = Decimal(0)
            for e in entries:
                if e.open and e.quantity > 0:
                    exact = ERP.add(exact, ERP.multiply(quotient(_sums([e])[1], e.quantity), Decimal(e.remaining)))
            return max(0, divide_decimal(exact, held))
        return max(0, divide(cost, held))
    if quantity == 0 and not any(e.open for e in entries):
        return _last_decrease(card, entries)
    return 0


def divide_decimal(cost: Decimal, quantity: int) -> int:
    """Unit cost of an unrounded cost, round5."""
    numerator, denominator = cost.as_integer_ratio()
    return divide(numerator, quantity * denominator)


def _sku_cost(card: ItemCard, entries: list[ItemEntry]) -> int:
    quantity, cost = _sums(entries)
    if quantity:
        return max(0, divide(cost, quantity))
    return _last_decrease(card, entries)


def _last_decrease(card: ItemCard, entries: list[ItemEntry]) -> int:
    """Unit cost of the last decrease with a cost; one valued by average first for Average items, a correction last."""
    found = [
        (v.valuation_date, e.location, e.variant, v.no, e, v)
        for e in entries
        for v in e.values
        if v.ile_quantity < 0 and not v.adjustment and not v.drop_shipment
    ]
    found.sort(key=lambda f: f[:4], reverse=True)
    fallback = 0
    for *_, entry, value in found:
        cost = sum(v.actual + v.expected for v in entry.values)
        if not cost:
            continue
        unit = divide(cost, entry.quantity)
        if not entry.correction and (card.method != AVERAGE or value.by_average):
            return unit
        fallback = fallback or unit
    return fallback
