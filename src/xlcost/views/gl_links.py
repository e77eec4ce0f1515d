"""G/L entry to value entries, value entry to G/L entries, register to value entries (gl-posting C1)."""

from __future__ import annotations

from typing import Any

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.build import show_row
from xlcost.money import to_decimal
from xlcost.problems import XlcostError
from xlcost.views.lines import book_lines, gl_side
from xlcost.views.links import linked_with, links_of
from xlcost.views.lookup import row_of, rows_of

RELATION = "G/L - Item Ledger Relation"
Row = dict[str, Any]

COLUMNS = (
    "Entry No.", "Posting Date", "Item No.", "Document Type", "Document No.", "Document Line No.", "Description", "Location Code",
    "Inventory Posting Group", "Gen. Bus. Posting Group", "Gen. Prod. Posting Group", "Source Type", "Source No.", "External Document No.",
    "Item Ledger Entry Type", "Item Ledger Entry No.", "Valued Quantity", "Item Ledger Entry Quantity", "Invoiced Quantity", "Cost per Unit",
    "Cost Amount (Actual)", "Cost Posted to G/L", "Cost Amount (Expected)", "Expected Cost Posted to G/L", "Entry Type", "Variance Type",
    "Adjustment", "Capacity Ledger Entry No.", "Applies-to Entry",
)  # fmt: skip


def shares_on_gl_entry(ledger: Ledger, gl_entry_no: int) -> dict[int, tuple[int | None, int]]:
    """Value entries (rows) behind a G/L entry: (share of its amount in ticks, match quality; 0 = relation table).

    The shares add up to the amount of the G/L entry. On an account that no posting setup names, the relation alone
    tells the value entries and their shares are None.
    """
    near = linked_with(ledger, gl_entry_no)
    gl, links, lines = gl_side(near), links_of(near), book_lines(near)
    rows = rows_of(ledger, "Value Entry", lines.entries["Entry No."])
    place = int(np.searchsorted(gl.number, gl_entry_no))
    found: dict[int, tuple[int | None, int]] = {}
    if place < len(gl) and int(gl.number[place]) == gl_entry_no:
        first, last = np.searchsorted(links.gl, [place, place + 1]).tolist()
        for i in range(first, last):
            row = int(rows[lines.entry[links.line[i]]])
            before = found.get(row, (0, 0))[0] or 0
            found[row] = (before + int(links.entry_share[i]), int(links.quality[i]))
    relation = ledger.table(RELATION)
    related = relation["Value Entry No."][relation["G/L Entry No."] == gl_entry_no]
    for row in rows_of(ledger, "Value Entry", related).tolist():
        if row >= 0:
            found.setdefault(row, (0 if found else None, 0))
    return found


def value_entries_of_gl_entry(ledger: Ledger, gl_entry_no: int) -> list[Row]:
    """The value entries behind a G/L entry, with the amount that each has on it; the amounts add up to the G/L entry (C1)."""
    gl_entry_row(ledger, gl_entry_no)
    shares = shares_on_gl_entry(ledger, gl_entry_no)
    numbers = ledger.table("Value Entry")["Entry No."]
    rows = []
    for row in sorted(shares, key=lambda r: int(numbers[r])):
        amount, quality = shares[row]
        own = None if amount is None else to_decimal(amount)
        rows.append({"Amount on this G/L entry": own, "Match Quality": quality, **_value_row(ledger, row)})
    return rows


def gl_entries_of_value_entry(ledger: Ledger, value_entry_no: int) -> list[Row]:
    """The G/L entries of a value entry by Entry No., by relation or match, with the share of each amount that is its own."""
    lines, links, gl = book_lines(ledger), links_of(ledger), gl_side(ledger)
    entries = ledger.table("G/L Entry")
    row = row_of(ledger, "Value Entry", int(value_entry_no))
    shares: dict[int, list[int]] = {}
    if row is not None:
        for i in np.flatnonzero(lines.entry[links.line] == row).tolist():
            part = shares.setdefault(int(gl.number[links.gl[i]]), [0, int(links.quality[i])])
            part[0] += int(links.entry_share[i])
    relation = ledger.table(RELATION)
    for number in relation["G/L Entry No."][relation["Value Entry No."] == value_entry_no].tolist():
        shares.setdefault(number, [0, 0])
    found = []
    for number in sorted(shares):
        place = row_of(ledger, "G/L Entry", number)
        if place is not None:
            amount, quality = shares[number]
            found.append({**show_row(entries.definition, entries.row(place)), "Own Amount": to_decimal(amount), "Match Quality": quality})
    return found


def value_entries_of_register(ledger: Ledger, register_no: int) -> list[Row]:
    """The value entries that a G/L register posted."""
    relation = ledger.table(RELATION)
    numbers = np.unique(relation["Value Entry No."][relation["G/L Register No."] == register_no])
    return [_value_row(ledger, row) for row in rows_of(ledger, "Value Entry", numbers).tolist() if row >= 0]


def _value_row(ledger: Ledger, row: int) -> Row:
    values = ledger.table("Value Entry")
    shown = show_row(values.definition, values.row(row))
    return {caption: shown[caption] for caption in COLUMNS}


def gl_entry_row(ledger: Ledger, number: int) -> int:
    """Row of a G/L entry; XlcostError UNKNOWN_ENTRY when there is none."""
    row = row_of(ledger, "G/L Entry", int(number))
    if row is None:
        raise XlcostError("UNKNOWN_ENTRY", f"There is no G/L entry {number}.", remedy="Choose an Entry No. of G/L Entry.")
    return row
