"""How much cost and revenue a task recognizes (project-wip.md 4).

Some options look at the task alone. The others compute an amount W for the whole group on its first task, remember the
percentage of the group's basis that this is, and give every task its share, rounded to the cent. The order of the
operations is part of the rule: every result is cut to 96 bits (money.Decimal96), and half cents depend on it.

Worked example, Cost of Sales, one task, budget cost 1000, contract 2000, usage 700, invoiced 123.45:
W = 700 - (123.45 / 2000) x 1000 = 638.275; pct = W / 700; 700 x pct = 638.27500000000000000000000002, so W = 638.28 and
the task recognizes 700 - 638.28 = 61.72.

W and the percentage are shared by both sides of a group, as in the ERP: with a user-defined method in which both
allocate, the cost side of later tasks uses the percentage that the sales side wrote last. `independent` separates them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from xlcost.ledger.options import RecognizedCosts, RecognizedSales
from xlcost.money import CENT, ZERO, Decimal96
from xlcost.projects.groups import Task
from xlcost.projects.methods import Method
from xlcost.projects.totals import Totals


@dataclass(slots=True)
class Allocation:
    """What the tasks of a group share while it is calculated."""

    group: Totals
    precision: int = CENT
    first: bool = True
    amount: Decimal96 = ZERO  # W
    percentage: Decimal96 = ZERO

    def begin(self, amount: Decimal96, basis: Decimal96) -> None:
        """On the first task: the amount of the whole group, and its percentage of the basis."""
        self.amount = amount
        if basis:
            self.percentage = amount / basis

    def share(self, basis: Decimal96) -> Decimal96:
        """The task's part of the amount; the whole amount, unrounded, where there is no percentage."""
        if self.percentage:
            self.amount = (basis * self.percentage).rounded(self.precision)
        return self.amount

    def next_task(self) -> None:
        """The percentage is kept."""
        self.first = False
        self.amount = ZERO


Recognition = Callable[[Totals, Allocation], Decimal96]


def _nothing(task: Totals, state: Allocation) -> Decimal96:
    return ZERO


def _invoiced_cost(task: Totals, state: Allocation) -> Decimal96:
    return task.cic


def _invoiced_price(task: Totals, state: Allocation) -> Decimal96:
    return task.cip


def _usage_cost(task: Totals, state: Allocation) -> Decimal96:
    return task.utc


def _usage_price(task: Totals, state: Allocation) -> Decimal96:
    return task.utp


def _cost_of_sales(task: Totals, state: Allocation) -> Decimal96:
    group = state.group
    if not group.ctp:
        return ZERO
    if state.first:
        state.begin(group.utc - group.cip / group.ctp * group.stc, group.utc)
    return task.utc - state.share(task.utc)


def _cost_value(task: Totals, state: Allocation) -> Decimal96:
    group = state.group
    if not group.stp:
        return ZERO
    if state.first:
        state.begin(group.utc * group.ctp / group.stp - group.stc * group.cip / group.stp, group.utc)
    return task.utc - state.share(task.utc)


def _percentage_of_completion(task: Totals, state: Allocation) -> Decimal96:
    group = state.group
    if not group.stc:
        return ZERO
    if state.first:
        state.begin(group.ctp if group.utc > group.stc else group.utc / group.stc * group.ctp, group.ctp)
    return state.share(task.ctp)


def _sales_value(task: Totals, state: Allocation) -> Decimal96:
    group = state.group
    if not group.stp:
        return ZERO
    if state.first:
        state.begin(group.utp * group.ctp / group.stp - group.cip, group.utp)
    return task.cip + state.share(task.utp)


COSTS: dict[RecognizedCosts, Recognition] = {
    RecognizedCosts.AT_COMPLETION: _nothing,
    RecognizedCosts.COST_OF_SALES: _cost_of_sales,
    RecognizedCosts.COST_VALUE: _cost_value,
    RecognizedCosts.CONTRACT_INVOICED_COST: _invoiced_cost,
    RecognizedCosts.USAGE_TOTAL_COST: _usage_cost,
}

SALES: dict[RecognizedSales, Recognition] = {
    RecognizedSales.AT_COMPLETION: _nothing,
    RecognizedSales.CONTRACT_INVOICED_PRICE: _invoiced_price,
    RecognizedSales.USAGE_TOTAL_COST: _usage_cost,
    RecognizedSales.USAGE_TOTAL_PRICE: _usage_price,
    RecognizedSales.PERCENTAGE_OF_COMPLETION: _percentage_of_completion,
    RecognizedSales.SALES_VALUE: _sales_value,
}

Recognized = tuple[Decimal96, Decimal96]  # costs, sales


def recognize(
    tasks: Sequence[Task], group: Totals, method: Method, precision: int = CENT, *, independent: bool = False
) -> list[Recognized]:
    """Recognized costs and sales per Posting task of a running group, in order."""
    costs = Allocation(group, precision)
    sales = Allocation(group, precision) if independent else costs
    found = []
    for task in tasks:
        rc = COSTS[method.costs](task.totals, costs)
        rs = SALES[method.sales](task.totals, sales)
        found.append((rc, rs))
        costs.next_task()
        if independent:
            sales.next_task()
    return found


def recognize_complete(tasks: Sequence[Task]) -> list[Recognized]:
    """A complete project recognizes all usage and all invoices, whatever its method."""
    return [(t.totals.utc, t.totals.cip) for t in tasks]
