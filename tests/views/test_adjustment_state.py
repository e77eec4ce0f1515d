"""What heads say about Adjust Cost: left is what a run would take up, waiting is what a run would not change (costing-engine.md 4.12)."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from random_company import random_company
from xlcost import Ledger, adjust_cost, close_period, post_item_journal, run_report
from xlcost.views.adjustment_state import adjustment_state

DAY = dt.date(2026, 1, 5)
CARD = {"No.": "CHAIR", "Costing Method": "FIFO", "Inventory Posting Group": "RESALE"}


def company(*cards: dict[str, object]) -> Ledger:
    return Ledger.from_records({"Item": list(cards or (CARD,))})


def line(kind: str, quantity: int, **more: object) -> dict[str, object]:
    return {"Posting Date": DAY, "Entry Type": kind, "Item No.": "CHAIR", "Quantity": quantity, "Document No.": "D1", **more}


def head(ledger: Ledger) -> str:
    return str(run_report(ledger, "Status", {"Status Date": "2026-01-31"}).facts["options"]).rsplit(" · ", 1)[1]


def test_an_item_waits_until_its_sale_is_invoiced() -> None:
    posted = post_item_journal(
        company(), [line("Purchase", 10, **{"Unit Amount": "3.00"}), line("Sale", 4, **{"Invoiced Quantity": 0, "Unit Amount": "5.00"})]
    ).ledger
    assert head(posted) == "adjusted: 1 item left ▲"
    adjusted = adjust_cost(posted).ledger
    assert head(adjusted) == "adjusted; 1 entry waits for invoices"
    assert not adjust_cost(adjusted).added.get("Value Entry"), "what waits is not changed by another run"
    invoice = line("Sale", 0, **{"Invoiced Quantity": 4, "Unit Amount": "5.00", "Item Shpt. Entry No.": 2, "Document No.": "D2"})
    done = adjust_cost(post_item_journal(adjusted, [invoice]).ledger).ledger
    assert head(done) == "adjusted"


@pytest.mark.parametrize(
    ("kind", "finished", "words"),
    [
        ("Production", False, "adjusted; 1 order is open"),
        ("Production", True, "adjusted: 1 item left ▲"),
        ("Assembly", False, "adjusted: 1 item left ▲"),
    ],
)
def test_an_open_production_order_is_not_work(kind: str, finished: bool, words: str) -> None:
    row = {"Order Type": kind, "Order No.": "O1", "Order Line No.": 10000 if kind == "Production" else 0, "Item No.": "CHAIR"}
    orders = [{**row, "Is Finished": finished, "Cost is Adjusted": False}]
    assert adjustment_state(company({**CARD, "Cost is Adjusted": True}).upsert("Inventory Adjmt. Entry (Order)", orders)).words == words


def test_excluded_items_and_cards_without_entries_are_no_work() -> None:
    posted = post_item_journal(company(), [line("Purchase", 10, **{"Unit Amount": "3.00"}), line("Sale", 4)]).ledger
    left = posted.upsert("Item", [{**CARD, "No.": "NEW", "Cost is Adjusted": False}])
    assert adjustment_state(left).items == {"CHAIR"}
    excluded = left.upsert("Item", [{**CARD, "Cost is Adjusted": False, "Excluded from Cost Adjustment": True}])
    assert any(r["Applied Entry to Adjust"] for r in excluded.records("Item Ledger Entry"))
    assert adjustment_state(excluded).words == "adjusted", "what is excluded is not left, and no invoice sets its cost"


def test_a_ledger_without_flags_cannot_tell() -> None:
    assert adjustment_state(company()).words == "adjusted: unknown"


def test_the_sample_asks_for_nothing_that_a_run_would_not_change(sample: Ledger) -> None:
    state = adjustment_state(sample)
    assert state.items == frozenset()
    assert state.entries
    assert state.orders
    assert not adjust_cost(sample).added.get("Value Entry")
    close = close_period(sample, "2026-10").results["close"]
    assert "; ".join(state.waiting) in next(s.words for s in close.steps if s.name.startswith("Adjust Cost"))


def test_the_pack_counts_the_items_that_the_preview_changes(sample: Ledger) -> None:
    from xlcost.reports.pack.common import Facts, options_line

    receipt = next(r for r in sample.records("Item Ledger Entry") if r["Document No."] == "PR-1096")
    late = {
        "Posting Date": dt.date(2026, 10, 31), "Entry Type": "Purchase", "Item No.": receipt["Item No."], "Document No.": "FR-1", "Quantity": 0,
        "Location Code": receipt["Location Code"], "Invoiced Quantity": receipt["Quantity"], "Amount": "12.00", "Item Charge No.": "FREIGHT",
        "Item Shpt. Entry No.": receipt["Entry No."], "Gen. Bus. Posting Group": "DOMESTIC", "Gen. Prod. Posting Group": "RETAIL",
    }  # fmt: skip
    close = close_period(post_item_journal(sample, [late]).ledger, "2026-10").results["close"]
    assert options_line(close, Facts("", "", "", "")).endswith("adjusted: 1 item left ▲")
    done = close_period(close.ledger, "2026-10", adjust=True).results["close"]
    assert f"adjusted; {adjustment_state(done.ledger).waiting[0]}" in options_line(done, Facts("", "", "", ""))


@given(seed=st.integers(0, 10**6))
def test_no_item_left_means_that_a_run_adds_nothing(seed: int) -> None:
    ledger = random_company(seed, lines=12)
    found = adjustment_state(ledger)
    changed = {r["Item No."] for r in adjust_cost(ledger).added.get("Value Entry", [])}
    if not found.items:
        assert not changed
    assert not adjustment_state(adjust_cost(ledger).ledger).items


def test_a_card_that_says_no_is_named_although_a_run_adds_nothing() -> None:
    """Closing an inventory period wants the entry points adjusted (4.12): the run sets the flags."""
    posted = post_item_journal(company(), [line("Purchase", 10, **{"Unit Amount": "3.00"})]).ledger
    step = close_period(posted, "2026-01").results["close"].steps[0]
    assert (step.state, step.words) == ("open", "nothing to add; 1 item is not marked as adjusted: run it once")
    done = close_period(adjust_cost(posted).ledger, "2026-01").results["close"].steps[0]
    assert (done.state, done.words) == ("done", "done, nothing left to adjust")
