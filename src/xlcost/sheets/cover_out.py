"""The cover: verdict band, tiles, what ties, what to do next, checklist, sign-off, on one page.

Three prototype rows (xlc_tie, xlc_todo, xlc_step) stand for lists. A list may use the blank rows that the template
leaves under its prototype (beside the chart, beside the sign-off); only when it is longer are rows inserted.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from xlcost.reports.grid import Block, GridColumn, Line, Page, Rank
from xlcost.sheets import slots
from xlcost.sheets.cells_out import safe_text
from xlcost.sheets.chart_place import place_charts
from xlcost.sheets.columns_out import Dress, is_numeric, least_width
from xlcost.sheets.formats import shorten_to, text_pixels
from xlcost.sheets.formulas_out import line_formula
from xlcost.sheets.page_out import Context, footer
from xlcost.sheets.sheet_out import Link, SheetOut
from xlcost.sheets.slots import SIGNS, Span, letters
from xlcost.sheets.styles import Change
from xlcost.sheets.template import TemplateSheet

LISTS = ("tie", "todo", "step")
TEXT_SLOTS = ("prepared_by", "prepared_on", "approved_by", "approved_on", "input_hash")


def lay_out_cover(page: Page, sheet: TemplateSheet, context: Context) -> SheetOut:
    """The filled cover."""
    sheet.require(slots.COVER_REQUIRED)
    out = SheetOut(page.sheet, sheet, context.styles)
    dress = Dress(sheet, context.styles, context.states, {key: span.column for key, span in sheet.columns().items()})
    blocks = {block.slot: block for block in page.blocks}
    shifts = _shifts(sheet, blocks)
    out.row_map = lambda row: row + sum(extra for after, extra in shifts if row > after)
    prototypes = {sheet.slots[f"xlc_{name}"].row: sheet.slots[f"xlc_{name}"] for name in LISTS if f"xlc_{name}" in sheet.slots}
    for number in sorted(sheet.rows):
        span = prototypes.get(number)
        out.keep_row(number, out.row_map(number), lambda column, s=span: s is not None and s.column <= column <= s.last_column)  # type: ignore[misc]
    texts = {
        "xlc_company": context.company,
        "xlc_title": page.title,
        "xlc_run": context.run_id,
        "xlc_message": page.message,
        "xlc_options": page.options,
    }
    facts = list(page.slots.get("facts", ()))
    texts.update({f"xlc_fact_{n}": text for n, text in enumerate(facts, 1)})
    for name in TEXT_SLOTS:
        texts[f"xlc_{name}"] = str(page.slots.get(name, ""))
    for name, text in texts.items():
        _text(out, dress, name, text)
    _tiles(out, page)
    _verdict(out, page, context)
    _links(out, page, context)
    _widen(out, dress, blocks)
    for name in LISTS:
        if name in blocks and f"xlc_{name}" in sheet.slots:
            _list(out, dress, name, blocks[name])
    last = max(span.last_column for span in sheet.slots.values())
    bottom = out.last_row()
    out.slots["xlc_body"] = Span(1, 1, bottom, last)
    if page.charts and "xlc_chart_title_1" in sheet.slots:
        title = sheet.slots["xlc_chart_title_1"]
        number_of = sheet.text(title.row, title.column).split(" ")[0]
        place_charts(out, _numbered(page, number_of), dress, {}, bottom, out.row_map(title.row), last, 2, last)
    out.print_area = (bottom, last)
    out.footer = footer(context.company, context.run_id)
    return out


def _numbered(page: Page, number: str) -> Page:
    """The chart's finding carries the number of its section, as the template wrote it."""
    from dataclasses import replace

    first = page.charts[0]
    prefix = f"{number}  " if number.isdigit() else ""
    return replace(page, charts=[replace(first, title=prefix + first.title), *page.charts[1:]])


def _room(sheet: TemplateSheet, name: str) -> int:
    """Rows that a list may use: its prototype and the blank rows under it, up to the next slot in its columns."""
    span = sheet.slots[f"xlc_{name}"]
    row = span.row + 1
    last_known = max(sheet.rows, default=span.row)
    while row <= last_known and not any(_filled(sheet, row, column) for column in range(span.column, span.last_column + 1)):
        row += 1
    room = row - span.row
    if row <= last_known and name != "tie":
        room -= 1  # keep one blank row before the next section
    return max(1, room)


def _filled(sheet: TemplateSheet, row: int, column: int) -> bool:
    cell = sheet.cells.get((row, column))
    if cell is None:
        return False
    return len(cell) > 0 or any(span.row == row and span.column <= column <= span.last_column for span in sheet.slots.values())


def _shifts(sheet: TemplateSheet, blocks: Mapping[str, Block]) -> list[tuple[int, int]]:
    """(template row, rows inserted under it) for every list that needs more room than there is."""
    found = []
    for name in LISTS:
        if f"xlc_{name}" not in sheet.slots or name not in blocks:
            continue
        lines = [line for line in blocks[name].lines if line.rank is not Rank.TOTAL]
        room = _room(sheet, name)
        if len(lines) > room:
            found.append((sheet.slots[f"xlc_{name}"].row + room - 1, len(lines) - room))
    return found


def _text(out: SheetOut, dress: Dress, name: str, text: str) -> None:
    span = out.source.slots.get(name)
    if span is None:
        return
    row = out.row_map(span.row)
    if text:
        out.put(row, span.column, out.source.style(span.row, span.column), text)
    out.slots[name] = Span(row, span.column, row, span.column)


def _tiles(out: SheetOut, page: Page) -> None:
    for number, tile in enumerate(page.slots.get("tiles", ()), 1):
        for part in ("label", "figure", "note"):
            span = out.source.slots.get(f"xlc_tile_{number}_{part}")
            if span is not None:
                out.put(out.row_map(span.row), span.column, out.source.style(span.row, span.column), tile.get(part))


def _verdict(out: SheetOut, page: Page, context: Context) -> None:
    """Sign and word in the state's colour, the sentence in Ink, the rest in Slate; white on Rust when the close is open."""
    span = out.source.slots["xlc_verdict"]
    given = page.slots.get("verdict") or {}
    state = str(given.get("state", "na"))
    row = out.row_map(span.row)
    strong = state == "open"
    colors = {"ties": "FF0B5C7D", "explained": "FFA14300", "open": "FFFFFFFF"}
    word, ink, quiet = (colors.get(state, "FF566573"), "FF1B2A38", "FF566573") if not strong else ("FFFFFFFF",) * 3
    parts = [
        (f"{SIGNS.get(state, '○')} {given.get('word', '')}  ", word, 15, True),
        (f"{given.get('text', '')}  ", ink, 15, True),
        (str(given.get("tail", "")), quiet, 12, False),
    ]
    runs = "".join(
        f'<r><rPr>{"<b/>" if bold else ""}<sz val="{size}"/><color rgb="{color}"/><rFont val="Arial"/><family val="2"/></rPr><t xml:space="preserve">{safe_text(text)}</t></r>'
        for text, color, size, bold in parts
        if text.strip()
    )
    for column in range(span.column, span.last_column + 1):
        style = out.source.style(span.row, column)
        if context.is_house and state != "explained":
            fill = {"open": "FFA14300", "ties": "FFEFF3F6"}.get(state, "FFEFF3F6")
            bar = {"open": "FFA14300", "ties": "FF0B5C7D"}.get(state, "FF566573")
            style = out.styles.derive(style, Change(fill_color=fill, left_color=bar if column == span.column else None))
        out.put(row, column, style, None)
    style_text = out.rows[row].cells[span.column]
    opening = style_text[: style_text.rindex("/>")]
    out.rows[row].cells[span.column] = f'{opening} t="inlineStr"><is>{runs}</is></c>' if runs else style_text
    out.slots["xlc_verdict"] = Span(row, span.column, row, span.last_column)


def _links(out: SheetOut, page: Page, context: Context) -> None:
    """A row of links to all sheets, as wide as their names; the second row takes what the first cannot. Where even that is not
    enough, lists give way, the last first: whoever reads the cover always gets to Problems and Evidence."""
    span = out.source.slots.get("xlc_nav")
    if span is None:
        return
    texts = {
        title: f"{name} ›" for title in context.titles if title != page.sheet and (name := context.page_names.get(title, title))
    }  # "" = no link there
    while len(places := _link_places(out, span, texts)) < len(texts):
        dropped = next((title for title in reversed(texts) if title not in ALWAYS_LINKED), None)
        if dropped is None:
            break
        del texts[dropped]
    style = out.source.style(span.row, span.column)
    for title, (row, column) in places.items():
        target = out.row_map(row)
        out.put(target, column, style, texts[title])
        out.links.append(Link(target, column, f"{title}#", f"Go to {title}"))
    used_rows = {span.row, *(row for row, _ in places.values())}
    for number in range(span.row, span.last_row + 1):
        if number not in used_rows:
            out.row(out.row_map(number), 3.0)


ALWAYS_LINKED = ("Problems", "Evidence")


def _link_places(out: SheetOut, span: Span, texts: Mapping[str, str]) -> dict[str, tuple[int, int]]:
    """Row and column of each link, as many as there is room for."""
    found: dict[str, tuple[int, int]] = {}
    row, column = span.row, span.column
    for title, text in texts.items():
        end = _last_column(out, span, column, text)
        if end is None:
            row, column = row + 1, span.column
            end = _last_column(out, span, column, text)
        if row > span.last_row or end is None:
            break
        found[title] = row, column
        column = end + 1
    return found


def _last_column(out: SheetOut, span: Span, column: int, text: str) -> int | None:
    """The last column that a text reaches over from a column on; None where the row ends before."""
    if column > span.last_column:
        return None
    have, end = out.source.width(column) * 7, column
    while have < text_pixels(text) + 7 and end < span.last_column:
        end += 1
        have += out.source.width(end) * 7
    return end if have >= text_pixels(text) + 7 else None


def _widen(out: SheetOut, dress: Dress, blocks: Mapping[str, Block]) -> None:
    """Columns of amounts are as wide as the longest figure; the page is scaled to it."""
    for block in (blocks[name] for name in LISTS if name in blocks):
        for column in block.columns:
            place = dress.known.get(column.key)
            if place is None or not is_numeric(column) or column.kind == "count":
                continue
            need = least_width(column, block.lines)
            if need * 7 > (out.widths.get(place) or out.source.width(place)) * 7:
                out.widths[place] = need


def _list(out: SheetOut, dress: Dress, name: str, block: Block) -> None:
    span = out.source.slots[f"xlc_{name}"]
    if block.section and f"xlc_{name}_section" in out.source.slots:
        place = out.source.slots[f"xlc_{name}_section"]
        own = out.source.text(place.row, place.column)
        number = own.split(" ")[0]
        text = block.section if block.section[:1].isdigit() or not number.isdigit() else f"{number}  {block.section}"
        out.put(out.row_map(place.row), place.column, out.source.style(place.row, place.column), text)
    by_place = {dress.known[c.key]: c for c in block.columns if c.key in dress.known}
    if "mark" in dress.known and "mark" not in {c.key for c in block.columns}:
        by_place.setdefault(dress.known["mark"], GridColumn("mark", "", "mark"))
    row = out.row_map(span.row)
    detail_rows: list[int] = []
    for line in block.lines:
        if line.rank is Rank.TOTAL:
            continue
        _line(out, dress, line, by_place, row, span.row, span, detail_rows, f"xlc_{name}")
        out.row(row, out.source.height(span.row))
        detail_rows.append(row)
        row += 1
    total_span = out.source.slots.get(f"xlc_{name}_total")
    total = next((line for line in block.lines if line.rank is Rank.TOTAL), None)
    if total_span is not None:
        if total is not None:
            _line(out, dress, total, by_place, out.row_map(total_span.row), total_span.row, total_span, detail_rows, f"xlc_{name}")
        else:
            for column in range(total_span.column, total_span.last_column + 1):
                out.rows[out.row_map(total_span.row)].cells.pop(column, None)


def _fitted(out: SheetOut, text: str, row: int, place: int, span: Span, taken: set[int]) -> str:
    """A text that would run under the next cell ends in an ellipsis; the whole of it stands in the cell's note."""
    end = min((n for n in taken if n > place), default=span.last_column + 1)
    room = sum(out.source.width(n) * 7 for n in range(place, end)) - 5
    if text_pixels(text) <= room:
        return text
    out.notes.append((row, place, text))
    return shorten_to(text, room)


def _line(
    out: SheetOut,
    dress: Dress,
    line: Line,
    by_place: dict[int, GridColumn],
    row: int,
    source_row: int,
    span: Span,
    details: list[int],
    slot: str,
) -> None:
    for place in range(span.column, span.last_column + 1):
        column = by_place.get(place)
        base = out.source.style(source_row, place)
        value: Any = line.cells.get(column.key) if column is not None else None
        if column is None or (value is None and column.kind != "mark"):
            out.put(row, place, base, None)
            continue
        if column.kind == "mark" and value is None:
            value = SIGNS.get(line.state, "")
        if isinstance(value, str) and column.kind == "text":
            value = _fitted(out, value, row, place, span, {n for n, c in by_place.items() if line.cells.get(c.key) is not None})
        link = line.links.get(column.key, "")
        formula = ""
        if line.rank is Rank.TOTAL and column.sums and details and isinstance(value, Decimal):
            formula = f"SUBTOTAL(9,{letters(place)}{details[0]}:{letters(place)}{details[-1]})"
        elif column.formula and line.rank is Rank.DETAIL:
            formula = line_formula(column.formula, row, {c.key: n for n, c in by_place.items()})
        shown = column if column.key not in ("status", "where") else GridColumn(column.key, "", "status")
        plain = line.rank is Rank.TOTAL and shown.kind == "status" and not line.state
        out.put(row, place, base if plain else dress.for_value(base, shown, value, line.state, bool(link)), value, formula)
        if isinstance(value, Decimal):
            for text in line.cells.values():
                if isinstance(text, str):
                    out.figures.setdefault((text.strip().lower(), value), f"{letters(place)}{row}")
        if link:
            out.links.append(Link(row, place, link, f"Go to {link.split('#')[0]}"))
    if line.anchor:
        out.anchors[line.anchor] = Span(row, span.column, row, span.column)
