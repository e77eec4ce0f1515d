"""A ledger goes back into its workbook, into a fresh one, or into a folder - and nothing else changes on the way."""

from __future__ import annotations

import datetime as dt
import sys
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.table import Table

from xlcost import Ledger, LedgerInvalid, XlcostError, post_item_journal, read_ledger, write_ledger
from xlcost.sheets import atomic

from .data import DEMOS, LOCATIONS, contents, demo, with_part, workbook

GL = ["Entry No.", "G/L Account No.", "Posting Date", "Amount"]
DAY = dt.date(2026, 10, 31)
ENTRY = {"G/L Account No.": "2110", "Posting Date": DAY, "Amount": Decimal("5.50")}
SUFFIXES = (".xlsx", "", ".parquet")  # a folder of CSV, a folder of Parquet


def code_of(action: Any) -> str:
    with pytest.raises(XlcostError) as caught:
        action()
    assert all((caught.value.problem.what, caught.value.problem.rule, caught.value.problem.remedy))
    return caught.value.code


def books(tmp_path: Path, finish: Any = None) -> Path:
    rows = [["General ledger"], [*GL, "Checked by"], [1, "2110", DAY, 1.25, "Ann"], [2, "7170", DAY, -1.25, None]]
    return workbook(tmp_path / "books.xlsx", {"Notes": [["ours"]], "G-L Entries": rows, **LOCATIONS}, finish)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("name", DEMOS)
def test_real_ledgers_survive_the_round_trip(name: str, suffix: str, tmp_path: Path) -> None:
    ledger = read_ledger(demo(name))
    target = tmp_path / f"copy{suffix}"
    target.mkdir() if not suffix else None
    write_ledger(ledger, target)
    back = read_ledger(target.with_suffix("") if suffix == ".parquet" else target)
    declared = suffix != ".xlsx"  # CSV knows texts only: there, values of unknown columns become text
    assert contents(back, declared) == contents(ledger, declared)


def test_nothing_changed_means_the_same_sheets_byte_for_byte(tmp_path: Path) -> None:
    path = books(tmp_path)
    write_ledger(read_ledger(path), tmp_path / "copy.xlsx")
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(tmp_path / "copy.xlsx") as after:
        assert sorted(before.namelist()) == sorted(after.namelist())
        sheets = [n for n in before.namelist() if "worksheets" in n]
        assert [before.read(n) for n in sheets] == [after.read(n) for n in sheets]


def test_a_changed_cell_and_a_new_row_and_all_else_as_it_was(tmp_path: Path) -> None:
    def dress(book: Any) -> None:
        sheet = book["G-L Entries"]
        sheet["B4"].fill = PatternFill("solid", fgColor="FFFF00")
        sheet["D3"].comment = Comment("checked", "Ann")
        sheet.column_dimensions["D"].width = 31
        sheet.freeze_panes = "A3"

    path = books(tmp_path, dress)
    ledger = read_ledger(path)
    changed = ledger.upsert("G/L Entry", [{**ledger.records("G/L Entry")[1], "Amount": "-9.75"}, {"Entry No.": 3, **ENTRY}])
    write_ledger(changed, tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["G-L Entries"]
    rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=1, max_col=5)]
    assert rows[0][0] == "General ledger"
    assert rows[2] == [1, "2110", dt.datetime(2026, 10, 31), 1.25, "Ann"]
    assert rows[3][3] == -9.75
    assert rows[4][:4] == [3, "2110", dt.datetime(2026, 10, 31), 5.5]
    assert sheet["B4"].fill.fgColor.rgb == "00FFFF00"
    assert (sheet["D3"].comment.text, sheet.column_dimensions["D"].width, sheet.freeze_panes) == ("checked", 31, "A3")
    assert openpyxl.load_workbook(tmp_path / "out.xlsx").sheetnames == ["Notes", "G-L Entries", "Locations"]
    again = read_ledger(tmp_path / "out.xlsx")
    assert [r["Checked by"] for r in again.records("G/L Entry")] == ["Ann", None, None]


def test_an_excel_table_grows_with_its_rows(tmp_path: Path) -> None:
    path = workbook(tmp_path / "b.xlsx", {"G-L Entries": [GL, [1, "2110", DAY, 1]]},
                    lambda b: b["G-L Entries"].add_table(Table(displayName="Entries", ref="A1:D2")))  # fmt: skip
    write_ledger(read_ledger(path).upsert("G/L Entry", [{"Entry No.": n, **ENTRY} for n in (2, 3)]), tmp_path / "o.xlsx")
    assert openpyxl.load_workbook(tmp_path / "o.xlsx")["G-L Entries"].tables["Entries"].ref == "A1:D4"
    assert len(read_ledger(tmp_path / "o.xlsx").records("G/L Entry")) == 3


def test_new_tables_get_sheets_of_their_own(tmp_path: Path) -> None:
    ledger = read_ledger(books(tmp_path)).upsert("Item", [{"No.": "0012", "Description": "=cmd|' /C calc'!A0"}])
    write_ledger(ledger, tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["Item"]
    found = dict(zip(*([c.value for c in row] for row in sheet.iter_rows()), strict=True))
    assert (found["No."], found["Description"]) == ("0012", "=cmd|' /C calc'!A0")
    assert {c.data_type for row in sheet.iter_rows(min_row=2) for c in row if c.value is not None} == {"s"}


def test_a_posted_journal_is_emptied_on_its_sheet(tmp_path: Path) -> None:
    sheets = {
        "Item": [["No.", "Costing Method", "Inventory Posting Group", "Gen. Prod. Posting Group"], ["A", "FIFO", "STOCK", "RETAIL"]],
        "Item Journal": [["Posting Date", "Entry Type", "Item No.", "Quantity", "Unit Cost", "Document No."], [DAY, "Purchase", "A", 2, 3.5, "D1"]],
    }
    path = workbook(tmp_path / "b.xlsx", sheets)
    write_ledger(post_item_journal(read_ledger(path)).ledger, tmp_path / "out.xlsx")
    after = read_ledger(tmp_path / "out.xlsx")
    assert after.records("Item Journal Line") == []
    assert [r["Cost Amount (Actual)"] for r in after.records("Value Entry")] == [Decimal("7.00")]


# -- what is refused, and leaves everything as it was ------------------------------------------------------
def test_the_input_is_not_overwritten_unless_asked(tmp_path: Path) -> None:
    path = books(tmp_path)
    ledger, before = read_ledger(path), path.read_bytes()
    assert code_of(lambda: write_ledger(ledger, path)) == "W30"
    assert path.read_bytes() == before
    write_ledger(ledger.upsert("G/L Entry", [{"Entry No.": 3, **ENTRY}]), path, in_place=True)
    assert (tmp_path / "books.backup.xlsx").read_bytes() == before
    assert len(read_ledger(path).records("G/L Entry")) == 3


@pytest.mark.parametrize("suffix", ["", ".xlsx"])
def test_two_runs_over_one_input_post_once(tmp_path: Path, suffix: str) -> None:
    """Both have read it; the first has written; the second must read again before it may write."""
    path = tmp_path / f"books{suffix}"
    path.mkdir() if not suffix else None
    write_ledger(Ledger.from_records({"G/L Entry": [{"Entry No.": 1, **ENTRY}]}), path)
    first, second = read_ledger(path), read_ledger(path)
    write_ledger(first.upsert("G/L Entry", [{"Entry No.": 2, **ENTRY}]), path, in_place=True)
    assert code_of(lambda: write_ledger(second.upsert("G/L Entry", [{"Entry No.": 2, **ENTRY}]), path, in_place=True)) == "W35"
    assert len(read_ledger(path).records("G/L Entry")) == 2


def test_extensions(tmp_path: Path) -> None:
    ledger = Ledger.from_records({"Item": [{"No.": "A"}]})
    for name in ("out.xls", "out.pdf", "out"):
        assert code_of(lambda name=name: write_ledger(ledger, tmp_path / name)) == "W36"
    assert code_of(lambda: write_ledger(Ledger(), tmp_path / "out.xlsx")) == "W20"
    assert not list(tmp_path.iterdir())


def test_macros_are_not_dropped_silently(tmp_path: Path) -> None:
    path = with_part(books(tmp_path), tmp_path / "macros.xlsm", "[Content_Types].xml",
                     lambda b: b.replace(b"spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main").replace(b"openxmlformats-officedocument.ms-excel", b"ms-excel"))  # fmt: skip
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/vbaProject.bin", b"macros")
    ledger = read_ledger(path)
    assert code_of(lambda: write_ledger(ledger, tmp_path / "out.xlsx")) == "W36"
    write_ledger(ledger, tmp_path / "out.xlsm")
    with zipfile.ZipFile(tmp_path / "out.xlsm") as package:
        assert package.read("xl/vbaProject.bin") == b"macros"


def test_cells_below_the_table_are_not_overwritten(tmp_path: Path) -> None:
    path = workbook(tmp_path / "b.xlsx", {"G-L Entries": [GL, [1, "2110", DAY, 1], [], ["Signed: Ann"]]},
                    lambda b: b["G-L Entries"].add_table(Table(displayName="Entries", ref="A1:D2")))  # fmt: skip
    ledger = read_ledger(path).upsert("G/L Entry", [{"Entry No.": n, **ENTRY} for n in (2, 3, 4)])
    assert code_of(lambda: write_ledger(ledger, tmp_path / "out.xlsx")) == "W39"
    assert not (tmp_path / "out.xlsx").exists()


@pytest.mark.parametrize("fields", [{"Description": "x" * 32_768}, {"Amount": Decimal("12345678901.12345")}])
def test_what_a_cell_cannot_hold(tmp_path: Path, fields: dict[str, Any]) -> None:
    ledger = Ledger.from_records({"G/L Entry": [{"Entry No.": 1, **ENTRY, **fields}]})
    assert code_of(lambda: write_ledger(ledger, tmp_path / "out.xlsx")) == "W38"
    assert not list(tmp_path.iterdir())
    if "Amount" in fields:
        write_ledger(ledger, tmp_path / "out.parquet")  # the remedy that the message names
        assert contents(read_ledger(tmp_path / "out")) == contents(ledger)


# -- folders ----------------------------------------------------------------------------------------------
def test_a_folder_keeps_its_other_files_and_takes_no_second_ledger(tmp_path: Path) -> None:
    source = tmp_path / "books"
    source.mkdir()
    write_ledger(Ledger.from_records({"G/L Entry": [{"Entry No.": 1, **ENTRY}], "Item": [{"No.": "A"}]}), source)
    (source / "read me.txt").write_text("ours")
    copy = tmp_path / "copy"
    copy.mkdir()
    write_ledger(read_ledger(source), copy)
    assert sorted(p.name for p in copy.iterdir()) == ["G-L Entry.csv", "Item.csv", "read me.txt"]
    (copy / "Item.csv").unlink()
    (copy / "Value Entry.csv").write_text("Entry No.\n1\n")
    assert code_of(lambda: write_ledger(read_ledger(source), copy)) == "W40"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "'=1", "a,b;c\td", 'say "no"', "two\nlines", "0012", "  blank ends "])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_texts_of_any_kind(tmp_path: Path, text: str, suffix: str) -> None:
    ledger = Ledger.from_records({"Item": [{"No.": "A", "Description": text}]})
    path = tmp_path / f"t{suffix}"
    path.mkdir() if not suffix else None
    write_ledger(ledger, path)
    back = read_ledger(path.with_suffix("") if suffix == ".parquet" else path)
    assert back.records("Item")[0]["Description"] == ledger.records("Item")[0]["Description"]


@pytest.mark.parametrize(
    ("name", "content"),
    [("Item.csv", b"No.\n\xff\xfe\n"), ("Item.csv", b'No.\n"open'), ("Item.parquet", b"PAR1 no")],
)
def test_damaged_files_of_a_folder(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(LedgerInvalid) as caught:
        read_ledger(tmp_path)
    assert caught.value.code in ("W21", "W13")
    assert caught.value.problems[0].where or caught.value.problems[0].sheet


def test_parquet_without_its_library_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = Ledger.from_records({"Item": [{"No.": "A"}]})
    write_ledger(ledger, tmp_path / "there.parquet")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert code_of(lambda: write_ledger(ledger, tmp_path / "books.parquet")) == "W37"
    assert code_of(lambda: read_ledger(tmp_path / "there")) == "W37"


def test_a_folder_whose_change_was_cut_off_is_read_as_changed_and_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine stops after the first of two files took its name: both are old or both are new, never one of each."""
    write_ledger(Ledger.from_records({"G/L Entry": [{"Entry No.": 1, **ENTRY}], "Item": [{"No.": "A"}]}), f"{tmp_path}/")
    ledger = read_ledger(tmp_path)
    changed = ledger.upsert("G/L Entry", [{"Entry No.": 2, **ENTRY}]).upsert("Item", [{"No.": "B"}]).upsert("Location", [{"Code": "L"}])
    real, calls = atomic.os.replace, []

    def stops(source: Any, target: Any) -> None:
        if Path(target).suffix == ".csv" and ".backup" not in Path(target).name:
            calls.append(target)
            if len(calls) == 2:
                raise SystemExit  # not an error that anybody handles: the end
        real(source, target)

    monkeypatch.setattr(atomic.os, "replace", stops)
    with pytest.raises(SystemExit):
        write_ledger(changed, tmp_path, in_place=True)
    monkeypatch.undo()
    found = read_ledger(tmp_path)
    assert contents(found) == contents(changed)
    write_ledger(found.upsert("Item", [{"No.": "C"}]), tmp_path, in_place=True)
    again = read_ledger(tmp_path)
    assert [r["No."] for r in again.records("Item")] == ["A", "B", "C"]
    assert (len(again.records("G/L Entry")), len(again.records("Location"))) == (2, 1)
    assert not [p.name for p in tmp_path.iterdir() if p.name.startswith(".")]
