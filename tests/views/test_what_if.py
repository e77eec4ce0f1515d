"""What-if costing: figures that can be worked out by hand, the control on whole companies, what is carried over and what is not."""

from __future__ import annotations

import random
from collections import deque
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from vendor_companies import companies
from xlcost import (
    Ledger,
    XlcostError,
    adjust_cost,
    compare_adjustments,
    finish_production_order,
    post_item_journal,
    read_ledger,
    suggest_revaluation,
    what_if,
)
from xlcost.costing import average
from xlcost.costing.repost import FIXED, RESTATED, STOPPED, UNDONE
from xlcost.ledger.options import CostingMethod
from xlcost.money import to_decimal
from xlcost.views.method_comparison import ADJUSTMENTS, UNEXPLAINED, Figures
from xlcost.views.reperformance_reasons import RATE

D = Decimal
Record = dict[str, Any]
ALL = ("FIFO", "LIFO", "Average", "Standard")
ORDER = {"Order Type": "Production", "Order No.": "P1", "Order Line No.": 10000}


def line(kind: str, day: str, item: str, quantity: object, **more: object) -> Record:
    return {"Entry Type": kind, "Posting Date": f"2026-{day}", "Item No.": item, "Quantity": quantity, "Document No.": f"{kind[:2]}{day}", **more}


def company(method: str, *steps: list[Record], **item: object) -> Ledger:
    """An item A posted in steps, adjusted after each."""
    ledger = Ledger.from_records({"Item": [{"No.": "A", "Costing Method": method, **item}], "Inventory Setup": [{"Average Cost Period": "Year"}]})
    for lines in steps:
        ledger = adjust_cost(post_item_journal(ledger, lines).ledger).ledger
    return ledger


def figures(ledger: Ledger, item: str = "A", methods: tuple[str, ...] = ALL, **more: Any) -> dict[str, tuple[Decimal, Decimal]]:
    """(ending value, cost of goods sold) by method; the control holds."""
    result = what_if(ledger, methods, **more)
    assert [c.item for c in result.controls if c.ledger != c.rerun] == []
    found = {CostingMethod.caption_of(m): f for m, f in result.figures[item].items()}
    return {m: (to_decimal(f.ending), to_decimal(f.sold)) for m, f in found.items()}


BOUGHT = [line("Purchase", f"01-0{n}", "A", 10, **{"Unit Amount": price}) for n, price in ((1, 10), (2, 20), (3, 60))]


@pytest.mark.parametrize("own", ["FIFO", "LIFO", "Average", "Standard"])
def test_three_layers_and_a_sale(own: str) -> None:
    """10 @ 10, 10 @ 20, 10 @ 60; 15 sold. The same figures come out whatever method the ledger was kept in."""
    ledger = company(own, BOUGHT, [line("Sale", "01-10", "A", 15)], **{"Standard Cost": 25})
    assert figures(ledger) == {
        "FIFO": (D(700), D(200)),  # left 5 @ 20 + 10 @ 60
        "LIFO": (D(200), D(700)),  # left 10 @ 10 + 5 @ 20
        "Average": (D(450), D(450)),  # 900 / 30
        "Standard": (D(375), D(375)),  # 25 each
    }


def test_variances_of_the_standard_method_are_shown() -> None:
    result = what_if(company("FIFO", BOUGHT, **{"Standard Cost": 25}), ["Standard"])
    assert result.figures["A"][CostingMethod.STANDARD] == Figures(30 * 100_000, 750 * 100_000, 0, -150 * 100_000, 0)


def test_without_a_standard_cost_the_unit_cost_is_the_standard() -> None:
    assert figures(company("FIFO", BOUGHT[:1], **{"Unit Cost": 8}), methods=("Standard",))["Standard"][0] == D(100)  # the unit cost after the receipts


def test_a_late_freight_reaches_the_layer_that_the_method_kept() -> None:
    freight = line("Purchase", "02-01", "A", 0, **{"Invoiced Quantity": 10, "Amount": 50, "Item Shpt. Entry No.": 3, "Item Charge No.": "F"})
    ledger = company("FIFO", BOUGHT, [line("Sale", "01-10", "A", 15)], [freight])
    assert figures(ledger, methods=("FIFO", "LIFO", "Average")) == {
        "FIFO": (D(750), D(200)),
        "LIFO": (D(200), D(750)),
        "Average": (D(475), D(475)),
    }


def test_receipts_that_wait_for_their_invoice_keep_their_expected_price() -> None:
    receipt = line("Purchase", "01-04", "A", 10, **{"Invoiced Quantity": 0, "Unit Amount": 30, "Unit Cost": 30})
    assert figures(company("FIFO", [*BOUGHT, receipt]), methods=("FIFO", "LIFO"))["LIFO"] == (D(1200), D(0))


def test_a_standard_receipt_without_invoice_is_valued_at_its_price_elsewhere() -> None:
    receipt = line("Purchase", "01-04", "A", 10, **{"Invoiced Quantity": 0, "Unit Amount": 30})
    found = figures(company("Standard", [receipt], **{"Standard Cost": 25}), methods=("FIFO", "Standard"))
    assert found == {"FIFO": (D(300), D(0)), "Standard": (D(250), D(0))}


def test_a_return_comes_back_at_the_cost_of_its_sale_under_each_method() -> None:
    back = line("Sale", "01-12", "A", -5, **{"Applies-from Entry": 4})
    ledger = company("FIFO", BOUGHT, [line("Sale", "01-10", "A", 10)], [back])
    assert figures(ledger, methods=("FIFO", "LIFO", "Average")) == {
        "FIFO": (D(850), D(50)),
        "LIFO": (D(600), D(300)),
        "Average": (D(750), D(150)),
    }


def test_a_fixed_application_is_a_fact_under_each_method() -> None:
    sale = line("Sale", "01-10", "A", 5, **{"Applies-to Entry": 2})
    assert {c for _, c in figures(company("FIFO", BOUGHT, [sale]), methods=("FIFO", "LIFO", "Average")).values()} == {D(100)}


def test_a_fixed_application_that_cannot_be_kept_is_named() -> None:
    """FIFO moved layer 1 away and sold layer 2 by name; under LIFO the transfer takes layer 3 and then 2, so the name is gone."""
    move = line("Transfer", "01-05", "A", 15, **{"Location Code": "", "New Location Code": "EAST"})
    sale = line("Sale", "01-10", "A", 10, **{"Applies-to Entry": 3})
    result = what_if(company("FIFO", BOUGHT, [move], [sale]), ["LIFO"])
    assert [(CostingMethod.caption_of(m), n.code, n.entry) for m, n in result.notes] == [("LIFO", FIXED, 7)]
    assert to_decimal(result.figures["A"][CostingMethod.LIFO].sold) == D(150)  # 5 @ 20 and 5 @ 10 were left at the place
    assert all(c.ledger == c.rerun for c in result.controls)


def test_an_undone_receipt_that_the_method_has_given_away_is_left_out_with_its_undo() -> None:
    """Under FIFO layers 1 and 2 were moved and the third taken back; under LIFO the third goes first and is not there to be taken back."""
    move = line("Transfer", "01-05", "A", 15, **{"Location Code": "", "New Location Code": "EAST"})
    undo = line("Purchase", "01-06", "A", -10, **{"Correction": True, "Applies-to Entry": 3})
    result = what_if(company("FIFO", BOUGHT, [move], [undo]), ["LIFO"])
    assert all(c.ledger == c.rerun for c in result.controls)
    assert [(n.code, n.entry) for _, n in result.notes] == [(UNDONE, 3)]
    found = result.figures["A"][CostingMethod.LIFO]
    assert (to_decimal(found.quantity), to_decimal(found.ending)) == (D(20), D(300))


def test_a_transfer_moves_the_layers_of_the_method_and_a_charge_on_it_follows() -> None:
    """15 moved: FIFO 10 @ 10 + 5 @ 20, LIFO 10 @ 60 + 5 @ 20. Freight of 30 on the first receiving entry stays on what arrived."""
    move = line("Transfer", "01-05", "A", 15, **{"Location Code": "", "New Location Code": "EAST"})
    freight = line("Purchase", "01-06", "A", 0, **{"Location Code": "EAST", "Invoiced Quantity": 10, "Amount": 30, "Item Shpt. Entry No.": 5, "Item Charge No.": "F"})
    sale = line("Sale", "01-10", "A", 15, **{"Location Code": "EAST"})
    found = figures(company("FIFO", BOUGHT, [move], [freight], [sale]), methods=("FIFO", "LIFO", "Average"))
    assert {m: c for m, (_, c) in found.items()} == {"FIFO": D(230), "LIFO": D(730), "Average": D(465)}
    assert {e + c for e, c in found.values()} == {D(930)}


def test_a_write_down_is_carried_over_by_its_amount() -> None:
    ledger = company("FIFO", BOUGHT, [line("Sale", "01-10", "A", 15)])
    (suggested,) = suggest_revaluation(ledger, posting_date="2026-01-31", items=["A"])
    written = {**suggested, "Inventory Value (Revalued)": 600, "Unit Cost (Revalued)": None}  # 700 -> 600
    ledger = adjust_cost(post_item_journal(ledger, [written]).ledger).ledger
    assert figures(ledger, methods=("FIFO", "LIFO", "Average")) == {
        "FIFO": (D(600), D(200)),
        "LIFO": (D(100), D(700)),
        "Average": (D(350), D(450)),
    }


def test_a_restated_standard_is_not_carried_to_other_methods_and_is_named() -> None:
    ledger = company("Standard", BOUGHT, **{"Standard Cost": 25})
    (suggested,) = suggest_revaluation(ledger, posting_date="2026-01-31", items=["A"])
    restated = {**suggested, "Unit Cost (Revalued)": 30, "Update Standard Cost": True}
    ledger = adjust_cost(post_item_journal(ledger, [restated]).ledger).ledger
    result = what_if(ledger, ["FIFO", "Standard"])
    assert all(c.ledger == c.rerun for c in result.controls)
    assert to_decimal(result.figures["A"][CostingMethod.FIFO].ending) == D(900)
    assert to_decimal(result.figures["A"][CostingMethod.STANDARD].ending) == D(900)  # 30 x 30
    assert [(n.code, to_decimal(n.amount)) for _, n in result.notes] == [(RESTATED, D(50))] * 3
    assert sum(n.amount for _, n in result.notes) == 150 * 100_000


def test_an_issue_without_receipt_keeps_its_posted_cost() -> None:
    ledger = company("FIFO", [line("Sale", "01-10", "A", 5, **{"Unit Cost": 12})], **{"Unit Cost": 12})
    assert set(figures(ledger, methods=("FIFO", "LIFO", "Average")).values()) == {(D(-60), D(60))}


def made(method: str) -> Ledger:
    """C is made of A: 10 @ 10 and 10 @ 20 bought, 10 used for 5 C with 40.00 of capacity, 2 C sold."""
    ledger = Ledger.from_records(
        {
            "Item": [{"No.": "A", "Costing Method": method}, {"No.": "C", "Costing Method": method, "Unit Cost": 30}],
            "Prod. Order Line": [{"Status": "Released", "Prod. Order No.": "P1", "Line No.": 10000, "Item No.": "C", "Quantity": 5}],
            "Inventory Setup": [{"Average Cost Period": "Year"}],
        }
    )
    steps = [
        *BOUGHT[:2],
        line("Consumption", "01-05", "A", 10, **ORDER),
        line("Output", "01-06", "C", 5, **ORDER, **{"Type": "Work Center", "No.": "W", "Run Time": 4, "Unit Cost": 10}),
    ]
    ledger = post_item_journal(ledger, steps).ledger
    ledger = finish_production_order(ledger, "P1").ledger
    return adjust_cost(post_item_journal(ledger, [line("Sale", "01-20", "C", 2)]).ledger).ledger


@pytest.mark.parametrize("own", ["FIFO", "LIFO", "Average"])
def test_a_component_carries_its_method_into_what_is_made_of_it(own: str) -> None:
    found = figures(made(own), "C", ("FIFO", "LIFO", "Average"))
    assert found == {
        "FIFO": (D(84), D(56)),  # (100 + 40) / 5 = 28
        "LIFO": (D(144), D(96)),  # (200 + 40) / 5 = 48
        "Average": (D(114), D(76)),  # (150 + 40) / 5 = 38
    }


def test_specific_items_stay_specific() -> None:
    receipts = [line("Purchase", f"01-0{n}", "A", 1, **{"Unit Amount": p, "Serial No.": f"S{n}"}) for n, p in ((1, 10), (2, 50))]
    sale = line("Sale", "01-10", "A", 1, **{"Applies-to Entry": 2, "Serial No.": "S2"})
    found = figures(company("Specific", receipts, [sale]))
    assert set(found.values()) == {(D(10), D(50))}


def test_dates_limit_cost_of_goods_sold_and_the_ending_value() -> None:
    from xlcost.ledger.values import day_of

    ledger = company("FIFO", BOUGHT, [line("Sale", "01-10", "A", 10)], [line("Sale", "02-10", "A", 10)])
    end, start = day_of("2026-01-31"), day_of("2026-02-01")
    assert figures(ledger, methods=("FIFO", "LIFO"), end=end) == {"FIFO": (D(800), D(100)), "LIFO": (D(300), D(600))}
    assert figures(ledger, methods=("FIFO", "LIFO"), start=start) == {"FIFO": (D(600), D(200)), "LIFO": (D(100), D(200))}


@pytest.mark.parametrize("word", ["Specific", "HIFO", ""])
def test_a_method_that_cannot_be_tried_is_refused(word: str) -> None:
    with pytest.raises(XlcostError) as caught:
        what_if(company("FIFO", BOUGHT), [word])
    assert caught.value.code == "OPTION_INVALID"


def test_the_ledger_is_left_alone() -> None:
    ledger = company("FIFO", BOUGHT, [line("Sale", "01-10", "A", 15)])
    before = {t: ledger.records(t) for t in ("Item", "Item Ledger Entry", "Value Entry", "Item Application Entry")}
    what_if(ledger, ALL)
    assert {t: ledger.records(t) for t in before} == before


def test_posting_dates_that_are_allowed_do_not_limit_what_is_tried() -> None:
    ledger = company("FIFO", BOUGHT, [line("Sale", "01-10", "A", 15)])
    limited = ledger.upsert("User Setup", [{"User ID": "", "Allow Posting From": "2030-01-01"}])
    limited = limited.upsert("Item", [{**r, "Cost is Adjusted": False} for r in limited.records("Item")])
    assert figures(limited, methods=ALL) == figures(ledger, methods=ALL)
    assert compare_adjustments(limited).differences == compare_adjustments(ledger).differences


# -- control ------------------------------------------------------------------------------------------------
def test_the_sample_company_ties_and_every_item_has_its_figures(sample: Ledger) -> None:
    result = what_if(sample, ALL)
    assert [c for c in result.controls if c.ledger != c.rerun] == []
    assert len(result.controls) == len({r["Item No."] for r in sample.records("Item Ledger Entry")})
    assert all(len(by) == 4 for by in result.figures.values())
    for item, by_method in result.figures.items():
        own = result.own[item]
        assert {f.quantity for f in by_method.values()} == {result.as_recorded[item].quantity}
        if own != CostingMethod.SPECIFIC and item not in {r["Item No."] for r in sample.records("Item Ledger Entry") if r["Order No."]}:
            assert by_method[own] == result.as_recorded[item]


@pytest.mark.parametrize("name", ["cronus-retail", "cronus-production", "cronus-average", "cronus-open"])
def test_real_ledgers_tie(name: str, real_ledgers: Path) -> None:
    """1920-S and 1928-S wait for their adjustment, and the exports bring no entry points: all their periods are adjusted."""
    result = what_if(read_ledger(real_ledgers / f"{name}.xlsx"), ["LIFO"])
    assert {c.item: c.reason for c in result.controls if c.ledger != c.rerun} == {}


@pytest.mark.parametrize("family", ["golden", "random"])
def test_companies_of_the_erp_come_out_as_the_ledger_has_them(family: str) -> None:
    """69 companies: all methods, charges, returns, transfers, negative stock, production, assembly, revaluation, backdating."""
    reasons: dict[str, str] = {}
    for name, ledger in companies(family):
        result = what_if(ledger, ALL)
        reasons |= {f"{name} {c.item}": c.reason for c in result.controls if c.ledger != c.rerun}
        assert not [n for _, n in result.notes if n.code not in (FIXED, RESTATED, UNDONE)]
        for item, by_method in result.figures.items():
            assert {f.quantity for f in by_method.values()} == {result.as_recorded[item].quantity}
    assert reasons == ({} if family == "golden" else {"random: production, several levels 2 C": RATE})


def test_a_ledger_with_a_wrong_adjustment_is_not_called_the_methods_fault(sample: Ledger) -> None:
    entry = next(r for r in sample.records("Value Entry") if r["Adjustment"] and r["Item No."] == "CITY-3" and not r["Cost Amount (Expected)"])
    wrong = sample.upsert("Value Entry", [{**entry, "Cost Amount (Actual)": entry["Cost Amount (Actual)"] - 1}])
    found = {c.item: c.reason for c in what_if(wrong, ["FIFO"]).controls if c.ledger != c.rerun}
    assert found == {"CITY-3": ADJUSTMENTS}
    assert UNEXPLAINED not in found.values()


# -- an independent auditor ----------------------------------------------------------------------------------
def naive(events: list[tuple[int, Fraction]], newest_first: bool) -> tuple[Fraction, Fraction]:
    """(ending value, cost of goods sold) of receipts (+quantity, unit cost) and issues, with a pile of layers."""
    layers: deque[list[Fraction]] = deque()
    sold = Fraction(0)
    for quantity, cost in events:
        if quantity > 0:
            layers.append([Fraction(quantity), cost])
            continue
        left = Fraction(-quantity)
        while left:
            layer = layers[-1 if newest_first else 0]
            taken = min(left, layer[0])
            layer[0] -= taken
            left -= taken
            sold += taken * layer[1]
            if not layer[0]:
                layers.pop() if newest_first else layers.popleft()
    return sum((q * c for q, c in layers), Fraction(0)), sold


@pytest.mark.parametrize("seed", range(12))
def test_fifo_and_lifo_are_those_of_a_pile_of_layers(seed: int) -> None:
    """Whole unit costs in cents, so that no rounding stands between the engine and the rational figures."""
    chance = random.Random(seed)
    events: list[tuple[int, Fraction]] = []
    lines: list[Record] = []
    stock = 0
    for n in range(40):
        day = f"{1 + n // 28:02d}-{1 + n % 28:02d}"
        if stock < 5 or chance.random() < 0.45:
            quantity, cents = chance.randint(1, 30), chance.randint(1, 5000)
            events.append((quantity, Fraction(cents, 100)))
            lines.append(line("Purchase", day, "A", quantity, **{"Unit Amount": D(cents) / 100}))
        else:
            quantity = -chance.randint(1, min(stock, 20))
            events.append((quantity, Fraction(0)))
            lines.append(line("Sale", day, "A", -quantity))
        stock += quantity
    found = figures(company(chance.choice(["FIFO", "LIFO", "Average"]), lines), methods=("FIFO", "LIFO", "Average"))
    for method, newest_first in (("FIFO", False), ("LIFO", True)):
        assert tuple(Fraction(x) for x in found[method]) == naive(events, newest_first)
    bought = sum((q * c for q, c in events if q > 0), Fraction(0))
    assert {Fraction(e + c) for e, c in found.values()} == {bought}
    if stock:
        units = sum(q for q, _ in events if q > 0)
        assert abs(Fraction(found["Average"][0]) - bought * stock / units) < Fraction(1, 2)


def test_services_used_up_by_an_order_are_a_cost_under_every_method() -> None:
    """4 of COMP for 20.00 and a service for 8.00 make P; the service is no item of the comparison, its cost is a fact of the order."""
    items = [{"No.": "COMP", "Unit Cost": 5}, {"No.": "HELP", "Type": "Service", "Unit Cost": 8}, {"No.": "P", "Unit Cost": 7}]
    tables = {
        "Item": items,
        "Prod. Order Line": [{"Status": "Released", "Prod. Order No.": "P1", "Line No.": 10000, "Item No.": "P"}],
        "Manufacturing Setup": [{"Include Non-Inventory Items to Produced Items": True}],
    }
    order = {"Order Type": "Production", "Order No.": "P1", "Order Line No.": 10000}
    lines = [
        line("Purchase", "01-01", "COMP", 10, **{"Amount": 50}),
        line("Purchase", "01-01", "HELP", 2, **{"Amount": 16}),
        line("Consumption", "01-02", "COMP", 4, **order),
        line("Consumption", "01-02", "HELP", 1, **order),
        line("Output", "01-03", "P", 2, **order),
    ]
    posted = post_item_journal(Ledger.from_records(tables), lines).ledger
    ledger = adjust_cost(finish_production_order(posted, "P1").ledger).ledger
    result = what_if(ledger, ["FIFO", "Average"])
    assert [(c.item, c.ledger == c.rerun) for c in result.controls] == [("COMP", True), ("P", True)]
    assert {f.ending for f in result.figures["P"].values()} == {28_00000}


def test_an_average_that_does_not_settle_leaves_its_item_out_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """AC03: the item counts under its own method and is named, the others are re-run. Here one turn is too many."""
    steps = [line(kind, day, item, quantity, **more) for item in "AB" for kind, day, quantity, more in (
        ("Purchase", "01-01", 10, {"Unit Amount": 10}), ("Purchase", "01-02", 10, {"Unit Amount": 20}), ("Sale", "01-10", 5, {}),
    )]  # fmt: skip
    back = line("Sale", "01-12", "A", -5, **{"Applies-from Entry": 3})
    items = [{"No.": item, "Costing Method": "FIFO"} for item in "AB"]
    ledger = Ledger.from_records({"Item": items, "Inventory Setup": [{"Average Cost Period": "Year"}]})
    for lines in (steps, [back]):
        ledger = adjust_cost(post_item_journal(ledger, lines).ledger).ledger
    monkeypatch.setattr(average, "_CHANGES", 0)
    result = what_if(ledger, ["Average"])
    assert [(n.item, n.code, n.text[:5]) for _, n in result.notes] == [("A", STOPPED, "AC03:")]
    (figure,) = (f for f in result.figures["B"].values())
    assert (to_decimal(figure.ending), to_decimal(figure.sold)) == (D(225), D(75))
    assert result.figures["A"] == {}
