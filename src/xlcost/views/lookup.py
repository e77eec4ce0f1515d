"""Rows by entry number, for whole columns at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from xlcost.ledger import Ledger, Table
from xlcost.money import Array


def rows_of(ledger: Ledger, table: str, numbers: Array, caption: str = "Entry No.") -> Array:
    """Row position in `table` of each number, -1 where there is none."""
    keys, order, gapless = _sorted(ledger, table, caption)
    if not len(keys):
        return np.full(len(numbers), -1, dtype=np.int64)
    place = numbers - keys[0] if gapless else np.searchsorted(keys, numbers)
    place = np.clip(place, 0, len(keys) - 1)
    return np.where(keys[place] == numbers, order[place], -1)


def row_of(ledger: Ledger, table: str, number: int) -> int | None:
    """Row position in `table` of one entry number, None where there is none; without a dictionary of all of them."""
    found = int(rows_of(ledger, table, np.array([number], dtype=np.int64))[0])
    return None if found < 0 else found


def _sorted(ledger: Ledger, table: str, caption: str) -> tuple[Array, Array, bool]:
    """The numbers in ascending order, the row of each, and whether each is the one before plus 1 (their place is then a subtraction)."""
    memo = ("sorted rows", table, caption)
    if memo not in ledger.memo:
        column = ledger.table(table)[caption]
        order = np.argsort(column, kind="stable")
        keys = column[order]
        ledger.memo[memo] = (keys, order, bool((keys[1:] - keys[:-1] == 1).all()))
    found: tuple[Array, Array, bool] = ledger.memo[memo]
    return found


def in_print_order(table: Table, rows: Array, groups: Array, captions: Sequence[str]) -> Array:
    """Some rows of a table by their group (a number per row of the table), then by the columns."""
    keys = [table.codes(c)[0][rows] if table[c].dtype == object else table[c][rows] for c in reversed(captions)]
    found: Array = rows[np.lexsort((*keys, groups[rows]))]
    return found


def valued_quantity(ledger: Ledger) -> Array:
    """Valued Quantity of every value entry; the quantity of its item ledger entry where the export lacks the column (7)."""
    values = ledger.table("Value Entry")
    if "Valued Quantity" in values.given:
        return values["Valued Quantity"]
    if "valued quantity" not in ledger.memo:
        rows = rows_of(ledger, "Item Ledger Entry", values["Item Ledger Entry No."])
        quantity = np.zeros(values.length, dtype=np.int64)
        quantity[rows >= 0] = ledger.table("Item Ledger Entry")["Quantity"][rows[rows >= 0]]
        ledger.memo["valued quantity"] = quantity
    found: Array = ledger.memo["valued quantity"]
    return found


def first_rows(ledger: Ledger, table: str, caption: str, numbers: Array) -> Array:
    """Row with the lowest entry number among those that carry each number in `caption`, -1 when there is none."""
    memo = ("first rows", table, caption)
    if memo not in ledger.memo:
        rows = ledger.table(table)
        order = np.lexsort((rows["Entry No."], rows[caption]))
        ledger.memo[memo] = (rows[caption][order], order)
    keys, order = ledger.memo[memo]
    if not len(keys):
        return np.full(len(numbers), -1, dtype=np.int64)
    place = np.minimum(np.searchsorted(keys, numbers, side="left"), len(keys) - 1)
    return np.where(keys[place] == numbers, order[place], -1)
