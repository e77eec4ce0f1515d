"""Cost shares let go the buffers of an item as soon as its lines are there, where no application leads to another item: the lines stay the same."""

from __future__ import annotations

import numpy as np
import pytest
from bench.company import company

from xlcost import Ledger, run_report
from xlcost.views import cost_shares_trace
from xlcost.views.cost_shares import SharesRequest, cost_shares
from xlcost.views.cost_shares_levels import Levels
from xlcost.views.cost_shares_trace import Tracer

END = 739_920


def lines(ledger: Ledger, mode: str) -> list[tuple[object, ...]]:
    found = cost_shares(ledger, SharesRequest(mode, 0, END)).lines
    return [(line.group, line.buffer.entry, line.quantity, tuple(line.shares)) for line in found]


@pytest.mark.parametrize("mode", ["Sales", "Inventory"])
def test_lines_are_the_same_whether_buffers_are_let_go_or_not(sample: Ledger, mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    apart = lines(sample, mode)
    assert apart
    monkeypatch.setattr(cost_shares_trace, "_within_items", lambda ledger: False)
    assert lines(sample, mode) == apart


def test_no_more_than_one_item_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = company(2000, items=20, posted=False)
    most: list[int] = []
    trace = Tracer.trace

    def watched(self: Tracer, rows: list[int]) -> None:
        trace(self, rows)
        most.append(len(self.buffers) - len(rows))

    monkeypatch.setattr(Tracer, "trace", watched)
    run_report(ledger, "Cost Shares Breakdown", {"Ending Date": "2026-10-31", "Print Cost Share": "Sales"})
    assert len(most) == 20
    assert max(most) <= 0


def test_an_application_to_another_item_keeps_all_buffers(sample: Ledger) -> None:
    assert Tracer(cost_shares(sample, SharesRequest("Sales", 0, END)).books, "Sales").edges.within_items
    table = sample.table("Item Application Entry")
    entries = sample.table("Item Ledger Entry")
    row = int(np.flatnonzero(table["Outbound Item Entry No."] != 0)[0])
    item = entries["Item No."][entries.index[int(table["Inbound Item Entry No."][row])]]
    other = int(entries["Entry No."][np.flatnonzero(entries["Item No."] != item)[0]])
    crossed = sample.with_tables(table.replace_rows([row], {"Outbound Item Entry No.": [other]}))
    assert not cost_shares_trace.Edges(crossed).within_items


@pytest.mark.parametrize("mode", ["Sales", "Inventory"])
def test_all_levels_are_the_same_item_by_item_or_all_at_once(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = company(400, items=6, posted=False)
    request = SharesRequest(mode, 0, END, multi_level=True)
    lifted: list[int] = []
    lift = Levels.lift
    monkeypatch.setattr(Levels, "lift", lambda self, rows=None: lifted.append(len(rows or ())) or lift(self, rows))
    apart = list(cost_shares(ledger, request).lines)
    assert len(lifted) == 6
    assert apart
    monkeypatch.setattr(Levels, "within_items", property(lambda self: False))
    assert list(cost_shares(ledger, request).lines) == apart
    assert lifted[-1] == 0
