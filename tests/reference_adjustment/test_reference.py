"""Adjust Cost against the independent reference (costing-engine.md 4), on random companies.

A seed that differs is shrunk to the events that matter by `python -m tests.reference_adjustment.simulated --seed N --months M --shrink`.
"""

from decimal import Decimal

import pytest

import xlcost
from tests.costing.book import one
from tests.reference_adjustment.compare import compared_run
from tests.reference_adjustment.corners import THEMES
from tests.reference_adjustment.simulated import compared_company

LATE_FREIGHT = """
    Type     | Date       | Item | Qty | Invoiced | For entry | Charge  | Amount
    Purchase | 2024-01-02 | A    | 1   |          |           |         | 10
    Sale     | 2024-01-03 | A    | 1   |          |           |         |
    Purchase | 2024-01-04 | A    | 0   | 1        | 1         | FREIGHT | 1
"""


def agree(seed: int, months: int, theme: str = "") -> None:
    _, _, failure, counts = compared_company(seed, months, theme)
    again = f"python -m tests.reference_adjustment.simulated --seed {seed} --months {months} --shrink" + (f" --theme {theme}" if theme else "")
    assert not failure, f"{failure}\n{again}"
    assert counts["adjustments compared"] >= months


@pytest.mark.parametrize("seed", range(1, 41))
def test_two_months_of_business(seed: int) -> None:
    agree(seed, 2)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("seed", range(1, 7))
def test_corners(theme: str, seed: int) -> None:
    agree(seed, 2, theme)


@pytest.mark.nightly
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("seed", range(21_000, 21_200))
def test_corners_of_four_months(theme: str, seed: int) -> None:
    agree(seed, 4, theme)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(20_000, 20_600))
def test_four_months_of_business(seed: int) -> None:
    agree(seed, 4)


@pytest.mark.parametrize(
    ("column", "wrong"),
    [("Cost Amount (Actual)", Decimal("-0.99")), ("Applies-to Entry", 1), ("Document No.", "X"), ("Valued Quantity", Decimal(-2))],
)
def test_a_wrong_column_is_seen(column: str, wrong: object) -> None:
    """A charge of 1.00 after the sale; the value entry that brings it to the sale is changed in one column."""
    book = one("FIFO").post(LATE_FREIGHT)
    outcome = xlcost.adjust_cost(book.ledger)
    added = outcome.added["Value Entry"]
    assert compared_run(book.ledger, outcome.ledger, added) == []
    found = compared_run(book.ledger, outcome.ledger, [{**added[0], column: wrong}])
    assert found
    assert column in found[0]


def test_a_state_that_was_not_adjusted_is_seen() -> None:
    """The ledger before the run is no result of it."""
    book = one("FIFO").post(LATE_FREIGHT)
    kinds = {text.split(":")[0] for text in compared_run(book.ledger, book.ledger, [])}
    assert kinds == {"value missing", "state", "flag"}


def test_a_chain_deeper_than_the_recursion_of_the_rules() -> None:
    """4.9: 100 levels deep an entry is flagged and the item taken again; the order of work only, the cost is the same. A piece for 10.00 is sold and
    comes back at its cost sixty times, then freight of 1.00 arrives: all 120 entries get it."""
    turns = [f"Sale | 2024-01-03 | A | 1 | |\nSale | 2024-01-03 | A | -1 | {2 * n} |" for n in range(1, 61)]
    lines = "\n".join(["Type | Date | Item | Qty | Applies-from | Amount", "Purchase | 2024-01-02 | A | 1 | | 10", *turns])
    book = one("FIFO").post(lines).adjust()
    book.post("Type | Date | Item | Qty | Invoiced | For entry | Charge | Amount\nPurchase | 2024-01-04 | A | 0 | 1 | 1 | FREIGHT | 1")
    outcome = xlcost.adjust_cost(book.ledger)
    assert compared_run(book.ledger, outcome.ledger, outcome.added["Value Entry"]) == []
    assert len(outcome.added["Value Entry"]) == 120
