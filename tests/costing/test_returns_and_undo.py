"""Returns of customers and to vendors, exact cost reversal, corrections (costing-engine.md 2.6, 2.7, 2.13, 4.3)."""

import pytest

from tests.costing.book import one


def test_a_return_without_its_sale_is_a_receipt_at_unit_cost() -> None:
    one("FIFO", "8").post("""
        Type     | Date       | Item | Qty | Amount
        Purchase | 2024-01-01 | A    | 2   | 20
        Sale     | 2024-01-02 | A    | 2   |
        Sale     | 2024-01-03 | A    | -1  |
    """).adjust().costs("20.00", "-20.00", "10.00")


@pytest.mark.parametrize("method", ["FIFO", "LIFO", "Average", "Standard"])
def test_returned_in_parts_costs_what_was_sold(method: str) -> None:
    """3 sold for 10.00 and returned 1 + 2: 3.33 and 6.67; nothing is left when all is sold again."""
    book = one(method, "3.33333").post("""
        Type     | Date       | Item | Qty | Amount | Applies-from
        Purchase | 2024-01-01 | A    | 3   | 10     |
        Sale     | 2024-01-02 | A    | 3   |        |
        Sale     | 2024-01-03 | A    | -1  |        | 2
        Sale     | 2024-01-04 | A    | -2  |        | 2
        Sale     | 2024-01-05 | A    | 3   |        |
    """).adjust()
    book.costs("10.00", "-10.00", "3.33", "6.67", "-10.00").inventory("A", "0", "0")


def test_shipped_quantity_not_returned_counts_down() -> None:
    book = one("FIFO").post("""
        Type     | Date       | Item | Qty | Applies-from
        Purchase | 2024-01-01 | A    | 3   |
        Sale     | 2024-01-02 | A    | 3   |
        Sale     | 2024-01-03 | A    | -1  | 2
    """).entries("Quantity | Shipped Qty. Not Returned | Applied Entry to Adjust\n3 | 0 | Yes\n-3 | -2 | Yes\n1 | 0 |")
    book.adjust().entries("Quantity | Applied Entry to Adjust\n3 |\n-3 |\n1 |")


def test_a_lost_piece_that_is_found_again_at_its_own_cost() -> None:
    one("FIFO", "50").post("""
        Type            | Date       | Item | Qty | Amount | Applies-from
        Purchase        | 2024-01-01 | A    | 1   | 10     |
        Negative Adjmt. | 2024-01-02 | A    | 1   |        |
        Positive Adjmt. | 2024-01-03 | A    | 1   |        | 2
    """).adjust().costs("10.00", "-10.00", "10.00")


def test_a_purchase_return_gives_back_overhead_and_variance_apart() -> None:
    """2.7: 10 received for 90.00 with overhead 20.00 at a standard of 12: variance +10. 4 go back: -36.00, -8.00, -4.00."""
    book = one("Standard", "12", **{"Overhead Rate": 2}).post("""
        Type     | Date       | Item | Qty | Amount | Applies-to
        Purchase | 2024-01-01 | A    | 10  | 90     |
        Purchase | 2024-01-05 | A    | -4  | -36    | 1
    """)
    book.values("Entry Type | Actual\nDirect Cost | -48\nIndirect Cost | -8\nVariance | 8", entry=2)
    book.adjust().values("""
        Entry Type    | Actual | Adjustment
        Direct Cost   | -48    |
        Indirect Cost | -8     |
        Variance      | 8      |
        Variance      | -12    | Yes
        Direct Cost   | 12     | Yes
    """, entry=2).costs("120.00", "-48.00")


def test_a_purchase_return_of_an_average_item_with_its_receipt_is_not_averaged() -> None:
    book = one("Average").post("""
        Type     | Date       | Item | Qty | Amount | Applies-to
        Purchase | 2024-01-01 | A    | 10  | 100    |
        Purchase | 2024-01-01 | A    | 10  | 300    |
        Purchase | 2024-01-05 | A    | -4  |        | 2
        Sale     | 2024-01-06 | A    | 8   |        |
    """).adjust()
    book.costs("100.00", "300.00", "-120.00", "-140.00")  # (400 - 120) / 16 = 17.50


UNDO = "Type | Date | Item | Qty | Correction | Applies-to | Applies-from\n"


def test_a_receipt_that_is_not_invoiced_is_undone_in_three_value_entries() -> None:
    book = one("FIFO").post("Type | Date | Item | Qty | Invoiced | Unit Cost\nPurchase | 2024-01-01 | A | 10 | 0 | 9.50")
    book.post(f"{UNDO}Purchase | 2024-01-05 | A | -10 | Yes | 1 |")
    heads = "Actual | Expected | Expected Cost | Invoiced | Item Ledger Entry Quantity"
    book.values(f"{heads}\n0 | 95 | Yes | 0 | 10\n95 | -95 | | 10 | 0", entry=1)
    book.values(f"{heads}\n0 | -95 | Yes | 0 | -10\n-95 | 95 | | -10 | 0", entry=2)
    book.entries("Correction | Completely Invoiced | Open | Applies-to\n | Yes | | 0\nYes | Yes | | 1").adjust().costs("95.00", "-95.00")


def test_an_invoiced_receipt_is_undone_by_the_opposite_amount() -> None:
    book = one("FIFO").post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-01 | A | 10 | 95").post(f"{UNDO}Purchase | 2024-01-05 | A | -10 | Yes | 1 |")
    book.values("Entry | Actual | Invoiced\n1 | 95 | 10\n2 | -95 | -10").adjust().inventory("A", "0", "0")


def test_a_shipment_is_undone_and_the_pieces_are_there_again() -> None:
    book = one("FIFO").post("""
        Type     | Date       | Item | Qty | Invoiced | Amount
        Purchase | 2024-01-01 | A    | 4   |          | 60
        Sale     | 2024-01-02 | A    | 4   | 0        |
    """).post(f"{UNDO}Sale | 2024-01-03 | A | -4 | Yes | | 2").adjust()
    book.applications("Entry | Inbound | Outbound | Quantity\n1 | 1 | 0 | 4\n2 | 1 | 2 | -4\n3 | 3 | 2 | 4")
    book.costs("60.00", "-60.00", "60.00").inventory("A", "4", "60")


@pytest.mark.parametrize(("invoiced", "quantity"), [(2, -10), (0, -9)])
def test_what_is_partly_invoiced_or_of_another_quantity_is_not_undone(invoiced: int, quantity: int) -> None:
    book = one("FIFO").post("Type | Date | Item | Qty | Invoiced\nPurchase | 2024-01-01 | A | 10 | 0")
    if invoiced:
        book.post(f"Type | Date | Item | Qty | Invoiced | For entry\nPurchase | 2024-01-02 | A | 0 | {invoiced} | 1")
    book.refused("IJ12", f"{UNDO}Purchase | 2024-01-05 | A | {quantity} | Yes | 1 |")


@pytest.mark.parametrize(("document", "kind"), [("Purchase Return Shipment", "Variance"), ("", "Direct Cost")])
def test_a_return_shipment_undone_in_its_document_is_adjusted_as_variance(document: str, kind: str) -> None:
    """4.3, mirrored Standard return: 5 at 10.00 revalued to 12.00, sent back at 10.00 and taken back in the same document."""
    book = one("Standard").post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-01 | A | 5 | 50").revalue("A", "2024-01-02", {"Unit Cost (Revalued)": 12})
    book.post(f"""
        Type     | Date       | Item | Qty | Invoiced | Document | Document Type | Applies-to | Applies-from | Correction
        Purchase | 2024-01-03 | A    | -5  | 0        | RS       | {document}    | 1          |              |
        Purchase | 2024-01-03 | A    | 5   |          | RS       | {document}    |            | 2            | Yes
    """).adjust()
    book.shows("Value Entry", f"Entry | Entry Type | Actual\n2 | {kind} | -10\n3 | Direct Cost | 10", {"Adjustment": True})
