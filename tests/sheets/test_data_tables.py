"""Data tables: Excel tables of any length, exact figures, text as text, groups that links select."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from openpyxl import load_workbook

from xlcost.ledger.table import constant
from xlcost.problems import XlcostError
from xlcost.reports.grid import GridColumn
from xlcost.sheets.pages import DataTable, fill_pack
from xlcost.sheets.rows_out import tick_text, writer

from . import demo_pack

COLUMNS = [
    GridColumn("entry_no", "Entry No.", "entry no."),
    GridColumn("text", "Text", "text"),
    GridColumn("day", "Posting Date", "date"),
    GridColumn("amount", "Amount", "amount"),
]


def table(count: int) -> DataTable:
    amounts = (np.arange(count, dtype=np.int64) - 3) * 12345
    values = [np.arange(1, count + 1), [f"T{n % 5}" for n in range(count)], np.full(count, 739555), amounts]
    return DataTable(
        "Entries",
        "Entries",
        "M",
        COLUMNS,
        values,
        ticks=frozenset({"amount"}),
        days=frozenset({"day"}),
        total={"amount": Decimal(int(amounts.sum())) / 100_000},
    )


def test_rows_come_back_as_they_were(tmp_path: Path) -> None:
    fill_pack([], tmp_path / "t.xlsx", company="C", run_id="R", tables=[table(9000)])
    sheet = load_workbook(tmp_path / "t.xlsx", data_only=True)["Entries"]
    for n in (0, 1, 3, 4, 3999, 4000, 8999):
        number, text, day, amount = (sheet.cell(8 + n, c).value for c in (2, 3, 4, 5))
        assert (number, text, amount) == (n + 1, f"T{n % 5}", float(Decimal((n - 3) * 12345) / 100_000))
        assert day.toordinal() == 739555
    assert sheet.tables["tbl_Entries"].ref == "B7:E9007"
    assert sheet.cell(9008, 5).value == float(Decimal(sum((n - 3) * 12345 for n in range(9000))) / 100_000)


def test_an_empty_table_has_one_blank_row(tmp_path: Path) -> None:
    fill_pack([], tmp_path / "t.xlsx", company="C", run_id="R", tables=[DataTable("E", "E", "M", COLUMNS, [[], [], [], []])])
    assert load_workbook(tmp_path / "t.xlsx")["E"].tables["tbl_E"].ref == "B7:E8"


def test_captions_of_a_table_differ_and_stand_in_its_header(tmp_path: Path) -> None:
    columns = [GridColumn("a", "Amount", "amount"), GridColumn("b", "Amount", "amount"), GridColumn("c", "", "text")]
    fill_pack([], tmp_path / "t.xlsx", company="C", run_id="R", tables=[DataTable("E", "E", "M", columns, [[1], [2], ["x"]])])
    sheet = load_workbook(tmp_path / "t.xlsx")["E"]
    names = [c.name for c in sheet.tables["tbl_E"].tableColumns]
    assert names == ["Amount", "Amount 2", "Column 3"] == [sheet.cell(7, c).value for c in (2, 3, 4)]


def test_text_like_a_formula_stays_text(tmp_path: Path) -> None:
    fill_pack([], tmp_path / "t.xlsx", company="C", run_id="R", tables=[demo_pack.value_entries()])
    with zipfile.ZipFile(tmp_path / "t.xlsx") as archive:
        sheet = next(archive.read(n) for n in archive.namelist() if n.startswith("xl/worksheets/") and b"tableParts" in archive.read(n))
    assert sheet.count(b"<f>") == 1  # the total row's
    cell = load_workbook(tmp_path / "t.xlsx")["Value Entries"]["F11"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)


def test_more_rows_than_a_sheet_has_are_refused(tmp_path: Path) -> None:
    values = [range(1_048_576)] * 4
    with pytest.raises(XlcostError, match="TOO_MANY_ROWS"):
        fill_pack([], tmp_path / "t.xlsx", company="", run_id="", tables=[DataTable("E", "E", "", COLUMNS, values)])


@pytest.mark.parametrize(("ticks", "text"), [(0, "0"), (100_000, "1"), (-1, "-0.00001"), (57_273_926, "572.73926"), (-150_000, "-1.5")])
def test_ticks_as_text(ticks: int, text: str) -> None:
    assert tick_text(ticks) == text


def test_large_figures_and_shares_are_exact(tmp_path: Path) -> None:
    columns = [GridColumn("a", "Amount", "amount"), GridColumn("p", "Percent", "percent"), GridColumn("q", "Share", "percent")]
    values = [np.array([123_456_789_012 * 100_000 + 34_000, -5]), np.array([1_250_000, 0]), [Decimal("12.5"), None]]
    fill_pack(
        [], tmp_path / "t.xlsx", company="", run_id="", tables=[DataTable("E", "E", "", columns, values, ticks=frozenset({"a", "p"}))]
    )
    sheet = load_workbook(tmp_path / "t.xlsx")["E"]
    assert [sheet.cell(8, c).value for c in (2, 3, 4)] == [123456789012.34, 0.125, 0.125]
    assert [sheet.cell(9, c).value for c in (2, 3, 4)] == [-0.00005, 0, None]


@pytest.mark.parametrize(
    ("column", "kind", "storage"),
    [(np.full(9, 12345), "amount", "ticks"), (np.full(9, 739555), "date", "days"), (np.full(9, "a&b", object), "text", "values")],
)
def test_a_column_that_is_kept_once_is_written_like_any_other(column: np.ndarray, kind: str, storage: str) -> None:
    numbers = [str(n) for n in range(8, 17)]
    cells = writer("C", 4, 5, storage, kind, column)(numbers, column)
    assert len(set(cells)) == 9
    assert writer("C", 4, 5, storage, kind, column)(numbers, constant(column[0], 9, column.dtype)) == cells
