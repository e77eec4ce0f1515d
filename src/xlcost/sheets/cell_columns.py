"""The cells of a plain sheet, column by column: what its rows gave, as arrays.

A column says per row what kind of value stands there (blank, number, text, Yes/No, day) and holds the values of each kind in
an array of their own; texts are places in the list of distinct texts. `listed` gives the Python values that the
general reader gives for the same cells, so that whatever is not all of one kind takes the way of every other value.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from xlcost.money import Array
from xlcost.sheets.plain_rows import DAY, NUMBER, TEXT, YES_NO, Cells

EPOCH = dt.date(1899, 12, 30).toordinal()  # plain days are those of the date system that starts in 1900


@dataclass(frozen=True, slots=True)
class CellColumn:
    """Some rows of one column."""

    kinds: Array
    numbers: Array  # numbers, serial numbers of days, Yes/No as 1 and 0
    codes: Array  # places in `texts`
    texts: Sequence[str]

    def __len__(self) -> int:
        return len(self.kinds)

    def take(self, rows: Any) -> CellColumn:
        """The rows of a slice, a mask or positions."""
        return CellColumn(self.kinds[rows], self.numbers[rows], self.codes[rows], self.texts)

    def only(self, kind: int) -> bool:
        """Every row holds a value of this kind."""
        return bool((self.kinds == kind).all())

    def distinct_texts(self) -> tuple[Array, Array]:
        """(distinct places in `texts`, number of the place per row) of the rows with a text."""
        found, numbers = np.unique(self.codes[self.kinds == TEXT], return_inverse=True)
        return found, numbers

    def blank(self) -> Array:
        """Rows without a value, or with a text of spaces."""
        blank = self.kinds == 0
        if bool(blank.all()) or not bool((self.kinds == TEXT).any()):
            return blank
        places, numbers = self.distinct_texts()
        spaces = np.array([not self.texts[p].strip() for p in places.tolist()], dtype=np.bool_)
        if bool(spaces.any()):
            blank[self.kinds == TEXT] = spaces[numbers]
        return blank

    def listed(self) -> list[Any]:
        """Python values: float, str, bool, date, "" for blank."""
        if self.only(NUMBER):
            found: list[Any] = self.numbers.tolist()
            return found
        triples = zip(self.kinds.tolist(), self.numbers.tolist(), self.codes.tolist(), strict=True)
        return [self._value(kind, number, code) for kind, number, code in triples]

    def _value(self, kind: int, number: float, code: int) -> Any:
        if kind == NUMBER:
            return number
        if kind == TEXT:
            return self.texts[code]
        if kind == DAY:
            return dt.date.fromordinal(int(number) + EPOCH)
        return number != 0 if kind == YES_NO else ""


@dataclass(frozen=True, slots=True)
class _Block:
    """The values of a column in some rows; a single kind, number or code stands for all rows."""

    rows: Array
    kinds: Array
    numbers: Array
    codes: Array


def _kept(values: Array) -> Array:
    """A copy, of the first value only where all are the same (as most columns of an export are over some rows)."""
    bits = values.view(np.int64) if values.dtype == np.float64 else values  # a zero keeps its sign
    return values[:1].copy() if bool((bits == bits[0]).all()) else values.copy()


@dataclass(slots=True)
class SheetCells:
    """All filled cells of a sheet, gathered piece by piece."""

    texts: Sequence[str]
    height: int = 0  # the last row with a value
    _blocks: dict[int, list[_Block]] = field(default_factory=dict)

    def add(self, cells: Cells) -> None:
        """The cells of the next rows."""
        if not len(cells.rows):
            return
        self.height = int(cells.rows[-1])
        order = np.argsort(cells.columns, kind="stable")
        columns = cells.columns[order]
        bounds = [0, *(np.flatnonzero(np.diff(columns)) + 1).tolist(), len(columns)]
        rows, kinds, numbers, codes = (a[order] for a in (cells.rows, cells.kinds, cells.numbers, cells.codes))
        shared = rows[:0]
        for a, b in pairwise(bounds):
            part = slice(a, b)
            if not np.array_equal(rows[part], shared):
                shared = rows[part].copy()
            kind = kinds[part]
            one = int(kind[0]) if bool((kind == kind[0]).all()) else 0
            block = _Block(
                shared,
                np.full(1, one, dtype=np.uint8) if one else kind.copy(),
                numbers[:0] if one == TEXT else _kept(numbers[part]),
                _kept(codes[part]) if one in (0, TEXT) else codes[:0],
            )
            self._blocks.setdefault(int(columns[a]), []).append(block)

    @property
    def width(self) -> int:
        """The last column with a value."""
        return max(self._blocks, default=0)

    def column(self, number: int, first_row: int, last_row: int) -> CellColumn:
        """Rows (1-based, both included) of a column."""
        length = max(min(last_row, self.height) - first_row + 1, 0)
        kinds = np.zeros(length, dtype=np.uint8)
        numbers = np.zeros(length, dtype=np.float64)
        codes = np.zeros(length, dtype=np.int32)
        for block in self._blocks.get(number, ()):
            a, b = np.searchsorted(block.rows, [first_row, first_row + length]).tolist()
            if a == b:
                continue
            place = block.rows[a:b] - first_row
            for target, values in ((kinds, block.kinds), (numbers, block.numbers), (codes, block.codes)):
                if len(values):
                    target[place] = values if len(values) == 1 else values[a:b]
        return CellColumn(kinds, numbers, codes, self.texts)

    def let_go(self, last_row: int) -> None:
        """Forget the rows up to this one; they were read."""
        for number, blocks in self._blocks.items():
            self._blocks[number] = [block for block in blocks if int(block.rows[-1]) > last_row]

    def rows(self, first_row: int, last_row: int) -> Iterator[list[Any]]:
        """Rows as lists of Python values, from the first column on."""
        columns = [self.column(n, first_row, last_row).listed() for n in range(1, self.width + 1)]
        for values in zip(*columns, strict=True):
            yield list(values)
