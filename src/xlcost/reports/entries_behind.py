"""The value entries of some item ledger entries as a page: what links of a report lead to."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import ItemLedgerEntryType, ValueEntryType
from xlcost.ledger.values import date_of
from xlcost.money import to_decimal
from xlcost.reports.facts import amounts_in
from xlcost.reports.grid import Block, Line, Page, Rank
from xlcost.reports.record_lines import column, counted

SHEET = "Entries behind"
MOST_ENTRIES = 20_000
COLUMNS = (
    column("Item Ledger Entry No.", "entry no."),
    column("Value Entry No.", "entry no."),
    column("Posting Date", "date"),
    column("Valuation Date", "date"),
    column("Document No.", "code"),
    column("Item Ledger Entry Type", "text"),
    column("Entry Type", "text"),
    column("Adjustment", "Yes/No"),
    column("Applies-to Entry", "entry no."),
    column("Valued Quantity", "quantity"),
    column("Cost Amount (Actual)", sums=True),
    column("Cost Amount (Expected)", sums=True),
)
_SUMS = ("cost_amount_actual", "cost_amount_expected")


def entries_behind(ledger: Ledger, entries: Iterable[int], came_from: str, about: str = "as the ledger holds them") -> list[Page]:
    """One page with the value entries of these item ledger entries, each group under the anchor `entry_N`; none when there is none."""
    wanted = sorted(set(entries) - {0})
    values = ledger.table("Value Entry")
    rows = np.flatnonzero(np.isin(values["Item Ledger Entry No."], np.array(wanted, dtype=np.int64)))[:MOST_ENTRIES]
    if not len(rows):
        return []
    captions = tuple("Entry No." if c.caption == "Value Entry No." else c.caption for c in COLUMNS)
    found = sorted(values.tuples(captions, rows), key=lambda r: r[:2])
    lines = []
    groups = 0
    for no, members in groupby(found, key=lambda r: r[0]):
        groups += 1
        block = [_cells(row) for row in members]
        lines.append(Line(Rank.HEADING, {"item_ledger_entry_no": no}, 1, str(no), anchor=f"entry_{no}"))
        lines += [Line(Rank.DETAIL, row, 2, str(no), anchor=f"value_{row['value_entry_no']}") for row in block]
        sums = {k: sum((r[k] for r in block), start=to_decimal(0)) for k in _SUMS}
        lines.append(Line(Rank.SUBTOTAL, {"item_ledger_entry_no": no, **sums}, 1, str(no)))
    text = counted(len(found), "value entry", "value entries")
    message = f"{text} of {counted(groups, 'item ledger entry', 'item ledger entries')}, {about}."
    return [Page(SHEET, "list", SHEET, message, amounts_in(ledger), (Block("", COLUMNS, lines),), came_from=(came_from,))]


def _cells(row: tuple[Any, ...]) -> dict[str, Any]:
    _, number, posted, valued, document, kind, entry_type, adjustment, applies_to, quantity, actual, expected = row
    return {
        "value_entry_no": number,
        "posting_date": date_of(posted),
        "valuation_date": date_of(valued),
        "document_no": document,
        "item_ledger_entry_type": ItemLedgerEntryType.caption_of(kind),
        "entry_type": ValueEntryType.caption_of(entry_type),
        "adjustment": adjustment,
        "applies_to_entry": applies_to or None,
        "valued_quantity": to_decimal(quantity),
        "cost_amount_actual": to_decimal(actual),
        "cost_amount_expected": to_decimal(expected),
    }
