"""The value entries behind an amount, found when somebody asks (goals.md N8, R8).

`EntriesBehind` is a sequence of value entry numbers. `parts` are the amounts that these entries contribute;
they add up to the amount. Nothing is computed before the first look, so a report of thousands of lines costs
nothing extra.

Worked example: Decreases 63.60 of an item is behind `[4, 7]` with parts `[60.00, 3.60]`: value entries 4 (-60.00) and
7 (-3.60), which the report shows as positive decreases.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import overload

import numpy as np

from xlcost.ledger.table import Table
from xlcost.money import FINE, Array, fine_decimal

Found = tuple[list[int], list[int]]  # entry numbers, their parts in fine units


class EntriesBehind(Sequence[int]):
    """Value entry numbers behind one amount, each with its part of it."""

    __slots__ = ("_count", "_found", "_load")

    def __init__(self, load: Callable[[], Found], count: Callable[[], int] | None = None) -> None:
        """`load` answers the entry numbers and their parts in fine units (money.FINE per tick), `count` how many there are."""
        self._load = load
        self._count = count
        self._found: Found | None = None

    def _get(self) -> Found:
        if self._found is None:
            self._found = self._load()
        return self._found

    def found(self) -> Found:
        """The entry numbers and their parts in fine units."""
        return self._get()

    @property
    def parts(self) -> list[Decimal]:
        """What each entry contributes, in the order of the numbers."""
        return [fine_decimal(p) for p in self._get()[1]]

    @property
    def total(self) -> Decimal:
        """The sum of the parts, which is the amount."""
        return fine_decimal(sum(self._get()[1]))

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> list[int]: ...
    def __getitem__(self, index: int | slice) -> int | list[int]:
        return self._get()[0][index]

    def __len__(self) -> int:
        if self._found is None and self._count is not None:
            return self._count()
        return len(self._get()[0])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    def __hash__(self) -> int:
        return id(self)

    def __repr__(self) -> str:
        return f"EntriesBehind({list(self)!r})"


def sum_of(values: Table, positions: Callable[[], Array], captions: Sequence[str], sign: int = 1) -> EntriesBehind:
    """Entries whose part is sign x the sum of some columns; entries without a part are left out."""

    def parts_of(rows: Array) -> Array:
        parts = np.zeros(len(rows), dtype=np.int64)
        for caption in captions:
            parts = parts + values[caption][rows]
        return parts

    def load() -> Found:
        rows = positions()
        parts = parts_of(rows)
        counts = parts != 0
        numbers = values["Entry No."][rows[counts]]
        order = np.argsort(numbers, kind="stable")
        return numbers[order].tolist(), [sign * p * FINE for p in parts[counts][order].tolist()]

    return EntriesBehind(load, lambda: int(np.count_nonzero(parts_of(positions()))))


def listed(members: Sequence[tuple[int, int]]) -> EntriesBehind:
    """Entries given as (value entry no., part in fine units)."""

    def load() -> Found:
        ordered = sorted(m for m in members if m[1])
        return [n for n, _ in ordered], [p for _, p in ordered]

    return EntriesBehind(load)


def merged(parts: Sequence[Sequence[int]]) -> EntriesBehind:
    """The entries of several amounts together, as behind their sum; an entry of several amounts stands once."""

    def load() -> Found:
        found: dict[int, int] = {}
        for part in parts:
            assert isinstance(part, EntriesBehind)
            for number, amount in zip(*part._get(), strict=True):
                found[number] = found.get(number, 0) + amount
        numbers = sorted(found)
        return numbers, [found[n] for n in numbers]

    return EntriesBehind(load)


def less(first: EntriesBehind, second: EntriesBehind) -> EntriesBehind:
    """The entries behind the difference of two amounts."""

    def load() -> Found:
        found = dict(zip(*first.found(), strict=True))
        for number, amount in zip(*second.found(), strict=True):
            found[number] = found.get(number, 0) - amount
        numbers = sorted(n for n, amount in found.items() if amount)
        return numbers, [found[n] for n in numbers]

    return EntriesBehind(load)
