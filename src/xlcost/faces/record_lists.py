"""Records as a page: the lists that a button puts into the workbook and the command line writes into a file.

One function for each list, so that both faces have the same sheet: value entries that wait for posting, the item ledger
entries of an item, the value entries behind a figure of a report.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np

from xlcost.faces.behind_cell import Behind
from xlcost.faces.named import unknown
from xlcost.ledger import Ledger
from xlcost.ledger.tables import TABLES
from xlcost.money import Array
from xlcost.reports.grid import Block, GridColumn, Line, Page, Rank
from xlcost.reports.pack.common import count
from xlcost.sheets.pages import sheet_title
from xlcost.views.lookup import rows_of

_WAITING = (
    "Entry No.", "Posting Date", "Item No.", "Item Ledger Entry Type", "Entry Type", "Document No.", "Cost Amount (Actual)",
    "Cost Posted to G/L", "Cost Amount (Expected)", "Expected Cost Posted to G/L",
)  # fmt: skip
_OF_ITEM = (
    "Entry No.", "Posting Date", "Entry Type", "Document No.", "Location Code", "Quantity", "Remaining Quantity", "Cost Amount (Actual)",
)  # fmt: skip
_BEHIND = (
    "Entry No.", "Posting Date", "Item No.", "Item Ledger Entry Type", "Entry Type", "Document No.", "Location Code",
    "Item Ledger Entry No.", "Cost Amount (Actual)", "Cost Amount (Expected)", "Cost Posted to G/L",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RecordList:
    """A list of records, the sentence about it, and its page."""

    message: str
    records: list[dict[str, Any]]
    page: Page


def unposted_list(ledger: Ledger) -> RecordList:
    """Value entries whose cost waits for Post Inventory Cost to G/L (gl-posting-and-reconciliation.md A.2), with their totals."""
    from xlcost.posting.queue import unposted

    entries = ledger.table("Value Entry")
    records = _records(ledger, "Value Entry", unposted(ledger, entries), _WAITING)
    waiting = sum((Decimal(r["Cost Amount (Actual)"] or 0) - Decimal(r["Cost Posted to G/L"] or 0) for r in records), start=Decimal("0.00"))
    message = (
        f"{count(len(records), 'value entry waits', 'value entries wait')} for posting, {waiting:+,.2f} of actual cost."
        if records
        else "Everything is posted to the G/L."
    )
    sums = [c for c in _WAITING if "Cost" in c]
    page = records_page("Unposted Value Entries", "Value entries not yet posted to the G/L", message, records, sums=sums)
    return RecordList(message, records, page)


def item_list(ledger: Ledger, item_no: str) -> RecordList:
    """The item ledger entries of an item; UNKNOWN_ITEM when it is no item and has none."""
    item_no = item_no.strip().upper()
    numbers, items = ledger.table("Item Ledger Entry").codes("Item No.")
    mine = np.flatnonzero(np.isin(numbers, [n for n, item in enumerate(items) if item.upper() == item_no]))
    records = _records(ledger, "Item Ledger Entry", mine, _OF_ITEM)
    known = [] if records else [no.upper() for no in ledger.table("Item")["No."].tolist()]
    if not records and item_no not in known:
        unknown("Item", item_no, known)
    message = (
        f"Item {item_no}: {count(len(records), 'item ledger entry', 'item ledger entries')}."
        if records
        else f"Item {item_no} has no item ledger entry."
    )
    sums = ["Quantity", "Cost Amount (Actual)"]
    return RecordList(message, records, records_page("Trace", f"Item ledger entries of {item_no}", message, records, sums=sums))


def behind_list(ledger: Ledger, report: str, behind: Behind) -> RecordList:
    """The value entries behind a figure of a report, with what each contributes where the report keeps that."""
    rows = rows_of(ledger, "Value Entry", np.array(behind.numbers, dtype=np.int64))
    records = _records(ledger, "Value Entry", rows[rows >= 0], _BEHIND)
    if len(behind.parts) == len(records):
        records = [{**record, "Share of the figure": part} for record, part in zip(records, behind.parts, strict=True)]
    message = f"{behind.caption} {behind.shown} of {report}: {count(len(records), 'value entry', 'value entries')}."
    sums = ["Share of the figure"] if records and "Share of the figure" in records[0] else []
    return RecordList(message, records, records_page("Why", f"{report}: {behind.caption}", message, records, behind.row_words, sums))


def _records(ledger: Ledger, table: str, rows: Sequence[int] | Array, captions: Sequence[str]) -> list[dict[str, Any]]:
    """Some rows of a table as records; no others are made."""
    chosen = ledger.with_tables(ledger.table(table).take(rows))
    return [{c: record.get(c) for c in captions} for record in chosen.records(table)]


@cache
def _kinds() -> dict[str, str]:
    """Kind by caption, where all tables agree."""
    found: dict[str, set[str]] = {}
    for table in TABLES:
        for column in (*table.columns, *table.calculated):
            found.setdefault(column.caption, set()).add(column.kind.value)
    return {caption: kinds.pop() for caption, kinds in found.items() if len(kinds) == 1}


def records_page(
    sheet: str, title: str, message: str, records: Sequence[Mapping[str, Any]], options: str = "", sums: Sequence[str] = ()
) -> Page:
    """Records as a list; the columns in `sums` get a total that is a formula."""
    captions = [c for c in (records[0] if records else {}) if not any(isinstance(r.get(c), (list, dict)) for r in records)]
    columns = [GridColumn(_key(c), c, _kind(c, [r.get(c) for r in records]), sums=c in sums) for c in captions]
    lines = [Line(Rank.DETAIL, {_key(c): _shown(r.get(c)) for c in captions}) for r in records]
    if sums and records:
        total: dict[str, Any] = {_key(c): sum((r[c] for r in records if r.get(c) is not None), start=0) for c in sums}
        lines.append(Line(Rank.TOTAL, {_key(captions[0]): "Total", **total}))
        first = columns[0]
        if first.kind not in ("code", "text"):
            columns.insert(0, GridColumn("word", "", "text"))
            lines[-1] = Line(Rank.TOTAL, {"word": "Total", **total})
    return Page(sheet_title(sheet), "list", title, message, options, (Block("", columns, lines),), came_from=())


def _key(caption: str) -> str:
    return "_".join("".join(c if c.isalnum() else " " for c in caption.lower()).split()) or "blank"


def _kind(caption: str, values: Sequence[Any]) -> str:
    known = _kinds().get(caption)
    filled = [v for v in values if v is not None]
    if known == "option" or any(isinstance(v, str) for v in filled):
        longest = max((len(v) for v in filled if isinstance(v, str)), default=0)
        return "explanation" if longest > 40 else known if known in ("code", "text") else "text"
    if known is not None and known != "ratio":
        return known
    if any(isinstance(v, Decimal) for v in filled):
        return "amount"
    return "integer" if any(isinstance(v, int) for v in filled) else "date" if filled else "text"


def _shown(value: Any) -> Any:
    return ("Yes" if value else "No") if isinstance(value, bool) else value
