"""Buffers of the Cost Shares Breakdown: the cost of an entry in shares, own and as tracing changes it (valuation-reports.md 4.3).

A buffer has two vectors of the same fields in fine units: `own`, what its value entries up to the ending date say, and `new`,
which starts equal and is changed by tracing. `Books` holds the ledger rows as Python lists, lifted once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import ItemLedgerEntryType as T
from xlcost.ledger.options import OrderType
from xlcost.ledger.options import ValueEntryType as V
from xlcost.ledger.options import VarianceType as P
from xlcost.money import FINE, Array, divide_half_away, sum_by
from xlcost.views.cost_shares_usage import OrderLine, OrderUsage, Usage
from xlcost.views.lookup import Grouped, rows_of

DIRECT, INDIRECT, REVALUATION, ROUNDING, VARIANCE = range(5)
PARTS = range(5, 11)  # Purchase, Material, Capacity, Capacity Overhead, Mfg. Overhead, Subcontracted
MATERIAL, CAPACITY, CAPACITY_OVERHEAD, MATERIAL_OVERHEAD, SUBCONTRACTED = range(11, 16)
FIELDS = 16

FIELD_OF_TYPE = {
    V.DIRECT_COST: DIRECT,
    V.REVALUATION: REVALUATION,
    V.ROUNDING: ROUNDING,
    V.INDIRECT_COST: INDIRECT,
    V.VARIANCE: VARIANCE,
}
PART_OF_TYPE = {
    P.PURCHASE: 5,
    P.MATERIAL: 6,
    P.CAPACITY: 7,
    P.CAPACITY_OVERHEAD: 8,
    P.MANUFACTURING_OVERHEAD: 9,
    P.SUBCONTRACTED: 10,
}
OUTPUTS = (int(T.OUTPUT), int(T.ASSEMBLY_OUTPUT))

Vector = list[Any]  # fine units: int, or Parts where the entries behind them are wanted (cost_shares_parts)


def portion(amount: Any, part: int, whole: int) -> Any:
    """amount x part / whole in fine units, rounded at the 28th decimal."""
    return divide_half_away(amount * part, whole) if type(amount) is int else amount.portion(part, whole)


@dataclass(slots=True)
class Buffer:
    """One item ledger entry (or capacity ledger entry) and its costs in shares."""

    entry: int  # item ledger entry no., 0 for capacity
    capacity_entry: int
    item_no: str
    location: str
    variant: str
    type: int
    order_no: str
    order_line: int
    order_type: int
    document_no: str
    description: str
    day: int  # posting date; 0 for capacity
    quantity: int
    own: Vector
    new: Vector = field(default_factory=list)
    new_quantity: int = 0

    def copy(self) -> Buffer:
        """A copy whose new vector can change apart."""
        return Buffer(
            self.entry,
            self.capacity_entry,
            self.item_no,
            self.location,
            self.variant,
            self.type,
            self.order_no,
            self.order_line,
            self.order_type,
            self.document_no,
            self.description,
            self.day,
            self.quantity,
            self.own,
            self.new.copy(),
            self.new_quantity,
        )


class Books:
    """Item ledger entries, their value entries up to a date, applications, order usage."""

    def __init__(self, ledger: Ledger, end: int) -> None:
        self.ledger = ledger
        self.end = end
        entries = ledger.table("Item Ledger Entry")
        self.no: list[int] = entries["Entry No."].tolist()
        self.row_of = dict(zip(self.no, range(len(self.no)), strict=True))
        self.day: list[int] = entries["Posting Date"].tolist()
        self.quantity: list[int] = entries["Quantity"].tolist()
        self.remaining: list[int] = entries["Remaining Quantity"].tolist()
        self.type: list[int] = entries["Entry Type"].tolist()
        self.positive: list[bool] = entries["Positive"].tolist()
        self.usage = OrderUsage(ledger)
        self._own = self._own_costs()

    def _own_costs(self) -> Array:
        """Ticks per item ledger entry and field, from value entries up to the end."""
        values = self.ledger.table("Value Entry")
        owner = rows_of(self.ledger, "Item Ledger Entry", values["Item Ledger Entry No."])
        return own_costs(self.ledger, owner, len(self.no), self.end)

    @cached_property
    def value_rows(self) -> Grouped:
        """Rows of Value Entry by row of Item Ledger Entry."""
        values = self.ledger.table("Value Entry")
        return Grouped(rows_of(self.ledger, "Item Ledger Entry", values["Item Ledger Entry No."]), len(self.no))

    @cached_property
    def _texts(self) -> dict[str, list[Any]]:
        entries = self.ledger.table("Item Ledger Entry")
        captions = ("Item No.", "Location Code", "Variant Code", "Order No.", "Order Line No.", "Order Type", "Document No.", "Description")
        return {c: entries[c].tolist() for c in captions}

    @cached_property
    def _own_rows(self) -> list[Vector]:
        found: list[Vector] = self._own.tolist()
        return found

    def text(self, row: int, caption: str) -> Any:
        """A field of an item ledger entry that only the print needs."""
        return self._texts[caption][row]

    def own(self, row: int) -> Array:
        """Own cost of an item ledger entry by field, in ticks."""
        found: Array = self._own[row]
        return found

    def own_fine(self, row: int) -> Vector:
        """Own cost of an item ledger entry by field, in fine units."""
        return [t and t * FINE for t in self._own_rows[row]]

    def amount(self, rows: Sequence[int] | Array, expected: bool = True) -> Any:
        """Sum of some rows of Value Entry in fine units: actual cost, with or without expected cost."""
        values = self.ledger.table("Value Entry")
        found = int(values["Cost Amount (Actual)"][rows].sum())
        return (found + int(values["Cost Amount (Expected)"][rows].sum()) if expected else found) * FINE

    def totals(self) -> list[Any]:
        """Per item ledger entry its cost in fine units: actual and expected of its value entries up to the end, of every entry type."""
        values = self.ledger.table("Value Entry")
        owner = rows_of(self.ledger, "Item Ledger Entry", values["Item Ledger Entry No."])
        rows = np.flatnonzero((owner >= 0) & (values["Posting Date"] <= self.end))
        sums = sum_by(owner[rows], len(self.no), values["Cost Amount (Actual)"][rows] + values["Cost Amount (Expected)"][rows])
        return [int(t) * FINE for t in sums]

    def capacity_cost(self, usage: OrderUsage, key: OrderLine) -> tuple[Any, Any, Any]:
        """(capacity, subcontracted, overhead) of an order line in fine units."""
        return usage.capacity_cost(key)

    def buffer(self, row: int) -> Buffer:
        """The buffer of an item ledger entry."""
        own = self.own_fine(row)
        quantity = self.quantity[row]
        order = (self.text(row, "Order Type"), self.text(row, "Order No."), self.text(row, "Order Line No."))
        if self.type[row] in OUTPUTS:
            usage = self.usage.of(*order)
            if usage is not None:
                self.spread(own, usage, row, order)
        else:
            own[MATERIAL_OVERHEAD] = own[INDIRECT]
        own[MATERIAL] = own[DIRECT] - (own[CAPACITY] + own[CAPACITY_OVERHEAD] + own[SUBCONTRACTED])
        return Buffer(
            self.no[row],
            0,
            self.text(row, "Item No."),
            self.text(row, "Location Code"),
            self.text(row, "Variant Code"),
            self.type[row],
            order[1],
            order[2],
            order[0],
            self.text(row, "Document No."),
            self.text(row, "Description"),
            self.day[row],
            quantity,
            own,
            list(own),
            quantity,
        )

    def spread(self, own: Vector, usage: Usage, row: int, order: OrderLine) -> None:
        """Puts the shares of an output entry of an order line into its vector."""
        spread(own, usage, self.quantity[row])

    def capacity_buffers(self, first: int) -> list[Buffer]:
        """Buffers of capacity ledger entries dated from `first` to the end, of production orders."""
        table, values = self.ledger.table("Capacity Ledger Entry"), self.ledger.table("Value Entry")
        owner = rows_of(self.ledger, "Capacity Ledger Entry", values["Capacity Ledger Entry No."])
        costs = own_costs(self.ledger, owner, table.length, self.end)
        found = []
        captions = (
            *("Entry No.", "Posting Date", "Order Type", "Order No.", "Order Line No.", "Item No.", "Document No."),
            *("Description", "Quantity", "Subcontracting"),
        )
        for row, (no, day, kind, order, line, item, document, description, quantity, subcontracted) in enumerate(table.tuples(captions)):
            if kind != int(OrderType.PRODUCTION) or not first <= day <= self.end:
                continue
            own = self.capacity_own(row, costs[row])
            own[SUBCONTRACTED if subcontracted else CAPACITY] = own[DIRECT]
            own[CAPACITY_OVERHEAD] = own[INDIRECT]
            found.append(
                Buffer(0, no, item, "", "", int(T.BLANK), order, line, kind, document, description, 0, quantity, own, list(own), quantity)
            )
        return found

    def capacity_own(self, row: int, costs: Array) -> Vector:
        """Own cost of a capacity ledger entry by field, in fine units."""
        return [int(t) * FINE for t in costs]


def spread(own: Vector, usage: Usage, quantity: int) -> None:
    """Puts the shares of an output entry into its vector: usage x quantity / output quantity."""
    for place, amount in (
        (CAPACITY, usage.capacity),
        (CAPACITY_OVERHEAD, usage.capacity_overhead),
        (MATERIAL_OVERHEAD, usage.material_overhead),
        (SUBCONTRACTED, usage.subcontracted),
    ):
        whole = usage.output_quantity
        own[place] = divide_half_away(amount * FINE * quantity, whole) if whole else amount * FINE


def own_costs(ledger: Ledger, owner: Array, count: int, end: int) -> Array:
    """Ticks per owner and field from the value entries dated up to `end`; other entry types are ignored."""
    values = ledger.table("Value Entry")
    kinds, parts = values["Entry Type"], values["Variance Type"]
    actual, both = values["Cost Amount (Actual)"], values["Cost Amount (Actual)"] + values["Cost Amount (Expected)"]
    inside = (owner >= 0) & (values["Posting Date"] <= end)
    sums = np.zeros((count, FIELDS), dtype=np.int64)
    for kind, place in FIELD_OF_TYPE.items():
        rows = inside & (kinds == int(kind))
        np.add.at(sums[:, place], owner[rows], (actual if place == VARIANCE else both)[rows])
    variance = inside & (kinds == int(V.VARIANCE))
    for part, place in PART_OF_TYPE.items():
        rows = variance & (parts == int(part))
        np.add.at(sums[:, place], owner[rows], both[rows])
    return sums
