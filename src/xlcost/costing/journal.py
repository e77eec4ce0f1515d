"""post_item_journal: from lines to entries, all of them or none (costing-engine.md 2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from xlcost.costing.books import Books
from xlcost.costing.capacity import ensure_order, post_capacity, post_output
from xlcost.costing.checks import check_filled_line, check_line, is_value_only, refuse
from xlcost.costing.entries import (
    ASSEMBLY,
    ASSEMBLY_CONSUMPTION,
    CONSUMPTION,
    DIRECT,
    OUTPUT,
    RESOURCE,
    REVALUATION,
    STANDARD,
    ItemCard,
)
from xlcost.costing.gl_posting import with_automatic_posting
from xlcost.costing.hand_back import hand_back
from xlcost.costing.invoice import post_charge, post_invoice
from xlcost.costing.line import Line, journal_table, lines_of, unknown_captions
from xlcost.costing.line_defaults import fill_line, is_capacity
from xlcost.costing.quantity import post_quantity
from xlcost.costing.revaluation_posting import post_revaluation
from xlcost.costing.undo import is_undo, post_undo
from xlcost.ledger import Ledger, Outcome
from xlcost.ledger.collector import rarely_collected


@rarely_collected()
def post_item_journal(ledger: Ledger, lines: Iterable[Mapping[str, Any]] | None = None) -> Outcome:
    """Posts item journal lines: the given records, or the table Item Journal Line, which is emptied.

    `lines`: dicts from caption to value, posted by Line No., else in their order. Quantities are in the natural direction
    of the Entry Type (5 of a Sale leave, -5 come back), amounts in local currency; a missing key, None and blank text are
    *not given* and take the defaults of costing-engine.md 1.3, a written 0 is 0. Values may be Decimal, int, float or text,
    dates datetime.date or ISO text, options captions or ordinals.

    Returns an Outcome: `ledger` with the entries, `added` and `changed` records per table, `problems` with a note for every
    caption that is not known (a slip of the pen would silently be *not given*). The cost of other entries is not
    adjusted (`adjust_cost` does that). With Automatic Cost Posting = Yes the new value entries are posted to the G/L.

    All lines or none. Raises XlcostError IJ01..IJ13 (2.1), RV01..RV05 (2.11), AC01 (columns that an import lacks), and
    LedgerInvalid for values that cannot be read.

        post_item_journal(ledger, [{"Entry Type": "Purchase", "Item No.": "A", "Posting Date": "2026-10-05",
                                    "Document No.": "R1", "Quantity": 10, "Amount": 100}])
    """
    table = journal_table(ledger, lines)
    books = Books(ledger)
    books.load({item for item in table["Item No."].tolist() if item})
    for line in lines_of(table):
        post_line(books, line)
    outcome = hand_back(books, source_code="")
    if lines is None:
        emptied = outcome.ledger.without("Item Journal Line")
        outcome = Outcome(emptied, outcome.added_rows, outcome.changed_rows, outcome.problems)
    else:
        outcome = replace(outcome, problems=(*outcome.problems, *unknown_captions(table)))
    return with_automatic_posting(ledger, outcome)


def post_line(books: Books, line: Line) -> None:
    """Posts one line."""
    card = check_line(books, line)
    if line.item not in books.by_item:
        books.load([line.item])
    if line.correction and is_undo(line):
        post_undo(books, line, card)
        return
    fill_line(line, card, books.cost_card(line.item, line.location, line.variant))
    check_filled_line(books, line, card)
    if card.method == STANDARD and line.value_entry_type == DIRECT and not (line.charge or line.applies_from or is_capacity(line)):
        line.unit_cost = _standard_cost(books, line, card)
    _route(books, line, card)


def _standard_cost(books: Books, line: Line, card: ItemCard) -> int:
    entry = books.entry(line.shipment) if line.shipment else None
    place = (entry.location, entry.variant) if entry is not None else (line.location, line.variant)
    sku = books.sku(line.item, *place)
    return (sku or card).unit_cost


def _route(books: Books, line: Line, card: ItemCard) -> None:
    if is_value_only(line):
        if line.value_entry_type == REVALUATION:
            post_revaluation(books, line, card)
        elif line.value_entry_type == DIRECT:
            post_charge(books, line, card)
        else:
            raise refuse("IJ08", line, "Rounding and variance entries are made by the adjustment.", "Journal lines are direct cost or revaluation.")
    elif line.entry_type == OUTPUT and not (line.shipment and not line.subcontracting):
        post_output(books, line, card)
    elif line.entry_type == ASSEMBLY_CONSUMPTION and line.type == RESOURCE:
        ensure_order(books, line)
        post_capacity(books, line)
    elif not line.quantity and line.shipment:
        post_invoice(books, line, card)
    elif line.quantity:
        if line.entry_type in (CONSUMPTION, ASSEMBLY_CONSUMPTION):
            ensure_order(books, line)
        entry = post_quantity(books, line, card)
        if entry.order_type == ASSEMBLY and (ASSEMBLY, entry.order_no, 0) in books.orders:
            row = books.orders[(ASSEMBLY, entry.order_no, 0)]
            row.item = row.item or (entry.item if entry.quantity > 0 and not entry.order_line else "")
