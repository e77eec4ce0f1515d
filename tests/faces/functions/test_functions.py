"""Every worksheet function equals the figure of the report that it names, and answers errors as error values."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlcost import Ledger, audit_costs, explain_amount, reconcile_inventory, run_report, trace_gl_entry, trace_item_entry
from xlcost.faces.functions import BY_NAME, FUNCTIONS, SNAPSHOTS, CellError, evaluate
from xlcost.faces.functions.call import NOT_IMPORTED, ask, explain
from xlcost.faces.functions.cell_values import EPOCH_1904, day_of_cell, to_cell
from xlcost.faces.functions.snapshot import Snapshot

DATES = [dt.date(2026, 7, 31), dt.date(2026, 8, 15), dt.date(2026, 10, 31)]
JULY, OCTOBER = DATES[0], DATES[2]


@pytest.fixture(autouse=True)
def books(sample: Ledger) -> Iterator[Snapshot]:
    SNAPSHOTS.forget()
    yield SNAPSHOTS.take("LEDGER.xlsx", sample)
    SNAPSHOTS.forget()


def number(name: str, *arguments: Any) -> Decimal:
    found = evaluate(name, arguments)
    assert isinstance(found, float), f"{name}{arguments} -> {found}: {explain(name, arguments)}"
    return Decimal(f"{found:.15g}")


@pytest.mark.parametrize("day", DATES)
@pytest.mark.parametrize("expected", [False, True])
@pytest.mark.parametrize("place", ["", "MAIN", "MAIN|PLANT", "<>MAIN"])
def test_value_and_quantity_equal_inventory_valuation(sample: Ledger, day: dt.date, expected: bool, place: str) -> None:
    options = {"Ending Date": day, "Include Expected Cost": expected, "Location Filter": place}
    rows = run_report(sample, "Inventory Valuation", options).records()
    prefix = "Expected Cost Included " if expected else ""
    assert rows
    for row in rows:
        item = row["Item No."]
        assert number("XLC_VALUE", item, day, place, "", expected) == row[f"{prefix}Ending Value"]
        assert number("XLC_QTY", item, day, place, "", not expected) == row[f"{prefix}Ending Quantity"]


def test_unit_cost_is_value_by_quantity(sample: Ledger) -> None:
    for row in sample.records("Item"):
        quantity = number("XLC_QTY", row["No."], OCTOBER)
        if not quantity:
            assert evaluate("XLC_UNITCOST", [row["No."], OCTOBER]) is CellError.NA
        else:
            exact = number("XLC_VALUE", row["No."], OCTOBER) / quantity
            assert abs(number("XLC_UNITCOST", row["No."], OCTOBER) - exact) <= Decimal("0.000005")


def test_movements_by_type_lead_from_opening_to_closing(sample: Ledger) -> None:
    first, last = dt.date(2026, 8, 1), dt.date(2026, 9, 30)
    kinds = ["Purchase", "Sale", "Positive Adjmt.", "Negative Adjmt.", "Transfer", "Consumption", "Output"]
    for row in sample.records("Item"):
        item = row["No."]
        by_type = [number("XLC_MOVEMENT", item, first, last, kind) for kind in kinds]
        change = number("XLC_VALUE", item, last) - number("XLC_VALUE", item, JULY)
        assert sum(by_type) == change == number("XLC_MOVEMENT", item, first, last)


@pytest.mark.parametrize("day", DATES)
def test_wip_equals_the_report(sample: Ledger, day: dt.date) -> None:
    rows = run_report(sample, "Inventory Valuation - WIP", {"Ending Date": day}).records()
    columns = ("Consumption", "Capacity", "Output", "As of End Date", "Cost Posted to G/L")
    assert rows
    for row in rows:
        order = next(v for k, v in row.items() if k in ("No.", "Order No.", "Production Order No."))
        for column in columns:
            assert number("XLC_WIP", order, day, column) == row[column]
    assert number("XLC_WIP", "", day) == sum(row["As of End Date"] for row in rows)


def test_project_amounts_equal_the_cockpit(sample: Ledger) -> None:
    from xlcost import calculate_project_wip

    after = calculate_project_wip(sample, posting_date=OCTOBER, document_no="WIP-10").ledger
    SNAPSHOTS.take("WIP.xlsx", after)
    rows = run_report(after, "Project WIP Cockpit").records()
    assert any(row["Recog. Costs Amount"] for row in rows)
    for row in rows:
        for name, caption in (
            ("Recognized Costs", "Recog. Costs Amount"),
            ("WIP Costs", "Total WIP Cost Amount"),
            ("WIP Sales G/L", "Total WIP Sales G/L Amount"),
        ):
            assert number("XLC_PROJECTWIP", row["No."], "", name) == row[caption]
            assert number("XLC_PROJECTWIP", row["No."], OCTOBER, name) == row[caption]
        assert number("XLC_PROJECTWIP", row["No."], JULY, "Recognized Costs") == 0


@pytest.mark.parametrize("day", [None, *DATES])
def test_general_ledger_functions_equal_the_reconciliation(sample: Ledger, day: dt.date | None) -> None:
    found = reconcile_inventory(sample, date_to=day)
    for no, account in found.accounts.items():
        if no:
            assert number("XLC_GLBALANCE", no, day) == account["gl"]
            assert number("XLC_GLDIFF", no, day) == account["difference"]
    values = sample.table("Value Entry")
    until = (day or dt.date.max).toordinal()
    chosen = values["Posting Date"] <= until
    posted = int(values["Cost Posted to G/L"][chosen & (values["Item Ledger Entry No."] != 0)].sum())
    assert number("XLC_INVPOSTED", "Inventory", day) == Decimal(posted) / 100_000
    groups = values.codes("Inventory Posting Group")[1]
    assert sum(number("XLC_INVPOSTED", "Inventory", day, g) for g in groups if g) == number("XLC_INVPOSTED", "Inventory", day)


def test_unposted_counts_what_posting_would_take(sample: Ledger) -> None:
    from xlcost import check_inventory_cost_posting

    waiting = {line["Value Entry No."] for line in check_inventory_cost_posting(sample)}
    assert evaluate("XLC_UNPOSTED") == len(waiting) > 0
    assert evaluate("XLC_UNPOSTED", [dt.date(2026, 6, 30)]) == 0


def test_adjustment_needed_says_what_the_card_says(sample: Ledger) -> None:
    assert evaluate("XLC_ADJNEEDED", ["JACKET"]) is False
    changed = sample.upsert("Item", [{**sample.records("Item")[0], "Cost is Adjusted": False}])
    SNAPSHOTS.take("CHANGED.xlsx", changed)
    assert evaluate("XLC_ADJNEEDED", [sample.records("Item")[0]["No."]]) is True


def test_the_auditor_s_functions_are_the_views(sample: Ledger) -> None:
    number = next(r["Entry No."] for r in sample.records("Value Entry") if r["Adjustment"])
    found = explain_amount(sample, number)
    assert evaluate("XLC_WHY", [number]) == found["Sentence"]
    rows = evaluate("XLC_WHYTERMS", [number])
    assert sum(Decimal(str(r[6])) for r in rows[1:]) == found["Amount"]
    path = evaluate("XLC_GLTRACE", [1])
    assert [r[3] for r in path[1:]] == [float(r["Entry No."]) for r in trace_gl_entry(sample, 1)]
    assert (evaluate("XLC_FINDINGS"), evaluate("XLC_FINDINGS", ["Error"]), evaluate("XLC_FINDINGS", ["", "G09"])) == (1, 0, 1)


def test_trace_spills_both_directions(sample: Ledger) -> None:
    sale = next(r["Entry No."] for r in sample.records("Item Ledger Entry") if r["Entry Type"] == "Sale")
    rows = evaluate("XLC_TRACE", [sale])
    back = trace_item_entry(sample, sale, "backward")
    assert [r[1] for r in rows[1:]].count(float(sale)) >= 1
    assert [r[6] for r in rows[1 : 1 + len(back)]] == [float(r["Cost Amount (Actual)"]) for r in back]
    assert {len(r) for r in rows} == {7}
    assert all(abs(r[0]) <= 1 for r in evaluate("XLC_TRACE", [sale, "both", 1])[1:])


def test_lists_spill(sample: Ledger) -> None:
    items = [r["No."] for r in sample.records("Item")]
    assert [r[0] for r in evaluate("XLC_ITEMS")] == sorted(items)
    assert [r[0] for r in evaluate("XLC_ITEMS", ["J*"])] == [i for i in sorted(items) if i.startswith("J")]
    rows = evaluate("XLC_ENTRIES", ["JACKET", "", OCTOBER])
    own = [r for r in sample.records("Item Ledger Entry") if r["Item No."] == "JACKET"]
    assert sum(r[5] for r in rows[1:]) == pytest.approx(float(sum(r["Quantity"] for r in own)))
    assert Decimal(f"{sum(r[7] for r in rows[1:]):.10g}") == sum(r["Cost Amount (Actual)"] for r in own)


def test_vector_equals_the_scalar_and_marks_unknown_items_only(sample: Ledger) -> None:
    items = [r["No."] for r in sample.records("Item")]
    column = [[i] for i in [*items, "NO SUCH ITEM", ""]]
    found = evaluate("XLC_VALUES", [column, OCTOBER])
    assert [r[0] for r in found] == [*(evaluate("XLC_VALUE", [i, OCTOBER]) for i in items), CellError.NA, ""]


@pytest.mark.parametrize(
    ("name", "arguments", "error"),
    [
        ("XLC_VALUE", ["NO SUCH ITEM"], CellError.NA),
        ("XLC_VALUE", [""], CellError.VALUE),
        ("XLC_VALUE", [], CellError.VALUE),
        ("XLC_VALUE", ["JACKET", "yesterday"], CellError.VALUE),
        ("XLC_VALUE", ["JACKET", -4.0], CellError.VALUE),
        ("XLC_VALUE", ["JACKET", 60.0], CellError.VALUE),
        ("XLC_VALUE", ["JACKET", 46326.0, "", "", "perhaps"], CellError.VALUE),
        ("XLC_VALUE", [CellError.DIV0], CellError.DIV0),
        ("XLC_VALUE", [[["JACKET"], ["COAT"]]], CellError.VALUE),
        ("XLC_VALUE", ["JACKET", 46326.0, "", "", True, "more"], CellError.VALUE),
        ("XLC_MOVEMENT", ["JACKET", "", "", "Theft"], CellError.VALUE),
        ("XLC_WIP", ["NO SUCH ORDER"], CellError.NA),
        ("XLC_PROJECTWIP", ["NO SUCH PROJECT"], CellError.NA),
        ("XLC_GLBALANCE", ["NO SUCH ACCOUNT"], CellError.NA),
        ("XLC_INVPOSTED", ["No such type"], CellError.VALUE),
        ("XLC_TRACE", [99999999.0], CellError.NA),
        ("XLC_TRACE", ["seven"], CellError.VALUE),
        ("XLC_NOTHING", [], CellError.NAME),
    ],
)  # fmt: skip
def test_errors_are_error_values_with_a_reason(name: str, arguments: list[Any], error: CellError) -> None:
    assert evaluate(name, arguments) is error
    assert explain(name, arguments)


def test_without_an_import_there_is_no_figure() -> None:
    SNAPSHOTS.forget()
    assert evaluate("XLC_VALUE", ["JACKET"]) is CellError.NA
    assert evaluate("XLC_STATUS") == NOT_IMPORTED


def test_one_snapshot_per_content(sample: Ledger) -> None:
    first = SNAPSHOTS.take("LEDGER.xlsx", sample)
    again = SNAPSHOTS.take("COPY.xlsx", Ledger.from_records({name: sample.records(name) for name in sample.tables}))
    assert again is first
    other = sample.upsert("Item", [{**sample.records("Item")[0], "Description": "Changed"}])
    assert SNAPSHOTS.take("LEDGER.xlsx", other) is not first


@given(st.text(max_size=12), st.one_of(st.none(), st.booleans(), st.floats(), st.text(max_size=8), st.dates()))
def test_no_argument_ever_raises(text: str, value: Any) -> None:
    for function in FUNCTIONS:
        found = evaluate(function.name, [text, value, text, value, value][: len(function.arguments)])
        assert not isinstance(found, Exception)


@given(st.dates(dt.date(1900, 3, 1), dt.date(9999, 12, 31)))
def test_serials_of_both_date_systems_read_back(day: dt.date) -> None:
    assert day_of_cell(to_cell(day)) == day.toordinal()
    if day >= dt.date(1904, 1, 2):
        assert day_of_cell(to_cell(day, EPOCH_1904), EPOCH_1904) == day.toordinal()


def test_names_are_neither_cells_nor_twice() -> None:
    assert len(BY_NAME) == len(FUNCTIONS)
    for function in FUNCTIONS:
        assert not re.fullmatch(r"[A-Z]{1,3}\d+", function.name)
        assert re.fullmatch(r"XLC_[A-Z]+", function.name)
        optional = [a.optional for a in function.arguments]
        assert optional == sorted(optional)
        assert function.help.endswith(".")


def test_the_same_question_is_answered_from_memory(books: Snapshot) -> None:
    function = BY_NAME["XLC_VALUE"]
    assert ask(books, function, ["JACKET"]) is ask(books, function, ["JACKET"])
    assert ask(books, function, [True])[0] is CellError.VALUE
    assert ask(books, function, [1.0])[0] is CellError.NA


def test_audit_is_not_touched_by_the_functions(sample: Ledger) -> None:
    before = audit_costs(sample)
    for function in FUNCTIONS:
        evaluate(function.name, ["JACKET"][: len(function.arguments)])
    assert audit_costs(sample) == before


def test_a_slip_of_the_pen_is_no_zero(books: Snapshot) -> None:
    """An unknown location, variant, group or audit check is an error; a known place without stock is 0."""
    assert evaluate("XLC_VALUE", ["HELM-M", "2026-10-31", "NOWHERE"]) is CellError.NA
    assert evaluate("XLC_QTY", ["HELM-M", None, None, "V1"]) is CellError.NA
    assert evaluate("XLC_INVPOSTED", ["Inventory", None, "NOSUCH"]) is CellError.NA
    assert evaluate("XLC_FINDINGS", ["", "G99"]) is CellError.VALUE
    assert evaluate("XLC_VALUE", ["HELM-M", "2026-10-31", "PLANT"]) == 0.0
    assert evaluate("XLC_MOVEMENT", ["HELM-M", "2026-10-31", "2026-10-01"]) is CellError.VALUE
    assert evaluate("XLC_ENTRIES", ["HELM-M", "2026-10-31", "2026-10-01"]) is CellError.VALUE
    assert evaluate("XLC_TRACE", [5.0, "both", -1.0]) is CellError.VALUE
    assert evaluate("XLC_VALUE", ["HELM-M", float("inf")]) is CellError.VALUE
    assert "is not a date" in explain("XLC_VALUE", ["HELM-M", float("inf")])


def test_one_bad_cell_spoils_no_column(books: Snapshot) -> None:
    """A caption, a blank, an error and an unknown item among the items; an error among the dates."""
    column = [["Item No."], ["HELM-M"], [None], [CellError.DIV0], ["NOSUCH"]]
    value = evaluate("XLC_VALUE", ["HELM-M", "2026-10-31"])
    assert evaluate("XLC_VALUES", [column, "2026-10-31"]) == [[CellError.NA], [value], [""], [CellError.DIV0], [CellError.NA]]
    dates = [["2026-10-31"], ["31.10.2026"], [CellError.NULL]]
    assert evaluate("XLC_VALUES", [[["HELM-M"]] * 3, dates]) == [[value], [CellError.VALUE], [CellError.NULL]]
    assert evaluate("XLC_VALUES", [[["HELM-M"]], CellError.NUM]) is CellError.NUM
