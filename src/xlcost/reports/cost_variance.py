"""Inventory - Cost Variance laid out: lines per document and entry, item footers, total (5.2)."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from xlcost.ledger import Ledger
from xlcost.ledger.options import CostingMethod, SourceType
from xlcost.money import fine_decimal, to_decimal
from xlcost.reports.grid import GridColumn, Line, Rank
from xlcost.reports.options import FlowOptions
from xlcost.reports.report import Layout, Report
from xlcost.views.behind import merged
from xlcost.views.cost_variance import EntryFilters, VarianceItem, VarianceLine, cost_variance
from xlcost.views.filters import ItemFilters, code_filter, date_filter, option_filter
from xlcost.views.report_warnings import amount_text

NAME = "Inventory - Cost Variance"


class CostVarianceOptions(FlowOptions):
    """Request page."""

    costing_method_filter: str = Field("", alias="Costing Method Filter")
    source_type_filter: str = Field("", alias="Source Type Filter")
    source_no_filter: str = Field("", alias="Source No. Filter")
    posting_date_filter: str = Field("", alias="Posting Date Filter")

    @property
    def items(self) -> ItemFilters:
        """The filters on the item card; items of every type."""
        return ItemFilters(
            self.item_filter,
            self.inventory_posting_group_filter,
            self.statistics_group_filter,
            self.costing_method_filter,
            inventory_only=False,
        )


Result = list[VarianceItem]


def view(ledger: Ledger, options: CostVarianceOptions) -> Result:
    """The figures of the report."""
    entries = EntryFilters(
        date_filter("Posting Date Filter", options.posting_date_filter),
        option_filter("Source Type Filter", options.source_type_filter, SourceType),
        code_filter(options.source_no_filter),
    )
    return cost_variance(ledger, options.items, options.flow, entries)


def columns(options: CostVarianceOptions, result: Result) -> list[GridColumn]:
    """Columns in print order."""
    return [
        GridColumn("item_no", "Item No.", "code"),
        GridColumn("description", "Description", "text"),
        GridColumn("base_unit_of_measure", "Base UoM", "code"),
        GridColumn("costing_method", "Costing Method", "text"),
        GridColumn("standard_cost", "Standard Cost", "unit cost"),
        GridColumn("document_no", "Document No.", "code"),
        GridColumn("item_ledger_entry_no", "Item Ledger Entry No.", "entry no."),
        GridColumn("unit_amount", "Unit Amount", "unit cost"),
        GridColumn("cost_per_unit", "Cost per Unit", "unit cost"),
        GridColumn("unit_cost_variance", "Unit Cost Variance", "unit cost"),
        GridColumn("invoiced_quantity", "Invoiced Quantity", "quantity", sums=True),
        GridColumn("total_variance_amount", "Total Variance Amount", "amount", sums=True),
    ]


def _sums(lines: Sequence[VarianceLine]) -> dict[str, object]:
    return {
        "invoiced_quantity": to_decimal(sum(x.invoiced_quantity for x in lines)),
        "total_variance_amount": to_decimal(sum(x.variance for x in lines)),
    }


def _detail(item_no: str, line: VarianceLine) -> Line:
    record = {
        "Item No.": item_no,
        "Document No.": line.document_no,
        "Item Ledger Entry No.": line.entry,
        "Unit Amount": fine_decimal(line.unit_amount),
        "Cost per Unit": fine_decimal(line.cost_per_unit),
        "Unit Cost Variance": to_decimal(line.unit_cost_variance),
        "Invoiced Quantity": to_decimal(line.invoiced_quantity),
        "Total Variance Amount": to_decimal(line.variance),
    }
    cells = {c.lower().replace(" ", "_").replace(".", ""): v for c, v in record.items() if c != "Item No."}
    return Line(Rank.DETAIL, cells, 3, item_no, {"total_variance_amount": line.behind}, record)


def layout(ledger: Ledger, options: CostVarianceOptions, result: Result) -> Layout:
    """Lines per item, footers, total, rows and message."""
    texts = ledger.table("Item").tuples(("No.", "Description", "Base Unit of Measure", "Costing Method", "Standard Cost"))
    lines: list[Line] = []
    everything = [line for item in result for line in item.lines]
    for item in result:
        no, description, unit, method, standard = texts[item.row]
        head = {
            "item_no": no,
            "description": description,
            "base_unit_of_measure": unit,
            "costing_method": CostingMethod.caption_of(method),
            "standard_cost": to_decimal(standard),
        }
        lines.append(Line(Rank.HEADING, head, 2, no))
        lines += [_detail(no, line) for line in item.lines]
        behind = {"total_variance_amount": merged([line.behind for line in item.lines])}
        lines.append(Line(Rank.SUBTOTAL, {"item_no": no, **_sums(item.lines)}, 2, no, behind))
    behind = {"total_variance_amount": merged([line.behind for line in everything])}
    lines += [Line(Rank.TOTAL, {"item_no": "Total", **_sums(everything)}, entries=behind)] if everything else []
    rows = [line.record for line in lines if line.record is not None]
    return Layout(lines, rows, message(everything))


def message(lines: Sequence[VarianceLine]) -> str:
    """The finding with its figure."""
    if not lines:
        return "No purchase or positive adjustment is invoiced within the filters."
    variance = sum(line.variance for line in lines)
    gross = sum(abs(line.variance) for line in lines)
    if not gross:
        return f"{len(lines):,} receipts were booked without a variance."
    return f"Variance is {amount_text(variance)}, gross {amount_text(gross)}, on {len(lines):,} documents."


REPORT: Report[CostVarianceOptions, Result] = Report(
    NAME,
    NAME,
    "Where did purchases differ from the cost at which they were booked?",
    CostVarianceOptions,
    view,
    columns,
    layout,
    needs=("Item", "Item Ledger Entry", "Value Entry"),
)
