"""Blocks under the main table: which of the sheet's columns they use, and their rows.

A side block has columns of its own but must live with the widths of the table above it. Figures skip columns that
are too narrow for them, texts run over the next ones, and what finds no place stands right of the table.
"""

from __future__ import annotations

from collections.abc import Sequence

from xlcost.reports.grid import Block, GridColumn, Rank
from xlcost.sheets.block_out import BlockOut, captions
from xlcost.sheets.columns_out import Dress, Layout, is_numeric, least_width
from xlcost.sheets.formats import text_pixels
from xlcost.sheets.sheet_out import SheetOut

NARROW = 45.0  # px; a column for marks is no place for a text
ROW = 14.25


def _places_for(block: Block, layout: Layout, widths: dict[int, float], last: int) -> dict[str, int]:
    """Columns of a side block: those that share a key stand under it, others from left to right in columns wide enough."""
    places: dict[str, int] = {}
    if any(c.key in layout.places for c in block.columns if is_numeric(c)):
        shared = {c.key: layout.places[c.key] for c in block.columns if c.key in layout.places}
        if len(shared) == len(block.columns) or all(not is_numeric(c) for c in block.columns if c.key not in shared):
            places = shared
            free = [n for n in range(2, last + 1) if n not in shared.values()]
            for column in block.columns:
                if column.key not in places and free:
                    places[column.key] = free.pop(0)
            return places
    place = 2
    for number, column in enumerate(block.columns):
        need = _needed(column, block)
        left = len(block.columns) - number - 1
        tight = last - place <= left  # as many columns left as places: no skipping
        least = need if is_numeric(column) or column.kind == "date" else min(need, NARROW)
        while place <= last and widths.get(place, 13.0) * 7 < least and (not tight or column.kind != "mark"):
            place += 1
        places[column.key] = place
        have = widths.get(place, 13.0) * 7
        while not is_numeric(column) and have < need and place < last and last - place > left:
            place += 1
            have += widths.get(place, 13.0) * 7
        place += 1
    return places


def _needed(column: GridColumn, block: Block) -> float:
    """Pixels that a column of a side block needs."""
    if is_numeric(column):
        usual = {"percent": 62.0, "count": 55.0, "level": 40.0, "age": 50.0}.get(column.kind, 78.0)
        return min(usual, least_width(column, block.lines) * 7)
    if column.kind == "mark":
        return 20.0
    if column.kind == "date":
        return 78.0
    longest = max((text_pixels(str(line.cells.get(column.key) or "")) for line in block.lines if line.rank is not Rank.NOTE), default=0)
    return min(330.0, max(longest, text_pixels(column.caption, bold=True)) + 10)


def _last_of(block: Block, places: dict[str, int], widths: dict[int, float], last: int) -> int:
    """Last column of a block's rules: a text in its last column may run over the next ones."""
    end = max(places.values(), default=2)
    column = next((c for c in block.columns if places.get(c.key) == end), None)
    if column is None or is_numeric(column) or column.kind in ("mark", "status"):
        return end
    texts = (str(line.cells.get(column.key) or "") for line in block.lines if line.rank is not Rank.NOTE)
    need, have = max((text_pixels(text) for text in texts), default=0.0), widths.get(end, 13.0) * 7
    while have < need and end < last:
        end += 1
        have += widths.get(end, 13.0) * 7
    return end


def _widen_beyond(out: SheetOut, block: Block, places: dict[str, int], widths: dict[int, float], last: int) -> None:
    """Columns of a side block that found no place under the table stand right of it; all are as wide as their figures need."""
    for column in block.columns:
        place = places[column.key]
        if column.kind in ("amount", "difference", "signed") and (need := least_width(column, block.lines)) > widths.get(place, 13.0):
            out.widths[place] = widths[place] = need
        if place > last:
            size = max(widths.get(place, 0.0) if place in out.widths else 0.0, _needed(column, block) / 7)
            out.widths[place] = widths[place] = size


def extent(side: Sequence[Block], layout: Layout, widths: dict[int, float]) -> int:
    """Last column that the side blocks use."""
    return max((max(_places_for(b, layout, widths, layout.last).values(), default=2) for b in side), default=1)


def side_blocks(
    out: SheetOut, dress: Dress, side: Sequence[Block], layout: Layout, widths: dict[int, float], row: int, last: int, spaced: bool
) -> tuple[int, list[tuple[int, int]]]:
    """Lay the side blocks out under the table; the next free row and (first, last row) of each."""
    units: list[tuple[int, int]] = []
    for number, block in enumerate(side):
        if number or spaced:
            out.row(row, ROW if number else 12.0)
            row += 1
        places = _places_for(block, layout, widths, last)
        _widen_beyond(out, block, places, widths, last)
        first, end = 2, _last_of(block, places, widths, last)
        start = row
        if block.section:
            out.put(row, first, dress.base("xlc_section", "", "text", first), block.section)
            out.row(row, dress.height("xlc_section", 17.25))
            row += 1
        if any(c.caption for c in block.columns):
            captions(out, dress, row, block.columns, places, first, end, "xlc_tieout_header", widths)
            row += 1
        row = BlockOut(out, dress, block, places, widths, first, end, False).lines(row)
        units.append((start, row - 1))
    return row, units
