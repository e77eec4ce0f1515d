"""The WIP rows of a group: which amounts go to which accounts (project-wip.md 5).

A row's amount is what its G/L account gets (debit positive); the balancing account gets the opposite. Rows of a group
with the same type, posting group, dimensions and account are added up unrounded; each sum is one WIP entry.

Worked example, Cost of Sales, usage 400, invoiced 500, recognized costs 250: Recognized Costs +250 and Applied Costs
-400 both balance on WIP Costs, which so holds 150; Recognized Sales -500 and Applied Sales +500 both balance on WIP
Invoiced Sales, which so holds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from xlcost.ledger.options import ProjectLedgerEntryType, ProjectLineType, ProjectWIPEntryType, RecognizedSales
from xlcost.money import CENT, ZERO, Decimal96, sum_96
from xlcost.problems import XlcostError
from xlcost.projects.accounts import AccountDemand, Origin
from xlcost.projects.dimensions import Dimensions
from xlcost.projects.groups import Group, Task
from xlcost.projects.methods import Method
from xlcost.projects.totals import COST, PRICE, EntriesByTask

_T = ProjectWIPEntryType
_USAGE, _SALE = ProjectLedgerEntryType.USAGE, ProjectLedgerEntryType.SALE
_LEDGER_ORIGIN = {
    ProjectLineType.ITEM: Origin.ITEM,
    ProjectLineType.RESOURCE: Origin.RESOURCE,
    ProjectLineType.GL_ACCOUNT: Origin.GL_ACCOUNT,
}
_COST_TYPES = frozenset({_T.APPLIED_COSTS, _T.RECOGNIZED_COSTS})
_SALES_TYPES = frozenset({_T.APPLIED_SALES, _T.RECOGNIZED_SALES})

Key = tuple[int, str, int, str]  # type, posting group, dimension set, account: the order of the entries


@dataclass(slots=True)
class Row:
    """Rows of one buffer key, added up."""

    balancing: str  # of the first row
    amount: Decimal96


@dataclass(frozen=True, slots=True)
class Entry:
    """A WIP entry before it gets its number."""

    kind: int
    posting_group: str
    dimension_set: int
    account: str
    balancing: str
    amount: int  # ticks, rounded


@dataclass(slots=True)
class GroupRows:
    """Collects the rows of one WIP group."""

    project: str
    project_posting_group: str
    demand: AccountDemand
    dimensions: Dimensions
    entries: EntriesByTask | None  # given = WIP Posting Method Per Project Ledger Entry
    tracking: dict[int, int]  # ledger entry position -> Amt. to Post to G/L
    rows: dict[Key, Row] = field(default_factory=dict)

    # -- running project ------------------------------------------------------------------------------------
    def running(self, group: Group, method: Method) -> None:
        """Rows of a project that is not complete."""
        for task in group.posting:
            self._running_costs(task, method)
            self._running_sales(task, method)
        self._accrue_costs(group, method)

    def _running_costs(self, task: Task, method: Method) -> None:
        rc, utc = task.rc, task.totals.utc
        if rc:
            self._task_row(task, _T.RECOGNIZED_COSTS, rc)
        if rc or utc:
            if self.entries is None:
                self._task_row(task, _T.APPLIED_COSTS, applied_costs(rc, utc, method))
            else:
                self._usage_rows(task)

    def _running_sales(self, task: Task, method: Method) -> None:
        rs, cip = task.rs, task.totals.cip
        percentage = method.sales is RecognizedSales.PERCENTAGE_OF_COMPLETION
        if rs:
            self._task_row(task, _T.RECOGNIZED_SALES, -rs, Origin.POC if percentage else Origin.TASK)
        if rs or cip:
            if self.entries is None or (percentage and rs):
                self._task_row(task, _T.APPLIED_SALES, max(rs, cip) if method.accrues_sales else cip)
            elif method.sales is RecognizedSales.USAGE_TOTAL_PRICE and cip < rs:
                self._ledger_rows(task, _T.APPLIED_SALES, _USAGE, PRICE, 1)
            else:
                self._ledger_rows(task, _T.APPLIED_SALES, _SALE, PRICE, -1)
        if rs and rs > cip:
            self._task_row(task, _T.ACCRUED_SALES, cip - rs if method.accrues_sales else ZERO)

    def _accrue_costs(self, group: Group, method: Method) -> None:
        recognized, usage = sum_96(t.rc for t in group.posting), sum_96(t.totals.utc for t in group.posting)
        first = next((t for t in group.posting if t.rc), None)
        if first is None or not recognized > usage:
            return
        self._task_row(first, _T.ACCRUED_COSTS, recognized - usage if method.accrues_costs else ZERO)
        if self.entries is not None:
            self._task_row(first, _T.APPLIED_COSTS, usage - recognized)

    # -- complete project -----------------------------------------------------------------------------------
    def complete(self, group: Group) -> None:
        """Rows of a complete project: everything applied becomes recognized."""
        origin = Origin.COMPLETE if self.entries is None else Origin.TASK
        for task in group.posting:
            if task.rc:
                self._task_row(task, _T.RECOGNIZED_COSTS, task.rc, origin)
            if task.rs:
                self._task_row(task, _T.RECOGNIZED_SALES, -task.rs, origin)
            if self.entries is not None:
                self._usage_rows(task)
                self._ledger_rows(task, _T.APPLIED_SALES, _SALE, PRICE, -1)

    # -- rows -----------------------------------------------------------------------------------------------
    def _task_row(self, task: Task, kind: ProjectWIPEntryType, amount: Decimal96, origin: Origin = Origin.TASK) -> None:
        posting_group, where = self._posting_group(task), self._where(task)
        account, balancing = self.demand.pair(posting_group, kind, origin, where)
        self._add((int(kind), posting_group, self.dimensions.of_task(self.project, task.no), account), balancing, amount)

    def _usage_rows(self, task: Task) -> None:
        self._ledger_rows(task, _T.APPLIED_COSTS, _USAGE, COST, -1)

    def _ledger_rows(self, task: Task, kind: ProjectWIPEntryType, side: ProjectLedgerEntryType, column: str, sign: int) -> None:
        """One row per usage or sale entry of the task; each entry remembers what is posted for it."""
        assert self.entries is not None
        positions = self.entries.positions(task.position, side)
        posting_group, where = self._posting_group(task), self._where(task)
        captions = (column, "Amt. Posted to G/L", "Type", "Dimension Set ID")
        for position, values in zip(positions, self.entries.entries.tuples(captions, positions), strict=True):
            amount, posted, line_type, dimension_set = values
            origin = self._ledger_origin(line_type, where) if kind is _T.APPLIED_COSTS else Origin.TASK
            account, balancing = self.demand.pair(posting_group, kind, origin, where)
            self._add((int(kind), posting_group, dimension_set, account), balancing, Decimal96.of_ticks(sign * amount))
            self.tracking[position] = amount - posted

    def _ledger_origin(self, line_type: int, where: str) -> Origin:
        found = _LEDGER_ORIGIN.get(ProjectLineType.of(line_type))
        if found is None:
            raise XlcostError(
                "UNKNOWN_OPTION",
                "A project ledger entry has the Type Text.",
                where=where,
                rule="A project ledger entry is of Type Resource, Item or G/L Account.",
                remedy="Correct the Type of the entry.",
            )
        return found

    def _posting_group(self, task: Task) -> str:
        return task.posting_group or self.project_posting_group

    def _where(self, task: Task) -> str:
        return f"project {self.project}, task {task.no}"

    def _add(self, key: Key, balancing: str, amount: Decimal96) -> None:
        if not amount:
            return
        row = self.rows.get(key)
        if row is None:
            self.rows[key] = Row(balancing, amount)
        else:
            row.amount = row.amount + amount

    def wip_entries(self, method: Method, precision: int = CENT) -> list[Entry]:
        """One entry per buffer key in key order; sides that the method leaves out and sums of 0 make none."""
        found = []
        for key in sorted(self.rows):
            kind, posting_group, dimension_set, account = key
            row = self.rows[key]
            left_out = (kind in _COST_TYPES and not method.wip_cost) or (kind in _SALES_TYPES and not method.wip_sales)
            if row.amount and not left_out:
                found.append(Entry(kind, posting_group, dimension_set, account, row.balancing, row.amount.ticks(precision)))
        return found


def applied_costs(rc: Decimal96, utc: Decimal96, method: Method) -> Decimal96:
    """Amount of the Applied Costs row of a task (5.2): usage, or for costs-accruing methods the larger of usage and recognized."""
    if method.accrues_costs and rc:
        larger = max(abs(rc), abs(utc))
        return -larger if rc > ZERO else larger
    return -utc
