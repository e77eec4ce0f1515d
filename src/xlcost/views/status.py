"""Status: one line per open item ledger entry at a date (valuation-reports.md 5.4).

The remaining quantity is that of remaining.py; the unit cost of a line is the cost of its value entries up to the date per unit (of a partial
revaluation per revalued unit). Average items show no lines: each entry's full quantity and cost enter the item.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from xlcost.ledger import Ledger, Table
from xlcost.ledger.grouped import Grouped
from xlcost.ledger.options import CostingMethod
from xlcost.money import FINE, TICKS, Array, divide_half_away
from xlcost.views.behind import EntriesBehind, Found
from xlcost.views.filters import FlowFilters, ItemFilters
from xlcost.views.lookup import in_print_order, rows_of, valued_quantity
from xlcost.views.report_warnings import ReportWarning
from xlcost.views.standing import standing_entries

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
    at = standing_entries(ledger, day, items, flow, clean)
    numbers = ledger.table("Value Entry")["Item Ledger Entry No."]
    owner = np.where(at.values, rows_of(ledger, "Item Ledger Entry", numbers), -1)
    costs = _Costs(ledger, Grouped(owner, len(at.card)), at.remaining)
    return Status(_items(ledger, costs, at.counted, at.card), day, at.warnings)


class _Costs:
    """Costs of the value entries of item ledger entries, for many of them at once."""

    def __init__(self, ledger: Ledger, values: Grouped, remaining: Array) -> None:
        self.remaining = remaining
        self._ledger = ledger
        self._values = values

    def _shares(self, rows: Array) -> list[tuple[int, int, int, int, int]]:
        """Per value entry with an amount, row by row: (place in `rows`, number, amount in ticks, quantity that it is the cost of, quantity left)."""
        table = self._ledger.table("Value Entry")
        found, counts = self._values.counted(rows)
        place = np.repeat(np.arange(len(rows)), counts)
        amount = table["Cost Amount (Actual)"][found] + table["Cost Amount (Expected)"][found]
        some = amount != 0
        found, place, amount = found[some], place[some], amount[some]
        whole, left = np.abs(self._ledger.table("Item Ledger Entry")["Quantity"][rows]), np.abs(self.remaining[rows])
        of = np.where(table["Partial Revaluation"][found], np.abs(valued_quantity(self._ledger)[found]), whole[place])
        columns = (place, table["Entry No."][found], amount, of, left[place])
        return list(zip(*(column.tolist() for column in columns), strict=True))

    def parts(self, rows: Array, average: bool) -> Found:
        """Value entries of item ledger entries and their part in their value, by number."""
        pairs = [
            (no, amount * FINE if average else divide_half_away(amount * FINE * left, of))
            for _, no, amount, of, left in self._shares(rows)
            if average or of
        ]
        pairs.sort()
        return [n for n, _ in pairs], [p for _, p in pairs]

    def per_unit(self, rows: Array) -> tuple[list[int], list[int]]:
        """(cost per unit, value of what remains) of item ledger entries in fine units."""
        units, worth = [0] * len(rows), [0] * len(rows)
        for place, _, amount, of, left in self._shares(rows):
            if of:
                fine = amount * FINE
                units[place] += divide_half_away(fine * TICKS, of)
                worth[place] += fine if left == of else divide_half_away(fine * left, of)
        return units, worth


def _items(ledger: Ledger, costs: _Costs, mine: Array, card: Array) -> list[StatusItem]:
    entries, cards = ledger.table("Item Ledger Entry"), ledger.table("Item")
    texts = cards.tuples(("No.", "Description", "Costing Method"))
    every = in_print_order(entries, np.flatnonzero(mine), card, ("Entry Type", "Variant Code", "Location Code", "Posting Date", "Entry No."))
    averages = (cards["Costing Method"] == int(CostingMethod.AVERAGE))[card[every]]
    every = every[averages | (costs.remaining[every] != 0)]
    bounds = np.flatnonzero(np.diff(card[every], prepend=-1, append=-1)).tolist()
    found = []
    for first, end in pairwise(bounds):
        rows = every[first:end]
        no, description, method = texts[int(card[rows[0]])]
        average = method == int(CostingMethod.AVERAGE)
        lines: list[StatusLine] = []
        if average:
            quantity, value = int(entries["Quantity"][rows].sum()), sum(costs.parts(rows, True)[1])
        else:
            lines = _lines(entries, costs, rows)
            quantity, value = sum(line.quantity for line in lines), sum(line.value for line in lines)
        found.append(StatusItem(no, description, average, lines, quantity, value, _behind(costs, rows, average)))
    return sorted(found, key=lambda item: item.item_no)


def _lines(entries: Table, costs: _Costs, rows: Array) -> list[StatusLine]:
    units, worth = costs.per_unit(rows)
    fields = zip(entries.tuples(_FIELDS, rows), costs.remaining[rows].tolist(), units, worth, range(len(rows)), strict=True)
    return [
        StatusLine(no, document, day, kind, left, unit, value, _behind(costs, rows[i : i + 1], False))
        for (no, document, day, kind), left, unit, value, i in fields
    ]


def _behind(costs: _Costs, rows: Array, average: bool) -> EntriesBehind:
    return EntriesBehind(lambda: costs.parts(rows, average))
