"""Production orders: from consumption and capacity to the output (costing-engine.md 2.9, 4.7)."""

from typing import Any

import pytest

import xlcost
from tests.costing.book import PRODUCTION, Book
from xlcost.problems import XlcostError

ITEMS = "No. | Method | Unit Cost | Indirect Cost % | Overhead Rate | Single-Level Material Cost | Single-Level Capacity Cost | Single-Level Mfg. Ovhd Cost\n"


def factory(product: str = "FIFO | 7 | | | | | ", **tables: Any) -> Book:
    """A component COMP (FIFO, 10 for 50.00 on hand) and a product P of order P1."""
    lines = [{"Status": "Released", "Prod. Order No.": "P1", "Line No.": 10000, "Item No.": "P"}]
    book = Book(f"{ITEMS}COMP | FIFO | 5 | | | | |\nP | {product}", **{"Prod. Order Line": lines, **tables})
    return book.post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-01 | COMP | 10 | 50")


MADE = """
    Type        | Date       | Item | Qty | Output Quantity | Run Time | Unit Cost | Center type | Center
    Consumption | 2024-01-05 | COMP | 4   |                 |          |           |             |
    Output      | 2024-01-06 | P    |     | 2               | 3        | 2         | Work Center | WC1
"""


def test_an_order_that_is_only_released_passes_no_cost_on() -> None:
    book = factory().post(MADE, **PRODUCTION).adjust()
    book.values("Actual | Expected\n0 | 14", entry=3).shows("Inventory Adjmt. Entry (Order)", "Order | Is Finished | Completely Invoiced\nP1 | |")


def test_a_finished_order_leaves_nothing_in_process() -> None:
    book = factory().post(MADE, **PRODUCTION).finish().adjust()
    book.values("Entry Type | Actual | Expected | Invoiced\nDirect Cost | 0 | 14 | 0\nDirect Cost | 26 | -14 | 2", entry=3).unit_cost("P", "13")
    book.shows("Prod. Order Line", "Status\nFinished").shows("Inventory Adjmt. Entry (Order)", "Is Finished | Completely Invoiced | Cost is Adjusted\nYes | Yes | Yes")


def test_the_product_that_was_sold_meanwhile_gets_its_cost() -> None:
    book = factory().post(MADE, **PRODUCTION).post("Type | Date | Item | Qty\nSale | 2024-01-07 | P | 2").finish().adjust()
    book.costs("50.00", "-20.00", "26.00", "-26.00").inventory("P", "0", "0")


def test_several_outputs_share_by_quantity_and_the_last_takes_the_cent() -> None:
    """20.00 over 1 + 1 + 1: 6.67, 6.66 (13.33 / 2), 6.67."""
    book = factory().post("""
        Type        | Date       | Item | Qty | Output Quantity
        Consumption | 2024-01-05 | COMP | 4   |
        Output      | 2024-01-06 | P    |     | 1
        Output      | 2024-01-07 | P    |     | 1
        Output      | 2024-01-08 | P    |     | 1
    """, **PRODUCTION).finish().adjust()
    book.costs("50.00", "-20.00", "6.67", "6.67", "6.66")


def test_an_output_that_is_taken_back_costs_what_it_gave() -> None:
    """20.00 for net 4 of 6 made: 5.00 each; the 2 taken back and what they came from carry +10.00 and -10.00."""
    book = factory().post("""
        Type        | Date       | Item | Qty | Output Quantity | Applies-to
        Consumption | 2024-01-05 | COMP | 4   |                 |
        Output      | 2024-01-06 | P    |     | 6               |
        Output      | 2024-01-07 | P    |     | -2              | 3
    """, **PRODUCTION).finish().adjust()
    book.costs("50.00", "-20.00", "30.00", "-10.00").inventory("P", "4", "20")


def test_an_output_taken_back_in_full_costs_nothing() -> None:
    book = factory().post("""
        Type        | Date       | Item | Qty | Output Quantity
        Consumption | 2024-01-05 | COMP | 4   |
        Consumption | 2024-01-06 | COMP | -4  |
        Output      | 2024-01-07 | P    |     | 2
        Output      | 2024-01-08 | P    |     | -2
    """, **PRODUCTION).finish().adjust()
    book.inventory("P", "0", "0").inventory("COMP", "10", "50")


def test_material_that_came_back_is_no_cost_of_the_order() -> None:
    book = factory().post("""
        Type        | Date       | Item | Qty | Output Quantity | Applies-from
        Consumption | 2024-01-05 | COMP | 4   |                 |
        Consumption | 2024-01-06 | COMP | -1  |                 | 2
        Output      | 2024-01-07 | P    |     | 3               |
    """, **PRODUCTION).finish().adjust()
    book.costs("50.00", "-20.00", "5.00", "15.00")


def test_overhead_of_the_item_on_top_of_what_was_spent() -> None:
    """10 % of 26.00 and 0.50 a piece: 3.60."""
    book = factory("FIFO | 7 | 10 | 0.50 | | |").post(MADE, **PRODUCTION).finish().adjust()
    book.values("Entry Type | Actual\nDirect Cost | 0\nDirect Cost | 26\nIndirect Cost | 3.60", entry=3)


def test_a_standard_product_ends_at_standard_with_a_variance_for_each_share() -> None:
    """Standard 8 material + 4 capacity + 1 overhead = 13 a piece, 26.00; spent 20 + 6, overhead 0: -4 material, +2 capacity, +2 overhead."""
    book = factory("Standard | 13 | | | 8 | 4 | 1").post(MADE, **PRODUCTION).finish().adjust()
    book.values("""
        Entry Type  | Variance Type          | Actual | Expected
        Direct Cost |                        | 0      | 26
        Direct Cost |                        | 26     | -26
        Variance    | Material               | -4     | 0
        Variance    | Capacity               | 2      | 0
        Variance    | Manufacturing Overhead | 2      | 0
    """, entry=3).costs("50.00", "-20.00", "26.00")


def test_the_standard_of_the_first_adjustment_stays_with_the_order() -> None:
    book = factory("Standard | 13 | | | 8 | 4 | 1").post(MADE, **PRODUCTION).finish().adjust()
    book.edit("Item", {"No.": "P"}, **{"Standard Cost": 99, "Single-Level Material Cost": 99})
    book.post("Type | Date | Item | Qty | Invoiced | For entry | Charge | Amount\nPurchase | 2024-02-01 | COMP | 0 | 10 | 1 | FREIGHT | 5").adjust()
    book.costs("55.00", "-22.00", "26.00")


def test_capacity_of_several_lines_is_shared_by_what_each_line_made() -> None:
    orders = [{"Status": "Released", "Prod. Order No.": "P1", "Line No.": n, "Item No.": "P", "Routing No.": "R"} for n in (10000, 20000)]
    book = factory(**{"Prod. Order Line": orders}).post("""
        Type   | Date       | Item | Output Quantity | Run Time | Unit Cost | Line  | Routing No. | Center type
        Output | 2024-01-06 | P    | 1               | 8        | 1         | 10000 | R           | Work Center
        Output | 2024-01-06 | P    | 3               | 0        | 1         | 20000 | R           | Work Center
    """, **{"Order Type": "Production", "Order No.": "P1"}).finish().adjust()
    book.costs("50.00", "2.00", "6.00")


def test_subcontracting_is_invoiced_to_its_capacity_entry() -> None:
    orders = [{"Status": "Released", "Prod. Order No.": "P1", "Line No.": 10000, "Item No.": "P", "Unit Cost": 9}]
    book = factory(**{"Prod. Order Line": orders}).post("""
        Type   | Date       | Item | Output Quantity | Subcontracting | Center type | Invoiced | For entry | Unit Cost
        Output | 2024-01-06 | P    | 2               | Yes            | Work Center |          |           |
        Output | 2024-01-20 | P    | 0               | Yes            | Work Center | 2        | 1         | 11
    """, **PRODUCTION)
    book.values("Actual | Expected\n0 | 18", entry=2)
    book.shows("Capacity Ledger Entry", "Subcontracting | Direct Cost\nYes | 22").finish().adjust().costs("50.00", "22.00")


def test_a_product_that_is_made_of_a_product() -> None:
    """Levels: freight on the raw material reaches the component, the part and the product in one run."""
    orders = [{"Status": "Released", "Prod. Order No.": f"P{n}", "Line No.": 10000, "Item No.": i} for n, i in ((1, "PART"), (2, "PROD"))]
    book = Book("No. | Method | Unit Cost\nPROD | FIFO | 1\nPART | Average | 1\nRAW | FIFO | 5", **{"Prod. Order Line": orders})
    book.post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-01 | RAW | 2 | 10")
    for number, made, used in ((1, "PART", "RAW"), (2, "PROD", "PART")):
        book.post(f"""
            Type        | Date       | Item   | Qty | Output Quantity
            Consumption | 2024-01-0{number + 1} | {used} | 2   |
            Output      | 2024-01-0{number + 1} | {made} |     | 2
        """, **{**PRODUCTION, "Order No.": f"P{number}"})
    book.post("Type | Date | Item | Qty\nSale | 2024-01-09 | PROD | 1").finish("P1").finish("P2").adjust()
    book.costs("10.00", "-10.00", "10.00", "-10.00", "10.00", "-5.00")
    book.post("Type | Date | Item | Qty | Invoiced | For entry | Charge | Amount\nPurchase | 2024-02-01 | RAW | 0 | 2 | 1 | FREIGHT | 4").adjust()
    book.costs("14.00", "-14.00", "14.00", "-14.00", "14.00", "-7.00")


def test_an_item_that_is_reworked_into_itself() -> None:
    orders = [{"Status": "Released", "Prod. Order No.": "P1", "Line No.": 10000, "Item No.": "A"}]
    for method in ("FIFO", "Average"):
        book = Book(f"No. | Method | Unit Cost\nA | {method} | 5", **{"Prod. Order Line": orders}).post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-01 | A | 2 | 10")
        book.post("""
            Type        | Date       | Item | Qty | Output Quantity | Run Time | Unit Cost | Center type
            Consumption | 2024-01-02 | A    | 1   |                 |          |           |
            Output      | 2024-01-03 | A    |     | 1               | 1        | 3         | Work Center
        """, **PRODUCTION).finish().adjust()
        book.costs("10.00", "-5.00", "8.00").inventory("A", "2", "13")


def test_one_line_of_an_order_is_finished_by_itself() -> None:
    orders = [{"Status": "Released", "Prod. Order No.": "P1", "Line No.": n, "Item No.": "P"} for n in (10000, 20000)]
    book = factory(**{"Prod. Order Line": orders, "Production Order": [{"Status": "Released", "No.": "P1"}]})
    book.ledger = xlcost.finish_production_order(book.ledger, "P1", 10000).ledger
    assert [(r["Line No."], r["Status"]) for r in book.ledger.records("Prod. Order Line")] == [(10000, "Finished"), (20000, "Released")]
    assert book.ledger.records("Production Order")[0]["Status"] == "Released"
    book.refused("IJ09", "Type | Date | Item | Qty\nConsumption | 2024-01-05 | COMP | 1", **PRODUCTION)
    book.post("Type | Date | Item | Qty\nConsumption | 2024-01-05 | COMP | 1", **{**PRODUCTION, "Order Line No.": 20000}).finish()
    assert book.ledger.records("Production Order")[0]["Status"] == "Finished"


def test_an_order_that_nobody_knows_is_not_finished() -> None:
    with pytest.raises(XlcostError) as caught:
        factory().finish("P9")
    assert caught.value.code == "IJ09"


def test_a_charge_on_what_was_consumed_is_no_cost_of_the_order() -> None:
    """4.7: only inventoriable value entries are material; 7.00 of freight on the issue stay outside, the product costs 20.00."""
    book = factory().post(MADE.replace("3        | 2 ", "0        | 2 "), **PRODUCTION)
    book.post("Type | Date | Item | Qty | Invoiced | For entry | Charge | Amount\nPurchase | 2024-01-07 | COMP | 0 | 4 | 2 | FREIGHT | 7").finish().adjust()
    book.values("Actual | Non-Invtbl. | Inventoriable\n-20 | 0 | Yes\n0 | 7 |", entry=2).costs("50.00", "-20.00", "20.00")


SERVED = """
    Type        | Date       | Item | Qty | Output Quantity
    Consumption | 2024-01-05 | COMP | 4   |
    Consumption | 2024-01-05 | HELP | 2   |
    Output      | 2024-01-06 | P    |     | 2
"""


@pytest.mark.parametrize(("include", "values"), [(False, "Direct Cost | | 20"), (True, "Direct Cost | | 20\nDirect Cost - Non Inventory | | 16")])
def test_non_inventory_components_count_where_the_setup_says_so(include: bool, values: str) -> None:
    """4.7: 2 x 8.00 of a service used up. Included they enter the product under a type of their own, outside work in process."""
    setup = [{"Include Non-Inventory Items to Produced Items": include}]
    book = factory(**{"Manufacturing Setup": setup})
    book.ledger = book.ledger.upsert("Item", [{"No.": "HELP", "Type": "Service", "Unit Cost": 8}])
    book.post(SERVED, **PRODUCTION).finish().adjust()
    book.values("Actual | Non-Invtbl. | Inventoriable\n0 | -16 |", entry=3)
    book.shows("Value Entry", f"Entry Type | Variance Type | Actual\n{values}", {"Item Ledger Entry No.": 4, "Expected Cost": False})
    of_the_output = [v for v in book.ledger.records("Value Entry") if v["Item Ledger Entry No."] == 4 and not v["Expected Cost"]]
    why = [[(t["What"], t["Amount"]) for t in xlcost.explain_amount(book.ledger, v["Entry No."])["Terms"]] for v in of_the_output]
    assert why == [[("Consumption of COMP", 20)], [("Consumption of HELP", 16)]][: 1 + include]


def test_a_standard_product_has_a_variance_for_its_non_inventory_components() -> None:
    """Standard 20 of material and 5 of services per piece, 2 made with 20.00 and 16.00: variances +20.00 and -6.00, value 50.00."""
    book = factory("Standard | 25 | | | 20 | | ", **{"Manufacturing Setup": [{"Include Non-Inventory Items to Produced Items": True}]})
    book.ledger = book.ledger.upsert("Item", [{"No.": "HELP", "Type": "Service", "Unit Cost": 8}])
    book.edit("Item", {"No.": "P"}, **{"Single-Level Material Non-Inventory Cost": 5})
    book.post(SERVED, **PRODUCTION).finish().adjust()
    book.shows(
        "Value Entry",
        """
        Entry Type                  | Variance Type            | Actual
        Direct Cost                 |                          | 20
        Variance                    | Material                 | 20
        Direct Cost - Non Inventory |                          | 16
        Variance                    | Material - Non Inventory | -6
        """,
        {"Item Ledger Entry No.": 4, "Expected Cost": False},
    )


def test_an_order_finished_without_output_is_done() -> None:
    """4.7: nothing takes its cost; the order row is completely invoiced and adjusted all the same."""
    book = factory().post("Type | Date | Item | Qty\nConsumption | 2024-01-05 | COMP | 4", **PRODUCTION).finish().adjust()
    book.costs("50.00", "-20.00").shows("Inventory Adjmt. Entry (Order)", "Is Finished | Completely Invoiced | Cost is Adjusted\nYes | Yes | Yes")
