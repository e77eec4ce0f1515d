"""Running sums: what a column adds up to until a day, per code, in one look-up.

Rows are put in the order (codes, date) once and summed up; the sum until a day is then the difference of two places
of that running sum. Worked example: receipts of 10 on the 5th and 4 on the 9th run 10, 14; until the 7th it is 10.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from xlcost.ledger.table import Table
from xlcost.money import LIMIT, Array

Codes = tuple[str, ...]


class RunningSums:
    """Sums of some measures by the values of some captions until a day (posting date)."""

    def __init__(self, table: Table, captions: Sequence[str], measures: Sequence[Array], rows: Array, dates: Array | None = None) -> None:
        """`rows` are the row positions that count; `dates` defaults to Posting Date."""
        key = np.zeros(len(rows), dtype=np.int64)
        names: list[list[str]] = []
        for caption in captions:
            numbers, distinct = table.codes(caption)
            key = key * max(len(distinct), 1) + numbers[rows]
            names.append(distinct)
        day = (table["Posting Date"] if dates is None else dates)[rows]
        order = np.lexsort((day, key))
        self._days = day[order]
        sorted_keys = key[order]
        distinct_keys, starts = np.unique(sorted_keys, return_index=True)
        ends = [*starts.tolist(), len(order)]
        self._slices = {_split(k, names): span for k, span in zip(distinct_keys.tolist(), pairwise(ends), strict=True)}
        self._sums = [_cumulated(m[rows][order]) for m in measures]

    def keys(self) -> list[Codes]:
        """The combinations of codes that have rows."""
        return list(self._slices)

    def until(self, codes: Codes, day: int) -> tuple[int, ...]:
        """One sum per measure of the rows with these codes dated up to `day` (0 = all)."""
        span = self._slices.get(codes)
        if span is None:
            return (0,) * len(self._sums)
        first, last = span
        end = first + int(np.searchsorted(self._days[first:last], day, side="right")) if day else last
        return tuple(int(s[end] - s[first]) for s in self._sums)


def _split(key: int, names: list[list[str]]) -> Codes:
    """The codes of a combined key."""
    found: list[str] = []
    for distinct in reversed(names):
        key, place = divmod(key, max(len(distinct), 1))
        found.append(distinct[place])
    return tuple(reversed(found))


def _cumulated(values: Array) -> Array:
    """Running sum with a leading 0; Python integers where 64 bits could overflow."""
    if values.dtype == np.bool_:
        values = values.astype(np.int64)
    if len(values) and int(np.abs(values).max()) > LIMIT // len(values):
        values = values.astype(object)
    found = np.zeros(len(values) + 1, dtype=values.dtype)
    np.cumsum(values, out=found[1:])
    return found
