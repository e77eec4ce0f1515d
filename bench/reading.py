"""F4: a value-entry sheet into exact columns, the guard included, beside the bare readers."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
from python_calamine import CalamineWorkbook

from bench.company import company
from bench.measure import Measured, best, peak
from xlcost import Ledger, read_ledger, write_ledger


def measure(size: int) -> Iterator[Measured]:
    """Ours, python-calamine to Python lists, openpyxl read-only."""
    table = company(size).table("Value Entry")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "VALUES.xlsx"
        write_ledger(Ledger({"Value Entry": table}), path)
        before = peak()
        ours = best(lambda: read_ledger(path), 3)
        memory = peak()
        calamine = best(lambda: CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Value Entry").to_python(), 2)
        slow = best(lambda: [list(r) for r in openpyxl.load_workbook(path, read_only=True)["Value Entry"].iter_rows(values_only=True)], 1)
    name = f"read a sheet of {size:,} x {len(table.given)} into exact columns, guard included"
    note = f"peak {memory - before:,} MB above the ledger it was written from"
    yield Measured("F4", name, ours, "python-calamine alone", calamine, "at most 2 x calamine", ours <= 2 * calamine, memory, note)
    yield Measured("F4", name, ours, "openpyxl read-only", slow, "at least 5 x", slow >= 5 * ours)
