"""What was reported for a date: the figures per item and order, and what each value entry added to them (goals.md N3).

A `Reported` is made from a ledger (`reported`) or read back from a month-end pack (sheets.read_close). It holds six
figures: four of Inventory Valuation per item, two of Inventory Valuation - WIP per production order. `printed` is what
the report shows; it is the sum of the entries except where a line is left out (1.4, 3.2) or somebody changed a cell.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import ItemLedgerEntryType, ValueEntryType
from xlcost.money import Array
from xlcost.views.valuation import Valuation, valuation
from xlcost.views.wip import wip, wip_by_entry


class Figure(NamedTuple):
    """One reported figure: its name, the report that prints it, what its lines are, whether it says what is in the G/L."""

    name: str
    report: str
    by: str
    posted: bool = False


VALUE = Figure("Ending Value", "Inventory Valuation", "Item No.")
EXPECTED = Figure("Ending Expected Cost", "Inventory Valuation", "Item No.")
POSTED = Figure("Cost Posted to G/L", "Inventory Valuation", "Item No.", True)
EXPECTED_POSTED = Figure("Expected Cost Posted to G/L", "Inventory Valuation", "Item No.", True)
WIP = Figure("WIP As of End Date", "Inventory Valuation - WIP", "Order No.")
WIP_POSTED = Figure("WIP Cost Posted to G/L", "Inventory Valuation - WIP", "Order No.", True)
FIGURES = (VALUE, EXPECTED, WIP, POSTED, EXPECTED_POSTED, WIP_POSTED)
_COLUMNS = {
    VALUE: "Cost Amount (Actual)",
    EXPECTED: "Cost Amount (Expected)",
    POSTED: "Cost Posted to G/L",
    EXPECTED_POSTED: "Expected Cost Posted to G/L",
}
AMOUNTS = tuple(_COLUMNS.values())
TEXTS = ("Item No.", "Order No.", "Document No.", "Entry Type", "Item Ledger Entry Type")


@dataclass(frozen=True)
class Reported:
    """The value entries behind the figures of a date, by number ascending, and the printed figures; amounts in ticks."""

    as_of: int
    start: int
    clean: bool
    numbers: Array
    amounts: Mapping[Figure, Array]  # what each entry adds to a figure
    texts: Mapping[str, Array]  # TEXTS per entry
    days: Array
    printed: Mapping[Figure, Mapping[str, int]]  # per figure: item or order -> printed amount
    groups: Mapping[str, str]  # item -> Inventory Posting Group of its card
    known: Array  # numbers of all value entries of the source, also of those that add nothing
    last_number: int  # highest value entry number that existed then
    source: str = ""
    warnings: tuple[str, ...] = ()  # what is wrong with the source
    partial: bool = False  # read from a pack, which has no entries of the orders that its report leaves out

    def knows(self, number: int) -> bool:
        """Whether the source has a value entry of this number, dated whenever."""
        place = int(np.searchsorted(self.known, number))
        return place < len(self.known) and int(self.known[place]) == number

    def completed(self, now: Reported) -> Reported:
        """With the entries of production orders that a pack leaves out (3.2), taken from what the ledger says of them now."""
        if not self.partial or not len(self.numbers) or not len(now.numbers):
            return self
        place = np.minimum(np.searchsorted(now.numbers, self.numbers), len(now.numbers) - 1)
        orders = now.texts["Order No."][place]
        left_out = np.array([o != "" and o not in self.printed[WIP] for o in orders.tolist()], dtype=np.bool_)
        left_out &= now.numbers[place] == self.numbers
        amounts = {f: np.where(left_out, now.amounts[f][place], self.amounts[f]) if f.by == "Order No." else self.amounts[f] for f in FIGURES}
        texts = {**self.texts, "Order No.": np.where(left_out, orders, self.texts["Order No."])}
        return replace(self, amounts=amounts, texts=texts)

    def sums(self, figure: Figure) -> dict[str, int]:
        """Sum of the entries per item or order."""
        found: dict[str, int] = {}
        column = self.amounts[figure]
        rows = np.flatnonzero(column)
        for key, ticks in zip(self.texts[figure.by][rows].tolist(), column[rows].tolist(), strict=True):
            found[key] = found.get(key, 0) + ticks
        return found

    def total(self, figure: Figure) -> int:
        """The printed total of a figure."""
        return sum(self.printed[figure].values())


def reported(ledger: Ledger, as_of: int, *, start: int = 0, clean: bool = False, source: str = "") -> Reported:
    """What a ledger reports for a day: Inventory Valuation with expected cost and WIP, without filters; days are ordinals."""
    values = ledger.table("Value Entry")
    dated = values["Posting Date"] <= as_of
    stock = valuation(ledger, start=start, end=as_of, expected=True)
    printed = valuation(ledger, start=start, end=as_of, expected=True, clean=clean)
    inside = dated & (stock.line_of >= 0)
    amounts = {figure: np.where(inside, values[caption], 0) for figure, caption in _COLUMNS.items()}
    amounts[WIP], amounts[WIP_POSTED] = wip_by_entry(ledger, start=start, end=as_of, clean=clean)
    order = np.argsort(values["Entry No."], kind="stable")
    rows = order[dated[order]]
    cards = ledger.table("Item")
    return Reported(
        as_of,
        start,
        clean,
        values["Entry No."][rows],
        {figure: column[rows] for figure, column in amounts.items()},
        _texts(ledger, rows),
        values["Posting Date"][rows],
        {**_printed_items(printed), **_printed_orders(ledger, as_of, start, clean)},
        dict(zip(cards["No."].tolist(), cards["Inventory Posting Group"].tolist(), strict=True)),
        values["Entry No."][order],
        int(values["Entry No."].max(initial=0)),
        source,
    )


def fingerprint(columns: Sequence[Array]) -> str:
    """SHA-256 of the entries behind the figures, column by column, rows by number ascending."""
    digest = hashlib.sha256()
    for column in columns:
        text = column.dtype == object
        digest.update("\x1f".join(map(str, column.tolist())).encode() if text else np.ascontiguousarray(column, dtype=np.int64).tobytes())
        digest.update(b"\x1e")
    return digest.hexdigest()


def entries_fingerprint(ledger: Ledger, as_of: int) -> str:
    """The fingerprint of all value entries up to a day, as a pack prints them."""
    values = ledger.table("Value Entry")
    rows = np.flatnonzero(values["Posting Date"] <= as_of)
    rows = rows[np.argsort(values["Entry No."][rows], kind="stable")]
    return fingerprint([values["Entry No."][rows], values["Posting Date"][rows], values["Item No."][rows], *(values[c][rows] for c in AMOUNTS)])


def _texts(ledger: Ledger, rows: Array) -> dict[str, Array]:
    values = ledger.table("Value Entry")
    found = {c: values[c][rows].astype(object) for c in ("Item No.", "Order No.", "Document No.")}
    for caption, option in (("Entry Type", ValueEntryType), ("Item Ledger Entry Type", ItemLedgerEntryType)):
        names = {int(m): m.caption for m in option}
        found[caption] = np.array([names.get(v, str(v)) for v in values[caption][rows].tolist()], dtype=object)
    return found


def _printed_items(result: Valuation) -> dict[Figure, dict[str, int]]:
    found: dict[Figure, dict[str, int]] = {figure: {} for figure in _COLUMNS}
    for line in result.lines:
        parts = (line.ending.actual, line.ending.expected, line.posted, line.expected_posted)
        for figure, ticks in zip(_COLUMNS, parts, strict=True):
            found[figure][line.item_no] = found[figure].get(line.item_no, 0) + ticks
    return found


def _printed_orders(ledger: Ledger, as_of: int, start: int, clean: bool) -> dict[Figure, dict[str, int]]:
    lines = wip(ledger, start=start, end=as_of, clean=clean).orders
    return {WIP: {line.no: line.ending for line in lines}, WIP_POSTED: {line.no: line.posted for line in lines}}
