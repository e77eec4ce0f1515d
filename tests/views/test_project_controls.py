"""Controls PC1 to PC8: silent on sound books, each finds the one thing that was done to it; project statistics."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

import project_books as b
import xlcost
from xlcost import Ledger, run_report
from xlcost.money import to_decimal
from xlcost.views.project_controls import CONTROLS, project_controls
from xlcost.views.project_statistics import project_statistics

D = Decimal
FEB = date.fromisoformat(b.FEBRUARY).toordinal()


@pytest.fixture(scope="module")
def posted() -> Ledger:
    return b.post(b.calculate(b.e1()).ledger).ledger


def found(ledger: Ledger) -> dict[str, list[tuple[str, str, Decimal, Decimal]]]:
    """Findings by control: project, task, expected, found."""
    result = project_controls(ledger, FEB)
    return {c: [(f.project, f.task, to_decimal(f.expected), to_decimal(f.found)) for f in fs] for c, fs in result.items() if fs}


def change(ledger: Ledger, table: str, number: int, **changes: object) -> Ledger:
    row = next(r for r in ledger.records(table) if r["Entry No."] == number)
    return ledger.upsert(table, [{**row, **{k.replace("_", " "): v for k, v in changes.items()}}])


def test_sound_books_have_no_finding(posted: Ledger) -> None:
    assert found(posted) == {}
    assert found(b.calculate(posted, b.FEBRUARY).ledger) == {}
    assert "All 9 controls" in run_report(posted, "Project WIP Controls", {"Control Date": b.FEBRUARY}).message


def test_nothing_at_all_has_no_finding() -> None:
    assert found(Ledger.from_records({})) == {}


def _wrong_identity(ledger: Ledger) -> Ledger:
    pending = b.calculate(ledger, b.FEBRUARY).ledger
    return change(pending, "Project WIP Entry", pending.records("Project WIP Entry")[0]["Entry No."], WIP_Entry_Amount=D("-500"))


def _manual(ledger: Ledger) -> Ledger:
    row = {"Entry No.": 99, "G/L Account No.": "2231", "Posting Date": "2025-02-03", "Amount": 70, "Project No.": "P1", "Document No.": "G1"}
    return ledger.upsert("G/L Entry", [row])


def _changed_pair(ledger: Ledger) -> Ledger:
    return change(ledger, "G/L Entry", 1, Amount=D("-399.00"))  # the main account of the first WIP G/L entry, 7180 -400


def _later(ledger: Ledger) -> Ledger:
    return b.add_entries(ledger, b.usage("1100", 300, day="2025-02-10"), b.invoice("1100", 100, day="2025-02-11"))


def _backdated(ledger: Ledger) -> Ledger:
    return b.add_entries(ledger, b.usage("1100", 120, day="2025-01-20"))


def _item_cost(ledger: Ledger) -> Ledger:
    entry = {"Entry No.": 5, "Item No.": "A", "Posting Date": "2025-01-20", "Quantity": -1, "Entry Type": "Negative Adjmt."}
    value = {"Entry No.": 9, "Item No.": "A", "Posting Date": "2025-01-20", "Item Ledger Entry No.": 5, "Item Ledger Entry Type": "Negative Adjmt.",
             "Entry Type": "Direct Cost", "Cost Amount (Actual)": D("-407.50")}  # fmt: skip
    linked = change(ledger, "Project Ledger Entry", 1, Type="Item", Ledger_Entry_Type="Item", Ledger_Entry_No=5)
    row = next(r for r in linked.records("Project Ledger Entry") if r["Entry No."] == 1)
    linked = linked.upsert("Project Ledger Entry", [{**row, "Ledger Entry No.": 5}])
    return linked.upsert("Item Ledger Entry", [entry]).upsert("Value Entry", [value])


def _no_method(ledger: Ledger) -> Ledger:
    row = next(r for r in ledger.records("Project"))
    return ledger.upsert("Project", [{**row, "WIP Method": ""}])


def _task_amount(ledger: Ledger) -> Ledger:
    row = next(r for r in ledger.records("Project Task") if r["Project Task No."] == "1100")
    return ledger.upsert("Project Task", [{**row, "Recognized Costs G/L Amount": D("240.00")}])


FAULTS: list[tuple[str, Callable[[Ledger], Ledger], list[tuple[str, str, str, str]]]] = [
    ("PC1", _wrong_identity, [("P1", "1999", "150.00", "250.00")]),
    ("PC2", _manual, [("P1", "", "150.00", "220.00")]),
    ("PC3", _changed_pair, [("P1", "", "-400.00", "-399.00")]),
    ("PC4a", _later, [("P1", "", "0.00", "400.00")]),
    ("PC4b", _backdated, [("P1", "1999", "400.00", "520.00")]),
    ("PC5", _item_cost, [("P1", "1100", "407.50", "400.00")]),
    ("PC6", _no_method, [("P1", "", "0.00", "-100.00")]),
    ("PC7", _task_amount, [("P1", "", "250.00", "240.00")]),
]


@pytest.mark.parametrize(("control", "fault", "want"), FAULTS, ids=[f[0] for f in FAULTS])
def test_each_control_finds_what_was_done_to_it(control: str, fault: Callable[[Ledger], Ledger], want: list[tuple[str, ...]], posted: Ledger) -> None:
    findings = found(fault(posted))
    assert set(findings) == {control}
    assert findings[control] == [(p, t, D(e), D(f)) for p, t, e, f in want]


def test_pc8_a_completed_project_with_a_balance() -> None:
    done = xlcost.complete_project(b.e1(), work_date=b.JANUARY).ledger
    closed = b.post(b.calculate(done).ledger).ledger
    assert found(closed) == {}
    row = {"Entry No.": 99, "G/L Account No.": "2212", "Posting Date": "2025-02-03", "Amount": -5, "Project No.": "P1", "Document No.": "G1"}
    assert found(closed.upsert("G/L Entry", [row]))["PC8"] == [("P1", "", D("0.00"), D("-5.00"))]


def test_pc6_completion_that_is_not_posted_and_a_task_outside_wip(posted: Ledger) -> None:
    row = next(r for r in posted.records("Project"))
    completed = posted.upsert("Project", [{**row, "Status": "Completed", "Complete": True}])
    assert [f[0] for f in found(completed)["PC6"]] == ["P1"]
    excluded = posted.upsert("Project Task", [b.task("1500", **{"WIP-Total": "Excluded"})])
    assert "PC6" not in found(excluded)
    assert found(b.add_entries(excluded, b.usage("1500", 30)))["PC6"] == [("P1", "1500", D("0.00"), D("30.00"))]


def test_every_control_has_a_test_that_breaks_it() -> None:
    assert {f[0] for f in FAULTS} | {"PC8"} == set(CONTROLS)


def test_a_project_filter_selects(posted: Ledger) -> None:
    assert not any(project_controls(_manual(posted), FEB, "P2").values())


def test_the_sample_company_after_its_october_wip(sample: Ledger) -> None:
    numbers = [r["No."] for r in sample.records("Project")]
    pending = xlcost.calculate_project_wip(sample, posting_date="2026-10-31", document_no="W10", projects=numbers).ledger
    ledger = xlcost.post_project_wip(pending, reversal_posting_date="2026-10-31", reversal_document_no="R10").ledger
    grid = run_report(ledger, "Project WIP Controls", {"Control Date": "2026-10-31"})
    assert [(r["Control"], r["Project No."], r["Project Task No."]) for r in grid.records()] == [("PC6", "PR-101", "1300")]


# -- statistics -----------------------------------------------------------------------------------------------
def test_statistics_by_type_and_stage() -> None:
    ledger = b.books(
        [b.project()],
        [b.task("1100")],
        {**b.plan("1100", "Budget", 1000, 1300), "Type": "Resource"},
        {**b.plan("1100", "Both Budget and Billable", 200, 260), "Type": "Item"},
        {**b.plan("1100", "Billable", 0, 900), "Type": "G/L Account"},
        {**b.plan("1100", "Budget", 7, 7), "Type": "Text"},
        b.usage("1100", 400, 520),
        b.usage("1100", 60, 80, kind="Item", day="2025-02-10"),
        b.invoice("1100", 500, 300),
    )
    (line,) = project_statistics(ledger)
    figures = {(k, s): tuple(to_decimal(x) for x in line.of(k, s)) for k in ("Resource", "Item", "G/L Account", "Total") for s in ("Budget", "Usage", "Billable", "Invoiced")}
    assert figures["Resource", "Budget"] == (D(1300), D(1000))
    assert figures["Item", "Budget"] == figures["Item", "Billable"] == (D(260), D(200))
    assert figures["G/L Account", "Billable"] == (D(900), D(0))
    assert figures["Total", "Budget"] == (D(1560), D(1200))
    assert figures["Total", "Usage"] == (D(600), D(460))
    assert figures["Resource", "Invoiced"] == (D(500), D(300))
    (january,) = project_statistics(ledger, posting_date_filter="..2025-01-31")
    assert january.of("Total", "Usage") == (520 * 100_000, 400 * 100_000)
    (none,) = project_statistics(ledger, planning_date_filter="2025-02-01..")
    assert none.of("Total", "Budget") == (0, 0)
    rows = run_report(ledger, "Project Statistics").records()
    assert [(r["Type"], r["Budget Profit"]) for r in rows] == [("Resource", D(300)), ("Item", D(60)), ("G/L Account", D(0)), ("Total", D(360))]


def test_task_lines_with_what_remains_and_the_cost_at_completion() -> None:
    """1100 expects another 600.00 of its budget of 1,000.00; the End-Total adds up its Totaling; billable lines do not remain."""
    remaining = {"Remaining Total Cost (LCY)": 600, "Remaining Line Amount (LCY)": 780}
    ledger = b.books(
        [b.project(**{"Apply Usage Link": True}), b.project("P2")],
        [b.task("1000", **{"Project Task Type": "Begin-Total"}), b.task("1100"), b.task("1200"), b.task("2000"),
         b.task("1999", **{"Project Task Type": "End-Total", "Totaling": "1000..1999"}), b.task("1", "P2")],
        {**b.plan("1100", "Budget", 1000, 1300), **remaining},
        {**b.plan("1200", "Both Budget and Billable", 50, 70, day="2025-03-01"), "Remaining Total Cost (LCY)": 50},
        {**b.plan("2000", "Billable", 0, 900), "Remaining Total Cost (LCY)": 11},
        {**b.plan("1", "Budget", 10, 10, "P2"), "Remaining Total Cost (LCY)": 10},
        b.usage("1100", 400, 520),
        b.invoice("1100", 500, 300),
    )  # fmt: skip
    rows = run_report(ledger, "Project Statistics", {"Show": "Tasks"}).records()
    stages = ("Budget", "Actual", "Billable", "Invoiced", "Remaining", "EAC")
    assert [(r["Project Task No."], *(r[f"{s} (Total Cost)"] for s in stages)) for r in rows] == [
        ("1000", 0, 0, 0, 0, 0, 0),
        ("1100", 1000, 400, 0, 300, 600, 1000),
        ("1200", 50, 0, 50, 0, 50, 50),
        ("1999", 1050, 400, 50, 300, 650, 1050),
        ("2000", 0, 0, 0, 0, 0, 0),
        ("1", 10, 0, 0, 0, 10, 0),
    ]
    assert rows[1]["EAC (Total Price)"] == D(1300)
    early = run_report(ledger, "Project Statistics", {"Show": "Tasks", "Planning Date Filter": "..2025-01-31", "Project Filter": "P1"}).records()
    assert [r["Remaining (Total Cost)"] for r in early] == [0, 600, 0, 600, 0]


def test_amounts_in_the_currency_of_the_project() -> None:
    own = {"Total Cost": 800, "Line Amount": 1040}
    ledger = b.books([b.project(**{"Currency Code": "USD"})], [b.task("1100")], {**b.usage("1100", 400, 520), **own})
    options = {"Amounts in": "Project Currency"}
    assert run_report(ledger, "Project Statistics", options).records()[0]["Usage Cost"] == D(800)
    assert run_report(ledger, "Project Statistics").records()[0]["Usage Cost"] == D(400)
    bare = b.books([b.project(**{"Currency Code": "USD"}), b.project("P2")], [b.task("1100")], b.usage("1100", 400, 520))
    grid = run_report(bare, "Project Statistics", options)
    assert [(w["Code"], w["Project No."]) for w in grid.warnings] == [("PROJECT_CURRENCY_MISSING", "P1")]
    tasks = run_report(bare, "Project Statistics", {**options, "Show": "Tasks"})
    assert [w["Code"] for w in tasks.warnings] == ["TASKS_IN_LCY"]
