"""Item Register - Value: what exactly a posting run changed (valuation-reports.md 5.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import ItemLedgerEntryType, ValueEntryType
from xlcost.money import FINE, TICKS, divide_half_away
from xlcost.views.filters import Predicate, selected
from xlcost.views.lookup import valued_quantity

LEFT = (*range(5), int(ValueEntryType.DIRECT_COST_NON_INVENTORY))  # entry types of the left footer block
RIGHT = tuple(int(t) for t in ItemLedgerEntryType)  # item ledger entry types of the right block


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One value entry of a register: internal values by caption, unit amount in fine units, description as printed."""

    values: dict[str, Any]
    unit_amount: int
    description: str


@dataclass(frozen=True, slots=True)
class Footer:
    """Sums of a register (or of all), in ticks: by Entry Type (actual, expected), by Item Ledger Entry Type (sales, actual, expected)."""

    left: dict[int, tuple[int, int]]
    right: dict[int, tuple[int, int, int]]
    occurred_left: frozenset[int]
    occurred_right: frozenset[int]

    def rows(self, clean: bool) -> list[int]:
        """Ordinals whose footer row shows: occurred in either block [Q21]; clean: one of the sums is not zero."""
        ordinals = sorted({*self.left, *self.right, *LEFT, *RIGHT})
        if clean:
            return [i for i in ordinals if any(self.left.get(i, ())) or any(self.right.get(i, ()))]
        return [i for i in ordinals if i in self.occurred_left or i in self.occurred_right]


@dataclass(frozen=True, slots=True)
class Register:
    """One item register with its value entries."""

    no: int
    lines: Sequence[RegisterLine]


CAPTIONS = (
    "Entry No.",
    "Posting Date",
    "Entry Type",
    "Item No.",
    "Invoiced Quantity",
    "Sales Amount (Actual)",
    "Discount Amount",
    "Cost per Unit",
    "Cost Amount (Actual)",
    "Cost Amount (Expected)",
    "Item Ledger Entry Type",
    "Item Ledger Entry No.",
)


def item_registers(ledger: Ledger, accepts: Predicate | None = None, clean: bool = False) -> list[Register]:
    """Registers inside the filter, by number, with their value entries by entry number."""
    registers, values = ledger.table("Item Register"), ledger.table("Value Entry")
    chosen = selected(registers, "No.", accepts)
    rows = np.arange(registers.length) if chosen is None else np.flatnonzero(chosen)
    descriptions = dict(ledger.table("Item").tuples(("No.", "Description")))
    order = np.argsort(values["Entry No."], kind="stable")
    numbers, of_register, valued = values["Entry No."][order], values["Item Register No."], valued_quantity(ledger)
    found = []
    before = ""
    for no, first, last in sorted(registers.tuples(("No.", "From Value Entry No.", "To Value Entry No."), rows)):
        mine = order[np.searchsorted(numbers, first) : np.searchsorted(numbers, last, side="right")]
        mine = mine[(of_register[mine] == 0) | (of_register[mine] == no)]
        lines = []
        for row, fields in zip(mine.tolist(), values.tuples(CAPTIONS, mine), strict=True):
            record = dict(zip(CAPTIONS, fields, strict=True))
            item = record["Item No."]
            text = descriptions.get(item, "" if clean else before)
            before = text
            sales = record["Sales Amount (Actual)"] + record["Discount Amount"]
            unit = divide_half_away(sales * TICKS * FINE, int(valued[row])) if valued[row] else 0
            lines.append(RegisterLine(record, unit, text))
        found.append(Register(no, lines))
    return found


def footer(lines: Sequence[RegisterLine]) -> Footer:
    """The footer sums of some lines."""
    left: dict[int, tuple[int, int]] = {}
    right: dict[int, tuple[int, int, int]] = {}
    for line in lines:
        v = line.values
        a, b = left.get(v["Entry Type"], (0, 0))
        left[v["Entry Type"]] = (a + v["Cost Amount (Actual)"], b + v["Cost Amount (Expected)"])
        s, a, b = right.get(v["Item Ledger Entry Type"], (0, 0, 0))
        right[v["Item Ledger Entry Type"]] = (
            s + v["Sales Amount (Actual)"],
            a + v["Cost Amount (Actual)"],
            b + v["Cost Amount (Expected)"],
        )
    return Footer(left, right, frozenset(left), frozenset(right))
