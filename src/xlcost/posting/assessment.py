"""What each candidate would post, or the one code under which it is not posted (gl-posting A3 and A5).

The codes come in the order of the checks: expected cost posting off (S01), expected amounts where none may be (E04),
nothing to post (S02), no account rule (E01, E06), then account by account (S03, S04, E02, S05, E03, S06), then the
journal checks (account type E07, posting date E05). The first hit counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import ItemLedgerEntryType, ValueEntryType
from xlcost.ledger.table import Table
from xlcost.ledger.values import date_of
from xlcost.money import Array
from xlcost.posting.codes import CODES, NUMBER, Finding
from xlcost.posting.dates import AllowedDates, allowed_dates, last_closed_day
from xlcost.posting.lines import Lines, lines_of
from xlcost.posting.rules import AccountType

ACY = ("Cost Amount (Actual) (ACY)", "Cost Posted to G/L (ACY)", "Cost Amount (Expected) (ACY)", "Exp. Cost Posted to G/L (ACY)")


@dataclass(frozen=True)
class Assessment:
    """Candidates (rows of Value Entry in processing order) with their lines, amounts to post and codes."""

    ledger: Ledger
    entries: Table
    user_id: str = ""

    @cached_property
    def lines(self) -> Lines:
        """The lines by the account table."""
        return lines_of(self.ledger, self.entries)

    @cached_property
    def expected_posting(self) -> bool:
        """Expected Cost Posting to G/L."""
        return bool(self.ledger.setup("Inventory Setup")["Expected Cost Posting to G/L"])

    @cached_property
    def _to_post(self) -> tuple[Array, Array, Array, Array]:
        """Actual, expected, actual ACY, expected ACY to post per entry (A3); consumption and assembly ignore expected cost."""
        e = self.entries
        takes_expected = self.lines.has_expected | ~self.lines.valid if self.expected_posting else np.zeros(len(e), dtype=np.bool_)
        actual_acy, posted_acy, expected_acy, expected_posted_acy = (e[c] for c in ACY)
        return (
            e["Cost Amount (Actual)"] - e["Cost Posted to G/L"],
            np.where(takes_expected, e["Cost Amount (Expected)"] - e["Expected Cost Posted to G/L"], 0),
            actual_acy - posted_acy,
            np.where(takes_expected, expected_acy - expected_posted_acy, 0),
        )

    @cached_property
    def amount(self) -> Array:
        """Amount of each line, shape (entries, 4)."""
        actual, expected, _, _ = self._to_post
        return self.lines.amounts(actual, expected)

    @cached_property
    def amount_acy(self) -> Array:
        """Amount of each line in the additional reporting currency."""
        _, _, actual, expected = self._to_post
        return self.lines.amounts(actual, expected)

    @cached_property
    def active(self) -> Array:
        """Lines with an amount."""
        found: Array = self.lines.exists & ((self.amount != 0) | (self.amount_acy != 0))
        return found

    @cached_property
    def ignored(self) -> Array:
        """Item value entries that are left in the queue without a word: not inventoriable, or every amount 0 (A2)."""
        e = self.entries
        amounts = ("Cost Amount (Actual)", "Cost Amount (Expected)", "Cost Amount (Actual) (ACY)", "Cost Amount (Expected) (ACY)")
        nothing = np.logical_and.reduce([e[c] == 0 for c in amounts])
        found: Array = (e["Item Ledger Entry No."] != 0) & (~e["Inventoriable"] | nothing)
        return found

    @cached_property
    def expected_flag_wrong(self) -> Array:
        """E04a: Expected Cost on an entry that is neither Direct Cost nor Revaluation."""
        found: Array = self._never_expected & self.entries["Expected Cost"]
        return found

    @cached_property
    def expected_amount_wrong(self) -> Array:
        """E04b: an expected amount on such an entry."""
        found: Array = self._never_expected & (self.entries["Cost Amount (Expected)"] != 0)
        return found

    @cached_property
    def _never_expected(self) -> Array:
        kind = self.entries["Entry Type"]
        found: Array = (kind != int(ValueEntryType.DIRECT_COST)) & (kind != int(ValueEntryType.REVALUATION))
        return found

    @cached_property
    def invalid_code(self) -> Array:
        """E06 or E01 per entry without account rule, else 0."""
        e = self.entries
        purchase = (e["Item Ledger Entry Type"] == int(ItemLedgerEntryType.PURCHASE)) & (e["Entry Type"] == int(ValueEntryType.VARIANCE))
        found: Array = np.where(self.lines.valid, 0, np.where(purchase, NUMBER["E06"], NUMBER["E01"]))
        return found

    @cached_property
    def allowed(self) -> AllowedDates:
        """Allowed posting dates: of the user if either is filled, else of the general ledger setup."""
        return allowed_dates(self.ledger, self.user_id)

    @cached_property
    def in_closed_period(self) -> Array:
        """Per entry: its posting date lies in a closed inventory period (D2)."""
        last = last_closed_day(self.ledger)
        found: Array = (self.entries["Posting Date"] <= last) & (last > 0)
        return found

    @cached_property
    def outside_dates(self) -> Array:
        """E05 per entry: outside the allowed posting dates. A closed inventory period is no bar: posting before it is advised,
        not enforced (D3), and what is left is posted on its own date (D4)."""
        date, last = self.entries["Posting Date"], self.allowed.last
        found: Array = (date < self.allowed.first) | ((date > last) if last else False)
        return found

    @cached_property
    def _blocked_line(self) -> tuple[Array, Array]:
        """Per entry (code number, line) of the first line that cannot be posted; journal checks after all lookups."""
        status = np.where(self.active, self.lines.status, 0)
        journal = status == NUMBER["E07"]
        code = np.zeros(len(self.entries), dtype=np.int64)
        line = np.full(len(self.entries), -1, dtype=np.int64)
        for found in (journal, (status > 0) & ~journal):  # the later one wins
            hit = found.any(axis=1)
            first = found.argmax(axis=1)
            code = np.where(hit, status[np.arange(len(code)), first], code)
            line = np.where(hit, first, line)
        return code, line

    @cached_property
    def code(self) -> Array:
        """Number in CODES per entry, 0 = can be posted."""
        e = self.entries
        actual, expected, actual_acy, expected_acy = self._to_post
        nothing = (actual == 0) & (expected == 0) & (actual_acy == 0) & (expected_acy == 0)
        not_expected = e["Expected Cost"] & (e["Expected Cost Posted to G/L"] == 0)
        if self.expected_posting:
            not_expected = np.zeros(len(e), dtype=np.bool_)
        checks = (
            np.where(not_expected, NUMBER["S01"], 0),
            np.where(self.expected_flag_wrong | self.expected_amount_wrong, NUMBER["E04"], 0),
            np.where(nothing, NUMBER["S02"], 0),
            self.invalid_code,
            self._blocked_line[0],
            np.where(self.outside_dates, NUMBER["E05"], 0),
        )
        code = np.zeros(len(e), dtype=np.int64)
        for check in reversed(checks):
            code = np.where(check > 0, check, code)
        return code

    # -- words --------------------------------------------------------------------------------------------
    def finding(self, entry: int) -> Finding:
        """The reason why one entry is not posted; for an entry that can be posted an empty finding."""
        code = CODES[int(self.code[entry])]
        if code in ("", "S01", "S02", "E01", "E04", "E05", "E06"):
            return self._plain_finding(code, entry)
        return self.line_finding(code, entry, int(self._blocked_line[1][entry]))

    def line_finding(self, code: str, entry: int, line: int) -> Finding:
        """The reason why one line cannot be posted."""
        account_type = AccountType.of(self.lines.account_type[entry, line])
        account = self.lines.accounts.numbers[int(self.lines.account[entry, line])]
        return self.lines.accounts.finding(code, account_type, self.lines.setup_key(entry, line), account)

    def _plain_finding(self, code: str, entry: int) -> Finding:
        row = self.entries.row(entry)
        no = row["Entry No."]
        if code in ("E01", "E06"):
            return self.rule_finding(code, entry)
        if code == "E05":
            return self.date_finding(entry)
        texts = {
            "": ("", ""),
            "S01": (
                "Expected cost is not posted: Expected Cost Posting to G/L is No",
                "Set Expected Cost Posting to G/L to Yes in Inventory Setup, or wait for the invoice.",
            ),
            "S02": ("Nothing to post: cost and cost posted to G/L are equal", f"Delete value entry {no} from Post Value Entry to G/L."),
            "E04": (
                f"Expected Cost must be No and Cost Amount (Expected) 0 for Entry Type {ValueEntryType.of(row['Entry Type']).caption}",
                f"Correct Expected Cost and Cost Amount (Expected) of value entry {no} on sheet Value Entry.",
            ),
        }
        text, remedy = texts[code]
        return Finding(code, text, remedy=remedy)

    def rule_finding(self, code: str, entry: int) -> Finding:
        """E01 or E06 in words."""
        e = self.entries
        names = [e.definition.by_caption[c] for c in ("Item Ledger Entry Type", "Entry Type", "Variance Type")]
        captions = [c.option.of(e[c.caption][entry]).caption for c in names if c.option is not None]
        what = ", ".join(part or "(blank)" for part in captions)
        no = int(e["Entry No."][entry])
        text = "Variance Type must be Purchase" if code == "E06" else "No account rule"
        field = "Variance Type" if code == "E06" else "Item Ledger Entry Type, Entry Type or Variance Type"
        return Finding(code, f"{text} for {what}", remedy=f"Correct {field} of value entry {no} on sheet Value Entry.")

    def date_finding(self, entry: int) -> Finding:
        """E05 in words."""
        date = date_of(int(self.entries["Posting Date"][entry]))
        start, end = (date_of(d) for d in (self.allowed.first, self.allowed.last))
        limits = " ".join(part for part in (f"from {start}" if start else "", f"to {end}" if end else "") if part)
        remedy = "Widen Allow Posting From and Allow Posting To in User Setup or General Ledger Setup."
        return Finding("E05", f"Posting Date {date} is not allowed (allowed {limits})", remedy=remedy)


def closed_finding(ledger: Ledger, day: int) -> Finding:
    """W01 in words: posting reaches into a closed inventory period."""
    text = f"Posting Date {date_of(day)} lies in a closed inventory period (closed through {date_of(last_closed_day(ledger))})"
    remedy = "Post before the period is closed; to keep the general ledger of that time as it is, move Allow Posting From in General Ledger Setup."
    return Finding("W01", text, remedy=remedy)


def assess(ledger: Ledger, positions: Array, user_id: str = "") -> Assessment:
    """Assessment of value entries given as row positions, in that order."""
    return Assessment(ledger, ledger.table("Value Entry").take(positions), user_id)
