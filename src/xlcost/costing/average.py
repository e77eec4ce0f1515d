"""The average pass: what decreases of an Average item cost (costing-engine.md 4.5).

Per period and pool every decrease takes its share of the cost that the rounded decreases before it left.
Example: 3 received for 10.00 and three sales of 1 in one period: 10.00 / 3 = 3.33, then 6.67 / 2 = 3.34, then
3.33 / 1 = 3.33 - the pool ends at 0 pieces and 0.00.
"""

from __future__ import annotations

from xlcost.costing.applied import TURNS, spread
from xlcost.costing.entries import CONSUMPTION, OUTPUT, TRANSFER, ItemEntry, Value
from xlcost.costing.entry_points import Key
from xlcost.costing.exact_reversal import adjust_inbound
from xlcost.costing.pool import Pool, PoolPeriod
from xlcost.costing.shares import expected_in
from xlcost.costing.visit import Visit
from xlcost.ledger.values import date_of
from xlcost.money import CENT, share_quotient_first
from xlcost.problems import XlcostError

_CHANGES = 2_000  # of one value entry in one visit; the slowest averages that settle need some hundred


def average_pass(visit: Visit) -> None:
    """Values the decreases of all periods from the first unadjusted entry point on."""
    books, item = visit.books, visit.card.no
    pool = Pool(books, item)
    while True:
        waiting = [k for k in books.points.unadjusted(item) if k[2] <= visit.run.till and k[2] < visit.stop_from]
        if not waiting:
            return
        _from_point(visit, pool, waiting[0])


def _from_point(visit: Visit, pool: Pool, point: Key) -> None:
    """Values all periods of one place from an entry point on, until an earlier one turns up."""
    books, item = visit.books, visit.card.no
    variant, location, day = point
    rows = books.points.of(item)
    books.points.set_adjusted(item, [k for k in rows if k[2] >= day and k[:2] == (variant, location)])
    pool.forget(day)
    ends = pool.period_ends(location, variant, day)
    for place, end in enumerate(ends):
        if end >= visit.stop_from or any(not adjusted and k[2] < end for k, adjusted in rows.items()):
            books.points.flag_again(item, variant, location, end)
            return
        waiting = {k for k, adjusted in rows.items() if not adjusted}
        period = pool.period(end, location, variant)
        for entry, value in period.decreases():
            _adjust_average(visit, period, entry, value)
        if any(not adjusted and k[2] >= day and k not in waiting for k, adjusted in rows.items()):
            if place + 1 < len(ends):  # forwarding reached another point: start anew, and come back to what is left here
                books.points.flag_again(item, variant, location, ends[place + 1])
            return


def _adjust_average(visit: Visit, period: PoolPeriod, entry: ItemEntry, value: Value) -> None:
    if entry.applies_to or (value.expected_cost and entry.fully_invoiced):
        return
    entries = visit.books.entries
    settled = False  # its receipt is completely invoiced with it, whether a cost changes or not (9)
    if entry.entry_type == TRANSFER and not entry.completely_invoiced:
        entry.completely_invoiced = settled = all(entries[r.inbound].completely_invoiced for r in entry.takes)
    changed = _take_share(visit, period, entry, value)
    if changed or settled:
        for row in entry.returned:
            if not row.transferred_from and row.cost_application and adjust_inbound(visit, row):
                period.pool.changed()
                spread(visit, [entries[row.ile_no]], averaging=True)
        if entry.entry_type == CONSUMPTION:
            entry.to_adjust = False
            if changed and entry.order in _orders_that_make_it(visit):
                visit.stop_from = min(visit.stop_from, period.end)


def _orders_that_make_it(visit: Visit) -> set[tuple[int, str, int]]:
    """Finished orders that make the item of the visit: when they consume it as well (rework), later periods wait until they are adjusted (4.5, 4.9)."""
    if visit.made_by is None:
        orders = visit.books.orders
        made = {e.order for e in visit.books.by_item[visit.card.no] if e.entry_type == OUTPUT}
        visit.made_by = {key for key in made if key in orders and orders[key].finished}
    return visit.made_by


def _take_share(visit: Visit, period: PoolPeriod, entry: ItemEntry, value: Value) -> bool:
    quantity, cost = period.pool_for(entry, value)
    if quantity <= 0 or cost < 0:
        return False
    new = share_quotient_first(cost, value.valued, quantity)
    group = [v for v in entry.values if v.document == value.document]
    if value.expected_cost:
        old = expected_in(entry, group)
    else:
        old = sum(v.actual + v.delta_actual for v in group if not v.expected_cost)
    delta = 0 if visit.card.value_zero else new - old
    changed = bool(delta)
    if changed and _alternates(visit, entry, delta):
        changed = False
    if changed:
        visit.buffer(entry, value, delta, value.expected_cost, sum(v.invoiced for v in group))
        _count(visit, period, entry, value)
    if quantity + value.valued > 0 and not (entry.entry_type == TRANSFER and period.by_item):
        period.take(value.valued, new)
    return changed


def _alternates(visit: Visit, entry: ItemEntry, delta: int) -> bool:
    """A delta that goes up and down by a cent is dropped after twenty turns."""
    counter = visit.run.alternating.setdefault(entry.no, [0, 0])
    if delta <= CENT and delta * counter[1] <= 0:
        counter[0] += 1
    else:
        counter[0] = 0
    counter[1] = delta
    return counter[0] > TURNS


def _count(visit: Visit, period: PoolPeriod, entry: ItemEntry, value: Value) -> None:
    """Stops a run in which cost runs in a circle and never settles (4.9 bounds the circles that the rules know)."""
    visit.averaged[value.no] = visit.averaged.get(value.no, 0) + 1
    if visit.averaged[value.no] > _CHANGES:
        raise XlcostError(
            "AC03",
            f"The average cost of item {visit.card.no} in the period up to {date_of(period.end)} does not settle: item ledger entry {entry.no}"
            f" was valued {_CHANGES:,} times and changes again.",
            where=f"item ledger entry {entry.no}",
            rule="An average is taken again until no cost changes; here cost comes back to where it left, and each time it changes.",
            remedy="Look for returns of sales that were below zero in that period and post the missing receipt, or set Excluded from Cost Adjustment"
            " of the item to Yes to adjust the others.",
        )
