"""Task lines of the project statistics: totals, what remains, cost and price at completion per task (project-wip.md 10.3).

Totals are those of section 2. Remaining is what the budget lines still expect; at completion = used + remaining, where the
project links usage to its plan, else 0. A Total or End-Total task shows the tasks of its Totaling filter.

Worked example: task 1100 has a budget of 1,000.00, usage of 400.00 and 600.00 remaining, 1200 a budget of 50.00: the End-Total
1999 with Totaling 1000..1999 shows 1,050.00, 400.00 and 650.00; at completion 1100 shows 1,000.00.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import GLAccountType
from xlcost.money import Array, sum_by
from xlcost.projects.filters import DateFilter, date_filter
from xlcost.projects.totals import TaskRows, task_totals
from xlcost.views.filters import code_filter

_TOTALING = (int(GLAccountType.TOTAL), int(GLAccountType.END_TOTAL))


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task, amounts in ticks: (cost, price) budgeted, used, billable, invoiced, remaining, at completion."""

    project: str
    description: str  # of the project
    task: str
    words: str  # description of the task
    task_type: str
    budget: tuple[int, int]
    actual: tuple[int, int]
    billable: tuple[int, int]
    invoiced: tuple[int, int]
    remaining: tuple[int, int]
    at_completion: tuple[int, int]


def task_lines(ledger: Ledger, project_filter: str = "", posting_date_filter: str = "", planning_date_filter: str = "") -> list[TaskLine]:
    """The task lines of the projects in a filter, by project and task; FILTER_SYNTAX for a date filter that cannot be read."""
    planned = date_filter(planning_date_filter, "Planning Date Filter")
    totals = task_totals(ledger, date_filter(posting_date_filter), planned)
    amounts = np.concatenate((totals, _remaining(ledger, planned))).T
    accepts = code_filter(project_filter)
    cards = {no: (text, linked) for no, text, linked in ledger.table("Project").tuples(("No.", "Description", "Apply Usage Link"))}
    found: list[TaskLine] = []
    for project, members in sorted(ledger.table("Project Task").positions("Project No.").items()):
        if project in cards and (accepts is None or accepts(project)):
            found += _of_project(ledger, project, *cards[project], members, amounts)
    return found


def _remaining(ledger: Ledger, planned: DateFilter) -> Array:
    """Remaining cost and price of the budget lines per task."""
    lines, rows = ledger.table("Project Planning Line"), TaskRows(ledger.table("Project Task"))
    budget = np.flatnonzero(lines["Budget Line"] & planned.mask(lines["Planning Date"]))
    place = rows.of(lines)[budget]
    captions = ("Remaining Total Cost (LCY)", "Remaining Line Amount (LCY)")
    return np.stack([sum_by(place, rows.count + 1, lines[c][budget])[:-1] for c in captions])


def _of_project(ledger: Ledger, project: str, description: str, linked: bool, members: list[int], amounts: Array) -> Iterator[TaskLine]:
    captions = ("Project Task No.", "Description", "Project Task Type", "Totaling")
    rows = sorted(zip(ledger.table("Project Task").tuples(captions, members), members, strict=True))
    for (task, words, kind, totaling), position in rows:
        counted = [position]
        if kind in _TOTALING and totaling.strip():
            passes = code_filter(totaling)
            counted = [p for (no, _, its_kind, _), p in rows if its_kind == int(GLAccountType.POSTING) and (passes is None or passes(no))]
        stc, stp, ctc, ctp, utc, utp, cic, cip, cost, price = (sum(int(amounts[p][i]) for p in counted) for i in range(10))
        completion = (utc + cost, utp + price) if linked else (0, 0)
        yield TaskLine(
            project, description, task, words, GLAccountType.caption_of(kind), (stc, stp), (utc, utp), (ctc, ctp), (cic, cip), (cost, price),
            completion,
        )  # fmt: skip
