"""What a reconciliation looks at: dates From..To, items and locations, items of Type Inventory (gl-posting B1, B7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import ItemType
from xlcost.ledger.table import Table
from xlcost.ledger.values import day_given
from xlcost.money import Array


@dataclass(frozen=True)
class Scope:
    """Filters as internal values; 0 and None mean no filter. Masks are per row of Value Entry."""

    ledger: Ledger
    date_from: int = 0
    date_to: int = 0
    items: frozenset[str] | None = None
    locations: frozenset[str] | None = None

    @property
    def entries(self) -> Table:
        """Value Entry."""
        return self.ledger.table("Value Entry")

    @property
    def is_filtered(self) -> bool:
        """An item or location filter is set, so G/L balances are not comparable as they are."""
        return self.items is not None or self.locations is not None

    @cached_property
    def in_period(self) -> Array:
        """Value entries with a posting date in the filter."""
        date = self.entries["Posting Date"]
        found: Array = (date >= self.date_from) & ((date <= self.date_to) if self.date_to else True)
        return found

    @cached_property
    def named(self) -> Array:
        """Value entries within the item and location filters, of items of any Type."""
        found = np.ones(len(self.entries), dtype=np.bool_)
        for caption, wanted in (("Item No.", self.items), ("Location Code", self.locations)):
            if wanted is not None:
                codes, names = self.entries.codes(caption)
                found &= np.array([no in wanted for no in names], dtype=np.bool_)[codes]
        return found

    @cached_property
    def in_filter(self) -> Array:
        """F: within the filters, and of an item of Type Inventory or unknown."""
        items = self.ledger.table("Item")
        other = {no for no, kind in items.tuples(("No.", "Type")) if kind != ItemType.INVENTORY}
        if not other:
            return self.named
        codes, names = self.entries.codes("Item No.")
        found: Array = self.named & np.array([no not in other for no in names], dtype=np.bool_)[codes]
        return found

    @cached_property
    def chosen(self) -> Array:
        """Value entries in scope: period and filter."""
        found: Array = self.in_period & self.in_filter
        return found

    def covers(self, date: Array, closing: Array) -> Array:
        """G/L entries in the period; a closing date sorts after its day, so it needs a later To or none (B3)."""
        if not self.date_to:
            found: Array = date >= self.date_from
            return found
        found = (date >= self.date_from) & np.where(closing, date < self.date_to, date <= self.date_to)
        return found


def _codes(values: Iterable[str] | str | None) -> frozenset[str] | None:
    if values is None:
        return None
    return frozenset(str(v).strip().upper() for v in ([values] if isinstance(values, str) else values))


def scope_of(
    ledger: Ledger, date_from: Any, date_to: Any, items: Iterable[str] | str | None, locations: Iterable[str] | str | None
) -> Scope:
    """A scope from API values."""
    return Scope(ledger, day_given(date_from, "date_from"), day_given(date_to, "date_to"), _codes(items), _codes(locations))
