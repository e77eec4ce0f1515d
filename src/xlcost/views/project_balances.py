"""Which balance sheet column a WIP entry sits on, what is open at a date, and the amount to post (project-wip.md 7.1).

The period-end answer per account: what posted WIP holds now, what the next posting run takes back, what the pending
calculation puts there, and so the net change and the balance after posting.

Worked example (E1 in February): 2231 holds 150.00 from January; the run reverses it and the new calculation holds
nothing there: net change -150.00, balance after posting 0.00.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import ProjectWIPEntryType, RecognizedSales, WIPPostingMethod
from xlcost.ledger.table import Table
from xlcost.money import Array
from xlcost.projects.accounts import BALANCE_SHEET, INCOME_STATEMENT, MATRIX, Origin
from xlcost.projects.books import completion_posted
from xlcost.projects.methods import Method
from xlcost.views.filters import both, code_filter, selected
from xlcost.views.project_wip_to_gl import account_names, wip_accounts

_T = ProjectWIPEntryType
_PAIR = ("G/L Account No.", "G/L Bal. Account No.", "Project No.", "WIP Entry Amount")


@dataclass(frozen=True, slots=True)
class AmountToPost:
    """One account (and project): open balance, reversal, new calculation, all in ticks."""

    account: str
    name: str
    project: str
    on_balance_sheet: bool
    open: int
    reversal: int
    new: int

    @property
    def net_change(self) -> int:
        """What the next posting run changes."""
        return self.reversal + self.new

    @property
    def after(self) -> int:
        """Balance of posted WIP after that run."""
        return self.open + self.net_change


def open_entries(entries: Table, as_of: int = 0) -> Array:
    """Which WIP G/L entries are open now, or at a day: posted by then and not reversed by then."""
    if not as_of:
        return np.asarray(~entries["Reversed"])
    standing = ~entries["Reversed"] | (entries["Reverse Date"] > as_of)
    return np.asarray((entries["Posting Date"] <= as_of) & standing)


def effects(entries: Table, rows: Array) -> dict[tuple[str, str], int]:
    """Amount per (account, project) that these entries put on their accounts, main and balancing."""
    found: dict[tuple[str, str], int] = {}
    for account, balancing, project, amount in entries.tuples(_PAIR, np.flatnonzero(rows)):
        found[account, project] = found.get((account, project), 0) + amount
        found[balancing, project] = found.get((balancing, project), 0) - amount
    return found


def amounts_to_post(ledger: Ledger, *, by_project: bool = False, project_filter: str = "", as_of: int = 0) -> list[AmountToPost]:
    """The sheet Amount to Post: all accounts of the posting groups and of the entries, balance sheet accounts first.

    The reversal leaves out what a posting run leaves: projects whose completion is posted, and entries with Reverse = No.
    """
    posted, pending = ledger.table("Project WIP G/L Entry"), ledger.table("Project WIP Entry")
    accepts = code_filter(project_filter)
    every = np.ones(pending.length, dtype=np.bool_)
    open_rows = both(open_entries(posted, as_of), selected(posted, "Project No.", accepts))
    new_rows = both(every, selected(pending, "Project No.", accepts))
    assert open_rows is not None
    assert new_rows is not None
    closed = completion_posted(ledger)
    reversible = open_rows & posted["Reverse"] & np.array([p not in closed for p in posted["Project No."].tolist()], dtype=np.bool_)
    parts = [effects(posted, open_rows), effects(posted, reversible), effects(pending, new_rows)]
    balance, names = set(wip_accounts(ledger)), account_names(ledger)
    accounts = balance | set(wip_accounts(ledger, INCOME_STATEMENT)) | {a for part in parts for a, _ in part}
    projects = sorted({p for part in parts for _, p in part})
    found = []
    for account in sorted(accounts, key=lambda a: (a not in balance, a)):
        for project in projects if by_project else [""]:
            figures = [_sum(part, account, project if by_project else None) for part in parts]
            if not by_project or any(figures):
                opened, reversal, new = figures
                found.append(AmountToPost(account, names.get(account, ""), project, account in balance, opened, -reversal, new))
    return found


def _sum(part: Mapping[tuple[str, str], int], account: str, project: str | None) -> int:
    if project is not None:
        return part.get((account, project), 0)
    return sum(amount for (a, _), amount in part.items() if a == account)


def balance_sheet_column(kind: int, *, complete: bool, posting_method: int, method: Method | None) -> str:
    """The balance sheet column that a WIP entry balances on, blank when both its accounts are in the income statement."""
    origin = Origin.TASK
    recognized = kind in (_T.RECOGNIZED_COSTS, _T.RECOGNIZED_SALES)
    if complete and recognized and posting_method == WIPPostingMethod.PER_PROJECT:
        origin = Origin.COMPLETE
    elif not complete and kind == _T.RECOGNIZED_SALES and method and method.sales is RecognizedSales.PERCENTAGE_OF_COMPLETION:
        origin = Origin.POC
    balancing = MATRIX[_T.of(kind), origin].balancing
    return balancing if balancing in BALANCE_SHEET else ""


def column_balances(entries: Table, positions: Iterable[int], methods: Mapping[str, Method]) -> dict[str, dict[str, int]]:
    """Per project the four WIP balance sheet amounts (debit positive) of these WIP or WIP G/L entries."""
    captions = ("Project No.", "Type", "Project Complete", "WIP Posting Method Used", "WIP Method Used", "WIP Entry Amount")
    found: dict[str, dict[str, int]] = {}
    for project, kind, complete, posting_method, method, amount in entries.tuples(captions, list(positions)):
        column = balance_sheet_column(kind, complete=complete, posting_method=posting_method, method=methods.get(method))
        sums = found.setdefault(project, dict.fromkeys(BALANCE_SHEET, 0))
        if column:
            sums[column] -= amount
    return found
