from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlcost.ledger.options import CostingMethod
from xlcost.ledger.schema import amount, code, day, entry_no, option, quantity, text, yes_no
from xlcost.money import from_double, ticks_from_doubles, to_ticks
from xlcost.sheets.cells import ColumnReader
from xlcost.sheets.spelling import Spelling


def read(column: Any, *values: Any, **rules: Any) -> tuple[list[Any], list[tuple[int, str]]]:
    reader = ColumnReader(column, **rules)
    reader.feed(list(values))
    return reader.array().tolist(), [(p, c) for p, c, _ in sorted(reader.defects)]


CENTS = st.integers(-(10**13), 10**13).map(lambda n: float(Decimal(n) / 100))
FIVE = st.integers(-(10**13), 10**13).map(lambda n: float(Decimal(n) / 100_000))
STORED_SHORT = FIVE.map(lambda x: float(f"{x:.16g}"))  # as some programs store it


@given(
    st.lists(st.one_of(CENTS, FIVE, STORED_SHORT, st.floats(-1e9, 1e9), st.sampled_from([0.1 + 0.2, 1e-5, 9.999995, 0.999999999, -0.0])))
)
def test_vector_conversion_never_differs_from_the_single_one(values: list[float]) -> None:
    ticks, proven = ticks_from_doubles(np.array(values, dtype=np.float64))
    for value, tick, sure in zip(values, ticks.tolist(), proven.tolist(), strict=True):
        if sure:
            assert tick == to_ticks(from_double(value))


@given(st.lists(FIVE, min_size=1))
def test_five_decimals_are_always_proven(values: list[float]) -> None:
    assert ticks_from_doubles(np.array(values, dtype=np.float64))[1].all()


def test_text_numbers_where_unambiguous() -> None:
    values, defects = read(amount("Amount"), "1,234.50", "-12", "(12.00)", " 7 ", "1.234,50", "x", "1,234")
    assert values[:4] == [123_450_000, -1_200_000, -1_200_000, 700_000]
    assert defects == [(4, "L03"), (5, "L03"), (6, "L03")]


@pytest.mark.parametrize("value", [True, dt.date(2024, 1, 1), dt.time(8, 30), dt.timedelta(hours=30), float("nan"), float("inf")])
def test_no_number(value: Any) -> None:
    assert read(quantity("Quantity"), 1.5, value)[1] == [(1, "L03")]


def test_too_many_decimals_are_a_problem_and_never_rounded() -> None:
    assert read(amount("Amount"), 1.000001, 2.0) == ([0, 200_000], [(0, "L04")])
    assert read(amount("Amount"), 0.1 + 0.2) == ([30_000], [])


def test_entry_numbers_are_whole() -> None:
    assert read(entry_no("Entry No."), 1.0, 2.5, "3", None, 2.0**60) == ([1, 0, 3, 0, 0], [(1, "L03"), (4, "L03")])


def test_codes_keep_zeros_and_lose_case() -> None:
    assert read(code("No."), "0012", " ab ", 1000.0, None) == (["0012", "AB", "1000", ""], [])
    assert read(code("No."), dt.date(2024, 1, 2), 1e16)[1] == [(0, "W22"), (1, "L09")]


def test_options_by_caption_and_ordinal() -> None:
    column = option("Costing Method", CostingMethod)
    assert read(column, "average", 4.0, "2", "", "Sometimes", 9.0) == ([3, 4, 2, 0, 0, 0], [(4, "L05"), (5, "L05")])


def test_yes_no_and_mapped_words() -> None:
    column = yes_no("Open")
    assert read(column, True, "no", 1.0, "Yes", "", 0.0, "True") == ([True, False, True, True, False, False, True], [])
    assert read(column, "Ja") == ([False], [(0, "L06")])
    assert read(column, "Ja", "nein", spelling=Spelling(words={"ja": True, "nein": False})) == ([True, False], [])


def days(*values: Any, **rules: Any) -> tuple[list[str], list[tuple[int, str]]]:
    found, defects = read(day("Posting Date"), *values, **rules)
    return [dt.date.fromordinal(v).isoformat() if v else "" for v in found], defects


def test_dates() -> None:
    assert days(dt.date(2024, 2, 29), dt.datetime(2024, 2, 29, 13, 45), "2024-02-29", "", None, "0001-01-01", 45351.0) == (
        ["2024-02-29"] * 3 + ["", "", "", "2024-02-29"],
        [],
    )
    wrong = ["31/12/2024", "2024-02-30", 45351.5, 3e6, -5.0, 60.0, True, "C2020-12-31"]
    assert days(*wrong) == ([""] * 8, [(i, "DATE_UNPARSEABLE") for i in range(8)])


def test_both_date_systems() -> None:
    assert days(43889.0, date_1904=True)[0] == days(43889.0 + 1462)[0]
    assert days(59.0, 61.0)[0] == ["1900-02-28", "1900-03-01"]


def test_closing_dates() -> None:
    reader = ColumnReader(day("Posting Date"), closing=True)
    reader.feed(["C2020-12-31", dt.date(2020, 12, 31), "c2021-12-31", "C31/12/20"])
    assert reader.closing == [0, 2]
    assert [p for p, _, _ in reader.defects] == [3]


def test_texts_stay_as_they_are() -> None:
    assert read(text("Description"), "=1+1", " a ", "   ", 5.0, "x" * 32_768) == (["=1+1", " a ", "", "5", ""], [(4, "W11")])


def test_blocks_join_and_positions_count_on() -> None:
    reader = ColumnReader(amount("Amount"))
    reader.feed([1.0, "bad"])
    reader.feed(["bad", 2.0])
    assert reader.array().tolist() == [100_000, 0, 0, 200_000]
    assert [p for p, _, _ in reader.defects] == [1, 2]


def test_blank_on_a_nullable_column_is_not_given() -> None:
    assert read(quantity("Quantity", nullable=True), 0.0, "", None, 2.0)[0] == [0, None, None, 200_000]
