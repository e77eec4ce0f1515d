"""The reading rules of the workbook, one small sheet each."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.table import Table

from xlcost import LedgerInvalid, read_ledger
from xlcost.problems import Severity

from .data import LOCATIONS, Sheets, problems_of, workbook

GL = ["Entry No.", "G/L Account No.", "Posting Date", "Amount"]
DAY = dt.date(2024, 1, 31)


def codes(path: Path) -> list[tuple[str, str]]:
    return [(p.code, p.cell) for p in problems_of(path) if p.severity is Severity.ERROR]


def read(tmp_path: Path, sheets: Sheets, finish: Any = None) -> Any:
    return read_ledger(workbook(tmp_path / "book.xlsx", sheets, finish))


@pytest.mark.parametrize(
    ("title", "table"),
    [
        ("location", "Location"),
        ("  Locations ", "Location"),
        ("G-L Entries", "G/L Entry"),
        ("General Ledger Entries", "G/L Entry"),
        ("Post Value Entry to G-L", "Post Value Entry to G/L"),
        ("Inventory Adjmt. Entries (Order)"[:31], "Inventory Adjmt. Entry (Order)"),
        ("SKU", "Stockkeeping Unit"),
        ("Jobs", "Project"),
    ],
)
def test_sheet_titles(tmp_path: Path, title: str, table: str) -> None:
    from xlcost.ledger.tables import BY_NAME

    captions = [c.caption for c in BY_NAME[table].columns if c.required]
    assert read(tmp_path, {title: [captions]}).has(table)


def test_header_below_title_and_filter_lines(tmp_path: Path) -> None:
    rows = [["G/L Entries"], ["CRONUS"], ["Filters:", "Posting Date: ..31-12-01"], [], GL, [1, "2110", DAY, 5.5]]
    ledger = read(tmp_path, {"G-L Entries": rows})
    assert ledger.records("G/L Entry")[0]["Amount"] == Decimal("5.50")
    assert ledger.table("G/L Entry").origin.cell(0, "Amount") == "D6"


def test_no_header_in_the_first_twenty_rows(tmp_path: Path) -> None:
    path = workbook(tmp_path / "b.xlsx", {**LOCATIONS, "G-L Entries": [["x"]] * 20 + [GL]})
    assert codes(path) == [("W13", "")]


def test_captions_in_any_case_and_spacing_and_older_ones(tmp_path: Path) -> None:
    rows = [["ENTRY no.", "g/l  account no.", "Posting Date ", "Amount (LCY)", "Job No."], [1, 2110, DAY, 1, "P1"]]
    record = read(tmp_path, {"G-L Entry": rows}).records("G/L Entry")[0]
    assert (record["G/L Account No."], record["Amount"], record["Project No."]) == ("2110", Decimal("1.00"), "P1")


def test_duplicate_caption_and_alias_of_the_same_column(tmp_path: Path) -> None:
    path = workbook(tmp_path / "b.xlsx", {"G-L Entry": [[*GL, "Amount", "Amount (LCY)", "Mine", "mine"]]})
    assert codes(path) == [("L02", "E1"), ("L02", "F1"), ("L02", "H1")]


def test_excel_table_wins_and_its_totals_row_is_left_out(tmp_path: Path) -> None:
    def table(book: Any) -> None:
        found = Table(displayName="Entries", ref="B3:E6")
        found.totalsRowCount = 1
        book["G-L Entries"].add_table(found)

    noise = ["No.", "Name"]  # looks like captions of another sheet
    rows = [
        GL,
        ["", *noise],
        ["", *GL],
        ["", 1, "2110", DAY, 5],
        ["", 2, "2110", DAY, 6],
        ["", "Total", "", "", 11],
        ["", "below", "", "", 1],
    ]
    ledger = read(tmp_path, {"G-L Entries": rows}, table)
    assert [r["Amount"] for r in ledger.records("G/L Entry")] == [5, 6]


def test_plain_totals_row_is_left_out_with_a_note(tmp_path: Path) -> None:
    rows = [GL, [1, "2110", DAY, 5], [2, "2110", DAY, 6], [None, None, None, 11]]
    ledger = read(tmp_path, {"G-L Entry": rows})
    assert len(ledger.records("G/L Entry")) == 2
    assert "W19" in [p.code for p in ledger.problems]


def test_blank_key_inside_is_a_problem(tmp_path: Path) -> None:
    rows = [GL, [None, "2110", DAY, 5], [2, "2110", DAY, 6]]
    assert codes(workbook(tmp_path / "b.xlsx", {"G-L Entry": rows})) == [("L07", "A2")]


def test_blank_rows_are_skipped(tmp_path: Path) -> None:
    ledger = read(tmp_path, {"Location": [["Code", "Name"], ["A", "x"], [], [" ", None], ["B", "y"]]})
    assert [r["Code"] for r in ledger.records("Location")] == ["A", "B"]


def test_closing_date(tmp_path: Path) -> None:
    rows = [GL, [1, "6110", "C2020-12-31", 5], [2, "6110", dt.date(2020, 12, 31), 6]]
    records = read(tmp_path, {"G-L Entry": rows}).records("G/L Entry")
    assert [(r["Posting Date"].isoformat(), r["Closing Date"]) for r in records] == [("2020-12-31", True), ("2020-12-31", False)]


def test_1904_date_system(tmp_path: Path) -> None:
    def mac(book: Any) -> None:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    rows = [GL, [1, "2110", DAY, 5], [2, "2110", 43889, 5]]
    records = read(tmp_path, {"G-L Entry": rows}, mac).records("G/L Entry")
    assert [r["Posting Date"] for r in records] == [DAY, dt.date(2024, 2, 29)]


def test_column_map_captions_and_words(tmp_path: Path) -> None:
    sheets: Sheets = {
        "Locations": [["Kode", "Navn", "Transit"], ["A", "Alpha", "Ja"], ["B", "Beta", "nei"]],
        "Column Map": [
            ["Table", "Column in this workbook", "Caption"],
            ["Location", "Kode", "Code"],
            ["Location", "Navn", "Name"],
            ["Location", "Transit", "Use As In-Transit"],
            ["Location", "Ja", "Yes"],
            ["Location", "Nei", "No"],
        ],
    }
    records = read(tmp_path, sheets).records("Location")
    assert [(r["Code"], r["Name"], r["Use As In-Transit"]) for r in records] == [("A", "Alpha", True), ("B", "Beta", False)]


def test_wrong_lines_of_the_column_map(tmp_path: Path) -> None:
    lines = [["Table", "Column in this workbook", "Caption"], ["Locatoin", "a", "Code"], ["Location", "b", "Cod"], ["Location", "", "Code"]]
    assert codes(workbook(tmp_path / "b.xlsx", {**LOCATIONS, "Column Map": lines})) == [("W15", "A2"), ("W15", "A3"), ("W15", "A4")]


def test_two_sheets_of_one_table_are_joined_and_give_the_status(tmp_path: Path) -> None:
    sheets: Sheets = {
        "Released Production Orders": [["No.", "Quantity"], ["R1", 1]],
        "Finished Production Orders": [["No.", "Quantity", "Description"], ["F1", 2, "x"]],
    }
    found = {r["No."]: (r["Status"], r["Description"]) for r in read(tmp_path, sheets).records("Production Order")}
    assert found == {"R1": ("Released", ""), "F1": ("Finished", "x")}


def test_two_sheets_with_the_same_entries(tmp_path: Path) -> None:
    path = workbook(tmp_path / "b.xlsx", {"Item": [["No.", "Description"], ["A", 1]], "Items": [["No.", "Description"], ["A", 2]]})
    assert codes(path) == [("W14", "")]


def test_unknown_columns_and_sheets_are_kept_and_named(tmp_path: Path) -> None:
    sheets: Sheets = {"Locations": [["Code", "Name", "Manager"], ["A", "x", "Ann"], ["B", "y", None]], "Notes": [["hello"]]}
    ledger = read(tmp_path, sheets)
    assert [r["Manager"] for r in ledger.records("Location")] == ["Ann", None]
    assert sum(p.code == "W18" for p in ledger.problems) == 2


def test_missing_required_column_names_sheet_and_caption(tmp_path: Path) -> None:
    path = workbook(tmp_path / "b.xlsx", {"G-L Entry": [GL[:3], [1, "2110", DAY]]})
    (found,) = [p for p in problems_of(path) if p.severity is Severity.ERROR]
    assert (found.code, found.sheet) == ("L01", "G-L Entry")
    assert "Amount" in found.what


def test_all_problems_at_once_with_a_cap_per_column(tmp_path: Path) -> None:
    rows = [[*GL, "Reversed"], *([n, "2110", "soon", "much", "perhaps"] for n in range(1, 101))]
    found = problems_of(workbook(tmp_path / "b.xlsx", {"G-L Entry": rows, "Locations": [["Code", "Use As In-Transit"], ["A", "Oui"]]}))
    assert [p.code for p in found].count("L03") == 51
    assert [p.what for p in found if "more in this column" in p.what] == ["And 50 more in this column."] * 3
    assert {p.sheet for p in found if p.code == "L06"} == {"G-L Entry", "Locations"}


def test_error_cells_and_formulas_without_value(tmp_path: Path) -> None:
    rows = [[*GL, "Mine"], [1, "2110", DAY, "#N/A", "#REF!"], [2, "2110", DAY, "=1+1", 1]]
    found = {(p.code, p.cell, p.severity) for p in problems_of(workbook(tmp_path / "b.xlsx", {"G-L Entry": rows})) if p.cell}
    assert ("W09", "D2", Severity.ERROR) in found
    assert ("W09", "E2", Severity.WARNING) in found
    assert ("W10", "D3", Severity.ERROR) in found


def test_merged_cells_inside_a_table_only(tmp_path: Path) -> None:
    def merge(area: str) -> Any:
        return lambda book: book["Locations"].merge_cells(area)

    rows = [["Title", None], ["Code", "Name"], ["A", "x"], ["B", "y"]]
    assert read(tmp_path, {"Locations": rows}, merge("A1:B1")).has("Location")
    assert codes(workbook(tmp_path / "m.xlsx", {"Locations": rows}, merge("B3:B4"))) == [("W12", "B3")]


def test_hidden_rows_and_sheets_are_read_and_counted(tmp_path: Path) -> None:
    def hide(book: Any) -> None:
        book["Locations"].row_dimensions[2].hidden = True
        book["Items"].sheet_state = "hidden"

    ledger = read(tmp_path, {**LOCATIONS, "Items": [["No.", "Description"], ["A", "x"]]}, hide)
    assert len(ledger.records("Location")) == 2
    assert sorted(p.sheet for p in ledger.problems if p.code == "W17") == ["Items", "Locations"]


def test_no_known_sheet(tmp_path: Path) -> None:
    with pytest.raises(LedgerInvalid) as caught:
        read(tmp_path, {"Sheet1": [["a"]]})
    assert caught.value.code == "W20"


def test_setup_sheet_with_two_rows(tmp_path: Path) -> None:
    path = workbook(tmp_path / "b.xlsx", {"Inventory Setup": [["Automatic Cost Posting"], [True], [False]]})
    assert codes(path) == [("L11", "")]


def test_duplicate_entry_number_names_the_second_row(tmp_path: Path) -> None:
    path = workbook(tmp_path / "b.xlsx", {"G-L Entry": [GL, [1, "2110", DAY, 5], [1, "2110", DAY, 5]]})
    assert codes(path) == [("DUPLICATE_ENTRY_NO", "A3")]


@pytest.mark.parametrize(("second", "code", "severity"), [("2110", "L10", Severity.WARNING), ("2120", "L12", Severity.ERROR)])
def test_a_key_given_twice(tmp_path: Path, second: str, code: str, severity: Severity) -> None:
    """Twice the same is a remark; two rows that contradict each other are never decided for the user."""
    rows = [["Location Code", "Invt. Posting Group Code", "Inventory Account"], ["A", "G", "2110"], ["A", "G", second]]
    found = problems_of(workbook(tmp_path / "b.xlsx", {"Inventory Posting Setup": rows}))
    assert [(p.code, p.severity, p.cell) for p in found] == [(code, severity, "A3")]
