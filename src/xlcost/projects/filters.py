"""Date filters as people type them: `D`, `D1..D2`, `..D`, `D..`, alternatives with `|` (project-wip.md 2)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np

from xlcost.ledger.values import Unreadable, day_of, is_blank
from xlcost.money import Array
from xlcost.problems import XlcostError

LAST_DAY = dt.date.max.toordinal()


@dataclass(frozen=True, slots=True)
class DateFilter:
    """Inclusive ranges of day numbers; no range at all lets every date pass. A blank date is day 0."""

    ranges: tuple[tuple[int, int], ...] = ()

    @classmethod
    def up_to(cls, day: int) -> DateFilter:
        """Everything up to and including a day, blank dates too."""
        return cls(((0, day),))

    def mask(self, days: Array) -> Array:
        """Which of these dates pass."""
        if not self.ranges:
            return np.ones(len(days), dtype=np.bool_)
        found = np.zeros(len(days), dtype=np.bool_)
        for first, last in self.ranges:
            found |= (days >= first) & (days <= last)
        return found

    def passes(self, day: int) -> bool:
        """Whether one date passes."""
        return not self.ranges or any(first <= day <= last for first, last in self.ranges)

    def __str__(self) -> str:
        return "|".join(_show(first, last) for first, last in self.ranges)


def _show(first: int, last: int) -> str:
    low = dt.date.fromordinal(first).isoformat() if first else ""
    high = dt.date.fromordinal(last).isoformat() if last < LAST_DAY else ""
    return low if low and low == high else f"{low}..{high}"


def date_filter(given: Any, caption: str = "Posting Date Filter") -> DateFilter:
    """The filter of a text, a date or nothing; FILTER_SYNTAX when it cannot be read."""
    if is_blank(given):
        return DateFilter()
    if isinstance(given, dt.date):
        return DateFilter(((day := day_of(given), day),))
    return DateFilter(tuple(_range(part.strip(), str(given), caption) for part in str(given).split("|")))


def _range(part: str, given: str, caption: str) -> tuple[int, int]:
    low, dots, high = part.partition("..")
    try:
        first, last = day_of(low), day_of(high)
    except Unreadable:
        first = last = 0
    if (low.strip() and not first) or (high.strip() and not last) or not (first or last) or (not dots and not first):
        raise XlcostError(
            "FILTER_SYNTAX",
            f"{given!r} cannot be read as a date filter.",
            where=caption,
            rule="A date filter is D, D1..D2, ..D or D.., dates in the form 2025-01-31, alternatives separated by |.",
            remedy=f"Correct the {caption}.",
        )
    return (first, last or LAST_DAY) if dots else (first, first)
