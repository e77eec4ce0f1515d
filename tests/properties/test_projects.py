"""What holds for every project, whatever its method, plan, entries and months (project-wip.md 6, 7, 9)."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

import project_books as b
import xlcost
from xlcost.ledger.options import RecognizedCosts, RecognizedSales

MONTHS = ("2025-01-31", "2025-02-28", "2025-03-31")
cents = st.integers(-30_000, 90_000).map(lambda n: f"{n / 100:.2f}")
plus_cents = st.integers(0, 90_000).map(lambda n: f"{n / 100:.2f}")
task_no = st.sampled_from(["1", "2", "30", "A"])
days = st.sampled_from(["2025-01-10", "2025-02-10", "2025-03-10", "2025-04-10"])
costs, sales = st.sampled_from([o.caption for o in RecognizedCosts]), st.sampled_from([o.caption for o in RecognizedSales])


@st.composite
def ledgers(draw, amounts=cents):
    """One project with up to four tasks, any method, both posting methods, two posting groups, dimensions."""
    method = {"Code": "M", "Recognized Costs": draw(costs), "Recognized Sales": draw(sales)}
    posting = draw(st.sampled_from(["Per Project", "Per Project Ledger Entry"]))
    tasks = [
        b.task(
            no,
            **{
                "WIP-Total": draw(st.sampled_from(["", "", "Total", "Excluded"])),
                "Project Posting Group": draw(st.sampled_from(["", "H"])),
            },
        )
        for no in ("1", "2", "30", "A")
    ]
    kinds = st.sampled_from(["Budget", "Billable", "Both Budget and Billable"])
    rows = draw(st.lists(st.builds(b.plan, task_no, kinds, amounts, amounts), max_size=6))
    rows += draw(
        st.lists(st.builds(b.usage, task_no, amounts, amounts, st.sampled_from(["Item", "Resource", "G/L Account"]), days), max_size=6)
    )
    rows += draw(st.lists(st.builds(b.invoice, task_no, amounts, amounts, days), max_size=4))
    groups = [{"Code": "G", **b.ACCOUNTS}, {"Code": "H", **{k: f"{v}H" for k, v in b.ACCOUNTS.items()}}]
    accounts = [{"No.": no + end, "Account Type": "Posting"} for no in b.ACCOUNTS.values() for end in ("", "H")]
    dimensions = [{"Project No.": "P1", "Project Task No.": "2", "Dimension Code": "DEPT", "Dimension Value Code": "X"}]
    return b.books(
        [b.project(method="M", **{"WIP Posting Method": posting})],
        tasks,
        *rows,
        Project_WIP_Method=[method],
        Project_Posting_Group=groups,
        Project_Task_Dimension=dimensions,
        **{"G/L_Account": accounts},
    )


def ok(outcome):
    assert set(outcome.statuses.values()) == {"OK"}
    return outcome


def content(rows):
    """Rows without their running numbers."""
    running = ("Entry No.", "Project WIP Total Entry No.")
    return [{k: v for k, v in r.items() if k not in running} for r in rows]


@given(ledgers())
def test_every_identity_ties_or_is_explained(ledger):
    out = ok(b.calculate(ledger, MONTHS[1]))  # a difference without cause would be status INTERNAL_ERROR
    warned = {w["Project Task No."] for w in out.warnings if w["Code"] == "WIP_IDENTITY"}
    count = len(out.added.get("Project WIP Entry", []))
    for row in out.controls:
        worst = max(abs(row["Cost Difference"]), abs(row["Sales Difference"]))
        assert row["Project Task No."] in warned or worst * 100 <= count


@given(ledgers())
def test_post_then_reverse_nets_to_zero_on_every_account(ledger):
    posted = ok(b.post(ok(b.calculate(ledger)).ledger))
    assert sum(r["Amount"] for r in posted.ledger.records("G/L Entry")) == 0
    back = ok(b.post(posted.ledger, reverse_only=True))
    assert b.balances(back.ledger) == {}
    assert all(r["Reversed"] for r in back.ledger.records("Project WIP G/L Entry"))


@given(ledgers())
def test_posting_twice_changes_nothing(ledger):
    """Calculating and posting again replaces WIP by itself; a third posting without calculation finds nothing at all."""
    once = b.post(b.calculate(ledger).ledger).ledger
    twice = b.post(b.calculate(once).ledger).ledger
    assert b.balances(twice) == b.balances(once)
    empty = b.post(b.post(twice).ledger)
    assert empty.added == {}
    assert b.post(empty.ledger).ledger.records("G/L Entry") == empty.ledger.records("G/L Entry")


@given(ledgers())
def test_recalculation_is_idempotent(ledger):
    first = ok(b.calculate(ledger, MONTHS[1])).ledger
    second = ok(b.calculate(first, MONTHS[1]))
    for table in ("Project WIP Entry", "Project WIP Total", "Project WIP Warning", "Project Task", "Project Ledger Entry", "Project"):
        assert content(second.ledger.records(table)) == content(first.records(table))
    assert second.changed == {}


@given(ledgers())
def test_deleting_takes_everything_back(ledger):
    out = xlcost.delete_project_wip(b.calculate(ledger).ledger)
    for table in ("Project WIP Entry", "Project WIP Total", "Project WIP Warning"):
        assert out.ledger.records(table) == []
    assert all(r["Amt. to Post to G/L"] == 0 for r in out.ledger.records("Project Ledger Entry"))


@given(ledgers(), st.integers(0, 3))
def test_a_completed_project_ends_with_zero_wip(ledger, months):
    for day in MONTHS[:months]:
        ledger = ok(b.post(ok(b.calculate(ledger, day)).ledger, day)).ledger
    done = xlcost.complete_project(ledger, work_date="2025-04-30").ledger
    out = ok(b.post(ok(b.calculate(done, "2025-04-30")).ledger, "2025-04-30"))
    left = b.balances(out.ledger)
    assert [a for a in left if a.rstrip("H") in b.BALANCE_SHEET] == []
    after = b.calculate(out.ledger, "2025-05-31")
    if out.added.get("Project WIP G/L Entry"):
        assert after.statuses == {"P1": "COMPLETION_ALREADY_POSTED"}


@given(ledgers(plus_cents))
def test_shuffled_rows_give_the_same_books(ledger):
    tables = {name: list(reversed(ledger.records(name))) for name in ledger.tables}
    other = xlcost.Ledger.from_records(tables)
    assert b.balances(b.post(b.calculate(other).ledger).ledger) == b.balances(b.post(b.calculate(ledger).ledger).ledger)


amount = st.integers(1, 90_000)
BUILT_IN = ("COST VALUE", "COST OF SALES", "SALES VALUE", "POC", "COMPLETED CONTRACT")


@given(st.sampled_from(BUILT_IN), *[amount] * 6)
def test_balance_sheet_of_the_built_in_methods(method, stc, stp, ctp, utc, utp, cip):
    """One task, per project: the table of section 6, computed with fractions; a cent of rounding is allowed."""
    rows = (
        b.plan("1", "Budget", stc, stp),
        b.plan("1", "Billable", 0, ctp),
        b.usage("1", utc, utp),
        b.invoice("1", cip),
    )
    out = b.post(b.calculate(b.books([b.project(method=method)], [b.task("1")], *rows)).ledger)
    rc = {
        "COST OF SALES": Fraction(stc * cip, ctp),
        "COST VALUE": utc - Fraction(utc * ctp, stp) + Fraction(stc * cip, stp),
        "COMPLETED CONTRACT": Fraction(0),
    }.get(method, Fraction(utc))
    rs = {
        "SALES VALUE": Fraction(utp * ctp, stp),
        "POC": ctp * min(Fraction(1), Fraction(utc, stc)),
        "COMPLETED CONTRACT": Fraction(0),
    }.get(method, Fraction(cip))
    if rc < 0:
        return  # cause WI1
    want = {"2231": max(utc - rc, 0), "2232": -max(rc - utc, 0), "2211": Fraction(0), "2212": Fraction(0)}
    if method == "SALES VALUE":
        want |= {"2211": max(rs - cip, 0), "2212": -max(cip - rs, 0)}
    elif method == "POC":
        want |= {"2211": rs, "2212": Fraction(-cip)}
    elif method == "COMPLETED CONTRACT":
        want["2212"] = Fraction(-cip)
    have = b.balances(out.ledger)
    for account, value in want.items():
        assert abs(Fraction(have.get(account, 0)) - value) <= Fraction(1, 100)
