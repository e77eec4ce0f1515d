"""HOW IT IS LAID OUT: a report is a record; REPORTS lists them in ribbon order; run_report runs one by name."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from xlcost.ledger import Ledger
from xlcost.ledger.collector import rarely_collected
from xlcost.problems import XlcostError
from xlcost.reports import (
    age,
    audit,
    cause_trend,
    correcting_journal,
    cost_shares,
    cost_spec,
    cost_variance,
    find_entries,
    inventory_valuation,
    item_bridge,
    item_register,
    reperformance,
    setup_check,
    status,
    tracing,
    what_if,
    why,
    wip,
)
from xlcost.reports.grid import Grid
from xlcost.reports.projects_all import PROJECT_REPORTS
from xlcost.reports.report import Report

_ALL: tuple[Report[Any, Any], ...] = (
    inventory_valuation.REPORT,
    cost_spec.REPORT,
    wip.REPORT,
    cost_shares.REPORT,
    age.REPORT,
    cost_variance.REPORT,
    item_register.REPORT,
    status.REPORT,
    item_bridge.REPORT,
    reperformance.REPORT,
    what_if.REPORT,
    audit.REPORT,
    setup_check.REPORT,
    cause_trend.REPORT,
    correcting_journal.REPORT,
    tracing.ENTRY_REPORT,
    tracing.GL_REPORT,
    tracing.NUMBER_REPORT,
    find_entries.REPORT,
    why.REPORT,
    *PROJECT_REPORTS,
)
REPORTS: dict[str, Report[Any, Any]] = {r.name: r for r in _ALL}

_BY_SPELLING = {spelling: report for report in REPORTS.values() for spelling in (report.name.casefold(), report.slug)}


def find_report(name: str) -> Report[Any, Any]:
    """The report of a name (any case) or of its slug `inventory-valuation`; REPORT_UNKNOWN otherwise."""
    found = _BY_SPELLING.get(" ".join(name.split()).casefold())
    if found is None:
        near = get_close_matches(name.casefold(), _BY_SPELLING, 1, 0.5)
        meant = f"Did you mean {_BY_SPELLING[near[0]].name}? " if near else ""
        raise XlcostError(
            "REPORT_UNKNOWN", f"There is no report {name!r}.", where=name, remedy=f"{meant}The reports are {', '.join(REPORTS)}."
        )
    return found


@rarely_collected()
def run_report(ledger: Ledger, name: str, options: Mapping[str, Any] | None = None) -> Grid:
    """A report of a ledger as a Grid; options by caption (valuation-reports.md 10, interface.md 2)."""
    return find_report(name).run(ledger, options or {})


__all__ = ["REPORTS", "Grid", "Report", "find_report", "run_report"]
