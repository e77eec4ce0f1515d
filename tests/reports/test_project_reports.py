"""Every project report runs on a small ledger, on an empty one, and says its finding in a sentence."""

import pytest

import project_books as b
import xlcost
from xlcost.reports.grid import Rank
from xlcost.reports.projects_all import PROJECT_REPORTS

NAMES = [r.name for r in PROJECT_REPORTS]


@pytest.fixture(scope="module")
def ledger():
    rows = (b.usage("1100", 300, 390, day="2025-02-10"), b.invoice("1100", 1100, day="2025-02-20"))
    return b.calculate(b.add_entries(b.post(b.calculate(b.e1()).ledger).ledger, *rows), b.FEBRUARY).ledger


@pytest.mark.parametrize("name", NAMES)
def test_a_report_has_rows_lines_and_a_message(ledger, name):
    grid = xlcost.run_report(ledger, name, {"Work Date": b.FEBRUARY})
    keys = {c.key for c in grid.columns}
    assert grid.records()
    assert grid.message.endswith(".")
    assert all(set(line.cells) <= keys for line in grid.lines)
    assert grid.lines[-1].rank in (Rank.TOTAL, Rank.DETAIL, Rank.SUBTOTAL)
    assert len(grid.columns) <= 13


@pytest.mark.parametrize("name", NAMES)
def test_a_report_of_nothing_is_empty_and_says_so(name):
    grid = xlcost.run_report(xlcost.Ledger.from_records({}), name, {"Work Date": b.FEBRUARY})
    assert grid.message
    assert [r for r in grid.records() if r.get("Account") != "Total"] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_filter_on_projects_selects(ledger, name):
    grid = xlcost.run_report(ledger, name, {"Work Date": b.FEBRUARY, "Project Filter": "P9"})
    assert all(not any(v for k, v in r.items() if k.endswith("Amount")) for r in grid.records())


def test_the_control_date_must_be_given():
    with pytest.raises(xlcost.XlcostError) as error:
        xlcost.run_report(b.e1(), "Project WIP Schedule", {})
    assert error.value.code == "WORK_DATE_MISSING"


def test_wip_to_gl_shows_a_manual_posting_as_a_difference(ledger):
    manual = {"Entry No.": 90, "G/L Account No.": "7180", "Amount": 25, "Posting Date": b.JANUARY, "Project No.": "P1"}
    grid = xlcost.run_report(ledger.upsert("G/L Entry", [manual]), "Project WIP To G/L")
    rows = {r["G/L Acc. No."]: r for r in grid.records() if r["Account"] == "Total"}
    assert (rows["7180"]["WIP Amount"], rows["7180"]["G/L Balance"], rows["7180"]["Difference"]) == (-400, -375, -25)
    assert "25.00 gross" in grid.message


def test_wip_to_gl_names_the_entries_behind_an_amount(ledger):
    grid = xlcost.run_report(ledger, "Project WIP To G/L")
    amounts = {r["Entry No."]: r["WIP Entry Amount"] for r in ledger.records("Project WIP G/L Entry")}
    for line in grid.lines:
        for key, numbers in line.entries.items():
            assert line.cells[key] == sum(amounts[n] for n in numbers)
