"""Functions of the auditor: why an amount is what it is, what stands behind a G/L entry, how many audit findings there are."""

from __future__ import annotations

from typing import Any

from xlcost.faces.functions.cell_values import CellError, Refused
from xlcost.faces.functions.snapshot import Snapshot
from xlcost.problems import Severity

_WHY = ("What", "Entry No.", "Document No.", "Posting Date", "Quantity", "Unit Cost", "Amount")
_GL = ("Level", "Link", "Table", "Entry No.", "Document No.", "Item No.", "Quantity", "Amount", "Share")


def _explained(snapshot: Snapshot, value_entry_no: int) -> dict[str, Any]:
    from xlcost.views.why import explain_amount

    if value_entry_no not in snapshot.ledger.table("Value Entry").index:
        raise Refused(CellError.NA, f"There is no value entry {value_entry_no}.")
    return explain_amount(snapshot.ledger, value_entry_no)


def why(snapshot: Snapshot, value_entry_no: int) -> str:
    """The sentence that explains the cost amount of a value entry."""
    found: str = _explained(snapshot, value_entry_no)["Sentence"]
    return found


def why_terms(snapshot: Snapshot, value_entry_no: int) -> list[list[Any]]:
    """The pieces of the cost amount of a value entry, with captions; they add up to it."""
    terms = _explained(snapshot, value_entry_no)["Terms"]
    return [list(_WHY), *([t[c] if c != "Entry No." else t[c] or None for c in _WHY] for t in terms)]


def gl_trace(snapshot: Snapshot, gl_entry_no: int) -> list[list[Any]]:
    """The audit path of a G/L entry, with captions."""
    from xlcost.views.trace_gl import trace_gl_entry

    if gl_entry_no not in snapshot.ledger.table("G/L Entry").index:
        raise Refused(CellError.NA, f"There is no G/L entry {gl_entry_no}.")
    return [list(_GL), *([r[c] for c in _GL] for r in trace_gl_entry(snapshot.ledger, gl_entry_no))]


def findings(snapshot: Snapshot, severity: str, code: str) -> int:
    """Number of audit findings of a severity (and worse) or of one check."""
    from xlcost.views.audit import audit_costs
    from xlcost.views.audit_rules import BY_CODE

    worst = {s.caption.casefold(): s for s in Severity}
    wanted = worst.get(severity.casefold() or "note")
    if wanted is None:
        raise Refused(CellError.VALUE, f"{severity!r} is not Error, Warning or Note.")
    if code and code.strip().upper() not in BY_CODE:
        raise Refused(CellError.VALUE, f"There is no audit check {code!r}.")
    if not snapshot.ledger.table("Item Ledger Entry").length:
        return 0
    found = snapshot.once("audit findings", lambda: audit_costs(snapshot.ledger))
    return sum(1 for f in found if worst[f["Severity"].casefold()] <= wanted and (not code or f["Code"] == code.strip().upper()))
