"""An average and what it is made of may depend on each other: the turns end, and what they end at is told (costing-engine.md 4.5, 4.9)."""

import pytest

from tests.costing.book import Book, one
from xlcost.costing import applied, average
from xlcost.problems import XlcostError

LINES = """
    Type            | Date       | Item | Qty | Invoiced | For entry | Applies-to | Applies-from | Correction | Amount | Unit Cost
    Purchase        | 2024-01-16 | A    | 5   |          |           |            |              |            | 145    |
    Negative Adjmt. | 2024-01-23 | A    | 5   |          |           |            |              |            |        |
    Sale            | 2024-01-07 | A    | 7   | 0        |           |            |              |            |        |
    Purchase        | 2024-01-19 | A    | 18  | 0        |           |            |              |            |        | 3
    Sale            | 2024-01-25 | A    | -6  |          |           |            | 3            |            |        |
    Purchase        | 2024-01-12 | A    | 10  |          |           |            |              |            | 230    |
    Sale            | 2024-01-13 | A    | 6   |          |           |            |              |            |        |
    Sale            | 2024-02-03 | A    | 3   | 0        |           | 5          |              |            |        |
    Sale            | 2024-02-21 | A    | 17  |          |           |            |              |            |        |
    Positive Adjmt. | 2024-02-13 | A    | 5   |          |           |            | 2            |            |        |
    Sale            | 2024-02-19 | A    | 6   | 0        |           |            |              |            |        |
    Sale            | 2024-02-20 | A    | 19  | 0        |           |            |              |            |        |
    Sale            | 2024-03-10 | A    | -3  |          |           |            | 8            | Yes        |        |
    Sale            | 2024-03-13 | A    | 0   | 5        | 11        |            |              |            |        |
    Sale            | 2024-03-10 | A    | -19 |          |           |            | 12           |            |        |
"""


def test_a_short_sale_settled_in_part_by_an_undone_shipment_comes_to_its_average(monkeypatch: pytest.MonkeyPatch) -> None:
    """All is one quarter: 33 received for 145.00 + 54.00 + 230.00 = 429.00, 13.00 a piece, and all that left or came back costs that.

    The sale of 19 (entry 12) was short. The undo of entry 8, which was taken from the return 5 by name, settles 3 pieces of it with Cost Application;
    the sale stays valued by average, for it is settled in part only (2.4, 2.6). The average of entry 3 reaches it over 5, 8 and 13: the passes took
    back what the other gave, without end, while the running pool was taken across an exception (4.5)."""
    shares = []
    take_share = average._take_share

    def counted(*arguments: object) -> bool:
        shares.append(arguments)
        assert len(shares) < 1000, "the turns do not end"
        return take_share(*arguments)

    monkeypatch.setattr(average, "_take_share", counted)
    book = Book("No. | Method | Unit Cost\nA | Average | 30", {"Average Cost Period": "Quarter"}).post(LINES).adjust()
    book.shows("Item Ledger Entry", """
        Quantity | Actual | Expected
        5        | 145    |
        -5       | -65    |
        -7       |        | -91
        18       |        | 54
        6        | 78     |
        10       | 230    |
        -6       | -78    |
        -3       | -39    |
        -17      | -221   |
        5        | 65     |
        -6       | -65    | -13
        -19      |        | -247
        3        | 39     |
        19       | 247    |
    """)


def test_an_average_that_does_not_settle_is_named_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """4.9. No ledger is known that needs so many turns; here one is too many."""
    monkeypatch.setattr(average, "_CHANGES", 0)
    book = one("Average").post("""
        Type     | Date       | Item | Qty | Amount | Applies-from
        Purchase | 2024-01-02 | A    | 3   | 10     |
        Purchase | 2024-01-02 | A    | 3   | 20     |
        Sale     | 2024-01-03 | A    | 1   |        |
        Sale     | 2024-01-04 | A    | -1  |        | 3
    """)
    with pytest.raises(XlcostError) as caught:
        book.adjust()
    problem = caught.value.problem
    assert (problem.code, problem.where) == ("AC03", "item ledger entry 3")
    assert "item A in the period up to 2024-01-03 does not settle" in problem.what
    book.costs("10.00", "20.00", "-3.33", "3.33")


def test_the_average_has_the_last_word_on_a_short_sale_that_an_undo_settles_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """2.4, 2.6, 4.5. Averages by place and quarter. 20 sold short in BLUE are settled half by an undone shipment (entry 5, Cost Application), half by a receipt; then they
    come back. The pass along the applications gives the sale 10 pieces at the cost of the undo and 10 at its share of the receipt, the average pass the average of BLUE:
    each takes back what the other gave, for the return of entry 5 leads from one to the other. After twenty turns the average stays: BLUE received 4 at 8.00
    and 20 for 400.00, 432.00 for 24, so every piece that left it or came back costs 18.00."""
    lines = """
        Type            | Date       | Item | Qty | Invoiced | Location | To   | Applies-from | Correction | Amount | Unit Cost
        Sale            | 2024-01-14 | A    | 20  |          | BLUE     |      |              |            |        |
        Purchase        | 2024-01-17 | A    | 15  | 0        | RED      |      |              |            |        | 8
        Transfer        | 2024-01-19 | A    | 4   |          | RED      | BLUE |              |            |        |
        Sale            | 2024-01-08 | A    | 10  |          | BLUE     |      |              |            |        |
        Sale            | 2024-01-08 | A    | -10 |          | BLUE     |      | 5            | Yes        |        |
        Sale            | 2024-01-23 | A    | -20 |          | BLUE     |      | 1            |            |        |
        Transfer        | 2024-02-10 | A    | 20  |          | BLUE     | RED  |              |            |        |
        Purchase        | 2024-02-26 | A    | 20  |          | BLUE     |      |              |            | 400    |
        Negative Adjmt. | 2024-02-27 | A    | 6   |          | BLUE     |      |              |            |        |
        Positive Adjmt. | 2024-03-22 | A    | 1   |          | BLUE     |      | 11           |            |        |
    """
    setup = {"Average Cost Period": "Quarter", "Average Cost Calc. Type": "Item & Location & Variant"}
    book = Book("No. | Method | Unit Cost\nA | Average | 60", setup).post(lines)
    monkeypatch.setattr(applied, "TURNS", 10**6)
    with pytest.raises(XlcostError, match="AC03"):
        Book("No. | Method | Unit Cost\nA | Average | 60", setup).post(lines).adjust()
    monkeypatch.undo()
    book.adjust()
    book.costs("-360.00", "0.00", "-32.00", "32.00", "-180.00", "180.00", "360.00", "-360.00", "360.00", "400.00", "-108.00", "18.00")


def test_an_invoice_takes_from_what_its_shipment_left_of_the_pool() -> None:
    """4.5, running pool. 12 for 495.24, 10.8 of them shipped: 445.716, so 445.72 are expected. 8.64 are invoiced at a unit cost of 41.26667, 356.54: their pool is
    what the shipment left, 49.52 for 1.2, and 49.52 / 1.2 x 8.64 = 356.544 is that; the rounded cent of the shipment counts seven times."""
    book = Book("No. | Method | Unit Cost\nA | Average | 0", {"Average Cost Period": "Quarter"})
    book.post("Type | Date | Item | Qty | Unit Cost\nPositive Adjmt. | 2024-01-23 | A | 12 | 41.27")
    book.post("Type | Date | Item | Qty | Invoiced\nSale | 2024-01-24 | A | 10.8 | 0").adjust().unit_cost("A", "41.26667")
    book.post("Type | Date | Item | Qty | Invoiced | For entry\nSale | 2024-05-28 | A | 0 | 8.64 | 2").adjust()
    book.values("Actual | Expected\n0 | -445.72\n-356.54 | 356.58", entry=2)
