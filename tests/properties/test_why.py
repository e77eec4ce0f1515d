"""Why this amount: every cost amount of every random company is explained to the cent, by entries that are there."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faces.test_cli import run
from random_company import random_company
from sound_company import edit, sound_company
from xlcost import Ledger, XlcostError, adjust_cost, explain_amount, post_item_journal, run_report, write_ledger

seeds = st.integers(0, 10**9)
D = Decimal
CENT = D("0.01")


@given(seeds)
def test_every_amount_is_the_sum_of_its_terms_and_nothing_is_left_over(seed: int) -> None:
    ledger = random_company(seed)
    numbers = {r["Entry No."] for r in ledger.records("Item Ledger Entry")}
    for entry in ledger.records("Value Entry"):
        costs = {"Cost Amount (Actual)": False, "Cost Amount (Expected)": True}
        for caption, expected in costs.items():
            if not entry[caption]:
                continue
            found = explain_amount(ledger, entry["Entry No."], expected=expected)
            assert sum(t["Amount"] for t in found["Terms"]) == found["Amount"] == entry[caption]
            assert found["Not Derived"] == 0, (found["Sentence"], found["Terms"])
            assert abs(found["Rounding"]) <= CENT * (len(found["Terms"]) + 1)
            assert {t["Entry No."] for t in found["Terms"]} - {0} <= numbers
            assert f"{found['Amount']:,.2f}" in found["Sentence"]


def terms(ledger: Ledger, number: int, **asked: bool) -> list[tuple[str, int, D]]:
    return [(t["What"], t["Entry No."], t["Amount"]) for t in explain_amount(ledger, number, **asked)["Terms"]]


def test_an_adjustment_is_the_receipts_less_what_was_posted() -> None:
    """A sale of 3 posted at 5.00 each from a receipt of 6 that turned out to cost 134.87."""
    base = Ledger.from_records({**{n: sound_company().records(n) for n in ("Item", "Inventory Posting Setup", "General Posting Setup")}})
    buy = {
        "Posting Date": "2022-01-03",
        "Entry Type": "Purchase",
        "Item No.": "F",
        "Quantity": 6,
        "Invoiced Quantity": 0,
        "Unit Cost": "19.86",
        "Document No.": "R",
    }
    sell = {"Posting Date": "2022-01-04", "Entry Type": "Sale", "Item No.": "F", "Quantity": 3, "Invoiced Quantity": 3, "Document No.": "S"}
    ledger = post_item_journal(post_item_journal(base, [buy]).ledger, [sell]).ledger
    freight = {
        **buy,
        "Quantity": 0,
        "Invoiced Quantity": 6,
        "Unit Cost": None,
        "Amount": "15.71",
        "Item Charge No.": "FREIGHT",
        "Item Shpt. Entry No.": 1,
        "Document No.": "FR",
    }
    ledger = adjust_cost(post_item_journal(ledger, [freight]).ledger).ledger
    adjustment = next(r for r in ledger.records("Value Entry") if r["Adjustment"])
    (posted,) = [r for r in ledger.records("Value Entry") if r["Item Ledger Entry No."] == 2 and not r["Adjustment"]]
    found = terms(ledger, adjustment["Entry No."])
    assert found == [
        ("Taken from a receipt", 1, D("-67.44")),
        (f"Less what was posted by value entry {posted['Entry No.']}", 2, -posted["Cost Amount (Actual)"]),
    ]
    assert terms(ledger, next(r["Entry No."] for r in ledger.records("Value Entry") if r["Item Charge No."])) == [
        ("Charge FREIGHT of document FR", 0, D("15.71"))
    ]


def test_the_average_shows_its_pool() -> None:
    """A: 5 @ 4 and 5 @ 6, a sale of 6: the pool is 10 pieces for 50.00."""
    found = explain_amount(sound_company(), 6)
    assert (found["Kind"], found["Amount"] + explain_amount(sound_company(), 13)["Amount"]) == ("Average", D("-30.00"))
    assert "the average of its period is 5.00000: 10.00 pieces for 50.00" in found["Sentence"]
    assert terms(sound_company(), 6) == [
        ("Share of the value at the start of the period", 0, D("-30.00")),
        ("Less what was adjusted by value entry 13", 6, -explain_amount(sound_company(), 13)["Amount"]),
    ]


def test_an_amount_that_the_ledger_does_not_give_is_not_called_rounding() -> None:
    broken = edit(sound_company(), "Value Entry", 5, {"Cost Amount (Actual)": -41})
    found = explain_amount(broken, 5)
    assert (found["Rounding"], found["Not Derived"]) == (0, D("-1.00"))
    assert found["Terms"][-1]["What"] == "Not derived from the ledger"


def test_what_is_not_there_and_the_report() -> None:
    with pytest.raises(XlcostError) as caught:
        explain_amount(sound_company(), 999)
    assert caught.value.code == "UNKNOWN_ENTRY"
    grid = run_report(sound_company(), "why this amount", {"Value Entry No.": "5"})
    assert grid.message == explain_amount(sound_company(), 5)["Sentence"]
    assert grid.lines[-1].cells["amount"] == D("-40.00")
    with pytest.raises(XlcostError) as caught:
        run_report(sound_company(), "why this amount", {})
    assert caught.value.code == "ENTRY_NO_MISSING"


def test_the_command_and_its_status(tmp_path) -> None:
    write_ledger(sound_company(), tmp_path / "LEDGER.xlsx")
    status, text = run("why", "value-entry", "5", tmp_path / "LEDGER.xlsx", "-o", tmp_path / "WHY.xlsx")
    assert status == 0, text
    assert text.startswith("Value entry 5 (Direct Cost) of sale 5, item F: cost -40.00, because the goods came from 1 receipt.")
    assert run("why", "item-entry", "5", tmp_path / "LEDGER.xlsx")[0] == 0
    write_ledger(edit(sound_company(), "Value Entry", 5, {"Cost Amount (Actual)": -41}), tmp_path / "BROKEN.xlsx")
    assert run("why", "value-entry", "5", tmp_path / "BROKEN.xlsx")[0] == 1
    assert run("why", "value-entry", "x", tmp_path / "LEDGER.xlsx")[0] == 2
    assert run("why", "item-entry", "99", tmp_path / "LEDGER.xlsx")[0] == 3
