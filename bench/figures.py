"""F3, F4 and F7: valuation from a loaded ledger, reading a value-entry sheet, writing a long table; each beside a peer.

python bench/figures.py [--size 100000]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from company import company

from xlcost import Ledger, read_ledger, run_report, write_ledger


def seconds(work: Callable[[], Any], times: int = 3) -> float:
    """Best of some runs."""
    best = 1e9
    for _ in range(times):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def _view(report: Any, fresh: list[Ledger], options: Any) -> Any:
    return report.view(fresh.pop(), options)


def valuation(ledger: Ledger) -> None:
    from xlcost.reports import find_report

    report = find_report("Inventory Valuation")
    options: Any = report.options.model_validate({"Starting Date": "2026-10-01", "Ending Date": "2026-10-31", "Include Expected Cost": True})
    fresh = [Ledger(ledger.tables) for _ in range(3)]
    figures = seconds(partial(_view, report, fresh, options))
    whole = seconds(lambda: run_report(ledger, report.name, options.model_dump(by_alias=True)))
    frame = ledger.table("Value Entry")
    import pandas as pd

    table = pd.DataFrame({c: frame[c] for c in ("Item No.", "Cost Amount (Actual)", "Posting Date")})
    peer = seconds(lambda: table[table["Posting Date"] <= 739920].groupby("Item No.")["Cost Amount (Actual)"].sum())
    print(f"F3 valuation of {frame.length:,} value entries: figures {figures * 1000:.0f} ms, laid out with links {whole * 1000:.0f} ms")
    print(f"   one pandas groupby of one column: {peer * 1000:.0f} ms, ratio {figures / peer:.1f}")


def reading(ledger: Ledger, folder: Path) -> None:
    import openpyxl
    from python_calamine import CalamineWorkbook

    path = folder / "VALUES.xlsx"
    write_ledger(Ledger({"Value Entry": ledger.table("Value Entry")}), path)
    ours = seconds(lambda: read_ledger(path), 2)
    alone = seconds(lambda: CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Value Entry").to_python(), 2)
    slow = seconds(lambda: [list(r) for r in openpyxl.load_workbook(path, read_only=True)["Value Entry"].iter_rows(values_only=True)], 1)
    columns = len(ledger.table("Value Entry").given)
    print(f"F4 read {ledger.table('Value Entry').length:,} x {columns}: {ours:.2f} s, calamine alone {alone:.2f} s (ratio {ours / alone:.1f})")
    print(f"   openpyxl read-only {slow:.2f} s (ratio {slow / ours:.1f})")


def writing(rows: int, folder: Path) -> None:
    import numpy as np
    import openpyxl

    from xlcost.reports.grid import GridColumn
    from xlcost.sheets.pages import DataTable, fill_pack

    columns = [GridColumn(f"c{n}", f"Column {n}", "amount" if n % 2 else "code") for n in range(20)]
    random = np.random.default_rng(1)
    values = [random.integers(0, 10**9, rows) * 1000 if n % 2 else [f"D{v}" for v in random.integers(0, 5000, rows).tolist()] for n in range(20)]
    table = DataTable("Data", "Data", "Rows.", columns, values, ticks=frozenset(c.key for c in columns if c.kind == "amount"))
    ours = seconds(lambda: fill_pack([], folder / "OURS.xlsx", company="Bench", run_id="Run", tables=[table]), 1)

    def peer() -> None:
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet()
        for row in zip(*([int(x) / 100000 for x in v] if not isinstance(v, list) else v for v in values), strict=True):
            sheet.append(row)
        book.save(folder / "PEER.xlsx")

    slow = seconds(peer, 1)
    print(f"F7 write {rows:,} x 20 into a template: {ours:.1f} s; openpyxl write-only, no template: {slow:.1f} s (ratio {slow / ours:.1f})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100_000)
    size = parser.parse_args().size
    ledger = company(size)
    with tempfile.TemporaryDirectory() as folder:
        valuation(ledger)
        reading(ledger, Path(folder))
        writing(size, Path(folder))


if __name__ == "__main__":
    main()
