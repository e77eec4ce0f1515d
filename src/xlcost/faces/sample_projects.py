"""Six projects of the sample company: each WIP method once, one completed, one heading for a loss (project-wip.md 1).

The projects run from July to October 2026. `sample_projects` is what an export holds before any WIP is calculated;
`with_september_wip` calculates and posts 30 September and leaves October to the reader.
"""

from __future__ import annotations

from typing import Any

from xlcost.ledger import Ledger

Record = dict[str, Any]

GROUP = "PROJECTS"
ACCOUNTS = (  # no., name, income statement?, column of the project posting group
    ("2211", "WIP Project Sales, accrued", False, "WIP Accrued Sales Account"),
    ("2212", "WIP Project Sales, invoiced", False, "WIP Invoiced Sales Account"),
    ("2231", "WIP Project Costs", False, "WIP Costs Account"),
    ("2232", "WIP Project Costs, accrued", False, "WIP Accrued Costs Account"),
    ("6190", "Project Sales Applied", True, "Project Sales Applied Account"),
    ("6195", "Project Sales Adjustment", True, "Project Sales Adjustment Account"),
    ("6620", "Recognized Sales", True, "Recognized Sales Account"),
    ("7180", "Project Costs Applied", True, "Project Costs Applied Account"),
    ("7181", "Item Costs Applied", True, "Item Costs Applied Account"),
    ("7182", "Resource Costs Applied", True, "Resource Costs Applied Account"),
    ("7183", "G/L Costs Applied", True, "G/L Costs Applied Account"),
    ("7185", "Project Costs Adjustment", True, "Project Costs Adjustment Account"),
    ("7620", "Recognized Costs", True, "Recognized Costs Account"),
)
PER_ENTRY = "Per Project Ledger Entry"

# no., description, customer, method, posting method, status, ending date
PROJECTS = (
    ("PR-101", "Bicycle fleet, city hall", "C-2010", "COST VALUE", "Per Project", "Open", ""),
    ("PR-102", "Bicycle parking, central station", "C-2020", "COST OF SALES", PER_ENTRY, "Open", ""),
    ("PR-103", "Rental stations, harbour", "C-2030", "SALES VALUE", "Per Project", "Open", ""),
    ("PR-104", "Workshop fit-out, university", "C-2040", "POC", "Per Project", "Open", ""),
    ("PR-105", "Cargo bicycle prototype", "C-2050", "COMPLETED CONTRACT", "Per Project", "Open", ""),
    ("PR-106", "Service van conversion", "C-2060", "POC", "Per Project", "Completed", "2026-10-16"),
)

# task no., description, type, WIP-Total; the same phases in every project, training is not part of WIP
TASKS = (
    ("1000", "Supply", "Begin-Total", ""),
    ("1100", "Material", "Posting", ""),
    ("1200", "Labour", "Posting", ""),
    ("1300", "Training", "Posting", "Excluded"),
    ("1999", "Total supply", "End-Total", "Total"),
)

# project, task, type, no., budget cost, budget price, contract price; the contract line belongs to the same task
PLAN = (
    ("PR-101", "1100", "Item", "CITY-3", 43_700, 62_000, 64_000),
    ("PR-101", "1200", "Resource", "FITTER", 6_300, 9_000, 9_500),
    ("PR-102", "1100", "Item", "ALU-TUBE", 25_200, 31_500, 42_000),
    ("PR-102", "1200", "Resource", "FITTER", 16_800, 23_500, 26_000),
    ("PR-103", "1100", "Item", "URBAN-7", 59_600, 83_440, 88_000),
    ("PR-103", "1200", "Resource", "FITTER", 12_400, 18_560, 19_000),
    ("PR-104", "1100", "G/L Account", "7110", 18_000, 22_500, 24_000),
    ("PR-104", "1200", "Resource", "FITTER", 22_000, 30_800, 32_000),
    ("PR-105", "1100", "Item", "FRAME-T", 9_100, 0, 12_000),
    ("PR-105", "1200", "Resource", "ENGINEER", 20_900, 0, 30_000),
    ("PR-106", "1100", "Item", "LIGHT", 3_666, 5_200, 5_500),
    ("PR-106", "1200", "Resource", "FITTER", 8_334, 11_400, 12_500),
)

# project, task, date, type, no., cost, price; PR-104 runs far over its budget and past its contract value
USAGE = (
    ("PR-101", "1100", "2026-07-20", "Item", "CITY-3", "13110.00", "18600.00"),
    ("PR-101", "1200", "2026-08-14", "Resource", "FITTER", "1890.00", "2700.00"),
    ("PR-101", "1100", "2026-09-17", "Item", "CITY-3", "10925.00", "15500.00"),
    ("PR-101", "1200", "2026-10-22", "Resource", "FITTER", "2205.00", "3150.00"),
    ("PR-101", "1300", "2026-10-23", "Resource", "FITTER", "480.00", "0.00"),
    ("PR-102", "1100", "2026-08-03", "Item", "ALU-TUBE", "12600.00", "15750.00"),
    ("PR-102", "1200", "2026-08-28", "Resource", "FITTER", "4725.50", "6610.00"),
    ("PR-102", "1100", "2026-09-09", "G/L Account", "7110", "1840.75", "2300.00"),
    ("PR-102", "1200", "2026-10-12", "Resource", "FITTER", "5212.25", "7290.00"),
    ("PR-103", "1100", "2026-08-19", "Item", "URBAN-7", "20860.00", "29204.00"),
    ("PR-103", "1200", "2026-09-24", "Resource", "FITTER", "4960.00", "7424.00"),
    ("PR-103", "1100", "2026-10-08", "Item", "URBAN-7", "17880.00", "25032.00"),
    ("PR-104", "1100", "2026-07-30", "G/L Account", "7110", "9350.00", "11687.50"),
    ("PR-104", "1200", "2026-08-31", "Resource", "FITTER", "12480.00", "17472.00"),
    ("PR-104", "1100", "2026-09-18", "G/L Account", "7110", "14210.40", "17763.00"),
    ("PR-104", "1200", "2026-10-27", "Resource", "FITTER", "23115.85", "32362.00"),
    ("PR-105", "1200", "2026-08-11", "Resource", "ENGINEER", "7315.00", "0.00"),
    ("PR-105", "1100", "2026-09-03", "Item", "FRAME-T", "2730.00", "0.00"),
    ("PR-105", "1200", "2026-10-15", "Resource", "ENGINEER", "6270.00", "0.00"),
    ("PR-106", "1100", "2026-08-21", "Item", "LIGHT", "1833.00", "2600.00"),
    ("PR-106", "1200", "2026-09-11", "Resource", "FITTER", "4167.00", "5700.00"),
    ("PR-106", "1100", "2026-10-05", "Item", "LIGHT", "1924.65", "2730.00"),
    ("PR-106", "1200", "2026-10-14", "Resource", "FITTER", "4383.20", "5995.00"),
)

# project, task, date, document, price
INVOICES = (
    ("PR-101", "1100", "2026-09-30", "SI-3104", "30000.00"),
    ("PR-101", "1100", "2026-10-30", "SI-3131", "18000.00"),
    ("PR-102", "1100", "2026-09-15", "SI-3098", "20400.00"),
    ("PR-102", "1200", "2026-10-20", "SI-3122", "13600.00"),
    ("PR-103", "1100", "2026-09-28", "SI-3102", "26750.00"),
    ("PR-104", "1200", "2026-09-02", "SI-3090", "28000.00"),
    ("PR-105", "1200", "2026-09-21", "SI-3100", "10500.00"),
    ("PR-106", "1100", "2026-09-14", "SI-3097", "9000.00"),
    ("PR-106", "1200", "2026-10-16", "SI-3120", "9000.00"),
)


def sample_projects() -> dict[str, list[Record]]:
    """The records of the project tables, and the G/L accounts that they need, by table."""
    return {
        "G/L Account": [
            {"No.": no, "Name": name, "Income/Balance": "Income Statement" if income else "Balance Sheet", "Account Type": "Posting"}
            for no, name, income, _ in ACCOUNTS
        ],
        "Project Posting Group": [{"Code": GROUP, "Description": "Projects", **{column: no for no, _, _, column in ACCOUNTS}}],
        "Project": [_project(*row) for row in PROJECTS],
        "Project Task": [_task(project, *task) for project, *_ in PROJECTS for task in TASKS],
        "Project Planning Line": [line for i, row in enumerate(PLAN) for line in _plan(i, *row)],
        "Project Ledger Entry": [
            {"Entry No.": no, **entry}
            for no, entry in enumerate(sorted([*(_usage(*u) for u in USAGE), *(_invoice(*i) for i in INVOICES)], key=_date), 1)
        ],
    }


def _project(no: str, description: str, customer: str, method: str, posting_method: str, status: str, ending: str) -> Record:
    return {
        "No.": no,
        "Description": description,
        "Bill-to Customer No.": customer,
        "Status": status,
        "Complete": status == "Completed",
        "Starting Date": "2026-07-01",
        "Ending Date": ending,
        "Project Posting Group": GROUP,
        "WIP Method": method,
        "WIP Posting Method": posting_method,
    }


def _task(project: str, no: str, description: str, kind: str, wip_total: str) -> Record:
    return {"Project No.": project, "Project Task No.": no, "Description": description, "Project Task Type": kind, "WIP-Total": wip_total}


def _plan(i: int, project: str, task: str, kind: str, no: str, cost: int, price: int, contract: int) -> list[Record]:
    line = {"Project No.": project, "Project Task No.": task, "Planning Date": "2026-07-01", "Type": kind, "No.": no}
    budget = {**line, "Line No.": 20_000 * i + 10_000, "Line Type": "Budget", "Total Cost (LCY)": cost, "Line Amount (LCY)": price}
    billable = {**line, "Line No.": 20_000 * i + 20_000, "Line Type": "Billable", "Total Cost (LCY)": 0, "Line Amount (LCY)": contract}
    return [budget, billable]


def _usage(project: str, task: str, date: str, kind: str, no: str, cost: str, price: str) -> Record:
    entry = {"Project No.": project, "Project Task No.": task, "Posting Date": date, "Document No.": f"PJ-{date[5:7]}{date[8:]}"}
    return {**entry, "Entry Type": "Usage", "Type": kind, "No.": no, "Quantity": 1, "Total Cost (LCY)": cost, "Line Amount (LCY)": price}


def _invoice(project: str, task: str, date: str, document: str, price: str) -> Record:
    entry = {"Project No.": project, "Project Task No.": task, "Posting Date": date, "Document No.": document}
    return {**entry, "Entry Type": "Sale", "Type": "Resource", "No.": "FITTER", "Quantity": -1, "Line Amount (LCY)": f"-{price}"}


def _date(entry: Record) -> str:
    return str(entry["Posting Date"])


def with_september_wip(ledger: Ledger) -> Ledger:
    """The ledger with the WIP of 30 September 2026 calculated and posted, as the last close left it."""
    from xlcost.projects import calculate_project_wip, post_project_wip

    numbers = [no for no, *_ in PROJECTS]
    pending = calculate_project_wip(ledger, posting_date="2026-09-30", document_no="WIP-2026-09", projects=numbers).ledger
    posted = post_project_wip(pending, reversal_posting_date="2026-09-30", reversal_document_no="WIPR-2026-09", projects=numbers)
    return posted.ledger
