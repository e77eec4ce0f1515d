"""A row of the ledger becomes an entry field by field: each list of columns follows the order of the fields of its class."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from xlcost.costing.columns import APPLICATION_COLUMNS, CAPACITY_COLUMNS, ENTRY_COLUMNS, VALUE_COLUMNS
from xlcost.costing.entries import Application, Capacity, ItemEntry, Value
from xlcost.ledger.tables import BY_NAME

OF_TABLE: dict[str, tuple[dict[str, str], Any]] = {
    "Item Ledger Entry": (ENTRY_COLUMNS, ItemEntry),
    "Value Entry": (VALUE_COLUMNS, Value),
    "Item Application Entry": (APPLICATION_COLUMNS, Application),
    "Capacity Ledger Entry": (CAPACITY_COLUMNS, Capacity),
}


@pytest.mark.parametrize("table", OF_TABLE)
def test_columns_follow_the_fields(table: str) -> None:
    columns, made_of = OF_TABLE[table]
    assert list(columns) == [f.name for f in fields(made_of)][: len(columns)]
    assert set(columns.values()) <= set(BY_NAME[table].by_caption)
