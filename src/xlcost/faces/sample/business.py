"""What happens in the sample company: seeded business events as item journal lines, day by day.

Receipts come before their invoices, some invoices come a month late and at another price, freight arrives
after the goods were sold, production builds frames and then bicycles, the shop is refilled by transfers.
Sealant comes in lots: a customer gets the lot that is at hand, not always the oldest.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from dataclasses import dataclass, field

from xlcost.faces.sample.company import (
    BOMS,
    CAPACITY_OVERHEAD_PERCENT,
    LOT_TRACKED,
    MINUTE_CENTS,
    PRODUCED,
    WORK_CENTERS,
    Record,
    cents,
    items,
)

FIRST_DAY = dt.date(2026, 7, 1)
LAST_DAY = dt.date(2026, 10, 31)
LATE_PERCENT = 15  # receipts whose invoice comes in the month after next
FREIGHT_PERCENT = 12


@dataclass
class Receipt:
    """A shipment or receipt that waits for its invoice."""

    document: str
    kind: str  # Purchase or Sale
    item: str
    location: str
    quantity: int
    price: int  # cents
    source: str = ""  # vendor or customer


@dataclass
class Day:
    """One day's journal: lines that move goods, what is invoiced, and what else is done."""

    date: dt.date
    lines: list[Record] = field(default_factory=list)
    invoices: list[Receipt] = field(default_factory=list)
    freight: list[tuple[Receipt, int]] = field(default_factory=list)
    finished: list[str] = field(default_factory=list)
    orders: list[Record] = field(default_factory=list)


class Business:
    """Generates the days. Keeps stock so that nothing is sold that is not there (but for one known case)."""

    def __init__(self, seed: int, copies: int) -> None:
        self.random = random.Random(seed)
        self.bought, self.produced = items(copies)
        self.stock: dict[tuple[str, str], int] = defaultdict(int)
        self.serials: list[str] = []
        self.arrived: list[str] = []  # serial numbers received today, for sale from tomorrow
        self.days: dict[dt.date, Day] = {}
        self.numbers: dict[str, int] = defaultdict(int)
        self.arrivals: dict[dt.date, list[tuple[str, int]]] = {}
        self.lot_random = random.Random(seed + 1)  # of its own: what happens to lots moves nothing else
        self.lots: dict[tuple[str, str], int] = {}  # (lot, location) -> quantity, oldest lot first

    def run(self) -> list[Day]:
        """All days from July to October 2026, in order."""
        day = FIRST_DAY
        while day <= LAST_DAY:
            self.days.setdefault(day, Day(day))
            self.serials += self.arrived
            self.arrived = []
            for no, quantity in self.arrivals.pop(day, []):
                self.stock[no, "PLANT"] += quantity
            if day.weekday() < 5:
                self._purchases(day)
                self._production(day)
                self._transfers(day)
                self._sales(day)
                self._lots(day)
            if (day + dt.timedelta(days=1)).day == 1:
                self._count(day)
            day += dt.timedelta(days=1)
        return [self.days[d] for d in sorted(self.days) if d <= LAST_DAY]

    # -- documents ------------------------------------------------------------------------------------------
    def _number(self, series: str) -> str:
        self.numbers[series] += 1
        return f"{series}-{1000 + self.numbers[series]}"

    def _later(self, day: dt.date, low: int, high: int) -> Day:
        when = day + dt.timedelta(days=self.random.randint(low, high))
        return self.days.setdefault(when, Day(when))

    def _line(self, day: dt.date, kind: str, item: str, location: str, quantity: int, document: str, **more: object) -> Record:
        return {
            "Posting Date": day,
            "Entry Type": kind,
            "Item No.": item,
            "Location Code": location,
            "Quantity": quantity,
            "Document No.": document,
            **more,
        }

    # -- events ---------------------------------------------------------------------------------------------
    def _purchases(self, day: dt.date) -> None:
        for no, _, group, method, cost, _, location in self.bought:
            need = 24 if group == "RAW MAT" else 10
            here = sum(q for (i, _), q in self.stock.items() if i == no)
            if here >= need or self.random.random() > 0.6:
                continue
            quantity = 1 if method == "Specific" else self.random.randint(2, 6) * (20 if group in ("RAW MAT", "SPARES") else 5)
            price = cost * self.random.randint(94, 112) // 100
            for _ in range(4 if method == "Specific" else 1):
                self._receive(day, no, location, quantity, price, serial=method == "Specific")

    def _receive(self, day: dt.date, no: str, location: str, quantity: int, price: int, *, serial: bool) -> None:
        document = self._number("PR")
        more: Record = {"Document Type": "Purchase Receipt", "Gen. Bus. Posting Group": self._market(), "Source Type": "Vendor"}
        more["Source No."] = f"V{self.random.randint(10, 14)}000"
        if serial:
            more["Serial No."] = f"SN{self.numbers['PR']:05d}"
            self.arrived.append(str(more["Serial No."]))
        self.days[day].lines.append(
            self._line(day, "Purchase", no, location, quantity, document, **{"Invoiced Quantity": 0, "Unit Amount": cents(price), **more})
        )
        self.stock[no, location] += quantity
        receipt = Receipt(document, "Purchase", no, location, quantity, price * self.random.choice((98, 100, 100, 100, 103)) // 100, str(more["Source No."]))
        late = self.random.randint(1, 100) <= LATE_PERCENT
        self._later(day, 38, 64).invoices.append(receipt) if late else self._later(day, 1, 9).invoices.append(receipt)
        if self.random.randint(1, 100) <= FREIGHT_PERCENT:
            self._later(day, 10, 25).freight.append((receipt, self.random.randint(12, 90) * 100 + 37))

    def _market(self) -> str:
        return self.random.choice(("DOMESTIC", "DOMESTIC", "EU"))

    def _production(self, day: dt.date) -> None:
        for no, *_ in reversed(PRODUCED):
            components, minutes = BOMS[no]
            possible = min(self.stock[c, "PLANT"] // per for c, per in components)
            quantity = min(possible, self.random.randint(3, 8) * 2)
            if no == "FRAME-T":
                quantity = min(possible, max(0, 40 - self.stock[no, "PLANT"]))
            if quantity < 4 or self.random.random() > 0.35:
                continue
            self._produce(day, no, quantity, components, minutes)

    def _produce(self, day: dt.date, no: str, quantity: int, components: tuple[tuple[str, int], ...], minutes: int) -> None:
        order = self._number("PO")
        today = self.days[day]
        description = next(text for i, text, *_ in PRODUCED if i == no)
        today.orders.append({"No.": order, "Description": description, "Source No.": no, "Quantity": quantity})
        common: Record = {"Order Type": "Production", "Order No.": order, "Order Line No.": 10000, "Source Type": "Item", "Source No.": no}
        for component, per in components:
            used = quantity * per + (1 if self.random.random() < 0.2 and self.stock[component, "PLANT"] > quantity * per else 0)
            today.lines.append(self._line(day, "Consumption", component, "PLANT", used, order, **common))
            self.stock[component, "PLANT"] -= used
        ready = self._later(day, 2, 6)
        minutes_used = quantity * minutes * self.random.randint(92, 115) // 100
        ready.lines.append(
            self._line(
                ready.date, "Output", no, "PLANT", quantity, order,
                **common | {
                    "Output Quantity": quantity, "Type": "Work Center", "No.": WORK_CENTERS[no], "Work Center No.": WORK_CENTERS[no],
                    "Run Time": minutes_used, "Unit Cost": cents(MINUTE_CENTS), "Indirect Cost %": CAPACITY_OVERHEAD_PERCENT,
                    "Gen. Prod. Posting Group": "MANUFACT",
                },
            )
        )  # fmt: skip
        self._later(ready.date, 1, 9).finished.append(order)
        self.arrivals.setdefault(ready.date + dt.timedelta(days=1), []).append((no, quantity))

    def _transfers(self, day: dt.date) -> None:
        for no, _, group, method, *_ in (*self.bought, *self.produced):
            source = "PLANT" if group == "FINISHED" else "MAIN"
            movable = self.stock[no, source] // 3
            if group not in ("RESALE", "FINISHED") or method == "Specific" or movable < 2 or self.random.random() > 0.08:
                continue
            self.days[day].lines.append(
                self._line(day, "Transfer", no, source, movable, self._number("TO"), **{"New Location Code": "SHOP"})
            )
            self.stock[no, source] -= movable
            self.stock[no, "SHOP"] += movable

    def _sales(self, day: dt.date) -> None:
        for no, _, _, method, _, price, _ in (*self.bought, *self.produced):
            if not price or self.random.random() > 0.3:
                continue
            if method == "Specific":
                self._sell_serial(day, no, price)
                continue
            places = [loc for (i, loc), q in self.stock.items() if i == no and q > 2]
            if not places:
                continue
            location = self.random.choice(sorted(places))
            quantity = self.random.randint(1, max(1, self.stock[no, location] // 3))
            self._ship(day, no, location, quantity, price)

    def _sell_serial(self, day: dt.date, no: str, price: int) -> None:
        if len(self.serials) < 3:
            return
        serial = self.serials.pop(self.random.randrange(len(self.serials) - 2))
        self._ship(day, no, "MAIN", 1, price, serial)

    def _ship(self, day: dt.date, no: str, location: str, quantity: int, price: int, serial: str = "") -> None:
        document = self._number("SS")
        more: Record = {"Document Type": "Sales Shipment", "Gen. Bus. Posting Group": self._market(), "Source Type": "Customer"}
        more |= {"Source No.": f"C{self.random.randint(20, 39)}000", "Invoiced Quantity": 0, "Unit Amount": cents(price)}
        if serial:
            more["Serial No."] = serial
        self.days[day].lines.append(self._line(day, "Sale", no, location, quantity, document, **more))
        self.stock[no, location] -= quantity
        self._later(day, 0, 6).invoices.append(Receipt(document, "Sale", no, location, quantity, price, str(more["Source No."])))

    def _lots(self, day: dt.date) -> None:
        """The item with lot numbers: a lot is received, part of it goes to the shop, pieces of any lot are sold."""
        no, _, _, _, cost, price, main = LOT_TRACKED
        chance, lines = self.lot_random, self.days[day].lines
        at_main = [lot for (lot, place), quantity in self.lots.items() if place == main and quantity]
        if sum(self.lots[lot, main] for lot in at_main) < 20:
            document, lot, quantity = self._number("PR-L"), self._number("LOT"), chance.randint(4, 6) * 10
            more: Record = {"Document Type": "Purchase Receipt", "Gen. Bus. Posting Group": "EU", "Source Type": "Vendor", "Source No.": "V15000"}
            price_paid = cost * chance.randint(94, 112) // 100
            more |= {"Invoiced Quantity": 0, "Unit Amount": cents(price_paid), "Lot No.": lot}
            lines.append(self._line(day, "Purchase", no, main, quantity, document, **more))
            self.lots[lot, main] = quantity
            self._lot_invoice(day, Receipt(document, "Purchase", no, main, quantity, price_paid * chance.choice((97, 100, 104)) // 100, "V15000"), 3, 20)
        elif chance.random() < 0.12:
            lot = chance.choice(at_main)
            moved = (self.lots[lot, main] + 1) // 2
            lines.append(self._line(day, "Transfer", no, main, moved, self._number("TO-L"), **{"New Location Code": "SHOP", "Lot No.": lot}))
            self.lots[lot, main] -= moved
            self.lots[lot, "SHOP"] = self.lots.get((lot, "SHOP"), 0) + moved
        here = [place for place, quantity in self.lots.items() if quantity]
        if here and chance.random() < 0.6:
            lot, location = chance.choice(here)
            quantity, document = chance.randint(1, min(8, self.lots[lot, location])), self._number("SS-L")
            more = {"Document Type": "Sales Shipment", "Gen. Bus. Posting Group": "DOMESTIC", "Source Type": "Customer", "Source No.": "C40000"}
            more |= {"Invoiced Quantity": 0, "Unit Amount": cents(price), "Lot No.": lot}
            lines.append(self._line(day, "Sale", no, location, quantity, document, **more))
            self.lots[lot, location] -= quantity
            self._lot_invoice(day, Receipt(document, "Sale", no, location, quantity, price, "C40000"), 0, 4)

    def _lot_invoice(self, day: dt.date, receipt: Receipt, low: int, high: int) -> None:
        when = day + dt.timedelta(days=self.lot_random.randint(low, high))
        self.days.setdefault(when, Day(when)).invoices.append(receipt)

    def _count(self, day: dt.date) -> None:
        """Physical inventory at month end: the shop misses spare parts, the plant a few tubes."""
        for no, location in (("BELL", "SHOP"), ("TUBE-28", "SHOP"), ("ALU-TUBE", "PLANT")):
            if self.stock[no, location] < 6:
                continue
            lost = self.random.randint(2, 4) if location == "PLANT" else min(self.stock[no, location] // 2, self.random.randint(14, 32))
            self.days[day].lines.append(self._line(day, "Negative Adjmt.", no, location, lost, f"PHYS-{day:%m}"))
            self.stock[no, location] -= lost
