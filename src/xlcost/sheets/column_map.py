"""The sheet Column Map: foreign or renamed captions, and words for Yes and No, stated by the user (interface.md 1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from xlcost.ledger.rules import problem
from xlcost.ledger.schema import normal
from xlcost.ledger.tables import find_table
from xlcost.problems import Problem
from xlcost.sheets.limits import HEADER_ROWS

TITLE = "Column Map"
_CAPTIONS = ("table", "column in this workbook", "caption")
_WORDS = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Caption by (table name, caption in this workbook), both normalised; words for Yes and No by table ("" = all)."""

    captions: dict[tuple[str, str], str] = field(default_factory=dict)
    words: dict[tuple[str, str], bool] = field(default_factory=dict)

    def caption(self, table: str, given: str) -> str:
        """The caption that a given one stands for (itself when it is not mapped)."""
        return self.captions.get((table, normal(given)), given)

    def yes_no(self, table: str) -> dict[str, bool]:
        """Mapped words of a table, case-folded."""
        return {word: value for (name, word), value in self.words.items() if name in ("", table)}


def read_column_map(rows: Sequence[Sequence[Any]], sheet: str, first_row: int = 1) -> tuple[ColumnMap, list[Problem]]:
    """The map from the rows of its sheet; W15 for each line that maps nothing."""
    header = next((i for i, row in enumerate(rows[:HEADER_ROWS]) if set(_CAPTIONS) <= {normal(c) for c in row}), None)
    if header is None:
        blank = not any(str(c).strip() for row in rows for c in row)
        return ColumnMap(), [] if blank else [problem("W15", sheet, "Its captions are not there.", sheet=sheet)]
    places = {normal(c): i for i, c in enumerate(rows[header])}
    found, problems = ColumnMap(), []
    for number, row in enumerate(rows[header + 1 :], first_row + header + 1):
        title, given, caption = (str(row[places[c]] or "").strip() for c in _CAPTIONS)
        if not (title or given or caption):
            continue
        what = _line(found, title, given, caption)
        if what:
            problems.append(problem("W15", f"{sheet}, row {number}", what, sheet=sheet, cell=f"A{number}"))
    return found, problems


def _line(found: ColumnMap, title: str, given: str, caption: str) -> str:
    """Take one line in; what is wrong with it, or blank."""
    definition = find_table(title) if title else None
    if title and definition is None:
        return f"There is no table {title!r}."
    if not given or not caption:
        return "The line is not complete."
    column = definition.lookup.get(normal(caption)) if definition else None
    word = _WORDS.get(normal(caption))
    if column is None and word is not None:
        found.words[definition.name if definition else "", normal(given)] = word
    elif definition is None or column is None:
        return f"{title or 'The line'} has no column {caption!r}."
    else:
        known = found.captions.setdefault((definition.name, normal(given)), column.caption)
        if known != column.caption:
            return f"{given!r} is mapped to {known!r} already."
    return ""
