"""The sheets of what-if and re-performance in LibreOffice: totals recalculate to their cached values, every page prints."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from office import require_office
from recalculate import recalculate
from render import render

from xlcost import Ledger, run_report
from xlcost.faces.pack import write_report

pytestmark = pytest.mark.libreoffice


@pytest.mark.parametrize(("name", "formulas"), [("What-if Costing", 12), ("Cost Adjustment Re-performance", 6)])
def test_totals_recalculate_and_pages_print(name: str, formulas: int, sample: Ledger, tmp_path: Path) -> None:
    require_office()
    entries = [r for r in sample.records("Value Entry") if r["Adjustment"]][5:9]
    ledger = sample
    if name != "What-if Costing":
        ledger = sample.upsert("Value Entry", [{**e, "Cost Amount (Actual)": e["Cost Amount (Actual)"] - Decimal("1.50")} for e in entries])
    path = write_report(ledger, run_report(ledger, name), tmp_path / "REPORT.xlsx", "LEDGER.xlsx")
    count, wrong = recalculate(path)
    assert [str(one) for one in wrong] == []
    assert count >= formulas
    assert len(render(path, tmp_path, 40)) >= 3
