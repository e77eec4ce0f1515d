"""A live workbook in LibreOffice: writing and reading 20,000 x 20 cells, and the buttons of a month-end on the sample company.

Times are CPU seconds of both processes, xlcost and LibreOffice, which take turns: what a free machine takes by the clock.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench.measure import ROOT, Measured, clock

ROWS, COLUMNS = 20_000, 20
SHORT = 10_000  # below, one button is enough to see that it works
SAMPLE = ROOT / "workbooks" / "nordlys-cycle-works.xlsx"
BUTTONS = ("import", "Inventory Valuation", "reconcile", "post-test", "wip-calculate", "undo")


def measure(size: int) -> Iterator[Measured]:
    """The same whatever the size, so nothing of the largest; nothing without LibreOffice and its Python binding."""
    if size >= 1_000_000:
        return
    from xlcost.faces.host.libreoffice import Office
    from xlcost.faces.host.memory import ScriptedDialogs
    from xlcost.faces.ribbon.session import run_command
    from xlcost.problems import XlcostError

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / SAMPLE.name
        shutil.copyfile(SAMPLE, path)
        try:
            office = Office.start()
        except XlcostError:  # it is not installed
            return
        with office:
            host = office.open(path, ScriptedDialogs())
            yield from _blocks(host, office)
            for tag in BUTTONS if size >= SHORT else BUTTONS[:1]:
                took, answer = _timed(office, lambda tag=tag: run_command(tag, host))
                assert answer.ok, answer.sentence
                yield Measured("live", f"button {tag} in LibreOffice, sample company", took)


def _blocks(host: Any, office: Any) -> Iterator[Measured]:
    host.add_sheet("Bench")
    block = [[float(r), f"ITEM{r % 5000:05d}", r * 1.01, "text", True] * (COLUMNS // 5) for r in range(ROWS)]
    formats = ["0", "@", "#,##0.00", "@", None] * (COLUMNS // 5)
    with host.quiet():
        took, _ = _timed(office, lambda: host.write("Bench", 1, 1, block, formats))
        yield Measured("live", f"write {ROWS:,} x {COLUMNS} cells into a workbook open in LibreOffice", took)
        took, found = _timed(office, lambda: host.read("Bench").values)
        yield Measured("live", f"read {ROWS:,} x {COLUMNS} cells of a workbook open in LibreOffice, types and errors kept", took)
    assert len(found) == ROWS
    assert all(found[r][:4] == block[r][:4] for r in (0, ROWS // 2, ROWS - 1))
    host.delete_sheet("Bench")


def _timed(office: Any, work: Callable[[], Any]) -> tuple[float, Any]:
    """CPU seconds of both processes, and what the work gave."""
    before = clock() + _spent(office._process.pid)
    found = work()
    return clock() + _spent(office._process.pid) - before, found


def _spent(group: int) -> float:
    """CPU seconds of a process group so far."""
    ticks = 0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it has ended
            if int(fields[2]) == group:
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
