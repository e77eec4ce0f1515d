"""Links without a relation table: the seven steps, and a relation table that begins later (gl-posting B7)."""

from decimal import Decimal

import pytest

from gl_books import company, value
from xlcost import Ledger, post_inventory_cost, reconcile_inventory
from xlcost.views.subsets import smallest_equal_subsets

D = Decimal
INVENTORY, DIRECT, COGS = "2001", "7005", "7001"


def gl(no, amount, account=INVENTORY, **fields):
    return {"Entry No.": no, "G/L Account No.": account, "Posting Date": "2026-01-10", "Document No.": "D1", "Amount": amount, **fields}


def posted(no, amount, kind="Purchase", **fields):
    return value(no, kind, actual=D(amount), **{"Cost Posted to G/L": D(amount), **fields})


def links(values, entries, account=INVENTORY):
    """(value entry, G/L entry, step) of the links on an account."""
    found = reconcile_inventory(company(values, more={"G/L Entry": entries}))
    assert found.is_explained
    return [(r["Value Entry No."], r["G/L Entry No."], r["Match Quality"]) for r in found.links if r["G/L Account No."] == account], found


def test_1_exact_pairs_go_in_order():
    values = [posted(no, 5, **{"Document No.": "D1"}) for no in (1, 2)]
    assert links(values, [gl(7, 5), gl(8, 5)])[0] == [(1, 7, 1), (2, 8, 1)]


def test_2_document_sum_links_what_overlaps():
    values = [posted(no, amount, **{"Document No.": "D1"}) for no, amount in ((1, 60), (2, 40))]
    assert links(values, [gl(7, 100)])[0] == [(1, 7, 2), (2, 7, 2)]
    assert links(values, [gl(7, 30), gl(8, 70)])[0] == [(1, 7, 2), (1, 8, 2), (2, 8, 2)]
    found = links(values, [gl(7, 30), gl(8, 70)])[1]
    assert found.accounts[INVENTORY]["causes"] == {}


def test_2_mixed_signs_leave_nobody_out():
    values = [posted(no, amount, **{"Document No.": "D1"}) for no, amount in ((1, 60), (2, -10), (3, 20))]
    got, found = links(values, [gl(7, 100), gl(8, -30)])
    assert {v for v, _, _ in got} == {1, 2, 3}
    assert {e for _, e, _ in got} == {7, 8}
    assert found.accounts[INVENTORY]["difference"] == 0


def test_3_posting_group_sum_by_description_and_without():
    values = [posted(no, amount) for no, amount in ((1, 60), (2, 40), (3, -7))]
    described = {"Document No.": "COST", "Description": "Inventory - Direct Cost Applied, ,RAW,,RETAIL"}
    assert links(values, [gl(7, 100, **described), gl(8, -7, **described)])[0] == [(1, 7, 3), (2, 7, 3), (3, 8, 3)]
    plain = {"Document No.": "COST", "Description": "January"}
    assert links(values, [gl(7, 100, **plain), gl(8, -7, **plain)])[0] == [(1, 7, 3), (2, 7, 3), (3, 8, 3)]


def test_3_an_account_changed_since_is_still_found_by_the_description():
    values = [posted(1, -60, "Sale"), posted(2, -40, "Sale", **{"Gen. Bus. Posting Group": "DOM"})]
    text = {"Document No.": "COST", "Description": "COGS - Inventory, ,RAW,,RETAIL"}
    got, found = links(values, [gl(7, 60, "7101", **text), gl(8, -100, **text | {"Description": "x"})], "7101")
    assert got == [(1, 7, 3)]
    assert found.accounts["7101"]["causes"] == {"Account re-assigned in setup": 60, "Posted flag without G/L entry": -40}


def test_4_another_date_within_the_period_is_no_difference():
    got, found = links([posted(1, 5)], [gl(7, 5, **{"Posting Date": "2026-01-12"})])
    assert got == [(1, 7, 4)]
    assert found.accounts[INVENTORY]["causes"] == {}


def test_5_another_account_is_re_assigned():
    got, found = links([posted(1, 5)], [gl(7, 5, "2011")], "2011")
    assert got == [(1, 7, 5)]
    assert found.accounts["2011"]["causes"] == {"Account re-assigned in setup": 5}
    assert found.accounts[INVENTORY]["causes"] == {"Account re-assigned in setup": -5}


@pytest.mark.parametrize(("amount", "linked"), [("1.05", True), ("1.06", False), ("100.50", True), ("100.51", False)])
def test_6_nearly_the_same_amount(amount, linked):
    cost = D(amount).to_integral_value(rounding="ROUND_DOWN")
    got, found = links([posted(1, cost)], [gl(7, D(amount))])
    assert got == ([(1, 7, 6)] if linked else [])
    name = "Amount difference" if linked else "Inventory posting without value entry"
    assert name in found.accounts[INVENTORY]["causes"]


def test_7_smallest_subset_of_a_day_and_account():
    values = [posted(no, amount) for no, amount in ((1, 31), (2, 17), (3, 29), (4, 1000))]
    entries = [gl(7, 60, **{"Document No.": "X"}), gl(8, 50, **{"Document No.": "Y"})]
    assert links(values, entries)[0] == [(1, 7, 7), (3, 7, 7)]


def test_smallest_subsets():
    assert smallest_equal_subsets([1, 2, 3], [6]) == ((0, 1, 2), (0,))
    assert smallest_equal_subsets([5, 5, 10], [10, 10]) == ((2,), (0,))
    assert smallest_equal_subsets([5, 5], [5]) == ((0,), (0,))
    assert smallest_equal_subsets([1, 2], [4, 8]) is None
    assert smallest_equal_subsets([3, -3], [7, -7]) == ((0, 1), (0, 1))


def test_entries_of_another_origin_take_no_part():
    entries = [gl(7, 5, **{"Source Code": "GENJNL"}), gl(8, -5, DIRECT, **{"Source Code": "INVTPCOST"})]
    got, found = links([posted(1, 5)], entries)
    assert got == []
    assert found.accounts[INVENTORY]["causes"] == {"Direct G/L posting": 5, "Posted flag without G/L entry": -5}


def test_a_relation_table_that_begins_with_todays_run_does_not_forget_the_older_entries():
    """An export without relation table is continued by posting: its older entries are still matched by value."""
    old = [gl(1, 5, **{"Source Code": "INVTPCOST"}), gl(2, -5, DIRECT, **{"Source Code": "INVTPCOST"})]
    ledger = company([posted(1, 5), value(2, "Sale", actual=D(-3))], more={"G/L Entry": old})
    assert set(reconcile_inventory(ledger).accounts[INVENTORY]["causes"]) == {"Not yet posted"}
    after = reconcile_inventory(post_inventory_cost(ledger).ledger)
    assert after.ties
    assert {r["Match Quality"] for r in after.links} == {0, 1}


def test_with_a_relation_table_values_alone_make_no_link():
    ledger = post_inventory_cost(company([value(1, "Purchase", actual=D(5)), value(2, "Purchase", actual=D(6))])).ledger
    rows = [r for r in ledger.records("G/L - Item Ledger Relation") if r["Value Entry No."] != 1]
    broken = Ledger.from_records({**{n: ledger.records(n) for n in ledger.tables}, "G/L - Item Ledger Relation": rows})
    found = reconcile_inventory(broken)
    assert found.accounts[INVENTORY]["causes"] == {"Posted flag without G/L entry": -5, "Inventory posting without value entry": 5}


def test_several_postings_of_one_line_and_an_altered_one():
    """Delta postings: a line of 9.00 posted as 6.00 and 3.00, the second altered to 3.05."""
    ledger = post_inventory_cost(company([value(1, "Purchase", actual=D(6))])).ledger
    rows = [{**r, "Cost Amount (Actual)": D(9)} for r in ledger.records("Value Entry")]
    ledger = post_inventory_cost(ledger.upsert("Value Entry", rows)).ledger
    assert reconcile_inventory(ledger).ties
    altered = next(r for r in ledger.records("G/L Entry") if r["Amount"] == 3)
    found = reconcile_inventory(ledger.upsert("G/L Entry", [{**altered, "Amount": D("3.05")}]))
    (entry,) = found.cause_entries(INVENTORY)
    assert (entry["Cause"], entry["Amount"], entry["G/L Entry No."]) == ("Amount difference", D("0.05"), altered["Entry No."])
