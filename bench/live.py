"""A live workbook: writing and reading 20,000 x 20 cells, and the commands of a month-end, in LibreOffice.

python bench/live.py
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path

ROWS, COLUMNS = 20_000, 20
SAMPLE = Path(__file__).parents[1] / "workbooks" / "nordlys-cycle-works.xlsx"


def main() -> None:
    from xlcost.faces.host.libreoffice import Office
    from xlcost.faces.host.memory import ScriptedDialogs
    from xlcost.faces.ribbon.session import run_command

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / SAMPLE.name
        shutil.copyfile(SAMPLE, path)
        start = time.perf_counter()
        with Office.start() as office:
            report("LibreOffice started", start)
            start = time.perf_counter()
            host = office.open(path, ScriptedDialogs())
            report(f"{SAMPLE.name} opened", start)
            host.add_sheet("Bench")
            block = [[float(r), f"ITEM{r % 5000:05d}", r * 1.01, "text", True] * (COLUMNS // 5) for r in range(ROWS)]
            formats = ["0", "@", "#,##0.00", "@", None] * (COLUMNS // 5)
            with host.quiet():
                start = time.perf_counter()
                host.write("Bench", 1, 1, block, formats)
                report(f"{ROWS:,} x {COLUMNS} cells written", start)
                start = time.perf_counter()
                values = host.read("Bench").values
                report(f"{ROWS:,} x {COLUMNS} cells read", start)
            assert len(values) == ROWS
            assert values[-1][:4] == block[-1][:4]
            host.delete_sheet("Bench")
            for tag in ("import", "Inventory Valuation", "reconcile", "post-test", "wip-calculate", "undo"):
                start = time.perf_counter()
                answer = run_command(tag, host)
                report(f"{tag}: {answer.state}", start)


def report(what: str, start: float) -> None:
    sys.stdout.write(f"{time.perf_counter() - start:6.2f} s  {what}\n")


if __name__ == "__main__":
    main()
