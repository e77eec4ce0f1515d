"""Each audit check fires on a ledger broken in exactly its way, and on no sound ledger (gl-posting C5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sound_company import ORDER, add, drop, edit, sound_company
from xlcost import Ledger, audit_costs, close_inventory_period
from xlcost.views.audit_rules import CHECKS

ILE, VE, IAE = "Item Ledger Entry", "Value Entry", "Item Application Entry"
GLE, RELATION = "G/L Entry", "G/L - Item Ledger Relation"
Break = Callable[[Ledger], Ledger]


def change(table: str, number: int, **fields: Any) -> Break:
    """A break that changes fields of one row; in names, `_` stands for a blank and `0` for a full stop."""
    named = {name.replace("_", " ").replace("0", ".").replace("GL", "G/L"): value for name, value in fields.items()}
    return lambda ledger: edit(ledger, table, number, named)


def together(*breaks: Break) -> Break:
    def apply(ledger: Ledger) -> Ledger:
        for one in breaks:
            ledger = one(ledger)
        return ledger

    return apply


def upsert(table: str, **fields: Any) -> Break:
    named = {name.replace("_", " ").replace("0", "."): value for name, value in fields.items()}
    return lambda ledger: ledger.upsert(table, [named])


def dropped(table: str, **where: Any) -> Break:
    named = {name.replace("_", " ").replace("0", ".").replace("GL", "G/L"): value for name, value in where.items()}
    return lambda ledger: drop(ledger, table, named)


def closed_and_slipped_in(ledger: Ledger) -> Ledger:
    ledger = edit(ledger, VE, 1, {"Item Register No.": 5})
    return edit(close_inventory_period(ledger, "2022-01-31").ledger, VE, 5, {"Item Register No.": 6})


def finished_without_output(ledger: Ledger) -> Ledger:
    """P1 finished without output after its consumption was posted: the output never happened."""
    for table, where in ((ILE, {"Entry No.": 11}), (ILE, {"Entry No.": 10}), (VE, {"Item Ledger Entry No.": 10}), (VE, {"Item Ledger Entry No.": 11})):
        ledger = drop(ledger, table, where)
    for number in (11, 12):
        ledger = drop(ledger, IAE, {"Entry No.": number})
    for number in range(9, 17):
        ledger = drop(drop(ledger, GLE, {"Entry No.": number}), RELATION, {"G/L Entry No.": number})
    return ledger.upsert("Manufacturing Setup", [{"Allow Finishing Prod. Order with no Output": True}])


def exported_with_other_cost(ledger: Ledger) -> Ledger:
    rows = [{**r, "Cost Amount (Actual)": 99} if r["Entry No."] == 1 else r for r in ledger.records(ILE)]
    return Ledger.from_records({**{name: ledger.records(name) for name in ledger.tables}, ILE: rows})


def standard_without_shares(ledger: Ledger) -> Ledger:
    """Order P2 of C, which has a Standard Cost and no shares; what was posted for P1 had been adjusted before."""
    item = next(r for r in ledger.records("Item") if r["No."] == "C")
    line = {"Status": "Released", "Prod. Order No.": "P2", "Line No.": 10000, "Item No.": "C"}
    return ledger.upsert("Item", [{**item, "Costing Method": "Standard", "Standard Cost": 22}]).upsert("Prod. Order Line", [line])


def late_early_date(ledger: Ledger) -> Ledger:
    ledger = ledger.upsert("Inventory Setup", [{"Expected Cost Posting to G/L": True, "Earliest Allowed Valuation Date": "2022-01-05"}])
    return edit(ledger, VE, 11, {"Posting Date": "2022-01-04", "Valuation Date": "2022-01-10"})


PURCHASE_JOURNAL = {"Entry No.": 90, "G/L Account No.": "7110", "Posting Date": "2022-01-03", "Document No.": "PI1", "Amount": 90}

# code -> (the break, the entry or value entry that must be named, other checks that see the same break from their side)
BREAKS: dict[str, tuple[Break, dict[str, Any], set[str]]] = {
    "B00": (change(ILE, 1, Item_No0=""), {ILE: 1}, {"G10"}),
    "B01": (lambda b: add(b, ILE, 1, {"Entry No.": -1}), {ILE: -1}, {"B08", "B09", "Q04", "G10"}),
    "B02": (change(ILE, 4, Quantity=0, Remaining_Quantity=0, Positive=False, Open=False), {ILE: 4}, {"Q03", "G10", "D01"}),
    "B03": (change(ILE, 1, Remaining_Quantity=-2), {ILE: 1}, {"A02"}),
    "B04": (change(ILE, 1, Remaining_Quantity=12), {ILE: 1}, {"A02"}),
    "B05": (change(ILE, 4, Positive=False), {ILE: 4}, {"Q01"}),
    "B06": (change(ILE, 1, Open=False), {ILE: 1}, set()),
    "B07": (change(ILE, 1, Invoiced_Quantity=9), {ILE: 1}, {"B08", "O03"}),
    "B08": (change(VE, 1, Invoiced_Quantity=9), {ILE: 1}, set()),
    "B09": (change(VE, 4, Inventoriable=False), {ILE: 4}, set()),
    "B10": (change(VE, 13, Invoiced_Quantity=-1), {ILE: 6, VE: 13}, {"B08"}),
    "B11": (change(VE, 13, Item_Ledger_Entry_Quantity=-1), {ILE: 6, VE: 13}, set()),
    "B12": (
        together(
            change(ILE, 8, Entry_Type="Consumption"), change(VE, 8, Item_Ledger_Entry_Type="Consumption", Valuation_Date="9999-12-31")
        ),
        {ILE: 8, VE: 8},
        {"G04", "G01", "G02"},
    ),
    "B13": (change(VE, 12, Valuation_Date="2022-01-09"), {ILE: 10, VE: 12}, set()),
    "B14": (change(VE, 5, Valued_By_Average_Cost=True), {ILE: 5, VE: 5}, set()),
    "B15": (change(VE, 13, Valued_By_Average_Cost=False), {ILE: 6, VE: 13}, {"V01"}),
    "B16": (change(VE, 2, Valued_By_Average_Cost=True), {ILE: 2, VE: 2}, set()),
    "B17": (change(VE, 7, Item_Ledger_Entry_Type="Negative Adjmt."), {ILE: 7, VE: 7}, set()),
    "Q01": (change(ILE, 5, Remaining_Quantity=-4, Open=True), {ILE: 5}, set()),
    "Q02": (change(ILE, 5, Remaining_Quantity=-1, Open=True), {ILE: 5}, set()),
    "Q03": (change(IAE, 5, Quantity=-3), {ILE: 5}, {"A02"}),
    "Q04": (dropped(IAE, Entry_No0=5), {ILE: 5}, {"A02"}),
    "Q05": (
        together(change(IAE, 5, Quantity=-3), lambda b: add(b, IAE, 5, {"Entry No.": 90, "Quantity": -1})),
        {ILE: 5},
        set(),
    ),
    "A01": (change(IAE, 1, Item_Ledger_Entry_No0=5), {ILE: 1}, {"Q03", "Q04"}),
    "A02": (change(ILE, 1, Remaining_Quantity=3), {ILE: 1}, set()),
    "V01": (together(change(VE, 6, Valued_By_Average_Cost=False), change(VE, 13, Valued_By_Average_Cost=False)), {ILE: 6}, set()),
    "V02": (change(IAE, 6, Cost_Application=True), {ILE: 6}, set()),
    "D01": (change(VE, 5, Valuation_Date="2022-01-02"), {ILE: 1}, set()),
    "X01": (
        change(VE, 12, Expected_Cost_Posted_to_GL=0), {ILE: 10, VE: 10}, {"G02", "G04", "G08"}
    ),
    "X02": (change(VE, 10, **{"Cost_Amount_(Expected)": 21}), {ILE: 10}, {"X01", "G12", "G10"}),
    "O01": (change(ILE, 5, Last_Invoice_Date=None), {ILE: 5}, {"O03"}),
    "O02": (change(IAE, 1, Output_Completely_Invd0_Date="2022-01-04"), {ILE: 1}, set()),
    "O03": (change(IAE, 5, Output_Completely_Invd0_Date="2022-01-09"), {ILE: 5}, set()),
    "O04": (change(ILE, 5, Invoiced_Quantity=-3, Completely_Invoiced=False), {ILE: 5}, set()),
    "M01": (change(VE, 4, Item_Ledger_Entry_No0=99), {ILE: 99, VE: 4}, {"B09"}),
    "G01": (
        together(change(VE, 5, Cost_Posted_to_GL=-39), lambda b: b.upsert("Post Value Entry to G/L", [{"Value Entry No.": 1}])),
        {ILE: 5, VE: 5},
        {"G04"},
    ),
    "G02": (
        together(dropped(RELATION, Value_Entry_No0=5), dropped(GLE, Entry_No0=21), dropped(GLE, Entry_No0=22)), {ILE: 5, VE: 5}, set()
    ),
    "G03": (dropped(GLE, Entry_No0=21), {ILE: 5, VE: 5, GLE: 21}, set()),
    "G04": (change(GLE, 21, Amount=-40.05), {GLE: 21}, set()),
    "G05": (change(GLE, 21, Posting_Date="2022-02-01"), {VE: 5, GLE: 21}, set()),
    "G06": (dropped(RELATION, **{"GL_Entry_No0": 21}), {VE: 5}, set()),
    "G07": (change(VE, 8, **{"Cost_Amount_(Actual)": 0}), {VE: 8}, set()),
    "G08": (change(VE, 12, Expected_Cost_Posted_to_GL=-19), {ILE: 10}, {"X01", "G04"}),
    "G09": (upsert("G/L Account", No0="2110", Direct_Posting=True), {"G/L Account": "2110"}, set()),
    "G10": (change(ILE, 8, Quantity=-2), {"Location Code": "WEST"}, {"B03", "B05", "B07", "B08", "Q03"}),
    "G11": (exported_with_other_cost, {ILE: 1}, set()),
    "G12": (change(VE, 9, **{"Cost_Amount_(Actual)": -19}), {"Order No.": "P1"}, {"G04"}),
    "G13": (
        lambda b: b.upsert("Avg. Cost Adjmt. Entry Point", [{"Item No.": "F", "Valuation Date": "2022-01-04", "Cost Is Adjusted": False}]),
        {"Item No.": "F"},
        set(),
    ),
    "G14": (closed_and_slipped_in, {VE: 5}, set()),
    "G15": (lambda b: b.upsert(GLE, [PURCHASE_JOURNAL]), {"Document No.": "PI1"}, set()),
    "G16": (finished_without_output, {VE: 9, "Order No.": "P1"}, set()),
    "G17": (late_early_date, {VE: 11}, {"G05"}),
    "G18": (standard_without_shares, {"Item No.": "C", "Order No.": "P2"}, set()),
    "K01": (change(ILE, 11, Entry_Type="Consumption", **{n.replace(" ", "_").replace(".", "0"): v for n, v in ORDER.items()}), {ILE: 10}, {"B17"}),
}


def test_a_sound_company_has_no_findings() -> None:
    assert audit_costs(sound_company()) == []


def test_every_check_has_a_break() -> None:
    assert list(BREAKS) == [c.code for c in CHECKS]


@pytest.mark.parametrize("code", BREAKS)
def test_a_check_fires_on_its_own_break(code: str) -> None:
    """The check names the broken row; besides it fire at most the checks that see the same break from their side."""
    break_it, where, others = BREAKS[code]
    findings = audit_costs(break_it(sound_company()))
    named = [f for f in findings if f["Code"] == code]
    assert len(named) == 1, [f["Code"] for f in findings]
    found = named[0]
    for name, value in where.items():
        field = {ILE: "Item Ledger Entry No.", VE: "Value Entry No.", GLE: "G/L Entry No.", "G/L Account": "G/L Account No."}.get(name, name)
        assert found[field] == value
    assert {f["Code"] for f in findings} - {code} <= others
    assert "{" not in found["text"]
    assert audit_costs(break_it(sound_company()), [code]) == named
