"""What events are drawn from: dates, places, entries that the books have at that moment.

An event is data, {"do": verb, ...}; an entry that it names is written "@17.0" - the first item ledger entry that
event 17 made -, a capacity ledger entry "&17.0", so that a list of events can be replayed with some of them left out.
"""

from __future__ import annotations

import calendar
import datetime as dt
import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tests.simulator.company import Company, price
from tests.simulator.state import State

Record = dict[str, Any]
YEAR = 2024
LINE = 10000


def first_day(month: int) -> dt.date:
    """First day of a month counted from January of YEAR."""
    return dt.date(YEAR + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def last_day(month: int) -> dt.date:
    """Last day of a month."""
    return first_day(month + 1) - dt.timedelta(1) if month > 0 else dt.date.min


class Drawing:
    """The random source of a company's events, and what they are drawn from."""

    def __init__(self, company: Company, seed: int) -> None:
        self.company = company
        self.chance = random.Random(f"business {seed}")
        self.reference: dict[int, str] = {}  # item ledger entry -> "@event.index"
        self.work: dict[int, str] = {}  # capacity ledger entry -> "&event.index"
        self.number = 0
        self.month = 1
        self.orders = 0
        self.released: list[str] = []
        self.state: State

    def day(self) -> dt.date:
        """A posting date of the month, sometimes one of an earlier month."""
        month = self.month
        if self.chance.random() < 0.12:
            month = max(1, month - self.chance.randint(1, 2))
        year, month = YEAR + (month - 1) // 12, (month - 1) % 12 + 1
        return dt.date(year, month, self.chance.randint(1, calendar.monthrange(year, month)[1]))

    def line(self, kind: str, item: str, number: Decimal, **more: Any) -> Record:
        """A journal line."""
        base = {"Entry Type": kind, "Item No.": item, "Posting Date": self.day(), "Document No.": f"D{self.number}", "Quantity": number}
        if item in self.company.lots:
            base["Lot No."] = self.chance.choice(("L1", "L2"))
        if item in self.company.serials and number:
            base |= {"Serial No.": f"S{self.number}", "Quantity": 1 if number > 0 else -1}
        if kind in ("Purchase", "Sale"):
            base["Gen. Bus. Posting Group"] = "DOM"
        return {**base, "Document Line No.": LINE, **more}

    def post(self, *lines: Record) -> Record:
        """A posting of lines."""
        return {"do": "journal", "lines": list(lines)}

    def place(self) -> Record:
        """Where something arrives."""
        location, variant = self.chance.choice(self.company.places)
        return {"Location Code": location, "Variant Code": variant}

    def amount(self, number: Decimal) -> Decimal:
        """An amount for a quantity."""
        cost = number * price(self.chance)
        return cost.quantize(Decimal("0.01"))

    def share(self, most: Decimal) -> Decimal:
        """All of a quantity, or a part of it."""
        if self.chance.random() < 0.5:
            return most
        part = (most * self.chance.randint(1, 9) / 10).quantize(Decimal(1) if self.company.whole else Decimal("0.00001"))
        return part or most

    def pick(self, test: Callable[[Record], bool]) -> Record | None:
        """An item ledger entry that passes a test."""
        found = [e for e in self.state.entries.values() if e["Entry No."] in self.reference and test(e)]
        return self.chance.choice(found) if found else None

    def ref(self, entry: Record) -> str:
        """An entry by the event that made it."""
        return self.reference[entry["Entry No."]]

    def on_hand(self, item: str | None = None) -> Record | None:
        """An open inbound entry."""
        return self.pick(lambda e: e["Open"] and e["Quantity"] > 0 and item in (None, e["Item No."]))

    def where(self, entry: Record) -> Record:
        """The place, lot and serial number of an entry."""
        return {caption: entry[caption] for caption in ("Location Code", "Variant Code", "Lot No.", "Serial No.")}

    def specific(self, item: str) -> bool:
        """Whether outbounds of an item must name their entry; a serial number names it, too."""
        return self.company.method[item] == "Specific" and not (item in self.company.serials and self.chance.random() < 0.6)
