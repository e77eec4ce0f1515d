"""read_ledger: a workbook, or a folder of tables, as an exact ledger (interface.md 1).

guard -> sheets by title -> header -> columns -> keys -> Ledger, or every problem at once
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from python_calamine import CalamineWorkbook

from xlcost.ledger import Ledger
from xlcost.ledger.build import check_keys
from xlcost.ledger.collector import give_back, rarely_collected
from xlcost.ledger.exported import OWNER, exported_problems
from xlcost.ledger.rules import problem
from xlcost.ledger.schema import Kind, TableDef, normal
from xlcost.ledger.table import Origin, Table
from xlcost.ledger.tables import TABLES, find_table
from xlcost.money import Array
from xlcost.problems import LedgerInvalid, Problem, errors
from xlcost.sheets.column_map import TITLE as COLUMN_MAP
from xlcost.sheets.column_map import ColumnMap, read_column_map
from xlcost.sheets.failures import refused
from xlcost.sheets.folders import Chosen
from xlcost.sheets.guard import Inspection, inspect
from xlcost.sheets.limits import HEADER_ROWS
from xlcost.sheets.misnamed import misnamed_sheets, misspelt_captions
from xlcost.sheets.sheet_scan import SheetFacts
from xlcost.sheets.sheet_tables import SheetInput, SheetTable, read_sheet
from xlcost.sheets.source import SheetSource, Source, fingerprint
from xlcost.sheets.workbook_parts import SheetPart, WorkbookParts

_WORKBOOKS = (".xlsx", ".xlsm")


@rarely_collected()
def read_ledger(path: str | os.PathLike[str]) -> Ledger:
    """The ledger of a workbook (.xlsx, .xlsm) or of a folder of .csv or .parquet files, one per table.

    Raises LedgerInvalid with all problems (interface.md 4), each with its sheet and cell, when there is an error;
    warnings and notes stand in `ledger.problems`. Rows of tables with a key are in the order of the key. The file is
    only read: nothing in it is executed or followed.
    """
    place = Path(path)
    if place.is_dir():
        from xlcost.sheets.folders import folder_sheets

        inputs, mapped, problems = folder_sheets(place)
        return assemble(place.name, inputs, mapped, problems, _source(place, False))
    if not place.exists():
        raise refused("W01", f"There is no file or folder {place}.", place.name)
    if place.suffix.casefold() not in _WORKBOOKS:
        of_folder = " (give the folder of such files, not one of them)" if place.suffix.casefold() in (".csv", ".parquet") else ""
        raise refused("W02", f"The extension {place.suffix or '(none)'} is not .xlsx or .xlsm{of_folder}.", place.name)
    early = _Early()
    inspection = inspect(place, wanted=lambda title: find_table(title) is not None, scanned=early.take)
    workbook = Workbook(place)
    mapped, problems = _column_map(workbook, inspection)
    found = [*inspection.problems, *problems]
    sheets = _sheets(workbook, inspection, mapped, early.read)
    ledger = assemble(place.name, sheets, mapped, found, _source(place, inspection.parts.date_1904))
    give_back()
    return ledger


def read_chosen(folder: Path, chosen: Chosen) -> Ledger:
    """The ledger of some rows of a folder of Parquet files: of a table that is named those with the values, of others all.

    It cannot be written back. Raises LedgerInvalid as `read_ledger` does.
    """
    from xlcost.sheets.folders import folder_sheets

    inputs, mapped, problems = folder_sheets(folder, chosen)
    return replace(assemble(folder.name, inputs, mapped, problems, _source(folder, False)), source=None)


class _Early:
    """Turns the cells of a sheet into its table as soon as it was scanned, so that no more than one sheet stands in memory as cells.

    Where a Column Map says how to read them, the cells wait for it: it is read when the whole workbook has passed.
    """

    def __init__(self) -> None:
        self.read: dict[str, SheetTable] = {}

    def take(self, parts: WorkbookParts, sheet: SheetPart, facts: SheetFacts) -> None:
        """Read a sheet whose cells were kept."""
        definition = find_table(sheet.title)
        if definition is None or facts.cells_kept is None or any(normal(s.title) == normal(COLUMN_MAP) for s in parts.sheets):
            return
        cells, facts.cells_kept = facts.cells_kept, None
        given = SheetInput(sheet.title, (), 1, sheet.tables, facts, parts.date_1904, cells)
        self.read[sheet.title] = read_sheet(definition, given, ColumnMap())


class Workbook:
    """A guarded workbook, opened by the general reader when a sheet needs it; whatever goes wrong inside it is problem W07."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._path = path
        self._opened: Any = None

    def sheet(self, title: str) -> tuple[int, Iterator[list[Any]]]:
        """(first column, rows from row 1 on) of a sheet."""
        if self._opened is None:
            self._opened = self._safely(lambda: CalamineWorkbook.from_path(str(self._path)), "The workbook")
        sheet = self._safely(lambda: self._opened.get_sheet_by_name(title), f"Sheet {title!r}")
        start = sheet.start
        return (start[1] + 1 if start else 1), (iter(sheet.iter_rows()) if start else iter(()))

    def _safely(self, action: Any, what: str) -> Any:
        try:
            return action()
        except (KeyboardInterrupt, SystemExit, MemoryError):
            raise
        except BaseException as error:  # a panic of the reader is not an Exception
            raise refused("W07", f"{what} is not readable ({str(error)[:200]}).", self.name) from None


def _column_map(workbook: Workbook, inspection: Inspection) -> tuple[ColumnMap, list[Problem]]:
    for sheet in inspection.parts.sheets:
        if normal(sheet.title) == normal(COLUMN_MAP):
            return read_column_map(list(workbook.sheet(sheet.title)[1]), sheet.title)
    return ColumnMap(), []


def _sheets(workbook: Workbook, inspection: Inspection, mapped: ColumnMap, read: Mapping[str, SheetTable]) -> Iterator[SheetInput]:
    for sheet in inspection.parts.sheets:
        if sheet.title in read:
            yield SheetInput(sheet.title, (), read=read[sheet.title])
            continue
        if mapped.table(sheet.title) is None:
            yield SheetInput(sheet.title, _first_rows(workbook, sheet.title))
            continue
        facts = inspection.facts[sheet.title]
        cells, facts.cells_kept = facts.cells_kept, None  # let go once they are read
        first_column, rows = (1, iter(())) if cells is not None else workbook.sheet(sheet.title)
        yield SheetInput(sheet.title, rows, first_column, sheet.tables, facts, inspection.parts.date_1904, cells)


def _first_rows(workbook: Workbook, title: str) -> Iterator[Sequence[Any]]:
    """The rows of a sheet that is not read, opened only when somebody looks at them."""
    yield from islice(workbook.sheet(title)[1], HEADER_ROWS)


def _source(place: Path, date_1904: bool) -> Source:
    return Source(place.absolute(), fingerprint(place), date_1904)


def assemble(name: str, inputs: Iterable[SheetInput], mapped: ColumnMap, problems: list[Problem], source: Source) -> Ledger:
    """The ledger of sheets, wherever they came from: a file, a folder, a workbook that is open. Raises LedgerInvalid."""
    found: dict[str, list[tuple[str, SheetTable]]] = {}
    unknown: list[SheetInput] = []
    for sheet in inputs:
        definition = mapped.table(sheet.title)
        if definition is None:
            if normal(sheet.title) != normal(COLUMN_MAP):
                unknown.append(sheet)
            continue
        result = sheet.read or read_sheet(definition, sheet, mapped)
        problems += result.problems
        if result.header is not None:
            problems += misspelt_captions(sheet.title, definition, result.header)
        if result.table is not None:
            found.setdefault(definition.name, []).append((sheet.title, result))
    if unknown:
        problems.append(problem("W18", name, f"Sheets that are not read: {', '.join(sheet.title for sheet in unknown)}."))
        problems += misnamed_sheets(unknown, set(found), mapped)
    if not found and not errors(problems):
        problems.append(problem("W20", name, "None of the sheets bears the name of a table."))
    tables: dict[str, Table] = {}
    sources: list[SheetSource] = []
    for definition in TABLES:
        if definition.name in found:
            tables[definition.name] = _joined(definition, found[definition.name], problems, sources)
    if errors(problems):
        raise LedgerInvalid(problems)
    ledger = Ledger(tables, tuple(problems), replace(source, sheets=tuple(sources), originals=tables, mapped=mapped))
    exported = [p for _, sheet in found.get(OWNER, ()) for p in exported_problems(ledger, sheet.exported)]
    return replace(ledger, problems=(*problems, *exported)) if exported else ledger


def _joined(definition: TableDef, sheets: list[tuple[str, SheetTable]], problems: list[Problem], sources: list[SheetSource]) -> Table:
    """The table of all sheets of one definition, in the order of its key."""
    sheets = sorted(sheets, key=lambda s: normal(s[0]))
    table = Table(definition)
    given = {c for _, result in sheets if result.table is not None and result.table.length for c in result.table.given}
    starts: list[int] = []
    for title, result in sheets:
        assert result.table is not None
        problems += check_keys(result.table, title)
        starts.append(table.length)
        table = table.concat(_with_all(result.table, given)) if table.length else _with_all(result.table, given)
    if len(sheets) > 1:
        problems += _clashes(definition, table, [t for t, _ in sheets], starts)
    order = key_order(table)
    if order is not None:
        table = _ordered(table, order)
    place = np.arange(table.length, dtype=np.int64)
    if order is not None:
        place[order] = np.arange(table.length, dtype=np.int64)
    for (title, result), start in zip(sheets, starts, strict=True):
        if result.header is not None:
            keys = place[start : start + len(result.rows)]
            sources.append(SheetSource(title, definition.name, result.header, keys, result.rows, result.totals_row))
    return table


def _with_all(table: Table, given: set[str]) -> Table:
    """With the columns that another sheet of the table has, derived or defaulted."""
    absent = given - table.given
    return table.with_columns({c: table[c] for c in absent}) if absent and table.length else table


def _clashes(definition: TableDef, table: Table, titles: list[str], starts: list[int]) -> list[Problem]:
    """Entries that stand on two sheets of the same table."""
    what = " and ".join(titles)
    if definition.is_setup and table.length > 1:
        return [problem("W14", what, f"They hold {table.length} rows of {definition.name}.", sheet=titles[1])]
    if not definition.key:
        return []
    keys = table.keys(definition.key)
    ends = [*starts[1:], len(keys)]
    sets = [set(keys[a:b]) for a, b in zip(starts, ends, strict=True)]
    shared = sum(map(len, sets)) - len(set().union(*sets))
    if not shared:
        return []
    return [problem("W14", what, f"{shared:,} keys of {definition.name} stand on more than one of them.", sheet=titles[1])]


def key_order(table: Table) -> Array | None:
    """Positions in the order of the key; None when the rows stand in it (or the table has no key)."""
    captions = table.definition.key
    if not captions or table.length < 2:
        return None
    if len(captions) == 1 and table.definition.by_caption[captions[0]].kind not in (Kind.CODE, Kind.TEXT):
        column = table[captions[0]]
        return None if bool((column[1:] >= column[:-1]).all()) else np.argsort(column, kind="stable")
    keys = table.keys(captions)
    order = sorted(range(len(keys)), key=keys.__getitem__)
    return None if order == list(range(len(keys))) else np.array(order, dtype=np.int64)


def _ordered(table: Table, order: Array) -> Table:
    """The rows in another order; columns that the input lacked stay absent."""
    origin = table.origin and Origin(table.origin.sheet, table.origin.rows[order], table.origin.letters)
    return Table(
        table.definition,
        table.length,
        {c: v[order] for c, v in table.columns.items()},
        {c: v[order] for c, v in table.extra.items()},
        origin,
    )
