"""The average pass (costing-engine.md 4.5)."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from decimal import Decimal

from tests.reference_adjustment import entry_points
from tests.reference_adjustment.applied import AppliedPass
from tests.reference_adjustment.books import (
    COMPLETE,
    CONSUMPTIONS,
    INVOICED,
    OUTPUTS,
    TO_ADJUST,
    VALUED,
    ZERO,
    Books,
    Key,
    Record,
    fully_invoiced,
    quotient,
    round2,
    times,
)
from tests.reference_adjustment.pool import Period
from tests.reference_adjustment.posting import Refused, put

CENT = Decimal("0.01")
ALTERNATIONS = 20
CHANGES = 2_000


class AveragePass:
    """The average periods of an item in one visit."""

    def __init__(self, b: Books, item: str, applied: AppliedPass, till: dt.date, alternated: dict[int, list[Decimal]]) -> None:
        self.b, self.item, self.applied, self.till = b, item, applied, till
        self.alternated = alternated  # entry -> [count, previous delta], over the whole run
        self.changes: Counter[int] = Counter()  # of a value entry in this visit
        self.stop_from = dt.date.max  # first period in which the item was consumed into an order that makes it (4.9)

    def run(self) -> None:
        """Until no entry point up to `till` waits, or an order must be adjusted first."""
        while points := entry_points.unadjusted(self.b, self.item, self.till):
            for place, variant, day in points:
                if not self.b.points[self.item, place, variant, day] and not self._work((place, variant), day):
                    break
            if self.stop_from < dt.date.max:
                return

    def _periods(self, point: Key, day: dt.date) -> list[dt.date]:
        """Ends of the periods from a day on in which value entries of the pool exist."""
        calendar, found = self.b.calendar, set()
        for value in self.b.values_of_item[self.item]:
            end = calendar.period(value["Valuation Date"])[1]
            if day <= end and (calendar.by_item(end) or point == (value["Location Code"], value["Variant Code"])):
                found.add(end)
        return sorted(found)

    def _work(self, point: Key, day: dt.date) -> bool:
        """All periods from an entry point on; False: start again from the top."""
        b, item = self.b, self.item
        for other in b.points:
            if other[0] == item and other[1:3] == point and day <= other[3]:
                b.points[other] = True
        ends = self._periods(point, day)
        for place, end in enumerate(ends):
            if any(p[2] < end for p in entry_points.unadjusted(b, item)) or end >= self.stop_from:
                self._flag_again(point, end)
                return True
            waiting = set(entry_points.unadjusted(b, item))
            key = None if b.calendar.by_item(end) else point
            self._adjust_period(Period(b, item, key, b.calendar.period(end)[0], end))
            if set(entry_points.unadjusted(b, item)) - waiting:
                if place + 1 < len(ends):
                    self._flag_again(point, ends[place + 1])
                return False
        return True

    def _flag_again(self, point: Key, end: dt.date) -> None:
        key = ("", "") if self.b.calendar.by_item(end) else point
        entry_points.flag_again(self.b, self.item, key, end)

    def _adjust_period(self, period: Period) -> None:
        decreases = [v for v in period.values if v["Valued By Average Cost"] and not v["Adjustment"] and v[VALUED] < 0]
        pool, stretch = (ZERO, ZERO), -1
        for v in sorted(decreases, key=lambda v: (v["Item Ledger Entry No."], v["Entry No."])):
            entry = self.b.entries[v["Item Ledger Entry No."]]
            if entry["Applies-to Entry"] or (v["Expected Cost"] and fully_invoiced(entry)):
                continue
            between = sum(n <= v["Entry No."] for n in period.exceptions)  # exceptions up to the v: none may lie between two v of one pool
            if between != stretch:
                pool, stretch = period.pool(v), between
            pool = self._adjust_average(v, entry, pool, period)

    def _adjust_average(self, v: Record, entry: Record, pool: tuple[Decimal, Decimal], period: Period) -> tuple[Decimal, Decimal]:
        """Brings a decrease to its share of the pool; the pool that it leaves."""
        b, changed = self.b, False
        sources = [b.entries[r["Inbound Item Entry No."]] for r in b.taken_by[entry["Entry No."]]]
        if entry["Entry Type"] == "Transfer" and not entry[COMPLETE] and all(s[COMPLETE] for s in sources):
            entry[COMPLETE] = changed = True
        quantity, cost = pool
        if quantity > 0 and cost >= 0:
            new = round2(times(cost, quotient(v[VALUED], quantity)))
            group = [w for w in b.values_of[entry["Entry No."]] if self._same_document(w, v) and not b.is_balance(w)]
            old = sum((b.expected(w) if v["Expected Cost"] else b.actual(w) for w in group), ZERO)
            if new != old and self._counts(entry, new - old):
                put(b, v, new - old, sum((w[INVOICED] for w in group), ZERO))
                changed = True
                self.changes[v["Entry No."]] += 1
                if self.changes[v["Entry No."]] > CHANGES:
                    raise Refused("AC03")  # cost in a circle that never settles: no rule ends it
            if quantity + v[VALUED] > 0 and not (entry["Entry Type"] == "Transfer" and period.key is None):
                pool = (quantity + v[VALUED], cost + new)
        if changed:
            for row in b.returned_from[entry["Entry No."]]:
                if row["Cost Application"]:
                    self.applied.averaged = set()
                    self.applied.adjust_inbound(row, 0)
                    self.applied.averaged = None
            self.applied.remember()
        if entry["Entry Type"] in CONSUMPTIONS:
            self._consumption(entry, changed, period)
        return pool

    @staticmethod
    def _same_document(w: Record, v: Record) -> bool:
        return all(w[c] == v[c] for c in ("Expected Cost", "Document No.", "Document Line No."))

    def _counts(self, entry: Record, delta: Decimal) -> bool:
        """Whether a delta is taken: not when the entry alternated too often in this run."""
        count, previous = self.alternated[entry["Entry No."]]
        count = count + 1 if delta <= CENT and delta * previous <= 0 else ZERO
        self.alternated[entry["Entry No."]] = [count, delta]
        return count <= ALTERNATIONS

    def _consumption(self, entry: Record, changed: bool, period: Period) -> None:
        b = self.b
        if changed:
            entry[TO_ADJUST] = False
            order = b.orders.get(b.order_key(entry))
            made = [e for e in b.entries_of_item[self.item] if e["Entry Type"] in OUTPUTS and b.order_key(e) == b.order_key(entry)]
            if made and order is not None and (order["Is Finished"] or order["Order Type"] == "Assembly"):
                self.stop_from = min(self.stop_from, period.end)
        if not entry[COMPLETE]:
            key = period.key
            here = [e for e in b.entries_of_item[self.item] if key in (None, (e["Location Code"], e["Variant Code"]))]
            if sum((e[INVOICED] for e in here if e["Posting Date"] <= period.end), ZERO) >= 0:
                entry[COMPLETE], entry[TO_ADJUST] = True, False


def alternations() -> dict[int, list[Decimal]]:
    """A counter for a run."""
    return defaultdict(lambda: [ZERO, ZERO])
