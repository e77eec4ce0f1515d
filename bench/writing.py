"""F7: a long table into a template, beside the streaming writers of XlsxWriter and openpyxl on an empty workbook.

Ours fills the house template (styles, table, head, links); the peers write bare values without any style. Each writer runs in a process of
its own; peak memory includes its input columns.
"""

from __future__ import annotations

import importlib.util
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from bench.measure import Measured, run
from xlcost.reports.grid import GridColumn
from xlcost.sheets.pages import DataTable, fill_pack

COLUMNS = 20


def table(rows: int) -> DataTable:
    """Twenty columns as of a ledger: numbers, repeated codes, dates, amounts and quantities in ticks."""
    random = np.random.default_rng(1)
    columns, values, ticks, days = [], [], set(), set()
    for n in range(COLUMNS):
        key = f"c{n}"
        kind = ("entry no.", "code", "date", "amount", "quantity")[n % 5]
        columns.append(GridColumn(key, f"{kind.capitalize()} {n}", kind))
        if kind == "entry no.":
            values.append(np.arange(rows))
        elif kind == "code":
            names = [f"ITEM{m:04d}" for m in range(500)]
            values.append([names[m % 500] for m in range(rows)])
        elif kind == "date":
            values.append(739_000 + random.integers(0, 700, rows))
            days.add(key)
        else:
            values.append(random.integers(-(10**9), 10**9, rows) * 1000 if kind == "amount" else random.integers(0, 100_000, rows) * 1000)
            ticks.add(key)
    return DataTable("Entries", "Entries", f"{rows:,} rows.", columns, values, ticks=frozenset(ticks), days=frozenset(days))


def cells(rows: int) -> list[list[Any]]:
    """The same columns as numbers and texts; dates as serial numbers."""
    source = table(rows)
    lists = []
    for column, values in zip(source.columns, source.values, strict=True):
        listed = values.tolist() if hasattr(values, "tolist") else values
        if column.key in source.days:
            listed = [v - 693_594 for v in listed]
        elif column.key in source.ticks:
            listed = [v / 100_000 for v in listed]
        lists.append(listed)
    return lists


def write_ours(rows: int, path: Path) -> None:
    """Into the house template."""
    fill_pack([], path, company="Bench", run_id="0", tables=[table(rows)])


def write_openpyxl(rows: int, path: Path) -> None:
    """Bare values, streamed."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Entries")
    for row in zip(*cells(rows), strict=True):
        sheet.append(row)
    book.save(path)


def write_xlsxwriter(rows: int, path: Path) -> None:
    """Bare values in constant memory."""
    from xlsxwriter import Workbook

    with Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Entries")
        for number, row in enumerate(zip(*cells(rows), strict=True)):
            sheet.write_row(number, 0, row)


WRITERS: dict[str, Callable[[int, Path], None]] = {"xlcost": write_ours, "openpyxl": write_openpyxl, "xlsxwriter": write_xlsxwriter}


def measure(size: int) -> Iterator[Measured]:
    """Ours beside each streaming writer."""
    with tempfile.TemporaryDirectory() as folder:
        found = {}
        for name in WRITERS:
            if importlib.util.find_spec(name) is not None:
                found[name] = min(run([sys.executable, "-m", "bench.writing", name, str(size), str(Path(folder) / "out.xlsx")]) for _ in range(1 if size > 200_000 else 2))
    seconds, memory = found.pop("xlcost")
    for name, (peer, _) in found.items():
        holds = seconds <= 25 and memory < 1024 if size == 1_000_000 else None
        label = {"openpyxl": "openpyxl write-only", "xlsxwriter": "XlsxWriter constant memory"}[name]
        yield Measured("F7", f"write {size:,} x {COLUMNS} into a template", seconds, f"{label}, no template", peer, "1,000,000: 25 s, 1 GB", holds, memory)


if __name__ == "__main__":
    WRITERS[sys.argv[1]](int(sys.argv[2]), Path(sys.argv[3]))
