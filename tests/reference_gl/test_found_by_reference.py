"""What the comparison with the reference brought to light, as small tables."""

from __future__ import annotations

from decimal import Decimal

from tests.gl_books import company, value
from xlcost import Ledger, post_inventory_cost, reconcile_inventory


def test_a_line_that_was_never_posted_does_not_take_the_entry_of_the_posted_one() -> None:
    """Step 3 a of B7, "same sign": two outputs on one G/L entry of -1,007.00; their expected lines (expected posting is off) have no sign.

    The expected lines of the same account took the link before: -1,007.00 under Amount difference and 1,007.00 under Posted flag
    without G/L entry, where nothing is wrong.
    """
    outputs = [value(no, "Output", "Direct Cost", actual, expected) for no, actual, expected in ((1, "168.04", 225), (2, "838.96", -592))]
    posted = post_inventory_cost(company(outputs, expected_posting=False), "Per Posting Group", "COST").ledger
    causes = {account: row["causes"] for account, row in reconcile_inventory(posted).accounts.items() if row["causes"]}
    assert causes == {"2002": {"Not yet posted": Decimal(367)}, "2003": {"Not yet posted": Decimal(-367)}}


def test_the_accounts_of_that_table_tie_when_expected_cost_is_posted_too() -> None:
    outputs = [value(no, "Output", "Direct Cost", actual, expected) for no, actual, expected in ((1, "168.04", 225), (2, "838.96", -592))]
    posted: Ledger = post_inventory_cost(company(outputs), "Per Posting Group", "COST").ledger
    assert all(not row["causes"] for row in reconcile_inventory(posted).accounts.values())
