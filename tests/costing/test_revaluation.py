"""Revaluation: suggestion, editing, posting per entry and per item (costing-engine.md 2.11)."""

from decimal import Decimal
from typing import Any

import pytest

import xlcost
from tests.costing.book import Book, one

LAYERS = """
    Type     | Date       | Item | Qty | Amount | Location
    Purchase | 2024-01-01 | A    | 10  | 100    | BLUE
    Purchase | 2024-01-05 | A    | 10  | 300    | RED
    Sale     | 2024-01-10 | A    | 4   |        | BLUE
"""
FIELDS = ("Entry Type", "Location Code", "Inventory Value Per", "Quantity", "Applies-to Entry", "Inventory Value (Calculated)", "Unit Cost (Calculated)")


def suggested(book: Book, day: str = "2024-01-31", **options: Any) -> list[tuple[str, ...]]:
    lines = xlcost.suggest_revaluation(book.ledger, posting_date=day, items=["A"], **options)
    assert all(line["Partial Revaluation"] and line["Amount"] == 0 and line["Document No."] == f"RV{day.replace('-', '')}" for line in lines)
    return [tuple(str(line.get(f, "")) for f in FIELDS) for line in lines]


def test_what_is_suggested_per_entry_per_item_and_per_location() -> None:
    book = one("FIFO").post(LAYERS).adjust()
    assert suggested(book, calculate_per="Item Ledger Entry") == [
        ("Purchase", "BLUE", "", "6.00", "1", "60.00", "10.00"),
        ("Purchase", "RED", "", "10.00", "2", "300.00", "30.00"),
    ]
    assert suggested(book) == [("Positive Adjmt.", "", "Item", "16.00", "", "360.00", "22.50")]
    assert suggested(book, by_location=True) == [
        ("Positive Adjmt.", "BLUE", "Location", "6.00", "", "60.00", "10.00"),
        ("Positive Adjmt.", "RED", "Location", "10.00", "", "300.00", "30.00"),
    ]


def test_the_suggestion_looks_back_to_its_date() -> None:
    book = one("FIFO").post(LAYERS).adjust()
    assert suggested(book, "2024-01-03") == [("Positive Adjmt.", "", "Item", "10.00", "", "100.00", "10.00")]
    assert suggested(book, "2024-01-09") == [("Positive Adjmt.", "", "Item", "20.00", "", "400.00", "20.00")]


def test_what_is_not_invoiced_is_suggested_for_standard_items_only() -> None:
    line = "Type | Date | Item | Qty | Invoiced\nPurchase | 2024-01-01 | A | 5 | 0"
    assert suggested(one("FIFO").post(line)) == []
    assert suggested(one("Standard").post(line)) == [("Positive Adjmt.", "", "Item", "5.00", "", "50.00", "10.00")]
    assert suggested(one("Standard").post(line), calculate_per="Item Ledger Entry") == []


def test_an_average_item_is_suggested_at_its_average() -> None:
    book = one("Average", setup={"Average Cost Period": "Month"}).post(LAYERS).adjust()
    assert suggested(book) == [("Positive Adjmt.", "", "Item", "16.00", "", "320.00", "20.00")]


@pytest.mark.parametrize(
    "edit",
    [{"Unit Cost (Revalued)": "25"}, {"Inventory Value (Revalued)": "400"}, {"Unit Cost (Revalued)": "25", "Inventory Value (Revalued)": "400"}],
)
def test_either_of_the_two_revalued_fields_may_be_edited(edit: dict[str, str]) -> None:
    """400 over 16 in proportion to quantity: 150 and 250, so +90 and -50."""
    book = one("FIFO").post(LAYERS).adjust().revalue("A", "2024-01-31", edit)
    book.shows("Value Entry", "Entry | Actual | Valued | Partial Revaluation\n1 | 90 | 6 | Yes\n2 | -50 | 10 | Yes", {"Entry Type": "Revaluation"})
    book.adjust().inventory("A", "16", "400")


def test_a_revaluation_that_changes_nothing_posts_nothing() -> None:
    book = one("Standard").post(LAYERS)
    before = len(book.ledger.records("Value Entry"))
    book.revalue("A", "2024-01-31", {"Update Standard Cost": True})
    assert len(book.ledger.records("Value Entry")) == before


def test_a_revaluation_to_nothing_and_the_cent_that_is_left_goes_with_the_last_entry() -> None:
    book = one("FIFO").post("Type | Date | Item | Qty | Amount\n" + "Purchase | 2024-01-01 | A | 1 | 10\n" * 3).adjust()
    book.revalue("A", "2024-01-31", {"Inventory Value (Revalued)": 20})
    found = [str(v["Cost Amount (Actual)"]) for v in book.ledger.records("Value Entry") if v["Entry Type"] == "Revaluation"]
    assert found == ["-3.33", "-3.34", "-3.33"]
    book.revalue("A", "2024-01-31", {"Inventory Value (Revalued)": 0}).inventory("A", "3", "0")


def test_a_line_without_calculated_fields_is_completed() -> None:
    book = one("FIFO").post(LAYERS).adjust()
    book.post("""
        Type            | Date       | Item | Value Entry Type | Inventory Value Per | Inventory Value (Revalued) | Partial Revaluation
        Positive Adjmt. | 2024-01-31 | A    | Revaluation      | Item                | 376                        | Yes
    """)
    assert sum(v["Cost Amount (Actual)"] for v in book.ledger.records("Value Entry") if v["Entry Type"] == "Revaluation") == Decimal(16)


def test_the_part_sold_later_carries_the_revaluation_away() -> None:
    book = one("FIFO").post(LAYERS).adjust().revalue("A", "2024-01-31", {"Unit Cost (Revalued)": 20}, calculate_per="Item Ledger Entry")
    book.post("Type | Date | Item | Qty | Location\nSale | 2024-02-01 | A | 6 | BLUE\nSale | 2024-02-01 | A | 10 | RED").adjust()
    book.costs("160.00", "200.00", "-40.00", "-120.00", "-200.00").inventory("A", "0", "0")


def test_the_new_standard_cost_has_its_shares() -> None:
    book = one("Standard", **{"Single-Level Material Cost": 6, "Single-Level Capacity Cost": 4}).post(LAYERS)
    book.revalue("A", "2024-01-31", {"Unit Cost (Revalued)": 12, "Update Standard Cost": True})
    (item,) = book.ledger.records("Item")
    assert [str(item[f]) for f in ("Standard Cost", "Unit Cost", "Single-Level Material Cost", "Single-Level Capacity Cost", "Rolled-up Material Cost")] == [
        "12.00",
        "12.00",
        "12.00",
        "0.00",
        "12.00",
    ]


def test_lines_of_several_places_are_posted_together() -> None:
    """2.11: what one line of a call posts does not send the next line of the item back to Adjust Cost (RV04)."""
    book = one("Average", setup={"Average Cost Calc. Type": "Item & Location & Variant"}).post("""
        Type     | Date       | Item | Qty | Amount | Location
        Purchase | 2024-01-01 | A    | 2   | 20     | RED
        Purchase | 2024-01-01 | A    | 2   | 30     | BLUE
    """).adjust()
    book.revalue("A", "2024-01-05", {"Unit Cost (Revalued)": 17}, by_location=True, by_variant=True)
    book.shows("Value Entry", "Location | Actual\nBLUE | 4\nRED | 14", {"Entry Type": "Revaluation"})


def test_cost_shares_of_the_line_become_those_of_the_standard() -> None:
    """2.11: named shares are taken from the line; where it names none of a kind, that kind is all material."""
    book = one("Standard").post("Type | Date | Item | Qty\nPurchase | 2024-01-01 | A | 5")
    edit = {"Unit Cost (Revalued)": 12, "Update Standard Cost": True, "Single-Level Material Cost": 7, "Single-Level Capacity Cost": 5}
    book.revalue("A", "2024-01-05", edit).shows(
        "Item",
        "Standard Cost | Unit Cost | Single-Level Material Cost | Single-Level Capacity Cost | Rolled-up Material Cost\n12 | 12 | 7 | 5 | 12",
    )
