"""Conservation along traces (goals N5): at every node of every trace of random companies, in both directions."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from random_company import random_company
from sound_company import sound_company
from xlcost import Ledger, trace_gl_entry, trace_item_entry
from xlcost.views.gl_links import value_entries_of_gl_entry
from xlcost.views.trace import applied_entries

seeds = st.integers(0, 10**9)
D = Decimal
CENT = D("0.01")


def whole(ledger: Ledger, entry_no: int, direction: str) -> list[dict]:
    return trace_item_entry(ledger, entry_no, direction, cost_shares=True, start=True)


@given(seeds)
def test_quantities_and_amounts_are_conserved_at_each_node(seed: int) -> None:
    ledger = random_company(seed)
    for entry in ledger.records("Item Ledger Entry"):
        for direction in ("forward", "backward"):
            rows = whole(ledger, entry["Entry No."], direction)
            assert rows[0]["Cost Share"] == entry["Cost Amount (Actual)"]
            for row in rows:
                assert row["Conserved"], row
                if row["Link"] != "Capacity":
                    assert row["Quantity"] == row["Quantity Applied"] + row["Quantity Left"]
                assert row["Cost Share"] == row["Handed On"] + row["Stays Here"]
            assert sum(r["Stays Here"] for r in rows) == entry["Cost Amount (Actual)"]


@given(seeds)
def test_what_stays_at_the_start_is_what_is_left_of_it(seed: int) -> None:
    """Forward from a receipt: the share of its remaining quantity stays, whatever was sold, moved or used."""
    ledger = random_company(seed)
    for entry in ledger.records("Item Ledger Entry"):
        if entry["Quantity"] > 0:
            start = whole(ledger, entry["Entry No."], "forward")[0]
            expected = entry["Cost Amount (Actual)"] * entry["Remaining Quantity"] / entry["Quantity"]
            assert abs(start["Stays Here"] - expected) <= CENT * 9, (entry["Entry No."], start)


@given(seeds)
def test_goods_on_stock_come_back_to_origins_and_capacity(seed: int) -> None:
    """Backward from any entry: only origins, capacity and open issues keep cost; no cost stays in between, and none is lost."""
    ledger = random_company(seed)
    for entry in ledger.records("Item Ledger Entry"):
        rows = whole(ledger, entry["Entry No."], "backward")
        for row in rows:
            if row["Stays Here"] and not row["Origin"] and row["Link"] != "Capacity":
                assert row["Quantity Left"] < 0 or abs(row["Stays Here"]) <= CENT * 9 or _without_weights(rows, row), row


def _without_weights(rows: list[dict], row: dict) -> bool:
    """An output whose consumption and capacity cost nothing gives no rule by which to hand its share on."""
    return sum((r["Cost Amount (Actual)"] for r in rows if r["From Entry No."] == row["Entry No."]), D(0)) == 0


def test_a_transfer_runs_through_its_shipment() -> None:
    """Receipt 1: 10 @ 10; 4 sold, 2 moved to WEST, 2 used for an output that was sold, 2 left."""
    rows = {r["Entry No."]: (r["Cost Share"], r["Handed On"], r["Stays Here"]) for r in whole(sound_company(), 1, "forward")}
    assert rows == {
        1: (100, 80, 20),
        5: (40, 0, 40),
        7: (20, 20, 0),
        8: (20, 0, 20),
        9: (20, 20, 0),
        10: (20, 20, 0),
        11: (20, 0, 20),
    }


@given(seeds)
def test_a_gl_entry_is_conserved_down_to_its_origins(seed: int) -> None:
    ledger = random_company(seed, lines=14)
    for entry in ledger.records("G/L Entry"):
        rows = trace_gl_entry(ledger, entry["Entry No."])
        by_level = defaultdict(D)
        for row in rows:
            if row["Level"] <= 1 and row["Table"] in ("G/L Entry", "Value Entry"):
                by_level[row["Level"]] += row["Share"]
        assert by_level[1] == by_level[0] == entry["Amount"]
        entries = sum(r["Stays Here"] for r in rows)
        capacity = sum(r["Share"] for r in rows if r["Level"] == 1 and not _goes_on(rows, r))
        assert entries + capacity == entry["Amount"]


def _goes_on(rows: list[dict], row: dict) -> bool:
    """Whether an item ledger entry stands behind a value entry (not so for capacity)."""
    known = {r["From Entry No."] for r in rows if r["Level"] == 2 and r["Table"] == "Item Ledger Entry"}
    entry = next((r for r in rows if r["Level"] == 2 and r["From Entry No."] == row["Entry No."]), None)
    return row["Entry No."] in known or entry is None


def test_applied_entries_of_one_level() -> None:
    """Receipt 1, 10 @ 10: cost applications of the sale, the transfer and the consumption; sale 5 took from receipt 1."""
    ledger = sound_company()
    found = {r["Entry No."]: (r["Entry Type"], r["Applied Quantity"], r["Remaining Quantity"]) for r in applied_entries(ledger, 1)}
    assert found == {5: ("Sale", -4, 0), 7: ("Transfer", -2, 0), 9: ("Consumption", -2, 0)}
    assert [(r["Entry No."], r["Applied Quantity"], r["Cost Amount (Actual)"]) for r in applied_entries(ledger, 5)] == [(1, 4, 100)]


@given(seeds)
def test_what_is_applied_to_a_receipt_and_what_is_left_make_up_its_quantity(seed: int) -> None:
    """Where every application is a cost application (not so for Average items), one level accounts for all that left a receipt."""
    ledger = random_company(seed)
    average = {i["No."] for i in ledger.records("Item") if i["Costing Method"] == "Average"}
    for entry in ledger.records("Item Ledger Entry"):
        applied = applied_entries(ledger, entry["Entry No."])
        if entry["Positive"] and entry["Item No."] not in average:
            assert -sum(r["Applied Quantity"] for r in applied) + entry["Remaining Quantity"] == entry["Quantity"]


@given(seeds)
def test_amounts_behind_a_gl_entry_add_up_to_it(seed: int) -> None:
    ledger = random_company(seed, lines=14)
    for entry in ledger.records("G/L Entry"):
        assert sum(r["Amount on this G/L entry"] for r in value_entries_of_gl_entry(ledger, entry["Entry No."])) == entry["Amount"]
