"""The setup pre-check in full: what will keep value entries from being posted, and what will make the books differ, before either exists.

`check_posting_setup` finds the gaps of the posting setups; here stand besides the value entries that no account rule covers, the
posting dates that are not allowed, expected cost that is not posted, accounts that serve two account types and inventory
accounts open to manual journals. Each record says which cause the reconciliation will name for it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from xlcost.ledger import Ledger
from xlcost.money import sum_by, to_decimal
from xlcost.posting.assessment import Assessment, assess, closed_finding
from xlcost.posting.codes import NUMBER
from xlcost.posting.queue import VALUE_ENTRY, queue_of
from xlcost.posting.rules import SETUP_FIELD, AccountType
from xlcost.posting.setup_check import check_posting_setup

NOT_POSTED, SHARED, DIRECT = "Not yet posted", "Shared account", "Direct G/L posting"
_BALANCE_SHEET = (AccountType.INVENTORY, AccountType.INVENTORY_INTERIM, AccountType.WIP_INVENTORY)

Record = dict[str, Any]


def posting_risks(ledger: Ledger, user_id: str = "") -> list[Record]:
    """Records of the shape of `check_posting_setup` with Severity, Waiting (what of Amount is not posted yet) and Leads to (the cause).

    A gap is an Error while cost waits for it and a Warning where only posted cost used it. E01, E04, E06: value entries that
    posting refuses for what they are. E05: posting dates that are not allowed. W01: dates in a closed inventory period. W06: cost
    on value entries that are not inventoriable, which is never posted. S01: expected cost that is not posted. W03: an account
    of two account types (a Note where none of them is on the balance sheet). W04: Direct Posting is Yes on an inventory account.
    """
    waiting = {_place(r): r["Amount"] for r in check_posting_setup(ledger, only_unposted=True)}
    gaps = []
    for record in check_posting_setup(ledger):
        amount = waiting.get(_place(record), to_decimal(0))
        gaps.append({"Severity": "Error" if amount else "Warning", **record, "Waiting": amount, "Leads to": NOT_POSTED})
    assessment = assess(ledger, queue_of(ledger).chosen, user_id)
    return [*gaps, *_refused(assessment), *_dates(assessment), *_left_out(ledger), *_expected(ledger), *_shared(ledger), *_direct(ledger)]


def _place(record: Record) -> tuple[str, ...]:
    return record["Code"], record["Account Type"], record["Key"]


def _risk(
    severity: str, code: str, text: str, table: str, field: str, remedy: str, cause: str, count: int = 0, ticks: int = 0, **more: Any
) -> Record:
    found = {
        "Severity": severity, "Code": code, "Text": text, "Table": table, "Key": "", "Field": field, "Account": "", "What to do": remedy,
        "Account Type": "", "Value Entries": count, "Amount": to_decimal(ticks), "Waiting": to_decimal(ticks), "Leads to": cause,
    }  # fmt: skip
    return {**found, **more}


def _refused(assessment: Assessment) -> list[Record]:
    """E01, E04, E06: one record per code, with the first entry; without an account rule no account shows their cost."""
    found = []
    entries = assessment.entries
    cost = entries["Cost Amount (Actual)"] - entries["Cost Posted to G/L"]
    for code in ("E01", "E04", "E06"):
        rows = np.flatnonzero((assessment.code == NUMBER[code]) & ~assessment.ignored)
        if len(rows):
            first = assessment.finding(int(rows[0]))
            cause, amount = NOT_POSTED if code == "E04" else "", int(np.abs(cost[rows]).sum())
            found.append(_risk("Error", code, first.text, VALUE_ENTRY, "", first.remedy, cause, len(rows), amount))
    return found


def _dates(assessment: Assessment) -> list[Record]:
    """Over the value entries that wait: E05, refused for their date; W01, posted into a closed inventory period."""
    waits = ~assessment.ignored & assessment.active.any(axis=1)
    found = []
    for code, rows in (
        ("E05", np.flatnonzero(waits & assessment.outside_dates)),
        ("W01", np.flatnonzero(waits & assessment.in_closed_period & ~assessment.outside_dates)),
    ):
        if len(rows):
            refused = code == "E05"
            day = int(assessment.entries["Posting Date"][rows[0]])
            first = assessment.date_finding(int(rows[0])) if refused else closed_finding(assessment.ledger, day)
            amount = int(np.abs(assessment.amount[rows]).sum()) // 2
            words = ("Error", NOT_POSTED) if refused else ("Warning", "")
            found.append(_risk(words[0], code, first.text, VALUE_ENTRY, "Posting Date", first.remedy, words[1], len(rows), amount))
    return found


def _left_out(ledger: Ledger) -> list[Record]:
    """W06: what posting passes over without a word, and the reconciliation projects all the same."""
    entries = ledger.table(VALUE_ENTRY)
    left = np.abs(entries["Cost Amount (Actual)"] - entries["Cost Posted to G/L"])
    left = left + np.abs(entries["Cost Amount (Expected)"] - entries["Expected Cost Posted to G/L"])
    rows = np.flatnonzero(~entries["Inventoriable"] & (entries["Item Ledger Entry No."] != 0) & (left != 0))
    if not len(rows):
        return []
    text = f"Value entry {int(entries['Entry No.'][rows[0]])} is not inventoriable and carries inventory cost"
    remedy = "Move the cost to Cost Amount (Non-Invtbl.), or set Inventoriable to Yes."
    return [_risk("Warning", "W06", text, VALUE_ENTRY, "Inventoriable", remedy, NOT_POSTED, len(rows), int(left[rows].sum()))]


def _expected(ledger: Ledger) -> list[Record]:
    """S01: expected cost on entries whose goods are not invoiced in full, while expected cost is not posted."""
    if ledger.setup("Inventory Setup")["Expected Cost Posting to G/L"]:
        return []
    entries = ledger.table(VALUE_ENTRY)
    left = entries["Cost Amount (Expected)"] - entries["Expected Cost Posted to G/L"]
    numbers, group = np.unique(entries["Item Ledger Entry No."], return_inverse=True)
    by_entry = sum_by(group, len(numbers), left)
    rows = by_entry != 0
    if not rows.any():
        return []
    text = "Expected cost is not posted: the interim accounts do not follow the value entries"
    remedy = "Set Expected Cost Posting to G/L to Yes in Inventory Setup, or accept the difference until the invoice."
    amount = int(np.abs(by_entry[rows]).sum())
    return [_risk("Warning", "S01", text, "Inventory Setup", "Expected Cost Posting to G/L", remedy, NOT_POSTED, int(rows.sum()), amount)]


def _types_by_account(ledger: Ledger) -> dict[str, list[AccountType]]:
    """Account types that each account stands for in the posting setups."""
    found: dict[str, list[AccountType]] = {}
    for account_type, (table, caption) in SETUP_FIELD.items():
        for no in sorted(set(ledger.table(table)[caption].tolist()) - {""}):
            found.setdefault(no, []).append(account_type)
    return found


def _shared(ledger: Ledger) -> list[Record]:
    found = []
    for no, types in sorted(_types_by_account(ledger).items()):
        if len(types) > 1:
            severity = "Warning" if any(t in _BALANCE_SHEET for t in types) else "Note"
            names = " and ".join(t.caption for t in types)
            remedy = f"Give each account type an account of its own instead of {no}."
            text = f"Account {no} is used for {names}"
            found.append(_risk(severity, "W03", text, "Posting setups", "", remedy, SHARED, Account=no))
    return found


def _direct(ledger: Ledger) -> list[Record]:
    accounts = ledger.table("G/L Account")
    found = []
    for no, types in sorted(_types_by_account(ledger).items()):
        row = accounts.index.get(no)
        kind = next((t for t in types if t in _BALANCE_SHEET), None)
        if row is not None and kind is not None and bool(accounts["Direct Posting"][row]):
            text = f"Direct Posting is Yes on {no}, an account of {kind.caption}: journals may bypass the value entries"
            remedy = f"Set Direct Posting to No on G/L account {no}."
            risk = _risk("Warning", "W04", text, "G/L Account", "Direct Posting", remedy, DIRECT)
            found.append({**risk, "Account": no, "Key": no, "Account Type": kind.caption})
    return found
