"""Options that can be used but select nothing: a period that ends before it starts, a filter that no item passes (0.2, 1.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from xlcost.ledger import Ledger
from xlcost.reports.options import FlowOptions, Options, PeriodOptions
from xlcost.views.report_warnings import ReportWarning, warning

_SIGNS = re.compile(r"[|&<>=*?'()]|\.\.")


def unlikely(ledger: Ledger, options: Options) -> Iterator[ReportWarning]:
    """Warnings PERIOD_EMPTY and ITEM_FILTER_EMPTY."""
    if isinstance(options, PeriodOptions) and options.starting_date and options.ending_date and options.starting_date > options.ending_date:
        text = f"Starting Date {options.starting_date} is after Ending Date {options.ending_date}: the period is empty."
        yield warning("PERIOD_EMPTY", text)
    if isinstance(options, FlowOptions) and ledger.table("Item").length and _filtered(options) and not options.items.mask(ledger).any():
        asked = ", ".join(t for t in (options.item_filter, options.inventory_posting_group_filter, options.statistics_group_filter) if t)
        yield warning("ITEM_FILTER_EMPTY", f"No item passes the filter {asked}.{_nearest(ledger, options.item_filter)}")


def _filtered(options: FlowOptions) -> bool:
    return bool(options.item_filter or options.inventory_posting_group_filter or options.statistics_group_filter)


def _nearest(ledger: Ledger, text: str) -> str:
    """The item numbers most like a plain number that was asked for."""
    if not text or _SIGNS.search(text):
        return ""
    near = get_close_matches(text.upper(), ledger.table("Item")["No."].tolist(), 3)
    return f" Did you mean {' or '.join(near)}?" if near else ""
