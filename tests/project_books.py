"""Small project ledgers for tests: one function per kind of row, and what they post to."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

import xlcost

ACCOUNTS = {
    "WIP Costs Account": "2231",
    "WIP Accrued Costs Account": "2232",
    "WIP Accrued Sales Account": "2211",
    "WIP Invoiced Sales Account": "2212",
    "Project Costs Applied Account": "7180",
    "Item Costs Applied Account": "7181",
    "Resource Costs Applied Account": "7182",
    "G/L Costs Applied Account": "7183",
    "Project Costs Adjustment Account": "7185",
    "Project Sales Applied Account": "6190",
    "Project Sales Adjustment Account": "6195",
    "Recognized Costs Account": "7620",
    "Recognized Sales Account": "6620",
}
BALANCE_SHEET = ("2211", "2212", "2231", "2232")
JANUARY, FEBRUARY = "2025-01-31", "2025-02-28"


def project(no: str = "P1", method: str = "COST OF SALES", **more: Any) -> dict[str, Any]:
    return {"No.": no, "Status": "Open", "Project Posting Group": "G", "WIP Method": method, **more}


def task(no: str, project_no: str = "P1", **more: Any) -> dict[str, Any]:
    return {"Project No.": project_no, "Project Task No.": no, "Project Task Type": "Posting", **more}


def plan(task_no: str, kind: str, cost: Any = 0, price: Any = 0, project_no: str = "P1", day: str = "2025-01-10") -> dict[str, Any]:
    row = {"Project No.": project_no, "Project Task No.": task_no, "Line Type": kind, "Planning Date": day}
    return {**row, "Total Cost (LCY)": cost, "Line Amount (LCY)": price}


def usage(
    task_no: str, cost: Any, price: Any = 0, kind: str = "Resource", day: str = "2025-01-20", project_no: str = "P1"
) -> dict[str, Any]:
    row = {"Project No.": project_no, "Project Task No.": task_no, "Posting Date": day, "Entry Type": "Usage", "Type": kind}
    return {**row, "Total Cost (LCY)": cost, "Line Amount (LCY)": price}


def invoice(task_no: str, price: Any, cost: Any = 0, day: str = "2025-01-25", project_no: str = "P1") -> dict[str, Any]:
    row = {"Project No.": project_no, "Project Task No.": task_no, "Posting Date": day, "Entry Type": "Sale", "Type": "Resource"}
    return {**row, "Total Cost (LCY)": -Decimal(str(cost)), "Line Amount (LCY)": -Decimal(str(price))}


def books(projects: list[dict[str, Any]], tasks: list[dict[str, Any]], *rows: dict[str, Any], **tables: Any) -> xlcost.Ledger:
    """A ledger of projects, tasks, and planning lines and ledger entries in any order; further tables by name with _ for blanks."""
    lines = [r for r in rows if "Line Type" in r]
    entries = [r for r in rows if "Entry Type" in r]
    accounts = [
        {
            "No.": no,
            "Name": caption,
            "Account Type": "Posting",
            "Income/Balance": "Balance Sheet" if no in BALANCE_SHEET else "Income Statement",
        }
        for caption, no in ACCOUNTS.items()
    ]
    found = {
        "Project": projects,
        "Project Task": tasks,
        "Project Planning Line": [{"Line No.": 10000 * i, **r} for i, r in enumerate(lines, 1)],
        "Project Ledger Entry": [{"Entry No.": i, **r} for i, r in enumerate(entries, 1)],
        "Project Posting Group": [{"Code": "G", **ACCOUNTS}],
        "G/L Account": accounts,
    }
    found.update({name.replace("_", " "): table for name, table in tables.items()})
    return xlcost.Ledger.from_records(found)


def add_entries(ledger: xlcost.Ledger, *rows: dict[str, Any]) -> xlcost.Ledger:
    """The ledger with more project ledger entries."""
    last = ledger.last_no("Project Ledger Entry")
    return ledger.upsert("Project Ledger Entry", [{"Entry No.": last + i, **r} for i, r in enumerate(rows, 1)])


def calculate(ledger: xlcost.Ledger, day: str = JANUARY, **options: Any) -> xlcost.Outcome:
    return xlcost.calculate_project_wip(ledger, posting_date=day, document_no="WIP" + day[5:7], **options)


def post(ledger: xlcost.Ledger, day: str = JANUARY, **options: Any) -> xlcost.Outcome:
    return xlcost.post_project_wip(ledger, reversal_posting_date=day, reversal_document_no="REV" + day[5:7], **options)


def entries(ledger: xlcost.Ledger, table: str = "Project WIP Entry") -> list[tuple[Any, ...]]:
    """(type, amount, account, balancing account) of WIP entries."""
    return [(r["Type"], r["WIP Entry Amount"], r["G/L Account No."], r["G/L Bal. Account No."]) for r in ledger.records(table)]


def balances(ledger: xlcost.Ledger, project_no: str | None = None) -> dict[str, Decimal]:
    """Sum of the G/L entries per account, without zeros."""
    found: Counter[str] = Counter()
    for row in ledger.records("G/L Entry"):
        if project_no in (None, row["Project No."]):
            found[row["G/L Account No."]] += row["Amount"]
    return {account: amount for account, amount in sorted(found.items()) if amount}


def e1() -> xlcost.Ledger:
    """Cost of Sales: budget 1,000.00, contract 2,000.00, usage 400.00, invoiced 500.00."""
    return books(
        [project()],
        [task("1100"), task("1999", **{"Project Task Type": "End-Total", "WIP-Total": "Total"})],
        plan("1100", "Budget", 1000, 1300),
        plan("1100", "Billable", 0, 2000),
        usage("1100", 400, 520),
        invoice("1100", 500),
    )
