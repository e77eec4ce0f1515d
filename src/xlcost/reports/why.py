"""Why This Amount: the sentence and the table that explain a cost amount (issue: the auditor's room)."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from xlcost.ledger import Ledger
from xlcost.reports.entries_behind import SHEET as BEHIND
from xlcost.reports.entries_behind import entries_behind
from xlcost.reports.listing import Listing, list_report
from xlcost.reports.options import Options
from xlcost.reports.record_lines import column
from xlcost.reports.tracing import number_of
from xlcost.views.why import NOT_DERIVED, explain_amount

NAME = "Why This Amount"
COLUMNS = (
    column("What", "description"),
    column("Entry No.", "entry no."),
    column("Value Entry No.", "entry no."),
    column("Posting Date", "date"),
    column("Document No.", "code"),
    column("Quantity", "quantity"),
    column("Unit Cost", "unit cost"),
    column("Amount", sums=True),
)


class WhyOptions(Options):
    """Request page."""

    value_entry_no: str = Field("", alias="Value Entry No.")
    cost: Literal["", "Actual", "Expected"] = Field("", alias="Cost")


def view(ledger: Ledger, options: WhyOptions) -> Listing:
    """The pieces of the amount; the total is the amount."""
    asked = {"Actual": False, "Expected": True}.get(options.cost)
    found = explain_amount(ledger, number_of(options.value_entry_no, "Value Entry No."), expected=asked)
    records = [{**t, "Entry No.": t["Entry No."] or None, "Value Entry No.": t["Value Entry No."] or None} for t in found["Terms"]]
    pages = entries_behind(ledger, {found["Item Ledger Entry No."], *(t["Entry No."] for t in found["Terms"])}, NAME)
    known = set(ledger.table("Value Entry")["Item Ledger Entry No."].tolist()) if pages else set()

    def links(record: Any) -> dict[str, str]:
        entry = record["Entry No."]
        return {"entry_no": f"{BEHIND}#entry_{entry}"} if entry and entry in known else {}

    return Listing(
        COLUMNS,
        records,
        found["Sentence"].partition(";")[0].rstrip(".") + ".",  # what other entries carry stands in the table
        lambda r: "open" if r["What"] == NOT_DERIVED else "",
        links,
        total=f"Value entry {found['Value Entry No.']}, {found['Cost'].lower()} cost",
        facts={"pages": pages, "explanation": found},
    )


REPORT = list_report(
    NAME, "Why is a cost amount what it is?", WhyOptions, view, ("Item", "Item Ledger Entry", "Value Entry", "Item Application Entry")
)
