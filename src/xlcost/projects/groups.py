"""WIP groups: which tasks are calculated together (project-wip.md 3).

A task whose WIP-Total is Total closes a group; a project without one gets one on its last task that is not excluded, and
so do the tasks left over after the last Total. Example: tasks 1010 (Excluded), 1120, 1299 (Total), 1310, 1399: the
groups are 1120..1299 and 1310..1399, and 1399 becomes Total.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from xlcost.ledger.options import GLAccountType, WIPTotal
from xlcost.money import ZERO, Decimal96
from xlcost.projects.totals import Totals


@dataclass(slots=True)
class Task:
    """A task while its project is calculated; `wip_total` and `method` may be filled in by the grouping."""

    position: int  # row in Project Task
    no: str
    task_type: int
    wip_total: int
    method: str
    posting_group: str
    recognized_sales_gl: int = 0  # ticks
    totals: Totals = field(default_factory=lambda: Totals.of_ticks([0] * 8))
    rc: Decimal96 = ZERO
    rs: Decimal96 = ZERO

    @property
    def excluded(self) -> bool:
        """Left out of WIP."""
        return self.wip_total == WIPTotal.EXCLUDED

    @property
    def closes(self) -> bool:
        """Closes a WIP group."""
        return self.wip_total == WIPTotal.TOTAL


@dataclass(frozen=True, slots=True)
class Group:
    """A WIP group: the task that closes it, and the Posting tasks that carry its amounts, in order."""

    closing: Task
    posting: tuple[Task, ...]

    @property
    def totals(self) -> Totals:
        """The group's totals."""
        return Totals.total(t.totals for t in self.posting)


def wip_groups(tasks: Sequence[Task], project_method: str) -> list[Group]:
    """The groups of a project's tasks (in text order of their numbers); fills in missing Totals and their methods."""
    _ensure_total(tasks, project_method)
    for task in tasks:
        if task.closes and not task.method:
            task.method = project_method
    found = []
    start = 0
    for i, task in enumerate(tasks):
        if not task.closes:
            continue
        members = tuple(t for t in tasks[start : i + 1] if not t.excluded and t.task_type == GLAccountType.POSTING)
        found.append(Group(task, members))
        start = i + 1
        _ensure_total(tasks[start:], project_method)
    return found


def _ensure_total(tasks: Sequence[Task], project_method: str) -> None:
    """If none of these tasks is a Total, the last one that is not excluded becomes one."""
    if any(t.closes for t in tasks):
        return
    last = next((t for t in reversed(tasks) if not t.excluded), None)
    if last is not None:
        last.wip_total, last.method = int(WIPTotal.TOTAL), project_method
