"""Project Post WIP to G/L, completing and reopening (project-wip.md 7, 9)."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from tests.reference_projects.calculate import Failed, Record, Tables, delete, of


def post(tables: Tables, project: Record, day: dt.date, document: str, reverse_only: bool, use_reversal_date: bool) -> str:
    """One project; its status."""
    no = project["No."]
    booked = of(tables, "Project WIP G/L Entry", no)
    if any(e["Project Complete"] for e in booked):
        return "COMPLETION_ALREADY_POSTED"
    if project["Blocked"]:
        raise Failed("PROJECT_BLOCKED")
    open_entries = [e for e in booked if e["Reverse"] and not e["Reversed"]]
    if any(e["Posting Date"] > day for e in open_entries):
        raise Failed("REVERSAL_BEFORE_POSTING")
    for e in open_entries:
        _book(tables, e, -1, day, document)
        e["Reversed"], e["Reverse Date"] = True, day
    for task in of(tables, "Project Task", no):
        task["Recognized Sales G/L Amount"] = task["Recognized Sales Amount"]
        task["Recognized Costs G/L Amount"] = task["Recognized Costs Amount"]
    if reverse_only:
        return "OK"
    transaction = max((e["WIP Transaction No."] for e in tables["Project WIP G/L Entry"]), default=0) + 1
    used = set()
    for e in of(tables, "Project WIP Entry", no):
        used.add(e["Project WIP Total Entry No."])
        word = "WIP" if not e["Type"].startswith("Recognized") else "Completion" if e["Project Complete"] else "Recognition"
        entry = {**e, "Posting Date": day if use_reversal_date else e["WIP Posting Date"], "Description": f"{word} {no}"}
        entry |= {"Reversed": False, "Reverse Date": None, "WIP Transaction No.": transaction}
        tables["Project WIP G/L Entry"].append(entry)
        _book(tables, entry, 1, entry["Posting Date"], e["Document No."])
    for total in tables["Project WIP Total"]:
        if total["Entry No."] in used:
            total["Posted to G/L"] = True
    for e in of(tables, "Project Ledger Entry", no):
        e["Amt. Posted to G/L"] = Fraction(e["Amt. Posted to G/L"]) + Fraction(e["Amt. to Post to G/L"])
    delete(tables, no)
    return "OK"


def _book(tables: Tables, e: Record, sign: int, day: dt.date, document: str) -> None:
    amount = sign * e["WIP Entry Amount"]
    for account, part in ((e["G/L Account No."], amount), (e["G/L Bal. Account No."], -amount)):
        row = {"G/L Account No.": account, "Amount": part, "Posting Date": day, "Document No.": document}
        tables["G/L Entry"].append({**row, "Description": e["Description"], "Project No.": e["Project No."], "Dimensions": e["Dimensions"]})


def complete(tables: Tables, project: Record, work_date: dt.date) -> None:
    """Status to Completed."""
    if project["Status"] != "Completed":
        days = [e["Posting Date"] for e in of(tables, "Project Ledger Entry", project["No."]) if e["Posting Date"]]
        project |= {"Status": "Completed", "Complete": True, "Ending Date": max([project["Ending Date"] or work_date, *days])}


def reopen(tables: Tables, project: Record) -> None:
    """Status back to Open."""
    if project["Status"] == "Completed":
        project |= {"Status": "Open", "Complete": False, "WIP Posting Date": None}
        delete(tables, project["No."])
        for e in of(tables, "Project WIP G/L Entry", project["No."]):
            e["Project Complete"] = False
