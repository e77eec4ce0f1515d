"""Causes over time (goals N10): each cause on each account at the last period ends, how old it is, where it is heading.

Every period end is a reconciliation of its own, from the first entry to that day, on the ledger as it stands now. Ranked:
the largest amount first, then the oldest. Worked example: a journal of 14 October over 1,250.00 on an inventory account
shows 0.00 up to 30 September and 1,250.00 from 31 October on: new at the last period end, 17 days old.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.values import date_of, day_given
from xlcost.money import Array, sum_by, to_decimal
from xlcost.views.cause_records import CauseRecords
from xlcost.views.causes import BY_NUMBER, Explained, explain
from xlcost.views.scope import Scope

PERIODS = 12
NEW, GROWING, SHRINKING, UNCHANGED, CLEARED = "new", "growing", "shrinking", "unchanged", "cleared"

Record = dict[str, Any]


def period_ends(ledger: Ledger, date_to: Any = None, periods: int = PERIODS) -> list[dt.date]:
    """The last period ends up to a date (default: the latest entry), earliest first: inventory periods, else month ends.

    The date itself is always the last one, whether a period ends on it or not; days before the first entry are left out.
    """
    last = day_given(date_to, "date_to") or latest_day(ledger)
    declared = sorted(int(d) for d in ledger.table("Inventory Period")["Ending Date"].tolist() if 0 < d < last)
    ends = {last, *declared[-(periods - 1) :]}
    day = dt.date.fromordinal(last)
    while len(ends) < periods and day.year > 1:
        day = day.replace(day=1) - dt.timedelta(days=1)
        if not any((e.year, e.month) == (day.year, day.month) for e in map(dt.date.fromordinal, ends)):
            ends.add(day.toordinal())
    first = _first_day(ledger)
    kept = [d for d in sorted(ends)[-periods:] if d >= first] or [last]
    return [dt.date.fromordinal(d) for d in kept]


def latest_day(ledger: Ledger) -> int:
    """The last posting date of value entries and G/L entries, 1 when there is none."""
    return max(1, *(int(ledger.table(name)["Posting Date"].max(initial=0)) for name in ("Value Entry", "G/L Entry")))


def _first_day(ledger: Ledger) -> int:
    days = [int(c.min()) for name in ("Value Entry", "G/L Entry") if len(c := ledger.table(name)["Posting Date"])]
    return min(days, default=0)


def cause_trend(
    ledger: Ledger, date_to: Any = None, periods: int = PERIODS, *, ends: Sequence[Any] | None = None
) -> tuple[list[dt.date], list[Record]]:
    """(period ends, one record per account and cause), the largest amount at the last end first, then the oldest.

    A record: Account, Cause, Cause Code, Amounts and Gross Amounts (one per end; gross adds up without signs, so that causes
    that offset each other are seen), Amount and Gross Amount (at the last end), Change (of gross, since the end before),
    Entries, Oldest (date), Age (days), Since (the first end from which on it was there without a break), Trend (new,
    growing, shrinking, unchanged, cleared).
    """
    dates = [d for e in ends if (d := date_of(day_given(e, "ends")))] if ends is not None else period_ends(ledger, date_to, periods)
    explained = [explain(ledger, Scope(ledger, date_to=d.toordinal())) for d in dates]
    width = len(BY_NUMBER) + 1
    keys: dict[int, list[tuple[int, int]]] = {}
    for place, found in enumerate(explained):
        for key, net, gross in _sums(found, width):
            keys.setdefault(key, [(0, 0)] * len(dates))[place] = net, gross
    ages = _ages(explained[-1], dates[-1], width) if explained else {}
    accounts = explained[-1].lines.accounts if explained else []
    records = [_record(accounts[k // width], BY_NUMBER[k % width], amounts, dates, ages.get(k)) for k, amounts in keys.items()]
    return dates, sorted(records, key=lambda r: (-r["Gross Amount"], -r["Age (days)"], r["Account"], r["Cause Code"]))


def _sums(found: Explained, width: int) -> list[tuple[int, int, int]]:
    keys, group = np.unique(found.account * width + found.cause, return_inverse=True)
    net, gross = (sum_by(group, len(keys), amounts).tolist() for amounts in (found.amount, np.abs(found.amount)))
    return list(zip(keys.tolist(), net, gross, strict=True))


def _ages(found: Explained, day: dt.date, width: int) -> dict[int, tuple[int, int]]:
    """Per account and cause at the last end: (number of entries, oldest day)."""
    dates: Array = CauseRecords(found, day.toordinal()).date
    keys, group = np.unique(found.account * width + found.cause, return_inverse=True)
    oldest = np.full(len(keys), np.iinfo(np.int64).max)
    np.minimum.at(oldest, group, dates)
    counts = np.bincount(group, minlength=len(keys))
    return {k: (c, o) for k, c, o in zip(keys.tolist(), counts.tolist(), oldest.tolist(), strict=True)}


def _record(account: str, cause: Any, amounts: list[tuple[int, int]], dates: list[dt.date], age: tuple[int, int] | None) -> Record:
    count, oldest = age or (0, 0)
    gross = [g for _, g in amounts]
    since = len(gross)
    while since and gross[since - 1]:
        since -= 1
    before = gross[-2] if len(gross) > 1 else 0
    return {
        "Account": account,
        "Cause": cause.value,
        "Cause Code": cause.code,
        "Amounts": [to_decimal(net) for net, _ in amounts],
        "Gross Amounts": [to_decimal(g) for g in gross],
        "Amount": to_decimal(amounts[-1][0]),
        "Gross Amount": to_decimal(gross[-1]),
        "Change": to_decimal(gross[-1] - before),
        "Entries": count,
        "Oldest": date_of(oldest) if oldest else None,
        "Age (days)": dates[-1].toordinal() - oldest if oldest else 0,
        "Since": dates[since] if since < len(gross) else None,
        "Trend": _trend(before, gross[-1]),
    }


def _trend(before: int, now: int) -> str:
    if not now:
        return CLEARED
    if not before:
        return NEW
    if now == before:
        return UNCHANGED
    return GROWING if now > before else SHRINKING
