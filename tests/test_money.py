"""Exact numbers: a table a controller can check with a pocket calculator, and the traps."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlcost import money


@pytest.mark.parametrize(
    ("value", "precision", "direction", "expected"),
    [
        ("1.005", "0.01", "=", "1.01"),
        ("2.675", "0.01", "=", "2.68"),
        ("-2.675", "0.01", "=", "-2.68"),
        ("0.004", "0.01", ">", "0.01"),
        ("0.019", "0.01", "<", "0.01"),
        ("1.024", "0.05", "=", "1.00"),
        ("1.025", "0.05", "=", "1.05"),
        ("33.333335", "0.00001", "=", "33.33334"),
    ],
)
def test_rounding_is_half_away_from_zero_at_any_precision(value: str, precision: str, direction: str, expected: str) -> None:
    assert money.round_to(Decimal(value), Decimal(precision), direction) == Decimal(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1,234.50", "1234.50"), ("-12", "-12"), ("(12.00)", "-12.00"), ("12.5-", "-12.5"), ("1,234,567", "1234567"), (" 7 ", "7"), ("1e3", "1000")],
)
def test_text_that_is_a_number_in_one_way(text: str, expected: str) -> None:
    assert money.parse_number(text) == Decimal(expected)


@pytest.mark.parametrize("text", ["1.234,50", "1,234", "1,23", "abc", "", "--1", "1,2345.00", "nan", "inf", "0x1f", "1_000"])
def test_text_that_is_no_number_or_two(text: str) -> None:
    with pytest.raises(ValueError):
        money.parse_number(text)


@given(st.integers(-(10**14), 10**14))
def test_a_cell_keeps_every_amount_of_13_digits_and_two_decimals(cents: int) -> None:
    amount = Decimal(cents).scaleb(-2)
    assert money.from_double(float(amount)) == amount


@given(st.integers(-(10**12), 10**12), st.integers(-(10**9), 10**9), st.integers(1, 10**9))
def test_a_share_is_the_exact_quotient_rounded_once(amount: int, part: int, whole: int) -> None:
    exact = Decimal(amount) * part / whole
    assert abs(Decimal(money.share(amount, part, whole)) - exact) * 2 <= money.CENT


@given(st.lists(st.integers(-(2**62), 2**62), max_size=20))
def test_totals_do_not_overflow(values: list[int]) -> None:
    import numpy as np

    assert money.total(np.array(values, dtype=np.int64)) == sum(values)


def test_five_decimals_are_the_limit() -> None:
    assert money.to_ticks(Decimal("0.00001")) == 1
    with pytest.raises(money.TooPrecise):
        money.to_ticks(Decimal("0.000001"))
    with pytest.raises(money.TooPrecise):
        money.to_ticks(Decimal("1e14"))
