"""The rounding residual of a layer that is used up (costing-engine.md 4.6).

Example: 3 for 10.00 and three sales of 1 at 3.33: the layer keeps 0.01, so a Rounding entry of -0.01 is
written on the receipt and the inventory value ends at 0.00.
"""

from __future__ import annotations

from xlcost.costing.checks import check_dates
from xlcost.costing.effects import insert_value
from xlcost.costing.entries import ROUNDING, ItemEntry
from xlcost.costing.shares import share
from xlcost.costing.valuation_date import last_direct
from xlcost.costing.value import value_beside
from xlcost.costing.visit import Visit


def eliminate_rounding(visit: Visit, entry: ItemEntry) -> None:
    """Writes a Rounding entry when a used-up, invoiced layer and what its outbounds took do not cancel."""
    if entry.open or not entry.completely_invoiced or visit.card.value_zero:
        return
    taken = 0
    for row in entry.gives:
        if not row.cost_application or not row.completely_invoiced_date:
            return
        taken += row.quantity
    if taken != -entry.quantity:
        return
    entries = visit.books.entries
    cost = sum(v.actual + v.delta_actual for v in entry.values if not v.expected_cost)
    residual = -(cost + sum(share(entry, row, entries[row.ile_no]) for row in entry.gives))
    if residual:
        _post(visit, entry, residual)


def _post(visit: Visit, entry: ItemEntry, amount: int) -> None:
    books = visit.books
    carrier = next((v for v in reversed(entry.values) if v.plain_direct and not v.adjustment), None)
    last = last_direct(entry)
    if carrier is None or last is None:
        return
    day = books.settings.adjustment_date(carrier.posting_date)
    check_dates(books.settings, day, f"rounding of item ledger entry {entry.no}")
    value = value_beside(carrier, books.next_value(), ROUNDING, valued=entry.quantity, actual=amount)
    value.posting_date, value.valuation_date, value.by_batch = day, last.valuation_date, True
    insert_value(books, entry, value, from_adjustment=True)
    visit.keys.add((entry.location, entry.variant))
