"""Columns of cell values -> exact columns of the ledger, block by block.

A block arrives as a list of Python values (numbers, texts, dates, Yes/No). Most columns hold one type, so the work is
done per column: number columns in one vector conversion that proves itself exact (money.ticks_from_doubles), all
others once per distinct value. What does not fit its column becomes a defect with its position; nothing is guessed.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from xlcost.ledger.schema import Column, Kind
from xlcost.ledger.table import constant, dtype_of, kept_once
from xlcost.ledger.values import Unreadable, parse
from xlcost.money import TICKS, Array, ticks_from_doubles
from xlcost.sheets.cell_columns import EPOCH, CellColumn
from xlcost.sheets.limits import MAX_TEXT
from xlcost.sheets.plain_rows import DAY, NUMBER, TEXT, YES_NO
from xlcost.sheets.spelling import Spelling

_NUMBERS = frozenset({Kind.AMOUNT, Kind.UNIT_COST, Kind.QUANTITY, Kind.PERCENT, Kind.ENTRY_NO, Kind.INTEGER})
_CLOSING = re.compile(r"C(\d{4}-\d{2}-\d{2})", re.IGNORECASE)
_EPOCH_1900 = dt.date(1899, 12, 30).toordinal()
_EPOCH_1904 = dt.date(1904, 1, 1).toordinal()
_LAST_DAY = dt.date.max.toordinal()
_MIDNIGHT = dt.time(0, 0)


class ColumnReader:
    """Reads one column: `feed` blocks of values, then `array()`. `defects` are (position, code, what) in row order."""

    def __init__(self, column: Column, date_1904: bool = False, spelling: Spelling | None = None, closing: bool = False) -> None:
        self.column = column
        self.defects: list[tuple[int, str, str]] = []
        self.closing: list[int] = []  # positions of closing dates (C2020-12-31)
        self._spelling = spelling or None  # None as well when nothing is stated
        self._epoch = _EPOCH_1904 if date_1904 else _EPOCH_1900
        self._closing_allowed = closing
        self._blocks: list[Array] = []
        self._length = 0
        self._known: dict[tuple[type, Any], Any] = {}
        self._one = {Kind.DATE: self._date, Kind.YES_NO: partial(parse, column), Kind.CODE: self._code, Kind.TEXT: self._text}.get(
            column.kind, self._other
        )

    def feed(self, values: Sequence[Any]) -> None:
        """The next rows of the column."""
        convert: Callable[[Sequence[Any]], Array] = self._number_block if self.column.kind in _NUMBERS else self._distinct_block
        self._blocks.append(convert(values))
        self._length += len(values)

    def feed_cells(self, cells: CellColumn) -> None:
        """The next rows of the column; cells that are all of the kind that the column wants are taken as arrays."""
        found = self._cells(cells)
        if found is None:
            self.feed(cells.listed())
        else:
            self._blocks.append(found)
            self._length += len(cells)

    def _cells(self, cells: CellColumn) -> Array | None:
        """The rows as an array; None when they need a look one by one."""
        kind = self.column.kind
        blank = cells.kinds == 0
        if kind in _NUMBERS and bool((blank | (cells.kinds == NUMBER)).all()):
            found, doubtful = self._vector(cells.numbers)
            result: Any = found if not self.column.nullable else found.astype(object)
            if self.column.nullable:
                result[blank] = None
            for i in doubtful.tolist():
                result[i] = self._value(float(cells.numbers[i]), self._length + i)
            return np.asarray(result)
        if kind is Kind.YES_NO and not self.column.nullable and cells.only(YES_NO):
            return np.asarray(cells.numbers != 0)
        if kind is Kind.DATE and bool((blank | (cells.kinds == DAY)).all()):
            days: Any = cells.numbers.astype(np.int64).astype(dtype_of(self.column)) + EPOCH
            days[blank] = self.column.blank
            return np.asarray(days)
        texts = kind in (Kind.CODE, Kind.TEXT, Kind.OPTION, Kind.YES_NO)
        if texts and not self.column.nullable and bool((blank | (cells.kinds == TEXT)).all()):
            return self._distinct_cells(cells, blank)
        return None

    def _distinct_cells(self, cells: CellColumn, blank: Array) -> Array | None:
        """Texts, each distinct one read once; None when one of them cannot be read."""
        places, numbers = cells.distinct_texts()
        text = self.column.kind.is_text
        meaning = np.empty(len(places), dtype=dtype_of(self.column))
        try:
            for i, value in enumerate(cells.texts[p] for p in places.tolist()):
                meaning[i] = self._plain_text(value) if text else self._read(value)
        except Unreadable:
            return None
        if len(places) == 1 and not bool(blank.any()):
            return constant(meaning[0], len(cells), meaning.dtype)
        result = np.empty(len(cells), dtype=dtype_of(self.column))
        result[blank] = self.column.blank
        result[~blank] = meaning[numbers]
        return result

    def array(self) -> Array:
        """All rows read so far; a defect reads as blank. A column of one value keeps it once."""
        if not self._blocks:
            return np.empty(0, dtype=dtype_of(self.column))
        found = kept_once(self._blocks[0] if len(self._blocks) == 1 else np.concatenate(self._blocks))
        self._blocks = [found]
        return found

    # -- number columns -----------------------------------------------------------------------------------
    def _number_block(self, values: Sequence[Any]) -> Array:
        kinds = set(map(type, values))
        if kinds == {int} and min(values) > -(2**43) and max(values) < 2**43 and not self.column.nullable:
            whole = np.array(values, dtype=np.int64)
            return whole * TICKS if self.column.kind.in_ticks else whole
        others = [] if kinds == {float} else [i for i, v in enumerate(values) if type(v) is not float]
        if others:
            plain = list(values)
            for i in others:
                plain[i] = 0.0
        else:
            plain = values  # type: ignore[assignment]
        found, doubtful = self._vector(np.array(plain, dtype=np.float64))
        if not others and not len(doubtful) and not self.column.nullable:
            return found
        result: Any = found if not self.column.nullable else found.astype(object)
        for i in sorted({*others, *doubtful.tolist()}):
            result[i] = self._value(values[i], self._length + i)
        return result

    def _vector(self, doubles: Array) -> tuple[Array, Array]:
        """(values, positions that need a closer look)."""
        if self.column.kind.in_ticks:
            found, proven = ticks_from_doubles(doubles)
        else:
            with np.errstate(invalid="ignore"):
                proven = (np.rint(doubles) == doubles) & (np.abs(doubles) < 2.0**53)
                found = np.where(proven, doubles, 0.0).astype(np.int64)
        return found, np.flatnonzero(~proven)

    # -- all others ---------------------------------------------------------------------------------------
    def _distinct_block(self, values: Sequence[Any]) -> Array:
        kinds = set(map(type, values))
        if kinds == {bool} and self.column.kind is Kind.YES_NO and not self.column.nullable:
            return np.array(values, dtype=np.bool_)
        if bool in kinds and len(kinds) > 1:  # True would be mistaken for 1
            found = [self._value(v, self._length + i) for i, v in enumerate(values)]
        else:
            meaning: dict[Any, Any] = {}
            marked: set[Any] = set()
            text = self.column.kind.is_text
            for value in set(values):
                try:
                    meaning[value] = self._plain_text(value) if text and type(value) is str else self._read(value)
                except Unreadable:
                    meaning[value] = self.column.blank
                    marked.add(value)
                if self._closing_allowed and type(value) is str and _CLOSING.fullmatch(value.strip()):
                    marked.add(value)
            if marked:
                for i, value in enumerate(values):
                    if value in marked:
                        self._value(value, self._length + i)
            found = [meaning[v] for v in values]
        result = np.empty(len(found), dtype=dtype_of(self.column))
        result[:] = found
        return result

    def _value(self, value: Any, position: int) -> Any:
        """One value; a defect is noted and reads as blank."""
        try:
            found = self._read(value)
        except Unreadable as error:
            self.defects.append((position, error.code, f"{error}."))
            return self.column.blank
        if self._closing_allowed and type(value) is str and _CLOSING.fullmatch(value.strip()):
            self.closing.append(position)
        return found

    def _read(self, value: Any) -> Any:
        if value is None or value == "":
            return self.column.blank
        key = (type(value), value)
        found = self._known.get(key, self)
        if found is self:
            found = self._one(self._as_stated(value))
            self._known[key] = found
        return found

    def _as_stated(self, value: Any) -> Any:
        """A text as the plain rules want it, where the sheet Column Map says how texts are written."""
        return self._spelling.plain(self.column, value) if self._spelling is not None and isinstance(value, str) else value

    def _other(self, value: Any) -> Any:
        if isinstance(value, float) and math.isnan(value):
            raise Unreadable("L03", "The cell holds no number (NaN)")
        if isinstance(value, (dt.date, dt.time, dt.timedelta)):
            kind = "a time" if isinstance(value, (dt.time, dt.timedelta)) else "a date"
            code = "L05" if self.column.kind is Kind.OPTION else "L03"
            raise Unreadable(code, f"The cell holds {kind} ({value})")
        return parse(self.column, value)

    def _plain_text(self, value: str) -> str:
        if len(value) > MAX_TEXT:
            raise Unreadable("W11", f"The text has {len(value):,} characters")
        if self.column.kind is Kind.CODE:
            code = value.strip().upper()
            return value if code == value else code  # one object for one text, whatever the columns it stands in
        return "" if value.isspace() else value

    def _text(self, value: Any) -> Any:
        return self._plain_text(value) if isinstance(value, str) else parse(self.column, value)

    def _code(self, value: Any) -> Any:
        if isinstance(value, dt.date):
            raise Unreadable("W22", f"The cell holds the date {value.isoformat()[:10]}")
        return self._text(value)

    def _date(self, value: Any) -> Any:
        if isinstance(value, dt.date):
            return parse(self.column, value)
        if value == _MIDNIGHT and isinstance(value, dt.time):  # 0 in a cell with a date format
            return self.column.blank
        if type(value) in (int, float):
            return self._serial(value)
        if isinstance(value, str):
            text = value.strip()
            if self._closing_allowed and (match := _CLOSING.fullmatch(text)):
                text = match[1]
            if text.startswith("0001-01-01"):  # how the ERP's interfaces write "no date"
                return self.column.blank
            return parse(self.column, text)
        raise Unreadable("DATE_UNPARSEABLE", f"{value} is not a date")

    def _serial(self, value: float) -> Any:
        """A date as the day number of the workbook's date system (a cell without date format)."""
        if value == 0:
            return self.column.blank
        day = int(value) if np.isfinite(value) else 0
        ordinal = day + self._epoch + (1 if self._epoch == _EPOCH_1900 and day < 61 else 0)  # day 60 never was
        if day != value or day < 1 or (day == 60 and self._epoch == _EPOCH_1900) or ordinal > _LAST_DAY:
            raise Unreadable("DATE_UNPARSEABLE", f"{value:.15g} is not a date")
        return ordinal
