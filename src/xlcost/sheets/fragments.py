"""A column of the ledger as the XML of its cells, built once per distinct value.

The body of a cell is what follows its address and style: ` t="b"><v>1</v></c>`; blank values have none. Texts are inline
strings and never formulas, numbers are decimals of at most 15 digits, dates are day numbers of the date system.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

from xlcost.ledger.schema import Column, Kind
from xlcost.ledger.values import show
from xlcost.money import CENT, Array, to_decimal
from xlcost.sheets.cells_out import RISKY, inline
from xlcost.sheets.failures import failure
from xlcost.sheets.formats import EPOCH
from xlcost.sheets.limits import MAX_TEXT

T = TypeVar("T")
_SHIFT_1904 = 1462
_FIRST_DAY = dt.date(1900, 3, 1).toordinal()  # before it, day numbers differ between programs
_FIRST_DAY_1904 = dt.date(1904, 1, 1).toordinal()


def text_body(text: str) -> str:
    """A text cell."""
    if len(text) > MAX_TEXT:
        raise failure("W38", f"A text has {len(text):,} characters: {text[:40]!r}...")
    return f' t="inlineStr">{inline(text)}</c>' if text else ""


def number_body(number: Decimal) -> str:
    """A number cell; W38 when a cell would not hold all its digits."""
    if not _short(number):
        raise failure("W38", f"The number {number} has more than 15 digits.")
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"><v>{'0' if text in ('-0', '') else text}</v></c>"


def _short(number: Decimal) -> bool:
    return len(number.normalize().as_tuple().digits) <= 15


def day_body(day: int, date_1904: bool) -> str:
    """A date cell; days that a date system does not have become ISO text."""
    if not day:
        return ""
    if day < (_FIRST_DAY_1904 if date_1904 else _FIRST_DAY):
        return text_body(dt.date.fromordinal(day).isoformat())
    return f"><v>{day - EPOCH - (_SHIFT_1904 if date_1904 else 0)}</v></c>"


def raw_body(value: Any, date_1904: bool) -> str:
    """A cell of an unknown column."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return f' t="b"><v>{int(value)}</v></c>'
    if isinstance(value, dt.datetime) and value.time() != dt.time(0):
        return text_body(value.isoformat(" "))
    if isinstance(value, dt.date):
        return day_body(value.toordinal(), date_1904)
    if isinstance(value, int):
        return number_body(Decimal(value))
    if isinstance(value, float):
        return number_body(Decimal(f"{value:.15g}"))
    if isinstance(value, Decimal):
        return number_body(value)
    return text_body(str(value))


def bodies(column: Column | None, values: Array, date_1904: bool = False) -> list[str]:
    """The cell bodies of a column ("" = no cell); None for an unknown column."""
    return each_once(column, values, _maker(column, date_1904))


def each_once(column: Column | None, values: Array, make: Callable[[Any], T]) -> list[T]:
    """What is made of each value of a column, equal values once; of an unknown column, whose 1 and True are equal, each by itself."""
    listed = values.tolist()
    if column is None:
        return [make(v) for v in listed]
    made = {v: make(v) for v in set(listed)}
    return [made[v] for v in listed]


def _maker(column: Column | None, date_1904: bool) -> Callable[[Any], str]:
    if column is None:
        return lambda value: raw_body(value, date_1904)
    kind = column.kind
    if kind.in_ticks:
        return lambda ticks: "" if ticks is None else _ticks(ticks)
    if kind is Kind.RATIO:  # unrounded quotients have more digits than a cell's number
        return lambda ratio: "" if ratio is None else number_body(ratio) if _short(ratio) else text_body(format(ratio, "f"))
    if kind is Kind.DATE:
        return lambda day: "" if day is None else day_body(day, date_1904)
    if kind is Kind.YES_NO:
        return lambda yes: f' t="b"><v>{int(yes)}</v></c>'
    if kind is Kind.OPTION:
        return lambda ordinal: text_body(show(column, ordinal))
    if kind.is_text:
        return text_body
    return lambda number: "" if number is None else number_body(Decimal(number))


def _ticks(ticks: int) -> str:
    if ticks % CENT == 0 and abs(ticks) < 10**18:  # two decimals: at most 15 digits below 10^13
        return number_body(to_decimal(ticks)) if abs(ticks) >= 10**17 else _cents(ticks // CENT)
    return number_body(to_decimal(ticks))


def _cents(cents: int) -> str:
    whole, rest = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    fraction = "" if not rest else f".{rest:02d}".rstrip("0")
    return f"><v>{sign}{whole}{fraction}</v></c>"


def risky(value: Any) -> bool:
    """A text that a spreadsheet would take for a formula when it is edited."""
    return isinstance(value, str) and value.startswith(RISKY)
