"""What has changed in a table since it was read, as edits of the sheets it came from.

The table as it is now is laid beside the table as it was read, by primary key. Worked example: value entry 14 got Cost
Posted to G/L 0.01 and entry 83 is new: one cell of the row that held entry 14, and one new row below the last one.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.calculated import calculated_fields
from xlcost.ledger.schema import Column
from xlcost.ledger.table import Table
from xlcost.money import Array
from xlcost.sheets.fragments import bodies, risky
from xlcost.sheets.source import SheetSource, Source

# The cells of a column of values: as XML for a file (fragments.bodies), as values for a live workbook.
Cells = Callable[["Column | None", Array, bool], Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Content:
    """A new cell: its body ("" or None = empty) and whether its text looks like a formula."""

    body: Any
    quoted: bool = False


@dataclass(slots=True)
class SheetEdits:
    """The edits of one sheet: cells by row and column, rows whose cells are cleared, new rows, new columns."""

    source: SheetSource
    cells: dict[int, dict[int, Content]] = field(default_factory=lambda: defaultdict(dict))
    cleared: set[int] = field(default_factory=set)
    added: list[dict[int, Content]] = field(default_factory=list)
    new_columns: dict[int, tuple[str, Column | None]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.cells or self.cleared or self.added or self.new_columns)


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Positions before and now of the rows that stayed; positions before of the removed, now of the added."""

    before: Array
    now: Array
    removed: Array
    added: Array


def table_edits(
    sources: list[SheetSource], old: Table, new: Table, flow: dict[str, tuple[Array, Array]], date_1904: bool, cells: Cells = bodies
) -> list[SheetEdits]:
    """Edits of each sheet that a table came from. `flow`: calculated columns (as read, as they are now) by caption."""
    pairs = _pairs(old, new)
    edits = [SheetEdits(s) for s in sources]
    places = _places(edits, old.length)
    for position in pairs.removed.tolist():
        sheet, row = places[position]
        sheet.cleared.add(row)
    changed = _changes(old, new, flow, pairs)
    home = edits[-1]
    last = {e.source.title: max(e.source.header.captions) for e in edits}
    for caption, (column, values, rows_before, rows_now) in changed.items():
        for sheet in edits:
            number = _column_number(sheet, caption)
            mine = [i for i, p in enumerate(rows_before) if places[p][0] is sheet]
            filled = sheet is home and len(pairs.added) > 0 and _matters(new, column, caption, values[pairs.added])
            if number is None:
                if caption in new.definition.calculated_captions or not (filled or (mine and column is not None)):
                    continue
                last[sheet.source.title] += 1
                number = last[sheet.source.title]
                sheet.new_columns[number] = (caption, column)
                stayed = [(p, n) for p, n in zip(pairs.before.tolist(), pairs.now.tolist(), strict=True) if places[p][0] is sheet]
                _put(sheet, number, column, values, [(places[p][1], n) for p, n in stayed], date_1904, cells)
            else:
                _put(sheet, number, column, values, [(places[rows_before[i]][1], rows_now[i]) for i in mine], date_1904, cells)
    if len(pairs.added):
        _add(home, new, flow, pairs.added, date_1904, cells)
    return edits


def _places(edits: list[SheetEdits], length: int) -> list[tuple[SheetEdits, int]]:
    """(sheet, row) of each row as read."""
    places: list[tuple[SheetEdits, int]] = [(edits[0], 0)] * length
    for sheet in edits:
        for position, row in zip(sheet.source.keys.tolist(), sheet.source.rows.tolist(), strict=True):
            places[position] = (sheet, row)
    return places


def _pairs(old: Table, new: Table) -> _Pairs:
    if new is old:
        same = np.arange(old.length)
        nothing = np.empty(0, dtype=np.int64)
        return _Pairs(same, same, nothing, nothing)
    waiting: dict[Any, deque[int]] = defaultdict(deque)
    for i, key in enumerate(_keys(old)):
        waiting[key].append(i)
    before, now, added = [], [], []
    for i, key in enumerate(_keys(new)):
        queue = waiting.get(key)
        if queue:
            before.append(queue.popleft())
            now.append(i)
        else:
            added.append(i)
    removed = sorted(i for queue in waiting.values() for i in queue)
    return _Pairs(*(np.array(x, dtype=np.int64) for x in (before, now, removed, added)))


def _keys(table: Table) -> list[Any]:
    """What identifies a row: the key; for a setup row its being there; else the row of the sheet or all its values."""
    if table.definition.key:
        return table.keys(table.definition.key)
    if table.definition.is_setup:
        return list(range(table.length))
    return table.tuples([c.caption for c in table.definition.columns])


def _changes(
    old: Table, new: Table, flow: dict[str, tuple[Array, Array]], pairs: _Pairs
) -> dict[str, tuple[Column | None, Array, list[int], list[int]]]:
    """(column, values now, changed rows as positions before and now) of each column with changes or of added rows."""
    found: dict[str, tuple[Column | None, Array, list[int], list[int]]] = {}

    def compare(caption: str, column: Column | None, was: Array, values: Array) -> None:
        if was is values and not len(pairs.added):
            return
        differs = np.flatnonzero(was[pairs.before] != values[pairs.now])
        if len(differs) or len(pairs.added):
            found[caption] = (column, values, pairs.before[differs].tolist(), pairs.now[differs].tolist())

    for column in new.definition.columns:
        if column.caption in new.columns or column.caption in old.columns:
            compare(column.caption, column, old[column.caption], new[column.caption])
    for column in new.definition.calculated:
        if column.caption in flow:
            compare(column.caption, column, *flow[column.caption])
    for caption, values in new.extra.items():
        compare(caption, None, old.extra.get(caption, np.full(old.length, None, dtype=object)), values)
    return found


def _column_number(sheet: SheetEdits, caption: str) -> int | None:
    for number, column in sheet.source.header.columns.items():
        if column.caption == caption:
            return number
    return next((n for n, given in sheet.source.header.unknown.items() if given == caption), None)


def _matters(new: Table, column: Column | None, caption: str, values: Array) -> bool:
    """Whether a column that the sheet lacks must be added for these rows: some value is not what reading would assume."""
    if column is None:
        return any(v is not None for v in values.tolist())
    if column.caption in new.definition.calculated_captions:
        return False
    if column.derive is not None:
        bare = Table(new.definition, new.length, {c: v for c, v in new.columns.items() if c != caption})
        return bool((new[caption] != bare[caption]).any())
    default = column.blank if column.missing is None else column.missing
    return any(v != default for v in values.tolist())


def _put(
    sheet: SheetEdits, number: int, column: Column | None, values: Array, rows: list[tuple[int, int]], date_1904: bool, cells: Cells
) -> None:
    if not rows:
        return
    chosen = values[np.array([n for _, n in rows], dtype=np.int64)]
    for (row, _), value, body in zip(rows, chosen.tolist(), cells(column, chosen, date_1904), strict=True):
        sheet.cells[row][number] = Content(body, risky(value))


def _add(sheet: SheetEdits, new: Table, flow: dict[str, tuple[Array, Array]], added: Array, date_1904: bool, cells: Cells) -> None:
    rows: list[dict[int, Content]] = [{} for _ in range(len(added))]
    numbers = {**sheet.source.header.columns, **{n: c for n, (_, c) in sheet.new_columns.items()}}
    for number, column in numbers.items():
        if column is None:
            continue
        if column.caption in new.definition.calculated_captions:
            if column.caption not in flow:
                continue
            values = flow[column.caption][1][added]
        else:
            values = new[column.caption][added]
        for row, value, body in zip(rows, values.tolist(), cells(column, values, date_1904), strict=True):
            if body not in ("", None):
                row[number] = Content(body, risky(value))
    unknown = {**sheet.source.header.unknown, **{n: c for n, (c, known) in sheet.new_columns.items() if known is None}}
    for number, caption in unknown.items():
        if caption in new.extra:
            values = new.extra[caption][added]
            for row, value, body in zip(rows, values.tolist(), cells(None, values, date_1904), strict=True):
                if body not in ("", None):
                    row[number] = Content(body, risky(value))
    sheet.added = rows


def ledger_edits(ledger: Ledger, source: Source, cells: Cells = bodies) -> list[SheetEdits]:
    """The edits of every sheet that a ledger came from; sheets without any are left out."""
    before = Ledger(source.originals)
    found: list[SheetEdits] = []
    for name, old in source.originals.items():
        new, sheets = ledger.table(name), [s for s in source.sheets if s.table == name]
        if not sheets:
            continue
        was, now = calculated_fields(before, name), calculated_fields(ledger, name)
        on_sheet = {c.caption for s in sheets for c in s.header.columns.values()}
        flow: dict[str, tuple[Array, Array]] = {c: (was[c], now[c]) for c in now if c in on_sheet}
        found += table_edits(sheets, old, new, flow, source.date_1904, cells)
    return [e for e in found if e]
