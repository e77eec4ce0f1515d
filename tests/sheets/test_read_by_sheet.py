"""Reading turns the cells of a sheet into columns as soon as the sheet was scanned, and gives what reading at the end gives."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openpyxl
import pytest
from bench.company import company

from xlcost import Ledger, read_ledger, write_ledger
from xlcost.sheets import read, sheet_tables
from xlcost.sheets.cell_columns import SheetCells


def same(one: Ledger, other: Ledger) -> bool:
    return list(one.tables) == list(other.tables) and all(
        list(table.columns) == list(other.tables[name].columns)
        and all(np.array_equal(column, other.tables[name].columns[c]) for c, column in table.columns.items())
        for name, table in one.tables.items()
    )


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("books") / "LEDGER.xlsx"
    write_ledger(company(600, items=7), path)
    return path


def test_no_sheet_waits_for_the_last_one(workbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[str] = []
    take = read._Early.take

    def watched(self: read._Early, parts: object, sheet: object, facts: read.SheetFacts) -> None:
        take(self, parts, sheet, facts)  # type: ignore[arg-type]
        taken.append(sheet.title)  # type: ignore[attr-defined]
        assert facts.cells_kept is None

    monkeypatch.setattr(read._Early, "take", watched)
    assert read_ledger(workbook).table("Value Entry").length == 600
    assert "Value Entry" in taken


def test_read_at_once_or_when_all_have_passed(workbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = read_ledger(workbook)
    monkeypatch.setattr(read._Early, "take", lambda self, parts, sheet, facts: None)
    assert same(at_once, read_ledger(workbook))


def test_a_column_map_decides_how_cells_are_read(workbook: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    sheet = book["Item"]
    caption = next(cell for cell in sheet[1] if cell.value == "Description")
    caption.value = "Bezeichnung"
    mapping = book.create_sheet("Column Map")
    mapping.append(["Table", "Column in this workbook", "Caption"])
    mapping.append(["Item", "Bezeichnung", "Description"])
    book.save(path := tmp_path / "MAPPED.xlsx")
    assert same(read_ledger(path), read_ledger(workbook))


def test_blocks_of_rows_are_let_go_once_read(workbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[int] = []
    let_go = SheetCells.let_go

    def watched(self: SheetCells, last_row: int) -> None:
        let_go(self, last_row)
        left.append(sum(map(len, self._blocks.values())))

    monkeypatch.setattr(SheetCells, "let_go", watched)
    monkeypatch.setattr(sheet_tables, "_CELL_BLOCK", 50)
    assert same(read_ledger(workbook), read_ledger(workbook))
    assert left
    assert left[-1] == 0
