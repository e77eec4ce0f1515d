"""Pressing a button on a workbook in memory, and what stands in it then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from tests.faces.ribbon.stages import TODAY

from xlcost.faces.host.memory import MemoryHost
from xlcost.faces.host.port import Visibility
from xlcost.faces.ribbon.session import run_command

Live = Callable[..., MemoryHost]


def press(tag: str, host: MemoryHost) -> Any:
    return run_command(tag, host, clock=lambda: dt.datetime.combine(TODAY, dt.time(9)))


def ledger_cells(host: MemoryHost) -> dict[str, Any]:
    """Cells, formats and formulas of every sheet that is not ours."""
    ours = {t for r, t in host.roles().items() if r in ("log", "options", "messages", "settings", "undo", "guide")}
    return {
        s.title: (
            {k: v for k, v in s.cells.items() if v is not None},
            {k: v for k, v in s.number_formats.items() if v != "General"},
            dict(s.formula_of),
            list(s.tables),
        )
        for s in host.content
        if s.title not in ours
    }


def visible(host: MemoryHost) -> list[str]:
    return [s.title for s in host.content if s.visibility is Visibility.VISIBLE]


def find(host: MemoryHost, title: str, text: str, what: str = "") -> tuple[int, int]:
    """The cell of a text; with "number" the last number of its row."""
    cells = host.sheet(title).cells
    row, column = next(k for k, v in sorted(cells.items()) if v == text)
    if what == "number":
        column = max(c for (r, c), v in cells.items() if r == row and isinstance(v, float) and v)
    return row, column
