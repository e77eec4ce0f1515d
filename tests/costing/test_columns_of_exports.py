"""What an export may lack: Shipped Qty. Not Returned follows from the applications, other columns are named (AC01)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from xlcost import Ledger, XlcostError, adjust_cost, post_item_journal

RETURNABLE = "Shipped Qty. Not Returned"
GROUPS = {"Inventory Posting Group": "STOCK", "Gen. Prod. Posting Group": "RETAIL"}


def line(kind: str, quantity: int, **more: Any) -> dict[str, Any]:
    more = {key.replace("_", " "): value for key, value in more.items()}
    return {"Entry Type": kind, "Item No.": "A", "Posting Date": "2026-10-05", "Document No.": "D", "Quantity": quantity, "Invoiced Quantity": quantity, **more}  # fmt: skip


def returned() -> Ledger:
    """1 receipt 10, 2 sale 6 of which 2 came back (3) and 1 came back (4), 5 transfer 1 (6 arrives), 7 adjustment -1."""
    ledger = Ledger.from_records({"Item": [{"No.": "A", "Costing Method": "FIFO", **GROUPS}], "Location": [{"Code": "WEST"}]})
    steps = [
        line("Purchase", 10, Unit_Cost=5),
        line("Sale", 6),
        line("Sale", -2, **{"Applies-from Entry": 2}),
        line("Sale", -1, **{"Applies-from Entry": 2}),
        line("Transfer", 1, New_Location_Code="WEST"),
        line("Negative Adjmt.", 1),
    ]
    for step in steps:
        ledger = post_item_journal(ledger, [step]).ledger
    return ledger


def without(ledger: Ledger, table: str, caption: str) -> Ledger:
    records = [{k: v for k, v in r.items() if k != caption} for r in ledger.records(table)]
    return Ledger.from_records({**{n: ledger.records(n) for n in ledger.tables}, table: records})


def test_what_may_still_be_returned_follows_from_the_applications() -> None:
    ledger = returned()
    expected = {r["Entry No."]: r[RETURNABLE] for r in ledger.records("Item Ledger Entry")}
    assert expected[2] == Decimal(-3)
    bare = without(ledger, "Item Ledger Entry", RETURNABLE)
    after = post_item_journal(bare, [line("Purchase", 1, Unit_Cost=5)]).ledger
    assert {r["Entry No."]: r[RETURNABLE] for r in after.records("Item Ledger Entry") if r["Entry No."] in expected} == expected


@pytest.mark.parametrize(("quantity", "refused"), [(3, False), (4, True)])
def test_no_more_comes_back_than_went_out(quantity: int, refused: bool) -> None:
    bare = without(returned(), "Item Ledger Entry", RETURNABLE)
    step = [line("Sale", -quantity, **{"Applies-from Entry": 2})]
    if refused:
        with pytest.raises(XlcostError) as caught:
            post_item_journal(bare, step)
        assert caught.value.code == "IJ07"
    else:
        assert post_item_journal(bare, step).added["Item Ledger Entry"]


@pytest.mark.parametrize("caption", ["Entry Type", "Remaining Quantity", "Last Invoice Date"])
def test_other_columns_are_named(caption: str) -> None:
    with pytest.raises(XlcostError) as caught:
        adjust_cost(without(returned(), "Item Ledger Entry", caption))
    assert caught.value.code == "AC01"
    assert caption in str(caught.value)


def test_a_ledger_that_does_not_say_what_is_adjusted_is_adjusted_whole() -> None:
    """1.1: 4 of B for 40 and 80, one sold at 20.00. Without Cost is Adjusted, entry points and flags, whatever is done first,
    the next adjustment corrects the sale by -10.00; items without entries read Yes."""
    ledger = Ledger.from_records({"Item": [{"No.": n, "Costing Method": "Average", "Unit Cost": 10} for n in "ABC"]})
    lines = [line("Purchase", 2, Amount=40), line("Purchase", 2, Amount=80), line("Sale", 1)]
    ledger = post_item_journal(ledger, [line("Purchase", 2, Amount=20), *({**one, "Item No.": "B"} for one in lines)]).ledger
    kept = {t: ledger.records(t) for t in ("Item", "Item Ledger Entry", "Value Entry", "Item Application Entry")}
    for table, caption in (("Item", "Cost is Adjusted"), ("Item Ledger Entry", "Applied Entry to Adjust")):
        kept[table] = [{k: v for k, v in r.items() if k != caption} for r in kept[table]]
    bare = Ledger.from_records(kept)
    state = [("A", False), ("B", False), ("C", True)]
    assert [(r["No."], r["Cost is Adjusted"]) for r in bare.records("Item")] == state
    posted = post_item_journal(bare, [line("Sale", 1)]).ledger
    assert [(r["No."], r["Cost is Adjusted"]) for r in posted.records("Item")] == state
    edited = bare.upsert("Item", [{**bare.records("Item")[0], "Description": "Lamp"}])
    for start in (bare, posted, edited):
        added = adjust_cost(start).added["Value Entry"]
        assert [(r["Item No."], r["Cost Amount (Actual)"]) for r in added] == [("B", Decimal(-10))]


@pytest.mark.parametrize("moves_on", [False, True])
def test_an_export_without_posting_groups_is_adjusted(moves_on: bool) -> None:
    """What adjustments only copy may be missing; 10 for 50.00, 6 sold, 5.00 freight: the sale takes 3.00 of it, whether or not a transfer is among the entries."""
    ledger = Ledger.from_records({"Item": [{"No.": "A", "Costing Method": "FIFO", **GROUPS}], "Location": [{"Code": "WEST"}]})
    steps = [line("Purchase", 10, Amount=50), line("Sale", 6), *([line("Transfer", 1, New_Location_Code="WEST")] if moves_on else [])]
    steps.append({**line("Purchase", 0), "Invoiced Quantity": 10, "Item Shpt. Entry No.": 1, "Item Charge No.": "FREIGHT", "Amount": 5})
    ledger = post_item_journal(ledger, steps).ledger
    for caption in GROUPS:
        ledger = without(ledger, "Value Entry", caption)
    added = adjust_cost(ledger).added["Value Entry"]
    assert added[0]["Cost Amount (Actual)"] == Decimal(-3)


def test_a_receipt_that_names_another_receipt_takes_nothing_from_it() -> None:
    """Its row is damaged (audit A01 says so); without Outbound Item Entry No. no cost runs along it (4.3), and the run ends."""
    ledger = post_item_journal(returned(), [line("Purchase", 1, Unit_Cost=7), line("Purchase", 0, **{"Invoiced Quantity": 10, "Item Charge No.": "F", "Item Shpt. Entry No.": 1, "Amount": 10})]).ledger  # fmt: skip
    own = next(r for r in ledger.records("Item Application Entry") if r["Item Ledger Entry No."] == 8)
    damaged = ledger.upsert("Item Application Entry", [{**own, "Inbound Item Entry No.": 1}])
    added, expected = (adjust_cost(books).added["Value Entry"] for books in (damaged, ledger))
    assert [(r["Item Ledger Entry No."], r["Cost Amount (Actual)"]) for r in added] == [(r["Item Ledger Entry No."], r["Cost Amount (Actual)"]) for r in expected]
