"""Increases and decreases split by type of entry: the figures of the bridge (valuation-reports.md 6.5, 6.7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from xlcost.ledger.options import ItemLedgerEntryType, ValueEntryType
from xlcost.money import sum_by, to_decimal
from xlcost.views.valuation import DECREASES, INCREASES, OPENING, Movement, Valuation, ValuationLine

_NAMES = {INCREASES: "Increases", DECREASES: "Decreases"}
_CAPTIONS = ("Invoiced Quantity", "Cost Amount (Actual)", "Cost Amount (Expected)")


def movement_detail(result: Valuation, lines: Sequence[ValuationLine] | None = None, by_entry_type: bool = False) -> list[dict[str, Any]]:
    """Records: Opening, one per block and Item Ledger Entry Type (and Entry Type), Closing.

    Keys: Block, Item Ledger Entry Type, Entry Type, Quantity, Value, Expected Value, Entries. Decreases are positive numbers, as in
    the report. Opening + Increases - Decreases = Closing, and each block adds up to the column of the report.
    """
    chosen = list(result.lines if lines is None else lines)
    opening, closing = (_sum(chosen, name) for name in ("starting", "ending"))
    found = [_row("Opening", "", "", opening, result.behind(chosen, [OPENING], _CAPTIONS[1:]))]
    for bucket in (INCREASES, DECREASES):
        found += _block(result, chosen, bucket, by_entry_type)
    found.append(_row("Closing", "", "", closing, result.behind(chosen, [OPENING, INCREASES, DECREASES], _CAPTIONS[1:])))
    return found


def _sum(lines: Sequence[ValuationLine], name: str) -> Movement:
    total = Movement()
    for line in lines:
        total = total.plus(getattr(line, name))
    return total


def _block(result: Valuation, lines: Sequence[ValuationLine], bucket: int, by_entry_type: bool) -> list[dict[str, Any]]:
    from xlcost.views.behind import sum_of

    rows = result.positions(lines, [bucket])
    values = result.values
    sign = -1 if bucket == DECREASES else 1
    kinds = values["Item Ledger Entry Type"][rows] * 16 + (values["Entry Type"][rows] if by_entry_type else 0)
    distinct, numbers = np.unique(kinds, return_inverse=True)
    sums = [(sign * sum_by(numbers, len(distinct), values[c][rows])).tolist() for c in _CAPTIONS]
    found = []
    for i, kind in enumerate(distinct.tolist()):
        entry_type = ValueEntryType.caption_of(kind % 16) if by_entry_type else ""
        behind = sum_of(values, lambda i=i: rows[numbers == i], _CAPTIONS[1:], sign)  # type: ignore[misc]
        movement = Movement(sums[1][i], sums[0][i], sums[2][i])
        found.append(_row(_NAMES[bucket], ItemLedgerEntryType.caption_of(kind // 16), entry_type, movement, behind))
    return found


def _row(block: str, kind: str, entry_type: str, movement: Movement, behind: Any) -> dict[str, Any]:
    return {
        "Block": block,
        "Item Ledger Entry Type": kind,
        "Entry Type": entry_type,
        "Quantity": to_decimal(movement.invoiced_quantity),
        "Value": to_decimal(movement.actual),
        "Expected Value": to_decimal(movement.expected),
        "Entries": behind,
    }
