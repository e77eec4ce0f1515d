"""The records that an adjustment reads, indexed, and the amounts that wait to be posted (costing-engine.md 1, 4.2)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from tests.reference_adjustment.periods import AverageCalendar

Record = dict[str, Any]
Key = tuple[str, str]  # (Location Code, Variant Code)
ZERO = Decimal(0)
ACTUAL, EXPECTED = "Cost Amount (Actual)", "Cost Amount (Expected)"
QUANTITY, INVOICED, VALUED = "Quantity", "Invoiced Quantity", "Valued Quantity"
TO_ADJUST, COMPLETE = "Applied Entry to Adjust", "Completely Invoiced"
DIRECT, INDIRECT, VARIANCE, REVALUATION, ROUNDING = "Direct Cost", "Indirect Cost", "Variance", "Revaluation", "Rounding"
CONSUMPTIONS = ("Consumption", "Assembly Consumption")
OUTPUTS = ("Output", "Assembly Output")
TABLES = (
    *("Item", "Stockkeeping Unit", "Item Ledger Entry", "Value Entry", "Item Application Entry", "Capacity Ledger Entry"),
    *("Avg. Cost Adjmt. Entry Point", "Inventory Adjmt. Entry (Order)", "Inventory Setup", "Accounting Period", "Inventory Period"),
    *("General Ledger Setup", "User Setup", "Manufacturing Setup"),
)
_TWENTY_EIGHT = Context(prec=28)
_EXACT = Context(prec=60)


def round2(amount: Decimal) -> Decimal:
    """To the Amount Rounding Precision, half away from zero (5.1)."""
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP, context=_EXACT)


def round5(amount: Decimal) -> Decimal:
    """To the Unit-Amount Rounding Precision, half away from zero (5.1)."""
    return amount.quantize(Decimal("0.00001"), rounding=ROUND_HALF_UP, context=_EXACT)


def quotient(part: Decimal, whole: Decimal) -> Decimal:
    """A quotient with 28 significant digits (5.1)."""
    return _TWENTY_EIGHT.divide(part, whole)


def times(cost: Decimal, factor: Decimal) -> Decimal:
    """A product with 28 significant digits (5.1)."""
    return _TWENTY_EIGHT.multiply(cost, factor)


@dataclass
class Delta:
    """A row of the buffer (4.2): what the value entry of its key gets when the visit ends."""

    actual: Decimal = ZERO
    expected: Decimal = ZERO  # of an actual carrier: its balance (4.8 i), or what its adjustment carries (4.8 ii)
    balance: Decimal = ZERO
    invoiced: Decimal = ZERO  # Invoiced Quantity of the carrier's document group
    as_variance: bool = False  # mirrored Standard return (4.3)


def is_charge(value: Record) -> bool:
    """Whether a value entry is an item charge."""
    return bool(value["Item Charge No."])


def is_plain(value: Record) -> bool:
    """Direct Cost without charge (2.5)."""
    return value["Entry Type"] == DIRECT and not is_charge(value)


def fully_invoiced(entry: Record) -> bool:
    """Completely invoiced by quantity: its expected cost is obsolete."""
    return bool(entry[QUANTITY] == entry[INVOICED])


class Books:
    """Copies of a ledger's records; what the adjustment adds is in `added`."""

    def __init__(self, tables: Mapping[str, Iterable[Mapping[str, Any]]]) -> None:
        rows: dict[str, list[Record]] = {name: [dict(r) for r in tables[name]] for name in TABLES}
        self.rows = rows
        self.items = {r["No."]: r for r in rows["Item"]}
        for unit in rows["Stockkeeping Unit"]:  # Standard items, on every read (1.1, 2.14)
            if self.items.get(unit["Item No."], {}).get("Costing Method") == "Standard" and not unit["Unit Cost"]:
                unit["Unit Cost"] = unit["Standard Cost"]
        self.entries = {r["Entry No."]: r for r in sorted(rows["Item Ledger Entry"], key=lambda r: r["Entry No."])}
        self.values: dict[int, Record] = {}
        self.values_of: dict[int, list[Record]] = defaultdict(list)
        self.values_of_item: dict[str, list[Record]] = defaultdict(list)
        self.values_of_capacity: dict[int, list[Record]] = defaultdict(list)
        for value in sorted(rows["Value Entry"], key=lambda r: r["Entry No."]):
            self.insert(value)
        self.entries_of_item: dict[str, list[Record]] = defaultdict(list)
        for entry in self.entries.values():
            self.entries_of_item[entry["Item No."]].append(entry)
        self._index_applications(rows["Item Application Entry"])
        self.capacities = sorted(rows["Capacity Ledger Entry"], key=lambda r: r["Entry No."])
        self.orders = {(o["Order Type"], o["Order No."], o["Order Line No."]): o for o in rows["Inventory Adjmt. Entry (Order)"]}
        self.points: dict[tuple[str, str, str, dt.date], bool] = {
            (p["Item No."], p["Location Code"], p["Variant Code"], p["Valuation Date"] or dt.date.min): p["Cost Is Adjusted"]
            for p in rows["Avg. Cost Adjmt. Entry Point"]
        }
        self.setup = rows["Inventory Setup"][0]
        self.general = rows["General Ledger Setup"][0]
        self.manufacturing = rows["Manufacturing Setup"][0]
        self.calendar = AverageCalendar(self.setup, rows["Accounting Period"])
        self.buffer: dict[int, Delta] = {}
        self.remembered: dict[str, set[int]] = defaultdict(set)  # item -> entries to adjust next time (4.3)
        self.added: list[Record] = []

    def _index_applications(self, rows: list[Record]) -> None:
        """Rows of an entry, of an inbound, of an outbound, of a transfer's source; by Outbound, then own number (4.3)."""
        self.taken_by: dict[int, list[Record]] = defaultdict(list)  # outbound -> its own rows
        self.given_by: dict[int, list[Record]] = defaultdict(list)  # inbound -> rows of outbounds
        self.returned_from: dict[int, list[Record]] = defaultdict(list)  # outbound -> own rows of inbounds that name it
        self.transferred_from: dict[int, list[Record]] = defaultdict(list)  # inbound -> own rows of transfer receipts
        self.own: dict[int, Record] = {}
        for row in sorted(rows, key=lambda r: (r["Outbound Item Entry No."], r["Entry No."])):
            no, inbound, outbound = row["Item Ledger Entry No."], row["Inbound Item Entry No."], row["Outbound Item Entry No."]
            if no == inbound:
                self.own[no] = row
            elif outbound:
                self.given_by[inbound].append(row)
            if no == outbound:
                self.taken_by[no].append(row)
            elif outbound and not row["Transferred-from Entry No."]:
                self.returned_from[outbound].append(row)
            if row["Transferred-from Entry No."]:
                self.transferred_from[row["Transferred-from Entry No."]].append(row)

    def insert(self, value: Record) -> None:
        """Puts a value entry where it is looked for."""
        self.values[value["Entry No."]] = value
        if value["Item Ledger Entry No."]:
            self.values_of[value["Item Ledger Entry No."]].append(value)
            self.values_of_item[value["Item No."]].append(value)
        elif value["Capacity Ledger Entry No."]:
            self.values_of_capacity[value["Capacity Ledger Entry No."]].append(value)

    # -- amounts: a value entry and its buffer row (4.2) --------------------------------------------------------
    def actual(self, value: Record) -> Decimal:
        """Cost Amount (Actual) with what waits in the buffer."""
        delta = self.buffer.get(value["Entry No."])
        amount: Decimal = value[ACTUAL]
        return amount + delta.actual if delta else amount

    def expected(self, value: Record) -> Decimal:
        """Cost Amount (Expected) with what waits in the buffer."""
        delta = self.buffer.get(value["Entry No."])
        amount: Decimal = value[EXPECTED]
        return amount + delta.expected if delta else amount

    def is_balance(self, value: Record) -> bool:
        """An expected balance of 4.8 (i): it refers to an actual carrier, so it is a reversal and no expected cost of its own."""
        return bool(value["Expected Cost"] and value["Adjustment"] and not self.values[value["Applies-to Entry"]]["Expected Cost"])

    # -- value entries by their role ----------------------------------------------------------------------------
    def last_direct(self, entry: int) -> Record:
        """The last Direct Cost value entry without charge of an entry (2.5)."""
        return [v for v in self.values_of[entry] if is_plain(v)][-1]

    def first_value(self, entry: int) -> Record:
        """The value entry that carries the quantity of an entry (4.3, "hits")."""
        return next(v for v in self.values_of[entry] if v["Item Ledger Entry Quantity"])

    def is_average(self, item: str) -> bool:
        """Whether an item is costed by averages."""
        return bool(self.items[item]["Costing Method"] == "Average")

    def order_key(self, record: Record) -> tuple[str, str, int]:
        """The key of the order row of an entry (1.8): assembly orders have one line, 0."""
        line = record["Order Line No."] if record["Order Type"] == "Production" else 0
        return record["Order Type"], record["Order No."], line
