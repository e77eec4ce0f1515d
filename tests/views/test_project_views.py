"""Amounts to post, WIP accounts against the ledger, schedule, cockpit, comparison (project-wip.md 7.1, 10)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import project_books as b
import xlcost
from xlcost.views.project_balances import amounts_to_post
from xlcost.views.project_cockpit import cockpit, pending_totals, recognition_box
from xlcost.views.project_ledger_difference import wip_ledger_differences
from xlcost.views.project_schedule import wip_schedule
from xlcost.views.project_what_if import compare_methods

D = Decimal
LAST = 740_000  # a day after everything
JAN, FEB = (date.fromisoformat(d).toordinal() for d in (b.JANUARY, b.FEBRUARY))


@pytest.fixture(scope="module")
def posted():
    return b.post(b.calculate(b.e1()).ledger).ledger


@pytest.fixture(scope="module")
def february(posted):
    ledger = b.add_entries(posted, b.usage("1100", 300, 390, day="2025-02-10"), b.invoice("1100", 1100, day="2025-02-20"))
    return b.calculate(ledger, b.FEBRUARY).ledger


def ticks(amounts):
    return {k: v * 100_000 for k, v in amounts.items()}


def test_amount_to_post_is_what_posting_then_does(february):
    lines = {x.account: x for x in amounts_to_post(february)}
    line = lines["2231"]
    assert (line.open, line.reversal, line.new, line.net_change, line.after) == (15_000_000, -15_000_000, 0, -15_000_000, 0)
    after = b.post(february, b.FEBRUARY).ledger
    assert {a: x.after for a, x in lines.items() if x.after} == ticks(b.balances(after))
    for column in ("open", "reversal", "new", "net_change", "after"):
        assert sum(getattr(x, column) for x in lines.values()) == 0
    assert list(lines)[:4] == sorted(b.BALANCE_SHEET)


def test_amount_to_post_as_of_a_date_ignores_later_reversals(february):
    after = b.post(february, b.FEBRUARY).ledger
    then = {x.account: x.open for x in amounts_to_post(after, as_of=JAN)}
    now = {x.account: x.open for x in amounts_to_post(after)}
    assert (then["2231"], now["2231"]) == (15_000_000, 0)


def test_what_is_completed_is_not_reversed():
    done = xlcost.complete_project(b.e1(), work_date=b.JANUARY).ledger
    closed = b.post(b.calculate(done).ledger).ledger
    assert [x.net_change for x in amounts_to_post(closed)] == [0] * 13


GL = {"Posting Date": b.JANUARY, "Project No.": "P1", "Source Code": "PROJGLWIP"}


def faulty(ledger, *changes, drop=()):
    rows = [r for r in ledger.records("G/L Entry") if r["Entry No."] not in drop]
    tables = {name: ledger.records(name) for name in ledger.tables if name != "G/L Entry"}
    return xlcost.Ledger.from_records({**tables, "G/L Entry": rows}).upsert("G/L Entry", changes)


def causes(ledger, day=LAST):
    found = {}
    for line in wip_ledger_differences(ledger, day):
        assert line.unexplained == 0
        for cause, amount in line.by_cause().items():
            found[line.account, line.project, cause] = D(amount) / 100_000
    return found


def entry(ledger, no, **changes):
    return {**next(r for r in ledger.records("G/L Entry") if r["Entry No."] == no), **changes}


def test_wip_accounts_tie_after_posting_and_reversal(february):
    after = b.post(february, b.FEBRUARY).ledger
    assert causes(after) == {}
    assert causes(after, JAN) == {}


# entry 2 is the balancing line of Applied Costs: +400.00 on 2231; entry 6 that of Recognized Costs: -250.00
FAULTS = {
    "WIP line without G/L entry": (lambda x: faulty(x, drop={2}), {("2231", "P1"): -400}),
    "Direct G/L posting": (
        lambda x: faulty(x, {"Entry No.": 90, "G/L Account No.": "2231", "Amount": 500, **GL, "Source Code": "GENJNL"}),
        {("2231", "P1"): 500},
    ),
    "WIP posting without WIP entry": (
        lambda x: faulty(x, {"Entry No.": 90, "G/L Account No.": "2231", "Amount": 7, **GL}),
        {("2231", "P1"): 7},
    ),
    "Other project": (
        lambda x: faulty(x, entry(x, 2, **{"Project No.": "P9"})),
        {("2231", "P1"): -400, ("2231", "P9"): 400},
    ),
    "Amount difference": (lambda x: faulty(x, entry(x, 2, Amount=D("400.03"))), {("2231", "P1"): D("0.03")}),
}


@pytest.mark.parametrize("cause", FAULTS)
def test_every_fault_is_named_with_its_amount(posted, cause):
    fault, want = FAULTS[cause]
    assert causes(fault(posted)) == {(account, project, cause): amount for (account, project), amount in want.items()}


def test_a_line_posted_in_another_month_is_a_posting_date_cause(posted):
    moved = faulty(posted, entry(posted, 2, **{"Posting Date": b.FEBRUARY}))
    assert causes(moved, JAN) == {("2231", "P1", "Posting date"): -400}
    assert causes(moved) == {}


@given(st.lists(st.sampled_from(["drop", "double", "alter", "move", "remap", "manual"]), min_size=1, max_size=4), st.data())
def test_any_faults_are_explained_to_zero(faults, data):
    ledger = b.post(b.calculate(b.e1()).ledger).ledger
    ledger = b.post(b.calculate(ledger, b.FEBRUARY).ledger, b.FEBRUARY).ledger
    rows = {r["Entry No."]: r for r in ledger.records("G/L Entry")}
    for fault in faults:
        no = data.draw(st.sampled_from(sorted(rows)))
        if fault == "drop" and len(rows) > 1:
            del rows[no]
        elif fault == "double":
            rows[max(rows) + 1] = {**rows[no], "Entry No.": max(rows) + 1}
        elif fault == "alter":
            rows[no] = {**rows[no], "Amount": rows[no]["Amount"] + data.draw(st.integers(-9, 9)) * D("0.01")}
        elif fault == "move":
            rows[no] = {**rows[no], "Posting Date": data.draw(st.sampled_from([b.JANUARY, b.FEBRUARY, "2025-03-31"]))}
        elif fault == "remap":
            rows[no] = {**rows[no], "G/L Account No.": data.draw(st.sampled_from(["2231", "2212", "6190"])), "Project No.": "P2"}
        else:
            rows[max(rows) + 1] = {**rows[no], "Entry No.": max(rows) + 1, "Source Code": "GENJNL", "Document No.": "M1"}
    tables = {name: ledger.records(name) for name in ledger.tables if name != "G/L Entry"}
    broken = xlcost.Ledger.from_records({**tables, "G/L Entry": list(rows.values())})
    for day in (JAN, FEB, LAST):
        for line in wip_ledger_differences(broken, day):
            assert line.difference == sum(c.amount for c in line.causes)


def test_schedule_of_a_running_project(february):
    (line,) = wip_schedule(february, FEB)
    figures = (line.ctp, line.stc, line.utc, line.eac, line.rc, line.rs, line.cip)
    assert figures == tuple(n * 100_000 for n in (2000, 1000, 700, 1000, 800, 1600, 1600))
    assert (line.balances["WIP Accrued Costs Account"], line.posted, line.wip) == (-10_000_000, 15_000_000, -10_000_000)
    assert line.margin_fade == 0
    (then,) = wip_schedule(february, JAN)
    assert (then.utc, then.cip, then.margin_fade) == (40_000_000, 50_000_000, None)


def test_schedule_shows_a_loss_before_it_is_recognized():
    rows = (b.plan("1", "Budget", 1000), b.plan("1", "Billable", 0, 900), b.usage("1", 500), b.invoice("1", 450))
    (line,) = wip_schedule(b.books([b.project()], [b.task("1")], *rows), JAN)
    assert (line.expected_loss, line.unrecognized_loss) == (10_000_000, 5_000_000)  # rc 500, rs 450


def test_schedule_uses_the_remaining_cost_where_usage_is_linked():
    lines = [{**b.plan("1", "Both Budget and Billable", 1000, 2000), "Remaining Total Cost (LCY)": 750}]
    ledger = b.books([b.project(**{"Apply Usage Link": True})], [b.task("1")], *lines, b.usage("1", 400))
    assert wip_schedule(ledger, JAN)[0].eac == 115_000_000


def test_cockpit_compares_calculated_with_posted(february):
    (row,) = cockpit(february)
    assert (row["Recog. Costs Amount"], row["Recog. Costs G/L Amount"], row["Recog. Costs Amount Difference"]) == (800, 250, 550)
    assert row["Total WIP Cost Difference"] == -250
    assert recognition_box(february, "p1")["Acc. WIP Costs Amount"] == 300  # -100 on the balance sheet, 400 applied
    (total,) = pending_totals(february, "P1")
    assert total["Invoiced %"] == 80


def test_comparison_leaves_the_ledger_alone_and_agrees_with_the_methods(february):
    found = {r.method: r for r in compare_methods(february, FEB)}
    assert {m: (r.rc, r.rs) for m, r in found.items() if m != "COST VALUE"} == {
        "SALES VALUE": (70_000_000, 140_000_000),
        "COST OF SALES": (80_000_000, 160_000_000),
        "POC": (70_000_000, 140_000_000),
        "COMPLETED CONTRACT": (0, 0),
    }
    assert [m for m, r in found.items() if r.own] == ["COST OF SALES"]
    assert len(february.records("Project WIP Entry")) == 5
