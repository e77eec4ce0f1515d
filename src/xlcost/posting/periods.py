"""Inventory periods: check, close, reopen (gl-posting D). A closed period stays closed until it is reopened.

Closing a period closes every open one before it; reopening reopens every closed one after it. Both leave a
row per period in Inventory Period Entry; the row of a closing carries the last Item Register No., which is how the
audit later finds entries that were slipped in (G14).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from xlcost.ledger import Ledger, Outcome, Row, rows_table
from xlcost.ledger.options import PeriodEntryType
from xlcost.ledger.values import date_of, day_given
from xlcost.posting.dates import first_open, is_open
from xlcost.posting.period_checks import REMEDIES, Finding, blocking_findings, unposted_finding
from xlcost.problems import Problem, Severity, XlcostError

__all__ = [
    "add_inventory_period",
    "check_inventory_period",
    "close_inventory_period",
    "delete_inventory_period",
    "first_open",
    "is_open",
    "rename_inventory_period",
    "reopen_inventory_period",
]

_RULES = {
    "P05": "Only a closed period can be reopened.",
    "P06": "Only an open period can be closed, renamed or deleted.",
    "P07": "The period must exist.",
    "P09": "A new period lies after the closed ones.",
}
_REMEDIES = {**REMEDIES, "P09": "Choose a later ending date, or reopen the period first."}


def check_inventory_period(ledger: Ledger, ending_date: Any) -> list[dict[str, Any]]:
    """The Test report of closing: all findings, as records Item No., Code, Item Ledger Entry No., Order Type, Order No., text.

    Ledger entry P04 (not posted to the G/L) and findings that cannot be verified are warnings, all others stop a closing.
    """
    ending = day_given(ending_date, "ending_date")
    found: list[Finding] = []
    if _position(ledger, ending) is None:
        found.append(Finding("P07", f"There is no inventory period ending on {date_of(ending) or 'a blank date'}."))
    found += blocking_findings(ledger, ending)
    warning = unposted_finding(ledger, ending)
    if warning is not None:
        found.append(warning)
    items = ledger.table("Item")
    texts = items["Description"]
    return [f.record(texts[items.index[f.item_no]] if f.item_no in items.index else "") for f in found]


def close_inventory_period(
    ledger: Ledger, ending_date: Any, *, user_id: str = "", work_date: Any = None, creation_time: str = "", description: str = ""
) -> Outcome:
    """Closes the period and all open ones before it; XlcostError P01, P02, P03, P06 or P07 when it may not be closed."""
    ending = day_given(ending_date, "ending_date")
    position = _require(ledger, ending, closed=False)
    problems = []
    for finding in blocking_findings(ledger, ending):
        if finding.stops:
            what = f"The inventory period {date_of(ending)} cannot be closed. {finding.text}"
            raise XlcostError(finding.code, what, where=_place(ending), remedy=REMEDIES[finding.code])
        problems.append(finding.problem(_place(ending)))
    warning = unposted_finding(ledger, ending)
    if warning is not None:
        problems.append(warning.problem(_place(ending)))
    periods = ledger.table("Inventory Period")
    earlier = np.flatnonzero(~periods["Closed"] & (periods["Ending Date"] < ending))
    order = [*sorted(earlier.tolist(), key=lambda i: int(periods["Ending Date"][i])), position]
    stamp = _stamp(user_id, work_date, creation_time, description)
    last = ledger.last_no("Item Register", "No."), ledger.last_no("Value Entry", "Item Register No.")
    stamp["Closing Item Register No."] = max(last)
    return _switch(ledger, order, PeriodEntryType.CLOSE, stamp, problems)


def reopen_inventory_period(
    ledger: Ledger, ending_date: Any, *, user_id: str = "", work_date: Any = None, creation_time: str = "", description: str = ""
) -> Outcome:
    """Reopens the period and all closed ones after it; XlcostError P05 or P07; problem P08 when the accounts of that time are closed."""
    ending = day_given(ending_date, "ending_date")
    position = _require(ledger, ending, closed=True)
    periods = ledger.table("Inventory Period")
    later = np.flatnonzero(periods["Closed"] & (periods["Ending Date"] > ending))
    order = [*sorted(later.tolist(), key=lambda i: int(periods["Ending Date"][i])), position]
    stamp = _stamp(user_id, work_date, creation_time, description)
    return _switch(ledger, order, PeriodEntryType.RE_OPEN, stamp, _closed_accounts(ledger, ending))


def add_inventory_period(ledger: Ledger, ending_date: Any, name: str = "") -> Ledger:
    """A new open period (default name: month and year); refused on a closed date (P09)."""
    ending = _free_date(ledger, ending_date)
    return ledger.upsert("Inventory Period", [{"Ending Date": date_of(ending), "Name": name or _default_name(ending), "Closed": False}])


def rename_inventory_period(ledger: Ledger, ending_date: Any, new_ending_date: Any) -> Ledger:
    """The open period with another ending date; refused when it is closed (P06), has entries, or the new date is closed (P09)."""
    ending = day_given(ending_date, "ending_date")
    position = _require(ledger, ending, closed=False)
    if bool((ledger.table("Inventory Period Entry")["Ending Date"] == ending).any()):
        raise XlcostError("P06", "The period has period entries.", where=_place(ending), rule="A period with entries keeps its date.")
    new = _free_date(ledger, new_ending_date)
    return ledger.with_tables(ledger.table("Inventory Period").replace_rows([position], {"Ending Date": [new]}))


def delete_inventory_period(ledger: Ledger, ending_date: Any) -> Ledger:
    """Without the open period; refused when it is closed (P06)."""
    position = _require(ledger, day_given(ending_date, "ending_date"), closed=False)
    periods = ledger.table("Inventory Period")
    return ledger.with_tables(periods.take(np.arange(periods.length) != position))


# -- parts --------------------------------------------------------------------------------------------------
def _place(ending: int) -> str:
    return f"Inventory Period {date_of(ending) or ''}"


def _default_name(ending: int) -> str:
    found = date_of(ending)
    assert found is not None
    return f"{_MONTHS[found.month - 1]} {found.year}"


_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


def _position(ledger: Ledger, ending: int) -> int | None:
    return ledger.table("Inventory Period").index.get(ending) if ending else None


def _refuse(code: str, ending: int, what: str) -> XlcostError:
    return XlcostError(code, what, where=_place(ending), rule=_RULES[code], remedy=_REMEDIES[code])


def _require(ledger: Ledger, ending: int, *, closed: bool) -> int:
    position = _position(ledger, ending)
    if position is None:
        raise _refuse("P07", ending, f"There is no inventory period ending on {date_of(ending) or 'a blank date'}.")
    if bool(ledger.table("Inventory Period")["Closed"][position]) != closed:
        code, state = ("P05", "open") if closed else ("P06", "closed")
        raise _refuse(code, ending, f"The inventory period {date_of(ending)} is {state}.")
    return position


def _free_date(ledger: Ledger, ending_date: Any) -> int:
    ending = day_given(ending_date, "ending_date")
    if not ending:
        raise _refuse("P07", ending, "The ending date is blank.")
    if not is_open(ledger, ending):
        raise _refuse("P09", ending, f"{date_of(ending)} is closed.")
    if _position(ledger, ending) is not None:
        raise _refuse("P09", ending, f"There is a period ending on {date_of(ending)} already.")
    return ending


def _stamp(user_id: str, work_date: Any, creation_time: str, description: str) -> Row:
    return {
        "User ID": user_id.strip().upper(),
        "Creation Date": day_given(work_date, "work_date"),
        "Creation Time": creation_time,
        "Description": description,
    }


def _switch(ledger: Ledger, positions: list[int], kind: PeriodEntryType, stamp: Row, problems: Sequence[Problem]) -> Outcome:
    """The periods at these positions closed or reopened, with an entry each."""
    periods, entries = ledger.table("Inventory Period"), ledger.table("Inventory Period Entry")
    last: dict[int, int] = {}
    for day, number in entries.tuples(("Ending Date", "Entry No.")):
        last[day] = max(number, last.get(day, 0))
    rows = []
    for day in periods["Ending Date"][positions].tolist():
        rows.append({"Ending Date": day, "Entry No.": last.get(day, 0) + 1, "Entry Type": int(kind), **stamp})
    added = rows_table("Inventory Period Entry", rows)
    switched = periods.replace_rows(positions, {"Closed": [kind is PeriodEntryType.CLOSE] * len(positions)})
    return Outcome(
        ledger.with_tables(switched, entries.concat(added)),
        {"Inventory Period Entry": added},
        {"Inventory Period": switched.take(positions)},
        tuple(problems),
    )


def _closed_accounts(ledger: Ledger, ending: int) -> list[Problem]:
    accounting = ledger.table("Accounting Period")
    closed = accounting["Starting Date"][accounting["Closed"] & (accounting["Starting Date"] >= ending)]
    if not len(closed):
        return []
    what = f"The accounting period starting {date_of(int(closed.min()))} is closed."
    rule = "Entries posted into a reopened inventory period may fall into closed accounting periods."
    return [Problem(Severity.WARNING, "P08", _place(ending), what, rule, "Make sure that the accounts of that time may still change.")]
