"""What-if costing: four methods and the control on the same transactions, against posting and adjusting them once.

python bench/what_if.py [ENTRIES]
"""

from __future__ import annotations

import datetime as dt
import random
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.measure import Measured, clock, peak
from xlcost import Ledger, adjust_cost, post_item_journal, what_if


def lines(count: int, items: int, seed: int = 1) -> list[dict[str, object]]:
    chance = random.Random(seed)
    stock = [0] * items
    found: list[dict[str, object]] = []
    for n in range(count):
        i = chance.randrange(items)
        line = {"Posting Date": dt.date(2026, 1, 1) + dt.timedelta(days=n * 360 // count), "Item No.": f"I{i:05d}", "Document No.": f"D{n}"}
        if stock[i] < 10 or chance.random() < 0.4:
            quantity = chance.randint(1, 40)
            found.append({**line, "Entry Type": "Purchase", "Quantity": quantity, "Unit Amount": chance.randint(100, 900) / 100})
            stock[i] += quantity
        else:
            quantity = chance.randint(1, 10)
            found.append({**line, "Entry Type": "Sale", "Quantity": quantity})
            stock[i] -= quantity
    return found


def company(count: int) -> Ledger:
    """Items of three methods with so many item ledger entries, posted and adjusted."""
    items = max(10, count // 200)
    cards = [{"No.": f"I{i:05d}", "Costing Method": ("FIFO", "LIFO", "Average")[i % 3], "Standard Cost": 5} for i in range(items)]
    return adjust_cost(post_item_journal(Ledger.from_records({"Item": cards}), lines(count, items)).ledger).ledger


def measure(size: int) -> Iterator[Measured]:
    """Four methods and the control, beside posting and adjusting once; nothing of the largest size, which posting alone makes long."""
    if size >= 1_000_000:
        return
    start = clock()
    ledger = company(size)
    once = clock() - start
    start = clock()
    result = what_if(ledger, ["FIFO", "LIFO", "Average", "Standard"])
    taken = clock() - start
    assert all(c.ledger == c.rerun for c in result.controls)
    name = f"what-if costing, {size:,} item ledger entries: four methods and the control"
    yield Measured("what-if", name, taken, "posting and adjusting them once", once, memory=peak())


def main() -> None:
    """Prints the line of one size."""
    for measured in measure(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000):
        sys.stdout.write(measured.line() + "\n")


if __name__ == "__main__":
    main()
