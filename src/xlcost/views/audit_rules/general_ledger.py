"""Rules G01 to G08, G15 and G16: value entries against the G/L, through the links of the reconciliation.

Without any G/L entry and relation in the workbook nothing can be said about links, and the rules that need them are
silent. Worked example: value entry 7 says 100.00 posted, the relation table has no row for it and no G/L entry matches
by value: G02. Was its G/L entry merely booked with 100.05, it is linked and G04 names the 0.05.
"""

from __future__ import annotations

import numpy as np

from xlcost.ledger.values import date_of
from xlcost.money import Array, sum_by
from xlcost.posting.lines import finished_without_output
from xlcost.posting.queue import QUEUE, unposted
from xlcost.posting.rules import GENERAL_SETUP, AccountType
from xlcost.problems import Severity
from xlcost.views.audit_rules.books import Books
from xlcost.views.audit_rules.check import Check, Hits, decimals, of_entries, of_names, of_values
from xlcost.views.lines import book_lines, gl_side
from xlcost.views.links import links_of
from xlcost.views.lookup import rows_of

RELATION = "G/L - Item Ledger Relation"


def _has_books(books: Books) -> bool:
    return books.ledger.has("G/L Entry") or books.ledger.has(RELATION)


def _related(books: Books) -> Array:
    """Value entries with a relation row, or matched to a G/L entry."""
    found = np.isin(books.values["Entry No."], books.ledger.table(RELATION)["Value Entry No."])
    found[book_lines(books.ledger).entry[links_of(books.ledger).line]] = True
    return found


def _not_posted_not_queued(books: Books) -> Hits:
    values = books.values
    actual = values["Cost Amount (Actual)"] - values["Cost Posted to G/L"]
    expected = values["Cost Amount (Expected)"] - values["Expected Cost Posted to G/L"]
    expected_on = books.ledger.setup("Inventory Setup")["Expected Cost Posting to G/L"]
    expected = np.where(_settled(books), 0, expected) if expected_on else np.zeros_like(expected)
    waiting = books.ledger.table(QUEUE)["Value Entry No."]
    queued = np.isin(values["Entry No."], waiting) if books.ledger.has(QUEUE) else unposted(books.ledger, values)
    broken = values["Inventoriable"] & ((actual != 0) | (expected != 0)) & ~queued
    return of_values(books, books.inventory_values & broken, actual=actual, expected=expected)


def _settled(books: Books) -> Array:
    """Value entries of invoiced entries whose expected cost never reached the G/L: nothing is left to post of it."""
    values = books.values
    open_cost = books.sum_values(values["Cost Amount (Expected)"]) != 0
    touched = books.count_values(values["Expected Cost Posted to G/L"] != 0) > 0
    settled = np.r_[books.entries["Completely Invoiced"] & ~open_cost & ~touched, False]
    found: Array = settled[books.owner]
    return found


def _posted_without_entry(books: Books) -> Hits:
    values = books.values
    posted = (values["Cost Posted to G/L"] != 0) | (values["Expected Cost Posted to G/L"] != 0)
    if not _has_books(books):
        posted &= False
    amount = values["Cost Posted to G/L"] + values["Expected Cost Posted to G/L"]
    return of_values(books, posted & ~_related(books) if posted.any() else posted, posted=amount)


def _broken_relation(books: Books) -> Hits:
    relation = books.ledger.table(RELATION)
    value = rows_of(books.ledger, "Value Entry", relation["Value Entry No."])
    entry = rows_of(books.ledger, "G/L Entry", relation["G/L Entry No."])
    missing_entry = (entry < 0) & books.ledger.has("G/L Entry")
    rows = np.flatnonzero((value < 0) | missing_entry)
    what = [
        " and ".join(name for name, gone in (("value entry", v < 0), ("G/L entry", m)) if gone)
        for v, m in zip(value[rows].tolist(), missing_entry[rows].tolist(), strict=True)
    ]
    names = {"G/L Entry No.": relation["G/L Entry No."][rows].tolist(), "Value Entry No.": relation["Value Entry No."][rows].tolist()}
    owner = np.where(value[rows] >= 0, np.r_[books.owner, -1][value[rows]], -1)
    return Hits(owner, value[rows], {"what": what}, names)


def _amount_differs(books: Books) -> Hits:
    gl, links = gl_side(books.ledger), links_of(books.ledger)
    linked = np.zeros(len(gl), dtype=np.bool_)
    linked[links.gl] = True
    sums = sum_by(links.gl, len(gl), links.line_share)
    rows = np.flatnonzero(linked & (sums != gl.amount))
    facts = {"sum": decimals(sums[rows]), "amount": decimals(gl.amount[rows])}
    return of_names({"G/L Entry No.": gl.number[rows].tolist()}, facts)


def _date_differs(books: Books) -> Hits:
    lines, gl, links = book_lines(books.ledger), gl_side(books.ledger), links_of(books.ledger)
    differs = np.flatnonzero(gl.date[links.gl] != lines.date[links.line])
    value, entry = lines.entry[links.line[differs]], links.gl[differs]
    pairs = np.unique(np.stack((value, entry)), axis=1)
    value, entry = pairs[0], pairs[1]
    facts = {
        "date": [date_of(d) for d in gl.date[entry].tolist()],
        "own": [date_of(d) for d in books.values["Posting Date"][value].tolist()],
    }
    return Hits(books.owner[value], value, facts, {"G/L Entry No.": gl.number[entry].tolist()})


def _relation_count(books: Books) -> Hits:
    """Posted per entry, a value entry has one relation row per line: 2, or 4 with two pairs."""
    relation = books.ledger.table(RELATION)
    value = rows_of(books.ledger, "Value Entry", relation["Value Entry No."])
    entry = relation.codes("G/L Entry No.")[0]
    shared = np.bincount(entry, minlength=1)[entry] > 1  # a G/L entry of several value entries: per posting group
    known = value >= 0
    counts = np.bincount(value[known], minlength=books.values.length)
    grouped = np.zeros(books.values.length, dtype=np.bool_)
    grouped[value[known & shared]] = True
    rows = np.flatnonzero((counts > 0) & (counts != 2) & (counts != 4) & ~grouped)
    return Hits(books.owner[rows], rows, {"count": counts[rows].tolist()})


def _posted_without_cost(books: Books) -> Hits:
    values = books.values
    actual = (values["Cost Amount (Actual)"] == 0) & (values["Cost Posted to G/L"] != 0)
    expected = (values["Cost Amount (Expected)"] == 0) & (values["Expected Cost Posted to G/L"] != 0)
    amount = np.where(actual, values["Cost Posted to G/L"], 0) + np.where(expected, values["Expected Cost Posted to G/L"], 0)
    return of_values(books, actual | expected, posted=amount)


def _interim_left(books: Books) -> Hits:
    posted = books.sum_values(books.values["Expected Cost Posted to G/L"])
    return of_entries(books.entries["Completely Invoiced"] & (posted != 0), posted=posted)


def _applied_against_purchases(books: Books) -> Hits:
    """Direct cost applied offsets the purchase account, document by document."""
    setup, entries = books.ledger.table(GENERAL_SETUP), books.ledger.table("G/L Entry")
    purchases = set(setup["Purch. Account"].tolist()) - {""}
    applied = set(setup["Direct Cost Applied Account"].tolist()) - {""} - purchases
    numbers, names = entries.codes("G/L Account No.")
    bought = np.array([n in purchases for n in names], dtype=np.bool_)[numbers] if names else np.zeros(0, dtype=np.bool_)
    offset = np.array([n in applied for n in names], dtype=np.bool_)[numbers] if names else bought
    documents, captions = entries.codes("Document No.")
    count = len(captions)
    bought_sum = sum_by(documents[bought], count, entries["Amount"][bought])
    offset_sum = sum_by(documents[offset], count, entries["Amount"][offset])
    inventory = set(books.values["Document No."].tolist())
    touched = np.bincount(documents[bought], minlength=count) > 0 if count else np.zeros(0, dtype=np.bool_)
    rows = [i for i in np.flatnonzero(touched & (bought_sum + offset_sum != 0)).tolist() if captions[i] in inventory]
    facts = {"applied": decimals(offset_sum[rows]), "bought": decimals(bought_sum[rows])}
    return of_names({"Document No.": [captions[i] for i in rows]}, facts)


def _write_off_missing(books: Books) -> Hits:
    """A4.1: the pair that takes the cost of an order finished without output out of WIP has no G/L entry."""
    lines, values = book_lines(books.ledger), books.values
    of_order = finished_without_output(books.ledger, values) & (values["Cost Posted to G/L"] != 0)
    if not _has_books(books) or not of_order.any():
        return of_values(books, np.zeros(0, dtype=np.int64))
    linked = np.zeros(len(lines), dtype=np.bool_)
    linked[links_of(books.ledger).line] = True
    related = np.zeros(values.length, dtype=np.bool_)
    related[lines.entry[linked]] = True
    adjustment = lines.account_type == int(AccountType.INVENTORY_ADJMT)
    missing = np.flatnonzero(adjustment & ~linked & (lines.posted != 0) & of_order[lines.entry] & related[lines.entry])
    rows = lines.entry[missing]
    facts = {"adjmt": decimals(lines.posted[missing]), "wip": decimals(-lines.posted[missing])}
    names = {"Order No.": values["Order No."][rows].tolist()}
    return Hits(books.owner[rows], rows, facts, names)


E, W, N = Severity.ERROR, Severity.WARNING, Severity.NOTE
# fmt: off
CHECKS = (
    Check("G01", "G", E, "posted amounts differ from the cost (expected cost only with expected posting on), and the value entry is not queued",
          "{actual} of actual and {expected} of expected cost are neither posted nor queued.",
          "Add the value entry to Post Value Entry to G/L and post.", _not_posted_not_queued),
    Check("G02", "G", E, "an amount is marked as posted, but no relation row and no matching G/L entry exists",
          "{posted} is marked as posted, but no G/L entry stands behind it.",
          "Look for a deleted G/L entry; repost by a correction journal.", _posted_without_entry),
    Check("G03", "G", E, "a relation row points to a G/L entry or value entry that does not exist", "The {what} of the relation row does not exist.",
          "Restore the entry, or delete the relation row.", _broken_relation),
    Check("G04", "G", E, "the lines of the value entries behind a G/L entry do not add up to its amount",
          "The value entries behind it add up to {sum}, the G/L entry says {amount}.", "Correct the difference by a journal.", _amount_differs),
    Check("G05", "G", W, "Posting Date of the G/L entry ≠ Posting Date of the value entry", "The G/L entry is dated {date}, the value entry {own}.",
          "Explain the difference, or re-date by a journal.", _date_differs),
    Check("G06", "G", W, "posted per entry, but the value entry has not 2 or 4 relation rows", "The value entry has {count} relation rows.",
          "Look for a relation row or G/L entry that is missing or doubled.", _relation_count),
    Check("G07", "G", E, "the cost is 0, but an amount is posted", "The cost is 0, but {posted} is posted; no run will take it back.",
          "Reverse the amount by a journal, and correct the posted amount.", _posted_without_cost),
    Check("G08", "G", W, "completely invoiced, but expected cost posted to the G/L is left",
          "Completely invoiced, but {posted} is left on the interim accounts.",
          "Run Post Inventory Cost to G/L; if it stays, clear the interim accounts by a journal.", _interim_left),
    Check("G15", "G", N, "per purchase document: direct cost applied does not offset the purchase account",
          "Direct cost applied {applied} does not offset purchases {bought}.",
          "Look for unposted cost of the document, or for lines that are no inventory.", _applied_against_purchases),
    Check("G16", "G", E, "order finished without output after its costs were posted: the write-off is not in the G/L",
          "The write-off of WIP is missing: WIP {wip}, Inventory Adjmt. {adjmt}.", "Post these two amounts by a journal.", _write_off_missing),
)
# fmt: on
