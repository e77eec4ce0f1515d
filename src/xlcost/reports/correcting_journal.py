"""Proposed Correcting Journal: lines that would clear each cause which posting cannot, never posted by themselves (goals N11, N9)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from pydantic import Field

from xlcost.ledger import Ledger
from xlcost.reports.grid import Block, Line, Rank
from xlcost.reports.listing import Listing, list_report
from xlcost.reports.options import Options
from xlcost.reports.record_lines import cells, column, counted, sums
from xlcost.views.corrections import clearing_actions, correcting_lines, effect_of_clearing
from xlcost.views.reconciliation import reconcile_inventory

NAME = "Proposed Correcting Journal"
SHEET = "Proposed Journal"
CHOOSE = "(to be chosen)"
COLUMNS = (
    column("Proposal No.", "entry no."),
    column("Posting Date", "date"),
    column("G/L Account No.", "code"),
    column("Name", "text"),
    column("Description", "explanation"),
    column("Amount", "amount", sums=True),
    column("Cause", "text"),
    column("Document No.", "code"),
    column("G/L Entry No.", "entry no."),
    column("Value Entry No.", "entry no."),
)
ACTION_COLUMNS = (
    column("Cause", "text"),
    column("Entries", "count"),
    column("Gross Amount", "amount"),
    column("Cleared by", "explanation"),
)
EFFECT_COLUMNS = (
    column("Account", "code"),
    column("Difference", "difference", sums=True),
    column("If Posted", "difference", sums=True),
    column("If Unblocked", "difference", sums=True),
    column("After Journal", "difference", sums=True),
    column("What is left", "text"),
)


class JournalOptions(Options):
    """Request page."""

    ending_date: dt.date | None = Field(None, alias="Ending Date")


def journal_listing(ledger: Ledger, ending: Any = None, reconciliation: Any = None) -> Listing:
    """The proposed lines, what clears each cause, and the differences as they would be."""
    found = reconciliation if reconciliation is not None else reconcile_inventory(ledger, date_to=ending)
    names = {a["No."]: a["Name"] for a in ledger.records("G/L Account")} if ledger.has("G/L Account") else {}
    lines = [_shown(line, names) for line in correcting_lines(found)]
    effect = effect_of_clearing(ledger, found)
    actions = clearing_actions(found, lines)
    blocks = [
        Block("effect", EFFECT_COLUMNS, _table(effect, EFFECT_COLUMNS, "Account"), "The differences as they would be"),
        Block("actions", ACTION_COLUMNS, _table(actions, ACTION_COLUMNS, ""), "What clears each cause"),
    ]
    return Listing(
        COLUMNS,
        lines,
        _message(lines, effect),
        lambda r: "open" if r["G/L Account No."] == CHOOSE else "",
        facts={"blocks": blocks if actions else [], "effect": effect, "actions": actions},
    )


def _shown(line: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    account = line["G/L Account No."]
    numbers = {c: line[c] or None for c in ("G/L Entry No.", "Value Entry No.")}
    return {**line, **numbers, "G/L Account No.": account or CHOOSE, "Name": names.get(account, "")}


def _table(records: Sequence[dict[str, Any]], columns: Sequence[Any], total: str) -> list[Line]:
    lines = [Line(Rank.DETAIL, cells(r, columns), record=r) for r in records]
    if total:
        lines.append(Line(Rank.TOTAL, {columns[0].key: "Total", **sums(records, columns)}))
    return lines


def _message(lines: Sequence[dict[str, Any]], effect: Sequence[dict[str, Any]]) -> str:
    left = sum((abs(r["After Journal"]) for r in effect), Decimal("0.00"))
    now = sum((abs(r["Difference"]) for r in effect), Decimal("0.00"))
    if not effect:
        return "No account differs; there is nothing to correct."
    if not lines:
        return f"No journal is proposed: posting and time clear what differs ({now:,.2f} now, {left:,.2f} after posting)."
    proposals = len({r["Proposal No."] for r in lines})
    choose = sum(1 for r in lines if r["G/L Account No."] == CHOOSE)
    rest = f"; {counted(choose, 'balancing account is', 'balancing accounts are')} to be chosen" if choose else ""
    whole = f"{counted(proposals, 'proposal')} of {counted(len(lines), 'line')}"
    return f"{whole} would bring the differences from {now:,.2f} to {left:,.2f}{rest}. Nothing is posted."


def view(ledger: Ledger, options: JournalOptions) -> Listing:
    """The figures of the report."""
    return journal_listing(ledger, options.ending_date or options.work_date)


REPORT = list_report(NAME, "Which journal lines would clear each difference?", JournalOptions, view, ("Value Entry", "G/L Entry"))
