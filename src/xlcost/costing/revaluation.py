"""Calculate Inventory Value: what a revaluation line should say (costing-engine.md 2.11).

Example: 100 received for 900.00, 40 sold; the suggestion for the entry has Quantity 60 and Inventory Value
(Calculated) 540.00. Changed to 600.00 and posted, it adds 60.00 to the 60 pieces that are left.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xlcost.costing.books import Books
from xlcost.costing.checks import show_day
from xlcost.costing.entries import ASSEMBLY_OUTPUT, AVERAGE, OUTPUT, REVALUATION, ROUNDING, STANDARD, ItemCard, ItemEntry
from xlcost.ledger import Ledger
from xlcost.ledger.boundary import codes
from xlcost.ledger.options import InventoryValuePer, ItemLedgerEntryType, ValueEntryType
from xlcost.ledger.values import date_of, day_given
from xlcost.money import ERP, cents, quotient, to_decimal, unit_round
from xlcost.problems import XlcostError

CALCULATE_PER = ("Item", "Item Ledger Entry")
Place = tuple[str, str]  # location, variant; only what the line is per


@dataclass(slots=True)
class Layer:
    """An inbound entry with what is left of it on the day, and the value of that."""

    entry: ItemEntry
    remaining: int
    value: Decimal


def remaining_by_date(entry: ItemEntry, day: int) -> int:
    """Remaining Quantity of an inbound entry on a day."""
    own = entry.own
    total = own.quantity if own is not None and own.posting_date <= day else 0
    return total + sum(r.quantity for r in entry.gives if r.posting_date <= day)


def layer_value(entry: ItemEntry, remaining: int, day: int, with_expected: bool, by_posting_date: bool) -> Decimal:
    """Value of the remaining quantity of an entry from the value entries up to a day."""
    plain = 0
    value = Decimal(0)
    by_posting_date = by_posting_date or entry.entry_type in (OUTPUT, ASSEMBLY_OUTPUT)
    for v in entry.values:
        if (v.posting_date if by_posting_date else v.valuation_date) > day or (v.expected_cost and not with_expected):
            continue
        amount = v.actual + (v.expected if with_expected else 0)
        if v.entry_type == REVALUATION:
            if v.valued:
                value = ERP.add(value, ERP.multiply(quotient(remaining, v.valued), Decimal(amount)))
        elif v.entry_type != ROUNDING:
            plain += amount
    return ERP.add(value, ERP.multiply(quotient(remaining, entry.quantity), Decimal(plain)))


def layers(books: Books, card: ItemCard, day: int, per_item: bool, by_posting_date: bool = False) -> list[Layer]:
    """The entries that a revaluation on a day considers, with quantity and value, in (location, variant, Entry No.) order."""
    expected_too = card.method == STANDARD and per_item
    found = []
    for entry in books.by_item[card.no]:
        if entry.quantity <= 0:
            continue
        if expected_too:
            considered = entry.posting_date <= day
        else:
            considered = entry.completely_invoiced and entry.last_invoice_date <= day
        remaining = remaining_by_date(entry, day) if considered else 0
        if remaining:
            with_expected = expected_too and not entry.completely_invoiced
            found.append(Layer(entry, remaining, layer_value(entry, remaining, day, with_expected, by_posting_date)))
    found.sort(key=lambda layer: (layer.entry.location, layer.entry.variant, layer.entry.no))
    return found


def suggest_revaluation(
    ledger: Ledger,
    posting_date: Any = None,
    items: Iterable[str] | None = None,
    calculate_per: str = "Item",
    by_location: bool = False,
    by_variant: bool = False,
    document_no: str = "",
) -> list[dict[str, Any]]:
    """Calculate Inventory Value: item journal lines to edit and post (costing-engine.md 2.11).

    `posting_date`: the day of the valuation, of an Average item the last of its average cost period. `items`: item numbers
    (one may be given as text), None for all. `calculate_per`: "Item", one line per item - by location and by variant if
    asked -, or "Item Ledger Entry", one line per receipt. `document_no`: blank for RV and the date.

    Returns records for `post_item_journal`: Quantity still there on the day, Inventory Value (Calculated) in local currency,
    Unit Cost (Calculated) per base unit; the (Revalued) fields are the same until one of them is edited.

    Raises XlcostError RV01 (this way does not fit an Average item), RV02 (not the end of its period), RV04 (run adjust
    first), RV05 (a shipment waits for its receipt), IJ01 (unknown item), OPTION_INVALID.
    """
    day = day_given(posting_date, "posting_date")
    if not day:
        raise XlcostError("OPTION_INVALID", "Posting Date is blank.", where="posting_date", rule="Inventory is revalued as of a date.")
    found = {word.casefold(): word for word in CALCULATE_PER}.get(" ".join(str(calculate_per).split()).casefold())
    if found is None:
        rule = f"Inventory is calculated per {' or per '.join(CALCULATE_PER)}."
        raise XlcostError("OPTION_INVALID", f"Calculate Per {calculate_per!r}.", where="calculate_per", rule=rule)
    books = Books(ledger)
    named = codes(items)
    wanted = sorted(ledger.table("Item").index) if named is None else named
    books.load(wanted)
    per_item = found == CALCULATE_PER[0]
    lines: list[dict[str, Any]] = []
    for item in wanted:
        card = books.item(item)
        if card.item_type == 0:
            lines += _suggest_item(books, card, day, per_item, by_location, by_variant, document_no)
    for number, line in enumerate(lines, 1):
        line["Line No."] = number * 10000
    return lines


def _suggest_item(books: Books, card: ItemCard, day: int, per_item: bool, by_location: bool, by_variant: bool, document_no: str) -> list[dict[str, Any]]:
    check_suggestion(books, card, day, per_item, by_location, by_variant)
    found = layers(books, card, day, per_item)
    document = document_no or f"RV{date_of(day):%Y%m%d}"
    lines = []
    if not per_item:
        for layer in found:
            check_reversed_source(books, layer.entry)
            line = record(card.no, day, document, layer.remaining, layer.value, layer.entry.location, layer.entry.variant)
            line["Entry Type"] = ItemLedgerEntryType(layer.entry.entry_type).caption
            line["Applies-to Entry"] = layer.entry.no
            lines.append(line)
        return lines
    groups: dict[Place, list[Layer]] = {}
    for layer in found:
        key = (layer.entry.location if by_location else "", layer.entry.variant if by_variant else "")
        groups.setdefault(key, []).append(layer)
    for (location, variant), members in sorted(groups.items()):
        quantity = sum(m.remaining for m in members)
        if not quantity:
            continue
        value = group_value(books, card, day, members, location if by_location else None, variant if by_variant else None)
        line = record(card.no, day, document, quantity, value, location, variant)
        line["Entry Type"] = ItemLedgerEntryType.POSITIVE_ADJMT.caption
        line["Inventory Value Per"] = value_per(by_location, by_variant).caption
        lines.append(line)
    return lines


def value_per(by_location: bool, by_variant: bool) -> InventoryValuePer:
    """Inventory Value Per of the two request options."""
    if by_location:
        return InventoryValuePer.LOCATION_AND_VARIANT if by_variant else InventoryValuePer.LOCATION
    return InventoryValuePer.VARIANT if by_variant else InventoryValuePer.ITEM


def group_value(books: Books, card: ItemCard, day: int, members: list[Layer], location: str | None, variant: str | None) -> Decimal:
    """The value of the layers of one line; an Average item's is its quantity at the average of what the line covers."""
    if card.method != AVERAGE:
        total = Decimal(0)
        for member in members:
            total = ERP.add(total, member.value)
        return total
    actual = invoiced = 0
    for entry in books.by_item[card.no]:
        if (location is not None and entry.location != location) or (variant is not None and entry.variant != variant):
            continue
        if entry.fully_invoiced and not entry.completely_invoiced:
            continue
        for v in entry.values:
            late = v.posting_date > day and not v.charge and v.entry_type != REVALUATION
            if v.valuation_date <= day and not late:
                actual += v.actual
                invoiced += v.invoiced
    average = quotient(actual, invoiced) if invoiced else Decimal(0)
    return ERP.multiply(Decimal(sum(m.remaining for m in members)), max(Decimal(0), average))


def unit_of(value: Decimal, quantity: int) -> int:
    """Unit Cost (Calculated) of a value, in ticks: the value is not rounded before (2.11)."""
    return unit_round(ERP.multiply(quotient(value, quantity), Decimal(100_000)))


def record(item: str, day: int, document: str, quantity: int, value: Decimal, location: str, variant: str) -> dict[str, Any]:
    """A suggested line as an API record."""
    unit = unit_of(value, quantity)
    amount = to_decimal(cents(value))
    return {
        "Line No.": 0,
        "Posting Date": date_of(day),
        "Document No.": document,
        "Entry Type": "",
        "Value Entry Type": ValueEntryType.REVALUATION.caption,
        "Item No.": item,
        "Location Code": location,
        "Variant Code": variant,
        "Quantity": to_decimal(quantity),
        "Invoiced Quantity": to_decimal(quantity),
        "Unit Amount": to_decimal(0),
        "Amount": to_decimal(0),
        "Inventory Value (Calculated)": amount,
        "Inventory Value (Revalued)": amount,
        "Unit Cost (Calculated)": to_decimal(unit),
        "Unit Cost (Revalued)": to_decimal(unit),
        "Partial Revaluation": True,
    }


def check_suggestion(books: Books, card: ItemCard, day: int, per_item: bool, by_location: bool, by_variant: bool) -> None:
    """RV01, RV02, RV04, RV05."""
    where = f"item {card.no}"
    if card.method == AVERAGE:
        by_type = not books.periods.by_item(day)
        if not per_item or (by_location or by_variant) != by_type or by_location != by_variant:
            raise XlcostError(
                "RV01",
                "This way of calculating does not fit an Average item.",
                where=where,
                rule="Average items are revalued per Item; by location and variant exactly when the calculation type is Item & Location & Variant.",
            )
        end = books.periods.period(day)[1]
        if day != end:
            raise XlcostError("RV02", f"The posting date must be {show_day(end)}.", where=where, rule="An average is revalued at the end of its period.")
        if books.points.waited(card.no, day):
            raise adjust_first(where)
    for entry in books.by_item[card.no]:
        if entry.open and entry.quantity < 0 and entry.posting_date <= day:
            raise XlcostError(
                "RV05",
                f"The outbound entry {entry.no} is open on the posting date.",
                where=where,
                rule="Inventory is revalued when no shipment waits for its receipt.",
                remedy="Post the receipt first.",
            )


def adjust_first(where: str) -> XlcostError:
    """RV04."""
    return XlcostError(
        "RV04",
        "You have to run the Adjust Cost - Item Entries batch job, before you can revalue.",
        where=where,
        remedy="Run adjust.",
    )


def check_reversed_source(books: Books, entry: ItemEntry) -> None:
    """RV04: the outbound that an entry reverses waits for adjustment."""
    source = books.entry(entry.own.outbound) if entry.own is not None and entry.own.outbound else None
    if source is not None and source.to_adjust:
        raise adjust_first(f"item ledger entry {entry.no}")
