"""Corners of the rules for layers that no other table shows; each was found by a fault planted in the engine (costing-engine.md 2, 4.3, 4.6)."""

from typing import Any

import pytest

import xlcost
from tests.costing.book import Book, one

BUY = "Type | Date | Item | Qty | Amount\nPurchase | 2024-01-01 | A | {} | {}"
REVALUE = "Value Entry Type | Type | Date | Item | Qty | Applies-to | Partial Revaluation | Inventory Value (Revalued)\n"
FREIGHT = "Type | Date | Item | Qty | Invoiced | For entry | Charge | Amount\nPurchase | {} | A | 0 | {} | {} | FREIGHT | {}"


def kinds(book: Book, entry: int) -> list[tuple[str, str]]:
    """(Entry Type, Cost Amount (Actual)) of the value entries of an entry."""
    return [(v["Entry Type"], str(v["Cost Amount (Actual)"])) for v in book.ledger.records("Value Entry") if v["Item Ledger Entry No."] == entry]


# -- whom a partial revaluation hits ---------------------------------------------------------------------------
def test_an_issue_valued_after_the_revaluation_is_hit_whatever_its_posting_date() -> None:
    """8.9. LIFO takes 10 of the second receipt and 2 of the first: valued 01-20. The first gets +16.00 on its remaining 8: 120.00 in whole."""
    book = one("LIFO").post("""
        Type     | Date       | Item | Qty | Amount
        Purchase | 2024-01-01 | A    | 10  | 100
        Purchase | 2024-01-20 | A    | 10  | 200
        Sale     | 2024-01-05 | A    | 12  |
    """)
    book.post(f"{REVALUE}Revaluation | Purchase | 2024-01-10 | A | 8 | 1 | Yes | 96").adjust()
    book.costs("116.00", "200.00", "-224.00")


def test_an_issue_of_the_same_day_posted_before_the_revaluation_is_not_hit() -> None:
    book = one("FIFO").post(BUY.format(10, 100)).post("Type | Date | Item | Qty\nSale | 2024-01-10 | A | 2")
    book.post(f"{REVALUE}Revaluation | Purchase | 2024-01-10 | A | 8 | 1 | Yes | 96").adjust().costs("116.00", "-20.00")


def test_a_backdated_issue_is_valued_on_the_day_of_the_revaluation_not_of_a_later_charge() -> None:
    """2.5: the Valuation Date of the layer's last Revaluation counts, although a charge came after it."""
    book = one("FIFO").post(BUY.format(10, 100))
    book.post(f"{REVALUE}Revaluation | Purchase | 2024-01-20 | A | 10 | 1 | Yes | 120").post(FREIGHT.format("2024-01-22", 10, 1, 10))
    book.post("Type | Date | Item | Qty\nSale | 2024-01-10 | A | 2").adjust()
    book.values("Valued on | Posting Date\n2024-01-20 | 2024-01-10\n2024-01-20 | 2024-01-10", entry=2).costs("130.00", "-26.00")


def test_dates_that_are_pushed_on_move_revaluations_only_forward() -> None:
    """2.5: a receipt of 01-10 settles the sale; its return follows with the revaluation of 01-08, that of 01-20 stays."""
    book = one("FIFO").post("""
        Type | Date       | Item | Qty | Applies-from
        Sale | 2024-01-02 | A    | 5   |
        Sale | 2024-01-03 | A    | -5  | 1
    """).adjust()
    for day, value in (("2024-01-20", 60), ("2024-01-08", 70)):
        book.post(f"{REVALUE}Revaluation | Sale | {day} | A | 5 | 2 | | {value}")
    book.post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-10 | A | 5 | 50")
    book.values("Entry Type | Valued on\nDirect Cost | 2024-01-10\nRevaluation | 2024-01-20\nRevaluation | 2024-01-10", entry=2)


def test_a_transfer_takes_its_part_of_a_partial_revaluation_at_once() -> None:
    """2.8: 100.00 and 16.00 for 8 of 10 are 120.00 in whole; 4 of 10 are 48.00."""
    book = one("FIFO").post(BUY.format(10, 100)).post("Type | Date | Item | Qty\nSale | 2024-01-02 | A | 2")
    book.post(f"{REVALUE}Revaluation | Purchase | 2024-01-03 | A | 8 | 1 | Yes | 96")
    book.post("Type | Date | Item | Qty | To\nTransfer | 2024-01-04 | A | 4 | BLUE").costs("116.00", "-20.00", "-48.00", "48.00")


# -- invoices that come later ----------------------------------------------------------------------------------
def test_a_transfer_waits_for_the_invoice_of_its_source() -> None:
    book = one("FIFO").post("""
        Type     | Date       | Item | Qty | Invoiced | To
        Purchase | 2024-01-01 | A    | 10  | 0        |
        Transfer | 2024-01-02 | A    | 4   |          | BLUE
    """).adjust().entries("Type | Completely Invoiced\nPurchase |\nTransfer |\nTransfer |")
    book.post("Type | Date | Item | Qty | Invoiced | For entry | Amount\nPurchase | 2024-01-05 | A | 0 | 10 | 1 | 120").adjust()
    book.entries("Type | Completely Invoiced\nPurchase | Yes\nTransfer | Yes\nTransfer | Yes").costs("120.00", "-48.00", "48.00")


def test_a_shipment_takes_its_layers_cost_when_it_is_invoiced_although_the_layer_is_not() -> None:
    """4.3: the open layer is remembered, for the invoice is posted at the unit cost of its day."""
    book = one("FIFO").post("""
        Type     | Date       | Item | Qty | Invoiced
        Purchase | 2024-01-01 | A    | 10  | 0
        Sale     | 2024-01-02 | A    | 2   | 0
    """).adjust().edit("Item", {"No.": "A"}, **{"Unit Cost": 12})
    book.post("Type | Date | Item | Qty | Invoiced | For entry\nSale | 2024-01-05 | A | 0 | 2 | 2").costs("0.00", "-24.00").adjust().costs("0.00", "-20.00")


def test_a_return_follows_its_sale_when_it_is_invoiced() -> None:
    """4.3: a sale whose return is not invoiced is remembered."""
    book = one("FIFO").post("""
        Type     | Date       | Item | Qty | Invoiced | Amount | Applies-from
        Purchase | 2024-01-01 | A    | 10  |          | 100    |
        Sale     | 2024-01-02 | A    | 5   |          |        |
        Sale     | 2024-01-03 | A    | -5  | 0        |        | 2
    """).adjust().edit("Item", {"No.": "A"}, **{"Unit Cost": 12})
    book.post("Type | Date | Item | Qty | Invoiced | For entry\nSale | 2024-01-05 | A | 0 | -5 | 3").adjust().costs("100.00", "-50.00", "50.00")


def test_the_invoices_of_a_shipment_share_its_cost_in_the_order_of_their_documents() -> None:
    """5.2: 10.01 for two invoices of one piece; D1 comes before D9, and its half cent goes up: 5.01 and 5.00."""
    book = one("FIFO").post("""
        Type     | Date       | Item | Document | Qty | Invoiced | Amount | For entry
        Purchase | 2024-01-01 | A    | P        | 2   |          | 10.01  |
        Sale     | 2024-01-02 | A    | S        | 2   | 0        |        |
        Sale     | 2024-01-03 | A    | D9       | 0   | 1        |        | 2
        Sale     | 2024-01-04 | A    | D1       | 0   | 1        |        | 2
    """).adjust().costs("10.01", "-10.01")
    by_document: dict[str, Any] = {}
    for v in book.ledger.records("Value Entry"):
        by_document[v["Document No."]] = by_document.get(v["Document No."], 0) + v["Cost Amount (Actual)"]
    assert {k: str(a) for k, a in by_document.items()} == {"P": "10.01", "S": "0.00", "D9": "-5.00", "D1": "-5.01"}


def test_a_partial_invoice_takes_back_its_part_of_what_was_expected_not_of_adjustments() -> None:
    """2.12: 10 shipped at 100.00, adjusted by 20.00; 4 of 10 take back 40.00, not 48.00."""
    book = one("FIFO").post(BUY.format(10, 100)).post("Type | Date | Item | Qty | Invoiced\nSale | 2024-01-02 | A | 10 | 0")
    book.post(FREIGHT.format("2024-01-03", 10, 1, 20)).adjust()
    book.post("Type | Date | Item | Qty | Invoiced | For entry\nSale | 2024-01-05 | A | 0 | 4 | 2")
    book.values("Expected | Adjustment\n-100 |\n-20 | Yes\n40 |", entry=2)


@pytest.mark.parametrize("method", ["FIFO", "Average"])
def test_an_adjusted_invoice_without_a_balance_carries_it_itself(method: str) -> None:
    """4.8 (ii): 4 of 10 are invoiced at the 12.00 of the day instead of 10.00: actual +8.00, expected -8.00, and no more the second time."""
    book = one(method).post(BUY.format(20, 200)).post("Type | Date | Item | Document | Qty | Invoiced\nSale | 2024-01-02 | A | S | 10 | 0").adjust()
    book.edit("Item", {"No.": "A"}, **{"Unit Cost": 12})
    book.post("Type | Date | Item | Document | Qty | Invoiced | For entry\nSale | 2024-01-05 | A | I | 0 | 4 | 2\nSale | 2024-01-20 | A | J | 1 | 1 |").adjust()
    book.values("Actual | Expected | Adjustment\n0 | -100 |\n-48 | 40 |\n8 | -8 | Yes", entry=2)
    book.costs("200.00", "-40.00", "-10.00" if method == "FIFO" else "-9.20")  # (200.00 - 40.00 - 68.00) / 10: the average counts it at once


# -- rounding entries ------------------------------------------------------------------------------------------
def test_a_layer_is_rounded_only_when_all_that_left_is_invoiced() -> None:
    """4.6."""
    book = one("FIFO").post("""
        Type     | Date       | Item | Qty | Invoiced | Amount
        Purchase | 2024-01-01 | A    | 3   |          | 10
        Sale     | 2024-01-02 | A    | 1   |          |
        Sale     | 2024-01-03 | A    | 1   |          |
        Sale     | 2024-01-04 | A    | 1   | 0        |
    """).adjust()
    assert kinds(book, 1) == [("Direct Cost", "10.00")]
    book.post("Type | Date | Item | Qty | Invoiced | For entry\nSale | 2024-01-05 | A | 0 | 1 | 4").adjust()
    assert kinds(book, 1) == [("Direct Cost", "10.00"), ("Rounding", "-0.01")]


def test_a_layer_of_an_average_item_that_gave_to_averages_is_not_rounded() -> None:
    """4.6: only when all its rows are cost applications; here the average takes the cent."""
    book = one("Average").post("""
        Type     | Date       | Item | Qty | Amount | Applies-to
        Purchase | 2024-01-01 | A    | 3   | 10     |
        Sale     | 2024-01-02 | A    | 1   |        | 1
        Sale     | 2024-01-03 | A    | 1   |        |
        Sale     | 2024-01-04 | A    | 1   |        |
    """).adjust()
    assert kinds(book, 1) == [("Direct Cost", "10.00")]
    book.inventory("A", "0", "0")


def test_a_suggestion_for_an_earlier_day_leaves_roundings_out() -> None:
    """2.11: on 01-01 all 3 were there, for 10.00; the Rounding of -0.01 came when they were gone."""
    sales = "".join(f"\nSale | 2024-01-0{day} | A | 1 |" for day in (2, 3, 4))
    book = one("FIFO").post(BUY.format(3, 10) + sales).adjust()
    (line,) = xlcost.suggest_revaluation(book.ledger, posting_date="2024-01-01", items=["A"])
    assert str(line["Inventory Value (Calculated)"]) == "10.00"


# -- transfers and unit costs ------------------------------------------------------------------
def test_a_received_transfer_is_adjusted_on_its_first_value_entry_every_time() -> None:
    """4.3, adjust_transfer_in."""
    book = one("FIFO").post(BUY.format(10, 100)).post("Type | Date | Item | Qty | To\nTransfer | 2024-01-02 | A | 4 | BLUE")
    for day in ("2024-01-03", "2024-01-04"):
        book.post(FREIGHT.format(day, 10, 1, 10)).adjust()
    book.values("Actual | Adjustment | Applies-to Entry\n40 | | 0\n4 | Yes | 3\n4 | Yes | 3", entry=3)


def test_a_revaluation_of_a_transfer_whose_source_waits_is_taken_back_by_the_invoice() -> None:
    """4.3: standard 10.00, received, transferred, revalued to 11.00, then invoiced at the new standard: 110.00 arrive, and +10.00 goes."""
    book = one("Standard").post("""
        Type     | Date       | Item | Qty | Invoiced | To
        Purchase | 2024-01-01 | A    | 10  | 0        |
        Transfer | 2024-01-02 | A    | 10  |          | BLUE
    """).revalue("A", "2024-01-05", {"Unit Cost (Revalued)": "11", "Update Standard Cost": "Yes"}).adjust()
    book.post("Type | Date | Item | Qty | Invoiced | For entry | Amount\nPurchase | 2024-01-09 | A | 0 | 10 | 1 | 100").adjust()
    book.inventory("A", "10", "110")


def test_the_unit_cost_of_a_cents_worth_comes_from_the_layer() -> None:
    """4.10: 10 for 0.07, 9 sold for 0.06; the one that is left costs 0.007, not 0.01."""
    one("FIFO").post(BUY.format(10, "0.07")).post("Type | Date | Item | Qty\nSale | 2024-01-02 | A | 9").adjust().unit_cost("A", "0.007")


def test_the_unit_cost_leaves_open_issues_out() -> None:
    """4.10: 10 for 100.00 at one place, 2 short at another at 7.00: 100.00 / 10."""
    book = one("FIFO", "7").post("""
        Type     | Date       | Item | Location | Qty | Amount
        Sale     | 2024-01-01 | A    | RED      | 2   |
        Purchase | 2024-01-02 | A    | BLUE     | 10  | 100
    """)
    book.edit("Item", {"No.": "A"}, **{"Unit Cost": 3}).adjust().unit_cost("A", "10")
