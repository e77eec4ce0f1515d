"""Every formula of a workbook recalculated by LibreOffice and compared with its cached value: `python tests/libreoffice/recalculate.py FILE.xlsx`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

sys.path.insert(0, str(Path(__file__).parent))

from office import convert_all

TOLERANCE = 0.0000005


@dataclass(frozen=True)
class Mismatch:
    """A formula whose cached value is not what LibreOffice computes."""

    cell: str
    formula: str
    cached: Any
    computed: Any

    def __str__(self) -> str:
        return f"{self.cell}: {self.formula} cached {self.cached!r}, computed {self.computed!r}"


def recalculate(source: Path) -> tuple[int, list[Mismatch]]:
    """(number of formulas, mismatches; an error value is one, whatever is cached)."""
    counts, wrong = recalculate_all([source])
    return counts[source], wrong


def recalculate_all(sources: Sequence[Path]) -> tuple[dict[Path, int], list[Mismatch]]:
    """Number of formulas by workbook, and all mismatches; LibreOffice starts once for all of them."""
    counts: dict[Path, int] = {}
    wrong: list[Mismatch] = []
    with tempfile.TemporaryDirectory() as folder:
        results = convert_all(sources, Path(folder), "xlsx:Calc MS Excel 2007 XML")
        for source, result in zip(sources, results, strict=True):
            counts[source], found = _compare(source, load_workbook(result, data_only=True))
            wrong += found
    return counts, wrong


def _compare(source: Path, computed: Workbook) -> tuple[int, list[Mismatch]]:
    formulas = load_workbook(source)
    cached = load_workbook(source, data_only=True)
    count, wrong = 0, []
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                there = computed[sheet.title][cell.coordinate].value
                if cell.data_type != "f":
                    if isinstance(there, str) and there.startswith("#") and there.endswith(("!", "?", "/A")):
                        wrong.append(Mismatch(f"{sheet.title}!{cell.coordinate}", "", cell.value, there))
                    continue
                count += 1
                here = cached[sheet.title][cell.coordinate].value
                if not _same(here, there):
                    wrong.append(Mismatch(f"{sheet.title}!{cell.coordinate}", str(cell.value), here, there))
    return count, wrong


def _same(here: Any, there: Any) -> bool:
    if isinstance(here, (int, float)) and isinstance(there, (int, float)):
        return abs(here - there) <= TOLERANCE * max(1.0, abs(here))
    return (here or "") == (there or "")


if __name__ == "__main__":
    total, mismatches = recalculate(Path(sys.argv[1]))
    print(f"{total} formulas, {len(mismatches)} differ")
    for one in mismatches:
        print(one)
    sys.exit(1 if mismatches else 0)
