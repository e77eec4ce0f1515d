"""Costing: post the item journal, Adjust Cost (preview and run)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from xlcost.faces.ribbon.commands.stages import affected, bare_close, counts_of, totals_of
from xlcost.faces.ribbon.dispatching import Answer
from xlcost.faces.ribbon.results import facts_of, place
from xlcost.faces.ribbon.session import Session
from xlcost.faces.run_lines import cost_adjusted, journal_posted
from xlcost.ledger import Outcome
from xlcost.reports.pack.common import count


def _adjust(session: Session) -> tuple[Outcome, dict[str, Any]]:
    from xlcost.costing import adjust_cost

    ledger, options = session.ledger, session.options
    session.say("adjusting")
    asked = {"items": options.get("Items"), "until": options.get("Until")}
    return adjust_cost(ledger, **asked), asked


def _total(outcome: Outcome) -> Decimal:
    return sum((r["Cost Amount (Actual)"] for r in outcome.added.get("Value Entry", [])), start=Decimal("0.00"))


def adjust_preview(session: Session) -> Answer:
    """The value entries that adjusting would add."""
    return _show(session, *_adjust(session), done=False)


def adjust(session: Session) -> Answer:
    """Adjust Cost - Item Entries, written into the ledger after a confirmation."""
    outcome, asked = _adjust(session)
    entries = outcome.added.get("Value Entry", [])
    if not affected(outcome):
        return session.answer("Nothing to adjust: every cost is adjusted.")
    items = len({e["Item No."] for e in entries})
    session.confirm(
        f"Adjust Cost adds {count(len(entries), 'value entry', 'value entries')} for {count(items, 'item')}, {_total(outcome):+,.2f} in all.\n\n"
        f"{counts_of(outcome)}\n\nWrite this into the workbook?"
    )
    session.apply(outcome.ledger, affected(outcome), cost_adjusted(outcome))
    return _show(session, outcome, asked, done=True)


def _show(session: Session, outcome: Outcome, asked: dict[str, Any], done: bool) -> Answer:
    from xlcost.reports.pack.previews import adjustment_page

    close = bare_close(session, adjustment=outcome, adjust=done)
    facts = facts_of(session, {"command": "adjust", **asked})
    page = adjustment_page(close, facts)
    assert page is not None
    session.problems += outcome.problems
    place(session, [page], facts)
    return session.answer(page.message)


def post_journal(session: Session) -> Answer:
    """Post the item journal lines of the workbook."""
    from xlcost.costing import post_item_journal

    ledger = session.ledger
    lines = ledger.table("Item Journal Line").length
    if not lines:
        return session.answer("The sheet Item Journal Line has no line to post.")
    session.say(f"posting {lines:,} lines")
    outcome = post_item_journal(ledger)
    session.confirm(f"{count(lines, 'item journal line')} will be posted.\n\n{totals_of(outcome)}\n\n{counts_of(outcome)}\n\nWrite this into the workbook?")
    session.problems += outcome.problems
    session.apply(outcome.ledger, affected(outcome), journal_posted(lines))
    return session.answer(f"{count(lines, 'item journal line')} posted. {counts_of(outcome, '; ')}.")
