"""WIP cockpit: calculated against posted, per project, and the pending WIP totals (project-wip.md 10.2)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from xlcost.ledger import Ledger
from xlcost.views.filters import code_filter

_DIFFERENCES = {
    "Recog. Costs Amount Difference": ("Recog. Costs Amount", "Recog. Costs G/L Amount"),
    "Recog. Sales Amount Difference": ("Recog. Sales Amount", "Recog. Sales G/L Amount"),
    "Recog. Profit Amount Difference": ("Recog. Profit Amount", "Recog. Profit G/L Amount"),
    "Total WIP Cost Difference": ("Total WIP Cost Amount", "Total WIP Cost G/L Amount"),
    "Total WIP Sales Difference": ("Total WIP Sales Amount", "Total WIP Sales G/L Amount"),
}
COLUMNS = (
    "No.",
    "Description",
    "WIP Warnings",
    "Recog. Costs Amount",
    "Recog. Costs G/L Amount",
    "Recog. Sales Amount",
    "Recog. Sales G/L Amount",
    "Recog. Costs Amount Difference",
    "Recog. Sales Amount Difference",
    "Recog. Profit Amount",
    "Recog. Profit G/L Amount",
    "Recog. Profit Amount Difference",
    "WIP Posting Date",
    "WIP G/L Posting Date",
    "Total WIP Cost Amount",
    "Total WIP Cost G/L Amount",
    "Total WIP Cost Difference",
    "Total WIP Sales Amount",
    "Total WIP Sales G/L Amount",
    "Total WIP Sales Difference",
)
BOX = (
    "WIP Posting Date",
    "Total WIP Cost Amount",
    "Applied Costs G/L Amount",
    "Total WIP Sales Amount",
    "Applied Sales G/L Amount",
    "Recog. Costs Amount",
    "Recog. Sales Amount",
    "Recog. Profit Amount",
    "Recog. Profit %",
    "Acc. WIP Costs Amount",
    "Acc. WIP Sales Amount",
    "Calc. Recog. Sales Amount",
    "Calc. Recog. Costs Amount",
)
_HIDDEN = ("Entry No.", "Project No.", "WIP Posting Date Filter", "WIP Planning Date Filter", "Posted to G/L")


def cockpit(ledger: Ledger, project_filter: str = "") -> list[dict[str, Any]]:
    """One record per open or completed project whose completion is not posted."""
    accepts = code_filter(project_filter)
    found = []
    for row in ledger.records("Project"):
        if row["Status"] not in ("Open", "Completed") or row["WIP Completion Posted"] or (accepts and not accepts(row["No."])):
            continue
        differences = {caption: _less(row, *pair) for caption, pair in _DIFFERENCES.items()}
        found.append({c: {**row, **differences}[c] for c in COLUMNS})
    return found


def _less(row: dict[str, Any], calculated: str, posted: str) -> Decimal:
    found: Decimal = row[calculated] - row[posted]
    return found


def recognition_box(ledger: Ledger, project: str) -> dict[str, Any]:
    """The WIP/Recognition box of one project."""
    row = next(r for r in ledger.records("Project") if r["No."] == project.strip().upper())
    return {"Project No.": row["No."], **{c: row[c] for c in BOX}}


def pending_totals(ledger: Ledger, project: str) -> list[dict[str, Any]]:
    """The unposted WIP totals of one project."""
    return [
        {c: v for c, v in row.items() if c not in _HIDDEN}
        for row in ledger.records("Project WIP Total")
        if row["Project No."] == project.strip().upper() and not row["Posted to G/L"]
    ]
