"""WIP warnings of a group (project-wip.md 8). They never stop a calculation or a posting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from xlcost.money import ZERO, Decimal96
from xlcost.projects.totals import Totals


@dataclass(frozen=True, slots=True)
class WarningRule:
    """A condition on the totals and the recognized amounts (costs, sales) of a group, and its message."""

    code: str
    message: str
    holds: Callable[[Totals, Decimal96, Decimal96], bool]


WARNINGS: tuple[WarningRule, ...] = (
    WarningRule("BILLABLE_PRICE_ZERO", "Billable (Total Price) is zero.", lambda group, rc, rs: not group.ctp),
    WarningRule("BUDGET_COST_ZERO", "Budget (Total Cost) is zero.", lambda group, rc, rs: not group.stc),
    WarningRule("BUDGET_PRICE_ZERO", "Budget (Total Price) is zero.", lambda group, rc, rs: not group.stp),
    WarningRule("COST_COMPLETION_OVER_100", "Cost Completion % is above 100.", lambda group, rc, rs: group.utc > group.stc),
    WarningRule("RECOG_SALES_NEGATIVE", "Calc. Recog. Sales Amount is negative.", lambda group, rc, rs: rs < ZERO),
    WarningRule("RECOG_COSTS_NEGATIVE", "Calc. Recog. Costs Amount is negative.", lambda group, rc, rs: rc < ZERO),
)


def group_warnings(group: Totals, rc: Decimal96, rs: Decimal96) -> list[WarningRule]:
    """The warnings that hold for a group, in their order."""
    return [rule for rule in WARNINGS if rule.holds(group, rc, rs)]
