"""Project statistics: price, cost and profit of budget, usage, billable and invoiced, by type of line (project-wip.md 10.3).

Budget and billable come from planning lines by their Type, usage and invoiced from ledger entries by theirs, invoiced with the
sign turned. The two date filters are independent; blank lets every date pass. Text lines have no amounts. The same grid stands
in the currency of the project (Total Cost, Line Amount), which is the local one where its Currency Code is blank and the
ledger has no such columns.

Example: a resource budget of 1,000.00 at 1,300.00, usage 400.00 at 520.00, an invoice of 500.00: row Resource has budget profit
300.00, usage profit 120.00, invoiced price 500.00.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import ProjectLedgerEntryType, ProjectLineType
from xlcost.ledger.table import Table
from xlcost.money import Array
from xlcost.projects.filters import date_filter
from xlcost.views.filters import code_filter, selected

STAGES = ("Budget", "Usage", "Billable", "Invoiced")
LOCAL, OWN = ("Line Amount (LCY)", "Total Cost (LCY)"), ("Line Amount", "Total Cost")
TYPES = ("Resource", "Item", "G/L Account")
_OF_TYPE = {int(ProjectLineType.RESOURCE): "Resource", int(ProjectLineType.ITEM): "Item", int(ProjectLineType.GL_ACCOUNT): "G/L Account"}


@dataclass(slots=True)
class Statistics:
    """A project: (price, cost) in ticks by (type, stage)."""

    project: str
    description: str
    amounts: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    currency: str = ""
    known: bool = True  # False: amounts in the currency of the project are asked for, and the ledger does not have them

    def of(self, kind: str, stage: str) -> tuple[int, int]:
        """(price, cost) of a type, or of all with "Total"."""
        kinds = TYPES if kind == "Total" else (kind,)
        found = [self.amounts.get((k, stage), (0, 0)) for k in kinds]
        return sum(p for p, _ in found), sum(c for _, c in found)

    def add(self, kind: str, stage: str, price: int, cost: int) -> None:
        """Adds an amount."""
        have = self.amounts.get((kind, stage), (0, 0))
        self.amounts[kind, stage] = (have[0] + price, have[1] + cost)


def project_statistics(
    ledger: Ledger,
    project_filter: str = "",
    posting_date_filter: str = "",
    planning_date_filter: str = "",
    *,
    project_currency: bool = False,
) -> list[Statistics]:
    """The statistics of the projects in a filter, by number; FILTER_SYNTAX for a date filter that cannot be read.

    `project_currency`: amounts in the currency of each project instead of the local one.
    """
    accepts = code_filter(project_filter)
    cards = ledger.table("Project").tuples(("No.", "Description", "Currency Code"))
    found = {no: Statistics(no, text, currency=code) for no, text, code in cards if accepts is None or accepts(no)}
    lines, entries = ledger.table("Project Planning Line"), ledger.table("Project Ledger Entry")
    planned = date_filter(planning_date_filter, "Planning Date Filter").mask(lines["Planning Date"])
    posted = date_filter(posting_date_filter).mask(entries["Posting Date"])
    usage = entries["Entry Type"] == int(ProjectLedgerEntryType.USAGE)
    for stage, table, mask, sign in (
        ("Budget", lines, planned & lines["Budget Line"], 1),
        ("Billable", lines, planned & lines["Billable Line"], 1),
        ("Usage", entries, posted & usage, 1),
        ("Invoiced", entries, posted & ~usage, -1),
    ):
        has_own = "Line Amount" in table.given and "Total Cost" in table.given
        _add(found, stage, table, mask, sign, accepts, OWN if project_currency and has_own else LOCAL)
        if project_currency and not has_own and table.length:
            for line in found.values():
                line.known &= not line.currency
    return sorted(found.values(), key=lambda line: line.project)


def _add(found: dict[str, Statistics], stage: str, table: Table, mask: Array, sign: int, accepts: object, captions: tuple[str, str]) -> None:
    if accepts is not None:
        chosen = selected(table, "Project No.", accepts)  # type: ignore[arg-type]
        mask = mask if chosen is None else mask & chosen
    for project, kind, price, cost in table.tuples(("Project No.", "Type", *captions), np.flatnonzero(mask)):
        if project in found and kind in _OF_TYPE:
            found[project].add(_OF_TYPE[kind], stage, sign * price, sign * cost)
