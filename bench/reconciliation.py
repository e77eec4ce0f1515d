"""Reconciliation with full explanation, 100,000 value entries x 100,000 G/L entries (F6), against a pandas groupby of both sides.

python bench/reconciliation.py [ENTRIES]
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd

from posting import best, big_ledger, fresh
from xlcost import Ledger, post_inventory_cost, reconcile_inventory


def troubled(ledger: Ledger, gl_entries: int, relation: bool) -> Ledger:
    """The posted ledger cut to a number of G/L entries, with shifted dates, altered amounts, manual journals and unposted entries."""
    random = np.random.default_rng(3)
    entries = ledger.table("G/L Entry")
    keep = np.sort(random.choice(entries.length, min(gl_entries, entries.length), replace=False))
    entries = entries.take(keep)
    amount, date, source = entries["Amount"].copy(), entries["Posting Date"].copy(), entries["Source Code"].copy()
    amount[random.choice(len(amount), 500, replace=False)] += 9000
    date[random.choice(len(date), 500, replace=False)] += 40
    source[random.choice(len(source), 200, replace=False)] = "GENJNL"
    entries = entries.with_columns({"Amount": amount, "Posting Date": date, "Source Code": source})
    values = ledger.table("Value Entry")
    posted = values["Cost Posted to G/L"].copy()
    posted[random.choice(len(posted), 1000, replace=False)] = 0
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


def main() -> None:
    """Prints times and ratios."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    ledger = post_inventory_cost(big_ledger(count)).ledger
    for relation in (True, False):
        case = troubled(ledger, count, relation)
        seconds = best(lambda: reconcile_inventory(fresh(case), date_from="2026-01-01", date_to="2026-11-30"))  # noqa: B023
        pandas = best(lambda: peer(case))  # noqa: B023
        found = reconcile_inventory(case, date_from="2026-01-01", date_to="2026-11-30")
        pieces = len(found.explained.cause)
        name = "with relation table" if relation else "matched by value"
        lines = len(found.explained.lines)
        print(
            f"reconcile {count:,} value entries ({lines:,} lines) x {case.table('G/L Entry').length:,} G/L entries, {name}: {seconds:.2f} s"
        )
        print(f"  {pieces:,} pieces explained, unexplained 0: {found.is_explained} (target <= 1.5 s)")
        print(f"  pandas groupby, no causes: {pandas:.2f} s, ratio {seconds / pandas:.1f}")


if __name__ == "__main__":
    main()
