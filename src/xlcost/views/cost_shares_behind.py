"""The value entries behind the Total of a cost shares line (goals.md R8).

A total is made of the entry's own value entries, each with a weight that follows from the mode: a sale counts in full without its own
revaluation, a receipt in stock with its unsold part (its revaluation in full, [Q13]), a WIP line with the sign of the balance.
Tracing moves cost between the shares of a line, not into its total; where it does (revaluation carried by a
transfer) the weights do not reach the total, and the entries are traced instead.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from xlcost.ledger.grouped import Grouped
from xlcost.ledger.options import ItemLedgerEntryType as T
from xlcost.ledger.options import ValueEntryType as V
from xlcost.money import FINE, Array, divide_half_away
from xlcost.views.behind import EntriesBehind, Found
from xlcost.views.cost_shares import CostShares
from xlcost.views.cost_shares_lines import SharesLine
from xlcost.views.cost_shares_parts import TOTAL_FIELDS, shares_behind
from xlcost.views.cost_shares_trace import INVENTORY, SALES
from xlcost.views.lookup import rows_of, valued_quantity

Weight = tuple[int, int]  # numerator, denominator
Weights = tuple[Weight, Weight, Weight]  # of direct cost, of the other types, of revaluation
_Entry = tuple[int, int, int]

_WHOLE, _NOTHING, _LESS = (1, 1), (0, 1), (-1, 1)
_DIRECT_COST, _REVALUATION = int(V.DIRECT_COST), int(V.REVALUATION)
_OTHERS = (int(V.ROUNDING), int(V.INDIRECT_COST), int(V.VARIANCE))
_TOLERANCE = 10**6  # fine units: the roundings of a long chain stay far below 0.00000000000000000001


def group_behind(result: CostShares, places: range) -> EntriesBehind:
    """Entries behind the total of some lines, found at the first look: by weight where that reaches the total, else traced (cost_shares_parts)."""

    def load() -> Found:
        found = _by_weight(result, places)
        if found is None:
            return shares_behind(result, places, TOTAL_FIELDS, unallocated=True).found()
        numbers = sorted(found)
        return numbers, [found[n] for n in numbers]

    return EntriesBehind(load)


def _by_weight(result: CostShares, places: range) -> dict[int, int] | None:
    """Part of each value entry (by its number) in the totals of some lines; None when the total of a line is not made of such parts."""
    if not places:
        return {}
    rows, counts = _rows(result, places)
    numbers = result.books.ledger.table("Value Entry")["Entry No."][rows].tolist()
    entries = _entries(result, rows)
    found: dict[int, int] = {}
    start = 0
    for line, count in zip(result.lines[places[0] : places[-1] + 1], counts.tolist(), strict=True):
        parts = _parts(result, line, entries[start : start + count])
        if abs(sum(parts) - line.total) > _TOLERANCE:
            return None
        for number, part in zip(numbers[start : start + count], parts, strict=True):
            if part:
                found[number] = found.get(number, 0) + part
        start += count
    return found


def _rows(result: CostShares, places: range) -> tuple[Array, Array]:
    """Rows of Value Entry of the entries of some lines, dated up to the end, line by line; and how many each line has."""
    books = result.books
    ledger, (entries, capacities) = books.ledger, result.lines.entries(places[0], places[-1] + 1)
    if capacities.any():
        owners = ledger.table("Capacity Ledger Entry").index
        pairs = zip(entries.tolist(), capacities.tolist(), strict=True)
        found = [_capacity_rows(result)[owners[c]] if c else books.value_rows[books.row_of[e]] for e, c in pairs]
        rows, counts = np.concatenate(found), np.array([len(part) for part in found], dtype=np.int64)
    else:
        rows, counts = books.value_rows.counted(rows_of(ledger, "Item Ledger Entry", entries))
    inside = ledger.table("Value Entry")["Posting Date"][rows] <= books.end
    line = np.repeat(np.arange(len(places)), counts)[inside]
    return rows[inside], np.bincount(line, minlength=len(places))


def _capacity_rows(result: CostShares) -> Grouped:
    ledger = result.books.ledger
    key = "value rows by capacity ledger entry"
    if key not in ledger.memo:
        owner = rows_of(ledger, "Capacity Ledger Entry", ledger.table("Value Entry")["Capacity Ledger Entry No."])
        ledger.memo[key] = Grouped(owner, ledger.table("Capacity Ledger Entry").length)
    found: Grouped = ledger.memo[key]
    return found


def _entries(result: CostShares, rows: Array) -> list[_Entry]:
    """Entry type, amount in ticks, and the valued quantity where the weight of an entry depends on it (else 0) of rows of Value Entry."""
    values = result.books.ledger.table("Value Entry")
    kinds, amounts = values["Entry Type"][rows], values["Cost Amount (Actual)"][rows].copy()
    with_expected = np.ones(len(rows), dtype=np.bool_) if result.multi_level else kinds != int(V.VARIANCE)
    amounts[with_expected] += values["Cost Amount (Expected)"][rows][with_expected]
    valued = np.zeros(len(rows), dtype=np.int64)
    if result.multi_level and result.mode == INVENTORY:
        partial = values["Partial Revaluation"][rows] & (kinds == int(V.REVALUATION))
        valued[partial] = np.abs(valued_quantity(result.books.ledger)[rows][partial])
    return list(zip(kinds.tolist(), amounts.tolist(), valued.tolist(), strict=True))


def _parts(result: CostShares, line: SharesLine, entries: Sequence[_Entry]) -> list[int]:
    """What each value entry contributes, in fine units."""
    direct, others, revaluation = _weights(result, line)
    found = []
    for kind, amount, valued in entries:
        if kind == _REVALUATION:
            part, whole = (abs(line.quantity), valued) if valued else revaluation
        elif kind == _DIRECT_COST:
            part, whole = direct
        else:
            part, whole = others if kind in _OTHERS or result.multi_level else _NOTHING
        found.append(divide_half_away(amount * FINE * part, whole))
    return found


def _weights(result: CostShares, line: SharesLine) -> Weights:
    buffer = line.buffer
    one, zero, less = _WHOLE, _NOTHING, _LESS
    if result.mode == SALES:
        return (one, one, one if result.multi_level else zero)
    if result.mode == INVENTORY:
        left = (abs(line.quantity), abs(buffer.quantity)) if buffer.quantity else zero
        return (left, left, left if result.multi_level or result.clean else one)
    balance = result.clean or result.multi_level
    if buffer.capacity_entry:
        return (one, one, one) if balance else (less, less, less)
    if buffer.type == int(T.OUTPUT):
        return (less, zero, less if line.shares[2] else zero) if balance else (one, one, one)
    return (less, less, less)
