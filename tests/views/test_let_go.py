"""What a close remembers of a ledger is let go between its steps, and nothing is looked for that no page shows; figures stay the same."""

from __future__ import annotations

import pytest
from bench.company import company

from xlcost import Ledger, close_period, run_report
from xlcost.reports.pack import drill
from xlcost.views import behind
from xlcost.views.links import Links

PERIOD = "2026-10"


def test_only_the_sides_of_the_reconciliation_are_remembered_after_a_close(sample: Ledger) -> None:
    close_period(sample, PERIOD)
    left = {getattr(key, "__name__", str(key)) for key in sample.memo}
    assert left <= {"BookLines", "GLSide", "Links", "ledger_hash"}
    assert Links in sample.memo


def test_what_was_let_go_is_computed_again(sample: Ledger) -> None:
    options = {"Ending Date": "2026-10-31"}
    before = run_report(sample, "Item Age Composition - Value", options).records()
    sample.let_go()
    assert not sample.memo
    assert run_report(sample, "Item Age Composition - Value", options).records() == before


def test_the_reconciliation_after_posting_is_made_when_asked_for() -> None:
    close = close_period(company(400, items=5, posted=False), PERIOD).results["close"]
    assert "after" not in vars(close)
    assert close.adjustment.ledger is close.before
    assert close.after.is_explained
    waiting = [sum(abs(a["causes"].get("Not yet posted", 0)) for a in r.accounts.values()) for r in (close.reconciliation, close.after)]
    assert waiting[1] < waiting[0]


def test_entries_are_counted_without_being_listed(sample: Ledger) -> None:
    grid = run_report(sample, "Inventory Valuation", {"Starting Date": "2026-10-01", "Ending Date": "2026-10-31"})
    cells = [found for line in grid.lines for found in line.entries.values() if isinstance(found, behind.EntriesBehind)]
    counts = [len(found) for found in cells]
    assert any(counts)
    assert counts == [len(list(found)) for found in cells]


def test_a_list_of_entries_that_is_too_long_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = company(1000, items=50, posted=False)
    grid = run_report(ledger, "Inventory Valuation", {"Ending Date": "2026-10-31"})
    seen: list[str] = []
    parts = drill._parts
    monkeypatch.setattr(drill, "_parts", lambda line, key, values: seen.append(line.group) or parts(line, key, values))
    monkeypatch.setattr(drill, "MOST_LINES", 60)
    assert drill.entry_sheet(grid, grid.lines, grid.columns, ledger, "", sheet="Inventory Valuation") is None
    assert 0 < len(set(seen)) < 10
