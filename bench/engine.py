"""F2: item journal posting and full cost adjustment of all costing methods; F1 takes its journal from here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from bench.measure import Measured, clock, peak
from xlcost import Ledger, adjust_cost, post_item_journal
from xlcost.ledger.table import Table
from xlcost.ledger.tables import BY_NAME
from xlcost.money import CENT, TICKS

FIRST = 739_617  # 2026-01-01
METHODS = ("FIFO", "LIFO", "Average", "Standard")
SMALL = 10_000


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


def journal(entries: int, items: int, seed: int = 1, late: bool = True) -> Table:
    """Receipts and sales in turn: so many item ledger entries. With `late` a quarter of the receipts is invoiced later at another price."""
    random = np.random.default_rng(seed)
    pairs = entries // 2
    later = np.flatnonzero(random.random(pairs) < (0.25 if late else 0))
    # receipts first within a pair, invoices of late receipts at the end of the journal
    item = random.integers(0, items, pairs)
    day = np.sort(FIRST + random.integers(0, 300, pairs))
    bought = random.integers(5, 20, pairs)
    sold = np.minimum(random.integers(1, 15, pairs), bought)
    price = random.integers(100, 9_000, pairs)
    is_late = np.zeros(pairs, dtype=np.bool_)
    is_late[later] = True
    n, extra = 2 * pairs, len(later)

    def both(first: Any, second: Any, third: Any) -> Any:
        return np.concatenate([np.stack([first, second], axis=1).reshape(-1), third])

    quantity = both(bought, sold, np.zeros(extra, dtype=np.int64)) * TICKS
    invoiced = both(np.where(is_late, 0, bought), sold, bought[later]) * TICKS
    unit = both(price, np.zeros(pairs, dtype=np.int64), price[later] + random.integers(-50, 50, extra)) * CENT
    kind = both(np.zeros(pairs, dtype=np.int64), np.ones(pairs, dtype=np.int64), np.zeros(extra, dtype=np.int64))
    numbers = both(item, item, item[later])
    days = both(day, day, np.full(extra, FIRST + 310))
    shipment = np.concatenate([np.zeros(n, dtype=np.int64), 2 * later + 1])
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


def measure(size: int) -> Iterator[Measured]:
    """Posting and full adjustment: seconds at this size, how they grow from half of it, and what an entry takes from SMALL entries on."""
    times = {}
    for entries in sorted({min(SMALL, size), size // 2, size}):
        base = masters(500).with_tables(journal(entries, 500))
        runs = []
        for _ in range(3 if entries <= 100_000 else 1):
            start = clock()
            posted = post_item_journal(base).ledger
            middle = clock()
            adjusted = adjust_cost(posted).ledger
            runs.append((clock() - start, middle - start))
        times[entries] = min(runs)
    whole, posting = times[size]
    growth = whole / times[size // 2][0]
    values = adjusted.table("Value Entry").length
    few = min(SMALL, size)
    note = f"posting {posting:.1f} s, adjusting {whole - posting:.1f} s, {growth:.2f} x the time of half the size; "
    note += f"{whole / size * 1e6:.0f} µs an entry, {times[few][0] / few * 1e6:.0f} µs when there are {few:,}"
    name = f"post and fully adjust {size:,} item ledger entries of FIFO, LIFO, Average and Standard items: {values:,} value entries, applications, rounding"
    yield Measured("F2", name, whole, target="100,000: 4 s; linear (2.2 x)", holds=growth <= 2.2 and (size > 100_000 or whole <= 4), memory=peak(), note=note)
