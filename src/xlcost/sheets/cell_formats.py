"""Which styles of a workbook show a number as a number, and which as a day: the clear cases only.

A format code is clear when it holds nothing but placeholders for digits (ordinary), or nothing but day, month and year (days).
Clock times, fractions of words and the like are left to the general reader.
"""

from __future__ import annotations

import re

from xlcost.problems import LedgerInvalid
from xlcost.sheets.plain_rows import CellFormats
from xlcost.sheets.workbook_parts import local, parse_xml
from xlcost.sheets.zip_parts import Package

_STYLES = "xl/styles.xml"
_ORDINARY = frozenset({*range(14), *range(37, 41), 48, 49})
_DAYS = frozenset({14, 15, 16, 17})
_LITERAL = re.compile(r'"[^"]*"|\\[^a-zA-Z]|_[^a-zA-Z]|\[(?:\$[^\]a-zA-Z-]*(?:-[0-9A-Fa-f]{1,6})?|[Rr]ed|[Bb]lue|[Bb]lack)\]')
_DIGITS = re.compile(r"(?:[Gg]eneral|[#0?.,% +();*@/-])+")
_DAY = re.compile(r"[dmyDMY./, @;-]+")


def cell_formats(package: Package) -> CellFormats:
    """The clear styles of a workbook."""
    if _STYLES not in package.parts:
        return CellFormats()
    try:
        root = parse_xml(package.read(_STYLES), _STYLES, package.name)
    except LedgerInvalid:  # the general reader says what is wrong with it
        return CellFormats(frozenset())
    codes: dict[int, str] = {}
    styles: list[int] = []
    for part in root:
        if local(part.tag) == "numFmts":
            codes |= {int(f.get("numFmtId", "0")): f.get("formatCode", "") for f in part if f.get("numFmtId", "0").isdigit()}
        elif local(part.tag) == "cellXfs":
            styles = [int(i) if (i := f.get("numFmtId", "0")).isdigit() else -1 for f in part if local(f.tag) == "xf"]
    meaning = {f: _meaning(f, codes) for f in set(styles)}
    ordinary = frozenset(i for i, f in enumerate(styles) if meaning[f] == "ordinary")
    return CellFormats(ordinary, frozenset(i for i, f in enumerate(styles) if meaning[f] == "day"))


def _meaning(number: int, codes: dict[int, str]) -> str:
    code = codes.get(number)
    if code is None:
        return "ordinary" if number in _ORDINARY else "day" if number in _DAYS else ""
    bare = _LITERAL.sub("", code)
    if _DIGITS.fullmatch(bare):
        return "ordinary"
    low = bare.lower()
    return "day" if _DAY.fullmatch(bare) and "y" in low and "m" in low else ""
