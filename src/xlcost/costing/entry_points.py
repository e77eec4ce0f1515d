"""Average cost entry points: from which valuation date on an item is not adjusted yet (costing-engine.md 1.8, 4.4).

Kept for all items; only Average items have periods, the others use the plain Valuation Date.
"""

from __future__ import annotations

from xlcost.ledger import Ledger
from xlcost.ledger.average_periods import FOREVER, AveragePeriods

Place = tuple[str, str]  # Variant Code, Location Code
Key = tuple[str, str, int]


class EntryPoints:
    """The rows of Avg. Cost Adjmt. Entry Point, by item: {(variant, location, valuation date): adjusted}."""

    def __init__(self, ledger: Ledger, periods: AveragePeriods, earliest: int) -> None:
        self.periods = periods
        self.earliest = earliest
        self.table = ledger.table("Avg. Cost Adjmt. Entry Point")
        self.rows: dict[str, dict[Key, bool]] = {}
        self.touched: set[str] = set()
        self._known: dict[tuple[str, Place | None], int] = {}  # all rows from this date on are known to be unadjusted
        captions = ("Item No.", "Variant Code", "Location Code", "Valuation Date", "Cost Is Adjusted")
        self._waiting: dict[str, int] = {}  # first unadjusted day of an item as the call found it
        for item, variant, location, day, adjusted in self.table.tuples(captions):
            self.rows.setdefault(item, {})[(variant, location, day)] = adjusted
            if not adjusted:
                self._waiting[item] = min(day, self._waiting.get(item, day))

    def of(self, item: str) -> dict[Key, bool]:
        """The rows of an item."""
        return self.rows.setdefault(item, {})

    def key(self, average: bool, variant: str, location: str, valuation_date: int) -> Key:
        """The key of the entry point that a value entry belongs to."""
        if not average:
            return (variant, location, valuation_date)
        end = self.periods.period(valuation_date)[1]
        return ("", "", end) if self.periods.by_item(end) else (variant, location, end)

    def flag(self, item: str, average: bool, variant: str, location: str, valuation_date: int) -> bool:
        """Marks the entry point of a valuation date and all later ones as unadjusted; True when one was adjusted or new."""
        key = self.key(average, variant, location, valuation_date)
        rows, day = self.of(item), key[2]
        any_place = self.periods.by_item(day) or self.periods.type_changes_after(day)
        place: Place | None = None if any_place else key[:2]
        if rows.get(key) is False and day >= self._known.get((item, place), FOREVER + 1):
            return False
        new = rows.get(key, True)
        if day >= self.earliest and new:
            rows[key] = False
            self.touched.add(item)
        elif key not in rows:
            new = True
        if new and day < self._known.get((item, place), FOREVER + 1):
            for other in rows:
                if other[2] > day and other[2] >= self.earliest and (place is None or other[:2] == place):
                    rows[other] = False
                    self.touched.add(item)
            self._known[(item, place)] = day
        return new

    def flag_again(self, item: str, variant: str, location: str, end: int) -> None:
        """Marks a period that the average pass could not value yet, and what comes after it, before Earliest Allowed Valuation Date as well."""
        self.flag(item, True, variant, location, end)
        self.of(item)[self.key(True, variant, location, end)] = False

    def set_adjusted(self, item: str, keys: list[Key]) -> None:
        """Marks entry points as adjusted."""
        rows = self.of(item)
        for key in keys:
            rows[key] = True
        self.touched.add(item)
        for known in [k for k in self._known if k[0] == item]:
            del self._known[known]

    def unadjusted(self, item: str) -> list[Key]:
        """Unadjusted entry points of an item by Valuation Date, variant, location."""
        return sorted((k for k, adjusted in self.of(item).items() if not adjusted), key=lambda k: (k[2], k[0], k[1]))

    def found(self, item: str) -> None:
        """Counts the rows of an item as found by the call."""
        self._waiting[item] = min(self.unadjusted(item), key=lambda k: k[2], default=("", "", FOREVER + 1))[2]

    def waited(self, item: str, day: int) -> bool:
        """Whether an entry point up to a day was unadjusted when the call began; what the call itself posts does not count."""
        return self._waiting.get(item, FOREVER + 1) <= day

    def forget(self, item: str) -> None:
        """Takes all rows of an item out."""
        self.rows.pop(item, None)
        for known in [k for k in self._known if k[0] == item]:
            del self._known[known]
