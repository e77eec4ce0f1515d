"""A ledger workbook from nothing: one sheet per table, captions in a frozen first row, real dates, numbers and texts."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import quoteattr

import numpy as np

from xlcost.ledger.schema import Column, Kind
from xlcost.ledger.table import Table
from xlcost.ledger.tables import sheet_title
from xlcost.money import Array
from xlcost.sheets.failures import failure
from xlcost.sheets.fragments import bodies, risky, text_body
from xlcost.sheets.limits import MAX_ROWS
from xlcost.sheets.workbook_parts import column_letter

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STAMP = (1980, 1, 1, 0, 0, 0)
_ROWS = 5_000

# cellXfs of _STYLES by kind; +_QUOTED for text that looks like a formula
HEADER, TEXT, NUMBER, COST, DAY, WHOLE, QUOTED = 1, 2, 3, 4, 5, 6, 7
_BY_KIND = {
    Kind.CODE: TEXT,
    Kind.TEXT: TEXT,
    Kind.OPTION: TEXT,
    Kind.AMOUNT: NUMBER,
    Kind.UNIT_COST: COST,
    Kind.QUANTITY: COST,
    Kind.PERCENT: COST,
    Kind.DATE: DAY,
    Kind.ENTRY_NO: WHOLE,
    Kind.INTEGER: WHOLE,
}
_WIDTHS = {Kind.TEXT: 36.0, Kind.DATE: 12.0, Kind.ENTRY_NO: 11.0, Kind.INTEGER: 11.0, Kind.YES_NO: 9.0}
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="2"><numFmt numFmtId="164" formatCode="#,##0.#####"/><numFmt numFmtId="165" formatCode="dd\\ mmm\\ yyyy"/></numFmts>'
    '<fonts count="2"><font><sz val="10"/><name val="Arial"/><family val="2"/></font>'
    '<font><b/><sz val="10"/><color rgb="FF1B2A38"/><name val="Arial"/><family val="2"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFEFF3F6"/><bgColor indexed="64"/></patternFill></fill></fills>'
    '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
    '<border><left/><right/><top/><bottom style="thin"><color rgb="FFA9B6C1"/></bottom><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="8">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="1" fillId="2" borderId="1" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1"'
    ' applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="1" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/>'
    "</cellXfs>"
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def written_columns(table: Table) -> list[tuple[str, Column | None]]:
    """(caption, declared column) of what is written of a table: the columns it was given, then unknown ones."""
    empty = not table.length  # of a table without rows at least the required columns, or it could not be read again
    declared = [c for c in table.definition.columns if c.caption in table.columns or (empty and c.required)]
    declared = declared or list(table.definition.columns[:1])
    return [*((c.caption, c) for c in declared), *((caption, None) for caption in table.extra)]


def style_of(column: Column | None) -> int:
    """Style number of a column's cells."""
    return _BY_KIND.get(column.kind, 0) if column else 0


def sheet_xml(table: Table, selected: bool = False, styles: tuple[int, ...] = tuple(range(8))) -> Iterator[bytes]:
    """The XML of a table's sheet, in chunks; `styles` translates the style numbers of this module."""
    if table.length + 1 > MAX_ROWS:
        raise failure("W38", f"{table.name} has {table.length:,} rows.")
    columns = written_columns(table)
    letters = [column_letter(n) for n in range(1, len(columns) + 1)]
    last = f"{letters[-1]}{table.length + 1}"
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{width_of(caption, column)}" customWidth="1"/>' for n, (caption, column) in enumerate(columns, 1)
    )
    view = ' tabSelected="1"' if selected else ""
    yield (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><dimension ref="A1:{last}"/><sheetViews><sheetView{view} workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft" activeCell="A2" sqref="A2"/>'
        f'</sheetView></sheetViews><sheetFormatPr defaultRowHeight="12.75"/><cols>{widths}</cols><sheetData>'
        f'<row r="1" ht="27" customHeight="1">'
    ).encode()
    yield "".join(
        f'<c r="{letter}1" s="{styles[HEADER]}"{text_body(caption)}' for letter, (caption, _) in zip(letters, columns, strict=True)
    ).encode()
    yield b"</row>"
    for start in range(0, table.length, _ROWS):
        yield _rows(table, columns, letters, range(start, min(start + _ROWS, table.length)), styles)
    yield f'</sheetData><autoFilter ref="A1:{last}"/></worksheet>'.encode()


def _rows(table: Table, columns: list[tuple[str, Column | None]], letters: list[str], span: range, styles: tuple[int, ...]) -> bytes:
    cut = slice(span.start, span.stop)
    cells = []
    for (caption, column), letter in zip(columns, letters, strict=True):
        values: Array = table[caption][cut] if column else table.extra[caption][cut]
        style, quoted = styles[style_of(column)], styles[QUOTED]
        made = bodies(column, values)
        if (column is None or column.kind.is_text) and any(map(risky, values.tolist())):
            marks = [quoted if risky(v) else style for v in values.tolist()]
        else:
            marks = [style] * len(made)
        cells.append([f'<c r="{letter}{n + 2}" s="{s}"{b}' if b else "" for n, s, b in zip(span, marks, made, strict=True)])
    return "".join(f'<row r="{n + 2}">{"".join(row)}</row>' for n, row in zip(span, zip(*cells, strict=True), strict=True)).encode()


def width_of(caption: str, column: Column | None) -> float:
    """Column width by kind, wide enough for the longest word of the caption."""
    base = _WIDTHS.get(column.kind, 14.0) if column else 14.0
    return max(base, max((len(word) for word in caption.split()), default=0) * 1.2 + 2)


def write_fresh(path: Path, tables: list[Table]) -> None:
    """A workbook of these tables; its bytes depend on nothing else."""
    titles = [sheet_title(t.name) for t in tables]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name, content in _frame(titles):
            with package.open(zip_info(name), "w") as part:
                part.write(content.encode())
        for number, table in enumerate(tables, 1):
            with package.open(zip_info(f"xl/worksheets/sheet{number}.xml"), "w", force_zip64=True) as part:
                for chunk in sheet_xml(table, number == 1):
                    part.write(chunk)


def zip_info(name: str) -> zipfile.ZipInfo:
    """A part's directory entry with a fixed time."""
    info = zipfile.ZipInfo(name, _STAMP)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    info.create_system = 0
    return info


def _frame(titles: list[str]) -> Iterator[tuple[str, str]]:
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    numbers = np.arange(1, len(titles) + 1).tolist()
    yield (
        "[Content_Types].xml",
        (
            f'{_HEAD}<Types xmlns="{package}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>'
            + "".join(f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}.worksheet+xml"/>' for n in numbers)
            + "</Types>"
        ),
    )
    yield (
        "_rels/.rels",
        (
            f'{_HEAD}<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/>'
            "</Relationships>"
        ),
    )
    sheets = "".join(f'<sheet name={quoteattr(t)} sheetId="{n}" r:id="rId{n}"/>' for n, t in zip(numbers, titles, strict=True))
    yield (
        "xl/workbook.xml",
        (
            f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><bookViews><workbookView activeTab="0"/></bookViews><sheets>{sheets}</sheets></workbook>'
        ),
    )
    yield (
        "xl/_rels/workbook.xml.rels",
        (
            f'{_HEAD}<Relationships xmlns="{package}/relationships">'
            + "".join(f'<Relationship Id="rId{n}" Type="{_REL}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers)
            + f'<Relationship Id="rId{len(titles) + 1}" Type="{_REL}/styles" Target="styles.xml"/></Relationships>'
        ),
    )
    yield "xl/styles.xml", _STYLES
