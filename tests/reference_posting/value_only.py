"""Invoices of earlier receipts and shipments (2.12), and item charges (2.15)."""

from __future__ import annotations

from tests.reference_posting.application import fill_completely_invoiced_date
from tests.reference_posting.books import APPLICATION, Books, Record, Refused
from tests.reference_posting.dates import inherited_date, lift_outputs
from tests.reference_posting.flags import raise_flags
from tests.reference_posting.item_cost import update_item_cost
from tests.reference_posting.value import charge_variance, fill_amounts, inventoriable, new_value, reversal, reverse_interim, write_elements

ORDER_KEY = ("Order Type", "Order No.", "Order Line No.")


def _lift(books: Books, entry: Record) -> None:
    if entry["Entry Type"] in ("Consumption", "Output"):
        lift_outputs(books, tuple(entry[c] for c in ORDER_KEY))  # type: ignore[arg-type]


def _value_of(books: Books, line: Record, entry: Record) -> Record:
    _lift(books, entry)
    day = inherited_date(books, line, entry)
    earliest = books.earliest()
    if earliest and day < earliest:
        raise Refused("IJ04")
    value = new_value(books, line, entry, **{"Valuation Date": day})
    books.pending = value
    value["Inventoriable"] = inventoriable(books, entry, line)
    return value


def post_invoice(books: Books, line: Record) -> None:
    """Quantity 0: an earlier entry is invoiced (2.2, 2.12, 2.17)."""
    entry = books.entries[line["Item Shpt. Entry No."]]
    by_average = books.last_direct(entry)["Valued By Average Cost"]
    value = _value_of(books, line, entry)
    value["Valued By Average Cost"] = by_average
    overhead, variance = fill_amounts(books, value, entry, line)
    invoiced = value["Invoiced Quantity"]
    entry["Invoiced Quantity"] += invoiced
    entry["Last Invoice Date"] = max(entry["Last Invoice Date"] or line["Posting Date"], line["Posting Date"])  # the last one, as in 4.7
    if entry["Entry Type"] != "Output" and entry["Invoiced Quantity"] == entry["Quantity"]:
        entry["Completely Invoiced"] = True
    value["Cost Amount (Expected)"] = reversal(books, entry, invoiced, "Cost Amount (Expected)")
    for name in ("Sales", "Purchase"):
        value[f"{name} Amount (Expected)"] = reversal(books, entry, invoiced, f"{name} Amount (Expected)")
    books.pending = None
    made = [value]
    if value["Inventoriable"]:
        made += reverse_interim(books, line, entry, invoiced, value["Valuation Date"])
    made += write_elements(books, value, line, overhead, variance)
    returned = [r for r in books.tables[APPLICATION] if r["Outbound Item Entry No."] == entry["Entry No."] and r["Quantity"] > 0]
    if returned and not entry["Positive"]:
        entry["Applied Entry to Adjust"] = True  # no rule of 2 says so, invariant 12 does: its exact reversals follow its cost
    if line["Applies-from Entry"]:
        books.entries[line["Applies-from Entry"]]["Applied Entry to Adjust"] = True
    fill_completely_invoiced_date(books, entry, line["Posting Date"])
    for each in made:
        raise_flags(books, each)
    update_item_cost(books, value, line)


def post_charge(books: Books, line: Record) -> None:
    """An item charge (2.15)."""
    entry = books.entries[line["Item Shpt. Entry No."]]
    value = _value_of(books, line, entry)
    value["Item Charge No."] = line["Item Charge No."]
    fill_amounts(books, value, entry, line)
    books.pending = None
    raise_flags(books, value)
    bought = line["Entry Type"] == "Purchase" and value["Inventoriable"]
    if bought and books.method(entry) == "Standard" and value["Cost Amount (Actual)"]:
        raise_flags(books, charge_variance(books, value, entry))
    update_item_cost(books, value, line)
