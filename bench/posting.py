"""Post Inventory Cost to G/L, against a pandas groupby of the same amounts by account and date."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from bench.measure import Measured, best, best_of_fresh, peak
from xlcost import Ledger, post_inventory_cost
from xlcost.ledger.options import ItemLedgerEntryType, ValueEntryType
from xlcost.ledger.table import Table
from xlcost.ledger.tables import BY_NAME
from xlcost.money import CENT

_FIELDS = [c.caption for c in BY_NAME["Inventory Posting Setup"].columns if c.caption.endswith("Account") or "(Interim)" in c.caption]
_GENERAL = [c.caption for c in BY_NAME["General Posting Setup"].columns if "Acc" in c.caption]


def big_ledger(count: int, items: int = 500, seed: int = 7) -> Ledger:
    """A ledger of `count` value entries: purchases, sales, adjustments and production over a year, five locations and groups."""
    random = np.random.default_rng(seed)
    kinds = np.array([int(t) for t in (ItemLedgerEntryType.PURCHASE, ItemLedgerEntryType.SALE, ItemLedgerEntryType.NEGATIVE_ADJMT,
                      ItemLedgerEntryType.CONSUMPTION, ItemLedgerEntryType.OUTPUT)])  # fmt: skip
    kind = kinds[random.choice(5, count, p=[0.35, 0.4, 0.05, 0.12, 0.08])]
    amount = random.integers(1, 10_000_000, count) * CENT
    outward = np.isin(kind, [1, 3, 5])
    expected = np.where((kind < 2) & (random.random(count) < 0.3), random.integers(1, 10_000_000, count) * CENT, 0)

    def codes(prefix: str, size: int) -> Any:
        return np.array([f"{prefix}{i}" for i in range(size)], dtype=object)[random.integers(0, size, count)]

    columns = {
        "Entry No.": np.arange(1, count + 1),
        "Item No.": codes("ITEM", items),
        "Location Code": codes("LOC", 5),
        "Posting Date": 739_617 + np.sort(random.integers(0, 365, count)),
        "Item Ledger Entry No.": np.arange(1, count + 1),
        "Item Ledger Entry Type": kind,
        "Entry Type": np.full(count, int(ValueEntryType.DIRECT_COST)),
        "Cost Amount (Actual)": np.where(outward, -amount, amount),
        "Cost Amount (Expected)": np.where(outward, -expected, expected),
        "Document No.": np.array([f"DOC{i // 3:06d}" for i in range(count)], dtype=object),
        "Inventory Posting Group": codes("GRP", 5),
        "Gen. Bus. Posting Group": codes("BUS", 3),
        "Gen. Prod. Posting Group": codes("PROD", 4),
        "Order Type": np.where(np.isin(kind, [5, 6]), 1, 0),
    }
    inventory = [
        {"Location Code": f"LOC{i}", "Invt. Posting Group Code": f"GRP{j}", **{f: f"2{i}{j}{k}" for k, f in enumerate(_FIELDS)}}
        for i in range(5)
        for j in range(5)
    ]
    general = [
        {"Gen. Bus. Posting Group": f"BUS{i}", "Gen. Prod. Posting Group": f"PROD{j}", **{f: f"7{i}{j}{k}" for k, f in enumerate(_GENERAL)}}
        for i in range(3)
        for j in range(4)
    ]
    base = Ledger.from_records(
        {
            "Item": [{"No.": f"ITEM{i}"} for i in range(items)],
            "Inventory Setup": [{"Expected Cost Posting to G/L": True}],
            "Inventory Posting Setup": inventory,
            "General Posting Setup": general,
        }
    )
    return base.with_tables(Table(BY_NAME["Value Entry"], count, columns))


def fresh(ledger: Ledger) -> Ledger:
    """The same ledger with nothing remembered."""
    tables = [Table(t.definition, t.length, t.columns) for t in ledger.tables.values()]
    return Ledger().with_tables(*tables)


def peer(ledger: Ledger) -> pd.DataFrame:
    """What a spreadsheet user's script does: join the setup, group by account and date."""
    values = ledger.table("Value Entry")
    names = ("Location Code", "Inventory Posting Group", "Gen. Bus. Posting Group", "Gen. Prod. Posting Group", "Posting Date")
    frame = pd.DataFrame({c: values[c] for c in (*names, "Cost Amount (Actual)")})
    setup = pd.DataFrame(ledger.table("Inventory Posting Setup").rows())
    general = pd.DataFrame(ledger.table("General Posting Setup").rows())
    joined = frame.merge(
        setup, left_on=["Location Code", "Inventory Posting Group"], right_on=["Location Code", "Invt. Posting Group Code"]
    ).merge(general, on=["Gen. Bus. Posting Group", "Gen. Prod. Posting Group"])
    debit = joined.groupby(["Inventory Account", "Posting Date"])["Cost Amount (Actual)"].sum()
    credit = joined.groupby(["COGS Account", "Posting Date"])["Cost Amount (Actual)"].sum()
    return pd.concat([debit, credit]).to_frame()


def measure(size: int) -> Iterator[Measured]:
    """Per entry and per posting group."""
    ledger = big_ledger(size)
    pandas = best(lambda: peer(ledger))
    for method, number in (("Per Entry", ""), ("Per Posting Group", "COST")):
        out = post_inventory_cost(ledger, method, number)
        seconds = best_of_fresh(lambda: fresh(ledger), lambda made, m=method, n=number: post_inventory_cost(made, m, n))  # type: ignore[misc]
        name = f"post {size:,} value entries to the G/L, {method}: {out.added_rows['G/L Entry'].length:,} G/L entries"
        holds = seconds <= 5 if size == 100_000 else None
        yield Measured("posting", name, seconds, "pandas join and sums, no documents, no checks", pandas, "100,000: 5 s", holds, peak())
