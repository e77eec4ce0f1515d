"""Project statistics laid out: resources, items, G/L accounts and their total, price, cost and profit of each stage (project-wip.md 10.3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import Field

from xlcost.ledger import Ledger
from xlcost.money import to_decimal
from xlcost.reports.grid import GridColumn, Line, Rank
from xlcost.reports.projects_table import ProjectOptions, column, counted, key_of
from xlcost.reports.report import Layout, Report
from xlcost.views.project_statistics import STAGES, TYPES, Statistics, project_statistics
from xlcost.views.report_warnings import amount_text

NAME = "Project Statistics"
FIGURES = ("Price", "Cost", "Profit")
COLUMNS: tuple[GridColumn, ...] = (
    column("Project", "text"),
    *(GridColumn(key_of(f"{stage} {figure}"), figure, "amount", stage) for stage in STAGES for figure in FIGURES),
)


class StatisticsOptions(ProjectOptions):
    """Request page."""

    posting_date_filter: str = Field("", alias="Posting Date Filter")
    planning_date_filter: str = Field("", alias="Planning Date Filter")


def record(line: Statistics, kind: str) -> dict[str, Any]:
    """A type of line of a project, or its total."""
    row: dict[str, Any] = {"Project No.": line.project, "Type": kind}
    for stage in STAGES:
        price, cost = line.of(kind, stage)
        for figure, amount in zip(FIGURES, (price, cost, price - cost), strict=True):
            row[f"{stage} {figure}"] = to_decimal(amount)
    return row


def layout(ledger: Ledger, options: StatisticsOptions, result: list[Statistics]) -> Layout:
    """A heading per project, a line per type, its total."""
    lines, rows = [], []
    for line in result:
        head = {"project": f"{line.project} {line.description}".strip()}
        lines.append(Line(Rank.HEADING, head, 1, line.project, anchor=f"project_{line.project}"))
        for kind in (*TYPES, "Total"):
            row = record(line, kind)
            rows.append(row)
            shown = {"project": kind, **{key_of(c): value for c, value in row.items() if c not in ("Project No.", "Type")}}
            lines.append(Line(Rank.DETAIL if kind != "Total" else Rank.SUBTOTAL, shown, 2, line.project, record=row))
    return Layout(lines, rows, message(result))


def message(result: Sequence[Statistics]) -> str:
    """What was spent and invoiced, and the profit so far."""
    if not result:
        return "No project is within the filters."
    cost = sum(x.of("Total", "Usage")[1] for x in result)
    invoiced = sum(x.of("Total", "Invoiced")[0] for x in result)
    projects = counted(len(result), "project")
    return f"{projects}: {amount_text(cost)} of cost used, {amount_text(invoiced)} invoiced."


REPORT: Report[StatisticsOptions, list[Statistics]] = Report(
    NAME,
    NAME,
    "What was planned, used, agreed and invoiced on each project, and what is the profit?",
    StatisticsOptions,
    lambda ledger, options: project_statistics(
        ledger, options.project_filter, options.posting_date_filter, options.planning_date_filter
    ),
    lambda options, result: COLUMNS,
    layout,
    needs=("Project", "Project Planning Line", "Project Ledger Entry"),
)
