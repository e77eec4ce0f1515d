"""The average: periods, pools, what is left out of them (costing-engine.md 3, 3.1, 4.5)."""

import pytest

from tests.costing.book import one

BY_PLACE = {"Average Cost Calc. Type": "Item & Location & Variant"}


@pytest.mark.parametrize(
    ("period", "second", "together"),
    [
        ("Day", "2024-01-01", True),
        ("Day", "2024-01-02", False),
        ("Week", "2024-01-07", True),  # Sunday
        ("Week", "2024-01-08", False),
        ("Month", "2024-01-31", True),
        ("Month", "2024-02-01", False),
        ("Quarter", "2024-03-31", True),
        ("Quarter", "2024-04-01", False),
        ("Year", "2024-12-31", True),
        ("Year", "2025-01-01", False),
        ("Accounting Period", "2024-01-31", True),
        ("Accounting Period", "2024-02-01", False),
    ],
)
def test_a_later_receipt_of_the_same_period_takes_part(period: str, second: str, together: bool) -> None:
    """1 for 10 and a sale of 1 on 2024-01-01, 1 for 20 later: within one period the sale costs 15."""
    book = one("Average", setup={"Average Cost Period": period}).post(f"""
        Type     | Date       | Item | Qty | Amount
        Purchase | 2024-01-01 | A    | 1   | 10
        Sale     | 2024-01-01 | A    | 1   |
        Purchase | {second}   | A    | 1   | 20
    """).adjust()
    book.costs("10.00", "-15.00" if together else "-10.00", "20.00")


def test_a_fiscal_year_cuts_a_week() -> None:
    """3.1: a receipt of 01-01 does not take part in the average of a sale of 12-31, though both lie in one week."""
    lines = """
        Type     | Date       | Item | Qty | Amount
        Purchase | 2002-12-30 | A    | 1   | 10
        Sale     | 2002-12-31 | A    | 1   |
        Purchase | 2003-01-01 | A    | 1   | 20
    """
    for years in ([], [{"Starting Date": f"{y}-01-01", "New Fiscal Year": True} for y in (2002, 2003)]):
        book = one("Average", setup={"Average Cost Period": "Week"}, **({"Accounting Period": years} if years else {})).post(lines).adjust()
        book.costs("10.00", "-10.00", "20.00")
        book.shows("Avg. Cost Adjmt. Entry Point", "Valuation Date\n2002-12-31\n2003-01-05")


def test_accounting_periods_of_the_company() -> None:
    years = [{"Starting Date": d, "New Fiscal Year": d == "2024-01-01"} for d in ("2024-01-01", "2024-01-15", "2024-02-20")]
    book = one("Average", setup={"Average Cost Period": "Accounting Period"}, **{"Accounting Period": years}).post("""
        Type     | Date       | Item | Qty | Amount
        Purchase | 2024-01-14 | A    | 1   | 10
        Sale     | 2024-01-14 | A    | 1   |
        Purchase | 2024-01-15 | A    | 1   | 20
        Sale     | 2024-02-19 | A    | 1   |
    """).adjust()
    book.costs("10.00", "-10.00", "20.00", "-20.00").shows("Avg. Cost Adjmt. Entry Point", "Valuation Date\n2024-01-14\n2024-02-19")


def test_a_backdated_receipt_changes_all_periods_behind_it() -> None:
    book = one("Average").post("""
        Type     | Date       | Item | Qty | Amount
        Purchase | 2024-01-02 | A    | 2   | 20
        Sale     | 2024-01-05 | A    | 1   |
        Sale     | 2024-01-09 | A    | 1   |
    """).adjust().costs("20.00", "-10.00", "-10.00")
    book.post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-01 | A | 2 | 40").adjust().costs("20.00", "-15.00", "-15.00", "40.00")


def test_a_sale_split_in_two_costs_the_same() -> None:
    """6.13."""
    received = "Type | Date | Item | Qty | Amount\nPurchase | 2024-01-01 | A | 7 | 10\nPurchase | 2024-01-01 | A | 6 | 11.11\n"
    whole = one("Average").post(received + "Sale | 2024-01-02 | A | 5 |").adjust()
    halves = one("Average").post(received + "Sale | 2024-01-02 | A | 2 |\nSale | 2024-01-02 | A | 3 |").adjust()
    value = sum(v["Cost Amount (Actual)"] for v in whole.ledger.records("Value Entry"))
    assert value == sum(v["Cost Amount (Actual)"] for v in halves.ledger.records("Value Entry"))


def test_places_with_their_own_average() -> None:
    lines = """
        Type     | Date       | Item | Qty | Amount | Location | Variant Code
        Purchase | 2024-01-01 | A    | 1   | 10     | BLUE     |
        Purchase | 2024-01-01 | A    | 1   | 20     | RED      |
        Purchase | 2024-01-01 | A    | 1   | 60     | RED      | V1
        Sale     | 2024-01-02 | A    | 1   |        | RED      |
    """
    one("Average", setup=BY_PLACE).post(lines).adjust().costs("10.00", "20.00", "60.00", "-20.00")
    one("Average").post(lines).adjust().costs("10.00", "20.00", "60.00", "-30.00")


def test_a_named_issue_stays_out_of_the_average_and_out_of_its_pool() -> None:
    book = one("Average").post("""
        Type     | Date       | Item | Qty | Amount | Applies-to
        Purchase | 2024-01-01 | A    | 1   | 10     |
        Purchase | 2024-01-01 | A    | 3   | 90     |
        Sale     | 2024-01-02 | A    | 1   |        | 1
        Sale     | 2024-01-02 | A    | 1   |        |
    """).adjust()
    book.costs("10.00", "90.00", "-10.00", "-30.00")


def test_a_sale_returned_in_its_period_does_not_value_itself() -> None:
    book = one("Average", "50", setup={"Average Cost Period": "Month"}).post("""
        Type     | Date       | Item | Qty | Amount | Applies-from
        Purchase | 2024-01-01 | A    | 2   | 20     |
        Sale     | 2024-01-02 | A    | 1   |        |
        Sale     | 2024-01-03 | A    | -1  |        | 2
        Purchase | 2024-01-04 | A    | 2   | 60     |
        Sale     | 2024-01-05 | A    | 4   |        |
    """).adjust()
    book.costs("20.00", "-20.00", "20.00", "60.00", "-80.00").inventory("A", "0", "0")


def test_below_zero_the_posted_cost_stays_until_something_is_received() -> None:
    """2 sold at 23.00 from nothing: no pool, no average. A receipt of 1 for 30 is a pool of 30.00 each, also for the piece that is still short."""
    book = one("Average", "23").post("Type | Date | Item | Qty\nSale | 2024-01-01 | A | 2").adjust().costs("-46.00")
    book.post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-05 | A | 1 | 30").adjust().costs("-60.00", "30.00").inventory("A", "-1", "-30")
    book.post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-06 | A | 2 | 70").adjust()
    book.costs("-66.67", "30.00", "70.00")  # valued on 01-06 now, where 3 are worth 100.00


def test_a_revaluation_divides_its_period() -> None:
    """4.5: 10 for 100, 4 sold before the revaluation to 15.00 of 01-31, 3 after it (same month): -40 and -45."""
    book = one("Average", setup={"Average Cost Period": "Month"}).post("""
        Type     | Date       | Item | Qty | Amount
        Purchase | 2024-01-01 | A    | 10  | 100
        Sale     | 2024-01-10 | A    | 4   |
    """).adjust().revalue("A", "2024-01-31", {"Unit Cost (Revalued)": 15})
    book.post("Type | Date | Item | Qty\nSale | 2024-01-20 | A | 3").adjust()
    book.costs("130.00", "-40.00", "-45.00").inventory("A", "3", "45")


def test_the_same_month_without_a_revaluation_has_one_average() -> None:
    book = one("Average", setup={"Average Cost Period": "Month"}).post("""
        Type     | Date       | Item | Qty | Amount
        Purchase | 2024-01-01 | A    | 10  | 100
        Sale     | 2024-01-10 | A    | 4   |
        Purchase | 2024-01-15 | A    | 10  | 160
        Sale     | 2024-01-20 | A    | 3   |
    """).adjust()
    book.costs("100.00", "-52.00", "160.00", "-39.00")


def test_from_item_to_place_the_old_stock_is_shared_by_quantity() -> None:
    """3.1: closed year 2023 by Item: 10 for 100 in BLUE, 10 for 300 in RED = 20.00 each. From 2024 by place: BLUE starts with 10 for 200."""
    years = [{"Starting Date": "2023-01-01", "New Fiscal Year": True, "Closed": True, "Average Cost Calc. Type": "Item"}]
    years += [{"Starting Date": "2024-01-01", "New Fiscal Year": True, "Average Cost Calc. Type": "Item & Location & Variant"}]
    book = one("Average", setup=BY_PLACE, **{"Accounting Period": years}).post("""
        Type     | Date       | Item | Qty | Amount | Location
        Purchase | 2023-06-01 | A    | 10  | 100    | BLUE
        Purchase | 2023-06-01 | A    | 10  | 300    | RED
        Purchase | 2024-01-10 | A    | 10  | 400    | BLUE
        Sale     | 2024-01-20 | A    | 1   |        | BLUE
        Sale     | 2024-01-20 | A    | 1   |        | RED
    """).adjust()
    book.costs("100.00", "300.00", "400.00", "-30.00", "-20.00")


def test_a_changed_period_revalues_the_open_years_only() -> None:
    years = [{"Starting Date": "2023-01-01", "New Fiscal Year": True, "Closed": True}, {"Starting Date": "2024-01-01", "New Fiscal Year": True}]
    lines = "Type | Date | Item | Qty | Amount\n" + "\n".join(
        f"Purchase | {y}-01-01 | A | 1 | 10\nSale | {y}-01-02 | A | 1 |\nPurchase | {y}-01-03 | A | 1 | 30\nSale | {y}-01-31 | A | 1 |" for y in (2023, 2024)
    )
    book = one("Average", **{"Accounting Period": years}).post(lines).adjust()
    book.costs("10.00", "-10.00", "30.00", "-30.00", "10.00", "-10.00", "30.00", "-30.00")
    book.edit("Inventory Setup", {}, **{"Average Cost Period": "Month"}).adjust()
    book.costs("10.00", "-10.00", "30.00", "-30.00", "10.00", "-20.00", "30.00", "-20.00")


def test_an_entry_point_set_back_by_hand_sends_its_item_to_the_adjustment() -> None:
    """1.8: any inserted or changed entry point turns Cost is Adjusted of its item to No."""
    book = one("Average").post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-01 | A | 2 | 20\nSale | 2024-01-02 | A | 1 |").adjust()
    book.shows("Item", "Cost is Adjusted\nYes")
    book.edit("Avg. Cost Adjmt. Entry Point", {}).shows("Item", "Cost is Adjusted\nYes")
    book.edit("Avg. Cost Adjmt. Entry Point", {}, **{"Cost Is Adjusted": False}).shows("Item", "No. | Cost is Adjusted\nA |").adjust().shows("Item", "Cost is Adjusted\nYes")
