"""The anchor of the run log that a signed pack carries on its sheet Evidence, read back."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from xlcost.problems import XlcostError
from xlcost.reports.pack.evidence import ANCHOR
from xlcost.sheets.guard import inspect
from xlcost.views.run_log import Head


def log_anchor(path: Path) -> Head | None:
    """Number of lines and last hash that a pack knows; None when its period was not signed. XlcostError EVIDENCE_MISSING."""
    inspect(path)
    book = load_workbook(path, read_only=True)
    try:
        if "Evidence" in book.sheetnames:
            for row in book["Evidence"].iter_rows(values_only=True):
                texts = [str(v) for v in row if v not in (None, "")]
                if texts[:1] == [ANCHOR]:
                    number, _, last = texts[1].partition(" ")
                    return Head(int(number), last) if number.isdigit() else None
    finally:
        book.close()
    rule = "A pack carries the anchor of the run log on its sheet Evidence."
    raise XlcostError(
        "EVIDENCE_MISSING", f"{path.name} has no such line.", where=path.name, rule=rule, remedy="Name a pack of xlcost close."
    )
