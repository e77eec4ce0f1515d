"""What the books record, indexed, and what the auditor takes as it stands."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

Record = Mapping[str, Any]
HALF_CENT = Fraction(1, 200)
MADE = {"Output": "Consumption", "Assembly Output": "Assembly Consumption"}
TABLES = (
    *("Item", "Item Ledger Entry", "Value Entry", "Item Application Entry", "Inventory Setup", "Accounting Period"),
    "Inventory Adjmt. Entry (Order)",
)


@dataclass
class Cost:
    """What an entry must cost, how far rounding can have led away from it, and whether it was only adopted."""

    amount: Fraction
    error: Fraction = Fraction(0)
    adopted: bool = False


class Circle(Exception):
    """The cost of an entry, or an average, runs back into itself; `key` is the one that is taken as recorded."""

    def __init__(self, key: Any) -> None:
        self.key = key


def both(value: Record) -> Fraction:
    """Actual and expected cost of a value entry."""
    return Fraction(value["Cost Amount (Actual)"]) + Fraction(value["Cost Amount (Expected)"])


@dataclass
class Records(ABC):
    """The books as records by table, fully adjusted."""

    tables: Mapping[str, list[Record]]
    costs: dict[int, Cost] = field(default_factory=dict)
    averages: dict[Any, Any] = field(default_factory=dict)
    busy: set[Any] = field(default_factory=set)

    @abstractmethod
    def cost(self, no: int) -> Cost:
        """The derived cost of an entry."""

    def __post_init__(self) -> None:
        self.entries = {e["Entry No."]: e for e in self.tables["Item Ledger Entry"]}
        self.items = {i["No."]: i for i in self.tables["Item"]}
        self.values: dict[int, list[Record]] = defaultdict(list)
        self.capacity: dict[Any, Fraction] = defaultdict(Fraction)
        for v in sorted(self.tables["Value Entry"], key=lambda v: v["Entry No."]):
            self.values[v["Item Ledger Entry No."]].append(v)
            if v["Capacity Ledger Entry No."]:
                self.capacity[self.order_key(v)] += Fraction(v["Cost Amount (Actual)"])
        self.own: dict[int, Record] = {}
        self.takes: dict[int, list[Record]] = defaultdict(list)
        for row in self.tables["Item Application Entry"]:
            if row["Quantity"] > 0:
                self.own[row["Item Ledger Entry No."]] = row
            else:
                self.takes[row["Item Ledger Entry No."]].append(row)
        self.setup = self.tables["Inventory Setup"][0]
        self.by_place = self.setup["Average Cost Calc. Type"] == "Item & Location & Variant"
        self.starts = sorted(p["Starting Date"] for p in self.tables.get("Accounting Period", []))
        self.years = sorted(p["Starting Date"] for p in self.tables.get("Accounting Period", []) if p["New Fiscal Year"])
        self.finished = {
            self.order_key(o) for o in self.tables["Inventory Adjmt. Entry (Order)"] if o["Is Finished"] or o["Order Type"] == "Assembly"
        }

    @staticmethod
    def order_key(record: Record) -> tuple[str, str, int]:
        """Order and line; an assembly has no lines."""
        line = 0 if record["Order Type"] == "Assembly" else record["Order Line No."]
        return record["Order Type"], record["Order No."], line

    @cached_property
    def members(self) -> dict[Any, list[Record]]:
        """Item ledger entries by order line."""
        found = defaultdict(list)
        for e in self.entries.values():
            if e["Order No."]:
                found[self.order_key(e)].append(e)
        return found

    @staticmethod
    def partly(entry: Record) -> bool:
        """Whether a part is invoiced: until the last invoice the expected cost balances by 4.8 (i) and (ii), not by quantity."""
        return bool(entry["Invoiced Quantity"]) and entry["Invoiced Quantity"] != entry["Quantity"]

    def is_derived(self, entry: Record) -> bool:
        """Whether an entry takes its cost from others."""
        if entry["Quantity"] < 0:
            return True
        own = self.own.get(entry["Entry No."])
        if own is not None and (own["Outbound Item Entry No."] or own["Transferred-from Entry No."]):
            return True
        return entry["Entry Type"] in MADE and self.order_key(entry) in self.finished

    def derived_values(self, entry: Record) -> list[Record]:
        """The value entries that carry the derived cost."""
        values = [v for v in self.values[entry["Entry No."]] if v["Inventoriable"]]
        if entry["Quantity"] < 0 and entry["Entry Type"] not in MADE:
            return [v for v in values if v["Entry Type"] != "Rounding"]
        return [v for v in values if v["Entry Type"] == "Direct Cost" and not v["Item Charge No."]]

    def recorded(self, entry: Record) -> Fraction:
        """The recorded derived cost, expected cost included."""
        return sum((both(v) for v in self.derived_values(entry)), Fraction(0))

    def adopt(self, entry: Record) -> Cost:
        """What is recorded; of a partly invoiced entry its expected cost for what is not invoiced."""
        if not self.partly(entry) or self.order_key(entry) in self.finished:
            return Cost(self.recorded(entry), HALF_CENT, True)
        return self.by_quantity(entry)

    def by_quantity(self, entry: Record) -> Cost:
        """The recorded cost of a partly invoiced entry, its expected cost taken for the quantity that is not invoiced."""
        left = Fraction(entry["Quantity"] - entry["Invoiced Quantity"]) / Fraction(entry["Quantity"])
        values = self.derived_values(entry)
        invoices = {v["Entry No."] for v in values if not v["Expected Cost"]}
        total = Fraction(0)
        for v in values:
            if not v["Expected Cost"]:
                total += Fraction(v["Cost Amount (Actual)"])
            elif v["Applies-to Entry"] not in invoices:
                total += Fraction(v["Cost Amount (Expected)"]) * left
        return Cost(total, HALF_CENT * len(values), True)

    def passed_on(self, entry: Record) -> Cost:
        """The derived cost that goes into a pool: of a partly invoiced entry what its books say."""
        return Cost(self.recorded(entry), HALF_CENT) if self.partly(entry) else self.cost(entry["Entry No."])
