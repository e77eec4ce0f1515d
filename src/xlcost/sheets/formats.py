"""Number formats that depend on the data, and how wide a formatted number or a text becomes.

Only the quantity rule of look.md 5 needs the data: decimal points of a block stand in one line although each
number shows just its own decimals. Example, p = 5: 450.37525 gets `#,##0.00000`, 12 gets `#,##0_._0_0_0_0_0`.
Everything else is the template's.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

EPOCH = date(1899, 12, 30).toordinal()
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
AMOUNT_STEPS = (12.5, 14.0, 15.0, 17.0, 20.0, 24.0)
BUDGET = 1270  # px of all printed columns together
_BODY = 9 * 96 / 72  # 9 pt in px
_DIGIT = 5.004 / 9 * _BODY  # px of a digit of 9 pt Arial
_NARROW = 0.278 * _BODY  # px of , . and space
_MINUS = 0.333 * _BODY
_PLUS = 0.584 * _BODY
_BOLD = 1.02  # bold digits are as wide; signs a little wider
_PADDING = 5
# Widths of Arial, in thousandths of the size, for the printable characters from blank to tilde
_ASCII = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 584 584 584 556 "
    "1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 "
    "333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584"
)
_EM = {chr(code): int(width) / 1000 for code, width in enumerate(_ASCII.split(), 32)}
_EM |= {**dict.fromkeys("‘’", 0.222), **dict.fromkeys("“”‹›·", 0.333), "…": 1.0, "–": 0.556, "—": 1.0, "×": 0.584}


def pixels(width: float) -> int:
    """Excel's pixels of a column width (Arial 10: seven px per digit)."""
    return int(7 * width + 5)


def serial(day: date) -> int:
    """Excel's serial of a day; the year 1900 was no leap year but Excel counts one."""
    days = day.toordinal() - EPOCH
    return days if days > 60 else days - 1


def day_text(day: date) -> str:
    """31 Oct 2026, whatever the language of the machine."""
    return f"{day.day:02d} {MONTHS[day.month - 1]} {day.year}"


def decimals_of(value: Any) -> int:
    """Decimals that a quantity shows: as stored, without trailing zeros, at most five."""
    if not isinstance(value, Decimal):
        return 0
    exponent = value.normalize().as_tuple().exponent
    return min(5, max(0, -exponent)) if isinstance(exponent, int) else 0


@cache
def quantity_format(decimals: int, most: int) -> str:
    """The format of a quantity with so many decimals in a block whose longest has `most`."""
    point = "." + "0" * decimals if decimals else ("_." if most else "")
    number = "#,##0" + point + "_0" * (most - decimals)
    zero = '"–"' + ("_." + "_0" * most if most else "")
    return f"{number};-{number};{zero};@"


def number_pixels(text: str) -> float:
    """Width of a printed number in 9 pt Arial."""
    width = 0.0
    for char in text:
        if char.isdigit():
            width += _DIGIT
        elif char in ",. ":
            width += _NARROW
        elif char == "-":
            width += _MINUS
        else:
            width += _PLUS
    return width * _BOLD


def amount_text(value: Any, decimals: int = 2) -> str:
    """An amount as the table prints it: 1,234.50 and -3.00."""
    return f"{Decimal(value):,.{decimals}f}"


def column_width_for(text: str, at_least: float) -> float:
    """The least width of the steps that shows this number whole, never below the template's."""
    need = (number_pixels(text) + _PADDING + 3 - 5) / 7
    if need <= at_least:
        return at_least
    for step in AMOUNT_STEPS:
        if need <= step and step > at_least:
            return step
    return need + 0.5


class _Widths(dict[str, float]):
    """Width of a character in thousandths of the size, each found once."""

    def __missing__(self, char: str) -> float:
        wide = is_wide(char) or unicodedata.combining(char) > 0
        width = self[char] = float(is_wide(char)) if wide else _EM.get(char, 0.556 if not char.isupper() else 0.690)
        return width


def is_wide(char: str) -> bool:
    """Whether the character fills a square, as Chinese, Japanese and Korean ones do; a line may end between two of them."""
    return unicodedata.east_asian_width(char) in ("W", "F")


_WIDTHS = _Widths()


def text_pixels(text: str, points: float = 9, bold: bool = False) -> float:
    """Width of a text in Arial: the font's widths per class of characters, in thousandths of its size."""
    return sum(map(_WIDTHS.__getitem__, text)) * points * 96 / 72 * (1.07 if bold else 1.0)


def shorten_to(text: str, space: float) -> str:
    """As much of the text as fits so many px, and an ellipsis."""
    if text_pixels(text) <= space:
        return text
    used, kept = text_pixels("…"), ""
    for char in text:
        used += text_pixels(char)
        if used > space:
            break
        kept += char
    return kept.rstrip() + "…"


def wrapped_lines(text: str, width: float, bold: bool = False) -> int:
    """Lines that a text takes in a column of this file width."""
    space = max(20.0, width * 7 - 5)
    lines, used = 1, 0.0
    blank = text_pixels(" ")
    for word in text.split():
        need = text_pixels(word, bold=bold)
        if need > space or any(map(is_wide, word)):  # such a word is parted
            used += blank if used else 0.0
            for char in word:
                one = text_pixels(char, bold=bold)
                lines, used = (lines + 1, one) if used + one > space else (lines, used + one)
        elif used and used + blank + need > space:
            lines, used = lines + 1, need
        else:
            used += need + (blank if used else 0)
    return lines
