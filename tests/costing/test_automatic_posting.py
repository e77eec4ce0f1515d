"""Automatic Cost Posting = Yes: value entries reach the general ledger in the same call (interface.md 2)."""

from decimal import Decimal
from typing import Any

import pytest

import xlcost
from tests.costing.book import Book, one
from tests.simulator.company import found_company
from xlcost.problems import XlcostError

GROUPS = {"Inventory Posting Group": "STOCK", "Gen. Prod. Posting Group": "RETAIL"}
ACCOUNTS = {t: found_company(1).setup[t] for t in ("Inventory Posting Setup", "General Posting Setup")}


def company(automatic: bool, expected: bool = False, **tables: Any) -> Book:
    setup = {"Automatic Cost Posting": automatic, "Expected Cost Posting to G/L": expected}
    return one("FIFO", "10", setup=setup, **GROUPS, **{**ACCOUNTS, **tables})


LINES = """
    Type     | Date       | Item | Qty | Invoiced | Amount | For entry
    Purchase | 2024-01-01 | A    | 2   | 0        |        |
    Sale     | 2024-01-05 | A    | 1   |          |        |
    Purchase | 2024-01-10 | A    | 0   | 2        | 26     | 1
"""


def balances(book: Book) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for entry in book.ledger.records("G/L Entry"):
        found[entry["G/L Account No."]] = found.get(entry["G/L Account No."], Decimal(0)) + entry["Amount"]
    return {account: amount for account, amount in found.items() if amount}


@pytest.mark.parametrize("expected", [False, True])
def test_posting_at_once_is_posting_later(expected: bool) -> None:
    at_once = company(True, expected).post(LINES, **GROUPS).adjust()
    later = company(False, expected).post(LINES, **GROUPS).adjust()
    assert balances(later) == {}
    later.ledger = xlcost.post_inventory_cost(later.ledger).ledger
    assert balances(at_once) == balances(later) == {"200": Decimal(13), "704": Decimal(-26), "700": Decimal(13)}


def test_every_call_posts_its_own_value_entries() -> None:
    book = company(True)
    for line in book.lines(LINES, **GROUPS):
        outcome = xlcost.post_item_journal(book.ledger, [line])
        book.ledger = outcome.ledger
        posted = [v["Cost Amount (Actual)"] for v in outcome.added["Value Entry"]]
        assert [v["Cost Posted to G/L"] for v in outcome.added["Value Entry"]] == posted
        assert sum(e["Amount"] for e in outcome.added.get("G/L Entry", [])) == 0
    adjusted = xlcost.adjust_cost(book.ledger)
    assert [str(v["Cost Posted to G/L"]) for v in adjusted.added["Value Entry"]] == ["-3.00"]
    assert xlcost.post_inventory_cost(adjusted.ledger).added == {}


def test_a_missing_account_is_an_error_of_the_line_and_nothing_is_posted() -> None:
    book = company(True, **{"General Posting Setup": []})
    before = book.ledger
    with pytest.raises(XlcostError) as caught:
        book.post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-01 | A | 2 | 20", **GROUPS)
    assert caught.value.code.startswith(("S", "E"))
    assert book.ledger is before


def test_cumulative_expected_cost_counts_the_amount_with_its_overhead() -> None:
    """2.4: with both postings on, the first receipt after a change expects Amount + overhead: 2 for 21.00 and 10 %: 23.10, not 2 x Unit Cost."""
    line = "Type | Date | Item | Qty | Invoiced | Amount | Unit Cost | Indirect Cost %\nPurchase | 2024-01-0{} | A | 2 | 0 | 21 | 50 | 10"
    plain = company(True, False).post(line.format(1), **GROUPS)
    plain.values("Expected\n100")
    both = company(True, True).post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-01 | A | 1 | 10", **GROUPS).post(line.format(2), **GROUPS)
    both.values("Expected\n23.10", entry=2)
