"""The one warning that the ERP shows for a difference, and Expected Cost Setup (gl-posting B5)."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from xlcost.ledger import Ledger
from xlcost.money import total
from xlcost.posting.rules import AccountType
from xlcost.views.erp_projection import NAMES
from xlcost.views.gl_balances import GLBalances
from xlcost.views.matrix import COLUMNS, FIELDS, INVENTORY_TO_WIP, WARNING, WIP_TO_INTERIM
from xlcost.views.scope import Scope

_T = AccountType
_EXPECTED_FIELDS = (_T.INVENTORY_INTERIM, _T.WIP_INVENTORY, _T.INVT_ACCRUAL_INTERIM, _T.COGS_INTERIM)
_BALANCE_SHEET = (*COLUMNS, _T.INVT_ACCRUAL_INTERIM, _T.COGS_INTERIM)
_COMPRESSED_TABLES = {17: "G/L Entry", 5802: "Value Entry"}


def erp_warnings(ledger: Ledger, scope: Scope, sums: dict[str, int], balances: GLBalances) -> list[dict[str, Any]]:
    """One {Row, Column, Text} per difference that has a text; none with an item or location filter (B1)."""
    if scope.is_filtered:
        return []
    fields = {name: account_type for account_type, name in FIELDS.items() if name in sums}
    differences = {name: (balances.total(fields[name]) if name in fields else 0) - sums[name] for name in NAMES}
    text = _text(ledger, scope, differences, balances)
    expected_off = not ledger.setup("Inventory Setup")["Expected Cost Posting to G/L"]
    found = []
    for account_type in sorted(fields.values(), key=lambda t: t in COLUMNS):
        name = FIELDS[account_type]
        shown = "Expected Cost Setup" if expected_off and account_type in _EXPECTED_FIELDS else text
        if differences[name] and shown:
            row, column = (WARNING, name) if account_type in COLUMNS else (name, WARNING)
            found.append({"Row": row, "Column": column, "Text": shown})
    return found


def _text(ledger: Ledger, scope: Scope, differences: dict[str, int], balances: GLBalances) -> str:
    """The first hit of 2 to 7; nothing when only Inventory (Interim) differs."""
    if not any(d for name, d in differences.items() if name != FIELDS[_T.INVENTORY_INTERIM]):
        return ""
    income = any(differences[name] for t, name in FIELDS.items() if name in differences and t not in _BALANCE_SHEET)
    if _not_posted(scope):
        return "Post Cost to G/L"
    if _compressed(ledger, scope):
        return "Compression"
    if income and _closed_year(ledger, scope):
        return "Closed Fiscal Year"
    if _blank_account(ledger, scope):
        return "Deleted Accounts"
    if _same_inventory(scope, balances):
        return "Posting Date"
    return "Direct Posting" if sum(d for name, d in differences.items() if name not in (INVENTORY_TO_WIP, WIP_TO_INTERIM)) else ""


def _not_posted(scope: Scope) -> bool:
    e = scope.entries
    open_cost = (e["Cost Posted to G/L"] == 0) & (e["Cost Amount (Actual)"] != 0)
    return bool((open_cost & scope.in_period & scope.named).any())


def _covers_day(scope: Scope, day: int) -> bool:
    return day >= scope.date_from and (not scope.date_to or day <= scope.date_to)


def _compressed(ledger: Ledger, scope: Scope) -> bool:
    registers = ledger.table("Date Compr. Register").tuples(("Table ID", "Table Name", "Starting Date"))
    return any((no in _COMPRESSED_TABLES or name in _COMPRESSED_TABLES.values()) and _covers_day(scope, day) for no, name, day in registers)


def _closed_year(ledger: Ledger, scope: Scope) -> bool:
    periods = ledger.table("Accounting Period")
    years = sorted((day, closed) for day, new, closed in periods.tuples(("Starting Date", "New Fiscal Year", "Closed")) if new)
    ends = {following[0] - 1 for year, following in pairwise(years) if year[1]}
    entries = ledger.table("G/L Entry")
    closing = entries["Closing Date"] & scope.covers(entries["Posting Date"], entries["Closing Date"])
    return bool(ends & set(entries["Posting Date"][closing].tolist()))


def _blank_account(ledger: Ledger, scope: Scope) -> bool:
    entries = ledger.table("G/L Entry")
    blank = np.equal(entries["G/L Account No."], "").astype(np.bool_)
    return bool((blank & scope.covers(entries["Posting Date"], entries["Closing Date"])).any())


def _same_inventory(scope: Scope, balances: GLBalances) -> bool:
    e = scope.entries
    named = np.not_equal(e["Item No."], "").astype(np.bool_)
    return total(e["Cost Amount (Actual)"][named]) == balances.total(_T.INVENTORY)
