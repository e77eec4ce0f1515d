"""Transfers: the receiving entries of a negative leg (costing-engine.md 2.8).

Example: 10 units of a receipt worth 33.33 are moved in one line to another location. The negative leg takes
-33.33, its receiving entry +33.33; of 4 units the share is 33.33 x 4 / 10 = 13.332, so 13.33 each way.
"""

from __future__ import annotations

from fractions import Fraction

from xlcost.costing.application import Piece, apply_entry, own_row
from xlcost.costing.books import Books
from xlcost.costing.effects import insert_value
from xlcost.costing.entries import ItemCard, ItemEntry
from xlcost.costing.line import Line
from xlcost.costing.value import new_value
from xlcost.money import CENT, divide, divide_half_away

Share = tuple[ItemEntry | None, int, int, int]  # source (None: the average), quantity, amount and Valuation Date of the receiving entry


def negative_leg_amount(pieces: list[Piece]) -> tuple[int, list[Share]]:
    """(amount of the negative leg, shares of the receiving entries): minus the rounded sum of the unrounded shares."""
    total = Fraction(0)
    shares: list[Share] = []
    for source, quantity, day in pieces:
        cost = Fraction(0)
        for value in source.values:
            if value.partial and value.valued:
                cost += Fraction(value.actual * source.quantity, value.valued)
            else:
                cost += value.actual + value.expected
        part = cost * quantity / source.quantity
        total += part
        shares.append((source, quantity, divide_half_away(part.numerator, part.denominator * CENT) * CENT, day))
    return -divide_half_away(total.numerator, total.denominator * CENT) * CENT, shares


def post_receipts(books: Books, line: Line, card: ItemCard, negative: ItemEntry, shares: list[Share]) -> list[ItemEntry]:
    """The receiving entries at New Location Code, one per share, each applied to what is short there.

    Each is valued on the day that the negative leg had when it was applied to that source: of two sources valued on
    12-05 and 12-09 the first receipt is valued on 12-05, the second and the negative leg on 12-09.
    """
    receipts = []
    arrival = Line()
    arrival.__dict__.update(line.__dict__)
    arrival.location, arrival.applies_to = line.new_location, 0
    for source, quantity, amount, day in shares:
        carried = negative.carried
        receipt = _receiving_entry(books, arrival, negative, quantity)
        receipt.completely_invoiced = (source if source is not None else negative).completely_invoiced
        value = new_value(books, arrival, receipt, carried, day, expected=False)
        value.ile_quantity = value.valued = value.invoiced = quantity
        value.actual = amount
        value.cost_per_unit = divide(amount, quantity)
        books.add_entry(receipt)
        own_row(books, receipt, True, negative.no, source.no if source is not None else 0)
        apply_entry(books, arrival, card, receipt, value, [negative])
        insert_value(books, receipt, value)
        receipts.append(receipt)
    return receipts


def _receiving_entry(books: Books, line: Line, negative: ItemEntry, quantity: int) -> ItemEntry:
    return ItemEntry(
        no=books.next_entry(),
        item=line.item,
        posting_date=line.posting_date,
        entry_type=negative.entry_type,
        document_type=line.document_type,
        document_no=line.document_no,
        document_line=line.document_line,
        location=line.location,
        variant=line.variant,
        quantity=quantity,
        remaining=quantity,
        invoiced=quantity,
        applies_to=0,
        open=True,
        positive=True,
        completely_invoiced=True,
        last_invoice_date=line.posting_date,
        to_adjust=False,
        correction=line.correction,
        not_returned=0,
        drop_shipment=line.drop_shipment,
        order_type=line.order_type,
        order_no=line.order_no,
        order_line=line.order_line,
        serial=line.serial,
        lot=line.lot,
        carried=negative.carried,
    )

