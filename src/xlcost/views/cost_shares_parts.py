"""Cost shares with the value entries behind them (goals.md N8, R8).

Tracing is linear: every share of every line is a sum of value entries, each with a weight. `PartsBooks` gives the tracer vectors of
`Parts` instead of numbers; a Parts adds up, takes portions and knows which value entries it is made of. So the same code that computes
a figure names the entries behind it, and their sum is the figure.

What an order line used is rounded to the cent as a whole; it is distributed over the capacity entries in proportion. Material overhead
is made of the output's own indirect cost where that is what it is, else of the consumption and capacity it was calculated from.

Worked example: receipt of 8 (value entries 1: 80.00 direct, 2: 12.00 indirect), sale of 3 booked -36.00 (entry 4). Material overhead of the
sale -4.50 is entry 2; material -31.50 is entry 4 (-36.00) and entry 2 (+4.50).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from xlcost.ledger.grouped import Grouped
from xlcost.ledger.options import ItemLedgerEntryType as T
from xlcost.ledger.options import ValueEntryType as V
from xlcost.ledger.options import VarianceType
from xlcost.money import FINE, Array, divide_half_away
from xlcost.views.behind import EntriesBehind, Found
from xlcost.views.cost_shares import CostShares
from xlcost.views.cost_shares_buffer import (
    CAPACITY,
    CAPACITY_OVERHEAD,
    FIELD_OF_TYPE,
    INDIRECT,
    MATERIAL_OVERHEAD,
    PART_OF_TYPE,
    SUBCONTRACTED,
    VARIANCE,
    Books,
    Vector,
)
from xlcost.views.cost_shares_lines import UNALLOCATED
from xlcost.views.cost_shares_usage import OrderLine, OrderUsage, Usage
from xlcost.views.lookup import rows_of

_TOLERANCE = 10**6  # fine units: what roundings at the 28th decimal leave where entries cancel


class Parts:
    """An amount in fine units and the rows of Value Entry that it is made of."""

    __slots__ = ("of", "total")

    def __init__(self, total: int, of: Mapping[int, int]) -> None:
        """`of`: row of Value Entry -> its part of the total."""
        self.total = total
        self.of = of

    def __add__(self, other: Parts | int) -> Parts:
        return self._with(other, 1)

    __radd__ = __add__

    def __sub__(self, other: Parts | int) -> Parts:
        return self._with(other, -1)

    def __rsub__(self, other: int) -> Parts:
        return (-self)._with(other, 1)

    def __neg__(self) -> Parts:
        return Parts(-self.total, {k: -v for k, v in self.of.items()})

    def __bool__(self) -> bool:
        return bool(self.of)

    def _with(self, other: Parts | int, sign: int) -> Parts:
        if isinstance(other, int):
            assert other == 0, "An amount without entries cannot be added to one with entries."
            return self
        found = dict(self.of)
        for row, part in other.of.items():
            found[row] = found.get(row, 0) + sign * part
        return Parts(self.total + sign * other.total, found)

    def portion(self, part: int, whole: int) -> Parts:
        """self x part / whole."""
        return Parts(divide_half_away(self.total * part, whole), {k: divide_half_away(v * part, whole) for k, v in self.of.items()})


def distributed(total: int, over: Mapping[int, int]) -> Parts:
    """A total in proportion to the amounts of some rows (to their sizes where these cancel)."""
    weights = over if sum(over.values()) else {k: abs(v) for k, v in over.items()}
    whole = sum(weights.values())
    if not whole:
        weights, whole = dict.fromkeys(over, 1), len(over)
    return Parts(total, {k: divide_half_away(total * w, whole) for k, w in weights.items()} if total and whole else {})


class PartsBooks(Books):
    """Books whose vectors are made of Parts."""

    def own_fine(self, row: int) -> Vector:
        """Own cost of an item ledger entry by field, with its value entries."""
        return self._fields(super().own_fine(row), self.value_rows[row])

    def amount(self, rows: Sequence[int] | Array, expected: bool = True) -> Any:
        """Sum of some rows of Value Entry."""
        captions = ("Cost Amount (Actual)", "Cost Amount (Expected)") if expected else ("Cost Amount (Actual)",)
        return Parts(super().amount(rows, expected), self._amounts(rows, captions))

    def totals(self) -> list[Any]:
        """Per item ledger entry its cost up to the end."""
        dated = self.ledger.table("Value Entry")["Posting Date"] <= self.end
        count = self.ledger.table("Item Ledger Entry").length
        return [self.amount(rows[dated[rows]]) for rows in (self.value_rows[row] for row in range(count))]

    def capacity_cost(self, usage: OrderUsage, key: OrderLine) -> tuple[Any, Any, Any]:
        """(capacity, subcontracted, overhead) of an order line up to the end."""
        found = super().capacity_cost(usage, key)
        behind = self._capacity_amounts(usage, key, self.end)
        return (distributed(found[0], behind[0]), distributed(found[1], behind[1]), distributed(found[2], behind[2]))

    def spread(self, own: Vector, usage: Usage, row: int, order: OrderLine) -> None:
        """The shares of an output entry: what its order line used, by the entries of that use."""
        plain: list[Any] = [0] * len(own)
        super().spread(plain, usage, row, order)
        capacity, subcontracted, overhead = self._capacity_amounts(self.usage, order, None)
        for place, behind in ((CAPACITY, capacity), (SUBCONTRACTED, subcontracted), (CAPACITY_OVERHEAD, overhead)):
            own[place] = distributed(plain[place], behind)
        own[MATERIAL_OVERHEAD] = self._material_overhead(own, plain[MATERIAL_OVERHEAD], row, order, (capacity, subcontracted, overhead))

    def _material_overhead(self, own: Vector, total: int, row: int, order: OrderLine, used: Sequence[Mapping[int, int]]) -> Parts:
        indirect = own[INDIRECT]
        if indirect.total == total:
            return Parts(total, indirect.of)
        kinds = (int(T.CONSUMPTION), int(T.ASSEMBLY_CONSUMPTION))
        base = {k: v for found in used for k, v in found.items()}
        for entry in (r for r in self.usage.entries(*order) if self.type[r] in kinds):
            base |= {k: -v for k, v in self._amounts(self.value_rows[entry], ("Cost Amount (Actual)",)).items()}
        return distributed(total, base or self._amounts(self.value_rows[row], ("Cost Amount (Actual)", "Cost Amount (Expected)")))

    def capacity_own(self, row: int, costs: Sequence[int]) -> Vector:
        """Own cost of a capacity ledger entry by field, with its value entries."""
        return self._fields(super().capacity_own(row, costs), self._capacity_rows[row])

    def _fields(self, plain: Vector, rows: Array) -> Vector:
        values = self.ledger.table("Value Entry")
        found: list[dict[int, int]] = [{} for _ in plain]
        for row in rows[values["Posting Date"][rows] <= self.end].tolist():
            place = FIELD_OF_TYPE.get(V(int(values["Entry Type"][row])))
            if place is None:
                continue
            actual, expected = (int(values[c][row]) * FINE for c in ("Cost Amount (Actual)", "Cost Amount (Expected)"))
            found[place][row] = actual if place == VARIANCE else actual + expected
            part = PART_OF_TYPE.get(VarianceType(int(values["Variance Type"][row]))) if place == VARIANCE else None
            if part is not None:
                found[part][row] = actual + expected
        return [Parts(total, {k: v for k, v in of.items() if v}) for total, of in zip(plain, found, strict=True)]

    def _amounts(self, rows: Iterable[int] | Array, captions: Sequence[str]) -> dict[int, int]:
        values = self.ledger.table("Value Entry")
        amounts = {int(r): sum(int(values[c][r]) for c in captions) * FINE for r in rows}
        return {r: a for r, a in amounts.items() if a}

    @property
    def _capacity_rows(self) -> Grouped:
        ledger, key = self.ledger, "value rows by capacity ledger entry"
        if key not in ledger.memo:
            owner = rows_of(ledger, "Capacity Ledger Entry", ledger.table("Value Entry")["Capacity Ledger Entry No."])
            ledger.memo[key] = Grouped(owner, ledger.table("Capacity Ledger Entry").length)
        found: Grouped = ledger.memo[key]
        return found

    def _capacity_amounts(self, usage: OrderUsage, key: OrderLine, until: int | None) -> tuple[dict[int, int], dict[int, int], dict[int, int]]:
        """Value entries of (capacity, subcontracted, overhead) of an order line."""
        found: tuple[dict[int, int], dict[int, int], dict[int, int]] = ({}, {}, {})
        order = usage.rows.get(key)
        values, table = self.ledger.table("Value Entry"), self.ledger.table("Capacity Ledger Entry")
        for entry in usage.capacity_entries(key, order)[0] if order is not None else ():
            rows = self._capacity_rows[entry]
            rows = rows if until is None else rows[values["Posting Date"][rows] <= until]
            for kind, place in ((V.DIRECT_COST, 1 if table["Subcontracting"][entry] else 0), (V.INDIRECT_COST, 2)):
                found[place].update(self._amounts(rows[values["Entry Type"][rows] == int(kind)], ("Cost Amount (Actual)",)))
        return found


def shares_behind(
    result: CostShares, lines: Sequence[int], fields: Sequence[int], *, less: Sequence[int] = (), unallocated: bool = False
) -> EntriesBehind:
    """The value entries behind the sum of some fields, less others, of some lines (places in `result.lines`)."""

    def load() -> Found:
        total = 0
        of: dict[int, int] = {}
        traced = result.in_parts
        added = (*fields, UNALLOCATED) if unallocated else tuple(fields)
        for place in lines:
            for amount in (*(traced.share(place, x) for x in added), *(-traced.share(place, x) for x in less)):
                if isinstance(amount, Parts):
                    total += amount.total
                    for row, part in amount.of.items():
                        of[row] = of.get(row, 0) + part
        kept = {row: part for row, part in of.items() if abs(part) > _TOLERANCE}
        if kept:  # roundings at the 28th decimal go to the largest part
            largest = max(kept, key=lambda row: (abs(kept[row]), -row))
            rest = total - sum(kept.values())
            assert abs(rest) <= _TOLERANCE * (len(of) + 1), "The value entries behind a share do not add up to it."
            kept[largest] += rest
        numbers = result.books.ledger.table("Value Entry")["Entry No."]
        ordered = sorted((int(numbers[row]), part) for row, part in kept.items())
        return [n for n, _ in ordered], [p for _, p in ordered]

    return EntriesBehind(load)


TOTAL_FIELDS = tuple(range(VARIANCE + 1))
