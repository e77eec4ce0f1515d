"""Invoices of earlier receipts and shipments, and item charges (costing-engine.md 2.12, 2.15).

Example: 3 received at an expected 95.00; 1 invoiced for 35.00: actual 35.00, expected -31.67; then 2 for 66.00:
actual 66.00, expected -63.33 - the last invoice takes what is left.
"""

from __future__ import annotations

from xlcost.costing.amounts import direct_amounts
from xlcost.costing.application import fill_invoiced_date
from xlcost.costing.books import Books
from xlcost.costing.checks import check_valuation_date, signed
from xlcost.costing.effects import insert_value, update_item_cost
from xlcost.costing.entries import (
    AVERAGE,
    DIRECT,
    INVENTORY,
    OUTBOUND_TYPES,
    OUTPUT,
    PURCHASE,
    PURCHASE_VARIANCE,
    REVALUATION,
    SALE,
    STANDARD,
    TRANSFER,
    VARIANCE,
    ItemCard,
    ItemEntry,
    Value,
)
from xlcost.costing.line import Line
from xlcost.costing.valuation_date import follow_order, last_direct
from xlcost.costing.value import add_overhead_and_variance, copy_value, new_value, set_cost
from xlcost.money import divide, share_quotient_first


def post_invoice(books: Books, line: Line, card: ItemCard) -> None:
    """A line with Quantity 0 that invoices an item ledger entry."""
    entry = books.entry(line.shipment)
    assert entry is not None
    source = _last(entry)
    follow_order(books, entry)
    day = source.valuation_date
    earliest = books.settings.earliest_valuation
    if earliest and day < earliest:
        day = line.posting_date
    carried = books.carry(line)
    value = new_value(books, line, entry, carried, day, expected=False)
    check_valuation_date(books, line, value.valuation_date)
    invoiced = signed(line, line.invoiced)
    sign = -1 if line.entry_type in OUTBOUND_TYPES else 1
    value.valued = value.invoiced = invoiced
    value.discount = sign * line.discount
    value.by_average = source.by_average and card.method == AVERAGE
    amounts = direct_amounts(books, line, card, line.invoiced, entry)
    cost = sign * amounts.cost
    set_cost(value, cost)
    value.cost_per_unit = 0 if amounts.exact_cost else line.unit_cost
    if not value.cost_per_unit:
        value.cost_per_unit = divide(cost, invoiced)
    _set_reversal(line, entry, value, invoiced)
    reversals = interim_reversals(books, entry, value, invoiced)
    books.add_invoiced(entry, invoiced)
    entry.last_invoice_date = max(entry.last_invoice_date, line.posting_date)
    if entry.returned and entry.quantity < 0:
        entry.to_adjust = True  # its exact reversals follow what it costs now
    if line.applies_from:
        reversed_entry = books.entry(line.applies_from)
        if reversed_entry is not None:
            reversed_entry.to_adjust = True
    if entry.fully_invoiced and entry.entry_type not in (OUTPUT, TRANSFER):
        entry.completely_invoiced = True
    insert_value(books, entry, value)
    for reversal in reversals:
        reversal.no = books.next_value()
        insert_value(books, entry, reversal)
    add_overhead_and_variance(books, line, entry, value, amounts)
    update_item_cost(books, entry, value, line.amount + line.discount)
    if entry.quantity < 0 and entry.fully_invoiced:
        fill_invoiced_date(entry, line.posting_date)


def _last(entry: ItemEntry) -> Value:
    found = last_direct(entry)
    assert found is not None
    return found


def _set_reversal(line: Line, entry: ItemEntry, value: Value, invoiced: int) -> None:
    """Cost, sales and purchase amounts: what was expected is taken back in proportion, all of it by the last invoice."""
    last = entry.invoiced + invoiced == entry.quantity
    value.sales_actual = line.amount if line.entry_type == SALE else 0
    value.purchase_actual = line.amount if line.entry_type == PURCHASE else 0
    first = next((v for v in entry.values if v.ile_quantity), None)
    if first is None or not first.expected_cost:
        return
    plain = [v for v in entry.values if v.entry_type != REVALUATION]
    if last:
        value.expected = -sum(v.expected for v in plain)
        value.sales_expected = -sum(v.sales_expected for v in plain)
        value.purchase_expected = -sum(v.purchase_expected for v in plain)
        return
    open_values = [v for v in plain if v.expected_cost and not v.adjustment]
    for name in ("expected", "sales_expected", "purchase_expected"):
        total = sum(getattr(v, name) for v in open_values)
        setattr(value, name, -share_quotient_first(total, invoiced, entry.quantity))


def interim_reversals(books: Books, entry: ItemEntry, invoice: Value, invoiced: int) -> list[Value]:
    """Revaluations of expected standard cost are taken back as the entry is invoiced (2.11, last paragraph)."""
    found = []
    last = entry.invoiced + invoiced == entry.quantity
    for interim in entry.values:
        if interim.entry_type != REVALUATION or interim.applies_to or not interim.expected:
            continue
        earlier = sum(v.invoiced for v in entry.values if v.entry_type == DIRECT and v.no < interim.no)
        expected_then = entry.quantity - earlier
        taken = sum(v.expected for v in entry.values if v.entry_type == REVALUATION and v.applies_to == interim.no)
        amount = interim.expected + taken if last else share_quotient_first(interim.expected, invoiced, expected_then)
        if not amount:
            continue
        reversal = copy_value(books, invoice, REVALUATION, 0)
        books.last_value -= 1  # numbered when it is inserted
        reversal.expected = -amount
        reversal.valued = interim.valued
        reversal.applies_to = interim.no
        reversal.valuation_date = interim.valuation_date
        reversal.partial = interim.partial
        reversal.by_batch = invoice.by_batch
        found.append(reversal)
    return found


def post_charge(books: Books, line: Line, card: ItemCard) -> None:
    """An item charge on an item ledger entry."""
    entry = books.entry(line.shipment)
    assert entry is not None
    follow_order(books, entry)
    source = _last(entry)
    carried = books.carry(line)
    value = new_value(books, line, entry, carried, source.valuation_date, expected=False)
    check_valuation_date(books, line, value.valuation_date)
    value.valued = -line.invoiced if line.entry_type == SALE else line.invoiced
    value.inventoriable = card.item_type == INVENTORY and (entry.quantity > 0 or entry.invoiced > 0)
    if line.entry_type == SALE:
        value.sales_actual = line.amount
        value.discount = -line.discount
    else:
        value.purchase_actual = line.amount
        value.discount = line.discount
        if card.value_zero:
            pass
        elif value.inventoriable:
            value.actual = line.amount
        else:
            value.non_inventoriable = line.amount
    if value.valued:
        value.cost_per_unit = divide(value.actual, value.valued)
    insert_value(books, entry, value)
    if card.method == STANDARD and line.entry_type == PURCHASE and value.inventoriable and value.actual:
        variance = copy_value(books, value, VARIANCE, -value.actual, PURCHASE_VARIANCE)
        variance.groups_from = source.carried
        insert_value(books, entry, variance)
    update_item_cost(books, entry, value, line.amount + line.discount)
