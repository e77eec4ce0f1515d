"""Sheets Value Entries and G-L Entries: what stands behind the figures, grouped so that each group ends on its figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
from xlcost.reports.pack.drill_columns import MOST_LINES
from xlcost.reports.period import show_date

VALUE_ENTRIES, GL_ENTRIES = "Value Entries", "G-L Entries"

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


def entry_pages(close: Close, facts: Facts, behind: Sequence[Page] = ()) -> list[Page]:
    """The entry sheets: `behind` the reports, value entries when none of these lists them, G/L entries; a longer list is a data table (`entry_lists`)."""
    listed = any(page.sheet == VALUE_ENTRIES for page in behind)
    pages = [*behind, None if listed else _value_entries(close, facts), _gl_entries(close, facts)]
    return [p for p in pages if p is not None]


@dataclass(frozen=True)
class EntryList:
    """A list of entries too long for printed groups: columns, positions of the rows in the table, runs of rows by anchor."""

    sheet: str
    title: str
    message: str
    options: str
    table: Table
    columns: tuple[GridColumn, ...]
    captions: tuple[str, ...]
    order: Any
    anchors: dict[str, tuple[int, int]]
    measure: str
    computed: Mapping[str, Any] = field(default_factory=dict)  # further columns in ticks, after those of the table, by key


def value_columns() -> tuple[tuple[GridColumn, ...], tuple[str, ...]]:
    """Columns of a list of value entries, and their captions in the table."""
    columns = (GridColumn("group", "Item No.", "code"), *(GridColumn(k, c, kind) for k, (c, kind) in _VALUE.items()))
    return columns, ("Item No.", *(c for c, _ in _VALUE.values()))


def entry_lists(close: Close, facts: Facts) -> list[EntryList]:
    """The entry sheets that are too long for printed groups."""
    found = []
    for sheet, name, by, fields, word, linked in (
        (VALUE_ENTRIES, "Value Entry", "Item No.", _VALUE, "item", _linked(close)[0]),
        (GL_ENTRIES, "G/L Entry", "G/L Account No.", _GL, "account", _linked(close)[1]),
    ):
        table = close.ledger.table(name)
        chosen = _chosen(close, sheet)
        if len(chosen) <= MOST_LINES:
            continue
        keys = table.codes(by)[0][chosen]
        order = chosen[np.lexsort([table["Entry No."][chosen], table["Posting Date"][chosen], keys])]
        anchors = _runs(table, by, order, word)
        numbers = table["Entry No."][order]
        for place in np.flatnonzero(np.isin(numbers, np.array(sorted(linked), dtype=np.int64))).tolist():
            anchors[f"entry_{int(numbers[place])}"] = (place, place)
        message = f"{len(order):,} entries up to {show_date(close.options.period.last)}, by {by.lower()}, posting date and entry number."
        columns = (GridColumn("group", by, "code"), *(GridColumn(k, c, kind) for k, (c, kind) in fields.items()))
        captions = (by, *(c for c, _ in fields.values()))
        title = "Value entries" if name == "Value Entry" else "G/L entries"
        measure = "actual" if name == "Value Entry" else "amount"
        found.append(EntryList(sheet, title, message, options_line(close, facts), table, columns, captions, order, anchors, measure))
    return found


def _runs(table: Table, by: str, order: Any, word: str) -> dict[str, tuple[int, int]]:
    numbers, names = table.codes(by)
    keys = numbers[order]
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]).tolist()
    ends = [*(s - 1 for s in starts[1:]), len(order) - 1]
    return {f"{word}_{names[int(keys[s])]}": (s, e) for s, e in zip(starts, ends, strict=True)}


def _chosen(close: Close, sheet: str) -> Any:
    """Positions of the entries of a sheet: value entries up to the end, G/L entries up to it on accounts of inventory."""
    last = close.options.period.last.toordinal()
    if sheet == VALUE_ENTRIES:
        return np.flatnonzero(close.ledger.table("Value Entry")["Posting Date"] <= last)
    table = close.ledger.table("G/L Entry")
    numbers, names = table.codes("G/L Account No.")
    known = np.array([no in close.reconciliation.accounts for no in names], dtype=np.bool_)
    inside = (table["Posting Date"] <= last) & (known[numbers] if len(names) else False)
    linked = np.array(sorted(_linked(close)[1]), dtype=np.int64)
    return np.flatnonzero(inside | np.isin(table["Entry No."], linked))


def linked_value_entries(close: Close) -> frozenset[int]:
    """Numbers of the value entries that other sheets lead to."""
    return frozenset(_linked(close)[0])


def outside_the_valuation(close: Close) -> list[int]:
    """Value entries up to the end that no figure of Inventory Valuation holds: capacity, items without a line."""
    grid, chosen = close.grids.get("Inventory Valuation"), _chosen(close, VALUE_ENTRIES)
    if grid is None or len(chosen) > MOST_LINES:
        return []
    inside = {n for line in grid.lines if line.rank in (Rank.DETAIL, Rank.SECOND) for behind in line.entries.values() for n in behind}
    return [n for n in close.ledger.table("Value Entry")["Entry No."][chosen].tolist() if n not in inside]


def _linked(close: Close) -> tuple[set[int], set[int]]:
    """Numbers of the value entries and G/L entries that Explained and the posting test link to."""
    found = [e for cause in causes_of(close) for e in entries_of(close, cause)]
    values = {int(e.get("Value Entry No.") or 0) for e in found} | {int(s["Value Entry No."]) for s in close.posting.skipped}
    return values - {0}, {int(e.get("G/L Entry No.") or 0) for e in found} - {0}


def _value_entries(close: Close, facts: Facts) -> Page | None:
    table, chosen = close.ledger.table("Value Entry"), _chosen(close, VALUE_ENTRIES)
    if len(chosen) > MOST_LINES:
        return None
    lines = _groups(table, chosen, "Item No.", _VALUE, _linked(close)[0], "item")
    number = count(len(chosen), "value entry", "value entries")
    value = to_decimal(total(table["Cost Amount (Actual)"][chosen]))
    message = f"{number} up to {show_date(close.options.period.last)}, {value:,.2f} of actual cost; each item ends on its sum."
    options = options_line(close, facts, "by item, posting date, entry no.")
    blocks = (Block("", _columns("Item No.", _VALUE), lines),)
    return Page(
        VALUE_ENTRIES,
        "entries",
        "Value entries",
        message,
        options,
        blocks,
        slots={"open": True},
        came_from=("Cover", "Inventory Valuation", EXPLAINED),
    )


def _gl_entries(close: Close, facts: Facts) -> Page | None:
    table, chosen = close.ledger.table("G/L Entry"), _chosen(close, GL_ENTRIES)
    if len(chosen) > MOST_LINES:
        return None
    lines = _groups(table, chosen, "G/L Account No.", _GL, _linked(close)[1], "account")
    number = count(len(chosen), "G/L entry", "G/L entries")
    message = f"{number} on accounts of inventory up to {show_date(close.options.period.last)}; each account ends on its balance."
    options = options_line(close, facts, "by account, posting date, entry no.")
    blocks = (Block("", _columns("G/L Account No.", _GL), lines),)
    return Page(GL_ENTRIES, "entries", "G/L entries", message, options, blocks, slots={"open": True}, came_from=("Cover", EXPLAINED))


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
        return values
    known: dict[Any, Any] = {}
    return [known[v] if v in known else known.setdefault(v, show(column, v)) for v in values]


def _sum(table: Table, chosen: Any, caption: str) -> Decimal:
    return to_decimal(total(table[caption][chosen]))
