"""The outcome of a stage written into the workbook it was read from: changed cells, new rows, sheets for new tables.

The edits are those that a file would get (sheets.row_edits, sheets.patch_sheet.plan), only as values in place of XML.
Either everything is written or nothing: a failure on the way takes back what was done.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from xlcost.faces.host.journal import Journal
from xlcost.faces.host.port import CellValue, Host, HostRefused
from xlcost.faces.host.values import format_for, live_cells
from xlcost.ledger import Ledger
from xlcost.ledger.schema import Column
from xlcost.ledger.tables import TABLES, sheet_title
from xlcost.sheets.fresh_workbook import write_fresh
from xlcost.sheets.patch_sheet import Plan, plan
from xlcost.sheets.row_edits import Content, SheetEdits, ledger_edits
from xlcost.sheets.source import Source

Say = Callable[[str], None]


def plans_of(ledger: Ledger) -> list[Plan]:
    """What writing a ledger back would change, sheet by sheet."""
    source = ledger_source(ledger)
    return [plan(e) for e in ledger_edits(ledger, source, live_cells)]


def ledger_source(ledger: Ledger) -> Source:
    """Where a ledger was read from."""
    assert isinstance(ledger.source, Source), "the ledger was read from a workbook"
    return ledger.source


def protected_sheets(host: Host, plans: list[Plan]) -> list[str]:
    """Titles of the sheets to be changed that are protected."""
    touched = {p.edits.source.title for p in plans}
    return [s.title for s in host.sheets() if s.is_protected and s.title in touched]


def write_back(host: Host, ledger: Ledger, journal: Journal, say: Say = lambda text: None) -> None:
    """Write the changes of a ledger into the workbook; HostRefused H03 when a sheet is protected, W39 when there is no room."""
    plans = plans_of(ledger)
    closed = protected_sheets(host, plans)
    if closed:
        raise HostRefused(
            "H03", f"{', '.join(closed)}: the sheet is protected.", where=closed[0],
            rule="Nothing is written into a protected sheet.", remedy="Review > Unprotect Sheet, then press the button again.",
        )  # fmt: skip
    try:
        for work in plans:
            say(f"writing {work.edits.source.title}")
            _write_sheet(journal, work)
        _new_tables(host, ledger, journal)
    except BaseException:
        journal.take_back()
        raise


def _write_sheet(journal: Journal, work: Plan) -> None:
    edits = work.edits
    _make_room(journal, work)
    columns: dict[int, dict[int, CellValue]] = {}
    for row in edits.cleared:
        for number in edits.source.header.captions:
            columns.setdefault(number, {})[row] = None
    for row, cells in edits.cells.items():
        for number, content in cells.items():
            columns.setdefault(number, {})[row] = content.body
    for number, values in sorted(columns.items()):
        if number not in edits.new_columns:
            journal.change_cells(edits.source.title, number, values)
    for number, (caption, column) in edits.new_columns.items():
        _new_column(journal, work, number, columns.get(number, {}), caption, column)
    _write_rows(journal, work)
    table = edits.source.header.list_object
    if table is not None:
        before, after = (table.last_row, table.last_column), (work.new_last + table.totals_rows, max(table.last_column, work.width))
        moved = _inserted(work)
        if after != (before[0] + moved, before[1]):
            journal.resize(edits.source.title, table.name, (before[0] + moved, before[1]), after)


def _new_column(journal: Journal, work: Plan, number: int, values: dict[int, CellValue], caption: str, column: Column | None) -> None:
    """A column that the sheet did not have: its caption and what stands in the rows that were there."""
    last = max([work.header_row, *values])
    lines: list[list[CellValue]] = [[values.get(row)] for row in range(work.header_row, last + 1)]
    lines[0] = [caption]
    journal.fill_block(work.edits.source.title, work.header_row, number, lines, [format_for(column, "General")])


def _columns(edits: SheetEdits) -> dict[int, Column | None]:
    found: dict[int, Column | None] = dict(edits.source.header.columns)
    found |= {n: c for n, (_, c) in edits.new_columns.items()}
    found |= dict.fromkeys(edits.source.header.unknown)
    return found


def _inserted(work: Plan) -> int:
    """How many rows must be inserted above a row of totals."""
    return sum(1 for row in work.targets if work.totals_row and row >= work.totals_row)


def _make_room(journal: Journal, work: Plan) -> None:
    """Rows above a totals row; what else stands below a table is never overwritten (W39)."""
    title = work.edits.source.title
    count = _inserted(work)
    if count:
        journal.insert_rows(title, work.totals_row, count)
        return
    end = max(work.last_row, work.edits.source.header.last_row if work.edits.source.header.list_object else 0)
    new = [row for row in work.targets if row > end]
    if not new:
        return
    columns = sorted(_columns(work.edits))
    there = journal.host.read_range(title, min(new), columns[0], len(new), columns[-1] - columns[0] + 1)
    if any(v not in (None, "") for line in there for v in line):
        raise HostRefused(
            "W39", f"{len(new):,} new rows do not fit: something stands below the table.", where=f"{title}, row {min(new)}",
            rule="What stands below a table is never overwritten.", remedy="Move it to another sheet, or insert rows above it.",
        )  # fmt: skip


def _write_rows(journal: Journal, work: Plan) -> None:
    """New rows, one block per run of rows and per run of columns."""
    if not work.targets:
        return
    title, columns = work.edits.source.title, _columns(work.edits)
    model = work.last_row if work.last_row > work.header_row else 0
    rows = sorted(work.targets)
    for first, last in _runs(rows):
        for left, right in _runs(sorted(columns)):
            span = range(left, right + 1)
            there = journal.host.formats(title, model, left, len(span)) if model else ["General"] * len(span)
            formats = [format_for(columns[n], f) for n, f in zip(span, there, strict=True)]
            values = [[_body(work.targets[row].get(n)) for n in span] for row in range(first, last + 1)]
            journal.fill_block(title, first, left, values, formats)


def _body(content: Content | None) -> Any:
    return None if content is None else content.body


def _runs(numbers: list[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for n in numbers:
        if found and n == found[-1][1] + 1:
            found[-1] = (found[-1][0], n)
        else:
            found.append((n, n))
    return found


def _new_tables(host: Host, ledger: Ledger, journal: Journal) -> None:
    """A sheet for each table that the workbook had none for."""
    there = {s.table for s in ledger_source(ledger).sheets}
    tables = [t for d in TABLES if (t := ledger.tables.get(d.name)) is not None and d.name not in there and t.length]
    if not tables:
        return
    titles = [sheet_title(t.name) for t in tables]
    taken = {t.casefold() for t in host.titles()}
    clash = [t for t in titles if t.casefold() in taken]
    if clash:
        raise HostRefused(
            "W14", f"The workbook has a sheet {clash[0]!r} that could not be used for its table.", where=clash[0],
            rule="A table needs a sheet of its name.", remedy="Rename that sheet and press the button again.",
        )  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="xlcost-") as folder:
        path = Path(folder) / "tables.xlsx"
        write_fresh(path, tables)
        host.take_sheets(path, titles)
    for title in titles:
        journal.added_sheet(title)
