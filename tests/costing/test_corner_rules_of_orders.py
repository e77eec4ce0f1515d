"""Corners of the rules for orders that no other table shows; each was found by a fault planted in the engine (costing-engine.md 4.1, 4.7)."""

from tests.costing.book import ASSEMBLY, PRODUCTION, Book
from tests.costing.test_production import factory

FREIGHT = "Type | Date | Item | Qty | Invoiced | For entry | Charge | Amount\nPurchase | 2024-01-20 | {} | 0 | {} | {} | FREIGHT | {}"
MADE = """
    Type        | Date       | Item | Qty | Output Quantity
    Consumption | 2024-01-05 | COMP | 4   |
    Output      | 2024-01-06 | P    |     | 2
"""


def test_a_revaluation_of_material_that_came_back_stays_with_the_material() -> None:
    """4.7: of returned consumption the Revaluation is taken out: the order spent 20.00 - 5.00, not 10.00."""
    book = factory().post("""
        Type        | Date       | Item | Qty | Output Quantity | Applies-from
        Consumption | 2024-01-05 | COMP | 4   |                 |
        Consumption | 2024-01-05 | COMP | -1  |                 | 2
        Output      | 2024-01-06 | P    |     | 2               |
    """, **PRODUCTION).finish().adjust()
    line = "Value Entry Type | Type | Date | Item | Qty | Applies-to | Inventory Value (Revalued)\nRevaluation | Consumption | 2024-01-08 | COMP | 1 | 3 | 10"
    book.post(line).adjust().costs("50.00", "-20.00", "10.00", "15.00")


def test_the_overhead_of_the_item_counts_from_the_second_adjustment_on() -> None:
    """4.7: the order line says 0 %, the item 10 %: nothing on the first 20.00, then 10 % of 26.00."""
    lines = [{"Status": "Released", "Prod. Order No.": "P1", "Line No.": 10000, "Item No.": "P", "Indirect Cost %": 0}]
    book = factory("FIFO | 7 | 10 | | | | ", **{"Prod. Order Line": lines}).post(MADE, **PRODUCTION).finish().adjust()
    book.values("Entry Type | Actual\nDirect Cost | 0\nDirect Cost | 20", entry=3)
    book.post(FREIGHT.format("COMP", 10, 1, 15)).adjust()
    book.values("Entry Type | Actual\nDirect Cost | 0\nDirect Cost | 20\nDirect Cost | 6\nIndirect Cost | 2.60", entry=3)


def test_the_standard_of_the_stockkeeping_unit_where_the_setup_says_so() -> None:
    """4.7, Load SKU Cost on Manufacturing: 2 at 13.00 less 20.00 spent is +6.00; at the item's 11.00 it would be +2.00."""
    sku = {"Item No.": "P", "Location Code": "BLUE", "Variant Code": "", "Standard Cost": 13, "Single-Level Material Cost": 13}
    for load, variance in ((True, 6), (False, 2)):
        tables = {"Stockkeeping Unit": [sku], "Manufacturing Setup": [{"Load SKU Cost on Manufacturing": load}]}
        made = MADE.replace("Qty |", "Qty | Location |").replace("| 4   |", "| 4 | |").replace("|     | 2", "| | BLUE | 2")
        book = factory("Standard | 11 | | | 11 | | ", **tables).post(made, **PRODUCTION).finish().adjust()
        values = [v for v in book.ledger.records("Value Entry") if v["Variance Type"] == "Material"]
        assert [v["Cost Amount (Actual)"] for v in values] == [variance]


def test_freight_on_an_output_is_no_part_of_what_its_order_gives() -> None:
    """4.7: 5.00 of freight on the output; the order still owes it 4.00 more when its component gets 10.00 dearer."""
    book = factory().post(MADE, **PRODUCTION).finish().adjust().post(FREIGHT.format("P", 2, 3, 5)).adjust().costs("50.00", "-20.00", "25.00")
    book.post(FREIGHT.format("COMP", 10, 1, 10)).adjust().costs("60.00", "-24.00", "29.00")


def test_a_sale_of_a_product_is_adjusted_once_after_its_order() -> None:
    """4.1: the item of the deepest level comes first; the product waits until its order has given its cost."""
    book = factory("FIFO | 30 | | | | | ").post(MADE, **PRODUCTION)
    book.edit("Item", {"No.": "P"}, **{"Unit Cost": 35}).post("Type | Date | Item | Qty\nSale | 2024-01-07 | P | 1").finish().adjust()
    book.values("Actual | Adjustment\n-35 |\n25 | Yes", entry=4)


def test_the_overhead_of_a_standard_kit_is_worked_out_on_its_standard() -> None:
    """4.7, assembly: standard material 20.00, 10 % on it 2.00; 18.00 were spent, 1.80 on it: variances +2.00 and +0.20, whatever the item's own share says."""
    heads = "No. | Method | Unit Cost | Standard Cost | Indirect Cost % | Single-Level Material Cost | Single-Level Mfg. Ovhd Cost"
    book = Book(f"{heads}\nA | FIFO | 9 | | | |\nK | Standard | 25 | 25 | 10 | 20 | 5", **{"Assembly Header": [{"Document Type": "Order", "No.": "A1", "Item No.": "K"}]})
    book.post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-01 | A | 2 | 18")
    book.post("Type | Date | Item | Qty | Line\nAssembly Consumption | 2024-01-02 | A | 2 | 10000", **ASSEMBLY)
    book.post("Type | Date | Item | Qty | Line\nAssembly Output | 2024-01-02 | K | 1 | 0", **ASSEMBLY).adjust()
    found = {v["Variance Type"]: str(v["Cost Amount (Actual)"]) for v in book.ledger.records("Value Entry") if v["Entry Type"] == "Variance"}
    assert found == {"Material": "2.00", "Manufacturing Overhead": "0.20"}


def test_an_output_used_up_by_its_reversal_and_sales_is_rounded() -> None:
    """4.6: 6 made and 3 taken back for 10.00 of material: 20.00, 10.00 back, 3.33 for each sale; the cent that is left is rounded away."""
    book = factory()
    book.post("Type | Date | Item | Qty\nConsumption | 2024-01-05 | COMP | 2", **PRODUCTION)
    book.post("Type | Date | Item | Output Quantity | Applies-to\nOutput | 2024-01-06 | P | 6 |\nOutput | 2024-01-07 | P | -3 | 3", **PRODUCTION)
    book.post("Type | Date | Item | Qty\nSale | 2024-01-08 | P | 1\nSale | 2024-01-08 | P | 1\nSale | 2024-01-08 | P | 1").finish().adjust()
    book.costs("50.00", "-10.00", "19.99", "-10.00", "-3.33", "-3.33", "-3.33").inventory("P", "0", "0")
