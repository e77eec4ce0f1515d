"""The close checklist as a gate: a period is locked only when no step is red, or with a reason that is recorded."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from random_company import Clerk
from sound_company import drop, edit, sound_company
from xlcost import Ledger, XlcostError, adjust_cost, close_period, post_inventory_cost, post_item_journal
from xlcost.reports.checklist import red_steps, steps_of
from xlcost.reports.close import Close
from xlcost.reports.close_lines import Check
from xlcost.reports.lock import lock_inventory_period

JANUARY = "2022-01-31"
NAMES = [
    "Adjust Cost - Item Entries",
    "Post Inventory Cost to G/L, Test",
    "Post Inventory Cost to G/L",
    "Reconcile",
    "Zero unexplained",
    "Audit checks and proofs",
    "Close inventory period",
]


def steps(ledger: Ledger) -> dict[str, str]:
    found = close_period(ledger, "2022-01").results["close"].steps
    assert [s.name for s in found] == NAMES
    return {s.name: s.state for s in found}


def unposted() -> Ledger:
    """Value entry 5, a sale, waits to be posted."""
    ledger = edit(sound_company(), "Value Entry", 5, {"Cost Posted to G/L": 0})
    for number in (21, 22):
        ledger = drop(drop(ledger, "G/L Entry", {"Entry No.": number}), "G/L - Item Ledger Relation", {"G/L Entry No.": number})
    return ledger


def blocked() -> Ledger:
    """Value entry 5 cannot be posted: its COGS account is blocked."""
    return unposted().upsert("G/L Account", [{"No.": "7190", "Blocked": True}])


def unadjusted() -> Ledger:
    charge = {
        "Posting Date": "2022-01-20", "Entry Type": "Purchase", "Item No.": "F", "Quantity": 0, "Invoiced Quantity": 10, "Amount": 10,
        "Item Charge No.": "FREIGHT", "Item Shpt. Entry No.": 1, "Document No.": "FR1", "Gen. Bus. Posting Group": "DOMESTIC",
    }  # fmt: skip
    return post_item_journal(sound_company(), [charge]).ledger


def broken() -> Ledger:
    return edit(sound_company(), "Item Ledger Entry", 1, {"Remaining Quantity": 3})


def test_a_sound_company_ends_with_the_lock_and_is_locked() -> None:
    assert list(steps(sound_company()).values()) == ["done"] * 6 + ["open"]
    outcome = lock_inventory_period(sound_company(), JANUARY, user_id="amy", work_date="2022-02-02")
    assert [p["Closed"] for p in outcome.ledger.records("Inventory Period")] == [True, False]
    assert steps(outcome.ledger)["Close inventory period"] == "done"
    assert not outcome.problems


@pytest.mark.parametrize(
    ("ledger", "red"),
    [
        (unposted, "Post Inventory Cost to G/L"),
        (broken, "Audit checks and proofs"),
    ],
)
def test_a_red_step_keeps_the_period_open(ledger, red: str) -> None:
    assert steps(ledger())[red] == "failed"
    assert steps(ledger())["Close inventory period"] == "waiting"
    with pytest.raises(XlcostError) as caught:
        lock_inventory_period(ledger(), JANUARY)
    assert caught.value.code == "P10"
    assert red in str(caught.value)


def test_what_posting_skips_with_a_reason_is_looked_at_and_not_red() -> None:
    found = steps(blocked())
    assert (found["Post Inventory Cost to G/L, Test"], found["Post Inventory Cost to G/L"], found["Reconcile"]) == ("open", "done", "open")
    assert [p.code for p in lock_inventory_period(blocked(), JANUARY).problems] == ["P04"]


def test_unadjusted_cost_stops_even_a_forced_closing() -> None:
    assert steps(unadjusted())["Adjust Cost - Item Entries"] == "failed"
    with pytest.raises(XlcostError) as caught:
        lock_inventory_period(unadjusted(), JANUARY, force="the auditors wait")
    assert caught.value.code == "P01"


def test_force_needs_a_reason_and_records_it() -> None:
    with pytest.raises(XlcostError) as caught:
        lock_inventory_period(unposted(), JANUARY, force="  ")
    assert caught.value.code == "P11"
    outcome = lock_inventory_period(unposted(), JANUARY, force="invoice disputed, see mail of 2 Feb")
    (entry,) = outcome.added["Inventory Period Entry"]
    assert entry["Description"] == "Forced: invoice disputed, see mail of 2 Feb"
    assert [p.code for p in outcome.problems] == ["P04", "P10"]


def test_without_the_period_there_is_nothing_to_lock() -> None:
    with pytest.raises(XlcostError) as caught:
        lock_inventory_period(sound_company(), "2022-01-30")
    assert caught.value.code == "P07"

# -- each step red in turn ------------------------------------------------------------------------------------
STEPS_THAT_CAN_BE_RED = ("Adjust Cost - Item Entries", "Post Inventory Cost to G/L", "Zero unexplained", "Audit checks and proofs")


def doctored(close: Close, name: str) -> Close:
    """The close of a sound company with one result spoiled, so that one step is red and no other."""
    if name == STEPS_THAT_CAN_BE_RED[0]:
        late = unadjusted()
        return replace(close, adjustment=adjust_cost(late))
    if name == STEPS_THAT_CAN_BE_RED[1]:
        return replace(close, posting=replace(close.posting, posted_count=3))
    if name == STEPS_THAT_CAN_BE_RED[2]:
        accounts = close.reconciliation.accounts
        spoiled = {no: {**a, "unexplained": Decimal("0.01")} if no == "2110" else a for no, a in accounts.items()}
        return replace(close, reconciliation=SimpleNamespace(accounts=spoiled))
    return replace(close, findings=[{"Code": "B03", "Severity": "Error"}])


@pytest.mark.parametrize("name", STEPS_THAT_CAN_BE_RED)
@pytest.mark.parametrize("reason", [None, "the auditors wait"])
def test_every_red_step_alone_keeps_the_period_open(name: str, reason: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only that step is red; the closing is refused with its name, or forced with the reason, which stands in the period entry."""
    spoiled = doctored(close_period(sound_company(), "2022-01").results["close"], name)
    spoiled = replace(spoiled, steps=steps_of(spoiled, spoiled.checks))
    assert [s.name for s in red_steps(spoiled.steps)] == [name]
    assert spoiled.steps[-1].state == "waiting"
    monkeypatch.setattr("xlcost.reports.lock.close_period", lambda *a, **k: SimpleNamespace(results={"close": spoiled}))
    if reason is None:
        with pytest.raises(XlcostError) as caught:
            lock_inventory_period(sound_company(), JANUARY)
        assert (caught.value.code, name in str(caught.value)) == ("P10", True)
        return
    outcome = lock_inventory_period(sound_company(), JANUARY, force=reason)
    assert [e["Description"] for e in outcome.added["Inventory Period Entry"]] == [f"Forced: {reason}"]
    assert [(p.code, p.what.split(":")[0]) for p in outcome.problems] == [("P10", name)]


def test_a_failed_proof_is_red() -> None:
    close = close_period(sound_company(), "2022-01").results["close"]
    proof = Check("Inventory Valuation equals the value entries", 1, 2, "", passed=False)
    assert [s.name for s in red_steps(steps_of(close, [*close.checks, proof]))] == ["Audit checks and proofs"]


@settings(max_examples=30)
@given(st.integers(0, 10**9))
def test_a_period_is_locked_exactly_when_no_step_is_red(seed: int) -> None:
    """Random companies left as the clerk left them: unposted, unadjusted, negative, or settled."""
    clerk = Clerk(seed)
    ledger = clerk.work(10, months=1)
    if seed % 4:
        ledger = adjust_cost(ledger).ledger
    if seed % 4 > 1:
        ledger = post_inventory_cost(ledger).ledger
    close = close_period(ledger, "2022-01").results["close"]
    red = red_steps(close.steps)
    try:
        outcome = lock_inventory_period(ledger, JANUARY)
    except XlcostError as error:
        assert error.code in ("P01", "P02", "P03") or (error.code == "P10" and red)
        return
    assert not red
    assert outcome.ledger.records("Inventory Period")[0]["Closed"]
