"""Unit Cost and Last Direct Cost of items and stockkeeping units (costing-engine.md 2.14, 4.10)."""

from tests.costing.book import one


def test_the_first_purchase_sets_the_unit_cost_and_later_ones_only_the_last_direct_cost() -> None:
    book = one("FIFO", "0").post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-01 | A | 2 | 20").unit_cost("A", "10")
    book.post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-02 | A | 2 | 30").unit_cost("A", "10")
    book.shows("Item", "Last Direct Cost\n15")
    book.adjust().unit_cost("A", "12.5")


def test_the_overhead_is_no_part_of_the_last_direct_cost() -> None:
    book = one("FIFO", "0", **{"Overhead Rate": 5}).post("Type | Date | Item | Qty | Amount | Discount Amount\nPurchase | 2024-01-01 | A | 2 | 20 | 4")
    book.shows("Item", "Last Direct Cost | Unit Cost\n12 | 12").adjust().unit_cost("A", "15")


def test_a_receipt_that_is_not_invoiced_leaves_the_unit_cost() -> None:
    one("FIFO", "3").post("Type | Date | Item | Qty | Invoiced | Unit Cost\nPurchase | 2024-01-01 | A | 2 | 0 | 20").unit_cost("A", "3")


def test_stock_that_was_below_zero_takes_the_new_cost() -> None:
    book = one("FIFO", "3").post("Type | Date | Item | Qty | Amount\nSale | 2024-01-01 | A | 1 |\nPurchase | 2024-01-02 | A | 2 | 10").unit_cost("A", "5")
    book.post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-03 | A | 2 | 14").unit_cost("A", "5")


def test_with_nothing_left_the_last_decrease_gives_the_unit_cost_and_nothing_never_overwrites() -> None:
    book = one("FIFO", "0").post("""
        Type     | Date       | Item | Qty | Amount
        Purchase | 2024-01-01 | A    | 1   | 10
        Purchase | 2024-01-01 | A    | 1   | 20
        Sale     | 2024-01-03 | A    | 1   |
        Sale     | 2024-01-02 | A    | 1   |
    """).adjust()
    book.unit_cost("A", "10")  # the sale of 01-03 took the first layer
    book.post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-05 | A | 1 | 0").adjust().unit_cost("A", "10")


def test_what_is_short_does_not_count() -> None:
    """2 on hand for 20 at BLUE, 1 sold short at RED for 99: 10.00 each."""
    book = one("FIFO", "99").post("Type | Date | Item | Qty | Amount | Location\nSale | 2024-01-01 | A | 1 | | RED\nPurchase | 2024-01-02 | A | 2 | 20 | BLUE").adjust()
    book.unit_cost("A", "10")


SKUS = [{"Item No.": "A", "Location Code": place, "Variant Code": "", "Unit Cost": 1} for place in ("BLUE", "RED")]
BOUGHT = "Type | Date | Item | Qty | Amount | Location\nPurchase | 2024-01-01 | A | 2 | 20 | BLUE\nPurchase | 2024-01-01 | A | 2 | 60 | RED"


def test_stockkeeping_units_mirror_the_item_or_have_their_own_cost() -> None:
    mirrored = one("FIFO", "0", **{"Stockkeeping Unit": SKUS}).post(BOUGHT).adjust()
    mirrored.unit_cost("A", "20").shows("Stockkeeping Unit", "Location | Unit Cost\nBLUE | 20\nRED | 20")
    own = one("FIFO", "0", setup={"Average Cost Calc. Type": "Item & Location & Variant"}, **{"Stockkeeping Unit": SKUS}).post(BOUGHT)
    own.shows("Stockkeeping Unit", "Location | Unit Cost | Last Direct Cost\nBLUE | 10 | 10\nRED | 30 | 30").adjust()
    own.unit_cost("A", "20").shows("Stockkeeping Unit", "Location | Unit Cost\nBLUE | 10\nRED | 30")


def test_a_drop_shipment_changes_only_the_last_direct_cost() -> None:
    book = one("FIFO", "3").post("Type | Date | Item | Qty | Amount | Drop Shipment\nPurchase | 2024-01-01 | A | 2 | 20 | Yes")
    book.shows("Item", "Unit Cost | Last Direct Cost\n3 | 10")
