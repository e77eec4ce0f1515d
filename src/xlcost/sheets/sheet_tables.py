"""One sheet (or file) -> one table: captions found, cells read, defects listed with their cells.

Rows stream in blocks, so that a sheet of a million rows never exists as Python objects all at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain, islice
from typing import Any

import numpy as np

from xlcost.ledger.build import finish
from xlcost.ledger.exported import CAPTIONS, OWNER, Exported
from xlcost.ledger.options import OrderStatus
from xlcost.ledger.rules import problem
from xlcost.ledger.schema import TableDef, normal
from xlcost.ledger.table import Origin, Table
from xlcost.ledger.values import is_blank
from xlcost.money import Array, from_double
from xlcost.problems import Problem
from xlcost.sheets.cell_columns import CellColumn, SheetCells
from xlcost.sheets.cells import ColumnReader
from xlcost.sheets.column_map import ColumnMap
from xlcost.sheets.defects import Defects
from xlcost.sheets.headers import Captions, Header, duplicates, find_header
from xlcost.sheets.limits import HEADER_ROWS
from xlcost.sheets.sheet_scan import SheetFacts
from xlcost.sheets.workbook_parts import ListObject, column_letter

_BLOCK = 20_000
_CELL_BLOCK = 200_000
_TOTAL_WORDS = ("total", "sum", "grand total", "totals")


@dataclass(frozen=True, slots=True)
class SheetInput:
    """Rows of a sheet from row 1 on, cells from `first_column` on; blank cells are "" or None."""

    title: str
    rows: Iterable[Sequence[Any]]
    first_column: int = 1
    list_objects: Sequence[ListObject] = ()
    facts: SheetFacts | None = None
    date_1904: bool = False
    cells: SheetCells | None = None  # instead of rows
    read: SheetTable | None = None  # when it was read already


@dataclass(slots=True)
class SheetTable:
    """What a sheet gave: the table (None when it could not be found on it), the header, the row numbers, problems."""

    table: Table | None
    header: Header | None
    rows: Array
    problems: list[Problem] = field(default_factory=list)
    totals_row: int = 0
    exported: Exported | None = None  # calculated costs as they stood on the sheet (audit rule G11)


def read_sheet(definition: TableDef, sheet: SheetInput, mapped: ColumnMap) -> SheetTable:
    """Read one sheet as the table of a definition."""
    ahead = max([HEADER_ROWS, *(min(t.first_row, 100_000) for t in sheet.list_objects)])
    rows = iter(sheet.rows if sheet.cells is None else sheet.cells.rows(1, ahead))
    first = list(islice(rows, ahead))
    header = find_header(first, Captions(definition, mapped), sheet.list_objects, sheet.first_column)
    if header is None:
        blank = all(is_blank(c) for row in first for c in row) and all(is_blank(c) for row in rows for c in row)
        blank = blank and (sheet.cells is None or sheet.cells.height <= ahead)
        found = [] if blank else [problem("W13", sheet.title, f"No row of captions of {definition.name}.", sheet=sheet.title)]
        return SheetTable(Table(definition) if blank else None, None, np.empty(0, dtype=np.int32), found)
    reading = _Reading(definition, sheet, mapped, header)
    if sheet.cells is not None:
        return reading.read_cells(sheet.cells)
    return reading.read(islice(chain(first[header.row :], rows), max(header.last_row - header.row, 0)))


class _Reading:
    """The reading of one sheet whose header is known."""

    def __init__(self, definition: TableDef, sheet: SheetInput, mapped: ColumnMap, header: Header) -> None:
        self.definition, self.sheet, self.header = definition, sheet, header
        spelling = mapped.spelling(definition.name)
        twice = set(duplicates(header))
        closing = "Closing Date" in definition.by_caption
        self.readers = {
            n: ColumnReader(c, sheet.date_1904, spelling, closing and c.caption == "Posting Date")
            for n, c in header.columns.items()
            if n not in twice and c.caption not in definition.calculated_captions
        }
        self.exported = {
            n: ColumnReader(c, sheet.date_1904, spelling, False)
            for n, c in header.columns.items()
            if definition.name == OWNER and n not in twice and c.caption in definition.calculated_captions and c.caption in CAPTIONS
        }
        self.extras: dict[int, list[Any]] = {n: [] for n in header.unknown if n not in twice}
        self.numbers: list[Array] = []
        self.problems = [
            problem("L02", f"{sheet.title}!{cell}", f"{header.captions[n]!r} is given twice.", sheet=sheet.title, cell=cell)
            for n in sorted(twice)
            for cell in [f"{column_letter(n)}{header.row}"]
        ]
        keys = {c.caption for c in definition.columns if c.required and c.caption in definition.key}
        self.key_columns = [n for n, r in self.readers.items() if r.column.caption in keys]
        self.missing_keys: dict[int, list[int]] = {n: [] for n in self.key_columns}
        self.length = self.totals_row = 0

    def read(self, body: Iterator[Sequence[Any]]) -> SheetTable:
        """Read all rows below the header."""
        row = self.header.row + 1
        block = list(islice(body, _BLOCK))
        while block:
            following = list(islice(body, _BLOCK))
            self._block(block, row, last=not following)
            row += len(block)
            block = following
        return self._finished()

    def read_cells(self, cells: SheetCells) -> SheetTable:
        """Read all rows below the header of a plain sheet."""
        end = min(self.header.last_row, cells.height)
        for first in range(self.header.row + 1, end + 1, _CELL_BLOCK):
            last = min(first + _CELL_BLOCK - 1, end)
            self._cell_block({n: cells.column(n, first, last) for n in self._numbers()}, first, last=last == end)
            cells.let_go(last)
        return self._finished()

    def _numbers(self) -> list[int]:
        return sorted({*self.readers, *self.extras, *self.header.columns})

    def _finished(self) -> SheetTable:
        rows = np.concatenate(self.numbers) if self.numbers else np.empty(0, dtype=np.int32)
        table = self._table(rows)
        self._report(table, rows)
        costs = {r.column.caption: r.array() for r in self.exported.values() if not r.defects}
        exported = (table["Entry No."], costs) if costs else None
        return SheetTable(table, self.header, rows, self.problems, self.totals_row, exported)

    def _block(self, block: list[Sequence[Any]], first_row: int, last: bool) -> None:
        width = max(map(len, block))
        if min(map(len, block)) < width:
            block = [[*row, *[None] * (width - len(row))] for row in block]
        by_place = list(zip(*block, strict=True))
        nothing = [None] * len(block)
        columns: dict[int, Sequence[Any]] = {}
        for n in self._numbers():
            place = n - self.sheet.first_column
            columns[n] = by_place[place] if 0 <= place < width else nothing
        numbers = np.arange(first_row, first_row + len(block), dtype=np.int32)
        columns, numbers = self._without_blank_rows(columns, numbers)
        if last and len(numbers) and self._is_total({n: c[-1] for n, c in columns.items()}, int(numbers[-1])):
            columns, numbers = {n: c[:-1] for n, c in columns.items()}, numbers[:-1]
        if not len(numbers):
            return
        for n in self.key_columns:
            values = columns[n]
            if "" in values or None in values or any(type(v) is str and not v.strip() for v in set(values)):
                self.missing_keys[n] += [self.length + i for i, v in enumerate(values) if is_blank(v)]
        for n, reader in self.readers.items():
            reader.feed(columns[n])
        for n, reader in self.exported.items():
            reader.feed(columns[n])
        for n, gathered in self.extras.items():
            gathered.extend(_raw(columns[n]))
        self.numbers.append(numbers)
        self.length += len(numbers)

    def _cell_block(self, columns: dict[int, CellColumn], first_row: int, last: bool) -> None:
        """The same for columns of cells."""
        length = max(map(len, columns.values()), default=0)
        numbers = np.arange(first_row, first_row + length, dtype=np.int32)
        blank = np.ones(length, dtype=np.bool_)
        for column in columns.values():
            if not bool(blank.any()):
                break
            blank &= column.blank()
        keep = np.flatnonzero(~blank)
        if last and len(keep):
            values = {n: c.take(keep[-1:]).listed()[0] for n, c in columns.items()}
            if self._is_total(values, int(numbers[keep[-1]])):
                keep = keep[:-1]
        if len(keep) < length:
            columns, numbers = {n: c.take(keep) for n, c in columns.items()}, numbers[keep]
        if not len(numbers):
            return
        for n in self.key_columns:
            self.missing_keys[n] += (np.flatnonzero(columns[n].blank()) + self.length).tolist()
        for n, reader in (*self.readers.items(), *self.exported.items()):
            reader.feed_cells(columns[n])
        for n, gathered in self.extras.items():
            gathered.extend(_raw(columns[n].listed()))
        self.numbers.append(numbers)
        self.length += len(numbers)

    def _without_blank_rows(self, columns: dict[int, Sequence[Any]], numbers: Array) -> tuple[dict[int, Sequence[Any]], Array]:
        """Rows in which some column of the table (known or not) has a value."""
        maybe: list[int] = list(range(len(numbers)))
        for values in columns.values():
            maybe = [i for i in maybe if values[i] is None or (type(values[i]) is str and not values[i].strip())]
            if not maybe:
                return columns, numbers
        keep = np.ones(len(numbers), dtype=np.bool_)
        keep[maybe] = False
        stays = np.flatnonzero(keep).tolist()
        return {n: [values[i] for i in stays] for n, values in columns.items()}, numbers[keep]

    def _is_total(self, row: Mapping[int, Any], number: int) -> bool:
        """The last row holds totals, which is noted."""
        if not self._holds_totals(row):
            return False
        self.totals_row = number
        where = f"{self.sheet.title}, row {number}"
        self.problems.append(problem("W19", where, "The last row holds totals.", sheet=self.sheet.title, cell=f"A{number}"))
        return True

    def _holds_totals(self, row: Mapping[int, Any]) -> bool:
        """The key is blank or says Total, and beside it stand amounts and quantities only."""
        if not self.key_columns:
            return False
        amounts = 0
        for n, value in row.items():
            if is_blank(value):
                continue
            column = self.header.columns.get(n)
            says_total = isinstance(value, str) and normal(value).rstrip(":").startswith(_TOTAL_WORDS)
            if says_total:
                continue
            if n in self.key_columns or column is None or not column.kind.in_ticks:
                return False
            amounts += 1
        return amounts > 0

    def _table(self, rows: Array) -> Table:
        columns = {r.column.caption: r.array() for r in self.readers.values()}
        closing = [i for r in self.readers.values() for i in r.closing]
        if closing:
            flags = columns.get("Closing Date", np.zeros(self.length, dtype=np.bool_)).copy()
            flags[closing] = True
            columns["Closing Date"] = flags
        status = _status_of(self.sheet.title)
        if status is not None and "Status" in self.definition.by_caption and "Status" not in columns and self.length:
            columns["Status"] = np.full(self.length, int(status), dtype=np.int64)
        extra = {}
        for n, values in self.extras.items():
            extra[self.header.captions[n]] = np.empty(len(values), dtype=object)
            extra[self.header.captions[n]][:] = values
        letters = {r.column.caption: column_letter(n) for n, r in self.readers.items()}
        letters |= {self.header.captions[n]: column_letter(n) for n in self.extras}
        return finish(Table(self.definition, self.length, columns, extra, Origin(self.sheet.title, rows, letters)))

    def _report(self, table: Table, rows: Array) -> None:
        title = self.sheet.title
        for column in self.definition.columns:
            if column.required and column.caption not in table.columns:
                self.problems.append(problem("L01", title, f"The column {column.caption} is missing.", sheet=title))
        if self.definition.is_setup and self.length > 1:
            self.problems.append(problem("L11", title, f"The table has {self.length} rows.", sheet=title))
        defects = Defects(title)
        for n, reader in self.readers.items():
            for position, code, what in reader.defects:
                defects.add(code, n, int(rows[position]), reader.column.caption, what)
        for n, positions in self.missing_keys.items():
            for position in positions:
                defects.add("L07", n, int(rows[position]), self.header.captions[n], "The cell is blank.")
        if self.sheet.facts is not None:
            self._facts(self.sheet.facts, defects, int(rows[-1]) if len(rows) else self.header.row)
        self.problems += defects.problems()
        if self.header.unknown:
            names = ", ".join(self.header.unknown.values())
            self.problems.append(problem("W18", title, f"Columns that are not read: {names}.", sheet=title))

    def _facts(self, facts: SheetFacts, defects: Defects, last_row: int) -> None:
        """Error cells, formulas without a value and merged cells of the table's rectangle."""
        stored = set(self.readers)
        span = range(min(self.header.captions), max(self.header.captions) + 1)
        area = range(self.header.row, max(last_row, min(self.header.last_row, facts.rows)) + 1)
        for address, token in facts.errors.items():
            defects.at(address, area, span, "W09", stored, self.header.captions, f"The cell shows {token or 'an error'}.")
        for address in facts.uncalculated:
            defects.at(address, area, span, "W10", stored, self.header.captions, "The formula has no calculated value.")
        for top, left, bottom, right in facts.merged:
            if top <= area[-1] and bottom >= area[0] and left <= span[-1] and right >= span[0]:
                what = f"{column_letter(left)}{top}:{column_letter(right)}{bottom} is merged."
                defects.add("W12", left, top, self.header.captions.get(left, ""), what)


def _raw(values: Sequence[Any]) -> list[Any]:
    """Values of an unknown column as the API gives them: exact numbers, None for blank."""
    known: dict[Any, Any] = {}
    found = []
    for value in values:
        if type(value) is float:
            if value not in known:
                known[value] = _plain(from_double(value)) if np.isfinite(value) else str(value)
            found.append(known[value])
        elif type(value) is Decimal:
            found.append(_plain(value))
        else:
            found.append(None if value == "" else value)
    return found


def _plain(number: Decimal) -> Any:
    return int(number) if number == number.to_integral_value() else number


def _status_of(title: str) -> OrderStatus | None:
    """The status that a sheet of released or finished orders implies when it has no such column."""
    word = normal(title).partition(" ")[0]
    return {"released": OrderStatus.RELEASED, "finished": OrderStatus.FINISHED}.get(word)
