"""Does the balance sheet show what was not recognized? The control of every WIP group, and why it can fail (project-wip.md 6).

Net WIP cost must equal usage less recognized costs, net WIP sales recognized sales less invoices. The ERP's own rules
break this in four known cases; the entries are reproduced as they are and the difference is explained in full.

Worked example: Contract (Invoiced Cost), two tasks with usage 40 and 90, invoiced cost 65 and 10. Each Applied Costs row
is the larger of the two amounts, -65 and -90: the balance sheet holds 80, but 130 - 75 = 55 is not recognized. The
first task's 25 is cause WI2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import ProjectWIPEntryType, RecognizedSales
from xlcost.money import CENT, ZERO, Decimal96, sum_96, to_decimal
from xlcost.problems import XlcostError
from xlcost.projects.groups import Task
from xlcost.projects.methods import Method, methods_of
from xlcost.projects.rows import Entry

_T = ProjectWIPEntryType
COST_SIDE = frozenset({_T.APPLIED_COSTS, _T.RECOGNIZED_COSTS, _T.ACCRUED_COSTS})
SALES_SIDE = frozenset({_T.APPLIED_SALES, _T.RECOGNIZED_SALES, _T.ACCRUED_SALES})

CAUSES: dict[str, str] = {
    "WI1": "recognized costs and usage have opposite signs: Applied Costs takes the larger of the two absolute amounts",
    "WI2": "some tasks recognize more than their usage: Applied Costs uses the maximum per task, the accrual the net of the group",
    "WI3": "Per Project Ledger Entry with Sales Value: the accrual shows on WIP Invoiced Sales and on WIP Accrued Sales",
    "WI7": "net credit memos and nothing recognized: the maximum of 0 and the invoiced amount drops Applied Sales",
    "WI4": "the whole accrual of costs stands on the posting group and dimensions of the first task that recognizes costs",
    "WI5": "costs and sales share one percentage: the recognized amounts differ from those of separate ones",
    "WI6": "the method makes no entries for one side: its recognized amounts show on the totals only",
}

Cause = tuple[str, Decimal96]


@dataclass(frozen=True, slots=True)
class GroupCheck:
    """Both differences of a group and what they consist of; `rounding` is the rest after the causes."""

    cost_difference: Decimal96
    sales_difference: Decimal96
    cost_causes: tuple[Cause, ...]
    sales_causes: tuple[Cause, ...]
    notes: tuple[str, ...]
    tolerance: Decimal96

    @property
    def breaks(self) -> bool:
        """Whether a difference is beyond the rounding of the entries."""
        return abs(self.cost_difference) > self.tolerance or abs(self.sales_difference) > self.tolerance

    def text(self) -> str:
        """Both differences with their causes, for people."""
        parts = []
        sides = (("Net WIP cost", self.cost_difference, self.cost_causes), ("Net WIP sales", self.sales_difference, self.sales_causes))
        for name, difference, causes in sides:
            if causes or difference:
                found = "; ".join(f"{code} {_show(amount)}: {CAUSES[code]}" for code, amount in causes)
                rest = difference - sum_96(amount for _, amount in causes)
                rounding = f"rounding {_show(rest)}" if rest else ""
                parts.append(f"{name} is off by {_show(difference)} ({'; '.join(p for p in (found, rounding) if p)}).")
        return " ".join([*parts, *(f"{code}: {CAUSES[code]}." for code in self.notes)])


def _show(amount: Decimal96) -> str:
    return format(to_decimal(amount.ticks()), ",f")


def cost_causes(tasks: Sequence[Task], method: Method, *, per_ledger_entry: bool) -> tuple[Cause, ...]:
    """WI1 and WI2 of a running group, those that are not 0."""
    if not method.accrues_costs or per_ledger_entry:
        return ()
    opposite = others = ZERO
    for task in tasks:
        rc, utc = task.rc, task.totals.utc
        if not rc:
            continue
        larger = max(abs(rc), abs(utc))
        x = (larger if rc > ZERO else -larger) - utc
        if (rc > ZERO > utc) or (rc < ZERO < utc):
            opposite = opposite + x
        else:
            others = others + x
    if any(t.rc for t in tasks):
        others = others - max(ZERO, sum_96(t.rc for t in tasks) - sum_96(t.totals.utc for t in tasks))
    return tuple((code, amount) for code, amount in (("WI1", opposite), ("WI2", others)) if amount)


def sales_causes(tasks: Sequence[Task], method: Method, *, per_ledger_entry: bool) -> tuple[Cause, ...]:
    """WI3 and WI7 of a running group, those that are not 0."""
    doubled = dropped = ZERO
    twice = per_ledger_entry and method.sales is RecognizedSales.SALES_VALUE
    if twice:
        doubled = sum_96(t.rs - t.totals.cip for t in tasks if t.rs and t.rs > t.totals.cip)
    if method.accrues_sales and not twice:
        dropped = sum_96(t.totals.cip for t in tasks if not t.rs and t.totals.cip < ZERO)
    return tuple((code, amount) for code, amount in (("WI3", doubled), ("WI7", dropped)) if amount)


def check_group(
    tasks: Sequence[Task], method: Method, entries: Sequence[Entry], *, per_ledger_entry: bool, shared: bool, where: str
) -> GroupCheck:
    """The control of one running group with its causes; INTERNAL_ERROR when they do not explain the difference."""
    precision = Decimal96.of_ticks(CENT)
    differences, counts = [], []
    for side, gap in ((COST_SIDE, _cost_gap(tasks)), (SALES_SIDE, _sales_gap(tasks))):
        amounts = [e.amount for e in entries if e.kind in side]
        net = -Decimal96.of_ticks(sum(amounts))
        left_out = not (method.wip_cost if side is COST_SIDE else method.wip_sales)
        differences.append(ZERO if left_out else net - gap)
        counts.append(len(amounts))
    costs = cost_causes(tasks, method, per_ledger_entry=per_ledger_entry)
    sales = sales_causes(tasks, method, per_ledger_entry=per_ledger_entry)
    for difference, causes, count in zip(differences, (costs, sales), counts, strict=True):
        rest = difference - sum_96(amount for _, amount in causes)
        if entries and abs(rest) > Decimal96.of_ticks(CENT // 2 * count + 1):
            raise XlcostError(
                "INTERNAL_ERROR",
                f"{rest} of a difference of {difference} has no cause.",
                where=where,
                rule="The known causes explain the difference of a WIP group up to the rounding of its entries.",
                remedy="Report this project with its lines.",
            )
    notes = _notes(tasks, method, entries, shared)
    cost_difference, sales_difference = differences
    return GroupCheck(cost_difference, sales_difference, costs, sales, notes, precision * Decimal96(len(entries)))


def _cost_gap(tasks: Sequence[Task]) -> Decimal96:
    return sum_96(t.totals.utc for t in tasks) - sum_96(t.rc for t in tasks)


def _sales_gap(tasks: Sequence[Task]) -> Decimal96:
    return sum_96(t.rs for t in tasks) - sum_96(t.totals.cip for t in tasks)


def _notes(tasks: Sequence[Task], method: Method, entries: Sequence[Entry], shared: bool) -> tuple[str, ...]:
    spread = len({(e.posting_group, e.dimension_set) for e in entries if e.kind in COST_SIDE}) > 1
    ahead = _cost_gap(tasks) < ZERO and any(t.rc for t in tasks)
    found = {"WI4": spread and ahead, "WI5": shared, "WI6": not (method.wip_cost and method.wip_sales)}
    return tuple(code for code, holds in found.items() if holds)


def wip_controls(ledger: Ledger) -> list[dict[str, Any]]:
    """Identity rows of all unposted WIP totals that have entries, none of them of a complete project (section 6)."""
    totals, entries = ledger.table("Project WIP Total"), ledger.table("Project WIP Entry")
    sums: dict[int, list[int]] = {}
    complete: set[int] = set()
    for number, kind, amount, done in entries.tuples(("Project WIP Total Entry No.", "Type", "WIP Entry Amount", "Project Complete")):
        pair = sums.setdefault(number, [0, 0])
        pair[0 if kind in COST_SIDE else 1] -= amount
        if done:
            complete.add(number)
    captions = (
        "Entry No.",
        "Project No.",
        "Project Task No.",
        "Usage (Total Cost)",
        "Calc. Recog. Costs Amount",
        "Calc. Recog. Sales Amount",
        "Billable (Invoiced Price)",
        "WIP Method",
    )
    methods = _flags(ledger)
    found = []
    for number, project, task, utc, rc, rs, cip, method in totals.tuples(captions, np.flatnonzero(~totals["Posted to G/L"])):
        if number not in sums or number in complete:
            continue
        (cost, sales), (wip_cost, wip_sales) = sums[number], methods.get(method, (True, True))
        cost_gap, sales_gap = utc - rc if wip_cost else 0, rs - cip if wip_sales else 0
        values: dict[str, Any] = {
            "Net WIP Cost (balance sheet)": cost,
            "Usage - Recognized Costs": cost_gap,
            "Cost Difference": cost - cost_gap,
            "Net WIP Sales (balance sheet)": sales,
            "Recognized Sales - Invoiced": sales_gap,
            "Sales Difference": sales - sales_gap,
        }
        found.append({"Project No.": project, "Project Task No.": task, **{k: to_decimal(v) for k, v in values.items()}})
    return found


def _flags(ledger: Ledger) -> dict[str, tuple[bool, bool]]:
    return {code: (m.wip_cost, m.wip_sales) for code, m in methods_of(ledger).items()}
