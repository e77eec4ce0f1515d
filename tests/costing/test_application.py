"""Which entry an issue takes from, which issue a receipt settles (costing-engine.md 2.6)."""

import pytest

from tests.costing.book import PRODUCTION, Book, one

TWO = """
    Type     | Date       | Item | Qty | Amount
    Purchase | 2024-01-05 | A    | 6   | 60
    Purchase | 2024-01-01 | A    | 4   | 80
"""
ROWS = "Entry | Inbound | Outbound | Quantity | Posting Date | Cost Application"


@pytest.mark.parametrize(
    ("method", "rows", "cost"),
    [
        ("FIFO", ("3 | 2 | 3 | -4 | 2024-01-10 | Yes", "3 | 1 | 3 | -1 | 2024-01-10 | Yes"), "-90.00"),
        ("LIFO", ("3 | 1 | 3 | -5 | 2024-01-10 | Yes",), "-50.00"),
        ("Average", ("3 | 2 | 3 | -4 | 2024-01-10 |", "3 | 1 | 3 | -1 | 2024-01-10 |"), "-70.00"),
    ],
)
def test_the_order_is_by_posting_date_not_by_entry(method: str, rows: tuple[str, ...], cost: str) -> None:
    book = one(method).post(TWO).post("Type | Date | Item | Qty\nSale | 2024-01-10 | A | 5")
    own = ("1 | 1 | 0 | 6 | 2024-01-05 | Yes", "2 | 2 | 0 | 4 | 2024-01-01 | Yes")
    book.applications("\n".join((ROWS, *own, *rows)))
    book.adjust().costs("60.00", "80.00", cost)


def test_a_receipt_settles_what_is_short_and_its_row_belongs_to_the_issue() -> None:
    book = one("FIFO").post("""
        Type     | Date       | Item | Qty
        Sale     | 2024-01-10 | A    | 3
        Sale     | 2024-01-08 | A    | 3
        Purchase | 2024-01-05 | A    | 5
    """)
    book.applications(f"{ROWS}\n2 | 3 | 2 | -3 | 2024-01-08 | Yes\n1 | 3 | 1 | -2 | 2024-01-10 | Yes\n3 | 3 | 0 | 5 | 2024-01-05 | Yes")
    book.entries("Remaining | Open\n-1 | Yes\n0 |\n0 |")


def test_places_and_variants_do_not_mix() -> None:
    book = one("FIFO").post("""
        Type     | Date       | Item | Qty | Location | Variant Code
        Purchase | 2024-01-01 | A    | 5   | BLUE     |
        Purchase | 2024-01-01 | A    | 5   |          | V1
        Sale     | 2024-01-02 | A    | 1   |          |
    """)
    book.entries("Remaining\n5\n5\n-1")


def test_a_named_receipt_gives_all_or_nothing() -> None:
    book = one("Average").post(TWO).post("Type | Date | Item | Qty | Applies-to\nSale | 2024-01-10 | A | 6 | 1")
    book.values("Actual | By average\n-60 |", entry=3).adjust().costs("60.00", "80.00", "-60.00")
    book.shows("Item Application Entry", f"{ROWS}\n3 | 1 | 3 | -6 | 2024-01-10 | Yes", {"Item Ledger Entry No.": 3})


def test_other_issues_make_room_for_a_named_one() -> None:
    """Receipt 2 of 4 went to sale 3. Naming it for 3 undoes that; sale 3 keeps the 1 that is left of it and takes 3 from receipt 1."""
    book = one("FIFO").post(TWO).post("Type | Date | Item | Qty | Applies-to\nSale | 2024-01-10 | A | 4 |\nSale | 2024-01-11 | A | 3 | 2")
    book.entries("Remaining\n3\n0\n0\n0")
    book.shows("Item Application Entry", f"{ROWS}\n3 | 2 | 3 | -1 | 2024-01-10 | Yes\n3 | 1 | 3 | -3 | 2024-01-10 | Yes", {"Item Ledger Entry No.": 3})
    book.adjust().costs("60.00", "80.00", "-50.00", "-60.00")


def test_an_issue_that_names_its_receipt_is_never_moved() -> None:
    book = one("FIFO").post(TWO).post("Type | Date | Item | Qty | Applies-to\nSale | 2024-01-10 | A | 4 | 2")
    book.refused("IJ12", "Type | Date | Item | Qty | Applies-to\nSale | 2024-01-11 | A | 1 | 2")


def test_serial_numbers_choose_the_layer() -> None:
    book = one("Specific", **{"SN Specific Tracking": "Yes"}).post("""
        Type     | Date       | Item | Qty | Amount | Serial No.
        Purchase | 2024-01-01 | A    | 1   | 10     | S1
        Purchase | 2024-01-02 | A    | 1   | 20     | S2
        Sale     | 2024-01-03 | A    | 1   |        | S2
    """).adjust()
    book.costs("10.00", "20.00", "-20.00")
    book.refused("IJ12", "Type | Date | Item | Qty | Serial No.\nSale | 2024-01-04 | A | 1 | S2")


def test_lot_numbers_choose_the_layer_of_a_fifo_item() -> None:
    book = one("FIFO", **{"Lot Specific Tracking": "Yes"}).post("""
        Type     | Date       | Item | Qty | Amount | Lot No.
        Purchase | 2024-01-01 | A    | 5   | 10     | L1
        Purchase | 2024-01-02 | A    | 5   | 20     | L2
        Sale     | 2024-01-03 | A    | 5   |        | L2
    """).adjust()
    book.costs("10.00", "20.00", "-20.00")


def test_an_exact_return_does_not_settle_the_sale_it_reverses() -> None:
    """The cycle rule: both stay open although the inventory is zero (chapter 9)."""
    book = one("FIFO").post("Type | Date | Item | Qty | Applies-from\nSale | 2024-01-10 | A | 3 |\nSale | 2024-01-11 | A | -3 | 1")
    book.entries("Remaining | Open | Shipped Qty. Not Returned\n-3 | Yes | 0\n3 | Yes | 0")


def test_what_is_made_of_an_item_is_not_consumed_by_the_same_order_line() -> None:
    tables = {"Prod. Order Line": [{"Status": "Released", "Prod. Order No.": "P1", "Line No.": 10000, "Item No.": "A"}]}
    book = Book("No. | Method | Unit Cost\nA | FIFO | 10", **tables).post("Type | Date | Item | Output Quantity\nOutput | 2024-01-02 | A | 5", **PRODUCTION)
    book.refused("IJ11", "Type | Date | Item | Qty\nConsumption | 2024-01-03 | A | 1", **PRODUCTION)
    book.post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-04 | A | 1 | 7")
    book.post("Type | Date | Item | Qty\nConsumption | 2024-01-05 | A | 1", **PRODUCTION)


def test_a_drop_shipment_passes_the_inventory_by() -> None:
    book = one("FIFO").post(TWO).post("""
        Type     | Date       | Item | Qty | Amount | Drop Shipment | Applies-to
        Purchase | 2024-01-10 | A    | 2   | 50     | Yes           |
        Sale     | 2024-01-10 | A    | 2   |        | Yes           | 3
    """).adjust()
    book.costs("60.00", "80.00", "50.00", "-50.00").entries("Remaining\n6\n4\n0\n0")


def test_when_an_issue_is_completely_invoiced_its_rows_get_the_date() -> None:
    book = one("FIFO").post(TWO).post("""
        Type | Date       | Item | Qty | Invoiced | For entry
        Sale | 2024-01-10 | A    | 4   | 0        |
        Sale | 2024-01-11 | A    | 0   | 3        | 3
    """)
    date = "Output Completely Invd. Date"
    assert [r[date] for r in book.ledger.records("Item Application Entry")][2] is None
    book.post("Type | Date | Item | Qty | Invoiced | For entry\nSale | 2024-01-12 | A | 0 | 1 | 3")
    assert str([r[date] for r in book.ledger.records("Item Application Entry")][2]) == "2024-01-12"


def test_an_item_tracking_code_keeps_lots_apart() -> None:
    """1.1: an export without the setup of its tracking codes; a code restricts application to equal serial and lot numbers."""
    book = one("FIFO", **{"Item Tracking Code": "LOTALL"}).post("""
        Type     | Date       | Item | Qty | Amount | Lot No.
        Purchase | 2024-01-01 | A    | 5   | 10     | L1
        Purchase | 2024-01-02 | A    | 5   | 20     | L2
        Sale     | 2024-01-03 | A    | 5   |        | L2
    """).adjust()
    book.costs("10.00", "20.00", "-20.00")


def test_what_is_under_way_is_taken_by_its_own_transfer_order() -> None:
    """2.6: T2 arrives first and takes what T2 sent (20.00 each), not the older goods of T1."""
    book = one("FIFO", **{"Location": [{"Code": "RED"}, {"Code": "BLUE"}, {"Code": "TRANSIT", "Use As In-Transit": True}]}).post("""
        Type     | Date       | Item | Qty | Amount | Location | To      | Order Type | Order
        Purchase | 2024-01-01 | A    | 5   | 50     | RED      |         |            |
        Purchase | 2024-01-02 | A    | 5   | 100    | RED      |         |            |
        Transfer | 2024-01-03 | A    | 5   |        | RED      | TRANSIT | Transfer   | T1
        Transfer | 2024-01-03 | A    | 5   |        | RED      | TRANSIT | Transfer   | T2
        Transfer | 2024-01-04 | A    | 5   |        | TRANSIT  | BLUE    | Transfer   | T2
    """).adjust()
    book.entries("""
        Location | Quantity | Remaining | Actual
        RED      | 5        | 0         | 50
        RED      | 5        | 0         | 100
        RED      | -5       | 0         | -50
        TRANSIT  | 5        | 5         | 50
        RED      | -5       | 0         | -100
        TRANSIT  | 5        | 0         | 100
        TRANSIT  | -5       | 0         | -100
        BLUE     | 5        | 5         | 100
    """)


def test_a_direct_transfer_to_no_location_settles_nothing() -> None:
    """2.6: the receiving entry of a direct transfer with a blank location is not applied."""
    book = one("FIFO").post("""
        Type     | Date       | Item | Qty | Amount | Location | Document Type
        Sale     | 2024-01-01 | A    | 1   |        |          |
        Purchase | 2024-01-02 | A    | 5   | 50     | RED      |
        Transfer | 2024-01-03 | A    | 5   |        | RED      | Direct Transfer
    """)
    book.entries("Quantity | Remaining\n-1 | -1\n5 | 0\n-5 | 0\n5 | 5")
