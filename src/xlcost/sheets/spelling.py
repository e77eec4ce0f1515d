"""How a workbook writes its values where that differs from the plain rules: stated by the user on the sheet Column Map, never guessed.

Each line says what something in the workbook means: `Ja` is `Yes`, `Einkauf` is `Purchase`, and for numbers and dates one
written example: `1.234,50` is `1,234.50`, `31.12.2026` is `2026-12-31` (interface.md 1, "only under a stated locale").
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from xlcost.ledger.schema import Column, Kind, normal
from xlcost.ledger.values import Unreadable

_NUMBER_EXAMPLE = re.compile(r"1(\D?)234(\D)50")
_DATE_EXAMPLE = re.compile(r"(\d{1,4})(\D{1,2})(\d{1,2})(\D{1,2})(\d{1,4})\.?")
_SEPARATORS = ".,'’ \u00a0\u202f"
_CENTURY = 2000


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """The separators of numbers written as text."""

    thousands: str
    point: str

    def plain(self, text: str) -> str:
        """The number with a point and nothing between its digits; Unreadable when it is not written so."""
        body = text.strip().replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")
        bracketed = body.startswith("(") and body.endswith(")")
        body = body[1:-1].strip() if bracketed else body
        trailing = body.endswith("-")
        body = body[:-1].strip() if trailing else body
        sign = body[:1] if body[:1] in ("+", "-") else ""
        digits = body[len(sign) :].strip()
        group = rf"\d{{1,3}}(?:{re.escape(self.thousands)}\d{{3}})+|" if self.thousands else ""
        if not re.fullmatch(rf"(?:{group}\d+)(?:{re.escape(self.point)}\d+)?", digits) or bool(sign) + trailing + bracketed > 1:
            raise Unreadable("L03", f"{text!r} is not a number as the sheet Column Map says they are written ({self.example})")
        plain = (digits.replace(self.thousands, "") if self.thousands else digits).replace(self.point, ".")
        return f"{'-' if sign == '-' or trailing or bracketed else ''}{plain}"

    def written(self, plain: str) -> str:
        """A plain number as this workbook writes it (without thousands separators)."""
        return plain.replace(".", self.point)

    @property
    def example(self) -> str:
        """1,234.50 as it is written here."""
        return f"1{self.thousands}234{self.point}50"


@dataclass(frozen=True, slots=True)
class DateStyle:
    """The order of day (d), month (m) and year (y, or Y with four digits) of dates written as text, and what stands between them."""

    order: str
    between: str

    def iso(self, text: str) -> str:
        """The date as 2026-12-31; the text itself when it is one already. Unreadable when it is not written so."""
        body = text.strip()
        if re.fullmatch(r"[Cc]?\d{4}-\d{2}-\d{2}.*", body):
            return body
        parts = [p.strip() for p in body.rstrip(".").split(self.between.strip() or None)]
        if len(parts) != len(self.order) or not all(p.isdecimal() for p in parts):
            raise self._unreadable(text)
        found = dict(zip(self.order.casefold(), parts, strict=True))
        if len(found["y"]) != (4 if "Y" in self.order else 2):
            raise self._unreadable(text)
        year = int(found["y"]) if "Y" in self.order else _CENTURY + int(found["y"])
        try:
            return dt.date(year, int(found["m"]), int(found["d"])).isoformat()
        except ValueError:
            raise self._unreadable(text) from None

    def _unreadable(self, text: str) -> Unreadable:
        return Unreadable("DATE_UNPARSEABLE", f"{text!r} is not a date as the sheet Column Map says they are written")


@dataclass(frozen=True, slots=True)
class Spelling:
    """What is stated about the values of one table."""

    words: Mapping[str, bool] = field(default_factory=dict)  # Yes and No, by normalised word
    options: Mapping[str, str] = field(default_factory=dict)  # option captions, by normalised word
    number: NumberStyle | None = None
    date: DateStyle | None = None

    def plain(self, column: Column, text: str) -> str:
        """A text of a column as the plain rules want it; Unreadable when it is written in another way than stated."""
        kind = column.kind
        if kind is Kind.DATE:
            return self.date.iso(text) if self.date and text.strip() else text
        if kind is Kind.YES_NO:
            known = self.words.get(normal(text))
            return text if known is None else "Yes" if known else "No"
        if kind is Kind.OPTION and column.option is not None:
            caption = self.options.get(normal(text))
            return caption if caption is not None and normal(caption) in column.option.lookup() else text
        if self.number and kind.is_number and text.strip():
            return self.number.plain(text)
        return text

    def __bool__(self) -> bool:
        return bool(self.words or self.options or self.number or self.date)


def number_style(given: str) -> NumberStyle | None:
    """The style of an example that means 1,234.50; None when it is no such example, or its separators are the same."""
    match = _NUMBER_EXAMPLE.fullmatch(given.strip())
    if match is None or match[2] not in ".," or match[1] == match[2] or (match[1] and match[1] not in _SEPARATORS):
        return None
    thousands = " " if match[1] in ("\u00a0", "\u202f") else "'" if match[1] == "’" else match[1]
    return NumberStyle(thousands, match[2])


def date_style(given: str, meaning: dt.date) -> DateStyle | None:
    """The style of an example of a date whose day, month and year cannot be mistaken for each other; None when it is none."""
    match = _DATE_EXAMPLE.fullmatch(given.strip())
    if match is None or match[2].strip() != match[4].strip():
        return None
    parts = [match[1], match[3], match[5]]
    names = {meaning.day: "d", meaning.month: "m", meaning.year: "Y"} if any(len(p) == 4 for p in parts) else {
        meaning.day: "d", meaning.month: "m", meaning.year - _CENTURY: "y"
    }  # fmt: skip
    order = "".join(names.get(int(p), "") for p in parts)
    return DateStyle(order, match[2]) if sorted(order.casefold()) == ["d", "m", "y"] else None
