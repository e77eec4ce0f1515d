"""Causes of a difference between balance sheet and recognition (project-wip.md 6.1)."""

from decimal import Decimal

import pytest

import project_books as b
from xlcost.projects.identity import CAUSES

D = Decimal


def run(costs, sales, tasks, *rows, **project):
    method = [{"Code": "M", "Recognized Costs": costs, "Recognized Sales": sales}]
    return b.calculate(b.books([b.project(method="M", **project)], [b.task(t) for t in tasks], *rows, Project_WIP_Method=method))


def causes(out):
    return {c["Cause"]: c["Amount"] for c in out.results["WIP Identity Causes"]}


def test_the_identity_holds_for_the_plain_case():
    out = b.calculate(b.e1())
    assert out.controls == [
        {
            "Project No.": "P1",
            "Project Task No.": "1999",
            "Net WIP Cost (balance sheet)": 150,
            "Usage - Recognized Costs": 150,
            "Cost Difference": 0,
            "Net WIP Sales (balance sheet)": 0,
            "Recognized Sales - Invoiced": 0,
            "Sales Difference": 0,
        }
    ]
    assert out.warnings == ()


def test_wi2_one_task_recognizes_beyond_its_usage():
    rows = (b.usage("1", 40), b.usage("2", 90), b.invoice("1", 0, 65), b.invoice("2", 0, 10))
    out = run("Contract (Invoiced Cost)", "At Completion", "12", *rows)
    (control,) = out.controls
    assert (control["Net WIP Cost (balance sheet)"], control["Usage - Recognized Costs"], control["Cost Difference"]) == (80, 55, 25)
    assert causes(out) == {"WI2": 25}
    assert [w["Code"] for w in out.warnings] == ["WIP_IDENTITY"]
    assert "WI2 25" in out.warnings[0]["Text"]


def test_wi1_recognized_costs_of_the_opposite_sign():
    rows = (b.plan("1", "Budget", 100, 100), b.plan("1", "Billable", 0, 300), b.usage("1", 60), b.invoice("1", 30))
    out = run("Cost Value", "Contract (Invoiced Price)", "1", *rows)  # rc = 60 - 60 x 3 + 30 = -90
    (control,) = out.controls
    assert control["Usage - Recognized Costs"] == 150
    assert causes(out) == {"WI1": control["Cost Difference"]} == {"WI1": D(-150)}


def test_wi3_sales_value_per_ledger_entry():
    rows = (b.plan("1", "Both Budget and Billable", 100, 200), b.usage("1", 50, 100), b.invoice("1", 40))
    out = run("Usage (Total Cost)", "Sales Value", "1", *rows, **{"WIP Posting Method": "Per Project Ledger Entry"})
    assert causes(out) == {"WI3": 60}
    assert out.controls[0]["Sales Difference"] == 60


def test_wi7_credit_memos_with_nothing_recognized():
    out = run("At Completion", "Usage (Total Price)", "1", b.usage("1", 10), b.invoice("1", -25))
    assert causes(out) == {"WI7": -25}
    assert out.controls[0]["Sales Difference"] == -25


def test_wi4_and_wi6_are_notes():
    groups = [{"Code": g, **b.ACCOUNTS} for g in "GH"]
    tasks = [b.task("1"), b.task("2", **{"Project Posting Group": "H"})]
    rows = (b.plan("1", "Both Budget and Billable", 100, 100), b.usage("1", 10), b.usage("2", 20), b.invoice("1", 50))
    out = b.calculate(b.books([b.project()], tasks, *rows, Project_Posting_Group=groups))
    assert causes(out)["WI4"] is None
    method = [{"Code": "M", "WIP Cost": False, "Recognized Costs": "Usage (Total Cost)", "Recognized Sales": "Contract (Invoiced Price)"}]
    quiet = b.calculate(b.books([b.project(method="M")], [b.task("1")], b.usage("1", 10), b.invoice("1", 5), Project_WIP_Method=method))
    assert causes(quiet) == {"WI6": None}
    assert {e[0] for e in b.entries(quiet.ledger)} == {"Applied Sales", "Recognized Sales"}
    assert quiet.warnings == ()


@pytest.mark.parametrize("code", CAUSES)
def test_every_cause_is_explained_in_words(code):
    assert len(CAUSES[code].split()) > 5
