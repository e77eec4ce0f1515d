"""What-if costing: four methods and the control on the same transactions, against posting and adjusting them once.

python bench/what_if.py [ENTRIES]
"""

from __future__ import annotations

import datetime as dt
import random
import resource
import sys
import time

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


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    items = max(10, count // 200)
    cards = [{"No.": f"I{i:05d}", "Costing Method": ("FIFO", "LIFO", "Average")[i % 3], "Standard Cost": 5} for i in range(items)]
    ledger = Ledger.from_records({"Item": cards})
    start = time.process_time()
    ledger = adjust_cost(post_item_journal(ledger, lines(count, items)).ledger).ledger
    once = time.process_time() - start
    start = time.process_time()
    result = what_if(ledger, ["FIFO", "LIFO", "Average", "Standard"])
    taken = time.process_time() - start
    assert all(c.ledger == c.rerun for c in result.controls)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{count:,} item ledger entries, {items:,} items: posted and adjusted once in {once:.1f} s of CPU,")
    print(f"four methods and the control in {taken:.1f} s: {taken / once:.1f} x; peak {peak:,} MB")


if __name__ == "__main__":
    main()
