"""Which open entry an entry takes from, or settles (costing-engine.md 2.6).

Example, FIFO: receipts 1 (60 on 01-01) and 2 (40 on 01-05); a sale of 70 writes two application rows,
(3, inbound 1, outbound 3, -60) and (3, inbound 2, outbound 3, -10), and leaves 30 of receipt 2 open.
"""

from __future__ import annotations

from collections.abc import Iterable

from xlcost.costing import lift
from xlcost.costing.books import Books
from xlcost.costing.checks import check_same_order, refuse
from xlcost.costing.entries import (
    CONSUMPTION,
    OUTPUT,
    PRODUCTION,
    TRANSFER,
    Application,
    ItemCard,
    ItemEntry,
    Value,
    with_row,
)
from xlcost.costing.graph import closes_cycle
from xlcost.costing.line import Line
from xlcost.costing.methods import BY_ORDINAL
from xlcost.costing.valuation_date import applied_valuation_date, last_valuation_date, move_dates
from xlcost.ledger.options import DocumentType

DIRECT_TRANSFER = int(DocumentType.DIRECT_TRANSFER)
Piece = tuple[ItemEntry, int, int]  # the other entry, applied quantity > 0, Valuation Date of this entry at that moment


def apply_entry(books: Books, line: Line, card: ItemCard, entry: ItemEntry, value: Value, sources: list[ItemEntry]) -> list[Piece]:
    """Applies a new entry to open entries; the pieces in the order of application.

    `sources` are the entries that a new inbound takes its cost from, for the rule that no cycle is closed.
    """
    method = BY_ORDINAL[card.method]
    if entry.remaining == 0 or (entry.drop_shipment and not line.applies_to):
        return []
    if entry.positive and not method.settles_open and not line.applies_to:
        return []
    if entry.positive and not entry.location and entry.entry_type == TRANSFER and entry.document_type == DIRECT_TRANSFER:
        return []
    fixed = line.applies_to if line.entry_type != TRANSFER or not entry.positive else 0
    if fixed:
        candidates: Iterable[ItemEntry] = [_named(books, line, entry)]
    else:
        candidates = list_candidates(books, card, entry)
    pieces: list[Piece] = []
    for other in candidates:
        if not entry.remaining:
            break
        quantity = min(abs(entry.remaining), abs(other.remaining))
        if not quantity or not _may_apply(books, entry, other, sources):
            continue
        _write_row(books, line, method.by_average, entry, other, quantity, bool(fixed))
        value.valuation_date = applied_valuation_date(books, line, entry, other, value.valuation_date, bool(fixed))
        pieces.append((other, quantity, value.valuation_date))
        if fixed and entry.positive and method.by_average and not other.open:
            for settled in other.values:
                settled.by_average = False
    return pieces


def list_candidates(books: Books, card: ItemCard, entry: ItemEntry) -> Iterable[ItemEntry]:
    """Open entries that an entry may be applied to by itself."""
    method, waiting = BY_ORDINAL[card.method], books.open_entries(entry)
    if waiting.has_none(not entry.positive):
        return ()
    found = waiting.candidates(not entry.positive, method.newest_first)
    if entry.location in books.settings.in_transit:
        found = (e for e in found if e.order[:2] == entry.order[:2])  # what is under way belongs to its transfer order
    tracked = (card.serial_tracking or method.only_named, card.lot_tracking)
    if not any(tracked):
        return found
    if method.only_named and not entry.serial and not entry.lot:
        return ()
    return [
        e
        for e in found
        if (not tracked[0] or e.serial == entry.serial) and ((not tracked[1] and not (method.only_named and entry.lot)) or e.lot == entry.lot)
    ]


def _named(books: Books, line: Line, entry: ItemEntry) -> ItemEntry:
    """The entry of Applies-to Entry, freed from other applications where that is needed (IJ12)."""
    other = books.entry(line.applies_to)
    same = other is not None and (other.item, other.variant, other.location) == (entry.item, entry.variant, entry.location)
    if other is None or not same or other.positive == entry.positive:
        raise refuse("IJ12", line, f"Applies-to Entry {line.applies_to} is no entry of the other direction with this item, variant and location.")
    check_same_order(line, other)
    if entry.positive:
        return other
    if other.remaining < -entry.remaining:
        free_quantity(books, line, entry, other)
    if other.remaining < -entry.remaining:
        raise refuse(
            "IJ12",
            line,
            "Remaining Quantity of the applied entry is too small.",
            "A fixed application takes its whole quantity from one entry.",
            "Name an entry with enough left.",
        )
    return other


def free_quantity(books: Books, line: Line, entry: ItemEntry, other: ItemEntry) -> None:
    """Undoes non-fixed applications to an inbound entry and applies their outbounds anew to what is open."""
    missing = -entry.remaining - other.remaining
    moved: list[ItemEntry] = []
    for row in sorted(other.gives, key=lambda r: -r.no):
        if missing <= 0:
            break
        taker = books.entries[row.ile_no]
        if taker.applies_to or other.applies_to == taker.no or taker.entry_type == TRANSFER:  # fixed by either line
            continue
        lift.unlink_application(books.entries, row)
        if row.cost_application:
            _ask_again(books, taker)
        if row in books.new_applications:
            books.new_applications.remove(row)
        else:
            books.removed_applications.add(row.position)
        quantity = -row.quantity
        missing -= quantity
        _move_remaining(books, other, quantity)
        _move_remaining(books, taker, -quantity)
        moved.append(taker)
    if not moved:
        return
    card = books.item(other.item)
    books.flag_item(other.item)
    reserved = min(other.remaining, -entry.remaining)
    other.remaining -= reserved  # set aside for the fixed application while the others look for another source
    other.open = other.remaining != 0
    for taker in moved:
        _apply_again(books, line, card, taker)
    other.remaining += reserved
    if not other.open:
        other.open = True
        books.open_entries(other).add(other)


def _ask_again(books: Books, taker: ItemEntry) -> None:
    """What an outbound without one of its sources costs is asked again: by its other sources, or by itself when it has none."""
    taker.to_adjust = True
    for row in taker.takes:
        books.entries[row.inbound].to_adjust = True


def _apply_again(books: Books, line: Line, card: ItemCard, taker: ItemEntry) -> None:
    method = BY_ORDINAL[card.method]
    latest = taker.values[0].valuation_date
    again = Line()
    again.__dict__.update(line.__dict__)
    again.posting_date, again.applies_to, again.entry_type = taker.posting_date, 0, taker.entry_type
    for other in list_candidates(books, card, taker):
        if not taker.remaining:
            break
        quantity = min(abs(taker.remaining), other.remaining)
        if not quantity or not _may_apply(books, taker, other, []):
            continue
        _write_row(books, again, method.by_average, taker, other, quantity, False)
        latest = max(latest, last_valuation_date(other))
    if any(value.valuation_date < latest for value in taker.values):
        move_dates(books, taker, latest)  # its exact returns and received transfers follow (2.5)


def _move_remaining(books: Books, entry: ItemEntry, quantity: int) -> None:
    was_open = entry.open
    entry.remaining += quantity
    entry.open = entry.remaining != 0
    if entry.open and not was_open and entry.no in books.entries:
        books.open_entries(entry).add(entry)


def _may_apply(books: Books, entry: ItemEntry, other: ItemEntry, sources: list[ItemEntry]) -> bool:
    """The rules by which a candidate is skipped."""
    if entry.entry_type == TRANSFER and not entry.positive and other.no > entry.no:
        return False
    if entry.order_no and entry.order_type == PRODUCTION and entry.order == other.order and entry.entry_type != other.entry_type:
        if {entry.entry_type, other.entry_type} == {CONSUMPTION, OUTPUT}:
            return False
    return not closes_cycle(books, entry, other, sources)


def _write_row(books: Books, line: Line, by_average: bool, entry: ItemEntry, other: ItemEntry, quantity: int, fixed: bool) -> None:
    inbound, outbound = (entry, other) if entry.positive else (other, entry)
    day = max(entry.posting_date, other.posting_date) if entry.positive else line.posting_date
    cost_application = not by_average or fixed or (line.correction and (entry.positive or bool(line.applies_to)))
    inbound.remaining -= quantity
    outbound.remaining += quantity
    inbound.open = inbound.remaining != 0
    outbound.open = outbound.remaining != 0
    if cost_application:
        inbound.to_adjust = True
    for row in outbound.takes:
        if row.inbound == inbound.no:
            row.quantity -= quantity
            row.cost_application = row.cost_application or cost_application
            return
    invoiced_on = outbound.last_invoice_date if outbound.completely_invoiced else 0
    books.last_application += 1
    row = Application(
        no=books.last_application,
        ile_no=outbound.no,
        inbound=inbound.no,
        outbound=outbound.no,
        quantity=-quantity,
        posting_date=day,
        transferred_from=0,
        cost_application=cost_application,
        completely_invoiced_date=invoiced_on,
    )
    books.new_applications.append(row)
    outbound.takes = with_row(outbound.takes, row)
    inbound.gives = with_row(inbound.gives, row)


def own_row(books: Books, entry: ItemEntry, cost_application: bool, source: int = 0, transferred_from: int = 0) -> Application:
    """The row of an inbound entry itself."""
    row = Application(
        no=0,
        ile_no=entry.no,
        inbound=entry.no,
        outbound=source,
        quantity=entry.quantity,
        posting_date=entry.posting_date,
        transferred_from=transferred_from,
        cost_application=cost_application,
        completely_invoiced_date=entry.posting_date,
    )
    return books.add_application(row)


def fill_invoiced_date(entry: ItemEntry, day: int) -> None:
    """Output Completely Invd. Date of the rows of an outbound that is invoiced in full now."""
    for row in entry.takes:
        if not row.completely_invoiced_date:
            row.completely_invoiced_date = day

