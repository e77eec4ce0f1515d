"""Re-performance: what the applications give is what the ledger has, and every planted deviation is found with its amount."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.costing.book import Book, one

import xlcost
from sound_company import sound_company
from vendor_companies import companies
from xlcost import Ledger, compare_adjustments, post_item_journal, read_ledger, run_report
from xlcost.views.reperformance import DIFFERS, EXPECTED, ONLY_LEDGER, ONLY_RECOMPUTED
from xlcost.views.reperformance_reasons import DEVIATION, DIVIDED, LATE, RATE, SHARED, WAITING

D = Decimal
Record = dict[str, Any]


def without_entry(ledger: Ledger, number: int) -> Ledger:
    values = ledger.table("Value Entry")
    return ledger.with_tables(values.take(values["Entry No."] != number))


def adjustments(ledger: Ledger) -> list[Record]:
    return [r for r in ledger.records("Value Entry") if r["Adjustment"] and r["Cost Amount (Actual)"] and not r["Cost Amount (Expected)"]]


def alone(ledger: Ledger) -> list[Record]:
    """Adjustments that are the only one of their item ledger entry and type."""
    key = [(r["Item Ledger Entry No."], r["Entry Type"]) for r in ledger.records("Value Entry") if r["Adjustment"]]
    return [r for r in adjustments(ledger) if key.count((r["Item Ledger Entry No."], r["Entry Type"])) == 1]


def found(ledger: Ledger) -> list[tuple[int, Decimal, Decimal, Decimal, str, str]]:
    captions = ("Item Ledger Entry No.", "In the ledger", "Recomputed", "Difference", "Finding", "Reason")
    return [tuple(d[c] for c in captions) for d in compare_adjustments(ledger).differences]  # type: ignore[misc]


def test_the_sample_company_has_no_difference(sample: Ledger) -> None:
    result = compare_adjustments(sample)
    assert result.differences == []
    assert result.compared > 400
    assert "every one agrees" in run_report(sample, "Cost Adjustment Re-performance").message


def test_a_changed_amount_is_found_with_its_difference(sample: Ledger) -> None:
    entry = alone(sample)[7]
    changed = sample.upsert("Value Entry", [{**entry, "Cost Amount (Actual)": entry["Cost Amount (Actual)"] - D("1.00")}])
    amount = entry["Cost Amount (Actual)"]
    assert found(changed) == [(entry["Item Ledger Entry No."], amount - 1, amount, D("-1.00"), DIFFERS, DEVIATION)]


def test_a_missing_adjustment_is_found(sample: Ledger) -> None:
    entry = alone(sample)[11]
    amount = entry["Cost Amount (Actual)"]
    assert found(without_entry(sample, entry["Entry No."])) == [
        (entry["Item Ledger Entry No."], D(0), amount, -amount, ONLY_RECOMPUTED, DEVIATION)
    ]


def test_an_extra_adjustment_is_found(sample: Ledger) -> None:
    touched = {r["Item Ledger Entry No."] for r in sample.records("Value Entry") if r["Adjustment"]}
    receipt = next(
        r for r in sample.records("Value Entry")
        if r["Item Ledger Entry Type"] == "Purchase" and r["Item Ledger Entry No."] not in touched and r["Invoiced Quantity"]
    )  # fmt: skip
    extra = {
        **receipt, "Entry No.": sample.last_no("Value Entry") + 1, "Adjustment": True, "Applies-to Entry": receipt["Entry No."],
        "Item Ledger Entry Quantity": 0, "Invoiced Quantity": 0, "Cost Amount (Actual)": D("7.77"), "Cost Amount (Expected)": 0,
    }  # fmt: skip
    (difference,) = found(sample.upsert("Value Entry", [extra]))
    assert difference == (receipt["Item Ledger Entry No."], D("7.77"), D(0), D("7.77"), ONLY_LEDGER, DEVIATION)


def test_several_deviations_are_summed_per_item_with_the_first_entry(sample: Ledger) -> None:
    by_item: dict[str, list[Record]] = {}
    for entry in alone(sample):
        by_item.setdefault(entry["Item No."], []).append(entry)
    item, entries = next((i, e) for i, e in by_item.items() if len(e) > 3)
    planted = [{**e, "Cost Amount (Actual)": e["Cost Amount (Actual)"] + step} for e, step in zip(entries[1:3], (D(5), D(-2)), strict=True)]
    (row,) = compare_adjustments(sample.upsert("Value Entry", planted)).items
    first = min(e["Item Ledger Entry No."] for e in planted)
    assert (row["Item No."], row["Difference"], row["Gross Difference"]) == (item, D(3), D(7))
    assert row["First Item Ledger Entry No."] == first


def test_a_missing_adjustment_of_expected_cost_shows_where_the_expected_cost_ends(sample: Ledger) -> None:
    entry = next(r for r in sample.records("Value Entry") if r["Adjustment"] and r["Expected Cost"] and not r["Cost Amount (Actual)"])
    findings = {f[4] for f in found(without_entry(sample, entry["Entry No."]))}
    assert findings == {EXPECTED}


def test_what_the_item_filter_leaves_out_is_not_compared(sample: Ledger) -> None:
    entry = alone(sample)[7]
    changed = sample.upsert("Value Entry", [{**entry, "Cost Amount (Actual)": entry["Cost Amount (Actual)"] - D("1.00")}])
    assert compare_adjustments(changed, items=[entry["Item No."]]).differences
    others = [r["No."] for r in changed.records("Item") if r["No."] != entry["Item No."]]
    assert not compare_adjustments(changed, items=others).differences


def test_an_item_that_waits_for_its_adjustment_is_no_deviation() -> None:
    ledger = post_item_journal(
        sound_company(),
        [{"Entry Type": "Purchase", "Item No.": "F", "Posting Date": "2026-12-31", "Document No.": "CH", "Quantity": 0, "Invoiced Quantity": 10,
          "Amount": 30, "Item Shpt. Entry No.": 1, "Item Charge No.": "FREIGHT"}],
    ).ledger  # fmt: skip
    result = compare_adjustments(ledger)
    assert {d["Reason"] for d in result.differences} == {WAITING}
    assert result.deviations == []


@pytest.mark.parametrize(
    ("name", "waiting"),
    [
        ("cronus-retail", {"1920-S": D("1444.56")}),
        ("cronus-production", {}),
        ("cronus-average", {}),
        ("cronus-open", {"1928-S": D("268.17"), "70010": D("29.96")}),
    ],
)
def test_real_ledgers_agree_but_for_items_that_were_never_adjusted(name: str, waiting: dict[str, Decimal], real_ledgers: Path) -> None:
    result = compare_adjustments(read_ledger(real_ledgers / f"{name}.xlsx"))
    assert {i["Item No."]: i["Gross Difference"] for i in result.items} == waiting
    assert result.deviations == []


@pytest.mark.parametrize("family", ["golden", "random"])
def test_companies_of_the_erp_agree(family: str) -> None:
    """Every adjusted amount of 69 companies, computed in one go, is what the ERP's rules came to in many runs."""
    reasons = {
        name: {d["Reason"] for d in result.differences}
        for name, ledger in companies(family)
        if (result := compare_adjustments(ledger)).differences
    }
    assert reasons == ({} if family == "golden" else {"random: production, several levels 2": {RATE}})


def test_a_sale_that_nothing_was_applied_to_has_no_target() -> None:
    """4.3 visits what has a source. 8 short at 93.94069: 751.53 expected, 2.4 of it invoiced at 225.46; shared out anew it would be 225.45."""
    book = one("FIFO", "93.94069").post("""
        Type | Date       | Item | Qty | Invoiced | For entry
        Sale | 2024-01-10 | A    | 8   | 0        |
        Sale | 2024-01-20 | A    | 0   | 2.4      | 1
    """).adjust()
    assert compare_adjustments(book.ledger).differences == []


def test_adjustments_behind_a_revaluation_of_the_period_are_named() -> None:
    """4.5: a decrease posted before a revaluation of its own period takes nothing that is posted after it.

    RED has 10 transferred from BLUE for 100.00 and 10 bought for 200.00: 5 are taken out. After the revaluation of RED (+15.00 on 15) two charges of
    20.00 on the receipt of BLUE come through the transfer. The run of each counts its own 20.00, for it is still to be posted, not that of the other,
    which is posted behind the revaluation: 320.00 / 20 x 5 = 80.00 each time. Recomputed in one run both are still to be posted: 85.00."""
    book = Book("No. | Method | Unit Cost\nA | Average | 10", {"Average Cost Period": "Month", "Average Cost Calc. Type": "Item & Location & Variant"})
    book.post("""
        Type            | Date       | Item | Qty | Amount | Location | To
        Purchase        | 2024-01-05 | A    | 10  | 100    | BLUE     |
        Transfer        | 2024-01-06 | A    | 10  |        | BLUE     | RED
        Purchase        | 2024-01-07 | A    | 10  | 200    | RED      |
        Negative Adjmt. | 2024-01-10 | A    | 5   |        | RED      |
    """).adjust()
    lines = xlcost.suggest_revaluation(book.ledger, posting_date="2024-01-31", items=["A"], by_location=True, by_variant=True)
    (line,) = (line for line in lines if line["Location Code"] == "RED")
    line["Inventory Value (Revalued)"] += 15
    book.ledger = post_item_journal(book.ledger, [line]).ledger
    for _ in range(2):
        book.post("Type | Date | Item | Qty | Invoiced | For entry | Charge | Amount\nPurchase | 2024-01-20 | A | 0 | 10 | 1 | FREIGHT | 20").adjust()
    book.costs("140.00", "-140.00", "170.00", "185.00", "-80.00")
    (difference,) = compare_adjustments(book.ledger).differences
    assert [difference[c] for c in ("Item Ledger Entry No.", "Difference", "Reason")] == [5, D("5.00"), DIVIDED]


def test_rounding_that_nothing_asked_for_again_is_named() -> None:
    """4.3, 4.6. 3 for 10.00 are sold one by one, 3.33 each. The last sale also takes a piece of a receipt that is not invoiced yet: the first receipt is
    not visited again when the sale is invoiced, so its -0.01 is not written; recomputed everything is visited."""
    book = one("FIFO").post("""
        Type     | Date       | Item | Qty | Invoiced | Amount | Unit Cost
        Purchase | 2024-01-01 | A    | 3   |          | 10     |
        Purchase | 2024-01-02 | A    | 1   | 0        |        | 5
        Sale     | 2024-01-03 | A    | 1   |          |        |
        Sale     | 2024-01-03 | A    | 1   |          |        |
        Sale     | 2024-01-04 | A    | 2   | 0        |        |
    """).adjust().post("Type | Date | Item | Qty | Invoiced | For entry\nSale | 2024-01-05 | A | 0 | 2 | 5").adjust()
    book.post("Type | Date | Item | Qty | Invoiced | For entry | Amount\nPurchase | 2024-01-06 | A | 0 | 1 | 2 | 5").adjust()
    book.costs("10.00", "5.00", "-3.33", "-3.33", "-8.33")
    assert found(book.ledger) == [(1, D("0.00"), D("-0.01"), D("0.01"), ONLY_RECOMPUTED, SHARED)]


def test_an_invoice_valued_behind_the_earliest_date_is_named() -> None:
    """IJ04, 2.17, 4.5. 10 of 20 for 200.00 are shipped in February at 12.00 and 4 of them invoiced and valued on 22 April. The run counts the shipment's +20.00
    with the shipment, so 3 sold on 11 April cost 30.00; posted it is valued on 22 April, and the week averaged again gives 26.00."""
    book = Book("No. | Method | Unit Cost\nA | Average | 12", {"Average Cost Period": "Week"})
    book.post("Type | Date | Item | Qty | Amount\nPurchase | 2024-02-25 | A | 20 | 200").edit("Item", {"No.": "A"}, **{"Unit Cost": 12})
    book.post("Type | Date | Item | Qty | Invoiced\nSale | 2024-02-28 | A | 10 | 0")
    book.edit("Inventory Setup", {}, **{"Earliest Allowed Valuation Date": dt.date(2024, 3, 1)}).post("""
        Type     | Date       | Item | Qty | Invoiced | For entry | Amount
        Purchase | 2024-04-10 | A    | 5   |          |           | 50
        Sale     | 2024-04-11 | A    | 3   |          |           |
        Sale     | 2024-04-22 | A    | 0   | 4        | 2         |
    """).adjust().costs("200.00", "-40.00", "50.00", "-30.00")
    book.post("Type | Date | Item | Qty | Invoiced | For entry | Charge | Amount\nPurchase | 2024-04-12 | A | 0 | 5 | 3 | FREIGHT | 0").adjust()
    book.costs("200.00", "-38.00", "50.00", "-26.00")
    assert {r[-1] for r in found(book.ledger)} == {LATE}
