"""Quantity posting (2.3) with its application, and transfers (2.8)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.reference_posting.application import apply_by_method, apply_fixed, fill_completely_invoiced_date, set_remaining, write_own_row
from tests.reference_posting.books import ENTRY, ZERO, Books, Record, Refused
from tests.reference_posting.checks import check_applied, check_exact_same_order
from tests.reference_posting.dates import first_date, lift_outputs
from tests.reference_posting.flags import raise_flags
from tests.reference_posting.item_cost import update_item_cost
from tests.reference_posting.lines import OUTWARD
from tests.reference_posting.value import carry, cost_goes_to, cost_per_unit, fill_amounts, new_value, write_elements

ORDER_KEY = ("Order Type", "Order No.", "Order Line No.")


def new_entry(books: Books, line: Record, quantity: Decimal, invoiced: Decimal, **columns: Any) -> Record:
    """The item ledger entry of a line before it is applied (2.3); quantities already signed."""
    entry = books.new(ENTRY)
    carry(entry, line)
    for caption in (
        "Item No.",
        "Posting Date",
        "Entry Type",
        "Document Type",
        "Document No.",
        "Location Code",
        "Variant Code",
        "Serial No.",
        "Lot No.",
    ):
        entry[caption] = line[caption]
    for caption in (*ORDER_KEY, "Prod. Order Comp. Line No.", "Applies-to Entry", "Correction"):
        entry[caption] = line[caption]
    kind = line["Entry Type"]
    entry |= {"Quantity": quantity, "Invoiced Quantity": invoiced, "Positive": quantity > 0}
    entry["Completely Invoiced"] = (kind not in ("Transfer", "Output") and quantity == invoiced) or kind == "Transfer"
    entry["Last Invoice Date"] = line["Posting Date"] if invoiced else None
    entry["Applied Entry to Adjust"] = kind == "Consumption"
    entry["Shipped Qty. Not Returned"] = quantity if quantity < 0 and kind != "Transfer" else ZERO
    set_remaining(entry, quantity if books.items[line["Item No."]]["Type"] == "Inventory" else ZERO)
    entry |= columns
    books.tables[ENTRY][-1] = entry
    books.entries[entry["Entry No."]] = entry
    return entry


def return_from(books: Books, no: int, quantity: Decimal) -> None:
    """An exact cost reversal: the source is asked again and has less to return (2.6)."""
    source = books.entries[no]
    source["Applied Entry to Adjust"] = True
    if source["Shipped Qty. Not Returned"]:
        source["Shipped Qty. Not Returned"] += abs(quantity)


def post_quantity(books: Books, line: Record) -> None:
    """A line with a quantity that is not an output, a resource or an undo (2.3 to 2.6)."""
    outward = line["Entry Type"] in OUTWARD
    sign = -1 if outward else 1
    entry = new_entry(books, line, sign * line["Quantity"], sign * line["Invoiced Quantity"])
    check_exact_same_order(books, line, entry)
    expected = line["Invoiced Quantity"] == 0
    value = new_value(books, line, entry, **{"Expected Cost": expected, "Item Ledger Entry Quantity": entry["Quantity"]})
    books.pending = value
    from tests.reference_posting.value import inventoriable

    value["Inventoriable"] = inventoriable(books, entry, line)
    value["Valuation Date"] = first_date(books, line, entry["Positive"])
    overhead = variance = ZERO
    transfer = line["Entry Type"] == "Transfer"
    if not transfer:
        overhead, variance = fill_amounts(books, value, entry, line)
    averaged = books.method(entry) == "Average" and entry["Quantity"] < 0 and not line["Applies-to Entry"]
    value["Valued By Average Cost"] = averaged
    legs: list[Record] = []
    if transfer:
        _transfer(books, line, entry, value, averaged, legs)
    elif entry["Open"]:
        _apply(books, line, entry)
    check_applied(books, entry)
    if entry["Positive"] and entry["Remaining Quantity"] is not None and books.items[entry["Item No."]]["Type"] == "Inventory":
        write_own_row(books, entry, line["Applies-from Entry"])
    books.pending = None
    if line["Applies-from Entry"]:
        return_from(books, line["Applies-from Entry"], entry["Quantity"])
    _check_earliest(books, value)
    elements = write_elements(books, value, line, overhead, variance)
    raise_flags(books, value)
    for element in elements:
        raise_flags(books, element)
    fill_completely_invoiced_date(books, entry, line["Posting Date"])
    update_item_cost(books, value, line)
    for leg in legs:
        update_item_cost(books, leg, line)
    if line["Entry Type"] == "Consumption":
        lift_outputs(books, tuple(entry[c] for c in ORDER_KEY))  # type: ignore[arg-type]


def _apply(books: Books, line: Record, entry: Record) -> None:
    books.pending_sources[entry["Entry No."]] = [line["Applies-from Entry"]] if line["Applies-from Entry"] else []
    if line["Applies-to Entry"]:
        apply_fixed(books, entry, line["Applies-to Entry"])
    else:
        apply_by_method(books, entry)


def _check_earliest(books: Books, value: Record) -> None:
    """IJ04: the resulting Valuation Date."""
    earliest = books.earliest()
    if earliest and value["Valuation Date"] < earliest:
        raise Refused("IJ04")


# -- transfers --------------------------------------------------------------------------------------------------
def _transfer(books: Books, line: Record, entry: Record, value: Record, averaged: bool, legs: list[Record]) -> None:
    """The negative leg is applied; receiving entries and both amounts (2.8)."""
    value["Valued Quantity"] = value["Invoiced Quantity"] = entry["Quantity"]
    shares: list[Decimal] = []
    used: list[Record] = []

    def received(source: Record, how: Record) -> None:
        used.append(source)
        if not averaged:
            share = share_of_source(books, source, how["quantity"])
            shares.append(share)
            legs.append(_receive(books, line, entry, how["quantity"], share, source))

    if not entry["Open"]:
        pass  # a service moves no stock
    elif line["Applies-to Entry"]:
        apply_fixed(books, entry, line["Applies-to Entry"], received)
    else:
        apply_by_method(books, entry, received)
    entry["Completely Invoiced"] = all(s["Completely Invoiced"] for s in used)
    if averaged:
        cost = books.unit_cost(line["Item No."], line["Location Code"], line["Variant Code"])
        if books.inventory["Average Cost Calc. Type"] != "Item & Location & Variant":
            cost = books.items[line["Item No."]]["Unit Cost"]
        cost_goes_to(books, value, cost * entry["Quantity"])
        legs.append(_receive(books, line, entry, -entry["Quantity"], -value["Cost Amount (Actual)"], None))
    else:
        cost_goes_to(books, value, -sum(shares, ZERO))
    cost_per_unit(value, False)


def share_of_source(books: Books, source: Record, quantity: Decimal) -> Decimal:
    """What a received quantity costs, unrounded; product first (2.8, 5.1)."""
    base = ZERO
    for v in books.values(source):
        if v["Partial Revaluation"]:
            base += v["Cost Amount (Actual)"] / v["Valued Quantity"] * source["Quantity"]
        else:
            base += v["Cost Amount (Actual)"] + v["Cost Amount (Expected)"]
    return Decimal(base * quantity / source["Quantity"])


def _receive(books: Books, line: Record, negative: Record, quantity: Decimal, amount: Decimal, source: Record | None) -> Record:
    """A receiving entry at the new location, applied to what is open there (2.8)."""
    columns: dict[str, Any] = {"Location Code": line["New Location Code"], "Applies-to Entry": 0}
    columns["Completely Invoiced"] = (source or negative)["Completely Invoiced"]
    entry = new_entry(books, line, quantity, quantity, **columns)
    day = next(v["Valuation Date"] for v in books.values(negative))
    numbers = {"Valued Quantity": quantity, "Invoiced Quantity": quantity, "Item Ledger Entry Quantity": quantity, "Valuation Date": day}
    value = new_value(books, line, entry, **numbers)
    cost_goes_to(books, value, amount)
    cost_per_unit(value, False)
    pending, books.pending = books.pending, value
    numbers_of_sources = [negative["Entry No."], *([source["Entry No."]] if source else [])]
    books.pending_sources[entry["Entry No."]] = numbers_of_sources
    if entry["Open"] and line["New Location Code"] is not None:
        apply_by_method(books, entry)
    write_own_row(books, entry, negative["Entry No."], source["Entry No."] if source else 0)
    raise_flags(books, value)
    books.pending = pending
    return value
