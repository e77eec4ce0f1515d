"""`xlcost wip` from a workbook to a workbook; projects in the month-end pack."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

import project_books as b
from faces.test_cli import run
from xlcost import Ledger, close_period, read_ledger, write_ledger

D = Decimal


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "PROJECTS.xlsx"
    write_ledger(b.e1(), path)
    return path


def test_calculate_and_post_from_workbook_to_workbook(workbook: Path, tmp_path: Path) -> None:
    calculated, posted = tmp_path / "CALCULATED.xlsx", tmp_path / "POSTED.xlsx"
    status, text = run("wip", "calculate", workbook, "--posting-date", b.JANUARY, "--document-no", "WIP01", "-o", calculated)
    assert (status, text.splitlines()[0]) == (0, "1 project calculated.")
    assert b.entries(read_ledger(calculated))[0] == ("Applied Costs", D("-400.00"), "7180", "2231")
    options = ("--reversal-posting-date", b.JANUARY, "--reversal-document-no", "REV01")
    status, text = run("wip", "post", calculated, *options, "-o", posted)
    assert status == 0
    assert "WIP Journal" in text
    assert b.balances(read_ledger(posted))["2231"] == D("150.00")
    journal = json.loads(run("wip", "post", calculated, *options, "--json")[1])["journal"]
    assert [(line["Account No."], line["Bal. Account No."], line["Amount"], line["Reversal"]) for line in journal] == [
        ("7180", "2231", "-400.00", False),
        ("6190", "2212", "500.00", False),
        ("7620", "2231", "250.00", False),
        ("6620", "2212", "-500.00", False),
    ]


def test_the_date_filters_are_options(workbook: Path) -> None:
    options = ("--posting-date", b.JANUARY, "--document-no", "WIP01")
    words = ("--posting-date-filter", "..2025-01-22", "--planning-date-filter", "..2025-01-31", "--allocation-carryover", "independent")
    found = json.loads(run("wip", "calculate", workbook, *options, *words, "--json")[1])
    assert [D(c["Usage - Recognized Costs"]) for c in found["controls"]] == [D(400)]  # the invoice of 25 January is left out
    assert run("wip", "calculate", workbook, *options, "--allocation-carryover", "none")[0] == 2
    status, text = run("wip", "calculate", workbook, *options, "--posting-date-filter", "January")
    assert status == 2
    assert "FILTER_SYNTAX" in text


def test_posting_without_a_calculation_asks_before_it_is_kept(workbook: Path, tmp_path: Path) -> None:
    options = ("--reversal-posting-date", b.JANUARY, "--reversal-document-no", "REV01")
    write_ledger(b.post(b.calculate(b.e1()).ledger).ledger, tmp_path / "POSTED.xlsx")
    text = run("wip", "post", tmp_path / "POSTED.xlsx", *options)[1]
    assert "Warning NOTHING_TO_POST_AFTER_REVERSAL: project P1" in text
    out = tmp_path / "OUT.xlsx"
    status, text = run("wip", "post", tmp_path / "POSTED.xlsx", *options, "-o", out)
    assert (status, "NOTHING_TO_POST_AFTER_REVERSAL" in text, out.exists()) == (3, True, False)
    assert run("wip", "post", tmp_path / "POSTED.xlsx", *options, "-o", out, "--yes")[0] == 0
    assert b.balances(read_ledger(out)) == {}
    assert run("wip", "post", tmp_path / "POSTED.xlsx", *options, "-o", tmp_path / "REVERSED.xlsx", "--reverse-only")[0] == 0


def test_complete_reopen_and_delete(workbook: Path, tmp_path: Path) -> None:
    done, again, clean = tmp_path / "DONE.xlsx", tmp_path / "AGAIN.xlsx", tmp_path / "CLEAN.xlsx"
    assert run("wip", "complete", workbook, "--work-date", b.JANUARY, "-o", done)[0] == 0
    assert read_ledger(done).records("Project")[0]["Status"] == "Completed"
    assert run("wip", "reopen", done, "-o", again)[0] == 0
    assert read_ledger(again).records("Project")[0]["Status"] == "Open"
    assert not read_ledger(again).has("Project WIP G/L Entry")  # no sheet of a table that has no rows
    write_ledger(b.calculate(b.e1()).ledger, tmp_path / "CALCULATED.xlsx")
    assert run("wip", "delete", tmp_path / "CALCULATED.xlsx", "-o", clean)[0] == 0
    assert read_ledger(clean).table("Project WIP Entry").length == 0


def test_a_project_that_fails_is_named_with_its_code_and_the_others_go_on(tmp_path: Path) -> None:
    ledger = b.e1().upsert("Project", [b.project("P2", "")]).upsert("Project Task", [b.task("1", "P2")])
    write_ledger(ledger, tmp_path / "TWO.xlsx")
    status, text = run("wip", "calculate", tmp_path / "TWO.xlsx", "--posting-date", b.JANUARY, "--document-no", "W")
    assert status == 1
    assert "WIP_METHOD_BLANK" in text
    assert "1 project calculated." in text


def test_the_month_end_pack_holds_the_projects(sample: Ledger) -> None:
    outcome = close_period(sample, "2026-10")
    close = outcome.results["close"]
    for name in ("Project WIP Schedule", "Project WIP Schedule - Balances", "Project WIP Accounts - G/L", "Project WIP Controls"):
        assert name in close.grids
    (step,) = (s for s in close.steps if s.name == "Project WIP")
    assert (step.state, step.words) == ("open", "+24,491.33 to post on 5 projects: calculate and post WIP")
    assert sample.table("Project WIP Entry").length == outcome.ledger.table("Project WIP Entry").length


def test_a_close_without_projects_has_no_word_of_them() -> None:
    from sound_company import sound_company

    close = close_period(sound_company(), "2026").results["close"]
    assert not [name for name in close.grids if name.startswith("Project")]
    assert not [s for s in close.steps if s.name == "Project WIP"]


def test_the_pack_in_a_workbook_has_their_sheets_and_charts(sample_workbook: Path, tmp_path: Path) -> None:
    run("close", sample_workbook, "--period", "2026-10", "-o", tmp_path / "CLOSE.xlsx")
    book = openpyxl.load_workbook(tmp_path / "CLOSE.xlsx")
    assert len(book["Project WIP Schedule"]._charts) == 1
    assert len(book["Project WIP Schedule - Balances"]._charts) == 1
    texts = [str(c.value) for row in book["Project WIP Controls"].iter_rows() for c in row if c.value is not None]
    assert any(t.startswith("No ledger entries after the last posted WIP: 6 findings") for t in texts)
