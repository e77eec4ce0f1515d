"""A report page on a sheet: head, columns, main block, side blocks, charts, page breaks.

From top to bottom: the template's rows down to the header (texts filled in), the main block, then the side blocks
with their sections; charts stand right of the side blocks when the template puts them there and there is room,
else below. What the template has under its prototype rows (a signature line, a customer's note) follows at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from xlcost.reports.grid import GridColumn, Page
from xlcost.sheets import slots
from xlcost.sheets.block_out import BlockOut, band_value, captions
from xlcost.sheets.chart_place import place_charts
from xlcost.sheets.columns_out import Dress, Layout, is_numeric, lay_columns
from xlcost.sheets.formats import BUDGET, shorten_to, text_pixels
from xlcost.sheets.page_breaks import page_breaks
from xlcost.sheets.printing import is_screen_only, with_note
from xlcost.sheets.sheet_out import Link, SheetOut
from xlcost.sheets.side_blocks import extent, side_blocks
from xlcost.sheets.slots import Span
from xlcost.sheets.styles import Styles
from xlcost.sheets.template import TemplateSheet

LEAST_COMPANY = 130  # px of the company's name beside the title
COMPANY_IN_FOOTER = 40  # characters
LEAST_OPTIONS = 500  # px of the options line that are shown on the narrowest page


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
    out.titles = frozenset(context.titles)
    main = next((b for b in page.blocks if b.slot in ("", "main")), None)
    screen_only = page.template == "entries" and main is not None and is_screen_only(len(main.lines))
    if screen_only:
        page = replace(page, options=with_note(page.options))
    layout = lay_columns(main, sheet, context.house_keys.get(page.template, set()), context.is_house)
    out.flow = layout.flow
    known = {key: span.column for key, span in sheet.columns().items()}
    dress = Dress(sheet, context.styles, context.states, known)
    out.widths = dict(layout.widths)
    head_last = room_for_head(out, page, layout.last) if layout.flow else layout.last
    widths = {n: out.widths.get(n, sheet.width(n, 13.142857)) for n in range(1, 80)}
    header = sheet.slots["xlc_header"].last_row
    last = layout.last
    head(out, page, context, head_last, header)
    side = [b for b in page.blocks if b is not main]
    beyond = max(last, head_last, extent(side, layout, widths))  # what is hidden stands right of everything that is shown
    row = header + 1
    foldable = not page.slots.get("open")
    if main is not None:
        block = BlockOut(
            out,
            dress,
            main,
            dict(layout.places),
            widths,
            2,
            last,
            True,
            beyond + 2,
            beyond + 2 + sum(c.sums for c in main.columns),
            foldable=foldable,
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
    end, units = side_blocks(out, dress, side, layout, widths, row, last, main is not None)
    bottom = place_charts(out, page, dress, widths, end, row + 1 if side else row, last, extent(side, layout, widths), beyond)
    bottom = _template_tail(out, sheet, bottom)
    out.print_area = (header if screen_only else max(bottom - 1, header), beyond)
    out.footer = footer(context.company, context.run_id)
    if screen_only:
        return out
    units += [(chart.place[0] - 2, chart.place[2]) for chart in out.charts]
    page_breaks(out, widths, header, block if main is not None else None, sorted(units), bottom)
    return out


def room_for_head(out: SheetOut, page: Page, last: int) -> int:
    """Column of the company and the run id: further right than a narrow table, so that title and message stay whole."""
    need = 14 + max(text_pixels(page.message, 11), text_pixels(page.title, 16, bold=True)) + 190
    need = max(need, 14 + text_pixels(page.options))
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
    room = sum((out.widths.get(n) or sheet.width(n)) * 7 for n in range(2, last + 1))
    options = shorten_to(page.options, max(room, LEAST_OPTIONS))
    filled = {
        "xlc_title": page.title,
        "xlc_message": page.message,
        "xlc_options": options,
        "xlc_company": context.company,
        "xlc_run": f"Run {context.run_id}" if context.run_id and not context.run_id.lower().startswith("run") else context.run_id,
    }
    beside = room - 20 - text_pixels(page.title, 16, bold=True)
    filled["xlc_company"] = shorten_to(context.company, max(beside, LEAST_COMPANY) / 1.07)
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
    if options != page.options and "xlc_options" in sheet.slots:
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
    targets = [(f"‹ {back if sheet != 'Cover' else ''}{short.get(sheet) or sheet}", sheet) for sheet in before]
    ahead = [(name.split("#", 1)[0], name) for name in dict.fromkeys([*after, *onward])]
    targets += [(f"{short.get(title) or title} ›", name if "#" in name else title) for title, name in ahead if title in order]
    column = span.column
    for text, sheet in targets:
        if column > last:
            break
        width = out.widths.get(column, out.source.width(column)) * 7
        out.put(span.row, column, style, text)
        out.links.append(Link(span.row, column, sheet if "#" in sheet else f"{sheet}#", f"Go to {sheet.split('#', 1)[0]}"))
        need = text_pixels(text) + 7
        while width < need and column < last:
            column += 1
            width += out.widths.get(column, out.source.width(column)) * 7
        column += 1


def _head_rows(out: SheetOut, dress: Dress, page: Page, block: BlockOut, layout: Layout, header: int, context: Context) -> None:
    """Band row and header row."""
    sheet = out.source
    columns = [*layout.columns]
    if not layout.flow:
        columns = [_own_caption(sheet, c, context.is_house) for c in columns]
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


def _own_caption(sheet: TemplateSheet, column: GridColumn, is_house: bool) -> GridColumn:
    """A customer's caption wins over ours; of the house's only the line breaks, so that a report may name its columns."""
    span = sheet.columns().get(column.key)
    text = sheet.text(span.row, span.column) if span is not None else ""
    if not text or (is_house and text.split() != column.caption.split()):
        return column
    return replace(column, caption=text)


def _frozen_column(columns: Sequence[GridColumn], widths: dict[int, float]) -> int:
    """Freeze right of the identifying columns, but never more than half a small screen."""
    column, used = 2, 14.0
    for one in columns:
        used += widths.get(column, 13.0) * 7
        if is_numeric(one) or one.kind == "date" or used > 480:
            break
        column += 1
    return max(3, column)


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
    short = company if len(company) <= COMPANY_IN_FOOTER else company[: COMPANY_IN_FOOTER - 1].rstrip() + "…"
    name = short.replace("&", "&&")
    run = run_id if not run_id or run_id.lower().startswith("run") else f"Run {run_id}"
    return f"&L{look}{name} · &A&C{look}{run.replace('&', '&&')}&R{look}Page &P of &N"


__all__ = ["Context", "footer", "head", "lay_out", "room_for_head"]
