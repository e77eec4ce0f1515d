"""Posting and reversing WIP (project-wip.md 7), on example E1: Cost of Sales over two months."""

from decimal import Decimal

import project_books as b

D = Decimal


def january():
    return b.post(b.calculate(b.e1()).ledger)


def test_calculation_posts_nothing():
    out = b.calculate(b.e1())
    assert b.entries(out.ledger) == [
        ("Applied Costs", D("-400.00"), "7180", "2231"),
        ("Applied Sales", D("500.00"), "6190", "2212"),
        ("Recognized Costs", D("250.00"), "7620", "2231"),
        ("Recognized Sales", D("-500.00"), "6620", "2212"),
    ]
    assert out.ledger.records("G/L Entry") == []
    assert out.statuses == {"P1": "OK"}


def test_posting_is_two_lines_per_entry_and_names_the_second():
    out = january()
    lines = out.added["G/L Entry"]
    assert [(r["Entry No."], r["G/L Account No."], r["Amount"], r["Description"]) for r in lines[:2]] == [
        (1, "7180", D("-400.00"), "WIP P1"),
        (2, "2231", D("400.00"), "WIP P1"),
    ]
    assert {r["Source Code"] for r in lines} == {"PROJGLWIP"}
    assert [r["G/L Entry No."] for r in out.added["Project WIP G/L Entry"]] == [2, 4, 6, 8]
    assert {r["WIP Transaction No."] for r in out.added["Project WIP G/L Entry"]} == {1}
    assert out.added["G/L Register"] == [
        {
            "No.": 1,
            "From Entry No.": 1,
            "To Entry No.": 8,
            "Creation Date": None,
            "Source Code": "PROJGLWIP",
            "User ID": "",
            "Journal Batch Name": "",
        }
    ]
    assert b.balances(out.ledger) == {"2231": 150, "6190": 500, "6620": -500, "7180": -400, "7620": 250}
    assert out.ledger.records("Project WIP Entry") == []
    assert [r["Posted to G/L"] for r in out.ledger.records("Project WIP Total")] == [True]


def test_next_month_reverses_first_then_posts():
    ledger = b.add_entries(january().ledger, b.usage("1100", 300, 390, day="2025-02-10"), b.invoice("1100", 1100, day="2025-02-20"))
    out = b.post(b.calculate(ledger, b.FEBRUARY).ledger, b.FEBRUARY)
    lines = [(r["Document No."], r["G/L Account No."], r["Amount"]) for r in out.added["G/L Entry"]]
    assert lines[:4] == [("REV02", "7180", 400), ("REV02", "2231", -400), ("REV02", "6190", -500), ("REV02", "2212", 500)]
    assert [no for no, _, _ in lines] == ["REV02"] * 8 + ["WIP02"] * 10
    assert b.balances(out.ledger) == {"2232": -100, "6190": 1600, "6620": -1600, "7180": -800, "7185": 100, "7620": 800}
    assert [(r["Reversal"], r["Amount"]) for r in out.results["WIP Journal"]][:4] == [(True, 400), (True, -500), (True, -250), (True, 500)]


def test_posting_again_without_calculation_reverses_and_says_so():
    out = b.post(january().ledger)
    assert b.balances(out.ledger) == {}
    assert [w["Code"] for w in out.warnings] == ["NOTHING_TO_POST_AFTER_REVERSAL"]
    third = b.post(out.ledger)
    assert third.added == {}
    assert third.warnings == ()
    assert third.ledger.records("G/L Entry") == out.ledger.records("G/L Entry")


def test_reverse_only_keeps_the_pending_calculation():
    ledger = b.calculate(january().ledger, b.FEBRUARY).ledger
    out = b.post(ledger, b.FEBRUARY, reverse_only=True)
    assert b.balances(out.ledger) == {}
    assert len(b.entries(out.ledger)) == 4
    assert [w["Code"] for w in out.warnings] == ["TASK_GL_NOT_POSTED"]
    task = out.ledger.records("Project Task")[0]
    assert task["Recognized Costs G/L Amount"] == task["Recognized Costs Amount"] == 250


def test_use_reversal_date_moves_the_posting_date_only():
    out = b.post(b.calculate(b.e1()).ledger, b.FEBRUARY, use_reversal_date=True)
    row = out.added["Project WIP G/L Entry"][0]
    assert (row["Posting Date"].isoformat(), row["WIP Posting Date"].isoformat()) == (b.FEBRUARY, b.JANUARY)


def test_reversal_before_posting_is_refused_for_that_project():
    ledger = b.post(b.calculate(b.e1(), b.FEBRUARY).ledger, b.FEBRUARY).ledger
    out = b.post(ledger, b.JANUARY)
    assert out.statuses == {"P1": "REVERSAL_BEFORE_POSTING"}
    assert out.ledger.records("G/L Entry") == ledger.records("G/L Entry")
    assert "P1" in out.problems[-1].where


def test_entries_with_reverse_no_stay_and_are_listed():
    ledger = january().ledger
    old = ledger.records("Project WIP G/L Entry")[0]
    out = b.post(ledger.upsert("Project WIP G/L Entry", [{**old, "Reverse": False}]))
    assert b.balances(out.ledger) == {"7180": -400, "2231": 400}
    assert "REVERSE_NO_ENTRIES" in [w["Code"] for w in out.warnings]


def test_posting_respects_the_allowed_dates():
    ledger = b.calculate(b.e1()).ledger.upsert("General Ledger Setup", [{"Allow Posting From": "2025-02-01"}])
    out = b.post(ledger, b.FEBRUARY)
    assert out.statuses == {"P1": "E05"}
    assert out.added == {}
    moved = b.post(ledger, b.FEBRUARY, use_reversal_date=True)
    assert moved.statuses == {"P1": "OK"}


def test_a_users_own_dates_come_before_those_of_the_company():
    """Allow Posting From of the company 1 February, AMY from 1 January, BEN only in March, EVE has no dates of her own."""
    users = [
        {"User ID": "AMY", "Allow Posting From": "2025-01-01"},
        {"User ID": "BEN", "Allow Posting From": "2025-03-01", "Allow Posting To": "2025-03-31"},
        {"User ID": "EVE"},
    ]
    ledger = b.calculate(b.e1()).ledger.upsert("General Ledger Setup", [{"Allow Posting From": "2025-02-01"}]).upsert("User Setup", users)
    found = {user: b.post(ledger, user_id=user).statuses["P1"] for user in ("AMY", "BEN", "EVE", "")}
    assert found == {"AMY": "OK", "BEN": "E05", "EVE": "E05", "": "E05"}


def test_a_closed_inventory_period_does_not_limit_project_wip():
    """It locks value entries, and there are none; what limits is Allow Posting From."""
    closed = b.calculate(b.e1()).ledger.upsert("Inventory Period", [{"Ending Date": "2025-12-31", "Closed": True}])
    out = b.post(closed)
    assert out.statuses == {"P1": "OK"}
    assert "Value Entry" not in out.added


def test_completion_moves_everything_to_the_income_statement():
    ledger = b.add_entries(january().ledger, b.usage("1100", 550, day="2025-02-10"), b.invoice("1100", 1500, day="2025-02-20"))
    import xlcost

    done = xlcost.complete_project(ledger, work_date="2025-02-01")
    assert done.ledger.records("Project")[0]["Ending Date"].isoformat() == "2025-02-20"
    out = b.post(b.calculate(done.ledger, b.FEBRUARY).ledger, b.FEBRUARY)
    assert b.balances(out.ledger) == {"7180": -950, "7620": 950, "6190": 2000, "6620": -2000}
    assert b.calculate(out.ledger, b.FEBRUARY).statuses == {"P1": "COMPLETION_ALREADY_POSTED"}
    assert b.post(out.ledger, b.FEBRUARY).statuses == {"P1": "COMPLETION_ALREADY_POSTED"}
    reopened = xlcost.reopen_project(out.ledger)
    again = b.post(reopened.ledger, b.FEBRUARY)
    assert b.balances(again.ledger) == {}
    assert reopened.ledger.records("Project")[0]["Status"] == "Open"


def test_a_completed_project_before_its_ending_date_is_a_running_one():
    ledger = b.books(
        [b.project(Status="Completed", **{"Ending Date": "2025-06-30"})],
        [b.task("1")],
        b.plan("1", "Both Budget and Billable", 100, 200),
        b.usage("1", 40),
        b.invoice("1", 100),
    )
    out = b.calculate(ledger)
    assert {r["Project Complete"] for r in out.added["Project WIP Entry"]} == {False}
    assert "Project WIP Warning" not in out.added


def test_tracking_columns_of_the_ledger_entries():
    rows = (b.plan("1", "Both Budget and Billable", 100, 200), b.usage("1", 40), b.invoice("1", 100))
    ledger = b.books([b.project(**{"WIP Posting Method": "Per Project Ledger Entry"})], [b.task("1")], *rows)
    pending = b.calculate(ledger).ledger
    assert [r["Amt. to Post to G/L"] for r in pending.records("Project Ledger Entry")] == [40, -100]
    posted = b.post(pending).ledger
    amounts = [(r["Amt. to Post to G/L"], r["Amt. Posted to G/L"]) for r in posted.records("Project Ledger Entry")]
    assert amounts == [(0, 40), (0, -100)]
    again = b.calculate(posted).ledger
    assert [r["Amt. to Post to G/L"] for r in again.records("Project Ledger Entry")] == [0, 0]
