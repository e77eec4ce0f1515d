"""Adjust Cost - Item Entries: filters, dates, what is left out, what it does the second time (costing-engine.md 4.1, 4.8, 4.11)."""

import random

import pytest

import xlcost
from tests.costing.book import Book, one
from xlcost import Ledger
from xlcost.problems import XlcostError

TWO_ITEMS = "No. | Method | Unit Cost\nA | FIFO | 1\nB | FIFO | 1"
LINES = """
    Type     | Date       | Item | Qty | Amount
    Purchase | 2024-01-01 | A    | 1   | 10
    Purchase | 2024-01-01 | B    | 1   | 20
    Sale     | 2024-01-15 | A    | 1   |
    Sale     | 2024-01-15 | B    | 1   |
    Purchase | 2024-01-16 | A    | 1   | 99
"""
FREIGHT = "Type | Date | Item | Qty | Invoiced | For entry | Charge | Amount\nPurchase | 2024-02-10 | {} | 0 | 1 | {} | FREIGHT | 5"


def late(items: str = TWO_ITEMS) -> Book:
    return Book(items).post(LINES).adjust().post(FREIGHT.format("A", 1)).post(FREIGHT.format("B", 2))


def test_only_the_items_asked_for() -> None:
    book = late().adjust(items=["b"]).costs("15.00", "25.00", "-10.00", "-25.00", "99.00")
    book.adjust().costs("15.00", "25.00", "-15.00", "-25.00", "99.00")


def test_an_item_left_out_of_the_batch_job() -> None:
    book = late().edit("Item", {"No.": "A"}, **{"Excluded from Cost Adjustment": True})
    book.ledger = xlcost.adjust_cost(book.ledger).ledger
    book.costs("15.00", "25.00", "-10.00", "-25.00", "99.00")


def test_until_a_day_for_average_items() -> None:
    """4.1: what is valued later than that stays as it is, and the item stays unadjusted."""
    book = one("Average").post("""
        Type     | Date       | Item | Qty | Amount
        Purchase | 2024-01-01 | A    | 3   | 15
        Sale     | 2024-01-02 | A    | 1   |
        Sale     | 2024-01-09 | A    | 1   |
    """).adjust().post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-08 | A | 2 | 30")
    book.ledger = xlcost.adjust_cost(book.ledger, until="2024-01-05").ledger
    book.costs("15.00", "-5.00", "-5.00", "30.00").shows("Item", "No. | Cost is Adjusted\nA |")
    book.adjust().costs("15.00", "-5.00", "-10.00", "30.00").shows("Item", "No. | Cost is Adjusted\nA | Yes")


@pytest.mark.parametrize(
    ("allowed", "closed", "posted"),
    [
        (None, None, "2024-01-15"),
        ("2024-01-15", None, "2024-01-15"),
        ("2024-02-05", None, "2024-02-05"),
        (None, "2024-01-31", "2024-02-01"),
        ("2024-01-20", "2024-01-31", "2024-02-01"),
        ("2024-03-01", "2024-01-31", "2024-03-01"),
    ],
)
def test_no_adjustment_in_a_closed_period_or_before_the_allowed_dates(allowed: str | None, closed: str | None, posted: str) -> None:
    """R14, 6.19: the document and the valuation date stay, only the posting date moves."""
    book = late()
    if allowed:
        book.ledger = book.ledger.upsert("General Ledger Setup", [{"Allow Posting From": allowed}])
    if closed:
        book.ledger = book.ledger.upsert("Inventory Period", [{"Ending Date": closed, "Closed": True}])
    book.adjust().values(f"Actual | Posting Date | Valued on | Document\n-10 | 2024-01-15 | 2024-01-15 | D3\n-5 | {posted} | 2024-01-15 | D3", entry=3)


def test_allow_posting_to_is_not_looked_at_but_checked() -> None:
    """4.8: the date is chosen without it, then checked like that of any line."""
    book = late()
    book.ledger = book.ledger.upsert("General Ledger Setup", [{"Allow Posting From": "2024-02-05", "Allow Posting To": "2024-02-01"}])
    with pytest.raises(XlcostError) as caught:
        xlcost.adjust_cost(book.ledger)
    assert caught.value.code == "IJ02"


def test_rounding_and_order_entries_respect_closed_periods_too() -> None:
    book = one("FIFO").post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-01 | A | 3 | 10\n" + "Sale | 2024-01-02 | A | 1 |\n" * 3)
    book.ledger = book.ledger.upsert("Inventory Period", [{"Ending Date": "2024-01-31", "Closed": True}])
    book.adjust().shows("Value Entry", "Entry Type | Posting Date | Valued on\nRounding | 2024-02-01 | 2024-01-01", {"Entry Type": "Rounding"})


def test_a_second_run_adds_nothing_and_changes_nothing() -> None:
    """R4."""
    book = late().adjust()
    again = xlcost.adjust_cost(book.ledger)
    assert again.added == {}
    assert again.changed == {}


def test_one_by_one_is_the_same_as_all_together() -> None:
    """6.18."""
    together = late().adjust()
    apart = late()
    for item in ("B", "A"):
        apart.ledger = xlcost.adjust_cost(apart.ledger, items=[item]).ledger
    apart.adjust()
    for table in ("Item Ledger Entry", "Item"):
        assert apart.ledger.records(table) == together.ledger.records(table)


def test_shuffled_rows_give_the_same_entries() -> None:
    """R5."""
    ledger = late().ledger
    tables = {t: ledger.records(t) for t in ledger.tables}
    for records in tables.values():
        random.Random(7).shuffle(records)
    shuffled = xlcost.adjust_cost(Ledger.from_records(tables))
    assert shuffled.added == xlcost.adjust_cost(ledger).added


def test_a_ledger_without_flags_is_adjusted_as_a_whole() -> None:
    """1.1: without Cost is Adjusted, entry points and Applied Entry to Adjust everything is to be adjusted."""
    ledger = late().ledger
    tables = {t: ledger.records(t) for t in ("Item", "Item Ledger Entry", "Value Entry", "Item Application Entry", "Inventory Setup")}
    tables["Item"] = [{k: v for k, v in r.items() if k != "Cost is Adjusted"} for r in tables["Item"]]
    tables["Item Ledger Entry"] = [{k: v for k, v in r.items() if k != "Applied Entry to Adjust"} for r in tables["Item Ledger Entry"]]
    bare = Ledger.from_records(tables)
    assert xlcost.adjust_cost(bare).added["Value Entry"] == xlcost.adjust_cost(ledger).added["Value Entry"]


def test_an_empty_ledger_is_adjusted_at_once() -> None:
    assert xlcost.adjust_cost(Ledger.from_records({})).added == {}
    assert xlcost.adjust_cost(Ledger.from_records({"Item": [{"No.": "A"}]})).added == {}


# -- an export without entry points ------------------------------------------------------------------------------
POINTS = "Avg. Cost Adjmt. Entry Point"


def waiting(method: str = "Average") -> Book:
    """January is adjusted; a late freight of January waits, and with it the sales of January and February."""
    return one(method).post("""
        Type     | Date       | Item | Qty | Amount
        Purchase | 2024-01-01 | A    | 10  | 100
        Sale     | 2024-01-02 | A    | 4   |
        Sale     | 2024-02-02 | A    | 2   |
    """).adjust().post("Type | Date | Item | Qty | Invoiced | For entry | Charge | Amount\nPurchase | 2024-02-10 | A | 0 | 10 | 1 | FREIGHT | 30")


@pytest.mark.parametrize("method", ["Average", "FIFO"])
def test_an_export_without_entry_points_is_adjusted_from_the_beginning(method: str) -> None:
    """1.1, 4.12: Cost is Adjusted = No says that something waits; where nothing says from which day on, everything does."""
    book, bare = waiting(method), waiting(method)
    bare.ledger = bare.ledger.without(POINTS)
    outcome = xlcost.adjust_cost(bare.ledger)
    assert outcome.added["Value Entry"] == book.adjust().last.added["Value Entry"]  # type: ignore[union-attr]
    (note,) = outcome.problems
    assert (note.code, note.where) == ("AC02", POINTS)
    assert "of: A." in note.what
    assert book.last is not None
    assert book.last.problems == ()
    again = xlcost.adjust_cost(outcome.ledger)
    assert (again.added, again.problems) == ({}, ())


def test_what_is_posted_before_the_adjustment_hides_no_earlier_day() -> None:
    """The first entry point of an export that has none must not stand for the days before it."""
    book = waiting()
    book.ledger = book.ledger.without(POINTS)
    book.post("Type | Date | Item | Qty\nSale | 2024-03-01 | A | 1").adjust()
    book.costs("130.00", "-52.00", "-26.00", "-13.00")


def test_an_item_that_is_adjusted_stays_so_without_entry_points() -> None:
    book = waiting().adjust()
    outcome = xlcost.adjust_cost(book.ledger.without(POINTS))
    assert (outcome.added, outcome.problems) == ({}, ())


def test_entry_points_that_are_there_say_from_which_day_on() -> None:
    """Only February waits by its entry point: January keeps the wrong cost that a system left there."""
    book = waiting()
    rows = [{**r, "Cost Is Adjusted": r["Valuation Date"].month == 1} for r in book.ledger.records(POINTS)]
    outcome = xlcost.adjust_cost(book.ledger.upsert(POINTS, rows))
    assert outcome.problems == ()
    assert [(v["Item Ledger Entry No."], str(v["Cost Amount (Actual)"])) for v in outcome.added["Value Entry"]] == [(3, "-10.00")]


def test_an_average_without_entry_points_is_not_revalued_before_it_is_adjusted() -> None:
    ledger = waiting().ledger.without(POINTS)
    with pytest.raises(XlcostError) as caught:
        xlcost.suggest_revaluation(ledger, posting_date="2024-02-28", items=["A"])
    assert caught.value.code == "RV04"
