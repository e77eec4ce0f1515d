"""F6: reconciliation with full explanation, against a pandas groupby of both sides."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from bench.measure import Measured, best, best_of_fresh, peak
from bench.posting import big_ledger, fresh
from xlcost import Ledger, post_inventory_cost, reconcile_inventory


def troubled(ledger: Ledger, gl_entries: int, relation: bool) -> Ledger:
    """The posted ledger cut to a number of G/L entries, with shifted dates, altered amounts, manual journals and unposted entries."""
    random = np.random.default_rng(3)
    entries = ledger.table("G/L Entry")
    keep = np.sort(random.choice(entries.length, min(gl_entries, entries.length), replace=False))
    entries = entries.take(keep)
    amount, date, source = entries["Amount"].copy(), entries["Posting Date"].copy(), entries["Source Code"].copy()
    amount[random.choice(len(amount), len(amount) // 200, replace=False)] += 9000
    date[random.choice(len(date), len(date) // 200, replace=False)] += 40
    source[random.choice(len(source), len(source) // 500, replace=False)] = "GENJNL"
    entries = entries.with_columns({"Amount": amount, "Posting Date": date, "Source Code": source})
    values = ledger.table("Value Entry")
    posted = values["Cost Posted to G/L"].copy()
    posted[random.choice(len(posted), len(posted) // 100, replace=False)] = 0
    tables = [entries, values.with_columns({"Cost Posted to G/L": posted})]
    found = ledger.with_tables(*tables)
    if relation:
        return found
    return Ledger({name: t for name, t in found.tables.items() if name not in ("G/L - Item Ledger Relation", "G/L Register")})


def peer(ledger: Ledger) -> pd.Series:
    """Difference per account, without a cause: two groupbys and a subtraction."""
    values, entries = ledger.table("Value Entry"), ledger.table("G/L Entry")
    keys = {c: values[c] for c in ("Location Code", "Inventory Posting Group", "Cost Amount (Actual)")}
    setup = pd.DataFrame(ledger.table("Inventory Posting Setup").rows())
    joined = pd.DataFrame(keys).merge(
        setup, left_on=["Location Code", "Inventory Posting Group"], right_on=["Location Code", "Invt. Posting Group Code"]
    )
    side = joined.groupby("Inventory Account")["Cost Amount (Actual)"].sum()
    books = pd.DataFrame({c: entries[c] for c in ("G/L Account No.", "Amount")}).groupby("G/L Account No.")["Amount"].sum()
    return books.sub(side, fill_value=0)


def measure(size: int) -> Iterator[Measured]:
    """With the relation table, and matched by value."""
    ledger = post_inventory_cost(big_ledger(size)).ledger
    for relation in (True, False):
        case = troubled(ledger, size, relation)
        asked = {"date_from": "2026-01-01", "date_to": "2026-11-30"}
        seconds = best_of_fresh(lambda c=case: fresh(c), lambda made, a=asked: reconcile_inventory(made, **a))  # type: ignore[misc]
        pandas = best(lambda c=case: peer(c))  # type: ignore[misc]
        found = reconcile_inventory(case, **asked)
        assert found.is_explained
        how = "with the relation table" if relation else "matched by value"
        name = f"reconcile {size:,} value entries x {case.table('G/L Entry').length:,} G/L entries, {how}: {len(found.explained.cause):,} pieces explained, unexplained 0.00"
        holds = seconds <= 1.5 if size == 100_000 else None
        yield Measured("F6", name, seconds, "pandas, difference per account without a cause", pandas, "100,000: 1.5 s", holds, peak())
