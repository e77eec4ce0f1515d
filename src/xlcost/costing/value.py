"""New value entries: the frame that a line gives them (costing-engine.md 2.17)."""

from __future__ import annotations

from xlcost.costing.amounts import Amounts
from xlcost.costing.books import Books
from xlcost.costing.effects import insert_value
from xlcost.costing.entries import DIRECT, INDIRECT, INVENTORY, PURCHASE, PURCHASE_VARIANCE, SALE, VARIANCE, ItemEntry, Value
from xlcost.costing.line import Line
from xlcost.ledger.options import DocumentType
from xlcost.money import divide

_INVOICE_OF = {
    int(DocumentType.SALES_SHIPMENT): int(DocumentType.SALES_INVOICE),
    int(DocumentType.SALES_RETURN_RECEIPT): int(DocumentType.SALES_CREDIT_MEMO),
    int(DocumentType.PURCHASE_RECEIPT): int(DocumentType.PURCHASE_INVOICE),
    int(DocumentType.PURCHASE_RETURN_SHIPMENT): int(DocumentType.PURCHASE_CREDIT_MEMO),
    int(DocumentType.SERVICE_SHIPMENT): int(DocumentType.SERVICE_INVOICE),
}


def new_value(books: Books, line: Line, entry: ItemEntry, carried: int, valuation_date: int, *, expected: bool, no: int = 0) -> Value:
    """A Direct Cost value entry of a line for an item ledger entry, without amounts."""
    document_type, document_no = line.document_type, line.document_no
    if line.invoice_no and not expected:
        document_type, document_no = _INVOICE_OF.get(document_type, document_type), line.invoice_no
    return Value(
        no=no or books.next_value(),
        ile_no=entry.no,
        posting_date=line.posting_date,
        valuation_date=valuation_date,
        ile_type=line.entry_type,
        entry_type=DIRECT,
        document_type=document_type,
        document_no=document_no,
        document_line=line.document_line,
        document_date=line.document_date or line.posting_date,
        order_type=entry.order_type,
        order_no=entry.order_no,
        order_line=entry.order_line,
        expected_cost=expected,
        inventoriable=books.item(entry.item).item_type == INVENTORY,
        charge=line.charge,
        drop_shipment=line.drop_shipment,
        carried=carried,
    )


def value_beside(carrier: Value, no: int, entry_type: int, *, valued: int, actual: int, expected: int = 0) -> Value:
    """A value entry of the item ledger entry, dates, document and order of another one, its carrier."""
    return Value(
        no=no,
        ile_no=carrier.ile_no,
        posting_date=carrier.posting_date,
        valuation_date=carrier.valuation_date,
        ile_type=carrier.ile_type,
        entry_type=entry_type,
        document_type=carrier.document_type,
        document_no=carrier.document_no,
        document_line=carrier.document_line,
        document_date=carrier.document_date,
        order_type=carrier.order_type,
        order_no=carrier.order_no,
        order_line=carrier.order_line,
        valued=valued,
        cost_per_unit=divide(actual or expected, valued) if valued else 0,
        actual=actual,
        expected=expected,
        drop_shipment=carrier.drop_shipment,
        carried=carrier.carried,
    )


def copy_value(books: Books, value: Value, entry_type: int, amount: int, variance_type: int = 0) -> Value:
    """A value entry beside another one (overhead, variance), Cost Amount (Actual) = amount."""
    copy = value_beside(value, books.next_value(), entry_type, valued=value.valued, actual=amount)
    copy.variance_type, copy.by_average = variance_type, value.by_average
    return copy


def set_cost(value: Value, amount: int) -> None:
    """Where a cost goes: expected, actual, or - of a service or non-inventory item - nowhere in the inventory value (2.4)."""
    if not value.inventoriable:
        value.non_inventoriable = 0 if value.expected_cost else amount
    elif value.expected_cost:
        value.expected = amount
    else:
        value.actual = amount


def set_trade_amounts(line: Line, value: Value, expected: bool) -> None:
    """Sales Amount and Purchase Amount of a line."""
    if line.entry_type == SALE:
        value.sales_expected, value.sales_actual = (line.amount, 0) if expected else (0, line.amount)
    elif line.entry_type == PURCHASE:
        value.purchase_expected, value.purchase_actual = (line.amount, 0) if expected else (0, line.amount)


def add_overhead_and_variance(books: Books, line: Line, entry: ItemEntry, value: Value, amounts: Amounts) -> None:
    """The Indirect Cost and Variance value entries that accompany a Direct Cost value entry."""
    fixed = bool(line.applies_to or entry.applies_to)
    if amounts.overhead and value.inventoriable and (value.valued > 0 or fixed):
        insert_value(books, entry, copy_value(books, value, INDIRECT, amounts.overhead))
    if amounts.variance and value.inventoriable:
        insert_value(books, entry, copy_value(books, value, VARIANCE, amounts.variance, PURCHASE_VARIANCE))


__all__ = ["add_overhead_and_variance", "copy_value", "new_value", "set_cost", "set_trade_amounts", "value_beside"]
