"""`xlcost unposted`, `trace item` and `why figure`: what waits, the entries of an item, the entries behind a cell of a report."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from tests.faces.test_cli import run

from xlcost import post_inventory_cost, read_ledger, write_ledger

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
