"""What the general ledger accepts: accounts that can be posted to directly, dates in the allowed range (project-wip.md 11, gl-posting D4).

Inventory periods play no part: they lock the value of inventory (gl-posting D2), and WIP of projects changes no value entry.
"""

from __future__ import annotations

from xlcost.ledger import Ledger
from xlcost.ledger.options import GLAccountType
from xlcost.ledger.table import Row
from xlcost.ledger.values import date_of
from xlcost.posting.dates import allowed_dates
from xlcost.problems import XlcostError

_TAX_FIELDS = (
    "Gen. Posting Type",
    "Gen. Bus. Posting Group",
    "Gen. Prod. Posting Group",
    "VAT Bus. Posting Group",
    "VAT Prod. Posting Group",
)


class PostingRules:
    """The accounts and dates that lines of a run are checked against; without a sheet G/L Account accounts are not."""

    def __init__(self, ledger: Ledger, user_id: str = "") -> None:
        accounts = ledger.table("G/L Account")
        self._accounts = (
            {r["No."]: r for r in accounts.rows(("No.", "Account Type", "Blocked", *_TAX_FIELDS))} if ledger.has("G/L Account") else None
        )
        self._dates = allowed_dates(ledger, user_id)
        self._checked: set[str] = set()

    def check(self, row: Row, where: str) -> None:
        """Checks both accounts and the posting date of a journal line."""
        self._date(row["Posting Date"], where)
        for caption in ("G/L Account No.", "G/L Bal. Account No."):
            number = row[caption]
            if number not in self._checked:
                self._account(number, where)
                self._checked.add(number)

    def _date(self, day: int, where: str) -> None:
        if not self._dates.allows(day):
            raise XlcostError(
                "E05",
                f"The posting date {date_of(day)} is not within the allowed range.",
                where=where,
                rule="Allow Posting From and To of User Setup or General Ledger Setup limit the posting dates.",
                remedy="Choose another date (Use Reversal Date), or open the range.",
            )

    def _account(self, number: str, where: str) -> None:
        if self._accounts is None:
            return
        account = self._accounts.get(number)
        if account is None:
            raise XlcostError(
                "GL_ACCOUNT_MISSING",
                f"There is no G/L account {number}.",
                where=where,
                rule="WIP is posted to accounts of the sheet G/L Account.",
                remedy=f"Add {number} to the sheet G/L Account, or correct the project posting group.",
            )
        filled = [caption for caption in _TAX_FIELDS if account[caption].strip()]
        reasons = []
        if account["Account Type"] != GLAccountType.POSTING:
            reasons.append(f"its Account Type is {GLAccountType.of(account['Account Type']).caption}")
        if account["Blocked"]:
            reasons.append("it is blocked")
        if filled:
            reasons.append(f"{', '.join(filled)} is filled")
        if reasons:
            raise XlcostError(
                "GL_ACCOUNT_NOT_POSTABLE",
                f"G/L account {number} cannot be posted to: {'; '.join(reasons)}.",
                where=where,
                rule="A WIP account is a posting account, not blocked, without general and VAT posting groups.",
                remedy=f"Correct account {number}, or use another one in the project posting group.",
            )
