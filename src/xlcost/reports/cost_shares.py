"""Cost Shares Breakdown laid out: group, lines with Show Details, sums, Variance Breakdown, total (4.6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, Literal

from pydantic import Field

from xlcost.ledger import Ledger
from xlcost.money import FINE, fine_decimal, round_ticks, to_decimal
from xlcost.reports.facts import day_text
from xlcost.reports.grid import GridColumn, Line, Rank
from xlcost.reports.options import PeriodOptions
from xlcost.reports.report import Layout, Report
from xlcost.views.behind import EntriesBehind
from xlcost.views.cost_shares import CostShares, SharesLine, SharesRequest, cost_shares
from xlcost.views.cost_shares_behind import total_behind
from xlcost.views.cost_shares_buffer import (
    CAPACITY,
    CAPACITY_OVERHEAD,
    MATERIAL,
    MATERIAL_OVERHEAD,
    PARTS,
    REVALUATION,
    ROUNDING,
    SUBCONTRACTED,
    VARIANCE,
    Vector,
)
from xlcost.views.report_warnings import amount_text

NAME = "Cost Shares Breakdown"
_SHARES = (
    ("material_direct_cost_applied", "Material Direct Cost Applied", MATERIAL),
    ("capacity_direct_cost_applied", "Capacity Direct Cost Applied", CAPACITY),
    ("capacity_overhead", "Capacity Overhead", CAPACITY_OVERHEAD),
    ("material_overhead", "Material Overhead", MATERIAL_OVERHEAD),
    ("subcontracted", "Subcontracted", SUBCONTRACTED),
    ("variance", "Variance", VARIANCE),
    ("revaluation", "Revaluation", REVALUATION),
    ("rounding", "Rounding", ROUNDING),
)
_PARTS = (
    "Purchase Variance",
    "Material Variance",
    "Capacity Variance",
    "Capacity Overhead Variance",
    "Mfg. Overhead Variance",
    "Subcontracted Variance",
)


class CostSharesOptions(PeriodOptions):
    """Request page (4.2). Flow filters are accepted and have no effect [Q9]."""

    print_cost_share: Literal["Sales", "Inventory", "WIP Inventory"] = Field("Sales", alias="Print Cost Share")
    show_details: bool = Field(False, alias="Show Details")
    cost_roll_up: Literal["Single-level", "Multi-level"] = Field("Single-level", alias="Cost Roll-up")
    status_filter: str = Field("", alias="Status Filter")
    production_order_filter: str = Field("", alias="Production Order Filter")

    @property
    def multi_level(self) -> bool:
        """Whether costs are followed through all levels of production."""
        return self.cost_roll_up == "Multi-level"


def view(ledger: Ledger, options: CostSharesOptions) -> CostShares:
    """The figures of the report."""
    request = SharesRequest(
        options.print_cost_share,
        options.start,
        options.end,
        options.items,
        options.status_filter,
        options.production_order_filter,
        options.clean,
        options.multi_level,
    )
    return cost_shares(ledger, request)


def columns(options: CostSharesOptions, result: CostShares) -> list[GridColumn]:
    """Columns in print order; Unallocated only in the multi-level roll-up, Check where shares and total differ."""
    found = [
        GridColumn("no", "No.", "code"),
        GridColumn("description", "Description", "text"),
        GridColumn("quantity", "Quantity", "quantity"),
        *(GridColumn(key, caption, "amount", sums=True) for key, caption, _ in _SHARES),
    ]
    if result.multi_level:
        found.append(GridColumn("unallocated", "Unallocated", "amount", sums=True))
    found.append(GridColumn("total", "Total", "amount", sums=True))
    if any(line.gap for line in result.lines):
        found.append(GridColumn("check", "Total less shares", "amount", sums=True))
    return found


def _sum(lines: Iterable[SharesLine]) -> tuple[Vector, int, int, int]:
    """(shares, total, unallocated, gap) of some lines."""
    found = list(lines)
    shares = [sum(column) for column in zip(*(line.shares for line in found), strict=True)]
    total, unallocated, gap = (sum(getattr(line, name) for line in found) for name in ("total", "unallocated", "gap"))
    return shares, total, unallocated, gap


def _figures(lines: Sequence[SharesLine]) -> dict[str, Any]:
    shares, total, unallocated, gap = _sum(lines)
    found = {key: fine_decimal(shares[i]) if shares else fine_decimal(0) for key, _, i in _SHARES}
    return {**found, "unallocated": fine_decimal(unallocated), "total": fine_decimal(total), "check": fine_decimal(gap)}


def _parts(lines: Sequence[SharesLine]) -> dict[str, Any] | None:
    """Cells of the line Variance Breakdown, None when no part is other than zero [Q18]."""
    shares = _sum(lines)[0]
    parts = [shares[i] for i in PARTS] if shares else []
    if not any(parts):
        return None
    purchase, material, capacity, capacity_overhead, overhead, subcontracted = parts
    return {
        "description": "Variance Breakdown",
        "material_direct_cost_applied": fine_decimal(purchase + material),
        "capacity_direct_cost_applied": fine_decimal(capacity),
        "capacity_overhead": fine_decimal(capacity_overhead),
        "material_overhead": fine_decimal(overhead),
        "subcontracted": fine_decimal(subcontracted),
        "total": fine_decimal(sum(parts)),
    }


def _record(line: SharesLine, multi_level: bool) -> dict[str, Any]:
    buffer = line.buffer
    figures = _figures([line])
    record = {
        "Group": line.group,
        "Item Ledger Entry No.": buffer.entry,
        "Capacity Ledger Entry No.": buffer.capacity_entry,
        "No.": buffer.document_no,
        "Description": buffer.description,
        "Quantity": to_decimal(line.quantity),
        **{caption: figures[key] for key, caption, _ in _SHARES},
        "Total": figures["total"],
        **{caption: fine_decimal(line.shares[i]) for caption, i in zip(_PARTS, PARTS, strict=True)},
        "Item No.": buffer.item_no,
        "Location Code": buffer.location,
    }
    if multi_level:
        record["Unallocated"] = figures["unallocated"]
    return record


def _with_breakdown(lines: Sequence[SharesLine], line: Line, rank: Rank) -> list[Line]:
    parts = _parts(lines)
    return [line] if parts is None else [line, Line(rank, parts, line.level, line.group)]


def _behind(result: CostShares, line: SharesLine) -> dict[str, EntriesBehind]:
    """Entries behind the total of a line; its shares are calculated from them and have none of their own."""
    found = total_behind(result, line)
    return {} if found is None else {"total": found}


def _detail_lines(result: CostShares, lines: Sequence[SharesLine], group: str) -> list[Line]:
    found = []
    for line in lines:
        record = _record(line, result.multi_level)
        cells = {
            "no": line.buffer.document_no,
            "description": line.buffer.description,
            "quantity": to_decimal(line.quantity),
            **_figures([line]),
        }
        found += _with_breakdown([line], Line(Rank.DETAIL, cells, 3, group, _behind(result, line), record), Rank.SECOND)
    return found


def layout(ledger: Ledger, options: CostSharesOptions, result: CostShares) -> Layout:
    """Lines per item or order (details on demand), totals, rows and message."""
    lines: list[Line] = []
    rows: list[dict[str, Any]] = []
    for group, members in groupby(result.lines, key=lambda line: line.group):
        block = list(members)
        text = block[0].group_text
        quantity = to_decimal(sum(line.quantity for line in block))
        if options.show_details:
            rows += [_record(line, result.multi_level) for line in block]
            lines.append(Line(Rank.HEADING, {"no": group, "description": text}, 2, group))
            lines += _detail_lines(result, block, group)
            footer = Line(Rank.SUBTOTAL, {"no": group, "quantity": quantity, **_figures(block)}, 2, group)
            lines += _with_breakdown(block, footer, Rank.SUBTOTAL_SECOND)
        else:
            cells = {"no": group, "description": text, "quantity": quantity, **_figures(block)}
            lines += _with_breakdown(block, Line(Rank.DETAIL, cells, 2, group), Rank.SECOND)
    lines += _with_breakdown(result.lines, Line(Rank.TOTAL, {"no": "Total", **_figures(result.lines)}), Rank.TOTAL_SECOND)
    lines += [Line(Rank.NOTE, {"description": text}) for text in _notes(options)]
    return Layout(lines, rows, message(options, result), result.warnings, _facts(result))


def _notes(options: CostSharesOptions) -> list[str]:
    found = []
    if options.multi_level:
        found.append("Capacity and consumption of the whole order are spread over all outputs by quantity.")
    if options.print_cost_share == "WIP Inventory" and not options.clean and not options.multi_level:
        found.append("Mode exact prints what the ERP prints; it is not a balance of work in process. Mode clean is.")
    return found


def _facts(result: CostShares) -> dict[str, Any]:
    by_group = [(group, _figures(list(members))) for group, members in groupby(result.lines, key=lambda line: line.group)]
    largest = sorted(by_group, key=lambda g: (-abs(g[1]["total"]), g[0]))[:5]
    return {"totals": _figures(result.lines), "largest": largest, "groups": [group for group, _ in by_group]}


def message(options: CostSharesOptions, result: CostShares) -> str:
    """The finding with its figure."""
    what = {"Sales": "Cost of goods sold", "Inventory": "Stock", "WIP Inventory": "Work in process"}[options.print_cost_share]
    if not result.lines:
        until = day_text(options.end)
        return (
            f"No entry of {what.lower()} up to {until} can be broken down within the filters."
            if until
            else f"No entry of {what.lower()} can be broken down."
        )
    shares, total, _, _ = _sum(result.lines)
    largest = max(_SHARES, key=lambda s: abs(shares[s[2]]))
    amount, part = (round_ticks(x // FINE) for x in (total, shares[largest[2]]))
    return f"{what} of {amount_text(amount)} is broken down; {largest[1]} is {amount_text(part)} of it."


REPORT: Report[CostSharesOptions, CostShares] = Report(
    NAME,
    NAME,
    "Which part of cost of goods sold, stock or work in process is material, capacity, overhead or variance?",
    CostSharesOptions,
    view,
    columns,
    layout,
    needs=("Item", "Item Ledger Entry", "Value Entry", "Item Application Entry"),
    quirks=("Q9", "Q10", "Q11", "Q12", "Q13", "Q14", "Q15", "Q16", "Q17", "Q18"),
)
