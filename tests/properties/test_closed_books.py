"""R14: no inventory entry in a closed period, and no G/L entry of one, whatever stage runs. R15: what is posted is never deleted or changed, corrections are new entries."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from random_company import Clerk
from sound_company import edit, sound_company
from xlcost import (
    Ledger,
    XlcostError,
    adjust_cost,
    check_inventory_cost_posting,
    close_inventory_period,
    finish_production_order,
    post_inventory_cost,
    post_item_journal,
    suggest_revaluation,
)

seeds = st.integers(0, 10**9)
DATED = ("Item Ledger Entry", "Value Entry", "Capacity Ledger Entry", "G/L Entry", "Item Application Entry")
JANUARY = dt.date(2022, 1, 31)


def closed_company(seed: int) -> Clerk:
    """January worked, adjusted, posted and closed."""
    clerk = Clerk(seed)
    clerk.ledger = post_inventory_cost(adjust_cost(clerk.work(12, months=1)).ledger).ledger
    clerk.ledger = close_inventory_period(clerk.ledger, JANUARY).ledger
    return clerk


def new_rows(before: Ledger, after: Ledger, table: str) -> list[dict]:
    known = {r["Entry No."] for r in before.records(table)}
    return [r for r in after.records(table) if r["Entry No."] not in known]


def in_january(before: Ledger, after: Ledger) -> list[str]:
    return [
        f"{t} {r['Entry No.']}" for t in DATED for r in new_rows(before, after, t) if r["Posting Date"] and r["Posting Date"] <= JANUARY
    ]


@given(seeds)
def test_no_stage_posts_into_a_closed_period(seed: int) -> None:
    clerk = closed_company(seed)
    closed = clerk.ledger
    tried = [clerk.post(clerk.line(f"2022-01-{d:02d}", "Purchase", "F", 1, **{"Unit Cost": "3.33"})) for d in (1, 31)]
    assert not any(tried)
    days = [f"2022-{m}-{d:02d}" for m, d in (("01", 9), ("01", 31), ("02", 1), ("02", 9), ("03", 5))]
    acts = ("buy", "sell", "move", "count", "invoice", "charge", "charge", "return", "produce")
    for _ in range(10):  # late charges and invoices of February change the cost of January's issues
        clerk.one(clerk.random.choice(acts), clerk.random.choice(days))
    for order in clerk.orders:
        clerk.ledger = finish_production_order(clerk.ledger, order).ledger
    for day in (JANUARY, dt.date(2022, 2, 28)):
        for line in suggest_revaluation(clerk.ledger, posting_date=day, items=["F"], document_no="R"):
            clerk.post({**line, "Inventory Value (Revalued)": line["Inventory Value (Calculated)"] * 2, "Unit Cost (Revalued)": None})
    clerk.ledger = post_inventory_cost(adjust_cost(clerk.ledger).ledger).ledger
    assert in_january(closed, clerk.ledger) == []


@pytest.mark.parametrize("automatic", [False, True])
def test_a_late_charge_adjusts_january_s_sale_in_february(automatic: bool) -> None:
    closed = close_inventory_period(sound_company(), JANUARY).ledger
    closed = closed.upsert("Inventory Setup", [{"Expected Cost Posting to G/L": True, "Automatic Cost Posting": automatic}])
    charge = {
        "Posting Date": "2022-02-03", "Entry Type": "Purchase", "Item No.": "F", "Quantity": 0, "Invoiced Quantity": 10, "Amount": 10,
        "Item Charge No.": "FREIGHT", "Item Shpt. Entry No.": 1, "Document No.": "FR1", "Gen. Bus. Posting Group": "DOMESTIC",
    }  # fmt: skip
    charged = post_item_journal(closed, [charge]).ledger
    adjusted = adjust_cost(charged)
    dates = {r["Posting Date"] for r in adjusted.added["Value Entry"]}
    assert dates == {dt.date(2022, 2, 1)}
    assert in_january(closed, post_inventory_cost(adjusted.ledger).ledger) == []


def test_what_a_closed_period_left_unposted_reaches_the_gl_on_its_own_date_unless_the_dates_forbid_it() -> None:
    """gl-posting D3: posting before closing is advised, not enforced; D4: the G/L entry takes the date of its value entry, E05 by the
    allowed posting dates alone. The Test report says W01."""
    unposted = edit(sound_company(), "Value Entry", 5, {"Cost Posted to G/L": 0})
    closed = close_inventory_period(unposted, JANUARY).ledger
    assert [[w["code"] for w in line["Warnings"]] for line in check_inventory_cost_posting(closed)] == [["W01"], ["W01"]]
    posted = post_inventory_cost(closed)
    assert (posted.posted_count, posted.skipped) == (1, [])
    assert {r["Posting Date"] <= JANUARY for r in posted.added["G/L Entry"]} == {True}
    locked = closed.upsert("General Ledger Setup", [{"Allow Posting From": "2022-02-01"}])
    assert [(s["Value Entry No."], s["Code"]) for s in post_inventory_cost(locked).skipped] == [(5, "E05")]
    with pytest.raises(XlcostError) as caught:
        post_inventory_cost(locked, on_error="stop")
    assert caught.value.code == "E05"


# What posting later may still change on an entry that stands: how much is left of it and whether it is done, never what it says.
MAY_CHANGE = {
    "Item Ledger Entry": {
        "Remaining Quantity", "Open", "Invoiced Quantity", "Completely Invoiced", "Last Invoice Date", "Shipped Qty. Not Returned",
        "Applied Entry to Adjust", "Cost Amount (Actual)", "Cost Amount (Expected)", "Cost Amount (Non-Invtbl.)", "Sales Amount (Actual)",
        "Sales Amount (Expected)", "Purchase Amount (Actual)", "Purchase Amount (Expected)", "Reserved Quantity",
    },
    "Value Entry": {
        "Cost Posted to G/L", "Expected Cost Posted to G/L", "Cost Posted to G/L (ACY)", "Exp. Cost Posted to G/L (ACY)",
        "Valuation Date", "Valued By Average Cost",
    },
    "Item Application Entry": {"Cost Application", "Output Completely Invd. Date", "Outbound Entry is Updated"},
    "Capacity Ledger Entry": set(), "G/L Entry": set(), "G/L - Item Ledger Relation": set(), "G/L Register": set(),
    "Inventory Period Entry": set(), "Item Register": set(),
}  # fmt: skip


def key_of(table: str, row: dict) -> tuple:
    keys = {"G/L - Item Ledger Relation": ("G/L Entry No.", "Value Entry No."), "Inventory Period Entry": ("Ending Date", "Entry No.")}
    return tuple(row[c] for c in keys.get(table, ("No.",) if "Register" in table else ("Entry No.",)))


def frozen(ledger: Ledger, table: str) -> dict:
    return {key_of(table, r): {c: v for c, v in r.items() if c not in MAY_CHANGE[table]} for r in ledger.records(table)}


@given(seeds)
def test_nothing_posted_is_ever_deleted_or_changed(seed: int) -> None:
    choose = random.Random(seed)
    clerk = Clerk(seed)
    clerk.work(10, months=1)
    for _ in range(4):
        before = {table: frozen(clerk.ledger, table) for table in MAY_CHANGE}
        stage = choose.choice(("adjust", "post", "close", "journal", "return", "finish"))
        if stage == "adjust":
            clerk.ledger = adjust_cost(clerk.ledger).ledger
        elif stage == "post":
            clerk.ledger = post_inventory_cost(clerk.ledger).ledger
        elif stage == "close":
            clerk.ledger = close_inventory_period(adjust_cost(clerk.ledger).ledger, JANUARY).ledger if _open(clerk.ledger) else clerk.ledger
        elif stage == "return":
            clerk.one("return", "2022-02-20")
        else:
            clerk.work(4, first="2022-02", months=1)
        for table, rows in before.items():
            after = frozen(clerk.ledger, table)
            for key, row in rows.items():
                assert {c: after[key].get(c) for c in row} == row, (stage, table, key)


def _open(ledger: Ledger) -> bool:
    return not ledger.records("Inventory Period")[0]["Closed"]
