"""An average and what it is made of may depend on each other: the turns end, and what they end at is told (costing-engine.md 4.5, 4.9)."""

import pytest

from tests.costing.book import Book, one
from xlcost.costing import average
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
