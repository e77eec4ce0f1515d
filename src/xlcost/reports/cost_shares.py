"""Cost Shares Breakdown laid out: group, lines with Show Details, sums, Variance Breakdown, total (4.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from pydantic import Field

from xlcost.ledger import Ledger
from xlcost.money import FINE, fine_decimal, round_ticks, to_decimal
from xlcost.reports.facts import day_text
from xlcost.reports.grid import GridColumn, Line, Rank
from xlcost.reports.options import PeriodOptions
from xlcost.reports.report import Layout, Report
from xlcost.views.cost_shares import CostShares, SharesRequest, cost_shares
from xlcost.views.cost_shares_behind import group_behind
from xlcost.views.cost_shares_buffer import (
    CAPACITY,
    CAPACITY_OVERHEAD,
    FIELDS,
    INDIRECT,
    MATERIAL,
    MATERIAL_OVERHEAD,
    PARTS,
    REVALUATION,
    ROUNDING,
    SUBCONTRACTED,
    VARIANCE,
    Vector,
)
from xlcost.views.cost_shares_lines import Group, SharesLine, gap_of, total_of
from xlcost.views.cost_shares_parts import TOTAL_FIELDS, shares_behind
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
    if result.lines.differs:
        found.append(GridColumn("check", "Total less shares", "amount", sums=True))
    return found


@dataclass(frozen=True, slots=True)
class Sums:
    """Shares of some lines added up, in fine units; no lines add up to nothing."""

    shares: Vector = field(default_factory=lambda: [0] * FIELDS)
    unallocated: int = 0

    @classmethod
    def of_sums(cls, parts: Sequence[Sums]) -> Sums:
        """The sums of sums."""
        if not parts:
            return cls()
        return cls([sum(column) for column in zip(*(p.shares for p in parts), strict=True)], sum(p.unallocated for p in parts))

    @property
    def total(self) -> int:
        """Cost in fine units."""
        return total_of(self.shares) + self.unallocated


def _figures(sums: Sums) -> dict[str, Any]:
    found = {key: fine_decimal(sums.shares[i]) for key, _, i in _SHARES}
    rest = {"unallocated": sums.unallocated, "total": sums.total, "check": gap_of(sums.shares)}
    return {**found, **{key: fine_decimal(amount) for key, amount in rest.items()}}


def _parts(sums: Sums) -> dict[str, Any] | None:
    """Cells of the line Variance Breakdown, None when no part is other than zero [Q18]."""
    parts = [sums.shares[i] for i in PARTS]
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
    figures = _figures(Sums(line.shares, line.unallocated))
    record = {
        "Group": line.group,
        "Item Ledger Entry No.": buffer.entry,
        "Capacity Ledger Entry No.": buffer.capacity_entry,
        "No.": buffer.facts.document_no,
        "Description": buffer.facts.description,
        "Quantity": to_decimal(line.quantity),
        **{caption: figures[key] for key, caption, _ in _SHARES},
        "Total": figures["total"],
        **{caption: fine_decimal(line.shares[i]) for caption, i in zip(_PARTS, PARTS, strict=True)},
        "Item No.": buffer.facts.item_no,
        "Location Code": buffer.facts.location,
    }
    if multi_level:
        record["Unallocated"] = figures["unallocated"]
    return record


_BREAKDOWN = {  # cells of the line Variance Breakdown
    "material_direct_cost_applied": PARTS[:2],
    "capacity_direct_cost_applied": PARTS[2:3],
    "capacity_overhead": PARTS[3:4],
    "material_overhead": PARTS[4:5],
    "subcontracted": PARTS[5:6],
    "total": PARTS,
}


def _with_breakdown(result: CostShares, places: range, sums: Sums, line: Line, rank: Rank) -> list[Line]:
    """A printed line with the entries behind its cells, and its Variance Breakdown where there is one."""
    behind = {key: shares_behind(result, places, [x]) for key, _, x in _SHARES}
    behind["total"] = group_behind(result, places)
    behind["check"] = shares_behind(result, places, TOTAL_FIELDS[: INDIRECT + 1], less=range(MATERIAL, SUBCONTRACTED + 1))
    if result.multi_level:
        behind["unallocated"] = shares_behind(result, places, (), unallocated=True)
    found = [replace(line, entries=behind)]
    parts = _parts(sums)
    if parts is not None:
        below = {key: shares_behind(result, places, fields) for key, fields in _BREAKDOWN.items()}
        found.append(Line(rank, parts, line.level, line.group, below))
    return found


def _detail_lines(result: CostShares, places: range, group: str) -> list[Line]:
    found = []
    for place, line in zip(places, result.lines[places.start : places.stop], strict=True):
        sums = Sums(line.shares, line.unallocated)
        record = _record(line, result.multi_level)
        cells = {
            "no": line.buffer.facts.document_no,
            "description": line.buffer.facts.description,
            "quantity": to_decimal(line.quantity),
            **_figures(sums),
        }
        found += _with_breakdown(result, range(place, place + 1), sums, Line(Rank.DETAIL, cells, 3, group, record=record), Rank.SECOND)
    return found


def layout(ledger: Ledger, options: CostSharesOptions, result: CostShares) -> Layout:
    """Lines per item or order (details on demand), totals, rows and message."""
    lines: list[Line] = []
    rows: list[dict[str, Any]] = []
    groups = [(group, Sums(*result.lines.sums(group.first, group.end))) for group in result.lines.groups()]
    for group, sums in groups:
        places, name = range(group.first, group.end), group.name
        quantity = to_decimal(result.lines.quantity(group.first, group.end))
        if options.show_details:
            rows += [_record(line, result.multi_level) for line in result.lines[group.first : group.end]]
            lines.append(Line(Rank.HEADING, {"no": name, "description": group.text}, 2, name))
            lines += _detail_lines(result, places, name)
            footer = Line(Rank.SUBTOTAL, {"no": name, "quantity": quantity, **_figures(sums)}, 2, name)
            lines += _with_breakdown(result, places, sums, footer, Rank.SUBTOTAL_SECOND)
        else:
            cells = {"no": name, "description": group.text, "quantity": quantity, **_figures(sums)}
            lines += _with_breakdown(result, places, sums, Line(Rank.DETAIL, cells, 2, name), Rank.SECOND)
    whole = Sums.of_sums([sums for _, sums in groups])
    if groups:
        total = Line(Rank.TOTAL, {"no": "Total", **_figures(whole)})
        lines += _with_breakdown(result, range(len(result.lines)), whole, total, Rank.TOTAL_SECOND)
    lines += [Line(Rank.NOTE, {"description": text}) for text in _notes(options)]
    return Layout(lines, rows, _message(options, result, whole), result.warnings, _facts(groups, whole))


def _notes(options: CostSharesOptions) -> list[str]:
    found = []
    if options.multi_level:
        found.append("Capacity and consumption of the whole order are spread over all outputs by quantity.")
    if options.print_cost_share == "WIP Inventory" and not options.clean and not options.multi_level:
        found.append("Mode exact prints what the ERP prints; it is not a balance of work in process. Mode clean is.")
    return found


def _facts(groups: Sequence[tuple[Group, Sums]], whole: Sums) -> dict[str, Any]:
    by_group = [(group.name, _figures(sums)) for group, sums in groups]
    largest = sorted(by_group, key=lambda g: (-abs(g[1]["total"]), g[0]))[:5]
    return {"totals": _figures(whole), "largest": largest, "groups": [group for group, _ in by_group]}


def _message(options: CostSharesOptions, result: CostShares, whole: Sums) -> str:
    """The finding with its figure."""
    what = {"Sales": "Cost of goods sold", "Inventory": "Stock", "WIP Inventory": "Work in process"}[options.print_cost_share]
    if not result.lines:
        until = day_text(options.end)
        return (
            f"No entry of {what.lower()} up to {until} can be broken down within the filters."
            if until
            else f"No entry of {what.lower()} can be broken down."
        )
    largest = max(_SHARES, key=lambda s: abs(whole.shares[s[2]]))
    amount, part = (round_ticks(x // FINE) for x in (whole.total, whole.shares[largest[2]]))
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
