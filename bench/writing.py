"""Writing a long list into a template, beside openpyxl's streaming writer on an empty workbook.

python bench/writing.py [ROWS] [--full]      200,000 x 20 cells; --full: 1,000,000 x 20

Ours fills the house template (styles, table, head, links); the peer writes bare values without any style. Peak memory is that
of the process, its input columns included. Each writer runs in a process of its own.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

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


def write_ours(rows: int, path: Path) -> None:
    """Into the house template."""
    fill_pack([], path, company="Bench", run_id="0", tables=[table(rows)])


def write_openpyxl(rows: int, path: Path) -> None:
    """Bare values, streamed."""
    from datetime import date

    from openpyxl import Workbook

    source = table(rows)
    lists = []
    for column, values in zip(source.columns, source.values, strict=True):
        listed = values.tolist() if hasattr(values, "tolist") else values
        if column.key in source.days:
            listed = [date.fromordinal(v) for v in listed]
        elif column.key in source.ticks:
            listed = [v / 100_000 for v in listed]
        lists.append(listed)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Entries")
    sheet.append([c.caption for c in source.columns])
    for row in zip(*lists, strict=True):
        sheet.append(row)
    book.save(path)


WRITERS: dict[str, Callable[[int, Path], None]] = {"xlcost": write_ours, "openpyxl": write_openpyxl}


def one(name: str, rows: int) -> None:
    """Run one writer in this process and print its figures."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.xlsx"
        start = time.perf_counter()
        WRITERS[name](rows, path)
        seconds = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{name:10} {rows:>9,} x {COLUMNS}  {seconds:7.2f} s  {peak:6.0f} MB peak  {path.stat().st_size / 1e6:6.1f} MB file", flush=True
        )


if __name__ == "__main__":
    arguments = [a for a in sys.argv[1:] if a != "--full"]
    if arguments and arguments[0] in WRITERS:
        one(arguments[0], int(arguments[1]))
    else:
        count = 1_000_000 if "--full" in sys.argv else int(arguments[0]) if arguments else 200_000
        for writer in WRITERS:
            subprocess.run([sys.executable, __file__, writer, str(count)], check=True)
