"""The auditor's pages: Audit, Posting Setup Check, Cause Trend, Proposed Journal - in the pack, and in workbooks of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlcost.ledger import Ledger
from xlcost.problems import Problem
from xlcost.reports import audit, cause_trend, correcting_journal, setup_check
from xlcost.reports.close import Close
from xlcost.reports.facts import amounts_of
from xlcost.reports.grid import Block, Page
from xlcost.reports.listing import Listing
from xlcost.reports.pack.common import EXPLAINED, Facts, as_of, options_line
from xlcost.reports.pack.entries import VALUE_ENTRIES
from xlcost.reports.pack.problems_page import problems_page
from xlcost.views.audit import chosen_checks

RUST = "FFA14300"
_NAV = {setup_check.NAME: "Setup Check", correcting_journal.SHEET: "Journal"}


def close_audit_pages(close: Close, facts: Facts) -> list[Page]:
    """Audit and, where there is something to say, Posting Setup Check."""
    found = audit.audit_listing(close.ledger, close.findings, chosen_checks("all"), audit.PER_CODE, VALUE_ENTRIES)
    options = options_line(close, facts, as_of(close))
    pages = [_page(found, audit.SHEET, audit.NAME, options, bool(close.findings))]
    setup = setup_check.setup_listing(close.ledger, close.options.user_id)
    if setup.records:
        pages.append(_page(setup, setup_check.NAME, setup_check.NAME, options, True))
    return pages


def clearing_pages(close: Close, facts: Facts) -> list[Page]:
    """Cause Trend (with the amounts per period end) and Proposed Journal, where an account carries a cause."""
    if not any(a["causes"] for a in close.reconciliation.accounts.values()):
        return []
    options = options_line(close, facts, as_of(close))
    trend = cause_trend.trend_listing(close.ledger, close.options.period.last)
    journal = correcting_journal.journal_listing(close.ledger, close.options.period.last, close.reconciliation)
    return [
        _page(trend, cause_trend.SHEET, cause_trend.NAME, options, True, ("Cover", EXPLAINED)),
        *trend.facts["pages"],
        _page(
            journal, correcting_journal.SHEET, correcting_journal.NAME, f"{options} · never posted by itself", True, ("Cover", EXPLAINED)
        ),
    ]


def check_pages(ledger: Ledger, findings: Sequence[Any], checks: Any, problems: Sequence[Problem], facts: Facts) -> list[Page]:
    """The workbook of `xlcost check -o`."""
    unit = amounts_of(facts.currency)
    found = audit.audit_listing(ledger, findings, chosen_checks(checks))
    setup = setup_check.setup_listing(ledger)
    return [
        _page(
            found,
            audit.SHEET,
            audit.NAME,
            f"checks {checks if isinstance(checks, str) else ', '.join(checks)} · {unit}",
            bool(findings),
            (),
        ),
        *found.facts["pages"],
        _page(setup, setup_check.NAME, setup_check.NAME, unit, bool(setup.records), (audit.SHEET,)),
        problems_page(problems),
    ]


def _page(found: Listing, sheet: str, title: str, options: str, look: bool, came_from: tuple[str, ...] = ("Cover",)) -> Page:
    """A listing as a page; its tab is Rust when there is something to look at."""
    blocks = (Block("", found.columns, found.lines()), *found.facts.get("blocks", ()))
    slots = {"nav": _NAV.get(sheet, sheet), **({"tab": RUST} if look else {})}
    return Page(sheet, "list", title, found.message, options, blocks, found.facts.get("charts", ()), slots, came_from)
