"""The reports on projects, in ribbon order."""

from __future__ import annotations

from typing import Any

from xlcost.reports import (
    projects_amounts,
    projects_cockpit,
    projects_controls,
    projects_ledger_difference,
    projects_methods,
    projects_schedule,
    projects_statistics,
    projects_wip_to_gl,
)
from xlcost.reports.report import Report

PROJECT_REPORTS: tuple[Report[Any, Any], ...] = (
    projects_cockpit.REPORT,
    projects_cockpit.TOTALS_REPORT,
    projects_amounts.REPORT,
    projects_wip_to_gl.REPORT,
    projects_ledger_difference.REPORT,
    projects_controls.REPORT,
    projects_schedule.REPORT,
    projects_schedule.BALANCES_REPORT,
    projects_schedule.OUTLOOK_REPORT,
    projects_methods.REPORT,
    projects_statistics.REPORT,
)
