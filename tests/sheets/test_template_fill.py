"""Filling templates: nothing of a template is lost, missing slots are named, the same pages give the same bytes."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from xlcost.problems import XlcostError
from xlcost.reports.grid import Block, GridColumn, Line, Page, Rank
from xlcost.sheets.house.build import build
from xlcost.sheets.pages import fill_pack, sheet_title
from xlcost.sheets.template import house_template

from . import customer_template, demo_pack


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def fill(path: Path, *pages: Page, template: Path | None = None) -> Path:
    fill_pack(pages, path, company="A & B Ltd.", run_id="2026-10/00000000", template=template)
    return path


@pytest.fixture(scope="module")
def customer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return customer_template.make(tmp_path_factory.mktemp("template") / "own.xlsm")


@pytest.fixture(scope="module")
def filled(customer: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("pack") / "pack.xlsm", demo_pack.valuation(), template=customer)


def described(path: Path) -> dict[str, object]:
    """What a template says, whatever the version of the library that wrote it."""
    found: dict[str, object] = {}
    for sheet in load_workbook(path).worksheets:
        found[sheet.title] = {name: value.attr_text for name, value in sheet.defined_names.items()}
        for row in sheet.iter_rows():
            for cell in row:
                look = (
                    cell.font.name,
                    cell.font.sz,
                    cell.font.b,
                    cell.font.i,
                    cell.fill.fgColor.rgb,
                    str(cell.border.top and cell.border.top.style),
                    str(cell.border.bottom and cell.border.bottom.style),
                )
                found[f"{sheet.title}!{cell.coordinate}"] = (
                    cell.value,
                    cell.number_format,
                    cell.alignment.horizontal,
                    cell.alignment.indent,
                    *look,
                )
        found[f"{sheet.title} widths"] = {k: v.width for k, v in sheet.column_dimensions.items()}
    return found


def test_the_committed_template_is_what_the_script_builds(tmp_path: Path) -> None:
    assert described(build(tmp_path)) == described(house_template())


def test_the_template_is_built_to_the_same_bytes(tmp_path: Path) -> None:
    assert build(tmp_path / "a").read_bytes() == build(tmp_path / "b").read_bytes()


def test_the_same_pages_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        fill_pack(demo_pack.pages(), tmp_path / f"{name}.xlsx", company="X", run_id="R", tables=[demo_pack.value_entries()])
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_parts_nobody_fills_stay_byte_for_byte(customer: Path, filled: Path) -> None:
    before, after = parts_of(customer), parts_of(filled)
    for name in (*customer_template.OWN_PARTS, "xl/theme/theme1.xml"):
        assert after[name] == before[name], name


def test_styles_of_the_template_keep_their_numbers(customer: Path, filled: Path) -> None:
    before, after = parts_of(customer)["xl/styles.xml"], parts_of(filled)["xl/styles.xml"]
    start = before.index(b"<cellXfs")
    own = before[before.index(b">", start) + 1 : before.index(b"</cellXfs>")]
    assert own in after


@pytest.mark.parametrize(
    "feature",
    [b"Internal use", b"rIdLogo", b"Our text box"],
)
def test_logo_and_text_box_stay(filled: Path, feature: bytes) -> None:
    assert feature in parts_of(filled)[customer_template.DRAWING]


@pytest.mark.parametrize(
    "feature",
    [b"x14:sparkline>", b"Our footer", b"Our column", b"Checked by the group", b'type="list"', b'operator="lessThan"'],
)
def test_features_of_the_sheet_stay(filled: Path, feature: bytes) -> None:
    assert feature in parts_of(filled)[customer_template.SHEET]


def test_a_condition_on_the_detail_row_covers_all_rows(filled: Path) -> None:
    sheet = load_workbook(filled)["Inventory Valuation"]
    ranges = [str(block.sqref) for block in sheet.conditional_formatting]
    assert any(ref.startswith("L8:L") and int(ref.rsplit("L", 1)[1]) > 30 for ref in ranges), ranges


def test_moved_columns_are_filled_where_the_names_say(filled: Path) -> None:
    sheet = load_workbook(filled, data_only=True)["Inventory Valuation"]
    row = next(r for r in range(8, 20) if sheet.cell(r, 2).value == "F-200")
    assert (sheet.cell(row, 8).value, sheet.cell(row, 10).value) == (52736, 101352)  # decreases before increases
    formulas = load_workbook(filled)["Inventory Valuation"]
    assert formulas.cell(row, 12).value == f"F{row}+J{row}-H{row}" or formulas.cell(row, 12).value == f"=F{row}+J{row}-H{row}"


def test_the_customers_look_is_used(filled: Path) -> None:
    cell = load_workbook(filled)["Inventory Valuation"]["B9"]
    assert cell.font.name == "Verdana"


def test_own_sheets_and_names_stay(filled: Path) -> None:
    book = load_workbook(filled)
    assert book.sheetnames == ["Inventory Valuation", "Legend", "Notes"]
    assert book.defined_names["Own_Range"].attr_text == "'Notes'!$A$1:$C$1"


@pytest.mark.parametrize("slot", ["xlc_detail", "xlc_header", "xlc_total"])
def test_a_missing_required_slot_is_named_with_its_sheet(tmp_path: Path, customer: Path, slot: str) -> None:
    parts = parts_of(customer)
    book = parts["xl/workbook.xml"].decode()
    start = book.index(f'<definedName name="{slot}" localSheetId="1"')
    parts["xl/workbook.xml"] = (book[:start] + book[book.index("</definedName>", start) + len("</definedName>") :]).encode()
    broken = tmp_path / "broken.xlsm"
    with zipfile.ZipFile(broken, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    with pytest.raises(XlcostError) as caught:
        fill(tmp_path / "out.xlsm", demo_pack.valuation(), template=broken)
    assert caught.value.code == "TEMPLATE_SLOT"
    assert slot in str(caught.value)
    assert "Bestand" in str(caught.value)
    assert not (tmp_path / "out.xlsm").exists()


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").write_text("not a workbook")
    with pytest.raises(XlcostError, match="TEMPLATE_INVALID"):
        fill(tmp_path / "out.xlsx", demo_pack.problems(), template=tmp_path / "t.xlsx")


def test_a_dropped_column_stays_dropped(tmp_path: Path, customer: Path) -> None:
    parts = parts_of(customer)
    book = parts["xl/workbook.xml"].decode()
    start = book.index('<definedName name="xlc_col_base_unit_of_measure" localSheetId="1"')
    parts["xl/workbook.xml"] = (book[:start] + book[book.index("</definedName>", start) + len("</definedName>") :]).encode()
    own = tmp_path / "own.xlsm"
    with zipfile.ZipFile(own, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    sheet = load_workbook(fill(tmp_path / "out.xlsm", demo_pack.valuation(), template=own))["Inventory Valuation"]
    values = {cell.value for row in sheet.iter_rows() for cell in row}
    assert "PCS" not in values
    assert "F-200" in values


HOSTILE = [
    "=1+1",
    "+A1",
    "-2+3",
    "@SUM(A1)",
    '=HYPERLINK("http://x")',
    "\t=1",
    "http://x.example",
    "_x0041_",
    " spaced ",
    "a\x01b",
    "<&>\"'",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text(tmp_path: Path, text: str) -> None:
    columns = [GridColumn("item_no", "Item No.", "code"), GridColumn("amount", "Amount", "amount")]
    page = Page("List", "list", text, text, text, [Block("", columns, [Line(Rank.DETAIL, {"item_no": text, "amount": Decimal(1)})])])
    path = fill(tmp_path / "out.xlsx", page)
    data = parts_of(path)
    sheet = next(v for k, v in data.items() if k.startswith("xl/worksheets/sheet") and b"Item No." in v)
    assert b"<f>" not in sheet
    assert b"<hyperlink " not in sheet
    value = load_workbook(path)["List"].cell(8, 2).value
    assert value.replace("_x0001_", "\x01").replace("_x005F_", "_") == text


def test_figures_carry_no_binary_dirt(tmp_path: Path) -> None:
    columns = [GridColumn("a", "A", "text"), GridColumn("amount", "Amount", "amount"), GridColumn("cost", "Cost", "unit cost")]
    lines = [Line(Rank.DETAIL, {"a": "x", "amount": Decimal("0.1") + Decimal("0.2"), "cost": Decimal("572.73926")})]
    path = fill(tmp_path / "out.xlsx", Page("List", "list", "T", "M", "", [Block("", columns, lines)]))
    sheet = next(v for k, v in parts_of(path).items() if k.startswith("xl/worksheets/sheet") and b"572.7" in v)
    assert b"<v>0.3</v>" in sheet
    assert b"<v>572.73926</v>" in sheet


def test_unknown_columns_are_laid_out_not_lost(tmp_path: Path) -> None:
    page = demo_pack.valuation()
    main = page.blocks[0]
    wider = Block("", [*main.columns, GridColumn("location_code", "Location Code", "code")], main.lines)
    path = fill(tmp_path / "out.xlsx", Page(page.sheet, page.template, page.title, page.message, page.options, [wider]))
    headings = [cell.value for cell in load_workbook(path)[page.sheet][7]]
    assert "Location Code" in headings
    assert headings.index("Item No.") == 1


def test_a_wide_amount_widens_its_column(tmp_path: Path) -> None:
    columns = [GridColumn("a", "A", "text"), GridColumn("amount", "Amount", "amount")]
    widths = []
    for amount in ("1.00", "-123456789012.34"):
        lines = [Line(Rank.DETAIL, {"a": "x", "amount": Decimal(amount)})]
        path = fill(tmp_path / "out.xlsx", Page("List", "list", "T", "M", "", [Block("", columns, lines)]))
        widths.append(load_workbook(path)["List"].column_dimensions["C"].width)
    assert widths[1] > widths[0]


def test_two_sheets_of_one_title_are_refused(tmp_path: Path) -> None:
    with pytest.raises(XlcostError, match="SHEET_TITLE_TWICE"):
        fill(tmp_path / "out.xlsx", demo_pack.problems(), demo_pack.problems())


@pytest.mark.parametrize(
    ("text", "title"), [("Inventory - G/L", "Inventory - G-L"), ("'x'", "x"), ("History", "History_"), ("a" * 40, "a" * 31), ("[]", "--")]
)
def test_titles_that_a_sheet_may_have(text: str, title: str) -> None:
    assert sheet_title(text) == title


def test_one_template_sheet_may_serve_many_pages(tmp_path: Path) -> None:
    pages = [Page(f"List {n}", "list", f"List {n}", "", "", demo_pack.specification().blocks) for n in range(3)]
    book = load_workbook(fill(tmp_path / "out.xlsx", *pages))
    assert book.sheetnames == ["List 0", "List 1", "List 2", "Legend"]
    assert [book[f"List {n}"]["B1"].value for n in range(3)] == ["List 0", "List 1", "List 2"]


def test_an_empty_result_has_head_captions_and_a_zero_total(tmp_path: Path) -> None:
    page = demo_pack.valuation()
    total = {c.key: Decimal(0) for c in page.blocks[0].columns if c.sums}
    empty = Block("", page.blocks[0].columns, [Line(Rank.TOTAL, {"item_no": "Total", **total})])
    message = "No item has an entry up to 31 Oct 2026 within the filters."
    sheet = load_workbook(fill(tmp_path / "out.xlsx", Page(page.sheet, page.template, page.title, message, "", [empty])))[page.sheet]
    assert sheet["B2"].value == message
    assert sheet["B7"].value == "Item No."
    assert (sheet["B8"].value, sheet["F8"].value) == ("Total", 0)
