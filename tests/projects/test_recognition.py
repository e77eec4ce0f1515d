"""Recognition options, groups, filters and the 96-bit decimals (project-wip.md 2 to 4)."""

from decimal import Decimal
from fractions import Fraction

import pytest

import project_books as b
from xlcost.ledger.options import ProjectWIPEntryType, RecognizedCosts, RecognizedSales
from xlcost.money import Decimal96, fit
from xlcost.projects.accounts import BALANCE_SHEET, INCOME_STATEMENT, MATRIX
from xlcost.projects.filters import date_filter
from xlcost.projects.methods import BUILT_IN
from xlcost.projects.recognition import COSTS, SALES
from xlcost.projects.warnings import WARNINGS

D = Decimal


def test_every_option_has_its_function():
    assert set(COSTS) == set(RecognizedCosts)
    assert set(SALES) == set(RecognizedSales)


def test_the_account_matrix_covers_every_type_and_names_declared_columns():
    assert {kind for kind, _ in MATRIX} == set(ProjectWIPEntryType)
    for rule in MATRIX.values():
        assert rule.account in INCOME_STATEMENT
        assert rule.balancing in (*BALANCE_SHEET, "Project Costs Applied Account", "Project Sales Applied Account")


@pytest.mark.parametrize(("utc", "amount", "shown"), [(700, "638.28", "61.72"), (650, "588.27", "61.73")])
def test_half_cents_follow_the_96_bit_quotient(utc, amount, shown):
    d = Decimal96.of
    w = d(utc) - d("123.45") / d(2000) * d(1000)
    share = d(utc) * (w / d(utc))
    assert share.rounded().exact() == D(amount)
    rows = (b.plan("1", "Budget", 1000), b.plan("1", "Billable", 0, 2000), b.usage("1", utc), b.invoice("1", "123.45"))
    out = b.calculate(b.books([b.project()], [b.task("1")], *rows))
    assert out.ledger.records("Project Task")[0]["Recognized Costs Amount"] == D(shown)


@pytest.mark.parametrize(
    ("numerator", "denominator", "value"),
    [
        (1, 3, "0.3333333333333333333333333333"),
        (2, 3, "0.6666666666666666666666666667"),
        (20, 3, "6.6666666666666666666666666667"),
        (25, 3, "8.333333333333333333333333333"),
        (-1, 3, "-0.3333333333333333333333333333"),
        (2**96 - 1, 1, "79228162514264337593543950335"),
        (5, 10**28 * 10, "0.0000000000000000000000000000"),  # half to even
        (15, 10**28 * 10, "0.0000000000000000000000000002"),
    ],
)
def test_fit_keeps_what_96_bits_hold(numerator, denominator, value):
    digits, places = fit(numerator, denominator)
    assert abs(digits) < 2**96
    assert places <= 28
    assert Fraction(digits, 10**places) == Fraction(value)


def test_fit_refuses_what_does_not_fit():
    with pytest.raises(OverflowError):
        fit(2**96, 1)


def _recognized(method, *rows, tasks=("1",), **project):
    ledger = b.books([b.project(method=method, **project)], [b.task(t) for t in tasks], *rows)
    out = b.calculate(ledger)
    return [(r["Recognized Costs Amount"], r["Recognized Sales Amount"]) for r in out.ledger.records("Project Task")]


FULL = (b.plan("1", "Budget", 1000, 1300), b.plan("1", "Billable", 900, 2000), b.usage("1", 400, 520), b.invoice("1", 500, 300))


@pytest.mark.parametrize(
    ("option", "costs"),
    [
        (RecognizedCosts.AT_COMPLETION, "0"),
        (RecognizedCosts.COST_OF_SALES, "250"),  # 1000 x 500 / 2000
        (RecognizedCosts.COST_VALUE, "169.23"),  # 400 - (400 x 2000 - 1000 x 500) / 1300 = 400 - 230.77
        (RecognizedCosts.CONTRACT_INVOICED_COST, "300"),
        (RecognizedCosts.USAGE_TOTAL_COST, "400"),
    ],
)
def test_recognized_costs(option, costs):
    method = [{"Code": "M", "Recognized Costs": option.caption, "Recognized Sales": "At Completion"}]
    ledger = b.books([b.project(method="M")], [b.task("1")], *FULL, Project_WIP_Method=method)
    assert b.calculate(ledger).ledger.records("Project Task")[0]["Recognized Costs Amount"] == D(costs)


@pytest.mark.parametrize(
    ("option", "sales"),
    [
        (RecognizedSales.AT_COMPLETION, "0"),
        (RecognizedSales.CONTRACT_INVOICED_PRICE, "500"),
        (RecognizedSales.USAGE_TOTAL_COST, "400"),
        (RecognizedSales.USAGE_TOTAL_PRICE, "520"),
        (RecognizedSales.PERCENTAGE_OF_COMPLETION, "800"),  # 2000 x 400 / 1000
        (RecognizedSales.SALES_VALUE, "800"),  # 520 x 2000 / 1300
    ],
)
def test_recognized_sales(option, sales):
    method = [{"Code": "M", "Recognized Costs": "At Completion", "Recognized Sales": option.caption}]
    ledger = b.books([b.project(method="M")], [b.task("1")], *FULL, Project_WIP_Method=method)
    assert b.calculate(ledger).ledger.records("Project Task")[0]["Recognized Sales Amount"] == D(sales)


def test_without_a_basis_the_whole_amount_falls_on_the_first_task():
    rows = (b.plan("1", "Budget", 100), b.plan("2", "Billable", 0, 300), b.invoice("2", 100))
    found = _recognized("COST OF SALES", *rows, tasks=("1", "2"))
    assert found == [(D("33.33333"), 0), (0, 100)]  # unrounded; five decimals are stored


def test_shared_percentage_is_reported_with_both_results():
    method = [{"Code": "M", "Recognized Costs": "Cost of Sales", "Recognized Sales": "Percentage of Completion"}]
    rows = (
        *(b.plan(t, "Both Budget and Billable", 100, 200) for t in ("1", "2")),
        *(b.usage(t, 40) for t in ("1", "2")),
        b.invoice("1", 100),
    )
    ledger = b.books([b.project(method="M")], [b.task("1"), b.task("2")], *rows, Project_WIP_Method=method)
    shared, separate = b.calculate(ledger), b.calculate(ledger, allocation_carryover="independent")
    costs = [[r["Recognized Costs Amount"] for r in o.ledger.records("Project Task")] for o in (shared, separate)]
    assert costs == [[D("25.00"), D("24.00")], [D("25.00"), D("25.00")]]  # task 2: 40 - 40 x 0.4 (POC), 40 - 40 x 0.375
    assert [w["Code"] for w in shared.warnings] == ["ALLOCATION_SHARED"]
    assert "costs 49.00" in shared.warnings[0]["Text"]
    assert "costs 50.00" in shared.warnings[0]["Text"]
    assert separate.warnings == ()


def test_groups_fill_in_totals_and_methods():
    kinds = {"1010": "Excluded", "1299": "Total"}
    tasks = [b.task(no, **{"WIP-Total": kinds.get(no, "")}) for no in ("1399", "1010", "1120", "1299", "1310")]
    out = b.calculate(b.books([b.project(method="POC")], tasks, *(b.usage(t["Project Task No."], 10) for t in tasks)))
    assert [(t["Project Task No."], t["Usage (Total Cost)"]) for t in out.added["Project WIP Total"]] == [("1299", 20), ("1399", 20)]
    closed = {r["Project Task No."]: (r["WIP-Total"], r["WIP Method"]) for r in out.changed["Project Task"]}
    assert closed["1299"] == closed["1399"] == ("Total", "POC")


def test_tasks_are_ordered_as_text():
    tasks = [b.task("200"), b.task("1000", **{"WIP-Total": "Total"}), b.task("A")]
    out = b.calculate(b.books([b.project()], tasks))
    assert [t["Project Task No."] for t in out.added["Project WIP Total"]] == ["1000", "A"]


def test_all_tasks_excluded_make_nothing():
    out = b.calculate(b.books([b.project()], [b.task("1", **{"WIP-Total": "Excluded"})], b.usage("1", 10)))
    assert out.statuses == {"P1": "OK"}
    assert "Project WIP Total" not in out.added


@pytest.mark.parametrize(
    ("text", "shown", "passes"),
    [
        ("2025-01-31", "2025-01-31", {31}),
        ("2025-01-02..2025-01-03", "2025-01-02..2025-01-03", {2, 3}),
        ("..2025-01-02", "..2025-01-02", {0, 1, 2}),
        ("2025-01-30..", "2025-01-30..", {30, 31}),
        ("..2025-01-01 | 2025-01-31", "..2025-01-01|2025-01-31", {0, 1, 31}),
        ("", "", {0, *range(1, 32)}),
    ],
)
def test_date_filters(text, shown, passes):
    from datetime import date

    days = {0: 0, **{n: date(2025, 1, n).toordinal() for n in range(1, 32)}}
    found = date_filter(text)
    assert str(found) == shown
    assert {n for n, day in days.items() if found.passes(day)} == passes


def test_a_posting_date_filter_replaces_the_posting_date():
    ledger = b.books([b.project()], [b.task("1")], b.usage("1", 10, day="2025-01-10"), b.usage("1", 5, day="2025-03-10"))
    totals = [
        b.calculate(ledger, posting_date_filter=f).added["Project WIP Total"][0] for f in (None, "2025-03-01..", "2025-01-10|..2025-12-31")
    ]
    assert [t["Usage (Total Cost)"] for t in totals] == [10, 5, 15]
    assert [t["WIP Posting Date Filter"] for t in totals] == ["..2025-01-31", "2025-03-01..", "2025-01-10|..2025-12-31"]


def test_built_in_methods_and_their_order():
    assert [m.code for m in BUILT_IN] == ["COST VALUE", "SALES VALUE", "COST OF SALES", "POC", "COMPLETED CONTRACT"]


def test_warnings_in_their_order():
    rows = (b.usage("1", 10), b.invoice("1", -5))
    out = b.calculate(b.books([b.project(method="SALES VALUE")], [b.task("1")], *rows))
    assert [w["Warning Code"] for w in out.added["Project WIP Warning"]] == [w.code for w in WARNINGS[:4]]
    assert out.added["Project WIP Total"][0]["WIP Warnings"] is True


def test_opposite_amounts_cancel_completely():
    tasks = [b.task(n) for n in "123"]
    three = b.calculate(b.books([b.project(method="COST VALUE")], tasks, b.usage("1", 100), b.usage("2", -100), b.usage("3", 50)))
    two = b.calculate(b.books([b.project(method="COST VALUE")], tasks[:2], b.usage("1", 100), b.usage("2", -100)))
    assert b.entries(three.ledger) == [("Applied Costs", D("-50.00"), "7180", "2231")]
    assert b.entries(two.ledger) == []


def test_dimensions_of_tasks_become_sets():
    dimensions = [{"Project No.": "P1", "Project Task No.": "1", "Dimension Code": "DEPT", "Dimension Value Code": "X"}]
    known = [{"Dimension Set ID": 7, "Dimension Code": "DEPT", "Dimension Value Code": "Y"}]
    setup = [{"Global Dimension 1 Code": "DEPT"}]
    tables = {"Project_Task_Dimension": dimensions, "Dimension_Set_Entry": known, "General_Ledger_Setup": setup}
    out = b.calculate(b.books([b.project()], [b.task("1"), b.task("2")], b.usage("1", 10), b.usage("2", 5), **tables))
    found = [(r["Dimension Set ID"], r["Global Dimension 1 Code"], r["WIP Entry Amount"]) for r in out.added["Project WIP Entry"]]
    assert found == [(0, "", -5), (8, "X", -10)]
    assert out.added["Dimension Set Entry"] == [{"Dimension Set ID": 8, "Dimension Code": "DEPT", "Dimension Value Code": "X"}]
    again = b.calculate(out.ledger)
    assert "Dimension Set Entry" not in again.added
