"""From a cell of a report sheet to the value entries behind it: the cell is found in the grid of the report, run again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xlcost.faces.host.port import CellValue, Host, HostRefused
from xlcost.faces.host.values import cell_of
from xlcost.reports.grid import Grid, GridColumn, Line, Rank

_AMOUNTS = ("amount", "sparse amount", "difference", "signed", "quantity", "unit cost")


@dataclass(frozen=True, slots=True)
class Behind:
    """A figure: its caption, as shown, what identifies its row, the value entries and what each contributes."""

    caption: str
    shown: str
    row_words: str
    numbers: list[int]
    parts: list[Decimal]


def entries_of_cell(host: Host, grid: Grid, title: str, row: int, column: int) -> Behind:
    """The entries behind a cell of a sheet that shows `grid`; HostRefused H15 when the sheet is out of date, H14 when the cell is
    no such amount, H16 when the report keeps no entries behind it."""
    places, head = _columns(host, title, grid)
    wanted = places.get(column)
    if wanted is None or wanted.kind not in _AMOUNTS:
        raise HostRefused("H14", "The cell is no amount of the report.", where=title, remedy="Choose the cell of an amount.")
    line = _line(host, title, row, head, places, grid)
    behind = line.entries.get(wanted.key)
    if behind is None:
        raise HostRefused(
            "H16", f"The report keeps no entries behind {wanted.caption} of this row.", where=title,
            rule="Entries stand behind amounts of detail and total lines.", remedy="Choose an amount of an item, or trace an entry.",
        )  # fmt: skip
    words = " ".join(str(v) for c in grid.columns if c.kind in ("code", "text", "description") and (v := line.cells.get(c.key)))
    value = line.cells.get(wanted.key)
    shown = f"{value:,}" if isinstance(value, (Decimal, int)) else str(value)
    caption = f"{wanted.band} {wanted.caption}".strip().replace("\n", " ")
    return Behind(caption, shown, words, list(behind), list(getattr(behind, "parts", [])))


def _columns(host: Host, title: str, grid: Grid) -> tuple[dict[int, GridColumn], int]:
    """The grid's columns by sheet column, and the row of the captions."""
    captions = [" ".join(c.caption.split()) for c in grid.columns]
    block = host.read(title).values
    for number, cells in enumerate(block[:30], 1):
        texts = [" ".join(v.split()) if isinstance(v, str) else "" for v in cells]
        found = _matched(texts, captions)
        if found is not None:
            return {n + 1: grid.columns[i] for i, n in found.items()}, number
    raise _stale(title)


def _matched(texts: Sequence[str], captions: Sequence[str]) -> dict[int, int] | None:
    """Position of each non-blank caption in a row, in order; None when they do not all stand there."""
    found: dict[int, int] = {}
    start = 0
    for i, caption in enumerate(captions):
        if not caption:
            continue
        try:
            start = texts.index(caption, start) + 1
        except ValueError:
            return None
        found[i] = start - 1
    return found or None


def _line(host: Host, title: str, row: int, head: int, places: dict[int, GridColumn], grid: Grid) -> Line:
    """The line of the grid that a row shows: the n-th of those with the same texts and numbers."""
    if row <= head:
        raise HostRefused("H14", "The cell stands above the figures.", where=title, remedy="Choose the cell of an amount.")
    width = max(places)
    rows = host.read_range(title, head + 1, 1, row - head, width)
    mine = _signature([rows[-1][n - 1] for n in places])
    before = sum(1 for r in rows[:-1] if _signature([r[n - 1] for n in places]) == mine)
    same = [line for line in grid.lines if line.rank is not Rank.NOTE and _signature(_cells(line, places)) == mine]
    if before >= len(same):
        raise _stale(title)
    return same[before]


def _cells(line: Line, places: dict[int, GridColumn]) -> list[CellValue]:
    return [cell_of(_plain(line.cells.get(c.key)), False) if not isinstance(line.cells.get(c.key), bool) else None for c in places.values()]


def _plain(value: Any) -> Any:
    return getattr(value, "value", value)  # Shown carries its value


def _signature(values: Sequence[CellValue]) -> tuple[Any, ...]:
    """What a row says, whatever the kind of its cells: texts trimmed, numbers to the cent, zero as blank."""
    found: list[Any] = []
    for value in values:
        if isinstance(value, float) and not isinstance(value, bool):
            found.append(f"{value:.2f}" if abs(value) >= 0.005 else "")
        elif isinstance(value, str):
            found.append("" if value.strip() in ("–", "-") else " ".join(value.split()))
        else:
            found.append("")
    return tuple(found)


def _stale(title: str) -> HostRefused:
    return HostRefused(
        "H15", "The sheet does not show the ledger and the options as they are now.", where=title,
        rule="Why explains figures of the current ledger.", remedy="Run the report again, then ask again.",
    )  # fmt: skip
