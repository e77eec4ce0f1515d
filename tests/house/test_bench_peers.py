"""The pandas peers of the report benchmarks compute the figures they stand beside (on doubles, so to a hundredth of a cent)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from bench.company import company
from bench.report_peers import END, PEERS, Frames, frames_of
from bench.reports import ASKED, with_orders, with_registers

from xlcost import Ledger, run_report


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return with_registers(company(1000, items=9, posted=False))


def records(ledger: Ledger, name: str, column: str) -> float:
    return float(sum((Decimal(r[column] or 0) for r in run_report(ledger, name, ASKED[name]).records()), Decimal(0)))


def peer(name: str, ledger: Ledger) -> Any:
    frames: Frames = frames_of(ledger)
    return PEERS[name][1](frames)


def test_every_valuation_report_has_one() -> None:
    assert list(PEERS) == list(ASKED)


def test_amounts_of_what_is_left(ledger: Ledger) -> None:
    spec = float(peer("Invt. Valuation - Cost Spec.", ledger).sum())
    assert spec > 0
    assert float(run_report(ledger, "Invt. Valuation - Cost Spec.", ASKED["Invt. Valuation - Cost Spec."]).lines[-1].cells["amount"]) == pytest.approx(spec)
    assert records(ledger, "Status", "Inventory Valuation") == pytest.approx(float(peer("Status", ledger)[1].sum()))
    shares = run_report(ledger, "Cost Shares Breakdown", {**ASKED["Cost Shares Breakdown"], "Show Details": True})
    assert float(shares.facts["totals"]["total"]) == pytest.approx(float(peer("Cost Shares Breakdown", ledger).sum()))
    assert float(peer("Item Age Composition - Value", ledger).sum()) == pytest.approx(spec)


def test_sums_of_value_entries(ledger: Ledger) -> None:
    listed, _ = peer("Item Register - Value", ledger)
    assert records(ledger, "Item Register - Value", "Cost Amount (Actual)") == pytest.approx(float(listed["Cost Amount (Actual)"].sum()))
    found = peer("Inventory - Cost Variance", ledger)
    assert records(ledger, "Inventory - Cost Variance", "Invoiced Quantity") == pytest.approx(float(found["Invoiced Quantity"].sum()))
    assert len(peer("Inventory Valuation", ledger)) == 9


def test_orders(ledger: Ledger) -> None:
    orders = with_orders(ledger)
    rows = run_report(orders, "Inventory Valuation - WIP", ASKED["Inventory Valuation - WIP"]).records()
    found = peer("Inventory Valuation - WIP", orders)
    ours = sum(float(r["Consumption"]) for r in rows)
    assert ours == pytest.approx(-float(found[5].sum()))
    assert END
