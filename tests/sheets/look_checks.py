"""What every produced pack must hold (the look as checks); `python tests/sheets/look_checks.py FILE.xlsx` for any workbook.

Each check yields sentences about what is wrong; none means the pack holds.
"""

from __future__ import annotations

import re
import sys
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.utils import column_index_from_string, get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from xlcost.sheets.formats import is_wide, text_pixels, wrapped_lines
from xlcost.sheets.house import look

PALETTE = {"1B2A38", "566573", "A9B6C1", "E3E9EE", "EFF3F6", "0B5C7D", "2E7496", "8FC1D9", "D5E6EF", "C9D3DB", "A14300", "FCEFDF", "FFFFFF"}
SIGNS = set("●▲■○›‹–·└…")
# beyond Latin-1 and the signs: typographic quotes and the dashes that WGL4 has
WGL4_EXTRA = set("“”‘’„‚—•†‡‰€™‾⁄≤≥≠≈±−×√∞∆∑∏∫◊")
BUDGET = 1270
LOOKED_AT = 1200  # rows of a sheet
QUANTITY = re.compile(r"#,##0(\.0+)?(_\.)?(_0)*")
DIGIT = 5.004 / 9 * 12  # px of a 9 pt digit


def widths_of(sheet: Worksheet) -> dict[int, float]:
    """Width of every column that has one."""
    found: dict[int, float] = {}
    for dimension in sheet.column_dimensions.values():
        for number in range(dimension.min or 1, (dimension.max or dimension.min or 1) + 1):
            found[number] = 0 if dimension.hidden else dimension.width
    return found


def printed_width(sheet: Worksheet) -> float:
    area = re.search(r"\$([A-Z]+)\$\d+$", sheet.print_area or "$A$1")
    last = area[1] if area else "A"
    widths: dict[str, float] = {}
    for dimension in sheet.column_dimensions.values():
        for number in range(dimension.min or 1, (dimension.max or dimension.min or 1) + 1):
            widths[get_column_letter(number)] = 0 if dimension.hidden else dimension.width
    total, number = 0.0, 1
    while True:
        letter = get_column_letter(number)
        total += int(widths.get(letter, 9.14) * 7 + 0.001)
        if letter == last:
            return total
        number += 1


def formatted(value: Any, code: str) -> str:
    """A number as its format prints it, as far as width goes."""
    if isinstance(value, datetime):
        return "00 Mmm 0000"
    section = code.split(";")[0]
    digits = re.search(r"\.(0+)", section)
    decimals = len(digits[1]) if digits else 0
    if "%" in section:
        return f"{value * 100:.{decimals}f}%"
    comma = "," if "#,##0" in section else ""
    padding = "0" * section.count("_0") + ("." if "_." in section else "")
    sign = "+" if section.startswith("+") and value > 0 else ""
    return sign + f"{value:{comma}.{decimals}f}" + padding


def pixels(text: str) -> float:
    return sum(DIGIT if c.isdigit() else 3.4 if c in ",." else 4.0 if c == "-" else 7.0 if c in "+%" else 6.7 for c in text)


def check_no_cut_texts(book: Workbook) -> Iterator[str]:
    """A text that does not fit may run over empty cells to its right, never under the next figure; wrapped ones have the height."""
    looks: dict[int, tuple[str | None, bool, float, bool]] = {}
    for sheet in book.worksheets:
        widths = widths_of(sheet)
        for row in sheet.iter_rows(min_row=5, max_row=LOOKED_AT):
            dimension = sheet.row_dimensions[row[0].row]
            if dimension.hidden:
                continue
            for place, cell in enumerate(row):
                if not isinstance(cell.value, str) or widths.get(cell.column, 9.14) == 0:
                    continue
                if cell.style_id not in looks:
                    font, where = cell.font, cell.alignment
                    looks[cell.style_id] = (where.horizontal, bool(where.wrap_text), font.sz or 9, bool(font.b))
                horizontal, wraps, size, bold = looks[cell.style_id]
                if horizontal in ("right", "center", "centerContinuous"):
                    continue
                room = widths.get(cell.column, 9.14) * 7
                if wraps:
                    lines = sum(wrapped_lines(part, room / 7, bold) for part in cell.value.split("\n"))
                    words = (word for word in cell.value.split() if not any(map(is_wide, word)))  # Chinese breaks anywhere
                    longest = max((text_pixels(word, size, bold) for word in words), default=0)
                    if (dimension.height or 14.25) + 1 < 11.5 * lines * size / 9 - 1:
                        yield f"{sheet.title}!{cell.coordinate} has {lines} lines in {dimension.height} pt: {cell.value[:40]}"
                    if longest > room:
                        yield f"{sheet.title}!{cell.coordinate} breaks inside a word: {cell.value[:40]}"
                    continue
                for following in row[place + 1 :]:
                    if following.value is not None:
                        break
                    room += widths.get(following.column, 9.14) * 7
                else:
                    continue
                if text_pixels(cell.value, size, bold) > room + 2:
                    yield f"{sheet.title}!{cell.coordinate} is cut: {cell.value[:40]}"


def side_of(side: Any) -> tuple[str, str]:
    """(style, colour) of one side of a cell."""
    if side is None or not side.style:
        return "", ""
    return side.style, side.color.rgb[2:] if side.color is not None else ""


def check_styles(book: Workbook) -> Iterator[str]:
    """Every style follows from (rank of the line, kind of the column), a state, or the cover."""
    sizes = {(r.size, r.bold, r.italic) for r in look.RANKS.values()} | {(r.size, True, r.italic) for r in look.RANKS.values()}
    sizes |= {(r.size, False, False) for r in look.RANKS.values()} | {
        (20, True, False),
        (15, True, False),
        (8, False, False),
        (10, False, False),
    }
    rules = {(*(r.above or ("", "")), *(r.below or ("", ""))) for r in look.RANKS.values()}
    formats = {k.number_format for k in look.KINDS.values()} | {look.SPARSE, look.TILE, look.AS_OF, "General"}
    seen: set[tuple[bool, int]] = set()
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is None or (sheet.title == "Cover", cell.style_id) in seen:
                    continue
                seen.add((sheet.title == "Cover", cell.style_id))
                font, edge = cell.font, cell.border
                if (font.sz, bool(font.b), bool(font.i)) not in sizes:
                    yield f"{sheet.title}!{cell.coordinate} has a font of no rank: {font.sz} {font.b} {font.i}"
                above, below = (side_of(side) for side in (edge.top, edge.bottom))
                if sheet.title != "Cover" and (*above, *below) not in rules:
                    yield f"{sheet.title}!{cell.coordinate} has rules of no rank: {above} {below}"
                if sheet.title != "Cover" and (side_of(edge.left)[0] or side_of(edge.right)[0]):
                    yield f"{sheet.title}!{cell.coordinate} has a rule at its side"
                if cell.number_format not in formats and not QUANTITY.fullmatch(cell.number_format.split(";")[0]):
                    yield f"{sheet.title}!{cell.coordinate} has a format of no kind: {cell.number_format}"


def check_structure(book: Workbook) -> Iterator[str]:
    """Merged cells on the cover alone; hidden rows belong to the outline; nothing is frozen away."""
    for sheet in book.worksheets:
        if sheet.merged_cells.ranges and sheet.title != "Cover":
            yield f"{sheet.title} has merged cells"
        for number, dimension in sheet.row_dimensions.items():
            if dimension.hidden and not dimension.outlineLevel:
                yield f"{sheet.title} hides row {number}"
        if sheet.freeze_panes and sheet.sheet_view.pane is not None:
            frozen = sum(widths_of(sheet).get(n, 9.14) * 7 for n in range(1, int(sheet.sheet_view.pane.xSplit or 0) + 1))
            if frozen > 700:
                yield f"{sheet.title} freezes {frozen:.0f} px"


def check_fonts_and_colours(book: Workbook) -> Iterator[str]:
    seen: set[int] = set()
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is None or cell.style_id in seen:
                    continue
                seen.add(cell.style_id)
                if cell.font.name != "Arial":
                    yield f"{sheet.title}!{cell.coordinate} is set in {cell.font.name}"
                if cell.font.sz and cell.font.sz < 8:
                    yield f"{sheet.title}!{cell.coordinate} is smaller than 8 pt"
                edges = (cell.border.top, cell.border.bottom)
                for color in (
                    cell.font.color,
                    cell.fill.fgColor if cell.fill.fill_type == "solid" else None,
                    *(edge.color for edge in edges if edge is not None and edge.style),
                ):
                    if color is not None and isinstance(color.rgb, str) and color.rgb[2:] not in PALETTE:
                        yield f"{sheet.title}!{cell.coordinate} has the colour {color.rgb}"


def check_printing(book: Workbook) -> Iterator[str]:
    for sheet in book.worksheets:
        if printed_width(sheet) > BUDGET:
            yield f"{sheet.title} is {printed_width(sheet)} px wide"
        if not sheet.sheet_properties.pageSetUpPr or not sheet.sheet_properties.pageSetUpPr.fitToPage:
            yield f"{sheet.title} is not fitted to the page"
        if not sheet.oddFooter.center.text:
            yield f"{sheet.title} has no footer"
        if sheet.title != "Cover" and not sheet.print_title_rows:
            yield f"{sheet.title} repeats no rows"
        if not sheet.print_area:
            yield f"{sheet.title} has no print area"
        if sheet.sheet_view.showGridLines:
            yield f"{sheet.title} shows grid lines"


def check_no_hashes(book: Workbook) -> Iterator[str]:
    formats: dict[int, tuple[str, float]] = {}
    for sheet in book.worksheets:
        widths = {
            get_column_letter(n): d.width for d in sheet.column_dimensions.values() for n in range(d.min or 1, (d.max or d.min or 1) + 1)
        }
        for row in sheet.iter_rows():
            for cell in row:
                if not isinstance(cell.value, (int, float, datetime)) or isinstance(cell.value, bool):
                    continue
                if cell.style_id not in formats:
                    formats[cell.style_id] = (cell.number_format, cell.font.sz or 9)
                code, size = formats[cell.style_id]
                if code == "General" or (sheet.title == "Cover" and size > 9):
                    continue
                room = widths.get(cell.column_letter, 9.14) * 7 - 4
                if pixels(formatted(cell.value, code)) > room:
                    yield f"{sheet.title}!{cell.coordinate}: {cell.value} does not fit"


def check_links(book: Workbook) -> Iterator[str]:
    names = set(book.defined_names)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                link = cell.hyperlink
                if link is None:
                    continue
                if link.target:
                    yield f"{sheet.title}!{cell.coordinate} leads outside: {link.target}"
                    continue
                place = link.location or ""
                if not link.tooltip:
                    yield f"{sheet.title}!{cell.coordinate} has no tip"
                target = book.defined_names[place].attr_text if place in names else place
                found = re.match(r"'((?:[^']|'')+)'!\$?[A-Z]+\$?(\d+)", target)
                title = found[1].replace("''", "'") if found else ""
                if found is None or title not in book.sheetnames:
                    yield f"{sheet.title}!{cell.coordinate} leads nowhere: {place}"
                elif book[title].row_dimensions[int(found[2])].hidden:
                    yield f"{sheet.title}!{cell.coordinate} leads to a folded row: {target}"
                elif int(found[2]) > book[title].max_row:
                    yield f"{sheet.title}!{cell.coordinate} leads below the sheet: {target}"


def check_signs(book: Workbook) -> Iterator[str]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    odd = {c for c in cell.value if ord(c) > 0x17F and c not in SIGNS and c not in WGL4_EXTRA}
                    if any(0x2000 <= ord(c) <= 0x2BFF or ord(c) > 0xFFFF for c in odd):
                        yield f"{sheet.title}!{cell.coordinate} has signs outside WGL4: {odd}"


def cells_of(book: Workbook, formula: str) -> list[Any]:
    """Values of a reference like 'Sheet'!$A$1:$A$5."""
    title, block = formula.rsplit("!", 1)
    found = book[title.strip("'").replace("''", "'")][block.replace("$", "")]
    return [
        cell.value for row in (found if isinstance(found, tuple) else ((found,),)) for cell in (row if isinstance(row, tuple) else (row,))
    ]


def check_findings(book: Workbook) -> Iterator[str]:
    """Every chart has a cell above it that says what it shows, and a line with measure and unit."""
    for sheet in book.worksheets:
        data = [name for name in sheet.defined_names if re.fullmatch(r"xlc_chart_data_\d+", name)]
        for name in data:
            number = name.rsplit("_", 1)[1]
            for slot in (f"xlc_chart_title_{number}", f"xlc_chart_unit_{number}"):
                place = sheet.defined_names.get(slot)
                text = sheet[place.attr_text.rsplit("!", 1)[1].replace("$", "")].value if place is not None else None
                if not text:
                    yield f"{sheet.title}: chart {number} has no {slot}"


def check_charts(path: Path, book: Workbook) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if re.match(r"xl/drawings/drawing\d+\.xml", name):
                for properties in etree.fromstring(archive.read(name)).iter("{*}cNvPr"):
                    if not properties.get("descr"):
                        yield f"{name} has an object without alternative text"
            if re.match(r"xl/charts/chart\d+\.xml", name):
                root = etree.fromstring(archive.read(name))
                if next(root.iter("{*}title"), None) is not None:
                    yield f"{name} has a title object"
                if next(root.iter("{*}f"), None) is None:
                    yield f"{name} references no cells"
                for color in root.iter("{*}srgbClr"):
                    if color.get("val") not in PALETTE:
                        yield f"{name} has the colour {color.get('val')}"
                for reference in root.iter("{*}numRef"):
                    formula = reference.findtext("{*}f") or ""
                    kept = [float(v.text or 0) for v in reference.iter("{*}v")]
                    if kept != [float(v or 0) for v in cells_of(book, formula)]:
                        yield f"{name} shows other figures than {formula}"


def check_properties(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive:
        if b"absPath" in archive.read("xl/workbook.xml"):
            yield "the workbook says where it was saved"
        core = archive.read("docProps/core.xml").decode()
        if re.search(r"created|modified|lastModifiedBy", core):
            yield "the document properties carry a time or a user"
        for info in archive.infolist():
            if info.date_time != (1980, 1, 1, 0, 0, 0):
                yield f"{info.filename} carries a time"


def check_shown_columns(book: Workbook) -> Iterator[str]:
    """No column of the printed page is hidden: what is hidden (checks, chart data) stands right of it."""
    for sheet in book.worksheets:
        if not sheet.print_area:
            continue
        last = range_boundaries(sheet.print_area.replace("$", "").split("!")[-1])[2]
        for letter, dimension in sheet.column_dimensions.items():
            first = dimension.min or column_index_from_string(letter)
            if dimension.hidden and first <= last:
                yield f"{sheet.title}: column {letter} is hidden inside the print area"


def check_pack(path: Path) -> list[str]:
    """Everything that is wrong with a pack."""
    shown = load_workbook(path, data_only=True)
    return [
        *check_fonts_and_colours(shown),
        *check_printing(shown),
        *check_shown_columns(shown),
        *check_no_hashes(shown),
        *check_links(shown),
        *check_signs(shown),
        *check_no_cut_texts(shown),
        *check_styles(shown),
        *check_structure(shown),
        *check_findings(shown),
        *check_charts(path, shown),
        *check_properties(path),
    ]


if __name__ == "__main__":
    found = check_pack(Path(sys.argv[1]))
    print("\n".join(found[:60]))
    print(f"{len(found)} findings")
    sys.exit(bool(found))
