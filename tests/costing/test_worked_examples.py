"""The worked examples of costing-engine.md, chapter 8 and in the text, figure by figure."""

import pytest

from tests.costing.book import ASSEMBLY, PRODUCTION, Book, one
from xlcost import adjust_cost

RELEASED = [{"Status": "Released", "Prod. Order No.": "P1", "Line No.": 10000, "Item No.": "FG"}]


def test_8_2_three_for_ten_by_average_and_by_fifo() -> None:
    lines = """
        Type     | Date       | Item | Qty | Amount
        Purchase | 2024-01-01 | A    | 3   | 10
        Sale     | 2024-01-02 | A    | 1   |
        Sale     | 2024-01-03 | A    | 1   |
        Sale     | 2024-01-04 | A    | 1   |
    """
    one("Average", "0").post(lines).adjust().costs("10.00", "-3.33", "-3.34", "-3.33")
    fifo = one("FIFO", "0").post(lines).adjust().costs("9.99", "-3.33", "-3.33", "-3.33")
    fifo.values("""
        Entry Type  | Actual | Posting Date | Adjustment | Applies-to Entry | Valued
        Direct Cost | 10     | 2024-01-01   |            |                  | 3
        Rounding    | -0.01  | 2024-01-01   |            |                  | 3
    """, entry=1)


@pytest.mark.parametrize(
    ("period", "dates", "costs"),
    [
        ("Day", ("01-01", "02-01", "02-02", "02-03"), ("-30.00", "-30.00", "-100.00")),
        ("Month", ("01-01", "02-01", "02-02", "02-03"), ("-30.00", "-65.00", "-65.00")),
    ],
)
def test_8_3_average_by_day_and_by_month(period: str, dates: tuple[str, ...], costs: tuple[str, ...]) -> None:
    first, second, third, fourth = (f"2024-{d}" for d in dates)
    book = one("Average", "0", setup={"Average Cost Period": period}).post(f"""
        Type     | Date     | Item | Qty | Amount
        Purchase | {first}  | A    | 1   | 20
        Purchase | {first}  | A    | 1   | 40
        Sale     | {first}  | A    | 1   |
        Sale     | {second} | A    | 1   |
        Purchase | {third}  | A    | 1   | 100
        Sale     | {fourth} | A    | 1   |
    """).adjust()
    book.costs("20.00", "40.00", costs[0], costs[1], "100.00", costs[2]).inventory("A", "0", "0")


@pytest.mark.parametrize(("allowed", "posted"), [(None, "2024-01-15"), ("2024-02-01", "2024-02-01")])
def test_8_4_a_charge_after_the_sale(allowed: str | None, posted: str) -> None:
    book = one("FIFO").post("""
        Type     | Date       | Item | Qty | Invoiced | Amount | For entry | Charge
        Purchase | 2024-01-01 | A    | 1   |          | 10     |           |
        Sale     | 2024-01-15 | A    | 1   |          |        |           |
        Purchase | 2024-02-10 | A    | 0   | 1        | 2      | 1         | FREIGHT
    """)
    if allowed:
        book.ledger = book.ledger.upsert("General Ledger Setup", [{"Allow Posting From": allowed}])
    book.adjust().values(f"""
        Entry No. | Actual | Adjustment | Posting Date | Applies-to Entry | Valued on
        2         | -10    |            | 2024-01-15   |                  | 2024-01-15
        4         | -2     | Yes        | {posted}     | 2                | 2024-01-15
    """, entry=2)


def test_8_5_an_exact_reversal_follows_late_freight() -> None:
    book = one("FIFO").post("""
        Type     | Date       | Item | Qty | Invoiced | Amount | For entry | Charge  | Applies-from
        Purchase | 2024-01-01 | A    | 1   |          | 1000   |           |         |
        Sale     | 2024-01-15 | A    | 1   |          |        |           |         |
        Sale     | 2024-01-20 | A    | -1  |          |        |           |         | 2
        Purchase | 2024-02-10 | A    | 0   | 1        | 100    | 1         | FREIGHT |
    """)
    added = adjust_cost(book.ledger).added["Value Entry"]
    assert [str(v["Cost Amount (Actual)"]) for v in added] == ["-100.00", "100.00"]
    book.adjust().costs("1100.00", "-1100.00", "1100.00")


def test_8_6_a_purchase_return_with_and_without_its_receipt() -> None:
    lines = """
        Type     | Date       | Item | Qty | Amount | Unit Cost | Applies-to
        Purchase | 2024-01-04 | A    | 10  | 10     |           |
        Purchase | 2024-01-05 | A    | 10  | 20     |           |
        Purchase | 2024-01-03 | A    | -10 |        | 1         | {}
    """
    fixed = one("FIFO").post(lines.format(2))
    fixed.values("Actual | Valued on\n-10 | 2024-01-05", entry=3)
    fixed.adjust().values("Actual | Adjustment\n-10 |\n-10 | Yes", entry=3)
    one("FIFO").post(lines.format("")).adjust().costs("10.00", "20.00", "-10.00")


def test_8_7_expected_95_invoiced_100() -> None:
    one("FIFO").post("""
        Type     | Date       | Item | Qty | Invoiced | Unit Cost | Amount | For entry
        Purchase | 2024-01-01 | A    | 1   | 0        | 95        |        |
        Purchase | 2024-01-15 | A    | 0   | 1        |           | 100    | 1
    """).values("""
        Actual | Expected | Expected Cost | Posting Date | Valued on
        0      | 95       | Yes           | 2024-01-01   | 2024-01-01
        100    | -95      |               | 2024-01-15   | 2024-01-01
    """)


def test_8_8_standard_cost_with_variance_charge_and_revaluation() -> None:
    book = one("Standard", "100").post("""
        Type     | Date       | Item | Qty | Invoiced | Amount | For entry | Charge
        Purchase | 2024-01-01 | A    | 1   |          | 90     |           |
        Purchase | 2024-01-10 | A    | 0   | 1        | 20     | 1         | FREIGHT
    """).revalue("A", "2024-01-20", {"Unit Cost (Revalued)": 70, "Update Standard Cost": True})
    book.values("""
        Entry Type  | Variance Type | Charge  | Actual
        Direct Cost |               |         | 90
        Variance    | Purchase      |         | 10
        Direct Cost |               | FREIGHT | 20
        Variance    | Purchase      |         | -20
        Revaluation |               |         | -30
    """).unit_cost("A", "70").adjust().costs("70.00")


def test_8_9_whom_a_partial_revaluation_hits() -> None:
    """Ten of which 2 leave on 01-05 and 2 on 01-20, both entered before the revaluation of 01-10, and 2 on 01-02 entered after it.

    Remaining on 01-10 are 8, revalued by +1.00 each: the sale of 01-05 is not hit, that of 01-20 and the one entered later are.
    """
    book = one("FIFO").post("""
        Type     | Date       | Item | Qty | Amount
        Purchase | 2024-01-01 | A    | 10  | 100
        Sale     | 2024-01-05 | A    | 2   |
        Sale     | 2024-01-20 | A    | 2   |
    """).revalue("A", "2024-01-10", {"Inventory Value (Revalued)": 88}, calculate_per="Item Ledger Entry")
    book.post("Type | Date | Item | Qty\nSale | 2024-01-02 | A | 2").adjust()
    book.costs("108.00", "-20.00", "-22.00", "-22.00").inventory("A", "4", "44")


def test_8_10_overheads() -> None:
    book = one("Average", "0", **{"Indirect Cost %": "11.33", "Overhead Rate": "3.33"}).post("""
        Type     | Date       | Item | Qty | Invoiced | Amount | Unit Cost
        Purchase | 2024-01-01 | A    | 10  |          | 190    |
        Purchase | 2024-01-01 | A    | 5   | 0        |        | 24.4827
    """)
    book.values("""
        Entry Type    | Actual | Expected
        Direct Cost   | 190    | 0
        Indirect Cost | 54.83  | 0
        Direct Cost   | 0      | 122.41
    """)
    standard = one("Standard", "30", **{"Indirect Cost %": "11.33", "Overhead Rate": "3.33"})
    standard.post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-01 | A | 10 | 190")
    standard.values("Entry Type | Actual\nDirect Cost | 190\nIndirect Cost | 54.83\nVariance | 55.17")


def test_8_11_production_with_a_late_invoice() -> None:
    book = Book("No. | Method | Unit Cost | Low-Level Code\nCOMP | FIFO | 5 | 1\nFG | FIFO | 25 | 0", **{"Prod. Order Line": RELEASED})
    book.post("Type | Date | Item | Qty | Invoiced | Unit Cost\nPurchase | 2024-01-02 | COMP | 10 | 0 | 5")
    book.post("""
        Type        | Date       | Item | Qty | Output Quantity | Run Time | Unit Cost | Center type | Center
        Consumption | 2024-01-05 | COMP | 4   |                 |          |           |             |
        Output      | 2024-01-06 | FG   |     | 2               | 3        | 12        | Work Center | WC1
    """, **PRODUCTION).finish().adjust()
    book.values("""
        Entry Type  | Actual | Expected | Invoiced | Adjustment
        Direct Cost | 0      | 50       | 0        |
        Direct Cost | 56     | -50      | 2        |
    """, entry=3)
    book.post("Type | Date | Item | Qty | Invoiced | Amount | For entry\nPurchase | 2024-02-01 | COMP | 0 | 10 | 60 | 1").adjust()
    book.values("Actual | Adjustment\n-20 |\n-4 | Yes", entry=2)
    book.values("Actual | Adjustment | Invoiced\n0 | | 0\n56 | | 2\n4 | | 0", entry=3)
    book.unit_cost("FG", "30")


def test_1_3_boxes_of_thirteen_keep_what_the_unit_cost_loses() -> None:
    """143 pieces = 11 boxes of 13 at 199.90: Unit Cost 15.37692, expected cost 11 x 199.90 = 2198.90."""
    one("FIFO").post("""
        Type     | Date       | Item | Qty | Invoiced | Unit Cost | Qty. per Unit of Measure
        Purchase | 2024-01-01 | A    | 11  | 0        | 199.90    | 13
    """).values("Valued | Expected\n143 | 2198.90")


def test_2_11_a_whole_entry_revalued_by_hand() -> None:
    """100 received for 900, 40 sold; revalued to 1100: +200 on 100, of which adjusting moves 80 to the sale."""
    one("FIFO").post("""
        Type     | Date       | Item | Qty | Value Entry Type | Applies-to | Inventory Value (Revalued) | Amount
        Purchase | 2024-01-01 | A    | 100 |                  |            |                            | 900
        Sale     | 2024-01-02 | A    | 40  |                  |            |                            |
        Purchase | 2024-01-20 | A    |     | Revaluation      | 1          | 1100                       |
    """).adjust().costs("1100.00", "-440.00")


def test_3_1_a_change_of_the_calculation_type() -> None:
    lines = """
        Type     | Date       | Item | Qty | Amount | Location
        Purchase | 2024-01-01 | A    | 10  | 100    | BLUE
        Purchase | 2024-01-01 | A    | 10  | 200    | RED
        Sale     | 2024-01-10 | A    | 1   |        | BLUE
        Sale     | 2024-01-10 | A    | 1   |        | RED
    """
    book = one("Average", "0", setup={"Average Cost Period": "Month"}).post(lines).adjust().costs("100.00", "200.00", "-15.00", "-15.00")
    book.edit("Inventory Setup", {}, **{"Average Cost Calc. Type": "Item & Location & Variant"}).adjust()
    book.costs("100.00", "200.00", "-10.00", "-20.00")
    assert book.last is not None
    assert [str(v["Cost Amount (Actual)"]) for v in book.last.added["Value Entry"]] == ["5.00", "-5.00"]


def test_4_5_transfers_to_and_fro_in_one_week() -> None:
    """Calc. type Item, period Week: T1 takes from a pool of 2.66667 for 52.74: -9.23; T2 from 3.13334 for 61.97: -39.56, not -39.55."""
    book = one("Average", "0", setup={"Average Cost Period": "Week"}).post("""
        Type     | Date       | Item | Qty     | Amount | Location | To
        Purchase | 2024-01-01 | A    | 0.66667 | 13.91  | BLUE     |
        Purchase | 2024-01-01 | A    | 2       | 38.83  | GREEN    |
        Transfer | 2024-01-02 | A    | 0.46667 |        | BLUE     | GREEN
        Transfer | 2024-01-03 | A    | 2       |        | GREEN    | BLUE
    """).adjust()
    book.costs("13.91", "38.83", "-9.23", "9.23", "-39.56", "39.56").inventory("A", "2.66667", "52.74")


def test_4_7_the_overhead_rate_of_the_order_line_counts_once() -> None:
    """Order line 1.25, item 3.33, 10 pieces: Indirect Cost 12.50; a component 15.40 dearer later: Direct +15.40, Indirect +20.80."""
    book = Book(
        "No. | Method | Unit Cost | Overhead Rate\nCOMP | FIFO | 1 |\nFG | FIFO | 5 | 3.33",
        **{"Prod. Order Line": [{**RELEASED[0], "Overhead Rate": "1.25"}]},
    )
    book.post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-02 | COMP | 10 | 10")
    book.post("""
        Type        | Date       | Item | Qty | Output Quantity
        Consumption | 2024-01-05 | COMP | 10  |
        Output      | 2024-01-06 | FG   |     | 10
    """, **PRODUCTION).finish().adjust()
    book.post("Type | Date | Item | Qty | Invoiced | Amount | For entry | Charge\nPurchase | 2024-02-01 | COMP | 0 | 10 | 15.40 | 1 | FREIGHT").adjust()
    book.values("""
        Entry Type    | Actual | Expected
        Direct Cost   | 0      | 50
        Direct Cost   | 10     | -50
        Indirect Cost | 12.50  | 0
        Direct Cost   | 15.40  | 0
        Indirect Cost | 20.80  | 0
    """, entry=3)


def test_4_7_one_residual_runs_through_the_standard_shares() -> None:
    """18.5 pieces, subcontracted share 1.33 alone: Direct Cost 24.605 -> 24.61, residual -0.005, Subcontracted 24.60."""
    book = Book(
        "No. | Method | Unit Cost | Single-Level Subcontrd. Cost\nFG | Standard | 1.33 | 1.33",
        **{"Prod. Order Line": RELEASED},
    )
    book.post("Type | Date | Item | Output Quantity\nOutput | 2024-01-06 | FG | 18.5", **PRODUCTION).finish().adjust()
    book.values("""
        Entry Type  | Variance Type | Actual | Expected
        Direct Cost |               | 0      | 24.61
        Direct Cost |               | 0      | -24.61
        Variance    | Subcontracted | 24.60  | 0
    """)


def test_5_1_the_quotient_comes_first() -> None:
    """339476.04 for 12 pieces, 2.5 sold: 2.5/12 = 0.2083333333333333333333333333, so 70724.17 and not 70724.18."""
    one("FIFO").post("""
        Type     | Date       | Item | Qty | Amount
        Purchase | 2024-01-01 | A    | 12  | 339476.04
        Sale     | 2024-01-02 | A    | 2.5 |
    """).adjust().costs("339476.04", "-70724.17")


def test_a_kit_costs_its_components_and_its_resource() -> None:
    """2.10: 2 of X for 20.00 and 3 hours at 7.00 make 4 kits, posted at 5.00 each: 41.00, so +21.00 by the adjustment."""
    book = Book("No. | Method | Unit Cost\nX | FIFO | 10\nK | FIFO | 5", **{"Assembly Header": [{"Document Type": "Order", "No.": "A1", "Item No.": "K"}]})
    book.post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-01 | X | 2 | 20")
    book.together("""
        Type                 | Date       | Item | Qty | Line  | Center type | Center | Unit Cost
        Assembly Consumption | 2024-01-02 | X    | 2   | 10000 |             |        |
        Assembly Consumption | 2024-01-02 | K    | 3   | 20000 | Resource    | FITTER | 7
        Assembly Output      | 2024-01-02 | K    | 4   | 0     |             |        | 5
    """, **ASSEMBLY).adjust()
    book.values("Entry Type | Actual | Adjustment | Applies-to Entry\nDirect Cost | 20 | |\nDirect Cost | 21 | Yes |", entry=3)
