"""Unit Cost of items and stockkeeping units after an adjustment (costing-engine.md 4.10)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from xlcost.costing.entries import AVERAGE, STANDARD, ItemCard, ItemEntry
from xlcost.costing.visit import Visit
from xlcost.money import CENT, ERP, divide, quotient


def update_unit_costs(visit: Visit) -> None:
    """Sets the unit costs of an item from its inventory; a result of zero never overwrites."""
    card, books = visit.card, visit.books
    if card.method == STANDARD:
        return
    entries = books.by_item[card.no]
    cost = _item_cost(card, entries)
    if cost:
        card.unit_cost = cost
    skus = books.skus.get(card.no, [])
    if books.periods.default[1] == 1:
        for sku in skus:
            sku.unit_cost = card.unit_cost
        return
    for location, variant in sorted(visit.keys):
        for sku in skus:
            everywhere = not location and not variant
            if everywhere or (sku.location in ("", location) and sku.variant in ("", variant)):
                place = [e for e in entries if e.location == sku.location and e.variant == sku.variant]
                cost = _sku_cost(card, place)
                if cost:
                    sku.unit_cost = cost


def _sums(entries: Iterable[ItemEntry]) -> tuple[int, int]:
    quantity = cost = 0
    for entry in entries:
        for v in entry.values:
            quantity += v.ile_quantity
            cost += v.actual + v.expected
    return quantity, cost


def _item_cost(card: ItemCard, entries: list[ItemEntry]) -> int:
    open_outbound = [e for e in entries if e.open and e.quantity < 0]
    quantity, cost = _sums(entries)
    short_cost = _sums(open_outbound)[1]
    held = quantity - sum(e.quantity for e in open_outbound)
    cost -= short_cost
    if held > 0:
        return stock_cost(held, cost, ((_sums([e])[1], e.quantity, e.remaining) for e in entries if e.open and e.quantity > 0))
    if quantity == 0 and not any(e.open for e in entries):
        return last_decrease(card.method, _decreases(entries))
    return 0


def stock_cost(held: int, cost: int, layers: Iterable[tuple[int, int, int]]) -> int:
    """Unit cost of a stock; a cost of 0.01 is too coarse, then the shares left of the open layers (cost, quantity, remaining) count."""
    if cost != CENT:
        return max(0, divide(cost, held))
    exact = Decimal(0)
    for worth, quantity, remaining in layers:
        exact = ERP.add(exact, ERP.multiply(quotient(worth, quantity), Decimal(remaining)))
    return max(0, divide_decimal(exact, held))


def divide_decimal(cost: Decimal, quantity: int) -> int:
    """Unit cost of an unrounded cost, round5."""
    numerator, denominator = cost.as_integer_ratio()
    return divide(numerator, quantity * denominator)


def _sku_cost(card: ItemCard, entries: list[ItemEntry]) -> int:
    quantity, cost = _sums(entries)
    if quantity:
        return max(0, divide(cost, quantity))
    return last_decrease(card.method, _decreases(entries))


class Decrease(NamedTuple):
    """A value entry that lowers the quantity, and what its item ledger entry comes to."""

    valuation_date: int
    location: str
    variant: str
    no: int
    cost: int
    quantity: int
    correction: bool
    by_average: bool


def _decreases(entries: Iterable[ItemEntry]) -> Iterator[Decrease]:
    for e in entries:
        for v in e.values:
            if v.ile_quantity < 0 and not v.adjustment and not v.drop_shipment:
                yield Decrease(v.valuation_date, e.location, e.variant, v.no, _sums([e])[1], e.quantity, e.correction, v.by_average)


def last_decrease(method: int, decreases: Iterable[Decrease]) -> int:
    """Unit cost of the last decrease with a cost; one valued by average first for Average items, a correction last."""
    fallback = 0
    for found in sorted(decreases, key=lambda d: d[:4], reverse=True):
        if not found.cost:
            continue
        unit = divide(found.cost, found.quantity)
        if not found.correction and (method != AVERAGE or found.by_average):
            return unit
        fallback = fallback or unit
    return fallback
