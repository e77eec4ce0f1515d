"""Recalculating WIP: each project on its own date and document (project-wip.md 9)."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import project_books as b
from faces.test_cli import run
from xlcost import Ledger, read_ledger, recalculate_project_wip, write_ledger

D = Decimal


def two_projects() -> Ledger:
    """P1 calculated on 31 January as WIP01, P2 on 28 February as WIP02, P3 never."""
    numbers = ("P1", "P2", "P3")
    rows = [row for no in numbers for row in (b.plan("1", "Budget", 1000, 1300, no), b.plan("1", "Billable", 0, 2000, no), b.usage("1", 400, 520, project_no=no), b.invoice("1", 500, project_no=no))]
    ledger = b.books([b.project(no) for no in numbers], [b.task("1", no) for no in numbers], *rows)
    january = b.calculate(ledger, b.JANUARY, projects=["P1"]).ledger
    return b.calculate(january, b.FEBRUARY, projects=["P2"]).ledger


def stamps(ledger: Ledger) -> dict[str, tuple[str, str]]:
    return {r["Project No."]: (r["WIP Posting Date"].isoformat(), r["Document No."]) for r in ledger.records("Project WIP Entry")}


def test_late_usage_changes_the_calculation_and_nothing_else() -> None:
    before = two_projects()
    late = b.add_entries(before, b.usage("1", 100, 130, project_no="P1"))
    out = recalculate_project_wip(late)
    assert stamps(out.ledger) == {"P1": ("2025-01-31", "WIP01"), "P2": ("2025-02-28", "WIP02")} == stamps(before)
    applied = {r["Project No."]: r["WIP Entry Amount"] for r in out.ledger.records("Project WIP Entry") if r["Type"] == "Applied Costs"}
    assert applied == {"P1": D(-500), "P2": D(-400)}
    assert out.statuses == {"P1": "OK", "P2": "OK", "P3": "WIP_ENTRIES_MISSING"}
    assert [(p.code, p.where) for p in out.problems] == [("WIP_ENTRIES_MISSING", "project P3")]
    assert {r["Project No."] for r in out.added["Project WIP Entry"]} == {"P1", "P2"}
    assert out.ledger.records("G/L Entry") == []


def test_usage_after_the_date_waits_for_the_next_calculation() -> None:
    late = b.add_entries(two_projects(), b.usage("1", 100, 130, day="2025-02-10", project_no="P1"))
    applied = {r["Project No."]: r["WIP Entry Amount"] for r in recalculate_project_wip(late, ["P1"]).ledger.records("Project WIP Entry") if r["Type"] == "Applied Costs"}
    assert applied == {"P1": D(-400), "P2": D(-400)}


def test_a_blocked_project_keeps_its_calculation() -> None:
    ledger = two_projects()
    card = next(r for r in ledger.records("Project") if r["No."] == "P1")
    out = recalculate_project_wip(ledger.upsert("Project", [{**card, "Blocked": "All"}]))
    assert out.statuses["P1"] == "PROJECT_BLOCKED"
    assert stamps(out.ledger)["P1"] == ("2025-01-31", "WIP01")


def test_a_lost_date_is_said() -> None:
    ledger = two_projects()
    card = next(r for r in ledger.records("Project") if r["No."] == "P1")
    assert recalculate_project_wip(ledger.upsert("Project", [{**card, "WIP Posting Date": None}])).statuses["P1"] == "POSTING_DATE_MISSING"


@given(st.integers(0, 10**6))
def test_recalculating_is_calculating_with_the_same_date_and_document(seed: int) -> None:
    rng = random.Random(seed)
    ledger = two_projects()
    rows = [b.usage("1", rng.randint(-50, 300), rng.randint(0, 400), project_no=rng.choice(("P1", "P2")), day=f"2025-0{rng.randint(1, 3)}-10") for _ in range(rng.randint(1, 5))]
    late = b.add_entries(ledger, *rows)
    once = recalculate_project_wip(late).ledger
    assert b.entries(recalculate_project_wip(once).ledger) == b.entries(once)
    by_hand = b.calculate(b.calculate(late, b.JANUARY, projects=["P1"]).ledger, b.FEBRUARY, projects=["P2"]).ledger
    assert b.entries(once) == b.entries(by_hand)
    assert once.records("Project Task") == by_hand.records("Project Task")


def test_the_command(tmp_path: Path) -> None:
    path = tmp_path / "PROJECTS.xlsx"
    write_ledger(b.add_entries(two_projects(), b.usage("1", 100, 130, project_no="P1")), path)
    status, text = run("wip", "recalculate", path, "-o", tmp_path / "OUT.xlsx")
    assert (status, "2 projects recalculated." in text, "WIP_ENTRIES_MISSING" in text) == (1, True, True)
    assert stamps(read_ledger(tmp_path / "OUT.xlsx"))["P2"] == ("2025-02-28", "WIP02")
    assert json.loads(run("wip", "recalculate", path, "--project", "P1", "--json")[1])["statuses"] == {"P1": "OK"}
    assert run("wip", "recalculate", path, "--allocation-carryover", "none")[0] == 2
