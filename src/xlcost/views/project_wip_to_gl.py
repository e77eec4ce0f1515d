"""Project WIP To G/L: what the WIP G/L entries say against what the ledger holds (project-wip.md 10.1).

The ERP's report compares the main accounts, those of the income statement; a second block compares the balance sheet
accounts per project. Completed and reversed WIP does not appear; what posted completions left on an account stands in
its balance all the same, so it is kept beside the difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import ProjectWIPEntryType
from xlcost.ledger.table import Table
from xlcost.money import Array
from xlcost.projects.accounts import BALANCE_SHEET
from xlcost.projects.filters import date_filter
from xlcost.views.filters import code_filter, selected

_T = ProjectWIPEntryType
LABELS: dict[str, tuple[ProjectWIPEntryType, ...]] = {
    "WIP Cost Amount": (_T.APPLIED_COSTS, _T.RECOGNIZED_COSTS),
    "WIP Accrued Costs Amount": (_T.ACCRUED_COSTS,),
    "WIP Invoiced Sales Amount": (_T.APPLIED_SALES, _T.RECOGNIZED_SALES),
    "WIP Accrued Sales Amount": (_T.ACCRUED_SALES,),
}
_LABEL_OF = {int(kind): label for label, kinds in LABELS.items() for kind in kinds}


@dataclass(frozen=True, slots=True)
class WIPAmount:
    """A detail line: the WIP of one kind on an account, by posting group, and the WIP G/L entries behind it."""

    posting_group: str
    label: str
    amount: int  # ticks
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WIPAccount:
    """An account with its detail lines, against its balance in the ledger."""

    account: str
    name: str
    details: tuple[WIPAmount, ...]
    wip: int
    balance: int
    completed: int = 0  # standing completion entries, which the report leaves out and the balance holds

    @property
    def difference(self) -> int:
        """WIP Amount less G/L Balance."""
        return self.wip - self.balance


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """One project on a WIP balance sheet account."""

    account: str
    name: str
    project: str
    wip: int
    balance: int

    @property
    def difference(self) -> int:
        """WIP Amount less G/L Balance."""
        return self.wip - self.balance


@dataclass(frozen=True, slots=True)
class WIPToGL:
    """Both blocks of the report."""

    accounts: Sequence[WIPAccount]
    balance_sheet: Sequence[BalanceLine]

    @property
    def wip(self) -> int:
        """Sum of the WIP amounts."""
        return sum(a.wip for a in self.accounts)

    @property
    def balance(self) -> int:
        """Sum of the balances."""
        return sum(a.balance for a in self.accounts)


def project_wip_to_gl(ledger: Ledger, project_filter: str = "", posting_date_filter: str = "") -> WIPToGL:
    """The figures of the report; filters as texts, blank = everything."""
    dates = date_filter(posting_date_filter)
    accepts = code_filter(project_filter)
    entries, gl = ledger.table("Project WIP G/L Entry"), ledger.table("G/L Entry")
    standing = ~entries["Reversed"] & dates.mask(entries["Posting Date"])
    dated = dates.mask(gl["Posting Date"])
    for table, name in ((entries, "wip"), (gl, "gl")):
        mask = selected(table, "Project No.", accepts)
        if mask is not None and name == "wip":
            standing = standing & mask
        elif mask is not None:
            dated = dated & mask
    names, shown = account_names(ledger), standing & ~entries["Project Complete"]
    completed = _effects(entries, standing & entries["Project Complete"])
    accounts = _accounts(entries, np.flatnonzero(shown), _balances(gl, dated), names, completed)
    return WIPToGL(accounts, _balance_sheet(ledger, entries, shown, gl, dated, names))


def _effects(entries: Table, rows: Array) -> dict[str, int]:
    """Amount per account, main and balancing, of WIP G/L entries."""
    found: dict[str, int] = {}
    for account, balancing, amount in entries.tuples(("G/L Account No.", "G/L Bal. Account No.", "WIP Entry Amount"), np.flatnonzero(rows)):
        found[account] = found.get(account, 0) + amount
        found[balancing] = found.get(balancing, 0) - amount
    return found


def account_names(ledger: Ledger) -> dict[str, str]:
    """Names of the G/L accounts."""
    return dict(ledger.table("G/L Account").tuples(("No.", "Name")))


def _balances(gl: Table, rows: Array) -> dict[str, int]:
    found: dict[str, int] = {}
    for account, amount in gl.tuples(("G/L Account No.", "Amount"), np.flatnonzero(rows)):
        found[account] = found.get(account, 0) + amount
    return found


def _accounts(
    entries: Table, positions: Array, balances: dict[str, int], names: dict[str, str], completed: dict[str, int]
) -> list[WIPAccount]:
    sums: dict[str, dict[tuple[str, str], list[int]]] = {}
    behind: dict[tuple[str, str, str], list[int]] = {}
    captions = ("Entry No.", "G/L Account No.", "Project Posting Group", "Type", "WIP Entry Amount")
    order = {label: i for i, label in enumerate(LABELS)}
    for number, account, group, kind, amount in entries.tuples(captions, positions):
        label = _LABEL_OF[kind]
        sums.setdefault(account, {}).setdefault((group, label), [0])[0] += amount
        behind.setdefault((account, group, label), []).append(number)
    found = []
    for account in sorted(sums):
        details = tuple(
            WIPAmount(group, label, amount, tuple(behind[account, group, label]))
            for (group, label), (amount,) in sorted(sums[account].items(), key=lambda item: (item[0][0], order[item[0][1]]))
            if amount
        )
        wip = sum(d.amount for d in details)
        found.append(WIPAccount(account, names.get(account, ""), details, wip, balances.get(account, 0), completed.get(account, 0)))
    return found


def wip_accounts(ledger: Ledger, captions: Sequence[str] = BALANCE_SHEET) -> list[str]:
    """The accounts that the project posting groups name in these columns, ascending."""
    groups = ledger.table("Project Posting Group")
    return sorted({a for c in captions for a in groups[c].tolist() if a})


def _balance_sheet(ledger: Ledger, entries: Table, shown: Array, gl: Table, dated: Array, names: dict[str, str]) -> list[BalanceLine]:
    accounts = set(wip_accounts(ledger))
    figures: dict[tuple[str, str], list[int]] = {}
    columns = ("G/L Account No.", "G/L Bal. Account No.", "Project No.", "WIP Entry Amount")
    for account, balancing, project, amount in entries.tuples(columns, np.flatnonzero(shown)):
        for number, signed in ((account, amount), (balancing, -amount)):
            if number in accounts:
                figures.setdefault((number, project), [0, 0])[0] += signed
    on_accounts = dated & np.isin(gl["G/L Account No."].astype(str), sorted(accounts)) if gl.length else dated
    for account, project, amount in gl.tuples(("G/L Account No.", "Project No.", "Amount"), np.flatnonzero(on_accounts)):
        figures.setdefault((account, project), [0, 0])[1] += amount
    return [
        BalanceLine(account, names.get(account, ""), project, wip, balance)
        for (account, project), (wip, balance) in sorted(figures.items())
        if wip or balance
    ]
