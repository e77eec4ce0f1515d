"""What a ledger says, indexed: reads nothing but the public records."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from functools import cached_property
from typing import Any

from xlcost import Ledger

Record = dict[str, Any]
ZERO = Decimal(0)


class State:
    """The records of a ledger by number and by what they belong to."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    @cached_property
    def entries(self) -> dict[int, Record]:
        """Item ledger entries by Entry No."""
        return {r["Entry No."]: r for r in self.ledger.records("Item Ledger Entry")}

    @cached_property
    def values(self) -> list[Record]:
        """Value entries in Entry No. order."""
        return sorted(self.ledger.records("Value Entry"), key=lambda r: r["Entry No."])

    @cached_property
    def values_of(self) -> dict[int, list[Record]]:
        """Value entries by Item Ledger Entry No."""
        found = defaultdict(list)
        for value in self.values:
            found[value["Item Ledger Entry No."]].append(value)
        return found

    @cached_property
    def rows(self) -> list[Record]:
        """Item application entries."""
        return self.ledger.records("Item Application Entry")

    @cached_property
    def own(self) -> dict[int, Record]:
        """The own row of each inbound entry."""
        return {r["Item Ledger Entry No."]: r for r in self.rows if r["Item Ledger Entry No."] == r["Inbound Item Entry No."]}

    @cached_property
    def gives(self) -> dict[int, list[Record]]:
        """Rows of outbounds by the inbound that they take from."""
        found = defaultdict(list)
        for row in self.rows:
            if row["Quantity"] < 0:
                found[row["Inbound Item Entry No."]].append(row)
        return found

    @cached_property
    def takes(self) -> dict[int, list[Record]]:
        """Rows of each outbound."""
        found = defaultdict(list)
        for row in self.rows:
            if row["Quantity"] < 0:
                found[row["Item Ledger Entry No."]].append(row)
        return found

    @cached_property
    def items(self) -> dict[str, Record]:
        """Items by number."""
        return {r["No."]: r for r in self.ledger.records("Item")}

    @cached_property
    def orders(self) -> list[Record]:
        """Rows of Inventory Adjmt. Entry (Order)."""
        return self.ledger.records("Inventory Adjmt. Entry (Order)")

    @cached_property
    def capacities(self) -> list[Record]:
        """Capacity ledger entries."""
        return self.ledger.records("Capacity Ledger Entry")

    @cached_property
    def adjusted(self) -> bool:
        """Whether nothing waits for the adjustment."""
        waiting = [o for o in self.orders if not o["Cost is Adjusted"] and (o["Is Finished"] or o["Order Type"] == "Assembly")]
        moved = {e["Item No."] for e in self.entries.values()}
        return not waiting and all(i["Cost is Adjusted"] for no, i in self.items.items() if no in moved)

    @cached_property
    def closed_until(self) -> dt.date:
        """Ending Date of the last closed inventory period."""
        return max((r["Ending Date"] for r in self.ledger.records("Inventory Period") if r["Closed"]), default=dt.date.min)

    def of_item(self, item: str) -> list[Record]:
        """Item ledger entries of an item."""
        return [e for e in self.entries.values() if e["Item No."] == item]

    def actual(self, no: int) -> Decimal:
        """Cost Amount (Actual) of an item ledger entry."""
        return sum((v["Cost Amount (Actual)"] for v in self.values_of[no]), ZERO)

    def expected(self, no: int) -> Decimal:
        """Cost Amount (Expected) of an item ledger entry."""
        return sum((v["Cost Amount (Expected)"] for v in self.values_of[no]), ZERO)

    def invoiced(self, entry: Record) -> bool:
        """Whether the whole quantity of an entry is invoiced."""
        return entry["Invoiced Quantity"] == entry["Quantity"]
