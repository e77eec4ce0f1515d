"""Columns of the ledger as values of live cells, and live values as text that can be kept."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from xlcost.faces.host.port import CellError, CellValue
from xlcost.ledger.schema import Column, Kind
from xlcost.ledger.values import show
from xlcost.money import Array, to_decimal
from xlcost.sheets.failures import failure
from xlcost.sheets.formats import EPOCH
from xlcost.sheets.fragments import each_once

_SHIFT_1904 = 1462
_FIRST_DAY, _FIRST_DAY_1904 = dt.date(1900, 3, 1).toordinal(), dt.date(1904, 1, 1).toordinal()
DAY_FORMAT = "dd mmm yyyy"
_FORMATS = {Kind.DATE: DAY_FORMAT, Kind.AMOUNT: "#,##0.00"}


def number(value: Decimal | int) -> float:
    """A number as a cell holds it; W38 when a cell would not hold all its digits."""
    exact = Decimal(value)
    if len(exact.normalize().as_tuple().digits) > 15:
        raise failure("W38", f"The number {exact} has more than 15 digits.")
    return float(exact) + 0.0  # never -0.0


def serial(day: int, date_1904: bool) -> CellValue:
    """A day as the day number of a date system; days that it does not have as ISO text."""
    if not day:
        return None
    if day < (_FIRST_DAY_1904 if date_1904 else _FIRST_DAY):
        return dt.date.fromordinal(day).isoformat()
    return float(day - EPOCH - (_SHIFT_1904 if date_1904 else 0))


def day_of_serial(value: float, date_1904: bool) -> dt.date:
    """The day of a day number."""
    return dt.date.fromordinal(int(value) + EPOCH + (_SHIFT_1904 if date_1904 else 0))


def cell_of(value: Any, date_1904: bool) -> CellValue:
    """An API value as a cell holds it."""
    if value is None or isinstance(value, (bool, str)):
        return value or None if isinstance(value, str) else value
    if isinstance(value, dt.date):
        return serial(value.toordinal(), date_1904)
    if isinstance(value, float):
        return value
    if isinstance(value, (int, Decimal)):
        return number(value)
    return str(value)


def live_cells(column: Column | None, values: Array, date_1904: bool) -> list[CellValue]:
    """The cells of a column of the ledger (of None: an unknown column)."""
    return each_once(column, values, _maker(column, date_1904))


def _maker(column: Column | None, date_1904: bool) -> Callable[[Any], CellValue]:
    if column is None:
        return lambda value: cell_of(value, date_1904)
    kind = column.kind
    if kind.in_ticks:
        return lambda ticks: None if ticks is None else number(to_decimal(ticks))
    if kind is Kind.DATE:
        return lambda day: None if day is None else serial(day, date_1904)
    if kind is Kind.YES_NO:
        return lambda yes: bool(yes)
    if kind is Kind.OPTION:
        return lambda ordinal: show(column, ordinal) or None
    if kind is Kind.RATIO:
        return lambda ratio: None if ratio is None else _ratio(ratio)
    if kind.is_text:
        return lambda text: text or None
    return lambda whole: None if whole is None else number(whole)


def _ratio(ratio: Decimal) -> CellValue:
    return number(ratio) if len(ratio.normalize().as_tuple().digits) <= 15 else format(ratio, "f")


def format_for(column: Column | None, there: str) -> str | None:
    """The number format of a new cell below one that has the format `there`."""
    if column is not None and (column.kind.is_text or column.kind is Kind.OPTION):
        return "@"
    if column is not None and there in ("General", "@", ""):
        return _FORMATS.get(column.kind, "General" if there == "@" else None)
    return there or None


# -- what a run leaves behind for Undo ----------------------------------------------------------------------
def plain(values: Sequence[CellValue]) -> list[Any]:
    """Cell values as JSON; error values as objects."""
    return [{"error": v.token} if isinstance(v, CellError) else v for v in values]


def cells_back(values: Sequence[Any]) -> list[CellValue]:
    """The inverse of `plain`."""
    return [CellError(v["error"]) if isinstance(v, dict) else v for v in values]


def digest(values: Sequence[CellValue]) -> str:
    """A short fingerprint of cells; TRUE and 1 count as the same, because some programs keep them so."""
    same = [None if v == "" else v + 0.0 if isinstance(v, (bool, int)) else v for v in values]
    return hashlib.sha256(json.dumps(plain(same)).encode()).hexdigest()[:16]
