"""The pool that an Average decrease takes its share of (costing-engine.md 4.5, pool and chain; 3.1)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from tests.reference_adjustment.books import (
    CONSUMPTIONS,
    INVOICED,
    OUTPUTS,
    QUANTITY,
    REVALUATION,
    VALUED,
    ZERO,
    Books,
    Key,
    Record,
    is_charge,
    is_plain,
    quotient,
    round2,
    round5,
    times,
)
from tests.reference_adjustment.shares import hits

TYPES = ("Direct Cost", "Revaluation", "Rounding", "Indirect Cost", "Variance", "Total")


@dataclass
class Period:
    """A period of a pool: its value entries, and what holds for all of its decreases."""

    b: Books
    item: str
    key: Key | None  # None: the whole item
    start: dt.date
    end: dt.date
    values: list[Record] = field(default_factory=list)
    before: list[Record] = field(default_factory=list)

    def __post_init__(self) -> None:
        for value in self.b.values_of_item[self.item]:
            if self.key is not None and (value["Location Code"], value["Variant Code"]) != self.key:
                continue
            if value["Valuation Date"] < self.start:
                self.before.append(value)
            elif value["Valuation Date"] <= self.end:
                self.values.append(value)
        self.first: dict[int, Record] = {}  # first value entry of the period by Entry Type, Entry No., per entry
        for value in sorted(self.values, key=lambda v: (TYPES.index(v["Entry Type"]), v["Entry No."])):
            self.first.setdefault(value["Item Ledger Entry No."], value)
        self.kept = self._behind_open_outbounds()
        self.points = [v for v in self.values if v["Entry Type"] == REVALUATION and self._makes_point(v)]
        self.cancelling = self._cancelling()
        self.exceptions = self._exceptions()

    # -- entries of the chain ---------------------------------------------------------------------------------------
    def chain(self, no: int, limited: bool = True) -> set[int]:
        """Entries reached forward from an entry; `limited`: none with a value entry after the period."""
        b = self.b
        found: set[int] = set()
        ahead = [no]
        while ahead:
            entry = b.entries[ahead.pop()]
            for other in self._next(entry, limited):
                late = limited and any(v["Valuation Date"] > self.end for v in b.values_of[other])
                if other not in found and not late:
                    found.add(other)
                    ahead.append(other)
        return found

    def _next(self, entry: Record, limited: bool) -> list[int]:
        b, no = self.b, entry["Entry No."]
        if entry[QUANTITY] > 0:
            outbounds = [r["Outbound Item Entry No."] for r in b.given_by[no]]
            return outbounds + [r["Item Ledger Entry No."] for r in b.transferred_from[no]]
        reached = [r["Item Ledger Entry No."] for r in b.returned_from[no]]
        if entry["Entry Type"] in CONSUMPTIONS:
            for other in b.entries.values():
                if other["Entry Type"] in OUTPUTS and b.order_key(other) == b.order_key(entry) and (not limited or other["Posting Date"] <= self.end):
                    reached.append(other["Entry No."])
        return reached

    def enters_again(self, chain: set[int]) -> bool:
        """Whether a chain holds an inbound of the pool."""
        entries = [self.b.entries[no] for no in chain]
        return any(
            e[QUANTITY] > 0 and e["Item No."] == self.item and self.key in (None, (e["Location Code"], e["Variant Code"])) for e in entries
        )

    # -- what is the same for all decreases of the period -------------------------------------------------------------
    def _behind_open_outbounds(self) -> set[int]:
        """Line 1: open outbounds of before the period and what is behind them, when something of it is valued before the period."""
        b = self.b
        kept: set[int] = set()
        for entry in b.entries_of_item[self.item]:
            if entry["Open"] and entry[QUANTITY] < 0 and entry["Posting Date"] < self.start:
                kept |= {entry["Entry No."]} | self.chain(entry["Entry No."], limited=False)
        return {no for no in kept if any(v["Valuation Date"] < self.start for v in b.values_of[no])}

    def _makes_point(self, value: Record) -> bool:
        own = self.b.own.get(value["Item Ledger Entry No."])
        return bool(value["Partial Revaluation"] or (own and own["Outbound Item Entry No."] and not own["Transferred-from Entry No."]))

    def _cancelling(self) -> set[int]:
        """Line 2: revalued inbounds and their outbounds with Cost Application; without such outbounds there is nothing to cancel."""
        found: set[int] = set()
        for point in self.points:
            no = point["Item Ledger Entry No."]
            outbounds = {r["Outbound Item Entry No."] for r in self.b.given_by[no] if r["Cost Application"]}
            if outbounds:
                found |= {no} | outbounds
        return found

    def _exceptions(self) -> list[int]:
        """Entry Nos. from which a running pool is no longer valid."""
        found: set[int] = set()
        for value in self.values:
            entry = self.b.entries[value["Item Ledger Entry No."]]
            if value["Adjustment"]:
                continue
            again = entry[QUANTITY] < 0 and self.enters_again(self.chain(entry["Entry No."]))
            if value["Partial Revaluation"] or is_charge(value) or again:
                found |= {value["Entry No."], value["Entry No."] + 1}
        return sorted(found)

    # -- the pool of one decrease -----------------------------------------------------------------------------------------
    def pool(self, v: Record) -> tuple[Decimal, Decimal]:
        """Quantity and cost that a decrease takes its share of."""
        b = self.b
        quantity, cost = self._opening()
        chain = self.chain(v["Item Ledger Entry No."])
        again = self.enters_again(chain)
        excluded = {no: self._excludes(no, v, chain, again) for no in self.first}
        for value in self.values:
            no = value["Item Ledger Entry No."]
            if excluded[no]:
                continue
            amount = b.actual(value) + b.expected(value)
            units = value["Item Ledger Entry Quantity"]
            if self._after_point(value, v):
                if no not in self.cancelling or no in self.kept:
                    continue
                if value["Entry Type"] == REVALUATION and value["Partial Revaluation"]:
                    amount -= round2(times(amount, self._not_hit(value)))
            quantity, cost = quantity + units, cost + amount
        for no in self.first:
            if excluded[no]:
                late_quantity, late_cost = self._invoiced_late(no)
                quantity, cost = quantity + late_quantity, cost + late_cost
        return quantity, cost

    def _invoiced_late(self, no: int) -> tuple[Decimal, Decimal]:
        """What the period invoices of an average-valued shipment of an earlier period (IJ04), put back when the entry is excluded:
        lines 3, 7 and 8 do not say so, invariants 9 and 13 do."""
        b, entry = self.b, self.b.entries[no]
        first = b.first_value(no)
        invoiced = sum((v[INVOICED] for v in self.values if v["Item Ledger Entry No."] == no), ZERO)
        if entry[QUANTITY] > 0 or not invoiced or not first["Valued By Average Cost"] or first["Valuation Date"] >= self.start:
            return ZERO, ZERO
        before = [v for v in b.values_of[no] if v["Valuation Date"] < self.start]
        waiting = entry[QUANTITY] - sum((v[INVOICED] for v in before), ZERO)
        expected = sum((b.expected(v) for v in before), ZERO)
        return -invoiced, times(-expected, quotient(invoiced, waiting))

    def _excludes(self, no: int, v: Record, chain: set[int], again: bool) -> bool:
        """Lines 1 to 8: the first that applies decides."""
        b, entry = self.b, self.b.entries[no]
        consumed = b.entries[v["Item Ledger Entry No."]]["Entry Type"] in CONSUMPTIONS
        if no in self.kept or no in self.cancelling:
            return False
        if no == v["Item Ledger Entry No."]:
            return True
        if consumed and entry["Entry Type"] in OUTPUTS and self._consumes_itself(entry):
            return True
        if no in chain:
            return True
        if not self.first[no]["Valued By Average Cost"]:
            return False
        return again or no > v["Item Ledger Entry No."]

    def _consumes_itself(self, output: Record) -> bool:
        """Line 4: the order of the output took the item in the period."""
        entries = [self.b.entries[no] for no in self.first]
        return any(e["Entry Type"] in CONSUMPTIONS and self.b.order_key(e) == self.b.order_key(output) for e in entries)

    def _after_point(self, value: Record, v: Record) -> bool:
        """Whether the revaluation points exclude a value entry."""
        b = self.b
        own = value["Entry Type"] == REVALUATION or is_plain(value)
        first = value if own else next(w for w in b.values_of[value["Item Ledger Entry No."]] if w["Entry Type"] == "Direct Cost")
        x, n = first["Entry No."], v["Entry No."]
        points = [p["Entry No."] for p in self.points]
        if any(x <= p <= n for p in points):
            return first["Entry Type"] == REVALUATION and not hits(b, first, b.entries[v["Item Ledger Entry No."]])
        return any(n <= p <= x for p in points)

    def _not_hit(self, value: Record) -> Decimal:
        """Line 2: the part of a partial revaluation that its cost applications do not take."""
        b = self.b
        rows = [r for r in b.given_by[value["Item Ledger Entry No."]] if r["Cost Application"]]
        taken = -sum((r[QUANTITY] for r in rows if hits(b, value, b.entries[r["Outbound Item Entry No."]])), ZERO)
        return quotient(value[VALUED] - taken, value[VALUED])

    def _opening(self) -> tuple[Decimal, Decimal]:
        """What was valued before the period; over a change of calculation type by 3.1."""
        b = self.b
        since = b.calendar.same_type_since(self.end) if self.key is not None else dt.date.min
        quantity = sum((v["Item Ledger Entry Quantity"] for v in self.before if v["Valuation Date"] >= since), ZERO)
        cost = sum((b.actual(v) + b.expected(v) for v in self.before if v["Valuation Date"] >= since), ZERO)
        if since > dt.date.min:
            older = [v for v in b.values_of_item[self.item] if v["Valuation Date"] < since]
            here = sum((v["Item Ledger Entry Quantity"] for v in self.before if v["Valuation Date"] < since), ZERO)
            units = sum((v["Item Ledger Entry Quantity"] for v in older), ZERO)
            if here and units:
                factor = quotient(here, units)
                quantity += round5(times(units, factor))
                cost += times(sum((b.actual(v) + b.expected(v) for v in older), ZERO), factor)
        return quantity, cost
