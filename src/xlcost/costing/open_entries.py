"""The open entries of one item, variant and location in the order of application (costing-engine.md 2.6)."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator

from xlcost.costing.entries import ItemEntry

_Key = tuple[int, int, ItemEntry]


class OpenEntries:
    """Open inbound and open outbound entries, each sorted by Posting Date and Entry No.

    Closed entries are dropped when they come to an end of the list; one in the middle is skipped, and the
    list is made anew when half of it is closed.
    """

    __slots__ = ("_lists", "_start")

    def __init__(self) -> None:
        self._lists: dict[bool, list[_Key]] = {True: [], False: []}
        self._start = {True: 0, False: 0}

    def add(self, entry: ItemEntry) -> None:
        """Enters an open entry."""
        insort(self._lists[entry.positive], (entry.posting_date, entry.no, entry), lo=self._start[entry.positive])

    def has_none(self, positive: bool) -> bool:
        """Whether no entry of one direction waits; there may be none even where this says there are."""
        return self._start[positive] == len(self._lists[positive])

    def candidates(self, positive: bool, newest_first: bool = False) -> Iterator[ItemEntry]:
        """Open entries of one direction, oldest first (or newest first)."""
        self._tidy(positive)
        keys, start = self._lists[positive], self._start[positive]
        closed = 0
        span = range(len(keys) - 1, start - 1, -1) if newest_first else range(start, len(keys))
        for i in span:
            entry = keys[i][2]
            if entry.open:
                yield entry
            else:
                closed += 1
        if 2 * closed > len(keys) - start:
            self._lists[positive] = [k for k in keys[start:] if k[2].open]
            self._start[positive] = 0

    def _tidy(self, positive: bool) -> None:
        keys, start = self._lists[positive], self._start[positive]
        while len(keys) > start and not keys[-1][2].open:
            keys.pop()
        while start < len(keys) and not keys[start][2].open:
            start += 1
        if start > 512 and 2 * start > len(keys):
            del keys[:start]
            start = 0
        self._start[positive] = start
