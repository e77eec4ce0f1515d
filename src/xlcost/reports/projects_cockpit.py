"""WIP cockpit on two sheets: recognition calculated against posted, and WIP totals calculated against posted (project-wip.md 10.2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlcost.ledger import Ledger
from xlcost.reports.grid import GridColumn
from xlcost.reports.project_options import ProjectOptions
from xlcost.reports.record_lines import column, counted, flat
from xlcost.reports.report import Layout, Report
from xlcost.views.project_cockpit import COLUMNS, cockpit

_KINDS = {"No.": "code", "Description": "text", "WIP Warnings": "Yes/No", "WIP Posting Date": "date", "WIP G/L Posting Date": "date"}
_SECOND = ("WIP Posting Date", "WIP G/L Posting Date", *(c for c in COLUMNS if c.startswith("Total WIP")))
_HEAD = ("No.", "Description")


def _columns(captions: Sequence[str]) -> list[GridColumn]:
    return [column(c, _KINDS.get(c, "amount"), sums=c not in _KINDS) for c in captions]


RECOGNITION = _columns([c for c in COLUMNS if c not in _SECOND])
TOTALS = _columns([*_HEAD, *_SECOND])


def view(ledger: Ledger, options: ProjectOptions) -> list[dict[str, Any]]:
    """The rows of the cockpit."""
    return cockpit(ledger, options.project_filter)


def _state(row: Any) -> str:
    return "open" if any(row[c] for c in COLUMNS if c.endswith("Difference")) else "ties"


def message(rows: Sequence[dict[str, Any]]) -> str:
    """How many projects wait for posting."""
    if not rows:
        return "No open project is within the filters."
    waiting = sum(_state(r) == "open" for r in rows)
    return f"Calculated WIP differs from what is posted in {waiting} of {counted(len(rows), 'project')}."


def _layout_of(columns: Sequence[GridColumn]) -> Any:
    def layout(ledger: Ledger, options: ProjectOptions, result: list[dict[str, Any]]) -> Layout:
        return Layout(flat(result, columns, _state, project="No."), result, message(result))

    return layout


def _report(name: str, purpose: str, columns: Sequence[GridColumn]) -> Report[ProjectOptions, list[dict[str, Any]]]:
    return Report(name, name, purpose, ProjectOptions, view, lambda options, result: columns, _layout_of(columns), needs=("Project",))


REPORT = _report("Project WIP Cockpit", "Which projects are calculated, and which are posted?", RECOGNITION)
TOTALS_REPORT = _report("Project WIP Cockpit - Totals", "Does calculated WIP stand on the books?", TOTALS)
