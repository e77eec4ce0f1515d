"""What planning lines and ledger entries add up to per task (project-wip.md 2).

The eight totals of a task, as columns over all tasks of the ledger at once: the lines are grouped by (project, task)
in one pass per table, however many projects there are.

Worked example: task 1100 with a budget line of 1,000.00 / 1,300.00, a usage entry of 400.00 / 520.00 and an invoice of
-500.00 has stc 1000, stp 1300, utc 400, utp 520, cip 500 (the sign of sales is turned), everything else 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import ProjectLedgerEntryType
from xlcost.ledger.table import Table
from xlcost.money import Array, Decimal96, sum_96, sum_by
from xlcost.projects.filters import DateFilter

COST, PRICE = "Total Cost (LCY)", "Line Amount (LCY)"


@dataclass(frozen=True, slots=True)
class Totals:
    """The totals of a task, or of a WIP group: budget, billable, usage, invoiced; cost and price each."""

    stc: Decimal96
    stp: Decimal96
    ctc: Decimal96
    ctp: Decimal96
    utc: Decimal96
    utp: Decimal96
    cic: Decimal96
    cip: Decimal96

    @classmethod
    def of_ticks(cls, ticks: Iterable[int]) -> Totals:
        """The totals that eight tick values stand for, in the order of the fields."""
        return cls(*(Decimal96.of_ticks(t) for t in ticks))

    @classmethod
    def total(cls, parts: Iterable[Totals]) -> Totals:
        """The totals of a group: sums over its tasks."""
        found = list(parts)
        return cls(*(sum_96(getattr(p, f.name) for p in found) for f in fields(cls)))


class TaskRows:
    """Which task each row of a table belongs to; rows of unknown tasks belong to none (number = count of tasks)."""

    def __init__(self, tasks: Table) -> None:
        self.count = tasks.length
        self._place = tasks.index

    def of(self, rows: Table) -> Array:
        """Task position per row."""
        if not rows.length:
            return np.zeros(0, dtype=np.int64)
        (project, projects), (task, names) = rows.codes("Project No."), rows.codes("Project Task No.")
        pairs, numbers = np.unique(project * len(names) + task, return_inverse=True)
        keys = ((projects[p // len(names)], names[p % len(names)]) for p in pairs.tolist())
        places = np.fromiter((self._place.get(k, self.count) for k in keys), np.int64, len(pairs))
        return places[numbers]


def task_totals(ledger: Ledger, posting_dates: DateFilter, planning_dates: DateFilter) -> Array:
    """Eight rows (the fields of Totals) of ticks per task position of the table Project Task."""
    rows = TaskRows(ledger.table("Project Task"))
    lines, entries = ledger.table("Project Planning Line"), ledger.table("Project Ledger Entry")
    planned, place = planning_dates.mask(lines["Planning Date"]), rows.of(lines)
    posted, target = posting_dates.mask(entries["Posting Date"]), rows.of(entries)
    usage = posted & (entries["Entry Type"] == int(ProjectLedgerEntryType.USAGE))
    sale = posted & (entries["Entry Type"] == int(ProjectLedgerEntryType.SALE))

    def sums(table: Table, places: Array, mask: Array) -> list[Array]:
        kept = np.flatnonzero(mask)
        return [sum_by(places[kept], rows.count + 1, table[c][kept])[:-1] for c in (COST, PRICE)]

    budget = sums(lines, place, planned & lines["Budget Line"])
    billable = sums(lines, place, planned & lines["Billable Line"])
    return np.stack([*budget, *billable, *sums(entries, target, usage), *(-s for s in sums(entries, target, sale))])


class EntriesByTask:
    """The ledger entries of one task, in the order of the table: for posting per ledger entry."""

    def __init__(self, ledger: Ledger, posting_dates: DateFilter) -> None:
        entries = ledger.table("Project Ledger Entry")
        tasks = ledger.table("Project Task")
        self.entries = entries
        target = TaskRows(tasks).of(entries)
        self._order = np.argsort(target, kind="stable")
        self._bounds = np.searchsorted(target[self._order], np.arange(tasks.length + 1))
        self._passes = posting_dates.mask(entries["Posting Date"])
        self._type = entries["Entry Type"]

    def positions(self, task: int, kind: ProjectLedgerEntryType, *, any_date: bool = False) -> list[int]:
        """Row positions of a task's usage or sale entries, within the posting date filter unless `any_date`."""
        found = self._order[self._bounds[task] : self._bounds[task + 1]]
        keep = self._type[found] == int(kind)
        return (found[keep] if any_date else found[keep & self._passes[found]]).tolist()
