"""Groups 1 and 2: the quantities of application entries against the quantity and the remaining quantity of the entry."""

from __future__ import annotations

import numpy as np

from xlcost.money import Array
from xlcost.problems import Severity
from xlcost.views.audit_rules.books import Books
from xlcost.views.audit_rules.check import Check, Hits, of_entries


def _sums(books: Books) -> tuple[Array, Array]:
    """Per entry (has an application of its own, sum of their quantities)."""
    quantity = books.applications["Quantity"]
    every = np.ones(len(quantity), dtype=np.bool_)
    return books.any_application(books.applied, every), books.sum_applications(books.applied, quantity)


def _open_outbound(books: Books) -> Array:
    waiting: Array = ~books.entries["Positive"] & books.entries["Open"]
    return waiting


def _untouched_but_applied(books: Books) -> Hits:
    has, applied = _sums(books)
    quantity, left = books.entries["Quantity"], books.entries["Remaining Quantity"]
    return of_entries(books.inventory_entries & _open_outbound(books) & (quantity == left) & has, quantity=quantity, applied=applied)


def _partly_applied(books: Books) -> Hits:
    has, applied = _sums(books)
    quantity, left = books.entries["Quantity"], books.entries["Remaining Quantity"]
    broken = _open_outbound(books) & (quantity != left) & has & (applied != quantity - left)
    return of_entries(books.inventory_entries & broken, applied=applied, needed=quantity - left)


def _fully_applied(books: Books) -> Hits:
    has, applied = _sums(books)
    quantity = books.entries["Quantity"]
    return of_entries(books.inventory_entries & ~_open_outbound(books) & has & (applied != quantity), applied=applied, quantity=quantity)


def _not_applied(books: Books) -> Hits:
    has, _ = _sums(books)
    return of_entries(books.inventory_entries & ~_open_outbound(books) & ~has, quantity=books.entries["Quantity"])


def _applied_twice(books: Books) -> Hits:
    applications = books.applications
    captions = ("Item Ledger Entry No.", "Inbound Item Entry No.", "Outbound Item Entry No.")
    order = np.lexsort(tuple(applications[c] for c in captions))
    again = np.ones(max(len(order) - 1, 0), dtype=np.bool_)
    for caption in captions:
        column = applications[caption][order]
        again &= column[1:] == column[:-1]
    mask = np.zeros(len(order), dtype=np.bool_)
    mask[order[1:][again]] = True
    return of_entries(books.inventory_entries & books.any_application(books.applied, mask))


def _wrong_sign(books: Books) -> Hits:
    rows = books.applications
    own, inbound, outbound = rows["Item Ledger Entry No."], rows["Inbound Item Entry No."], rows["Outbound Item Entry No."]
    quantity = rows["Quantity"]
    wrong = ((own == inbound) & (quantity < 0)) | ((own != inbound) & (quantity > 0)) | ((own != outbound) & (quantity < 0))
    return of_entries(books.inventory_entries & books.entries["Positive"] & books.any_application(books.inbound, wrong))


def _remaining_differs(books: Books) -> Hits:
    quantity, left = books.applications["Quantity"], books.entries["Remaining Quantity"]
    has = books.any_application(books.inbound, np.ones(len(quantity), dtype=np.bool_))
    found = books.sum_applications(books.inbound, quantity)
    return of_entries(books.inventory_entries & books.entries["Positive"] & has & (found != left), sum=found, remaining=left)


E = Severity.ERROR
# fmt: off
CHECKS = (
    Check("Q01", 1, E, "outbound, open, nothing applied, but an application exists",
          "Nothing of {quantity} is applied by Remaining Quantity, but applications of {applied} exist.",
          "Correct Remaining Quantity, or remove the application through the application worksheet.", _untouched_but_applied),
    Check("Q02", 1, E, "outbound, open, partly applied: sum of applications ≠ Quantity − Remaining Quantity",
          "Applications add up to {applied}, but {needed} is applied by Remaining Quantity.",
          "Look for a missing or changed application entry.", _partly_applied),
    Check("Q03", 1, E, "inbound, or outbound applied in full: sum of applications ≠ Quantity", "Applications add up to {applied}, the quantity is {quantity}.",
          "Look for a missing or changed application entry.", _fully_applied),
    Check("Q04", 1, E, "inbound, or outbound that is applied: no application", "The entry of {quantity} has no application entry.",
          "Restore the application entry; without it no cost can be forwarded.", _not_applied),
    Check("Q05", 1, E, "two applications with the same entry, inbound and outbound", "The same application stands twice.",
          "Merge the two application entries.", _applied_twice),
    Check("A01", 2, E, "inbound: an application of it has the wrong sign or belongs to neither end", "An application of the inbound entry has the wrong sign.",
          "Correct the application entry: receipts are above 0, issues below 0 and belong to the outbound entry.", _wrong_sign),
    Check("A02", 2, E, "inbound: sum of its applications ≠ Remaining Quantity", "Applications leave {sum}, but Remaining Quantity is {remaining}.",
          "Find the application that is missing or changed; the outbound entry with Q02 or Q03 names it.", _remaining_differs),
)
# fmt: on
