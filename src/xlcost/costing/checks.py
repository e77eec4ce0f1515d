"""Checks before a line is posted (costing-engine.md 2.1). The first that fails stops the call, which then writes nothing."""

from __future__ import annotations

import datetime as dt

from xlcost.costing.books import Books
from xlcost.costing.entries import (
    ASSEMBLY,
    ASSEMBLY_CONSUMPTION,
    ASSEMBLY_OUTPUT,
    CONSUMPTION,
    DIRECT,
    NEGATIVE,
    NO_TYPE,
    OUTBOUND_TYPES,
    OUTPUT,
    POSITIVE,
    PRODUCTION,
    RESOURCE,
    SPECIFIC,
    TRANSFER,
    ItemCard,
    ItemEntry,
)
from xlcost.costing.line import Line
from xlcost.costing.settings import Settings
from xlcost.ledger.options import OrderStatus, PreventNegativeInventory
from xlcost.problems import XlcostError

RELEASED = int(OrderStatus.RELEASED)


def refuse(code: str, line: Line, what: str, rule: str = "", remedy: str = "") -> XlcostError:
    """The error of a line."""
    where = f"item journal line {line.number}, document {line.document_no}, item {line.item}"
    return XlcostError(code, what, where=where, rule=rule, remedy=remedy)


def show_day(day: int) -> str:
    """A date as people read it."""
    return dt.date.fromordinal(day).isoformat() if day > 0 else "(blank)"


def signed(line: Line, quantity: int) -> int:
    """A line quantity as it stands on the ledger entry: outbound negative."""
    return -quantity if line.entry_type in OUTBOUND_TYPES else quantity


def check_dates(settings: Settings, day: int, where: str) -> None:
    """IJ02, IJ03: the posting date lies in the allowed range and in an open inventory period."""
    first, last = settings.allow_from, settings.allow_to
    if settings.user_from or settings.user_to:
        first, last = settings.user_from, settings.user_to
    if (first and day < first) or (last and day > last):
        raise XlcostError(
            "IJ02",
            f"Posting Date {show_day(day)} is not within your range of allowed posting dates.",
            where=where,
            rule=f"Allowed are {show_day(first)} to {show_day(last) if last else 'any later date'}.",
            remedy="Change the date, or Allow Posting From and To.",
        )
    if not settings.is_valid(day):
        raise XlcostError(
            "IJ03",
            f"You cannot post before {show_day(settings.closed_until + 1)} because the Inventory Period is already closed. "
            "You must re-open the period first.",
            where=where,
        )


def check_line(books: Books, line: Line) -> ItemCard:
    """IJ01 to IJ10 that need no application; the item card."""
    if not line.item or not line.posting_date or not line.document_no:
        raise refuse("IJ01", line, "Item No., Posting Date or Document No. is blank.", "A line has all three.")
    card = books.card(line.item)
    if card is None:
        raise refuse("IJ01", line, f"The item {line.item} is not known.", "A line is for an item of the table Item.")
    if card.blocked and not line.adjustment:
        raise refuse("IJ01", line, f"The item {line.item} is blocked.", "A blocked item takes no lines.", "Unblock the item.")
    if line.entry_type == NO_TYPE and line.value_entry_type == DIRECT:
        raise refuse("IJ01", line, "Entry Type is blank.", "Only a line that changes values leaves the Entry Type to its entry.", "Choose an Entry Type.")
    if line.posting_date not in books.settings.allowed_days:
        check_dates(books.settings, line.posting_date, f"item journal line {line.number}")
        books.settings.allowed_days.add(line.posting_date)
    _check_earliest(books, line)
    return card


def check_filled_line(books: Books, line: Line, card: ItemCard) -> None:
    """The checks that need the line's defaults."""
    if line.entry_type == TRANSFER and line.value_entry_type == DIRECT and (line.quantity or not line.shipment):
        wrong = line.amount or line.discount or (line.quantity < 0 and not line.correction) or line.invoiced != line.quantity
        if wrong:
            raise refuse("IJ05", line, "A transfer has no amount or discount, no negative quantity and is invoiced in full.")
    if line.entry_type in (POSITIVE, NEGATIVE) and line.discount:
        raise refuse("IJ06", line, "An adjustment has no Discount Amount.")
    if line.applies_from:
        _check_applies_from(books, line)
    if line.value_entry_type != DIRECT:
        if not line.applies_to and not line.value_per:
            raise refuse("IJ08", line, "Applies-to Entry is blank.", "A line that changes values names its entry.")
        return
    moves = bool(line.quantity) or (line.entry_type == OUTPUT and not line.shipment)
    if line.charge or not moves:
        _check_target(books, line)
    if line.charge:
        return
    if moves:
        _check_order(books, line)
    elif line.entry_type == OUTPUT:
        _check_order_keys(line)  # a late invoice of subcontracted work may be for a finished order (2.9)
        if not _is_known(books, line):
            raise refuse("IJ09", line, f"The production order {line.order_no} line {line.order_line} is not known.")
    if line.quantity and (line.invoiced not in (0, line.quantity) or line.shipment):
        raise refuse(
            "IJ10",
            line,
            "Invoiced Quantity is neither 0 nor the Quantity, or an earlier receipt is named.",
            "A line moves quantity and invoices all or nothing of it.",
            "Split the line.",
        )


def _check_earliest(books: Books, line: Line) -> None:
    earliest = books.settings.earliest_valuation
    if not earliest or line.adjustment:
        return
    applied = books.entry(line.applies_to) if line.applies_to else None
    if line.posting_date < earliest or (applied is not None and applied.posting_date < earliest):
        raise refuse("IJ04", line, f"The posting date lies before the earliest allowed valuation date {show_day(earliest)}.")


def check_valuation_date(books: Books, line: Line, day: int) -> None:
    """IJ04 for the resulting Valuation Date."""
    earliest = books.settings.earliest_valuation
    if earliest and day < earliest and not line.adjustment:
        raise refuse("IJ04", line, f"The valuation date {show_day(day)} lies before the earliest allowed one {show_day(earliest)}.")


def _check_applies_from(books: Books, line: Line) -> None:
    source = books.entry(line.applies_from)
    inbound = signed(line, line.quantity or line.invoiced) > 0
    if source is None or not inbound or source.item != line.item or source.variant != line.variant:
        raise refuse("IJ07", line, f"Applies-from Entry {line.applies_from} is no entry of this item, or the line is not inbound.")
    if source.quantity >= 0 or line.applies_from == line.applies_to:
        raise refuse("IJ07", line, f"Applies-from Entry {line.applies_from} is not outbound.", "Only an outbound entry is reversed.")
    if line.quantity and source.not_returned + abs(line.quantity) > 0:
        raise refuse("IJ07", line, f"More would be returned than entry {line.applies_from} shipped.")
    check_same_order(line, source)


def _check_target(books: Books, line: Line) -> None:
    if not line.shipment:
        rule = "A line with Quantity 0 is an invoice or a charge; both name the entry they are for."
        raise refuse("IJ08", line, "Quantity is 0 and Item Shpt. Entry No. is blank." if not line.charge else "Item Shpt. Entry No. is blank.", rule)
    if not line.charge and not line.invoiced:
        raise refuse("IJ08", line, "Invoiced Quantity is 0.", "An invoice is for a quantity.", "Fill Invoiced Quantity.")
    if line.subcontracting and line.entry_type == OUTPUT and not line.charge:
        books.capacities(line.order_type, line.order_no)
        if line.shipment not in books.capacity_by_no:
            raise refuse("IJ08", line, f"There is no capacity ledger entry {line.shipment}.", "A subcontracting invoice names the capacity it is for.")
        return
    target = books.entry(line.shipment)
    if target is None or target.item != line.item:
        raise refuse("IJ08", line, f"There is no entry {line.shipment} of this item.")
    if not line.charge:
        total = target.invoiced + signed(line, line.invoiced)
        beyond = total > target.quantity if target.quantity > 0 else total < target.quantity
        wrong_side = target.quantity * signed(line, line.invoiced) < 0
        if beyond or wrong_side:
            raise refuse("IJ08", line, f"More than the quantity of entry {line.shipment} would be invoiced.")


def _check_order(books: Books, line: Line) -> None:
    if line.entry_type in (CONSUMPTION, OUTPUT):
        _check_order_keys(line)
        released = order_status(books, line.order_no, line.order_line)
        known = line.entry_type == OUTPUT or _is_known(books, line)
        if not known or released not in (None, RELEASED) or (line.order_no, line.order_line) in books.finished_orders:
            raise refuse("IJ09", line, f"The production order {line.order_no} line {line.order_line} is not known or not released.")
    elif line.entry_type in (ASSEMBLY_CONSUMPTION, ASSEMBLY_OUTPUT):
        wants_line = line.entry_type == ASSEMBLY_CONSUMPTION
        if line.order_type != ASSEMBLY or not line.order_no or (not line.order_line) == wants_line:
            raise refuse("IJ09", line, "Order Type Assembly, Order No. or Order Line No. do not fit the entry type.")
        known = line.order_no in books.assembly_headers or not wants_line or line.type == RESOURCE or _has_row(books, line)
        if not known and not first_made(books, ASSEMBLY, line.order_no, 0):
            raise refuse("IJ09", line, f"The assembly order {line.order_no} is not known.")


def _check_order_keys(line: Line) -> None:
    if line.order_type != PRODUCTION or not line.order_no or not line.order_line:
        raise refuse("IJ09", line, "Order Type Production, Order No. and Order Line No. are missing.")


def _is_known(books: Books, line: Line) -> bool:
    """Whether a table knows a production order line, capacity was posted to it, or something was made of it (1.8)."""
    order = (line.order_no, line.order_line)
    return order_status(books, *order) is not None or _has_row(books, line) or bool(first_made(books, PRODUCTION, *order))


def first_made(books: Books, order_type: int, order_no: str, order_line: int) -> str:
    """Item No. of the first output of an order that no order table knows; blank before it (1.8)."""
    kind = ASSEMBLY_OUTPUT if order_type == ASSEMBLY else OUTPUT
    made = [e for e in books.load_order(order_type, order_no) if e.entry_type == kind and e.order_line == order_line]
    return min(made, key=lambda e: e.no).item if made else ""


def _has_row(books: Books, line: Line) -> bool:
    """Whether an order row knows what the order makes: capacity or a resource was posted to it before."""
    row = books.orders.get((line.order_type, line.order_no, 0 if line.order_type == ASSEMBLY else line.order_line))
    return row is not None and bool(row.item)


def order_status(books: Books, order_no: str, order_line: int) -> int | None:
    """Status of a production order line: Released while a released line is there; None when no order table knows it."""
    found = books.ledger.table("Prod. Order Line")["Status"][books.order_lines.get((order_no, order_line), [])].tolist()
    if not found:
        row = books.orders.get((PRODUCTION, order_no, order_line))
        return int(OrderStatus.FINISHED) if row is not None and row.finished else None
    return RELEASED if RELEASED in found else found[0]


def check_same_order(line: Line, other: ItemEntry) -> None:
    """IJ13: output and consumption of one production order line are never tied to each other."""
    pair = {line.entry_type, other.entry_type}
    if pair == {OUTPUT, CONSUMPTION} and other.order == (line.order_type, line.order_no, line.order_line):
        raise refuse("IJ13", line, f"Entry {other.no} belongs to the same production order line.")


def check_enough(books: Books, line: Line, card: ItemCard, entry: ItemEntry) -> None:
    """IJ11, IJ12: what an outbound still lacks after application."""
    if not entry.open or entry.quantity > 0:
        return
    always = line.entry_type in (CONSUMPTION, ASSEMBLY_CONSUMPTION, TRANSFER)
    prevent = card.prevent_negative == int(PreventNegativeInventory.YES) or (
        card.prevent_negative == int(PreventNegativeInventory.DEFAULT) and books.settings.prevent_negative
    )
    if always or prevent:
        raise refuse(
            "IJ11",
            line,
            f"You have insufficient quantity of Item {line.item} on inventory.",
            remedy="Post the receipt first.",
        )
    if card.method == SPECIFIC:
        raise refuse("IJ12", line, "An outbound of a Specific item is fully applied.", remedy="Fill Applies-to Entry or the serial number.")


def is_value_only(line: Line) -> bool:
    """Charges, revaluations, roundings and variances move no quantity."""
    return bool(line.charge) or line.value_entry_type != DIRECT
