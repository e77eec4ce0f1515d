"""The real ledgers: three tie out to the cent, the fourth has four entries not posted and one manual document."""

from decimal import Decimal

import pytest

from xlcost import post_inventory_cost, read_ledger, reconcile_inventory
from xlcost.views import correcting_lines

D = Decimal


@pytest.mark.parametrize(
    ("name", "balances"),
    [
        ("cronus-retail", {"2110": "15467.36", "2111": "6012.20", "2130": "6283.67", "2131": "-3495.86"}),
        ("cronus-average", {"2110": "27369.81", "2111": "3049.09", "2131": "309.70"}),
    ],
)
def test_ledgers_that_tie_out(real_ledgers, name, balances):
    found = reconcile_inventory(read_ledger(real_ledgers / f"{name}.xlsx"))
    assert found.ties
    assert {no: found.accounts[no]["gl"] for no in balances} == {no: D(v) for no, v in balances.items()}
    assert all(row["Unexplained"] == 0 for row in found.tie_out_grid())


def test_production_ties_out_but_for_expected_cost_that_is_not_posted(real_ledgers):
    found = reconcile_inventory(read_ledger(real_ledgers / "cronus-production.xlsx"))
    assert (found.accounts["2110"]["gl"], found.accounts["2130"]["gl"]) == (D("1109.33"), D("1923.48"))
    assert {no for no, a in found.accounts.items() if a["causes"]} == {"2111", "2131", "5510", "5530"}
    entries = found.cause_entries()
    assert {(e["Cause"], e["Code"]) for e in entries} == {("Not yet posted", "S01")}


def test_planted_differences_are_found_and_posting_leaves_the_manual_document(real_ledgers):
    ledger = read_ledger(real_ledgers / "cronus-open.xlsx")
    found = reconcile_inventory(ledger)
    assert found.accounts["2110"]["difference"] == D("-94.32")
    assert found.accounts["2110"]["causes"] == {"Not yet posted": D("-219.32"), "Direct G/L posting": D("125.00")}
    assert found.accounts["2130"]["causes"] == {"Not yet posted": D("261.73")}
    not_posted = {e["Value Entry No."]: e["Amount"] for e in found.cause_entries("2110", "Not yet posted")}
    assert not_posted == {14: D("-0.01"), 15: D("-31.81"), 84: D("-187.50")}
    (manual,) = found.cause_entries("2110", "Direct G/L posting")
    assert (manual["Document No."], manual["Posting Date"].isoformat()) == ("G00017", "2001-01-31")
    outcome = post_inventory_cost(ledger)
    assert outcome.posted_count == 4
    after = reconcile_inventory(outcome.ledger)
    assert {no: a["causes"] for no, a in after.accounts.items() if a["causes"]} == {"2110": {"Direct G/L posting": D("125.00")}}
    lines = [(line["G/L Account No."], line["Amount"]) for line in correcting_lines(after)]
    assert lines == [("2110", D("-125.00")), ("8640", D("125.00"))]
