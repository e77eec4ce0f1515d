"""R8: the value entries behind each amount cell of every valuation report add up to the cell, in both modes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from random_company import random_company
from xlcost import Ledger, XlcostError, read_ledger, run_report
from xlcost.faces.sample import sample_ledger
from xlcost.reports.grid import Shown
from xlcost.views.behind import EntriesBehind

REPORTS = (
    "Inventory Valuation",
    "Invt. Valuation - Cost Spec.",
    "Inventory Valuation - WIP",
    "Cost Shares Breakdown",
    "Item Age Composition - Value",
    "Inventory - Cost Variance",
    "Item Register - Value",
    "Status",
    "Inventory to G/L Reconcile",
)
AMOUNTS = ("amount", "sparse amount", "difference")
EXACT = Decimal("1e-20")  # quotients are kept to the 28th decimal


def requests(name: str, first: str, last: str) -> Iterator[dict[str, Any]]:
    """The options under which a report is run."""
    period = {"Starting Date": first, "Ending Date": last}
    if name == "Inventory Valuation":
        yield {**period, "Include Expected Cost": True}
        yield {"Ending Date": first, "Include Expected Cost": False}
    elif name == "Inventory Valuation - WIP":
        yield period
    elif name == "Cost Shares Breakdown":
        for share in ("Sales", "Inventory", "WIP Inventory"):
            for roll_up in ("Single-level", "Multi-level"):
                yield {**period, "Print Cost Share": share, "Cost Roll-up": roll_up, "Show Details": True}
    else:
        yield {"Work Date": last}


def uncovered(ledger: Ledger, first: str, last: str) -> tuple[int, list[str]]:
    """How many amount cells were looked at, and those whose entries do not add up to them."""
    count = 0
    found = []
    for name in REPORTS:
        for options in requests(name, first, last):
            for mode in ("exact", "clean"):
                grid = run_report(ledger, name, {**options, "Compatibility": mode})
                numbers = set(ledger.table("Value Entry")["Entry No."].tolist())
                for line in grid.lines:
                    for column in grid.columns:
                        value = line.cells.get(column.key)
                        if column.kind not in AMOUNTS or not isinstance(value, Decimal) or isinstance(value, Shown):
                            continue
                        behind = line.entries.get(column.key)
                        count += 1
                        sound = isinstance(behind, EntriesBehind) and abs(behind.total - value) <= EXACT and numbers.issuperset(behind)
                        if not sound and (value or behind is not None):
                            found.append(f"{name} {mode} {options}: {line.rank.value} {line.group} {column.caption} {value}")
    return count, found


def with_registers(ledger: Ledger) -> Ledger:
    """Item registers of ten value entries each."""
    numbers = sorted(ledger.table("Value Entry")["Entry No."].tolist())
    rows = [
        {"No.": i // 10 + 1, "From Value Entry No.": numbers[i], "To Value Entry No.": numbers[min(i + 9, len(numbers) - 1)]}
        for i in range(0, len(numbers), 10)
    ]
    return ledger.upsert("Item Register", rows) if rows else ledger


def test_every_amount_of_the_sample() -> None:
    count, found = uncovered(with_registers(sample_ledger()), "2026-10-01", "2026-10-31")
    assert count > 15_000
    assert not found[:5]


@given(st.integers(0, 10**9))
@settings(max_examples=8)
def test_every_amount_of_a_random_company(seed: int) -> None:
    ledger = random_company(seed)
    orders = [{"Status": "Released", "No.": row["Prod. Order No."], "Source No.": "C"} for row in ledger.records("Prod. Order Line")]
    ledger = with_registers(ledger.upsert("Production Order", orders) if orders else ledger)
    assert not uncovered(ledger, "2022-02-01", "2022-03-31")[1][:5]


@pytest.mark.parametrize("name", ["cronus-average", "cronus-open", "cronus-production", "cronus-retail"])
def test_every_amount_of_the_real_ledgers(name: str, real_ledgers: Path) -> None:
    count, found = uncovered(with_registers(read_ledger(real_ledgers / f"{name}.xlsx")), "2001-01-01", "2001-12-31")
    assert count > 100
    assert not found[:5]


def test_the_mode_stands_in_the_head_of_every_report() -> None:
    ledger = sample_ledger()
    for name in REPORTS:
        for mode in ("exact", "clean"):
            assert f"mode {mode}" in run_report(ledger, name, {"Compatibility": mode, "Work Date": "2026-10-31"}).facts["options"]
    with pytest.raises(XlcostError):
        run_report(ledger, REPORTS[0], {"Compatibility": "other", "Work Date": "2026-10-31"})
