"""Calculated fields (FlowFields): never stored, always in records() (costing-engine.md 1.1, 1.4, 1.7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from xlcost.ledger.calculated_projects import project_fields
from xlcost.ledger.options import ValueEntryType
from xlcost.ledger.table import Table
from xlcost.money import Array, sum_by

if TYPE_CHECKING:
    from xlcost.ledger.ledger import Ledger

_VALUE_SUMS = (
    "Cost Amount (Actual)",
    "Cost Amount (Expected)",
    "Cost Amount (Non-Invtbl.)",
    "Sales Amount (Actual)",
    "Sales Amount (Expected)",
    "Purchase Amount (Actual)",
    "Purchase Amount (Expected)",
)


def group_sums(owners: Table, key: str, rows: Table, link: str, captions: tuple[str, ...], mask: Array | None = None) -> dict[str, Array]:
    """Per owner row the sums of columns of the rows that point to it."""
    place = {value: i for i, value in enumerate(owners[key].tolist())}
    target = np.fromiter((place.get(v, owners.length) for v in rows[link].tolist()), np.int64, rows.length)
    if mask is not None:
        target = np.where(mask, target, owners.length)
    return {c: sum_by(target, owners.length + 1, rows[c])[:-1] for c in captions}


def _item_ledger_entry(ledger: Ledger) -> dict[str, Array]:
    return group_sums(ledger.table("Item Ledger Entry"), "Entry No.", ledger.table("Value Entry"), "Item Ledger Entry No.", _VALUE_SUMS)


def _capacity_ledger_entry(ledger: Ledger) -> dict[str, Array]:
    owners, values = ledger.table("Capacity Ledger Entry"), ledger.table("Value Entry")
    found = {}
    for caption, kind in (("Direct Cost", ValueEntryType.DIRECT_COST), ("Overhead Cost", ValueEntryType.INDIRECT_COST)):
        mask = values["Entry Type"] == int(kind)
        sums = group_sums(owners, "Entry No.", values, "Capacity Ledger Entry No.", ("Cost Amount (Actual)",), mask)
        found[caption] = sums["Cost Amount (Actual)"]
    return found


def _item(ledger: Ledger) -> dict[str, Array]:
    items, entries = ledger.table("Item"), ledger.table("Item Ledger Entry")
    sums = group_sums(items, "No.", entries, "Item No.", ("Quantity", "Invoiced Quantity"))
    queue, values = ledger.table("Post Value Entry to G/L"), ledger.table("Value Entry")
    names = dict(zip(values["Entry No."].tolist(), values["Item No."].tolist(), strict=True))
    waiting = {item or names.get(no, "") for no, item in zip(queue["Value Entry No."].tolist(), queue["Item No."].tolist(), strict=True)}
    posted = np.array([no not in waiting for no in items["No."].tolist()], dtype=np.bool_)
    return {"Inventory": sums["Quantity"], "Net Invoiced Qty.": sums["Invoiced Quantity"], "Cost is Posted to G/L": posted}


_CALCULATIONS: dict[str, Callable[[Ledger], dict[str, Array]]] = {
    "Item": _item,
    "Item Ledger Entry": _item_ledger_entry,
    "Capacity Ledger Entry": _capacity_ledger_entry,
    "Project": project_fields,
}


def calculated_fields(ledger: Ledger, table: str) -> dict[str, Array]:
    """Calculated columns of a table by caption; empty when it has none."""
    calculate = _CALCULATIONS.get(table)
    return calculate(ledger) if calculate else {}
