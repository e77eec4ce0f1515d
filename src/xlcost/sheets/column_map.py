"""The sheet Column Map: what captions, sheet titles, words, numbers and dates of this workbook mean, stated by the user (interface.md 1).

Its columns are Table, Column in this workbook, Caption; a line without a table holds for all of them.

    Table        Column in this workbook  Caption
    Value Entry  Einstandsbetrag          Cost Amount (Actual)   a column under another caption
                 Wertposten               Value Entry            a sheet under another title
                 Ja                       Yes                    a word for Yes or No
                 Einkauf                  Purchase               an option
                 1.234,50                 1,234.50               how numbers are written that are stored as text
                 31.12.2026               2026-12-31             the same for dates
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from xlcost.ledger.rules import problem
from xlcost.ledger.schema import TableDef, normal
from xlcost.ledger.tables import TABLES, find_table
from xlcost.problems import Problem
from xlcost.sheets.limits import HEADER_ROWS
from xlcost.sheets.spelling import DateStyle, NumberStyle, Spelling, date_style, number_style

TITLE = "Column Map"
_CAPTIONS = ("table", "column in this workbook", "caption")
_WORDS = {"yes": True, "no": False}
_NUMBER_MEANING = ("1,234.50", "1234.50", "1234.5")
_TITLE_LENGTH = 31


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """What the lines say; keys are (table name or "" for all, what stands in this workbook), normalised."""

    captions: dict[tuple[str, str], str] = field(default_factory=dict)
    sheets: dict[str, str] = field(default_factory=dict)
    words: dict[tuple[str, str], bool] = field(default_factory=dict)
    options: dict[tuple[str, str], str] = field(default_factory=dict)
    numbers: dict[str, NumberStyle] = field(default_factory=dict)
    dates: dict[str, DateStyle] = field(default_factory=dict)

    def caption(self, table: str, given: str) -> str:
        """The caption that a given one stands for (itself when it is not mapped)."""
        return self.captions.get((table, normal(given)), given)

    def table(self, title: str) -> TableDef | None:
        """The table of a sheet title: under its own name, or as mapped."""
        return find_table(self.sheets.get(_sheet_key(title), title))

    def spelling(self, table: str) -> Spelling:
        """How the values of a table are written."""
        return Spelling(
            {word: value for (name, word), value in self.words.items() if name in ("", table)},
            {word: value for (name, word), value in self.options.items() if name in ("", table)},
            self.numbers.get(table, self.numbers.get("")),
            self.dates.get(table, self.dates.get("")),
        )


def read_column_map(rows: Sequence[Sequence[Any]], sheet: str, first_row: int = 1) -> tuple[ColumnMap, list[Problem]]:
    """The map from the rows of its sheet; W15 for each line that maps nothing."""
    header = next((i for i, row in enumerate(rows[:HEADER_ROWS]) if set(_CAPTIONS) <= {normal(c) for c in row}), None)
    if header is None:
        blank = not any(str(c).strip() for row in rows for c in row)
        return ColumnMap(), [] if blank else [problem("W15", sheet, "Its captions are not there.", sheet=sheet)]
    places = {normal(c): i for i, c in enumerate(rows[header])}
    lines = []
    for number, row in enumerate(rows[header + 1 :], first_row + header + 1):
        cells = [row[places[c]] if places[c] < len(row) else None for c in _CAPTIONS]
        if any(str("" if c is None else c).strip() for c in cells):
            lines.append((number, cells))
    found, problems = ColumnMap(), []
    for titles in (True, False):  # sheet titles first: other lines may name a table by the title it has here
        for number, cells in lines:
            if _is_title(cells) is titles and (what := _line(found, *cells)):
                problems.append(problem("W15", f"{sheet}, row {number}", what, sheet=sheet, cell=f"A{number}"))
    return found, sorted(problems, key=lambda p: int(p.cell[1:]))


def _is_title(cells: Sequence[Any]) -> bool:
    return not _text(cells[0]) and find_table(_text(cells[2])) is not None


def _line(found: ColumnMap, table: Any, given: Any, caption: Any) -> str:
    """Take one line in; what is wrong with it, or blank."""
    title, written, meaning = _text(table), _text(given), _text(caption)
    definition = found.table(title) if title else None
    if title and definition is None:
        return f"There is no table {title!r}."
    if not written or not meaning:
        return "The line is not complete."
    scope = definition.name if definition else ""
    titled = None if title else find_table(meaning)
    if titled is not None:
        return _once(found.sheets, _sheet_key(written), titled.name, written)
    if meaning in _NUMBER_MEANING or _is_number(caption):
        style = number_style(written) if isinstance(given, str) else None
        if style is None:
            return f"{written!r} is not an example of a number: write 1,234.50 as it is written here, for example 1.234,50, as text."
        return _once(found.numbers, scope, style, written)
    day = _day(caption)
    if day is not None:
        order = date_style(written, day) if isinstance(given, str) else None
        if order is None:
            return f"{written!r} is not an example of the date {day}: write it as dates are written here, for example 31.12.2026, as text."
        return _once(found.dates, scope, order, written)
    return _word_or_caption(found, definition, title, written, meaning)


def _word_or_caption(found: ColumnMap, definition: TableDef | None, title: str, written: str, meaning: str) -> str:
    scope, key = definition.name if definition else "", normal(written)
    column = definition.lookup.get(normal(meaning)) if definition else None
    word = _WORDS.get(normal(meaning))
    option = _options(scope).get(normal(meaning))
    if column is None and word is not None:
        found.words[scope, key] = word
    elif column is None and option is None:
        return f"{title or 'The line'} has no column {meaning!r}, and no option of that name."
    if option is not None:
        found.options[scope, key] = option
    return "" if column is None else _once(found.captions, (scope, key), column.caption, written)


def _once(known: dict[Any, Any], key: Any, value: Any, written: str) -> str:
    first = known.setdefault(key, value)
    return "" if first == value else f"{written!r} says something else than a line above it."


@cache
def _options(table: str) -> dict[str, str]:
    """Captions of the options of a table ("" = of all), by their normalised form."""
    columns = [c for d in TABLES if table in ("", d.name) for c in d.columns if c.option is not None]
    return {normal(m.caption): m.caption for c in columns for m in c.option or () if m.caption.strip()}


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _sheet_key(title: str) -> str:
    return normal(title)[:_TITLE_LENGTH].rstrip()


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value == 1234.5


def _day(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(_text(value))
    except ValueError:
        return None
