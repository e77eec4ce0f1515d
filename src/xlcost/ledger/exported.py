"""Costs of item ledger entries as the input exported them, against the sum of their value entries (audit rule G11).

Calculated fields of the input are not kept, so this is tested while reading. The problems carry the result to the audit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcost.ledger.calculated import calculated_fields
from xlcost.ledger.number_index import NumberIndex
from xlcost.ledger.rules import problem
from xlcost.ledger.schema import normal
from xlcost.ledger.tables import BY_NAME
from xlcost.ledger.values import Unreadable, parse
from xlcost.money import Array, to_decimal
from xlcost.problems import Problem

if TYPE_CHECKING:
    from xlcost.ledger.ledger import Ledger

OWNER = "Item Ledger Entry"
CAPTIONS = ("Cost Amount (Actual)", "Cost Amount (Expected)")

Exported = tuple[Array, Mapping[str, Array]]  # entry numbers, and per caption the exported ticks


def exported_of(records: Sequence[Mapping[str, Any]]) -> Exported | None:
    """The exported costs of records of item ledger entries; None when they carry none."""
    given = {normal(k): k for k in records[0]} if records else {}
    captions = {c: given[normal(c)] for c in CAPTIONS if normal(c) in given}
    number = given.get(normal("Entry No."))
    if not captions or number is None:
        return None
    columns = {c.caption: c for c in BY_NAME[OWNER].calculated}
    try:
        numbers = np.array([int(r[number]) for r in records], dtype=np.int64)
        amounts = {c: np.array([parse(columns[c], r.get(k)) for r in records], dtype=np.int64) for c, k in captions.items()}
    except (Unreadable, KeyError, TypeError, ValueError):
        return None  # the defect is told where the column itself is read
    return numbers, amounts


def exported_problems(ledger: Ledger, exported: Exported | None) -> list[Problem]:
    """G11: one per item ledger entry whose exported cost differs; none where the input has no value entries to compare with."""
    if exported is None or not ledger.table("Value Entry").length:
        return []
    numbers, amounts = exported
    entries, calculated = ledger.table(OWNER), calculated_fields(ledger, OWNER)
    rows = NumberIndex(entries["Entry No."]).at(numbers)
    found = []
    for caption, ticks in amounts.items():
        differs = (rows >= 0) & (calculated[caption][rows] != ticks)
        for i in np.flatnonzero(differs).tolist():
            what = f"{caption} was exported as {to_decimal(ticks[i])}, its value entries add up to {to_decimal(calculated[caption][rows[i]])}."
            found.append(problem("G11", f"{OWNER} {int(numbers[i])}", what))
    return found
