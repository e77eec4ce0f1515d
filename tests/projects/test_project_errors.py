"""Errors and warnings (project-wip.md 11, 1.5, 1.7): one minimal ledger per code; a failing project leaves no trace."""

import pytest

import project_books as b
import xlcost

LINES = (b.plan("1", "Both Budget and Billable", 100, 200), b.usage("1", 40), b.invoice("1", 100))


def one(project=None, task=None, *rows, **tables):
    return b.books([project or b.project()], [task or b.task("1")], *(rows or LINES), **tables)


def without(caption):
    return [{"Code": "G", **{k: v for k, v in b.ACCOUNTS.items() if k != caption}}]


STATUS_CASES = {
    "PROJECT_BLOCKED": one(b.project(Blocked="Posting")),
    "WIP_METHOD_BLANK": one(b.project(method="")),
    "METHOD_MISSING": one(b.project(method="NONE")),
    "POSTING_GROUP_BLANK": one(b.project(**{"Project Posting Group": ""})),
    "POSTING_GROUP_MISSING": one(None, b.task("1", **{"Project Posting Group": "X"})),
    "ACCOUNT_MISSING": one(Project_Posting_Group=without("WIP Costs Account")),
    "DIMENSION_COMBINATION": one(
        Project_Task_Dimension=[
            {"Project No.": "P1", "Project Task No.": "1", "Dimension Code": c, "Dimension Value Code": "V"} for c in ("A", "B")
        ],
        Dimension_Combination=[{"Dimension 1 Code": "B", "Dimension 2 Code": "A", "Combination Restriction": "Blocked"}],
    ),
    "AMOUNT_TOO_LARGE": one(
        None,
        None,
        b.plan("1", "Budget", 90_000_000_000_000),
        b.plan("1", "Billable", 0, "0.00001"),
        b.usage("1", 1),
        b.invoice("1", 90_000_000_000_000),
    ),
    "UNKNOWN_OPTION": one(b.project(**{"WIP Posting Method": "Per Project Ledger Entry"}), None, b.usage("1", 10, kind="Text")),
}


@pytest.mark.parametrize("code", STATUS_CASES)
def test_an_error_of_a_project_is_its_status_and_leaves_no_trace(code):
    ledger = STATUS_CASES[code]
    out = b.calculate(ledger)
    assert out.statuses == {"P1": code}
    assert out.added == {}
    assert out.changed == {}
    problem = out.problems[-1]
    assert problem.code == code
    assert "P1" in problem.where
    assert problem.what
    assert problem.rule
    assert problem.remedy


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("GL_ACCOUNT_MISSING", None),
        ("GL_ACCOUNT_NOT_POSTABLE", {"Account Type": "Total"}),
        ("GL_ACCOUNT_NOT_POSTABLE", {"Blocked": True}),
        ("GL_ACCOUNT_NOT_POSTABLE", {"Gen. Posting Type": "Sale"}),
        ("GL_ACCOUNT_NOT_POSTABLE", {"VAT Prod. Posting Group": "VAT19"}),
    ],
)
def test_accounts_are_checked_when_posting(code, change):
    accounts = [{"No.": no, "Account Type": "Posting", **(change or {})} for no in b.ACCOUNTS.values() if change or no != "2231"]
    pending = b.calculate(one(**{"G/L_Account": accounts})).ledger
    out = b.post(pending)
    assert out.statuses == {"P1": code}
    assert out.added == {}
    assert len(out.ledger.records("Project WIP Entry")) == len(pending.records("Project WIP Entry")) > 0


def test_other_projects_go_on():
    ledger = b.books(
        [b.project("P1", Blocked="All"), b.project("P2")],
        [b.task("1", "P1"), b.task("1", "P2")],
        b.plan("1", "Both Budget and Billable", 100, 200, "P2"),
        b.usage("1", 40, project_no="P2"),
    )
    out = b.calculate(ledger)
    assert out.statuses == {"P1": "PROJECT_BLOCKED", "P2": "OK"}
    assert {r["Project No."] for r in out.added["Project WIP Entry"]} == {"P2"}


def test_all_missing_accounts_are_named_at_once():
    groups = [{"Code": "G", **{k: v for k, v in b.ACCOUNTS.items() if k not in ("WIP Costs Account", "Recognized Sales Account")}}]
    problem = b.calculate(one(Project_Posting_Group=groups)).problems[-1]
    assert "WIP Costs Account of posting group G" in problem.what
    assert "Recognized Sales Account of posting group G" in problem.what


def test_accounts_of_a_row_with_amount_zero_are_demanded_too():
    poc = b.project(method="POC")
    assert b.calculate(one(poc)).statuses == {"P1": "OK"}  # rs 80, cip 100: no accrued sales row
    rows = (b.plan("1", "Both Budget and Billable", 100, 200), b.usage("1", 40))
    found = b.calculate(one(poc, None, *rows, Project_Posting_Group=without("Project Sales Adjustment Account")))
    assert found.statuses == {"P1": "ACCOUNT_MISSING"}


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("POSTING_DATE_MISSING", lambda x: xlcost.calculate_project_wip(x, document_no="W")),
        ("DOCUMENT_NO_MISSING", lambda x: xlcost.calculate_project_wip(x, posting_date=b.JANUARY)),
        ("FILTER_SYNTAX", lambda x: xlcost.calculate_project_wip(x, b.JANUARY, "W", posting_date_filter="January")),
        ("FILTER_SYNTAX", lambda x: xlcost.calculate_project_wip(x, b.JANUARY, "W", planning_date_filter="2025-01-01..x")),
        ("FILTER_SYNTAX", lambda x: xlcost.calculate_project_wip(x, b.JANUARY, "W", posting_date_filter="..")),
        ("FILTER_SYNTAX", lambda x: xlcost.calculate_project_wip(x, "soon", "W")),
        ("UNKNOWN_OPTION", lambda x: xlcost.calculate_project_wip(x, b.JANUARY, "W", allocation_carryover="both")),
        ("PROJECT_MISSING", lambda x: xlcost.calculate_project_wip(x, b.JANUARY, "W", projects=["P9"])),
        ("POSTING_DATE_MISSING", lambda x: xlcost.post_project_wip(x, reversal_document_no="R")),
        ("DOCUMENT_NO_MISSING", lambda x: xlcost.post_project_wip(x, reversal_posting_date=b.JANUARY)),
        ("POSTING_DATE_MISSING", xlcost.complete_project),
    ],
)
def test_an_error_of_the_run_is_raised(code, call):
    with pytest.raises(xlcost.XlcostError) as error:
        call(one())
    assert error.value.code == code


def test_double_rows_stop_the_run():
    ledger = b.books([b.project()], [b.task("1"), b.task("1")], *LINES)
    with pytest.raises(xlcost.XlcostError) as error:
        b.calculate(ledger)
    assert error.value.code == "DUPLICATE_KEY"


def test_sales_with_the_wrong_sign_are_pointed_out():
    out = b.calculate(one(None, None, b.plan("1", "Billable", 0, 200), b.invoice("1", -100)))
    assert [(w["Code"], w["Project No."]) for w in out.warnings] == [("WRONG_SIGN_SALES", "P1")]


def test_an_account_of_the_wrong_nature_is_a_warning():
    accounts = [{"No.": no, "Account Type": "Posting", "Income/Balance": "Income Statement"} for no in b.ACCOUNTS.values()]
    codes = {p.code for p in b.calculate(one(**{"G/L_Account": accounts})).problems}
    assert codes == {"ACCOUNT_NATURE"}


def test_not_errors():
    empty = b.books([b.project("P1"), b.project("P2")], [b.task("1")])
    out = b.calculate(empty)
    assert out.statuses == {"P1": "OK", "P2": "OK"}
    assert len(out.added["Project WIP Total"]) == 1
    assert [w["Warning Code"] for w in out.added["Project WIP Warning"]] == ["BILLABLE_PRICE_ZERO", "BUDGET_COST_ZERO", "BUDGET_PRICE_ZERO"]
    assert "Project WIP Entry" not in out.added
