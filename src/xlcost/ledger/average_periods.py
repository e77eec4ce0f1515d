"""Average cost periods: which span of days shares one average, and the settings valid on a day (costing-engine.md 3, 3.1).

Example, period Week with calendar fiscal years: 2002-12-31 belongs to 2002-12-30..2002-12-31, because the
fiscal year 2003 cuts the week; 2003-01-01 to 2003-01-05 is the next period.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from typing import TYPE_CHECKING

from xlcost.ledger.options import AverageCostCalcType, AverageCostPeriod

if TYPE_CHECKING:
    from xlcost.ledger.ledger import Ledger

FOREVER = dt.date(9999, 12, 31).toordinal()
_MONTHS = {int(AverageCostPeriod.MONTH): 1, int(AverageCostPeriod.QUARTER): 3, int(AverageCostPeriod.YEAR): 12}
_DAY, _WEEK = int(AverageCostPeriod.DAY), int(AverageCostPeriod.WEEK)
_ACCOUNTING = int(AverageCostPeriod.ACCOUNTING_PERIOD)
_ITEM = int(AverageCostCalcType.ITEM)


class AveragePeriods:
    """Average cost period and calculation type of every day of a ledger."""

    def __init__(self, ledger: Ledger) -> None:
        setup = ledger.setup("Inventory Setup")
        self.default = (int(setup["Average Cost Period"]) or _DAY, int(setup["Average Cost Calc. Type"]) or _ITEM)
        rows = ledger.table("Accounting Period").tuples(
            ("Starting Date", "New Fiscal Year", "Average Cost Period", "Average Cost Calc. Type")
        )
        rows.sort()
        self.starts = [r[0] for r in rows]
        years = [r for r in rows if r[1]]
        self.years = [r[0] for r in years]
        self.settings = [(int(r[2]) or self.default[0], int(r[3]) or self.default[1]) for r in years]
        self._periods: dict[int, tuple[int, int]] = {}
        kinds = {kind for _, kind in self.settings} or {self.default[1]}
        self._one_type = kinds.pop() if len(kinds) == 1 else None  # where all fiscal years have one calculation type

    def setting(self, day: int) -> tuple[int, int]:
        """(Average Cost Period, Average Cost Calc. Type) of a day."""
        if not self.years:
            return self.default
        return self.settings[max(bisect_right(self.years, day) - 1, 0)]

    def by_item(self, day: int) -> bool:
        """Whether the calculation type on a day is Item."""
        return (self._one_type or self.setting(day)[1]) == _ITEM

    def fiscal_year_start(self, day: int) -> int:
        """Starting Date of the fiscal year that contains a day, 0 before the first."""
        if not self.starts:
            return dt.date(dt.date.fromordinal(day).year, 1, 1).toordinal()
        place = bisect_right(self.years, day)
        return self.years[place - 1] if place else 0

    def type_run_start(self, day: int) -> int:
        """Start of the unbroken run of fiscal years with the calculation type of a day; 0 when nothing lies before it."""
        if not self.years:
            return 0
        place = max(bisect_right(self.years, day) - 1, 0)
        kind = self.settings[place][1]
        while place > 0 and self.settings[place - 1][1] == kind:
            place -= 1
        return self.years[place] if place else 0

    def type_changes_after(self, day: int) -> bool:
        """Whether a later fiscal year has another calculation type."""
        if self._one_type:
            return False
        kind = self.setting(day)[1]
        return any(s[1] != kind for y, s in zip(self.years, self.settings, strict=True) if y > day)

    def period(self, day: int) -> tuple[int, int]:
        """(first day, last day) of the average period of a day; the first is 0 where no start is known."""
        found = self._periods.get(day)
        if found is None:
            found = self._periods[day] = self._period(day)
        return found

    def _period(self, day: int) -> tuple[int, int]:
        kind = self.setting(day)[0]
        if kind == _DAY or day <= 0:
            return day, day
        if kind == _ACCOUNTING and self.starts:
            place = bisect_right(self.starts, day)
            end = self.starts[place] - 1 if place < len(self.starts) else FOREVER
            return (self.starts[place - 1] if place else 0), end
        start, end = _calendar_span(day, kind)
        if kind == _ACCOUNTING:
            return start, end
        cut = self.fiscal_year_start(end)
        if start < cut <= end:
            return (start, cut - 1) if day < cut else (cut, end)
        return start, end


def _calendar_span(day: int, kind: int) -> tuple[int, int]:
    date = dt.date.fromordinal(day)
    if kind == _WEEK:
        start = day - date.weekday()
        return start, start + 6
    months = _MONTHS.get(kind, 1)
    first = (date.month - 1) // months * months + 1
    start = dt.date(date.year, first, 1).toordinal()
    following = first + months
    last = dt.date(date.year + (following > 12), (following - 1) % 12 + 1, 1).toordinal() - 1 if date.year < 9999 else FOREVER
    return start, last
