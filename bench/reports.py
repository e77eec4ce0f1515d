"""Issue 4: valuation reports from a loaded ledger, each beside a plain pandas script for the same figures (report_peers).

A company that trades has no production orders: for Inventory Valuation - WIP its purchases become outputs and its sales consumptions of orders.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from bench.company import company
from bench.figures import fresh
from bench.measure import Measured, best, best_of_fresh, duration, peak
from bench.report_peers import PEERS, Frames, frames_of
from xlcost import Ledger, run_report
from xlcost.ledger.options import ItemLedgerEntryType, OrderType
from xlcost.reports import find_report

START, END = "2026-10-01", "2026-10-31"
ASKED: dict[str, dict[str, Any]] = {
    "Inventory Valuation": {"Starting Date": START, "Ending Date": END, "Include Expected Cost": True},
    "Inventory Valuation - WIP": {"Starting Date": START, "Ending Date": END},
    "Invt. Valuation - Cost Spec.": {"Valuation Date": END},
    "Item Age Composition - Value": {"Ending Date": END},
    "Status": {"Status Date": END},
    "Inventory - Cost Variance": {},
    "Cost Shares Breakdown": {"Starting Date": START, "Ending Date": END, "Print Cost Share": "Inventory"},
    "Item Register - Value": {},
}
ENTRIES_PER_ORDER, ENTRIES_PER_REGISTER = 100, 200


def with_registers(ledger: Ledger) -> Ledger:
    """With one item register for so many value entries."""
    last = ledger.table("Value Entry").length
    starts = range(1, last + 1, ENTRIES_PER_REGISTER)
    rows = [{"No.": n, "From Value Entry No.": a, "To Value Entry No.": min(a + ENTRIES_PER_REGISTER - 1, last)} for n, a in enumerate(starts, 1)]
    return ledger.upsert("Item Register", rows)


def with_orders(ledger: Ledger) -> Ledger:
    """With the entries as outputs and consumptions of production orders."""
    kinds = np.array([int(ItemLedgerEntryType.OUTPUT), int(ItemLedgerEntryType.CONSUMPTION)])
    tables = []
    for name, caption in (("Item Ledger Entry", "Entry Type"), ("Value Entry", "Item Ledger Entry Type")):
        table = ledger.table(name)
        orders = np.array([f"RO{n:06d}" for n in range(table.length // ENTRIES_PER_ORDER + 1)], dtype=object)
        changed = {caption: kinds[table[caption]], "Order No.": orders[np.arange(table.length) // ENTRIES_PER_ORDER]}
        tables.append(table.with_columns({**changed, "Order Type": np.full(table.length, int(OrderType.PRODUCTION))}))
    numbers = sorted(set(tables[0]["Order No."].tolist()))
    return ledger.with_tables(*tables).upsert("Production Order", [{"Status": "Released", "No.": no, "Quantity": 1} for no in numbers])


def timed(peer: Callable[[Frames], Any], ledger: Ledger, times: int) -> float:
    """Seconds of a peer, its frames made outside the time."""
    frames = frames_of(ledger)
    return best(lambda: peer(frames), times)


def measure(size: int) -> Iterator[Measured]:
    """Each report: its figures on a fresh ledger, and laid out with the entries behind each amount."""
    plain = with_registers(company(size, posted=False))
    times = 3 if size <= 200_000 else 1
    for name, options in ASKED.items():
        ledger = with_orders(plain) if name == "Inventory Valuation - WIP" else plain
        report = find_report(name)
        asked = report.options.model_validate(options)
        figures = best_of_fresh(lambda: fresh(ledger), lambda made, r=report, o=asked: r.view(made, o), times)  # type: ignore[misc]  # noqa: B023
        whole = best_of_fresh(lambda: fresh(ledger), lambda made, n=name, o=options: run_report(made, n, o), times)  # type: ignore[misc]  # noqa: B023
        memory = peak()
        words, peer = PEERS[name]
        seconds = timed(peer, ledger, times)
        yield Measured("reports", f"{name}, {size:,} value entries, laid out", whole, words, seconds, memory=memory, note=f"figures {duration(figures)}")
    yield growth(size, times)


def growth(size: int, times: int) -> Measured:
    """Cost Shares Breakdown against half the size, both with as many entries per item."""
    options = ASKED["Cost Shares Breakdown"]
    whole, small = (
        best_of_fresh(lambda: fresh(ledger), lambda made: run_report(made, "Cost Shares Breakdown", options), times)  # noqa: B023
        for ledger in (company(size, items=size // 200, posted=False), company(size // 2, items=size // 400, posted=False))
    )
    note = f"{whole / small:.2f} x the time of half the size"
    return Measured("reports", f"Cost Shares Breakdown, {size:,} value entries: growth", whole, target="linear (2.2 x)", holds=whole <= 2.2 * small, note=note)
