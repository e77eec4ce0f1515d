"""Under each report of the stock on hand: its total against the value entries and the accounts."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from xlcost import Ledger, read_ledger, run_report
from xlcost.reports.pack.common import Facts
from xlcost.reports.pack.report_pages import single_report_pages
from xlcost.reports.pack.tie_out_blocks import STOCK_TOTAL


def block(ledger: Ledger, name: str, **options: str) -> list[tuple[str, Decimal, str]]:
    """(words, amount, state) of the tie-out under a report; empty when there is none."""
    grid = run_report(ledger, name, {"Work Date": "2026-10-31", **options})
    words, amount = STOCK_TOTAL[name]
    page = single_report_pages(grid, Facts("Company", "Run 1", "LEDGER.xlsx", "", "GBP"), ledger)[0]
    lines = [line for b in page.blocks if b.slot == "tieout" for line in b.lines]
    return [(str(line.cells[words]), getattr(line.cells[amount], "value", line.cells[amount]), line.state) for line in lines]


@pytest.mark.parametrize("name", STOCK_TOTAL)
def test_the_planted_differences_stand_under_the_total(sample_workbook: Path, name: str) -> None:
    """64,307.45 of stock; 1,250.00 booked by hand and 105.48 not posted lie between it and the accounts."""
    assert block(read_ledger(sample_workbook), name) == [
        ("Value entries", Decimal("64307.45"), "ties"),
        ("Value entries less the total above", Decimal("0.00"), "ties"),
        ("G/L balance of the inventory and interim accounts", Decimal("65662.93"), "explained"),
        ("G/L balance less the total above", Decimal("1355.48"), "explained"),
    ]


@pytest.mark.parametrize("name", STOCK_TOTAL)
def test_a_filtered_report_is_held_against_nothing(sample_workbook: Path, name: str) -> None:
    assert block(read_ledger(sample_workbook), name, **{"Item Filter": "BELL"}) == []
