"""Buffers of the Cost Shares Breakdown: the cost of an entry in shares, own and as tracing changes it (valuation-reports.md 4.3).

A buffer has two vectors of the same fields in fine units: `own`, what its value entries up to the ending date say, and `new`,
which starts equal and is changed by tracing. `Books` lifts rows out of the columns of the ledger, one item at a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.grouped import Grouped
from xlcost.ledger.options import ItemLedgerEntryType as T
from xlcost.ledger.options import OrderType
from xlcost.ledger.options import ValueEntryType as V
from xlcost.ledger.options import VarianceType as P
from xlcost.money import FINE, Array, divide_half_away, sum_by
from xlcost.views.cost_shares_usage import OrderLine, OrderUsage, Usage
from xlcost.views.lookup import rows_of

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
    if type(amount) is int:
        return divide_half_away(amount * part, whole) if amount else 0
    return amount.portion(part, whole)


class Facts(NamedTuple):
    """What an item ledger entry (or capacity ledger entry) says of itself, for the print."""

    item_no: str
    location: str
    variant: str
    order_type: int
    order_no: str
    order_line: int
    document_no: str
    description: str


_FACTS = ("Item No.", "Location Code", "Variant Code", "Order Type", "Order No.", "Order Line No.", "Document No.", "Description")


@dataclass(slots=True)
class Buffer:
    """One item ledger entry (or capacity ledger entry) and its costs in shares."""

    entry: int  # item ledger entry no., 0 for capacity
    capacity_entry: int
    type: int
    day: int  # posting date; 0 for capacity
    quantity: int
    facts: Facts
    own: Vector
    new: Vector = field(default_factory=list)
    new_quantity: int = 0

    def copy(self) -> Buffer:
        """A copy whose new vector can change apart."""
        return Buffer(
            self.entry, self.capacity_entry, self.type, self.day, self.quantity, self.facts, self.own, self.new.copy(), self.new_quantity
        )  # fmt: skip


ByRow = Sequence[Any] | Mapping[int, Any]
"""Values of a column by row of Item Ledger Entry: of all rows, or of those that are lifted."""


class Books:
    """Item ledger entries, their value entries up to a date, applications, order usage.

    `lift` takes rows of Item Ledger Entry out of the columns as Python values: those of one item, or all. What it gives (`no`, `day` and so
    on) is there until it is called again.
    """

    def __init__(self, ledger: Ledger, end: int) -> None:
        self.ledger = ledger
        self.end = end
        self.usage = OrderUsage(ledger)
        self.row_of: Mapping[int, int] = ledger.table("Item Ledger Entry").index
        self.no: ByRow = ()
        self.day: ByRow = ()
        self.quantity: ByRow = ()
        self.remaining: ByRow = ()
        self.type: ByRow = ()
        self.positive: ByRow = ()
        self._facts: ByRow = ()
        self._vectors: ByRow = ()

    def lift(self, rows: Sequence[int] | None = None) -> None:
        """Lifts these rows (None: all of them)."""
        entries = self.ledger.table("Item Ledger Entry")
        where = slice(None) if rows is None else np.asarray(rows, dtype=np.int64)

        def by_row(values: Sequence[Any]) -> ByRow:
            return values if rows is None else dict(zip(rows, values, strict=True))

        captions = ("Entry No.", "Posting Date", "Quantity", "Remaining Quantity", "Entry Type", "Positive")
        numbers, *others = (entries[c][where].tolist() for c in captions)
        self.no = by_row(numbers)
        self.day, self.quantity, self.remaining, self.type, self.positive = map(by_row, others)
        self.row_of = dict(zip(numbers, range(len(numbers)) if rows is None else rows, strict=True))
        self._facts = by_row(self.facts(where))
        self._vectors = by_row(self._own_vectors(where, len(numbers)))

    def let_go(self) -> None:
        """Forgets what was lifted."""
        self.row_of = self.ledger.table("Item Ledger Entry").index
        self.no = self.day = self.quantity = self.remaining = self.type = self.positive = self._facts = self._vectors = ()
        self.__dict__.pop("_own", None)

    def facts(self, where: Any) -> list[Facts]:
        """What the rows of Item Ledger Entry at these places say of themselves."""
        entries = self.ledger.table("Item Ledger Entry")
        return list(map(Facts._make, zip(*(entries[c][where].tolist() for c in _FACTS), strict=True)))

    def _own_vectors(self, where: Any, count: int) -> list[Vector]:
        """Own cost of rows by field, in fine units."""
        found: list[Vector] = [[0] * FIELDS for _ in range(count)]
        for place, sums in self._own.items():
            some = sums[where]
            filled = np.flatnonzero(some)
            for i, ticks in zip(filled.tolist(), some[filled].tolist(), strict=True):
                found[i][place] = ticks * FINE
        return found

    @cached_property
    def _own(self) -> dict[int, Array]:
        """Ticks per item ledger entry by field, from value entries up to the end."""
        values = self.ledger.table("Value Entry")
        owner = rows_of(self.ledger, "Item Ledger Entry", values["Item Ledger Entry No."])
        return own_costs(self.ledger, owner, self.ledger.table("Item Ledger Entry").length, self.end)

    @cached_property
    def value_rows(self) -> Grouped:
        """Rows of Value Entry by row of Item Ledger Entry."""
        values = self.ledger.table("Value Entry")
        owner = rows_of(self.ledger, "Item Ledger Entry", values["Item Ledger Entry No."])
        return Grouped(owner, self.ledger.table("Item Ledger Entry").length)

    def order_line(self, row: int) -> OrderLine:
        """Order Type, Order No. and Order Line No. of an item ledger entry."""
        facts: Facts = self._facts[row]
        return (facts.order_type, facts.order_no, facts.order_line)

    def revalued(self, row: int) -> bool:
        """Whether an item ledger entry has revaluation of its own."""
        return REVALUATION in self._own and bool(self._own[REVALUATION][row])

    def own_fine(self, row: int) -> Vector:
        """Own cost of an item ledger entry by field, in fine units."""
        found: Vector = self._vectors[row]
        return found.copy()

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
        count = self.ledger.table("Item Ledger Entry").length
        sums = sum_by(owner[rows], count, values["Cost Amount (Actual)"][rows] + values["Cost Amount (Expected)"][rows])
        return [int(t) * FINE for t in sums]

    def capacity_cost(self, usage: OrderUsage, key: OrderLine) -> tuple[Any, Any, Any]:
        """(capacity, subcontracted, overhead) of an order line in fine units."""
        return usage.capacity_cost(key)

    def buffer(self, row: int) -> Buffer:
        """The buffer of an item ledger entry."""
        own, kind, quantity = self.own_fine(row), self.type[row], self.quantity[row]
        if kind in OUTPUTS:
            order = self.order_line(row)
            usage = self.usage.of(*order)
            if usage is not None:
                self.spread(own, usage, row, order)
        else:
            own[MATERIAL_OVERHEAD] = own[INDIRECT]
        own[MATERIAL] = own[DIRECT] - (own[CAPACITY] + own[CAPACITY_OVERHEAD] + own[SUBCONTRACTED])
        return Buffer(self.no[row], 0, kind, self.day[row], quantity, self._facts[row], own, own.copy(), quantity)

    def spread(self, own: Vector, usage: Usage, row: int, order: OrderLine) -> None:
        """Puts the shares of an output entry of an order line into its vector."""
        spread(own, usage, self.quantity[row])

    def capacity_buffers(self, first: int) -> list[Buffer]:
        """Buffers of capacity ledger entries dated from `first` to the end, of production orders."""
        table, values = self.ledger.table("Capacity Ledger Entry"), self.ledger.table("Value Entry")
        owner = rows_of(self.ledger, "Capacity Ledger Entry", values["Capacity Ledger Entry No."])
        costs = own_costs(self.ledger, owner, table.length, self.end)
        kinds, days = table["Order Type"], table["Posting Date"]
        rows = np.flatnonzero((kinds == int(OrderType.PRODUCTION)) & (days >= first) & (days <= self.end))
        found = []
        for row, buffer in zip(rows.tolist(), capacity_buffers(self.ledger, rows), strict=True):
            own = self.capacity_own(row, [int(costs[x][row]) if x in costs else 0 for x in range(FIELDS)])
            own[SUBCONTRACTED if table["Subcontracting"][row] else CAPACITY] = own[DIRECT]
            own[CAPACITY_OVERHEAD] = own[INDIRECT]
            buffer.own, buffer.new, buffer.new_quantity = own, list(own), buffer.quantity
            found.append(buffer)
        return found

    def capacity_own(self, row: int, costs: Sequence[int]) -> Vector:
        """Own cost of a capacity ledger entry by field, in fine units."""
        return [t * FINE for t in costs]


def capacity_buffers(ledger: Ledger, rows: Array) -> list[Buffer]:
    """Buffers of rows of Capacity Ledger Entry, without costs."""
    captions = ("Entry No.", "Quantity", "Item No.", "Order Type", "Order No.", "Order Line No.", "Document No.", "Description")
    return [
        Buffer(0, no, int(T.BLANK), 0, quantity, Facts(item, "", "", *others), [])
        for no, quantity, item, *others in ledger.table("Capacity Ledger Entry").tuples(captions, rows)
    ]


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


def own_costs(ledger: Ledger, owner: Array, count: int, end: int) -> dict[int, Array]:
    """Ticks per owner by field from the value entries dated up to `end`, where a field has any; other entry types are ignored."""
    values = ledger.table("Value Entry")
    kinds, parts = values["Entry Type"], values["Variance Type"]
    actual, both = values["Cost Amount (Actual)"], values["Cost Amount (Actual)"] + values["Cost Amount (Expected)"]
    inside = (owner >= 0) & (values["Posting Date"] <= end)
    found: dict[int, Array] = {}

    def add(place: int, rows: Array, amounts: Array) -> None:
        if bool(rows.any()):
            sums = found[place] = np.zeros(count, dtype=np.int64)
            np.add.at(sums, owner[rows], amounts[rows])

    for kind, place in FIELD_OF_TYPE.items():
        add(place, inside & (kinds == int(kind)), actual if place == VARIANCE else both)
    variance = inside & (kinds == int(V.VARIANCE))
    for part, place in PART_OF_TYPE.items():
        add(place, variance & (parts == int(part)), both)
    return found
