"""Groups 6, 7 and 8: expected cost left on invoiced entries, dates of complete invoicing, value entries without entry."""

from __future__ import annotations

import numpy as np

from xlcost.money import Array
from xlcost.problems import Severity
from xlcost.views.audit_rules.books import Books
from xlcost.views.audit_rules.check import Check, Hits, of_entries, of_values


def _expected_left(books: Books) -> tuple[Array, Array, Array]:
    """Per entry (completely invoiced, sum of expected cost, sum of expected cost posted to G/L)."""
    expected = books.sum_values(books.values["Cost Amount (Expected)"])
    posted = books.sum_values(books.values["Expected Cost Posted to G/L"])
    return books.inventory_entries & books.entries["Completely Invoiced"], expected, posted


def _expected_posted(books: Books) -> Hits:
    invoiced, expected, posted = _expected_left(books)
    broken = np.r_[invoiced & ((expected != 0) | (posted != 0)), False]  # the last place stands for "no entry"
    amount = books.values["Expected Cost Posted to G/L"]
    return of_values(books, broken[books.owner] & (amount != 0), posted=amount)


def _expected_cost(books: Books) -> Hits:
    invoiced, expected, _ = _expected_left(books)
    return of_entries(invoiced & (expected != 0), expected=expected)


# -- dates of complete invoicing --------------------------------------------------------------------------------
def _no_invoice_date(books: Books) -> Hits:
    entries = books.entries
    broken = (entries["Invoiced Quantity"] != 0) & (entries["Last Invoice Date"] == 0)
    return of_entries(books.inventory_entries & broken, invoiced=entries["Invoiced Quantity"])


def _date_defect(books: Books) -> tuple[Array, Array]:
    """Per application (row of its entry, 0 or which of O02 to O04 it breaks)."""
    rows, entries = books.applications, books.entries
    if not entries.length:
        return books.applied, np.zeros(rows.length, dtype=np.int64)
    own = np.maximum(books.applied, 0)
    date, receipt = rows["Output Completely Invd. Date"], rows["Quantity"] > 0
    invoiced = (entries["Quantity"] == entries["Invoiced Quantity"])[own]
    kind = np.select(
        [
            receipt & (date != rows["Posting Date"]),
            ~receipt & invoiced & (date != entries["Last Invoice Date"][own]),
            ~receipt & ~invoiced & (date != 0),
        ],
        [2, 3, 4],
        default=0,
    )
    return books.applied, np.where(books.applied >= 0, kind, 0)


def _first_date_defect(books: Books, wanted: int) -> Hits:
    """The first application by Entry No. that breaks a date decides; one finding per entry."""
    owner, kind = _date_defect(books)
    bad = np.flatnonzero(kind)
    bad = bad[np.argsort(-books.applications["Entry No."][bad], kind="stable")]
    first = np.zeros(books.entries.length, dtype=np.int64)
    first[owner[bad]] = kind[bad]  # the lowest Entry No. is assigned last
    return of_entries(books.inventory_entries & (first == wanted))


def _receipt_date(books: Books) -> Hits:
    return _first_date_defect(books, 2)


def _invoiced_issue_date(books: Books) -> Hits:
    return _first_date_defect(books, 3)


def _open_issue_date(books: Books) -> Hits:
    return _first_date_defect(books, 4)


def _missing_entry(books: Books) -> Hits:
    named = np.array([bool(no) for no in books.values["Item No."].tolist()], dtype=np.bool_)
    return of_values(books, books.inventory_values & named & (books.owner < 0))


E, W = Severity.ERROR, Severity.WARNING
# fmt: off
CHECKS = (
    Check("X01", 6, W, "completely invoiced with expected cost or expected cost posted ≠ 0: per value entry with expected cost posted",
          "Expected cost of {posted} is posted for an invoiced entry.",
          "Run Post Inventory Cost to G/L first; if it stays, the interim accounts hold this amount.", _expected_posted),
    Check("X02", 6, E, "completely invoiced and sum of expected cost ≠ 0", "Completely invoiced, but {expected} of expected cost is left.",
          "Look for the missing balancing amount on the last invoice.", _expected_cost),
    Check("O01", 7, W, "Invoiced Quantity ≠ 0 and Last Invoice Date is blank", "{invoiced} is invoiced, but Last Invoice Date is blank.",
          "Fill Last Invoice Date from the last invoice.", _no_invoice_date),
    Check("O02", 7, W, "receipt: Output Completely Invd. Date ≠ Posting Date of the application",
          "Output Completely Invd. Date of a receipt is not its Posting Date.", "Correct the date on the application entry.", _receipt_date),
    Check("O03", 7, W, "invoiced issue: Output Completely Invd. Date ≠ Last Invoice Date",
          "Output Completely Invd. Date of an invoiced issue is not its Last Invoice Date.", "Correct the date on the application entry.",
          _invoiced_issue_date),
    Check("O04", 7, W, "issue not completely invoiced, but Output Completely Invd. Date is filled",
          "Output Completely Invd. Date is filled though the issue is not completely invoiced.", "Clear the date on the application entry.",
          _open_issue_date),
    Check("M01", 8, E, "value entry with an item whose item ledger entry does not exist", "The value entry points to an item ledger entry that does not exist.",
          "Restore the item ledger entry, or the link of the value entry.", _missing_entry),
)
# fmt: on
