"""A ledger that does not say what is adjusted: everything with entries is still to be adjusted (costing-engine.md 1.1).

Example: an export of items without the column Cost is Adjusted. Items that have entries read No, the others Yes; where the
column Applied Entry to Adjust is absent, every item ledger entry is one. Entry points that are absent follow when an item is
lifted (`Books.derive_points`). Whatever is posted first, the next `adjust_cost` looks at all of them.
"""

from __future__ import annotations

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.derive import adjusted_items


def with_adjustment_state(ledger: Ledger) -> Ledger:
    """The ledger with the columns that say what is to be adjusted."""
    items, entries = ledger.table("Item"), ledger.table("Item Ledger Entry")
    if not entries.length:
        return ledger
    changed = []
    if "Applied Entry to Adjust" not in entries.given:
        changed.append(entries.with_columns({"Applied Entry to Adjust": np.ones(entries.length, dtype=np.bool_)}))
    if "Cost is Adjusted" not in items.given:
        items = items.with_columns({"Cost is Adjusted": adjusted_items(items, entries)})
        changed.append(items)
    result: Ledger = ledger.with_tables(*changed) if changed else ledger
    return result
