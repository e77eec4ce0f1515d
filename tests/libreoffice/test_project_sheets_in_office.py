"""Every report on projects in one workbook in LibreOffice: formulas recalculate to their cached values, every page prints."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from office import require_office
from recalculate import recalculate
from render import render

from xlcost import Ledger, run_report
from xlcost.faces.pack import ledger_facts
from xlcost.reports.pack.report_pages import single_report_pages
from xlcost.reports.projects_all import PROJECT_REPORTS
from xlcost.sheets.pages import fill_pack

pytestmark = pytest.mark.libreoffice


def test_all_project_sheets_recalculate_and_print(sample: Ledger, tmp_path: Path) -> None:
    require_office()
    facts = ledger_facts(sample, "LEDGER.xlsx", {})
    pages = []
    for report in PROJECT_REPORTS:
        dated = "control_date" in report.options.model_fields
        grid = run_report(sample, report.name, {"Control Date": "2026-10-31"} if dated else {})
        pages.append(single_report_pages(grid, facts)[0])
    path = tmp_path / "PROJECTS.xlsx"
    fill_pack(pages, path, company=facts.company, run_id=facts.run_id)
    count, wrong = recalculate(path)
    assert [str(one) for one in wrong] == []
    assert count > 60
    assert len(render(path, tmp_path, 40)) >= len(pages)
