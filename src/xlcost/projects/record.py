"""A calculation becomes rows: WIP totals, entries, warnings, tasks, tracking columns, and their numbers (project-wip.md 1.8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcost.ledger import Ledger, Outcome
from xlcost.ledger.ledger import rows_table
from xlcost.ledger.table import Table
from xlcost.money import Decimal96
from xlcost.problems import Problem
from xlcost.projects.clear import changed_rows, without_calculation, without_entries
from xlcost.projects.dimensions import Dimensions
from xlcost.projects.identity import wip_controls

if TYPE_CHECKING:
    from xlcost.projects.calculate import GroupResult, ProjectResult, Request

_TOTALS = {
    "Budget (Total Cost)": "stc",
    "Budget (Total Price)": "stp",
    "Usage (Total Cost)": "utc",
    "Usage (Total Price)": "utp",
    "Billable (Total Cost)": "ctc",
    "Billable (Total Price)": "ctp",
    "Billable (Invoiced Price)": "cip",
    "Billable (Invoiced Cost)": "cic",
}
_HUNDRED = Decimal96(100)


def percentage(part: Decimal96, whole: Decimal96) -> Decimal:
    """100 x part / whole to 5 decimals, 0 when the whole is 0 (project-wip.md 4.3)."""
    return (_HUNDRED * part / whole).rounded(1).exact().normalize() if whole else Decimal(0)


def record_calculation(
    ledger: Ledger,
    request: Request,
    results: Sequence[ProjectResult],
    dimensions: Dimensions,
    statuses: Mapping[str, str],
    stopped: Sequence[str],
    problems: Sequence[Problem],
    warnings: Sequence[Mapping[str, Any]],
) -> Outcome:
    """The outcome of a calculation: the previous one of each project is replaced; `stopped` projects lose their entries only."""
    last_total = max(ledger.last_no("Project WIP Total"), *(_last_reference(ledger, t) for t in ("Entry", "G/L Entry", "Warning")))
    cleared = without_calculation(without_entries(ledger, set(stopped)), {r.card.no for r in results})
    rows = _Rows(cleared, request, dimensions, last_total)
    for result in results:
        rows.project(result)
    added = {
        "Project WIP Entry": rows_table("Project WIP Entry", rows.entries),
        "Project WIP Total": rows_table("Project WIP Total", rows.totals),
        "Project WIP Warning": rows_table("Project WIP Warning", rows.warnings),
        "Dimension Set Entry": dimensions.added(),
    }
    after = cleared.with_tables(
        *(cleared.table(name).concat(table) for name, table in added.items() if table.length),
        _projects(cleared.table("Project"), results, request.posting_date),
        _tasks(cleared.table("Project Task"), results),
        _tracking(cleared.table("Project Ledger Entry"), results),
    )
    return Outcome(
        after,
        added,
        changed_rows(ledger, after, "Project", "Project Task", "Project Ledger Entry"),
        (*ledger.problems, *problems),
        statuses=statuses,
        warnings=(*warnings, *(w for r in results for w in r.warnings)),
        controls=wip_controls(after),
        results={"WIP Identity Causes": [c for r in results for c in r.causes]},
    )


def _last_reference(ledger: Ledger, table: str) -> int:
    return ledger.last_no(f"Project WIP {table}", "Project WIP Total Entry No.")


class _Rows:
    """New rows of the result tables, numbered on."""

    def __init__(self, ledger: Ledger, request: Request, dimensions: Dimensions, last_total: int) -> None:
        self.request, self.dimensions = request, dimensions
        self.entries: list[dict[str, Any]] = []
        self.totals: list[dict[str, Any]] = []
        self.warnings: list[dict[str, Any]] = []
        self._total = last_total
        self._entry = ledger.last_no("Project WIP Entry")
        self._warning = ledger.last_no("Project WIP Warning")

    def project(self, result: ProjectResult) -> None:
        for group in result.groups:
            self._total += 1
            self._add_total(result, group)
            self._add_warnings(result, group)
            self._add_entries(result, group)

    def _add_total(self, result: ProjectResult, group: GroupResult) -> None:
        totals = group.totals
        self.totals.append(
            {
                "Entry No.": self._total,
                "Project No.": result.card.no,
                "Project Task No.": group.task,
                "WIP Method": group.method,
                "WIP Posting Date": self.request.posting_date,
                "WIP Posting Date Filter": str(self.request.posting_dates),
                "WIP Planning Date Filter": str(self.request.planning_dates),
                "WIP Warnings": bool(group.warnings),
                "Posted to G/L": False,
                **{caption: getattr(totals, name).ticks() for caption, name in _TOTALS.items()},
                "Calc. Recog. Sales Amount": group.rs.ticks(),
                "Calc. Recog. Costs Amount": group.rc.ticks(),
                "Cost Completion %": percentage(totals.utc, totals.stc),
                "Invoiced %": percentage(totals.cip, totals.ctp),
            }
        )

    def _add_warnings(self, result: ProjectResult, group: GroupResult) -> None:
        for rule in group.warnings:
            self._warning += 1
            self.warnings.append(
                {
                    "Entry No.": self._warning,
                    "Project No.": result.card.no,
                    "Project Task No.": group.task,
                    "Project WIP Total Entry No.": self._total,
                    "Warning Message": rule.message,
                    "Warning Code": rule.code,
                }
            )

    def _add_entries(self, result: ProjectResult, group: GroupResult) -> None:
        for entry in group.entries:
            self._entry += 1
            first, second = self.dimensions.global_codes(entry.dimension_set)
            self.entries.append(
                {
                    "WIP Posting Date": self.request.posting_date,
                    "Document No.": self.request.document_no,
                    "Project No.": result.card.no,
                    "Project Complete": result.complete,
                    "Project WIP Total Entry No.": self._total,
                    "G/L Account No.": entry.account,
                    "G/L Bal. Account No.": entry.balancing,
                    "WIP Method Used": group.method,
                    "WIP Posting Method Used": result.card.posting_method,
                    "Type": entry.kind,
                    "WIP Entry Amount": entry.amount,
                    "Project Posting Group": entry.posting_group,
                    "Reverse": True,
                    "Global Dimension 1 Code": first,
                    "Global Dimension 2 Code": second,
                    "Entry No.": self._entry,
                    "Dimension Set ID": entry.dimension_set,
                }
            )


def _projects(table: Table, results: Sequence[ProjectResult], posting_date: int) -> Table:
    positions = [r.card.position for r in results]
    if not positions:
        return table
    return table.replace_rows(
        positions, {"WIP Posting Date": [posting_date] * len(positions), "Ending Date": [r.ending_date for r in results]}
    )


def _tasks(table: Table, results: Sequence[ProjectResult]) -> Table:
    tasks = [t for r in results for t in r.tasks]
    if not tasks:
        return table
    columns: dict[str, list[Any]] = {
        "WIP-Total": [t.wip_total for t in tasks],
        "WIP Method": [t.method for t in tasks],
        "Recognized Sales Amount": [t.rs.ticks() for t in tasks],
        "Recognized Costs Amount": [t.rc.ticks() for t in tasks],
    }
    return table.replace_rows([t.position for t in tasks], columns)


def _tracking(table: Table, results: Sequence[ProjectResult]) -> Table:
    tracking = {position: amount for r in results for position, amount in r.tracking.items()}
    if not tracking:
        return table
    return table.replace_rows(np.fromiter(tracking, np.int64), {"Amt. to Post to G/L": list(tracking.values())})
