"""Reports on 20,000 items print in LibreOffice in about ten seconds each, folded to their subtotals."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from bench.company import company

sys.path.insert(0, str(Path(__file__).parent))

from office import convert_all, require_office
from tests.sheets.test_large_pages import ASKED

from xlcost import run_report
from xlcost.faces.pack import write_report

pytestmark = [pytest.mark.libreoffice, pytest.mark.nightly]


def test_every_report_on_20_000_items_prints(tmp_path: Path) -> None:
    require_office()
    books = company(60_000, 20_000)
    paths = []
    for name, options in ASKED.items():
        path = tmp_path / f"{len(paths)}.xlsx"
        paths.append(write_report(books, run_report(books, name, options), path, "LEDGER.xlsx"))
    printed = convert_all(paths, tmp_path / "printed", timeout=600)
    assert all(p.stat().st_size > 50_000 for p in printed)
