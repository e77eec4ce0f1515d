"""The account matrix and the account lookup (gl-posting-and-reconciliation.md A4, A4.2, A5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from xlcost import Ledger

Record = dict[str, Any]
INVENTORY, GENERAL = "Inventory Posting Setup", "General Posting Setup"
ACCOUNT_TYPES = {  # in the order of their ordinals
    "Inventory (Interim)": (INVENTORY, "Inventory Account (Interim)"),
    "Invt. Accrual (Interim)": (GENERAL, "Invt. Accrual Acc. (Interim)"),
    "Inventory": (INVENTORY, "Inventory Account"),
    "WIP Inventory": (INVENTORY, "WIP Account"),
    "Inventory Adjmt.": (GENERAL, "Inventory Adjmt. Account"),
    "Direct Cost Applied": (GENERAL, "Direct Cost Applied Account"),
    "Overhead Applied": (GENERAL, "Overhead Applied Account"),
    "Purchase Variance": (GENERAL, "Purchase Variance Account"),
    "COGS": (GENERAL, "COGS Account"),
    "COGS (Interim)": (GENERAL, "COGS Account (Interim)"),
    "Material Variance": (INVENTORY, "Material Variance Account"),
    "Capacity Variance": (INVENTORY, "Capacity Variance Account"),
    "Subcontracted Variance": (INVENTORY, "Subcontracted Variance Account"),
    "Cap. Overhead Variance": (INVENTORY, "Cap. Overhead Variance Account"),
    "Mfg. Overhead Variance": (INVENTORY, "Mfg. Overhead Variance Account"),
    "Direct Cost Non-Inventory Applied": (GENERAL, "Direct Cost Non-Inventory Applied Account"),
    "Material - Non Inventory Variance": (INVENTORY, "Material Non-Inventory Variance Account"),
}
ORDINAL = {name: n for n, name in enumerate(ACCOUNT_TYPES)}
_VARIANCES = {
    "Material": "Material Variance",
    "Capacity": "Capacity Variance",
    "Subcontracted": "Subcontracted Variance",
    "Capacity Overhead": "Cap. Overhead Variance",
    "Manufacturing Overhead": "Mfg. Overhead Variance",
}
_ADJUSTMENTS = ("Positive Adjmt.", "Negative Adjmt.", "Transfer")
EXPECTED, ACTUAL = "expected", "actual"


class Pair(NamedTuple):
    """A line of the matrix: an amount, the account that gets it, and the balancing one."""

    amount: str
    account: str
    balancing: str
    only_if: bool = False  # the mark `?`


class Line(NamedTuple):
    """One side of a pair."""

    kind: str
    account_type: str
    balancing: str
    amount: Decimal


class Refused(Exception):
    """A value entry that cannot be posted, with its code."""


def pairs(v: Record, books: Books) -> list[Pair]:
    """The lines of a value entry; Refused E01, E06 for a combination that has none."""
    kind, entry = v["Item Ledger Entry Type"], v["Entry Type"]
    found = _matrix(v, kind, entry, books)
    if found is None:
        raise Refused("E01")
    return found


def _matrix(v: Record, kind: str, entry: str, books: Books) -> list[Pair] | None:
    adjmt = Pair(ACTUAL, "Inventory", "Inventory Adjmt.")
    if kind == "":
        return _capacity(v, entry, books)
    if kind == "Purchase":
        if entry == "Variance":
            if v["Variance Type"] != "Purchase":
                raise Refused("E06")
            return [Pair(ACTUAL, "Inventory", "Purchase Variance")]
        interim = Pair(EXPECTED, "Inventory (Interim)", "Invt. Accrual (Interim)", True)
        return {
            "Direct Cost": [interim, Pair(ACTUAL, "Inventory", "Direct Cost Applied", True)],
            "Indirect Cost": [Pair(ACTUAL, "Inventory", "Overhead Applied")],
            "Revaluation": [interim, adjmt._replace(only_if=True)],
            "Rounding": [adjmt],
        }.get(entry)
    if kind == "Sale":
        interim = Pair(EXPECTED, "Inventory (Interim)", "COGS (Interim)", True)
        return {
            "Direct Cost": [interim, Pair(ACTUAL, "Inventory", "COGS", True)],
            "Revaluation": [interim, adjmt._replace(only_if=True)],
            "Rounding": [adjmt],
        }.get(entry)
    if kind in _ADJUSTMENTS:
        interim = Pair(EXPECTED, "Inventory (Interim)", "COGS (Interim)", True)
        return {"Direct Cost": [interim, adjmt._replace(only_if=True)], "Revaluation": [adjmt], "Rounding": [adjmt]}.get(entry)
    if kind == "Consumption":
        used = [Pair(ACTUAL, "Inventory", "WIP Inventory")]
        if books.without_output(v):
            used.append(Pair(ACTUAL, "WIP Inventory", "Inventory Adjmt."))
        return {"Direct Cost": used, "Revaluation": [adjmt], "Rounding": [adjmt]}.get(entry)
    if kind == "Assembly Consumption":
        return {"Direct Cost": [adjmt], "Revaluation": [adjmt], "Rounding": [adjmt]}.get(entry)
    if entry == "Variance" and v["Variance Type"] in _VARIANCES:
        return [Pair(ACTUAL, "Inventory", _VARIANCES[v["Variance Type"]])]
    if kind == "Assembly Output":
        made = [Pair(ACTUAL, "Inventory", "Overhead Applied")]
        return {"Direct Cost": [adjmt], "Revaluation": [adjmt], "Rounding": [adjmt], "Indirect Cost": made}.get(entry)
    interim = Pair(EXPECTED, "Inventory (Interim)", "WIP Inventory", True)
    if books.non_inventory and entry == "Variance" and v["Variance Type"] == "Material - Non Inventory":
        return [Pair(ACTUAL, "Inventory", "Material - Non Inventory Variance")]
    if books.non_inventory and entry == "Direct Cost - Non Inventory":
        return [Pair(ACTUAL, "Inventory", "Direct Cost Non-Inventory Applied", True)]
    return {
        "Direct Cost": [interim, Pair(ACTUAL, "Inventory", "WIP Inventory", True)],
        "Indirect Cost": [Pair(ACTUAL, "Inventory", "Overhead Applied")],
        "Revaluation": [interim, adjmt._replace(only_if=True)],
        "Rounding": [adjmt],
    }.get(entry)


def _capacity(v: Record, entry: str, books: Books) -> list[Pair] | None:
    applied = {"Direct Cost": "Direct Cost Applied", "Indirect Cost": "Overhead Applied"}.get(entry)
    if applied is None:
        return None
    if v["Order Type"] == "Assembly":
        return [Pair(ACTUAL, "Inventory Adjmt.", applied)]
    found = [Pair(ACTUAL, "WIP Inventory", applied)]
    if entry == "Direct Cost" and books.without_output(v):
        found.append(Pair(ACTUAL, "Inventory Adjmt.", "WIP Inventory"))
    return found


def sides(v: Record, books: Books, actual: Decimal, expected: Decimal) -> Iterator[Line]:
    """Both sides of every pair, the account before its balancing account."""
    for pair in pairs(v, books):
        amount = actual if pair.amount == ACTUAL else expected
        if amount or not pair.only_if:
            yield Line(pair.amount, pair.account, pair.balancing, amount)
            yield Line(pair.amount, pair.balancing, pair.account, -amount)


class Books:
    """The setup of a ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self.values = sorted(ledger.records("Value Entry"), key=lambda v: v["Entry No."])
        self.items = {i["No."]: i for i in ledger.records("Item")}
        self.expected_posting = _only(ledger, "Inventory Setup").get("Expected Cost Posting to G/L", False)
        manufacturing = _only(ledger, "Manufacturing Setup")
        self.non_inventory = manufacturing.get("Include Non-Inventory Items to Produced Items", False)
        self.may_finish_empty = manufacturing.get("Allow Finishing Prod. Order with no Output", False)
        self.source_code = _only(ledger, "Source Code Setup").get("Inventory Post Cost") or "INVTPCOST"
        self.rows = {
            INVENTORY: {(r["Location Code"], r["Invt. Posting Group Code"]): r for r in ledger.records(INVENTORY)},
            GENERAL: {(r["Gen. Bus. Posting Group"], r["Gen. Prod. Posting Group"]): r for r in ledger.records(GENERAL)},
        }
        self.accounts = {a["No."]: a for a in ledger.records("G/L Account")}
        self.empty_lines = {
            (r["Prod. Order No."], r["Line No."])
            for r in ledger.records("Prod. Order Line")
            if r["Status"] == "Finished" and not r["Finished Qty. (Base)"]
        }
        self.entries = sorted(ledger.records("G/L Entry"), key=lambda e: e["Entry No."])
        self.relations = ledger.records("G/L - Item Ledger Relation")
        self.queue = {r["Value Entry No."] for r in ledger.records("Post Value Entry to G/L")} if ledger.has("Post Value Entry to G/L") else None
        dates = _only(ledger, "General Ledger Setup")
        self.allowed = (dates.get("Allow Posting From") or dt.date.min, dates.get("Allow Posting To") or dt.date.max)
        registers = [r["No."] for r in ledger.records("G/L Register")] + [r["G/L Register No."] for r in self.relations]
        self.last_register = max(registers, default=0)

    def without_output(self, v: Record) -> bool:
        """An order that was finished without output (A4.1)."""
        return self.may_finish_empty and not v["Expected Cost"] and (v["Order No."], v["Order Line No."]) in self.empty_lines

    def group(self, v: Record, account_type: str) -> str:
        """The Inventory Posting Group of a line, with the WIP exception (A5)."""
        if account_type == "WIP Inventory" and v["Source Type"] == "Item" and v["Source No."] != v["Item No."] and v["Source No."] in self.items:
            return str(self.items[v["Source No."]]["Inventory Posting Group"])
        return str(v["Inventory Posting Group"])

    def setup_row(self, v: Record, account_type: str) -> Record | None:
        """The setup row that the account comes from."""
        table = ACCOUNT_TYPES[account_type][0]
        if table == INVENTORY:
            return self.rows[INVENTORY].get((v["Location Code"], self.group(v, account_type)))
        return self.rows[GENERAL].get((v["Gen. Bus. Posting Group"], v["Gen. Prod. Posting Group"]))

    def account(self, v: Record, account_type: str) -> str:
        """The account of a line, whatever is wrong with it; blank without one (B7, step 1)."""
        row = self.setup_row(v, account_type)
        return str(row[ACCOUNT_TYPES[account_type][1]]) if row is not None else ""

    def checked_account(self, v: Record, account_type: str) -> str:
        """The account that a line posts to; Refused S03 to S06, E02, E03."""
        table, field = ACCOUNT_TYPES[account_type]
        row = self.setup_row(v, account_type)
        if row is None:
            raise Refused("S03" if table == INVENTORY else "S04")
        if table == GENERAL and row["Blocked"]:
            raise Refused("E02")
        if not row[field]:
            raise Refused("S05")
        if self.accounts and row[field] not in self.accounts:
            raise Refused("E03")
        if self.accounts and self.accounts[row[field]]["Blocked"]:
            raise Refused("S06")
        return str(row[field])


def _only(ledger: Ledger, table: str) -> Record:
    rows = ledger.records(table)
    return rows[0] if rows else {}
