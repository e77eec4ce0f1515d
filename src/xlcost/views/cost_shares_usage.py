"""Usage of an order line: what its material, capacity and overhead actually cost (valuation-reports.md 4.3).

Actual cost of the whole order line, not limited by the ending date [Q11]. The four direct shares are rounded to the cent one
after the other, the rounding remainder carried into the next share that is not zero; material overhead follows from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.grouped import Grouped
from xlcost.ledger.options import ItemLedgerEntryType as T
from xlcost.ledger.options import OrderType
from xlcost.ledger.options import ValueEntryType as V
from xlcost.money import CENT, FINE, TICKS, Array, divide_half_away, sum_by
from xlcost.views.lookup import rows_of

OrderLine = tuple[int, str, int]  # order type, order no., order line no.


@dataclass(frozen=True, slots=True)
class Usage:
    """Costs of an order line in ticks, rounded to the cent, and its output quantity."""

    material: int
    capacity: int
    subcontracted: int
    capacity_overhead: int
    material_overhead: int
    output_quantity: int
    completely_invoiced: bool


class OrderUsage:
    """Usage by order line, each solved once."""

    def __init__(self, ledger: Ledger, capacity_until: int = 10**7) -> None:
        """`capacity_until`: the last day whose capacity cost counts (the multi-level roll-up stops at its ending date)."""
        self._ledger = ledger
        self._until = capacity_until
        self._found: dict[OrderLine, Usage | None] = {}
        self.asked: list[OrderLine] = []
        self._with_non_inventory = bool(ledger.setup("Manufacturing Setup")["Include Non-Inventory Items to Produced Items"])

    def of(self, order_type: int, order_no: str, line: int) -> Usage | None:
        """Usage of an order line; None when it has no row in Inventory Adjmt. Entry (Order)."""
        key = (order_type, order_no, line)
        if key not in self._found:
            row = self.rows.get(key)
            self._found[key] = None if row is None else self._solve(key, row)
            self.asked.append(key)
        return self._found[key]

    @cached_property
    def rows(self) -> dict[OrderLine, int]:
        """Row of Inventory Adjmt. Entry (Order) by order line."""
        table = self._ledger.table("Inventory Adjmt. Entry (Order)")
        return {key: i for i, key in enumerate(table.keys(("Order Type", "Order No.", "Order Line No.")))}

    def entries(self, order_type: int, order_no: str, line: int) -> list[int]:
        """Rows of Item Ledger Entry of an order (of its line, for production orders)."""
        by_line = order_type == int(OrderType.PRODUCTION)
        return self._entries.get((order_type, order_no, line if by_line else 0), [])

    @cached_property
    def _entries(self) -> dict[OrderLine, list[int]]:
        entries = self._ledger.table("Item Ledger Entry")
        found: dict[OrderLine, list[int]] = {}
        rows = np.flatnonzero(entries["Order Type"] != int(OrderType.BLANK))
        for row, (kind, no, line) in zip(rows.tolist(), entries.tuples(("Order Type", "Order No.", "Order Line No."), rows), strict=True):
            found.setdefault((kind, no, line if kind == int(OrderType.PRODUCTION) else 0), []).append(row)
        return found

    @cached_property
    def capacities(self) -> dict[tuple[int, str, str, int, str], list[int]]:
        """Rows of Capacity Ledger Entry by order, routing and item."""
        table = self._ledger.table("Capacity Ledger Entry")
        found: dict[tuple[int, str, str, int, str], list[int]] = {}
        for row, key in enumerate(table.keys(("Order Type", "Order No.", "Routing No.", "Routing Reference No.", "Item No."))):
            found.setdefault(key, []).append(row)
        return found

    @cached_property
    def _capacity_cost(self) -> tuple[Array, Array]:
        """Direct and indirect actual cost per capacity ledger entry."""
        values = self._ledger.table("Value Entry")
        count = self._ledger.table("Capacity Ledger Entry").length
        owner = rows_of(self._ledger, "Capacity Ledger Entry", values["Capacity Ledger Entry No."])
        found = []
        for kind in (V.DIRECT_COST, V.INDIRECT_COST):
            rows = (owner >= 0) & (values["Entry Type"] == int(kind)) & (values["Posting Date"] <= self._until)
            found.append(sum_by(owner[rows], count, values["Cost Amount (Actual)"][rows]))
        return found[0], found[1]

    @cached_property
    def _values(self) -> Grouped:
        values = self._ledger.table("Value Entry")
        count = self._ledger.table("Item Ledger Entry").length
        return Grouped(rows_of(self._ledger, "Item Ledger Entry", values["Item Ledger Entry No."]), count)

    def _solve(self, key: OrderLine, row: int) -> Usage:
        order = self._ledger.table("Inventory Adjmt. Entry (Order)").row(row)
        entries = self._ledger.table("Item Ledger Entry")
        rows = self.entries(*key)
        kinds, quantities = entries["Entry Type"], entries["Quantity"]
        outputs = [r for r in rows if kinds[r] in (int(T.OUTPUT), int(T.ASSEMBLY_OUTPUT))]
        output_quantity = sum(int(quantities[r]) for r in outputs)
        material, non_inventory = self._material([r for r in rows if kinds[r] in (int(T.CONSUMPTION), int(T.ASSEMBLY_CONSUMPTION))])
        capacity, subcontracted, overhead = self.capacity_cost(key)
        shares = _rounded([material * FINE, capacity, subcontracted, overhead])
        direct_non_inventory = order["Direct Cost Non-Inventory"] + non_inventory
        base = sum(shares) + direct_non_inventory
        overhead_amount = base * order["Indirect Cost %"] * TICKS + 100 * TICKS * order["Overhead Rate"] * output_quantity
        material_overhead = divide_half_away(overhead_amount, 100 * TICKS * TICKS * CENT) * CENT
        return Usage(shares[0], shares[1], shares[2], shares[3], material_overhead, output_quantity, bool(order["Completely Invoiced"]))

    def _material(self, consumptions: list[int]) -> tuple[int, int]:
        """Material of an order line, and the non-inventory cost that its direct cost takes up, in ticks."""
        values, entries = self._ledger.table("Value Entry"), self._ledger.table("Item Ledger Entry")
        actual, other = values["Cost Amount (Actual)"], values["Cost Amount (Non-Invtbl.)"]
        kinds, inventoriable = values["Entry Type"], values["Inventoriable"]
        material = non_inventory = 0
        for entry in consumptions:
            rows = self._values[entry]
            counts = kinds[rows] != int(V.ROUNDING)
            if not self._with_non_inventory:
                counts = counts & inventoriable[rows]
            counted = rows[counts]
            if self._with_non_inventory:
                material -= int(actual[counted].sum())
                non_inventory -= int(other[counted].sum())
            else:
                material -= int(actual[counted].sum()) + int(other[counted].sum())
            if len(counted) and entries["Quantity"][entry] > 0:
                material += int(actual[rows[kinds[rows] == int(V.REVALUATION)]].sum())
        return material, non_inventory

    def capacity_cost(self, key: OrderLine) -> tuple[int, int, int]:
        """(capacity, subcontracted, overhead) of an order line in fine units: its share of the entries of its routing."""
        row = self.rows.get(key)
        if row is None:
            return 0, 0, 0
        table = self._ledger.table("Capacity Ledger Entry")
        found, share, whole = self.capacity_entries(key, row)
        direct, indirect = self._capacity_cost
        sums = [0, 0, 0]
        for r in found:
            sums[1 if table["Subcontracting"][r] else 0] += int(direct[r])
            sums[2] += int(indirect[r])
        capacity, subcontracted, overhead = (divide_half_away(s * FINE * share, whole) for s in sums)
        return capacity, subcontracted, overhead

    def capacity_entries(self, key: OrderLine, row: int) -> tuple[list[int], int, int]:
        """Rows of Capacity Ledger Entry that an order line shares in, and its share as part and whole."""
        orders, table = self._ledger.table("Inventory Adjmt. Entry (Order)"), self._ledger.table("Capacity Ledger Entry")
        routing = (orders["Routing No."][row], int(orders["Routing Reference No."][row]), orders["Item No."][row])
        found = self.capacities.get((key[0], key[1], *routing), [])
        if key[0] == int(OrderType.ASSEMBLY):
            return found, 1, 1
        outputs = table["Output Quantity"]
        whole = sum(int(outputs[r]) for r in found)
        mine = sum(int(outputs[r]) for r in found if table["Order Line No."][r] == key[2])
        return (found, mine, whole) if whole else (found, 1, 1)


def _rounded(shares: list[int]) -> list[int]:
    """Fine amounts rounded to the cent, the remainder carried into the next that is not zero; ticks."""
    cent = CENT * FINE
    rest = 0
    found = []
    for amount in shares:
        if amount:
            rounded = divide_half_away(amount + rest, cent)
            rest += amount - rounded * cent
            found.append(rounded * CENT)
        else:
            found.append(0)
    return found
