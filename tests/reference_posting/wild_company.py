"""A company with an item of every kind, for lines that no business would draw up."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from typing import Any

from tests.simulator.company import METHODS
from xlcost import Ledger

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
UNKNOWN = ("P7", 10000, "MADE")  # no order table knows it (1.8)
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
    tables["Location"] = [{"Code": "BLUE"}, {"Code": "RED", "Use As In-Transit": chance.random() < 0.2}]
    if chance.random() < 0.2:
        tables["User Setup"] = [{"User ID": "", "Allow Posting From": "2024-01-04"}]
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
