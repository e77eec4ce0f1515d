"""Item Age Composition - Value: what lies how long (valuation-reports.md 5.1).

Open item ledger entries fall into five buckets by posting date: `P(k) < date <= P(k+1)`. The remaining quantity is that of
today [Q19]; mode clean recomputes it at the ending date. Entries are valued at their own unit cost; average items at the
average cost at the end of each bucket, so that buckets need not add up to the total [Q20].

Worked example: ending date 31 Mar, period length 1M: boundaries 28 Jan, 28 Feb, 31 Mar before and up to the end (the day is
clipped to the month end and stays clipped), then everything after.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.grouped import Grouped
from xlcost.ledger.options import CostingMethod
from xlcost.money import FINE, Array, divide_half_away
from xlcost.problems import XlcostError
from xlcost.views.behind import EntriesBehind, Found, merged
from xlcost.views.filters import FlowFilters, ItemFilters
from xlcost.views.lookup import rows_of, valued_quantity
from xlcost.views.remaining import missing_entries, remaining_quantity
from xlcost.views.report_warnings import ReportWarning, warning

BUCKETS = 5
_PERIOD = re.compile(r"([+-]?\d*)([DWMQY])")
_FOREVER = dt.date(9999, 12, 31).toordinal()


@dataclass(frozen=True, slots=True)
class AgeItem:
    """One item: values per bucket and in total in fine units, quantities in ticks."""

    item_no: str
    description: str
    unit: str
    group: str
    values: tuple[int, ...]
    quantities: tuple[int, ...]
    value: int
    quantity: int
    behind: tuple[EntriesBehind, ...]  # per bucket
    value_behind: EntriesBehind  # of the total


@dataclass(frozen=True)
class Age:
    """Result of the view; `boundaries` are P2 to P5 as day numbers."""

    items: Sequence[AgeItem]
    boundaries: tuple[int, int, int, int]
    warnings: Sequence[ReportWarning] = field(default_factory=tuple)


def shifted(day: int, period: str, sign: int = -1) -> int:
    """A day moved by a period length such as 1M, 10D, 2W, 1Q or 1M+5D; months keep the day or clip to the month end."""
    text = "".join(period.upper().split()) or "0D"
    terms = _PERIOD.findall(text)
    if "".join(f"{number}{unit}" for number, unit in terms) != text:
        raise XlcostError(
            "OPTION_INVALID",
            f"The period length {period!r} cannot be read.",
            where="Period Length",
            rule="A period length is a number and D, W, M, Q or Y.",
            remedy="Write it like 1M, 30D or 2W.",
        )
    date = dt.date.fromordinal(day)
    for number, unit in terms:
        count = sign * int(number if number not in ("", "+", "-") else number + "1")
        try:
            if unit in "DW":
                date += dt.timedelta(days=count * (7 if unit == "W" else 1))
            else:
                months = date.year * 12 + date.month - 1 + count * {"M": 1, "Q": 3, "Y": 12}[unit]
                year, month = divmod(months, 12)
                date = dt.date(year, month + 1, min(date.day, calendar.monthrange(year, month + 1)[1]))
        except (ValueError, OverflowError):
            raise XlcostError(
                "OPTION_INVALID", f"The period length {period!r} leads outside the calendar.", where="Period Length"
            ) from None
    return date.toordinal()


def age_composition(
    ledger: Ledger,
    end: int,
    period: str,
    *,
    items: ItemFilters = ItemFilters(),  # noqa: B008 - immutable
    flow: FlowFilters = FlowFilters(),  # noqa: B008 - immutable
    clean: bool = False,
) -> Age:
    """The age composition of a ledger; `end` is the day number of the ending date."""
    p4 = shifted(end, period)
    p3 = shifted(p4, period)
    p2 = shifted(p3, period)
    entries = ledger.table("Item Ledger Entry")
    card = items.cards(ledger, "Item Ledger Entry")
    mine = card >= 0
    passes = flow.mask(entries)
    if passes is not None:
        mine &= passes
    warnings: tuple[ReportWarning, ...] = ()
    if clean:
        mine &= entries["Posting Date"] <= end
        found = remaining_quantity(ledger, end, mine)
        warnings = missing_entries(found, clean)
        left = found.quantity
        population = mine & (left != 0)
    else:
        left = entries["Remaining Quantity"]
        population = mine & entries["Open"] & (left != 0)
    bucket = np.searchsorted(np.array([p2, p3, p4, end]), entries["Posting Date"], side="left")
    view = _View(ledger, population, card, left, bucket, flow, (p2, p3, p4, end, _FOREVER), clean)
    zero = entries["Entry No."][population & (entries["Quantity"] == 0)].tolist()
    if zero:
        warnings = (*warnings, warning("ZERO_QTY_ILE", f"Item ledger entries {zero[:5]} have quantity 0 and no unit cost.", Entries=zero))
    return Age(view.items(), (p2, p3, p4, end), warnings)


@dataclass(frozen=True)
class _View:
    ledger: Ledger
    population: Array
    card: Array
    left: Array
    bucket: Array
    flow: FlowFilters
    ends: tuple[int, ...]
    clean: bool

    def items(self) -> list[AgeItem]:
        cards = self.ledger.table("Item")
        texts = cards.tuples(("No.", "Description", "Base Unit of Measure", "Inventory Posting Group", "Costing Method"))
        rows = np.flatnonzero(self.population)
        members = Grouped(np.where(self.population, self.card, -1), cards.length)
        found = []
        for number in sorted(np.unique(self.card[rows]).tolist(), key=lambda c: texts[c][0]):
            no, description, unit, group, method = texts[number]
            mine = members[number]
            quantities = tuple(int(self.left[mine[self.bucket[mine] == k]].sum()) for k in range(BUCKETS))
            quantity = sum(quantities)
            if method == int(CostingMethod.AVERAGE):
                values, value = self._average(number, quantities, quantity)
                ends = zip(self.ends, quantities, strict=True)
                behind = tuple(EntriesBehind(lambda c=number, e=e, q=q: self._average_parts(c, e, q)) for e, q in ends)  # type: ignore[misc]
                whole = EntriesBehind(lambda c=number, q=quantity: self._average_parts(c, _FOREVER, q))  # type: ignore[misc]
            else:
                behind = tuple(EntriesBehind(lambda m=mine, k=k: self._parts(m[self.bucket[m] == k])) for k in range(BUCKETS))  # type: ignore[misc]
                values = tuple(sum(self._parts(mine[self.bucket[mine] == k])[1]) for k in range(BUCKETS))
                value = sum(values)
                whole = merged(behind)
            found.append(AgeItem(no, description, unit, group, values, quantities, value, quantity, behind, whole))
        return found

    def _parts(self, rows: Array) -> Found:
        """Value entries of open entries and their part in the value: unit cost x |remaining|."""
        values, entries = self.ledger.table("Value Entry"), self.ledger.table("Item Ledger Entry")
        valued = valued_quantity(self.ledger)
        numbers, parts = [], []
        for row in rows.tolist():
            quantity, remaining = int(entries["Quantity"][row]), abs(int(self.left[row]))
            for v in self._values[row].tolist():
                whole = abs(int(valued[v]) if values["Partial Revaluation"][v] else quantity)
                amount = int(values["Cost Amount (Actual)"][v]) + int(values["Cost Amount (Expected)"][v])
                if whole and amount:
                    numbers.append(int(values["Entry No."][v]))
                    parts.append(divide_half_away(amount * FINE * remaining, whole))
        return numbers, parts

    @property
    def _values(self) -> Grouped:
        key = "value rows by item ledger entry"
        if key not in self.ledger.memo:
            numbers = self.ledger.table("Value Entry")["Item Ledger Entry No."]
            owner = rows_of(self.ledger, "Item Ledger Entry", numbers)
            self.ledger.memo[key] = Grouped(owner, self.ledger.table("Item Ledger Entry").length)
        found: Grouped = self.ledger.memo[key]
        return found

    def _average(self, card: int, quantities: tuple[int, ...], quantity: int) -> tuple[tuple[int, ...], int]:
        """Buckets and total of an average item: average cost at the end of each bucket x remaining quantity."""
        values = tuple(self._average_value(card, end, left) for end, left in zip(self.ends, quantities, strict=True))
        return values, self._average_value(card, _FOREVER, quantity)

    def _average_value(self, card: int, end: int, left: int) -> int:
        values = self.ledger.table("Value Entry")
        rows, quantity = self._average_of(card, end)
        cost = int(values["Cost Amount (Actual)"][rows].sum()) + int(values["Cost Amount (Expected)"][rows].sum())
        return divide_half_away(cost * FINE * left, quantity) if quantity and cost else 0

    def _average_parts(self, card: int, end: int, left: int) -> Found:
        """Every value entry that makes up the average, in proportion to the quantity that is valued."""
        values = self.ledger.table("Value Entry")
        rows, quantity = self._average_of(card, end)
        amounts = (values["Cost Amount (Actual)"][rows] + values["Cost Amount (Expected)"][rows]).tolist()
        if not quantity or not left or not sum(amounts):
            return [], []
        found = [(n, divide_half_away(a * FINE * left, quantity)) for n, a in zip(values["Entry No."][rows].tolist(), amounts, strict=True) if a]
        return [n for n, _ in found], [p for _, p in found]

    def _average_of(self, card: int, end: int) -> tuple[Array, int]:
        """Rows of the value entries that make up the average cost of an item at a date, and the quantity they are the cost of."""
        rows, stock = self._values_of_item[card], self._stock_of_item[card]
        rows = rows[self.ledger.table("Value Entry")["Valuation Date"][rows] <= end]
        stock = stock[self.ledger.table("Item Ledger Entry")["Posting Date"][stock] <= end]
        return rows, int(self.left[stock].sum())

    @cached_property
    def _values_of_item(self) -> Grouped:
        """Rows of Value Entry inside the places, by item card."""
        card = ItemFilters().cards(self.ledger, "Value Entry")
        return self._by_card(card, self.flow.place_mask(self.ledger.table("Value Entry")))

    @cached_property
    def _stock_of_item(self) -> Grouped:
        """Rows of Item Ledger Entry whose quantity the average is the cost of, by item card: the open ones, in mode clean all that the report counts."""
        if self.clean:
            return self._by_card(self.card, self.population)
        entries = self.ledger.table("Item Ledger Entry")
        return self._by_card(np.where(entries["Open"], self.card, -1), self.flow.place_mask(entries))

    def _by_card(self, card: Array, passes: Array | None) -> Grouped:
        return Grouped(card if passes is None else np.where(passes, card, -1), self.ledger.table("Item").length)
