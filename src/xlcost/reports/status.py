"""Status laid out: open entries per item, item footers, totals (5.4)."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from xlcost.ledger import Ledger
from xlcost.ledger.options import ItemLedgerEntryType
from xlcost.ledger.values import date_of
from xlcost.money import FINE, fine_decimal, round_ticks, to_decimal
from xlcost.reports.facts import day_text
from xlcost.reports.grid import GridColumn, Line, Rank
from xlcost.reports.options import FlowOptions
from xlcost.reports.report import Layout, Report
from xlcost.views.behind import merged
from xlcost.views.report_warnings import amount_text
from xlcost.views.status import Status, StatusItem, StatusLine, status

NAME = "Status"


class StatusOptions(FlowOptions):
    """Request page."""

    status_date: dt.date | None = Field(None, alias="Status Date")

    @property
    def day(self) -> int:
        """Day of the status date; default the work date, clearing it is refused."""
        return self.day_or_work_date("status_date", "Enter the Status Date.")


def view(ledger: Ledger, options: StatusOptions) -> Status:
    """The figures of the report."""
    return status(ledger, options.day, items=options.items, flow=options.flow, clean=options.clean)


def columns(options: StatusOptions, result: Status) -> list[GridColumn]:
    """Columns in print order."""
    return [
        GridColumn("item_no", "Item No.", "code"),
        GridColumn("item_ledger_entry_no", "Item Ledger Entry No.", "entry no."),
        GridColumn("document_no", "Document No.", "code"),
        GridColumn("posting_date", "Posting Date", "date"),
        GridColumn("entry_type", "Entry Type", "text"),
        GridColumn("quantity", "Quantity", "quantity"),
        GridColumn("unit_cost", "Unit Cost", "unit cost"),
        GridColumn("inventory_valuation", "Inventory Valuation", "amount", sums=True),
    ]


def _detail(item: StatusItem, line: StatusLine) -> Line:
    record = {
        "Item No.": item.item_no,
        "Item Ledger Entry No.": line.entry,
        "Document No.": line.document_no,
        "Posting Date": date_of(line.day),
        "Entry Type": ItemLedgerEntryType.caption_of(line.type),
        "Quantity": to_decimal(line.quantity),
        "Unit Cost": fine_decimal(line.unit_cost),
        "Inventory Valuation": fine_decimal(line.value),
    }
    cells = {column.lower().replace(" ", "_").replace(".", ""): value for column, value in record.items() if column != "Item No."}
    return Line(Rank.DETAIL, cells, 3, item.item_no, {"inventory_valuation": line.behind}, record)


def layout(ledger: Ledger, options: StatusOptions, result: Status) -> Layout:
    """Lines per item, totals of positive and negative stock, rows and message."""
    lines: list[Line] = []
    for item in result.items:
        lines.append(Line(Rank.HEADING, {"item_no": item.item_no, "document_no": item.description}, 2, item.item_no, anchor=item.item_no))
        lines += [_detail(item, line) for line in item.lines]
        cells = {
            "item_no": item.item_no,
            "quantity": to_decimal(item.quantity),
            "unit_cost": fine_decimal(item.unit_cost),
            "inventory_valuation": fine_decimal(item.value),
        }
        lines.append(Line(Rank.SUBTOTAL, cells, 2, item.item_no, {"inventory_valuation": item.behind}))
    for label, chosen in (
        ("Total", list(result.items)),
        ("Hereof Positive", [i for i in result.items if i.value > 0]),
        ("Hereof Negative", [i for i in result.items if i.value < 0]),
    ):
        rank = Rank.TOTAL if label == "Total" else Rank.TOTAL_SECOND
        cells = {"item_no": label, "inventory_valuation": fine_decimal(sum(i.value for i in chosen))}
        lines += [Line(rank, cells, entries={"inventory_valuation": merged([i.behind for i in chosen])})] if result.items else []
    rows = [line.record for line in lines if line.record is not None]
    total = fine_decimal(sum(i.value for i in result.items))
    return Layout(lines, rows, message(options, result), result.warnings, {"total": total})


def message(options: StatusOptions, result: Status) -> str:
    """The finding with its figure."""
    day = day_text(options.day)
    if not result.items:
        return f"No item has an entry up to {day} within the filters."
    total = round_ticks(sum(i.value for i in result.items) // FINE)
    negative = sum(1 for i in result.items if i.quantity < 0)
    rest = f"; {negative} items have negative stock" if negative else ""
    return f"Stock is worth {amount_text(total)} on {day}{rest}."


REPORT: Report[StatusOptions, Status] = Report(
    NAME,
    NAME,
    "Which entries make up the stock of each item?",
    StatusOptions,
    view,
    columns,
    layout,
    needs=("Item", "Item Ledger Entry", "Value Entry", "Item Application Entry"),
)
