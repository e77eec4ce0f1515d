"""Group 0, check basic data: item ledger entries by themselves (B00 to B09) and their value entries (B10 to B17)."""

from __future__ import annotations

import datetime as dt

import numpy as np

from xlcost.ledger.options import ItemLedgerEntryType, ValueEntryType
from xlcost.ledger.values import date_of
from xlcost.money import Array
from xlcost.problems import Severity
from xlcost.views.audit_rules.books import Books
from xlcost.views.audit_rules.check import Check, Hits, of_entries, of_values

LAST_DAY = dt.date(9999, 12, 31).toordinal()
_ENTRY = "Restore the entry from a backup or from the posted document; ask who changed it."


def _blank_item(books: Books) -> Hits:
    return of_entries(np.array([not no for no in books.entries["Item No."].tolist()], dtype=np.bool_))


def _entry_number(books: Books) -> Hits:
    return of_entries(books.inventory_entries & (books.entries["Entry No."] <= 0))


def _quantity_zero(books: Books) -> Hits:
    return of_entries(books.inventory_entries & (books.entries["Quantity"] == 0))


def _opposite_remaining(books: Books) -> Hits:
    quantity, left = books.entries["Quantity"], books.entries["Remaining Quantity"]
    return of_entries(books.inventory_entries & (np.sign(quantity) * np.sign(left) < 0), quantity=quantity, remaining=left)


def _remaining_too_large(books: Books) -> Hits:
    quantity, left = books.entries["Quantity"], books.entries["Remaining Quantity"]
    return of_entries(books.inventory_entries & (np.abs(left) > np.abs(quantity)), quantity=quantity, remaining=left)


def _positive_flag(books: Books) -> Hits:
    quantity = books.entries["Quantity"]
    return of_entries(books.inventory_entries & ((quantity > 0) != books.entries["Positive"]), quantity=quantity)


def _open_flag(books: Books) -> Hits:
    left = books.entries["Remaining Quantity"]
    return of_entries(books.inventory_entries & ((left == 0) == books.entries["Open"]), remaining=left)


def _invoiced_not_quantity(books: Books) -> Hits:
    quantity, invoiced = books.entries["Quantity"], books.entries["Invoiced Quantity"]
    broken = books.inventory_entries & books.entries["Completely Invoiced"] & (invoiced != quantity)
    return of_entries(broken, quantity=quantity, invoiced=invoiced)


def _invoiced_not_values(books: Books) -> Hits:
    invoiced, found = books.entries["Invoiced Quantity"], books.sum_values(books.values["Invoiced Quantity"])
    broken = books.inventory_entries & books.entries["Completely Invoiced"] & (invoiced != found)
    return of_entries(broken, invoiced=invoiced, sum=found)


def _no_value_entry(books: Books) -> Hits:
    return of_entries(books.inventory_entries & (books.count_values(books.values["Inventoriable"]) == 0))


# -- value entries: each test as a mask over all value entries --------------------------------------------------
def _looked_at(books: Books) -> Array:
    known = books.owner >= 0
    looked: Array = known & books.values["Inventoriable"]
    looked[known] &= books.inventory_entries[books.owner[known]]
    return looked


def _of_owner(books: Books, column: Array) -> Array:
    """A column of the item ledger entry of each value entry; of the first entry where it has none (masked anyway)."""
    if not len(column):
        return np.zeros(books.values.length, dtype=column.dtype)
    return column[np.maximum(books.owner, 0)]


def _adjustment_invoices(books: Books) -> Array:
    found: Array = _looked_at(books) & books.values["Adjustment"] & (books.values["Invoiced Quantity"] != 0)
    return found


def _adjustment_moves(books: Books) -> Array:
    found: Array = _looked_at(books) & books.values["Adjustment"] & (books.values["Item Ledger Entry Quantity"] != 0)
    return found


def _endless_consumption(books: Books) -> Array:
    consumption = _of_owner(books, books.entries["Entry Type"]) == int(ItemLedgerEntryType.CONSUMPTION)
    endless = books.values["Valuation Date"] == LAST_DAY
    found: Array = _looked_at(books) & consumption & _of_owner(books, books.entries["Positive"]) & endless
    return found


def _dated_first(books: Books) -> tuple[Array, Array]:
    """(value entries whose date counts, row of the first non-blank one per item ledger entry)."""
    kind = books.values["Entry Type"]
    counts = _looked_at(books) & (kind != int(ValueEntryType.ROUNDING)) & (kind != int(ValueEntryType.REVALUATION))
    return counts, books.first_value(counts & (books.values["Valuation Date"] != 0))


def _valuation_date_differs(books: Books) -> Array:
    counts, first = _dated_first(books)
    reference = _of_owner(books, first)
    after = books.earlier_in_entry(_is_row(reference, books))
    dates = books.values["Valuation Date"]
    found: Array = counts & after & (dates != dates[np.maximum(reference, 0)]) & ~_endless_consumption(books)
    return found


def _is_row(reference: Array, books: Books) -> Array:
    found: Array = reference == np.arange(books.values.length)
    return found


def _average_flag_of_other_method(books: Books) -> Array:
    return _looked_at(books) & books.values["Valued By Average Cost"] & ~_of_owner(books, books.average)


def _average_flag_differs(books: Books) -> Array:
    first = _of_owner(books, books.first_value(_looked_at(books)))
    flag = books.values["Valued By Average Cost"]
    found: Array = _looked_at(books) & (flag != flag[np.maximum(first, 0)]) & ~_average_flag_of_other_method(books)
    return found


def _average_on_receipt(books: Books) -> Array:
    average = books.values["Valued By Average Cost"] & _of_owner(books, books.average)
    return _looked_at(books) & average & ~_of_owner(books, books.entries["Correction"]) & (books.values["Valued Quantity"] > 0)


def _other_entry_type(books: Books) -> Array:
    no_charge = np.array([not no for no in books.values["Item Charge No."].tolist()], dtype=np.bool_)
    found: Array = _looked_at(books) & no_charge & (books.values["Item Ledger Entry Type"] != _of_owner(books, books.entries["Entry Type"]))
    return found


_STOPPING = (_endless_consumption, _valuation_date_differs, _average_flag_of_other_method, _average_flag_differs)
_MASKS = (_adjustment_invoices, _adjustment_moves, *_STOPPING, _average_on_receipt, _other_entry_type)


def _reached(books: Books) -> Array:
    """Value entries that the loop reaches: no earlier one of the entry has a finding that ends it (B10, B12 to B15)."""
    if "basic.reached" not in books.memo:
        stops = _adjustment_invoices(books)
        for mask in _STOPPING:
            stops |= mask(books)
        books.memo["basic.reached"] = ~books.earlier_in_entry(stops)
    return books.memo["basic.reached"]


def _adjustment_invoices_hits(books: Books) -> Hits:
    return of_values(books, _adjustment_invoices(books) & _reached(books), invoiced=books.values["Invoiced Quantity"])


def _adjustment_moves_hits(books: Books) -> Hits:
    return of_values(books, _adjustment_moves(books) & _reached(books), quantity=books.values["Item Ledger Entry Quantity"])


def _endless_consumption_hits(books: Books) -> Hits:
    return of_values(books, _endless_consumption(books) & _reached(books))


def _valuation_date_hits(books: Books) -> Hits:
    rows = np.flatnonzero(_valuation_date_differs(books) & _reached(books))
    dates = books.values["Valuation Date"]
    first = _of_owner(books, _dated_first(books)[1])[rows]
    facts = {"date": [date_of(d) for d in dates[rows].tolist()], "first": [date_of(d) for d in dates[first].tolist()]}
    return Hits(books.owner[rows], rows, facts)


def _average_flag_hits(books: Books) -> Hits:
    return of_values(books, _average_flag_of_other_method(books) & _reached(books))


def _average_flag_differs_hits(books: Books) -> Hits:
    return of_values(books, _average_flag_differs(books) & _reached(books))


def _average_on_receipt_hits(books: Books) -> Hits:
    return of_values(books, _average_on_receipt(books) & _reached(books), quantity=books.values["Valued Quantity"])


def _other_entry_type_hits(books: Books) -> Hits:
    rows = np.flatnonzero(_other_entry_type(books) & _reached(books))
    kinds, own = books.values["Item Ledger Entry Type"][rows], books.entries["Entry Type"][books.owner[rows]]
    caption = ItemLedgerEntryType.caption_of
    return Hits(books.owner[rows], rows, {"type": [caption(k) for k in kinds], "own": [caption(k) for k in own]})


E = Severity.ERROR
# fmt: off
CHECKS = (
    Check("B00", 0, E, "Item No. is blank", "The item ledger entry has no Item No.", _ENTRY, _blank_item),
    Check("B01", 0, E, "Entry No. ≤ 0", "The Entry No. is not above 0.", _ENTRY, _entry_number),
    Check("B02", 0, E, "Quantity = 0", "The quantity is 0.", _ENTRY, _quantity_zero),
    Check("B03", 0, E, "Quantity × Remaining Quantity < 0", "Quantity {quantity} and Remaining Quantity {remaining} have opposite signs.",
          "Correct Remaining Quantity from the applications of the entry.", _opposite_remaining),
    Check("B04", 0, E, "|Remaining Quantity| > |Quantity|", "Remaining Quantity {remaining} is larger than Quantity {quantity}.",
          "Correct Remaining Quantity from the applications of the entry.", _remaining_too_large),
    Check("B05", 0, E, "(Quantity > 0) ≠ Positive", "Positive does not fit the quantity {quantity}.",
          "Set Positive to Yes exactly when the quantity is above 0.", _positive_flag),
    Check("B06", 0, E, "(Remaining Quantity = 0) = Open", "Open does not fit Remaining Quantity {remaining}.",
          "Set Open to Yes exactly when Remaining Quantity is not 0.", _open_flag),
    Check("B07", 0, E, "Completely Invoiced and Invoiced Quantity ≠ Quantity",
          "Completely invoiced, but Invoiced Quantity is {invoiced} of {quantity}.",
          "Compare with the posted invoices; correct the flag or the quantity.", _invoiced_not_quantity),
    Check("B08", 0, E, "Completely Invoiced and Invoiced Quantity ≠ sum over its value entries",
          "Completely invoiced with {invoiced}, but its value entries add up to {sum}.",
          "Look for a missing or doubled value entry of the invoice.", _invoiced_not_values),
    Check("B09", 0, E, "no inventoriable value entry", "The item ledger entry has no inventoriable value entry.",
          "Restore the value entry; without it the quantity has no cost.", _no_value_entry),
    Check("B10", 0, E, "value entry: Adjustment and Invoiced Quantity ≠ 0", "An adjustment entry invoices {invoiced}.",
          "Set Invoiced Quantity of the adjustment entry to 0.", _adjustment_invoices_hits),
    Check("B11", 0, E, "value entry: Adjustment and Item Ledger Entry Quantity ≠ 0", "An adjustment entry moves a quantity of {quantity}.",
          "Set Item Ledger Entry Quantity of the adjustment entry to 0.", _adjustment_moves_hits),
    Check("B12", 0, E, "positive consumption with Valuation Date 9999-12-31", "A returned consumption is valued on 9999-12-31.",
          "Set the Valuation Date from the consumption that it reverses.", _endless_consumption_hits),
    Check("B13", 0, E, "Valuation Date differs from the first one of the entry (roundings and revaluations aside)",
          "Valuation Date {date} differs from {first}, the first one of the entry.",
          "Bring the value entries of one entry to the same Valuation Date.", _valuation_date_hits),
    Check("B14", 0, E, "Valued By Average Cost, but Costing Method is not Average", "Valued by average cost, but the item's costing method is not Average.",
          "Clear the flag, or look for a change of the costing method.", _average_flag_hits),
    Check("B15", 0, E, "Valued By Average Cost differs from the first value entry", "Valued By Average Cost differs within the entry.",
          "Bring all value entries of the entry to the same flag.", _average_flag_differs_hits),
    Check("B16", 0, E, "valued by average cost with Valued Quantity > 0, not a correction", "A receipt of {quantity} is valued by average cost.",
          "Clear Valued By Average Cost on receipts.", _average_on_receipt_hits),
    Check("B17", 0, E, "no item charge and Item Ledger Entry Type ≠ Entry Type of the entry",
          "The value entry says {type}, its item ledger entry {own}.",
          "Correct Item Ledger Entry Type of the value entry, or the entry it points to.", _other_entry_type_hits),
)
# fmt: on
