"""Rows by entry number without an object per row: the same answers as a dict; columns of one value are kept once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlcost import Ledger
from xlcost.ledger.number_index import NumberIndex
from xlcost.ledger.table import constant, kept_once

NUMBERS = st.lists(st.integers(-3, 12), max_size=12)


@given(NUMBERS)
def test_the_same_as_a_dict(numbers: list[int]) -> None:
    plain = {no: row for row, no in enumerate(numbers)}
    index = NumberIndex(np.array(numbers, dtype=np.int64))
    assert dict(index) == plain
    assert len(index) == len(plain)
    asked = range(-5, 15)
    assert [index.get(no) for no in asked] == [plain.get(no) for no in asked]
    assert [no in index for no in asked] == [no in plain for no in asked]
    assert index.at(np.array(asked)).tolist() == [plain.get(no, -1) for no in asked]


def test_a_number_that_is_not_there() -> None:
    with pytest.raises(KeyError):
        NumberIndex(np.array([1, 2, 4]))[3]


def test_rows_are_found_by_the_key_of_their_table(sample: Ledger) -> None:
    for name in ("Item Ledger Entry", "Value Entry", "Item"):
        table = sample.table(name)
        keys = table.keys(table.definition.key)
        assert dict(table.index) == {key: row for row, key in enumerate(keys)}


@pytest.mark.parametrize("values", [np.array([5, 5, 5]), np.array(["A"] * 3, dtype=object), np.array([True] * 3)])
def test_a_column_of_one_value_is_kept_once(values: np.ndarray) -> None:
    once = kept_once(values)
    assert once.strides == (0,)
    assert once.tolist() == values.tolist()
    with pytest.raises(ValueError, match="read-only"):
        once[0] = values[0]


def test_a_column_of_several_values_stays_as_it_is() -> None:
    several = np.array([5, 6, 5])
    assert kept_once(several) is several
    assert constant("", 3, object).tolist() == ["", "", ""]


def test_absent_columns_cost_nothing_per_row(sample: Ledger) -> None:
    table = sample.table("Value Entry")
    absent = [c for c in table.definition.columns if c.caption not in table.given and c.derive is None]
    assert absent
    assert all(table[c.caption].strides == (0,) for c in absent)
