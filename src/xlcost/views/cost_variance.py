"""Inventory - Cost Variance: what was paid against what was booked (valuation-reports.md 5.2).

Per document and item ledger entry of a purchase or positive adjustment. Worked example: 20 pcs bought at 11.50 with a standard
cost of 10.50: unit amount 11.50, variance -20.00 in total, cost per unit 10.50, unit cost variance +1.00.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.grouped import Grouped
from xlcost.ledger.options import ItemLedgerEntryType as T
from xlcost.ledger.options import ValueEntryType as V
from xlcost.money import CENT, FINE, TICKS, Array, divide_half_away
from xlcost.views.behind import EntriesBehind, listed
from xlcost.views.filters import FlowFilters, ItemFilters, Predicate, both, selected
from xlcost.views.lookup import in_print_order, rows_of

_PLACES = ("Variant Code", "Location Code", "Global Dimension 1 Code", "Global Dimension 2 Code")


@dataclass(frozen=True, slots=True)
class VarianceLine:
    """One document of an entry: unit amounts in fine units per piece, quantity and variance in ticks."""

    entry: int
    document_no: str
    unit_amount: int
    cost_per_unit: int
    unit_cost_variance: int  # ticks, to the cent
    invoiced_quantity: int
    variance: int
    behind: EntriesBehind  # value entries behind the variance


@dataclass(frozen=True, slots=True)
class VarianceItem:
    """One item card and its lines."""

    row: int
    lines: Sequence[VarianceLine]


@dataclass(frozen=True, slots=True)
class EntryFilters:
    """Filters on the item ledger entries."""

    posting_date: Predicate | None = field(default=None)
    source_type: Predicate | None = field(default=None)
    source_no: Predicate | None = field(default=None)


def cost_variance(ledger: Ledger, items: ItemFilters, flow: FlowFilters, on_entries: EntryFilters) -> list[VarianceItem]:
    """Items with lines, by item number."""
    entries = ledger.table("Item Ledger Entry")
    card = items.cards(ledger, "Item Ledger Entry")
    kinds = entries["Entry Type"]
    mask = both(
        (card >= 0) & ((kinds == int(T.PURCHASE)) | (kinds == int(T.POSITIVE_ADJMT))),
        flow.mask(entries),
        selected(entries, "Posting Date", on_entries.posting_date),
        selected(entries, "Source Type", on_entries.source_type),
        selected(entries, "Source No.", on_entries.source_no),
    )
    assert mask is not None
    captions = ("Entry Type", "Variant Code", "Drop Shipment", "Location Code", "Posting Date", "Entry No.")
    every = in_print_order(entries, np.flatnonzero(mask), card, captions)
    found: dict[int, list[VarianceLine]] = {}
    for row, lines in zip(card[every].tolist(), _lines(ledger, every, _values(ledger, mask)), strict=True):
        if lines:
            found.setdefault(row, []).extend(lines)
    numbers = ledger.table("Item")["No."]
    return [VarianceItem(row, found[row]) for row in sorted(found, key=lambda r: numbers[r])]


def _values(ledger: Ledger, mask: Array) -> Grouped:
    """Value entries by item ledger entry: invoiced ones with the entry's own variant, location and dimensions."""
    entries, values = ledger.table("Item Ledger Entry"), ledger.table("Value Entry")
    owner = rows_of(ledger, "Item Ledger Entry", values["Item Ledger Entry No."])
    same = (owner >= 0) & ~values["Expected Cost"]
    for caption in _PLACES:
        same[same] = values[caption][same] == entries[caption][owner[same]]
    same[same] = mask[owner[same]]
    return Grouped(np.where(same, owner, -1), entries.length)


_Value = tuple[int, int, str, int, int, int, str]
_CAPTIONS = ("Entry Type", "Entry No.", "Document No.", "Invoiced Quantity", "Cost per Unit", "Cost Amount (Actual)", "Item Charge No.")


def _lines(ledger: Ledger, rows: Array, values: Grouped) -> Iterator[list[VarianceLine]]:
    """The lines of each of some item ledger entries, their value entries by type and number."""
    entries, table = ledger.table("Item Ledger Entry"), ledger.table("Value Entry")
    found, counts = values.counted(rows)
    order = np.lexsort((table["Entry No."][found], table["Entry Type"][found], np.repeat(np.arange(len(rows)), counts)))
    members: list[_Value] = table.tuples(_CAPTIONS, found[order])
    ends = np.cumsum(counts).tolist()
    for number, positive, first, end in zip(
        entries["Entry No."][rows].tolist(), entries["Positive"][rows].tolist(), [0, *ends][: len(ends)], ends, strict=True
    ):
        yield _documents(number, positive, members[first:end])


def _documents(entry: int, positive: bool, values: Sequence[_Value]) -> list[VarianceLine]:
    """One line per document of an entry."""
    documents: dict[str, list[int]] = {}  # unit amount (fine), quantity, variance
    behind: dict[str, list[tuple[int, int]]] = {}
    for kind, no, document, quantity, cost, actual, charge in values:
        sums = documents.setdefault(document, [0, 0, 0])
        if charge and positive:
            sums[0] += divide_half_away(actual * FINE * TICKS, quantity) if quantity else actual * FINE
        elif quantity:
            sums[0] += cost * FINE
        sums[1] += quantity
        if kind == int(V.VARIANCE):
            sums[2] += actual
            behind.setdefault(document, []).append((no, actual * FINE))
    return [_line(entry, d, unit, quantity, variance, listed(behind.get(d, ()))) for d, (unit, quantity, variance) in documents.items()]


def _line(entry: int, document: str, unit: int, quantity: int, variance: int, behind: EntriesBehind) -> VarianceLine:
    per_unit = divide_half_away(variance * FINE * TICKS, quantity) if quantity > 0 else variance * FINE
    cost = unit + per_unit
    return VarianceLine(entry, document, unit, cost, _half_to_even(-per_unit), quantity, variance, behind)


def _half_to_even(fine: int) -> int:
    """Fine units rounded to the cent half to even, in ticks."""
    whole, rest = divmod(abs(fine), CENT * FINE)
    if 2 * rest > CENT * FINE or (2 * rest == CENT * FINE and whole % 2):
        whole += 1
    return (whole if fine >= 0 else -whole) * CENT
