"""The records that the reports read, by number and by what they belong to (valuation-reports.md 0)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from xlcost import Ledger

Record = dict[str, Any]
ILE_TYPES = (
    *("Purchase", "Sale", "Positive Adjmt.", "Negative Adjmt.", "Transfer", "Consumption", "Output", "", "Assembly Consumption"),
    "Assembly Output",
)
VE_TYPES = ("Direct Cost", "Revaluation", "Rounding", "Indirect Cost", "Variance")
OUTPUTS = ("Output", "Assembly Output")
FIRST, LAST = dt.date(1, 1, 1), dt.date(9999, 12, 31)


class Books:
    """The tables of a ledger; `place` is the Location Filter, None accepts every location."""

    def __init__(self, ledger: Ledger, place: str | None = None) -> None:
        self.place = place
        self.items = sorted((i for i in ledger.records("Item") if i["Type"] == "Inventory"), key=lambda i: i["No."])
        self.entries = {e["Entry No."]: e for e in sorted(ledger.records("Item Ledger Entry"), key=lambda e: e["Entry No."])}
        self.values = sorted(ledger.records("Value Entry"), key=lambda v: v["Entry No."])
        self.rows = sorted(ledger.records("Item Application Entry"), key=lambda a: a["Entry No."])
        self.capacities = {c["Entry No."]: c for c in sorted(ledger.records("Capacity Ledger Entry"), key=lambda c: c["Entry No."])}
        self.order_rows = ledger.records("Inventory Adjmt. Entry (Order)")
        self.production_orders = ledger.records("Production Order")
        self.values_of = grouped(self.values, "Item Ledger Entry No.")
        self.values_of_capacity = grouped((v for v in self.values if v["Capacity Ledger Entry No."]), "Capacity Ledger Entry No.")
        self.entries_of = grouped(self.entries.values(), "Item No.")
        self.values_of_item = grouped(self.values, "Item No.")
        self.own = grouped(self.rows, "Item Ledger Entry No.")
        self.inbound = grouped(self.rows, "Inbound Item Entry No.")
        self.outbound = grouped(self.rows, "Outbound Item Entry No.")
        self.transferred = grouped(self.rows, "Transferred-from Entry No.")

    def passes(self, row: Record) -> bool:
        """The ledger filter of 0.2."""
        return self.place is None or row["Location Code"] == self.place

    def remaining(self, entry: Record, day: dt.date) -> Decimal:
        """Remaining quantity of an entry at a day (2.2)."""
        left: Decimal = entry["Quantity"]
        if entry["Positive"]:
            for row in self.inbound[entry["Entry No."]]:
                if row["Outbound Item Entry No."] and date(row["Posting Date"]) <= day:
                    other = self.entries[row["Outbound Item Entry No."]]
                    if other["Quantity"] * row["Quantity"] >= 0 and date(other["Posting Date"]) <= day:
                        left += row["Quantity"]
            return left
        for row in self.outbound[entry["Entry No."]]:
            if row["Item Ledger Entry No."] == entry["Entry No."] and date(row["Posting Date"]) <= day:
                other = self.entries[row["Inbound Item Entry No."]]
                if other["Quantity"] * -row["Quantity"] >= 0 and date(other["Posting Date"]) <= day:
                    left -= row["Quantity"]
        return left


def grouped(rows: Iterable[Record], caption: str) -> defaultdict[Any, list[Record]]:
    """Rows by the value of a field, in their order."""
    found: defaultdict[Any, list[Record]] = defaultdict(list)
    for row in rows:
        found[row[caption]].append(row)
    return found


def date(day: dt.date | None) -> dt.date:
    """A blank date is earlier than every date (0.3)."""
    return day or FIRST


def cost(value: Record) -> Decimal:
    """Actual and expected cost of a value entry."""
    return value["Cost Amount (Actual)"] + value["Cost Amount (Expected)"]


def spread_over(entry: Record, value: Record) -> Fraction:
    """The quantity that the cost of a value entry belongs to (2.2)."""
    return abs(Fraction(value["Valued Quantity"] if value["Partial Revaluation"] else entry["Quantity"]))


def divided(amount: Fraction, by: Fraction) -> Fraction:
    """A quotient, 0 when there is nothing to divide by."""
    return amount / by if by else Fraction(0)
