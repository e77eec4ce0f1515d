"""Posting revaluation lines: per entry, whole entries, per item (costing-engine.md 2.11)."""

from __future__ import annotations

from decimal import Decimal

from xlcost.costing.books import Books
from xlcost.costing.checks import check_valuation_date, refuse
from xlcost.costing.effects import insert_value
from xlcost.costing.entries import REVALUATION, ROUNDING, STANDARD, ItemCard, ItemEntry
from xlcost.costing.lift import ROLLED_UP_CAPTIONS, SHARE_CAPTIONS
from xlcost.costing.line import Line
from xlcost.costing.revaluation import Layer, check_reversed_source, check_suggestion, group_value, layers, unit_of
from xlcost.costing.valuation_date import follow_order, last_direct
from xlcost.costing.value import new_value
from xlcost.ledger.options import InventoryValuePer
from xlcost.money import ERP, cents, divide, multiply, share_quotient_first, to_decimal


def post_revaluation(books: Books, line: Line, card: ItemCard) -> None:
    """A line of Value Entry Type Revaluation."""
    if line.applies_to:
        _post_on_entry(books, line, card)
    else:
        _post_per_item(books, line, card)


def _amount(line: Line) -> int:
    """Inventory Value (Revalued) - (Calculated), after the user's edit of one of the two revalued fields; RV03."""
    calculated, quantity = line.value_calculated or 0, line.quantity
    unit_calculated = line.cost_calculated if line.cost_calculated is not None else divide(calculated, quantity)
    unit, value = line.cost_revalued, line.value_revalued
    if unit is None:
        unit = unit_calculated
    if value is None:
        value = calculated
    if unit != unit_calculated and value == calculated:
        value = multiply(unit, quantity)
    elif unit != unit_calculated and value != calculated:
        if value != multiply(unit, quantity) and unit != divide(value, quantity):
            raise refuse(
                "RV03",
                line,
                "Unit Cost (Revalued) and Inventory Value (Revalued) contradict each other.",
                "One of them is the other times or divided by the Quantity.",
                "Change only one of the two.",
            )
    else:
        unit = divide(value, quantity) if value != calculated else unit
    line.value_revalued, line.cost_revalued = value, unit
    return value - calculated


def _post_on_entry(books: Books, line: Line, card: ItemCard) -> None:
    entry = books.entry(line.applies_to)
    if entry is None or entry.item != line.item or entry.quantity <= 0 or not entry.completely_invoiced:
        raise refuse("IJ08", line, f"Entry {line.applies_to} is no completely invoiced inbound entry of the item.")
    check_reversed_source(books, entry)
    if line.partial:
        found = [la for la in layers(books, card, line.posting_date, per_item=False) if la.entry is entry]
        remaining = found[0].remaining if found else 0
        if line.value_calculated is None and found:
            line.quantity = line.invoiced = remaining
            _complete(line, found[0].value)
        if line.quantity != remaining or not remaining:
            raise _changed(line, remaining)
    else:
        line.quantity = line.invoiced = entry.invoiced
        if line.value_calculated is None:
            line.value_calculated = sum(
                v.actual for v in entry.values if v.entry_type != ROUNDING and not (v.entry_type == REVALUATION and v.partial)
            )
    amount = _amount(line)
    if amount:
        insert_revaluation(books, line, entry, line.quantity, amount, 0)
        if line.update_standard and card.method == STANDARD:
            _update_standard_cost(books, line, card)


def _complete(line: Line, value: Decimal) -> None:
    """The calculated fields that a line lacks, as a suggestion has them."""
    line.value_calculated = cents(value)
    if line.cost_calculated is None and line.quantity:
        line.cost_calculated = unit_of(value, line.quantity)


def _changed(line: Line, remaining: int) -> Exception:
    return refuse(
        "RV03",
        line,
        f"The Quantity is no longer the remaining quantity ({to_decimal(remaining)}).",
        "A revaluation is posted for the quantity it was calculated for.",
        "Calculate the inventory value again.",
    )


def _post_per_item(books: Books, line: Line, card: ItemCard) -> None:
    per = InventoryValuePer(line.value_per)
    location = line.location if per in (InventoryValuePer.LOCATION, InventoryValuePer.LOCATION_AND_VARIANT) else None
    variant = line.variant if per in (InventoryValuePer.VARIANT, InventoryValuePer.LOCATION_AND_VARIANT) else None
    check_suggestion(books, card, line.posting_date, True, location is not None, variant is not None)

    def covered(found: list[Layer]) -> list[Layer]:
        return [
            la for la in found if (location is None or la.entry.location == location) and (variant is None or la.entry.variant == variant)
        ]

    members = covered(layers(books, card, line.posting_date, per_item=True))
    total = sum(m.remaining for m in members)
    if line.value_calculated is None:
        line.quantity = line.invoiced = total
        _complete(line, group_value(books, card, line.posting_date, members, location, variant))
    if line.quantity != total or not total:
        raise _changed(line, total)
    amount = _amount(line)
    if not amount:
        return
    assert line.value_revalued is not None
    members = covered(layers(books, card, line.posting_date, per_item=True, by_posting_date=True))
    remainder, left = Decimal(0), amount
    for place, member in enumerate(members):
        target = ERP.divide(ERP.multiply(Decimal(line.value_revalued), Decimal(member.remaining)), Decimal(total))
        exact = ERP.add(ERP.subtract(target, Decimal(cents(member.value))), remainder)
        part = cents(exact) if place < len(members) - 1 else left
        remainder = ERP.subtract(exact, Decimal(part))
        left -= part
        if not part:
            continue
        applied = 0
        entry = member.entry
        if card.method == STANDARD and not entry.completely_invoiced:
            applied = share_quotient_first(part, entry.quantity - entry.invoiced, entry.quantity)
        insert_revaluation(books, line, entry, member.remaining, part, applied)
    if line.update_standard and card.method == STANDARD:
        _update_standard_cost(books, line, card)


def insert_revaluation(books: Books, line: Line, entry: ItemEntry, quantity: int, amount: int, applied: int) -> None:
    """The Revaluation value entry of an item ledger entry; `applied` of the amount is expected cost."""
    follow_order(books, entry)
    source = last_direct(entry)
    assert source is not None
    carried = books.carry(line)
    day = max(line.posting_date, source.valuation_date)
    check_valuation_date(books, line, day)
    value = new_value(books, line, entry, carried, day, expected=False)
    value.entry_type, value.ile_type = REVALUATION, entry.entry_type
    value.valued = quantity
    value.partial = line.partial
    value.by_average = source.by_average
    if not books.item(entry.item).value_zero:
        value.actual, value.expected = amount - applied, applied
    value.cost_per_unit = divide(amount, quantity)
    insert_value(books, entry, value)


def _update_standard_cost(books: Books, line: Line, card: ItemCard) -> None:
    skus = books.skus.get(card.no, [])
    if books.periods.default[1] == 1 or not skus:
        targets = [card]
    else:
        targets = [s for s in skus if s.location == line.location and s.variant == line.variant] or [card]
    assert line.cost_revalued is not None
    for target in targets:
        target.standard_cost = target.unit_cost = line.cost_revalued
        target.shares = _shares(line, SHARE_CAPTIONS, line.cost_revalued)
        target.rolled_up = _shares(line, ROLLED_UP_CAPTIONS, line.cost_revalued)
    if targets == [card] and books.periods.default[1] == 1:
        for sku in skus:
            sku.unit_cost = card.unit_cost


def _shares(line: Line, captions: tuple[str, ...], cost: int) -> tuple[int, ...]:
    """The cost shares that the line names; where it names none everything is material."""
    named = [line.row.get(caption) for caption in captions]
    if all(value is None for value in named):
        return (cost, 0, 0, 0, 0)
    return tuple(value or 0 for value in named)
