"""Work grows with the data and no faster: counted in visits, passes and calls, never in seconds.

Each workload runs at two sizes, one four times the other, and Python's profiler counts the calls of functions of this project. Linear work
takes about four times the calls; a pass over all entries per entry would take sixteen times.
"""

from __future__ import annotations

import cProfile
import pstats
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bench.company import company
from bench.engine import journal, masters
from bench.figures import fresh

from xlcost import (
    Ledger,
    adjust_cost,
    audit_costs,
    close_period,
    post_inventory_cost,
    post_item_journal,
    read_ledger,
    reconcile_inventory,
    run_report,
    trace_gl_entry,
    trace_item_entry,
    write_ledger,
)
from xlcost.costing import visit
from xlcost.sheets import guard
from xlcost.sheets.plain_rows import PlainRows
from xlcost.sheets.zip_parts import Package

SMALL, LARGE = 500, 2000
MOST = 4 * 1.3


def calls(work: Callable[[], Any]) -> int:
    """Calls of this project's functions, generator steps included."""
    profile = cProfile.Profile()
    profile.runcall(work)
    found = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    return sum(count for (file, _, _), (_, count, *_) in found.items() if "xlcost" in file)


def growth(make: Callable[[int], Any], work: Callable[[Any], Any]) -> float:
    small, large = make(SMALL), make(LARGE)
    work(make(50))  # what is made once per process
    return calls(lambda: work(large)) / calls(lambda: work(small))


def books(size: int) -> Ledger:
    return fresh(company(size, items=20))


def journal_of(size: int) -> Ledger:
    return masters(20).with_tables(journal(size, 20))


def one_item(method: str) -> Callable[[int], Ledger]:
    """All entries of one item: what is quadratic within an item shows here."""
    return lambda size: masters(1, (method,)).with_tables(journal(size, 1))


@pytest.mark.parametrize("method", ["FIFO", "LIFO", "Average", "Standard"])
def test_posting_and_adjusting_one_item(method: str) -> None:
    assert growth(one_item(method), lambda ledger: post_item_journal(ledger)) < MOST
    assert growth(lambda n: post_item_journal(one_item(method)(n)).ledger, lambda ledger: adjust_cost(ledger)) < MOST


@pytest.mark.parametrize("report", ["Inventory Valuation", "Invt. Valuation - Cost Spec.", "Cost Shares Breakdown", "Item Age Composition - Value", "Status"])
def test_reports(report: str) -> None:
    options = {"Print Cost Share": "Inventory"} if report == "Cost Shares Breakdown" else {}
    dates = {"Ending Date": "2026-10-31"} if "Age" in report else {"Status Date": "2026-10-31"} if report == "Status" else {}
    dates = dates or ({"Valuation Date": "2026-10-31"} if "Spec" in report else {"Starting Date": "2026-10-01", "Ending Date": "2026-10-31"})
    assert growth(books, lambda ledger: run_report(ledger, report, {**options, **dates})) < MOST


@pytest.mark.parametrize("work", [post_inventory_cost, reconcile_inventory, audit_costs], ids=lambda w: w.__name__)
def test_stages(work: Callable[..., Any]) -> None:
    posted = work is not post_inventory_cost
    assert growth(lambda n: fresh(company(n, items=20, posted=posted)), lambda ledger: work(ledger)) < MOST


def test_the_whole_close() -> None:
    assert growth(books, lambda ledger: close_period(ledger, "2026-10")) < MOST


def test_reading_and_writing(tmp_path: Path) -> None:
    def written(size: int) -> Path:
        path = tmp_path / f"{size}.xlsx"
        write_ledger(books(size), path)
        return path

    assert growth(written, read_ledger) < MOST
    assert growth(books, lambda ledger: write_ledger(ledger, tmp_path / "again.xlsx")) < MOST


def test_adjusting_visits_each_item_and_each_entry_a_fixed_number_of_times(monkeypatch: pytest.MonkeyPatch) -> None:
    company = masters(8)
    units = [{"Item No.": card["No."], "Location Code": "BLUE", "Unit Cost": 55} for card in company.records("Item")]  # with them no item is plain
    posted = post_item_journal(company.upsert("Stockkeeping Unit", units).with_tables(journal(1000, 8))).ledger
    runs = []
    original = visit.Run.__init__
    monkeypatch.setattr(visit.Run, "__init__", lambda self, *a, **k: (original(self, *a, **k), runs.append(self))[0])
    adjusted = adjust_cost(posted).ledger
    assert 0 < runs[-1].forwarded <= 2 * posted.table("Item Ledger Entry").length
    adjust_cost(adjusted)
    assert runs[-1].forwarded == 0  # nothing is visited when nothing waits


def test_each_sheet_is_unpacked_and_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "LEDGER.xlsx"
    write_ledger(books(200), path)
    parts: list[str] = []
    rows: list[int] = []
    stream, read = Package.stream, PlainRows.read
    monkeypatch.setattr(guard.Package, "stream", lambda self, part: (parts.append(part), stream(self, part))[1])
    monkeypatch.setattr(PlainRows, "read", lambda self, piece: (rows.append(piece.count(b"<row ")), read(self, piece))[1])
    ledger = read_ledger(path)
    sheets = [part for part in parts if part.startswith("xl/worksheets/")]
    assert len(sheets) == len(set(sheets)) == len(ledger.tables)
    assert sum(rows) == sum(table.length + 1 for table in ledger.tables.values())


FIRST_TRACES: dict[str, Callable[[Ledger, int], object]] = {
    "forward": lambda ledger, number: trace_item_entry(ledger, number),
    "backward": lambda ledger, number: trace_item_entry(ledger, number + 1, "backward", cost_shares=True),
    "G/L entry": lambda ledger, number: trace_gl_entry(ledger, 2 * number),
}


@pytest.mark.parametrize("kind", FIRST_TRACES)
def test_the_first_trace_after_loading_takes_no_step_per_entry(kind: str) -> None:
    """Passes over columns only: as many calls at any size, and no dictionary of all entry numbers is built."""
    counts = []
    for size in (SMALL, LARGE):
        ledger = books(size)
        number = ledger.table("Item Ledger Entry").length // 2 | 1
        counts.append(calls(lambda ledger=ledger, number=number: FIRST_TRACES[kind](ledger, number)))
        tables = [ledger.table(name) for name in ("Item Ledger Entry", "Value Entry", "G/L Entry", "Item Application Entry")]
        assert not any("index" in vars(table) for table in tables)
    assert counts[1] <= counts[0] * 1.3
