"""Controls of project WIP: PC1 to PC8, each with its verdict and what it found (project-wip.md 10.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xlcost.ledger import Ledger
from xlcost.money import to_decimal
from xlcost.reports.facts import day_text
from xlcost.reports.grid import GridColumn, Line, Rank
from xlcost.reports.project_options import ProjectDayOptions
from xlcost.reports.record_lines import cells, column, counted
from xlcost.reports.report import Layout, Report
from xlcost.views.project_controls import CONTROLS, Finding, project_controls

NAME = "Project WIP Controls"
COLUMNS: tuple[GridColumn, ...] = (
    column("Control", "code"),
    column("Project No.", "code"),
    column("Project Task No.", "code"),
    column("Finding", "explanation"),
    column("Entry No.", "entry no."),
    column("Expected"),
    column("Found"),
    column("Difference", "difference"),
)


def record(finding: Finding) -> dict[str, Any]:
    """A finding."""
    return {
        "Control": finding.control,
        "Project No.": finding.project,
        "Project Task No.": finding.task,
        "Finding": finding.what,
        "Entry No.": finding.entry or None,
        "Expected": to_decimal(finding.expected),
        "Found": to_decimal(finding.found),
        "Difference": to_decimal(finding.difference),
    }


def layout(ledger: Ledger, options: ProjectDayOptions, result: Mapping[str, Sequence[Finding]]) -> Layout:
    """A heading per control with its verdict, a line per finding."""
    lines, rows = [], []
    for code, findings in result.items():
        verdict = f": {counted(len(findings), 'finding')}" if findings else ""
        head = {"control": code, "project_no": f"{CONTROLS[code][0]}{verdict}"}
        lines.append(Line(Rank.HEADING, head, 1, code, anchor=f"control_{code}", state="ties" if not findings else "explained"))
        for finding in findings:
            row = record(finding)
            rows.append(row)
            shown = {k: v for k, v in cells(row, COLUMNS).items() if k != "control"}
            lines.append(Line(Rank.DETAIL, shown, 2, code, record=row, state="explained"))
    lines.append(Line(Rank.TOTAL, {"control": "Total", "project_no": counted(len(rows), "finding")}))
    return Layout(lines, rows, message(result, options))


def message(result: Mapping[str, Sequence[Finding]], options: ProjectDayOptions) -> str:
    """How many controls hold, and which do not."""
    broken = [code for code, findings in result.items() if findings]
    day = day_text(options.day)
    if not broken:
        return f"All {len(result)} controls of project WIP hold on {day}."
    findings = counted(sum(len(result[c]) for c in broken), "finding")
    return f"{len(result) - len(broken)} of {len(result)} controls of project WIP hold on {day}; {findings} in {', '.join(broken)}."


REPORT: Report[ProjectDayOptions, dict[str, list[Finding]]] = Report(
    NAME,
    NAME,
    "Can the WIP of projects be relied on, on the books and behind them?",
    ProjectDayOptions,
    lambda ledger, options: project_controls(ledger, options.day, options.project_filter),
    lambda options, result: COLUMNS,
    layout,
    needs=("Project", "Project Task", "Project Ledger Entry", "Project WIP G/L Entry", "G/L Entry"),
)
