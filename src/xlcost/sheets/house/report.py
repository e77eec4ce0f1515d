"""A report sheet of the house template: head, header row, one prototype row per rank, and the palette of kinds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from xlcost.sheets.formats import pixels
from xlcost.sheets.house import look
from xlcost.sheets.house.sheets import C, S
from xlcost.sheets.slots import quoted, slug

PALETTE_COLUMN = 40  # AN: right of every printed column; removed when the sheet is filled
PROTOTYPES = (
    "group",
    "detail",
    "detail_second",
    "subtotal",
    "subtotal_second",
    "gap",
    "total",
    "total_second",
    "note",
    "section",
    "tieout_header",
    "tieout",
    "tieout_second",
    "tieout_subtotal",
    "tieout_total",
)


@dataclass
class Names:
    """Defined names with the scope of one sheet."""

    sheet: Worksheet
    spans: dict[str, tuple[int, int, int, int]] = field(default_factory=dict)

    def cell(self, name: str, row: int, column: int) -> None:
        self.block(name, row, column, row, column)

    def block(self, name: str, row: int, column: int, last_row: int, last_column: int) -> None:
        self.spans[name] = (row, column, last_row, last_column)
        first = f"${get_column_letter(column)}${row}"
        last = f"${get_column_letter(last_column)}${last_row}"
        text = first if first == last else f"{first}:{last}"
        self.sheet.defined_names[name] = DefinedName(name, attr_text=f"{quoted(self.sheet.title)}!{text}")

    def constant(self, name: str, value: str) -> None:
        self.sheet.defined_names[name] = DefinedName(name, attr_text=f'"{value}"', hidden=True)


def width(sheet: Worksheet, column: int, size: float) -> None:
    """Column width as people say it; the file wants it with padding."""
    sheet.column_dimensions[get_column_letter(column)].width = pixels(size) / 7


def put(
    sheet: Worksheet,
    row: int,
    column: int,
    value: Any,
    font: Font,
    horizontal: str | None = None,
    vertical: str = "center",
    indent: int = 0,
    wrap: bool = False,
) -> Cell:
    """A cell with font and alignment."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    cell.value = value if value != "" else None
    cell.font = font
    cell.alignment = Alignment(horizontal=horizontal, vertical=vertical, indent=indent, wrap_text=wrap or None)
    return cell


def build_report(sheet: Worksheet, names: Names, what: S) -> None:
    """One report sheet from its declaration; with no columns of its own the palette is the table."""
    columns = what.columns
    generic = not columns
    first_kind = 2 if generic else PALETTE_COLUMN
    last = 1 + len(columns) if columns else 1 + len(look.KINDS)
    width(sheet, 1, 1.3)
    for number, column in enumerate(columns, 2):
        width(sheet, number, column.width or look.KINDS[column.kind].width)
    for number, kind in enumerate(look.KINDS.values(), first_kind):
        width(sheet, number, kind.width)
    _head(sheet, names, last)
    header = what.header_row
    _header(sheet, names, what, header, last)
    for key, name in enumerate(look.KINDS, first_kind):
        names.cell(f"xlc_kind_{slug(name)}", header, key)
        cell = sheet.cell(header, key)
        if not generic:
            cell.value = name
            _style(cell, "header", name, False)
        else:
            cell.value = name
    row = header + 1
    for rank in PROTOTYPES:
        _prototype(sheet, names, what, rank, row, last, first_kind)
        row += 1
    for number, place in enumerate(what.charts, 1):
        _chart_place(sheet, names, number, place.first, place.last, row, place.rows)
        row += place.rows + 3


def _head(sheet: Worksheet, names: Names, last: int) -> None:
    rows = (("title", "Title"), ("message", "Message"), ("options", "Options"), ("nav", ""))
    for number, (rank, text) in enumerate(rows, 1):
        put(sheet, number, 2, text, look.font(look.RANKS[rank]), vertical="center")
        sheet.row_dimensions[number].height = look.RANKS[rank].height
        names.cell(f"xlc_{rank}", number, 2)
    put(sheet, 1, last, "Company", Font(name="Arial", size=9, bold=True, color="FF" + look.INK), "right")
    put(sheet, 2, last, "Run", Font(name="Arial", size=9, color="FF" + look.SLATE), "right")
    names.cell("xlc_company", 1, last)
    names.cell("xlc_run", 2, last)
    sheet.row_dimensions[5].height = 6


def _header(sheet: Worksheet, names: Names, what: S, header: int, last: int) -> None:
    if header == 7:
        sheet.row_dimensions[6].height = 15 if what.band else 6
        for number in range(2, last + 1):
            column = what.columns[number - 2] if what.columns else C("", "", "amount", band="x")
            cell = sheet.cell(6, number)
            if column.band and what.band:
                _style(cell, "band", column.kind, False)
                cell.alignment = Alignment(horizontal="centerContinuous", vertical="bottom")
        if what.band:
            names.block("xlc_band", 6, 2, 6, last)
    for number, column in enumerate(what.columns, 2):
        cell = sheet.cell(header, number, column.caption or None)
        _style(cell, "header", column.kind, False)
        before = what.columns[number - 3].kind if number > 2 else "text"
        if look.KINDS[before].horizontal == "right" and look.KINDS[column.kind].horizontal == "left":
            cell.alignment = Alignment(horizontal="left", vertical="bottom", wrap_text=True, indent=1)
        names.cell(f"xlc_col_{column.key}", header, number)
    if not what.columns:
        for number, kind in enumerate(look.KINDS, 2):
            _style(sheet.cell(header, number), "header", kind, False)
    sheet.row_dimensions[header].height = what.header_height
    names.block("xlc_header", header, 2, header, last)


def _prototype(sheet: Worksheet, names: Names, what: S, rank: str, row: int, last: int, first_kind: int) -> None:
    for number, column in enumerate(what.columns, 2):
        cell = sheet.cell(row, number)
        _style(cell, rank, column.kind, what.sparse)
        if column.bold and rank == "detail":
            cell.font = look.font(look.RANKS[rank], bold=True)
        after = (
            number > 2 and look.KINDS[what.columns[number - 3].kind].horizontal == "right" and look.KINDS[column.kind].horizontal == "left"
        )
        indent = 1 if after else column.indent if rank == "detail" else 0
        if indent and not cell.alignment.indent:
            cell.alignment = Alignment(
                horizontal="left", vertical=cell.alignment.vertical, wrap_text=cell.alignment.wrap_text, indent=indent
            )
    for number, kind in enumerate(look.KINDS, first_kind):
        cell = sheet.cell(row, number)
        _style(cell, rank, kind, what.sparse)
        if rank == "detail":
            cell.value = {"amount": 1234.5, "quantity": 12, "text": "text"}.get(kind)
    sheet.row_dimensions[row].height = look.RANKS[rank].height
    names.block(f"xlc_{rank}", row, 2, row, last)


def _style(cell: Any, rank: str, kind: str, sparse: bool) -> None:
    cell.font = look.body_font(rank, kind)
    cell.border = look.border(look.RANKS[rank])
    cell.alignment = look.alignment(rank, kind)
    cell.number_format = look.number_format(rank, kind, sparse)
    if look.RANKS[rank].fill:
        cell.fill = look.fill(look.RANKS[rank].fill)


def _chart_place(sheet: Worksheet, names: Names, number: int, first: int, last: int, row: int, rows: int) -> None:
    put(sheet, row, first, "Finding", look.font(look.RANKS["chart_title"]))
    sheet.row_dimensions[row].height = look.RANKS["chart_title"].height
    put(sheet, row + 1, first, "measure, unit", look.font(look.RANKS["chart_unit"]))
    names.cell(f"xlc_chart_title_{number}", row, first)
    names.cell(f"xlc_chart_unit_{number}", row + 1, first)
    names.block(f"xlc_chart_{number}", row + 2, first, row + 1 + rows, last)
