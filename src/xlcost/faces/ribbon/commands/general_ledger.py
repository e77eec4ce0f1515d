"""General ledger: Post Inventory Cost to G/L (test, post), reconcile, unposted entries."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from xlcost.faces.record_lists import unposted_list
from xlcost.faces.ribbon.commands.stages import affected, bare_close, counts_of, debit_and_credit
from xlcost.faces.ribbon.dispatching import Answer
from xlcost.faces.ribbon.results import facts_of, place
from xlcost.faces.ribbon.session import Session
from xlcost.faces.run_lines import cost_posted
from xlcost.ledger import Outcome
from xlcost.reports.pack.common import count


def _asked(session: Session) -> dict[str, Any]:
    options = session.options
    return {
        "posting_method": options.get("Posting Method", "Per Entry"),
        "document_no": options.get("Document No.", ""),
        "items": options.get("Items"),
        "date_from": options.get("Posting Date From"),
        "date_to": options.get("Posting Date To"),
        "on_error": options.get("On Error", "skip"),
        "user_id": session.settings.get("User ID", ""),
    }


def post_test(session: Session) -> Answer:
    """The Test report: what posting would do, line by line; never writes to a ledger table."""
    asked = _asked(session)
    outcome = _post(session, asked)
    return _show(session, outcome, asked, done=False)


def post_cost(session: Session) -> Answer:
    """Post Inventory Cost to G/L after a confirmation that shows debit, credit and document numbers."""
    asked = _asked(session)
    outcome = _post(session, asked)
    if not outcome.posted_count:
        return _show(session, outcome, asked, done=False)
    entries = outcome.added.get("G/L Entry", [])
    skipped = f"\nSkipped: {len(outcome.skipped):,} value entries that cannot be posted." if outcome.skipped else ""
    session.confirm(
        f"{count(outcome.posted_count, 'value entry becomes', 'value entries become')} {count(len(entries), 'G/L entry', 'G/L entries')}.\n\n"
        f"{debit_and_credit(entries)}{skipped}\n\n{counts_of(outcome)}\n\nPost to the general ledger?"
    )
    page = _show(session, outcome, asked, done=True, apply=True)
    return page


def _post(session: Session, asked: dict[str, Any]) -> Outcome:
    from xlcost.posting import post_inventory_cost

    ledger = session.ledger
    session.say("posting")
    return post_inventory_cost(ledger, **asked)


def _show(session: Session, outcome: Outcome, asked: dict[str, Any], done: bool, apply: bool = False) -> Answer:
    from xlcost.posting import check_inventory_cost_posting
    from xlcost.reports.pack.previews import posting_page

    session.say("test report")
    test = check_inventory_cost_posting(session.ledger, **asked)
    close = bare_close(session, posting=outcome, test=test, post=done, posting_method=str(asked["posting_method"]))
    facts = facts_of(session, {"command": "post-cost", **asked})
    page = posting_page(close, facts)
    if done:
        page = replace(page, sheet="Post Inventory Cost", title="Post Inventory Cost to G/L")
    if apply:
        session.apply(outcome.ledger, affected(outcome), cost_posted(outcome))
    session.problems += outcome.problems
    place(session, [page], facts)
    return session.answer(page.message, found=bool(outcome.skipped))


def reconcile(session: Session) -> Answer:
    """Inventory - G/L Reconciliation: matrix, every difference by cause, the entries behind."""
    from xlcost import post_inventory_cost, reconcile_inventory
    from xlcost.reports.pack.pages import reconciliation_pages

    ledger, options = session.ledger, session.options
    asked: dict[str, Any] = {
        "date_from": options.get("Posting Date From"),
        "date_to": options.get("Posting Date To"),
        "items": options.get("Items"),
        "locations": options.get("Locations"),
        "mode": options.get("Mode", "exact"),
    }
    session.say("reconciling")
    books = post_inventory_cost(ledger, date_to=asked["date_to"]).ledger if options.get("If Posted") else ledger
    found = reconcile_inventory(books, **asked)
    facts = facts_of(session, asked)
    place(session, reconciliation_pages(books, found, asked, facts), facts)
    causes = sum(1 for a in found.accounts.values() if a["causes"])
    unexplained = sum((a["unexplained"] for a in found.accounts.values()), start=Decimal("0.00"))
    if not causes:
        return session.answer(f"All {len(found.accounts)} accounts tie.")
    return session.answer(f"{causes} of {len(found.accounts)} accounts carry causes. Unexplained: {unexplained:,.2f}", found=True)


def unposted_entries(session: Session) -> Answer:
    """Value entries that wait for posting: the sheet of `xlcost unposted -o`."""
    found = unposted_list(session.ledger)
    if not found.records:
        return session.answer(found.message)
    place(session, [found.page], facts_of(session, {"command": "unposted"}))
    return session.answer(found.message, found=True)
