"""What a wild line may be: every shape of 2.2, with fields of the line defaults given or not."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from typing import Any

import xlcost
from tests.reference_posting.playing import Both
from tests.reference_posting.wild_company import DAY, DOCUMENTS, ORDERS, PLACES, UNKNOWN, Line, books_of, cost, number
from xlcost.problems import XlcostError


class WildLines:
    """The random lines of one company."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(f"wild {seed}")
        self.ledger = books_of(self.chance)
        known = [i["No."] for i in self.ledger.records("Item") if i["No."] != "BLOCKED"]
        self.items = self.chance.sample(known, 4) if self.chance.random() < 0.6 else known  # a few items meet more often
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
        item = chance.choice(self.items)
        line = self.base(kind, item, number(chance))
        stock = [e for e in self.ledger.records("Item Ledger Entry") if e["Open"] and e["Quantity"] > 0 and e["Item No."] == item]
        if kind in ("Sale", "Negative Adjmt.", "Transfer") and stock and chance.random() < 0.85:
            source = chance.choice(stock)
            line |= {**self.where(source), "Quantity": min(line["Quantity"], source["Remaining Quantity"])}
            if chance.random() < 0.3 or item == "SPECIFIC":
                line["Applies-to Entry"] = source["Entry No."]
        if kind == "Transfer":
            line["New Location Code"] = chance.choice(PLACES)
            if chance.random() < 0.2:
                line |= {"Order Type": "Transfer", "Order No.": chance.choice(("T1", "T2"))}
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
        entry = self.entry("Purchase", "Sale", "Transfer", "Positive Adjmt.", "Consumption", "Output")
        if entry is None:
            return None
        charge = chance.random() < 0.4 or entry["Entry Type"] in ("Consumption", "Output")
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
        no, order_line, item = chance.choice((*ORDERS, UNKNOWN))
        key = {"Order Type": "Production", "Order No.": no, "Order Line No.": order_line}
        back = self.entry("Output", inbound=True, open_only=True)
        if back is not None and chance.random() < 0.2:
            key = {c: back[c] for c in ("Order Type", "Order No.", "Order Line No.")}
            part = -min(back["Remaining Quantity"], number(chance))
            line = self.base("Output", back["Item No."], part) | self.where(back) | key
            return line | ({"Applies-to Entry": back["Entry No."]} if chance.random() < 0.6 else {})
        if back is not None and chance.random() < 0.1:  # rework, of its own order or of another
            line = self.base("Consumption", back["Item No."], min(back["Remaining Quantity"], number(chance))) | self.where(back) | key
            return line | ({"Applies-to Entry": back["Entry No."]} if chance.random() < 0.5 else {})
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

    def assembled(self) -> Line:
        """A component, a resource, or the kit itself."""
        chance = self.chance
        key: Line = {"Order Type": "Assembly", "Order No.": f"A{chance.choice((0, 1, 2, 7))}", "Order Line No.": 10000}
        stock = self.entry(inbound=True, open_only=True)
        kind = chance.random()
        if stock is not None and kind < 0.4:
            return (
                self.base("Assembly Consumption", stock["Item No."], min(stock["Remaining Quantity"], number(chance)))
                | self.where(stock)
                | key
            )
        if kind < 0.6:
            line = self.base("Assembly Consumption", "KIT", number(chance)) | key | {"Type": "Resource", "No.": "FITTER"}
            self.maybe(line, ("Unit Cost", "Overhead Rate", "Indirect Cost %"), 0.6)
            return line
        line = self.base("Assembly Output", "KIT", number(chance)) | key | {"Order Line No.": 0}
        self.maybe(line, ("Amount", "Unit Amount", "Unit Cost"), 0.4)
        return line

    def subcontracted(self) -> Line:
        """Work of a vendor, reported or invoiced."""
        chance = self.chance
        no, order_line, item = chance.choice(ORDERS)
        line = self.base("Output", item, None) | {"Order Type": "Production", "Order No.": no, "Order Line No.": order_line}
        line |= {"Subcontracting": True, "Type": "Work Center", "No.": "VENDOR"}
        done = [
            c
            for c in self.ledger.records("Capacity Ledger Entry")
            if c["Subcontracting"] and (c["Order No."], c["Order Line No."]) == (no, order_line)
        ]
        if done and chance.random() < 0.6:
            line |= {
                "Output Quantity": 0,
                "Invoiced Quantity": number(chance),
                "Item Shpt. Entry No.": chance.choice(done)["Entry No."],
                "Unit Cost": cost(chance),
            }
            self.maybe(line, ("Overhead Rate", "Indirect Cost %"), 0.3)
            return line
        return line | {"Output Quantity": number(chance)}

    def settled(self) -> Line | None:
        """A receipt for an open issue that it names."""
        entry = self.entry(inbound=False, open_only=True)
        if entry is None:
            return None
        line = self.base(self.chance.choice(("Purchase", "Positive Adjmt.")), entry["Item No."], number(self.chance)) | self.where(entry)
        self.maybe(line, ("Amount", "Unit Cost", "Invoiced Quantity"), 0.3)
        return line | {"Applies-to Entry": entry["Entry No."]}

    def suggested(self) -> list[Line]:
        """A suggestion, edited well or badly, sometimes with fields left out."""
        chance = self.chance
        item = chance.choice(self.items)
        options: Line = {"posting_date": dt.date(2024, 1, 1) + DAY * chance.randint(15, 60), "items": [item]}
        options |= {"calculate_per": chance.choice(("Item", "Item", "Item Ledger Entry"))}
        options |= {"by_location": chance.random() < 0.4, "by_variant": chance.random() < 0.4}
        lines: list[Line] = []
        for _ in range(3):
            try:
                lines = self.both.suggest_revaluation(self.ledger, **options)
                break
            except XlcostError as refusal:
                if refusal.code == "RV02":
                    options["posting_date"] = dt.date.fromisoformat(str(refusal).split("must be ")[1][:10])
                elif refusal.code == "RV01":
                    by_place = self.ledger.records("Inventory Setup")[0]["Average Cost Calc. Type"] != "Item"
                    options |= {"by_location": by_place, "by_variant": by_place, "calculate_per": "Item"}
                elif refusal.code == "RV04":
                    self.ledger = xlcost.adjust_cost(self.ledger).ledger
                else:
                    break
        for line in lines:
            line["Document No."] = f"RV{self.count}"
            if chance.random() < 0.5:
                line["Unit Cost (Revalued)"] = cost(chance)
            if chance.random() < 0.5:
                line["Inventory Value (Revalued)"] = (line["Quantity"] * cost(chance)).quantize(Decimal("0.01"))
            if chance.random() < 0.2:
                line |= {"Update Standard Cost": True, "Single-Level Capacity Cost": chance.choice((None, 1))}
            if chance.random() < 0.1:
                line["Quantity"] += 1
            if chance.random() < 0.15:
                for caption in ("Quantity", "Invoiced Quantity", "Inventory Value (Calculated)", "Unit Cost (Calculated)"):
                    line.pop(caption, None)
        return lines
