"""Work, not seconds: what the engine visits grows with the books and not faster, and no call stack grows with them (design goals F, costing-engine.md 7)."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest

import xlcost
from tests.costing.book import one
from xlcost import Ledger
from xlcost.costing.adjust import PlainAdjustment
from xlcost.ledger import Table

COUNTED = ("shares.py", "applied.py", "average.py", "pool.py", "exact_reversal.py", "rounding.py", "application.py", "graph.py", "visit.py")


@contextmanager
def counting(files: tuple[str, ...] = COUNTED) -> Iterator[Counter[str]]:
    """Counts the calls of functions of some files, and the deepest call stack under "depth"."""
    counts: Counter[str] = Counter()
    depth = 0

    def watch(frame: Any, event: str, _: Any) -> None:
        nonlocal depth
        depth += {"call": 1, "return": -1}.get(event, 0)
        counts["depth"] = max(counts["depth"], depth)
        if event == "call" and frame.f_code.co_filename.endswith(files):
            counts["calls"] += 1

    sys.setprofile(watch)
    try:
        yield counts
    finally:
        sys.setprofile(None)


def trade(method: str, count: int) -> Ledger:
    """`count` receipts of 3 and three times as many sales of 1, by turns."""
    rows = []
    for i in range(count):
        rows += [f"Purchase | 2024-01-{1 + i * 27 // count:02d} | A | 3 | {10 + i % 7}.01"]
        rows += [f"Sale | 2024-01-{1 + i * 27 // count:02d} | A | 1 |"] * 3
    return one(method).together("Type | Date | Item | Qty | Amount\n" + "\n".join(rows)).ledger


def chain(method: str, length: int) -> Ledger:
    """One piece moved on from place to place."""
    rows = ["Purchase | 2024-01-01 | A | 1 | 10 | P0 |"] + [f"Transfer | 2024-01-02 | A | 1 | | P{i} | P{i + 1}" for i in range(length)]
    book = one(method).together("Type | Date | Item | Qty | Amount | Location | To\n" + "\n".join(rows)).adjust()
    return book.post("Type | Date | Item | Qty | Invoiced | For entry | Charge | Amount\nPurchase | 2024-02-01 | A | 0 | 1 | 1 | FREIGHT | 1").ledger


def returns(method: str, length: int) -> Ledger:
    """Sold and taken back again and again: every return reverses the sale before it."""
    rows = ["Purchase | 2024-01-01 | A | 1 | 10 |"]
    for i in range(length):
        rows += ["Sale | 2024-01-02 | A | 1 | |", f"Sale | 2024-01-02 | A | -1 | | {2 * i + 2}"]
    book = one(method).together("Type | Date | Item | Qty | Amount | Applies-from\n" + "\n".join(rows)).adjust()
    return book.post("Type | Date | Item | Qty | Invoiced | For entry | Charge | Amount\nPurchase | 2024-02-01 | A | 0 | 1 | 1 | FREIGHT | 1").ledger


def work(ledger: Ledger) -> tuple[int, int]:
    """(calls, depth) of an adjustment that visits every item."""
    with patch.object(PlainAdjustment, "of", return_value=None), counting() as counts:
        outcome = xlcost.adjust_cost(ledger)
    assert outcome.added["Value Entry"]
    return counts["calls"], counts["depth"]


@pytest.mark.parametrize("method", ["FIFO", "LIFO", "Average"])
def test_twice_the_trade_is_twice_the_work(method: str) -> None:
    small, large = work(trade(method, 60)), work(trade(method, 120))
    assert large[0] <= 2.2 * small[0]
    assert large[1] <= small[1] + 2


@pytest.mark.parametrize("method", ["FIFO", "LIFO", "Average", "Standard"])
def test_plain_trade_is_adjusted_without_a_step_per_entry(method: str) -> None:
    """The items of plain trade are neither lifted nor visited: columns take the same few calls, whatever the number of entries."""
    calls = []
    for count in (60, 240):
        ledger = trade(method, count)
        with counting(("costing/lift.py", "costing/visit.py", "costing/applied.py", *COUNTED, "plain_items.py", "plain_adjustment.py")) as counts:
            outcome = xlcost.adjust_cost(ledger)
        assert ("Value Entry" in outcome.added) == (method != "Standard")
        calls.append(counts["calls"])
    assert calls[1] <= calls[0] + 60  # what is done per day of the month


@pytest.mark.parametrize("method", ["FIFO", "LIFO"])
@pytest.mark.parametrize("shape", [chain, returns])
def test_twice_the_chain_is_twice_the_work_at_the_same_depth(method: str, shape: Callable[[str, int], Ledger]) -> None:
    small, large = work(shape(method, 60)), work(shape(method, 120))
    assert large[0] <= 2.2 * small[0]
    assert large[1] <= small[1] + 2


def test_posting_looks_at_no_more_layers_than_it_needs() -> None:
    """Each of n sales takes the oldest layer: the layers behind it are not looked at."""
    calls = []
    for count in (60, 120):
        with counting() as counts:
            trade("FIFO", count)
        calls.append((counts["calls"], counts["depth"]))
    assert calls[1][0] <= 2.2 * calls[0][0]
    assert calls[1][1] <= calls[0][1] + 2


def test_twice_the_items_that_wait_are_twice_the_work() -> None:
    """A piece moved to another place and shipped there, not invoiced: the receipt of every item is remembered (4.3), and no item looks at those of others."""
    calls = []
    for count in (40, 80):
        items = [f"I{number}" for number in range(count)]
        line = {"Posting Date": "2024-01-02", "Document No.": "D", "Quantity": 1}
        steps = [
            {"Entry Type": "Purchase", "Amount": 10},
            {"Entry Type": "Transfer", "New Location Code": "B"},
            {"Entry Type": "Sale", "Location Code": "B", "Invoiced Quantity": 0},
        ]
        ledger = Ledger.from_records({"Item": [{"No.": item} for item in items]})
        posted = xlcost.post_item_journal(ledger, [{**line, **step, "Item No.": item} for step in steps for item in items]).ledger
        with counting(("costing/adjust.py",)) as counts:
            adjusted = xlcost.adjust_cost(posted).ledger
        assert sum(e["Applied Entry to Adjust"] for e in adjusted.records("Item Ledger Entry")) == count
        calls.append(counts["calls"])
    assert calls[1] <= 2.2 * calls[0]


def test_a_posting_to_an_order_looks_at_its_own_line_of_the_order_tables() -> None:
    """Rows of Prod. Order Line taken out of the columns when each of n orders consumes and makes a piece: as many as there are, once."""
    count = 30
    orders = [{"Status": "Released", "Prod. Order No.": f"O{n}", "Line No.": 10000, "Item No.": f"M{n}", "Quantity": 1} for n in range(count)]
    items = [{"No.": f"{kind}{n}"} for kind in "CM" for n in range(count)]
    ledger = Ledger.from_records({"Item": items, "Prod. Order Line": orders})
    line = {"Posting Date": "2024-01-02", "Document No.": "D", "Quantity": 1}
    lines = [{**line, "Item No.": f"C{n}", "Entry Type": "Purchase", "Amount": 10} for n in range(count)]
    for n in range(count):
        keys = {"Order Type": "Production", "Order No.": f"O{n}", "Order Line No.": 10000}
        lines += [{**line, **keys, "Item No.": f"{item}{n}", "Entry Type": kind} for item, kind in (("M", "Output"), ("C", "Consumption"))]
    taken: list[int] = []
    tuples, row = Table.tuples, Table.row

    def watched(table: Table, captions: Any, positions: Any = None) -> Any:
        found = tuples(table, captions, positions)
        taken.extend([1] * len(found) if table.name == "Prod. Order Line" else [])
        return found

    def watched_row(table: Table, position: int) -> Any:
        taken.extend([1] if table.name == "Prod. Order Line" else [])
        return row(table, position)

    with patch.object(Table, "tuples", watched), patch.object(Table, "row", watched_row):
        posted = xlcost.post_item_journal(ledger, lines).ledger
    made = {r["Order No."]: r["Item No."] for r in posted.records("Inventory Adjmt. Entry (Order)")}
    assert made == {f"O{n}": f"M{n}" for n in range(count)}
    assert len(taken) == 2 * count
