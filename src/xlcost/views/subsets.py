"""Smallest subsets of two short lists of amounts that have the same sum."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from xlcost.money import Array

MOST = 12  # longer lists are not tried: 2**12 sums per side


def _sums(amounts: Sequence[int]) -> Array:
    """Sum of every subset; subset number n holds position i where bit i of n is set."""
    sums = np.zeros(1, dtype=np.int64)
    for amount in amounts:
        sums = np.concatenate((sums, sums + amount))
    return sums


def _members(subset: int, count: int) -> tuple[int, ...]:
    return tuple(i for i in range(count) if subset >> i & 1)


def smallest_equal_subsets(first: Sequence[int], second: Sequence[int]) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """Positions in both lists of the smallest non-empty subsets with equal sums; ties go to the lowest positions of the second, then of the first."""
    sums, others = _sums(first), _sums(second)
    candidates = np.flatnonzero(np.isin(others[1:], sums[1:])) + 1
    if not len(candidates):
        return None
    mine = np.flatnonzero(np.isin(sums[1:], others[candidates])) + 1
    best_of: dict[int, tuple[int, tuple[int, ...]]] = {}
    for subset in mine.tolist():
        members = _members(subset, len(first))
        rank = (len(members), members)
        total = int(sums[subset])
        if total not in best_of or rank < best_of[total]:
            best_of[total] = rank
    ranked = []
    for subset in candidates.tolist():
        members = _members(subset, len(second))
        size, partner = best_of[int(others[subset])]
        ranked.append((size + len(members), members, partner))
    _, chosen, partner = min(ranked)
    return partner, chosen
