"""Formulas of a page: totals over details, and figures that follow from others on the same line.

Totals are SUBTOTAL(9, ...): they leave out nested totals and filtered rows but keep rows folded away in the
outline. (109 would leave those out too, so that folding a group would turn its total to zero.) Second lines
("Expected Cost Included") stand between the details; then the ranges are the runs of details between them:
`SUBTOTAL(9,F9:F10,F12)`; beyond 200 runs, SUMIFS over the hidden column that says which rows are details.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from xlcost.sheets.slots import letters

MAX_RUNS = 200
_KEY = re.compile(r"\{(\w+)\}")


def line_formula(pattern: str, row: int, places: Mapping[str, int]) -> str:
    """A column's formula on one row; empty when a column it needs does not stand on the sheet."""
    keys = _KEY.findall(pattern)
    if not keys or any(key not in places for key in keys):
        return ""
    return _KEY.sub(lambda m: f"{letters(places[m[1]])}{row}", pattern).lstrip("=")


def settled(formula: str, value: object, kind: str) -> str:
    """A formula whose result is exactly zero is rounded: sums of binary numbers leave dust, which would print -0.00."""
    if not formula or value != 0 or isinstance(value, bool):
        return formula
    return f"ROUND({formula},{5 if kind in ('quantity', 'unit cost') else 2})"


def runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Consecutive rows joined: 9 10 12 -> (9, 10) (12, 12)."""
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and found[-1][1] == row - 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found


@dataclass
class Totals:
    """Which detail rows a subtotal or total stands for, while lines are laid out from top to bottom."""

    rank_column: int  # hidden column that carries 1 on detail rows
    open_rows: list[int] = field(default_factory=list)  # since the last heading or subtotal
    since_total: list[int] = field(default_factory=list)
    all_rows: list[int] = field(default_factory=list)
    group_rows: list[int] = field(default_factory=list)  # under inner subtotals since the last heading
    inner_level: int = 0
    second_rows: set[int] = field(default_factory=set)  # rows with figures that no total counts
    uses_rank: bool = False

    def detail(self, row: int) -> None:
        self.open_rows.append(row)
        self.since_total.append(row)
        self.all_rows.append(row)

    def heading(self) -> None:
        self.open_rows, self.group_rows, self.inner_level = [], [], 0

    def take_subtotal(self, level: int = 0) -> list[int]:
        """Rows since the last heading or subtotal; an outer subtotal (of a lower level) takes those of the inner ones too."""
        if self.group_rows and level < self.inner_level:
            taken = [*self.group_rows, *self.open_rows]
            self.open_rows, self.group_rows = [], []
            return taken
        taken, self.open_rows = self.open_rows, []
        self.group_rows += taken
        self.inner_level = level
        return taken

    def take_total(self) -> list[int]:
        taken = self.since_total or self.all_rows
        self.since_total, self.open_rows = [], []
        return taken

    def formula(self, column: int, rows: Sequence[int]) -> str:
        """The total of a column over these detail rows; other totals between them do not count twice."""
        if not rows:
            return ""
        name = letters(column)
        first, last = rows[0], rows[-1]
        if not self.second_rows.intersection(range(first, last + 1)):
            return f"SUBTOTAL(9,{name}{first}:{name}{last})"
        ranges = runs(rows)
        if len(ranges) <= MAX_RUNS:
            return "SUBTOTAL(9," + ",".join(f"{name}{a}" if a == b else f"{name}{a}:{name}{b}" for a, b in ranges) + ")"
        self.uses_rank = True
        rank = letters(self.rank_column)
        return f"SUMIFS({name}{first}:{name}{last},{rank}{first}:{rank}{last},1)"
