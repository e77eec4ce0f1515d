"""Which dates may be posted on (gl-posting D2, D4): inventory periods, allowed posting dates, earliest valuation date.

Days are day ordinals, 0 = blank. A closed period blocks every earlier date, so all that the periods say is one
number, the last closed day. Worked example: periods closed through 2020-08-31, Allow Posting From 2020-09-10;
an adjustment of an entry of 2020-09-06 may not stand on that date (before Allow Posting From), so it is dated
2020-09-10. Were the periods closed through 2020-09-30, it would be dated 2020-10-01.
"""

from __future__ import annotations

from dataclasses import dataclass

from xlcost.ledger import Ledger

_LAST_CLOSED = "posting.dates.last_closed_day"


@dataclass(frozen=True, slots=True)
class AllowedDates:
    """A range of allowed posting dates, inclusive; 0 = no bound."""

    first: int
    last: int

    def allows(self, day: int) -> bool:
        """Whether a day lies in the range."""
        return day >= self.first and (self.last == 0 or day <= self.last)


def last_closed_day(ledger: Ledger) -> int:
    """The latest Ending Date of a closed inventory period, 0 when none is closed."""
    if _LAST_CLOSED not in ledger.memo:
        periods = ledger.table("Inventory Period")
        closed = periods["Ending Date"][periods["Closed"]]
        ledger.memo[_LAST_CLOSED] = int(closed.max()) if len(closed) else 0
    return int(ledger.memo[_LAST_CLOSED])


def is_open(ledger: Ledger, day: int) -> bool:
    """No closed inventory period ends on or after the day."""
    return day > last_closed_day(ledger)


def first_open(ledger: Ledger, day: int) -> int:
    """The day itself when it is open, else the day after the last closed period."""
    return max(day, last_closed_day(ledger) + 1) if not is_open(ledger, day) else day


def allowed_dates(ledger: Ledger, user_id: str = "") -> AllowedDates:
    """The user's own range when one of its two dates is filled, else that of the General Ledger Setup."""
    users = ledger.table("User Setup")
    position = users.index.get(user_id.strip().upper()) if user_id else None
    if position is not None:
        first, last = int(users["Allow Posting From"][position]), int(users["Allow Posting To"][position])
        if first or last:
            return AllowedDates(first, last)
    setup = ledger.setup("General Ledger Setup")
    return AllowedDates(setup["Allow Posting From"], setup["Allow Posting To"])


def earliest_valuation_date(ledger: Ledger) -> int:
    """Earliest Allowed Valuation Date of the Inventory Setup, 0 = none."""
    return int(ledger.setup("Inventory Setup")["Earliest Allowed Valuation Date"])
