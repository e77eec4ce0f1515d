"""Where printed pages end: not inside a short group, never before a lone total, not through a side block or a chart."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from xlcost.sheets.block_out import BlockOut
from xlcost.sheets.sheet_out import SheetOut

ROW = 14.25
PAGE_WIDTH = 1032  # px between the margins of A4 landscape
PAGE_HEIGHT = 508  # pt between the margins of A4 landscape, a little less than there is
MOST_BREAKS = 1000  # a sheet takes 1,026
NAV_ROWS = 5  # title, message, options, links, gap
GAP = 8.0  # pt; a lower row without cells is a gap


def page_breaks(
    out: SheetOut, widths: dict[int, float], header: int, block: BlockOut | None, units: Sequence[tuple[int, int]], bottom: int
) -> None:
    """A page ends early when a group's first four rows would be parted, a total stand alone, a side block or chart be cut."""
    width = sum((widths.get(n, 13.0) * 7) for n in range(1, out.print_area[1] + 1))
    scale = min(1.0, PAGE_WIDTH / width)
    titles = sum((out.rows[n].height or ROW) if n in out.rows else ROW for n in range(1, header + 1))
    page = PAGE_HEIGHT / scale - titles
    groups = sorted(block.groups) if block is not None else []
    totals = sorted(block.total_rows) if block is not None else []
    followers = set(block.followers) if block is not None else set()
    last_main = block.end - 1 if block is not None else 0

    def height(row: int) -> float:
        kept = out.rows.get(row)
        return 0.0 if kept is not None and kept.hidden else (kept.height if kept is not None else None) or ROW

    used, top = 0.0, header + 1
    for row in range(header + 1, bottom):
        if used + height(row) > page:
            start = _break_at(row, top, groups, totals)
            start = _with_leader(start, top, followers, out)
            cut = min((first for first, last in units if first < row <= last and first > top), default=start)
            if sum(height(n) for n in range(cut, max((last for first, last in units if first <= cut <= last), default=cut) + 1)) <= page:
                start = min(start, cut)
            if len(out.breaks) < MOST_BREAKS:
                out.breaks.append(start - 1)
            used = sum(height(n) for n in range(start, row))
            top = start
        used += height(row)
    if out.breaks and last_main and min(out.breaks) >= last_main and units:
        out.title_rows = min(header, NAV_ROWS)  # the table ends on the first page: its heads must not lie over other blocks


def _with_leader(row: int, top: int, followers: set[int], out: SheetOut) -> int:
    """A second line, a subtotal or a total follows its detail onto the page; the gap above a group goes with the group."""
    start = row
    while start > top + 1 and start in followers:
        start -= 1
    above = out.rows.get(start - 1)
    if start - 1 > top and above is not None and not above.cells and (above.height or ROW) < GAP:
        start -= 1
    return start if start > top + 1 else row


def _break_at(row: int, top: int, groups: Sequence[int], totals: Sequence[int]) -> int:
    """Where the page must end at the latest before `row`: earlier when a group would leave fewer than four rows, or a total stand alone."""
    at = bisect_right(groups, row)
    heading = groups[at - 1] if at else 0
    if heading > top and row - heading < 4:
        return heading
    at = bisect_left(totals, row)
    if at < len(totals) and totals[at] == row:
        before = totals[at - 1] if at else 0
        if before > top and row - before <= 3:
            return before
        if row - 1 > top:
            return row - 1
    return row
