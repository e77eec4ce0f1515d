"""Data tables: long lists of entries as Excel tables, streamed column by column.

DataTable("Value Entries", "Value entries", "...", columns, [numbers, dates, amounts], ticks=frozenset({"amount"}))
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcost.money import TICKS
from xlcost.problems import XlcostError
from xlcost.reports.grid import GridColumn, Page
from xlcost.sheets.block_out import captions
from xlcost.sheets.columns_out import Dress, is_numeric, palette_kind
from xlcost.sheets.formats import BUDGET, column_width_for, pixels, text_pixels
from xlcost.sheets.formulas_out import settled
from xlcost.sheets.printing import is_screen_only, with_note
from xlcost.sheets.rows_out import ColumnWriter, rows_xml, writer
from xlcost.sheets.sheet_out import SheetOut
from xlcost.sheets.slots import Span, letters
from xlcost.sheets.styles import Change, Styles
from xlcost.sheets.template import TemplateSheet

if TYPE_CHECKING:
    from xlcost.sheets.page_out import Context

MOST_ROWS = 1_048_576
SAMPLE = 20_000


@dataclass(frozen=True)
class DataTable:
    """A sheet with one Excel table: a list of entries of any length.

    `values`: one sequence per column (list, tuple, numpy array). A column whose key is in `ticks` holds int64 ticks of
    1/100,000; one in `days` int day ordinals (0 = blank); others API values. `groups` name runs of rows that links lead to:
    anchor -> (first row, last row), from 0; a link to it selects those rows of `measure`, whose sum Excel then shows.
    `total` adds a total row under the table over these columns.
    """

    sheet: str
    title: str
    message: str
    columns: Sequence[GridColumn]
    values: Sequence[Sequence[Any]]
    options: str = ""
    ticks: frozenset[str] = frozenset()
    days: frozenset[str] = frozenset()
    groups: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    measure: str = ""
    total: Mapping[str, Any] = field(default_factory=dict)  # column key -> the engine's total
    came_from: Sequence[str] = ("Cover",)
    name: str = ""  # of the table; default tbl_<sheet>

    @property
    def count(self) -> int:
        """Number of rows."""
        return len(self.values[0]) if self.values else 0


def lay_out_table(table: DataTable, sheet: TemplateSheet, context: Context) -> SheetOut:
    """The sheet of a data table; rows are made while the file is written."""
    from xlcost.sheets.page_out import head, room_for_head

    out = SheetOut(table.sheet, sheet, context.styles)
    out.flow = True
    header = sheet.slots["xlc_header"].last_row
    if table.count + header + 2 > MOST_ROWS:
        raise XlcostError(
            "TOO_MANY_ROWS",
            f"{table.count:,} rows do not fit the sheet {table.sheet}.",
            rule=f"A sheet has {MOST_ROWS:,} rows.",
            remedy="Ask for a shorter period or a filter, or write CSV or Parquet.",
        )
    dress = Dress(sheet, context.styles, context.states, {})
    last = 1 + len(table.columns)
    sizes = _sizes(table, sheet)
    out.widths = {number: pixels(size) / 7 for number, size in enumerate(sizes, 2)}
    places = {column.key: number for number, column in enumerate(table.columns, 2)}
    screen_only = is_screen_only(table.count)
    options = with_note(table.options) if screen_only else table.options
    page = Page(table.sheet, "entries", table.title, table.message, options, came_from=table.came_from)
    head_last = room_for_head(out, page, last)
    head(out, page, context, head_last, header)
    unique = _unique([c.caption for c in table.columns])
    renamed = [GridColumn(c.key, caption, c.kind) for c, caption in zip(table.columns, unique, strict=True)]
    captions(out, dress, header, renamed, places, 2, last, "xlc_header", out.widths)
    out.rows.pop(header - 1, None)
    out.row(header - 1, 6.0)
    first, end = header + 1, header + max(1, table.count)
    for anchor, (start, stop) in table.groups.items():
        column = places.get(table.measure, 2)
        out.anchors[anchor] = Span(first + start, column, first + stop, column)
    out.slots["xlc_body"] = Span(first, 2, end, last)
    out.frozen = (first, 3)
    writers = [_column_writer(dress, context.styles, table, number) for number in range(len(table.columns))]
    total = _total_row(table, dress, places, first, end, last) if table.total else b""
    out.tail_rows = lambda: rows_xml(writers, table.values, table.count, first, total)
    out.last_streamed = end + (1 if total else 0)
    name = table.name or "tbl_" + re.sub(r"[^A-Za-z0-9_]+", "_", table.sheet)
    out.tables.append((name, f"B{header}:{letters(last)}{end}", unique, False))
    out.print_area = (header if screen_only else out.last_streamed, head_last)
    from xlcost.sheets.page_out import footer

    out.footer = footer(context.company, context.run_id)
    return out


def _unique(texts: Sequence[str]) -> list[str]:
    """Captions of an Excel table differ and are not empty."""
    seen: dict[str, int] = {}
    result = []
    for number, text in enumerate(texts, 1):
        name = text or f"Column {number}"
        count = seen[name.lower()] = seen.get(name.lower(), 0) + 1
        result.append(name if count == 1 else f"{name} {count}")
    return result


def _sizes(table: DataTable, sheet: TemplateSheet) -> list[float]:
    """Widths of the columns; when they are wider than a page, figures get only the room that they need."""
    for most in (99.0, 10.5, 8.5):
        sizes = _sizes_up_to(table, sheet, most)
        if sum(pixels(size) for size in sizes) + 14 <= BUDGET:
            break
    return sizes


def _sizes_up_to(table: DataTable, sheet: TemplateSheet, most: float) -> list[float]:
    """Widths with at most this room for a figure that needs no more."""
    kinds = sheet.kinds()
    sizes = []
    for column, values in zip(table.columns, table.values, strict=True):
        source = kinds.get(palette_kind(column.kind), kinds.get("text"))
        size = (sheet.width(source) * 7 - 5) / 7 if source is not None else 12.5
        if column.kind in ("amount", "difference", "signed", "unit cost", "quantity"):
            size = _figure_width(column, values, min(size, most), column.key in table.ticks)
        elif column.kind in ("text", "code", "description", "explanation", "option"):
            longest = max(map(text_pixels, {str(v) for v in values[:SAMPLE]}), default=0)
            size = min(36.0, max(8.0, (longest + 14) / 7))
        words = max((text_pixels(word, bold=True) for word in column.caption.split()), default=0)
        sizes.append(max(size, (words + 10) / 7))
    return sizes


def _figure_width(column: GridColumn, values: Sequence[Any], size: float, ticks: bool) -> float:
    if not len(values):
        return size
    if isinstance(values, np.ndarray) and values.dtype != object:
        low, high = values.min(), values.max()
    else:
        low, high = min(values), max(values)
    decimals = {"unit cost": 5, "quantity": 5}.get(column.kind, 2)
    scale = TICKS if ticks else 1
    for extreme in (low, high):
        whole = f"{int(extreme) // scale if extreme >= 0 else -(-int(extreme) // scale):,}"
        size = column_width_for(
            ("+" if column.kind in ("difference", "signed") and extreme > 0 else "") + whole + "." + "0" * decimals, size
        )
    return size


def _column_writer(dress: Dress, styles: Styles, table: DataTable, number: int) -> ColumnWriter:
    column, values = table.columns[number], table.values[number]
    base = dress.base("xlc_detail", column.key, column.kind, number + 2)
    if number and is_numeric(table.columns[number - 1]) and not is_numeric(column):
        base = dress.after_number(base)
    storage = "ticks" if column.key in table.ticks else "days" if column.key in table.days else "values"
    return writer(letters(number + 2), base, styles.derive(base, Change(quoted=True)), storage, column.kind, values)


def _total_row(table: DataTable, dress: Dress, places: Mapping[str, int], first: int, end: int, last: int) -> bytes:
    """The row under the table: filtering the table filters its totals."""
    from xlcost.sheets.cells_out import cell

    row = end + 1
    cells = []
    for number, column in enumerate(table.columns, 2):
        base = dress.base("xlc_total", column.key, column.kind, number)
        letter = letters(number)
        if column.key in table.total:
            cells.append(
                cell(
                    row,
                    letter,
                    base,
                    table.total[column.key],
                    settled(f"SUBTOTAL(9,{letter}{first}:{letter}{end})", table.total[column.key], column.kind),
                )
            )
        else:
            cells.append(cell(row, letter, base, "Total" if number == 2 else None))
    return f'<row r="{row}">{"".join(cells)}</row>'.encode()


__all__ = ["DataTable", "lay_out_table"]
