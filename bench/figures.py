"""F3: Inventory Valuation from a loaded ledger, beside pandas and beside the SUMIFS of a spreadsheet."""

from __future__ import annotations

import resource
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl

from bench.company import company
from bench.measure import Measured, best, best_of_fresh, peak
from xlcost import Ledger, run_report
from xlcost.money import TICKS
from xlcost.reports import find_report

ASKED = {"Starting Date": "2026-10-01", "Ending Date": "2026-10-31", "Include Expected Cost": True}
SUMIFS_UP_TO = 100_000


def fresh(ledger: Ledger) -> Ledger:
    """The same ledger with nothing remembered, as it is just after reading."""
    return Ledger({name: table.with_columns({}) for name, table in ledger.tables.items()})


def measure(size: int) -> Iterator[Measured]:
    """Figures, and the report laid out."""
    import pandas as pd

    ledger = company(size, posted=False)
    report = find_report("Inventory Valuation")
    options: Any = report.options.model_validate(ASKED)
    figures = best_of_fresh(lambda: fresh(ledger), lambda made: report.view(made, options), 5)
    whole = best_of_fresh(lambda: fresh(ledger), lambda made: run_report(made, report.name, ASKED))
    table = ledger.table("Value Entry")
    frame = pd.DataFrame({c: table[c] for c in ("Item No.", "Cost Amount (Actual)", "Posting Date")})
    peer = best(lambda: frame[frame["Posting Date"] <= 739_920].groupby("Item No.")["Cost Amount (Actual)"].sum())
    name = f"Inventory Valuation, {size:,} value entries x 500 items, from a loaded ledger"
    yield Measured("F3", f"{name}: figures", figures, "pandas, one sum by item", peer, "30 ms", figures <= 0.03 if size == 100_000 else None, peak())
    office = sumifs(ledger) if size <= SUMIFS_UP_TO else None
    yield Measured("F3", f"{name}: laid out, entries behind each amount", whole, "LibreOffice, SUMIFS of four columns", office, memory=peak())


def sumifs(ledger: Ledger) -> float | None:
    """Seconds that LibreOffice takes to calculate the same figures with SUMIFS, loading and saving left out; None without it."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "libreoffice"))
    from office import OfficeMissing, convert

    with tempfile.TemporaryDirectory() as folder:
        times = []
        for formulas in (True, False):
            path = Path(folder) / f"{formulas}.xlsx"
            spreadsheet(ledger, formulas, path)
            start = used_by_children()
            try:
                convert(path, Path(folder) / "out", "xlsx:Calc MS Excel 2007 XML", 900)
            except OfficeMissing:
                return None
            times.append(used_by_children() - start)
    return times[0] - times[1]


def used_by_children() -> float:
    """CPU seconds of the processes that were started and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def spreadsheet(ledger: Ledger, formulas: bool, path: Path) -> None:
    """Value entries on one sheet, per item four SUMIFS on another: opening, increases, decreases, posted."""
    values = ledger.table("Value Entry")
    book = openpyxl.Workbook(write_only=True)
    data, report = book.create_sheet("Data"), book.create_sheet("Report")
    captions = ("Item No.", "Posting Date", "Item Ledger Entry Type", "Cost Amount (Actual)", "Cost Posted to G/L")
    for item, day, kind, amount, posted in values.tuples(captions):
        data.append([item, day, kind, amount / TICKS, posted / TICKS])
    last = values.length
    key, date, kind, amount, posted = (f"Data!${c}$1:${c}${last}" for c in "ABCDE")
    start, end = 739_890, 739_920
    for row, (item,) in enumerate(ledger.table("Item").tuples(("No.",)), 1):
        sums = [
            f'=SUMIFS({amount},{key},A{row},{date},"<{start}")',
            f'=SUMIFS({amount},{key},A{row},{date},">={start}",{date},"<={end}",{kind},0)',
            f'=SUMIFS({amount},{key},A{row},{date},">={start}",{date},"<={end}",{kind},1)',
            f'=SUMIFS({posted},{key},A{row},{date},"<={end}")',
        ]
        report.append([item, *(sums if formulas else [0, 0, 0, 0])])
    book.save(path)
