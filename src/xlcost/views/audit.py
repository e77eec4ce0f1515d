"""Audit: runs the checks of `audit_rules` over a ledger and tells what is broken, where, and what to do (gl-posting C5).

`checks="erp"` is what the ERP's own dialog runs by default, `"all"` adds group 7 and the rules of xlcost, a list of
group numbers, letters or codes runs just those. Findings stand by group, then item, then item ledger entry.

Worked example: a sale of 6 pieces whose application entry says 5. Q03 stands on the sale ("Applications add up to
-5.00, the quantity is -6.00") and A02 on the purchase that it takes from ("Applications leave 5.00, but Remaining
Quantity is 4.00"): two sides of one broken row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from xlcost.ledger import Ledger
from xlcost.ledger.values import date_of, day_given
from xlcost.problems import Problem, Severity, XlcostError
from xlcost.views.audit_rules import CHECKS, ERP_GROUPS
from xlcost.views.audit_rules.books import Books, books_of
from xlcost.views.audit_rules.check import Check, Hits

Finding = dict[str, Any]


def audit_costs(ledger: Ledger, checks: str | Iterable[Any] = "all", *, as_of: Any = None, wip_days: int = 90) -> list[Finding]:
    """Findings of the chosen checks: Group, Code, Severity, Item No., Item Ledger Entry No., Value Entry No., text, Remedy, Values.

    `as_of` (default: all entries) is the date of G10, `wip_days` the age from which G12 reports a released order.
    Raises XlcostError NO_CHECK_SELECTED, UNKNOWN_CHECK, NO_ITEM_LEDGER_ENTRIES.
    """
    chosen = chosen_checks(checks)
    if not ledger.table("Item Ledger Entry").length:
        raise XlcostError(
            "NO_ITEM_LEDGER_ENTRIES",
            "There are no item ledger entries.",
            rule="The audit runs per item over its item ledger entries.",
            remedy="Paste the item ledger entries, or leave the audit out.",
        )
    books = books_of(ledger, day_given(as_of, "as_of"), wip_days)
    found: list[Finding] = []
    for check in chosen:
        found += _findings(books, check, check.find(books))
    order = {check.group: i for i, check in reversed(list(enumerate(CHECKS)))}
    found.sort(key=lambda f: (order[f["Group"]], f["Item No."], f["Item Ledger Entry No."], f["Value Entry No."], f["Code"]))
    return found


def chosen_checks(checks: str | Iterable[Any]) -> list[Check]:
    """The checks of a choice, in the order of the report."""
    if checks == "all":
        return list(CHECKS)
    if checks == "erp":
        return [c for c in CHECKS if c.group in ERP_GROUPS]
    wanted = {str(c).strip().upper() for c in ([checks] if isinstance(checks, (str, int)) else checks)}
    chosen = [c for c in CHECKS if c.code in wanted or str(c.group) in wanted]
    unknown = wanted - {c.code for c in CHECKS} - {str(c.group) for c in CHECKS} - {"3"}  # group 3 is empty
    remedy = "Choose all, erp, group numbers or codes of the audit page."
    if unknown:
        raise XlcostError("UNKNOWN_CHECK", f"There is no check {', '.join(sorted(unknown))}.", remedy=remedy)
    if not chosen:
        raise XlcostError("NO_CHECK_SELECTED", "No check is selected.", remedy=remedy)
    return chosen


def first_broken_entries(ledger: Ledger, findings: Iterable[Mapping[str, Any]]) -> list[Finding]:
    """Per item the finding on its earliest entry (Posting Date, then Entry No.): where the trouble began. Errors before others."""
    entries = ledger.table("Item Ledger Entry")
    days = dict(zip(entries["Entry No."].tolist(), entries["Posting Date"].tolist(), strict=True))
    first: dict[str, tuple[tuple[int, int, int], Mapping[str, Any]]] = {}
    for finding in findings:
        number = finding["Item Ledger Entry No."]
        if number not in days:
            continue
        rank = (0 if finding["Severity"] == Severity.ERROR.caption else 1, days[number], number)
        item = finding["Item No."]
        if item not in first or rank < first[item][0]:
            first[item] = (rank, finding)
    return [{**first[item][1], "Posting Date": date_of(first[item][0][1])} for item in sorted(first)]


def audit_problems(findings: Iterable[Mapping[str, Any]]) -> list[Problem]:
    """The findings as problems, for the sheet Problems and the exit status of `xlcost check`."""
    by_caption = {s.caption: s for s in Severity}
    tests = {c.code: c.test for c in CHECKS}
    return [
        Problem(by_caption[f["Severity"]], f["Code"], place_of(f), f["text"], f"Audit check: {tests[f['Code']]}.", f["Remedy"])
        for f in findings
    ]


# -- parts --------------------------------------------------------------------------------------------------
def place_of(finding: Mapping[str, Any]) -> str:
    """Where a finding is, in words: item, entries, account, order."""
    parts = [
        f"{name.removesuffix(' No.')} {finding[name]}"
        for name in (
            "Item No.",
            "Item Ledger Entry No.",
            "Value Entry No.",
            "G/L Entry No.",
            "G/L Account No.",
            "Location Code",
            "Order No.",
        )
        if finding.get(name)
    ]
    return ", ".join(parts) or "the ledger"


def _findings(books: Books, check: Check, hits: Hits) -> list[Finding]:
    """One record per hit. The item is that of the entry, else of the value entry."""
    entries, values = books.entries, books.values
    found = []
    for i, (entry, value) in enumerate(zip(hits.entries.tolist(), hits.values.tolist(), strict=True)):
        facts = {name: _at(column, i) for name, column in hits.facts.items()}
        record: Finding = {
            "Group": check.group,
            "Code": check.code,
            "Severity": check.severity.caption,
            "Item No.": "",
            "Item Ledger Entry No.": 0,
            "Value Entry No.": 0,
        }
        if value >= 0:
            record["Item No."] = values["Item No."][value]
            record["Item Ledger Entry No."] = int(values["Item Ledger Entry No."][value])
            record["Value Entry No."] = int(values["Entry No."][value])
        if entry >= 0:
            record["Item No."] = entries["Item No."][entry]
            record["Item Ledger Entry No."] = int(entries["Entry No."][entry])
        for name, column in hits.names.items():
            record[name] = column[i]
        found.append({**record, "text": check.text.format(**facts), "Remedy": check.remedy, "Values": facts})
    return found


def _at(column: Sequence[Any], position: int) -> Any:
    return column[position]
