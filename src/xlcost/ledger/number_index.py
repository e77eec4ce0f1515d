"""Row positions by entry number, without a Python object per row: a sorted column and a binary search."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from xlcost.money import Array


class NumberIndex(Mapping[int, int]):
    """Entry number -> row position; of rows with the same number the last one counts, as in a dict made row by row."""

    def __init__(self, numbers: Array) -> None:
        self._order = None if bool((numbers[1:] >= numbers[:-1]).all()) else np.argsort(numbers, kind="stable")
        self._sorted = numbers if self._order is None else numbers[self._order]
        last = np.ones(len(numbers), dtype=np.bool_)
        last[:-1] = self._sorted[1:] != self._sorted[:-1]
        self._distinct = int(last.sum())
        self._last = last
        self._first = int(self._sorted[0]) if len(numbers) else 0
        span = int(self._sorted[-1]) - self._first + 1 if len(numbers) else 0
        self._dense = span == len(numbers) == self._distinct  # no gap: the place follows from the number

    def __len__(self) -> int:
        return self._distinct

    def __iter__(self) -> Iterator[int]:
        return iter(self._sorted[self._last].tolist())

    def __contains__(self, number: object) -> bool:
        return isinstance(number, (int, np.integer)) and self._place(int(number)) >= 0

    def __getitem__(self, number: int) -> int:
        place = self._place(number)
        if place < 0:
            raise KeyError(number)
        return place if self._order is None else int(self._order[place])

    def at(self, numbers: Array) -> Array:
        """Row position of each number, -1 where there is none."""
        if not len(self._sorted):
            return np.full(len(numbers), -1, dtype=np.int64)
        place = np.maximum(np.searchsorted(self._sorted, numbers, side="right") - 1, 0)
        rows = place if self._order is None else self._order[place]
        return np.where(self._sorted[place] == numbers, rows, -1)

    def _place(self, number: int) -> int:
        if self._dense:
            place = number - self._first
            return place if 0 <= place < len(self._sorted) else -1
        place = int(np.searchsorted(self._sorted, number, side="right")) - 1
        return place if place >= 0 and self._sorted[place] == number else -1
