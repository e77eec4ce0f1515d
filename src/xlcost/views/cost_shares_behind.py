"""The value entries behind the Total of a cost shares line (goals.md R8).

A total is made of the entry's own value entries, each with a weight that follows from the mode: a sale counts in full without its own
revaluation, a receipt in stock with its unsold part (its revaluation in full, [Q13]), a WIP line with the sign of the balance.
Tracing moves cost between the shares of a line, not into its total; where it does (revaluation carried by a
transfer) the weights do not reach the total, and the entries are traced instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from xlcost.ledger.options import ItemLedgerEntryType as T
from xlcost.ledger.options import ValueEntryType as V
from xlcost.money import FINE, Array, divide_half_away
from xlcost.views.behind import EntriesBehind, Found, merged
from xlcost.views.cost_shares import CostShares, SharesLine
from xlcost.views.cost_shares_parts import TOTAL_FIELDS, shares_behind
from xlcost.views.cost_shares_trace import INVENTORY, SALES
from xlcost.views.lookup import Grouped, rows_of, valued_quantity

Weights = tuple[Fraction, Fraction, Fraction]  # of direct cost, of the other types, of revaluation

_OTHERS = (int(V.ROUNDING), int(V.INDIRECT_COST), int(V.VARIANCE))
_TOLERANCE = 10**6  # fine units: the roundings of a long chain stay far below 0.00000000000000000001


def total_behind(result: CostShares, line: SharesLine) -> EntriesBehind | None:
    """Entries whose parts add up to the total of a line; None when the total is not made of them."""
    rows = _rows(result, line)
    parts = _parts(result, line, rows)
    if abs(sum(parts) - line.total) > _TOLERANCE:
        return None

    def load() -> Found:
        numbers = result.books.ledger.table("Value Entry")["Entry No."][rows].tolist()
        found = sorted((n, p) for n, p in zip(numbers, parts, strict=True) if p)
        return [n for n, _ in found], [p for _, p in found]

    return EntriesBehind(load)


def group_behind(result: CostShares, places: Sequence[int]) -> EntriesBehind:
    """Entries behind the total of some lines, found at the first look: by weight where that reaches the total, else traced (cost_shares_parts)."""

    def load() -> Found:
        parts = [total_behind(result, result.lines[place]) for place in places]
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            return shares_behind(result, places, TOTAL_FIELDS, unallocated=True).found()
        return merged(known).found()

    return EntriesBehind(load)


def _rows(result: CostShares, line: SharesLine) -> Array:
    """Rows of Value Entry of the entry of a line, dated up to the end."""
    books = result.books
    if line.buffer.capacity_entry:
        rows = _capacity_rows(result)[books.ledger.table("Capacity Ledger Entry").index[line.buffer.capacity_entry]]
    else:
        rows = books.value_rows[books.row_of[line.buffer.entry]]
    return np.asarray(rows[books.ledger.table("Value Entry")["Posting Date"][rows] <= books.end])


def _capacity_rows(result: CostShares) -> Grouped:
    ledger = result.books.ledger
    key = "value rows by capacity ledger entry"
    if key not in ledger.memo:
        owner = rows_of(ledger, "Capacity Ledger Entry", ledger.table("Value Entry")["Capacity Ledger Entry No."])
        ledger.memo[key] = Grouped(owner, ledger.table("Capacity Ledger Entry").length)
    found: Grouped = ledger.memo[key]
    return found


def _parts(result: CostShares, line: SharesLine, rows: Array) -> list[int]:
    """What each value entry contributes, in fine units."""
    values = result.books.ledger.table("Value Entry")
    valued = valued_quantity(result.books.ledger)
    direct, others, revaluation = _weights(result, line)
    found = []
    for row in rows.tolist():
        kind = int(values["Entry Type"][row])
        amount = int(values["Cost Amount (Actual)"][row])
        if kind != int(V.VARIANCE) or result.multi_level:
            amount += int(values["Cost Amount (Expected)"][row])
        if kind == int(V.REVALUATION):
            partial = result.multi_level and result.mode == INVENTORY and values["Partial Revaluation"][row] and valued[row]
            weight = Fraction(abs(line.quantity), abs(int(valued[row]))) if partial else revaluation
        elif kind == int(V.DIRECT_COST):
            weight = direct
        else:
            weight = others if kind in _OTHERS or result.multi_level else Fraction(0)
        found.append(divide_half_away(amount * FINE * weight.numerator, weight.denominator))
    return found


def _weights(result: CostShares, line: SharesLine) -> Weights:
    buffer = line.buffer
    one, zero = Fraction(1), Fraction(0)
    if result.mode == SALES:
        return (one, one, one if result.multi_level else zero)
    if result.mode == INVENTORY:
        left = Fraction(abs(line.quantity), abs(buffer.quantity)) if buffer.quantity else zero
        return (left, left, left if result.multi_level or result.clean else one)
    balance = result.clean or result.multi_level
    if buffer.capacity_entry:
        return (one, one, one) if balance else (-one, -one, -one)
    if buffer.type == int(T.OUTPUT):
        return (-one, zero, -one if line.shares[2] else zero) if balance else (one, one, one)
    return (-one, -one, -one)
