"""The checklist of a close: adjust, test-post, post, reconcile, zero unexplained, project WIP, checks, lock.

A step is done (●), open (▲: a person should look, the books may still be closed), failed (■ red: the period is not locked
while one is) or waiting (○). Red are the steps whose neglect would leave wrong or moving figures behind a lock: costs that
adjusting would still change, value entries that could be posted but are not, an unexplained amount, audit errors, failed proofs.
Differences with a cause and value entries that posting skips with a reason are open: accounted for, and to be looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from xlcost.problems import Severity
from xlcost.reports.close_lines import Check, Step
from xlcost.reports.period import show_date
from xlcost.views.adjustment_state import adjustment_state

if TYPE_CHECKING:
    from xlcost.reports.close import Close

LOCK = "Close inventory period"
DONE, OPEN, FAILED, WAITING = "done", "open", "failed", "waiting"


def steps_of(close: Close, checks: Sequence[Check]) -> list[Step]:
    """The close checklist of the cover; the last step locks the period."""
    steps = [_adjust(close), _test(close), _post(close), _reconcile(close), _unexplained(close), *_projects(close), _audit(close, checks)]
    return [*steps, _lock(close, red_steps(steps))]


def red_steps(steps: Sequence[Step]) -> list[Step]:
    """The steps that keep the period from being locked."""
    return [s for s in steps if s.state == FAILED]


def _step(name: str, state: str, words: str) -> Step:
    return Step(name, state, words)


def _count(number: int, singular: str, plural: str = "") -> str:
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def _adjust(close: Close) -> Step:
    name = "Adjust Cost - Item Entries"
    if close.adjustment is None:
        return _step(name, OPEN, "not verifiable: the export lacks what adjusting needs, see Problems")
    added = close.adjustment.added_rows.get("Value Entry")
    count = added.length if added is not None else 0
    waiting = "".join(f"; {words}" for words in adjustment_state(close.ledger).waiting)
    if close.options.adjust:
        return _step(name, DONE, f"done, {_count(count, 'value entry', 'value entries')} added{waiting}")
    flagged = len(adjustment_state(close.ledger).items or ())
    if not count and flagged:
        return _step(name, OPEN, f"nothing to add; {_count(flagged, 'item is', 'items are')} not marked as adjusted: run it once")
    if added is None or not count:
        return _step(name, DONE, f"done, nothing left to adjust{waiting}")
    late = int(np.sum(added["Valuation Date"] > close.options.period.last.toordinal()))
    if late == count:
        return _step(name, DONE, "done, what is left to adjust is valued after the period")
    return _step(name, FAILED, f"{_count(count - late, 'value entry', 'value entries')} would be added, see the preview")


def _test(close: Close) -> Step:
    name, codes = "Post Inventory Cost to G/L, Test", Counter(str(s["Code"]) for s in close.posting.skipped)
    if not codes:
        return _step(name, DONE, "done, no value entry would be skipped")
    words = ", ".join(f"{code} {number:,}" for code, number in sorted(codes.items()))
    return _step(name, OPEN, f"{_count(len(close.posting.skipped), 'value entry', 'value entries')} cannot be posted: {words}")


def _post(close: Close) -> Step:
    name, count = "Post Inventory Cost to G/L", close.posting.posted_count
    if close.options.post:
        return _step(name, DONE, f"done, {_count(count, 'value entry', 'value entries')} posted")
    if count:
        return _step(name, FAILED, f"{_count(count, 'value entry waits', 'value entries wait')} to be posted")
    return _step(name, DONE, "done, nothing left that can be posted")


def _reconcile(close: Close) -> Step:
    accounts = close.reconciliation.accounts
    differing = sum(1 for a in accounts.values() if a["causes"])
    if not differing:
        return _step("Reconcile", DONE, f"done, {_count(len(accounts), 'account')} tie")
    causes = {cause for a in accounts.values() for cause in a["causes"]}
    return _step("Reconcile", OPEN, f"{differing} of {_count(len(accounts), 'account')} with {_count(len(causes), 'cause')}, see Explained")


def _unexplained(close: Close) -> Step:
    accounts = close.reconciliation.accounts
    left = sum((abs(a["unexplained"]) for a in accounts.values()), Decimal("0.00"))
    if left:
        return _step("Zero unexplained", FAILED, f"{left:,.2f} is unexplained")
    return _step("Zero unexplained", DONE, f"done, proven 0.00 on {_count(len(accounts), 'account')}")


def _projects(close: Close) -> list[Step]:
    """Whether the WIP of projects on the books is that of the period's end; no step without projects."""
    name, balances, controls = "Project WIP", close.grids.get("Project WIP Schedule - Balances"), close.grids.get("Project WIP Controls")
    if balances is None or controls is None:
        return []
    moving = [r for r in balances.records() if r["Net change"]]
    if moving:
        net = sum((r["Net change"] for r in moving), Decimal("0.00"))
        return [_step(name, OPEN, f"{net:+,.2f} to post on {_count(len(moving), 'project')}: calculate and post WIP")]
    found = len(controls.records())
    if found:
        return [_step(name, OPEN, f"nothing to post, {_count(found, 'finding')}, see {controls.name}")]
    return [_step(name, DONE, "done, posted WIP is that of the period's end")]


def _audit(close: Close, checks: Sequence[Check]) -> Step:
    name = "Audit checks and proofs"
    failed = sum(1 for c in checks if not c.passed)
    if failed:
        return _step(name, FAILED, f"{_count(failed, 'proof')} failed, see Evidence")
    serious = [f for f in close.findings if f.get("Severity") == Severity.ERROR.caption]
    warned = [f for f in close.findings if f.get("Severity") == Severity.WARNING.caption]
    found = serious or warned
    if not found:
        return _step(name, DONE, "done, all passed")
    codes = len({f["Code"] for f in found})
    kind = "error" if serious else "warning"
    return _step(name, FAILED if serious else OPEN, f"{_count(len(found), kind)} of {_count(codes, 'check')}, see Audit")


def _lock(close: Close, red: Sequence[Step]) -> Step:
    last = close.options.period.last
    periods = close.ledger.records("Inventory Period") if close.ledger.has("Inventory Period") else []
    if any(p["Closed"] and p["Ending Date"] >= last for p in periods):
        return _step(LOCK, DONE, "closed")
    if not any(p["Ending Date"] == last for p in periods):
        return _step(LOCK, WAITING, f"there is no inventory period ending on {show_date(last)}")
    if red:
        return _step(LOCK, WAITING, f"waits for {_count(len(red), 'step')} marked ■")
    return _step(LOCK, OPEN, f"can be closed: xlcost close-period --ending-date {last.isoformat()}")
