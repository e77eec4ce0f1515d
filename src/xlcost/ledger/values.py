"""One value at a time: what people and files give -> internal value, and back (interface.md 1 and 2)."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any

from xlcost.ledger.options import Option
from xlcost.ledger.schema import Column, Kind
from xlcost.money import TooPrecise, from_double, parse_number, to_decimal, to_ticks
from xlcost.problems import XlcostError

_YES = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


class Unreadable(ValueError):
    """A value that does not fit its column; `code` is the problem code."""

    def __init__(self, code: str, what: str) -> None:
        self.code = code
        super().__init__(what)


def is_blank(value: Any) -> bool:
    """None, empty or blank text, not-a-number."""
    return value is None or (isinstance(value, str) and not value.strip()) or (isinstance(value, float) and math.isnan(value))


def parse(column: Column, value: Any) -> Any:
    """Internal value of a given one; Unreadable when it does not fit the column."""
    if is_blank(value):
        return column.blank
    return _PARSERS[column.kind](column, value)


def _code(column: Column, value: Any) -> str:
    return _text(column, value).strip().upper()


def _text(column: Column, value: Any) -> str:
    if isinstance(value, Enum) and not isinstance(value, Option):
        value = value.value
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float):
        if value.is_integer() and abs(value) >= 1e15:
            raise Unreadable("L09", f"{value!r} has more than 15 digits")
        return format(from_double(value).normalize(), "f")
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()[:10]
    return str(value)


def exact(value: Any) -> Decimal:
    """The exact number of an int, Decimal, double or unambiguous text; Unreadable otherwise."""
    if isinstance(value, bool):
        raise Unreadable("L03", f"{value!r} is not a number")
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise Unreadable("L03", f"{value} is not a number")
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise Unreadable("L03", f"{value!r} is not a number")
        return from_double(value)
    if isinstance(value, str):
        try:
            return parse_number(value)
        except ValueError as error:
            raise Unreadable("L03", str(error)) from None
    if hasattr(value, "item"):  # numpy scalars
        return exact(value.item())
    raise Unreadable("L03", f"{value!r} is not a number")


def _ticks(column: Column, value: Any) -> int:
    number = exact(value)
    try:
        return to_ticks(number)
    except (TooPrecise, ArithmeticError):
        raise Unreadable("L04", f"{number} has more than 5 decimals or too many digits") from None


def _ratio(column: Column, value: Any) -> Decimal:
    return exact(value)


def _integer(column: Column, value: Any) -> int:
    number = exact(value)
    if number != number.to_integral_value() or abs(number) >= 2**53:
        raise Unreadable("L03", f"{value!r} is not a whole number")
    return int(number)


@lru_cache(maxsize=4096)
def _iso_day(text: str) -> int:
    return dt.date.fromisoformat(text[:10]).toordinal()


def _date(column: Column, value: Any) -> int:
    if isinstance(value, dt.datetime):
        return value.date().toordinal()
    if isinstance(value, dt.date):
        return value.toordinal()
    if isinstance(value, str):
        try:
            return _iso_day(value.strip())
        except ValueError:
            pass
    raise Unreadable("DATE_UNPARSEABLE", f"{value!r} is not a date")


def _yes_no(column: Column, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)) and value in (0, 1):
        return bool(value)
    if hasattr(value, "item"):
        return _yes_no(column, value.item())
    found = _YES.get(str(value).strip().casefold())
    if found is None:
        raise Unreadable("L06", f"{value!r} is neither Yes nor No")
    return found


@lru_cache(maxsize=256)
def _lookup(option: type[Option]) -> tuple[dict[str, Option], frozenset[int]]:
    return option.lookup(), frozenset(int(m) for m in option)


def _option(column: Column, value: Any) -> int:
    assert column.option is not None
    captions, ordinals = _lookup(column.option)
    if isinstance(value, str):
        member = captions.get(" ".join(value.split()).casefold())
        if member is not None:
            return int(member)
        if not value.strip().isdigit():
            raise Unreadable("L05", f"{value!r} is not an option of {column.caption}")
    number = exact(value)
    if number == number.to_integral_value() and int(number) in ordinals:
        return int(number)
    raise Unreadable("L05", f"{value!r} is not an option of {column.caption}")


@lru_cache(maxsize=256)
def _captions(option: type[Option]) -> dict[int, str]:
    return {int(m): m.caption for m in option}


_PARSERS: dict[Kind, Callable[[Column, Any], Any]] = {
    Kind.CODE: _code,
    Kind.TEXT: _text,
    Kind.ENTRY_NO: _integer,
    Kind.INTEGER: _integer,
    Kind.AMOUNT: _ticks,
    Kind.UNIT_COST: _ticks,
    Kind.QUANTITY: _ticks,
    Kind.PERCENT: _ticks,
    Kind.RATIO: _ratio,
    Kind.DATE: _date,
    Kind.YES_NO: _yes_no,
    Kind.OPTION: _option,
}


def date_of(days: int) -> dt.date | None:
    """The date of an internal day number, None when blank."""
    return dt.date.fromordinal(days) if days > 0 else None


def day_of(value: Any) -> int:
    """Internal day number of a date, ISO string or None (0)."""
    return 0 if is_blank(value) else _date(_ANY_DATE, value)


def day_given(value: Any, argument: str) -> int:
    """Day number of a date argument of a call, 0 when it is blank; XlcostError DATE_UNPARSEABLE when it is no date."""
    try:
        return day_of(value)
    except Unreadable as error:
        what, rule = f"{error}.", "A date argument is a date."
        raise XlcostError(error.code, what, where=argument, rule=rule, remedy="Give it in the form 2026-10-31.") from None


_ANY_DATE = Column("Date", Kind.DATE)


def show(column: Column, value: Any) -> Any:
    """The API value (Decimal, date, str, int, bool) of an internal one; blank dates are None, options their caption."""
    if value is None:
        return None
    kind = column.kind
    if kind.in_ticks:
        return to_decimal(value)
    if kind is Kind.DATE:
        return date_of(value)
    if kind is Kind.OPTION:
        assert column.option is not None
        return _captions(column.option)[value]
    return value
