"""What the setup pre-check says before posting (gl-posting A5.1)."""

from decimal import Decimal

from gl_books import company, inventory_setup, value
from xlcost import post_inventory_cost
from xlcost.posting.risks import posting_risks

D = Decimal


def risks(ledger) -> list[tuple]:
    return [(r["Code"], r["Severity"], r["Waiting"], r["Leads to"]) for r in posting_risks(ledger)]


def test_a_sound_setup_has_no_risk():
    assert risks(company([value(1, "Purchase", actual=D(5))])) == []


def test_dates_that_are_not_allowed_stop_what_waits_and_closed_periods_are_pointed_out():
    entries = [value(1, "Purchase", actual=D(5)), value(2, "Purchase", actual=D(7), **{"Posting Date": "2026-02-10"})]
    more = {
        "Inventory Period": [{"Ending Date": "2026-01-31", "Closed": True}],
        "General Ledger Setup": [{"Allow Posting To": "2026-02-01"}],
    }
    ledger = company(entries, more=more)
    assert risks(ledger) == [("E05", "Error", 7, "Not yet posted"), ("W01", "Warning", 5, "")]
    assert [(s["Value Entry No."], s["Code"]) for s in post_inventory_cost(ledger).skipped] == [(2, "E05")]


def test_expected_cost_that_is_not_posted_counts_what_is_left_of_each_receipt():
    receipt = value(1, "Purchase", expected=D(10), **{"Item Ledger Entry No.": 1, "Expected Cost": True})
    invoice = value(2, "Purchase", expected=D(-10), actual=D(11), **{"Item Ledger Entry No.": 1})
    other = value(3, "Purchase", expected=D(4), **{"Item Ledger Entry No.": 3, "Expected Cost": True})
    assert risks(company([receipt, invoice, other], expected_posting=False)) == [("S01", "Warning", 4, "Not yet posted")]


def test_an_account_of_two_types_and_an_inventory_account_open_to_journals():
    setup = inventory_setup()
    setup[0]["Inventory Account (Interim)"] = "2001"
    ledger = company([], more={"Inventory Posting Setup": setup, "G/L Account": [{"No.": "2001", "Direct Posting": True}]})
    assert risks(ledger) == [("W03", "Warning", 0, "Shared account"), ("W04", "Warning", 0, "Direct G/L posting")]
