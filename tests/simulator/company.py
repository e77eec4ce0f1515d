"""A random company: which items by which method, at which places, under which settings. The same seed, the same company."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Record = dict[str, Any]
METHODS = ("FIFO", "LIFO", "Average", "Standard", "Specific")
PERIODS = ("Day", "Week", "Month", "Quarter", "Accounting Period")
BY_ITEM, BY_PLACE = "Item", "Item & Location & Variant"
GROUPS = {"Inventory Posting Group": "STOCK", "Gen. Prod. Posting Group": "RETAIL"}
INVENTORY_FIELDS = (
    *("Inventory Account", "Inventory Account (Interim)", "WIP Account", "Material Variance Account", "Capacity Variance Account"),
    *("Subcontracted Variance Account", "Cap. Overhead Variance Account", "Mfg. Overhead Variance Account"),
    "Material Non-Inventory Variance Account",
)
GENERAL_FIELDS = (
    *("COGS Account", "COGS Account (Interim)", "Inventory Adjmt. Account", "Invt. Accrual Acc. (Interim)", "Direct Cost Applied Account"),
    *("Overhead Applied Account", "Purchase Variance Account", "Direct Cost Non-Inventory Applied Account"),
)


@dataclass
class Company:
    """The setup tables of a company and what its business may do."""

    setup: dict[str, list[Record]]
    items: dict[str, str]  # bought items: Costing Method
    made: dict[str, tuple[str, ...]]  # produced items: components
    kits: dict[str, tuple[str, ...]]  # assembled items: components
    places: list[tuple[str, str]]  # (Location Code, Variant Code)
    whole: bool  # quantities without decimals
    by_place: bool
    method: dict[str, str] = field(default_factory=dict)
    lots: frozenset[str] = frozenset()  # items whose issues take only from their own lot
    serials: frozenset[str] = frozenset()  # items whose issues take only the piece of their serial number


def quantity(chance: random.Random, whole: bool, most: int = 20) -> Decimal:
    """A positive quantity."""
    if whole or chance.random() < 0.6:
        return Decimal(chance.randint(1, most))
    return Decimal(chance.randint(1, most * 100_000)) / 100_000 if chance.random() < 0.4 else Decimal(chance.randint(1, most * 10)) / 10


def price(chance: random.Random) -> Decimal:
    """A unit price: mostly odd cents, sometimes five decimals, nothing, or a fraction of a cent."""
    kind = chance.random()
    if kind < 0.04:
        return Decimal(0)
    if kind < 0.08:
        return Decimal(chance.randint(1, 900)) / 100_000
    if kind < 0.2:
        return Decimal(chance.randint(100_000, 99_999_999)) / 100_000
    return Decimal(chance.randint(50, 9999)) / 100


def found_company(seed: int) -> Company:
    """The company of a seed."""
    chance = random.Random(f"company {seed}")
    theme = chance.choice((*METHODS[:4], "mixed", "mixed", "mixed"))
    items = {}
    for no in [f"R{i}" for i in range(chance.randint(1, 3))]:
        items[no] = chance.choice(METHODS) if theme == "mixed" else theme
    plain = [no for no, method in items.items() if method != "Specific"]
    made: dict[str, tuple[str, ...]] = {}
    kits: dict[str, tuple[str, ...]] = {}
    if plain and chance.random() < 0.5:
        made["F1"] = tuple(plain[:2])
        if chance.random() < 0.4:
            made["F2"] = ("F1", plain[0])
    if plain and chance.random() < 0.3:
        kits["K1"] = tuple(plain[-2:])
    method = dict(items)
    for no in (*made, *kits):
        method[no] = chance.choice(METHODS[:4])
    locations = ["", "BLUE", "RED"][: chance.choice((1, 2, 2, 3))]
    variants = ["", "V1"] if chance.random() < 0.15 else [""]
    by_place = chance.random() < 0.4
    lots = frozenset(no for no in plain if chance.random() < 0.1)
    serials = frozenset(no for no in items if no not in lots and chance.random() < 0.08)
    setup = {
        "Item": [{**_item(chance, no, m), "Lot Specific Tracking": no in lots, "SN Specific Tracking": no in serials} for no, m in method.items()],
        "Location": [{"Code": code} for code in locations if code],
        "Inventory Setup": [
            {
                "Automatic Cost Posting": chance.random() < 0.2,
                "Expected Cost Posting to G/L": chance.random() < 0.5,
                "Average Cost Calc. Type": BY_PLACE if by_place else BY_ITEM,
                "Average Cost Period": chance.choice(PERIODS),
            }
        ],
        "Inventory Period": [{"Ending Date": f"2024-{m:02d}-{d}"} for m, d in enumerate(_LAST_DAYS, 1)],
        **_accounts(),
    }
    if chance.random() < 0.25:
        setup["Accounting Period"] = [
            {"Starting Date": f"{y}-{m:02d}-01", "New Fiscal Year": m == 1, "Closed": y == 2023} for y in (2023, 2024, 2025) for m in range(1, 13)
        ]
    if made and chance.random() < 0.3:
        setup["Manufacturing Setup"] = [{"Cost Incl. Setup": chance.random() < 0.5, "Load SKU Cost on Manufacturing": chance.random() < 0.5}]
    if chance.random() < 0.3:
        setup["Stockkeeping Unit"] = [
            {"Item No.": no, "Location Code": place, "Variant Code": "", "Unit Cost": price(chance)} for no in method for place in locations
        ]
    places = [(place, variant) for place in locations for variant in variants]
    return Company(setup, items, made, kits, places, chance.random() < 0.4, by_place, method, lots, serials)


_LAST_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _item(chance: random.Random, no: str, method: str) -> Record:
    record: Record = {"No.": no, "Costing Method": method, **GROUPS, "Unit Cost": price(chance)}
    if method == "Standard":
        shares = [Decimal(chance.randint(0, 2000)) / 100 for _ in range(5)] if no[0] in "FK" else [price(chance), 0, 0, 0, 0]
        names = ("Material", "Capacity", "Subcontrd.", "Cap. Ovhd", "Mfg. Ovhd")
        record |= {f"Single-Level {n} Cost": s for n, s in zip(names, shares, strict=True)}
        record["Standard Cost"] = record["Unit Cost"] = sum(shares, Decimal(0))
    if chance.random() < 0.3:
        record["Indirect Cost %"] = Decimal(chance.randint(1, 2500)) / 100
    if chance.random() < 0.2:
        record["Overhead Rate"] = Decimal(chance.randint(1, 500)) / 100
    if chance.random() < 0.04:
        record["Inventory Value Zero"] = True
    return record


def _accounts() -> dict[str, list[Record]]:
    inventory = [
        {"Location Code": place, "Invt. Posting Group Code": "STOCK", **{f: f"2{i}{k}" for k, f in enumerate(INVENTORY_FIELDS)}}
        for i, place in enumerate(("", "BLUE", "RED"))
    ]
    general = [
        {"Gen. Bus. Posting Group": bus, "Gen. Prod. Posting Group": "RETAIL", **{f: f"7{i}{k}" for k, f in enumerate(GENERAL_FIELDS)}}
        for i, bus in enumerate(("", "DOM"))
    ]
    return {"Inventory Posting Setup": inventory, "General Posting Setup": general}
