"""Every kind of workbook that a user can have produced, from one ledger: the pack, each report, reconciliation, check, problems."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from xlcost import Ledger, close_period
from xlcost.faces.pack import write_check, write_close, write_problems, write_reconciliation, write_report
from xlcost.problems import Problem, Severity
from xlcost.reports import REPORTS, run_report
from xlcost.views import audit_costs, reconcile_inventory

PERIOD, LAST = "2026-10", dt.date(2026, 10, 31)
OTHERS = ("close", "reconcile", "check", "problems")
KINDS: tuple[str, ...] = (*OTHERS, *(r.slug for r in REPORTS.values()))


def options_of(name: str, last: dt.date = LAST) -> dict[str, Any]:
    """A month on the request page of a report."""
    fields = {field.alias for field in REPORTS[name].options.model_fields.values()}
    dates = {"Starting Date": last.replace(day=1), "Ending Date": last, "Valuation Date": last, "Status Date": last}
    given: dict[str, Any] = {"Work Date": last, **{k: v for k, v in dates.items() if k in fields}}
    asked = {"Value Entry No.": "600", "Item Ledger Entry No.": "790", "G/L Entry No.": "4000", "Document No.": "PHYS-10"} | (
        {"Lot No. Filter": "LOT-1002"} if name == "Item Tracing" else {}
    )
    given |= {k: v for k, v in asked.items() if k in fields}
    if "Include Expected Cost" in fields:
        given["Include Expected Cost"] = True
    return given


def with_register(ledger: Ledger) -> Ledger:
    """The sample has no item registers; one that covers the first entries."""
    values = ledger.table("Value Entry")["Entry No."]
    entries = ledger.table("Item Ledger Entry")["Entry No."]
    register = {
        "No.": 1,
        "From Entry No.": int(entries.min()),
        "To Entry No.": int(entries.min()) + 40,
        "From Value Entry No.": int(values.min()),
        "To Value Entry No.": int(values.min()) + 60,
    }
    first = int(values.min()) + 60
    rows = [{**r, "Item Register No.": 1} for r in ledger.records("Value Entry") if r["Entry No."] < first]
    return ledger.upsert("Item Register", [register]).upsert("Value Entry", rows)


PROBLEMS = [
    Problem(
        Severity.ERROR,
        "W12",
        "Value Entries!F12",
        "'abc' stands where a number must stand.",
        "Cost Amount (Actual) is a number.",
        "Correct the cell.",
    ),
    Problem(
        Severity.WARNING,
        "A_CODE_THAT_IS_RATHER_LONG",
        "Items!A3",
        "Words that say what is there. " * 10,
        "A rule " * 30,
        "What to do " * 30,
    ),
]


def produce(ledger: Ledger, folder: Path, kinds: Sequence[str] = KINDS, last: dt.date = LAST) -> dict[str, Path]:
    """The workbooks by kind."""
    found: dict[str, Path] = {}
    source = "LEDGER.xlsx"
    for kind in kinds:
        path = found[kind] = folder / f"{kind}.xlsx"
        if kind == "close":
            write_close(close_period(ledger, f"{last:%Y-%m}"), path, source)
        elif kind == "reconcile":
            write_reconciliation(ledger, reconcile_inventory(ledger, date_to=last), {"date_to": last}, path, source)
        elif kind == "check":
            write_check(ledger, audit_costs(ledger, checks="all"), "all", ledger.problems, path, source)
        elif kind == "problems":
            write_problems(PROBLEMS, path, source)
        else:
            report = next(r for r in REPORTS.values() if r.slug == kind)
            write_report(ledger, run_report(ledger, report.name, options_of(report.name, last)), path, source)
    return found
