"""Invt. Valuation - Cost Spec. laid out: item, entry types, Total; entry-type totals at the end (2.3)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import Field

from xlcost.ledger import Ledger
from xlcost.ledger.options import ValueEntryType
from xlcost.money import FINE, fine_decimal, round_ticks, to_decimal
from xlcost.reports.facts import day_text
from xlcost.reports.grid import GridColumn, Line, Rank
from xlcost.reports.options import FlowOptions
from xlcost.reports.report import Layout, Report
from xlcost.views.behind import merged
from xlcost.views.cost_spec import TYPES, CostSpec, CostSpecItem, cost_spec
from xlcost.views.report_warnings import amount_text

NAME = "Invt. Valuation - Cost Spec."
TITLE = "Inventory Valuation - Cost Specification"


class CostSpecOptions(FlowOptions):
    """Request page (2.1)."""

    valuation_date: dt.date | None = Field(None, alias="Valuation Date")

    @property
    def day(self) -> int:
        """Day of the valuation date; default the work date, clearing it is refused."""
        return self.day_or_work_date("valuation_date", "Enter the valuation date.")


def view(ledger: Ledger, options: CostSpecOptions) -> CostSpec:
    """The figures of the report."""
    return cost_spec(ledger, options.day, items=options.items, flow=options.flow, clean=options.clean)


def columns(options: CostSpecOptions, result: CostSpec) -> list[GridColumn]:
    """Columns in print order."""
    return [
        GridColumn("item_no", "Item No.", "code"),
        GridColumn("entry_type", "Entry Type", "text"),
        GridColumn("quantity", "Quantity", "quantity"),
        GridColumn("cost_per_unit", "Cost per Unit", "unit cost"),
        GridColumn("amount", "Amount", "amount", sums=True),
    ]


def _item_lines(item: CostSpecItem) -> list[Line]:
    lines = [Line(Rank.HEADING, {"item_no": item.item_no, "entry_type": item.description}, 2, item.item_no, anchor=item.item_no)]
    per_unit = 0
    for kind, amount in item.amounts.items():
        unit = item.per_unit(amount)
        per_unit += unit
        cells = {"entry_type": ValueEntryType.caption_of(kind), "cost_per_unit": fine_decimal(unit), "amount": fine_decimal(amount)}
        record = {
            "Item No.": item.item_no,
            "Entry Type": cells["entry_type"],
            "Cost per Unit": cells["cost_per_unit"],
            "Amount": cells["amount"],
        }
        lines.append(Line(Rank.DETAIL, cells, 3, item.item_no, {"amount": item.behind[kind]}, record))
    cells = {
        "item_no": item.item_no,
        "entry_type": "Total",
        "quantity": to_decimal(item.quantity),
        "cost_per_unit": fine_decimal(per_unit),
        "amount": fine_decimal(item.total),
    }
    record = {
        "Item No.": item.item_no,
        "Entry Type": "Total",
        "Quantity": cells["quantity"],
        "Cost per Unit": cells["cost_per_unit"],
        "Amount": cells["amount"],
    }
    lines.append(Line(Rank.SUBTOTAL, cells, 2, item.item_no, {"amount": merged(list(item.behind.values()))}, record))
    return lines


def layout(ledger: Ledger, options: CostSpecOptions, result: CostSpec) -> Layout:
    """Lines, rows and message."""
    lines = [line for item in result.items for line in _item_lines(item)]
    sums = {int(t): sum(i.amounts.get(int(t), 0) for i in result.items) for t in TYPES if any(int(t) in i.amounts for i in result.items)}
    if result.items:
        lines.append(Line(Rank.HEADING, {"item_no": "All items"}, 1, "Total"))
    for kind, amount in sums.items():
        behind = merged([i.behind[kind] for i in result.items if kind in i.behind])
        cells = {"entry_type": ValueEntryType.caption_of(kind), "amount": fine_decimal(amount)}
        lines.append(Line(Rank.TOTAL_SECOND, cells, 1, "Total", {"amount": behind}))
    total = sum(sums.values())
    behind = merged([b for i in result.items for b in i.behind.values()])
    cells = {"item_no": "Total", "entry_type": "Total", "amount": fine_decimal(total)}
    lines += [Line(Rank.TOTAL, cells, entries={"amount": behind})] if result.items else []
    rows = [line.record for line in lines if line.record is not None]
    facts = {
        "total": fine_decimal(total),
        "components": {ValueEntryType.caption_of(k): fine_decimal(a) for k, a in sums.items()},
        "not_average": fine_decimal(sum(i.total for i in result.items if not i.average)),
    }
    return Layout(lines, rows, message(options, result, sums), result.warnings, facts)


def message(options: CostSpecOptions, result: CostSpec, sums: dict[int, int]) -> str:
    """The finding with its figure."""
    day = day_text(options.day)
    if not result.items:
        return f"No item has an entry up to {day} within the filters."
    total = round_ticks(sum(sums.values()) // FINE)
    parts: list[Any] = sorted(
        ((k, a) for k, a in sums.items() if k != int(ValueEntryType.DIRECT_COST) and a), key=lambda p: (-abs(p[1]), p[0])
    )
    rest = ""
    if parts:
        kind, amount = parts[0]
        rest = f"; {ValueEntryType.caption_of(kind)} is {amount_text(round_ticks(amount // FINE))} of it"
    return f"Stock is worth {amount_text(total)} on {day}{rest}."


REPORT: Report[CostSpecOptions, CostSpec] = Report(
    NAME,
    TITLE,
    "What is the stock value made of: direct cost, overhead, variance, revaluation, rounding?",
    CostSpecOptions,
    view,
    columns,
    layout,
    needs=("Item", "Item Ledger Entry", "Value Entry", "Item Application Entry"),
    quirks=("Q4", "Q5"),
)
