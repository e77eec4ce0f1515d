"""From a cell of a report sheet to the value entries behind it: the cell is found in the pages of the report, run again.

The pages, not the grid: a page shows other captions than the grid (dates, bands), may leave columns out, and stands for a part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xlcost.faces.host.port import CellValue, Host, HostRefused
from xlcost.money import round_to, to_decimal, to_ticks
from xlcost.reports.grid import GridColumn, Line, Page, Rank

_STEP = Decimal("0.00001")  # what is shown of an unrounded share
_AMOUNTS = ("amount", "sparse amount", "difference", "signed", "quantity", "unit cost")


@dataclass(frozen=True, slots=True)
class Behind:
    """A figure: its caption, as shown, what identifies its row, the value entries and what each contributes."""

    caption: str
    shown: str
    row_words: str
    numbers: list[int]
    parts: list[Decimal]


def entries_of_cell(host: Host, page: Page, title: str, row: int, column: int) -> Behind:
    """The entries behind a cell of a sheet that shows `page`; HostRefused H15 when the sheet is out of date, H14 when the cell is
    no such amount, H16 when the report keeps no entries behind it."""
    columns = next((b.columns for b in page.blocks if b.columns), [])
    places, head = _columns(host, title, columns)
    wanted = places.get(column)
    if wanted is None or wanted.kind not in _AMOUNTS:
        raise HostRefused("H14", "The cell is no amount of the report.", where=title, remedy="Choose the cell of an amount.")
    line = _line(host, title, row, head, places, [line for b in page.blocks if b.columns == columns for line in b.lines])
    behind = line.entries.get(wanted.key)
    if behind is None:
        raise HostRefused(
            "H16", f"The report keeps no entries behind {wanted.caption} of this row.", where=title,
            rule="Entries stand behind amounts of detail and total lines.", remedy="Choose an amount of an item, or trace an entry.",
        )  # fmt: skip
    words = " ".join(str(v) for c in columns if c.kind in ("code", "text", "description") and (v := line.cells.get(c.key)))
    value = line.cells.get(wanted.key)
    shown = f"{to_decimal(to_ticks(round_to(value, _STEP))):,}" if isinstance(value, Decimal) else f"{value:,}" if isinstance(value, int) else str(value)
    caption = f"{wanted.band} {wanted.caption}".strip().replace("\n", " ")
    return Behind(caption, shown, words, list(behind), list(getattr(behind, "parts", [])))


def _columns(host: Host, title: str, columns: Sequence[GridColumn]) -> tuple[dict[int, GridColumn], int]:
    """The page's columns by sheet column, and the row of the captions."""
    captions = [" ".join(c.caption.split()) for c in columns]
    block = host.read(title).values
    for number, cells in enumerate(block[:30], 1):
        texts = [" ".join(v.split()) if isinstance(v, str) else "" for v in cells]
        found = _matched(texts, captions)
        if found is not None:
            return {n + 1: columns[i] for i, n in found.items()}, number
    raise out_of_date(title)


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


def _line(host: Host, title: str, row: int, head: int, places: dict[int, GridColumn], lines: Sequence[Line]) -> Line:
    """The line of the page that a row shows: the n-th of those with the same texts and numbers."""
    if row <= head:
        raise HostRefused("H14", "The cell stands above the figures.", where=title, remedy="Choose the cell of an amount.")
    width, places = max(places), {n: c for n, c in places.items() if c.kind != "date"}
    rows = host.read_range(title, head + 1, 1, row - head, width)
    mine = _signature([rows[-1][n - 1] for n in places])
    before = sum(1 for r in rows[:-1] if _signature([r[n - 1] for n in places]) == mine)
    same = [line for line in lines if line.rank is not Rank.NOTE and _signature(_cells(line, places)) == mine]
    if before >= len(same):
        raise out_of_date(title)
    return same[before]


def _cells(line: Line, places: dict[int, GridColumn]) -> list[Any]:
    return [_plain(line.cells.get(c.key)) for c in places.values()]


def _plain(value: Any) -> Any:
    return getattr(value, "value", value)  # Shown carries its value


def _signature(values: Sequence[CellValue | Decimal | int]) -> tuple[Any, ...]:
    """What a row says, whatever the kind of its cells: texts trimmed, numbers to five decimals, zero and Yes/No as blank."""
    found: list[Any] = []
    for value in values:
        if isinstance(value, (float, int, Decimal)) and not isinstance(value, bool):
            shown = f"{value:.5f}"
            found.append("" if shown.strip("-0.") == "" else shown)
        elif isinstance(value, str):
            found.append("" if value.strip() in ("–", "-") else " ".join(value.split()))
        else:
            found.append("")
    return tuple(found)


def out_of_date(title: str) -> HostRefused:
    """The refusal H15: the sheet shows what the report no longer has."""
    return HostRefused(
        "H15", "The row is no line of the report as the ledger and the options are now.", where=title,
        rule="Why explains lines of the report on the current ledger; a comparison with the G/L below it has no value entries of its own.",
        remedy="Run the report again, then ask again.",
    )  # fmt: skip
