"""Every error code of posting and revaluation: one minimal bad line each, and the same line put right (costing-engine.md 2.1, 2.11)."""

from typing import Any

import pytest

import xlcost
from tests.costing.book import ASSEMBLY, PRODUCTION, Book, one
from xlcost import Ledger
from xlcost.problems import XlcostError

RELEASED = [
    {"Status": "Released", "Prod. Order No.": "P1", "Line No.": 10000, "Item No.": "B"},
    {"Status": "Finished", "Prod. Order No.": "P2", "Line No.": 10000, "Item No.": "B"},
]
HEADERS = [{"Document Type": "Order", "No.": "A1", "Item No.": "B"}]


def company() -> Book:
    """Entries: 1 A +10 received and invoiced, 2 A +10 received only, 3 A -4 sold, 4 B +5, 5 A -1 sold short at WEST."""
    return Book(
        "No. | Method | Unit Cost | Blocked\nA | FIFO | 10 |\nB | FIFO | 10 |\nX | FIFO | 10 | Yes",
        **{"Prod. Order Line": RELEASED, "Assembly Header": HEADERS},
    ).post("""
        Type     | Date       | Item | Qty | Invoiced | Location
        Purchase | 2024-01-01 | A    | 10  |          |
        Purchase | 2024-01-02 | A    | 10  | 0        |
        Sale     | 2024-01-03 | A    | 4   |          |
        Purchase | 2024-01-04 | B    | 5   |          |
        Sale     | 2024-01-05 | A    | 1   |          | WEST
    """)


LINES = [
    # code, headings, bad line, line put right, further fields
    ("IJ01", "Type | Date | Item | Qty", "Purchase | 2024-01-10 | | 1", "Purchase | 2024-01-10 | A | 1", {}),
    ("IJ01", "Type | Date | Item | Qty", "Purchase | | A | 1", "Purchase | 2024-01-10 | A | 1", {}),
    ("IJ01", "Type | Date | Item | Qty", "Purchase | 2024-01-10 | NONE | 1", "Purchase | 2024-01-10 | A | 1", {}),
    ("IJ01", "Type | Date | Item | Qty", "Purchase | 2024-01-10 | X | 1", "Purchase | 2024-01-10 | A | 1", {}),
    ("IJ01", "Type | Date | Item | Qty", " | 2024-01-10 | A | 1", "Purchase | 2024-01-10 | A | 1", {"bad": {"Entry Type": ""}}),
    ("IJ05", "Type | Date | Item | Qty | To | Amount", "Transfer | 2024-01-10 | A | 1 | EAST | 5", "Transfer | 2024-01-10 | A | 1 | EAST |", {}),
    ("IJ05", "Type | Date | Item | Qty | To | Discount Amount", "Transfer | 2024-01-10 | A | 1 | EAST | 5", "Transfer | 2024-01-10 | A | 1 | EAST |", {}),
    ("IJ05", "Type | Date | Item | Qty | To", "Transfer | 2024-01-10 | A | -1 | EAST", "Transfer | 2024-01-10 | A | 1 | EAST", {}),
    ("IJ05", "Type | Date | Item | Qty | To | Invoiced", "Transfer | 2024-01-10 | A | 1 | EAST | 0", "Transfer | 2024-01-10 | A | 1 | EAST | 1", {}),
    ("IJ06", "Type | Date | Item | Qty | Discount Amount", "Positive Adjmt. | 2024-01-10 | A | 1 | 2", "Positive Adjmt. | 2024-01-10 | A | 1 | 0", {}),
    ("IJ06", "Type | Date | Item | Qty | Discount Amount", "Negative Adjmt. | 2024-01-10 | A | 1 | 2", "Negative Adjmt. | 2024-01-10 | A | 1 |", {}),
    ("IJ07", "Type | Date | Item | Qty | Applies-from", "Sale | 2024-01-10 | A | -1 | 1", "Sale | 2024-01-10 | A | -1 | 3", {}),
    ("IJ07", "Type | Date | Item | Qty | Applies-from", "Sale | 2024-01-10 | A | 1 | 3", "Sale | 2024-01-10 | A | -1 | 3", {}),
    ("IJ07", "Type | Date | Item | Qty | Applies-from", "Sale | 2024-01-10 | B | -1 | 3", "Sale | 2024-01-10 | A | -1 | 3", {}),
    ("IJ07", "Type | Date | Item | Qty | Applies-from", "Sale | 2024-01-10 | A | -5 | 3", "Sale | 2024-01-10 | A | -4 | 3", {}),
    ("IJ07", "Type | Date | Item | Qty | Applies-from", "Sale | 2024-01-10 | A | -1 | 99", "Sale | 2024-01-10 | A | -1 | 3", {}),
    ("IJ08", "Type | Date | Item | Qty | Invoiced | For entry", "Purchase | 2024-01-10 | A | 0 | 1 | ", "Purchase | 2024-01-10 | A | 0 | 1 | 2", {}),
    ("IJ08", "Type | Date | Item | Qty | Invoiced | For entry", "Purchase | 2024-01-10 | B | 0 | 1 | 2", "Purchase | 2024-01-10 | A | 0 | 1 | 2", {}),
    ("IJ08", "Type | Date | Item | Qty | Invoiced | For entry", "Purchase | 2024-01-10 | A | 0 | 11 | 2", "Purchase | 2024-01-10 | A | 0 | 10 | 2", {}),
    ("IJ08", "Type | Date | Item | Qty | Invoiced | For entry", "Purchase | 2024-01-10 | A | 0 | 1 | 1", "Purchase | 2024-01-10 | A | 0 | 1 | 2", {}),
    ("IJ08", "Type | Date | Item | Qty", "Purchase | 2024-01-10 | A | 0", "Purchase | 2024-01-10 | A | 1", {}),
    ("IJ08", "Type | Date | Item | Qty | Invoiced | For entry", "Purchase | 2024-01-10 | A | 0 | 0 | 2", "Purchase | 2024-01-10 | A | 0 | 1 | 2", {}),
    ("IJ08", "Type | Date | Item | Qty | Invoiced | For entry | Subcontracting", "Output | 2024-01-10 | B | 0 | 1 | 9 | Yes", "Output | 2024-01-10 | B | 1 | | | ", {"bad": PRODUCTION, "right": PRODUCTION}),
    ("IJ08", "Type | Date | Item | Qty | Invoiced | For entry | Charge", "Purchase | 2024-01-10 | A | 0 | 1 | 99 | F", "Purchase | 2024-01-10 | A | 0 | 1 | 1 | F", {}),
    ("IJ08", "Type | Date | Item | Qty | Value Entry Type | Applies-to", "Purchase | 2024-01-10 | A | 10 | Revaluation |", "Purchase | 2024-01-10 | A | 10 | Revaluation | 1", {}),
    ("IJ08", "Type | Date | Item | Qty | Value Entry Type | Applies-to", "Purchase | 2024-01-10 | A | 10 | Revaluation | 2", "Purchase | 2024-01-10 | A | 10 | Revaluation | 1", {}),
    ("IJ08", "Type | Date | Item | Qty | Value Entry Type | Applies-to", "Purchase | 2024-01-10 | A | 10 | Rounding | 1", "Purchase | 2024-01-10 | A | 10 | Revaluation | 1", {}),
    ("IJ09", "Type | Date | Item | Qty | Order", "Consumption | 2024-01-10 | A | 1 | P1", "Consumption | 2024-01-10 | A | 1 | P1", {"right": PRODUCTION}),
    ("IJ09", "Type | Date | Item | Qty | Order", "Consumption | 2024-01-10 | A | 1 | P9", "Consumption | 2024-01-10 | A | 1 | P1", {"bad": {**PRODUCTION, "Order No.": "P9"}, "right": PRODUCTION}),
    ("IJ09", "Type | Date | Item | Qty", "Consumption | 2024-01-10 | A | 1", "Consumption | 2024-01-10 | A | 1", {"bad": {**PRODUCTION, "Order No.": "P2"}, "right": PRODUCTION}),
    ("IJ09", "Type | Date | Item | Output Quantity", "Output | 2024-01-10 | B | 1", "Output | 2024-01-10 | B | 1", {"bad": {**PRODUCTION, "Order Line No.": 0}, "right": PRODUCTION}),
    ("IJ09", "Type | Date | Item | Output Quantity | Run Time", "Output | 2024-01-10 | B | 0 | 2", "Output | 2024-01-10 | B | 0 | 2", {"bad": {**PRODUCTION, "Order No.": "P2"}, "right": PRODUCTION}),
    ("IJ09", "Type | Date | Item | Output Quantity | Run Time", "Output | 2024-01-10 | B | 0 | 2", "Output | 2024-01-10 | B | 0 | 2", {"right": PRODUCTION}),
    ("IJ09", "Type | Date | Item | Qty | Line", "Assembly Output | 2024-01-10 | B | 1 | 10000", "Assembly Output | 2024-01-10 | B | 1 | 0", {"bad": ASSEMBLY, "right": ASSEMBLY}),
    ("IJ09", "Type | Date | Item | Qty | Line", "Assembly Consumption | 2024-01-10 | A | 1 | 0", "Assembly Consumption | 2024-01-10 | A | 1 | 10000", {"bad": ASSEMBLY, "right": ASSEMBLY}),
    ("IJ10", "Type | Date | Item | Qty | Invoiced", "Purchase | 2024-01-10 | A | 39 | 26", "Purchase | 2024-01-10 | A | 26 | 26", {}),
    ("IJ10", "Type | Date | Item | Qty | Invoiced | For entry", "Purchase | 2024-01-10 | A | 1 | 1 | 2", "Purchase | 2024-01-10 | A | 0 | 1 | 2", {}),
    ("IJ11", "Type | Date | Item | Qty", "Consumption | 2024-01-10 | A | 17", "Consumption | 2024-01-10 | A | 16", {"bad": PRODUCTION, "right": PRODUCTION}),
    ("IJ11", "Type | Date | Item | Qty | To", "Transfer | 2024-01-10 | A | 17 | EAST", "Transfer | 2024-01-10 | A | 16 | EAST", {}),
    ("IJ12", "Type | Date | Item | Qty | Applies-to", "Sale | 2024-01-10 | A | 1 | 4", "Sale | 2024-01-10 | A | 1 | 1", {}),
    ("IJ12", "Type | Date | Item | Qty | Applies-to", "Sale | 2024-01-10 | A | 1 | 3", "Sale | 2024-01-10 | A | 1 | 1", {}),
    ("IJ12", "Type | Date | Item | Qty | Applies-to", "Sale | 2024-01-10 | A | 11 | 1", "Sale | 2024-01-10 | A | 10 | 1", {}),
    ("IJ12", "Type | Date | Item | Qty | Applies-to | Location", "Sale | 2024-01-10 | A | 1 | 1 | WEST", "Sale | 2024-01-10 | A | 1 | 1 |", {}),
    ("IJ12", "Type | Date | Item | Qty | Applies-to", "Sale | 2024-01-10 | A | 1 | 99", "Sale | 2024-01-10 | A | 1 | 2", {}),
]


@pytest.mark.parametrize(("code", "head", "bad", "right", "more"), LINES, ids=[f"{line[0]}: {line[2]}" for line in LINES])
def test_a_bad_line_is_refused_and_the_line_put_right_is_posted(code: str, head: str, bad: str, right: str, more: dict[str, Any]) -> None:
    book = company()
    book.refused(code, f"{head}\n{bad}", **more.get("bad", {}))
    book.post(f"{head}\n{right}", **more.get("right", {}))


def test_ij01_a_document_number_is_never_blank() -> None:
    with pytest.raises(XlcostError) as caught:
        xlcost.post_item_journal(company().ledger, [{"Entry Type": "Purchase", "Posting Date": "2024-01-10", "Item No.": "A", "Quantity": 1}])
    assert caught.value.code == "IJ01"


PURCHASE = "Type | Date | Item | Qty\nPurchase | {} | A | 1"


def test_ij02_allowed_posting_dates() -> None:
    book = one("FIFO", **{"General Ledger Setup": [{"Allow Posting From": "2024-02-01", "Allow Posting To": "2024-02-29"}]})
    for day in ("2024-01-31", "2024-03-01"):
        assert "allowed posting dates" in str(book.refused("IJ02", PURCHASE.format(day)))
    book.post(PURCHASE.format("2024-02-01")).post(PURCHASE.format("2024-02-29"))


def test_ij03_a_closed_inventory_period() -> None:
    book = one("FIFO", **{"Inventory Period": [{"Ending Date": "2024-01-31", "Closed": True}, {"Ending Date": "2024-02-29"}]})
    message = str(book.refused("IJ03", PURCHASE.format("2024-01-31")))
    assert "You cannot post before 2024-02-01 because the Inventory Period is already closed." in message
    book.post(PURCHASE.format("2024-02-01"))


def test_ij04_the_earliest_allowed_valuation_date() -> None:
    early = one("FIFO").post("Type | Date | Item | Qty | Invoiced\nPurchase | 2024-01-01 | A | 1 | 0\nPurchase | 2024-01-01 | A | 1 |")
    book = early.edit("Inventory Setup", {}, **{"Earliest Allowed Valuation Date": "2024-02-01"})
    book.refused("IJ04", PURCHASE.format("2024-01-31"))
    book.refused("IJ04", "Type | Date | Item | Qty | Applies-to\nSale | 2024-02-10 | A | 1 | 1")
    book.refused("IJ04", "Type | Date | Item | Qty | Invoiced | For entry | Charge | Amount\nPurchase | 2024-02-10 | A | 0 | 1 | 2 | FREIGHT | 5")
    book.post("Type | Date | Item | Qty | Invoiced | For entry | Amount\nPurchase | 2024-02-10 | A | 0 | 1 | 1 | 12")
    book.values("Actual | Valued on\n0 | 2024-01-01\n12 | 2024-02-10", entry=1)  # a pure invoice is valued on its own date


@pytest.mark.parametrize(
    ("setup", "item", "refused"), [(True, "", True), (True, "No", False), (False, "Yes", True), (False, "", False), (False, "Default", False)]
)
def test_ij11_negative_inventory_can_be_prevented(setup: bool, item: str, refused: bool) -> None:
    more = {"Prevent Negative Inventory": item} if item else {}
    book = one("FIFO", setup={"Prevent Negative Inventory": setup}, **more)
    sale = "Type | Date | Item | Qty\nSale | 2024-01-10 | A | 1"
    if refused:
        assert "insufficient quantity of Item A" in str(book.refused("IJ11", sale))
    else:
        book.post(sale)


def test_ij12_an_issue_of_a_specific_item_names_its_entry() -> None:
    book = one("Specific").post(PURCHASE.format("2024-01-01"))
    book.refused("IJ12", "Type | Date | Item | Qty\nSale | 2024-01-10 | A | 1")
    book.post("Type | Date | Item | Qty | Applies-to\nSale | 2024-01-10 | A | 1 | 1")


def test_ij13_output_and_consumption_of_one_line_are_never_tied() -> None:
    book = company().post("Type | Date | Item | Output Quantity\nOutput | 2024-01-10 | B | 5", **PRODUCTION)
    book.refused("IJ13", "Type | Date | Item | Qty | Applies-to\nConsumption | 2024-01-11 | B | 1 | 6", **PRODUCTION)
    book.post("Type | Date | Item | Qty | Applies-to\nConsumption | 2024-01-11 | B | 1 | 4", **PRODUCTION)


def test_one_bad_line_stops_the_whole_call() -> None:
    company().refused("IJ12", """
        Type     | Date       | Item | Qty | Applies-to
        Purchase | 2024-01-10 | A    | 1   |
        Sale     | 2024-01-11 | A    | 1   | 99
    """)


# -- revaluation ------------------------------------------------------------------------------------------------
AVERAGE_LINES = "Type | Date | Item | Qty | Amount\nPurchase | 2024-01-10 | A | 10 | 100"


def raises(code: str, book: Book, **options: Any) -> None:
    with pytest.raises(XlcostError) as caught:
        xlcost.suggest_revaluation(book.ledger, items=["A"], **options)
    assert caught.value.code == code


def test_rv01_an_average_item_is_revalued_per_item_by_the_places_of_its_average() -> None:
    by_item = one("Average").post(AVERAGE_LINES).adjust()
    raises("RV01", by_item, posting_date="2024-01-10", calculate_per="Item Ledger Entry")
    raises("RV01", by_item, posting_date="2024-01-10", by_location=True)
    raises("RV01", by_item, posting_date="2024-01-10", by_variant=True)
    by_place = one("Average", setup={"Average Cost Calc. Type": "Item & Location & Variant"}).post(AVERAGE_LINES).adjust()
    raises("RV01", by_place, posting_date="2024-01-10")
    raises("RV01", by_place, posting_date="2024-01-10", by_location=True)
    assert xlcost.suggest_revaluation(by_place.ledger, items=["A"], posting_date="2024-01-10", by_location=True, by_variant=True)


def test_rv02_an_average_is_revalued_on_the_last_day_of_its_period() -> None:
    book = one("Average", setup={"Average Cost Period": "Month"}).post(AVERAGE_LINES).adjust()
    raises("RV02", book, posting_date="2024-01-20")
    assert xlcost.suggest_revaluation(book.ledger, items=["A"], posting_date="2024-01-31")


def test_rv03_fields_that_contradict_each_other_and_a_quantity_that_has_changed() -> None:
    book = one("FIFO").post(AVERAGE_LINES)
    (line,) = xlcost.suggest_revaluation(book.ledger, items=["A"], posting_date="2024-01-31")
    with pytest.raises(XlcostError, match="RV03"):
        xlcost.post_item_journal(book.ledger, [{**line, "Unit Cost (Revalued)": 11, "Inventory Value (Revalued)": 111}])
    xlcost.post_item_journal(book.ledger, [{**line, "Unit Cost (Revalued)": 11, "Inventory Value (Revalued)": 110}])
    book.post("Type | Date | Item | Qty\nSale | 2024-01-20 | A | 1")
    with pytest.raises(XlcostError, match="RV03"):
        xlcost.post_item_journal(book.ledger, [{**line, "Unit Cost (Revalued)": 11}])


def test_rv04_cost_is_adjusted_before_it_is_revalued() -> None:
    raises("RV04", one("Average").post(AVERAGE_LINES), posting_date="2024-01-10")
    returned = one("FIFO").post("""
        Type     | Date       | Item | Qty | Applies-from
        Purchase | 2024-01-01 | A    | 1   |
        Sale     | 2024-01-02 | A    | 1   |
        Sale     | 2024-01-03 | A    | -1  | 2
    """)
    raises("RV04", returned, posting_date="2024-01-10", calculate_per="Item Ledger Entry")
    line = "Type | Date | Item | Qty | Value Entry Type | Applies-to | Inventory Value (Revalued)\nSale | 2024-01-10 | A | 1 | Revaluation | 3 | 12"
    returned.refused("RV04", line)
    returned.adjust().post(line)


def test_rv05_nothing_is_short_on_the_day_of_a_revaluation() -> None:
    book = one("FIFO").post("Type | Date | Item | Qty\nSale | 2024-01-05 | A | 1")
    raises("RV05", book, posting_date="2024-01-05")
    assert xlcost.suggest_revaluation(book.ledger, items=["A"], posting_date="2024-01-04") == []
    book.post("Type | Date | Item | Qty\nPurchase | 2024-01-06 | A | 2")
    assert xlcost.suggest_revaluation(book.ledger, items=["A"], posting_date="2024-01-06")


# -- columns ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("Item Ledger Entry", "Remaining Quantity"),
        ("Item Ledger Entry", "Entry Type"),
        ("Value Entry", "Cost Amount (Actual)"),
        ("Value Entry", "Expected Cost"),
        ("Item Application Entry", "Cost Application"),
    ],
)
def test_ac01_names_the_columns_that_costing_needs(table: str, column: str) -> None:
    book = company()
    tables = {t: book.ledger.records(t) for t in ("Item", "Item Ledger Entry", "Value Entry", "Item Application Entry")}
    tables[table] = [{k: v for k, v in row.items() if k != column} for row in tables[table]]
    ledger = Ledger.from_records(tables)
    for call in (lambda: xlcost.adjust_cost(ledger), lambda: xlcost.post_item_journal(ledger, book.lines(PURCHASE.format("2024-02-01")))):
        with pytest.raises(XlcostError) as caught:
            call()
        assert caught.value.code == "AC01"
        assert column in caught.value.problem.what
        assert caught.value.problem.where == table


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("IJ07", {"Entry Type": "Sale", "Quantity": -2, "Invoiced Quantity": -1, "Applies-from Entry": 1}),
        ("IJ08", {"Entry Type": "Purchase", "Quantity": 5, "Invoiced Quantity": 3, "Item Charge No.": "FREIGHT"}),
        ("IJ09", {"Entry Type": "Consumption", "Quantity": 5, "Invoiced Quantity": 3}),
    ],
)
def test_the_first_check_that_fails_names_the_code(code: str, line: dict[str, Any]) -> None:
    """Each line would fail IJ10 as well, which stands later in the list."""
    with pytest.raises(XlcostError) as caught:
        xlcost.post_item_journal(company().ledger, [{"Item No.": "A", "Posting Date": "2024-01-10", "Document No.": "D", **line}])
    assert caught.value.code == code


def test_a_consumption_of_a_specific_item_without_stock_lacks_stock() -> None:
    """IJ11 stands before IJ12."""
    book = Book("No. | Method | Unit Cost\nA | Specific | 10\nB | FIFO | 10", **{"Prod. Order Line": RELEASED})
    book.refused("IJ11", "Type | Date | Item | Qty\nConsumption | 2024-01-10 | A | 1", **PRODUCTION)
