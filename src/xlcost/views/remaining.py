"""Remaining quantity of item ledger entries at a date (valuation-reports.md 2.2, also 5.1 clean and 5.4).

An entry starts with its quantity. A positive one loses what application entries dated up to then took out of it to
issues dated up to then; a negative one gets back what was covered. The counterpart is found whatever the ledger filter
says; the sign test discards rows that created the entry (transfer receipts, exact-cost returns).

Worked example: a receipt of 10, issues of 6 on the 20th and 1 on the 25th, both applied: remaining is 4 on the 22nd.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from xlcost.ledger import Ledger
from xlcost.money import Array
from xlcost.problems import XlcostError
from xlcost.views.lookup import rows_of
from xlcost.views.report_warnings import ReportWarning, warning


@dataclass(frozen=True)
class Remaining:
    """Remaining quantity per row of Item Ledger Entry at a date, in ticks, and what could not be found."""

    quantity: Array
    missing: tuple[int, ...]  # numbers of counterparts that the ledger lacks


def remaining_quantity(ledger: Ledger, day: int, among: Array) -> Remaining:
    """Remaining quantities at the end of `day` for the rows of a mask (`among`); other rows are left at their quantity."""
    entries, applications = ledger.table("Item Ledger Entry"), ledger.table("Item Application Entry")
    remaining = entries["Quantity"].copy()
    if not applications.length:
        return Remaining(remaining, ())
    dated = applications["Posting Date"] <= day
    inbound, outbound, own = (applications[c] for c in ("Inbound Item Entry No.", "Outbound Item Entry No.", "Item Ledger Entry No."))
    quantity = applications["Quantity"]
    missing: set[int] = set()
    positive = entries["Positive"]
    sides = (  # entry, counterpart, sign of the relief, further condition, which entries
        (inbound, outbound, 1, outbound != 0, positive),
        (outbound, inbound, -1, (own == outbound) & (inbound != 0), ~positive),
    )
    for mine, other, sign, condition, kind in sides:
        rows = np.flatnonzero(dated & condition)
        target = rows_of(ledger, "Item Ledger Entry", mine[rows])
        rows, target = rows[target >= 0], target[target >= 0]
        wanted = among[target] & kind[target]
        rows, target = rows[wanted], target[wanted]
        source = rows_of(ledger, "Item Ledger Entry", other[rows])
        missing.update(other[rows][source < 0].tolist())
        rows, target, source = rows[source >= 0], target[source >= 0], source[source >= 0]
        relief = sign * quantity[rows]
        counts = (np.sign(entries["Quantity"][source]) * np.sign(relief) >= 0) & (entries["Posting Date"][source] <= day)
        np.add.at(remaining, target[counts], relief[counts])
    return Remaining(remaining, tuple(sorted(missing)))


def missing_entries(found: Remaining, clean: bool) -> tuple[ReportWarning, ...]:
    """ILE_NOT_FOUND: an error in mode exact, a warning in mode clean, which ignores the application."""
    if not found.missing:
        return ()
    text = f"Application entries point to item ledger entry {', '.join(map(str, found.missing[:5]))}, which does not exist"
    if not clean:
        raise XlcostError(
            "ILE_NOT_FOUND",
            f"{text}.",
            where=f"item ledger entry {found.missing[0]}",
            rule="Both sides of an application are item ledger entries.",
            remedy="Add the missing entries to the export, or run the report with Compatibility = clean.",
        )
    return (warning("ILE_NOT_FOUND", f"{text}; these applications are ignored.", Entries=list(found.missing)),)
