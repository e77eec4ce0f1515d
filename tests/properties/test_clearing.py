"""Causes over time, proposed journals and simulations (goals N9, N10, N11) on random ledgers with injected faults."""

import datetime as dt
import random
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from gl_books import company, general_setup, inventory_setup, random_values
from properties.test_causes import FAULTS, Books, seeds
from xlcost import post_inventory_cost, reconcile_inventory
from xlcost.posting.risks import posting_risks
from xlcost.views.cause_trend import CLEARED, NEW, cause_trend
from xlcost.views.corrections import as_if_corrected, clearing_actions, correcting_lines, effect_of_clearing

D = Decimal
LAST = "2026-01-31"
NO_JOURNAL = {"Not yet posted", "Posting date outside period", "Closing entry", "Value entry outside scope"}
some_faults = st.lists(st.sampled_from([f for f in FAULTS if f != "remapped"]), min_size=1, max_size=5)


def faulty(seed, faults, remapped=False):
    books = Books(seed, "Per Entry")
    for fault in [*faults, *(["remapped"] if remapped else [])]:
        books.inject(fault)
    return books.ledger()


@given(seeds, some_faults, st.booleans())
def test_after_the_proposed_journal_only_posting_and_time_are_left(seed, faults, remapped):
    ledger = faulty(seed, faults, remapped)
    found = reconcile_inventory(ledger, date_to=LAST)
    lines = correcting_lines(found)
    balance: dict[int, D] = {}
    for line in lines:
        balance[line["Proposal No."]] = balance.get(line["Proposal No."], D(0)) + line["Amount"]
    assert set(balance.values()) <= {D(0)}
    after = reconcile_inventory(as_if_corrected(ledger, lines), date_to=LAST).accounts
    for no, account in found.accounts.items():
        left = sum((amount for cause, amount in account["causes"].items() if cause in NO_JOURNAL), D(0))
        assert after[no]["difference"] == left, (no, account["causes"])
    cleared = {a["Cause"] for a in clearing_actions(found, lines)}
    assert cleared == {e["Cause"] for e in found.cause_entries()}


@given(seeds, st.lists(st.sampled_from(["dropped", "dropped value entry", "duplicated", "altered", "manual"]), min_size=1, max_size=5))
def test_a_difference_that_a_journal_can_clear_is_0_after_it(seed, faults):
    ledger = faulty(seed, faults)
    lines = correcting_lines(reconcile_inventory(ledger, date_to=LAST))
    after = reconcile_inventory(as_if_corrected(ledger, lines), date_to=LAST)
    assert all(a["difference"] == 0 for a in after.accounts.values())


@given(seeds, some_faults)
def test_the_simulation_is_what_posting_and_the_journal_lead_to(seed, faults):
    ledger = faulty(seed, faults)
    found = reconcile_inventory(ledger, date_to=LAST)
    posted = reconcile_inventory(post_inventory_cost(ledger, date_to=LAST).ledger, date_to=LAST).accounts
    for row in effect_of_clearing(ledger, found):
        no = row["Account"]
        assert row["Difference"] == found.accounts[no]["difference"]
        assert row["If Posted"] == posted[no]["difference"]
        assert bool(row["After Journal"]) <= bool(row["What is left"])
    assert ledger.table("G/L Entry").length == faulty(seed, faults).table("G/L Entry").length  # nothing was posted


@given(seeds, some_faults)
def test_the_trend_is_the_reconciliation_at_each_period_end(seed, faults):
    ledger = faulty(seed, faults)
    ends = [dt.date(2026, 1, d) for d in (9, 10, 14, 20, 31)]
    _, records = cause_trend(ledger, ends=ends)
    told = {(r["Account"], r["Cause"], n): a for r in records for n, a in enumerate(r["Amounts"]) if a}
    expected = {}
    for n, end in enumerate(ends):
        for no, account in reconcile_inventory(ledger, date_to=end).accounts.items():
            expected |= {(no, cause, n): amount for cause, amount in account["causes"].items()}
    assert told == expected
    for r in records:
        present = [bool(g) for g in r["Gross Amounts"]]
        assert (r["Trend"] == NEW) == (present[-1] and not present[-2])
        assert (r["Trend"] == CLEARED) == (not present[-1])
        if present[-1]:
            oldest = min(e["Posting Date"] for e in reconcile_inventory(ledger, date_to=ends[-1]).cause_entries(r["Account"], r["Cause"]))
            assert (r["Oldest"], r["Age (days)"]) == (oldest, (ends[-1] - oldest).days)
    ranked = [(-r["Gross Amount"], -r["Age (days)"]) for r in records]
    assert ranked == sorted(ranked)


@given(seeds)
def test_the_pre_check_predicts_what_posting_skips_and_how_much(seed):
    """Each reason for which posting skips an entry was predicted, and what nothing predicts is posted."""
    choose = random.Random(seed)
    inventory, general = inventory_setup(), general_setup()
    for _ in range(choose.randrange(3)):
        choose.choice(inventory)[choose.choice(("Inventory Account", "WIP Account", "Inventory Account (Interim)"))] = ""
        choose.choice(general)[choose.choice(("COGS Account", "Direct Cost Applied Account", "Inventory Adjmt. Account"))] = ""
    if choose.random() < 0.3:
        general.pop()
    used = sorted({v for row in (*inventory, *general) for c, v in row.items() if c.endswith(("Account", "(Interim)")) and v})
    chart = [{"No.": no, "Blocked": choose.random() < 0.05} for no in used]
    limits = {"Allow Posting From": "2026-01-11"} if choose.random() < 0.3 else {}
    more = {
        "Inventory Posting Setup": inventory,
        "General Posting Setup": general,
        "G/L Account": chart,
        "General Ledger Setup": [limits],
        "Inventory Period": [{"Ending Date": "2026-01-10", "Closed": choose.random() < 0.3}],
    }
    ledger = company(random_values(choose, 30), choose.random() < 0.7, more=more)
    skipped = post_inventory_cost(ledger).skipped
    predicted = {r["Code"] for r in posting_risks(ledger) if r["Severity"] == "Error"}
    codes = {s["Code"] for s in skipped} - {"S01", "S02"}
    assert codes <= predicted
    assert bool(codes) == bool(predicted)
    assert all(r["Waiting"] > 0 for r in posting_risks(ledger) if r["Severity"] == "Error")
