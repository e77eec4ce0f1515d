"""Items whose cost shares need no tracing, and what is left of their entries, as columns (valuation-reports.md 4.4).

An item is plain when its entries are receipts that no other entry created and issues applied to them: nothing is transferred, returned at
exact cost, made to an order or covered in part, no part of it revalued. Tracing such an item leads one step far; shares are divided only where
a receipt is partly left.

Worked example (Inventory, clean): 10 bought for 100.00 + 5.00 overhead, 4 sold: direct 100.00 - 4/10 x 100.00 = 60.00, overhead 3.00.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import CostingMethod
from xlcost.ledger.options import ItemLedgerEntryType as T
from xlcost.ledger.options import ValueEntryType as V
from xlcost.money import FINE, Array, sum_by
from xlcost.views.cost_shares_buffer import (
    DIRECT,
    INDIRECT,
    MATERIAL,
    MATERIAL_OVERHEAD,
    OUTPUTS,
    REVALUATION,
    own_costs,
    portion,
)
from xlcost.views.lookup import in_print_order, rows_of
from xlcost.views.remaining import remaining_quantity

if TYPE_CHECKING:
    from xlcost.views.cost_shares import SharesRequest


class PlainItems:
    """Plain items of a request: their entries, the applications between them and their costs, as columns."""

    def __init__(self, ledger: Ledger, request: SharesRequest, with_shares: bool = False) -> None:
        """`with_shares`: all shares are asked for, not only their total, so that outputs have to be traced."""
        self._ledger, self._request, self._with_shares = ledger, request, with_shares
        entries = ledger.table("Item Ledger Entry")
        captions = ("Quantity", "Posting Date", "Positive", "Entry Type")
        self.quantity, self.day, self._positive, self.type = (entries[c] for c in captions)
        self.before = self.day <= request.end
        self.drop_shipped = entries["Drop Shipment"]
        self._card = request.items.cards(ledger, "Item Ledger Entry")
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
        elif self._with_shares:  # usage of orders is spread over outputs
            strange |= np.isin(self.type, OUTPUTS)
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
        """Ticks per entry by field, for the fields that have any."""
        values = self._ledger.table("Value Entry")
        owner = rows_of(self._ledger, "Item Ledger Entry", values["Item Ledger Entry No."])
        return own_costs(self._ledger, owner, len(self.quantity), self._request.end)

    @cached_property
    def booked(self) -> Array:
        """Ticks per entry, actual and expected, of every entry type."""
        values = self._ledger.table("Value Entry")
        owner = rows_of(self._ledger, "Item Ledger Entry", values["Item Ledger Entry No."])
        rows = np.flatnonzero((owner >= 0) & (values["Posting Date"] <= self._request.end))
        return sum_by(owner[rows], len(self.quantity), values["Cost Amount (Actual)"][rows] + values["Cost Amount (Expected)"][rows])

    # -- lines of mode Inventory ----------------------------------------------------------------------------
    @cached_property
    def printed(self) -> Array:
        """Rows of Item Ledger Entry of which something is left, by item (row of Item) in print order."""
        rows = np.flatnonzero(self.mine & self.before & (self.left != 0))
        order = ("Location Code", "Variant Code", "Entry Type", "Entry No.")
        return in_print_order(self._ledger.table("Item Ledger Entry"), rows, self._card, order)

    def lines(self) -> Iterator[tuple[str, Array, Array, dict[int, list[Any]]]]:
        """Per item that prints lines: its number, entry numbers, quantities, shares in fine units by field."""
        rows = self.printed
        shares = dict(self._shares(rows))
        numbers, items = self._ledger.table("Item Ledger Entry")["Entry No."][rows], self._ledger.table("Item")["No."]
        bounds = np.flatnonzero(np.diff(self._card[rows], prepend=-1, append=-1)).tolist()
        for first, end in pairwise(bounds):
            some = {field: column[first:end] for field, column in shares.items()}
            yield items[self._card[rows[first]]], numbers[first:end], self.left[rows[first:end]], some

    def _shares(self, rows: Array) -> Iterator[tuple[int, list[Any]]]:
        """What is left of the shares of entries: (field, fine units)."""
        for field, ticks in self.own.items():
            found = [t * FINE for t in ticks[rows].tolist()]
            if field != REVALUATION:
                some = np.flatnonzero((self.taken[rows] != 0) & (ticks[rows] != 0))
                parts, wholes = self.taken[rows[some]].tolist(), self.quantity[rows[some]].tolist()
                for i, part, whole in zip(some.tolist(), parts, wholes, strict=True):
                    found[i] += portion(found[i], part, whole)
            elif self._request.clean:
                self._relieve_revaluation(rows, ticks, found)
            yield field, found
            if field in (DIRECT, INDIRECT):
                yield (MATERIAL if field == DIRECT else MATERIAL_OVERHEAD), found

    def _relieve_revaluation(self, rows: Array, ticks: Array, found: list[Any]) -> None:
        """Every application takes its own, rounded part of the revaluation of its receipt."""
        place = np.full(len(self.quantity), -1, dtype=np.int64)
        place[rows] = np.arange(len(rows))
        edges = np.flatnonzero((place[self.source] >= 0) & (ticks[self.source] != 0))
        givers = self.source[edges]
        columns = (c.tolist() for c in (place[givers], ticks[givers], self.applied[edges], self.quantity[givers]))
        for i, amount, part, whole in zip(*columns, strict=True):
            found[i] += portion(amount * FINE, part, whole)
