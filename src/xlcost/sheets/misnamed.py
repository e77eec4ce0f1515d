"""Sheets and columns that look like ones of the reference under a slip of the pen: said, never read on a guess."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from itertools import islice

from xlcost.ledger.rules import problem
from xlcost.ledger.schema import TableDef, normal
from xlcost.ledger.tables import TABLES
from xlcost.problems import Problem
from xlcost.sheets.column_map import ColumnMap
from xlcost.sheets.headers import Captions, Header, find_header
from xlcost.sheets.limits import HEADER_ROWS
from xlcost.sheets.sheet_tables import SheetInput
from xlcost.sheets.workbook_parts import column_letter

_FEWEST_CAPTIONS = 5
_CLOSE = 0.88  # of 1.00: one or two letters in a caption of usual length


def misnamed_sheets(sheets: Iterable[SheetInput], found: Collection[str], mapped: ColumnMap) -> list[Problem]:
    """W41 for each sheet that is not read although its captions are those of a table that no sheet gave."""
    missing = [d for d in TABLES if d.name not in found and not d.is_setup]
    return [p for sheet in sheets if missing and (p := _looks_like(sheet, missing, mapped)) is not None]


def _looks_like(sheet: SheetInput, missing: Collection[TableDef], mapped: ColumnMap) -> Problem | None:
    rows = list(islice(sheet.rows, HEADER_ROWS))
    best: tuple[int, TableDef] | None = None
    for definition in missing:
        header = find_header(rows, Captions(definition, mapped), (), sheet.first_column)
        required = {c.caption for c in definition.columns if c.required}
        if header is None or not required <= {c.caption for c in header.columns.values()}:
            continue
        known = len(header.columns)
        if known >= _FEWEST_CAPTIONS and (best is None or known > best[0]):
            best = known, definition
    if best is None:
        return None
    what = f"The sheet has {best[0]} captions of {best[1].name}, which no sheet of this workbook is named after; it was not read."
    return problem("W41", sheet.title, what, sheet=sheet.title)


def misspelt_captions(title: str, definition: TableDef, header: Header) -> list[Problem]:
    """W42 for each unknown caption that is nearly one of the table which the sheet lacks."""
    present = {c.caption for c in header.columns.values()}
    lacking = {_letters(c.caption): c.caption for c in definition.columns if c.caption not in present}
    found = []
    for number, given in header.unknown.items():
        near = difflib.get_close_matches(_letters(given), list(lacking), 1, _CLOSE)
        if near:
            cell = f"{column_letter(number)}{header.row}"
            what = f"{given!r} is not read. Is it {lacking[near[0]]}, which the sheet lacks?"
            found.append(problem("W42", f"{title}!{cell}", what, sheet=title, cell=cell))
    return found


def _letters(caption: str) -> str:
    return "".join(c for c in normal(caption) if c.isalnum())
