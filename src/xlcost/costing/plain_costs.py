"""Costs of plain moves as columns: what every issue costs after the adjustment, without an entry being made.

Moves are plain when goods are received and invoiced at once, issues never take more than is there, nothing is applied by
hand, returned, transferred, made or revalued, and posting dates follow the order of posting. Then the application is a matter
of cumulative quantities: the n-th unit that leaves is, first in first out, the n-th unit that came. The amounts are those of
`post_item_journal` and `adjust_cost` to the cent (tests/properties/test_plain_costs.py), the Rounding entries included.

Example, FIFO: 3 received for 10.00, then three issues of 1. Every issue has the share round2(10.00 x 1/3) = 3.33, and the layer
gets a Rounding entry of -0.01. LIFO takes from a stack; Average takes per period its share of what the rounded issues before
it left: 3.33, 3.34, 3.33.

Amounts and quantities are int64 ticks, amounts whole cents. Source of the rules: costing-engine.md 2.6, 4.3, 4.5, 4.6, 5.1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from xlcost.money import CENT, Array, share_quotient_first

_SAFE = 1 << 62
_NEAR_TIE = 10**9


@dataclass(frozen=True, slots=True)
class PlainCosts:
    """Per move, in the order given: `cost` of the issues (not above 0; 0 for receipts), `rounding` of the receipts."""

    cost: Array
    rounding: Array


@dataclass(frozen=True, slots=True)
class Pieces:
    """Applications: positions of the issue and of the receipt, and the quantity that passes, in the order of application."""

    issue: Array
    receipt: Array
    quantity: Array


def fit_columns(quantity: Array, amount: Array) -> bool:
    """Whether sums of the columns stay within 64 bits, as the functions of this module need."""
    return all(int(np.abs(c).max(initial=0)) < _SAFE // max(len(c), 1) for c in (quantity, amount))


def never_short(place: Array, quantity: Array) -> bool:
    """Whether, in the order given, no issue takes more than its place holds."""
    if not len(quantity):
        return True
    order = np.argsort(place, kind="stable")
    return bool((running(place[order], quantity[order]) >= 0).all())


def running(place: Array, column: Array) -> Array:
    """Running sums of a column per place; both sorted by place."""
    if not len(column):
        return column
    sums = np.cumsum(column)
    first = np.flatnonzero(np.diff(place, prepend=place[0] - 1))
    before = np.where(first > 0, sums[first - 1], 0)
    return sums - np.repeat(before, np.diff(first, append=len(column)))


def layer_costs(place: Array, quantity: Array, amount: Array, newest_first: bool = False) -> PlainCosts:
    """Issues take from the receipts of their place, the oldest first, or the newest.

    `place`: number per move of what shares layers (item, location, variant); `quantity`: receipts above, issues below 0;
    `amount`: cost of the receipts, overhead and variance included (that of issues is not read). The moves must pass
    `fit_columns` and `never_short`.
    """
    order = np.argsort(place, kind="stable")
    moves, groups = quantity[order], place[order]
    pieces = (_newest_first if newest_first else _oldest_first)(groups, moves)
    worth = amount[order]
    part = shares(worth[pieces.receipt], pieces.quantity, moves[pieces.receipt])
    cost, taken, passed = (np.zeros(len(order), dtype=np.int64) for _ in range(3))
    np.subtract.at(cost, pieces.issue, part)
    np.add.at(taken, pieces.receipt, part)
    np.add.at(passed, pieces.receipt, pieces.quantity)
    used_up = (moves > 0) & (passed == moves)
    found = PlainCosts(np.empty_like(cost), np.empty_like(cost))
    found.cost[order] = cost
    found.rounding[order] = np.where(used_up, taken - worth, 0)
    return found


def _oldest_first(place: Array, quantity: Array) -> Pieces:
    """The pieces of moves sorted by place. Both ways are stretches of one line of units, on which a place begins where its first receipt does."""
    receipts, issues = np.flatnonzero(quantity > 0), np.flatnonzero(quantity < 0)
    came, left = quantity[receipts], -quantity[issues]
    end_in, end_out = np.cumsum(came), np.cumsum(left)
    # where the receipts and the issues of the place of each issue begin
    first_in = np.searchsorted(place[receipts], place[issues], "left")
    first_out = np.searchsorted(place[issues], place[issues], "left")
    shift = (end_in - came)[first_in] - (end_out - left)[first_out]
    end_out = end_out + shift
    start_out = end_out - left
    first, last = np.searchsorted(end_in, start_out, "right"), np.searchsorted(end_in, end_out, "left")
    count = last - first + 1
    issue = np.repeat(np.arange(len(issues)), count)
    layer = np.arange(len(issue)) - np.repeat(np.cumsum(count) - count - first, count)
    passed = np.minimum(end_out[issue], end_in[layer]) - np.maximum(start_out[issue], (end_in - came)[layer])
    return Pieces(issues[issue], receipts[layer], passed)


def _newest_first(place: Array, quantity: Array) -> Pieces:
    """The pieces of moves sorted by place, from one stack per place."""
    issue: list[int] = []
    receipt: list[int] = []
    passed: list[int] = []
    stack: list[tuple[int, int]] = []
    begins = np.flatnonzero(np.diff(place, prepend=place[:1] - 1)).tolist() if len(place) else []
    moves = quantity.tolist()
    for start, end in zip(begins, [*begins[1:], len(moves)], strict=True):
        stack.clear()
        for position in range(start, end):
            number = moves[position]
            if number > 0:
                stack.append((position, number))
                continue
            while number:
                layer, held = stack.pop()
                number += held
                issue.append(position)
                receipt.append(layer)
                if number > 0:
                    stack.append((layer, number))
                    passed.append(held - number)
                    break
                passed.append(held)
    return Pieces(*(np.array(column, dtype=np.int64) for column in (issue, receipt, passed)))


def average_costs(pool: Array, period: Array, quantity: Array, amount: Array) -> Array:
    """Cost of every issue, valued period by period with its share of what the rounded issues before it left.

    `pool`: number per move of what shares an average (item, or item with location and variant), `period`: last day of the
    average period, not falling within a pool. The moves must pass `fit_columns` and `never_short`; amounts of receipts are not below 0.
    """
    issues = quantity < 0
    order = np.lexsort((issues, period, pool))
    moves = quantity[order]
    begins = np.zeros(len(order), dtype=np.bool_)
    begins[np.flatnonzero(np.diff(pool[order], prepend=pool[order[:1]] - 1))] = True
    cost = np.zeros(len(order), dtype=np.int64)
    rows = np.flatnonzero(moves < 0)
    cost[rows] = _running(begins.tolist(), moves.tolist(), (amount[order] // CENT).tolist())
    found = np.empty_like(cost)
    found[order] = cost * CENT
    return found


def _running(begins: list[bool], moves: list[int], cents: list[int]) -> list[int]:
    """Cents of every issue; receipts of a period stand before its issues."""
    found: list[int] = []
    held = worth = 0
    for new_pool, number, received in zip(begins, moves, cents, strict=True):
        if new_pool:
            held = worth = 0
        if number >= 0:
            held += number
            worth += received
            continue
        share, rest = divmod(-worth * number, held)
        distance = 2 * rest - held
        if abs(distance) * _NEAR_TIE > held:
            if distance > 0:
                share += 1
        else:
            share = share_quotient_first(worth * CENT, -number, held) // CENT
        found.append(-share)
        held += number
        worth -= share
    return found


def shares(amount: Array, part: Array, whole: Array) -> Array:
    """amount x (part / whole) to the cent, per row, as `money.share_quotient_first`; part and whole above 0."""
    if not len(part):
        return np.zeros(0, dtype=np.int64)
    common = int(np.gcd.reduce(np.concatenate([part, whole])))
    part, whole, cents = part // common, whole // common, amount // CENT
    if int(np.abs(cents).max()) * int(part.max()) >= _SAFE:
        ticks = zip(amount.tolist(), part.tolist(), whole.tolist(), strict=True)
        return np.array([share_quotient_first(*row) for row in ticks], dtype=np.int64)
    product = np.abs(cents) * part
    result = product // whole
    distance = 2 * (product - result * whole) - whole
    result = (result + (distance > 0)) * np.sign(cents) * CENT
    for row in np.flatnonzero((np.abs(distance) <= whole // _NEAR_TIE) & (part != whole)).tolist():
        result[row] = share_quotient_first(int(amount[row]), int(part[row]), int(whole[row]))
    return result
