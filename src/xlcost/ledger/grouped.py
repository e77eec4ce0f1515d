"""Rows by a group number."""

from __future__ import annotations

import numpy as np

from xlcost.money import Array


class Grouped:
    """Row positions by group number, in row order within a group: one sort, then slices."""

    def __init__(self, groups: Array, count: int) -> None:
        """`groups` holds a group number 0..count-1 per row; other numbers belong to no group."""
        inside = np.flatnonzero((groups >= 0) & (groups < count))
        own = groups[inside]
        self._order = inside[np.argsort(own, kind="stable")]
        self._starts = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(np.bincount(own, minlength=count))))

    def __getitem__(self, group: int) -> Array:
        return self._order[self._starts[group] : self._starts[group + 1]]

    def of(self, groups: Array) -> Array:
        """The rows of several groups, group by group."""
        return self.counted(groups)[0]

    def counted(self, groups: Array) -> tuple[Array, Array]:
        """(rows of several groups, group by group; how many rows each group has)."""
        groups = np.asarray(groups, dtype=np.int64)
        first = self._starts[groups]
        counts = self._starts[groups + 1] - first
        before = np.cumsum(counts) - counts
        return self._order[np.arange(int(counts.sum())) + np.repeat(first - before, counts)], counts
