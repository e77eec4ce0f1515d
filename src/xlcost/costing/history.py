"""A ledger's transactions, lifted once, to be posted again as often as asked under other costing methods."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from xlcost.costing import lift
from xlcost.costing.books import Books
from xlcost.costing.entries import ASSEMBLY, PRODUCTION, STANDARD, Capacity, ItemCard, OrderRow
from xlcost.costing.levels import low_level_codes
from xlcost.costing.transactions import ORDER_TYPES, Transaction, components, transactions
from xlcost.costing.unadjusted import free_setup, order_rows, with_derived_columns
from xlcost.ledger import Ledger, Table
from xlcost.ledger.options import PreventNegativeInventory

OrderKey = tuple[int, str]
KEPT = ("Stockkeeping Unit", "Accounting Period", "Manufacturing Setup", "Source Code Setup")


@dataclass
class Component:
    """Items that orders link, with all that happened to them in posting order."""

    items: list[str]
    transactions: list[Transaction] = field(default_factory=list)
    orders: set[OrderKey] = field(default_factory=set)


class History:
    """The transactions of a ledger by component, and what posting them again needs besides."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = with_derived_columns(ledger)
        self.books = Books(self.ledger)
        entries = self.ledger.table("Item Ledger Entry")
        known = self.ledger.table("Item").index
        items = sorted(i for i in set(entries["Item No."].tolist()) if i in known)
        self.books.load(items)
        found = transactions(self.books, items)
        self.components = [Component(group) for group in components(self.books, found)]
        of_item = {item: c for c in self.components for item in c.items}
        for transaction in found:
            component = of_item[transaction.entry.item]
            component.transactions.append(transaction)
            if transaction.entry.entry_type in ORDER_TYPES and transaction.entry.order_no:
                component.orders.add((transaction.entry.order_type, transaction.entry.order_no))
        self.methods = {item: self.books.item(item).method for c in self.components for item in c.items}
        self.levels = low_level_codes(self.ledger)
        self._capacities: dict[OrderKey, list[Capacity]] = {}
        for capacity in lift.capacities(self.ledger):
            self._capacities.setdefault((capacity.order_type, capacity.order_no), []).append(capacity)
        self._rows: dict[OrderKey, list[OrderRow]] = {}
        for row in self._order_rows():
            self._rows.setdefault((row.order_type, row.order_no), []).append(row)
        self.base = self._base()

    def _order_rows(self) -> list[OrderRow]:
        found = dict(self.books.orders)
        for key, row in order_rows(self.ledger).items():
            if key not in found:
                fresh = OrderRow(*key, row["Item No."], row["Routing No."], row["Routing Reference No."])
                fresh.indirect_pct, fresh.overhead_rate, fresh.finished = row["Indirect Cost %"], row["Overhead Rate"], row["Is Finished"]
                found[key] = fresh
        return list(found.values())

    def _base(self) -> Ledger:
        """Master data and setup, no entry: negative inventory is allowed, because what happened has happened."""
        items = self.ledger.table("Item")
        column = items["Prevent Negative Inventory"].copy()
        column[:] = int(PreventNegativeInventory.NO)
        tables: list[Table] = [items.with_columns({"Prevent Negative Inventory": column}), *free_setup(self.ledger)]
        tables += [self.ledger.table(name) for name in KEPT]
        return Ledger({t.name: t for t in tables if t.length})

    def card(self, item: str) -> ItemCard:
        """The item card of the ledger."""
        return self.books.item(item)

    def standard(self, item: str, location: str, variant: str) -> int:
        """The standard cost that a what-if uses, in ticks: Standard Cost of the SKU or item, where it is 0 the Unit Cost."""
        sku, card = self.books.sku(item, location, variant), self.books.item(item)
        for source in (sku, card):
            if source is not None and (source.standard_cost or source.unit_cost):
                return source.standard_cost or source.unit_cost
        return 0

    def order_rows(self, component: Component, methods: dict[str, int]) -> list[OrderRow]:
        """Fresh rows of a component's orders; a Standard item's own order keeps the standard it was finished with."""
        found = []
        for key in sorted(component.orders):
            for row in self._rows.get(key, ()):
                own = methods.get(row.item) == STANDARD == self.methods.get(row.item)
                kept = own and row.completely_invoiced and any(row.shares)
                shares = row.shares if kept else (0, 0, 0, 0, 0)
                fresh = replace(row, adjusted=False, completely_invoiced=kept, shares=shares)
                fresh.finished = row.finished or row.order_type == ASSEMBLY
                found.append(fresh)
        return found

    def capacities(self, component: Component) -> list[Capacity]:
        """The capacity ledger entries of a component's orders: their cost is a fact under every method."""
        return [c for key in sorted(component.orders) for c in self._capacities.get(key, ())]


__all__ = ["PRODUCTION", "Component", "History"]
