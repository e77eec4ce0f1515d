"""Method comparison: each project under the five built-in methods, side by side (project-wip.md 10.4)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from xlcost.ledger import Ledger
from xlcost.money import to_decimal
from xlcost.projects.accounts import BALANCE_SHEET
from xlcost.projects.books import OK
from xlcost.reports.facts import day_text
from xlcost.reports.grid import Chart, GridColumn, Line, Rank
from xlcost.reports.project_options import ProjectDayOptions
from xlcost.reports.record_lines import cells, column
from xlcost.reports.report import Layout, Report
from xlcost.views.project_what_if import MethodResult, compare_methods, largest_spread
from xlcost.views.report_warnings import amount_text

NAME = "Project WIP Method Comparison"
COLUMNS: tuple[GridColumn, ...] = (
    column("Project No.", "code"),
    column("Description", "text"),
    column("WIP Method", "code"),
    column("In use", "Yes/No"),
    column("Recognized costs"),
    column("Recognized sales"),
    column("Recognized margin"),
    *(column(c.removesuffix(" Account")) for c in BALANCE_SHEET),
    column("Net WIP"),
)


def record(result: MethodResult) -> dict[str, Any]:
    """A project under one method."""
    amounts = {
        "Recognized costs": result.rc,
        "Recognized sales": result.rs,
        "Recognized margin": result.rs - result.rc,
        **{c.removesuffix(" Account"): result.balances.get(c, 0) for c in BALANCE_SHEET},
        "Net WIP": sum(result.balances.values()),
    }
    failed = result.status != OK
    return {
        "Project No.": result.project,
        "Description": result.description,
        "WIP Method": result.method,
        "In use": result.own,
        **{caption: None if failed else to_decimal(amount) for caption, amount in amounts.items()},
        "Status": result.status,
    }


def layout(ledger: Ledger, options: ProjectDayOptions, result: list[MethodResult]) -> Layout:
    """A heading per project, one line per method."""
    lines, rows = [], []
    for project, members in groupby(result, key=lambda r: r.project):
        block = list(members)
        head = {"project_no": project, "description": block[0].description}
        lines.append(Line(Rank.HEADING, head, 1, project, anchor=f"project_{project}"))
        for member in block:
            row = record(member)
            rows.append(row)
            lines.append(Line(Rank.DETAIL, cells(row, COLUMNS), 2, project, record=row))
    warnings = [
        {"Code": status, "Text": f"Project {project} cannot be calculated: {status}.", "Project No.": project}
        for project, status in dict.fromkeys((r.project, r.status) for r in result if r.status != OK)
    ]
    return Layout(lines, rows, message(result, options), warnings, {"charts": _charts(result)})


def message(result: Sequence[MethodResult], options: ProjectDayOptions) -> str:
    """The project that depends most on the method."""
    project, spread = largest_spread(result)
    if not project:
        return "No project is within the filters."
    most = " the most," if len({r.project for r in result}) > 1 else ""
    return (
        f"On {day_text(options.day)} the choice of method moves the recognized margin of project {project}{most} by {amount_text(spread)}."
    )


def _charts(result: Sequence[MethodResult]) -> list[Chart]:
    project, _ = largest_spread(result)
    block = [r for r in result if r.project == project]
    series = {"Recognized margin": [to_decimal(r.rs - r.rc) for r in block]}
    unit = f"LCY, project {project}"
    return [Chart(_finding(block), unit, [r.method for r in block], series, "columns", f"Columns of recognized margin, {unit}")]


def _finding(block: Sequence[MethodResult]) -> str:
    """The title of the chart, by rule (look.md 10)."""
    if not block or len({r.rs - r.rc for r in block}) == 1:
        return "Every method recognizes the same margin"
    most, least = max(block, key=lambda r: r.rs - r.rc), min(block, key=lambda r: r.rs - r.rc)
    return f"{most.method} recognizes the most margin, {least.method} the least"


REPORT: Report[ProjectDayOptions, list[MethodResult]] = Report(
    NAME,
    NAME,
    "What would each WIP method recognize?",
    ProjectDayOptions,
    lambda ledger, options: compare_methods(ledger, options.day, options.project_filter),
    lambda options, result: COLUMNS,
    layout,
    needs=("Project", "Project Task"),
)
