"""Lines and totals of cost shares from columns are those of tracing, to the last of 28 decimals; and a plain item is not traced for them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from bench.company import company
from hypothesis import given, settings
from hypothesis import strategies as st

from random_company import random_company
from xlcost import Ledger, read_ledger
from xlcost.views import cost_shares_totals
from xlcost.views.cost_shares import SharesRequest, cost_shares
from xlcost.views.cost_shares_buffer import Books
from xlcost.views.cost_shares_totals import shares_total

KINDS = [("Inventory", True, False), ("Inventory", False, False), ("Inventory", False, True), ("Sales", False, False), ("Sales", True, False)]


def day(year: int, month: int, of_month: int) -> int:
    return dt.date(year, month, of_month).toordinal()


class Traced(Books):
    """Books of which every item is traced."""


def lines_of(ledger: Ledger, request: SharesRequest, books: type[Books]) -> tuple[list[object], list[object], bool]:
    """Everything that lines and groups say."""
    found = cost_shares(ledger, request, books).lines
    lines: list[object] = [(n.group, n.group_text, n.buffer.entry, n.quantity, tuple(n.shares), n.unallocated) for n in found]
    return lines, [*found.groups()], found.differs


def differing(ledger: Ledger, start: int, end: int) -> list[SharesRequest]:
    """Requests whose lines or total from columns are not those of tracing."""
    asked = [SharesRequest(mode, start, end, clean=clean, multi_level=levels) for mode, clean, levels in KINDS]
    return [r for r in asked if shares_total(ledger, r) != cost_shares(ledger, r, Traced).lines.total or not same_lines(ledger, r)]


def same_lines(ledger: Ledger, request: SharesRequest) -> bool:
    """Whether the report prints the same lines as when it traces every item."""
    return lines_of(ledger, request, Books) == lines_of(ledger, request, Traced)


def with_overhead(ledger: Ledger, seed: int) -> Ledger:
    """Some direct costs become other entry types, receipts are of 13 (nothing divides), some issues are covered in part or created their receipt."""
    random = np.random.default_rng(seed)
    values = ledger.table("Value Entry")
    kinds, amounts = values["Entry Type"].copy(), values["Cost Amount (Actual)"].copy()
    rows = np.flatnonzero(random.random(values.length) < 0.6)
    kinds[rows] = random.integers(0, 5, len(rows))
    amounts[rows] += random.integers(-70_000, 70_000, len(rows)) * 1000
    owners = values["Item Ledger Entry No."].copy()
    owners[1::2][random.random(len(owners) // 2) < 0.5] -= 1  # a value entry of the issue becomes one of its receipt
    entries, applications = ledger.table("Item Ledger Entry"), ledger.table("Item Application Entry")
    pieces = np.where(entries["Positive"], 1_300_000, entries["Quantity"])  # 13 pieces
    own, quantity = applications["Item Ledger Entry No."].copy(), applications["Quantity"].copy()
    applied = np.flatnonzero(applications["Outbound Item Entry No."] != 0)
    some, strange = random.random((2, len(applied))) < 0.03
    quantity[applied[some]] //= 2  # covered in part
    own[applied[strange]] = applications["Inbound Item Entry No."][applied[strange]]  # the issue created its receipt
    return ledger.with_tables(
        values.with_columns({"Entry Type": kinds, "Cost Amount (Actual)": amounts, "Item Ledger Entry No.": owners}),
        entries.with_columns({"Quantity": pieces}),
        applications.with_columns({"Item Ledger Entry No.": own, "Quantity": quantity}),
    )


@given(st.integers(0, 10**9), st.integers(0, 88))
@settings(max_examples=25)
def test_totals_of_random_companies(seed: int, days: int) -> None:
    start = day(2022, 1, 1)
    assert not differing(random_company(seed), start + days // 2, start + days)


@given(st.integers(0, 10**9), st.integers(0, 299))
@settings(max_examples=15)
def test_totals_of_receipts_and_issues_with_every_entry_type(seed: int, days: int) -> None:
    ledger = with_overhead(company(200, items=8, posted=False, seed=seed), seed)
    start = day(2026, 1, 1)
    assert not differing(ledger, start + days // 2, start + days)


def test_totals_of_the_sample(sample: Ledger) -> None:
    for month in (3, 8, 10):
        assert not differing(sample, day(2026, month, 1), day(2026, month, 28))


@pytest.mark.parametrize("name", ["cronus-average", "cronus-open", "cronus-production", "cronus-retail"])
def test_totals_of_the_real_ledgers(name: str, real_ledgers: Path) -> None:
    assert not differing(read_ledger(real_ledgers / f"{name}.xlsx"), 0, day(2001, 12, 31))


def test_plain_items_are_not_traced(monkeypatch: pytest.MonkeyPatch) -> None:
    traced: list[SharesRequest] = []
    ledger = company(400, items=6, posted=False)
    monkeypatch.setattr(cost_shares_totals, "cost_shares", lambda _, request: traced.append(request))
    for mode, clean, levels in KINDS:
        assert shares_total(ledger, SharesRequest(mode, day(2026, 10, 1), day(2026, 10, 31), clean=clean, multi_level=levels))
    assert not traced
