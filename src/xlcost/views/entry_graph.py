"""The graph of item ledger entries: who took from whom, by application, transfer, return and order (gl-posting C2).

An inbound entry leads to the outbound entries applied to it and to the transfer receipts made of it; an outbound
entry leads to the inbound entries that reverse it, a consumption to the outputs of its order. Built once per ledger:
application entries sorted by Entry No. and grouped by each of their ends, entries grouped by order; a step of a trace
is then a slice. Entries are known by their row, -1 = no such entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from xlcost.ledger import Ledger, Table
from xlcost.ledger.options import ItemLedgerEntryType as Entry
from xlcost.ledger.options import OrderType
from xlcost.money import Array, sum_by
from xlcost.views.lookup import Grouped, rows_of

APPLICATION, TRANSFER, RETURN, ORDER, CAPACITY = "Application", "Transfer", "Return", "Order", "Capacity"

_INPUTS = (int(Entry.CONSUMPTION), int(Entry.ASSEMBLY_CONSUMPTION))
_OUTPUTS = (int(Entry.OUTPUT), int(Entry.ASSEMBLY_OUTPUT))


@dataclass(frozen=True, slots=True)
class Step:
    """One edge: the entry reached, the kind of link, the quantity applied in ticks (0 for orders), the shipment of a transfer."""

    row: int
    link: str
    quantity: int
    by: int = -1


@dataclass(frozen=True)
class EntryGraph:
    """Item ledger entries and their links."""

    ledger: Ledger

    @cached_property
    def entries(self) -> Table:
        """Item ledger entries."""
        return self.ledger.table("Item Ledger Entry")

    @cached_property
    def values(self) -> Table:
        """Value entries."""
        return self.ledger.table("Value Entry")

    @cached_property
    def _applications(self) -> Table:
        rows = self.ledger.table("Item Application Entry")
        return rows.take(np.argsort(rows["Entry No."], kind="stable"))

    def _ends(self, caption: str) -> Array:
        return rows_of(self.ledger, "Item Ledger Entry", self._applications[caption])

    def _grouped(self, rows: Array) -> Grouped:
        return Grouped(rows, self.entries.length)

    @cached_property
    def _applied(self) -> list[int]:
        return _plain(self._ends("Item Ledger Entry No."))

    @cached_property
    def _inbound(self) -> list[int]:
        return _plain(self._ends("Inbound Item Entry No."))

    @cached_property
    def _outbound(self) -> list[int]:
        return _plain(self._ends("Outbound Item Entry No."))

    @cached_property
    def _source(self) -> list[int]:
        return _plain(self._ends("Transferred-from Entry No."))

    @cached_property
    def _transferred(self) -> list[bool]:
        return _plain(self._applications["Transferred-from Entry No."] != 0)

    @cached_property
    def _quantity(self) -> list[int]:
        return _plain(self._applications["Quantity"])

    @cached_property
    def _by_inbound(self) -> Grouped:
        return self._grouped(np.array(self._inbound, dtype=np.int64))

    @cached_property
    def _by_outbound(self) -> Grouped:
        return self._grouped(np.array(self._outbound, dtype=np.int64))

    @cached_property
    def _by_source(self) -> Grouped:
        return self._grouped(np.array(self._source, dtype=np.int64))

    @cached_property
    def positive(self) -> list[bool]:
        """Positive of each entry."""
        return _plain(self.entries["Positive"])

    # -- orders -------------------------------------------------------------------------------------------
    @cached_property
    def order(self) -> Array:
        """Order number of each entry: production orders by line, assembly orders as a whole, -1 for none."""
        return self._orders[0]

    @cached_property
    def _orders(self) -> tuple[Array, dict[tuple[int, str, int], int]]:
        entries = self.entries
        kinds = entries["Order Type"]
        known: dict[tuple[int, str, int], int] = {}
        found = np.full(entries.length, -1)
        made = np.flatnonzero((kinds == int(OrderType.PRODUCTION)) | (kinds == int(OrderType.ASSEMBLY)))
        rows = entries.tuples(("Order Type", "Order No.", "Order Line No."), made)
        for row, key in zip(made.tolist(), rows, strict=True):
            if key[1]:
                found[row] = known.setdefault(_order_key(*key), len(known))
        return found, known

    def _of_order(self, kinds: tuple[int, ...]) -> Grouped:
        """Entries of these entry types by order, by Entry No."""
        entries = self.entries
        by_number = np.argsort(entries["Entry No."], kind="stable")
        chosen = by_number[np.isin(entries["Entry Type"][by_number], kinds)]
        return _Chosen(chosen, self.order[chosen], len(self._orders[1]))

    @cached_property
    def inputs_of(self) -> Grouped:
        """Consumption entries by order."""
        return self._of_order(_INPUTS)

    @cached_property
    def outputs_of(self) -> Grouped:
        """Output entries by order."""
        return self._of_order(_OUTPUTS)

    @cached_property
    def capacity_of(self) -> Grouped:
        """Capacity value entries (rows of Value Entry) by order, by Entry No."""
        values, known = self.values, self._orders[1]
        by_number = np.argsort(values["Entry No."], kind="stable")
        chosen = by_number[
            (values["Item Ledger Entry No."][by_number] == 0) & (values["Item Ledger Entry Type"][by_number] == int(Entry.BLANK))
        ]
        keys = values.tuples(("Order Type", "Order No.", "Order Line No."), chosen)
        order = np.array([known.get(_order_key(*key), -1) for key in keys], dtype=np.int64)
        return _Chosen(chosen, order, len(known))

    @cached_property
    def _is_input(self) -> list[bool]:
        return _plain(np.isin(self.entries["Entry Type"], _INPUTS))

    @cached_property
    def _is_output(self) -> list[bool]:
        return _plain(np.isin(self.entries["Entry Type"], _OUTPUTS))

    @cached_property
    def ever_produced(self) -> list[bool]:
        """Per entry: its item was the output of an order at some time."""
        numbers, names = self.entries.codes("Item No.")
        made = np.zeros(len(names), dtype=np.bool_)
        made[numbers[np.array(self._is_output, dtype=np.bool_)]] = True
        return _plain(made[numbers]) if names else []

    # -- quantities ---------------------------------------------------------------------------------------
    @cached_property
    def applied(self) -> Array:
        """How much of each entry's Quantity its application entries account for, in ticks and with the sign of Quantity.

        Inbound: what outbound entries took of it; outbound: what it took. A sound entry has Quantity = applied + Remaining Quantity.
        """
        inbound, outbound, owner = (np.array(c, dtype=np.int64) for c in (self._inbound, self._outbound, self._applied))
        quantity = self._applications["Quantity"]
        taken, taking = (inbound >= 0) & (owner != inbound), (outbound >= 0) & (owner == outbound)
        positive = np.array([*self.positive, False], dtype=np.bool_)
        out = sum_by(inbound[taken], self.entries.length, -quantity[taken])
        own = sum_by(outbound[taking], self.entries.length, quantity[taking])
        found: Array = np.where(positive[:-1], out, own)
        return found

    # -- amounts ------------------------------------------------------------------------------------------
    @cached_property
    def cost(self) -> Array:
        """Cost Amount (Actual) of each entry, in ticks."""
        owner = rows_of(self.ledger, "Item Ledger Entry", self.values["Item Ledger Entry No."])
        known = owner >= 0
        return sum_by(owner[known], self.entries.length, self.values["Cost Amount (Actual)"][known])

    def edges(self) -> tuple[Array, Array, int]:
        """All forward steps at once: (from, to, number of nodes); entries by row, then a node per order between input and output."""
        length, orders = self.entries.length, len(self._orders[1])
        applied, inbound, outbound, source = (
            np.array(c, dtype=np.int64) for c in (self._applied, self._inbound, self._outbound, self._source)
        )
        rows = self._applications
        own, transferred = rows["Item Ledger Entry No."], np.array(self._transferred, dtype=np.bool_)
        positive = np.array([*self.positive, False], dtype=np.bool_)  # the last place stands for "no such entry"
        to_issue = (inbound >= 0) & (outbound >= 0) & (applied != inbound) & positive[inbound]
        to_transfer = (source >= 0) & (inbound >= 0) & positive[source]
        to_return = (outbound >= 0) & (inbound >= 0) & (own != rows["Outbound Item Entry No."]) & ~transferred & ~positive[outbound]
        node = np.where(self.order >= 0, self.order + length, -1)
        uses = np.flatnonzero(np.array(self._is_input, dtype=np.bool_) & (node >= 0) & ~positive[:-1])
        makes = np.flatnonzero(np.array(self._is_output, dtype=np.bool_) & (node >= 0))
        start = np.concatenate((inbound[to_issue], source[to_transfer], outbound[to_return], uses, node[makes]))
        end = np.concatenate((outbound[to_issue], inbound[to_transfer], inbound[to_return], node[uses], makes))
        return start, end, length + orders

    # -- steps --------------------------------------------------------------------------------------------
    def forward(self, row: int, *, cost_chain: bool = False) -> Iterator[Step]:
        """Where the goods of an entry went, in the order of the rules (C2, downstream)."""
        if self.positive[row]:
            for i in self._by_inbound[row].tolist():
                if self._applied[i] != row and self._outbound[i] >= 0:
                    yield Step(self._outbound[i], APPLICATION, self._quantity[i])
            for i in self._by_source[row].tolist():
                if self._inbound[i] >= 0:
                    yield Step(self._inbound[i], TRANSFER, self._quantity[i], self._outbound[i])
            return
        for i in self._by_outbound[row].tolist():
            if self._applied[i] != row and not self._transferred[i] and self._inbound[i] >= 0:
                yield Step(self._inbound[i], RETURN, self._quantity[i])
        if self._is_input[row] and self.order[row] >= 0 and (not cost_chain or self.ever_produced[row]):
            for made in self.outputs_of[int(self.order[row])].tolist():
                yield Step(made, ORDER, 0)

    def backward(self, row: int, *, cost_chain: bool = False) -> Iterator[Step]:
        """Where the goods of an entry came from, in the order of the rules (C2, upstream); without capacity."""
        if not self.positive[row]:
            for i in self._by_outbound[row].tolist():
                if self._applied[i] == row and self._inbound[i] >= 0:
                    yield Step(self._inbound[i], APPLICATION, self._quantity[i])
            return
        for i in self._by_inbound[row].tolist():
            if self._applied[i] != row:
                continue
            if self._transferred[i]:
                if self._source[i] >= 0:
                    yield Step(self._source[i], TRANSFER, self._quantity[i])
            elif self._outbound[i] >= 0:
                yield Step(self._outbound[i], RETURN, self._quantity[i])
        if self._is_output[row] and self.order[row] >= 0:
            for used in self.inputs_of[int(self.order[row])].tolist():
                if not cost_chain or self.ever_produced[used]:
                    yield Step(used, ORDER, 0)

    def capacity(self, row: int) -> list[int]:
        """Capacity value entries (rows) behind an output."""
        if not self._is_output[row] or not self.positive[row] or self.order[row] < 0:
            return []
        return _plain(self.capacity_of[int(self.order[row])])


class _Chosen(Grouped):
    """Groups of some rows only, in the order given."""

    def __init__(self, rows: Array, groups: Array, count: int) -> None:
        super().__init__(groups, count)
        self._rows = rows

    def __getitem__(self, group: int) -> Array:
        found: Array = self._rows[super().__getitem__(group)]
        return found


def _plain(values: Array) -> list[Any]:
    found: list[Any] = values.tolist()
    return found


def _order_key(kind: int, number: str, line: int) -> tuple[int, str, int]:
    return kind, number, 0 if kind == int(OrderType.ASSEMBLY) else line


def entry_graph(ledger: Ledger) -> EntryGraph:
    """The graph of a ledger, kept in its memo."""
    found = ledger.memo.get(EntryGraph)
    if not isinstance(found, EntryGraph):
        found = ledger.memo[EntryGraph] = EntryGraph(ledger)
    return found
