"""The printed lines of the Cost Shares Breakdown, kept as columns.

A breakdown of a large stock has hundreds of thousands of lines of sixteen shares, most of them nothing. So a share has a column only where
some line has it, and what an entry says of itself is looked up in the ledger when a line is asked for.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, overload

import numpy as np

from xlcost.ledger import Table
from xlcost.ledger.number_index import NumberIndex
from xlcost.money import Array
from xlcost.views.cost_shares_buffer import (
    DIRECT,
    FIELDS,
    INDIRECT,
    MATERIAL,
    SUBCONTRACTED,
    VARIANCE,
    Books,
    Buffer,
    Vector,
    capacity_buffers,
)

UNALLOCATED = FIELDS
_AT_ONCE = 4096


def total_of(shares: Vector) -> int:
    """Direct and indirect cost, revaluation, rounding and variance."""
    return sum(shares[: VARIANCE + 1])


def gap_of(shares: Vector) -> int:
    """Direct and indirect cost less the shares that they are split into."""
    return shares[DIRECT] + shares[INDIRECT] - sum(shares[MATERIAL : SUBCONTRACTED + 1])


@dataclass(frozen=True, slots=True)
class SharesLine:
    """One printed buffer: which group it belongs to, its quantity (ticks) and its shares (fine units)."""

    group: str  # item no. (Sales, Inventory) or order no. (WIP)
    group_text: str
    buffer: Buffer
    quantity: int
    shares: Vector
    unallocated: int = 0

    @property
    def total(self) -> int:
        """Cost of the line in fine units."""
        return total_of(self.shares) + self.unallocated

    @property
    def gap(self) -> int:
        """Total less the shares: not zero until material overhead is adjusted to indirect cost (4.6)."""
        return gap_of(self.shares)


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of one item or order that stand together: the places from `first` up to, but not including, `end`."""

    name: str
    text: str
    first: int
    end: int


class SharesLines(Sequence[SharesLine]):
    """All lines in print order. A line that is asked for has a buffer without the vectors that tracing used."""

    def __init__(self, books: Books, lines: Sequence[SharesLine] = ()) -> None:
        self._ledger = books.ledger
        self._facts = books.facts
        self._entry, self._capacity, self._quantity = array("q"), array("q"), array("q")
        self._fields: list[list[Any] | None] = [None] * (FIELDS + 1)
        self._starts: list[tuple[str, str, int]] = []
        self.differs = False  # some line's total is not the sum of its shares
        for line in lines:
            self.append(line)

    def append(self, line: SharesLine) -> None:
        """Adds a line at the end."""
        place = len(self._entry)
        if not self._starts or self._starts[-1][0] != line.group:
            self._starts.append((line.group, line.group_text, place))
        self._entry.append(line.buffer.entry)
        self._capacity.append(line.buffer.capacity_entry)
        self._quantity.append(line.quantity)
        fields = self._fields
        for x, amount in enumerate((*line.shares, line.unallocated)):
            column = fields[x]
            if column is None:
                if type(amount) is int and not amount:
                    continue
                column = fields[x] = [0] * place
            column.append(amount)
        if not self.differs and line.gap:
            self.differs = True

    def extend(self, group: str, text: str, entries: Array, quantities: Array, shares: dict[int, list[Any]]) -> None:
        """Adds the lines of a group of item ledger entries at the end, as columns; their direct and indirect cost are what their shares add up to."""
        place = len(self._entry)
        self._starts.append((group, text, place))
        self._entry.frombytes(entries.astype(np.int64).tobytes())
        self._quantity.frombytes(quantities.astype(np.int64).tobytes())
        self._capacity.frombytes(bytes(8 * len(entries)))
        for x in range(FIELDS + 1):
            column, added = self._fields[x], shares.get(x)
            if column is None:
                if added is None or not any(added):
                    continue
                column = self._fields[x] = [0] * place
            column.extend(added or [0] * len(entries))

    # -- as columns ---------------------------------------------------------------------------------------
    def groups(self) -> list[Group]:
        """The groups in print order."""
        ends = [first for _, _, first in (*self._starts[1:], ("", "", len(self)))][: len(self._starts)]
        return [Group(name, text, first, end) for (name, text, first), end in zip(self._starts, ends, strict=True)]

    def share(self, place: int, field: int) -> Any:
        """One share (or UNALLOCATED) of the line at a place."""
        column = self._fields[field]
        return 0 if column is None else column[place]

    def sums(self, first: int, end: int) -> tuple[Vector, Any]:
        """(sums of the shares, of what is unallocated) of some lines."""
        *shares, unallocated = (0 if column is None else sum(column[first:end]) for column in self._fields)
        return shares, unallocated

    def quantity(self, first: int, end: int) -> int:
        """Sum of the quantities of some lines."""
        return sum(self._quantity[first:end])

    @property
    def total(self) -> Any:
        """Cost of all lines in fine units."""
        shares, unallocated = self.sums(0, len(self))
        return total_of(shares) + unallocated

    def entries(self, first: int, end: int) -> tuple[Array, Array]:
        """(item ledger entry no., capacity ledger entry no.) of some lines, 0 for none."""
        return np.array(self._entry[first:end], dtype=np.int64), np.array(self._capacity[first:end], dtype=np.int64)

    # -- one by one ---------------------------------------------------------------------------------------
    def __len__(self) -> int:
        return len(self._entry)

    def __iter__(self) -> Iterator[SharesLine]:
        for first in range(0, len(self), _AT_ONCE):
            yield from self[first : first + _AT_ONCE]

    @overload
    def __getitem__(self, place: int) -> SharesLine: ...
    @overload
    def __getitem__(self, place: slice) -> list[SharesLine]: ...
    def __getitem__(self, place: int | slice) -> SharesLine | list[SharesLine]:
        if isinstance(place, slice):
            first, end, _ = place.indices(len(self))
            return self._lines(first, end)
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        return self._lines(place % len(self), place % len(self) + 1)[0]

    def _lines(self, first: int, end: int) -> list[SharesLine]:
        owners: list[tuple[str, str, int]] = []
        at = bisect_right(self._starts, first, key=itemgetter(2)) - 1
        while len(owners) < end - first:
            stop = self._starts[at + 1][2] if at + 1 < len(self._starts) else len(self)
            owners += [self._starts[at]] * (min(stop, end) - first - len(owners))
            at += 1
        quantities = self._quantity[first:end]
        vectors = [[0 if column is None else column[place] for column in self._fields] for place in range(first, end)]
        return [
            SharesLine(name, text, buffer, quantity, vector[:FIELDS], vector[UNALLOCATED])
            for (name, text, _), buffer, quantity, vector in zip(owners, self._buffers(first, end), quantities, vectors, strict=True)
        ]

    def _buffers(self, first: int, end: int) -> list[Buffer]:
        """Buffers of entries with what they say of themselves."""
        numbers, capacity = self.entries(first, end)
        table = self._ledger.table("Item Ledger Entry")
        own = np.flatnonzero(capacity == 0)
        rows = _rows(table, numbers[own])
        columns = (table[c][rows].tolist() for c in ("Entry No.", "Entry Type", "Posting Date", "Quantity"))
        found: dict[int, Buffer] = {}
        for place, no, kind, day, quantity, facts in zip(own.tolist(), *columns, self._facts(rows), strict=True):
            found[place] = Buffer(no, 0, kind, day, quantity, facts, [])
        others = np.flatnonzero(capacity)
        if len(others):
            rows = _rows(self._ledger.table("Capacity Ledger Entry"), capacity[others])
            found |= dict(zip(others.tolist(), capacity_buffers(self._ledger, rows), strict=True))
        return [found[place] for place in range(end - first)]


def _rows(table: Table, numbers: Array) -> Array:
    index = table.index
    assert isinstance(index, NumberIndex)
    return index.at(numbers)
