"""Item Age Composition - Value laid out: five buckets of value and quantity per item (5.1)."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from typing import Any

from pydantic import Field

from xlcost.ledger import Ledger
from xlcost.money import FINE, fine_decimal, round_ticks, to_decimal
from xlcost.problems import XlcostError
from xlcost.reports.facts import day_text
from xlcost.reports.grid import GridColumn, Line, Rank
from xlcost.reports.options import FlowOptions
from xlcost.reports.report import Layout, Report
from xlcost.views.age import BUCKETS, Age, AgeItem, age_composition
from xlcost.views.behind import EntriesBehind, less, merged
from xlcost.views.report_warnings import amount_text

NAME = "Item Age Composition - Value"


class AgeOptions(FlowOptions):
    """Request page."""

    ending_date: dt.date | None = Field(None, alias="Ending Date")
    period_length: str = Field("1M", alias="Period Length")

    @property
    def end(self) -> int:
        """Day of the ending date; default the last day of the work month, clearing it is refused."""
        if self.ending_date is not None:
            return self.ending_date.toordinal()
        if self.cleared("ending_date"):
            raise XlcostError("ENDING_DATE_MISSING", "Enter the ending date.", where="Ending Date")
        day = dt.date.fromordinal(self.work_day())
        return day.replace(day=calendar.monthrange(day.year, day.month)[1]).toordinal()


def view(ledger: Ledger, options: AgeOptions) -> Age:
    """The figures of the report."""
    return age_composition(ledger, options.end, options.period_length, items=options.items, flow=options.flow, clean=options.clean)


def bucket_names(result: Age) -> list[str]:
    """Heads of the five buckets: ...before, three periods, after..."""
    p2, p3, p4, p5 = result.boundaries
    periods = [f"{day_text(a + 1)}..{day_text(b)}" for a, b in ((p2, p3), (p3, p4), (p4, p5))]
    return [f"...{day_text(p2)}", *periods, f"{day_text(p5 + 1)}..."]


def columns(options: AgeOptions, result: Age) -> list[GridColumn]:
    """Item, then value and quantity per bucket and in total."""
    found = [
        GridColumn("item_no", "Item No.", "code"),
        GridColumn("description", "Description", "text"),
        GridColumn("base_unit_of_measure", "Base UoM", "code"),
    ]
    for k, band in enumerate(bucket_names(result), 1):
        found.append(GridColumn(f"inventory_{k}", "Quantity", "quantity", band))
        found.append(GridColumn(f"inventory_value_{k}", "Value", "amount", band, sums=True))
    found += [
        GridColumn("inventory", "Quantity", "quantity", "Total"),
        GridColumn("inventory_value", "Value", "amount", "Total", sums=True),
        GridColumn("check", "Total less buckets", "amount", sums=True),
    ]
    return found


def _detail(item: AgeItem) -> Line:
    record: dict[str, Any] = {"Item No.": item.item_no}
    cells: dict[str, Any] = {"item_no": item.item_no, "description": item.description, "base_unit_of_measure": item.unit}
    for k in range(BUCKETS):
        record[f"Inventory Value {k + 1}"] = cells[f"inventory_value_{k + 1}"] = fine_decimal(item.values[k])
    for k in range(BUCKETS):
        record[f"Inventory {k + 1}"] = cells[f"inventory_{k + 1}"] = to_decimal(item.quantities[k])
    record["Inventory Value"] = cells["inventory_value"] = fine_decimal(item.value)
    record["Inventory"] = cells["inventory"] = to_decimal(item.quantity)
    cells["check"] = fine_decimal(item.value - sum(item.values))
    record["Inventory Posting Group"] = item.group
    behind = {f"inventory_value_{k + 1}": b for k, b in enumerate(item.behind)} | _in_total([item])
    return Line(Rank.DETAIL, cells, 2, item.group, behind, record, anchor=item.item_no)


def _in_total(items: Sequence[AgeItem]) -> dict[str, EntriesBehind]:
    """Entries behind the total and behind what it is more than its buckets [Q20]."""
    total = [item.value_behind for item in items]
    return {"inventory_value": merged(total), "check": less(merged(total), merged([b for item in items for b in item.behind]))}


def layout(ledger: Ledger, options: AgeOptions, result: Age) -> Layout:
    """Lines by item number, total, rows and message."""
    lines = [_detail(item) for item in result.items]
    total: dict[str, Any] = {"item_no": "Total"}
    for k in range(BUCKETS):
        total[f"inventory_value_{k + 1}"] = fine_decimal(sum(i.values[k] for i in result.items))
    value = sum(i.value for i in result.items)
    total["inventory_value"] = fine_decimal(value)
    total["check"] = fine_decimal(value - sum(sum(i.values) for i in result.items))
    behind = {f"inventory_value_{k + 1}": merged([i.behind[k] for i in result.items]) for k in range(BUCKETS)}
    lines += [Line(Rank.TOTAL, total, entries=behind | _in_total(result.items))] if result.items else []
    if not options.clean:
        text = "Remaining quantities are those of today, not of the ending date; mode clean recomputes them."
        lines.append(Line(Rank.NOTE, {"description": text}))
    rows = [line.record for line in lines if line.record is not None]
    groups = sorted({i.group for i in result.items})
    by_group = {g: [fine_decimal(sum(i.values[k] for i in result.items if i.group == g)) for k in range(BUCKETS)] for g in groups}
    facts = {"total": fine_decimal(value), "buckets": bucket_names(result), "by_group": by_group}
    return Layout(lines, rows, message(options, result), result.warnings, facts)


def message(options: AgeOptions, result: Age) -> str:
    """The finding with its figure."""
    if not result.items:
        return "No item has an open entry within the filters."
    value, oldest = (round_ticks(x // FINE) for x in (sum(i.value for i in result.items), sum(i.values[0] for i in result.items)))
    return f"{amount_text(oldest)} of {amount_text(value)} in stock was posted up to {day_text(result.boundaries[0])}."


REPORT: Report[AgeOptions, Age] = Report(
    NAME,
    NAME,
    "Which part of the stock lies so long that it should be written down?",
    AgeOptions,
    view,
    columns,
    layout,
    needs=("Item", "Item Ledger Entry", "Value Entry"),
    quirks=("Q19", "Q20"),
)
