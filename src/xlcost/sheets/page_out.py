"""A report page on a sheet: head, columns, main block, side blocks, charts, page breaks.

From top to bottom: the template's rows down to the header (texts filled in), the main block, then the side blocks
with their sections; charts stand right of the side blocks when the template puts them there and there is room,
else below. What the template has under its prototype rows (a signature line, a customer's note) follows at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from xlcost.reports.grid import Block, GridColumn, Page, Rank
from xlcost.sheets import slots
from xlcost.sheets.block_out import BlockOut, band_value, captions
from xlcost.sheets.chart_place import place_charts
from xlcost.sheets.columns_out import Dress, Layout, is_numeric, lay_columns, wrapped_lines
from xlcost.sheets.formats import BUDGET, shorten, text_pixels
from xlcost.sheets.sheet_out import Link, SheetOut
from xlcost.sheets.slots import Span
from xlcost.sheets.styles import Change, Styles
from xlcost.sheets.template import TemplateSheet

OPTIONS_LIMIT = 160
NARROW = 45.0  # px; a column for marks is no place for a text
ROW = 14.25


@dataclass
class Context:
    """What every page of a pack shares."""

    company: str
    run_id: str
    styles: Styles
    states: dict[str, int]
    is_house: bool
    house_keys: dict[str, set[str]]
    titles: Sequence[str] = ()
    page_names: dict[str, str] = field(default_factory=dict)


def lay_out(page: Page, sheet: TemplateSheet, context: Context) -> SheetOut:
    """The filled sheet of a page."""
    sheet.require(slots.REPORT_REQUIRED)
    out = SheetOut(page.sheet, sheet, context.styles)
    main = next((b for b in page.blocks if b.slot in ("", "main")), None)
    layout = lay_columns(main, sheet, context.house_keys.get(page.template, set()), context.is_house)
    out.flow = layout.flow
    known = {key: span.column for key, span in sheet.columns().items()}
    dress = Dress(sheet, context.styles, context.states, known)
    out.widths = dict(layout.widths)
    head_last = room_for_head(out, page, layout.last) if layout.flow else layout.last
    widths = {n: layout.widths.get(n, sheet.width(n, 13.142857)) for n in range(1, 80)}
    header = sheet.slots["xlc_header"].last_row
    last = layout.last
    head(out, page, context, head_last, header)
    row = header + 1
    if main is not None:
        block = BlockOut(
            out, dress, main, dict(layout.places), widths, 2, last, True, last + 2, last + 2 + sum(c.sums for c in main.columns)
        )
        if not layout.flow and "mark" in known:
            block = BlockOut(
                out, dress, main, {**layout.places, "mark": known["mark"]}, widths, 2, last, True, block.check_column, block.rank_column
            )
        _head_rows(out, dress, page, block, layout, header, context)
        row = block.lines(row)
        if layout.flow:
            out.frozen = (header + 1, _frozen_column(block.columns, widths))
    else:
        row = header
        out.rows.pop(header, None)
        if header - 1 in out.rows and not out.rows[header - 1].cells:
            out.rows.pop(header - 1)
        out.slots["xlc_body"] = Span(header, 2, header, last)
    side = [b for b in page.blocks if b is not main]
    end, units = _side_blocks(out, dress, side, layout, widths, row, last, main is not None)
    bottom = place_charts(out, page, dress, widths, end, row + 1 if side else row, last, _extent(side, layout, widths))
    bottom = _template_tail(out, sheet, bottom)
    out.print_area = (max(bottom - 1, header), max(last, head_last, _extent(side, layout, widths)))
    out.footer = footer(context.company, context.run_id)
    units += [(chart.place[0] - 2, chart.place[2]) for chart in out.charts]
    _page_breaks(out, widths, header, block if main is not None else None, sorted(units), bottom)
    return out


def room_for_head(out: SheetOut, page: Page, last: int) -> int:
    """Column of the company and the run id: further right than a narrow table, so that title and message stay whole."""
    need = 14 + max(text_pixels(page.message, 11), text_pixels(page.title, 16, bold=True)) + 190
    have = sum((out.widths.get(n) or out.source.width(n)) * 7 for n in range(1, last + 1))
    limit = min(need, BUDGET - 60)
    while have < limit:
        last += 1
        out.widths[last] = 92 / 7
        have += 92
    return last


def head(out: SheetOut, page: Page, context: Context, last: int, header: int) -> None:
    """The template's rows above the header, its texts filled in."""
    sheet = out.source
    filled = {
        "xlc_title": page.title,
        "xlc_message": page.message,
        "xlc_options": shorten(page.options, OPTIONS_LIMIT),
        "xlc_company": context.company,
        "xlc_run": f"Run {context.run_id}" if context.run_id and not context.run_id.lower().startswith("run") else context.run_id,
    }
    own = {(sheet.slots[name].row, sheet.slots[name].column): name for name in filled if name in sheet.slots}
    moved = {"xlc_company", "xlc_run"} if out.flow or max((s.column for s in sheet.slots.values()), default=0) < last else set()
    bands = sheet.slots.get("xlc_band")
    skipped_rows = {header} | ({bands.row} if bands is not None else set())
    kinds = set(sheet.kinds().values())
    for number in sorted(n for n in sheet.rows if n <= header):
        drop = (number in skipped_rows and (context.is_house or out.flow)) or number == header
        out.keep_row(
            number,
            number,
            lambda column, n=number, d=drop: (  # type: ignore[misc]
                (n, column) in own or (d and (column <= last or column in kinds)) or (n == header and column in kinds)
            ),
        )
    for name, text in filled.items():
        if name not in sheet.slots:
            continue
        span = sheet.slots[name]
        column = last if name in moved else span.column
        out.put(span.row, column, sheet.style(span.row, span.column), text)
        out.slots[name] = Span(span.row, column, span.row, column)
    if len(page.options) > OPTIONS_LIMIT and "xlc_options" in sheet.slots:
        out.notes.append((sheet.slots["xlc_options"].row, sheet.slots["xlc_options"].column, page.options))
    if "xlc_nav" in sheet.slots:
        _navigation(out, page, context, sheet.slots["xlc_nav"], last)


def _navigation(out: SheetOut, page: Page, context: Context, span: Span, last: int) -> None:
    """Back links, then onward links, one per cell from left to right; a cell too narrow is skipped unless it may run over."""
    style = out.source.style(span.row, span.column)
    onward = page.slots.get("next", ())
    short = context.page_names
    back = "Back to " if page.template == "entries" else ""
    order = {title: number for number, title in enumerate(context.titles)}
    here = order.get(page.sheet, len(order))
    after = [name for name in page.came_from if page.template != "entries" and order.get(name, -1) > here]
    before = [name for name in page.came_from if name in order and name not in after]
    targets = [(f"‹ {back if sheet != 'Cover' else ''}{short.get(sheet, sheet)}", sheet) for sheet in before]
    targets += [(f"{short.get(name, name)} ›", name) for name in dict.fromkeys([*after, *onward]) if name in order]
    column = span.column
    for text, sheet in targets:
        if column > last:
            break
        width = out.widths.get(column, out.source.width(column)) * 7
        out.put(span.row, column, style, text)
        out.links.append(Link(span.row, column, f"{sheet}#", f"Go to {sheet}"))
        need = text_pixels(text) + 7
        while width < need and column < last:
            column += 1
            width += out.widths.get(column, out.source.width(column)) * 7
        column += 1


def _head_rows(out: SheetOut, dress: Dress, page: Page, block: BlockOut, layout: Layout, header: int, context: Context) -> None:
    """Band row and header row."""
    sheet = out.source
    columns = [*layout.columns]
    if not context.is_house and not layout.flow:
        columns = [_own_caption(sheet, c, header) for c in columns]
    captions(out, dress, header, columns, block.places, 2, block.last, "xlc_header", block.widths)
    if not context.is_house and not layout.flow:
        out.row(header, sheet.height(header))
    out.slots["xlc_header"] = Span(header, 2, header, block.last)
    for column in block.columns:
        place = block.places[column.key]
        out.slots[slots.COLUMN + column.key] = Span(header, place, header, place)
    span = sheet.slots.get("xlc_band")
    if span is None:
        return
    by_place = {block.places[c.key]: c for c in columns if c.key in block.places}
    if not any(c.band for c in columns):
        out.row(span.row, 6.0)
        for place in list(out.rows[span.row].cells):
            if place <= block.last:
                del out.rows[span.row].cells[place]
        return
    out.row(span.row, 15.0)
    previous = ""
    for place in range(2, block.last + 1):
        found = by_place.get(place)
        band = found.band if found is not None else ""
        if not band:
            previous = ""
            out.rows[span.row].cells.pop(place, None)
            continue
        value = band_value(band) if band != previous else None
        style = _band_style(dress, place)
        if value is not None and not isinstance(value, str):
            style = dress.with_format(style, '"As of" dd mmm yyyy')
        own = sheet.cells.get((span.row, place))
        if isinstance(value, str) and own is not None and not context.is_house and not layout.flow and _has_text(own):
            previous = band
            continue
        out.put(span.row, place, style, value)
        previous = band


def _band_style(dress: Dress, place: int) -> int | None:
    """Style of a band cell: the template's own there, else that of any band cell it has, centred over the selection."""
    sheet = dress.sheet
    row = sheet.slots["xlc_band"].row
    candidates = [place, *range(2, 60)]
    for column in candidates:
        cell = sheet.cells.get((row, column))
        if cell is not None and cell.get("s") not in (None, "0"):
            return int(cell.get("s"))
    return None


def _has_text(cell: Any) -> bool:
    return len(cell) > 0


def _own_caption(sheet: TemplateSheet, column: GridColumn, header: int) -> GridColumn:
    """A customer's caption wins over ours."""
    span = sheet.columns().get(column.key)
    text = sheet.text(span.row, span.column) if span is not None else ""
    if not text:
        return column
    return GridColumn(column.key, text, column.kind, column.band, column.sums, column.formula)


def _frozen_column(columns: Sequence[GridColumn], widths: dict[int, float]) -> int:
    """Freeze right of the identifying columns, but never more than half a small screen."""
    column, used = 2, 14.0
    for one in columns:
        used += widths.get(column, 13.0) * 7
        if is_numeric(one) or one.kind == "date" or used > 480:
            break
        column += 1
    return max(3, column)


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
        return {"percent": 62.0, "count": 55.0, "level": 40.0, "age": 50.0}.get(column.kind, 78.0)
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
    """Columns of a side block that found no place under the table stand right of it, as wide as they need."""
    for column in block.columns:
        place = places[column.key]
        if place > last:
            size = max(widths.get(place, 0.0) if place in out.widths else 0.0, _needed(column, block) / 7)
            out.widths[place] = widths[place] = size


def _extent(side: Sequence[Block], layout: Layout, widths: dict[int, float]) -> int:
    """Last column that the side blocks use."""
    return max((max(_places_for(b, layout, widths, layout.last).values(), default=2) for b in side), default=1)


def _side_blocks(
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


def _template_tail(out: SheetOut, sheet: TemplateSheet, row: int) -> int:
    """Rows of the template under its prototypes that belong to nobody follow at the end."""
    spans = [span for name, span in sheet.slots.items() if name.startswith(slots.PREFIX)]
    end = max((span.last_row for span in spans), default=0)
    own = [number for number in sorted(sheet.rows) if number > end and len(sheet.rows[number])]
    first = sheet.slots["xlc_header"].last_row
    if not own:
        out.row_map = lambda number: number if number <= first else max(first + 1, row - 1)
        return row
    shift = row + 1 - own[0]
    for number in own:
        out.keep_row(number, number + shift)
    out.row_map = lambda number: number if number <= first else number + shift if number > end else first + 1
    return own[-1] + shift + 1


def footer(company: str, run_id: str) -> str:
    """The page footer of a template that has none of its own."""
    look = '&"Arial"&8&K566573'
    name = company.replace("&", "&&")
    run = run_id if not run_id or run_id.lower().startswith("run") else f"Run {run_id}"
    return f"&L{look}{name} · &A&C{look}{run.replace('&', '&&')}&R{look}Page &P of &N"


def _page_breaks(
    out: SheetOut, widths: dict[int, float], header: int, block: BlockOut | None, units: Sequence[tuple[int, int]], bottom: int
) -> None:
    """A page ends early when a group's first four rows would be parted, a total stand alone, a side block or chart be cut."""
    width = sum((widths.get(n, 13.0) * 7) for n in range(1, out.print_area[1] + 1))
    scale = min(1.0, 1032 / width)
    titles = sum((out.rows[n].height or ROW) if n in out.rows else ROW for n in range(1, header + 1))
    page = 513 / scale - titles
    groups = sorted(block.groups) if block is not None else []
    totals = set(block.total_rows) if block is not None else set()

    def height(row: int) -> float:
        kept = out.rows.get(row)
        return 0.0 if kept is not None and kept.hidden else (kept.height if kept is not None else None) or ROW

    used, top = 0.0, header + 1
    for row in range(header + 1, bottom):
        if used + height(row) > page:
            start = _break_at(row, top, groups, totals)
            cut = min((first for first, last in units if first < row <= last and first > top), default=start)
            if sum(height(n) for n in range(cut, max((last for first, last in units if first <= cut <= last), default=cut) + 1)) <= page:
                start = min(start, cut)
            if start < row:
                out.breaks.append(start - 1)
            used = sum(height(n) for n in range(start, row))
            top = start
        used += height(row)


def _break_at(row: int, top: int, groups: Sequence[int], totals: set[int]) -> int:
    """Where the page must end at the latest before `row`: earlier when a group would leave fewer than four rows, or a total stand alone."""
    heading = max((g for g in groups if g <= row), default=0)
    if heading > top and row - heading < 4:
        return heading
    if row in totals:
        before = max((t for t in totals if t < row), default=0)
        if before > top and row - before <= 3:
            return before
        if row - 1 > top:
            return row - 1
    return row


def style_change(styles: Styles, base: int | None, **changes: Any) -> int:
    """A derived style."""
    return styles.derive(base, Change(**changes))


__all__ = ["Context", "footer", "head", "lay_out", "style_change", "wrapped_lines"]
