"""A small company for posting and reconciliation tests: every account type has an account of its own per location and group."""

from __future__ import annotations

import random
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from xlcost import Ledger

Record = dict[str, Any]
LOCATIONS, GROUPS, BUSINESS, PRODUCTS = ("", "EAST"), ("RAW", "FIN"), ("", "DOM"), ("RETAIL", "MFG")
INVENTORY_FIELDS = (
    "Inventory Account",
    "Inventory Account (Interim)",
    "WIP Account",
    "Material Variance Account",
    "Material Non-Inventory Variance Account",
    "Capacity Variance Account",
    "Subcontracted Variance Account",
    "Cap. Overhead Variance Account",
    "Mfg. Overhead Variance Account",
)
GENERAL_FIELDS = (
    "COGS Account",
    "COGS Account (Interim)",
    "Inventory Adjmt. Account",
    "Invt. Accrual Acc. (Interim)",
    "Direct Cost Applied Account",
    "Overhead Applied Account",
    "Purchase Variance Account",
    "Direct Cost Non-Inventory Applied Account",
)


def inventory_setup() -> list[Record]:
    """2<location><group><field>: 2001 is Inventory Account of blank / RAW, 2112 the interim account of EAST / FIN."""
    return [
        {"Location Code": loc, "Invt. Posting Group Code": group, **{f: f"2{i}{j}{k + 1}" for k, f in enumerate(INVENTORY_FIELDS)}}
        for i, loc in enumerate(LOCATIONS)
        for j, group in enumerate(GROUPS)
    ]


def general_setup() -> list[Record]:
    """7<business><product><field>: 7001 is COGS Account of blank / RETAIL."""
    return [
        {"Gen. Bus. Posting Group": bus, "Gen. Prod. Posting Group": prod, **{f: f"7{i}{j}{k + 1}" for k, f in enumerate(GENERAL_FIELDS)}}
        for i, bus in enumerate(BUSINESS)
        for j, prod in enumerate(PRODUCTS)
    ]


def value(no: int, kind: str, entry_type: str = "Direct Cost", actual: Any = 0, expected: Any = 0, **fields: Any) -> Record:
    """A value entry of item A at blank / RAW, blank / RETAIL on 10 January 2026."""
    base = {
        "Entry No.": no,
        "Item No.": "" if kind == "" else "A",
        "Posting Date": "2026-01-10",
        "Item Ledger Entry Type": kind,
        "Entry Type": entry_type,
        "Document No.": f"D{no}",
        "Inventory Posting Group": "RAW",
        "Gen. Prod. Posting Group": "RETAIL",
        "Item Ledger Entry No.": 0 if kind == "" else no,
        "Cost Amount (Actual)": actual,
        "Cost Amount (Expected)": expected,
    }
    return {**base, **fields}


def company(values: Iterable[Record], expected_posting: bool = True, **tables: Any) -> Ledger:
    """A ledger of these value entries; further tables by name with _ for blanks and GL for G/L, or as given in `more`."""
    more = tables.pop("more", {})
    base = {
        "Item": [{"No.": no, "Inventory Posting Group": group} for no, group in (("A", "RAW"), ("B", "RAW"), ("F", "FIN"))],
        "Inventory Setup": [{"Expected Cost Posting to G/L": expected_posting}],
        "Inventory Posting Setup": inventory_setup(),
        "General Posting Setup": general_setup(),
        "Value Entry": list(values),
    }
    return Ledger.from_records({**base, **more})


def sums(records: Iterable[Record], *keys: str) -> dict[Any, Decimal]:
    """Amount by key, zeros left out."""
    found: dict[Any, Decimal] = {}
    for record in records:
        key = tuple(record[k] for k in keys) if len(keys) > 1 else record[keys[0]]
        found[key] = found.get(key, Decimal(0)) + record["Amount"]
    return {key: amount for key, amount in found.items() if amount}


_KINDS = (
    [("Purchase", "Direct Cost", "")] * 4
    + [("Sale", "Direct Cost", "")] * 4
    + [("Positive Adjmt.", "Direct Cost", ""), ("Negative Adjmt.", "Direct Cost", ""), ("Transfer", "Direct Cost", "")]
    + [("Consumption", "Direct Cost", ""), ("Output", "Direct Cost", ""), ("", "Direct Cost", ""), ("", "Indirect Cost", "")]
    + [("Purchase", "Indirect Cost", ""), ("Purchase", "Variance", "Purchase"), ("Output", "Variance", "Capacity")]
    + [("Output", "Indirect Cost", ""), ("Sale", "Rounding", ""), ("Purchase", "Revaluation", ""), ("Assembly Output", "Direct Cost", "")]
)
_TAKES_EXPECTED = ("Purchase", "Sale", "Output")


def random_values(random_: random.Random, count: int, dates: int = 2) -> list[Record]:
    """Value entries of every kind over some dates, two locations, two groups; odd cents, both signs, shared documents."""
    values = []
    for no in range(1, count + 1):
        kind, entry_type, variance = random_.choice(_KINDS)
        amount = Decimal(random_.randint(-99999, 99999) or 1) / 100
        expected = Decimal(0)
        if kind in _TAKES_EXPECTED and entry_type == "Direct Cost" and random_.random() < 0.5:
            expected = Decimal(random_.randint(-99999, 99999)) / 100
        order = {"Order Type": random_.choice(("Production", "Assembly")), "Order No.": "P1"} if kind == "" else {}
        values.append(
            value(
                no,
                kind,
                entry_type,
                amount,
                expected,
                **order,
                **{
                    "Variance Type": variance,
                    "Item No.": "" if kind == "" else random_.choice("AB"),
                    "Posting Date": f"2026-01-{10 + random_.randrange(dates):02d}",
                    "Document No.": f"D{random_.randint(1, max(count // 2, 1))}",
                    "Location Code": random_.choice(LOCATIONS),
                    "Inventory Posting Group": random_.choice(GROUPS),
                    "Gen. Bus. Posting Group": random_.choice(BUSINESS),
                    "Gen. Prod. Posting Group": random_.choice(PRODUCTS),
                    "Source Type": "Item" if kind == "Consumption" else "",
                    "Source No.": "F" if kind == "Consumption" else "",
                    "Dimension Set ID": random_.choice((0, 7)),
                },
            )
        )
    return values
