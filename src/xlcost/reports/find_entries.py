"""Find Entries: all that a document number, a posting date or an external document number stands on (gl-posting C3)."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from xlcost.ledger import Ledger
from xlcost.ledger.schema import Kind
from xlcost.ledger.tables import BY_NAME, sheet_title
from xlcost.reports.grid import Block, GridColumn, Line, Page, Rank
from xlcost.reports.listing import Listing, list_report
from xlcost.reports.options import Options
from xlcost.reports.record_lines import cells, column, counted, key_of
from xlcost.views.documents import find_entries

NAME = "Find Entries"
MOST_COLUMNS, MOST_ROWS = 14, 20_000
COLUMNS = (column("Table", "text"), column("No. of Records", "count"), column("Related Documents", "explanation"))
# What a reader wants to see first of a ledger entry; the rest of the columns stays in the ledger.
FIRST = (
    "Entry No.", "Posting Date", "Document Type", "Document No.", "External Document No.", "G/L Account No.", "Item No.", "Project No.", "No.",
    "Item Ledger Entry Type", "Entry Type", "Description", "Location Code", "Quantity", "Valued Quantity", "Invoiced Quantity", "Amount",
    "Cost Amount (Actual)", "Cost Amount (Expected)", "Total Cost (LCY)", "WIP Posting Date", "WIP Entry Amount", "Item Ledger Entry No.",
)  # fmt: skip
_KINDS = {Kind.QUANTITY: "quantity", Kind.AMOUNT: "amount", Kind.UNIT_COST: "unit cost", Kind.DATE: "date", Kind.ENTRY_NO: "entry no."}


class FindOptions(Options):
    """Request page; the three fields are filters."""

    document_no: str = Field("", alias="Document No.")
    posting_date: str = Field("", alias="Posting Date")
    external_document_no: str = Field("", alias="External Document No.")
    related: bool = Field(False, alias="Related Documents")


def view(ledger: Ledger, options: FindOptions) -> Listing:
    """Tables with their counts, and a page for each with its entries."""
    found = find_entries(
        ledger,
        options.document_no,
        options.posting_date or None,
        external_document_no=options.external_document_no,
        related=options.related,
    )
    records = [{**row, "Related Documents": ", ".join(row.get("Related Documents", ()))} for row in found]
    pages = [_page(row) for row in found]
    total = sum(r["No. of Records"] for r in records)
    asked = ", ".join(f"{k} {v}" for k, v in options.model_dump(by_alias=True).items() if isinstance(v, str) and v and k != "Compatibility")
    message = (
        f"{asked}: {counted(total, 'entry', 'entries')} in {counted(len(records), 'table')}."
        if records
        else f"{asked}: no entry was found."
    )
    links = {row["Table"]: f"{page.sheet}#" for row, page in zip(found, pages, strict=True)}
    return Listing(COLUMNS, records, message, links=lambda r: {"table": links[r["Table"]]}, total="", facts={"pages": pages})


def _page(row: dict[str, Any]) -> Page:
    """The entries of one table."""
    records = row["Entries"][:MOST_ROWS]
    definition = BY_NAME[row["Table"]].by_caption
    captions = [c for c in FIRST if c in records[0]][:MOST_COLUMNS]
    columns = [GridColumn(key_of(c), c, _KINDS.get(definition[c].kind, "text"), sums=definition[c].kind is Kind.AMOUNT) for c in captions]
    lines = [Line(Rank.DETAIL, cells(r, columns), anchor=f"entry_{r.get('Entry No.', '')}") for r in records]
    sums = {c.key: sum((r[c.caption] for r in records), 0) for c in columns if c.sums}
    lines.append(Line(Rank.TOTAL, {next(c.key for c in columns if not c.sums): None, **sums}))
    message = f"{counted(row['No. of Records'], 'entry', 'entries')} of {row['Table']}."
    sheet = sheet_title(row["Table"])
    return Page(sheet, "list", row["Table"], message, "amounts in LCY", (Block("", columns, lines),), came_from=(NAME,))


REPORT = list_report(NAME, "What was posted under a document number or on a date?", FindOptions, view, ())
