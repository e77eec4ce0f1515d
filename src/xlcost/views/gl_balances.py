"""Balances of the accounts of the posting setups, per account and setup field (gl-posting B3)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import GLAccountType
from xlcost.money import sum_by
from xlcost.posting.rules import GENERAL_SETUP, SETUP_FIELD, AccountType
from xlcost.views.scope import Scope

_NON_INVENTORY = (AccountType.DIRECT_COST_NON_INVENTORY_APPLIED, AccountType.MATERIAL_NON_INVENTORY_VARIANCE)


@dataclass(frozen=True)
class GLBalances:
    """Net change in the date filter of every account of every field of the posting setups."""

    ledger: Ledger
    scope: Scope
    erp: bool = False  # as in the ERP, whose report has no field for Direct Cost Non-Inventory Applied (B3; B6 defect 3)

    @cached_property
    def _net_change(self) -> dict[str, int]:
        """Sum of the G/L entries in the filter by account number."""
        entries = self.ledger.table("G/L Entry")
        codes, names = entries.codes("G/L Account No.")
        inside = self.scope.covers(entries["Posting Date"], entries["Closing Date"])
        sums = sum_by(codes, len(names), np.where(inside, entries["Amount"], 0))
        return dict(zip(names, sums.tolist(), strict=True))

    def net_change(self, no: str) -> int:
        """Balance of an account; 0 when the chart of accounts lacks it, the totalled range for Total and End-Total."""
        chart = self.ledger.table("G/L Account")
        if not len(chart):
            return self._net_change.get(no, 0)
        row = chart.index.get(no)
        if row is None:
            return 0
        if chart["Account Type"][row] not in (GLAccountType.TOTAL, GLAccountType.END_TOTAL):
            return self._net_change.get(no, 0)
        ranges = [part.partition("..") for part in str(chart["Totaling"][row]).split("|") if part.strip()]
        return sum(amount for account, amount in self._net_change.items() if any(_inside(account, r) for r in ranges))

    @cached_property
    def by_field(self) -> dict[AccountType, dict[str, int]]:
        """Account type -> account -> balance, for its distinct accounts, General Posting Setup first."""
        non_inventory = bool(self.ledger.setup("Manufacturing Setup")["Include Non-Inventory Items to Produced Items"])
        found: dict[AccountType, dict[str, int]] = {}
        for account_type in sorted(SETUP_FIELD, key=lambda t: SETUP_FIELD[t][0] != GENERAL_SETUP):
            table, caption = SETUP_FIELD[account_type]
            used = sorted(set(self.ledger.table(table)[caption].tolist()) - {""})
            skip = account_type in _NON_INVENTORY and not non_inventory
            skip = skip or (self.erp and account_type is AccountType.DIRECT_COST_NON_INVENTORY_APPLIED)
            found[account_type] = {} if skip else {no: self.net_change(no) for no in used}
        return found

    def total(self, account_type: AccountType) -> int:
        """G: sum of the balances of the accounts of a field."""
        return sum(self.by_field[account_type].values())


def _inside(account: str, parts: tuple[str, str, str]) -> bool:
    low, dots, high = (part.strip() for part in parts)
    if not dots:
        return account == low
    return (not low or account >= low) and (not high or account <= high)
