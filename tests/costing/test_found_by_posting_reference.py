"""What the independent reference of posting found in the engine (tests/reference_posting), each as a table."""

from datetime import date

from tests.costing.book import ASSEMBLY, PRODUCTION, SHORT, Book, one

AREA = "Location Code | Valuation Date | Cost Is Adjusted"


def test_who_made_room_for_a_named_issue_still_leaves_no_cent_in_its_new_layer() -> None:
    """2.6, 4.6: sale 2 moves from receipt 1 to receipt 3 and is completely invoiced already; without that date on the new row
    the used-up receipt 3 would keep 0.01 for ever."""
    book = one("FIFO").post("""
        Type     | Date       | Item | Qty | Amount | Applies-to
        Purchase | 2024-01-01 | A    | 1   | 20     |
        Sale     | 2024-01-02 | A    | 1   |        |
        Purchase | 2024-01-03 | A    | 3   | 10     |
        Sale     | 2024-01-04 | A    | 1   |        |
        Sale     | 2024-01-05 | A    | 1   |        |
        Sale     | 2024-01-06 | A    | 1   |        | 1
    """)
    rows = {
        (r[SHORT["Inbound"]], r[SHORT["Outbound"]]): r["Output Completely Invd. Date"]
        for r in book.ledger.records("Item Application Entry")
    }
    assert rows[3, 2] == date(2024, 1, 2)
    book.adjust().costs("20.00", "-3.33", "9.99", "-3.33", "-3.33", "-20.00")
    book.values("Entry Type | Actual\nDirect Cost | 10\nRounding | -0.01", entry=3)


def test_the_exact_return_of_an_issue_that_moved_on_follows_its_date() -> None:
    """2.5: the sale of January takes from a receipt of February now, so its return of January is valued in February, too."""
    book = one("Average", setup={"Average Cost Period": "Month"}).post("""
        Type     | Date       | Item | Qty | Amount | Applies-to | Applies-from
        Purchase | 2024-01-05 | A    | 5   | 50     |            |
        Sale     | 2024-01-10 | A    | 5   |        |            |
        Sale     | 2024-01-20 | A    | -2  |        |            | 2
        Purchase | 2024-02-01 | A    | 5   | 100    |            |
        Sale     | 2024-02-05 | A    | 5   |        | 1          |
    """)
    book.values(
        "Entry | Posting Date | Valued on\n1 | 2024-01-05 | 2024-01-05\n2 | 2024-01-10 | 2024-02-01\n3 | 2024-01-20 | 2024-02-01\n4 | 2024-02-01 | 2024-02-01\n5 | 2024-02-05 | 2024-01-05"
    )


def test_a_capacity_entry_keeps_operation_times_and_scrap_of_its_line() -> None:
    """1.7, 2.9: stop time stands on a second entry without value."""
    order = [{"Status": "Released", "Prod. Order No.": "P1", "Line No.": 10000, "Item No.": "A"}]
    book = one("FIFO", **{"Prod. Order Line": order}).post(
        """
        Type   | Date       | Item | Output Quantity | Center type | Center | Operation No. | Work Center No. | Setup Time | Run Time | Stop Time | Scrap Quantity | Unit Cost
        Output | 2024-01-10 | A    | 5               | Work Center | W1     | 10            | W1              | 1          | 2.5      | 4         | 0.5            | 8
        """,
        **PRODUCTION,
    )
    book.shows(
        "Capacity Ledger Entry",
        """
        Operation No. | Work Center No. | Setup Time | Run Time | Stop Time | Scrap Quantity | Output Quantity | Quantity | Direct Cost
        10            | W1              | 1          | 2.5      |           | 0.5            | 5               | 3.5      | 28
        10            | W1              |            |          | 4         |                |                 | 4        |
        """,
    )


def test_the_invoice_of_subcontracted_work_is_the_same_in_one_call_or_two() -> None:
    """2.9: it adds its value entries to the capacity ledger entry, whose quantity stays."""
    order = [{"Status": "Released", "Prod. Order No.": "P1", "Line No.": 10000, "Item No.": "A"}]
    lines = """
        Type   | Date       | Item | Output Quantity | Center type | Center | Subcontracting | For entry | Invoiced | Unit Cost
        Output | 2024-01-10 | A    | 5               | Work Center | V1     | Yes            |           |          |
        Output | 2024-01-20 | A    | 0               | Work Center | V1     | Yes            | 1         | 5        | 3
    """
    apart = one("FIFO", **{"Prod. Order Line": order}).post(lines, **PRODUCTION)
    at_once = one("FIFO", **{"Prod. Order Line": order}).together(lines, **PRODUCTION)
    assert apart.ledger.records("Capacity Ledger Entry") == at_once.ledger.records("Capacity Ledger Entry")
    apart.shows("Capacity Ledger Entry", "Quantity | Invoiced Quantity | Direct Cost\n | | 15")


def test_the_standard_cost_of_a_stockkeeping_unit_is_changed_by_no_posting() -> None:
    """1.1: informative for other methods than Standard."""
    unit = [{"Item No.": "A", "Location Code": "BLUE", "Variant Code": "", "Unit Cost": "12", "Standard Cost": "0"}]
    book = one("FIFO", setup={"Average Cost Calc. Type": "Item & Location & Variant"}, **{"Stockkeeping Unit": unit})
    book.post("Type | Date | Item | Qty | Location\nSale | 2024-01-10 | A | 1 | BLUE")
    book.shows("Stockkeeping Unit", "Unit Cost | Standard Cost\n12 |")


def test_a_backdated_receipt_wakes_the_later_entry_points_of_all_places() -> None:
    """4.4: with calculation type Item at any location, of an item of any costing method."""
    buy = "Type | Date | Item | Qty | Amount | Location\nPurchase | 2024-01-10 | A | 1 | 5 | {}"
    book = one("FIFO").post(buy.format("BLUE")).adjust().post(buy.format("RED").replace("01-10", "01-05"))
    book.shows("Avg. Cost Adjmt. Entry Point", f"{AREA}\nBLUE | 2024-01-10 |\nRED | 2024-01-05 |")
    apart = one("FIFO", setup={"Average Cost Calc. Type": "Item & Location & Variant"})
    apart.post(buy.format("BLUE")).adjust().post(buy.format("RED").replace("01-10", "01-05"))
    apart.shows("Avg. Cost Adjmt. Entry Point", f"{AREA}\nBLUE | 2024-01-10 | Yes\nRED | 2024-01-05 |")


def test_a_revaluation_of_one_receipt_updates_the_standard_cost_if_asked() -> None:
    """2.11: Update Standard Cost is a field of every revaluation line, per item or per entry."""
    book = Book("No. | Method | Standard Cost\nA | Standard | 10").post(
        "Type | Date | Item | Qty | Amount\nPurchase | 2024-01-05 | A | 4 | 44"
    )
    book.revalue("A", "2024-01-31", {"Unit Cost (Revalued)": "12.5", "Update Standard Cost": "Yes"}, calculate_per="Item Ledger Entry")
    book.shows("Item", "Unit Cost | Standard Cost | Single-Level Material Cost | Rolled-up Material Cost\n12.5 | 12.5 | 12.5 | 12.5")
    book.values("Entry Type | Actual\nDirect Cost | 44\nVariance | -4\nRevaluation | 10")


def test_a_charge_lets_the_stockkeeping_units_copy_the_unit_cost() -> None:
    """2.14: for each Direct Cost value entry that is actual and of a quantity above 0; a charge is one."""
    unit = [{"Item No.": "A", "Location Code": "BLUE", "Variant Code": "", "Unit Cost": "12"}]
    book = one("FIFO", **{"Stockkeeping Unit": unit}).post("""
        Type     | Date       | Item | Qty | Invoiced | Unit Cost | For entry | Charge  | Amount
        Purchase | 2024-01-10 | A    | 5   | 0        | 9         |           |         |
        Purchase | 2024-01-11 | A    | 0   | 5        |           | 1         | FREIGHT | 4
    """)
    book.shows("Stockkeeping Unit", "Unit Cost\n10").unit_cost("A", "10")


def test_a_transfer_with_an_amount_is_refused_as_such_whatever_else_is_wrong() -> None:
    """2.1: the first failing check of the table raises its code."""
    book = one("FIFO").post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-10 | A | 5 | 50")
    book.refused("IJ05", "Type | Date | Item | Qty | Amount | For entry | To\nTransfer | 2024-01-11 | A | 1 | 5 | 1 | RED")


def test_an_assembly_that_no_table_knows_is_that_of_its_first_output() -> None:
    """1.8: the order row, made by a consumption that comes after the kit, names the kit."""
    book = Book("No. | Unit Cost\nPART | 3\nKIT | 20")
    book.post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-02 | PART | 5 | 15")
    book.post("Type | Date | Item | Qty | Unit Cost\nAssembly Output | 2024-01-03 | KIT | 1 | 20", **ASSEMBLY)
    book.post("Type | Date | Item | Qty | Line\nAssembly Consumption | 2024-01-04 | PART | 2 | 10000", **ASSEMBLY)
    book.shows("Inventory Adjmt. Entry (Order)", "Order No. | Item No. | Cost is Adjusted\nA1 | KIT |")
    book.adjust(items=["KIT"]).costs("15.00", "6.00", "-6.00")


def test_an_invoice_that_says_subcontracting_names_an_entry_of_its_item_all_the_same() -> None:
    """IJ08: only an output is invoiced on its capacity."""
    order = [{"Status": "Released", "Prod. Order No.": "P1", "Line No.": 10000, "Item No.": "A"}]
    book = Book("No.\nA\nB", **{"Prod. Order Line": order})
    book.post("Type | Date | Item | Qty | Invoiced | Unit Cost\nPurchase | 2024-01-02 | B | 5 | 0 | 3")
    book.post(
        "Type | Date | Item | Output Quantity | Center type | Center | Subcontracting\nOutput | 2024-01-03 | A | 1 | Work Center | V | Yes",
        **PRODUCTION,
    )
    book.refused(
        "IJ08",
        "Type | Date | Item | Qty | Invoiced | For entry | Subcontracting | Amount\nPurchase | 2024-01-04 | A | 0 | 5 | 1 | Yes | 9",
        **PRODUCTION,
    )


def test_hours_cost_what_they_cost_whatever_unit_the_item_is_counted_in() -> None:
    """1.3, 2.9: on an output line Unit Cost is the cost of an hour. 100 boxes of 12 are 1,200 pieces, the 9 hours cost 68.26 each; counted per
    unit (Units) it is the cost of a box: 1,200 x 5.68833."""
    order = [{"Status": "Released", "Prod. Order No.": "P1", "Line No.": 10000, "Item No.": "A"}]
    book = one("FIFO", **{"Prod. Order Line": order}).post(
        """
        Type   | Date       | Item | Qty | Qty. per Unit of Measure | Center type | Center | Run Time | Unit Cost
        Output | 2024-01-10 | A    | 100 | 12                       | Work Center | W1     | 9        | 68.26
        """,
        **PRODUCTION,
    )
    book.post(
        """
        Type   | Date       | Item | Qty | Qty. per Unit of Measure | Center type | Center | Unit Cost Calculation | Unit Cost
        Output | 2024-01-11 | A    | 100 | 12                       | Work Center | W1     | Units                 | 68.26
        """,
        **PRODUCTION,
    )
    book.shows("Capacity Ledger Entry", "Quantity | Output Quantity | Direct Cost\n9 | 1200 | 614.34\n1200 | 1200 | 6826.00")


def test_a_consumption_names_a_line_of_its_order() -> None:
    """IJ09, 1.8: line 77 has no line in a table and no output yet, though the order is known; its cost would reach no output."""
    order = [{"Status": "Released", "Prod. Order No.": "P1", "Line No.": 10000, "Item No.": "A"}]
    book = Book("No.\nA\nPART", **{"Prod. Order Line": order}).post(
        "Type | Date | Item | Qty | Amount\nPurchase | 2024-01-02 | PART | 5 | 15"
    )
    book.post("Type | Date | Item | Output Quantity\nOutput | 2024-01-03 | A | 1", **PRODUCTION)
    book.refused("IJ09", "Type | Date | Item | Qty\nConsumption | 2024-01-04 | PART | 2", **{**PRODUCTION, "Order Line No.": 77})
    book.post("Type | Date | Item | Qty\nConsumption | 2024-01-04 | PART | 2", **PRODUCTION)


def test_an_invoice_of_subcontracted_work_names_its_order_line() -> None:
    """1.3, IJ09: without it the cost would be of no order."""
    order = [{"Status": "Released", "Prod. Order No.": "P1", "Line No.": 10000, "Item No.": "A"}]
    book = one("FIFO", **{"Prod. Order Line": order})
    book.post(
        "Type | Date | Item | Output Quantity | Center type | Center | Subcontracting\nOutput | 2024-01-03 | A | 1 | Work Center | V | Yes",
        **PRODUCTION,
    )
    invoice = "Type | Date | Item | Output Quantity | Center type | Center | Subcontracting | For entry | Invoiced | Unit Cost\n"
    invoice += "Output | 2024-01-05 | A | 0 | Work Center | V | Yes | 1 | 1 | 7"
    book.refused("IJ09", invoice, **{**PRODUCTION, "Order Line No.": 0})
    book.finish().post(invoice, **PRODUCTION).adjust().costs("7.00")


def test_a_revaluation_without_calculated_fields_takes_them_from_the_suggestion() -> None:
    """2.11: 10.00 for 3, 2 left are worth 6.67, the suggested unit cost is 3.33333 (6.67 / 2 would be 3.335): only the value was edited."""
    book = one("FIFO").post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-02 | A | 3 | 10\nSale | 2024-01-03 | A | 1 |")
    book.post("""
        Type            | Date       | Item | Value Entry Type | Inventory Value Per | Partial Revaluation | Unit Cost (Revalued) | Inventory Value (Revalued)
        Positive Adjmt. | 2024-01-31 | A    | Revaluation      | Item                | Yes                 | 3.33333              | 8.00
    """)
    book.values("Entry Type | Actual\nDirect Cost | 10\nRevaluation | 1.33", entry=1)


def test_a_late_cost_of_a_finished_order_leaves_its_item_to_be_adjusted() -> None:
    """4.12: Cost is Adjusted of an item is No while a finished order of it is not adjusted."""
    order = [{"Status": "Released", "Prod. Order No.": "P1", "Line No.": 10000, "Item No.": "A"}]
    book = Book("No.\nA\nPART", **{"Prod. Order Line": order}).post(
        "Type | Date | Item | Qty | Amount\nPurchase | 2024-01-02 | PART | 2 | 6"
    )
    book.post("Type | Date | Item | Qty\nConsumption | 2024-01-03 | PART | 2", **PRODUCTION)
    book.post(
        "Type | Date | Item | Output Quantity | Center type | Center | Subcontracting\nOutput | 2024-01-03 | A | 1 | Work Center | V | Yes",
        **PRODUCTION,
    )
    book.finish().adjust().shows("Item", "No. | Cost is Adjusted\nA | Yes\nPART | Yes")
    invoice = "Type | Date | Item | Output Quantity | Center type | Center | Subcontracting | For entry | Invoiced | Unit Cost\n"
    book.post(invoice + "Output | 2024-01-05 | A | 0 | Work Center | V | Yes | 1 | 1 | 7", **PRODUCTION)
    book.shows("Item", "No. | Cost is Adjusted\nA |\nPART | Yes").adjust().costs("6.00", "-6.00", "13.00")


def test_an_issue_that_its_receipt_named_does_not_make_room() -> None:
    """2.6: only applications that are not fixed are undone; the receipt of a drop shipment stays with its sale."""
    book = one("FIFO").post("""
        Type     | Date       | Item | Qty | Amount | Applies-to
        Sale     | 2024-01-02 | A    | 5   |        |
        Purchase | 2024-01-03 | A    | 6   | 60     | 1
    """)
    book.refused("IJ12", "Type | Date | Item | Qty | Applies-to\nPurchase | 2024-01-04 | A | -3 | 2")
    book.post("Type | Date | Item | Qty | Applies-to\nPurchase | 2024-01-04 | A | -1 | 2")


def test_an_invoice_of_subcontracted_work_is_for_a_line_of_its_order() -> None:
    """IJ09, 1.8: line 77 is in no table and made nothing; the invoice of the work on line 10000 cannot be its cost."""
    order = [{"Status": "Released", "Prod. Order No.": "P1", "Line No.": 10000, "Item No.": "A"}]
    book = one("FIFO", **{"Prod. Order Line": order}).post(
        "Type | Date | Item | Output Quantity | Center type | Center | Subcontracting\nOutput | 2024-01-03 | A | 1 | Work Center | V | Yes", **PRODUCTION
    )
    invoice = "Type | Date | Item | Output Quantity | Invoiced | For entry | Center type | Center | Subcontracting | Unit Cost"
    invoice += "\nOutput | 2024-01-11 | A | 0 | 1 | 1 | Work Center | V | Yes | 5"
    book.refused("IJ09", invoice, **{**PRODUCTION, "Order Line No.": 77})
    book.post(invoice, **PRODUCTION).shows("Capacity Ledger Entry", "Direct Cost\n5")
