"""Assembly: never expected, adjustable at once (costing-engine.md 2.10, 4.7)."""

from tests.costing.book import ASSEMBLY, Book

HEADER = [{"Document Type": "Order", "No.": "A1", "Item No.": "K"}]


def workshop(kit: str) -> Book:
    book = Book(
        f"No. | Method | Unit Cost | Overhead Rate | Single-Level Material Cost | Single-Level Capacity Cost\nX | FIFO | 5 | | |\nY | Average | 5 | | |\nK | {kit}",
        **{"Assembly Header": HEADER},
    )
    return book.post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-01 | X | 10 | 50\nPurchase | 2024-01-01 | Y | 10 | 30")


BUILT = """
    Type                 | Date       | Item | Qty | Line  | Center type | Center | Unit Cost
    Assembly Consumption | 2024-01-05 | X    | 4   | 10000 |             |        |
    Assembly Consumption | 2024-01-05 | Y    | 2   | 20000 |             |        |
    Assembly Consumption | 2024-01-05 | K    | 1   | 30000 | Resource    | FITTER | 9
    Assembly Output      | 2024-01-05 | K    | 5   | 0     |             |        | 6
"""


def test_a_kit_ends_at_components_and_resources() -> None:
    book = workshop("FIFO | 6 | | |").together(BUILT, **ASSEMBLY).adjust()
    book.costs("50.00", "30.00", "-20.00", "-6.00", "35.00")
    book.values("Entry Type | Actual | Adjustment | Invoiced\nDirect Cost | 30 | | 5\nDirect Cost | 5 | Yes | 0", entry=5)


def test_late_freight_on_a_component_reaches_the_kit_and_its_sale() -> None:
    book = workshop("FIFO | 6 | | |").together(BUILT, **ASSEMBLY).post("Type | Date | Item | Qty\nSale | 2024-01-06 | K | 5").adjust()
    book.post("Type | Date | Item | Qty | Invoiced | For entry | Charge | Amount\nPurchase | 2024-02-01 | X | 0 | 10 | 1 | FREIGHT | 10").adjust()
    book.costs("60.00", "30.00", "-24.00", "-6.00", "39.00", "-39.00")


def test_the_overhead_of_the_kit() -> None:
    """Posted at 30.00 with 0.40 a piece; adjusted to 35.00, the overhead stays 2.00."""
    book = workshop("FIFO | 6 | 0.40 | |").together(BUILT.replace("| 6\n", "| 6.40\n"), **ASSEMBLY).adjust()
    kinds = [(v["Entry Type"], str(v["Cost Amount (Actual)"])) for v in book.ledger.records("Value Entry") if v["Item Ledger Entry No."] == 5]
    assert kinds == [("Direct Cost", "30.00"), ("Indirect Cost", "2.00"), ("Direct Cost", "5.00")]


def test_a_standard_kit_ends_at_standard() -> None:
    """Standard 5 + 2 = 7 a piece = 35.00; spent 26 material and 9 capacity: -1 and +1."""
    book = workshop("Standard | 7 | | 5 | 2").together(BUILT, **ASSEMBLY).adjust()
    assert str(book.ledger.records("Item Ledger Entry")[4]["Cost Amount (Actual)"]) == "35.00"
    variances = {v["Variance Type"]: str(v["Cost Amount (Actual)"]) for v in book.ledger.records("Value Entry") if v["Entry Type"] == "Variance" and v["Adjustment"]}
    assert variances == {"Material": "-1.00", "Capacity": "1.00"}


def test_a_kit_made_for_a_sale_is_fixed_applied_to_it() -> None:
    book = workshop("Average | 6 | | |").post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-01 | K | 5 | 500")
    book.together(BUILT, **ASSEMBLY).post("Type | Date | Item | Qty | Applies-to\nSale | 2024-01-06 | K | 5 | 6").adjust()
    assert str(book.ledger.records("Item Ledger Entry")[-1]["Cost Amount (Actual)"]) == "-35.00"


def test_a_resource_makes_the_order_known() -> None:
    """2.10: no assembly header; the resource names the kit, so components may follow: 6.00 + 6.00, and 10% overhead of the kit."""
    book = Book("No. | Method | Unit Cost | Indirect Cost %\nA | FIFO | 5 | 0\nK | FIFO | 12 | 10").post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-01 | A | 5 | 30")
    book.together("""
        Type                 | Date       | Item | Qty | Line  | Center type | Center | Unit Cost | Amount
        Assembly Consumption | 2024-01-02 | K    | 2   | 20000 | Resource    | R1     | 3         |
        Assembly Consumption | 2024-01-02 | A    | 1   | 10000 |             |        |           |
        Assembly Output      | 2024-01-02 | K    | 1   |       |             |        |           | 12
    """, **ASSEMBLY).adjust()
    book.costs("30.00", "-6.00", "13.20").shows("Inventory Adjmt. Entry (Order)", "Item | Indirect Cost %\nK | 10")
