"""A synthetic company of any size for benchmarks: purchases and the sales applied to them, posted to the G/L."""

from __future__ import annotations

import datetime as dt

import numpy as np

from xlcost import Ledger, post_inventory_cost
from xlcost.ledger.table import Table
from xlcost.ledger.tables import BY_NAME
from xlcost.money import CENT, TICKS, Array

FIRST = dt.date(2026, 1, 1).toordinal()
GROUPS = ("RESALE", "RAW MAT", "FINISHED", "SPARES")


def company(value_entries: int, items: int = 500, *, posted: bool = True, seed: int = 1) -> Ledger:
    """A sound ledger with so many value entries: half purchases of 10, half sales of 1 to 10 applied to them.

    It has the columns that costing works with; the cost of one item in ten is not adjusted yet, so that Adjust Cost has something to visit.
    """
    random = np.random.default_rng(seed)
    pairs = value_entries // 2
    ledger = Ledger.from_records(_setup(items)).with_tables(*_entries(pairs, items, random))
    return post_inventory_cost(ledger).ledger if posted else ledger


def _setup(items: int) -> dict[str, list[dict[str, object]]]:
    return {
        "Item": [
            {
                "No.": f"ITEM{n:05d}", "Description": f"Item number {n}", "Base Unit of Measure": "PCS", "Costing Method": "FIFO",
                "Inventory Posting Group": GROUPS[n % 4], "Cost is Adjusted": n % 10 > 0,
            }
            for n in range(items)
        ],
        "Inventory Posting Setup": [
            {"Location Code": loc, "Invt. Posting Group Code": g, "Inventory Account": f"21{i}0", "Inventory Account (Interim)": f"21{i}1", "WIP Account": "2140"}
            for i, g in enumerate(GROUPS) for loc in ("EAST", "WEST")
        ],
        "General Posting Setup": [
            {
                "Gen. Bus. Posting Group": "DOMESTIC", "Gen. Prod. Posting Group": "RETAIL", "COGS Account": "7190", "COGS Account (Interim)": "7191",
                "Inventory Adjmt. Account": "7270", "Invt. Accrual Acc. (Interim)": "5510", "Direct Cost Applied Account": "7291",
                "Overhead Applied Account": "7292", "Purchase Variance Account": "7293",
            }
        ],
        "General Ledger Setup": [{"LCY Code": "GBP", "Company Name": "Bench Ltd."}],
        "Accounting Period": [{"Starting Date": "2026-01-01", "New Fiscal Year": True}],
    }  # fmt: skip


def _interleave(first: Array, second: Array) -> Array:
    return np.stack([first, second], axis=1).reshape(-1)


def _table(name: str, length: int, columns: dict[str, object]) -> Table:
    definition = BY_NAME[name]
    found = {}
    for caption, values in columns.items():
        column = np.empty(length, dtype=object if isinstance(values, (list, str)) else np.asarray(values).dtype)
        column[:] = values
        found[caption] = column
    return Table(definition, length, found)


def _entries(pairs: int, items: int, random: np.random.Generator) -> tuple[Table, Table, Table]:
    n = 2 * pairs
    numbers = np.arange(1, n + 1, dtype=np.int64)
    inbound = _interleave(numbers[::2], numbers[::2])
    item = np.repeat(random.integers(0, items, pairs), 2)
    day = np.sort(np.repeat(FIRST + random.integers(0, 300, pairs), 2))
    sold = random.integers(1, 11, pairs)
    cost = random.integers(100, 90_000, pairs) * CENT
    quantity = _interleave(np.full(pairs, 10), -sold) * TICKS
    amount = _interleave(cost * 10, -cost * sold)
    names = [f"ITEM{i:05d}" for i in item.tolist()]
    groups = [GROUPS[i % 4] for i in item.tolist()]
    places = ["EAST" if i % 3 else "WEST" for i in item.tolist()]
    kinds = _interleave(np.zeros(pairs, dtype=np.int64), np.ones(pairs, dtype=np.int64))
    documents = [f"D{i:07d}" for i in numbers.tolist()]
    nothing = np.zeros(n, dtype=np.int64)
    never = np.zeros(n, dtype=np.bool_)
    document = {"Document Type": _interleave(np.full(pairs, 5), np.full(pairs, 1)), "Document Line No.": np.full(n, 10_000)}
    blank = {"Variant Code": "", "Order Type": nothing, "Order No.": "", "Order Line No.": nothing, "Applies-to Entry": nothing, **document}
    common = {"Entry No.": numbers, "Item No.": names, "Posting Date": day, "Document No.": documents, "Location Code": places}
    remaining = _interleave((10 - sold) * TICKS, np.zeros(pairs, dtype=np.int64))
    ile = _table(
        "Item Ledger Entry",
        n,
        {
            **common, **blank, "Entry Type": kinds, "Quantity": quantity, "Remaining Quantity": remaining, "Invoiced Quantity": quantity,
            "Last Invoice Date": day, "Correction": never, "Shipped Qty. Not Returned": np.minimum(quantity, 0),
        },
    )
    value = _table(
        "Value Entry", n,
        {
            **common, **blank, "Valuation Date": day, "Variance Type": nothing, "Cost Amount (Non-Invtbl.)": nothing, "Item Charge No.": "", "Item Ledger Entry No.": numbers, "Item Ledger Entry Type": kinds, "Entry Type": np.zeros(n, dtype=np.int64),
            "Item Ledger Entry Quantity": quantity, "Valued Quantity": quantity, "Invoiced Quantity": quantity,
            "Cost per Unit": _interleave(cost, cost), "Cost Amount (Actual)": amount, "Inventory Posting Group": groups,
            "Gen. Bus. Posting Group": "DOMESTIC", "Gen. Prod. Posting Group": "RETAIL",
            "Cost Amount (Expected)": np.zeros(n, dtype=np.int64), "Cost Posted to G/L": np.zeros(n, dtype=np.int64), "Expected Cost Posted to G/L": np.zeros(n, dtype=np.int64),
            "Capacity Ledger Entry No.": np.zeros(n, dtype=np.int64),
            "Expected Cost": np.zeros(n, dtype=np.bool_), "Inventoriable": np.ones(n, dtype=np.bool_), "Adjustment": np.zeros(n, dtype=np.bool_),
            "Valued By Average Cost": np.zeros(n, dtype=np.bool_), "Partial Revaluation": np.zeros(n, dtype=np.bool_),
        },
    )  # fmt: skip
    application = _table(
        "Item Application Entry", n,
        {
            "Entry No.": numbers, "Item Ledger Entry No.": numbers, "Inbound Item Entry No.": inbound,
            "Outbound Item Entry No.": _interleave(np.zeros(pairs, dtype=np.int64), numbers[1::2]), "Quantity": quantity, "Posting Date": day,
            "Cost Application": np.ones(n, dtype=np.bool_), "Transferred-from Entry No.": nothing, "Output Completely Invd. Date": day,
        },
    )  # fmt: skip
    return ile, value, application
