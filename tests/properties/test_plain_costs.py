"""Costs of plain moves from columns are those of posting and adjusting, to the cent (costing-engine.md 2.6, 4.3, 4.5, 4.6)."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import xlcost
from xlcost import Ledger
from xlcost.costing.plain_costs import average_costs, layer_costs, never_short, shares
from xlcost.ledger.average_periods import AveragePeriods
from xlcost.money import CENT, share_quotient_first, to_ticks

Move = tuple[bool, int, str, Decimal, Decimal]  # in or out, days later, location, quantity, amount
quantities = st.integers(1, 20).map(Decimal) | st.decimals("0.00001", "50", places=5)
moves = st.lists(
    st.tuples(
        st.booleans(), st.integers(0, 20), st.sampled_from(("", "", "BLUE")), quantities, st.decimals("0", "99999", places=2) | st.sampled_from((Decimal("0.01"), Decimal(10)))
    ),
    min_size=1,
    max_size=24,
)
HALVES: list[Move] = [(True, 0, "", Decimal(2), Decimal("0.01")), (False, 0, "", Decimal(1), Decimal(0)), (False, 0, "", Decimal(1), Decimal(0))]
TIE: list[Move] = [(True, 0, "", Decimal(12), Decimal("339476.04")), (False, 1, "", Decimal("2.5"), Decimal(0)), (False, 1, "", Decimal("9.5"), Decimal(0))]


def lines_of(wanted: Sequence[Move], kinds: tuple[str, str] = ("Purchase", "Sale"), item: str = "A") -> list[dict[str, Any]]:
    """Journal lines; issues take at most what their place holds."""
    day, stock, found = dt.date(2024, 1, 1), {"": Decimal(0), "BLUE": Decimal(0)}, []
    for number, (comes, later, place, quantity, amount) in enumerate(wanted):
        day += dt.timedelta(later)
        line = {"Posting Date": day, "Document No.": f"D{number}", "Item No.": item, "Location Code": place}
        taken = min(quantity, stock[place])
        if comes or not taken:
            found.append({**line, "Entry Type": kinds[0], "Quantity": quantity, "Amount": amount})
            stock[place] += quantity
        else:
            found.append({**line, "Entry Type": kinds[1], "Quantity": taken})
            stock[place] -= taken
    return found


def posted(lines: list[dict[str, Any]], method: str, period: str = "Day", calc_type: str = "Item", **card: Any) -> Ledger:
    setup = {"Item": [{"No.": "A", "Costing Method": method, **card}], "Inventory Setup": [{"Average Cost Period": period, "Average Cost Calc. Type": calc_type}]}
    return xlcost.adjust_cost(xlcost.post_item_journal(Ledger.from_records(setup), lines).ledger).ledger


def engine(ledger: Ledger) -> tuple[list[int], list[int]]:
    """(cost without roundings, roundings) per item ledger entry, in ticks."""
    cost: dict[int, int] = {}
    rounding: dict[int, int] = {}
    for v in ledger.records("Value Entry"):
        sums = rounding if v["Entry Type"] == "Rounding" else cost
        sums[v["Item Ledger Entry No."]] = sums.get(v["Item Ledger Entry No."], 0) + to_ticks(v["Cost Amount (Actual)"])
    numbers = [e["Entry No."] for e in ledger.records("Item Ledger Entry")]
    return [cost[n] for n in numbers], [rounding.get(n, 0) for n in numbers]


def columns(lines: list[dict[str, Any]]) -> tuple[Any, Any, Any, Any]:
    """(place, day, quantity, amount) of lines."""
    place = np.array([int(line["Location Code"] == "BLUE") for line in lines])
    quantity = np.array([to_ticks(line["Quantity"]) * (1 if "Amount" in line else -1) for line in lines], dtype=np.int64)
    amount = np.array([to_ticks(line.get("Amount", Decimal(0))) for line in lines], dtype=np.int64)
    return place, [line["Posting Date"].toordinal() for line in lines], quantity, amount


@given(st.sampled_from(("FIFO", "LIFO")), moves)
@example("FIFO", HALVES)
@example("LIFO", TIE)
@settings(max_examples=60)
def test_layers(method: str, wanted: list[Move]) -> None:
    lines = lines_of(wanted)
    place, _, quantity, amount = columns(lines)
    assert never_short(place, quantity)
    found = layer_costs(place, quantity, amount, newest_first=method == "LIFO")
    value = np.where(quantity > 0, amount, found.cost)
    assert (value.tolist(), found.rounding.tolist()) == engine(posted(lines, method))


@given(moves, st.sampled_from(("Day", "Week", "Month", "Quarter")), st.booleans())
@example(TIE, "Month", False)
@settings(max_examples=60)
def test_averages(wanted: list[Move], period: str, by_place: bool) -> None:
    lines = lines_of(wanted)
    place, days, quantity, amount = columns(lines)
    ledger = posted(lines, "Average", period, "Item & Location & Variant" if by_place else "Item")
    ends = np.array([AveragePeriods(ledger).period(day)[1] for day in days], dtype=np.int64)
    cost = average_costs(place if by_place else np.zeros_like(place), ends, quantity, amount)
    assert np.where(quantity > 0, amount, cost).tolist() == engine(ledger)[0]


@given(st.lists(st.tuples(st.integers(0, 1 << 45), st.integers(1, 1 << 40), st.integers(1, 1 << 40)), min_size=1, max_size=20))
@example([(33947604, 250_000, 1_200_000), (1, 1, 2), (1, 500_000, 1_000_000), ((1 << 45) - 1, 1 << 40, 3)])
def test_shares_are_those_of_one_at_a_time(rows: list[tuple[int, int, int]]) -> None:
    """Ties and products beyond 64 bits included."""
    amount, part, whole = (np.array(column, dtype=np.int64) for column in zip(*((a * CENT, min(p, w), max(p, w)) for a, p, w in rows), strict=True))
    expected = [share_quotient_first(*row) for row in zip(amount.tolist(), part.tolist(), whole.tolist(), strict=True)]
    assert shares(amount, part, whole).tolist() == expected


def test_a_place_that_is_short_for_a_moment_is_seen() -> None:
    assert never_short(np.array([0, 1, 0, 1]), np.array([5, 3, -5, -3]))
    assert not never_short(np.array([0, 1, 0, 1]), np.array([5, 3, -6, -1]))
    assert not never_short(np.array([0, 0, 0]), np.array([5, -6, 9]))


# -- what-if: from columns, or posted again through the engine ---------------------------------------------------
def both_ways(ledger: Ledger, **options: int) -> tuple[Any, Any]:
    """(what-if, the same with every item posted again), and proof that the first used the columns."""
    methods = ["FIFO", "LIFO", "Average", "Standard"]
    with patch("xlcost.views.method_comparison.plain_amounts", side_effect=AssertionError("costed from columns")), pytest.raises(AssertionError):
        xlcost.what_if(ledger, methods)
    found = xlcost.what_if(ledger, methods, **options)
    with patch("xlcost.views.method_comparison.is_plain", return_value=False):
        return found, xlcost.what_if(ledger, methods, **options)


@given(
    st.sampled_from(("FIFO", "LIFO", "Average", "Standard")),
    moves,
    st.sampled_from((("Purchase", "Sale"), ("Positive Adjmt.", "Negative Adjmt."), ("Purchase", "Negative Adjmt."))),
    st.sampled_from((("Day", "Item"), ("Month", "Item & Location & Variant"))),
    st.integers(0, 3),
    st.dates(dt.date(2024, 1, 1), dt.date(2024, 6, 30)),
)
@settings(max_examples=40)
def test_a_what_if_is_the_same_from_columns(
    method: str, wanted: list[Move], kinds: tuple[str, str], average: tuple[str, str], overhead: int, end: dt.date
) -> None:
    card = {"Unit Cost": "7.77", "Standard Cost": "7.77", "Indirect Cost %": 3 * overhead, "Overhead Rate": overhead}
    ledger = posted(lines_of(wanted, kinds), method, *average, **card)
    found, expected = both_ways(ledger, start=dt.date(2024, 1, 20).toordinal(), end=end.toordinal())
    assert found.figures == expected.figures
    assert found.as_recorded == expected.as_recorded
    assert found.controls == expected.controls
    assert found.notes == expected.notes


@pytest.mark.parametrize(
    "extra",
    [
        {"Entry Type": "Sale", "Quantity": 99},  # short
        {"Entry Type": "Purchase", "Quantity": 1, "Invoiced Quantity": 0, "Unit Amount": 5},
        {"Entry Type": "Purchase", "Quantity": 0, "Invoiced Quantity": 3, "Item Shpt. Entry No.": 1, "Item Charge No.": "FREIGHT", "Amount": 1},
        {"Entry Type": "Sale", "Quantity": 1, "Applies-to Entry": 2},
        {"Entry Type": "Sale", "Quantity": -1, "Applies-from Entry": 3},
        {"Entry Type": "Transfer", "Quantity": 1, "New Location Code": "BLUE"},
        {"Entry Type": "Purchase", "Quantity": 1, "Amount": 5, "Posting Date": "2024-01-01"},  # backdated
        {"Entry Type": "Purchase", "Quantity": -1, "Amount": -3},
        {"Entry Type": "Purchase", "Quantity": 2, "Amount": -3},
    ],
)
def test_what_is_not_plain_is_posted_again(extra: dict[str, Any]) -> None:
    line = {"Posting Date": "2024-02-01", "Document No.": "D", "Item No.": "A"}
    plain = [{**line, "Entry Type": "Purchase", "Quantity": 3, "Amount": 10}] * 2 + [{**line, "Entry Type": "Sale", "Quantity": 2}]
    with patch("xlcost.views.method_comparison.plain_amounts", side_effect=AssertionError):
        xlcost.what_if(posted([*plain, {**line, **extra}], "FIFO"), ["LIFO", "Average"])
        with pytest.raises(AssertionError):
            xlcost.what_if(posted(plain, "FIFO"), ["LIFO"])
