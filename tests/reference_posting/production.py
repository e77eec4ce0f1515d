"""Capacity, outputs, resources (2.9, 2.10)."""

from __future__ import annotations

from decimal import Decimal

from tests.reference_posting.application import apply_by_method, apply_fixed, write_own_row
from tests.reference_posting.books import CAPACITY, ENTRY, VALUE, ZERO, Books, Record, Refused, round2
from tests.reference_posting.checks import check_applied
from tests.reference_posting.dates import lift_outputs
from tests.reference_posting.flags import order_source, raise_flags, wake_order
from tests.reference_posting.lines import is_subcontracting_invoice
from tests.reference_posting.quantity import new_entry
from tests.reference_posting.value import INVOICE_TYPE, carry, cost_goes_to, cost_per_unit, new_value

ORDER_KEY = ("Order Type", "Order No.", "Order Line No.")
CAPACITY_COLUMNS = (
    *("Posting Date", "Document No.", "Item No.", "Variant Code", *ORDER_KEY, "Type", "No.", "Routing No.", "Routing Reference No."),
    *("Operation No.", "Work Center No.", "Setup Time", "Run Time", "Scrap Quantity", "Subcontracting"),
)


def _new_capacity(books: Books, line: Record, quantity: Decimal) -> Record:
    entry = books.new(CAPACITY)
    carry(entry, line)
    for caption in CAPACITY_COLUMNS:
        if caption in entry and line.get(caption) is not None:
            entry[caption] = line[caption]
    entry |= {"Quantity": quantity, "Invoiced Quantity": quantity, "Completely Invoiced": True}
    books.tables[CAPACITY][-1] = entry
    return entry


def _capacity_values(books: Books, line: Record, capacity: Record, quantity: Decimal) -> None:
    """Direct and indirect value entry of work (2.9, 2.17)."""
    cost = round2(quantity * line["Unit Cost"] + (line["residual"] if line["Subcontracting"] else ZERO))
    direct = round2((cost - quantity * line["Overhead Rate"]) / (1 + line["Indirect Cost %"] / 100))
    if quantity == 0:
        return
    parts = [("Direct Cost", direct, quantity), ("Indirect Cost", cost - direct, ZERO)]
    for kind, amount, invoiced in parts:
        if kind == "Indirect Cost" and amount == 0:
            continue
        value = books.new(VALUE)
        carry(value, line)
        invoice = bool(line["Invoice No."])
        document = line["Document Type"]
        value |= {
            **{
                "Posting Date": line["Posting Date"],
                "Valuation Date": line["Posting Date"],
                "Capacity Ledger Entry No.": capacity["Entry No."],
            },
            **{"Item Ledger Entry Type": "", "Entry Type": kind, "Valued Quantity": quantity, "Invoiced Quantity": invoiced},
            **{"Cost Amount (Actual)": amount, "Inventoriable": True, "Type": line["Type"], "No.": line["No."]},
            **{"Document No.": line["Invoice No."] if invoice else line["Document No."]},
            **{"Document Type": INVOICE_TYPE.get(document, document) if invoice else document},
            **{c: line[c] for c in ORDER_KEY},
            **{c: line.get(c) or books.items[line["Item No."]][c] for c in ("Inventory Posting Group", "Gen. Prod. Posting Group")},
        }
        books.tables[VALUE][-1] = value
        cost_per_unit(value, False)
        raise_flags(books, value)


def post_output(books: Books, line: Record) -> None:
    """Up to two postings, capacity first (2.9)."""
    if is_subcontracting_invoice(line):
        capacity = next(c for c in books.tables[CAPACITY] if c["Entry No."] == line["Item Shpt. Entry No."])
        _capacity_values(books, line, capacity, line["Invoiced Quantity"])
        return
    setup = line["Setup Time"] if books.manufacturing["Cost Incl. Setup"] else ZERO
    quantity = line["Run Time"] + setup
    if line["Unit Cost Calculation"] == "Units":
        quantity = line["Quantity"] + line["Scrap Quantity"]
    if line["Subcontracting"]:
        quantity = line["Invoiced Quantity"]
    if not line["Type"].strip():
        quantity = ZERO
    capacity = _new_capacity(books, line, quantity)
    capacity["Output Quantity"] = line["Output Quantity"]
    if line["Stop Time"]:
        stop = _new_capacity(books, line, line["Stop Time"])
        stop |= {"Stop Time": line["Stop Time"], "Setup Time": ZERO, "Run Time": ZERO, "Scrap Quantity": ZERO}
    wake_order(books, *(line[c] for c in ORDER_KEY), line["Item No."])
    _capacity_values(books, line, capacity, quantity)
    if line["Output Quantity"]:
        _post_quantity(books, line)
        lift_outputs(books, tuple(line[c] for c in ORDER_KEY))  # type: ignore[arg-type]


def _post_quantity(books: Books, line: Record) -> None:
    quantity = line["Output Quantity"]
    cost = books.unit_cost(line["Item No."], line["Location Code"], line["Variant Code"])
    if line["Subcontracting"]:
        source = order_source(books, "Production", line["Order No."], line["Order Line No."])
        if source is not None:  # an order line that no table knows has no cost of its own
            cost = source.get("Unit Cost") or ZERO
    if quantity < 0 and not line["Applies-to Entry"]:
        line["Applies-to Entry"] = _only_output(books, line)
    entry = new_entry(books, line, quantity, ZERO)
    value = new_value(books, line, entry, **{"Expected Cost": True, "Valued Quantity": quantity, "Item Ledger Entry Quantity": quantity})
    books.pending = value
    cost_goes_to(books, value, quantity * cost)
    cost_per_unit(value, True)
    if line["Applies-to Entry"]:
        apply_fixed(books, entry, line["Applies-to Entry"])
    elif entry["Open"]:
        apply_by_method(books, entry)
    check_applied(books, entry)
    if entry["Positive"]:
        write_own_row(books, entry, 0)
    books.pending = None
    raise_flags(books, value)


def _only_output(books: Books, line: Record) -> int:
    """The only open output of the order line with enough remaining quantity."""
    key = tuple(line[c] for c in (*ORDER_KEY, "Item No."))
    found = [
        e["Entry No."]
        for e in books.tables[ENTRY]
        if e["Entry Type"] == "Output"
        and tuple(e[c] for c in (*ORDER_KEY, "Item No.")) == key
        and e["Remaining Quantity"] >= -line["Output Quantity"]
    ]
    if len(found) != 1:
        raise Refused("IJ12")
    return int(found[0])


def post_resource(books: Books, line: Record) -> None:
    """A resource of an assembly: value = Quantity x Unit Cost (2.10)."""
    capacity = _new_capacity(books, line, line["Quantity"])
    wake_order(books, *(line[c] for c in ORDER_KEY), line["Item No."])
    _capacity_values(books, line, capacity, line["Quantity"])
