"""Undo of a receipt or shipment (2.13)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from tests.reference_posting.application import apply_by_method, apply_fixed, fill_completely_invoiced_date, write_own_row
from tests.reference_posting.books import ZERO, Books, Record, Refused, round5
from tests.reference_posting.checks import check_applied
from tests.reference_posting.flags import raise_flags
from tests.reference_posting.lines import OUTWARD
from tests.reference_posting.quantity import new_entry, return_from
from tests.reference_posting.value import cost_per_unit, inventoriable, new_value, reverse_interim, trade_amount


def post_undo(books: Books, line: Record) -> None:
    """The opposite entry; not yet invoiced: three value entries, already invoiced: one (2.13)."""
    old = books.entries.get(line["Applies-to Entry"] or line["Applies-from Entry"])
    sign = -1 if line["Entry Type"] in OUTWARD else 1
    quantity = sign * line["Quantity"]
    if (
        old is None
        or old["Quantity"] != -quantity
        or old["Item No."] != line["Item No."]
        or old["Invoiced Quantity"] not in (0, old["Quantity"])
    ):
        raise Refused("IJ12", "the opposite of an entry that is invoiced in full or not at all")  # no code in 2.13
    entry = new_entry(books, line, quantity, quantity, **{"Completely Invoiced": True})
    books.pending_sources[entry["Entry No."]] = [] if old["Positive"] else [old["Entry No."]]
    invoiced_before = old["Invoiced Quantity"] != 0
    expected = sum((v["Cost Amount (Expected)"] for v in books.values(old) if v["Entry Type"] != "Revaluation"), ZERO)
    first = new_value(
        books, line, entry, **{"Item Ledger Entry Quantity": quantity, "Valued Quantity": quantity, "Expected Cost": not invoiced_before}
    )
    first["Valuation Date"] = max(
        line["Posting Date"], books.values(old)[-1]["Valuation Date"]
    )  # no rule of its own; not before what it takes back
    first["Inventoriable"] = inventoriable(books, entry, line)
    made = [] if invoiced_before else _settle(books, line, old, expected)
    books.pending = first
    if invoiced_before:
        first["Invoiced Quantity"] = quantity
        column = "Cost Amount (Actual)" if first["Inventoriable"] else "Cost Amount (Non-Invtbl.)"
        first[column] = -books.total(old, column)
        trade_amount(first, line)
    else:
        first["Cost Amount (Expected)"] = -expected
    amount = first["Cost Amount (Actual)"] + first["Cost Amount (Expected)"] + first["Cost Amount (Non-Invtbl.)"]
    first["Cost per Unit"] = round5(amount / quantity)
    _apply(books, line, entry)
    books.pending = None
    made.append(first)
    if not invoiced_before:
        made.append(_actual(books, line, entry, first["Valuation Date"], expected))
    fill_completely_invoiced_date(books, entry, line["Posting Date"])
    for value in made:
        raise_flags(books, value)


def _settle(books: Books, line: Record, old: Record, expected: Decimal) -> list[Record]:
    """The old entry becomes completely invoiced: actual = expected, expected reversed."""
    last = books.last_direct(old)
    day = last["Valuation Date"]
    columns = {"Valued Quantity": old["Quantity"], "Invoiced Quantity": old["Quantity"], "Valuation Date": day}
    settled = new_value(books, line, old, **columns, **{"Cost Amount (Actual)": expected, "Cost Amount (Expected)": -expected})
    settled["Inventoriable"] = inventoriable(books, old, line)
    settled["Valued By Average Cost"] = last["Valued By Average Cost"]
    cost_per_unit(settled, True)
    old |= {"Invoiced Quantity": old["Quantity"], "Completely Invoiced": True, "Last Invoice Date": line["Posting Date"]}
    fill_completely_invoiced_date(books, old, line["Posting Date"])
    return [settled, *reverse_interim(books, line, old, old["Quantity"], day)]


def _apply(books: Books, line: Record, entry: Record) -> None:
    if line["Applies-to Entry"]:
        apply_fixed(books, entry, line["Applies-to Entry"])
    elif entry["Open"]:
        apply_by_method(books, entry)
    check_applied(books, entry)
    if entry["Positive"] and books.items[entry["Item No."]]["Type"] == "Inventory":
        write_own_row(books, entry, line["Applies-from Entry"])
    if line["Applies-from Entry"]:
        return_from(books, line["Applies-from Entry"], entry["Quantity"])


def _actual(books: Books, line: Record, entry: Record, day: dt.date, expected: Decimal) -> Record:
    """Actual -E, expected +E on the new entry."""
    quantity = entry["Quantity"]
    columns = {
        "Valued Quantity": quantity,
        "Invoiced Quantity": quantity,
        "Valuation Date": day,
        "Inventoriable": inventoriable(books, entry, line),
    }
    actual = new_value(books, line, entry, **columns, **{"Cost Amount (Actual)": -expected, "Cost Amount (Expected)": expected})
    cost_per_unit(actual, True)
    return actual
