"""Books: the part of a ledger that a call works on, lifted out of the columns item by item.

An item is lifted whole - item ledger, value and application entries, linked to each other - the first time
somebody asks for it. New entries are kept apart and handed back by `hand_back` as tables. Fields that costing
only copies are never lifted: `carried` is a row number, below `old_values` a row of the Value Entry table,
from there on what a journal line gave them, `lines[carried - old_values]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np

from xlcost.costing import lift
from xlcost.costing.entries import ASSEMBLY_OUTPUT, QUIET, Application, Capacity, ItemCard, ItemEntry, OrderRow, Value
from xlcost.costing.entry_points import EntryPoints
from xlcost.costing.first_state import with_adjustment_state
from xlcost.costing.line import Line
from xlcost.costing.methods import BY_ORDINAL
from xlcost.costing.open_entries import OpenEntries
from xlcost.costing.settings import Settings, settings_of
from xlcost.ledger import Ledger, Table
from xlcost.money import Array
from xlcost.problems import XlcostError


def _places(table: Table, captions: tuple[str, str], rows: Sequence[int] | Array) -> dict[Any, list[int]]:
    """Some rows of a table by the values of two columns."""
    found: dict[Any, list[int]] = {}
    for row, key in zip(rows, table.tuples(captions, rows), strict=True):
        found.setdefault(key, []).append(int(row))
    return found


class Copied(NamedTuple):
    """What the entries of a journal line copy from it; lines that say the same share one `row`."""

    item: str
    document_date: int
    row: Mapping[str, Any]


class Books:
    """The entries of some items of a ledger, and what a call adds to them."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger = with_adjustment_state(lift.complete(ledger))
        self.settings: Settings = settings_of(ledger)
        self.periods = self.settings.periods
        self.cards: dict[str, ItemCard] = {}
        self.skus: dict[str, list[ItemCard]] = lift.stockkeeping_units(ledger)
        self.entries: dict[int, ItemEntry] = {}
        self.by_item: dict[str, list[ItemEntry]] = {}
        self.by_order: dict[tuple[int, str], list[ItemEntry]] = {}
        self.open: dict[tuple[str, str, str], OpenEntries] = {}
        self.net_invoiced: dict[str, dict[tuple[str, str], int]] = {}
        self.points = EntryPoints(ledger, self.periods, self.settings.earliest_valuation)
        self.orders: dict[tuple[int, str, int], OrderRow] = lift.order_rows(ledger)
        self._capacities: dict[tuple[int, str], list[Capacity]] | None = None
        self.capacity_by_no: dict[int, Capacity] = {}
        self.old_values = ledger.table("Value Entry").length
        self.lines: list[Copied] = []
        self.new_entries: list[ItemEntry] = []
        self.new_values: list[Value] = []
        self.new_applications: list[Application] = []
        self.new_capacities: list[tuple[Capacity, Line, bool]] = []
        self.removed_applications: set[int] = set()
        self.finished_orders: set[tuple[str, int]] = set()
        self.derived_points: set[str] = set()  # items whose entry points follow from their value entries
        self.last_entry = self.old_entry = ledger.last_no("Item Ledger Entry")
        self.last_value = self.old_value = ledger.last_no("Value Entry")
        self.last_application = ledger.last_no("Item Application Entry")
        self.last_capacity = ledger.last_no("Capacity Ledger Entry")

    # -- lifting ------------------------------------------------------------------------------------------
    def card(self, item: str) -> ItemCard | None:
        """The item card, None when the item is unknown."""
        found = self.cards.get(item)
        if found is None:
            found = lift.item_card(self.ledger, item)
            if found is not None:
                self.cards[item] = found
        return found

    def item(self, item: str) -> ItemCard:
        """The card of an item whose entries are lifted."""
        card = self.cards.get(item)
        if card is not None and item in self.by_item:
            return card
        self.load([item])
        return self.known(item)

    def known(self, item: str) -> ItemCard:
        """The card of an item that must be known (IJ01), its entries lifted or not."""
        card = self.card(item)
        if card is None:
            raise XlcostError("IJ01", f"The item {item!r} is not known.", rule="Entries have an item of the table Item.")
        return card

    def load(self, items: Iterable[str]) -> None:
        """Lifts the entries of items that are not lifted yet."""
        wanted = {i for i in items if i not in self.by_item}
        if not wanted:
            return
        for item in wanted:
            self.by_item[item] = []
            self.net_invoiced[item] = {}
        fresh = lift.item_entries(self.ledger, wanted)
        lift.link_values(self.ledger, wanted, fresh)
        lift.link_applications(self.ledger, fresh)
        for entry in fresh.values():
            self.keep(entry)
        self.entries.update(fresh)
        for item in wanted:
            self.derive_points(item)

    def derive_points(self, item: str) -> None:
        """Entry points of an item whose cost is not adjusted and of which the ledger has none: every value entry waits (1.1, 4.12).

        Cost is Adjusted = No says that something waits, and only the entry points say from which day on; an export without them
        leaves the whole time. Where some are there, they say it.
        """
        card = self.card(item)
        if card is None or card.adjusted or self.points.of(item):
            return
        average = BY_ORDINAL[card.method].by_average
        for entry in self.by_item[item]:
            for value in entry.values:
                if value.inventoriable and value.entry_type not in QUIET and (not value.adjustment or value.ile_type == ASSEMBLY_OUTPUT):
                    self.points.flag(item, average, entry.variant, entry.location, value.valuation_date)
        if self.points.of(item):
            self.derived_points.add(item)
            self.points.found(item)

    def keep(self, entry: ItemEntry) -> None:
        """Enters an item ledger entry in the indexes."""
        self.by_item[entry.item].append(entry)
        if entry.order_no:
            self.by_order.setdefault((entry.order_type, entry.order_no), []).append(entry)
        if entry.open:
            self.open_entries(entry).add(entry)
        sums = self.net_invoiced[entry.item]
        place = (entry.location, entry.variant)
        sums[place] = sums.get(place, 0) + entry.invoiced

    def add_invoiced(self, entry: ItemEntry, quantity: int) -> None:
        """Raises the Invoiced Quantity of an entry, and the sums that follow it."""
        entry.invoiced += quantity
        sums = self.net_invoiced[entry.item]
        place = (entry.location, entry.variant)
        sums[place] = sums.get(place, 0) + quantity

    def open_entries(self, entry: ItemEntry) -> OpenEntries:
        """The open entries of the item, variant and location of an entry."""
        key = (entry.item, entry.variant, entry.location)
        found = self.open.get(key)
        if found is None:
            found = self.open[key] = OpenEntries()
        return found

    def entry(self, no: int) -> ItemEntry | None:
        """The item ledger entry of a number, its item lifted; None when there is none."""
        found = self.entries.get(no)
        if found is None and no > 0:
            item = lift.item_of_entry(self.ledger, no)
            if item:
                self.load([item])
                found = self.entries.get(no)
        return found

    def sku(self, item: str, location: str, variant: str) -> ItemCard | None:
        """The stockkeeping unit of exactly this location and variant."""
        for sku in self.skus.get(item, ()):
            if sku.location == location and sku.variant == variant:
                return sku
        return None

    def cost_card(self, item: str, location: str, variant: str) -> ItemCard:
        """Where the unit cost is taken from: the stockkeeping unit if there is one, else the item."""
        return self.sku(item, location, variant) or self.item(item)

    # -- orders -------------------------------------------------------------------------------------------
    def load_order(self, order_type: int, order_no: str) -> list[ItemEntry]:
        """All item ledger entries of an order, in Entry No. order, their items lifted."""
        rows = self._rows_of_orders.get((order_type, order_no))
        if rows:
            self.load(set(self.ledger.table("Item Ledger Entry")["Item No."][rows].tolist()))
        found = self.by_order.get((order_type, order_no), [])
        found.sort(key=attrgetter("no"))
        return found

    @cached_property
    def _rows_of_orders(self) -> dict[tuple[int, str], list[int]]:
        """Rows of Item Ledger Entry by Order Type and Order No."""
        table = self.ledger.table("Item Ledger Entry")
        return _places(table, ("Order Type", "Order No."), np.flatnonzero(table["Order No."] != ""))

    @cached_property
    def order_lines(self) -> dict[tuple[str, int], list[int]]:
        """Rows of Prod. Order Line by Prod. Order No. and Line No., one for each status."""
        table = self.ledger.table("Prod. Order Line")
        return _places(table, ("Prod. Order No.", "Line No."), range(table.length))

    @cached_property
    def assembly_headers(self) -> dict[str, list[int]]:
        """Rows of Assembly Header by No."""
        return self.ledger.table("Assembly Header").positions("No.")

    def capacities(self, order_type: int, order_no: str) -> list[Capacity]:
        """The capacity ledger entries of an order."""
        if self._capacities is None:
            self._capacities = {}
            for capacity in lift.capacities(self.ledger):
                self.keep_capacity(capacity)
        return self._capacities.get((order_type, order_no), [])

    def keep_capacity(self, capacity: Capacity) -> None:
        """Enters a capacity ledger entry in the indexes."""
        if self._capacities is None:
            self.capacities(0, "")
        assert self._capacities is not None
        self._capacities.setdefault((capacity.order_type, capacity.order_no), []).append(capacity)
        self.capacity_by_no[capacity.no] = capacity

    def forget_capacities(self, order_type: int, order_no: str) -> None:
        """Takes the capacity of an order out again."""
        if self._capacities is not None:
            self._capacities.pop((order_type, order_no), None)

    # -- adding -------------------------------------------------------------------------------------------
    def carry(self, line: Line) -> int:
        """The `carried` number of the fields that entries copy from a line."""
        self.lines.append(Copied(line.item, line.document_date or line.posting_date, line.row))
        return self.old_values + len(self.lines) - 1

    def next_entry(self) -> int:
        """The next Entry No. of Item Ledger Entry."""
        self.last_entry += 1
        return self.last_entry

    def next_value(self) -> int:
        """The next Entry No. of Value Entry."""
        self.last_value += 1
        return self.last_value

    def add_entry(self, entry: ItemEntry) -> None:
        """Inserts a new item ledger entry."""
        self.entries[entry.no] = entry
        self.new_entries.append(entry)
        self.keep(entry)

    def add_value(self, entry: ItemEntry | None, value: Value) -> None:
        """Inserts a new value entry of an item ledger entry (None: of a capacity ledger entry)."""
        self.new_values.append(value)
        if entry is not None:
            value.item, value.variant, value.location = entry.item, entry.variant, entry.location
            entry.values.append(value)
            entry.base = None

    def add_application(self, application: Application) -> Application:
        """Inserts a new item application entry and links it."""
        self.last_application += 1
        application.no = self.last_application
        self.new_applications.append(application)
        lift.link_application(self.entries, application)
        return application

    def flag_item(self, item: str) -> None:
        """Sets Cost is Adjusted of an item to No."""
        card = self.item(item)
        card.adjusted = False
