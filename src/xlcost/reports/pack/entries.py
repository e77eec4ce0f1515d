"""Sheets Value Entries and G-L Entries: what stands behind the figures, grouped so that each group ends on its figure."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from xlcost.ledger import Table
from xlcost.ledger.schema import Kind
from xlcost.ledger.values import show
from xlcost.money import to_decimal, total
from xlcost.reports.close import Close
from xlcost.reports.grid import Block, GridColumn, Line, Page, Rank
from xlcost.reports.pack.common import EXPLAINED, Facts, causes_of, count, entries_of, options_line
from xlcost.reports.period import show_date

VALUE_ENTRIES, GL_ENTRIES = "Value Entries", "G-L Entries"
MOST_LINES = 200_000  # above this only the entries that a cause or a skip points to are listed

_VALUE = {
    "entry_no": ("Entry No.", "entry no."),
    "posting_date": ("Posting Date", "date"),
    "item_ledger_entry_type": ("Item Ledger Entry Type", "text"),
    "entry_type": ("Entry Type", "text"),
    "document_no": ("Document No.", "code"),
    "location_code": ("Location Code", "code"),
    "item_ledger_entry_no": ("Item Ledger Entry No.", "entry no."),
    "invoiced_quantity": ("Invoiced Quantity", "quantity"),
    "actual": ("Cost Amount (Actual)", "amount"),
    "expected": ("Cost Amount (Expected)", "amount"),
    "posted": ("Cost Posted to G/L", "amount"),
    "expected_posted": ("Expected Cost Posted to G/L", "amount"),
}
_GL = {
    "entry_no": ("Entry No.", "entry no."),
    "posting_date": ("Posting Date", "date"),
    "document_no": ("Document No.", "code"),
    "description": ("Description", "text"),
    "source_code": ("Source Code", "code"),
    "amount": ("Amount", "amount"),
}
_SUMS = ("actual", "expected", "posted", "expected_posted", "amount")


def _columns(group: str, fields: dict[str, tuple[str, str]]) -> tuple[GridColumn, ...]:
    return (GridColumn("group", group, "code"), *(GridColumn(k, c, kind, sums=k in _SUMS) for k, (c, kind) in fields.items()))


def entry_pages(close: Close, facts: Facts) -> list[Page]:
    """The two entry sheets."""
    return [_value_entries(close, facts), _gl_entries(close, facts)]


def _linked(close: Close) -> tuple[set[int], set[int]]:
    """Numbers of the value entries and G/L entries that Explained and the posting test link to."""
    found = [e for cause in causes_of(close) for e in entries_of(close, cause)]
    values = {int(e.get("Value Entry No.") or 0) for e in found} | {int(s["Value Entry No."]) for s in close.posting.skipped}
    return values - {0}, {int(e.get("G/L Entry No.") or 0) for e in found} - {0}


def _value_entries(close: Close, facts: Facts) -> Page:
    table = close.ledger.table("Value Entry")
    linked = _linked(close)[0]
    chosen = np.flatnonzero(table["Posting Date"] <= close.options.period.last.toordinal())
    listed = "all value entries"
    if len(chosen) > MOST_LINES:
        chosen = chosen[np.isin(table["Entry No."][chosen], np.array(sorted(linked), dtype=np.int64))]
        listed = "the value entries that other sheets point to"
    lines = _groups(table, chosen, "Item No.", _VALUE, linked, "item")
    value = total(table["Cost Amount (Actual)"][chosen])
    number = count(len(chosen), "value entry", "value entries")
    message = f"{number} up to {show_date(close.options.period.last)}, {to_decimal(value):,.2f} of actual cost; each item ends on its sum."
    options = options_line(close, facts, listed, "by item, posting date, entry no.")
    return Page(
        VALUE_ENTRIES,
        "entries",
        "Value entries",
        message,
        options,
        (Block("", _columns("Item No.", _VALUE), lines),),
        came_from=("Cover", "Inventory Valuation", EXPLAINED),
    )


def _gl_entries(close: Close, facts: Facts) -> Page:
    table = close.ledger.table("G/L Entry")
    accounts = set(close.reconciliation.accounts)
    linked = _linked(close)[1]
    inside = (table["Posting Date"] <= close.options.period.last.toordinal()) & np.fromiter(
        (no in accounts for no in table["G/L Account No."].tolist()), np.bool_, table.length
    )
    chosen = np.flatnonzero(inside | np.isin(table["Entry No."], np.array(sorted(linked), dtype=np.int64)))
    listed = "all G/L entries on accounts of inventory"
    if len(chosen) > MOST_LINES:
        chosen = chosen[np.isin(table["Entry No."][chosen], np.array(sorted(linked), dtype=np.int64))]
        listed = "the G/L entries that other sheets point to"
    lines = _groups(table, chosen, "G/L Account No.", _GL, linked, "account")
    message = (
        f"{count(len(chosen), 'G/L entry', 'G/L entries')} up to {show_date(close.options.period.last)}; each account ends on its balance."
    )
    options = options_line(close, facts, listed, "by account, posting date, entry no.")
    return Page(
        GL_ENTRIES,
        "entries",
        "G/L entries",
        message,
        options,
        (Block("", _columns("G/L Account No.", _GL), lines),),
        came_from=("Cover", EXPLAINED),
    )


def _groups(table: Table, chosen: Any, by: str, fields: dict[str, tuple[str, str]], linked: set[int], word: str) -> list[Line]:
    keys, days, numbers = table[by][chosen], table["Posting Date"][chosen], table["Entry No."][chosen]
    order = sorted(range(len(chosen)), key=lambda i: (keys[i], days[i], numbers[i]))
    captions = [c for c, _ in fields.values()]
    columns = [_shown(table, c, chosen) for c in captions]
    names = tuple(fields)
    lines: list[Line] = []
    start = 0
    while start < len(order):
        key = keys[order[start]]
        end = start
        while end < len(order) and keys[order[end]] == key:
            end += 1
        lines += _group(key, [(i, [c[i] for c in columns]) for i in order[start:end]], names, numbers, linked, word)
        start = end
    sums = {k: _sum(table, chosen, fields[k][0]) for k in names if k in _SUMS}
    lines.append(Line(Rank.TOTAL, {"group": "Total", **sums}))
    return lines


def _group(key: str, rows: list[tuple[int, list[Any]]], names: tuple[str, ...], numbers: Any, linked: set[int], word: str) -> list[Line]:
    label = key or "(none)"
    lines = [Line(Rank.HEADING, {"group": label}, 1, label, anchor=f"{word}_{key}")]
    sums: dict[str, Decimal] = {k: Decimal("0.00") for k in names if k in _SUMS}
    for i, values in rows:
        cells = dict(zip(names, values, strict=True))
        for k in sums:
            sums[k] += cells[k]
        number = int(numbers[i])
        lines.append(Line(Rank.DETAIL, cells, 2, label, anchor=f"entry_{number}" if number in linked else ""))
    lines.append(Line(Rank.SUBTOTAL, {"group": label, **sums}, 1, label))
    return lines


def _shown(table: Table, caption: str, chosen: Any) -> list[Any]:
    column = table.definition.by_caption[caption]
    values = table[caption][chosen].tolist()
    if column.kind in (Kind.ENTRY_NO, Kind.INTEGER) or column.kind.is_text:
        return values  # type: ignore[no-any-return]
    known: dict[Any, Any] = {}
    return [known[v] if v in known else known.setdefault(v, show(column, v)) for v in values]


def _sum(table: Table, chosen: Any, caption: str) -> Decimal:
    return to_decimal(total(table[caption][chosen]))
