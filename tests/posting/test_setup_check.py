"""The setup pre-check (gl-posting A5.1)."""

from decimal import Decimal

from gl_books import company, general_setup, inventory_setup, value
from xlcost import post_inventory_cost
from xlcost.posting import check_posting_setup


def test_each_gap_once_with_what_waits_for_it():
    setup = inventory_setup()
    setup[0]["Inventory Account (Interim)"] = ""
    entries = [
        value(1, "Purchase", expected=Decimal(30)),
        value(2, "Purchase", expected=Decimal(-10), actual=Decimal(12)),
        value(3, "Sale", actual=Decimal(-5), **{"Gen. Bus. Posting Group": "EU"}),
        value(4, "Sale", actual=Decimal(-6), **{"Gen. Bus. Posting Group": "EU", "Location Code": "EAST"}),
    ]
    gaps = check_posting_setup(company(entries, more={"Inventory Posting Setup": setup}))
    assert [(g["Code"], g["Key"], g["Field"], g["Value Entries"], g["Amount"]) for g in gaps] == [
        ("S05", " / RAW", "Inventory Account (Interim)", 2, 40),
        ("S04", "EU / RETAIL", "COGS Account", 2, 11),
    ]
    assert gaps[0]["What to do"] == "Fill Inventory Account (Interim) in Inventory Posting Setup for (blank) / RAW."
    off = check_posting_setup(company(entries, expected_posting=False, more={"Inventory Posting Setup": setup}))
    assert [g["Code"] for g in off] == ["S04"]


def test_a_complete_setup_has_no_gaps_and_posted_entries_need_none():
    ledger = company([value(1, "Purchase", actual=Decimal(3)), value(2, "Sale", actual=Decimal(-1))])
    assert check_posting_setup(ledger) == []
    posted = post_inventory_cost(ledger).ledger.upsert("General Posting Setup", [{**general_setup()[0], "COGS Account": ""}])
    assert [g["Field"] for g in check_posting_setup(posted)] == ["COGS Account"]
    assert check_posting_setup(posted, only_unposted=True) == []
