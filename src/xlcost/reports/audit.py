"""Costing Error Detection: every audit check over the ledger, the first broken entry of each item, the checks that were made (gl-posting C5)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from xlcost.ledger import Ledger
from xlcost.problems import Severity
from xlcost.reports.entries_behind import SHEET as BEHIND
from xlcost.reports.entries_behind import entries_behind
from xlcost.reports.grid import Block, Line, Rank
from xlcost.reports.listing import SIGNS, STATES, Listing, list_report
from xlcost.reports.options import Options
from xlcost.reports.record_lines import cells, column, counted
from xlcost.views.audit import audit_costs, chosen_checks, first_broken_entries
from xlcost.views.audit_rules.check import Check

NAME = "Costing Error Detection"
SHEET = "Audit"
COLUMNS = (
    column("Severity", "status"),
    column("Code", "code"),
    column("Item No.", "code"),
    column("Item Ledger Entry No.", "entry no."),
    column("Value Entry No.", "entry no."),
    column("Place", "text"),
    column("What is there", "explanation"),
    column("Test", "explanation"),
    column("What to do", "explanation"),
)
FIRST_COLUMNS = (
    column("Severity", "status"),
    column("Code", "code"),
    column("Item No.", "code"),
    column("Item Ledger Entry No.", "entry no."),
    column("Value Entry No.", "entry no."),
    column("Posting Date", "date"),
    column("What is there", "explanation"),
)
MADE_COLUMNS = (
    column("Status", "status"),
    column("Code", "code"),
    column("Findings", "count"),
    column("Test", "explanation"),
)
OTHER_PLACES = ("G/L Entry No.", "G/L Account No.", "Location Code", "Order No.", "Document No.")
PER_CODE = 50
_ORDER = {s.caption: int(s) for s in Severity}


class AuditOptions(Options):
    """Request page."""

    checks: str = Field("all", alias="Checks")
    ending_date: dt.date | None = Field(None, alias="Ending Date")


def audit_listing(
    ledger: Ledger, findings: Sequence[Mapping[str, Any]], made: Sequence[Check], per_code: int = 0, behind: str = ""
) -> Listing:
    """Findings most severe first; `per_code` caps the lines of a check, `behind` names the sheet that item ledger entries lead to."""
    tests = {c.code: c.test for c in made}
    ordered = sorted(findings, key=lambda f: _ORDER[f["Severity"]])
    seen: Counter[str] = Counter()
    records = []
    for finding in ordered:
        seen[finding["Code"]] += 1
        if not per_code or seen[finding["Code"]] <= per_code:
            records.append(_record(finding, tests))
    blocks = []
    first = first_broken_entries(ledger, findings)
    if first:
        lines = [Line(Rank.DETAIL, _first(_record(f, tests)), state=STATES[f["Severity"]]) for f in first]
        blocks.append(Block("first", FIRST_COLUMNS, lines, "Where it began: the first broken entry of each item"))
    checked = [{"Status": _status(c, seen[c.code]), "Code": c.code, "Findings": seen[c.code], "Test": c.test} for c in made]
    lines = [Line(Rank.DETAIL, cells(c, MADE_COLUMNS), state=_state(str(c["Status"]))) for c in checked]
    blocks.append(Block("made", MADE_COLUMNS, lines, "Checks that were made"))
    own = "" if behind else BEHIND
    pages = [] if behind else entries_behind(ledger, {f["Item Ledger Entry No."] for f in findings}, SHEET)
    known = set(ledger.table("Value Entry")["Item Ledger Entry No."].tolist()) if own and pages else set()

    def links(record: Mapping[str, Any]) -> dict[str, str]:
        entry = record["Item Ledger Entry No."]
        return {"item_ledger_entry_no": f"{own}#entry_{entry}"} if entry and entry in known else {}

    return Listing(
        COLUMNS,
        records,
        message(findings, made, per_code, seen),
        links=links,
        total="" if records else "Nothing",
        facts={"blocks": blocks, "pages": pages},
    )


def _first(record: dict[str, Any]) -> dict[str, Any]:
    return cells({**record, "Severity": f"{SIGNS[record['Severity']]} {record['Severity']}"}, FIRST_COLUMNS)


def _status(check: Check, findings: int) -> str:
    return f"{SIGNS[check.severity.caption]} {check.severity.caption}" if findings else "● Passes"


def _state(status: str) -> str:
    return STATES.get(status[2:], "ties")


def _record(finding: Mapping[str, Any], tests: Mapping[str, str]) -> dict[str, Any]:
    place = ", ".join(f"{n.removesuffix(' No.').removesuffix(' Code')} {finding[n]}" for n in OTHER_PLACES if finding.get(n))
    return {
        **finding,
        "Item Ledger Entry No.": finding["Item Ledger Entry No."] or None,
        "Value Entry No.": finding["Value Entry No."] or None,
        "Place": place,
        "What is there": finding["text"],
        "Test": tests.get(finding["Code"], ""),
        "What to do": finding["Remedy"],
    }


def message(findings: Sequence[Mapping[str, Any]], made: Sequence[Check], per_code: int, seen: Mapping[str, int]) -> str:
    """How many checks ran, what they found."""
    whole = f"{counted(len(made), 'check')} made"
    if not findings:
        return f"{whole}: every one passes."
    by_severity = Counter(f["Severity"] for f in findings)
    words = ", ".join(counted(by_severity[s.caption], s.caption.lower()) for s in Severity if by_severity[s.caption])
    items = len({f["Item No."] for f in findings if f["Item No."]})
    text = f"{whole}: {words} by {counted(len(seen), 'check')}"
    text += f", on {counted(items, 'item')}." if items else "."
    cut = any(per_code and n > per_code for n in seen.values())
    return text + (f" At most {per_code} lines a check are listed; xlcost check -o lists all." if cut else "")


def view(ledger: Ledger, options: AuditOptions) -> Listing:
    """The figures of the report."""
    checks = options.checks if options.checks in ("all", "erp") else [c.strip() for c in options.checks.split(",")]
    return audit_listing(ledger, audit_costs(ledger, checks, as_of=options.ending_date), chosen_checks(checks))


REPORT = list_report(
    NAME,
    "Is the ledger sound, and where did it break first?",
    AuditOptions,
    view,
    ("Item Ledger Entry", "Value Entry", "Item Application Entry"),
)
