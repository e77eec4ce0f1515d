"""Inventory Valuation: opening, increases, decreases and ending per item (valuation-reports.md 1).

Every value entry up to the ending date falls into one *bucket* of its line: the opening (dated before the start), the
increases or the decreases of the period. The type of its item ledger entry decides between the last two, never the sign;
a transfer receipt is an increase only when its shipment lies outside the ledger filter. All sums are columns at once; the
entries behind an amount are looked up only when somebody asks.

Worked example (January, no start): a receipt of 10 for 100.00 and a sale of 4 for -40.00 give increases 10 / 100.00,
decreases 4 / 40.00, ending 6 / 60.00. A later revaluation of the receipt by -6.00 makes the increases 94.00.

In mode clean an item has one line per posting group and location of its value entries [Q2], and a line stays
while an amount of it is posted to the G/L [Q1].
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np

from xlcost.ledger import Ledger, Table
from xlcost.ledger.grouped import Grouped
from xlcost.ledger.options import ItemLedgerEntryType as T
from xlcost.money import Array, sum_by
from xlcost.views.behind import EntriesBehind, sum_of
from xlcost.views.filters import FlowFilters, ItemFilters
from xlcost.views.lookup import first_rows, rows_of, valued_quantity
from xlcost.views.report_warnings import ReportWarning, capacity_with_item, missing_items

OPENING, INCREASES, DECREASES = 0, 1, 2
_NONE = -1
_END = 10**7  # a day after every date: "no upper limit"

_INCREASES = (T.PURCHASE, T.POSITIVE_ADJMT, T.OUTPUT, T.ASSEMBLY_OUTPUT)
_DECREASES = (T.SALE, T.NEGATIVE_ADJMT, T.CONSUMPTION, T.ASSEMBLY_CONSUMPTION)
MEASURES = ("Cost Amount (Actual)", "Invoiced Quantity", "Cost Amount (Expected)", "Item Ledger Entry Quantity")
POSTED = ("Cost Posted to G/L", "Expected Cost Posted to G/L")


class Movement(NamedTuple):
    """Sums of a bucket, in ticks."""

    actual: int = 0
    invoiced_quantity: int = 0
    expected: int = 0
    entry_quantity: int = 0

    @property
    def with_expected(self) -> int:
        """Value of the line Expected Cost Included."""
        return self.actual + self.expected

    def plus(self, other: Movement, sign: int = 1) -> Movement:
        """This movement and (sign times) another."""
        return Movement(*(a + sign * b for a, b in zip(self, other, strict=True)))


@dataclass(frozen=True, slots=True)
class ValuationLine:
    """One item (mode clean: one item in one posting group and location)."""

    number: int
    item_no: str
    description: str
    unit: str
    group: str
    location: str | None
    starting: Movement
    increases: Movement
    decreases: Movement  # positive = decrease
    posted: int
    expected_posted: int

    @property
    def ending(self) -> Movement:
        """Opening plus increases less decreases."""
        return self.starting.plus(self.increases).plus(self.decreases, -1)

    @property
    def movements(self) -> tuple[Movement, Movement, Movement]:
        """Opening, increases, decreases."""
        return (self.starting, self.increases, self.decreases)

    def shown(self, expected: bool, keep_posted: bool) -> bool:
        """Rule 1.4: whether the line is printed."""
        if keep_posted and (self.posted or self.expected_posted):
            return True
        if any(m.actual or m.invoiced_quantity for m in self.movements):
            return True
        return expected and any(m.expected or m.entry_quantity for m in self.movements)

    @property
    def second_line(self) -> bool:
        """Rule 1.4, last sentence: whether the line Expected Cost Included is printed."""
        if not any(m.entry_quantity or m.actual for m in self.movements):
            return False
        return any(m.entry_quantity != m.invoiced_quantity or m.expected for m in self.movements)


@dataclass(frozen=True)
class Valuation:
    """Result of the view: printed lines in order, and what is needed to find the entries behind them."""

    lines: Sequence[ValuationLine]
    values: Table
    line_of: Array  # per value entry the number of its line, -1 outside the report
    bucket_of: Array  # per value entry OPENING, INCREASES, DECREASES, -1 outside
    dated: Array  # per value entry whether its posting date is not after the end
    start: int
    end: int
    expected: bool
    warnings: Sequence[ReportWarning] = field(default_factory=tuple)

    @cached_property
    def _grouped(self) -> Grouped:
        count = int(self.line_of.max()) + 1 if len(self.line_of) else 0
        return Grouped(self.line_of, count)

    def positions(self, lines: Sequence[ValuationLine], buckets: Sequence[int] | None) -> Array:
        """Rows of Value Entry of some lines in some buckets (None: all dated up to the end)."""
        rows = self._grouped.of(np.array([line.number for line in lines], dtype=np.int64))
        chosen = self.dated[rows] if buckets is None else np.isin(self.bucket_of[rows], buckets)
        return np.asarray(rows[chosen])

    def behind(
        self, lines: Sequence[ValuationLine], buckets: Sequence[int] | None, captions: Sequence[str], sign: int = 1
    ) -> EntriesBehind:
        """The value entries behind an amount: sign x the sum of `captions` of some lines and buckets."""
        return sum_of(self.values, lambda: self.positions(lines, buckets), captions, sign)

    def total(self, name: str) -> Movement:
        """Sum of one of starting, increases, decreases, ending over the printed lines."""
        found = Movement()
        for line in self.lines:
            found = found.plus(getattr(line, name))
        return found


def valuation(
    ledger: Ledger,
    *,
    start: int = 0,
    end: int = _END,
    expected: bool = False,
    items: ItemFilters = ItemFilters(),  # noqa: B008 - immutable
    flow: FlowFilters = FlowFilters(),  # noqa: B008 - immutable
    clean: bool = False,
    every_line: bool = False,
) -> Valuation:
    """Inventory Valuation of a ledger: days are ordinals, `start` 0 means from the beginning (section 1.3).

    `every_line` keeps the lines that rule 1.4 leaves out.
    """
    values = ledger.table("Value Entry")
    date = values["Posting Date"]
    kind = values["Item Ledger Entry Type"]
    card = _card_of(ledger, items)
    passes = flow.mask(values)
    inside = (card >= 0) & (kind != int(T.BLANK))
    if passes is not None:
        inside &= passes
    line_of, keys = _line_numbers(ledger, values, np.where(inside, card, _NONE), clean)
    dated = date <= end
    bucket = _buckets(ledger, values, inside, date, start, dated, flow)
    lines = _lines(ledger, values, line_of, keys, bucket, dated)
    printed = sorted((line for line in lines if every_line or line.shown(expected, keep_posted=clean)), key=_order)
    warnings = (*missing_items(ledger, dated, passes, items), *capacity_with_item(values, dated, card >= 0))
    return Valuation(printed, values, line_of, bucket, dated, start, end, expected, warnings)


def _order(line: ValuationLine) -> tuple[str, str, str]:
    return (line.group, line.location or "", line.item_no)


def _card_of(ledger: Ledger, items: ItemFilters) -> Array:
    """Per value entry the row of its item card, -1 when it has none inside the filters."""
    values, cards = ledger.table("Value Entry"), ledger.table("Item")
    numbers, distinct = values.codes("Item No.")
    chosen = items.mask(ledger)
    rows = [row if row is not None and chosen[row] else _NONE for row in (cards.index.get(no) for no in distinct)]
    return np.array(rows, dtype=np.int64)[numbers] if rows else np.zeros(0, dtype=np.int64)


Keys = list[tuple[int, str | None, str | None]]  # per line: row of the item, posting group and location (clean)


def _line_numbers(ledger: Ledger, values: Table, card: Array, clean: bool) -> tuple[Array, Keys]:
    """Per value entry the number of its line, and what each line stands for."""
    count = ledger.table("Item").length
    if not clean:
        return card, [(row, None, None) for row in range(count)]
    groups, group_codes = values.codes("Inventory Posting Group")
    places, place_codes = values.codes("Location Code")
    by_entry = "Inventory Posting Group" in values.given
    if not by_entry:
        groups, group_codes = np.zeros(values.length, dtype=np.int64), [""]
    combined = (card * len(group_codes) + groups) * len(place_codes) + places
    combined = np.where(card < 0, _NONE, combined)
    distinct, numbers = np.unique(combined[card >= 0], return_inverse=True)
    line_of = np.full(values.length, _NONE, dtype=np.int64)
    line_of[card >= 0] = numbers
    keys: Keys = []
    for key in distinct.tolist():
        rest, place = divmod(key, len(place_codes))
        row, group = divmod(rest, len(group_codes))
        keys.append((row, group_codes[group] if by_entry else None, place_codes[place]))
    return line_of, keys


def _buckets(ledger: Ledger, values: Table, inside: Array, date: Array, start: int, dated: Array, flow: FlowFilters) -> Array:
    """Per value entry its bucket (1.3); -1 for rows outside."""
    kind = values["Item Ledger Entry Type"]
    of_type = np.full(len(T) + 1, DECREASES, dtype=np.int8)
    of_type[[int(t) for t in _INCREASES]] = INCREASES
    bucket = of_type[kind]
    period = inside & dated & (date >= start)
    transfers = np.flatnonzero(period & (kind == int(T.TRANSFER)))
    if len(transfers):
        bucket[transfers[_incoming(ledger, values, transfers, flow)]] = INCREASES
    bucket[~period] = _NONE
    if start:
        bucket[inside & (date < start)] = OPENING
    return bucket


def _incoming(ledger: Ledger, values: Table, transfers: Array, flow: FlowFilters) -> Array:
    """Of some transfer value entries, which are receipts whose shipment lies outside the ledger filter."""
    entries, applications = ledger.table("Item Ledger Entry"), ledger.table("Item Application Entry")
    first = first_rows(ledger, "Item Application Entry", "Item Ledger Entry No.", values["Item Ledger Entry No."][transfers])
    source = np.zeros(len(transfers), dtype=np.int64)
    linked = first >= 0
    source[linked] = applications["Outbound Item Entry No."][first[linked]]
    shipment = rows_of(ledger, "Item Ledger Entry", source)
    found = linked & (shipment >= 0)
    passes = flow.mask(entries)
    if passes is not None:
        found[found] = passes[shipment[found]]
    owners = values["Item No."][transfers[found]]
    found[found] = entries["Item No."][shipment[found]] == owners
    return np.asarray(~found & (valued_quantity(ledger)[transfers] >= 0))


def _lines(ledger: Ledger, values: Table, line_of: Array, keys: Keys, bucket: Array, dated: Array) -> list[ValuationLine]:
    count = len(keys)
    inside = np.flatnonzero(bucket >= 0)
    cell = line_of[inside] * 3 + bucket[inside]
    sums = [sum_by(cell, 3 * count, values[c][inside]).reshape(count, 3).tolist() for c in MEASURES]
    rows = np.flatnonzero(dated & (line_of >= 0))
    posted = [sum_by(line_of[rows], count, values[c][rows]).tolist() for c in POSTED]
    has_dated = np.zeros(count, dtype=np.bool_)
    has_dated[line_of[rows]] = True
    cards = ledger.table("Item")
    texts = cards.tuples(("No.", "Description", "Base Unit of Measure", "Inventory Posting Group"))
    found = []
    for number in np.flatnonzero(has_dated).tolist():
        row, group, location = keys[number]
        no, description, unit, card_group = texts[row]
        opening, up, down = (Movement(*(s[number][b] for s in sums)) for b in (OPENING, INCREASES, DECREASES))
        down = Movement().plus(down, -1)
        found.append(
            ValuationLine(
                number,
                no,
                description,
                unit,
                card_group if group is None else group,
                location,
                opening,
                up,
                down,
                posted[0][number],
                posted[1][number],
            )
        )
    return found
