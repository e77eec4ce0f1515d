"""Trap cases taken from bugs of other systems (design goals): what the inventory must be worth after a full adjustment."""

from tests.costing.book import one


def test_two_at_one_and_one_at_one_and_a_cent() -> None:
    one("Average", "0").post("""
        Type     | Date       | Item | Qty | Amount
        Purchase | 2024-01-01 | A    | 2   | 2.00
        Purchase | 2024-01-01 | A    | 1   | 1.01
        Sale     | 2024-01-02 | A    | 3   |
    """).adjust().costs("2.00", "1.01", "-3.01").inventory("A", "0", "0")


def test_three_for_ten_issued_one_by_one() -> None:
    one("Average", "0").post("""
        Type            | Date       | Item | Qty | Amount
        Purchase        | 2024-01-01 | A    | 3   | 10.00
        Negative Adjmt. | 2024-01-02 | A    | 1   |
        Negative Adjmt. | 2024-01-02 | A    | 1   |
        Negative Adjmt. | 2024-01-02 | A    | 1   |
    """).adjust().costs("10.00", "-3.33", "-3.34", "-3.33").inventory("A", "0", "0")


def test_a_unit_cost_of_a_tenth_of_a_cent_is_not_rounded_to_nothing() -> None:
    for method in ("FIFO", "LIFO", "Average", "Standard"):
        book = one(method, "0.001").post("""
            Type     | Date       | Item | Qty   | Unit Cost
            Sale     | 2024-01-01 | A    | 20000 |
            Purchase | 2024-01-02 | A    | 23000 | 0.001
        """)
        book.costs("-20.00", "23.00").adjust().costs("-20.00", "23.00").inventory("A", "3000", "3.00")


def test_a_unit_price_of_a_third_stays_exact_over_a_thousand_issues() -> None:
    """1,000 for 333.33: a thousand issues of 1 take exactly 333.33, never 330.00 or 340.00."""
    for method in ("FIFO", "Average"):
        book = one(method, "0").post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-01 | A | 1000 | 333.33")
        book.together("Type | Date | Item | Qty\n" + "Sale | 2024-01-02 | A | 1\n" * 1000).adjust()
        book.inventory("A", "0", "0")


def test_stock_below_zero_is_settled_at_the_cost_of_the_receipt() -> None:
    """Sold at the old cost of 10, received at 15: the sale costs 15, nothing stays in the inventory."""
    for method in ("FIFO", "LIFO", "Average"):
        one(method, "10").post("""
            Type     | Date       | Item | Qty | Amount
            Sale     | 2024-01-01 | A    | 4   |
            Purchase | 2024-01-05 | A    | 4   | 60
        """).adjust().costs("-60.00", "60.00").inventory("A", "0", "0")


def test_a_free_receipt_after_the_sale() -> None:
    """A receipt of 0.00 settles a sale posted at 23.00: the sale cost nothing."""
    for method in ("FIFO", "Average"):
        one(method, "23").post("""
            Type     | Date       | Item | Qty | Amount
            Sale     | 2024-01-01 | A    | 1   |
            Purchase | 2024-01-05 | A    | 1   | 0
        """).adjust().costs("0.00", "0.00")
