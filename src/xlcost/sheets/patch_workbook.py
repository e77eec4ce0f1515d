"""A ledger written back into a copy of the workbook it was read from.

Only what must change does: the sheets with edits, their Excel tables and named ranges, new sheets for tables that had
none (with their entries in the package lists), the styles if a new one is needed. All other parts keep their bytes.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from lxml import etree

from xlcost.ledger import Ledger
from xlcost.ledger.schema import Kind
from xlcost.ledger.table import Table
from xlcost.ledger.tables import TABLES, sheet_title
from xlcost.sheets.failures import failure
from xlcost.sheets.fresh_workbook import sheet_xml, zip_info
from xlcost.sheets.patch_sheet import Plan, patched, plan
from xlcost.sheets.row_edits import Content, ledger_edits
from xlcost.sheets.source import Source
from xlcost.sheets.styles import Change, Styles
from xlcost.sheets.workbook_parts import SheetPart, WorkbookParts, column_letter, local, read_parts
from xlcost.sheets.xml_parts import PACKAGE_REL, REL, TYPES, parse, tag, to_bytes
from xlcost.sheets.zip_parts import Package, open_package

_DAY = "dd\\ mmm\\ yyyy"
_FORMATS = {Kind.DATE: _DAY, Kind.AMOUNT: "#,##0.00", Kind.CODE: "@", Kind.TEXT: "@", Kind.OPTION: "@"}
_WORKSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_STYLES, _WORKBOOK, _TYPES, _RELS, _CHAIN = (
    "xl/styles.xml",
    "xl/workbook.xml",
    "[Content_Types].xml",
    "xl/_rels/workbook.xml.rels",
    "xl/calcChain.xml",
)
_MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_PLAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def write_patched(ledger: Ledger, source: Source, path: Path, suffix: str) -> None:
    """Write the source workbook with the ledger's changes to `path`; XlcostError W36, W38 or W39 when that cannot be."""
    package = open_package(source.path)
    with package.file:
        _Patcher(ledger, source, package).write(path, suffix)


class _Patcher:
    def __init__(self, ledger: Ledger, source: Source, package: Package) -> None:
        self.ledger, self.source, self.package = ledger, source, package
        self.parts: WorkbookParts = read_parts(package)
        self.by_title: dict[str, SheetPart] = {s.title: s for s in self.parts.sheets}
        self.styles = Styles(package.read(_STYLES)) if _STYLES in package.parts else None
        self._format_numbers = _format_numbers(package.read(_STYLES)) if self.styles is not None else []
        self.changed: dict[str, bytes] = {}  # small parts with new content
        self.dropped: set[str] = set()

    def write(self, path: Path, suffix: str) -> None:
        """Write the package."""
        self._kind(suffix)
        works = {self.by_title[w.edits.source.title].part: w for w in self._plans()}
        for part, work in works.items():
            self._list_object(work)
            self._names(work, next(s.title for s in self.parts.sheets if s.part == part))
        fresh = self._new_sheets()
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
            late = [_STYLES, _WORKBOOK, _TYPES, _RELS, _CHAIN]  # known only when the sheets are through
            for part in self.package.parts:
                if part not in late:
                    self._copy(target, part, works.get(part))
            for part, table, styles in fresh:
                with target.open(zip_info(part), "w", force_zip64=True) as stream:
                    for chunk in sheet_xml(table, styles=styles):
                        stream.write(chunk)
            if any(w.formulas_lost for w in works.values()):
                self._drop_chain()
            for part in late:
                if part == _STYLES and self.styles is not None:
                    self.changed[_STYLES] = self.styles.to_bytes()
                if part in self.package.parts and part not in self.dropped:
                    self._copy(target, part, None)

    def _copy(self, target: zipfile.ZipFile, part: str, work: Plan | None) -> None:
        old = self.package.parts[part]
        info = zipfile.ZipInfo(part, old.date_time)
        info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, old.external_attr, old.create_system
        with target.open(info, "w", force_zip64=True) as stream:
            if part in self.changed:
                stream.write(self.changed[part])
                return
            chunks: Iterator[bytes] = self.package.stream(part)
            for chunk in patched(chunks, work, self._styled(work)) if work else chunks:
                stream.write(chunk)

    def _kind(self, suffix: str) -> None:
        """The extension decides what the package says it is; macros stay in an .xlsm."""
        content = self.package.read(_TYPES)
        if suffix == ".xlsx" and "xl/vbaProject.bin" in self.package.parts:
            raise failure("W36", "The workbook that was read has macros; an .xlsx cannot keep them.", str(self.source.path))
        old, new = (_PLAIN, _MACROS) if suffix == ".xlsm" else (_MACROS, _PLAIN)
        if old.encode() in content:
            self.changed[_TYPES] = content.replace(old.encode(), new.encode())

    def _plans(self) -> list[Plan]:
        return [plan(e) for e in ledger_edits(self.ledger, self.source)]

    def _styled(self, work: Plan | None) -> Callable[[int | None, Content, int], int | None]:
        columns = dict(work.edits.source.header.columns) if work else {}
        columns |= {n: c for n, (_, c) in work.edits.new_columns.items() if c} if work else {}

        def style(base: int | None, content: Content, column: int) -> int | None:
            if self.styles is None:
                return base
            known = columns.get(column)
            kind = _FORMATS.get(known.kind) if known and (base is None or known.kind is Kind.DATE) else None
            if known and known.kind is Kind.DATE and base is not None and self._shows_dates(base):
                kind = None
            change = Change(number_format=kind, quoted=content.quoted)
            return base if change == Change() else self.styles.derive(base, change)

        return style

    def _shows_dates(self, style: int) -> bool:
        assert self.styles is not None
        code = self.styles.number_format(style)
        if style >= len(self._format_numbers):
            return True  # a style that was derived for a date
        return code != "General" or self._format_numbers[style] in (*range(14, 23), *range(45, 48), 27, 30, 36, 50, 57)

    # -- what belongs to a sheet --------------------------------------------------------------------------
    def _list_object(self, work: Plan) -> None:
        """The Excel table of a sheet covers the new rows and columns."""
        table = work.edits.source.header.list_object
        if table is None:
            return
        last = work.new_last + table.totals_rows
        right = max(table.last_column, work.width)
        if last == table.last_row and right == table.last_column:
            return
        root = parse(self.package.read(table.part))
        reference = f"{column_letter(table.first_column)}{table.first_row}:{column_letter(right)}"
        root.set("ref", f"{reference}{last}")
        for child in root:
            if local(child.tag) == "autoFilter":
                child.set("ref", f"{reference}{work.new_last}")
            elif local(child.tag) == "tableColumns":
                number = max([int(c.get("id", "0")) for c in child], default=0)
                for column in range(table.last_column + 1, right + 1):
                    number += 1
                    caption = work.edits.new_columns.get(column, (f"Column{column}", None))[0]
                    etree.SubElement(child, tag("tableColumn"), id=str(number), name=caption)
                child.set("count", str(len(child)))
        self.changed[table.part] = to_bytes(root)

    def _names(self, work: Plan, title: str) -> None:
        """Named ranges of the whole table (filter, print area) cover the new rows."""
        if work.new_last == work.last_row:
            return
        content = self.changed.get(_WORKBOOK) or self.package.read(_WORKBOOK)
        quoted = re.escape(title.replace("'", "''").replace("&", "&amp;").encode())
        sheet = rb"(?:'" + quoted + rb"'|" + quoted + rb")"
        pattern = re.compile(rb"(" + sheet + rb"!\$[A-Z]+\$[0-9]+:\$[A-Z]+\$)" + str(work.last_row).encode() + rb"(?![0-9])")

        def stretch(match: re.Match[bytes]) -> bytes:
            return pattern.sub(lambda m: m[1] + str(work.new_last).encode(), match[0])

        self.changed[_WORKBOOK] = re.sub(rb"<(?:\w+:)?definedName\b[^>]*>[^<]*<", stretch, content)

    # -- new sheets ---------------------------------------------------------------------------------------
    def _new_sheets(self) -> list[tuple[str, Table, tuple[int, ...]]]:
        """(part, table, styles) of each table that the workbook has no sheet for; the package lists are extended."""
        there = {s.table for s in self.source.sheets}
        tables = [t for d in TABLES if (t := self.ledger.tables.get(d.name)) is not None and d.name not in there]
        if not tables:
            return []
        styles = self._sheet_styles()
        workbook = parse(self.changed.get(_WORKBOOK) or self.package.read(_WORKBOOK))
        types, rels = parse(self.changed.get(_TYPES) or self.package.read(_TYPES)), parse(self.package.read(_RELS))
        sheets = next(c for c in workbook if local(c.tag) == "sheets")
        titles = {s.get("name", "").casefold() for s in sheets}
        found = []
        for table in tables:
            part = next(
                p for n in range(1, 100_000) if (p := f"xl/worksheets/sheet{n}.xml") not in self.package.parts and not _taken(types, p)
            )
            title = _free(sheet_title(table.name), titles)
            identifier = _free_id(rels)
            number = max((int(s.get("sheetId", "0")) for s in sheets), default=0) + 1
            element = etree.SubElement(sheets, tag("sheet"), name=title, sheetId=str(number))
            element.set(f"{{{REL}}}id", identifier)
            etree.SubElement(types, tag("Override", TYPES), PartName=f"/{part}", ContentType=_WORKSHEET)
            target = posixpath.relpath(part, "xl")
            etree.SubElement(rels, tag("Relationship", PACKAGE_REL), Id=identifier, Type=f"{REL}/worksheet", Target=target)
            found.append((part, table, styles))
        self.changed[_WORKBOOK], self.changed[_TYPES], self.changed[_RELS] = to_bytes(workbook), to_bytes(types), to_bytes(rels)
        return found

    def _sheet_styles(self) -> tuple[int, ...]:
        """Style numbers for a new sheet in the order of fresh_workbook: plain, header, text, amount, cost, day, whole, quoted."""
        if self.styles is None:
            return (0,) * 8
        changes = (
            Change(),
            Change(bold=True),
            Change(number_format="@"),
            Change(number_format="#,##0.00"),
            Change(number_format="#,##0.#####"),
            Change(number_format=_DAY),
            Change(number_format="0"),
            Change(number_format="@", quoted=True),
        )
        return tuple(self.styles.derive(0, c) for c in changes)

    def _drop_chain(self) -> None:
        """The calculation order names cells that hold no formula any more: leave it out, Excel makes it anew."""
        if _CHAIN not in self.package.parts:
            return
        self.dropped.add(_CHAIN)
        types, rels = (
            parse(self.changed.get(_TYPES) or self.package.read(_TYPES)),
            parse(self.changed.get(_RELS) or self.package.read(_RELS)),
        )
        for line in [e for e in types if e.get("PartName") == f"/{_CHAIN}"]:
            types.remove(line)
        for line in [e for e in rels if (e.get("Type") or "").endswith("/calcChain")]:
            rels.remove(line)
        self.changed[_TYPES], self.changed[_RELS] = to_bytes(types), to_bytes(rels)


def _format_numbers(styles: bytes) -> list[int]:
    """The number format of each cell style."""
    formats = next((e for e in parse(styles) if local(e.tag) == "cellXfs"), ())
    return [int(x.get("numFmtId", "0")) for x in formats]


def _taken(types: etree._Element, part: str) -> bool:
    return any(e.get("PartName") == f"/{part}" for e in types)


def _free_id(rels: etree._Element) -> str:
    taken = {e.get("Id") for e in rels}
    return next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)


def _free(title: str, titles: set[str]) -> str:
    """The title, numbered when the workbook has such a sheet that was not read."""
    if title.casefold() in titles:
        raise failure("W14", f"The workbook has a sheet {title!r} that could not be used for its table.", title)
    titles.add(title.casefold())
    return title
