"""Low-level codes: components before what is made from them (costing-engine.md 1.1, 4.1)."""

from __future__ import annotations

import numpy as np

from xlcost.costing.entries import ASSEMBLY_CONSUMPTION, ASSEMBLY_OUTPUT, CONSUMPTION, OUTPUT
from xlcost.ledger import Ledger


def low_level_codes(ledger: Ledger) -> dict[str, int]:
    """Low-Level Code per item: the column, and no less than the longest path over the orders' consumption and output."""
    items, entries = ledger.table("Item"), ledger.table("Item Ledger Entry")
    found = dict(items.tuples(("No.", "Low-Level Code"))) if "Low-Level Code" in items.given else {}
    kinds = entries["Entry Type"]
    rows = np.flatnonzero(np.isin(kinds, (CONSUMPTION, OUTPUT, ASSEMBLY_CONSUMPTION, ASSEMBLY_OUTPUT)))
    orders: dict[tuple[int, str, int], tuple[set[str], set[str]]] = {}
    for item, kind, order_type, order_no, line in entries.tuples(("Item No.", "Entry Type", "Order Type", "Order No.", "Order Line No."), rows):
        key = (order_type, order_no, line if kind in (CONSUMPTION, OUTPUT) else 0)
        orders.setdefault(key, (set(), set()))[kind in (OUTPUT, ASSEMBLY_OUTPUT)].add(item)
    edges = {(made, part) for parts, outputs in orders.values() for made in outputs for part in parts if made != part}
    for _ in range(len({made for made, _ in edges}) + 1):  # a longest path has at most that many steps; a cycle ends here too
        moved = False
        for made, part in edges:
            level = found.get(made, 0) + 1
            if found.get(part, 0) < level:
                found[part] = level
                moved = True
        if not moved:
            break
    return found
