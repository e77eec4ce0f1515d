"""F1: purchases and sales through the engine per costing method, beside a textbook FIFO queue and beancount's booking.

The peers match quantities and costs and nothing else; the engine also checks each line and writes item ledger, value and application entries.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
from collections import deque
from collections.abc import Iterator

from bench.engine import journal, masters
from bench.measure import Measured, best, clock, peak
from xlcost import adjust_cost, post_item_journal
from xlcost.money import TICKS

BEANCOUNT_UP_TO = 20_000


class TextbookFifo:
    """The queue of [quantity, rate] bins that inventory textbooks and most ERPs use, in whole numbers."""

    def __init__(self) -> None:
        self.bins: deque[list[int]] = deque()

    def receive(self, quantity: int, rate: int) -> None:
        """A bin at the end; one of the same rate is topped up."""
        if self.bins and self.bins[-1][1] == rate:
            self.bins[-1][0] += quantity
        else:
            self.bins.append([quantity, rate])

    def issue(self, quantity: int) -> int:
        """Cost of what leaves the queue from its beginning."""
        cost = 0
        while quantity:
            first = self.bins[0]
            taken = min(quantity, first[0])
            cost += taken * first[1]
            quantity -= taken
            first[0] -= taken
            if not first[0]:
                self.bins.popleft()
        return cost


def rows(size: int) -> list[tuple[str, int, int, int]]:
    """(item, 0 = purchase and 1 = sale, quantity, price in cents) in posting order."""
    table = journal(size, 500, late=False)
    captions = ("Item No.", "Entry Type", "Quantity", "Unit Amount")
    return [(item, kind, quantity // TICKS, price // (TICKS // 100)) for item, kind, quantity, price in table.tuples(captions)]


def textbook(lines: list[tuple[str, int, int, int]]) -> int:
    """Cost of all sales by the queue."""
    queues: dict[str, TextbookFifo] = {}
    sold = 0
    for item, kind, quantity, price in lines:
        queue = queues.get(item)
        if queue is None:
            queue = queues[item] = TextbookFifo()
        if kind:
            sold += queue.issue(quantity)
        else:
            queue.receive(quantity, price)
    return sold


def beancount(lines: list[tuple[str, int, int, int]]) -> float | None:
    """Seconds that beancount takes to book the same lots first in, first out; None when it is not installed."""
    if importlib.util.find_spec("beancount") is None:
        return None
    from beancount.parser import booking, parser

    day = dt.date(2026, 1, 1)
    text = [f"{day} open Assets:Stock:{i} \"FIFO\"" for i in sorted({line[0].title() for line in lines})] + [f"{day} open Expenses:Cogs", f"{day} open Assets:Cash"]
    for n, (item, kind, quantity, price) in enumerate(lines):
        date, lot = day + dt.timedelta(days=n * 300 // len(lines)), f"Assets:Stock:{item.title()}"
        if kind:
            text.append(f'{date} * "sale"\n  {lot}  -{quantity} {item} {{}}\n  Expenses:Cogs')
        else:
            text.append(f'{date} * "purchase"\n  {lot}  {quantity} {item} {{{price / 100:.2f} GBP}}\n  Assets:Cash')
    entries, errors, options = parser.parse_string("\n".join(text))
    assert not errors, errors[:3]
    start = clock()
    _, errors = booking.book(entries, options)
    assert not errors, errors[:3]
    return clock() - start


def measure(size: int) -> Iterator[Measured]:
    """Seconds for the lines; peers per line are scaled to the same number of lines."""
    lines = rows(size)
    queue = best(lambda: textbook(lines))
    few = lines[: min(size, BEANCOUNT_UP_TO)]
    lots = beancount(few)
    lots = None if lots is None else lots * size / len(few)
    for method in ("FIFO", "LIFO", "Average"):
        base = masters(500, (method,)).with_tables(journal(size, 500, late=False))
        seconds = best(lambda b=base: adjust_cost(post_item_journal(b).ledger), 2 if size <= 100_000 else 1)  # type: ignore[misc]
        name = f"{size:,} purchases and sales of {method} items: entries, applications, adjustment ({size / seconds:,.0f} rows/s)"
        if method == "FIFO":
            yield Measured("F1", name, seconds, "textbook FIFO queue, costs only", queue, "1,500,000 rows/s; at least 3 x", 3 * seconds <= queue, peak())
            yield Measured("F1", name, seconds, f"beancount, booking only (measured on {len(few):,})", lots, "at least 190 x", None if lots is None else lots >= 190 * seconds)
        else:
            yield Measured("F1", name, seconds, memory=peak())
