"""Table: one table of the ledger as exact, immutable columns.

A column is a numpy array: int64 ticks for amounts, unit costs, quantities and percentages, int64 days for
dates, int64 ordinals for options, bool, or Python strings. A declared column that the input lacks exists
all the same: it is derived or filled with its default on first use.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from xlcost.ledger.number_index import NumberIndex
from xlcost.ledger.schema import Column, Kind, TableDef
from xlcost.money import Array

Row = dict[str, Any]  # caption -> internal value
_LOOK = 64


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the rows of a table were read: a sheet, the row number of each record, the column letter of each caption."""

    sheet: str
    rows: Array  # int32, 0 for rows that did not come from the sheet
    letters: Mapping[str, str]

    def cell(self, position: int, caption: str) -> str:
        """Cell address of a value, blank when it was not read from a sheet."""
        row, letter = int(self.rows[position]), self.letters.get(caption, "")
        return f"{letter}{row}" if row and letter else ""


def dtype_of(column: Column) -> Any:
    """numpy dtype of a column."""
    if column.nullable or column.kind.is_text or column.kind is Kind.RATIO:
        return object
    return np.bool_ if column.kind is Kind.YES_NO else np.int64


def array_of(column: Column, values: Sequence[Any]) -> Array:
    """Internal values as the array of a column."""
    found = np.empty(len(values), dtype=dtype_of(column))
    found[:] = values
    return found


def constant(value: Any, length: int, dtype: Any) -> Array:
    """A column that holds one value in every row, kept once; it cannot be written to (a copy can)."""
    one = np.empty(1, dtype=dtype)
    one[0] = value
    return np.broadcast_to(one, length)


def kept_once(column: Array) -> Array:
    """A column that holds one value in every row as such a constant, any other as it is."""
    if len(column) < 2 or column.strides == (0,):
        return column
    first = column[0]
    same = all(value == first for value in column[:: 1 + len(column) // _LOOK].tolist())  # most others say so at once
    if same and column.dtype == object:
        same = all(value is first for value in column.tolist())
    elif same:
        same = bool((column == first).all())
    return constant(column[0], len(column), column.dtype) if same else column


@dataclass(frozen=True)
class Table:
    """Immutable columns of one table. `given` names the captions that the input had."""

    definition: TableDef
    length: int = 0
    columns: Mapping[str, Array] = field(default_factory=dict)
    extra: Mapping[str, Array] = field(default_factory=dict)  # unknown columns, raw values, in their order
    origin: Origin | None = None

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, caption: str) -> Array:
        """The column of a caption (of stored fields); KeyError when the table declares none."""
        found = self.columns.get(caption)
        return self._filled(caption) if found is None else found

    @cached_property
    def _defaults(self) -> dict[str, Array]:
        return {}

    def _filled(self, caption: str) -> Array:
        if caption not in self._defaults:
            column = self.definition.by_caption[caption]
            if column.derive is not None and self.length:
                values = np.asarray(column.derive(self))
            else:
                default = column.blank if column.missing is None else column.missing
                values = constant(default, self.length, dtype_of(column))
            self._defaults[caption] = values
        return self._defaults[caption]

    @property
    def name(self) -> str:
        """Canonical name of the table."""
        return self.definition.name

    @property
    def given(self) -> frozenset[str]:
        """Captions of the declared columns that the input (or a stage) filled."""
        return frozenset(self.columns)

    def __repr__(self) -> str:
        return f"Table({self.name!r}, {self.length:,} rows)"

    def says(self, caption: str) -> bool:
        """Whether a given column differs in some row from what its absence would mean."""
        column = self.definition.by_caption[caption]
        if column.derive is not None:
            absent = Table(self.definition, self.length, {c: v for c, v in self.columns.items() if c != caption})
            return not np.array_equal(self[caption], absent[caption])
        default = column.blank if column.missing is None else column.missing
        if self[caption].dtype == object:
            values: list[Any] = self[caption].tolist()
            return values.count(default) < len(values)
        return bool((self[caption] != default).any())

    @cached_property
    def _codes(self) -> dict[str, tuple[Array, list[Any]]]:
        return {}

    def codes(self, caption: str) -> tuple[Array, list[Any]]:
        """(group number per row, the distinct values in ascending order) of a column; cached."""
        if caption not in self._codes:
            values = self[caption]
            if values.dtype != object:
                distinct, numbers = np.unique(values, return_inverse=True)
                self._codes[caption] = (numbers.astype(np.int64), distinct.tolist())
            else:
                order = {v: i for i, v in enumerate(sorted(set(values.tolist())))}
                numbers = np.fromiter(map(order.__getitem__, values.tolist()), np.int64, self.length)
                self._codes[caption] = (numbers, list(order))
        return self._codes[caption]

    @cached_property
    def index(self) -> Mapping[Any, int]:
        """Row position by primary key (the value itself for a single key column, else a tuple)."""
        key = self.definition.key
        if len(key) == 1 and self[key[0]].dtype == np.int64:
            return NumberIndex(self[key[0]])
        return {value: i for i, value in enumerate(self.keys(key))}

    def keys(self, captions: Sequence[str]) -> list[Any]:
        """Per row the value of one caption, or the tuple of several."""
        if len(captions) == 1:
            return self[captions[0]].tolist()
        return list(zip(*(self[c].tolist() for c in captions), strict=True))

    def positions(self, caption: str) -> dict[Any, list[int]]:
        """Row positions by the value of a column, in row order."""
        found: dict[Any, list[int]] = {}
        for i, value in enumerate(self[caption].tolist()):
            found.setdefault(value, []).append(i)
        return found

    def row(self, position: int) -> Row:
        """All stored fields of one row, internal values."""
        return {c.caption: _plain(self[c.caption][position]) for c in self.definition.columns}

    def rows(self, captions: Sequence[str] | None = None, positions: Sequence[int] | Array | None = None) -> list[Row]:
        """Rows as dicts of internal Python values; all stored fields unless captions are named."""
        names = [c.caption for c in self.definition.columns] if captions is None else list(captions)
        return [dict(zip(names, values, strict=True)) for values in self.tuples(names, positions)]

    def tuples(self, captions: Sequence[str], positions: Sequence[int] | Array | None = None) -> list[tuple[Any, ...]]:
        """Rows as tuples of internal Python values, in the order of `captions`."""
        if not captions:
            return []
        chosen = [self[c] if positions is None else self[c][np.asarray(positions, dtype=np.int64)] for c in captions]
        return list(zip(*(c.tolist() for c in chosen), strict=True))

    # -- making others ------------------------------------------------------------------------------------
    def with_columns(self, changed: Mapping[str, Array]) -> Table:
        """The same rows with some columns replaced."""
        return Table(self.definition, self.length, {**self.columns, **changed}, self.extra, self.origin)

    def take(self, positions: Array | Sequence[int]) -> Table:
        """The rows at these positions (or where a boolean mask is true), in that order."""
        chosen = np.asarray(positions)
        if chosen.dtype != np.bool_:
            chosen = chosen.astype(np.int64)
        length = int(chosen.sum()) if chosen.dtype == np.bool_ else len(chosen)
        origin = self.origin and Origin(self.origin.sheet, self.origin.rows[chosen], self.origin.letters)
        materialised = {c.caption: self[c.caption][chosen] for c in self.definition.columns if c.caption in self.columns or c.derive}
        return Table(self.definition, length, materialised, {k: v[chosen] for k, v in self.extra.items()}, origin)

    def append(self, rows: Iterable[Mapping[str, Any]]) -> Table:
        """With rows of internal values added at the end; fields a row lacks are blank."""
        return self.concat(table_of(self.definition, rows))

    def concat(self, other: Table) -> Table:
        """With the rows of a table of the same definition added at the end."""
        if not other.length:
            return self
        if not self.length:
            return Table(self.definition, other.length, other.columns, {**_blank_extra(self, other), **other.extra}, other.origin)
        captions = [c.caption for c in self.definition.columns if c.caption in self.columns or c.caption in other.columns]
        blanks = {
            c: array_of(col, [col.blank] * other.length)
            for c in captions
            if c not in other.columns
            for col in [self.definition.by_caption[c]]
        }
        columns = {c: _joined(self[c], blanks[c] if c in blanks else other[c]) for c in captions}
        names = [*self.extra, *(k for k in other.extra if k not in self.extra)]
        extra = {k: np.concatenate([_extra(self, k), _extra(other, k)]) for k in names}
        origin = self.origin
        if origin is not None:
            origin = Origin(origin.sheet, np.concatenate([origin.rows, np.zeros(other.length, dtype=origin.rows.dtype)]), origin.letters)
        return Table(self.definition, self.length + other.length, columns, extra, origin)

    def replace_rows(self, positions: Sequence[int] | Array, changed: Mapping[str, Sequence[Any] | Array]) -> Table:
        """With the values of some captions replaced at these positions."""
        where = np.asarray(positions, dtype=np.int64)
        columns = {}
        for caption, values in changed.items():
            column = self[caption].copy()
            column[where] = values
            columns[caption] = column
        return self.with_columns(columns)


def _joined(first: Array, second: Array) -> Array:
    """One column after the other; two that hold the same one value stay a constant."""
    if first.strides == (0,) and first.dtype == second.dtype:
        sample = (second[:1] if second.strides == (0,) else second).tolist()
        if sample.count(first[:1].tolist()[0]) == len(sample):
            return constant(first[0], len(first) + len(second), first.dtype)
    return np.concatenate([first, second])


def _extra(table: Table, caption: str) -> Array:
    found = table.extra.get(caption)
    return np.full(table.length, None, dtype=object) if found is None else found


def _blank_extra(table: Table, other: Table) -> dict[str, Array]:
    return {k: np.full(other.length, None, dtype=object) for k in table.extra}


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def table_of(definition: TableDef, rows: Iterable[Mapping[str, Any]]) -> Table:
    """A table from rows of internal values; a caption absent from all rows stays absent (its default applies)."""
    found = list(rows)
    present = {c for row in found for c in row}
    columns = {c.caption: array_of(c, [row.get(c.caption, c.blank) for row in found]) for c in definition.columns if c.caption in present}
    return Table(definition, len(found), columns)
