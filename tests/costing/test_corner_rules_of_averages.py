"""Corners of the rules for averages that no other table shows; each was found by a fault planted in the engine (costing-engine.md 4.5, 2.11)."""

import pytest

import xlcost
from tests.costing.book import ASSEMBLY, Book, one

MONTH = {"Average Cost Period": "Month"}


def test_a_receipt_that_names_the_sale_it_settles_gives_it_its_own_cost() -> None:
    """2.4: a sale that is settled in full by Applies-to is no longer valued by average."""
    book = one("Average", "7").post("""
        Type     | Date       | Item | Qty | Amount | Applies-to
        Sale     | 2024-01-02 | A    | 5   |        |
        Purchase | 2024-01-03 | A    | 5   | 60     | 1
        Purchase | 2024-01-03 | A    | 5   | 10     |
    """).adjust()
    book.values("Actual | By average\n-35 |\n-25 |", entry=1)


def test_both_days_of_a_sale_that_is_pushed_on_are_averaged_anew() -> None:
    """2.5. The sale of 01-02 leaves on 01-10 after all: on 01-05 there are 10 for 100.00 and 10 for 200.00, 15.00 a piece, not 16.67."""
    book = one("Average").post("""
        Type     | Date       | Item | Location | Qty | Amount
        Purchase | 2024-01-01 | A    | BLUE     | 10  | 100
        Sale     | 2024-01-02 | A    | RED      | 5   |
        Purchase | 2024-01-05 | A    | BLUE     | 10  | 200
        Sale     | 2024-01-05 | A    | BLUE     | 1   |
    """).adjust().costs("100.00", "-50.00", "200.00", "-16.67")
    book.post("Type | Date | Item | Location | Qty | Amount\nPurchase | 2024-01-10 | A | RED | 5 | 100").adjust()
    book.costs("100.00", "-80.21", "200.00", "-15.00", "100.00")  # 385.00 / 24 x 5


def test_a_pool_of_negative_cost_leaves_its_issues_as_posted() -> None:
    """9: until the pool becomes positive."""
    one("Average", "7").post("""
        Type     | Date       | Item | Qty | Amount
        Purchase | 2024-01-01 | A    | 10  | -50
        Sale     | 2024-01-02 | A    | 2   |
    """).adjust().costs("-50.00", "-14.00")


def test_an_issue_after_the_pool_is_empty_takes_the_average_of_what_was_there() -> None:
    """4.5: the issue that empties the pool is not taken out of it."""
    one("Average", "7").post("""
        Type     | Date       | Item | Qty | Amount | Unit Cost
        Purchase | 2024-01-01 | A    | 3   | 10     |
        Sale     | 2024-01-01 | A    | 3   |        | 9
        Sale     | 2024-01-01 | A    | 1   |        | 9
    """).adjust().costs("10.00", "-10.00", "-3.33")


def test_issues_from_a_named_receipt_leave_the_average_of_their_period() -> None:
    """4.5, line 6: (100.00 + 300.00 - 120.00) / 16 = 17.50."""
    one("Average", setup=MONTH).post("""
        Type     | Date       | Item | Qty | Amount | Applies-to
        Purchase | 2024-01-01 | A    | 10  | 100    |
        Purchase | 2024-01-02 | A    | 10  | 300    |
        Sale     | 2024-01-05 | A    | 4   |        | 2
        Sale     | 2024-01-06 | A    | 8   |        |
    """).adjust().costs("100.00", "300.00", "-120.00", "-140.00")


def test_the_invoice_of_a_shipment_before_a_revaluation_of_its_period_is_not_hit() -> None:
    """4.5, revaluation points: the invoice comes after the revaluation, the shipment it is of before it."""
    book = one("Average", setup=MONTH).post("""
        Type     | Date       | Item | Document | Qty | Invoiced | Amount
        Purchase | 2024-01-01 | A    | P        | 10  |          | 100
        Sale     | 2024-01-05 | A    | S        | 2   | 0        |
    """).adjust().revalue("A", "2024-01-31", {"Inventory Value (Revalued)": "96"}, calculate_per="Item")
    book.post("Type | Date | Item | Document | Qty | Invoiced | For entry\nSale | 2024-01-31 | A | I | 0 | 2 | 2").adjust()
    assert book.ledger.records("Item Ledger Entry")[1]["Cost Amount (Actual)"] == -20


def test_transfers_to_and_fro_within_a_week() -> None:
    """4.5, the example of lines 5 and 7: -9.23 and -39.56, not -39.55."""
    book = one("Average", setup={"Average Cost Period": "Week"}).post("""
        Type     | Date       | Item | Location | Qty     | Amount | To
        Purchase | 2024-01-03 | A    | BLUE     | 0.66667 | 13.91  |
        Purchase | 2024-01-03 | A    | GREEN    | 2       | 38.83  |
        Transfer | 2024-01-02 | A    | BLUE     | 0.46667 |        | GREEN
        Transfer | 2024-01-04 | A    | GREEN    | 2       |        | BLUE
    """).adjust()
    legs = [str(e["Cost Amount (Actual)"]) for e in book.ledger.records("Item Ledger Entry") if e["Quantity"] < 0]
    assert legs == ["-9.23", "-39.56"]


def test_the_last_unit_cost_of_an_empty_average_is_an_average() -> None:
    """4.10: the sale of a named receipt at 30.00 came last, the one valued by average before it at 10.00."""
    one("Average").post("""
        Type     | Date       | Item | Qty | Amount | Applies-to
        Purchase | 2024-01-01 | A    | 5   | 50     |
        Purchase | 2024-01-05 | A    | 5   | 150    |
        Sale     | 2024-01-02 | A    | 5   |        |
        Sale     | 2024-01-05 | A    | 5   |        | 2
    """).adjust().costs("50.00", "150.00", "-50.00", "-150.00").unit_cost("A", "10")


def test_a_kit_that_gets_dearer_makes_its_sales_dearer() -> None:
    """2.16 (a): the adjustment of a kit flags the average of its day."""
    book = Book("No. | Method | Unit Cost\nA | FIFO | 1\nK | Average | 1", **{"Assembly Header": [{"Document Type": "Order", "No.": "A1", "Item No.": "K"}]})
    book.post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-01 | A | 2 | 20")
    book.post("Type | Date | Item | Qty | Line\nAssembly Consumption | 2024-01-02 | A | 2 | 10000", **ASSEMBLY)
    book.post("Type | Date | Item | Qty | Line | Unit Cost\nAssembly Output | 2024-01-02 | K | 2 | 0 | 10", **ASSEMBLY)
    book.post("Type | Date | Item | Qty\nSale | 2024-01-03 | K | 1").adjust().costs("20.00", "-20.00", "20.00", "-10.00")
    book.post("Type | Date | Item | Qty | Invoiced | For entry | Charge | Amount\nPurchase | 2024-01-05 | A | 0 | 2 | 1 | FREIGHT | 6").adjust()
    book.costs("26.00", "-26.00", "26.00", "-13.00")


def test_the_pool_is_taken_anew_after_an_issue_that_came_back() -> None:
    """4.5: the first sale returns at its cost; behind it the pool is 3 for 10.00 again: 3.33, 3.34 (6.67 / 2), 3.33."""
    book = one("Average").post("""
        Type     | Date       | Item | Qty | Amount | Applies-from
        Purchase | 2024-01-01 | A    | 3   | 10     |
        Sale     | 2024-01-01 | A    | 1   |        |
        Sale     | 2024-01-01 | A    | -1  |        | 2
        Sale     | 2024-01-01 | A    | 1   |        |
        Sale     | 2024-01-01 | A    | 1   |        |
        Sale     | 2024-01-01 | A    | 1   |        |
    """).adjust()
    book.costs("10.00", "-3.33", "3.33", "-3.33", "-3.34", "-3.33")


# -- suggestions -----------------------------------------------------------------------------------------------
def test_a_suggestion_considers_what_was_invoiced_by_then() -> None:
    book = one("FIFO").post("Type | Date | Item | Qty | Invoiced\nPurchase | 2024-01-01 | A | 3 | 0")
    book.post("Type | Date | Item | Qty | Invoiced | For entry | Amount\nPurchase | 2024-01-10 | A | 0 | 3 | 1 | 30")
    assert xlcost.suggest_revaluation(book.ledger, posting_date="2024-01-05", items=["A"]) == []
    assert len(xlcost.suggest_revaluation(book.ledger, posting_date="2024-01-10", items=["A"])) == 1


def test_a_suggested_average_leaves_transfers_out_whose_source_is_not_invoiced() -> None:
    """2.11: RED has 5 of its own at 20.00; what came from BLUE at 30.00 waits for its invoice."""
    by_place = {"Average Cost Calc. Type": "Item & Location & Variant"}
    book = one("Average", setup=by_place).post("""
        Type     | Date       | Item | Location | Qty | Invoiced | Amount | Unit Cost | To
        Purchase | 2024-01-01 | A    | RED      | 5   |          | 100    |           |
        Purchase | 2024-01-01 | A    | BLUE     | 5   | 0        |        | 30        |
        Transfer | 2024-01-02 | A    | BLUE     | 5   |          |        |           | RED
    """).adjust()
    lines = xlcost.suggest_revaluation(book.ledger, posting_date="2024-01-02", items=["A"], by_location=True, by_variant=True)
    assert [(x["Location Code"], str(x["Quantity"]), str(x["Inventory Value (Calculated)"])) for x in lines] == [("RED", "5.00", "100.00")]


@pytest.mark.parametrize("value", ["10", "20"])
def test_the_last_layer_takes_what_is_left_of_a_revaluation(value: str) -> None:
    """2.11: two layers with 1 of 3 for 10.00 left, 3.33 each, but 6.67 together."""
    book = one("FIFO").post("""
        Type     | Date       | Item | Location | Qty | Amount
        Purchase | 2024-01-01 | A    | BLUE     | 3   | 10
        Purchase | 2024-01-01 | A    | RED      | 3   | 10
        Sale     | 2024-01-02 | A    | BLUE     | 2   |
        Sale     | 2024-01-02 | A    | RED      | 2   |
    """).adjust().revalue("A", "2024-01-05", {"Inventory Value (Revalued)": value})
    first, second = [v["Cost Amount (Actual)"] for v in book.ledger.records("Value Entry") if v["Entry Type"] == "Revaluation"]
    assert (str(first), str(second)) == {"10": ("1.67", "1.66"), "20": ("6.67", "6.66")}[value]
