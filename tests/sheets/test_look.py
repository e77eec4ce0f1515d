"""The look, held on a produced pack: fonts, colours, widths, printing, links, charts, totals, outline."""

from __future__ import annotations

import itertools
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from xlcost.reports.grid import Block, GridColumn, Line, Page, Rank
from xlcost.sheets.charts_out import bridge_ranges
from xlcost.sheets.formats import column_width_for, quantity_format, serial
from xlcost.sheets.formulas_out import runs
from xlcost.sheets.pages import fill_pack

from . import demo_pack, look_checks


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("look") / "pack.xlsx"
    fill_pack(demo_pack.pages(), path, company=demo_pack.COMPANY, run_id=demo_pack.RUN, tables=[demo_pack.value_entries()])
    return path


@pytest.fixture(scope="module")
def book(pack: Path) -> Workbook:
    return load_workbook(pack)


def test_the_look_holds(pack: Path) -> None:
    assert look_checks.check_pack(pack) == []


def test_the_checks_see_what_is_wrong(tmp_path: Path) -> None:
    """A check that cannot fail is none: a narrow column, a foreign font, a colour, a dead link, a sign are all found."""
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet["B2"] = 123456789.12
    sheet["B2"].number_format = "#,##0.00"
    sheet.column_dimensions["B"].width = 5
    sheet["C2"] = "\u2705 done"
    sheet["C2"].font = Font(name="Comic Sans MS", color="FF00FF00")
    sheet["C2"].hyperlink = "#'Nowhere'!A1"
    made.save(tmp_path / "bad.xlsx")
    found = " ".join(look_checks.check_pack(tmp_path / "bad.xlsx"))
    for word in ("does not fit", "Comic Sans", "colour", "signs outside", "no footer", "repeats no rows", "a time or a user"):
        assert word in found


def test_sheets_stand_in_order_with_the_entries_before_problems_and_evidence(book: Workbook) -> None:
    assert book.sheetnames[:2] == ["Cover", "Inventory Valuation"]
    assert book.sheetnames[-4:] == ["Value Entries", "Problems", "Evidence", "Legend"]


def test_totals_are_formulas_over_details_only(book: Workbook) -> None:
    sheet = book["Inventory Valuation"]
    rows = {sheet.cell(r, 2).value: r for r in range(8, 60)}
    assert sheet.cell(rows["Total"], 6).value.startswith("=SUBTOTAL(9,")
    assert sheet.cell(rows["RAW MAT"], 6).value == f"=SUBTOTAL(9,F{rows['R-100']}:F{rows['R-140']})"
    finished = sheet.cell(rows["FINISHED"], 6).value
    assert finished == f"=SUBTOTAL(9,F{rows['F-200']}:F{rows['F-210']},F{rows['F-220']})"  # without the second line between


def test_every_total_has_a_hidden_copy_and_an_alert(book: Workbook) -> None:
    sheet = book["Inventory Valuation"]
    rules = [rule for block in sheet.conditional_formatting for rule in block.rules]
    assert len(rules) == 5
    match = re.search(r"\$([A-Z]+)8", rules[0].formula[0])
    assert match is not None
    assert sheet.column_dimensions[match[1]].hidden
    total = next(r for r in range(8, 60) if sheet.cell(r, 2).value == "Total")
    assert sheet[f"{match[1]}{total}"].value == 401910.09


def test_decimal_points_of_a_group_stand_in_one_line(book: Workbook) -> None:
    sheet = book["Inventory Valuation"]
    formats = {sheet.cell(r, 2).value: sheet.cell(r, 7).number_format.split(";")[0] for r in range(8, 60)}
    assert formats["R-100"] == "#,##0.00000"
    assert formats["R-110"] == "#,##0.000_0_0"
    assert formats["R-120"] == "#,##0_._0_0_0_0_0"
    assert formats["F-200"] == "#,##0"


def test_links_lead_from_the_figure_to_its_entries_and_back(book: Workbook) -> None:
    sheet = book["Inventory Valuation"]
    row = next(r for r in range(8, 20) if sheet.cell(r, 2).value == "F-200")
    link = sheet.cell(row, 12).hyperlink
    assert link.tooltip == "3 entries behind this figure"
    assert book.defined_names[link.location].attr_text == "'Value Entries'!$G$8:$G$10"
    assert sheet["B4"].value == "‹ Cover"


def test_chart_cells_are_the_cells_of_the_table_where_there_is_one(book: Workbook) -> None:
    sheet = book["Valuation Tie-out"]
    data = book["Valuation Tie-out"].defined_names["xlc_chart_data_1"].attr_text
    first = re.search(r"\$([A-Z]+)\$(\d+):\$([A-Z]+)\$(\d+)", data)
    assert first is not None
    cells = sheet[f"{first[1]}{first[2]}:{first[3]}{first[4]}"]
    values = [cell.value for row in cells[1:] for cell in row[1:]]
    assert values
    assert all(isinstance(v, str) and re.fullmatch(r"=[A-Z]+\d+", v) for v in values)


def _grouped(count: int) -> Page:
    columns = [GridColumn("item_no", "Item No.", "code"), GridColumn("amount", "Amount", "amount", sums=True)]
    lines = [Line(Rank.HEADING, {"item_no": "G"})]
    lines += [Line(Rank.DETAIL, {"item_no": f"I{n}", "amount": Decimal(1)}) for n in range(count)]
    lines += [
        Line(Rank.SUBTOTAL, {"item_no": "G", "amount": Decimal(count)}),
        Line(Rank.TOTAL, {"item_no": "Total", "amount": Decimal(count)}),
    ]
    return Page("L", "list", "T", "M", "", [Block("", columns, lines)])


@pytest.mark.parametrize(("count", "folded"), [(20, False), (100, True)])
def test_long_reports_open_folded_to_their_subtotals(tmp_path: Path, count: int, folded: bool) -> None:
    fill_pack([_grouped(count)], tmp_path / "out.xlsx", company="", run_id="")
    sheet = load_workbook(tmp_path / "out.xlsx")["L"]
    detail, subtotal = sheet.row_dimensions[9], sheet.row_dimensions[9 + count]
    assert (detail.outlineLevel, bool(detail.hidden)) == (2, folded)
    assert (subtotal.outlineLevel, bool(subtotal.hidden)) == (1, False)


def test_many_second_lines_are_left_out_by_sumifs(tmp_path: Path) -> None:
    columns = [GridColumn("item_no", "Item No.", "code"), GridColumn("amount", "Amount", "amount", sums=True)]
    lines = []
    for n in range(300):
        lines += [
            Line(Rank.DETAIL, {"item_no": f"I{n}", "amount": Decimal(1)}),
            Line(Rank.SECOND, {"item_no": "second", "amount": Decimal(5)}),
        ]
    lines.append(Line(Rank.TOTAL, {"item_no": "Total", "amount": Decimal(300)}))
    fill_pack([Page("L", "list", "T", "M", "", [Block("", columns, lines)])], tmp_path / "out.xlsx", company="", run_id="")
    sheet = load_workbook(tmp_path / "out.xlsx")["L"]
    assert sheet.cell(8 + 600, 3).value.startswith("=SUMIFS(")


def test_no_page_ends_inside_the_first_rows_of_a_group(tmp_path: Path) -> None:
    fill_pack([demo_pack.explained(6)], tmp_path / "out.xlsx", company="", run_id="")
    sheet = load_workbook(tmp_path / "out.xlsx")["Explained"]
    breaks = [b.id for b in sheet.row_breaks.brk]
    for last in breaks:
        assert sheet.cell(last + 1, 2).value or sheet.cell(last + 2, 2).value  # the next page starts with an account


def test_a_cover_with_more_types_than_rows_grows(tmp_path: Path) -> None:
    fill_pack([demo_pack.cover(20)], tmp_path / "out.xlsx", company="", run_id="")
    sheet = load_workbook(tmp_path / "out.xlsx")["Cover"]
    texts = [sheet.cell(r, 3).value for r in range(1, 60)]
    assert texts.index("Sum (must be zero)") == 13 + 20
    assert "Close inventory period" in texts
    assert any(sheet.cell(r, 10).value == "Prepared by" for r in range(1, 60))


@pytest.mark.parametrize(("state", "color"), [("ties", "FFEFF3F6"), ("explained", "FFFCEFDF"), ("open", "FFA14300")])
def test_the_verdict_band_says_the_state_in_sign_word_and_colour(tmp_path: Path, state: str, color: str) -> None:
    page = demo_pack.cover()
    slots = {**page.slots, "verdict": {"state": state, "word": "Word.", "text": "Text.", "tail": ""}}
    fill_pack(
        [Page(page.sheet, page.template, page.title, "", "", page.blocks, page.charts, slots, ())],
        tmp_path / "o.xlsx",
        company="",
        run_id="",
    )
    cell = load_workbook(tmp_path / "o.xlsx")["Cover"]["B6"]
    assert cell.fill.fgColor.rgb == color
    assert str(cell.value).startswith({"ties": "●", "explained": "▲", "open": "■"}[state] + " Word.")


# rules as properties


@given(st.integers(0, 5), st.integers(0, 5))
def test_padded_quantities_have_the_same_places_after_the_point(decimals: int, most: int) -> None:
    decimals, most = min(decimals, most), max(decimals, most)
    positive = quantity_format(decimals, most).split(";")[0]
    places = len(re.findall(r"_0", positive)) + (len(positive.split(".", 1)[1].split("_")[0]) if "." in positive.replace("_.", "") else 0)
    assert places == most


@given(st.integers(0, 10**14), st.sampled_from([12.5, 14.0]))
def test_a_widened_column_shows_the_whole_number(value: int, start: float) -> None:
    text = f"-{value:,}.00"
    width = column_width_for(text, start)
    assert width >= start
    assert look_checks.pixels(text) <= int(7 * width + 5) - 3


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=6), st.integers(0, 3000))
def test_a_bridge_ends_where_its_movements_lead(moves: list[int], opening: int) -> None:
    closing = opening + sum(moves)
    ranges = bridge_ranges([opening, *moves, closing])
    balances = [opening + sum(moves[:n]) for n in range(len(moves) + 1)]
    assert (ranges is None) == (min(balances) < 0)
    if ranges is not None:
        for n, move in enumerate(moves, 1):
            top = ranges["Base"][n] + ranges["Increase"][n] + ranges["Decrease"][n]
            assert top == max(balances[n - 1], balances[n])
            assert ranges["Increase"][n] - ranges["Decrease"][n] == move


@given(st.sets(st.integers(1, 200), min_size=1))
def test_runs_cover_exactly_the_rows(rows: set[int]) -> None:
    found = runs(sorted(rows))
    assert {n for a, b in found for n in range(a, b + 1)} == rows
    assert all(later[0] > earlier[1] + 1 for earlier, later in itertools.pairwise(found))


@pytest.mark.parametrize(("day", "number"), [("1900-02-28", 59), ("1900-03-01", 61), ("2026-10-31", 46326)])
def test_serials_of_days(day: str, number: int) -> None:
    from datetime import date

    assert serial(date.fromisoformat(day)) == number
