"""The ledger as the audit reads it: whole columns, and for each entry where its value and application entries are.

Value entries of an item ledger entry are read by Entry Type ordinal, then Entry No.; `reading` is that order over all
value entries, `place` each one's place in it. Application entries are linked to the rows of their three item ledger
entries. -1 = no such entry. Built once per ledger and kept in its memo.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from xlcost.ledger import Ledger, Table
from xlcost.ledger.options import CostingMethod, ItemType
from xlcost.money import Array, sum_by
from xlcost.views.lookup import rows_of

_MEMO = "views.audit_rules.books"


def books_of(ledger: Ledger, as_of: int = 0, wip_days: int = 90) -> Books:
    """The audit's view of a ledger at a day (0 = all entries), kept in its memo."""
    key = (_MEMO, as_of, wip_days)
    if key not in ledger.memo:
        ledger.memo[key] = Books(ledger, as_of, wip_days)
    found: Books = ledger.memo[key]
    return found


@dataclass(frozen=True)
class Books:
    """Item ledger, value and application entries with their links. `as_of` and `wip_days` are for G10 and G12 only."""

    ledger: Ledger
    as_of: int = 0
    wip_days: int = 90

    @cached_property
    def memo(self) -> dict[str, Array]:
        """A place for checks to keep what several of them need."""
        return {}

    # -- item ledger entries ------------------------------------------------------------------------------
    @cached_property
    def entries(self) -> Table:
        """Item ledger entries."""
        return self.ledger.table("Item Ledger Entry")

    @cached_property
    def values(self) -> Table:
        """Value entries."""
        return self.ledger.table("Value Entry")

    @cached_property
    def applications(self) -> Table:
        """Item application entries."""
        return self.ledger.table("Item Application Entry")

    def _by_item(self, table: Table, caption: str, blank: int) -> Array:
        """A column of the item of each row; `blank` where the item is unknown."""
        numbers, names = table.codes("Item No.")
        items = self.ledger.table("Item")
        column = items[caption]
        known = [int(column[items.index[name]]) if name in items.index else blank for name in names]
        return np.array(known, dtype=np.int64)[numbers] if known else np.zeros(table.length, dtype=np.int64)

    @cached_property
    def inventory_entries(self) -> Array:
        """Entries of items of Type Inventory, or of no known item."""
        found: Array = self._by_item(self.entries, "Type", int(ItemType.INVENTORY)) == int(ItemType.INVENTORY)
        return found

    @cached_property
    def inventory_values(self) -> Array:
        """Value entries of items of Type Inventory, or of no known item."""
        found: Array = self._by_item(self.values, "Type", int(ItemType.INVENTORY)) == int(ItemType.INVENTORY)
        return found

    @cached_property
    def average(self) -> Array:
        """Entries of items with Costing Method Average."""
        found: Array = self._by_item(self.entries, "Costing Method", 0) == int(CostingMethod.AVERAGE)
        return found

    # -- value entries of an entry ------------------------------------------------------------------------
    @cached_property
    def owner(self) -> Array:
        """Row of the item ledger entry of each value entry."""
        return rows_of(self.ledger, "Item Ledger Entry", self.values["Item Ledger Entry No."])

    @cached_property
    def reading(self) -> Array:
        """Value entries that have an entry, in reading order."""
        order: Array = np.lexsort((self.values["Entry No."], self.values["Entry Type"], self.owner))
        return order[self.owner[order] >= 0]

    def sum_values(self, ticks: Array) -> Array:
        """Per entry the sum of a value entry column."""
        return self._sum(self.owner, ticks)

    def count_values(self, mask: Array) -> Array:
        """Per entry how many of its value entries the mask takes."""
        return self._sum(self.owner, mask.astype(np.int64))

    def first_value(self, mask: Array) -> Array:
        """Per entry the row of the first of its value entries that the mask takes, in reading order; -1 = none."""
        found = np.full(self.entries.length, -1)
        chosen = self.reading[mask[self.reading]][::-1]
        found[self.owner[chosen]] = chosen  # the last assignment wins: the first in reading order
        return found

    def earlier_in_entry(self, mask: Array) -> Array:
        """Per value entry: a value entry of the same entry that the mask takes stands before it in reading order."""
        order = self.reading
        taken = mask[order].astype(np.int64)
        before = np.cumsum(taken) - taken
        owners = self.owner[order]
        starts = np.flatnonzero(np.r_[True, owners[1:] != owners[:-1]]) if len(order) else order
        lengths = np.diff(np.r_[starts, len(order)])
        found = np.zeros(self.values.length, dtype=np.bool_)
        found[order] = before > np.repeat(before[starts], lengths)
        return found

    # -- applications of an entry -------------------------------------------------------------------------
    def _end(self, caption: str) -> Array:
        return rows_of(self.ledger, "Item Ledger Entry", self.applications[caption])

    @cached_property
    def applied(self) -> Array:
        """Row of the entry that each application belongs to (Item Ledger Entry No.)."""
        return self._end("Item Ledger Entry No.")

    @cached_property
    def inbound(self) -> Array:
        """Row of the inbound entry of each application."""
        return self._end("Inbound Item Entry No.")

    def sum_applications(self, link: Array, ticks: Array) -> Array:
        """Per entry the sum of an application column, over a link (`applied`, `inbound`)."""
        return self._sum(link, ticks)

    def any_application(self, link: Array, mask: Array) -> Array:
        """Entries with an application, over a link, that the mask takes."""
        found = np.zeros(self.entries.length, dtype=np.bool_)
        found[link[mask & (link >= 0)]] = True
        return found

    def _sum(self, link: Array, ticks: Array) -> Array:
        known = link >= 0
        return sum_by(link[known], self.entries.length, ticks[known])
