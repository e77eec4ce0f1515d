"""The tables while lines are posted: copies of the records, found by plain loops."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from xlcost import Ledger

Record = dict[str, Any]
Reader = Callable[[str], list[Record]]
ZERO = Decimal(0)
ITEM, SKU, ENTRY, VALUE, APPLICATION = "Item", "Stockkeeping Unit", "Item Ledger Entry", "Value Entry", "Item Application Entry"
CAPACITY, POINT, ORDER = "Capacity Ledger Entry", "Avg. Cost Adjmt. Entry Point", "Inventory Adjmt. Entry (Order)"
ORDER_LINE, ASSEMBLY = "Prod. Order Line", "Assembly Header"
TABLES = (ITEM, SKU, ENTRY, VALUE, APPLICATION, CAPACITY, POINT, ORDER, ORDER_LINE, ASSEMBLY)
SETUP = ("Inventory Setup", "General Ledger Setup", "Manufacturing Setup")
PERIODS = ("Accounting Period", "Inventory Period", "User Setup", "Location", "Production Order")
KEYS: dict[str, tuple[str, ...]] = {
    ITEM: ("No.",),
    SKU: ("Item No.", "Location Code", "Variant Code"),
    POINT: ("Item No.", "Location Code", "Variant Code", "Valuation Date"),
    ORDER: ("Order Type", "Order No.", "Order Line No."),
}
REQUIRED: dict[str, tuple[str, ...]] = {  # for a ledger that can be read (1)
    ENTRY: ("Entry No.", "Item No.", "Posting Date", "Quantity", "Entry Type"),
    VALUE: (
        "Entry No.",
        "Item No.",
        "Posting Date",
        "Item Ledger Entry No.",
        "Item Ledger Entry Type",
        "Entry Type",
        "Cost Amount (Actual)",
    ),
    APPLICATION: ("Entry No.", "Item Ledger Entry No.", "Inbound Item Entry No.", "Outbound Item Entry No.", "Quantity"),
    CAPACITY: ("Entry No.", "Posting Date"),
    POINT: KEYS[POINT],
    ORDER: KEYS[ORDER],
}
SHARES = (
    "Single-Level Material Cost",
    "Single-Level Capacity Cost",
    "Single-Level Subcontrd. Cost",
    "Single-Level Cap. Ovhd Cost",
    "Single-Level Mfg. Ovhd Cost",
)
ROLLED = (
    "Rolled-up Material Cost",
    "Rolled-up Capacity Cost",
    "Rolled-up Subcontracted Cost",
    "Rolled-up Mfg. Ovhd Cost",
    "Rolled-up Cap. Overhead Cost",
)


class Refused(Exception):
    """A line that may not be posted; the code of 2.1 or 2.11."""

    def __init__(self, code: str, why: str = "") -> None:
        super().__init__(f"{code}: {why}")
        self.code = code


def round2(amount: Decimal) -> Decimal:
    """To the cent, half away from zero (5.1)."""
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def round5(number: Decimal) -> Decimal:
    """To five places, half away from zero (5.1)."""
    return number.quantize(Decimal("0.00001"), ROUND_HALF_UP)


@cache
def _blank(table: str) -> tuple[tuple[str, Any], ...]:
    keys = {
        "Entry No.": 1,
        "Item No.": "X",
        "Posting Date": "2024-01-01",
        "Valuation Date": "2024-01-01",
        "Item Ledger Entry No.": 1,
        "Quantity": 1,
    }
    keys |= {"Item Ledger Entry Type": "Purchase", "Entry Type": "Purchase" if table == ENTRY else "Direct Cost", "Cost Amount (Actual)": 1}
    keys |= {
        "Location Code": "",
        "Variant Code": "",
        "Inbound Item Entry No.": 1,
        "Outbound Item Entry No.": 1,
        "Order Type": "Production",
        "Order No.": "X",
        "Order Line No.": 1,
    }
    required = {c: keys[c] for c in REQUIRED[table]}
    row = Ledger.from_records({table: [required], ITEM: [{"No.": "X"}]}).records(table)[0]
    for caption in row:  # what a column holds by default is blank, 0 or No in every entry that posting makes (2.17)
        value = row[caption]
        row[caption] = False if isinstance(value, bool) else type(value)() if isinstance(value, (int, str, Decimal)) else None
    return tuple(row.items())


class Books:
    """The records of a state, changed while lines are posted."""

    def __init__(self, records: Reader, missing: frozenset[str] = frozenset()) -> None:
        self.missing = missing  # columns that the order table lacks, which records() cannot show (1.8)
        self.tables: dict[str, list[Record]] = {name: [dict(r) for r in records(name)] for name in (*TABLES, *PERIODS)}
        self.inventory, self.general, self.manufacturing = (records(name)[0] for name in SETUP)
        self.last = {name: max((r["Entry No."] for r in self.tables[name]), default=0) for name in (ENTRY, VALUE, APPLICATION, CAPACITY)}
        self.entries = {e["Entry No."]: e for e in self.tables[ENTRY]}
        self.items = {i["No."]: i for i in self.tables[ITEM]}
        self.unadjusted = [
            (p["Item No."], p["Valuation Date"]) for p in self.tables[POINT] if not p["Cost Is Adjusted"]
        ]  # when the call began
        self.used: set[str] = set()
        self.pending: Record | None = None  # the value entry of the line while it is applied
        self.pending_sources: dict[int, list[int]] = {}  # what an inbound comes from, until its own row says so

    # -- rows -------------------------------------------------------------------------------------------------
    def new(self, table: str, **columns: Any) -> Record:
        """A row with the next Entry No. (1: one sequence per table)."""
        row = dict(_blank(table)) | columns
        if table in self.last:
            self.last[table] += 1
            row["Entry No."] = self.last[table]
        self.tables[table].append(row)
        if table == ENTRY:
            self.entries[row["Entry No."]] = row
        return row

    def values(self, entry: Record) -> list[Record]:
        """Value entries of an item ledger entry in Entry No. order."""
        no = entry["Entry No."]
        return [v for v in self.tables[VALUE] if v["Item Ledger Entry No."] == no]

    def rows(self, entry: Record) -> list[Record]:
        """Applications of an outbound: its own rows with a source."""
        no = entry["Entry No."]
        return [r for r in self.tables[APPLICATION] if r["Item Ledger Entry No."] == no and r["Quantity"] < 0]

    def given(self, entry: Record) -> list[Record]:
        """Applications of outbounds to an inbound."""
        no = entry["Entry No."]
        return [r for r in self.tables[APPLICATION] if r["Inbound Item Entry No."] == no and r["Quantity"] < 0]

    def own(self, entry: Record) -> Record | None:
        """The own row of an inbound (1.6)."""
        no = entry["Entry No."]
        return next((r for r in self.tables[APPLICATION] if r["Item Ledger Entry No."] == no and r["Quantity"] > 0), None)

    def last_direct(self, entry: Record) -> Record:
        """The last Direct Cost value entry without charge."""
        return [v for v in self.values(entry) if v["Entry Type"] == "Direct Cost" and not v["Item Charge No."]][-1]

    def use(self, item_no: str) -> None:
        """The standard cost of a stockkeeping unit is read like that of its item, where its item is posted (1.1, 1.2)."""
        if item_no in self.used:
            return
        self.used.add(item_no)
        for sku in self.tables[SKU]:
            if sku["Item No."] == item_no and self.items[item_no]["Costing Method"] == "Standard":
                sku["Standard Cost"] = sku["Standard Cost"] or sku["Unit Cost"]
                sku["Unit Cost"] = sku["Unit Cost"] or sku["Standard Cost"]

    # -- masters ----------------------------------------------------------------------------------------------
    def sku(self, item_no: str, location: str, variant: str) -> Record | None:
        """The stockkeeping unit of a place."""
        key = (item_no, location, variant)
        return next((s for s in self.tables[SKU] if tuple(s[c] for c in KEYS[SKU]) == key), None)

    def unit_cost(self, item_no: str, location: str, variant: str) -> Decimal:
        """Unit Cost of the item (1.3): of the stockkeeping unit if there is one, else of the item."""
        return Decimal((self.sku(item_no, location, variant) or self.items[item_no])["Unit Cost"])

    def method(self, entry: Record) -> str:
        """Costing Method of an entry's item."""
        return str(self.items[entry["Item No."]]["Costing Method"])

    def closed_until(self) -> dt.date:
        """Ending Date of the last closed inventory period (1.8)."""
        return max((p["Ending Date"] for p in self.tables["Inventory Period"] if p["Closed"]), default=dt.date.min)

    def earliest(self) -> dt.date | None:
        """Earliest Allowed Valuation Date."""
        return self.inventory["Earliest Allowed Valuation Date"]

    # -- sums -------------------------------------------------------------------------------------------------
    def total(self, entry: Record, column: str) -> Decimal:
        """Sum of a column over the value entries of an entry."""
        return sum((v[column] for v in self.values(entry)), ZERO)


def net_invoiced(books: Books, item_no: str, place: tuple[str, str] | None = None) -> Decimal:
    """Net Invoiced Qty. of an item, or of it at one location and variant (1.1)."""
    entries = [e for e in books.tables[ENTRY] if e["Item No."] == item_no and place in (None, (e["Location Code"], e["Variant Code"]))]
    return sum((e["Invoiced Quantity"] for e in entries), ZERO)
