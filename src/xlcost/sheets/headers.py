"""Where the captions of a sheet stand (interface.md 1): its Excel table, or the first row that looks like captions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlcost.ledger.schema import Column, TableDef, normal
from xlcost.sheets.column_map import ColumnMap
from xlcost.sheets.limits import HEADER_ROWS, MAX_COLUMNS, MAX_ROWS
from xlcost.sheets.workbook_parts import ListObject


@dataclass(frozen=True, slots=True)
class Header:
    """The header row of a table on its sheet; numbers are 1-based."""

    row: int
    captions: dict[int, str]  # as written, by column number
    columns: dict[int, Column]  # the declared (stored or calculated) column of each known one
    last_row: int = MAX_ROWS  # last row that may hold data
    list_object: ListObject | None = None

    @property
    def unknown(self) -> dict[int, str]:
        """Captions that the table does not declare."""
        return {n: c for n, c in self.captions.items() if n not in self.columns}


@dataclass(frozen=True, slots=True)
class Captions:
    """How a table's captions are recognised in this workbook."""

    definition: TableDef
    mapped: ColumnMap

    def column(self, given: Any) -> Column | None:
        """The declared column of a given caption."""
        return self.definition.lookup.get(normal(self.mapped.caption(self.definition.name, str(given))))

    def known(self, cells: Sequence[Any]) -> bool:
        """At least half of the non-empty cells are captions of the table."""
        filled = [c for c in cells if str("" if c is None else c).strip()]
        return bool(filled) and 2 * sum(self.column(c) is not None for c in filled) >= len(filled)


def find_header(
    rows: Sequence[Sequence[Any]], captions: Captions, tables: Sequence[ListObject] = (), first_column: int = 1
) -> Header | None:
    """The header among the first rows of a sheet (row 1 first, cells from `first_column` on), None when there is none."""
    for table in tables:
        if table.header_rows != 1 or table.first_row > len(rows):
            continue
        span = range(max(table.first_column, first_column), min(table.last_column, MAX_COLUMNS) + 1)
        row = rows[table.first_row - 1]
        cells = {n: row[n - first_column] for n in span if n - first_column < len(row)}
        if captions.known(list(cells.values())):
            return _header(table.first_row, cells, captions, table)
    for number, row in enumerate(rows[:HEADER_ROWS], 1):
        if captions.known(row):
            return _header(number, dict(enumerate(row, first_column)), captions, None)
    return None


def _header(row: int, cells: dict[int, Any], captions: Captions, table: ListObject | None) -> Header:
    named = {n: str(c).strip() for n, c in cells.items() if str("" if c is None else c).strip()}
    columns = {n: column for n, c in named.items() if (column := captions.column(c)) is not None}
    last = MAX_ROWS if table is None else table.last_row - table.totals_rows
    return Header(row, named, columns, last, table)


def duplicates(header: Header) -> list[int]:
    """Column numbers whose caption, or the column it stands for, stands further left already."""
    seen: set[str] = set()
    twice = []
    for number, given in header.captions.items():
        column = header.columns.get(number)
        name = normal(column.caption if column else given)
        if name in seen:
            twice.append(number)
        seen.add(name)
    return twice
