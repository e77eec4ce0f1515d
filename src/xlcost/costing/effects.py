"""What every new value entry does to flags and unit costs (costing-engine.md 2.14, 2.16)."""

from __future__ import annotations

from xlcost.costing.books import Books
from xlcost.costing.entries import (
    ASSEMBLY,
    ASSEMBLY_OUTPUT,
    DIRECT,
    OUTPUT,
    POSITIVE,
    PRODUCTION,
    PURCHASE,
    QUIET,
    ROUNDING,
    STANDARD,
    ItemCard,
    ItemEntry,
    OrderRow,
    Value,
)
from xlcost.costing.methods import BY_ORDINAL
from xlcost.money import divide

_OUTPUTS = frozenset({OUTPUT, ASSEMBLY_OUTPUT})
_DIRECT_COST = frozenset({PURCHASE, POSITIVE, ASSEMBLY_OUTPUT})


def insert_value(books: Books, entry: ItemEntry, value: Value, from_adjustment: bool = False) -> None:
    """Adds a value entry to its item ledger entry and sets the flags that follow."""
    books.add_value(entry, value)
    output = value.ile_type in _OUTPUTS
    card = books.item(entry.item)
    if value.entry_type not in QUIET or _gives_order_cost(value):
        if value.inventoriable and (not value.adjustment or value.ile_type == ASSEMBLY_OUTPUT):
            average = BY_ORDINAL[card.method].by_average
            books.points.flag(entry.item, average, entry.variant, entry.location, value.valuation_date)
        if entry.quantity > 0 and entry.quantity != entry.remaining and (not from_adjustment or entry.entry_type in _OUTPUTS):
            entry.to_adjust = True
    if not value.adjustment or output:
        card.adjusted = False
    if value.order_no and value.order_type in (PRODUCTION, ASSEMBLY) and not output:
        row = books.orders.get((value.order_type, value.order_no, 0 if value.order_type == ASSEMBLY else value.order_line))
        if row is not None and value.adjustment:
            row.adjusted = False
        elif row is not None:
            wake_order(books, row)


def _gives_order_cost(value: Value) -> bool:
    """Whether the adjustment of an order posts a value entry of its output: overhead and variances alone flag it, too (4.7 against 2.16; invariant 8)."""
    return value.ile_type in _OUTPUTS and value.by_batch and not value.applies_to and value.entry_type != ROUNDING


def wake_order(books: Books, row: OrderRow) -> None:
    """An order has a new cost; the item of a finished one is its umbrella and not adjusted either (4.12)."""
    row.adjusted = False
    made = books.card(row.item) if row.finished else None
    if made is not None:
        made.adjusted = False


def update_item_cost(books: Books, entry: ItemEntry, value: Value, line_cost: int) -> None:
    """Last Direct Cost and Unit Cost after a Direct Cost value entry; `line_cost` is Amount + Discount Amount of the line."""
    card = books.item(entry.item)
    if value.entry_type != DIRECT or value.valued <= 0 or value.expected_cost or value.adjustment or card.value_zero:
        return
    direct_type = value.ile_type in _DIRECT_COST or (value.ile_type == OUTPUT and value.invoiced > 0)
    direct = 0
    if direct_type and not value.charge and value.actual + value.discount > 0:
        direct = divide(line_cost, value.valued)
    if direct:
        card.last_direct_cost = direct
    sums = books.net_invoiced[entry.item]
    if card.method == STANDARD:
        card.unit_cost = card.standard_cost
    elif not entry.drop_shipment and (direct or card.unit_cost == 0):
        net = sum(sums.values())
        if (card.unit_cost == 0 or (value.invoiced > 0 and direct)) and 0 < net <= value.invoiced and direct:
            card.unit_cost = direct
    skus = books.skus.get(entry.item)
    if skus:
        _update_skus(books, card, skus, entry, value, direct)


def _update_skus(books: Books, card: ItemCard, skus: list[ItemCard], entry: ItemEntry, value: Value, direct: int) -> None:
    by_item = books.periods.default[1] == 1
    for sku in skus:
        exact = sku.location == entry.location and sku.variant == entry.variant
        if exact and direct:
            sku.last_direct_cost = direct
        if entry.drop_shipment:
            continue
        if card.method == STANDARD:
            sku.unit_cost = sku.standard_cost
        elif by_item:
            sku.unit_cost = card.unit_cost
        elif sku.location in ("", entry.location) and sku.variant in ("", entry.variant):
            settled = sku.unit_cost == 0 or (exact and value.invoiced > 0 and direct)
            if settled and direct and 0 < books.net_invoiced[entry.item].get((sku.location, sku.variant), 0) <= value.invoiced:
                sku.unit_cost = direct
