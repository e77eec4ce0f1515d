"""Project statistics laid out: price, cost and profit of each stage by type of line, or the totals of each task (project-wip.md 10.3)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any, Literal

from pydantic import Field

from xlcost.ledger import Ledger
from xlcost.money import to_decimal
from xlcost.reports.grid import GridColumn, Line, Rank
from xlcost.reports.project_options import ProjectOptions
from xlcost.reports.record_lines import column, counted, key_of
from xlcost.reports.report import Layout, Report
from xlcost.views.project_statistics import STAGES, TYPES, Statistics, project_statistics
from xlcost.views.project_task_lines import TaskLine, task_lines
from xlcost.views.report_warnings import amount_text

NAME = "Project Statistics"
FIGURES = ("Price", "Cost", "Profit")
COLUMNS: tuple[GridColumn, ...] = (
    column("Project", "text"),
    *(GridColumn(key_of(f"{stage} {figure}"), figure, "amount", stage) for stage in STAGES for figure in FIGURES),
)


TASK_STAGES = ("Budget", "Actual", "Billable", "Invoiced", "Remaining", "EAC")
TASK_FIGURES = ("Total Cost", "Total Price")
TASK_COLUMNS: tuple[GridColumn, ...] = (
    column("Project Task No.", "code"),
    column("Description", "text"),
    *(GridColumn(key_of(f"{stage} ({figure})"), figure, "amount", stage) for stage in TASK_STAGES for figure in TASK_FIGURES),
)
_TOTALS = ("Total", "End-Total")


class StatisticsOptions(ProjectOptions):
    """Request page."""

    posting_date_filter: str = Field("", alias="Posting Date Filter")
    planning_date_filter: str = Field("", alias="Planning Date Filter")
    show: Literal["Types", "Tasks"] = Field("Types", alias="Show")
    amounts_in: Literal["LCY", "Project Currency"] = Field("LCY", alias="Amounts in")


Result = list[Statistics] | list[TaskLine]


def view(ledger: Ledger, options: StatisticsOptions) -> Result:
    """Types of lines per project, or its tasks."""
    filters = (options.project_filter, options.posting_date_filter, options.planning_date_filter)
    if options.show == "Tasks":
        return task_lines(ledger, *filters)
    return project_statistics(ledger, *filters, project_currency=options.amounts_in == "Project Currency")


def record(line: Statistics, kind: str) -> dict[str, Any]:
    """A type of line of a project, or its total."""
    row: dict[str, Any] = {"Project No.": line.project, "Type": kind}
    for stage in STAGES:
        price, cost = line.of(kind, stage)
        for figure, amount in zip(FIGURES, (price, cost, price - cost), strict=True):
            row[f"{stage} {figure}"] = to_decimal(amount)
    return row


def layout(ledger: Ledger, options: StatisticsOptions, result: Result) -> Layout:
    """A heading per project, a line per type and its total, or a line per task."""
    types = [line for line in result if isinstance(line, Statistics)]
    tasks = [line for line in result if isinstance(line, TaskLine)]
    return _tasks_layout(tasks, options) if options.show == "Tasks" else _types_layout(types, options)


def _types_layout(result: list[Statistics], options: StatisticsOptions) -> Layout:
    lines, rows, warnings = [], [], []
    own = options.amounts_in == "Project Currency"
    for line in result:
        words = f"{line.project} {line.description}".strip()
        head = {"project": f"{words}, {line.currency}" if own and line.currency else words}
        lines.append(Line(Rank.HEADING, head, 1, line.project, anchor=f"project_{line.project}"))
        if not line.known:
            text = f"Project {line.project} is kept in {line.currency}, and Total Cost and Line Amount are missing: its amounts stay in LCY."
            warnings.append({"Code": "PROJECT_CURRENCY_MISSING", "Text": text, "Project No.": line.project})
        for kind in (*TYPES, "Total"):
            row = record(line, kind)
            rows.append(row)
            shown = {"project": kind, **{key_of(c): value for c, value in row.items() if c not in ("Project No.", "Type")}}
            lines.append(Line(Rank.DETAIL if kind != "Total" else Rank.SUBTOTAL, shown, 2, line.project, record=row))
    return Layout(lines, rows, message(result, own), warnings)


def _tasks_layout(result: list[TaskLine], options: StatisticsOptions) -> Layout:
    lines, rows, warnings = [], [], []
    if options.amounts_in == "Project Currency":
        text = "Task lines are in LCY, whatever the currency of the project."
        warnings.append({"Code": "TASKS_IN_LCY", "Text": text})
    for project, members in groupby(result, key=lambda line: line.project):
        block = list(members)
        head = {"project_task_no": project, "description": block[0].description}
        lines.append(Line(Rank.HEADING, head, 1, project, anchor=f"project_{project}"))
        for line in block:
            row = task_record(line)
            rows.append(row)
            rank = Rank.SUBTOTAL if line.task_type in _TOTALS else Rank.DETAIL
            shown = {"project_task_no": line.task, **{key_of(c): v for c, v in row.items() if c not in ("Project No.", "Project Task No.")}}
            lines.append(Line(rank, shown, 2, project, record=row))
    posting = [line for line in result if line.task_type == "Posting"]
    used, budget = sum(line.actual[0] for line in posting), sum(line.budget[0] for line in posting)
    text = f"{counted(len(posting), 'posting task')}: {amount_text(used)} of cost used of {amount_text(budget)} budgeted."
    return Layout(lines, rows, text if result else "No project is within the filters.", warnings)


def task_record(line: TaskLine) -> dict[str, Any]:
    """A task line by caption."""
    row: dict[str, Any] = {
        "Project No.": line.project,
        "Project Task No.": line.task,
        "Description": line.words,
        "Project Task Type": line.task_type,
    }
    amounts = (line.budget, line.actual, line.billable, line.invoiced, line.remaining, line.at_completion)
    for stage, pair in zip(TASK_STAGES, amounts, strict=True):
        for figure, ticks in zip(TASK_FIGURES, pair, strict=True):
            row[f"{stage} ({figure})"] = to_decimal(ticks)
    return row


def message(result: Sequence[Statistics], own: bool = False) -> str:
    """What was spent and invoiced, and the profit so far."""
    if not result:
        return "No project is within the filters."
    if own and any(line.currency for line in result):
        return f"{counted(len(result), 'project')}, each in its own currency."
    cost = sum(x.of("Total", "Usage")[1] for x in result)
    invoiced = sum(x.of("Total", "Invoiced")[0] for x in result)
    projects = counted(len(result), "project")
    return f"{projects}: {amount_text(cost)} of cost used, {amount_text(invoiced)} invoiced."


REPORT: Report[StatisticsOptions, Result] = Report(
    NAME,
    NAME,
    "What was planned, used, agreed and invoiced on each project, and what is the profit?",
    StatisticsOptions,
    view,
    lambda options, result: TASK_COLUMNS if options.show == "Tasks" else COLUMNS,
    layout,
    needs=("Project", "Project Task", "Project Planning Line", "Project Ledger Entry"),
)
