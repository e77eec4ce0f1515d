"""Ledger: validated records in, exact records out; upsert; defaults of missing tables and columns."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

import xlcost
from xlcost import Ledger, LedgerInvalid, XlcostError
from xlcost.ledger.tables import TABLES, find_table, sheet_title

ENTRY = {"Entry No.": 1, "Item No.": "bike", "Posting Date": "2026-10-01", "Quantity": 3, "Outbound": "kept"}


def test_values_come_back_exact_and_typed() -> None:
    ledger = Ledger.from_records({"Item Ledger Entries": [ENTRY | {"Quantity": 0.1 + 0.2, "Entry Type": "sale"}]})
    (row,) = ledger.records("Item Ledger Entry")
    assert (row["Item No."], row["Posting Date"], row["Entry Type"]) == ("BIKE", dt.date(2026, 10, 1), "Sale")
    assert row["Quantity"] == Decimal("0.3")
    assert row["Outbound"] == "kept"


def test_columns_that_an_export_lacks_follow_from_others() -> None:
    ledger = Ledger.from_records({"Item Ledger Entry": [ENTRY | {"Remaining Quantity": 1, "Invoiced Quantity": 3}]})
    (row,) = ledger.records("Item Ledger Entry")
    assert (row["Open"], row["Positive"], row["Completely Invoiced"]) == (True, True, True)


def test_a_missing_inventoriable_column_means_yes_but_a_blank_cell_means_no() -> None:
    base = {"Posting Date": "2026-10-01", "Item Ledger Entry Type": "Sale", "Entry Type": "Direct Cost"}
    without = Ledger.from_records({"Value Entry": [{"Entry No.": 1, **base}]})
    blank = Ledger.from_records({"Value Entry": [{"Entry No.": 1, **base}, {"Entry No.": 2, "Inventoriable": True, **base}]})
    assert [r["Inventoriable"] for r in without.records("Value Entry")] == [True]
    assert [r["Inventoriable"] for r in blank.records("Value Entry")] == [False, True]


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("Quantity", "three", "L03"),
        ("Quantity", "0.000001", "L04"),
        ("Entry Type", "Theft", "L05"),
        ("Open", "maybe", "L06"),
        ("Posting Date", "31/10/2026", "DATE_UNPARSEABLE"),
        ("Entry No.", 1.5, "L03"),
    ],
)
def test_a_value_that_does_not_fit_is_a_problem_with_its_place(column: str, value: object, code: str) -> None:
    with pytest.raises(LedgerInvalid) as caught:
        Ledger.from_records({"Item Ledger Entry": [ENTRY | {column: value}]})
    (problem,) = caught.value.problems
    assert problem.code == code
    assert column in problem.where
    assert problem.rule
    assert problem.remedy


def test_all_problems_are_reported_at_once() -> None:
    with pytest.raises(LedgerInvalid) as caught:
        Ledger.from_records({"Item Ledger Entry": [ENTRY | {"Quantity": "x"}, ENTRY | {"Open": "?"}], "Nonsense": []})
    assert {p.code for p in caught.value.problems} == {"L03", "L06", "L08", "DUPLICATE_ENTRY_NO"}


@pytest.mark.parametrize(("given", "code"), [(["A"], "L13"), (None, "L13"), ("A", "L13"), ([{"No.": "A"}, 7], "L13")])
def test_what_is_no_record_is_a_problem(given: object, code: str) -> None:
    for call in (lambda: Ledger.from_records({"Item": given}), lambda: Ledger.from_records({}).upsert("Item", given)):  # type: ignore[arg-type, dict-item]
        with pytest.raises(LedgerInvalid) as caught:
            call()
        assert [p.code for p in caught.value.problems][:1] == [code]


def test_one_record_may_stand_by_itself() -> None:
    ledger = Ledger.from_records({"Inventory Setup": {"Automatic Cost Posting": True}})  # type: ignore[dict-item]
    assert ledger.records("Inventory Setup")[0]["Automatic Cost Posting"] is True


@pytest.mark.parametrize("call", ["records", "frame"])
def test_a_table_that_does_not_exist_is_an_error_with_a_code(call: str) -> None:
    with pytest.raises(XlcostError) as caught:
        getattr(Ledger.from_records({}), call)("Value Entrys")
    assert caught.value.code == "L08"


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        ("post_inventory_cost", "date_from"),
        ("check_inventory_cost_posting", "date_to"),
        ("reconcile_inventory", "date_to"),
        ("reconcile_inventory", "as_of"),
        ("check_inventory_period", "ending_date"),
        ("close_inventory_period", "ending_date"),
        ("reopen_inventory_period", "ending_date"),
        ("suggest_revaluation", "posting_date"),
        ("adjust_cost", "until"),
    ],
)
def test_a_date_argument_that_is_no_date_is_an_error_with_a_code(call: str, argument: str) -> None:
    with pytest.raises(XlcostError) as caught:
        getattr(xlcost, call)(Ledger.from_records({}), **{argument: "31 October"})
    assert (caught.value.code, caught.value.problem.where) == ("DATE_UNPARSEABLE", argument)


def test_required_columns_are_named() -> None:
    with pytest.raises(LedgerInvalid) as caught:
        Ledger.from_records({"Value Entry": [{"Entry No.": 1}]})
    assert [p.what for p in caught.value.problems] == [
        "The column Posting Date is missing.",
        "The column Item Ledger Entry Type is missing.",
        "The column Entry Type is missing.",
    ]


def test_upsert_replaces_in_place_and_adds_at_the_end() -> None:
    ledger = Ledger.from_records({"Item": [{"No.": "A", "Description": "one"}, {"No.": "B"}]})
    after = ledger.upsert("Item", [{"No.": "C"}, {"No.": "a", "Description": "two"}])
    assert [(r["No."], r["Description"]) for r in after.records("Item")] == [("A", "two"), ("B", ""), ("C", "")]
    assert [r["No."] for r in ledger.records("Item")] == ["A", "B"]


def test_a_missing_setup_table_answers_its_defaults() -> None:
    (row,) = Ledger.from_records({}).records("Inventory Setup")
    assert (row["Average Cost Period"], row["Average Cost Calc. Type"]) == ("Day", "Item")


@pytest.mark.parametrize(("standard", "unit", "both"), [(5, 7, 5), (0, 7, 7), (5, 0, 5)])
def test_the_unit_cost_of_a_standard_item_is_its_standard_cost(standard: int, unit: int, both: int) -> None:
    ledger = Ledger.from_records({"Item": [{"No.": "S", "Costing Method": "Standard", "Standard Cost": standard, "Unit Cost": unit}]})
    (row,) = ledger.records("Item")
    assert (row["Standard Cost"], row["Unit Cost"]) == (both, both)


def test_calculated_fields_are_sums_and_never_input() -> None:
    values = [
        {"Entry No.": n, "Item Ledger Entry No.": 1, "Posting Date": "2026-10-01", "Item Ledger Entry Type": 0, "Entry Type": 0, "Cost Amount (Actual)": a}
        for n, a in ((1, "0.10"), (2, "0.20"))
    ]
    ledger = Ledger.from_records({"Item Ledger Entry": [ENTRY | {"Cost Amount (Actual)": 99}], "Value Entry": values})
    (row,) = ledger.records("Item Ledger Entry")
    assert row["Cost Amount (Actual)"] == Decimal("0.30")


def test_project_tables_read_under_their_older_names() -> None:
    ledger = Ledger.from_records({"Job Tasks": [{"Job No.": "P1", "Job Task No.": "10", "Job Task Type": "Posting"}]})
    assert ledger.records("Project Task")[0]["Project No."] == "P1"


def test_every_table_is_found_by_name_title_and_cut_title() -> None:
    for table in TABLES:
        for title in (table.name, *table.titles, sheet_title(table.name), table.name.upper()):
            assert find_table(title) is not None, title
