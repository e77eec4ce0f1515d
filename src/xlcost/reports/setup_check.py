"""Posting Setup Check: what will keep value entries from being posted and what will make the books differ (gl-posting A5.1)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from pydantic import Field

from xlcost.ledger import Ledger
from xlcost.posting.risks import posting_risks
from xlcost.reports.listing import Listing, list_report
from xlcost.reports.options import Options
from xlcost.reports.record_lines import column, counted

NAME = "Posting Setup Check"
COLUMNS = (
    column("Severity", "status"),
    column("Code", "code"),
    column("Text", "explanation"),
    column("Table", "text"),
    column("Key", "code"),
    column("Field", "text"),
    column("Account", "code"),
    column("Value Entries", "count"),
    column("Amount", "amount"),
    column("Waiting", "amount"),
    column("Leads to", "text"),
    column("What to do", "explanation"),
)


class SetupCheckOptions(Options):
    """Request page."""

    user_id: str = Field("", alias="User ID")


def setup_listing(ledger: Ledger, user_id: str = "") -> Listing:
    """The records, most severe first, then the largest waiting amount."""
    found = [
        {**r, "Key": " / ".join(part or "(blank)" for part in r["Key"].split(" / ")) if r["Key"] else ""}
        for r in posting_risks(ledger, user_id)
    ]
    records = sorted(found, key=lambda r: (r["Severity"], -r["Waiting"], -r["Amount"]))
    return Listing(COLUMNS, records, _message(records), total="" if records else "Nothing")


def _message(records: Sequence[dict[str, Any]]) -> str:
    stops = [r for r in records if r["Severity"] == "Error"]
    if not records:
        return "Every account that the value entries need is there, and nothing keeps them from being posted."
    waiting = sum((r["Waiting"] for r in stops), Decimal("0.00"))
    rest = counted(len(records) - len(stops), "risk")
    if not stops:
        return f"Nothing that waits would be refused; {rest} of later differences."
    return f"{counted(len(stops), 'gap')} would keep {waiting:,.2f} from being posted; {rest} of later differences."


def view(ledger: Ledger, options: SetupCheckOptions) -> Listing:
    """The figures of the report."""
    return setup_listing(ledger, options.user_id)


REPORT = list_report(NAME, "What will keep value entries from being posted, and what will make the books differ?", SetupCheckOptions, view)
