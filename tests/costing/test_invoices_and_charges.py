"""Invoices of earlier receipts and shipments, whole and in parts; item charges (costing-engine.md 2.12, 2.15)."""

import pytest

from tests.costing.book import one


def test_a_receipt_invoiced_in_two_parts() -> None:
    """3 for an expected 95.00: 1/3 takes back 31.67, the last invoice what is left."""
    book = one("FIFO").post("""
        Type     | Date       | Item | Qty | Invoiced | Unit Cost | Amount | For entry
        Purchase | 2024-01-01 | A    | 3   | 0        | 31.66667  |        |
        Purchase | 2024-01-10 | A    | 0   | 1        |           | 35     | 1
        Purchase | 2024-01-20 | A    | 0   | 2        |           | 66     | 1
    """)
    book.values("""
        Actual | Expected | Valued | Invoiced | Item Ledger Entry Quantity
        0      | 95.00    | 3      | 0        | 3
        35     | -31.67   | 1      | 1        | 0
        66     | -63.33   | 2      | 2        | 0
    """)
    book.entries("Invoiced | Completely Invoiced | Last Invoice Date\n3 | Yes | 2024-01-20").adjust().inventory("A", "3", "101")


def test_a_sale_invoiced_in_parts_ends_at_its_whole_cost() -> None:
    book = one("FIFO", "10").post("""
        Type     | Date       | Item | Qty | Invoiced | Amount | For entry
        Purchase | 2024-01-01 | A    | 3   |          | 100    |
        Sale     | 2024-01-02 | A    | 3   | 0        |        |
    """).adjust()
    book.values("Actual | Expected | Adjustment\n0 | -100 |", entry=2)
    book.post("Type | Date | Item | Qty | Invoiced | For entry\nSale | 2024-01-10 | A | 0 | 1 | 2").adjust()
    book.post("Type | Date | Item | Qty | Invoiced | For entry\nSale | 2024-01-20 | A | 0 | 2 | 2").adjust()
    book.costs("100.00", "-100.00").inventory("A", "0", "0")


def test_the_overhead_of_an_invoice_counts_what_it_invoices() -> None:
    book = one("FIFO", "10", **{"Overhead Rate": "1.50"}).post("""
        Type     | Date       | Item | Qty | Invoiced | Amount | For entry
        Purchase | 2024-01-01 | A    | 4   | 0        |        |
        Purchase | 2024-01-10 | A    | 0   | 1        | 12     | 1
    """)
    book.values("Entry Type | Actual | Expected\nDirect Cost | 0 | 40\nDirect Cost | 12 | -10\nIndirect Cost | 1.50 | 0")


CHARGE = "Type | Date | Item | Qty | Invoiced | For entry | Charge | Amount\n{} | 2024-02-10 | A | 0 | {} | {} | FREIGHT | {}"


def test_a_charge_on_a_receipt_flows_to_what_was_sold() -> None:
    book = one("FIFO").post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-01 | A | 4 | 40\nSale | 2024-01-02 | A | 1 |")
    book.post(CHARGE.format("Purchase", 4, 1, 10)).adjust()
    book.values("Actual | Charge | Valued | Invoiced | Purchase Amount (Actual)\n40 | | 4 | 4 | 40\n10 | FREIGHT | 4 | 0 | 10", entry=1)
    book.costs("50.00", "-12.50").entries("Invoiced\n4\n-1")


def test_a_charge_on_a_shipment_is_no_inventory_cost() -> None:
    book = one("FIFO").post("Type | Date | Item | Qty | Amount | Applies-to\nPurchase | 2024-01-01 | A | 4 | 40 |\nPurchase | 2024-01-02 | A | -1 | -10 | 1")
    book.post(CHARGE.format("Purchase", -1, 2, 3)).adjust()
    book.values("Actual | Non-Invtbl. | Inventoriable\n-10 | 0 | Yes\n0 | 3 |", entry=2)


def test_a_sales_charge_has_only_a_price() -> None:
    book = one("FIFO").post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-01 | A | 4 | 40\nSale | 2024-01-02 | A | 1 |")
    book.post(CHARGE.format("Sale", 1, 2, 7)).adjust()
    book.values("Actual | Sales Amount (Actual) | Charge | Valued\n-10 | 0 | | -1\n0 | 7 | FREIGHT | -1", entry=2)


def test_a_charge_on_what_came_back_stays_there_and_goes_on_from_there() -> None:
    """Freight of 4 on a returned piece does not reach the sale it came from, but the next one."""
    book = one("FIFO").post("""
        Type     | Date       | Item | Qty | Amount | Applies-from
        Purchase | 2024-01-01 | A    | 1   | 10     |
        Sale     | 2024-01-02 | A    | 1   |        |
        Sale     | 2024-01-03 | A    | -1  |        | 2
        Sale     | 2024-01-04 | A    | 1   |        |
    """).post(CHARGE.format("Purchase", 1, 3, 4)).adjust()
    book.costs("10.00", "-10.00", "14.00", "-14.00")


def test_a_charge_on_a_transfer_receipt_raises_only_the_arriving_leg() -> None:
    for method in ("FIFO", "Average"):
        book = one(method).post("""
            Type     | Date       | Item | Qty | Amount | To   | Location
            Purchase | 2024-01-01 | A    | 1   | 10     |      |
            Transfer | 2024-01-02 | A    | 1   |        | WEST |
            Sale     | 2024-01-03 | A    | 1   |        |      | WEST
        """).post(CHARGE.format("Purchase", 1, 3, 4)).adjust()
        book.costs("10.00", "-10.00", "14.00", "-14.00")


def test_a_negative_charge_takes_cost_away() -> None:
    book = one("FIFO").post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-01 | A | 3 | 10\nSale | 2024-01-02 | A | 3 |")
    book.post(CHARGE.format("Purchase", 3, 1, -1)).adjust().costs("9.00", "-9.00")


@pytest.mark.parametrize("method", ["FIFO", "Average"])
def test_shipped_and_invoiced_under_one_document_number(method: str) -> None:
    """4.8: what an invoice takes back is no expected cost of the shipment: 6 of 10 wait at 20.00, whatever the documents are called."""
    for number in ("S", "I"):
        book = one(method, "10").post(f"""
            Type     | Date       | Item | Qty | Invoiced | For entry | Document | Amount | Charge
            Purchase | 2024-01-01 | A    | 10  |          |           | P        | 200    |
            Sale     | 2024-01-02 | A    | 10  | 0        |           | S        |        |
            Sale     | 2024-01-03 | A    | 0   | 4        | 2         | {number} |        |
            Purchase | 2024-01-04 | A    | 0   | 10       | 1         | F        | 20     | FREIGHT
        """).adjust()
        book.shows("Item Ledger Entry", "Actual | Expected\n220 | 0\n-88 | -132")
