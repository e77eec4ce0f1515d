"""Totals of the Cost Shares Breakdown without its lines (valuation-reports.md 4.4, 4.7): what a control compares, to the last digit.

Plain items (cost_shares_plain) are added up from columns; every other item is traced as the report traces it.

Worked example (Inventory, clean): 10 bought for 100.00 + 5.00 overhead, 4 sold: 105.00 - 4/10 x 100.00 - 4/10 x 5.00 = 63.00.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import ItemLedgerEntryType as T
from xlcost.money import FINE, Array, total
from xlcost.views.cost_shares import SharesRequest, cost_shares
from xlcost.views.cost_shares_buffer import DIRECT, INDIRECT, REVALUATION, ROUNDING, VARIANCE, portion
from xlcost.views.cost_shares_plain import PlainItems
from xlcost.views.cost_shares_trace import INVENTORY, SALES

_TOTAL = (DIRECT, INDIRECT, REVALUATION, ROUNDING, VARIANCE)
_HIDDEN = (INDIRECT, ROUNDING, VARIANCE)


def shares_total(ledger: Ledger, request: SharesRequest) -> int:
    """Cost of all lines of `cost_shares` in fine units; XlcostError where the report raises it."""
    if request.mode == SALES and not request.multi_level:
        of_plain = _sales
    elif request.mode == INVENTORY:
        of_plain = _levels if request.multi_level else _stock
    else:
        return int(cost_shares(ledger, request).lines.total)
    plain = PlainItems(ledger, request)
    found = of_plain(plain, request)
    if plain.others:
        found += cost_shares(ledger, replace(request, without=plain.numbers)).lines.total
    return int(found)


def _own(plain: PlainItems) -> dict[int, Array]:
    """Ticks per entry by field, for the fields of a total that have any."""
    return {x: plain.own[x] for x in _TOTAL if x in plain.own}


def _portions(amounts: Array, parts: Array, wholes: Array) -> int:
    """Sum of amount x part / whole in fine units, each rounded at the 28th decimal."""
    some = np.flatnonzero(amounts)
    columns = (column[some].tolist() for column in (amounts, parts, wholes))
    return sum(portion(amount * FINE, part, whole) for amount, part, whole in zip(*columns, strict=True))


def _stock(plain: PlainItems, request: SharesRequest) -> int:
    """What is left of every entry: its own cost, relieved of what issues took; revaluation is relieved in mode clean."""
    printed = plain.mine & plain.before & (plain.left != 0)
    opened = np.flatnonzero(printed & (plain.taken != 0))
    found = 0
    for field, ticks in _own(plain).items():
        found += total(ticks[printed]) * FINE
        if field != REVALUATION:
            found += _portions(ticks[opened], plain.taken[opened], plain.quantity[opened])
        elif request.clean:  # an application takes its own, rounded part
            edges = printed[plain.source]
            rows = plain.source[edges]
            found += _portions(ticks[rows], plain.applied[edges], plain.quantity[rows])
    return found


def _sales(plain: PlainItems, request: SharesRequest) -> int:
    """Cost of the sales of the period without their own revaluation: tracing moves cost between their shares, so roundings alone are added."""
    printed = plain.mine & plain.before & (plain.type == int(T.SALE)) & (plain.day >= request.start)
    found = sum(total(ticks[printed]) * FINE for field, ticks in _own(plain).items() if field != REVALUATION)
    hidden = [plain.own[x] for x in _HIDDEN if x in plain.own]
    several = np.sum([ticks[plain.source] != 0 for ticks in hidden], axis=0) > 1 if hidden else np.zeros(len(plain.to), dtype=np.bool_)
    edges = np.flatnonzero(printed[plain.to] & several)
    rows = plain.source[edges]
    parts, wholes = plain.applied[edges], plain.quantity[rows]
    for ticks in hidden:
        found += _portions(ticks[rows], parts, wholes)
    return found - _portions(sum((ticks[rows] for ticks in hidden), np.zeros(len(rows), dtype=np.int64)), parts, wholes)


def _levels(plain: PlainItems, request: SharesRequest) -> int:
    """Over all levels: every component of an entry, in proportion to what is left of it."""
    stocked = ~plain.drop_shipped & plain.mine & plain.before & (plain.left != 0)
    rows = np.flatnonzero(stocked)
    left, whole = np.abs(plain.left[rows]), np.abs(plain.quantity[rows])
    booked = plain.booked[rows]
    parts = [ticks[rows] for ticks in _own(plain).values()]
    issued = plain.quantity[rows] < 0  # an issue without a receipt is material as it was booked
    parts = [np.where(issued, 0, amounts) for amounts in parts]
    parts.append(booked - sum(parts, np.zeros(len(rows), dtype=np.int64)))
    opened = left != whole
    found = total(booked[~opened]) * FINE
    for amounts in parts:
        found += _portions(amounts[opened], left[opened], whole[opened])
    return found
