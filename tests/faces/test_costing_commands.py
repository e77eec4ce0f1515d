"""`post-journal` and `adjust` from a workbook to a workbook, and `adjust --compare`, as a user meets them."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from faces.test_cli import run
from xlcost import Ledger, read_ledger, write_ledger

D = Decimal
Record = dict[str, Any]
GROUPS = {"Inventory Posting Group": "RESALE", "Gen. Prod. Posting Group": "RETAIL"}
LINES: list[Record] = [
    {"Posting Date": "2026-01-05", "Entry Type": "Purchase", "Item No.": "A", "Quantity": 10, "Unit Amount": 5, "Document No.": "PR-1"},
    {"Posting Date": "2026-01-06", "Entry Type": "Purchase", "Item No.": "A", "Quantity": 10, "Unit Amount": 7, "Document No.": "PR-2"},
    {"Posting Date": "2026-01-08", "Entry Type": "Sale", "Item No.": "A", "Quantity": 12, "Unit Amount": 20, "Document No.": "SS-1"},
]


def company(lines: list[Record]) -> Ledger:
    return Ledger.from_records(
        {"Item": [{"No.": "A", "Description": "Lamp", "Costing Method": "FIFO", **GROUPS}], "Item Journal Line": lines}
    )


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    path = tmp_path / "JOURNAL.xlsx"
    write_ledger(company(LINES), path)
    return path


def test_a_journal_sheet_becomes_a_ledger_and_is_emptied(journal: Path, tmp_path: Path) -> None:
    status, text = run("post-journal", journal, "-o", tmp_path / "LEDGER.xlsx")
    assert status == 0
    assert text.startswith("3 item journal lines posted.")
    ledger = read_ledger(tmp_path / "LEDGER.xlsx")
    entries = [(r["Entry Type"], r["Quantity"], r["Remaining Quantity"]) for r in ledger.records("Item Ledger Entry")]
    assert entries == [("Purchase", D(10), D(0)), ("Purchase", D(10), D(8)), ("Sale", D(-12), D(0))]
    assert [r["Cost Amount (Actual)"] for r in ledger.records("Value Entry")] == [D("50.00"), D("70.00"), D("-60.00")]
    assert ledger.table("Item Journal Line").length == 0
    book = openpyxl.load_workbook(tmp_path / "LEDGER.xlsx")
    sheet = next(s for s in book.worksheets if s.title.startswith("Item Journal"))
    assert not [c.value for row in sheet.iter_rows(min_row=2) for c in row if c.value is not None]


def test_adjust_moves_the_layer_cost_to_the_sale_and_then_has_nothing_to_do(journal: Path, tmp_path: Path) -> None:
    run("post-journal", journal, "-o", tmp_path / "LEDGER.xlsx")
    status, text = run("adjust", tmp_path / "LEDGER.xlsx", "-o", tmp_path / "ADJUSTED.xlsx")
    assert status == 0
    assert "1 value entry added, -4.00 in all." in text  # 10 x 5.00 + 2 x 7.00 = 64.00, posted at 60.00
    entry = read_ledger(tmp_path / "ADJUSTED.xlsx").records("Value Entry")[-1]
    assert (entry["Cost Amount (Actual)"], entry["Adjustment"], entry["Applies-to Entry"]) == (D("-4.00"), True, 3)
    assert run("adjust", tmp_path / "ADJUSTED.xlsx")[1].startswith("Nothing to adjust.")


def test_without_an_output_both_are_previews(journal: Path, tmp_path: Path) -> None:
    before = journal.read_bytes()
    status, text = run("post-journal", journal)
    assert status == 0
    assert "Item Ledger Entry: 3 added" in text
    assert "Preview: nothing was written" in text
    assert journal.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == [journal.name]


def test_json_says_what_was_added(journal: Path, tmp_path: Path) -> None:
    _, text = run("post-journal", journal, "-o", tmp_path / "LEDGER.xlsx", "--json")
    found = json.loads(text)
    assert found["added"] == {"Item Ledger Entry": 3, "Value Entry": 3, "Item Application Entry": 4, "Avg. Cost Adjmt. Entry Point": 3}
    assert found["output"] == str(tmp_path / "LEDGER.xlsx")
    _, text = run("adjust", tmp_path / "LEDGER.xlsx", "--json")
    assert json.loads(text)["output"] is None
    assert json.loads(text)["added"]["Value Entry"] == 1


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ({"Item No.": "NONE"}, "IJ01", "line 2"),
        ({"Entry Type": "Transfer", "Unit Amount": None, "Quantity": 99}, "IJ11", "line 2"),
        ({"Applies-to Entry": 77}, "IJ12", "line 2"),
        ({"Entry Type": "Consumption"}, "IJ09", "line 2"),
        ({"Invoiced Quantity": 4}, "IJ10", "line 2"),
    ],
)
def test_a_wrong_line_stops_the_journal_with_its_number_and_code(change: Record, code: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "JOURNAL.xlsx"
    write_ledger(company([LINES[0], {**LINES[1], **change}, LINES[2]]), path)
    status, text = run("post-journal", path, "-o", tmp_path / "LEDGER.xlsx")
    assert status == 3
    assert code in text
    assert words in text
    assert not (tmp_path / "LEDGER.xlsx").exists()


def test_a_date_outside_the_allowed_range_is_refused(tmp_path: Path) -> None:
    ledger = company(LINES).upsert("General Ledger Setup", [{"Allow Posting From": "2026-01-06"}])
    write_ledger(ledger, tmp_path / "JOURNAL.xlsx")
    status, text = run("post-journal", tmp_path / "JOURNAL.xlsx")
    assert status == 3
    assert "IJ02" in text
    assert "line 1" in text


def test_adjust_only_the_named_item(sample_workbook: Path) -> None:
    status, text = run("adjust", sample_workbook, "--item", "CITY-3", "--json")
    assert status == 0
    assert json.loads(text)["added"] == {}


def test_compare_says_that_the_sample_agrees(sample_workbook: Path) -> None:
    before = sample_workbook.read_bytes()
    status, text = run("adjust", "--compare", sample_workbook)
    assert status == 0
    assert "every one agrees" in text
    assert sample_workbook.read_bytes() == before


@pytest.fixture
def planted(sample: Ledger, tmp_path: Path) -> tuple[Path, Record]:
    """A ledger with one adjustment a unit too low, and that adjustment as it was."""
    entry = next(
        r for r in sample.records("Value Entry") if r["Adjustment"] and r["Item No."] == "CITY-3" and not r["Cost Amount (Expected)"]
    )
    path = tmp_path / "PLANTED.xlsx"
    write_ledger(sample.upsert("Value Entry", [{**entry, "Cost Amount (Actual)": entry["Cost Amount (Actual)"] - 1}]), path)
    return path, entry


def test_compare_names_the_item_and_the_first_entry_where_they_part(planted: tuple[Path, Record]) -> None:
    path, entry = planted
    status, text = run("adjust", "--compare", path)
    assert status == 1
    assert f"1 item deviates by 1.00 gross, first at item CITY-3, item ledger entry {entry['Item Ledger Entry No.']}." in " ".join(text.split())
    found = json.loads(run("adjust", "--compare", path, "--format", "json")[1])
    assert found["deviations"] == 1
    assert found["items"][0]["Difference"] == "-1.00"
    assert found["rows"][0]["Item Ledger Entry No."] == entry["Item Ledger Entry No."]


def test_compare_writes_a_sheet_whose_lines_lead_to_the_entries(planted: tuple[Path, Record], tmp_path: Path) -> None:
    path, entry = planted
    status, _ = run("adjust", "--compare", path, "-o", tmp_path / "COMPARED.xlsx")
    assert status == 1
    book = openpyxl.load_workbook(tmp_path / "COMPARED.xlsx")
    assert book.sheetnames[:2] == ["Cost Adjustment Re-performance", "Entries behind"]
    sheet, number = book["Cost Adjustment Re-performance"], entry["Item Ledger Entry No."]
    (cell,) = (c for row in sheet.iter_rows() for c in row if c.value == number)
    name, _, address = book.defined_names[cell.hyperlink.location].attr_text.rpartition("!")
    assert name.strip("'") == "Entries behind"
    assert book["Entries behind"][address.replace("$", "")].value == number
    assert len(sheet._charts) == 1


def test_compare_refuses_what_it_cannot_do(sample_workbook: Path) -> None:
    assert run("adjust", "--compare", sample_workbook, "--in-place")[0] == 2
    assert run("adjust", "--compare", sample_workbook, "--format", "pdf")[0] == 2


def test_what_if_prints_every_item_and_ranks_the_methods(sample_workbook: Path) -> None:
    before = sample_workbook.read_bytes()
    status, text = run("what-if", sample_workbook, "--methods", "fifo,lifo")
    assert status == 0
    assert "under its own method each of 18 items is the ledger's own" in text
    assert "CITY-3" in text
    assert text.index("Own methods") < text.rindex("FIFO")
    assert sample_workbook.read_bytes() == before


def test_what_if_as_json_adds_up(sample_workbook: Path) -> None:
    found = json.loads(run("what-if", sample_workbook, "--json")[1])
    ranking = {r["Method"]: r for r in found["ranking"]}
    assert [r["Rank"] for r in found["ranking"]] == [None, 1, 2, 3, 4]
    for method in ("FIFO", "LIFO", "Average", "Standard"):
        for name in ("Ending Value", "Cost of Goods Sold"):
            assert sum(D(row[f"{name}, {method}"]) for row in found["rows"]) == D(ranking[method][name])
    effects = [D(r["Result against own methods"]) for r in found["ranking"][1:]]
    assert effects == sorted(effects, reverse=True)


def test_what_if_writes_a_workbook_with_charts_control_and_notes(sample_workbook: Path, tmp_path: Path) -> None:
    path = tmp_path / "WHAT-IF.xlsx"
    status, text = run("what-if", sample_workbook, "-o", path)
    assert status == 0
    assert f"Written to {path}." in text
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[:2] == ["What-if Costing", "What-if Control"]
    sheet = book["What-if Costing"]
    assert len(sheet._charts) == 2
    texts = [str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None]
    assert any("would lower the result by" in t for t in texts)
    status_column = [c.value for row in book["What-if Control"].iter_rows() for c in row if c.value in ("● Ties", "▲ Explained")]
    assert status_column == ["● Ties"] * 18


def test_what_if_with_a_control_that_differs_says_why_and_ends_with_one(planted: tuple[Path, Record]) -> None:
    status, text = run("what-if", planted[0], "--methods", "lifo", "--item", "CITY-3")
    assert status == 1
    assert "Warning WHAT_IF_CONTROL: Item CITY-3: The ledger's cost adjustments do not follow from its applications." in text


def test_what_if_refuses_a_method_it_does_not_know(sample_workbook: Path) -> None:
    status, text = run("what-if", sample_workbook, "--methods", "hifo")
    assert status == 2
    assert "OPTION_INVALID" in text
