"""A close by a user with posting dates of his own: what posts for him is tested for him (gl-posting D4)."""

from __future__ import annotations

from tests.gl_books import company, value

from xlcost import Ledger, close_period
from xlcost.reports.close import Close


def test_the_test_report_of_a_close_knows_the_dates_of_its_user() -> None:
    dates = {
        "General Ledger Setup": [{"Allow Posting From": "2026-02-01"}],
        "User Setup": [{"User ID": "AMY", "Allow Posting From": "2026-01-01"}],
    }
    ledger = company([value(1, "Purchase", actual=100)], more=dates)
    codes = {user: {w["code"] for line in _close(ledger, user).test_report for w in line["Warnings"]} for user in ("", "AMY")}
    assert codes == {"": {"E05"}, "AMY": set()}
    assert [_close(ledger, user).posting.posted_count for user in ("", "AMY")] == [0, 1]


def _close(ledger: Ledger, user: str) -> Close:
    return close_period(ledger, "2026-01", user_id=user).results["close"]
