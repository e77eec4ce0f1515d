"""Ledgers and results as tables in text, so that a test reads like a page of a controller's notes.

    ledger('''
    Item | No.  | Costing Method
         | LAMP | FIFO
    ''')

The first cell of a line names the table and starts its captions; lines with an empty first cell are its rows; blank cells are not given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from xlcost import Ledger, run_report
from xlcost.reports.grid import Grid

# what a row says that gives nothing else
USUAL: dict[str, dict[str, Any]] = {
    "Value Entry": {"Entry Type": "Direct Cost", "Item Ledger Entry No.": 0},
    "Item Application Entry": {"Cost Application": "Yes"},
}


def ledger(text: str) -> Ledger:
    """The ledger of a text."""
    tables: dict[str, list[dict[str, Any]]] = {}
    name, captions = "", []
    for line in text.strip().splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if not any(cells):
            continue
        if cells[0]:
            name, captions = cells[0], cells[1:]
            tables.setdefault(name, [])
        else:
            row = {caption: value for caption, value in zip(captions, cells[1:], strict=True) if value}
            tables[name].append({**USUAL.get(name, {}), **row})
    return Ledger.from_records(tables)


def rows(source: Ledger | Grid, name: str, columns: str, **options: Any) -> list[str]:
    """The rows of a report as lines of the named columns; options with underscores for blanks."""
    grid = source if isinstance(source, Grid) else run_report(source, name, {k.replace("_", " "): v for k, v in options.items()})
    wanted = [c.strip() for c in columns.split("|")]
    return [" | ".join(_cell(record.get(c)) for c in wanted) for record in grid.records()]


def table(text: str) -> list[str]:
    """Expected rows: the lines of a text, cells trimmed."""
    return [" | ".join(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines()]


def codes(warnings: Iterable[Mapping[str, Any]]) -> list[str]:
    """The codes of the warnings of a report."""
    return [str(w["Code"]) for w in warnings]


def _cell(value: Any) -> str:
    if isinstance(value, Decimal):
        rounded = round(value, 5)
        return f"{rounded:.2f}" if rounded == round(value, 2) else f"{rounded:f}".rstrip("0")
    return "" if value is None else str(value)
