"""Which value entries and G/L entries a reconciliation is about (gl-posting-and-reconciliation.md B1, B2, B3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tests.reference_gl.setup import Books, Record


@dataclass
class Scope:
    """Date range, item and location filter."""

    books: Books
    date_from: dt.date | None = None
    date_to: dt.date | None = None
    items: tuple[str, ...] | None = None
    locations: tuple[str, ...] | None = None

    @property
    def whole(self) -> bool:
        """Whether the G/L side is comparable."""
        return self.items is None and self.locations is None

    def in_period(self, day: dt.date) -> bool:
        """Inside From..To."""
        return (self.date_from or dt.date.min) <= day <= (self.date_to or dt.date.max)

    def passes(self, v: Record) -> bool:
        """F: the item and location filter, and the item of Type Inventory or unknown."""
        item = self.books.items.get(v["Item No."])
        return (
            (item is None or item["Type"] == "Inventory")
            and (self.items is None or v["Item No."] in self.items)
            and (self.locations is None or v["Location Code"] in self.locations)
        )

    def has(self, v: Record) -> bool:
        """Whether a value entry is in scope."""
        return self.in_period(v["Posting Date"]) and self.passes(v)

    def on_ledger(self, e: Record) -> bool:
        """Whether a G/L entry is in the period; a closing entry sorts after its day."""
        if e["Closing Date"]:
            first, last = self.date_from or dt.date.min, self.date_to
            return bool(first <= e["Posting Date"] and (last is None or e["Posting Date"] < last))
        return self.in_period(e["Posting Date"])
