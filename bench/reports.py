"""Valuation reports from a loaded ledger at 100,000 and 1,000,000 value entries, beside plain pandas on doubles.

python bench/reports.py [ENTRIES ...]

"figures" is the view on a fresh ledger (nothing cached between runs), "laid out" the whole run_report with lines, rows and
links. The peer is what a pandas user would write for the same columns of Inventory Valuation: masks and groupby sums of
doubles; its figures are inexact and it has no transfers, groups, totals or entries behind the amounts.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import pandas as pd
from company import FIRST, company

from xlcost import Ledger, run_report
from xlcost.money import TICKS
from xlcost.reports import find_report

START, END = "2026-10-01", "2026-10-31"
ASKED: dict[str, dict[str, Any]] = {
    "Inventory Valuation": {"Starting Date": START, "Ending Date": END, "Include Expected Cost": True},
    "Invt. Valuation - Cost Spec.": {"Valuation Date": END},
    "Item Age Composition - Value": {"Ending Date": END},
    "Status": {"Status Date": END},
    "Inventory - Cost Variance": {},
    "Cost Shares Breakdown": {"Starting Date": START, "Ending Date": END, "Print Cost Share": "Inventory"},
}
_MEASURES = ["Cost Amount (Actual)", "Invoiced Quantity", "Cost Amount (Expected)", "Item Ledger Entry Quantity"]


def best(work: Callable[[], Any], times: int) -> float:
    """Best of some runs, in seconds."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def pandas_valuation(frame: pd.DataFrame) -> pd.DataFrame:
    """Opening, increases, decreases and posted cost per item with pandas on doubles."""
    start, end = FIRST + 273, FIRST + 303
    inward = frame["Item Ledger Entry Type"].isin([0, 2, 6, 9])
    period = frame["Posting Date"].between(start, end)
    parts = []
    for mask in (frame["Posting Date"] < start, period & inward, period & ~inward):
        parts.append(frame[mask].groupby("Item No.")[_MEASURES].sum())
    parts.append(frame[frame["Posting Date"] <= end].groupby("Item No.")[["Cost Posted to G/L", "Expected Cost Posted to G/L"]].sum())
    return pd.concat(parts, axis=1).fillna(0.0)


def frame_of(ledger: Ledger) -> pd.DataFrame:
    """The value entries as a user's frame: text items, doubles."""
    table = ledger.table("Value Entry")
    doubles = [*_MEASURES, "Cost Posted to G/L", "Expected Cost Posted to G/L"]
    plain = {c: table[c] for c in ("Item No.", "Posting Date", "Item Ledger Entry Type")}
    return pd.DataFrame({**plain, **{c: table[c] / TICKS for c in doubles}})


def fresh(ledger: Ledger) -> Ledger:
    """The same ledger with nothing cached, as it is just after reading."""
    return Ledger({name: table.with_columns({}) for name, table in ledger.tables.items()})


def run(entries: int) -> None:
    """One size, one line per report."""
    ledger = company(entries, posted=False)
    frame = frame_of(ledger)
    times = 3 if entries <= 200_000 else 1
    print(f"{ledger.table('Value Entry').length:,} value entries, 500 items")
    print(f"  {'pandas, Inventory Valuation columns on doubles':48s} {best(lambda: pandas_valuation(frame), times) * 1000:9.0f} ms")
    for name, options in ASKED.items():
        report = find_report(name)
        asked = report.options.model_validate(options)
        ledgers = [fresh(ledger) for _ in range(times)]
        figures = best(lambda r=report, o=asked, all_=ledgers: r.view(all_.pop(), o), times)  # type: ignore[misc]
        again = best(lambda r=report, o=asked: r.view(ledger, o), times)  # type: ignore[misc]
        laid_out = best(lambda n=name, o=options: run_report(ledger, n, o), times)  # type: ignore[misc]
        print(f"  {name:32s} figures {figures * 1000:7.0f} ms  again {again * 1000:7.0f} ms  laid out {laid_out * 1000:7.0f} ms")


if __name__ == "__main__":
    for size in [int(a) for a in sys.argv[1:]] or [100_000, 1_000_000]:
        run(size)
