"""Every report agrees with its reference on random companies: same rows, same order, same numbers (valuation-reports.md)."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.reference_reports import companions, stock, wip
from tests.reference_reports.books import LAST, Books, Record
from tests.reference_reports.shares import Shares
from tests.simulator.played import played
from xlcost import Ledger, run_report

CLOSE = Fraction(1, 10**15)  # quotients carry 28 digits


def company(seed: int, months: int) -> Ledger:
    """A played company; each production order gets a card, of which only its status and quantity matter."""
    ledger = played(seed, months)
    orders: dict[str, Record] = {}
    for row in ledger.records("Inventory Adjmt. Entry (Order)"):
        if row["Order Type"] == "Production":
            status = "Finished" if row["Is Finished"] else "Released"
            orders[row["Order No."]] = {"Status": status, "No.": row["Order No."], "Quantity": 1 + len(orders)}
    return ledger.upsert("Production Order", list(orders.values())) if orders else ledger


def same(name: str, have: list[Record], want: list[Record]) -> None:
    """Row by row, every key of the reference."""
    for n, (row, reference) in enumerate(zip(have, want, strict=False)):
        for caption, value in reference.items():
            assert _equal(row[caption], value), f"{name}, row {n}, {caption}: {row[caption]}, reference {float_or(value)}\n{row}"
    assert len(have) == len(want), f"{name}: {len(have)} rows, reference {len(want)}"


def _equal(have: Any, want: Any) -> bool:
    if isinstance(want, Decimal | Fraction) and not isinstance(have, str):
        return abs(Fraction(have) - Fraction(want)) < CLOSE
    return bool(have == want)


def float_or(value: Any) -> Any:
    """A figure to read."""
    return float(value) if isinstance(value, Fraction) else value


def compare(ledger: Ledger, seed: int, months: int) -> None:
    """All reports at two cut-offs, whole and for one location."""
    chance = random.Random(f"reports {seed}")
    codes = ["", *(r["Code"] for r in ledger.records("Location"))]
    for place in (None, chance.choice(codes)):
        start, end = sorted(dt.date(2024, 1, 1) + dt.timedelta(chance.randint(0, 31 * months + 5)) for _ in range(2))
        books = Books(ledger, place)
        where = {} if place is None else {"Location Filter": place or "''"}
        for first, last in ((start, end), (None, end), (start, None)):
            _movements(ledger, books, where, first, last)
        of_day = {
            ("Invt. Valuation - Cost Spec.", "Valuation Date"): stock.cost_specification,
            ("Status", "Status Date"): stock.status,
            ("Item Age Composition - Value", "Ending Date"): stock.age_composition,
        }
        for (name, caption), reference in of_day.items():
            same(f"{name} {end} {where}", run_report(ledger, name, {caption: end.isoformat(), **where}).records(), reference(books, end))
        variances = run_report(ledger, "Inventory - Cost Variance", where).records()
        same("Inventory - Cost Variance", variances, companions.cost_variance(books))


def _movements(ledger: Ledger, books: Books, where: Record, first: dt.date | None, last: dt.date | None) -> None:
    period = {"Starting Date": first and first.isoformat(), "Ending Date": last and last.isoformat()}
    for clean in (False, True):
        options = {**period, "Compatibility": "clean" if clean else "exact"}
        if not clean:  # the clean report groups by the pairs of the value entries, which the tie-out tests
            valuation = run_report(ledger, "Inventory Valuation", {**options, **where, "Include Expected Cost": True}).records()
            same("Inventory Valuation", valuation, stock.inventory_valuation(books, first, last))
        orders = run_report(ledger, "Inventory Valuation - WIP", options).records()
        same(f"Inventory Valuation - WIP {first} {last} clean {clean}", orders, wip.work_in_process(books, first, last, clean))
    for mode in ("Sales", "Inventory", "WIP Inventory"):
        options = {**period, "Print Cost Share": mode, "Show Details": True}
        lines = run_report(ledger, "Cost Shares Breakdown", options).records()
        same(f"Cost Shares Breakdown {mode} {first} {last}", lines, Shares(books, mode, first, last or LAST).lines())


@pytest.mark.parametrize("seed", range(1, 13))
def test_two_months(seed: int) -> None:
    compare(company(seed, 2), seed, 2)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(20_000, 20_400))
def test_five_months(seed: int) -> None:
    compare(company(seed, 5), seed, 5)
