"""Average cost periods and calculation types (costing-engine.md 1.8, 3, 3.1)."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

BLANK, FOREVER = dt.date.min, dt.date.max
ONE = dt.timedelta(1)
BY_ITEM = "Item"


class AverageCalendar:
    """Which period a date is in and by what its average is taken."""

    def __init__(self, setup: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> None:
        self.setup = setup
        self.starts = sorted(r["Starting Date"] for r in rows)
        self.years = sorted((r for r in rows if r["New Fiscal Year"]), key=lambda r: r["Starting Date"])

    def _year_row(self, day: dt.date) -> Mapping[str, Any]:
        """The fiscal year row that covers a date; before the first row, the first row (3)."""
        before = [r for r in self.years if r["Starting Date"] <= day]
        if before:
            return before[-1]
        return self.years[0] if self.years else {}

    def _setting(self, day: dt.date, name: str) -> str:
        """A blank field, or an empty table: Inventory Setup (1.8)."""
        return str(self._year_row(day).get(name) or self.setup[name])

    def by_item(self, day: dt.date) -> bool:
        """Whether the calculation type of a date is Item."""
        return self._setting(day, "Average Cost Calc. Type") == BY_ITEM

    def _year_start(self, day: dt.date) -> dt.date:
        """Start of the fiscal year that contains a date; without rows every calendar year is one (1.8)."""
        if not self.starts:
            return dt.date(day.year, 1, 1)
        before = [r["Starting Date"] for r in self.years if r["Starting Date"] <= day]
        return before[-1] if before else BLANK

    def period(self, day: dt.date) -> tuple[dt.date, dt.date]:
        """Start and end of the average cost period of a date (3)."""
        kind = self._setting(day, "Average Cost Period")
        if kind == "Day":
            return day, day
        if kind == "Accounting Period" and self.starts:
            before = [s for s in self.starts if s <= day]
            after = [s for s in self.starts if s > day]
            return (before[-1] if before else BLANK), (after[0] - ONE if after else FOREVER)
        start, end = self._calendar_period(day, "Month" if kind == "Accounting Period" else kind)
        year = self._year_start(end)
        if kind != "Accounting Period" and start < year <= end:
            if day < year:
                end = year - ONE
            else:
                start = year
        return start, end

    @staticmethod
    def _calendar_period(day: dt.date, kind: str) -> tuple[dt.date, dt.date]:
        if kind == "Week":
            monday = day - dt.timedelta(day.weekday())
            return monday, monday + dt.timedelta(6)
        if kind == "Year":
            return dt.date(day.year, 1, 1), dt.date(day.year, 12, 31)
        first = last = day.month
        if kind == "Quarter":
            first = (day.month - 1) // 3 * 3 + 1
            last = first + 2
        return dt.date(day.year, first, 1), dt.date(day.year, last, calendar.monthrange(day.year, last)[1])

    def same_type_since(self, day: dt.date) -> dt.date:
        """Start of the unbroken run of fiscal years with the calculation type of a date; blank when no year is older (3.1)."""
        since = BLANK
        for row in self.years:
            start = row["Starting Date"]
            if start <= day and self.by_item(start) != self.by_item(start - ONE):
                since = start
        return since

    def type_changes_after(self, day: dt.date) -> bool:
        """Whether a later fiscal year has another calculation type (4.4)."""
        return any(r["Starting Date"] > day and self.by_item(r["Starting Date"]) != self.by_item(day) for r in self.years)
