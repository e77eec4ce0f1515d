"""Random ledgers for posting and reconciliation: value entries of every kind, a setup with holes, and books that somebody tampered with."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from typing import Any

from tests.gl_books import GENERAL_FIELDS, INVENTORY_FIELDS, company, general_setup, inventory_setup, random_values, value
from xlcost import Ledger

Record = dict[str, Any]
DAYS = [dt.date(2026, 1, 10) + dt.timedelta(n) for n in range(3)]


def _odd_values(chance: random.Random, first: int) -> list[Record]:
    """Value entries that no rule posts, or that few companies have."""
    amount = Decimal(chance.randint(1, 9999)) / 100
    found = [
        value(0, "Sale", "Variance", amount),  # E01
        value(0, "Purchase", "Variance", amount, **{"Variance Type": "Capacity"}),  # E06
        value(0, "Sale", "Rounding", amount, amount),  # E04
        value(0, "Purchase", "Direct Cost", 0, amount, **{"Expected Cost": True}),
        value(0, "Transfer", "Direct Cost", amount, amount),  # a service shipment's expected cost
        value(0, "Purchase", "Direct Cost", amount, 0, **{"Inventoriable": False}),
        value(0, "Purchase", "Direct Cost", 0, 0),
        value(0, "Output", "Direct Cost - Non Inventory", amount),
        value(0, "Output", "Variance", amount, **{"Variance Type": "Material - Non Inventory"}),
        value(0, "Consumption", "Direct Cost", amount, **{"Order Type": "Production", "Order No.": "P2", "Order Line No.": 10000}),
        value(0, "", "Direct Cost", amount, **{"Order Type": "Production", "Order No.": "P2", "Order Line No.": 10000}),
        value(0, "", "Variance", amount, **{"Order Type": "Production"}),  # E01
        value(0, "Output", "Revaluation", amount, -amount, **{"Order Type": "Production"}),
        value(0, "Assembly Output", "Variance", amount, **{"Variance Type": "Subcontracted"}),
        value(0, "Purchase", "Direct Cost", amount, **{"Item No.": "SERVICE"}),
    ]
    rows = chance.sample(found, chance.randint(0, len(found)))
    for n, row in enumerate(rows):
        row["Entry No."] = first + n
        row["Item Ledger Entry No."] = row["Item Ledger Entry No."] if row["Item Ledger Entry Type"] == "" else first + n
        row["Posting Date"] = chance.choice(DAYS).isoformat()
    return rows


def unposted(seed: int, count: int = 40) -> Ledger:
    """A company before its first posting run."""
    chance = random.Random(f"ledger {seed}")
    values = random_values(chance, count, dates=3)
    values += _odd_values(chance, count + 1)
    inventory, general = inventory_setup(), general_setup()
    if chance.random() < 0.5:
        inventory.pop(chance.randrange(len(inventory)))
        general.pop(chance.randrange(len(general)))
    for rows, fields in ((inventory, INVENTORY_FIELDS), (general, GENERAL_FIELDS)):
        if chance.random() < 0.5:
            chance.choice(rows)[chance.choice(fields)] = ""
    if chance.random() < 0.3:  # one account for two fields
        inventory[0]["Inventory Account (Interim)"] = inventory[0]["Inventory Account"]
    more: dict[str, Any] = {
        INVENTORY: inventory,
        GENERAL: general,
        "Item": [{"No.": no, "Inventory Posting Group": group} for no, group in (("A", "RAW"), ("B", "RAW"), ("F", "FIN"))]
        + [{"No.": "SERVICE", "Type": "Service"}],
        "Prod. Order Line": [{"Status": "Finished", "Prod. Order No.": "P2", "Line No.": 10000, "Item No.": "F"}],
        "Manufacturing Setup": [
            {
                "Allow Finishing Prod. Order with no Output": chance.random() < 0.5,
                "Include Non-Inventory Items to Produced Items": chance.random() < 0.5,
            }
        ],
    }
    numbers = sorted({row[f] for rows, fields in ((inventory, INVENTORY_FIELDS), (general, GENERAL_FIELDS)) for row in rows for f in fields} - {""})
    if chance.random() < 0.5:
        cards = [{"No.": no, "Account Type": "Posting"} for no in numbers]
        chance.choice(cards)["Blocked"] = True
        chance.choice(cards)["Account Type"] = "Heading"
        cards.pop(chance.randrange(len(cards)))
        more["G/L Account"] = cards
    elif chance.random() < 0.5:
        chance.choice(general)["Blocked"] = True
    if chance.random() < 0.3:
        more["General Ledger Setup"] = [{"Allow Posting From": DAYS[1].isoformat()}]
    return company(values, expected_posting=chance.random() < 0.7, more=more)


INVENTORY, GENERAL = "Inventory Posting Setup", "General Posting Setup"


def tampered(ledger: Ledger, seed: int) -> Ledger:
    """The books after somebody deleted, moved, edited and booked by hand."""
    chance = random.Random(f"tampered {seed}")
    tables = {name: ledger.records(name) for name in ledger.tables}
    entries, values = tables.get("G/L Entry", []), tables["Value Entry"]
    relations = tables.get("G/L - Item Ledger Relation", [])
    numbers = [e["G/L Account No."] for e in entries] or ["2001"]
    for turn in range(chance.randint(0, 6)):
        entry = chance.choice(entries) if entries else None
        act = chance.choice(("delete", "move", "amount", "account", "value", "relation", "journal", "cost", "closing", "posted", "setup"))
        if act == "journal" or entry is None:
            amount = Decimal(chance.randint(-9999, 9999)) / 100
            hand = {"Entry No.": 90000 + turn, "G/L Account No.": chance.choice(numbers), "Posting Date": chance.choice(DAYS), "Amount": amount}
            entries.append({**hand, "Source Code": chance.choice(("GENJNL", "INVTPCOST")), "Closing Date": False, "Document No.": "HAND"})
        elif act == "delete":
            entries.remove(entry)
        elif act == "move":
            entry["Posting Date"] = chance.choice(DAYS)
        elif act == "amount":
            entry["Amount"] += Decimal(chance.randint(-300, 300)) / 100
        elif act == "account":
            entry["G/L Account No."] = chance.choice(numbers)
        elif act == "closing":
            entry["Closing Date"] = True
        elif act == "value" and len(values) > 1:
            values.remove(chance.choice(values))
        elif act == "relation" and relations:
            relations.remove(chance.choice(relations))
        elif act in ("cost", "posted"):
            caption = {"cost": "Cost Amount (Actual)", "posted": "Cost Posted to G/L"}[act]
            chance.choice(values)[caption] += Decimal(chance.randint(-300, 300)) / 100
        elif act == "setup":
            chance.choice(tables[GENERAL])["COGS Account"] = chance.choice(numbers)
    return Ledger.from_records({**tables, "G/L Entry": entries, "G/L - Item Ledger Relation": relations})
