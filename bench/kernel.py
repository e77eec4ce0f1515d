"""F1: costs of 100,000 purchases and sales from columns (costing.plain_costs), beside FIFO queues and beancount's booking; then the whole engine.

The peers match quantities and costs, as the columns do. The engine also checks every line and writes item ledger, value and application entries.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
from collections import deque
from collections.abc import Callable, Iterator

import numpy as np

from bench.engine import journal, masters
from bench.measure import Measured, best, clock, peak
from xlcost import adjust_cost, post_item_journal
from xlcost.costing.plain_costs import average_costs, fit_columns, layer_costs, never_short
from xlcost.money import TICKS, Array

BEANCOUNT_UP_TO = 20_000
METHODS = ("FIFO", "LIFO", "Average")


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


class ErpFifo:
    """A valuation queue as open-source ERPs keep it: bins of [quantity, rate] in floats, quantities rounded after every step, what was consumed handed back."""

    def __init__(self) -> None:
        self.bins: list[list[float]] = []

    def add_stock(self, quantity: float, rate: float) -> None:
        """A bin at the end; the last one is topped up when it is empty or of the same rate."""
        if not self.bins:
            self.bins.append([0.0, 0.0])
        if self.bins[-1][1] == rate:
            self.bins[-1][0] += quantity
        elif self.bins[-1][0] > 0:
            self.bins.append([quantity, rate])
        else:
            self.bins[-1] = [self.bins[-1][0] + quantity, rate]

    def remove_stock(self, quantity: float) -> list[tuple[float, float]]:
        """The bins, or parts of bins, that are consumed from the beginning."""
        consumed = []
        while quantity:
            first = self.bins[0]
            if quantity >= first[0]:
                quantity = round(quantity - first[0], 9)
                consumed.append((first[0], first[1]))
                self.bins.pop(0)
                if not self.bins and quantity:
                    self.bins.append([-quantity, first[1]])
                    consumed.append((quantity, first[1]))
                    break
            else:
                first[0] = round(first[0] - quantity, 9)
                consumed.append((quantity, first[1]))
                quantity = 0
        return consumed


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


def erp(lines: list[tuple[str, int, int, int]]) -> float:
    """Cost of all sales by the ERP's queue."""
    queues: dict[str, ErpFifo] = {}
    sold = 0.0
    for item, kind, quantity, price in lines:
        queue = queues.get(item)
        if queue is None:
            queue = queues[item] = ErpFifo()
        if kind:
            sold += round(sum(number * rate for number, rate in queue.remove_stock(float(quantity))), 2)
        else:
            queue.add_stock(float(quantity), price / 100)
    return sold


def columns(size: int) -> tuple[Array, Array, Array, Array]:
    """(item number, last day of the month, quantity, amount) of the same lines in ticks, quantities of sales below 0."""
    table = journal(size, 500, late=False)
    items = table.codes("Item No.")[0]
    quantity, price = (table[c].astype(np.int64) for c in ("Quantity", "Unit Amount"))
    return items, table["Posting Date"] // 30, np.where(table["Entry Type"] == 0, quantity, -quantity), quantity // TICKS * price


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
    """Seconds for the lines; beancount's are scaled from fewer."""
    lines = rows(size)
    queue, bins = best(lambda: textbook(lines)), best(lambda: erp(lines))
    few = lines[: min(size, BEANCOUNT_UP_TO)]
    lots = beancount(few)
    lots = None if lots is None else lots * size / len(few)
    yield from _from_columns(size, queue, bins, lots, f"beancount, booking only (measured on {len(few):,})")
    for method in METHODS:
        base = masters(500, (method,)).with_tables(journal(size, 500, late=False))
        seconds = best(lambda b=base: adjust_cost(post_item_journal(b).ledger), 2 if size <= 100_000 else 1)  # type: ignore[misc]
        name = f"{size:,} purchases and sales of {method} items by the engine: entries, applications, adjustment ({size / seconds:,.0f} rows/s)"
        yield Measured("F1", name, seconds, memory=peak())


def _from_columns(size: int, queue: float, bins: float, lots: float | None, lots_name: str) -> Iterator[Measured]:
    """The costs of every method, the checks that the moves are plain included; FIFO beside its peers."""
    item, period, quantity, amount = columns(size)
    work: dict[str, Callable[[], object]] = {
        "FIFO": lambda: layer_costs(item, quantity, amount),
        "LIFO": lambda: layer_costs(item, quantity, amount, newest_first=True),
        "Average": lambda: average_costs(item, period, quantity, amount),
    }
    for method, costs in work.items():
        assert fit_columns(quantity, amount)
        seconds = best(lambda c=costs: (never_short(item, quantity), fit_columns(quantity, amount), c()), 5)  # type: ignore[misc]
        name = f"{size:,} purchases and sales of {method} items from columns: cost of every sale, roundings ({size / seconds:,.0f} rows/s)"
        yield Measured("F1", name, seconds, target="1,500,000 rows/s", holds=size >= 1_500_000 * seconds, memory=peak())
        if method == "FIFO":
            yield Measured("F1", "the same", seconds, "FIFO queue of an ERP, floats", bins, "at least 3 x", 3 * seconds <= bins)
            yield Measured("F1", "the same", seconds, "textbook FIFO queue, whole numbers", queue)
            yield Measured("F1", "the same", seconds, lots_name, lots, "at least 190 x", None if lots is None else lots >= 190 * seconds)
