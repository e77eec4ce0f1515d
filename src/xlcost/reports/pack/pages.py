"""The pack, page by page, in the order of look.md 9."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from xlcost.ledger import Ledger, Outcome
from xlcost.ledger.values import date_of
from xlcost.problems import Problem, errors
from xlcost.reports.close import Close, CloseOptions
from xlcost.reports.grid import Page
from xlcost.reports.pack.audit_pages import clearing_pages, close_audit_pages
from xlcost.reports.pack.common import Facts
from xlcost.reports.pack.cover import cover_page
from xlcost.reports.pack.entries import entry_pages, linked_value_entries, outside_the_valuation
from xlcost.reports.pack.evidence import evidence_page
from xlcost.reports.pack.explained import explained_page
from xlcost.reports.pack.matrix import matrix_page
from xlcost.reports.pack.previews import adjustment_page, posting_page
from xlcost.reports.pack.problems_page import problems_page
from xlcost.reports.pack.report_pages import report_sheets
from xlcost.reports.pack.tie_out_page import tie_out_page
from xlcost.reports.pack.trace_page import trace_pages, traced_anchors
from xlcost.reports.period import Period


def pack_pages(close: Close, facts: Facts) -> list[Page]:
    """All pages of a month-end pack."""
    found = report_sheets(close, facts, linked_value_entries(close), {"Inventory Valuation": outside_the_valuation(close)})
    reports = found.reports
    pages: list[Page | None] = [
        *reports[:1],
        tie_out_page(close, facts),
        *reports[1:],
        adjustment_page(close, facts),
        posting_page(close, facts),
        matrix_page(close, facts),
        explained_page(close, facts, traced_anchors(close)),
        *trace_pages(close, facts),
        *clearing_pages(close, facts),
        *close_audit_pages(close, facts),
        *entry_pages(close, facts, found.entries),
        found.reading,
        problems_page(close.problems, close.findings),
        evidence_page(close, facts),
    ]
    return [cover_page(close, facts), *(page for page in pages if page is not None)]


def reconciliation_pages(ledger: Ledger, reconciliation: Any, asked: Mapping[str, Any], facts: Facts) -> list[Page]:
    """Matrix, Explained and the entries behind them, without the rest of a close."""
    last = asked.get("date_to") or _latest(ledger)
    options = CloseOptions(Period(asked.get("date_from") or last.replace(day=1), last))
    nothing = Outcome(ledger)
    close = Close(options, ledger, ledger, nothing, nothing, [], {}, reconciliation, None, [])
    whole = not reconciliation.scope.is_filtered and not reconciliation.scope.date_from
    clearing = clearing_pages(close, facts) if whole else []
    explained, traces = explained_page(close, facts, traced_anchors(close)), trace_pages(close, facts)
    return [matrix_page(close, facts), explained, *traces, *clearing, *entry_pages(close, facts)]


def _latest(ledger: Ledger) -> dt.date:
    days = [int(ledger.table(name)["Posting Date"].max(initial=0)) for name in ("G/L Entry", "Value Entry")]
    return date_of(max(days)) or dt.date(2000, 1, 1)


def problem_pages(problems: Sequence[Problem], source_name: str) -> list[Page]:
    """What is written when the data stops the run: the cover says so, Problems lists everything."""
    stopping = errors(problems)
    first = stopping[0] if stopping else problems[0]
    count = len(stopping)
    sentence = (
        f"{count} error{'' if count == 1 else 's'} stop{'s' if count == 1 else ''} the close; the first is {first.code} in {first.where}."
    )
    slots: dict[str, Any] = {
        "verdict": {"state": "open", "word": "Not closed.", "text": sentence, "tail": ""},
        "tiles": [],
        "input_hash": "",
        "facts": [source_name, ""],
    }
    cover = Page("Cover", "cover", "Inventory close", sentence, source_name, (), (), slots, came_from=())
    return [cover, problems_page(problems)]
