"""What a workbook says about itself: its sheets and their parts, Excel tables, the date system, what it links to."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field

from lxml import etree

from xlcost.sheets.failures import refused
from xlcost.sheets.zip_parts import Package

_WORKBOOK = "xl/workbook.xml"
_SHEET_TYPE = "/worksheet"
_TABLE_TYPE = "/table"
_LINKED = (
    ("xl/externalLinks/", "links to other workbooks"),
    ("xl/connections", "data connections"),
    ("xl/queryTables/", "queries"),
    ("xl/embeddings/", "embedded objects"),
    ("xl/activeX/", "ActiveX controls"),
    ("xl/vbaProject", "macros"),
    ("xl/macrosheets/", "macro sheets"),
)
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class ListObject:
    """An Excel table on a sheet: its part and its rectangle (1-based, header and totals included)."""

    part: str
    name: str
    first_row: int
    first_column: int
    last_row: int
    last_column: int
    header_rows: int
    totals_rows: int


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A worksheet: its title, part, whether it is hidden, its Excel tables."""

    title: str
    part: str
    hidden: bool
    tables: tuple[ListObject, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkbookParts:
    """Worksheets in their order, the date system, and what is linked or embedded (never followed)."""

    sheets: tuple[SheetPart, ...]
    date_1904: bool
    linked: tuple[str, ...] = field(default=())


def column_number(letters: str) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letter(number: int) -> str:
    """A for 1, AA for 27."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_range(reference: str) -> tuple[int, int, int, int] | None:
    """(first row, first column, last row, last column) of a reference like A1:D9, None when it is none."""
    ends = [_CELL.fullmatch(end) for end in reference.split(":")]
    if not 1 <= len(ends) <= 2 or None in ends:
        return None
    places = [(int(m[2]), column_number(m[1])) for m in ends if m]
    rows, columns = sorted(p[0] for p in places), sorted(p[1] for p in places)
    return rows[0], columns[0], rows[-1], columns[-1]


def local(tag: object) -> str:
    """The name of an element without its namespace; blank for comments."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def parse_xml(content: bytes, part: str, name: str) -> etree._Element:
    """The tree of a small part; entities are not resolved, nothing is fetched. W06, W07 when it cannot be read."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise refused("W06", f"Part {part} has a document type declaration.", name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise refused("W07", f"Part {part} is not readable ({error}).", name) from None


def relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """(type, target part) by id, of the internal relations of a part; targets that do not exist are left out."""
    folder, base = posixpath.split(part)
    name = f"{folder}/_rels/{base}.rels"
    if name not in package.parts:
        return {}
    found = {}
    for relation in parse_xml(package.read(name), name, package.name):
        if local(relation.tag) != "Relationship" or relation.get("TargetMode") == "External":
            continue
        target = relation.get("Target", "")
        path = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        if path in package.parts:
            found[relation.get("Id", "")] = (relation.get("Type", ""), path)
    return found


def read_parts(package: Package) -> WorkbookParts:
    """The structure of a workbook; W02 or W07 when it is not one."""
    if _WORKBOOK not in package.parts:
        raise refused("W02", "The file is a package, but not an Excel workbook.", package.name)
    root = parse_xml(package.read(_WORKBOOK), _WORKBOOK, package.name)
    related = relations(package, _WORKBOOK)
    sheets: list[SheetPart] = []
    date_1904 = False
    for child in root:
        if local(child.tag) == "workbookPr":
            date_1904 = child.get("date1904", "").casefold() in ("1", "true", "on")
        elif local(child.tag) == "sheets":
            sheets = [s for e in child if (s := _sheet(package, e, related)) is not None]
    titles = [s.title.casefold() for s in sheets]
    if len(set(titles)) < len(titles) or len({s.part for s in sheets}) < len(sheets):
        raise refused("W07", "Two sheets share a title or a part.", package.name)
    linked = tuple(what for prefix, what in _LINKED if any(p.startswith(prefix) for p in package.parts))
    return WorkbookParts(tuple(sheets), date_1904, linked)


def _sheet(package: Package, element: etree._Element, related: dict[str, tuple[str, str]]) -> SheetPart | None:
    if local(element.tag) != "sheet":
        return None
    title = element.get("name", "")
    identifier = next((v for k, v in element.attrib.items() if local(k) == "id" and str(k).startswith("{")), "")
    kind, part = related.get(str(identifier), ("", ""))
    if not part:
        raise refused("W07", f"The content of sheet {title!r} is missing.", package.name)
    if not kind.endswith(_SHEET_TYPE):
        return None  # a chart or macro sheet
    if not part.startswith("xl/") or part.startswith("xl/xl/"):
        raise refused("W07", f"The content of sheet {title!r} stands in an unusual place.", package.name)
    tables = [_list_object(package, path) for kind, path in relations(package, part).values() if kind.endswith(_TABLE_TYPE)]
    found = sorted((t for t in tables if t is not None), key=lambda t: (t.first_row, t.first_column))
    return SheetPart(str(title), part, element.get("state", "visible") != "visible", tuple(found))


def _list_object(package: Package, part: str) -> ListObject | None:
    root = parse_xml(package.read(part), part, package.name)
    place = cell_range(root.get("ref", ""))
    if local(root.tag) != "table" or place is None:
        return None
    header, totals = root.get("headerRowCount", "1"), root.get("totalsRowCount", "0")
    if not (header.isdigit() and totals.isdigit()):
        raise refused("W07", f"Part {part} is not readable (row counts).", package.name)
    return ListObject(part, root.get("name", ""), *place, int(header), int(totals))
