"""Defects that the simulator found, each with the fewest lines that show it and the right value derived step by step."""

import datetime as dt
from decimal import Decimal

from tests.costing.book import PRODUCTION, Book, one
from xlcost import audit_costs


def test_an_issue_of_two_layers_is_valued_no_earlier_than_either() -> None:
    """2.5 and 6.20: LIFO takes the layer of 01-25 first and then that of 01-17; the issue dated 01-11 stays on 01-25."""
    book = one("LIFO").post("""
        Type           | Date       | Item | Qty
        Purchase       | 2024-01-17 | A    | 14
        Purchase       | 2024-01-25 | A    | 5
        Negative Adjmt.| 2024-01-11 | A    | 6
    """)
    book.applications("""
        Entry | Inbound | Quantity
        1     | 1       | 14
        2     | 2       | 5
        3     | 2       | -5
        3     | 1       | -1
    """)
    book.values("Valued on | Posting Date\n2024-01-25 | 2024-01-11", entry=3)


def test_an_undone_shipment_of_an_average_item_stays_valued_by_average() -> None:
    """2.4: the value entry that settles the shipment takes the flag of the shipment's."""
    book = one("Average", "50").post("""
        Type | Date       | Item | Qty | Invoiced | Correction | Applies-from
        Sale | 2024-01-10 | A    | 3   | 0        |            |
        Sale | 2024-01-25 | A    | -3  |          | Yes        | 1
    """)
    book.values("""
        Actual  | Expected | By average | Invoiced
        0       | -150     | Yes        | 0
        -150    | 150      | Yes        | -3
    """, entry=1)


PARTLY_RETURNED = """
    Type     | Date       | Item | Qty | Invoiced | For entry | Applies-from | Amount
    Purchase | 2024-01-01 | A    | 10  |          |           |              | 100
    Sale     | 2024-01-05 | A    | 10  |          |           |              |
    Sale     | 2024-01-07 | A    | -10 | 0        |           | 2            |
    Sale     | 2024-01-08 | A    | 0   | -4       | 3         |              |
"""
FREIGHT = "Type | Date | Item | Qty | Invoiced | For entry | Charge | Amount\nPurchase | 2024-01-15 | A | 0 | 10 | 1 | FREIGHT | {}"


def test_the_balance_of_a_partly_invoiced_entry_belongs_to_its_invoice() -> None:
    """4.3, 4.8 (i). 10 bought for 100, sold, all returned, 4 of the return invoiced. Freight makes them 20 dearer: the return
    is worth 120. Its expected entry gets +20.00, its invoice +8.00 and the balance -8.00, so 72.00 is expected for 6 pieces.

    Sold again, the 10 cost what the return is worth: 120. The balance says what is invoiced no longer waits; it is no cost
    of the 6 that wait: 120 x 6/10 + 48 = 120.00, not (120 - 8) x 6/10 + 48 = 115.20.
    """
    book = one("FIFO").post(PARTLY_RETURNED).adjust().post(FREIGHT.format(20)).adjust()
    book.values("""
        Actual | Expected | Expected Cost | Adjustment
        0      | 100      | Yes           |
        40     | -40      |               |
        0      | 20       | Yes           | Yes
        0      | -8       | Yes           | Yes
        8      | 0        |               | Yes
    """, entry=3)
    book.post("Type | Date | Item | Qty\nSale | 2024-01-20 | A | 10").adjust()
    book.costs("120.00", "-120.00", "48.00", "-120.00")


def test_a_return_of_a_partly_invoiced_sale_costs_its_part_whenever_it_is_adjusted() -> None:
    """4.3, adjust_inbound: 10 sold, 4 invoiced, 5 of them come back. After freight of 20 the sale costs 120, the return 60 -
    in the run that adjusts the sale, and in every later one."""
    book = one("FIFO").post("""
        Type     | Date       | Item | Qty | Invoiced | For entry | Applies-from | Amount
        Purchase | 2024-01-01 | A    | 10  |          |           |              | 100
        Sale     | 2024-01-05 | A    | 10  | 0        |           |              |
        Sale     | 2024-01-06 | A    | 0   | 4        | 2         |              |
        Sale     | 2024-01-07 | A    | -5  |          |           | 2            |
    """).adjust()
    book.post(FREIGHT.format(20)).adjust().costs("120.00", "-48.00", "60.00")
    book.post(FREIGHT.format(2)).adjust().costs("122.00", "-48.80", "61.00")


def test_an_average_counts_the_balance_of_a_partly_invoiced_issue() -> None:
    """4.5, 4.8 (i): 10 for 100 and 10 for 300 make 20.00 each. 10 were shipped at 10.00 and 4 of them invoiced: when the dearer
    receipt arrives (same day), the shipment costs 200.00, of which 120.00 is still expected. What is left is 10 for 200.00, so
    5 sold the next day cost 100.00; without the balance of +40.00 the pool was worth 160.00."""
    book = one("Average", "10").post("""
        Type     | Date       | Item | Qty | Invoiced | For entry | Amount
        Purchase | 2024-01-01 | A    | 10  |          |           | 100
        Sale     | 2024-01-01 | A    | 10  | 0        |           |
        Sale     | 2024-01-03 | A    | 0   | 4        | 2         |
        Purchase | 2024-01-01 | A    | 10  |          |           | 300
        Sale     | 2024-01-02 | A    | 5   |          |           |
    """).adjust()
    book.costs("100.00", "-80.00", "300.00", "-100.00").inventory("A", "5", "100")


def test_a_balance_follows_the_last_word_on_its_expected_cost() -> None:
    """4.8 (i): within one visit a return may be looked at twice - before and after the average of its sale is known. The balance
    of its invoice follows the delta that stays: here none, for the sale's average does not change in the end."""
    book = one("Average", "99.17").post("""
        Type            | Date       | Item | Qty | Invoiced | For entry | Applies-from | Unit Cost
        Positive Adjmt. | 2024-01-01 | A    | 13  |          |           |              | 99.17
        Purchase        | 2024-01-20 | A    | 17  | 0        |           |              | 87.65
        Sale            | 2024-01-13 | A    | 7   | 0        |           |              |
        Sale            | 2024-02-18 | A    | -3  | 0        |           | 3            |
        Sale            | 2024-02-20 | A    | 0   | -1       | 4         |              |
    """).adjust().post("""
        Type            | Date       | Item | Qty | Invoiced | For entry
        Sale            | 2024-03-06 | A    | 0   | 3        | 3
        Sale            | 2024-03-19 | A    | 0   | -1       | 4
    """).adjust()
    book.shows("Value Entry", "Actual | Expected Cost | Document\n7.53 | | D2", {"Item Ledger Entry No.": 4, "Adjustment": True})


def test_an_interim_revaluation_of_an_output_is_taken_back_when_its_order_is_adjusted() -> None:
    """2.11, last paragraph, 4.7: 7 made at a standard of 60.21 are revalued to 68.03 while they are expected: 54.74 more expected.

    The order adjustment is the invoice of the output: it reverses the expected 421.47 and the 54.74, and the output ends at the
    standard of 421.47 - nothing was spent, so all of it is variance. Without the reversal 54.74 stayed in the inventory for ever.
    """
    lines = [{"Status": "Released", "Prod. Order No.": "P1", "Line No.": 10000, "Item No.": "A"}]
    book = one("Standard", "60.21", **{"Single-Level Material Cost": "60.21", "Prod. Order Line": lines})
    book.post("Type | Date | Item | Output Quantity\nOutput | 2024-02-12 | A | 7", **PRODUCTION)
    book.revalue("A", "2024-04-15", {"Unit Cost (Revalued)": "68.03"}).finish().adjust()
    book.values("""
        Entry Type  | Variance Type | Actual | Expected | Applies-to Entry | Valued on
        Direct Cost |               | 0      | 421.47   |                  | 2024-02-12
        Revaluation |               | 0      | 54.74    |                  | 2024-04-15
        Direct Cost |               | 0      | -421.47  |                  | 2024-02-12
        Revaluation |               | 0      | -54.74   | 2                | 2024-04-15
        Variance    | Material      | 421.47 | 0        |                  | 2024-02-12
    """)


def test_the_overhead_of_a_return_invoiced_in_parts_adds_up_to_its_share() -> None:
    """5.2 (a): 9 received with an overhead of 3.84, 4 go back: 1.7067, so 1.71. Invoiced 2 + 1 + 1 that is 0.86, 0.43 and 0.42 - one residual
    runs through the invoices -, not 0.86 + 0.43 + 0.43. With the 5 that are lost nothing stays behind."""
    book = one("FIFO", "11.10", **{"Overhead Rate": "0.42667"}).post("""
        Type            | Date       | Item | Qty | Invoiced | Amount | Applies-to | For entry
        Purchase        | 2024-01-01 | A    | 9   |          | 99.90  |            |
        Purchase        | 2024-01-04 | A    | -4  | 0        |        | 1          |
        Negative Adjmt. | 2024-01-05 | A    | 5   |          |        |            |
        Purchase        | 2024-01-06 | A    | 0   | -2       |        |            | 2
        Purchase        | 2024-01-07 | A    | 0   | -1       |        |            | 2
        Purchase        | 2024-01-08 | A    | 0   | -1       |        |            | 2
    """).adjust()
    overhead = [v for v in book.ledger.records("Value Entry") if v["Entry Type"] == "Indirect Cost" and v["Item Ledger Entry No."] == 2]
    assert str(sum(v["Cost Amount (Actual)"] for v in overhead)) == "-1.71"
    book.inventory("A", "0", "0")


def test_a_return_follows_the_invoice_of_a_sale_that_has_no_receipt() -> None:
    """2.7, 6.12: 6 sold short at 20.00, 2 come back at 40.00. The invoice finds a unit cost of 30.00: the sale costs 180.00, the return 60.00."""
    book = one("FIFO", "20").post("""
        Type | Date       | Item | Qty | Invoiced | Applies-from
        Sale | 2024-01-05 | A    | 6   | 0        |
        Sale | 2024-01-06 | A    | -2  |          | 1
    """).adjust().edit("Item", {"No.": "A"}, **{"Unit Cost": 30})
    book.post("Type | Date | Item | Qty | Invoiced | For entry\nSale | 2024-01-07 | A | 0 | 6 | 1").adjust().costs("-180.00", "60.00")


def test_an_undone_receipt_takes_the_revaluation_of_its_expected_cost_back_once() -> None:
    """2.13, 2.11, 2.12. 14 received at a standard of 83.60, not invoiced: 1,170.40 expected; revalued to 1,322.55: +152.15.

    The undo settles the entry as an invoice does: 1,170.40 become actual, and a Revaluation entry that names the revaluation takes
    its 152.15 back. The layer is worth 1,170.40 + 152.15 - 152.15, which is what leaves with the undo; nothing is left to round.
    What is settled is valued as the receipt was (2.5, 1), so is, by its Applies-to Entry, the undo on the day of the revaluation.
    """
    book = one("Standard", "83.6").post("Type | Date | Item | Qty | Invoiced\nPurchase | 2024-04-29 | A | 14 | 0")
    book.revalue("A", "2024-05-22", {"Inventory Value (Revalued)": "1322.55"})
    book.post("Type | Date | Item | Qty | Correction | Applies-to\nPurchase | 2024-05-25 | A | -14 | Yes | 1").adjust()
    heads = "Item Ledger Entry No. | Entry Type | Cost Amount (Actual) | Cost Amount (Expected) | Invoiced | Valued on | Applies-to Entry"
    book.shows("Value Entry", f"""
        {heads}
        1 | Direct Cost | 0        | 1170.40  |     | 2024-04-29 |
        1 | Revaluation | 0        | 152.15   |     | 2024-05-22 |
        2 | Direct Cost | 0        | -1170.40 |     | 2024-05-22 |
        1 | Direct Cost | 1170.40  | -1170.40 | 14  | 2024-04-29 |
        1 | Revaluation | 0        | -152.15  |     | 2024-05-22 | 2
        2 | Direct Cost | -1170.40 | 1170.40  | -14 | 2024-05-22 |
    """)


def test_an_undone_return_at_the_cost_of_its_sale_takes_the_revaluation_back_once() -> None:
    """4.3, adjust_inbound: the revalued return of a sale costs what the sale cost again, and so does its undo: 50.00, no Rounding."""
    book = one("Standard", "10").post("""
        Type     | Date       | Item | Qty | Invoiced | Applies-from
        Purchase | 2024-01-01 | A    | 5   |          |
        Sale     | 2024-01-02 | A    | 5   | 0        |
        Sale     | 2024-01-03 | A    | -5  | 0        | 2
    """)
    book.revalue("A", "2024-01-05", {"Inventory Value (Revalued)": "65"})
    book.post("Type | Date | Item | Qty | Correction | Applies-to\nSale | 2024-01-06 | A | 5 | Yes | 3").adjust()
    book.costs("50.00", "0.00", "50.00", "-50.00")
    assert not [v for v in book.ledger.records("Value Entry") if v["Entry Type"] == "Rounding"]


def test_a_shipment_that_is_short_and_undone_keeps_its_unit_cost() -> None:
    """2.17, 4.3. 6 shipped at 33.00, 5 of them covered at 80.00; the undo settles the shipment at its posted cost: 198.00 / 6 = 33.00.

    The piece without a source keeps that unit cost: 5 x 80.00 + 33.00 = 433.00, not the 6 x 80.00 of a settlement without one.
    """
    book = one("FIFO", "33").post("""
        Type     | Date       | Item | Qty | Invoiced | Amount | Correction | Applies-from
        Sale     | 2024-01-05 | A    | 6   | 0        |        |            |
        Purchase | 2024-01-06 | A    | 5   |          | 400    |            |
        Sale     | 2024-01-07 | A    | -6  |          |        | Yes        | 1
    """).adjust()
    book.values("""
        Actual | Expected | Cost per Unit | Adjustment
        0      | -198     | 33            |
        -198   | 198      | 33            |
        -235   | 0        | 39.16667      | Yes
    """, entry=1).costs("-433.00", "400.00", "433.00")


def test_a_sale_whose_receipt_a_fixed_application_takes_costs_its_posted_unit_cost_again() -> None:
    """2.6, 4.3, 5.5: 10 @ 9.00 received, 7 sold at a unit cost of 5.00 and adjusted: 63.00. A return to the vendor names the receipt and
    takes all 10 of it; the sale finds nothing else and is short. What has no source has the unit cost of its posting: 35.00.

    When adjusted only after the return it is 35.00 as well: what a sale costs does not depend on how often was adjusted (6.18)."""
    bought = "Type | Date | Item | Qty | Amount | Unit Cost\nPurchase | 2024-01-01 | A | 10 | 90 |\nSale | 2024-01-05 | A | 7 | | 5"
    back = "Type | Date | Item | Qty | Applies-to\nPurchase | 2024-01-08 | A | -10 | 1"
    once = one("FIFO").post(bought).post(back).adjust()
    once.costs("90.00", "-35.00", "-90.00")
    twice = one("FIFO").post(bought).adjust().costs("90.00", "-63.00").post(back).adjust()
    twice.costs("90.00", "-35.00", "-90.00")


def test_a_sale_that_loses_one_of_its_two_receipts_costs_the_other_and_its_posted_unit_cost() -> None:
    """2.6, 4.3: 4 @ 9.00 and 6 @ 8.00, 7 sold at a unit cost of 5.00: 36.00 + 24.00. The 6 go back to the vendor: 36.00 + 3 x 5.00."""
    book = one("FIFO").post("""
        Type     | Date       | Item | Qty | Amount | Unit Cost
        Purchase | 2024-01-01 | A    | 4   | 36     |
        Purchase | 2024-01-02 | A    | 6   | 48     |
        Sale     | 2024-01-05 | A    | 7   |        | 5
    """).adjust().costs("36.00", "48.00", "-60.00")
    book.post("Type | Date | Item | Qty | Applies-to\nPurchase | 2024-01-08 | A | -6 | 2").adjust()
    book.costs("36.00", "48.00", "-51.00", "-48.00")


def by_month(unit_cost: str) -> Book:
    """An Average item with monthly averages over all locations."""
    return one("Average", unit_cost).edit("Inventory Setup", {}, **{"Average Cost Period": "Month"})


def test_an_old_issue_that_moves_on_has_the_periods_behind_it_averaged_again() -> None:
    """2.5, 4.4. 10 sold short in June, 6 for 120.00 elsewhere: 20.00 each, -4 pieces are left. A sale of July keeps its posted 10.00 a piece.

    June is closed by an earliest valuation date. In August a transfer settles 4 of the sale, which is valued in August from then on:
    June's entry point is not flagged any more, July's is, and July begins with 6 for 120.00: the sale of 2 costs 40.00.
    The sale of August before that had flagged the entry point of August already."""
    book = by_month("10").post("""
        Type     | Date       | Item | Qty | Location | Amount | Unit Cost
        Sale     | 2024-06-10 | A    | 10  |          |        |
        Purchase | 2024-06-12 | A    | 6   | BLUE     | 120    |
        Sale     | 2024-07-21 | A    | 2   | BLUE     |        | 10
    """).adjust().costs("-200.00", "120.00", "-20.00")
    book.edit("Inventory Setup", {}, **{"Earliest Allowed Valuation Date": dt.date(2024, 7, 1)})
    book.post("Type | Date | Item | Qty\nSale | 2024-08-08 | A | 1")
    book.post("Type | Date | Item | Qty | Location | To\nTransfer | 2024-08-02 | A | 4 | BLUE |").adjust()
    book.values("Actual | Adjustment\n-20 |\n-20 | Yes", entry=3)


LATE = """
    Type     | Date       | Item | Qty | Invoiced | For entry | Amount | Unit Cost
    Purchase | 2024-02-02 | A    | 6   |          |           | 1200   |
    Sale     | 2024-02-10 | A    | 0   | {}       | 2         |        | 100
    Sale     | 2024-02-20 | A    | 12  |          |           |        | 100
"""


def shipped_before_the_earliest_date() -> Book:
    """10 for 1,000.00, 4 of them shipped in January and not invoiced: 400.00 expected. Then nothing may be valued before February."""
    book = by_month("100").post("""
        Type     | Date       | Item | Qty | Invoiced | Amount
        Purchase | 2024-01-01 | A    | 10  |          | 1000
        Sale     | 2024-01-10 | A    | 4   | 0        |
    """).adjust()
    return book.edit("Inventory Setup", {}, **{"Earliest Allowed Valuation Date": dt.date(2024, 2, 1)})


def test_an_invoice_valued_later_than_its_shipment_shares_the_average_of_its_period() -> None:
    """IJ04, 4.5, 6.9, 6.13. February: 6 for 600.00 are left, 6 come in for 1,200.00, the 4 shipped in January are invoiced.

    The invoice takes the 400.00 expected back and shares February's average: 16 for 2,200.00 are 137.50 each, 550.00 for the invoice and
    1,650.00 for the 12 sold; nothing is left. Were only its February entries excluded, without the pieces of January (12 for 1,800.00),
    150.00 each would go out and 200.00 too much be gone."""
    shipped_before_the_earliest_date().post(LATE.format("4")).adjust().costs("1000.00", "-550.00", "1200.00", "-1650.00").inventory("A", "0", "0")


def test_a_part_invoiced_later_than_its_shipment_shares_the_average_of_its_period() -> None:
    """As above, 1 of the 4 invoiced: 13 for 1,900.00 are 146.15 each. The invoice of the other 3 has the Valuation Date of the first (2.5, 1):
    again 16 for 2,200.00."""
    book = shipped_before_the_earliest_date().post(LATE.format("1")).adjust().costs("1000.00", "-146.15", "1200.00", "-1753.85")
    book.post("Type | Date | Item | Qty | Invoiced | For entry\nSale | 2024-03-05 | A | 0 | 3 | 2").adjust()
    book.costs("1000.00", "-550.00", "1200.00", "-1650.00").inventory("A", "0", "0")


def test_a_period_before_the_earliest_valuation_date_keeps_what_it_cost() -> None:
    """3.1, 4.4: 10 for 100.00, 4 sold at a unit cost of 5.00, not adjusted yet. An earliest valuation date is set, then the average period changed:
    that deletes all entry points and flags them anew, but never one before the date. January keeps its 20.00, the 6 sold in February take the
    other 80.00, so that nothing is left."""
    book = by_month("5").post("""
        Type     | Date       | Item | Qty | Amount | Unit Cost
        Purchase | 2024-01-01 | A    | 10  | 100    |
        Sale     | 2024-01-10 | A    | 4   |        | 5
    """).edit("Inventory Setup", {}, **{"Earliest Allowed Valuation Date": dt.date(2024, 2, 1)})
    book.edit("Inventory Setup", {}, **{"Average Cost Period": "Week"})
    book.post("Type | Date | Item | Qty\nSale | 2024-02-10 | A | 6").adjust().costs("100.00", "-20.00", "-80.00").inventory("A", "0", "0")


def test_a_return_invoiced_later_than_it_came_in_is_worth_what_is_recorded_by_then() -> None:
    """IJ04, 4.5. 13 sold of 17.8 for 1,588.83 and all of them returned in January, at 89.26 a piece; 4.16 of the return are invoiced in March.

    February's pool is everything valued up to its end: 17.8 for 1,588.83 without the invoice of March, so 0.968 sold cost 86.40."""
    book = by_month("10").post("""
        Type     | Date       | Item | Qty  | Invoiced | Amount  | Applies-from
        Purchase | 2024-01-05 | A    | 17.8 |          | 1588.83 |
        Sale     | 2024-01-07 | A    | 13   |          |         |
        Sale     | 2024-01-16 | A    | -13  | 0        |         | 2
    """).adjust().edit("Inventory Setup", {}, **{"Earliest Allowed Valuation Date": dt.date(2024, 2, 1)})
    book.post("""
        Type | Date       | Item | Qty   | Invoiced | For entry | Unit Cost
        Sale | 2024-03-01 | A    | 0     | -4.16    | 3         | 200
        Sale | 2024-02-18 | A    | 0.968 |          |           | 50
    """).adjust().values("Actual | Adjustment\n-48.40 |\n-38 | Yes", entry=4)


def test_an_output_that_is_taken_back_costs_its_share_of_the_whole_output_rounded() -> None:
    """4.7 and 4.3. 10.00 of material made 1, 2 and 1 pieces, 1 of the 2 is taken back: 3 pieces are left. The order gives 3.33, 6.67 and 3.33 and
    takes 3.33 back, 10.00 in all. Then the exact reversal takes half of the 6.67 that the whole output costs: 3.335, so 3.34, an adjustment of -0.01.

    4.6 counts on that share: when the last of the 2 is sold for 3.34 as well, the layer of 6.67 is a cent short and gets a Rounding entry
    of 0.01. The order keeps the cent in process (invariant 15 says 0.00, which 4.3 does not hold for an output taken back); audit G12 names it."""
    book = Book("No. | Method | Unit Cost\nA | FIFO | 10\nP | FIFO | 3", **{
        "Prod. Order Line": [{"Status": "Released", "Prod. Order No.": "P1", "Line No.": 10000, "Item No.": "P"}]})
    book.post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-01 | A | 1 | 10")
    book.post("Type | Date | Item | Qty\nConsumption | 2024-01-02 | A | 1", **PRODUCTION)
    book.post("""
        Type   | Date       | Item | Output Quantity | Applies-to
        Output | 2024-01-02 | P    | 1               |
        Output | 2024-01-03 | P    | 2               |
        Output | 2024-01-04 | P    | -1              | 4
        Output | 2024-01-05 | P    | 1               |
    """, **PRODUCTION).finish().adjust()
    book.costs("10.00", "-10.00", "3.33", "6.67", "-3.34", "3.33")
    book.values("Actual | Adjustment\n0 |\n-3.33 |\n-0.01 | Yes", entry=5)
    assert [(f["Order No."], f["text"]) for f in audit_costs(book.ledger, ["G12"])] == [("P1", "The order, finished, holds 0.01 in WIP.")]
    book.post("Type | Date | Item | Qty | Applies-to\nSale | 2024-01-10 | P | 1 | 4").adjust()
    book.values("Entry Type | Actual\nDirect Cost | 0\nDirect Cost | 6.67\nRounding | 0.01", entry=4)
    book.values("Actual\n-3.33\n-0.01", entry=7)


def test_a_balance_of_a_delta_that_came_back_to_nothing_is_not_in_the_average() -> None:
    """4.8 (i), 4.5. 2 sold short at 100.00 each, 10 received for 100.00; the 2 come back at 10.00 each and 1 of them is invoiced. The return is
    looked at twice: at 100.00 of the posted sale, then at the 10.00 of its average, as it is recorded already. Nothing is left of the first
    look; the balance of its invoice (-90.00) stayed in the pool of the next day, and 5 sold cost 5.00 instead of 50.00."""
    book = one("Average", "100").post("""
        Type     | Date       | Item | Qty | Invoiced | For entry | Applies-from | Amount
        Sale     | 2024-01-30 | A    | 2   |          |           |              |
        Purchase | 2024-02-13 | A    | 10  |          |           |              | 100
        Sale     | 2024-02-11 | A    | -2  | 0        |           | 1            |
        Sale     | 2024-02-14 | A    | 0   | -1       | 3         |              |
        Sale     | 2024-02-20 | A    | 5   |          |           |              |
    """).adjust()
    book.costs("-20.00", "100.00", "10.00", "-50.00").inventory("A", "5", "50")


def test_an_issue_by_name_behind_the_last_average_may_leave_a_cent() -> None:
    """4.3, 4.5, 4.6. 12 for 230.67, 2 sold at their average of 38.45; the other 10 are revalued from 192.22 to 96.11 and sold by name of the receipt:
    (230.67 - 96.11 x 12/10) x 10/12 = 96.115, so 96.12. No average comes behind it, and beside the average sale the receipt gets no Rounding
    entry: a value of -0.01 stays without any quantity (invariant 9 has no rule that makes it good), and audit G10 names it."""
    book = one("Average", "19.2225", setup={"Average Cost Period": "Week"}).post("""
        Type     | Date       | Item | Qty | Amount | Applies-to
        Purchase | 2024-03-01 | A    | 12  | 230.67 |
        Sale     | 2024-03-30 | A    | 2   |        |
    """).adjust().revalue("A", "2024-05-05", {"Inventory Value (Revalued)": Decimal("96.11")})
    book.post("Type | Date | Item | Qty | Applies-to\nSale | 2024-05-18 | A | 10 | 1").adjust()
    book.costs("134.56", "-38.45", "-96.12")
    assert [f["text"] for f in audit_costs(book.ledger, ["G10"])] == ["Without any quantity, the value on hand is -0.01."]


def test_a_receipt_revalued_by_hand_after_most_has_gone_keeps_their_part() -> None:
    """2.11, 4.5. 14 of 16 for 978.40 leave in January at 61.15; the whole receipt is revalued to 1,562.08 in March (+583.68), and the 2 left go back by name at
    195.26. January keeps its average, so 14/16 of the 583.68 stay without quantity: audit G10 names them, invariant 9 does not hold for such a line."""
    book = by_month("10").post("""
        Type            | Date       | Item | Qty | Amount | Value Entry Type | Applies-to | Inventory Value (Revalued)
        Purchase        | 2024-01-21 | A    | 16  | 978.40 |                  |            |
        Negative Adjmt. | 2024-01-25 | A    | 14  |        |                  |            |
        Purchase        | 2024-03-14 | A    | 16  |        | Revaluation      | 1          | 1562.08
        Purchase        | 2024-03-19 | A    | -2  | -200   |                  | 1          |
    """).adjust().costs("1562.08", "-856.10", "-195.26").inventory("A", "0", "510.72")
    assert [f["Code"] for f in audit_costs(book.ledger)] == ["G10"]
