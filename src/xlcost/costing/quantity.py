"""Lines that move quantity: item ledger entry, application, first value entry (costing-engine.md 2.3 to 2.8)."""

from __future__ import annotations

from xlcost.costing.amounts import direct_amounts, product
from xlcost.costing.application import Piece, apply_entry, fill_invoiced_date, own_row
from xlcost.costing.books import Books
from xlcost.costing.checks import check_enough, check_valuation_date, refuse, signed
from xlcost.costing.effects import insert_value, update_item_cost
from xlcost.costing.entries import (
    ASSEMBLY_OUTPUT,
    AVERAGE,
    CONSUMPTION,
    INVENTORY,
    OUTBOUND_TYPES,
    OUTPUT,
    PRODUCTION,
    REVALUATION,
    STANDARD,
    TRANSFER,
    ItemCard,
    ItemEntry,
    Value,
)
from xlcost.costing.graph import consumptions
from xlcost.costing.line import Line
from xlcost.costing.transfer import negative_leg_amount, post_receipts
from xlcost.costing.valuation_date import follow_consumption
from xlcost.costing.value import add_overhead_and_variance, new_value, set_cost, set_trade_amounts
from xlcost.money import divide


def new_entry(books: Books, line: Line, card: ItemCard, carried: int, quantity: int, invoiced: int) -> ItemEntry:
    """An item ledger entry of a line; quantities signed as on the entry."""
    outbound = quantity < 0
    transfer = line.entry_type == TRANSFER
    complete = transfer or (line.entry_type != OUTPUT and quantity == invoiced)
    inventory = card.item_type == INVENTORY
    return ItemEntry(
        no=books.next_entry(),
        item=line.item,
        posting_date=line.posting_date,
        entry_type=line.entry_type,
        document_type=line.document_type,
        document_no=line.document_no,
        document_line=line.document_line,
        location=line.location,
        variant=line.variant,
        quantity=quantity,
        remaining=quantity if inventory else 0,
        invoiced=invoiced,
        applies_to=line.applies_to,
        open=inventory,
        positive=quantity > 0,
        completely_invoiced=complete,
        last_invoice_date=line.posting_date if invoiced else 0,
        to_adjust=line.entry_type == CONSUMPTION,
        correction=line.correction,
        not_returned=quantity if outbound and not transfer else 0,
        drop_shipment=line.drop_shipment,
        order_type=line.order_type,
        order_no=line.order_no,
        order_line=line.order_line,
        serial=line.serial,
        lot=line.lot,
        carried=carried,
    )


def post_quantity(books: Books, line: Line, card: ItemCard) -> ItemEntry:
    """Posts a line that moves quantity."""
    carried = books.carry(line)
    quantity, invoiced = signed(line, line.quantity), signed(line, line.invoiced)
    if line.entry_type == OUTPUT and quantity < 0 and not line.applies_to:
        line.applies_to = _only_output(books, line, -quantity)
    entry = new_entry(books, line, card, carried, quantity, invoiced)
    expected = line.invoiced == 0
    value = new_value(books, line, entry, carried, _first_date(books, line), expected=expected)
    value.ile_quantity = value.valued = quantity
    value.invoiced = invoiced
    value.discount = -line.discount if line.entry_type in OUTBOUND_TYPES else line.discount
    fixed_outbound = quantity < 0 and not line.applies_to
    value.by_average = card.method == AVERAGE and fixed_outbound and line.entry_type != OUTPUT
    sources = _sources(books, line, entry)
    pieces = apply_entry(books, line, card, entry, value, sources)
    check_enough(books, line, card, entry)
    check_valuation_date(books, line, value.valuation_date)
    _link_source(books, line, entry)
    books.add_entry(entry)
    if entry.quantity > 0 and card.item_type == INVENTORY:
        own_row(books, entry, True, line.applies_from)
    if entry.entry_type == TRANSFER and quantity < 0:
        _post_transfer(books, line, card, entry, value, pieces)
    else:
        _fill_amounts(books, line, card, entry, value)
    if entry.quantity < 0 and entry.fully_invoiced:
        fill_invoiced_date(entry, line.posting_date)
    return entry


def _fill_amounts(books: Books, line: Line, card: ItemCard, entry: ItemEntry, value: Value) -> None:
    sign = -1 if line.entry_type in OUTBOUND_TYPES else 1
    base = line.invoiced or line.quantity
    amounts = direct_amounts(books, line, card, base, entry)
    amount = sign * amounts.cost
    set_cost(value, amount)
    value.cost_per_unit = 0 if line.entry_type == OUTPUT or amounts.exact_cost or (value.expected_cost and sign > 0) else line.unit_cost
    if not value.cost_per_unit and value.valued:
        value.cost_per_unit = divide(amount, value.valued)
    set_trade_amounts(line, value, value.expected_cost)
    insert_value(books, entry, value)
    add_overhead_and_variance(books, line, entry, value, amounts)
    update_item_cost(books, entry, value, line.amount + line.discount)
    if entry.order_type == PRODUCTION and entry.order_no and line.entry_type in (CONSUMPTION, OUTPUT):
        follow_consumption(books, entry.order_no, entry.order_line)


def _post_transfer(books: Books, line: Line, card: ItemCard, entry: ItemEntry, value: Value, pieces: list[Piece]) -> None:
    whole = card.method == AVERAGE and not line.applies_to
    entry.completely_invoiced = all(source.completely_invoiced for source, _, _ in pieces)
    if whole:
        source = books.item(line.item)
        if books.periods.default[1] != 1:
            source = books.sku(line.item, line.location, line.variant) or source
        unit = source.unit_cost if card.method != STANDARD else source.standard_cost
        value.actual = 0 if card.value_zero else product(unit, value.valued)
        value.cost_per_unit = 0
        receipts = post_receipts(books, line, card, entry, [(None, -entry.quantity, -value.actual, value.valuation_date)])
    else:
        value.actual, found = negative_leg_amount(pieces)
        if card.value_zero:
            value.actual, found = 0, [(s, q, 0, d) for s, q, _, d in found]
        receipts = post_receipts(books, line, card, entry, list(found))
    value.cost_per_unit = divide(value.actual, value.valued) if value.valued else 0
    insert_value(books, entry, value)
    for receipt in receipts:
        update_item_cost(books, receipt, receipt.values[0], 0)


def _first_date(books: Books, line: Line) -> int:
    """Valuation Date before application (2.5, rules 3 and 4)."""
    if not line.applies_from:
        return line.posting_date
    source = books.entry(line.applies_from)
    assert source is not None
    for value in reversed(source.values):
        if value.entry_type == REVALUATION:
            return max(line.posting_date, value.valuation_date)
    return max(line.posting_date, source.values[-1].valuation_date) if source.values else line.posting_date


def _link_source(books: Books, line: Line, entry: ItemEntry) -> None:
    """An exact cost reversal counts against what its outbound has not got back."""
    source = books.entry(line.applies_from) if line.applies_from else None
    if source is not None:
        source.not_returned += entry.quantity
        source.to_adjust = True


def _sources(books: Books, line: Line, entry: ItemEntry) -> list[ItemEntry]:
    found: list[ItemEntry] = []
    if entry.quantity > 0:
        source = books.entry(line.applies_from) if line.applies_from else None
        if source is not None:
            found.append(source)
        if line.entry_type in (OUTPUT, ASSEMBLY_OUTPUT):
            found += consumptions(books, entry)
    return found


def _only_output(books: Books, line: Line, quantity: int) -> int:
    """The output that a negative output without Applies-to Entry takes back."""
    found = [
        e
        for e in books.load_order(PRODUCTION, line.order_no)
        if e.entry_type == OUTPUT and e.order_line == line.order_line and e.open and e.remaining >= quantity and e.item == line.item
    ]
    if len(found) != 1:
        raise refuse(
            "IJ12",
            line,
            f"{len(found)} open outputs of the order line have enough remaining quantity.",
            "A negative output reverses one output.",
            "Fill Applies-to Entry.",
        )
    return found[0].no

