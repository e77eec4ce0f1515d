"""Undo of a receipt, shipment or output: a Correction line (costing-engine.md 2.13).

Example: a receipt of 10 at an expected 95.00 is undone: a new entry of -10 applied to it, and three value
entries - on the receipt actual +95.00 / expected -95.00, on the new entry expected -95.00, then actual -95.00 /
expected +95.00. The net value is zero and both entries are completely invoiced. An expected
standard cost that was revalued meanwhile (+5.00) is settled as by any invoice (2.11, 2.12): 95.00 become actual, and a
Revaluation entry of expected -5.00 takes the revaluation back.
"""

from __future__ import annotations

from xlcost.costing.application import apply_entry, fill_invoiced_date, own_row
from xlcost.costing.books import Books
from xlcost.costing.checks import check_enough, check_filled_line, refuse, signed
from xlcost.costing.effects import insert_value
from xlcost.costing.entries import DIRECT, INVENTORY, REVALUATION, ItemCard, ItemEntry, Value
from xlcost.costing.invoice import interim_reversals
from xlcost.costing.line import Line
from xlcost.costing.line_defaults import fill_line
from xlcost.costing.quantity import new_entry
from xlcost.costing.valuation_date import last_direct
from xlcost.costing.value import new_value, set_cost
from xlcost.money import divide


def is_undo(line: Line) -> bool:
    """A correction that names the entry it takes back."""
    return line.correction and line.value_entry_type == DIRECT and not line.charge and bool(line.applies_to or line.applies_from)


def post_undo(books: Books, line: Line, card: ItemCard) -> None:
    """Takes back an item ledger entry in full."""
    fill_line(line, card, books.cost_card(line.item, line.location, line.variant))
    check_filled_line(books, line, card)
    old = books.entry(line.applies_to or line.applies_from)
    quantity = signed(line, line.quantity)
    if old is None or old.quantity != -quantity or old.item != line.item:
        raise refuse("IJ12", line, "An undo has the opposite quantity of the entry it takes back.")
    if old.invoiced not in (0, old.quantity):
        raise refuse("IJ12", line, f"Entry {old.no} is partly invoiced and cannot be undone.")
    carried = books.carry(line)
    was_invoiced = old.fully_invoiced
    line.applies_to = old.no if old.quantity > 0 else 0
    entry = new_entry(books, line, card, carried, quantity, quantity)
    entry.completely_invoiced = True
    entry.last_invoice_date = line.posting_date
    day = max(line.posting_date, old.values[-1].valuation_date) if old.values else line.posting_date
    first = new_value(books, line, entry, carried, day, expected=not was_invoiced)
    first.ile_quantity = first.valued = quantity
    if quantity < 0:
        apply_entry(books, line, card, entry, first, [])
        check_enough(books, line, card, entry)
    books.add_entry(entry)
    if quantity > 0:
        if card.item_type == INVENTORY:
            own_row(books, entry, True, old.no)
        old.not_returned += quantity
        old.to_adjust = True
        apply_entry(books, line, card, entry, first, [old])
    if was_invoiced:
        amount = -sum(v.actual if first.inventoriable else v.non_inventoriable for v in old.values)
        first.invoiced = quantity
        set_cost(first, amount)
        first.cost_per_unit = divide(amount, quantity)
        insert_value(books, entry, first)
    else:
        _three_values(books, line, old, entry, first, carried)
    for done in (old, entry):
        if done.quantity < 0:
            fill_invoiced_date(done, line.posting_date)


def _three_values(books: Books, line: Line, old: ItemEntry, entry: ItemEntry, first: Value, carried: int) -> None:
    expected = sum(v.expected for v in old.values if v.entry_type != REVALUATION)
    source = last_direct(old) or old.values[-1]
    settled = new_value(books, line, old, carried, source.valuation_date, expected=False)
    settled.valued = settled.invoiced = old.quantity
    settled.by_average = source.by_average
    reversals = interim_reversals(books, old, settled, old.quantity)
    settled.actual, settled.expected = expected, -expected
    settled.cost_per_unit = divide(expected, old.quantity)
    books.add_invoiced(old, old.quantity - old.invoiced)
    old.completely_invoiced = True
    old.last_invoice_date = line.posting_date
    insert_value(books, old, settled)
    for reversal in reversals:
        reversal.no = books.next_value()
        insert_value(books, old, reversal)
    first.expected = -expected
    first.cost_per_unit = divide(-expected, first.valued)
    insert_value(books, entry, first)
    last = new_value(books, line, entry, carried, first.valuation_date, expected=False)
    last.valued = last.invoiced = entry.quantity
    last.actual, last.expected = -expected, expected
    last.cost_per_unit = first.cost_per_unit
    insert_value(books, entry, last)
