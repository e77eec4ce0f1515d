"""Status: one line per open item ledger entry at a date (valuation-reports.md 5.4).

The remaining quantity is that of remaining.py; the unit cost of a line is the cost of its value entries up to the date per unit (of a partial
revaluation per revalued unit). Average items show no lines: each entry's full quantity and cost enter the item.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import CostingMethod
from xlcost.money import FINE, TICKS, Array, divide_half_away
from xlcost.views.behind import EntriesBehind, Found
from xlcost.views.cost_spec import cards_of
from xlcost.views.filters import FlowFilters, ItemFilters
from xlcost.views.lookup import Grouped, rows_of, valued_quantity
from xlcost.views.remaining import missing_entries, remaining_quantity
from xlcost.views.report_warnings import ReportWarning, warning

_FIELDS = ("Entry No.", "Document No.", "Posting Date", "Entry Type")


@dataclass(frozen=True, slots=True)
class StatusLine:
    """One open entry: quantity in ticks, unit cost and value in fine units."""

    entry: int
    document_no: str
    day: int
    type: int
    quantity: int
    unit_cost: int
    value: int
    behind: EntriesBehind


@dataclass(frozen=True, slots=True)
class StatusItem:
    """One item with its open entries (none for average items)."""

    item_no: str
    description: str
    average: bool
    lines: Sequence[StatusLine]
    quantity: int
    value: int
    behind: EntriesBehind

    @property
    def unit_cost(self) -> int:
        """Average of the item in fine units per piece, 0 without stock."""
        return divide_half_away(self.value * TICKS, abs(self.quantity)) if self.quantity else 0


@dataclass(frozen=True)
class Status:
    """Result of the view."""

    items: Sequence[StatusItem]
    day: int
    warnings: Sequence[ReportWarning] = field(default_factory=tuple)


def status(
    ledger: Ledger,
    day: int,
    *,
    items: ItemFilters = ItemFilters(),  # noqa: B008 - immutable
    flow: FlowFilters = FlowFilters(),  # noqa: B008 - immutable
    clean: bool = False,
) -> Status:
    """Open entries of a ledger at the end of `day`."""
    entries, values = ledger.table("Item Ledger Entry"), ledger.table("Value Entry")
    card = cards_of(ledger, "Item Ledger Entry", items)
    mine = (card >= 0) & (entries["Posting Date"] <= day) & ~entries["Drop Shipment"]
    passes = flow.mask(entries)
    if passes is not None:
        mine &= passes
    remaining = remaining_quantity(ledger, day, mine)
    warnings = [*missing_entries(remaining, clean)]
    zero = entries["Entry No."][mine & (entries["Quantity"] == 0)].tolist()
    if zero:
        warnings.append(warning("ZERO_QTY_ILE", f"Item ledger entries {zero[:5]} have quantity 0 and are left out.", Entries=zero))
        mine &= entries["Quantity"] != 0
    dated = values["Posting Date"] <= day
    passing = flow.mask(values)
    counted = dated if passing is None else dated & passing
    owner = np.where(counted, rows_of(ledger, "Item Ledger Entry", values["Item Ledger Entry No."]), -1)
    costs = _Costs(ledger, Grouped(owner, entries.length), remaining.quantity)
    return Status(_items(ledger, costs, mine, card), day, warnings)


class _Costs:
    """Costs of the value entries of each item ledger entry, as Python integers."""

    def __init__(self, ledger: Ledger, values: Grouped, remaining: Array) -> None:
        table = ledger.table("Value Entry")
        self.ledger = ledger
        self.remaining: list[int] = remaining.tolist()
        self._values = values
        self._quantity: list[int] = ledger.table("Item Ledger Entry")["Quantity"].tolist()
        self._number: list[int] = table["Entry No."].tolist()
        self._amount: list[int] = (table["Cost Amount (Actual)"] + table["Cost Amount (Expected)"]).tolist()
        self._valued: list[int] = np.where(table["Partial Revaluation"], valued_quantity(ledger), 0).tolist()
        self._partial: list[bool] = table["Partial Revaluation"].tolist()

    def _shares(self, row: int) -> list[tuple[int, int, int]]:
        """(value entry no., amount in fine units, quantity that it is the cost of) of an item ledger entry."""
        whole = abs(self._quantity[row])
        return [
            (self._number[v], self._amount[v] * FINE, abs(self._valued[v]) if self._partial[v] else whole)
            for v in self._values[row].tolist()
            if self._amount[v]
        ]

    def parts(self, row: int, average: bool) -> Found:
        """Value entries of an item ledger entry and their part in its value."""
        left = abs(self.remaining[row])
        found = [(n, a if average else divide_half_away(a * left, of)) for n, a, of in self._shares(row) if average or of]
        return [n for n, _ in found], [p for _, p in found]

    def unit_cost(self, row: int) -> int:
        """Cost per unit of an item ledger entry in fine units."""
        return sum(divide_half_away(a * TICKS, of) for _, a, of in self._shares(row) if of)


def _items(ledger: Ledger, costs: _Costs, mine: Array, card: Array) -> list[StatusItem]:
    entries, cards = ledger.table("Item Ledger Entry"), ledger.table("Item")
    texts = cards.tuples(("No.", "Description", "Costing Method"))
    members = Grouped(np.where(mine, card, -1), cards.length)
    order = entries.keys(("Entry Type", "Variant Code", "Location Code", "Posting Date", "Entry No."))
    found = []
    for number in sorted(np.unique(card[mine]).tolist(), key=lambda c: texts[c][0]):
        no, description, method = texts[number]
        average = method == int(CostingMethod.AVERAGE)
        rows = sorted(members[number].tolist(), key=lambda r: order[r])
        if average:
            quantity = sum(int(entries["Quantity"][r]) for r in rows)
            behind = _behind(costs, rows, average=True)
            value = sum(sum(costs.parts(r, True)[1]) for r in rows)
            lines: list[StatusLine] = []
        else:
            rows = [r for r in rows if costs.remaining[r]]
            lines = [_line(costs, r, f) for r, f in zip(rows, entries.tuples(_FIELDS, rows), strict=True)]
            quantity, value = sum(line.quantity for line in lines), sum(line.value for line in lines)
            behind = _behind(costs, rows, average=False)
        if rows:
            found.append(StatusItem(no, description, average, lines, quantity, value, behind))
    return found


def _line(costs: _Costs, row: int, fields: tuple[int, str, int, int]) -> StatusLine:
    value = sum(costs.parts(row, False)[1])
    return StatusLine(*fields, costs.remaining[row], costs.unit_cost(row), value, _behind(costs, [row], average=False))


def _behind(costs: _Costs, rows: Sequence[int], average: bool) -> EntriesBehind:
    def load() -> Found:
        found = [costs.parts(r, average) for r in rows]
        pairs = sorted((n, p) for numbers, parts in found for n, p in zip(numbers, parts, strict=True))
        return [n for n, _ in pairs], [p for _, p in pairs]

    return EntriesBehind(load)
