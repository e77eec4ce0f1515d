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
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

PALETTE = {"1B2A38", "566573", "A9B6C1", "E3E9EE", "EFF3F6", "0B5C7D", "2E7496", "8FC1D9", "D5E6EF", "C9D3DB", "A14300", "FCEFDF", "FFFFFF"}
SIGNS = set("●▲■○›‹–·└…")
# beyond Latin-1 and the signs: typographic quotes and the dashes that WGL4 has
WGL4_EXTRA = set("“”‘’„‚—•†‡‰€™‾⁄≤≥≠≈±−×√∞∆∑∏∫◊")
BUDGET = 1270
DIGIT = 5.004 / 9 * 12  # px of a 9 pt digit


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


def check_fonts_and_colours(book: Workbook) -> Iterator[str]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is None:
                    continue
                if cell.font.name != "Arial":
                    yield f"{sheet.title}!{cell.coordinate} is set in {cell.font.name}"
                if cell.font.sz and cell.font.sz < 8:
                    yield f"{sheet.title}!{cell.coordinate} is smaller than 8 pt"
                for color in (cell.font.color, cell.fill.fgColor if cell.fill.fill_type == "solid" else None):
                    if color is not None and isinstance(color.rgb, str) and color.rgb[2:] not in PALETTE:
                        yield f"{sheet.title}!{cell.coordinate} has the colour {color.rgb}"


def check_printing(book: Workbook) -> Iterator[str]:
    for sheet in book.worksheets:
        if sheet.title == "Legend":
            continue
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
    for sheet in book.worksheets:
        widths = {
            get_column_letter(n): d.width for d in sheet.column_dimensions.values() for n in range(d.min or 1, (d.max or d.min or 1) + 1)
        }
        for row in sheet.iter_rows(max_row=5000):
            for cell in row:
                if not isinstance(cell.value, (int, float, datetime)) or isinstance(cell.value, bool) or cell.number_format == "General":
                    continue
                if sheet.title == "Cover" and cell.font.sz and cell.font.sz > 9:
                    continue
                room = widths.get(cell.column_letter, 9.14) * 7 - 4
                if pixels(formatted(cell.value, cell.number_format)) > room:
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
                found = re.match(r"'((?:[^']|'')+)'![A-Z]+\d+", place)
                if found and found[1].replace("''", "'") in book.sheetnames:
                    continue
                if place not in names:
                    yield f"{sheet.title}!{cell.coordinate} leads nowhere: {place}"
                if not link.tooltip:
                    yield f"{sheet.title}!{cell.coordinate} has no tip"


def check_signs(book: Workbook) -> Iterator[str]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    odd = {c for c in cell.value if ord(c) > 0x17F and c not in SIGNS and c not in WGL4_EXTRA}
                    if any(0x2000 <= ord(c) <= 0x2BFF or ord(c) > 0xFFFF for c in odd):
                        yield f"{sheet.title}!{cell.coordinate} has signs outside WGL4: {odd}"


def check_charts(path: Path) -> Iterator[str]:
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


def check_properties(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive:
        core = archive.read("docProps/core.xml").decode()
        if re.search(r"created|modified|lastModifiedBy", core):
            yield "the document properties carry a time or a user"
        for info in archive.infolist():
            if info.date_time != (1980, 1, 1, 0, 0, 0):
                yield f"{info.filename} carries a time"


def check_pack(path: Path) -> list[str]:
    """Everything that is wrong with a pack."""
    shown = load_workbook(path, data_only=True)
    return [
        *check_fonts_and_colours(shown),
        *check_printing(shown),
        *check_no_hashes(shown),
        *check_links(shown),
        *check_signs(shown),
        *check_charts(path),
        *check_properties(path),
    ]


if __name__ == "__main__":
    found = check_pack(Path(sys.argv[1]))
    print("\n".join(found[:60]))
    print(f"{len(found)} findings")
    sys.exit(bool(found))
