"""What each writing command must do: a ledger on which it has work, and the same stage through the Python API.

A test holds that every command of the registry that writes stands here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache
from typing import Any

from tests import project_books
from tests.sound_company import sound_company

import xlcost
from xlcost import Ledger, Outcome
from xlcost.faces.run_lines import stamp
from xlcost.reports.lock import lock_inventory_period

END = dt.date(2022, 1, 31)
TODAY = dt.date(2022, 2, 2)
PRESSED = dt.datetime.combine(TODAY, dt.time(9))
_LINE = {"Posting Date": "2022-01-20", "Item No.": "A", "Gen. Bus. Posting Group": "DOMESTIC"}
LINES: list[dict[str, Any]] = [
    {
        **_LINE,
        "Entry Type": "Purchase",
        "Quantity": 2,
        "Invoiced Quantity": 2,
        "Unit Cost": "9.17",
        "Document No.": "PI-9001",
        "External Document No.": "=1+1",
    },
    {**_LINE, "Entry Type": "Sale", "Quantity": 3, "Invoiced Quantity": 3, "Unit Amount": 20, "Document No.": "SI-9001"},
]
WIP = {"posting_date": END, "document_no": "WIP-2022-01"}
REVERSAL = {"reversal_posting_date": END, "reversal_document_no": "WIPREV-2022-01"}


@cache
def settled() -> Ledger:
    """A small sound company with a project."""
    ledger = sound_company()
    projects = project_books.books(
        [project_books.project()],
        [project_books.task("1100"), project_books.task("1999", **{"Project Task Type": "End-Total", "WIP-Total": "Total"})],
        project_books.plan("1100", "Budget", 1000, 1300, day="2022-01-10"),
        project_books.plan("1100", "Billable", 0, 2000, day="2022-01-10"),
        project_books.usage("1100", 400, 520, day="2022-01-20"),
        project_books.invoice("1100", 500, day="2022-01-25"),
    )
    for table in projects.tables:
        ledger = ledger.upsert(table, projects.records(table))
    return ledger


@cache
def waiting() -> Ledger:
    """With a journal to post."""
    return settled().upsert("Item Journal Line", [{"Line No.": 10000 * n, **line} for n, line in enumerate(LINES, 1)])


@cache
def unadjusted() -> Ledger:
    """The journal is posted, its cost neither adjusted nor posted to the G/L."""
    return xlcost.post_item_journal(waiting()).ledger


@cache
def calculated() -> Ledger:
    """WIP is calculated, not posted."""
    return xlcost.calculate_project_wip(unadjusted(), **WIP).ledger


Stage = Callable[[Ledger], Outcome]
STAGES: dict[str, tuple[Callable[[], Ledger], Stage]] = {
    "post-journal": (waiting, xlcost.post_item_journal),
    "adjust": (unadjusted, xlcost.adjust_cost),
    "post-cost": (unadjusted, xlcost.post_inventory_cost),
    "wip-calculate": (unadjusted, lambda b: xlcost.calculate_project_wip(b, **WIP)),
    "wip-recalculate": (calculated, lambda b: xlcost.recalculate_project_wip(b, None)),
    "wip-post": (calculated, lambda b: xlcost.post_project_wip(b, **REVERSAL)),
    "wip-reverse": (
        lambda: xlcost.post_project_wip(calculated(), **REVERSAL).ledger,
        lambda b: xlcost.post_project_wip(b, reverse_only=True, **REVERSAL),
    ),
    "wip-complete": (unadjusted, lambda b: xlcost.complete_project(b, None, work_date=END)),
    "wip-reopen": (lambda: xlcost.complete_project(unadjusted(), None, work_date=END).ledger, lambda b: xlcost.reopen_project(b, None)),
    "wip-delete": (calculated, lambda b: xlcost.delete_project_wip(b, None)),
    "close-period": (settled, lambda b: lock_inventory_period(b, END, **stamp("", PRESSED))),
    "reopen-period": (
        lambda: xlcost.close_inventory_period(settled(), END, work_date=TODAY).ledger,
        lambda b: xlcost.reopen_inventory_period(b, END, **stamp("", PRESSED)),
    ),
}
