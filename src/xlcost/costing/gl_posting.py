"""The seam to the books: value entries that are posted to the G/L at once, or wait in the queue."""

from __future__ import annotations

from xlcost.ledger import Ledger, Outcome


def with_automatic_posting(before: Ledger, outcome: Outcome) -> Outcome:
    """The outcome with its new value entries posted per entry when Automatic Cost Posting is on (interface.md 2)."""
    added = outcome.added_rows.get("Value Entry")
    if added is None or not added.length or not before.setup("Inventory Setup")["Automatic Cost Posting"]:
        return outcome
    from xlcost.posting.inventory_cost import post_value_entries

    posted = post_value_entries(outcome.ledger, added["Entry No."].tolist(), on_error="stop")
    rows = {**outcome.added_rows, **posted.added_rows}
    values = posted.ledger.table("Value Entry")
    rows["Value Entry"] = values.take([values.index[no] for no in added["Entry No."].tolist()])
    changed = {**posted.changed_rows, **outcome.changed_rows}
    return Outcome(posted.ledger, rows, changed, (*outcome.problems, *posted.problems), posted_count=posted.posted_count)
