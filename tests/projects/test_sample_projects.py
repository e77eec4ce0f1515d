"""The sample company's projects: every method, one completed, one with a loss, all reports tie."""

import pytest

import xlcost
from xlcost.faces.sample_projects import PROJECTS, sample_projects, with_september_wip
from xlcost.projects.methods import BUILT_IN

OCTOBER = {"Work Date": "2026-10-31"}


@pytest.fixture(scope="module")
def september():
    return with_september_wip(xlcost.Ledger.from_records(sample_projects()))


@pytest.fixture(scope="module")
def october(september):
    return xlcost.calculate_project_wip(september, "2026-10-31", "WIP-2026-10")


def test_every_method_occurs():
    assert {row[3] for row in PROJECTS} == {m.code for m in BUILT_IN}
    assert [row[0] for row in PROJECTS if row[5] == "Completed"] == ["PR-106"]


def test_all_projects_calculate_and_post_without_a_warning(october):
    assert set(october.statuses.values()) == {"OK"}
    assert (october.warnings, october.problems) == ((), ())
    posted = xlcost.post_project_wip(october.ledger, "2026-10-31", "WIPR-2026-10")
    assert set(posted.statuses.values()) == {"OK"}
    for name in ("Project WIP Accounts - G/L", "Project WIP To G/L"):
        grid = xlcost.run_report(posted.ledger, name, OCTOBER)
        assert "differs" not in grid.message or "0.00 of it beyond completed projects" in grid.message


def test_exactly_one_project_expects_a_loss(october):
    grid = xlcost.run_report(october.ledger, "Project WIP Schedule - Outlook", OCTOBER)
    assert [r["Project No."] for r in grid.records() if r["Expected loss"]] == ["PR-104"]


def test_the_completed_project_leaves_no_wip(october):
    grid = xlcost.run_report(october.ledger, "Project WIP Schedule - Balances", OCTOBER)
    assert {r["Project No."]: r["Net WIP"] for r in grid.records()}["PR-106"] == 0
