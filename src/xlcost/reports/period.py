"""A period as people write it: 2026-10, 2026-10-31, 2026-Q3, 2026, or two dates."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from xlcost.problems import XlcostError


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day of a period, and its name."""

    first: dt.date
    last: dt.date

    @property
    def name(self) -> str:
        """`October 2026` for a calendar month, else both dates."""
        if (
            self.first.day == 1
            and _month_end(self.last) == self.last
            and (self.first.year, self.first.month) == (self.last.year, self.last.month)
        ):
            return f"{self.last:%B %Y}"
        return f"{show_date(self.first)} to {show_date(self.last)}"

    @property
    def key(self) -> str:
        """Short form for the run id: 2026-10."""
        return f"{self.last:%Y-%m}"

    @property
    def before(self) -> dt.date:
        """The day before the period."""
        return self.first - dt.timedelta(days=1)


def _month_end(day: dt.date) -> dt.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def show_date(day: dt.date | None) -> str:
    """A date as sentences and heads show it: 31 Oct 2026."""
    return f"{day.day:02d} {calendar.month_abbr[day.month]} {day.year}" if day else ""


def parse_period(text: str | Period) -> Period:
    """The period that a text names; XlcostError R03 when it names none."""
    if isinstance(text, Period):
        return text
    try:
        return _parse(text.strip().upper())
    except (ValueError, IndexError):
        raise XlcostError(
            "R03",
            f"{text!r} is not a period.",
            rule="A period is a month (2026-10), a quarter (2026-Q3), a year (2026), a day as month end (2026-10-31) or two dates (2026-10-01..2026-10-31).",
            remedy="Write the period in one of these forms.",
        ) from None


def _parse(text: str) -> Period:
    if ".." in text:
        first, last = (dt.date.fromisoformat(part.strip()) for part in text.split(".."))
        if last < first:
            raise ValueError(text)
        return Period(first, last)
    if found := re.fullmatch(r"(\d{4})-?Q([1-4])", text):
        year, quarter = int(found[1]), int(found[2])
        return Period(dt.date(year, 3 * quarter - 2, 1), _month_end(dt.date(year, 3 * quarter, 1)))
    if re.fullmatch(r"\d{4}", text):
        return Period(dt.date(int(text), 1, 1), dt.date(int(text), 12, 31))
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})", text):
        first = dt.date(int(found[1]), int(found[2]), 1)
        return Period(first, _month_end(first))
    last = dt.date.fromisoformat(text)
    return Period(last.replace(day=1), last)
