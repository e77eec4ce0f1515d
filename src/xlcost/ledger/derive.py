"""Columns that follow from others when an export lacks them (costing-engine.md 1, project-wip.md 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

from xlcost.ledger.options import CostingMethod, PlanningLineType, ProjectStatus
from xlcost.money import Array

if TYPE_CHECKING:
    from xlcost.ledger.table import Table


def open_entry(entries: Table) -> Array:
    """Open = Remaining Quantity is not 0."""
    return cast(Array, entries["Remaining Quantity"] != 0)


def positive(entries: Table) -> Array:
    """Positive = Quantity is above 0."""
    return cast(Array, entries["Quantity"] > 0)


def completely_invoiced(entries: Table) -> Array:
    """Completely Invoiced = Invoiced Quantity equals Quantity."""
    return cast(Array, entries["Invoiced Quantity"] == entries["Quantity"])


def valuation_date(entries: Table) -> Array:
    """Valuation Date = Posting Date."""
    return entries["Posting Date"]


def budget_line(lines: Table) -> Array:
    """Budget Line = Line Type is not Billable."""
    return cast(Array, lines["Line Type"] != int(PlanningLineType.BILLABLE))


def billable_line(lines: Table) -> Array:
    """Billable Line = Line Type is not Budget."""
    return cast(Array, lines["Line Type"] != int(PlanningLineType.BUDGET))


def project_complete(projects: Table) -> Array:
    """Complete = Status is Completed."""
    return cast(Array, projects["Status"] == int(ProjectStatus.COMPLETED))


def adjusted_items(items: Table, entries: Table) -> Array:
    """Cost is Adjusted of items that came without it: Yes for those that have no item ledger entry."""
    return ~np.isin(items["No."].astype(str), entries["Item No."].astype(str))


def item_costs(items: Table) -> Table:
    """Standard items: Unit Cost := Standard Cost, unless only the unit cost is filled (costing-engine.md 1.1)."""
    standard = items["Costing Method"] == int(CostingMethod.STANDARD)
    cost, unit = items["Standard Cost"], items["Unit Cost"]
    if not bool((standard & (cost != unit)).any()):
        return items
    takes_unit = standard & (cost == 0) & (unit != 0)
    cost = np.where(takes_unit, unit, cost)
    return items.with_columns({"Standard Cost": cost, "Unit Cost": np.where(standard, cost, unit)})
