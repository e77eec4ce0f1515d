"""Properties of the cost adjustment on random trades and on the books of random companies (costing-engine.md 6, R1, R2, R4, R5)."""

import random
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.costing.book import one
from tests.simulator.play import run

import xlcost
from xlcost import Ledger

METHODS = ("FIFO", "LIFO", "Average", "Standard")
moves = st.lists(
    st.tuples(
        st.sampled_from(("in", "in", "out", "back", "freight")),
        st.integers(1, 28),
        st.decimals("0.00001", "50", places=5) | st.integers(1, 20).map(Decimal),
        st.decimals("0", "99999", places=2),
    ),
    min_size=1,
    max_size=14,
)


def trade(method: str, wanted: Sequence[tuple[str, int, Decimal, Decimal]]) -> Ledger:
    """A trade that never runs short: issues take what is there, at most what is asked for."""
    ledger = one(method, "7.77").ledger
    for number, (kind, day, quantity, amount) in enumerate(wanted):
        entries = ledger.records("Item Ledger Entry")
        stock = sum((e["Quantity"] for e in entries), Decimal(0))
        line: dict[str, Any] = {"Posting Date": f"2024-01-{day:02d}", "Document No.": f"D{number}", "Item No.": "A", "Quantity": quantity}
        sold = [e for e in entries if e["Quantity"] < 0 and e["Shipped Qty. Not Returned"] < 0]
        if kind == "out" and stock:
            line |= {"Entry Type": "Sale", "Quantity": min(quantity, stock)}
        elif kind == "back" and sold:
            back = min(quantity, -sold[-1]["Shipped Qty. Not Returned"])
            line |= {"Entry Type": "Sale", "Quantity": -back, "Applies-from Entry": sold[-1]["Entry No."]}
        elif kind == "freight" and entries and entries[0]["Quantity"] > 0:
            line |= {"Entry Type": "Purchase", "Quantity": 0, "Invoiced Quantity": entries[0]["Quantity"], "Amount": amount}
            line |= {"Item Shpt. Entry No.": entries[0]["Entry No."], "Item Charge No.": "FREIGHT"}
        else:
            line |= {"Entry Type": "Purchase", "Amount": amount}
        ledger = xlcost.post_item_journal(ledger, [line]).ledger
    return ledger


def value_of(ledger: Ledger) -> Decimal:
    return sum((v["Cost Amount (Actual)"] for v in ledger.records("Value Entry")), Decimal(0))


@given(st.sampled_from(METHODS), moves)
@settings(max_examples=40)
def test_when_all_is_sold_nothing_is_left(method: str, wanted: list[Any]) -> None:
    """R1, 6.9."""
    ledger = trade(method, wanted)
    stock = sum((e["Quantity"] for e in ledger.records("Item Ledger Entry")), Decimal(0))
    if stock:
        ledger = xlcost.post_item_journal(
            ledger, [{"Entry Type": "Sale", "Posting Date": "2024-02-01", "Document No.": "LAST", "Item No.": "A", "Quantity": stock}]
        ).ledger
    assert value_of(xlcost.adjust_cost(ledger).ledger) == 0


@given(st.sampled_from(METHODS), moves)
@settings(max_examples=25)
def test_receipts_are_issues_and_what_is_left(method: str, wanted: list[Any]) -> None:
    """R2, 6.10: what came in from outside is what went out and what the open layers are worth, by quantity, to a cent a layer."""
    ledger = xlcost.adjust_cost(trade(method, wanted)).ledger
    if method == "Average":
        return
    entries = ledger.records("Item Ledger Entry")
    layers = [e for e in entries if e["Remaining Quantity"] > 0]
    worth = sum((e["Cost Amount (Actual)"] * e["Remaining Quantity"] / e["Quantity"] for e in layers), Decimal(0))
    taken = sum(1 for e in entries if e["Quantity"] < 0)
    assert abs(value_of(ledger) - worth) <= Decimal("0.01") * (len(layers) + taken)


@given(moves, st.integers(2, 5))
@settings(max_examples=20)
def test_a_sale_split_in_parts_costs_what_it_costs_whole(wanted: list[Any], parts: int) -> None:
    """6.13: Average, one period."""
    before = trade("Average", [(k, 10, q, a) for k, _, q, a in wanted])
    stock = sum((e["Quantity"] for e in before.records("Item Ledger Entry")), Decimal(0))
    piece = (stock / (parts + 1)).quantize(Decimal("0.00001"))
    if not piece:
        return

    def sold(quantities: Sequence[Decimal]) -> Decimal:
        lines = [
            {"Entry Type": "Negative Adjmt.", "Posting Date": "2024-01-10", "Document No.": f"L{i}", "Item No.": "A", "Quantity": q}
            for i, q in enumerate(quantities)
        ]
        return value_of(xlcost.adjust_cost(xlcost.post_item_journal(before, lines).ledger).ledger)

    assert abs(sold([piece] * parts) - sold([piece * parts])) <= Decimal("0.01")


# -- the books of random companies --------------------------------------------------------------------------------
@cache
def books(seed: int) -> Ledger:
    """Three months of a random company, something left to adjust."""
    report = run(seed, 3)
    assert report.before_end is not None, report.failure
    return report.before_end


SEEDS = range(40, 46)


@pytest.mark.parametrize("seed", SEEDS)
def test_item_by_item_gives_the_same_costs(seed: int) -> None:
    """6.18: one run, or one item after the other until nothing is left."""
    ledger = books(seed)
    whole = xlcost.adjust_cost(ledger).ledger
    for item in sorted(i["No."] for i in ledger.records("Item")):
        ledger = xlcost.adjust_cost(ledger, items=[item]).ledger
    ledger = xlcost.adjust_cost(ledger).ledger
    fields = ("Entry No.", "Cost Amount (Actual)", "Cost Amount (Expected)")
    found, expected = ([tuple(e[f] for f in fields) for e in some.records("Item Ledger Entry")] for some in (ledger, whole))
    assert found == expected


@pytest.mark.parametrize("seed", SEEDS)
def test_shuffled_rows_give_the_same_entries(seed: int) -> None:
    """R5."""
    ledger = books(seed)
    tables = {name: ledger.records(name) for name in ledger.tables}
    for records in tables.values():
        random.Random(seed).shuffle(records)
    found = xlcost.adjust_cost(Ledger.from_records(tables))
    expected = xlcost.adjust_cost(ledger)
    assert found.added == expected.added
    assert found.changed.keys() == expected.changed.keys()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_stage_leaves_its_input_alone_and_repeats_itself(seed: int) -> None:
    """6.16, 6.17."""
    ledger = books(seed)
    before = {name: ledger.records(name) for name in ledger.tables}
    first, second = xlcost.adjust_cost(ledger), xlcost.adjust_cost(ledger)
    assert first.added == second.added
    assert {name: ledger.records(name) for name in ledger.tables} == before
    assert xlcost.adjust_cost(first.ledger).added == {}
