"""Deviations from the letter of the rules that the independent reference of the adjustment found, each derived step by step."""

from tests.costing.book import PRODUCTION, Book, one

MONTH = {"Average Cost Period": "Month"}


def test_a_piece_named_after_a_revaluation_leaves_the_average_as_one_named_before_it() -> None:
    """4.5, line 2. 10 for 100.00 and 10 for 300.00, 2 sold; the 18 left (360.00) are revalued to 396.00 at the end of the month: 96.00 on the 8 left of the
    first receipt, -60.00 on the second. Then a piece of the first is named: 10.00 + 96.00 / 8 = 22.00.

    The sale was posted before the revaluation, so what came later is not in its pool - but the named piece and the 12.00 that it takes of the
    revaluation cancel and are kept: 400.00 + 12.00 - 22.00 = 390.00 for 19 pieces, 41.05 for 2. Left out they made it 40.00."""
    book = one("Average", "20", setup=MONTH).post("""
        Type     | Date       | Item | Qty | Amount
        Purchase | 2024-01-02 | A    | 10  | 100
        Purchase | 2024-01-03 | A    | 10  | 300
        Sale     | 2024-01-10 | A    | 2   |
    """).adjust()
    book.costs("100.00", "300.00", "-40.00")
    book.revalue("A", "2024-01-31", {"Inventory Value (Revalued)": 396}, calculate_per="Item")
    book.values("Entry Type | Actual | Valued\nDirect Cost | 100 | 10\nRevaluation | 96 | 8", entry=1)
    book.post("Type | Date | Item | Qty | Applies-to\nNegative Adjmt. | 2024-01-31 | A | 1 | 1").adjust()
    book.costs("196.00", "240.00", "-41.05", "-22.00")


def test_the_pool_is_taken_anew_after_every_issue_that_comes_back_into_it() -> None:
    """4.5, exceptions: an outbound whose chain re-enters the pool, also one that names its receipt. 4 for 10.02; 2 shipped, 1 of them invoiced. A piece for
    5.00 is sold by name and comes back. Then the other of the 2 is invoiced: the pool is 15.02 for 5 for both, 3.00 each. The pool that the
    first had left (12.02 for 4) would give 3.005, so 3.01, to the second."""
    book = one("Average", "3", setup=MONTH).post("""
        Type     | Date       | Item | Qty | Invoiced | For entry | Applies-to | Applies-from | Amount
        Purchase | 2024-01-02 | A    | 4   |          |           |            |              | 10.02
        Sale     | 2024-01-03 | A    | 2   | 0        |           |            |              |
        Sale     | 2024-01-04 | A    | 0   | 1        | 2         |            |              |
        Purchase | 2024-01-05 | A    | 1   |          |           |            |              | 5
        Sale     | 2024-01-06 | A    | 1   |          |           | 3          |              |
        Sale     | 2024-01-07 | A    | -1  |          |           |            | 4            |
        Sale     | 2024-01-08 | A    | 0   | 1        | 2         |            |              |
    """).adjust()
    book.costs("10.02", "-6.00", "5.00", "-5.00", "5.00")


def test_a_transfer_is_completely_invoiced_with_its_source_also_when_no_cost_changes() -> None:
    """4.5, 9: "until the source is invoiced and adjusted". 10 expected at 10.00, 4 moved, then invoiced at the expected price: both legs follow."""
    book = one("Average").post("""
        Type     | Date       | Item | Qty | Invoiced | For entry | Location | To  | Unit Cost | Amount
        Purchase | 2024-01-02 | A    | 10  | 0        |           | BLUE     |     | 10        |
        Transfer | 2024-01-03 | A    | 4   |          |           | BLUE     | RED |           |
    """).adjust()
    book.entries("Quantity | Completely Invoiced\n10 | \n-4 | \n4 | ")
    book.post("Type | Date | Item | Qty | Invoiced | For entry | Location | Amount\nPurchase | 2024-01-05 | A | 0 | 10 | 1 | BLUE | 100").adjust()
    book.entries("Quantity | Completely Invoiced\n10 | Yes\n-4 | Yes\n4 | Yes")
    book.costs("100.00", "-40.00", "40.00")


def test_balances_of_expected_cost_come_in_the_order_of_the_documents() -> None:
    """4.3, 4.8 (i). 10 shipped short at 10.00; D20 invoices 4 of them, then D10 invoices 3. Received at 20.00 they are 100.00 dearer: D10 comes first and
    balances 3/10 of it, D20 then 4/10 of the 70.00 that are left."""
    book = one("FIFO").post("""
        Type     | Date       | Item | Document | Qty | Invoiced | For entry | Amount
        Sale     | 2024-01-03 | A    | S1       | 10  | 0        |           |
        Sale     | 2024-01-04 | A    | D20      | 0   | 4        | 1         |
        Sale     | 2024-01-05 | A    | D10      | 0   | 3        | 1         |
        Purchase | 2024-01-06 | A    | P1       | 10  |          |           | 200
    """).adjust()
    book.values("""
        Document | Actual | Expected | Adjustment
        S1       | 0      | -100     |
        D20      | -40    | 40       |
        D10      | -30    | 30       |
        S1       | 0      | -100     | Yes
        D20      | 0      | 28       | Yes
        D20      | -40    | 0        | Yes
        D10      | 0      | 30       | Yes
        D10      | -30    | 0        | Yes
    """, entry=1)


def test_an_issue_does_not_take_from_a_pool_that_holds_its_own_return() -> None:
    """4.5: the running pool is valid up to the next exception; "taking it anew for every v differs only where line 1 keeps a v". 19 shipped and returned, 16
    of the return shipped again and invoiced last: their invoice (value entry 4) is valued first, from a pool of 16 that holds the return. The 19
    (value entry 2) must not take 19/16 of it: their return would cost what they cost, and the pool more from turn to turn - the adjustment never ended.
    What they take from is short by 3 pieces, so they keep what they were posted with."""
    book = one("Average", "70", setup={"Average Cost Period": "Week"}).post("""
        Type     | Date       | Item | Qty | Invoiced | For entry | Applies-from | Unit Cost
        Sale     | 2024-01-24 | A    | 16  | 0        |           |              |
        Sale     | 2024-01-20 | A    | 19  | 0        |           |              |
        Sale     | 2024-01-31 | A    | 7   | 0        |           |              |
        Sale     | 2024-01-13 | A    | 0   | 16       | 1         |              |
        Sale     | 2024-01-21 | A    | -19 |          |           | 2            |
        Purchase | 2024-01-24 | A    | 5   | 0        |           |              | 120
        Sale     | 2024-01-18 | A    | 8   |          |           |              |
    """).adjust()
    book.costs("-1370.00", "0.00", "0.00", "1330.00", "0.00", "-560.00")
    book.values("Expected\n-1330", entry=2)


def test_an_issue_costs_what_all_its_sources_give_after_they_have_their_own_cost() -> None:
    """4.3. Three shipments without stock. The 5 come back at a wrong 93.00 and the 4 are undone; both settle the first shipment, the undone ones as
    a cost application. Looked at after its sources it costs 5 x 10.00 + 4 x 10.00 + 1 not covered: 100.00. It was looked at before the return had its cost: 515.00."""
    book = one("Average", "10").post("""
        Type | Date       | Item | Qty | Applies-from | Correction | Unit Cost
        Sale | 2024-01-01 | A    | 10  |              |            |
        Sale | 2024-01-02 | A    | 5   |              |            |
        Sale | 2024-01-03 | A    | 4   |              |            |
        Sale | 2024-01-04 | A    | -5  | 2            |            | 93
        Sale | 2024-01-05 | A    | -4  | 3            | Yes        |
    """).adjust()
    book.costs("-100.00", "-50.00", "-40.00", "50.00", "40.00")


def test_an_item_is_visited_again_when_its_order_moved_an_average_before_the_last_day_of_the_run() -> None:
    """4.1: an Average item counts as adjusted when only entry points after the last day wait. 10 made for 200.00, 5 sold, one found elsewhere in February. Up to
    31 January the order gives the output its cost after the first visit of the item; the sale costs 100.00 in the same run. It stayed at 50.00."""
    book = Book("No. | Method | Unit Cost\nP | Average | 10", {"Average Cost Calc. Type": "Item & Location & Variant"}, **{
        "Prod. Order Line": [{"Status": "Released", "Prod. Order No.": "P1", "Line No.": 10000, "Item No.": "P"}]})
    book.post("Type | Date | Item | Output Quantity | Center type | Center | Run Time | Unit Cost\n"
              "Output | 2024-01-10 | P | 10 | Work Center | WC | 1 | 200", **PRODUCTION)
    book.post("Type | Date | Item | Qty | Location\nSale | 2024-01-12 | P | 5 |\nPositive Adjmt. | 2024-02-10 | P | 1 | RED").finish()
    book.adjust(until="2024-01-31").costs("200.00", "-100.00", "10.00")


def test_an_average_waits_for_the_order_that_makes_its_item_of_itself() -> None:
    """4.5, 4.9. Two lines make P: 1 and 2 pieces for 300.00 of work each. The one of January goes into the line of the 2 (rework), one of the 2 is sold in March.
    In the first turn the rework costs its average; March waits until the order has the 2 at their cost, so the sale gets one adjustment."""
    lines = [{"Status": "Released", "Prod. Order No.": "P1", "Line No.": n, "Item No.": "P"} for n in (10000, 20000)]
    book = Book("No. | Method | Unit Cost\nP | Average | 10", {"Average Cost Period": "Month"}, **{"Prod. Order Line": lines})
    second = {**PRODUCTION, "Order Line No.": 20000}
    work = "Type | Date | Item | Output Quantity | Center type | Center | Run Time | Unit Cost\nOutput | {} | P | {} | Work Center | WC | 1 | 300"
    book.post(work.format("2024-01-14", 1), **PRODUCTION).post(work.format("2024-01-28", 2), **second)
    book.post("Type | Date | Item | Qty\nConsumption | 2024-02-23 | P | 1", **second)
    book.post("Type | Date | Item | Qty\nSale | 2024-03-14 | P | 1").finish().adjust()
    book.costs("200.00", "600.00", "-200.00", "-300.00")
    book.values("Actual | Adjustment\n-10 |\n-290 | Yes", entry=4)


def test_what_an_order_made_and_took_is_in_the_pool_of_no_consumption() -> None:
    """4.5, line 4: "output of an order that consumed this item in the same period", whichever order the consumption is for. P1 makes 10 in February, expected at
    100.00; in April it takes 2 of them back for rework, so that its output is valued in April, too (2.5, 5), and with it the piece that P2 took.
    April holds 13 for 130.00 beside it: 10.00 a piece for both orders. With the output of P1 in its pool the piece for P2 cost 49.13."""
    lines = [{"Status": "Released", "Prod. Order No.": order, "Line No.": 10000, "Item No.": "A"} for order in ("P1", "P2")]
    book = one("Average", "100", setup=MONTH, **{"Prod. Order Line": lines})
    book.post("Type | Date | Item | Output Quantity\nOutput | 2024-02-17 | A | 10", **PRODUCTION)
    book.post("Type | Date | Item | Qty\nConsumption | 2024-02-20 | A | 1", **{**PRODUCTION, "Order No.": "P2"})
    book.post("Type | Date | Item | Qty | Unit Cost\nPositive Adjmt. | 2024-04-22 | A | 13 | 10")
    book.post("Type | Date | Item | Qty\nConsumption | 2024-04-27 | A | 2", **PRODUCTION).adjust()
    book.costs("0.00", "-10.00", "130.00", "-20.00")


def test_what_is_behind_an_open_sale_of_an_earlier_period_is_kept() -> None:
    """4.5, line 1: "an outbound that is open with Posting Date before the period start, or an ILE of the chain behind it, with at least one VE valued before the
    period". The sale of 13 (entry 1) is short; it comes back, is sold again and 10.4 of that come back (entry 4), all at one cost u. In February entry 4 gets
    180.00 by hand, 9 are received for 700.00 and settle a part of the sale, which is valued in February with what follows it; only entry 4 stays in January.
    It is behind the open sale, so it is in the pool of its invoice: u = (10.4 u + 180 + 700) / 19.4 = 97.78. Without it the invoice cost 700.00 / 9 = 77.78."""
    book = one("Average", "50", setup=MONTH).post("""
        Type | Date       | Item | Qty   | Invoiced | Applies-from
        Sale | 2024-01-24 | A    | 13    | 0        |
        Sale | 2024-01-30 | A    | -13   | 0        | 1
        Sale | 2024-01-23 | A    | 13    |          |
        Sale | 2024-01-13 | A    | -10.4 |          | 3
    """).adjust()
    book.post("""
        Type     | Date       | Item | Qty  | Value Entry Type | Applies-to | Inventory Value (Revalued) | Amount
        Sale     | 2024-02-29 | A    | 10.4 | Revaluation      | 4          | 700                        |
        Purchase | 2024-02-14 | A    | 9    |                  |            |                            | 700
    """).post("Type | Date | Item | Qty | Invoiced | For entry\nSale | 2024-01-18 | A | 0 | 10.4 | 1").adjust()
    book.costs("-1016.87", "0.00", "-1271.08", "1196.86", "700.00")


def test_overhead_alone_of_an_adjusted_order_goes_on_to_the_sale() -> None:
    """4.7: the value entries of an order flag its output "when some of the output has gone", overhead alone, too (2.16 names it quiet; invariant 8 decides). The first
    adjustment takes the overhead of the order line, 0.19 x 2, every later one that of the item, 0.00: -0.38 on the output, and +0.38 on its sale."""
    line = {"Status": "Released", "Prod. Order No.": "P1", "Line No.": 10000, "Item No.": "P", "Overhead Rate": "0.19", "Indirect Cost %": 0}
    book = Book("No. | Method | Unit Cost\nA | FIFO | 10\nP | FIFO | 10", **{"Prod. Order Line": [line]})
    book.post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-01 | A | 2 | 20")
    book.post("Type | Date | Item | Qty\nConsumption | 2024-01-02 | A | 2", **PRODUCTION)
    book.post("Type | Date | Item | Output Quantity\nOutput | 2024-01-03 | P | 2", **PRODUCTION)
    book.post("Type | Date | Item | Qty\nSale | 2024-01-04 | P | 2").finish().adjust().costs("20.00", "-20.00", "20.38", "-20.38")
    book.edit("Inventory Adjmt. Entry (Order)", {}, **{"Cost is Adjusted": False}).adjust().costs("20.00", "-20.00", "20.00", "-20.00")
