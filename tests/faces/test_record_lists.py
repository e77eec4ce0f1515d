"""`xlcost unposted`, `trace item` and `why figure`: what waits, the entries of an item, the entries behind a cell of a report."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from openpyxl import load_workbook
from tests.faces.test_cli import run

from xlcost import Ledger, post_inventory_cost, read_ledger, run_report, write_ledger
from xlcost.faces.behind_cell import Behind, entries_of_cell
from xlcost.faces.host.memory import MemoryHost
from xlcost.faces.host.port import HostRefused
from xlcost.faces.pack import ledger_facts, write_report
from xlcost.faces.record_lists import behind_list, item_list, unposted_list
from xlcost.reports import REPORTS
from xlcost.reports.pack.report_pages import single_report_pages

OCTOBER = ("--report", "inventory-valuation", "--starting-date", "2026-10-01", "--ending-date", "2026-10-31")


def column(path: Path, caption: str) -> list[object]:
    """The cells below a caption of the first sheet, without blanks."""
    rows = list(load_workbook(path).worksheets[0].iter_rows(values_only=True))
    head = next(n for n, r in enumerate(rows) if caption in r)
    return [r[rows[head].index(caption)] for r in rows[head + 1 :] if r[rows[head].index(caption)] is not None]


def test_what_waits_for_posting(sample_workbook: Path, tmp_path: Path) -> None:
    status, text = run("unposted", sample_workbook, "-o", tmp_path / "WAITS.xlsx", "--json")
    assert status == 1
    found = json.loads(text)
    assert found["message"] == "2 value entries wait for posting, -105.48 of actual cost."
    assert [(e["Item No."], e["Cost Amount (Actual)"]) for e in found["entries"]] == [("BELL", "-51.72"), ("TUBE-28", "-53.76")]
    assert column(tmp_path / "WAITS.xlsx", "Item No.") == ["BELL", "TUBE-28"]


def test_nothing_waits_after_posting(sample_workbook: Path, tmp_path: Path) -> None:
    ledger = read_ledger(sample_workbook)
    blocked = next(r for r in ledger.records("G/L Account") if r["No."] == "7170")
    write_ledger(post_inventory_cost(ledger.upsert("G/L Account", [{**blocked, "Blocked": False}])).ledger, tmp_path / "POSTED.xlsx")
    assert run("unposted", tmp_path / "POSTED.xlsx", "-o", tmp_path / "WAITS.xlsx")[0] == 0
    cells = [c for r in load_workbook(tmp_path / "WAITS.xlsx").worksheets[0].iter_rows(values_only=True) for c in r if c is not None]
    assert "Everything is posted to the G/L." in cells


def test_the_entries_of_an_item(sample_workbook: Path, tmp_path: Path) -> None:
    status, text = run("trace", "item", "helm-m", sample_workbook, "-o", tmp_path / "ITEM.xlsx", "--json")
    assert status == 0
    ledger = read_ledger(sample_workbook)
    numbers = [e["Entry No."] for e in ledger.records("Item Ledger Entry") if e["Item No."] == "HELM-M"]
    assert [r["Entry No."] for r in json.loads(text)["rows"]] == numbers
    assert column(tmp_path / "ITEM.xlsx", "Entry No.") == numbers


def test_only_the_rows_of_a_list_become_records(sample: Ledger) -> None:
    made: list[int] = []
    records = Ledger.records

    def watched(ledger: Ledger, table: str) -> Any:
        found = records(ledger, table)
        made.append(len(found))
        return found

    with patch.object(Ledger, "records", watched):
        lists = [unposted_list(sample), item_list(sample, "HELM-M"), behind_list(sample, "WIP", Behind("Value", "1.00", "", [5, 3], []))]
    assert made == [len(found.records) for found in lists]
    assert [r["Entry No."] for r in lists[2].records] == [5, 3]


def test_an_item_that_is_none(sample_workbook: Path, tmp_path: Path) -> None:
    status, text = run("trace", "item", "HELM-MM", sample_workbook, "-o", tmp_path / "ITEM.xlsx")
    assert status == 3
    assert "UNKNOWN_ITEM" in text
    assert "Did you mean HELM-M?" in text
    assert not (tmp_path / "ITEM.xlsx").exists()


def test_the_entries_behind_each_figure_sum_to_it(sample_workbook: Path, tmp_path: Path) -> None:
    run("report", OCTOBER[1], sample_workbook, *OCTOBER[2:], "-o", tmp_path / "REPORT.xlsx")
    sheet = load_workbook(tmp_path / "REPORT.xlsx", data_only=True).worksheets[0]
    row = next(r for r in range(1, sheet.max_row) if sheet.cell(r, 2).value == "HELM-M")
    for letter in "EFGHIJKL":
        status, text = run("why", "figure", f"{letter}{row}", sample_workbook, *OCTOBER, "-o", tmp_path / "WHY.xlsx", "--json")
        assert status == 0
        shares = [Decimal(e["Share of the figure"]) for e in json.loads(text)["entries"]]
        assert sum(shares) == Decimal(str(sheet[f"{letter}{row}"].value or 0)), letter
        if shares:
            assert sum(Decimal(str(v)) for v in column(tmp_path / "WHY.xlsx", "Share of the figure") if not isinstance(v, str)) == sum(shares)


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("figure", "B9", *OCTOBER), 3, "H14"),  # an item number
        (("figure", "F2", *OCTOBER), 3, "H14"),  # above the table
        (("figure", "F90000", *OCTOBER), 3, "H15"),  # below it
        (("figure", "twelve", *OCTOBER), 2, "no cell such as F12"),
        (("figure", "F12"), 2, "a figure needs --report"),
        (("figure", "F12", *OCTOBER, "--ending-day", "2026-10-31"), 2, "Did you mean --ending-date"),
        (("value-entry", "12", *OCTOBER), 2, "does not go with value-entry"),
        (("value-entry", "12", "--expcted"), 2, "--expcted does not go with value-entry"),
    ],
)
def test_a_cell_without_entries_gets_a_sentence(
    words: tuple[str, ...], status: int, told: str, sample_workbook: Path, tmp_path: Path
) -> None:
    answer, text = run("why", *words[:2], sample_workbook, *words[2:], "-o", tmp_path / "WHY.xlsx")
    assert answer == status
    assert told in " ".join(text.split())
    assert not (tmp_path / "WHY.xlsx").exists()


PAGE = {"Work Date": "2026-10-31", "Starting Date": "2026-10-01", "Ending Date": "2026-10-31", "Status Date": "2026-10-31", "Valuation Date": "2026-10-31"}


@pytest.mark.parametrize(
    ("name", "at_least"),
    [
        ("Inventory Valuation", 50), ("Invt. Valuation - Cost Spec.", 20), ("Inventory Valuation - WIP", 15), ("Cost Shares Breakdown", 20),
        ("Item Age Composition - Value", 50), ("Inventory - Cost Variance", 10), ("Status", 15), ("Inventory to G/L Reconcile", 50),
    ],
)  # fmt: skip
def test_why_finds_the_amounts_of_every_report(name: str, at_least: int, sample: Ledger, tmp_path: Path) -> None:
    """Each amount on the first sheet, up to row 60: its entries are found where the report keeps them, and sum to it."""
    options = {c: v for c, v in PAGE.items() if c in {f.alias for f in REPORTS[name].options.model_fields.values()}}
    grid = run_report(sample, name, options)
    page = single_report_pages(grid, ledger_facts(sample, "L.xlsx", {}), sample)[0]
    host = MemoryHost.of(write_report(sample, grid, tmp_path / "REPORT.xlsx", "L.xlsx"))
    found, told = 0, set()
    for row, line in enumerate(host.read(page.sheet).values[:60], 1):
        for column, value in enumerate(line, 1):
            if not isinstance(value, float):
                continue
            try:
                behind = entries_of_cell(host, page, page.sheet, row, column)
            except HostRefused as refused:
                told.add(refused.code)
                continue
            found += 1
            if behind.parts:
                assert abs(sum(behind.parts) - Decimal(f"{value:.15g}")) < Decimal("0.00001"), (row, column)  # a share is not rounded
    assert found >= at_least
    assert told <= {"H14", "H15", "H16"}


def test_an_unrounded_share_is_shown_to_five_decimals(sample_workbook: Path) -> None:
    """The same digits as in the cell; the shares below it add up to the unrounded amount."""
    _, text = run("why", "figure", "E8", sample_workbook, "--report", "cost-shares-breakdown", *OCTOBER[2:])
    assert "Material Direct Cost Applied -23,835.16408 of Cost Shares Breakdown: 75 value entries." in text
