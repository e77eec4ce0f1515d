"""Data: import and validate, audit checks."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from xlcost.faces.ribbon.dispatching import Answer
from xlcost.faces.ribbon.messages import show_messages
from xlcost.faces.ribbon.results import facts_of, place
from xlcost.faces.ribbon.session import Session
from xlcost.ledger import Ledger
from xlcost.problems import Problem, Severity
from xlcost.reports.pack.common import count

_PER_CODE = 200


def import_ledger(session: Session) -> Answer:
    """Read every ledger sheet, check every row, take the snapshot that worksheet functions read."""
    from xlcost.faces.functions.cell_values import EPOCH_1900, EPOCH_1904
    from xlcost.faces.functions.snapshot import SNAPSHOTS

    ledger = session.ledger
    SNAPSHOTS.take(session.host.name, ledger, EPOCH_1904 if session.host.date_1904 else EPOCH_1900, session.started)
    counts = {name: table.length for name, table in ledger.tables.items() if table.length}
    shown = ", ".join(f"{counts[n]:,} {n}" for n in ("Item", "Item Ledger Entry", "Value Entry", "G/L Entry", "Project") if n in counts)
    show_messages(session.host, session.problems)
    return session.answer(f"{len(counts)} tables read ({shown}); every row is sound.")


def check(session: Session) -> Answer:
    """Every audit check, the setup pre-check and the run log beside the workbook; findings lead to the entry."""
    from xlcost.faces.run_log import check_log
    from xlcost.posting.risks import posting_risks
    from xlcost.reports.pack.audit_pages import check_pages
    from xlcost.views import audit_costs
    from xlcost.views.audit import audit_problems

    ledger = session.ledger
    session.say("audit checks")
    findings = audit_costs(ledger)
    by_code = Counter(f["Code"] for f in findings)
    seen: Counter[str] = Counter()
    kept = []
    for finding in findings:
        seen[finding["Code"]] += 1
        if seen[finding["Code"]] <= _PER_CODE:
            kept.append(finding)
    problems = [_placed(ledger, p, f) for p, f in zip(audit_problems(kept), kept, strict=True)]
    more = [
        Problem(Severity.NOTE, code, "Audit", f"{n - _PER_CODE:,} more findings of this check.", "", "")
        for code, n in by_code.items() if n > _PER_CODE
    ]  # fmt: skip
    session.say("setup pre-check")
    facts = facts_of(session, {"checks": "all"})
    pages = check_pages(ledger, findings, "all", (), facts)
    sheet = place(session, [p for p in pages if p.template != "problems"], facts)
    broken = check_log(session.host.folder) if session.host.folder is not None else []
    show_messages(session.host, [*broken, *session.problems, *problems, *more])
    risks = len(posting_risks(ledger))
    setup = f"Setup pre-check: {count(risks, 'risk')}." if risks else "Nothing stands in the way of posting."
    if not findings:
        return Answer("found" if risks or broken else "done", f"All audit checks pass. {setup}")
    words = ", ".join(f"{c} {n:,}" for c, n in sorted(by_code.items()))
    told = f"{count(len(findings), 'finding')} by {count(len(by_code), 'check')} ({words}): see sheets XLC Messages and {sheet}."
    return Answer("found", f"{told} {setup}")


def _placed(ledger: Ledger, problem: Problem, finding: dict[str, object]) -> Problem:
    """The problem with the cell of its entry, so that a link can lead there."""
    for caption, table in (("Value Entry No.", "Value Entry"), ("Item Ledger Entry No.", "Item Ledger Entry")):
        number = finding.get(caption)
        if isinstance(number, int) and number:
            found = entry_cell(ledger, table, number)
            if found is not None:
                return replace(problem, sheet=found[0], cell=found[1])
    return problem


def entry_cell(ledger: Ledger, table: str, number: int) -> tuple[str, str] | None:
    """Sheet and cell of an entry number."""
    held = ledger.table(table)
    if held.origin is None or not held.length:
        return None
    place = int(held["Entry No."].searchsorted(number))
    if place >= held.length or int(held["Entry No."][place]) != number:
        return None
    return held.origin.sheet, held.origin.cell(place, "Entry No.") or "A1"
