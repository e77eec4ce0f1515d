"""The guard: what a workbook must prove before any other reader opens it.

Every part is unpacked once and counted. XML parts must be UTF-8 without a document type declaration; sheets are
scanned for their extent, error cells, formulas without a value, merged cells and hidden rows. Nothing in the file is
followed or executed: links, connections, embedded objects and macros are named in a warning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from xlcost.ledger.rules import problem
from xlcost.problems import Problem
from xlcost.sheets.cell_columns import SheetCells
from xlcost.sheets.cell_formats import cell_formats
from xlcost.sheets.failures import refused
from xlcost.sheets.limits import LIMITS, Limits
from xlcost.sheets.plain_rows import CellFormats, PlainRows, Texts
from xlcost.sheets.shared_texts import shared_texts
from xlcost.sheets.sheet_scan import SheetFacts, Unreadable, scan
from xlcost.sheets.workbook_parts import SheetPart, WorkbookParts, column_letter, read_parts
from xlcost.sheets.zip_parts import Package, open_package

_XML = (".xml", ".rels", ".vml")
_DECLARATION = 200


@dataclass(frozen=True, slots=True)
class Inspection:
    """A workbook that passed: its structure, the facts of each sheet by title, warnings and notes."""

    parts: WorkbookParts
    facts: dict[str, SheetFacts]
    problems: list[Problem] = field(default_factory=list)


def inspect(
    path: Path,
    limits: Limits = LIMITS,
    wanted: Callable[[str], bool] = lambda title: False,
    scanned: Callable[[WorkbookParts, SheetPart, SheetFacts], None] = lambda parts, sheet, facts: None,
) -> Inspection:
    """Check a workbook file; LedgerInvalid with one problem (W01 to W08) when it must not be read.

    The cells of the sheets whose titles are `wanted` are read in the same pass (facts.cells_kept) where that is possible; `scanned` is
    told of each sheet as soon as it passed, so that its cells need not be kept until the last one did.
    """
    package = open_package(path, limits)
    with package.file:
        parts = read_parts(package)
        by_part = {sheet.part: sheet for sheet in parts.sheets}
        facts = {}
        plain = None if parts.date_1904 else (cell_formats(package), shared_texts(package))
        for part in package.parts:
            sheet = by_part.get(part)
            if sheet is not None:
                facts[sheet.title] = _sheet(package, sheet, limits, plain if wanted(sheet.title) else None)
                scanned(parts, sheet, facts[sheet.title])
            elif part.casefold().endswith(_XML):
                _xml(package, part)
            else:
                for _ in package.stream(part):
                    pass
        return Inspection(parts, facts, _remarks(parts, facts, package.name))


def _sheet(package: Package, sheet: SheetPart, limits: Limits, plain: tuple[CellFormats, Texts] | None) -> SheetFacts:
    try:
        keep = None if plain is None else (PlainRows(*plain), SheetCells(plain[1].values))
        facts = scan(package.stream(sheet.part), keep=keep)
        if facts.rows * facts.columns > max(limits.area, 4 * facts.cells):
            raise refused(
                "W08",
                f"The cells reach to {column_letter(facts.columns)}{facts.rows}, but only {facts.cells:,} are there.",
                f"{sheet.title}!{column_letter(facts.columns)}{facts.rows}",
            )
    except Unreadable as error:
        if str(error) == "DOCTYPE":
            raise refused("W06", f"Sheet {sheet.title!r} has a document type declaration.", package.name) from None
        raise refused("W07", f"Sheet {sheet.title!r} is not readable: {error}.", package.name) from None
    return facts


def _xml(package: Package, part: str) -> None:
    """Stream an XML part: UTF-8, no document type declaration."""
    held = b""
    first = True
    for chunk in _steady(package, part):
        if first:
            _encoding(chunk[:_DECLARATION], part, package.name)
            first = False
        seen = held + chunk
        if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
            raise refused("W06", f"Part {part} has a document type declaration.", package.name)
        held = seen[-16:]


def _steady(package: Package, part: str) -> Iterator[bytes]:
    """The chunks of a part, the first at least as long as an XML declaration."""
    held = b""
    for chunk in package.stream(part):
        held += chunk
        if len(held) >= _DECLARATION:
            yield held
            held = b""
    if held:
        yield held


def _encoding(head: bytes, part: str, name: str) -> None:
    head = head.removeprefix(b"\xef\xbb\xbf")
    declared = head[: head.find(b"?>")].lower() if head.startswith(b"<?xml") else b""
    if b"\0" in head or (b"encoding" in declared and b"utf-8" not in declared and b"us-ascii" not in declared):
        raise refused("W06", f"Part {part} is not encoded in UTF-8.", name)


def _rows_are(number: int) -> str:
    return f"{number:,} {'row is' if number == 1 else 'rows are'}"


def _remarks(parts: WorkbookParts, facts: dict[str, SheetFacts], name: str) -> list[Problem]:
    found = []
    if parts.linked:
        found.append(problem("W16", name, f"The workbook contains {', '.join(parts.linked)}."))
    for sheet in parts.sheets:
        about = facts[sheet.title]
        hidden = [
            *(["the sheet is hidden"] if sheet.hidden else []),
            *([f"{_rows_are(about.hidden_rows)} {'filtered out' if about.filtered else 'hidden'}"] if about.hidden_rows else []),
        ]
        if hidden:
            what = " and ".join(hidden)
            found.append(problem("W17", sheet.title, f"{what[0].upper()}{what[1:]}.", sheet=sheet.title))
    return found
