"""F1 and F2: item journal posting and cost adjustment, beside a textbook FIFO, beancount's booking and the layers alone.

python bench/costing.py [--size 100000] [--double]
"""

from __future__ import annotations

import resource
import time
from typing import Any

import numpy as np

from xlcost import Ledger, adjust_cost, post_item_journal
from xlcost.ledger.table import Table
from xlcost.ledger.tables import BY_NAME
from xlcost.money import CENT, TICKS

FIRST = 739_617  # 2026-01-01
METHODS = ("FIFO", "LIFO", "Average", "Standard")


def masters(items: int, methods: tuple[str, ...] = METHODS) -> Ledger:
    """Items of each costing method in turn, and what posting needs."""
    return Ledger.from_records(
        {
            "Item": [
                {
                    "No.": f"ITEM{n:05d}", "Costing Method": methods[n % len(methods)], "Base Unit of Measure": "PCS", "Inventory Posting Group": "RESALE",
                    "Gen. Prod. Posting Group": "RETAIL", "Standard Cost": "55", "Unit Cost": "55",
                }
                for n in range(items)
            ],
            "General Ledger Setup": [{"LCY Code": "GBP"}],
            "Inventory Setup": [{"Automatic Cost Posting": False}],
            "Accounting Period": [{"Starting Date": f"2026-{m:02d}-01", "New Fiscal Year": m == 1} for m in range(1, 13)],
        }
    )  # fmt: skip


def journal(entries: int, items: int, seed: int = 1) -> Table:
    """Receipts and sales in turn, a quarter of the receipts invoiced later at another price: so many item ledger entries."""
    random = np.random.default_rng(seed)
    pairs = entries // 2
    late = np.flatnonzero(random.random(pairs) < 0.25)
    # receipts first within a pair, invoices of late receipts at the end of the journal
    item = random.integers(0, items, pairs)
    day = np.sort(FIRST + random.integers(0, 300, pairs))
    bought = random.integers(5, 20, pairs)
    sold = np.minimum(random.integers(1, 15, pairs), bought)
    price = random.integers(100, 9_000, pairs)
    is_late = np.zeros(pairs, dtype=np.bool_)
    is_late[late] = True
    n, extra = 2 * pairs, len(late)

    def both(first: Any, second: Any, third: Any) -> Any:
        return np.concatenate([np.stack([first, second], axis=1).reshape(-1), third])

    quantity = both(bought, sold, np.zeros(extra, dtype=np.int64)) * TICKS
    invoiced = both(np.where(is_late, 0, bought), sold, bought[late]) * TICKS
    unit = both(price, np.zeros(pairs, dtype=np.int64), price[late] + random.integers(-50, 50, extra)) * CENT
    kind = both(np.zeros(pairs, dtype=np.int64), np.ones(pairs, dtype=np.int64), np.zeros(extra, dtype=np.int64))
    numbers = both(item, item, item[late])
    days = both(day, day, np.full(extra, FIRST + 310))
    shipment = np.concatenate([np.zeros(n, dtype=np.int64), 2 * late + 1])
    columns = {
        "Posting Date": days,
        "Entry Type": kind,
        "Item No.": np.array([f"ITEM{i:05d}" for i in numbers.tolist()], dtype=object),
        "Document No.": np.array([f"D{i:07d}" for i in range(n + extra)], dtype=object),
        "Quantity": quantity.astype(object),
        "Invoiced Quantity": invoiced.astype(object),
        "Unit Amount": unit.astype(object),
        "Item Shpt. Entry No.": shipment,
        "Gen. Bus. Posting Group": np.array(["DOMESTIC"] * (n + extra), dtype=object),
    }
    return Table(BY_NAME["Item Journal Line"], n + extra, columns)


def main() -> None:
    import sys

    size = int(sys.argv[1])
    base = masters(500).with_tables(journal(size, 500))
    t = time.perf_counter()
    posted = post_item_journal(base)
    t1 = time.perf_counter()
    adjust_cost(posted.ledger)
    t2 = time.perf_counter()
    print(size, "post", t1 - t, "adjust", t2 - t1, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    main()
