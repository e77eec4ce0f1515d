"""Locking a period: the inventory period is closed only when no step of the close checklist is red.

The gate is the checklist that the cover shows, made of the ledger that is to be locked. Worked example: 12 value entries
wait to be posted: P10, nothing is closed. After posting: closed. With a reason the gate is passed all the same, and the
reason stands in the period entry and, by the faces, in the run log.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from xlcost.ledger import Ledger, Outcome
from xlcost.ledger.values import date_of, day_given
from xlcost.problems import Problem, Severity, XlcostError
from xlcost.reports.checklist import red_steps
from xlcost.reports.close import Close, Say, close_period
from xlcost.reports.period import Period

RULE = "A period is locked when no step of its checklist is red."
MOST_DESCRIPTION = 100


def lock_inventory_period(
    ledger: Ledger,
    ending_date: Any,
    *,
    force: str | None = None,
    user_id: str = "",
    work_date: Any = None,
    creation_time: str = "",
    say: Say = lambda text: None,
) -> Outcome:
    """Close an inventory period (gl-posting D3) after its checklist; `force` is the reason why red steps are accepted.

    Outcome as of `close_inventory_period`, with `results` {"close": Close}; accepted red steps are problems P10. Raises
    XlcostError P10 with the red steps, P11 for a blank reason, and the codes of `close_inventory_period`.
    """
    from xlcost.posting import close_inventory_period

    if force is not None and not force.strip():
        raise XlcostError(
            "P11", "The reason is blank.", where="close-period --force", rule="A forced closing says why.", remedy="Give the reason."
        )
    ending = date_of(day_given(ending_date, "ending_date"))
    plain = close_inventory_period(ledger, ending, user_id=user_id, work_date=work_date, creation_time=creation_time)
    assert ending is not None
    close: Close = close_period(ledger, period_ending(ledger, ending), user_id=user_id, say=say).results["close"]
    red = red_steps(close.steps)
    words = "; ".join(f"{s.name}: {s.words}" for s in red)
    where = f"Inventory Period {ending}"
    if red and force is None:
        remedy = "Do what the red steps say, or close with --force and a reason."
        raise XlcostError("P10", f"{len(red)} of {len(close.steps)} steps are red. {words}.", where=where, rule=RULE, remedy=remedy)
    if force is None or not red:
        return Outcome(plain.ledger, plain.added_rows, plain.changed_rows, plain.problems, results={"close": close})
    reason = " ".join(force.split())
    stamped = close_inventory_period(
        ledger,
        ending,
        user_id=user_id,
        work_date=work_date,
        creation_time=creation_time,
        description=f"Forced: {reason}"[:MOST_DESCRIPTION],
    )
    accepted = [Problem(Severity.WARNING, "P10", where, f"{s.name}: {s.words}.", RULE, f"Accepted with the reason: {reason}.") for s in red]
    return Outcome(stamped.ledger, stamped.added_rows, stamped.changed_rows, (*stamped.problems, *accepted), results={"close": close})


def period_ending(ledger: Ledger, ending: dt.date) -> Period:
    """The period that an inventory period stands for: from the day after the one before it, else the calendar month."""
    days = sorted(int(d) for d in ledger.table("Inventory Period")["Ending Date"].tolist())
    earlier = [d for d in days if d < ending.toordinal()]
    first = dt.date.fromordinal(earlier[-1] + 1) if earlier else ending.replace(day=1)
    return Period(first, ending)
