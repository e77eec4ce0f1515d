"""The Inventory - G/L Reconciliation matrix: value entries projected on account types, against G/L balances (gl-posting B1 to B6).

`mode="exact"` projects with the account table of posting (rules.py), so it cannot disagree with it. `mode="erp"` is
the ERP's own projection, defects included, and lives in erp_projection.py; both share the G/L side and the layout.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from xlcost.ledger import Ledger
from xlcost.money import Array
from xlcost.posting.rules import SETUP_FIELD, AccountType
from xlcost.views.gl_balances import GLBalances
from xlcost.views.lines import BookLines
from xlcost.views.scope import Scope

_T = AccountType
COLUMNS = (_T.INVENTORY, _T.INVENTORY_INTERIM, _T.WIP_INVENTORY)
INVENTORY_TO_WIP, WIP_TO_INTERIM = "Inventory To WIP", "WIP To Interim"
TOTAL, GL_TOTAL, DIFFERENCE, WARNING = "Total", "G/L Total", "Difference", "Warning"
# Names of rows and columns by account type, in the order of B1.
FIELDS: dict[AccountType, str] = {
    _T.INVENTORY: "Inventory",
    _T.INVENTORY_INTERIM: "Inventory (Interim)",
    _T.WIP_INVENTORY: "WIP Inventory",
    _T.COGS_INTERIM: "COGS (Interim)",
    _T.DIRECT_COST_APPLIED: "Direct Cost Applied",
    _T.DIRECT_COST_NON_INVENTORY_APPLIED: "Direct Cost Non-Inventory Applied",
    _T.OVERHEAD_APPLIED: "Overhead Applied",
    _T.INVENTORY_ADJMT: "Inventory Adjmt.",
    _T.INVT_ACCRUAL_INTERIM: "Invt. Accrual (Interim)",
    _T.COGS: "COGS",
    _T.PURCHASE_VARIANCE: "Purchase Variance",
    _T.MATERIAL_VARIANCE: "Material Variance",
    _T.MATERIAL_NON_INVENTORY_VARIANCE: "Material Non-Inventory Variance",
    _T.CAPACITY_VARIANCE: "Capacity Variance",
    _T.SUBCONTRACTED_VARIANCE: "Subcontracted Variance",
    _T.CAP_OVERHEAD_VARIANCE: "Capacity Overhead Variance",
    _T.MFG_OVERHEAD_VARIANCE: "Mfg. Overhead Variance",
}
ROW_TYPES = tuple(t for t in FIELDS if t not in COLUMNS)
ROWS = (INVENTORY_TO_WIP, WIP_TO_INTERIM, *(FIELDS[t] for t in ROW_TYPES), TOTAL, GL_TOTAL, DIFFERENCE, WARNING)

Cells = dict[str, dict[str, int]]  # row -> column -> ticks


@dataclass(frozen=True)
class Projection:
    """The value-entry side of the matrix: the cells of rows x columns and the total of each account type."""

    cells: Mapping[tuple[str, str], int]
    totals: Mapping[AccountType, int]


def exact_projection(lines: BookLines, scope: Scope) -> Projection:
    """Every pair of lines in scope at its place (B6, exact mode)."""
    first = scope.chosen[lines.entry] & (lines.column % 2 == 0)
    size = len(AccountType)
    pair = lines.account_type[first] * size + lines.balancing_type[first]
    sums = np.zeros(size * size, dtype=np.int64)
    np.add.at(sums, pair, lines.amount[first])
    cells: dict[tuple[str, str], int] = {}
    totals = dict.fromkeys(AccountType, 0)
    for place in np.flatnonzero(sums).tolist():
        account, balancing = AccountType.of(place // size), AccountType.of(place % size)
        amount = int(sums[place])
        totals[account] += amount
        totals[balancing] -= amount
        for row, column, value in _places(account, balancing, amount):
            cells[row, column] = cells.get((row, column), 0) + value
    return Projection(cells, totals)


def _places(account: AccountType, balancing: AccountType, amount: int) -> list[tuple[str, str, int]]:
    """(row, column, amount) of one pair: +amount on account, -amount on balancing account."""
    if account in COLUMNS and balancing in COLUMNS:
        row = WIP_TO_INTERIM if _T.INVENTORY_INTERIM in (account, balancing) else INVENTORY_TO_WIP
        return [(row, FIELDS[account], -amount), (row, FIELDS[balancing], amount)]
    if account in COLUMNS:
        return [(FIELDS[balancing], FIELDS[account], -amount)]
    if balancing in COLUMNS:
        return [(FIELDS[account], FIELDS[balancing], amount)]
    column = FIELDS[_T.INVENTORY]
    return [(FIELDS[account], column, amount), (FIELDS[balancing], column, -amount)]


@dataclass(frozen=True)
class Matrix:
    """Projection and G/L side laid out as B4 says; with an item or location filter the G/L side is left out."""

    ledger: Ledger
    scope: Scope
    projection: Projection
    balances: GLBalances

    @cached_property
    def differences(self) -> dict[AccountType, int]:
        """D = G - I per account type."""
        return {t: self.balances.total(t) - self.projection.totals.get(t, 0) for t in FIELDS}

    @cached_property
    def cells(self) -> Cells:
        """All cells that are not zero, in the order of B1."""
        found: Cells = {row: {} for row in ROWS}
        for (row, column), amount in self.projection.cells.items():
            found[row][column] = amount
        for account_type in ROW_TYPES:
            found[FIELDS[account_type]].update(self._sums(account_type))
        for account_type in COLUMNS:
            for row, amount in self._sums(account_type).items():
                found[row][FIELDS[account_type]] = amount
        order = [*(FIELDS[t] for t in COLUMNS), TOTAL, GL_TOTAL, DIFFERENCE]
        tidy = {row: {c: cells[c] for c in order if cells.get(c)} for row, cells in found.items()}
        return {row: cells for row, cells in tidy.items() if cells}

    def _sums(self, account_type: AccountType) -> dict[str, int]:
        total = self.projection.totals.get(account_type, 0)
        if self.scope.is_filtered:
            return {TOTAL: total}
        return {TOTAL: total, GL_TOTAL: self.balances.total(account_type), DIFFERENCE: self.differences[account_type]}

    def assert_identity(self) -> None:
        """B4: the rows of a column add up to minus its total."""
        for account_type in COLUMNS:
            column = FIELDS[account_type]
            rows = sum(amount for (_, c), amount in self.projection.cells.items() if c == column)
            if rows != -self.projection.totals.get(account_type, 0):
                raise AssertionError(f"Reconciliation: column {column} does not add up")


def setup_places(ledger: Ledger, lines: BookLines, account_type: AccountType) -> Array:
    """Places of the distinct accounts of an account type in the setup."""
    table, caption = SETUP_FIELD[account_type]
    used = set(ledger.table(table)[caption].tolist())
    return np.array([place for place, no in enumerate(lines.accounts) if no and no in used], dtype=np.int64)
