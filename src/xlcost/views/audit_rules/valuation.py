"""Groups 4 and 5: valued by average, and valuation dates of issues before those of their receipts."""

from __future__ import annotations

import numpy as np

from xlcost.ledger.options import ItemLedgerEntryType
from xlcost.ledger.values import date_of
from xlcost.money import Array
from xlcost.problems import Severity
from xlcost.views.audit_rules.books import Books
from xlcost.views.audit_rules.check import Check, Hits, of_entries
from xlcost.views.lookup import rows_of

_NEVER = np.iinfo(np.int64).max


def _average_issues(books: Books) -> Array:
    found: Array = books.inventory_entries & books.average & ~books.entries["Positive"]
    return found


def _average_flag(books: Books) -> Hits:
    """V01: an issue applied to an entry carries that entry's flag, any other issue is valued by average."""
    entries, values = books.entries, books.values
    flag, known = values["Valued By Average Cost"], books.owner >= 0
    looked = known & values["Inventoriable"] & (values["Item Ledger Entry Type"] != int(ItemLedgerEntryType.OUTPUT))
    if not entries.length:
        return of_entries(np.zeros(0, dtype=np.bool_))
    owner = np.maximum(books.owner, 0)
    applies = entries["Applies-to Entry"]
    first = books.first_value(values["Inventoriable"])
    target = rows_of(books.ledger, "Item Ledger Entry", applies)
    reference = np.where(target >= 0, first[np.maximum(target, 0)], -1)  # per entry: first value entry of what it applies to
    ref = reference[owner]
    against = (applies[owner] != 0) & (ref >= 0) & (flag != flag[np.maximum(ref, 0)])
    issue = (entries["Entry Type"] != int(ItemLedgerEntryType.TRANSFER)) & (entries["Quantity"] < 0)
    alone = (applies[owner] == 0) & ~flag & (values["Valuation Date"] != 0) & issue[owner]
    broken = np.zeros(entries.length, dtype=np.bool_)
    broken[books.owner[looked & (against | alone)]] = True
    return of_entries(_average_issues(books) & broken)


def _cost_application(books: Books) -> Hits:
    """V02: costs flow along receipts and fixed applications of average items, and along nothing else."""
    entries, rows = books.entries, books.applications
    if not entries.length:
        return of_entries(np.zeros(0, dtype=np.bool_))
    own = np.maximum(books.applied, 0)
    fixed = (entries["Applies-to Entry"] != 0)[own]
    transfer = (entries["Entry Type"] == int(ItemLedgerEntryType.TRANSFER))[own]
    flows, receipt = rows["Cost Application"], rows["Quantity"] > 0
    wrong = (receipt & ~flows) | (~receipt & fixed & ~flows) | (~receipt & ~fixed & flows & ~transfer)
    return of_entries(_average_issues(books) & books.any_application(books.applied, wrong))


def _issue_before_receipt(books: Books) -> Hits:
    """D01: an issue is valued before the receipt that it takes from."""
    entries, values, rows = books.entries, books.values, books.applications
    counts = values["Inventoriable"] & ~values["Partial Revaluation"] & (books.owner >= 0)
    first = books.first_value(counts)
    received = (
        np.where(first >= 0, values["Valuation Date"][np.maximum(first, 0)], 0) if values.length else np.zeros(entries.length, np.int64)
    )
    earliest = np.full(entries.length, _NEVER)
    np.minimum.at(earliest, books.owner[counts], values["Valuation Date"][counts])
    linked = (books.inbound >= 0) & (books.applied >= 0) & (rows["Quantity"] < 0)
    inbound, issue = books.inbound[linked], books.applied[linked]
    early = (first[inbound] >= 0) & (earliest[issue] < received[inbound])
    lowest = np.full(entries.length, _NEVER)
    np.minimum.at(lowest, inbound[early], earliest[issue[early]])
    hit = np.flatnonzero(books.inventory_entries & entries["Positive"] & (lowest != _NEVER))
    facts = {"date": [date_of(d) for d in received[hit].tolist()], "issue": [date_of(d) for d in lowest[hit].tolist()]}
    return Hits(hit, np.full(len(hit), -1), facts)


E = Severity.ERROR
# fmt: off
CHECKS = (
    Check("V01", 4, E, "average item, outbound: Valued By Average Cost contradicts its application",
          "Valued By Average Cost contradicts the application of the entry.",
          "An issue without fixed application is valued by average; a fixed one takes the flag of the entry it applies to.", _average_flag),
    Check("V02", 4, E, "average item, outbound: Cost Application of an application is wrong", "Cost Application of an application of the entry is wrong.",
          "Yes on receipts, fixed applications and transfers, else No.", _cost_application),
    Check("D01", 5, E, "inbound: an issue applied to it has an earlier Valuation Date",
          "Valued on {date}, but an issue taken from it is valued on {issue}.",
          "Run Adjust Cost - Item Entries; if it stays, correct the Valuation Date of the issue.", _issue_before_receipt),
)
# fmt: on
