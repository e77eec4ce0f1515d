"""The demo ledgers that stand beside the repository, and small workbooks made on the spot."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from xlcost import Ledger, LedgerInvalid, Problem, read_ledger

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
DEMOS = ("cronus-average", "cronus-open", "cronus-production", "cronus-retail")

Sheets = Mapping[str, Sequence[Sequence[Any]]]

LOCATIONS: Sheets = {"Locations": [["Code", "Name"], ["BLUE", "Blue Warehouse"], ["RED", "Red Warehouse"]]}


def demo(name: str) -> Path:
    """Path of a demo ledger; a test fails with a clear sentence when it is not there."""
    path = DATA / f"{name}.xlsx"
    if not path.exists():
        pytest.fail(f"{path} is missing: the demo ledgers belong into ../shared/data beside the repository")
    return path


def workbook(path: Path, sheets: Sheets, finish: Callable[[Any], None] | None = None) -> Path:
    """A workbook with these rows per sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    if finish:
        finish(book)
    book.save(path)
    return path


def with_part(path: Path, target: Path, part: str, change: Callable[[bytes], bytes | None]) -> Path:
    """A copy of a workbook in which one part is changed (None drops it)."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for info in source.infolist():
            content: bytes | None = source.read(info)
            if info.filename == part:
                content = change(source.read(info))
            if content is not None:
                copy.writestr(info.filename, content)
    return target


def problems_of(path: Path) -> list[Problem]:
    """All problems of a workbook, whether it can be read or not."""
    try:
        return list(read_ledger(path).problems)
    except LedgerInvalid as error:
        return error.problems


def contents(ledger: Ledger, declared: bool = False) -> dict[str, list[str]]:
    """What a ledger records (in declared columns only, if asked), in an order that does not depend on the order of rows."""
    known = {name: {*table.definition.by_caption, *table.definition.calculated_captions} for name, table in ledger.tables.items()}
    return {
        name: sorted(str(sorted((k, v) for k, v in r.items() if not declared or k in known[name])) for r in ledger.records(name))
        for name in ledger.tables
    }
