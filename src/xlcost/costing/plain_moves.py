"""Which items of a history are plain, their moves as columns, and what they come to under a costing method.

Plain items need no posting again: `plain_costs` works out from columns what the engine would, to the cent. Anything that is
not plain goes through the engine (`repost`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from xlcost.costing.entries import AVERAGE, LIFO, NEGATIVE, POSITIVE, PURCHASE, SALE, SPECIFIC, STANDARD
from xlcost.costing.history import Component, History
from xlcost.costing.plain_costs import PlainCosts, average_costs, fit_columns, layer_costs, never_short
from xlcost.costing.transactions import MOVE, Transaction
from xlcost.money import CENT, TICKS, Array, divide_half_away

_RECEIPTS, _ISSUES = frozenset({PURCHASE, POSITIVE}), frozenset({SALE, NEGATIVE})


@dataclass(frozen=True)
class PlainMoves:
    """The moves of some plain items in the order of posting, one element per move; amounts and quantities in ticks."""

    items: Sequence[str]
    item: Array  # position in `items`
    place: Array  # number of item, location and variant
    places: Sequence[tuple[str, str, str]]
    kind: Array  # Entry Type
    day: Array  # Posting Date
    quantity: Array
    direct: Array  # of receipts
    overhead: Array


@dataclass(frozen=True)
class PlainAmounts:
    """Per move what its value entries come to after the adjustment: without roundings and variances, and these."""

    value: Array
    rounding: Array
    variance: Array


def is_plain(history: History, component: Component) -> bool:
    """Whether an item's moves are plain under every method but Specific, and so costed from columns alone."""
    moves = component.transactions
    if len(component.items) != 1 or component.orders or not moves:
        return False
    item = component.items[0]
    card = history.card(item)
    settings = {kind for _, kind in history.books.periods.settings} or {0}
    if card.method == SPECIFIC or card.value_zero or card.serial_tracking or card.lot_tracking or len(settings) > 1:
        return False
    if len(moves) != len(history.books.by_item[item]) or not all(_is_plain_move(m, card.method) for m in moves):
        return False
    days = [m.value.posting_date for m in moves]
    return all(a <= b for a, b in pairwise(days)) and _holds(moves)


def _is_plain_move(move: Transaction, method: int) -> bool:
    """Received or issued, and invoiced at once; named by nobody, naming nobody."""
    entry, value = move.entry, move.value
    if (
        move.kind != MOVE
        or value.expected_cost
        or entry.invoiced != entry.quantity
        or entry.applies_to
        or entry.correction
        or entry.drop_shipment
    ):
        return False
    if move.variance and method != STANDARD:
        return False
    if entry.entry_type in _ISSUES:
        return entry.quantity < 0 and not move.overhead
    known = entry.own is not None and not entry.own.outbound and not entry.own.transferred_from
    worth = value.actual >= 0 and value.actual + move.overhead >= 0 and not (value.actual % CENT or move.overhead % CENT)
    return entry.entry_type in _RECEIPTS and entry.quantity > 0 and known and worth and (entry.entry_type == PURCHASE or not move.overhead)


def _holds(moves: Sequence[Transaction]) -> bool:
    """Whether no place is ever short, and 64 bits hold all sums."""
    numbers: dict[tuple[str, str], int] = {}
    place = np.array([numbers.setdefault((m.entry.location, m.entry.variant), len(numbers)) for m in moves], dtype=np.int64)
    columns = [[m.entry.quantity for m in moves], [m.value.actual + m.overhead for m in moves]]
    if any(abs(number) >= 1 << 62 for column in columns for number in column):
        return False
    quantity, amount = (np.array(column, dtype=np.int64) for column in columns)
    return fit_columns(quantity, amount) and never_short(place, quantity)


def moves_of(components: Iterable[Component]) -> PlainMoves:
    """The moves of plain items as columns."""
    items: list[str] = []
    places: dict[tuple[str, str, str], int] = {}
    rows: list[tuple[int, ...]] = []
    for component in components:
        item = component.items[0]
        for m in component.transactions:
            entry = m.entry
            place = places.setdefault((item, entry.location, entry.variant), len(places))
            direct, overhead = (m.value.actual, m.overhead) if entry.quantity > 0 else (0, 0)
            rows.append((len(items), place, entry.entry_type, m.value.posting_date, entry.quantity, direct, overhead))
        items.append(item)
    item_numbers, place_numbers, *rest = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    return PlainMoves(items, item_numbers, place_numbers, list(places), *rest)


def plain_amounts(history: History, moves: PlainMoves, method: int) -> PlainAmounts:
    """The moves costed under FIFO, LIFO, Average or Standard; Standard at the standard cost that a what-if uses."""
    worth, variance = moves.direct + moves.overhead, np.zeros(len(moves.item), dtype=np.int64)
    value = worth
    if method == STANDARD:
        standard = np.array([history.standard(*place) for place in moves.places], dtype=object)
        at_standard = [
            divide_half_away(int(s * q), TICKS * CENT) * CENT for s, q in zip(standard[moves.place], moves.quantity.tolist(), strict=True)
        ]
        worth = np.where(moves.quantity > 0, np.array(at_standard, dtype=np.int64), 0)
        bought = moves.kind == PURCHASE
        variance = np.where(bought, worth - value, 0)
        value = np.where(bought, value, worth)
    if method == AVERAGE:
        periods = history.books.periods
        ends = np.array([periods.period(day)[1] for day in moves.day.tolist()], dtype=np.int64)
        by_item = periods.by_item(int(moves.day[0]))
        costs = PlainCosts(average_costs(moves.item if by_item else moves.place, ends, moves.quantity, worth), np.zeros_like(worth))
    else:
        costs = layer_costs(moves.place, moves.quantity, worth, newest_first=method == LIFO)
    return PlainAmounts(np.where(moves.quantity > 0, value, costs.cost), costs.rounding, variance)


__all__ = ["PlainAmounts", "PlainMoves", "is_plain", "moves_of", "plain_amounts"]
