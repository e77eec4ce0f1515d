"""What a worksheet function takes from cells and gives back to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from enum import Enum
from math import isfinite
from typing import Any

from xlcost.ledger.values import Unreadable, exact, is_blank
from xlcost.money import from_double

EPOCH_1900 = dt.date(1899, 12, 30).toordinal()
EPOCH_1904 = dt.date(1904, 1, 1).toordinal()
_LAST_DAY = dt.date.max.toordinal()
_FALSE_LEAP_DAY = 60  # Excel's 29 Feb 1900, which never was


class CellError(Enum):
    """An error value of a cell; the number is Excel's own."""

    NULL = "#NULL!", 2000
    DIV0 = "#DIV/0!", 2007
    VALUE = "#VALUE!", 2015
    REF = "#REF!", 2023
    NAME = "#NAME?", 2029
    NUM = "#NUM!", 2036
    NA = "#N/A", 2042

    @property
    def text(self) -> str:
        """As the cell shows it."""
        return self.value[0]

    @property
    def number(self) -> int:
        """As CVErr takes it."""
        return self.value[1]

    @staticmethod
    def of_text(text: str) -> CellError | None:
        """The error that a cell text stands for."""
        return _BY_TEXT.get(text.strip().upper())


_BY_TEXT = {error.value[0]: error for error in CellError}


class Refused(Exception):
    """A function cannot answer: the error that the cell shows, and why in words."""

    def __init__(self, error: CellError, why: str) -> None:
        self.error, self.why = error, why
        super().__init__(why)


def single(value: Any) -> Any:
    """A scalar of a scalar or of a range of one cell; #VALUE! for a larger range, the error itself for an error cell."""
    if isinstance(value, (list, tuple)):
        rows = [row if isinstance(row, (list, tuple)) else [row] for row in value]
        if len(rows) != 1 or len(rows[0]) != 1:
            raise Refused(CellError.VALUE, "One cell is expected, not a range.")
        value = rows[0][0]
    if isinstance(value, CellError):
        raise Refused(value, "A cell that the function refers to shows an error.")
    return value


def text_of(value: Any) -> str:
    """A code or text: numbers without trailing zeros, so that item 1000 may stand as a number."""
    value = single(value)
    if is_blank(value):
        return ""
    if isinstance(value, bool):
        raise Refused(CellError.VALUE, "A text is expected, not TRUE or FALSE.")
    if isinstance(value, float):
        return format(from_double(value).normalize(), "f")
    if isinstance(value, (dt.datetime, dt.date)):
        raise Refused(CellError.VALUE, "A text is expected, not a date.")
    return str(value).strip()


def day_of_cell(value: Any, epoch: int = EPOCH_1900) -> int:
    """Day number of a serial, a date or an ISO text; 0 for a blank."""
    value = single(value)
    if is_blank(value):
        return 0
    if isinstance(value, dt.datetime):
        return value.date().toordinal()
    if isinstance(value, dt.date):
        return value.toordinal()
    if isinstance(value, bool):
        raise Refused(CellError.VALUE, "A date is expected.")
    if isinstance(value, (int, float)):
        return _day_of_serial(value, epoch)
    try:
        return dt.date.fromisoformat(str(value).strip()).toordinal()
    except ValueError:
        raise Refused(CellError.VALUE, f"{value!r} is not a date; write 2026-10-31 or refer to a date cell.") from None


def _day_of_serial(value: float, epoch: int) -> int:
    if value == 0:
        return 0
    if not isfinite(value):
        raise Refused(CellError.VALUE, f"{value} is not a date.")
    serial = int(value)
    day = serial + epoch + (1 if epoch == EPOCH_1900 and serial < _FALSE_LEAP_DAY else 0)
    if serial < 1 or day > _LAST_DAY or (epoch == EPOCH_1900 and serial == _FALSE_LEAP_DAY):
        raise Refused(CellError.VALUE, f"{value:.15g} is not a date.")
    return day


def yes_no_of(value: Any) -> bool:
    """TRUE/FALSE, 1/0, Yes/No."""
    value = single(value)
    found = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False, "": False}.get(text_word(value))
    if found is None:
        raise Refused(CellError.VALUE, f"{value!r} is neither TRUE nor FALSE.")
    return found


def text_word(value: Any) -> str:
    """A value as a lower-case word."""
    if value is None:
        return ""
    return format(value, "g") if isinstance(value, float) else str(value).strip().casefold()


def whole_of(value: Any) -> int:
    """A whole number."""
    value = single(value)
    try:
        number = exact(value)
    except Unreadable:
        raise Refused(CellError.VALUE, f"{value!r} is not a whole number.") from None
    if number != number.to_integral_value():
        raise Refused(CellError.VALUE, f"{value!r} is not a whole number.")
    return int(number)


def each(read: Callable[[Any], Any], value: Any) -> list[Any]:
    """All cells of a range, read; a cell that shows an error, or cannot be read, stands as its error: one bad cell spoils no column."""
    found = []
    for cell in flat(value):
        try:
            found.append(read(cell))
        except Refused as refused:
            found.append(refused.error)
    return found


def flat(value: Any) -> list[Any]:
    """All cells of a range, row by row; a scalar alone."""
    if not isinstance(value, (list, tuple)):
        return [value]
    return [cell for row in value for cell in (row if isinstance(row, (list, tuple)) else [row])]


def to_cell(value: Any, epoch: int = EPOCH_1900) -> Any:
    """What a cell holds of an API value: double, text, TRUE/FALSE, date serial; blank for None."""
    if value is None:
        return ""
    if isinstance(value, (bool, str, CellError)):
        return value
    if isinstance(value, (int, Decimal)):
        return float(value)
    if isinstance(value, dt.date):
        serial = value.toordinal() - epoch
        return float(serial - 1 if epoch == EPOCH_1900 and serial <= _FALSE_LEAP_DAY else serial)
    return value
