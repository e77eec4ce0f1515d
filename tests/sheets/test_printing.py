"""What a long list prints: its head, with a note; all rows stay in the sheet. And what a page's texts need of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from xlcost.reports.grid import Block, GridColumn, Line, Page, Rank
from xlcost.sheets.formats import text_pixels, wrapped_lines
from xlcost.sheets.pages import DataTable, fill_pack
from xlcost.sheets.printing import PRINTED_ROWS, SCREEN_ONLY

COLUMNS = (GridColumn("group", "Item No.", "code"), GridColumn("amount", "Amount", "amount", sums=True))


def entries(rows: int) -> Page:
    lines = [Line(Rank.DETAIL, {"group": f"I{n}", "amount": n}) for n in range(rows)]
    return Page("Value Entries", "entries", "Value entries", "M.", "amounts in LCY", (Block("", COLUMNS, lines),), slots={"open": True})


def data(rows: int) -> DataTable:
    return DataTable("Reported Entries", "Reported", "M.", COLUMNS, [[f"I{n}" for n in range(rows)], list(range(rows))], "amounts in LCY")


@pytest.mark.parametrize(("rows", "last"), [(PRINTED_ROWS, PRINTED_ROWS + 7), (PRINTED_ROWS + 1, 7)])
def test_a_long_list_prints_its_head_and_says_so(tmp_path: Path, rows: int, last: int) -> None:
    fill_pack([entries(rows)], tmp_path / "t.xlsx", company="C", run_id="R", tables=[data(rows)])
    for sheet in load_workbook(tmp_path / "t.xlsx"):
        if sheet.title == "Legend":
            continue
        assert int(sheet.print_area.rsplit("$", 1)[1]) == last, sheet.title
        assert (SCREEN_ONLY in sheet["B3"].value) is (last == 7)
        assert [sheet.cell(7 + n, 2).value for n in (1, rows)] == ["I0", f"I{rows - 1}"], "no row is lost"


def test_a_report_prints_all_its_rows(tmp_path: Path) -> None:
    page = Page("Report", "list", "Report", "M.", "", entries(PRINTED_ROWS + 50).blocks)
    fill_pack([page], tmp_path / "t.xlsx", company="C", run_id="R")
    assert load_workbook(tmp_path / "t.xlsx")["Report"].print_area.endswith(f"${PRINTED_ROWS + 57}")


def test_the_options_use_the_width_of_the_page_and_what_is_cut_is_in_a_note(tmp_path: Path) -> None:
    whole = " · ".join(["Item: " + "|".join(f"I{n:04d}" for n in range(60)), "mode exact"])
    short = "As of 31 Oct 2026 · mode exact · no filters · amounts in GBP (LCY) · adjusted; 6 entries wait for invoices"
    for name, options in (("whole", whole), ("short", short)):
        page = Page("Report", "list", "Report", "M.", options, entries(3).blocks)
        fill_pack([page], tmp_path / f"{name}.xlsx", company="C", run_id="R")
    cut = load_workbook(tmp_path / "whole.xlsx")["Report"]["B3"]
    assert cut.value.endswith("…")
    assert len(cut.value) > 120
    assert cut.comment.text == whole
    assert load_workbook(tmp_path / "short.xlsx")["Report"]["B3"].value == short


def test_chinese_is_as_wide_as_it_is_drawn_and_breaks_anywhere() -> None:
    assert text_pixels("自行车", 9) == pytest.approx(36)
    assert wrapped_lines("自行车" * 10, 20) == 3  # 360 px in 135
    assert wrapped_lines("Fahrradschlauchventilkappen" * 4, 20) == 5
    assert text_pixels("e\u0301") == text_pixels("e")
