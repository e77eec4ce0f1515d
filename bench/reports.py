"""Issue 4: valuation reports from a loaded ledger, beside plain pandas on doubles.

The peer is what a pandas user would write for the same columns of Inventory Valuation: masks and groupby sums of
doubles; its figures are inexact and it has no transfers, groups, totals or entries behind the amounts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from bench.company import FIRST, company
from bench.figures import fresh
from bench.measure import Measured, best, best_of_fresh, duration, peak
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


def measure(size: int) -> Iterator[Measured]:
    """Each report: its figures on a fresh ledger, and laid out with the entries behind each amount."""
    ledger = company(size, posted=False)
    frame = frame_of(ledger)
    times = 3 if size <= 200_000 else 1
    pandas = best(lambda: pandas_valuation(frame), times)
    for name, options in ASKED.items():
        report = find_report(name)
        asked = report.options.model_validate(options)
        figures = best_of_fresh(lambda: fresh(ledger), lambda made, r=report, o=asked: r.view(made, o), times)  # type: ignore[misc]
        whole = best_of_fresh(lambda: fresh(ledger), lambda made, n=name, o=options: run_report(made, n, o), times)  # type: ignore[misc]
        peer = ("pandas, the columns of Inventory Valuation on doubles", pandas) if name == "Inventory Valuation" else ("", None)
        yield Measured("reports", f"{name}, {size:,} value entries, laid out", whole, *peer, memory=peak(), note=f"figures {duration(figures)}")
    half = company(size // 2, posted=False)
    small = best_of_fresh(lambda: fresh(half), lambda made: run_report(made, "Cost Shares Breakdown", ASKED["Cost Shares Breakdown"]), times)
    note = f"{whole / small:.2f} x the time of half the size"
    yield Measured("reports", f"Cost Shares Breakdown, {size:,} value entries: growth", whole, target="linear (2.2 x)", holds=whole <= 2.2 * small, note=note)
