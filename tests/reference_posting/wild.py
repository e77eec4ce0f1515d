"""Lines that no business would draw up: factors of units of measure, fields given or not, faults of every kind of 2.1 and 2.11."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from typing import Any

import xlcost
from tests.reference_posting.playing import Both, Different
from tests.simulator.company import METHODS
from xlcost import Ledger
from xlcost.problems import XlcostError

Line = dict[str, Any]
PLACES, DAY = ("", "BLUE", "RED"), dt.timedelta(1)
DOCUMENTS = {
    **{"Purchase": ("Purchase Receipt", "Purchase Invoice", ""), "Sale": ("Sales Shipment", "Sales Invoice", "Service Shipment", "")},
    **{
        "Transfer": ("Transfer Shipment", "Direct Transfer", ""),
        "Positive Adjmt.": ("Inventory Receipt", ""),
        "Negative Adjmt.": ("Inventory Shipment", ""),
    },
}
ORDERS = [("P1", 10000, "MADE"), ("P1", 20000, "MADE"), ("P2", 10000, "FIFO")]


def number(chance: random.Random, most: int = 12) -> Decimal:
    """A quantity, mostly whole."""
    return Decimal(chance.randint(1, most)) if chance.random() < 0.7 else Decimal(chance.randint(1, most * 1000)) / 1000


def cost(chance: random.Random) -> Decimal:
    """A unit price, sometimes 0 or of five decimals."""
    return Decimal(chance.choice((0, chance.randint(1, 9999), chance.randint(1, 9999), chance.randint(1, 9999)))) / chance.choice(
        (100, 100, 100_000)
    )


def books_of(chance: random.Random) -> Ledger:
    """A company with an item of each kind and a random setup."""
    items: list[Line] = [_item(chance, method.upper(), **{"Costing Method": method}) for method in METHODS]
    items += [
        _item(chance, "MADE", **{"Costing Method": chance.choice(METHODS[:4])}),
        _item(chance, "KIT", **{"Costing Method": chance.choice(METHODS[:4])}),
    ]
    items += [
        _item(chance, "SERVICE", Type="Service"),
        _item(chance, "ZERO", **{"Inventory Value Zero": True, "Costing Method": chance.choice(METHODS[:4])}),
    ]
    items += [
        _item(chance, "BLOCKED", Blocked=True),
        _item(chance, "LOT", **{"Lot Specific Tracking": True, "Costing Method": chance.choice(METHODS[:4])}),
    ]
    items.append(_item(chance, "SERIAL", **{"SN Specific Tracking": True, "Costing Method": "Specific"}))
    setup: Line = {
        "Average Cost Calc. Type": chance.choice(("Item", "Item & Location & Variant")),
        "Average Cost Period": chance.choice(("Day", "Week", "Month")),
    }
    setup["Prevent Negative Inventory"] = chance.random() < 0.2
    if chance.random() < 0.15:
        setup["Earliest Allowed Valuation Date"] = "2024-01-05"
    if chance.random() < 0.3:
        setup["Automatic Cost Adjustment"] = "Always"
    units = [
        {"Item No.": i["No."], "Location Code": p, "Variant Code": v, "Unit Cost": cost(chance)}
        for i in items
        for p in PLACES
        for v in ("", "V1")
        if chance.random() < 0.3
    ]
    lines = [
        {"Status": "Released", "Prod. Order No.": no, "Line No.": line, "Item No.": item, "Unit Cost": cost(chance)}
        for no, line, item in ORDERS
    ]
    tables: dict[str, list[Line]] = {"Item": items, "Inventory Setup": [setup], "Stockkeeping Unit": units, "Prod. Order Line": lines}
    tables["Assembly Header"] = [{"Document Type": "Order", "No.": f"A{n}", "Item No.": "KIT"} for n in range(5)]
    tables["Inventory Period"] = [{"Ending Date": "2023-12-31", "Closed": True}]
    tables["General Ledger Setup"] = [{"Allow Posting To": "2024-03-31"}]
    return Ledger.from_records(tables)


def _item(chance: random.Random, no: str, **more: Any) -> Line:
    item: Line = {"No.": no, "Unit Cost": cost(chance), **more}
    if more.get("Costing Method") == "Standard":
        item["Standard Cost"] = item["Single-Level Material Cost"] = item["Unit Cost"] or Decimal(7)
    if chance.random() < 0.5:
        item |= {"Indirect Cost %": Decimal(chance.randint(1, 2500)) / 100, "Overhead Rate": Decimal(chance.randint(0, 300)) / 100}
    if chance.random() < 0.15:
        item["Prevent Negative Inventory"] = chance.choice(("Yes", "No"))
    return item


class Wild:
    """One company's random lines."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(f"wild {seed}")
        self.ledger = books_of(self.chance)
        self.both = Both()
        self.count = 0

    # -- lines ------------------------------------------------------------------------------------------------
    def base(self, kind: str, item: str, quantity: Decimal | None) -> Line:
        """What every line has."""
        chance = self.chance
        self.count += 1
        line: Line = {
            "Entry Type": kind,
            "Item No.": item,
            "Posting Date": dt.date(2024, 1, 1) + DAY * chance.randint(0, 45),
            "Document No.": f"W{self.count}",
        }
        line |= {"Location Code": chance.choice(PLACES), "Variant Code": chance.choice(("", "", "", "V1"))}
        if quantity is not None:
            line["Quantity"] = quantity
        if item == "LOT":
            line["Lot No."] = chance.choice(("L1", "L2"))
        if item == "SERIAL":
            line["Serial No."] = chance.choice(("S1", "S2", "S3"))
        if kind in DOCUMENTS:
            line["Document Type"] = chance.choice(DOCUMENTS[kind])
        for caption, value in (
            ("External Document No.", "E1"),
            ("Reason Code", "RC"),
            ("Source No.", "10"),
            ("Description", "text"),
            ("Document Line No.", 7),
        ):
            if chance.random() < 0.2:
                line[caption] = value
        if chance.random() < 0.2:
            line["Invoice No."] = f"I{self.count}"
        if chance.random() < 0.15:
            line["Document Date"] = line["Posting Date"] - DAY
        return line

    def maybe(self, line: Line, captions: tuple[str, ...], often: float) -> None:
        """Fields of the line defaults, given or not."""
        for caption in captions:
            if self.chance.random() < often:
                value: Any = cost(self.chance)
                if caption == "Amount":
                    value = (value * (line.get("Quantity") or line.get("Invoiced Quantity") or 1)).quantize(Decimal("0.01"))
                if caption == "Invoiced Quantity":
                    value = self.chance.choice((0, line.get("Quantity")))
                line[caption] = value

    def entry(self, *kinds: str, inbound: bool | None = None, open_only: bool = False) -> Line | None:
        """An entry of the books."""
        found = [e for e in self.ledger.records("Item Ledger Entry") if not kinds or e["Entry Type"] in kinds]
        found = [e for e in found if inbound in (None, e["Quantity"] > 0) and (e["Open"] or not open_only)]
        return self.chance.choice(found) if found else None

    def where(self, entry: Line) -> Line:
        """The place of an entry."""
        return {c: entry[c] for c in ("Location Code", "Variant Code", "Lot No.", "Serial No.")}

    def plain(self) -> Line:
        """Bought, sold, found, lost, moved."""
        chance = self.chance
        kind = chance.choice(("Purchase", "Purchase", "Sale", "Sale", "Positive Adjmt.", "Negative Adjmt.", "Transfer"))
        item = chance.choice([i["No."] for i in self.ledger.records("Item") if i["No."] != "BLOCKED"])
        line = self.base(kind, item, number(chance))
        stock = [e for e in self.ledger.records("Item Ledger Entry") if e["Open"] and e["Quantity"] > 0 and e["Item No."] == item]
        if kind in ("Sale", "Negative Adjmt.", "Transfer") and stock and chance.random() < 0.85:
            source = chance.choice(stock)
            line |= {**self.where(source), "Quantity": min(line["Quantity"], source["Remaining Quantity"])}
            if chance.random() < 0.3 or item == "SPECIFIC":
                line["Applies-to Entry"] = source["Entry No."]
        if kind == "Transfer":
            line["New Location Code"] = chance.choice(PLACES)
            self.maybe(line, ("Unit Cost",), 0.2)
            return line
        if item == "SERIAL":
            line["Quantity"] = Decimal(1)
        self.maybe(line, ("Invoiced Quantity",), 0.4)
        self.maybe(line, ("Amount", "Unit Amount", "Unit Cost"), 0.35)
        self.maybe(line, ("Indirect Cost %", "Overhead Rate"), 0.15)
        if kind in ("Purchase", "Sale") and chance.random() < 0.2:
            line["Discount Amount"] = Decimal(chance.randint(0, 200)) / 100
        if kind in ("Purchase", "Sale") and chance.random() < 0.06:
            line["Drop Shipment"] = True
        return line

    def returned(self) -> Line | None:
        """Given back, with or without the exact cost."""
        chance = self.chance
        entry = self.entry("Sale", "Purchase", "Negative Adjmt.", "Consumption")
        if entry is None:
            return None
        kind = entry["Entry Type"]
        if kind == "Purchase":
            line = self.base(kind, entry["Item No."], -min(abs(entry["Quantity"]), number(chance)))
            if chance.random() < 0.6:
                line["Applies-to Entry"] = entry["Entry No."]
        else:
            kind = "Positive Adjmt." if kind == "Negative Adjmt." else kind
            line = self.base(
                kind, entry["Item No."], (1 if kind == "Positive Adjmt." else -1) * min(abs(entry["Quantity"]), number(chance))
            )
            if chance.random() < 0.7:
                line["Applies-from Entry"] = entry["Entry No."]
        line |= {**self.where(entry), **{c: entry[c] for c in ("Order Type", "Order No.", "Order Line No.")}}
        self.maybe(line, ("Unit Amount", "Unit Cost", "Amount"), 0.3)
        if kind != "Consumption":
            self.maybe(line, ("Invoiced Quantity",), 0.3)
        return line

    def value_only(self) -> Line | None:
        """Invoices, parts of them, and charges."""
        chance = self.chance
        entry = self.entry("Purchase", "Sale", "Transfer", "Positive Adjmt.")
        if entry is None:
            return None
        charge = chance.random() < 0.4
        kind = (
            entry["Entry Type"]
            if entry["Entry Type"] in ("Purchase", "Sale") and not charge
            else chance.choice(("Purchase", "Purchase", "Sale"))
        )
        sign = -1 if kind == "Sale" else 1
        left = entry["Quantity"] if charge else entry["Quantity"] - entry["Invoiced Quantity"]
        part = left if chance.random() < 0.6 else (left / 3).quantize(Decimal("0.00001"))
        if not part and chance.random() < 0.9:
            return None
        line = self.base(kind, entry["Item No."], Decimal(0)) | self.where(entry)
        line |= {"Invoiced Quantity": sign * part, "Item Shpt. Entry No.": entry["Entry No."]}
        if charge:
            line |= {"Item Charge No.": "FREIGHT", "Amount": Decimal(chance.randint(-500, 5000)) / 100}
        else:
            self.maybe(line, ("Amount", "Unit Amount", "Unit Cost"), 0.5)
        return line

    def making(self) -> Line:
        """Production: consumption, capacity, output."""
        chance = self.chance
        no, order_line, item = chance.choice(ORDERS)
        key = {"Order Type": "Production", "Order No.": no, "Order Line No.": order_line}
        stock = self.entry(inbound=True, open_only=True)
        if stock is not None and chance.random() < 0.5:
            quantity = min(stock["Remaining Quantity"], number(chance))
            line = self.base("Consumption", stock["Item No."], quantity) | self.where(stock) | key
            self.maybe(line, ("Unit Cost",), 0.2)
            return line
        line = self.base("Output", item, None) | key
        amount = number(chance) if chance.random() < 0.85 else Decimal(0)
        which = chance.choice((("Quantity",), ("Output Quantity",), ("Quantity", "Output Quantity")))
        line |= dict.fromkeys(which, amount)
        if chance.random() < 0.7:
            line |= {
                "Type": chance.choice(("Work Center", "Machine Center")),
                "No.": "WC",
                "Run Time": number(chance),
                "Unit Cost": cost(chance),
            }
            self.maybe(line, ("Setup Time", "Stop Time", "Scrap Quantity", "Overhead Rate", "Indirect Cost %"), 0.3)
            line |= {"Operation No.": "10", "Work Center No.": "WC", "Routing No.": "R"}
            if chance.random() < 0.2:
                line["Unit Cost Calculation"] = "Units"
        return line

    def corrected(self) -> Line | None:
        """An undo."""
        entry = self.entry("Purchase", "Sale")
        if entry is None or entry["Invoiced Quantity"] not in (0, entry["Quantity"]) or entry["Correction"]:
            return None
        sign = -1 if entry["Entry Type"] == "Sale" else 1
        line = self.base(entry["Entry Type"], entry["Item No."], -sign * entry["Quantity"]) | self.where(entry)
        line |= {"Correction": True, "Applies-to Entry" if entry["Quantity"] > 0 else "Applies-from Entry": entry["Entry No."]}
        return line

    def revalued(self) -> Line | None:
        """A hand-made revaluation of an entry."""
        entry = self.entry(inbound=True)
        if entry is None or entry["Item No."] == "SERVICE":  # not costed (1.1)
            return None
        line = self.base(entry["Entry Type"], entry["Item No."], None) | self.where(entry)
        line |= {"Value Entry Type": "Revaluation", "Applies-to Entry": entry["Entry No."]}
        self.maybe(line, ("Unit Cost (Revalued)",), 0.5)
        if "Unit Cost (Revalued)" not in line:
            line["Inventory Value (Revalued)"] = (cost(self.chance) * 5).quantize(Decimal("0.01"))
        return line

    def faulty(self, line: Line) -> Line:
        """One or two faults in a line."""
        chance = self.chance
        faults: list[Line] = [
            *(
                {"Item No.": "NONE"},
                {"Item No.": "BLOCKED"},
                {"Document No.": ""},
                {"Posting Date": dt.date(2024, 5, 1)},
                {"Posting Date": dt.date(2023, 12, 31)},
            ),
            *(
                {"Amount": 5, "Entry Type": "Transfer"},
                {"Discount Amount": 3, "Entry Type": "Positive Adjmt."},
                {"Applies-from Entry": 1},
                {"Applies-to Entry": 1},
            ),
            *(
                {"Item Shpt. Entry No.": 1},
                {"Quantity": 0, "Invoiced Quantity": 3},
                {"Order No.": "P9", "Entry Type": "Consumption"},
                {"Invoiced Quantity": 2},
            ),
            *(
                {"Order Type": "", "Entry Type": "Consumption"},
                {"Applies-to Entry": 999},
                {"Applies-from Entry": 999},
                {"Value Entry Type": "Revaluation"},
            ),
            *(
                {"Entry Type": "Transfer", "Quantity": Decimal(-2)},
                {"Entry Type": "Output", "Order Type": "Assembly"},
                {"Variant Code": "V1", "Applies-to Entry": 2},
            ),
        ]
        for _ in range(chance.choice((1, 1, 2))):
            fault = chance.choice(faults)
            if not ("Entry Type" in fault and "Item Charge No." in line):  # a charge document is a purchase or a sale (2.15)
                line |= fault
        return line

    def next_lines(self) -> list[Line]:
        """A journal of one to three lines."""
        lines: list[Line] = []
        for _ in range(self.chance.choice((1, 1, 1, 2, 3))):
            make = self.chance.choice(
                (self.plain,) * 6 + (self.returned,) * 2 + (self.value_only,) * 3 + (self.making,) * 3 + (self.corrected, self.revalued)
            )
            line = make()
            if line is None:
                continue
            if self.chance.random() < 0.08:
                line = self.faulty(line)
            elif self.chance.random() < 0.08:
                line["Qty. per Unit of Measure"] = self.chance.choice((2, 6, 12, 13))
            lines.append(line)
        if self.chance.random() < 0.2:
            order = list(range(1, len(lines) + 1))
            self.chance.shuffle(order)
            lines = [{**line, "Line No.": 10 * n} for line, n in zip(lines, order, strict=True)]
        return lines


def play_wild(seed: int, journals: int, strict: bool = True) -> tuple[Both, list[str]]:
    """Random journals of one company; the differences found."""
    wild = Wild(seed)
    found: list[str] = []
    for _ in range(journals):
        if wild.chance.random() < 0.12:
            wild.ledger = xlcost.adjust_cost(wild.ledger).ledger
        lines = wild.next_lines()
        if not lines:
            continue
        try:
            wild.ledger = wild.both.post_item_journal(wild.ledger, lines).ledger
        except Different as difference:
            found.append(f"{lines}\n{difference}")
            if not strict:
                try:
                    wild.ledger = xlcost.post_item_journal(wild.ledger, lines).ledger
                except XlcostError:
                    continue
        except XlcostError:
            continue
    return wild.both, found
