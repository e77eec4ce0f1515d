"""The reconciliation matrix, as the ERP shows it and exact (gl-posting-and-reconciliation.md B1 to B6)."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from tests.reference_gl.scope import Scope
from tests.reference_gl.setup import ACCOUNT_TYPES, Books, Record, Refused, sides

BALANCE_SHEET = ("Inventory", "Inventory (Interim)", "WIP Inventory")
ROW_OF = {"Cap. Overhead Variance": "Capacity Overhead Variance", "Material - Non Inventory Variance": "Material Non-Inventory Variance"}
_VARIANCES = {
    "Material": "Material Variance",
    "Capacity": "Capacity Variance",
    "Subcontracted": "Subcontracted Variance",
    "Capacity Overhead": "Capacity Overhead Variance",
    "Manufacturing Overhead": "Mfg. Overhead Variance",
}
_SOURCE_TYPES = ("", "Customer", "Vendor", "Item")
Cells = dict[str, dict[str, Decimal]]
Sums = defaultdict[Any, Decimal]


def gl_sums(books: Books, scope: Scope) -> dict[str, dict[str, Decimal]]:
    """Balance per account field and account (B3); fields by the name of their row or column."""
    found: dict[str, dict[str, Decimal]] = {}
    for account_type, (table, caption) in ACCOUNT_TYPES.items():
        if account_type == "Material - Non Inventory Variance" and not books.non_inventory:
            continue
        accounts = {row[caption] for row in books.rows[table].values() if row[caption]}
        known = {a for a in accounts if not books.accounts or a in books.accounts}
        field = ROW_OF.get(account_type, account_type)
        found[field] = {a: sum((e["Amount"] for e in books.entries if e["G/L Account No."] == a and scope.on_ledger(e)), Decimal(0)) for a in known}
    return found


def gl_rows(books: Books, scope: Scope, erp: bool) -> list[tuple[str, str, Decimal]]:
    """(account, field, balance) without zeros; the ERP has no field for Direct Cost Non-Inventory Applied (B3), the exact matrix a row (B6)."""
    return [
        (account, field, balance)
        for field, accounts in gl_sums(books, scope).items()
        if not erp or field != "Direct Cost Non-Inventory Applied"
        for account, balance in accounts.items()
        if balance
    ]


def exact_matrix(books: Books, scope: Scope) -> Cells:
    """Every value entry by the posting rules (B6)."""
    cell: Sums = defaultdict(Decimal)
    total: Sums = defaultdict(Decimal)
    for v in (v for v in books.values if scope.has(v)):
        try:
            lines = list(sides(v, books, v["Cost Amount (Actual)"], v["Cost Amount (Expected)"]))
        except Refused:
            continue
        for one, other in zip(lines[::2], lines[1::2], strict=True):
            total[one.account_type] += one.amount
            total[other.account_type] += other.amount
            on_sheet = [s for s in (one, other) if s.account_type in BALANCE_SHEET]
            if len(on_sheet) == 2:
                row = "WIP To Interim" if "Inventory (Interim)" in (one.account_type, other.account_type) else "Inventory To WIP"
                for side in on_sheet:
                    cell[row, side.account_type] -= side.amount
            else:
                column = on_sheet[0].account_type if on_sheet else "Inventory"
                for side in (one, other):
                    if side.account_type not in BALANCE_SHEET:
                        cell[ROW_OF.get(side.account_type, side.account_type), column] += side.amount
    ledger = gl_sums(books, scope)
    for account_type in ACCOUNT_TYPES:
        _totals(cell, ROW_OF.get(account_type, account_type), total[account_type], ledger, scope)
    return _cells(cell)


def _totals(cell: Sums, field: str, projected: Decimal, ledger: dict[str, dict[str, Decimal]], scope: Scope) -> None:
    balance = sum(ledger.get(field, {}).values(), Decimal(0))
    places = {name: (name, field) if field in BALANCE_SHEET else (field, name) for name in ("Total", "G/L Total", "Difference")}
    cell[places["Total"]] += projected
    if scope.whole:
        cell[places["G/L Total"]] += balance
        cell[places["Difference"]] += balance - projected


def _cells(cell: Sums) -> Cells:
    found: Cells = {}
    for (row, column), amount in cell.items():
        if amount:
            found.setdefault(row, {})[column] = amount
    return found


def erp_fields(books: Books, scope: Scope) -> Sums:
    """Contributions by field (B2), value entries in the groups of defect 6."""
    total: Sums = defaultdict(Decimal)
    grouped: dict[Any, list[Record]] = {}
    same = ("Item No.", "Posting Date", "Item Ledger Entry Type", "Entry Type", "Variance Type", "Item Charge No.", "Location Code")
    for v in (v for v in books.values if scope.has(v)):
        grouped.setdefault(tuple(v[c] for c in same), []).append(v)
    for group in grouped.values():
        first = min(group, key=_first_of_group)
        actual = sum((v["Cost Amount (Actual)"] for v in group), Decimal(0))
        expected = sum((v["Cost Amount (Expected)"] for v in group), Decimal(0))
        _contribute(total, first, actual, expected, books.non_inventory)
    return total


def _first_of_group(v: Record) -> tuple[Any, ...]:
    codes = (v["Variant Code"], v["Global Dimension 1 Code"], v["Global Dimension 2 Code"])
    return (*codes, _SOURCE_TYPES.index(v["Source Type"]), v["Source No."], v["Entry No."])


def _contribute(total: Sums, v: Record, a: Decimal, x: Decimal, non_inventory: bool) -> None:
    kind, entry, order = v["Item Ledger Entry Type"], v["Entry Type"], v["Order Type"]
    direct, indirect, valued = entry == "Direct Cost", entry == "Indirect Cost", entry in ("Direct Cost", "Revaluation")
    capacity = kind == ""
    outputs = kind in ("Output", "Assembly Output")

    def add(field: str, when: bool, amount: Decimal) -> None:
        if when:
            total[field] += amount

    add("Inventory", not capacity, a)
    add("Inventory (Interim)", valued and kind in ("Purchase", "Sale", "Output"), x)
    if order == "Production":
        add("WIP Inventory", direct and kind == "Consumption", -a)
        add("WIP Inventory", direct and kind == "Output", -a - x)
        add("WIP Inventory", entry == "Revaluation" and kind == "Output", -x)
        add("WIP Inventory", capacity and (direct or indirect), a)
    assembly = capacity and order == "Assembly"
    production = capacity and order == "Production"
    add("Direct Cost Applied Actual", direct and (kind == "Purchase" or assembly), -a)
    add("Direct Cost Applied WIP", direct and production, -a)
    add("Direct Cost Applied", direct and (kind == "Purchase" or capacity), -a)
    add("Overhead Applied Actual", indirect and (kind == "Purchase" or outputs or assembly), -a)
    add("Overhead Applied WIP", indirect and production, -a)
    add("Overhead Applied", indirect and (kind == "Purchase" or outputs or capacity), -a)
    add("Purchase Variance", entry == "Variance" and kind == "Purchase", -a)
    adjusting = ("Positive Adjmt.", "Negative Adjmt.", "Transfer", "Assembly Consumption", "Assembly Output")
    add("Inventory Adjmt.", entry in ("Rounding", "Revaluation"), -a)
    add("Inventory Adjmt.", direct and (kind in adjusting or assembly), -a)
    add("Invt. Accrual (Interim)", valued and kind == "Purchase", -x)
    add("COGS", direct and kind == "Sale", -a)
    add("COGS (Interim)", valued and kind == "Sale", -x)
    if entry == "Variance" and outputs:
        add(_VARIANCES.get(v["Variance Type"], ""), v["Variance Type"] in _VARIANCES, -a)
        add("Material Non-Inventory Variance", non_inventory and v["Variance Type"] == "Material - Non Inventory", -a)
    add("Inventory To WIP", direct and kind in ("Output", "Consumption"), a)
    add("WIP To Interim", valued and kind == "Output", -x)


def erp_matrix(books: Books, scope: Scope) -> Cells:
    """The matrix as the ERP shows it (B4)."""
    total, ledger = erp_fields(books, scope), gl_sums(books, scope)
    cell: Sums = defaultdict(Decimal)
    cell["Inventory To WIP", "Inventory"] -= total["Inventory To WIP"]
    cell["Inventory To WIP", "WIP Inventory"] += total["Inventory To WIP"]
    cell["WIP To Interim", "Inventory (Interim)"] += total["WIP To Interim"]
    cell["WIP To Interim", "WIP Inventory"] -= total["WIP To Interim"]
    for account_type in ACCOUNT_TYPES:
        field = ROW_OF.get(account_type, account_type)
        if field == "Direct Cost Non-Inventory Applied":
            continue
        _totals(cell, field, total[field], ledger, scope)
        if field in ("COGS (Interim)", "Invt. Accrual (Interim)"):
            cell[field, "Inventory (Interim)"] += total[field]
        elif field in ("Direct Cost Applied", "Overhead Applied"):
            cell[field, "Inventory"] += total[f"{field} Actual"]
            cell[field, "WIP Inventory"] += total[f"{field} WIP"]
        elif field not in BALANCE_SHEET:
            cell[field, "Inventory"] += total[field]
    return _cells(cell)
