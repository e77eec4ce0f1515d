"""Fills the tables of docs/projects.md from the engine: `python docs/project_examples.py`; a test holds that it is current."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).parent / "projects.md"
COLUMNS = {"2231": "WIP Costs", "2232": "WIP Accrued Costs", "2211": "WIP Accrued Sales", "2212": "WIP Invoiced Sales"}
ACCOUNTS = {
    "WIP Costs Account": "2231",
    "WIP Accrued Costs Account": "2232",
    "WIP Accrued Sales Account": "2211",
    "WIP Invoiced Sales Account": "2212",
    "Project Costs Applied Account": "7180",
    "Project Costs Adjustment Account": "7185",
    "Project Sales Applied Account": "6190",
    "Project Sales Adjustment Account": "6195",
    "Recognized Costs Account": "7620",
    "Recognized Sales Account": "6620",
}


def table(*rows: tuple[object, ...]) -> str:
    lines = ["| " + " | ".join(str(c) for c in row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]]) + "\n"


def example(method: str) -> str:
    """The WIP entries of the page's project under a method, and what posting them leaves on the balance sheet."""
    import xlcost

    task = {"Project No.": "P1", "Project Task No.": "1"}
    entry = {**task, "Type": "Resource", "Posting Date": "2025-01-20"}
    ledger = xlcost.Ledger.from_records(
        {
            "Project": [{"No.": "P1", "Status": "Open", "WIP Method": method, "Project Posting Group": "G"}],
            "Project Task": [task],
            "Project Planning Line": [
                {**task, "Line No.": 1, "Line Type": "Budget", "Total Cost (LCY)": 1000, "Line Amount (LCY)": 1300},
                {**task, "Line No.": 2, "Line Type": "Billable", "Line Amount (LCY)": 2000},
            ],
            "Project Ledger Entry": [
                {"Entry No.": 1, **entry, "Entry Type": "Usage", "Total Cost (LCY)": 400, "Line Amount (LCY)": 520},
                {"Entry No.": 2, **entry, "Entry Type": "Sale", "Line Amount (LCY)": -500},
            ],
            "Project Posting Group": [{"Code": "G", **ACCOUNTS}],
        }
    )
    pending = xlcost.calculate_project_wip(ledger, "2025-01-31", "WIP1")
    posted = xlcost.post_project_wip(pending.ledger, "2025-01-31", "REV1")
    rows = [
        (r["Type"], f"{r['WIP Entry Amount']:,}", r["G/L Account No."], r["G/L Bal. Account No."])
        for r in pending.added["Project WIP Entry"]
    ]
    sums = dict.fromkeys(COLUMNS, 0)
    for row in posted.ledger.records("G/L Entry"):
        if row["G/L Account No."] in sums:
            sums[row["G/L Account No."]] += row["Amount"]
    (total,) = pending.added["Project WIP Total"]
    recognized = (f"{total['Calc. Recog. Costs Amount']:,.2f}", f"{total['Calc. Recog. Sales Amount']:,.2f}")
    balances = [f"{amount:,.2f}" for amount in sums.values()]
    entries = table(("Type", "Amount", "Account", "Bal. account"), *rows)
    return entries + "\n" + table(("Recognized costs", "Recognized sales", *COLUMNS.values()), (*recognized, *balances))


def accounts() -> str:
    from xlcost.projects.accounts import MATRIX

    rows = [(str(kind), origin.value, rule.account, rule.balancing) for (kind, origin), rule in MATRIX.items()]
    return table(("Entry", "From", "G/L Account", "G/L Bal. Account"), *rows)


def reports() -> str:
    from xlcost.reports.projects_all import PROJECT_REPORTS

    return table(("Report", "Question"), *((r.name, r.purpose) for r in PROJECT_REPORTS))


def causes() -> str:
    from xlcost.projects.identity import CAUSES

    return table(("Id", "Cause"), *CAUSES.items())


def filled(page: str) -> str:
    """The page with the table behind each marker replaced by the engine's."""

    def block(match: re.Match[str]) -> str:
        name, _, method = match.group(1).partition(": ")
        make = {"accounts": accounts, "reports": reports, "causes": causes}.get(name)
        return f"<!-- {match.group(1)} -->\n\n{make() if make else example(method)}"

    return re.sub(r"<!-- ([^>]+) -->\n(?:\n(?:\|.*\n)+)*", block, page)


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text()))
