"""Every posting run balances, posts once, and sums the same by either method (gl-posting A7, E)."""

import random
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from gl_books import company, random_values, sums
from xlcost import Ledger, post_inventory_cost, reconcile_inventory

seeds = st.integers(0, 10**9)


def business(seed, count=40):
    return company(random_values(random.Random(seed), count))


@given(seeds)
def test_every_run_balances_and_both_methods_give_equal_sums(seed):
    ledger = business(seed)
    one = post_inventory_cost(ledger)
    other = post_inventory_cost(ledger, "Per Posting Group", "COST")
    for out in (one, other):
        entries = out.added["G/L Entry"]
        assert sums(entries, "Document No.", "Posting Date") == {}
        assert sums(entries, "Dimension Set ID") == {}
        assert out.posted_count == sum(
            1 for e in out.ledger.records("Value Entry") if e["Cost Posted to G/L"] or e["Expected Cost Posted to G/L"]
        )
    assert sums(one.added["G/L Entry"], "Posting Date", "G/L Account No.") == sums(
        other.added["G/L Entry"], "Posting Date", "G/L Account No."
    )
    assert one.posted_count == other.posted_count


@given(seeds)
def test_posting_twice_is_posting_once(seed):
    for method, number in (("Per Entry", ""), ("Per Posting Group", "COST")):
        once = post_inventory_cost(business(seed), method, number)
        twice = post_inventory_cost(once.ledger, method, number)
        assert twice.added == {}
        assert twice.changed == {}
        assert twice.posted_count == 0
        assert list(twice.queue) == []


@given(seeds, st.sampled_from(["Per Entry", "Per Posting Group"]))
def test_after_posting_every_difference_is_zero(seed, method):
    ledger = post_inventory_cost(business(seed), method, "" if method == "Per Entry" else "COST").ledger
    found = reconcile_inventory(ledger)
    assert found.ties
    assert all(not a["difference"] and not a["causes"] for a in found.accounts.values())
    assert all("Difference" not in cells for cells in found.matrix.values())


@given(seeds, st.randoms(use_true_random=False))
def test_shuffled_rows_give_the_same_postings(seed, shuffle):
    """R5."""
    values = random_values(random.Random(seed), 30)
    expected = post_inventory_cost(company(values))
    shuffle.shuffle(values)
    found = post_inventory_cost(company(values))
    assert found.added == expected.added
    assert found.skipped == expected.skipped
    assert reconcile_inventory(found.ledger).matrix == reconcile_inventory(expected.ledger).matrix


@given(seeds, st.integers(0, 39))
def test_a_cost_that_rises_later_posts_only_the_difference(seed, which):
    ledger = post_inventory_cost(business(seed)).ledger
    rows = ledger.records("Value Entry")
    rows[which]["Cost Amount (Actual)"] += Decimal("1.23")
    out = post_inventory_cost(ledger.upsert("Value Entry", rows))
    assert sorted(e["Amount"] for e in out.added["G/L Entry"]) == [Decimal("-1.23"), Decimal("1.23")]
    assert not any(a["difference"] or a["causes"] for a in reconcile_inventory(out.ledger).accounts.values())


@given(seeds)
def test_relation_rows_reproduce_every_gl_entry(seed):
    ledger = post_inventory_cost(business(seed), "Per Posting Group", "COST").ledger
    found = reconcile_inventory(ledger)
    shares: dict[int, Decimal] = {}
    for link in found.links:
        assert link["Amount on G/L Entry"] == link["Amount of Line"]
        shares[link["G/L Entry No."]] = shares.get(link["G/L Entry No."], Decimal(0)) + link["Amount on G/L Entry"]
    assert shares == {e["Entry No."]: e["Amount"] for e in ledger.records("G/L Entry")}


def test_two_halves_post_like_the_whole():
    ledger = business(5, 60)
    halves: Ledger = post_inventory_cost(ledger, date_to="2026-01-10").ledger
    halves = post_inventory_cost(halves, date_from="2026-01-11").ledger
    whole = post_inventory_cost(ledger).ledger
    keys = ("Document No.", "G/L Account No.", "Posting Date")
    assert sums(halves.records("G/L Entry"), *keys) == sums(whole.records("G/L Entry"), *keys)
    assert {r["No."] for r in halves.records("G/L Register")} == {1, 2}
