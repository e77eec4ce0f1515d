"""Totals of the Cost Shares Breakdown without its lines (valuation-reports.md 4.4, 4.7): what a control compares, to the last digit.

An item is plain when its entries are receipts that no other entry created and issues applied to them: nothing is transferred, returned at
exact cost, made to an order (over all levels) or covered in part. Tracing such an item leads one step far, so its total comes from columns; shares
are divided only where a receipt is partly left. Every other item is traced as the report traces it.

Worked example (Inventory, clean): 10 bought for 100.00 + 5.00 overhead, 4 sold: 105.00 - 4/10 x 100.00 - 4/10 x 5.00 = 63.00.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import CostingMethod
from xlcost.ledger.options import ItemLedgerEntryType as T
from xlcost.ledger.options import ValueEntryType as V
from xlcost.money import FINE, Array, sum_by, total
from xlcost.views.cost_shares import SharesRequest, cost_shares
from xlcost.views.cost_shares_buffer import DIRECT, INDIRECT, OUTPUTS, REVALUATION, ROUNDING, VARIANCE, own_costs, portion
from xlcost.views.cost_shares_trace import INVENTORY, SALES
from xlcost.views.cost_spec import cards_of
from xlcost.views.lookup import rows_of
from xlcost.views.remaining import remaining_quantity

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
    plain = _Plain(ledger, request)
    found = of_plain(plain, request)
    if plain.others:
        found += cost_shares(ledger, replace(request, without=plain.numbers)).lines.total
    return int(found)


class _Plain:
    """Plain items of a request: their entries, the applications between them and their costs, as columns."""

    def __init__(self, ledger: Ledger, request: SharesRequest) -> None:
        self._ledger, self._request = ledger, request
        entries = ledger.table("Item Ledger Entry")
        captions = ("Quantity", "Posting Date", "Positive", "Entry Type")
        self.quantity, self.day, self._positive, self.type = (entries[c] for c in captions)
        self.before = self.day <= request.end
        self.drop_shipped = entries["Drop Shipment"]
        self._card = cards_of(ledger, "Item Ledger Entry", request.items)
        self._applications()
        cards = ledger.table("Item")
        traced = np.zeros(cards.length, dtype=np.bool_)
        traced[self._card[(self._card >= 0) & self.before & ~self.drop_shipped]] = True
        traced &= cards["Costing Method"] != int(CostingMethod.AVERAGE)
        plain = traced & ~self._strange_items(cards.length)
        self.others = bool((traced & ~plain).any())  # whether items are left that have to be traced
        self.numbers = frozenset(cards["No."][plain].tolist())
        self.mine = self._card >= 0  # entries of plain items
        self.mine[self.mine] = plain[self._card[self.mine]]

    def _applications(self) -> None:
        """Issues (`to`) and the receipts that they are applied to (`source`), as rows of Item Ledger Entry, and the items of other applications."""
        table = self._ledger.table("Item Application Entry")
        captions = ("Item Ledger Entry No.", "Inbound Item Entry No.", "Outbound Item Entry No.", "Transferred-from Entry No.")
        own, inbound, outbound, source = (table[c] for c in captions)
        rows = [rows_of(self._ledger, "Item Ledger Entry", column) for column in (own, inbound, outbound, source)]
        there = [np.where(place >= 0, place, 0) for place in rows]
        card, positive = np.append(self._card, -1), np.append(self._positive, False)
        owner, giver, taker, _ = rows
        known = (owner >= 0) & (giver >= 0) & (source == 0)
        receipt = known & (own == inbound) & (outbound == 0)
        applied = known & (own == outbound) & (inbound != own) & positive[there[1]] & ~positive[there[0]] & (table["Quantity"] < 0)
        applied &= card[there[0]] == card[there[1]]
        strange = ~(receipt | applied)
        self._strange_rows = np.concatenate([place[strange & (place >= 0)] for place in rows])
        edges = applied & table["Cost Application"]
        self._source, self._to, self._applied = giver[edges], taker[edges], table["Quantity"][edges]
        inside = self.before[self._source] & self.before[self._to]
        self.source, self.to, self.applied = self._source[inside], self._to[inside], self._applied[inside]

    def _strange_items(self, count: int) -> Array:
        """Items (by row of Item) that are not plain."""
        strange = (self.quantity == 0) | (self._positive != (self.quantity > 0)) | (self.type == int(T.TRANSFER))
        strange[self._strange_rows] = True
        if self._request.multi_level:
            strange |= np.isin(self.type, OUTPUTS) & (self._ledger.table("Item Ledger Entry")["Order No."] != "")
        covered = np.zeros(len(strange), dtype=np.bool_)
        covered[self._to if self._request.multi_level else self.to] = True
        strange |= covered & self.before & (self.left != 0)
        strange[self._partly_revalued()] = True
        found = np.zeros(count, dtype=np.bool_)
        found[self._card[strange & (self._card >= 0)]] = True
        return found

    def _partly_revalued(self) -> Array:
        """Rows of Item Ledger Entry with revaluation of a part."""
        values = self._ledger.table("Value Entry")
        rows = np.flatnonzero(values["Partial Revaluation"] & (values["Entry Type"] == int(V.REVALUATION)))
        owner = rows_of(self._ledger, "Item Ledger Entry", values["Item Ledger Entry No."][rows])
        return owner[owner >= 0]

    @cached_property
    def taken(self) -> Array:
        """Quantity per entry that applications up to the end took out of it (negative)."""
        return sum_by(self.source, len(self.quantity), self.applied)

    @cached_property
    def left(self) -> Array:
        """What is left of each entry: over all levels the remaining quantity at the end, else as applications relieve it."""
        if self._request.multi_level:
            return remaining_quantity(self._ledger, self._request.end, self.before & ~self.drop_shipped).quantity
        return self.quantity + self.taken - sum_by(self.to, len(self.quantity), self.applied)

    @cached_property
    def own(self) -> dict[int, Array]:
        """Ticks per entry by field, for the fields of a total that have any."""
        values = self._ledger.table("Value Entry")
        owner = rows_of(self._ledger, "Item Ledger Entry", values["Item Ledger Entry No."])
        costs = own_costs(self._ledger, owner, len(self.quantity), self._request.end)
        return {x: costs[x] for x in _TOTAL if x in costs}

    @cached_property
    def booked(self) -> Array:
        """Ticks per entry, actual and expected, of every entry type."""
        values = self._ledger.table("Value Entry")
        owner = rows_of(self._ledger, "Item Ledger Entry", values["Item Ledger Entry No."])
        rows = np.flatnonzero((owner >= 0) & (values["Posting Date"] <= self._request.end))
        return sum_by(owner[rows], len(self.quantity), values["Cost Amount (Actual)"][rows] + values["Cost Amount (Expected)"][rows])


def _portions(amounts: Array, parts: Array, wholes: Array) -> int:
    """Sum of amount x part / whole in fine units, each rounded at the 28th decimal."""
    some = np.flatnonzero(amounts)
    columns = (column[some].tolist() for column in (amounts, parts, wholes))
    return sum(portion(amount * FINE, part, whole) for amount, part, whole in zip(*columns, strict=True))


def _stock(plain: _Plain, request: SharesRequest) -> int:
    """What is left of every entry: its own cost, relieved of what issues took; revaluation is relieved in mode clean."""
    printed = plain.mine & plain.before & (plain.left != 0)
    opened = np.flatnonzero(printed & (plain.taken != 0))
    found = 0
    for field, ticks in plain.own.items():
        found += total(ticks[printed]) * FINE
        if field != REVALUATION:
            found += _portions(ticks[opened], plain.taken[opened], plain.quantity[opened])
        elif request.clean:  # an application takes its own, rounded part
            edges = printed[plain.source]
            rows = plain.source[edges]
            found += _portions(ticks[rows], plain.applied[edges], plain.quantity[rows])
    return found


def _sales(plain: _Plain, request: SharesRequest) -> int:
    """Cost of the sales of the period without their own revaluation: tracing moves cost between their shares, so roundings alone are added."""
    printed = plain.mine & plain.before & (plain.type == int(T.SALE)) & (plain.day >= request.start)
    found = sum(total(ticks[printed]) * FINE for field, ticks in plain.own.items() if field != REVALUATION)
    hidden = [plain.own[x] for x in _HIDDEN if x in plain.own]
    several = np.sum([ticks[plain.source] != 0 for ticks in hidden], axis=0) > 1 if hidden else np.zeros(len(plain.to), dtype=np.bool_)
    edges = np.flatnonzero(printed[plain.to] & several)
    rows = plain.source[edges]
    parts, wholes = plain.applied[edges], plain.quantity[rows]
    for ticks in hidden:
        found += _portions(ticks[rows], parts, wholes)
    return found - _portions(sum((ticks[rows] for ticks in hidden), np.zeros(len(rows), dtype=np.int64)), parts, wholes)


def _levels(plain: _Plain, request: SharesRequest) -> int:
    """Over all levels: every component of an entry, in proportion to what is left of it."""
    stocked = ~plain.drop_shipped & plain.mine & plain.before & (plain.left != 0)
    rows = np.flatnonzero(stocked)
    left, whole = np.abs(plain.left[rows]), np.abs(plain.quantity[rows])
    booked = plain.booked[rows]
    parts = [ticks[rows] for ticks in plain.own.values()]
    issued = plain.quantity[rows] < 0  # an issue without a receipt is material as it was booked
    parts = [np.where(issued, 0, amounts) for amounts in parts]
    parts.append(booked - sum(parts, np.zeros(len(rows), dtype=np.int64)))
    opened = left != whole
    found = total(booked[~opened]) * FINE
    for amounts in parts:
        found += _portions(amounts[opened], left[opened], whole[opened])
    return found
