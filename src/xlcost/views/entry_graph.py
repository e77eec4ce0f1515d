"""The graph of item ledger entries: who took from whom, by application, transfer, return and order (gl-posting C2).

An inbound entry leads to the outbound entries applied to it and to the transfer receipts made of it; an outbound
entry leads to the inbound entries that reverse it, a consumption to the outputs of its order. Each part is made when
a trace first needs it, by sorting columns: application entries by Entry No., grouped by each of their ends, entries
grouped by order; a step of a trace is then a slice. Entries are known by their row, -1 = no such entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from xlcost.ledger import Ledger, Table
from xlcost.ledger.grouped import Grouped
from xlcost.ledger.options import ItemLedgerEntryType as Entry
from xlcost.ledger.options import OrderType
from xlcost.money import Array, sum_by
from xlcost.views.lookup import rows_of

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
    def _applied(self) -> Array:
        return self._ends("Item Ledger Entry No.")

    @cached_property
    def _inbound(self) -> Array:
        return self._ends("Inbound Item Entry No.")

    @cached_property
    def _outbound(self) -> Array:
        return self._ends("Outbound Item Entry No.")

    @cached_property
    def _source(self) -> Array:
        return self._ends("Transferred-from Entry No.")

    @cached_property
    def _transferred(self) -> Array:
        found: Array = self._applications["Transferred-from Entry No."] != 0
        return found

    @cached_property
    def _quantity(self) -> Array:
        return self._applications["Quantity"]

    @cached_property
    def _by_inbound(self) -> Grouped:
        return Grouped(self._inbound, self.entries.length)

    @cached_property
    def _by_outbound(self) -> Grouped:
        return Grouped(self._outbound, self.entries.length)

    @cached_property
    def _by_source(self) -> Grouped:
        return Grouped(self._source, self.entries.length)

    @cached_property
    def positive(self) -> Array:
        """Positive of each entry."""
        return self.entries["Positive"]

    # -- orders -------------------------------------------------------------------------------------------
    @cached_property
    def order(self) -> Array:
        """Order number of each entry: production orders by line, assembly orders as a whole, -1 for none."""
        return self._orders.number

    @cached_property
    def _orders(self) -> _Orders:
        return _Orders(self.entries)

    def _of_order(self, kinds: tuple[int, ...]) -> Grouped:
        """Entries of these entry types by order, by Entry No."""
        entries = self.entries
        chosen = np.flatnonzero(np.isin(entries["Entry Type"], kinds) & (self.order >= 0))
        chosen = chosen[np.argsort(entries["Entry No."][chosen], kind="stable")]
        return _Chosen(chosen, self.order[chosen], self._orders.count)

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
        values = self.values
        chosen = np.flatnonzero((values["Item Ledger Entry No."] == 0) & (values["Item Ledger Entry Type"] == int(Entry.BLANK)))
        chosen = chosen[np.argsort(values["Entry No."][chosen], kind="stable")]
        return _Chosen(chosen, self._orders.of(values, chosen), self._orders.count)

    @cached_property
    def _is_input(self) -> Array:
        found: Array = np.isin(self.entries["Entry Type"], _INPUTS)
        return found

    @cached_property
    def _is_output(self) -> Array:
        found: Array = np.isin(self.entries["Entry Type"], _OUTPUTS)
        return found

    @cached_property
    def ever_produced(self) -> Array:
        """Per entry: its item was the output of an order at some time."""
        numbers, names = self.entries.codes("Item No.")
        made = np.zeros(len(names), dtype=np.bool_)
        made[numbers[self._is_output]] = True
        found: Array = made[numbers]
        return found

    # -- quantities ---------------------------------------------------------------------------------------
    @cached_property
    def applied(self) -> Array:
        """How much of each entry's Quantity its application entries account for, in ticks and with the sign of Quantity.

        Inbound: what outbound entries took of it; outbound: what it took. A sound entry has Quantity = applied + Remaining Quantity.
        """
        inbound, outbound, owner, quantity = self._inbound, self._outbound, self._applied, self._quantity
        taken, taking = (inbound >= 0) & (owner != inbound), (outbound >= 0) & (owner == outbound)
        out = sum_by(inbound[taken], self.entries.length, -quantity[taken])
        own = sum_by(outbound[taking], self.entries.length, quantity[taking])
        found: Array = np.where(self.positive, out, own)
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
        length, orders = self.entries.length, self._orders.count
        applied, inbound, outbound, source = self._applied, self._inbound, self._outbound, self._source
        rows = self._applications
        own, transferred = rows["Item Ledger Entry No."], self._transferred
        positive = np.r_[self.positive, False]  # the last place stands for "no such entry"
        to_issue = (inbound >= 0) & (outbound >= 0) & (applied != inbound) & positive[inbound]
        to_transfer = (source >= 0) & (inbound >= 0) & positive[source]
        to_return = (outbound >= 0) & (inbound >= 0) & (own != rows["Outbound Item Entry No."]) & ~transferred & ~positive[outbound]
        node = np.where(self.order >= 0, self.order + length, -1)
        uses = np.flatnonzero(self._is_input & (node >= 0) & ~positive[:-1])
        makes = np.flatnonzero(self._is_output & (node >= 0))
        start = np.concatenate((inbound[to_issue], source[to_transfer], outbound[to_return], uses, node[makes]))
        end = np.concatenate((outbound[to_issue], inbound[to_transfer], inbound[to_return], node[uses], makes))
        return start, end, length + orders

    # -- steps --------------------------------------------------------------------------------------------
    def forward(self, row: int, *, cost_chain: bool = False) -> Iterator[Step]:
        """Where the goods of an entry went, in the order of the rules (C2, downstream)."""
        if self.positive[row]:
            for i in self._by_inbound[row].tolist():
                if self._applied[i] != row and self._outbound[i] >= 0:
                    yield Step(int(self._outbound[i]), APPLICATION, int(self._quantity[i]))
            for i in self._by_source[row].tolist():
                if self._inbound[i] >= 0:
                    yield Step(int(self._inbound[i]), TRANSFER, int(self._quantity[i]), int(self._outbound[i]))
            return
        for i in self._by_outbound[row].tolist():
            if self._applied[i] != row and not self._transferred[i] and self._inbound[i] >= 0:
                yield Step(int(self._inbound[i]), RETURN, int(self._quantity[i]))
        if self._is_input[row] and self.order[row] >= 0 and (not cost_chain or self.ever_produced[row]):
            for made in self.outputs_of[int(self.order[row])].tolist():
                yield Step(made, ORDER, 0)

    def backward(self, row: int, *, cost_chain: bool = False) -> Iterator[Step]:
        """Where the goods of an entry came from, in the order of the rules (C2, upstream); without capacity."""
        if not self.positive[row]:
            for i in self._by_outbound[row].tolist():
                if self._applied[i] == row and self._inbound[i] >= 0:
                    yield Step(int(self._inbound[i]), APPLICATION, int(self._quantity[i]))
            return
        for i in self._by_inbound[row].tolist():
            if self._applied[i] != row:
                continue
            if self._transferred[i]:
                if self._source[i] >= 0:
                    yield Step(int(self._source[i]), TRANSFER, int(self._quantity[i]))
            elif self._outbound[i] >= 0:
                yield Step(int(self._outbound[i]), RETURN, int(self._quantity[i]))
        if self._is_output[row] and self.order[row] >= 0:
            for used in self.inputs_of[int(self.order[row])].tolist():
                if not cost_chain or self.ever_produced[used]:
                    yield Step(used, ORDER, 0)

    def capacity(self, row: int) -> list[int]:
        """Capacity value entries (rows) behind an output."""
        if not self._is_output[row] or not self.positive[row] or self.order[row] < 0:
            return []
        found: list[int] = self.capacity_of[int(self.order[row])].tolist()
        return found


class _Orders:
    """Production orders by line and assembly orders as a whole, numbered in ascending order of (number, kind, line) as met."""

    def __init__(self, entries: Table) -> None:
        """Numbers the orders of the item ledger entries."""
        kinds = entries["Order Type"]
        made = np.flatnonzero((kinds == int(OrderType.PRODUCTION)) | (kinds == int(OrderType.ASSEMBLY)))
        self._names: dict[str, int] = {}
        for name in entries["Order No."][made].tolist():
            self._names.setdefault(name, len(self._names))
        self._names[""] = -1
        keys = self._keys(entries, made)
        self._known, place = np.unique(keys, return_inverse=True)
        blank = int(np.searchsorted(self._known, 0))  # keys of entries without an order number are negative and stand first
        self._known, self.count = self._known[blank:], len(self._known) - blank
        self.number = np.full(entries.length, -1, dtype=np.int64)
        self.number[made] = np.maximum(place - blank, -1)

    def _keys(self, rows: Table, chosen: Array) -> Array:
        names = rows["Order No."][chosen].tolist()
        codes = np.array([self._names.get(name, -1) for name in names], dtype=np.int64)
        assembly = rows["Order Type"][chosen] == int(OrderType.ASSEMBLY)
        line = np.where(assembly, 0, rows["Order Line No."][chosen])
        found: Array = (codes << 33) + (line << 1) + assembly
        return found

    def of(self, rows: Table, chosen: Array) -> Array:
        """Order number of these rows of a table with Order Type, Order No. and Order Line No., -1 for an order without entries."""
        if not self.count:
            return np.full(len(chosen), -1, dtype=np.int64)
        keys = self._keys(rows, chosen)
        place = np.minimum(np.searchsorted(self._known, keys), self.count - 1)
        found: Array = np.where(self._known[place] == keys, place, -1)
        return found


class _Chosen(Grouped):
    """Groups of some rows only, in the order given."""

    def __init__(self, rows: Array, groups: Array, count: int) -> None:
        super().__init__(groups, count)
        self._rows = rows

    def __getitem__(self, group: int) -> Array:
        found: Array = self._rows[super().__getitem__(group)]
        return found


def entry_graph(ledger: Ledger) -> EntryGraph:
    """The graph of a ledger, kept in its memo."""
    found = ledger.memo.get(EntryGraph)
    if not isinstance(found, EntryGraph):
        found = ledger.memo[EntryGraph] = EntryGraph(ledger)
    return found
