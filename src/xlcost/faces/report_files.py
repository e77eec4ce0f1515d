"""Workbooks around single reports: a restatement bridge, and why a report could not be run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from xlcost.faces.pack import ledger_facts
from xlcost.ledger import Ledger
from xlcost.problems import LedgerInvalid, XlcostError
from xlcost.views.bridge import Bridge


def write_report_problem(error: XlcostError, name: str, path: Path, source_name: str) -> Path:
    """Write a workbook that says why a report could not be run."""
    from xlcost.reports.pack.problems_page import problems_page
    from xlcost.sheets.pages import fill_pack

    found = error.problems if isinstance(error, LedgerInvalid) else [error.problem]
    page = replace(problems_page(found), message=f"The report {name} was not run: {error.problem.what}", came_from=())
    fill_pack([page], path, company=Path(source_name).stem, run_id="Not run", title="Problems")
    return path


def write_restatement(ledger: Ledger, bridge: Bridge, path: Path, source_name: str) -> Path:
    """Write a restatement bridge as a workbook: causes, changed lines, changed entries."""
    from xlcost.reports.pack.restatement_pages import restatement_pages
    from xlcost.sheets.pages import fill_pack

    facts = ledger_facts(ledger, source_name, {"report": "Restatement Bridge", "as of": bridge.date, "reported": bridge.source})
    fill_pack(restatement_pages(bridge, facts), path, company=facts.company, run_id=facts.run_id)
    return path
