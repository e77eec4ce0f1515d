"""Where the columns of a page stand, how wide they are, and which style a cell of (rank, kind) has.

Two layouts. *Fixed*: the template knows every column of the page, each stands where its xlc_col_ name is (a
customer may have moved or dropped some). *Flow*: the page has columns the template has never seen; then all stand
side by side in the page's order, dressed from the palette of kinds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from xlcost.reports.grid import Block, GridColumn, Line, Rank, Shown
from xlcost.sheets.formats import (
    BUDGET,
    amount_text,
    column_width_for,
    decimals_of,
    number_pixels,
    pixels,
    quantity_format,
    text_pixels,
    wrapped_lines,
)
from xlcost.sheets.slots import STATE_OF_SIGN, STATE_SLOTS, slug
from xlcost.sheets.styles import Change, Styles
from xlcost.sheets.template import Template, TemplateSheet

RANK_SLOT = {
    Rank.HEADING: "xlc_group",
    Rank.DETAIL: "xlc_detail",
    Rank.SECOND: "xlc_detail_second",
    Rank.SUBTOTAL: "xlc_subtotal",
    Rank.SUBTOTAL_SECOND: "xlc_subtotal_second",
    Rank.TOTAL: "xlc_total",
    Rank.TOTAL_SECOND: "xlc_total_second",
    Rank.NOTE: "xlc_note",
}
SIDE_SLOT = {
    Rank.HEADING: "xlc_group",
    Rank.DETAIL: "xlc_tieout",
    Rank.SECOND: "xlc_tieout_second",
    Rank.SUBTOTAL: "xlc_tieout_subtotal",
    Rank.SUBTOTAL_SECOND: "xlc_subtotal_second",
    Rank.TOTAL: "xlc_tieout_total",
    Rank.TOTAL_SECOND: "xlc_total_second",
    Rank.NOTE: "xlc_note",
}
FALLBACK = {
    "xlc_tieout": "xlc_detail",
    "xlc_tieout_second": "xlc_detail_second",
    "xlc_detail_second": "xlc_detail",
    "xlc_tieout_subtotal": "xlc_subtotal",
    "xlc_subtotal": "xlc_total",
    "xlc_tieout_total": "xlc_total",
    "xlc_tieout_header": "xlc_header",
    "xlc_subtotal_second": "xlc_detail_second",
    "xlc_total_second": "xlc_subtotal_second",
    "xlc_group": "xlc_detail",
    "xlc_note": "xlc_detail",
    "xlc_gap": "",
}
NUMERIC = frozenset(
    {"amount", "difference", "signed", "unit cost", "quantity", "percent", "count", "integer", "age", "level", "entry no.", "ratio"}
)
WRAPS = frozenset({"description", "explanation"})
LINK_COLORED = frozenset({"code", "entry no.", "text", "description", "explanation", "status", "option"})
KIND_ALIASES = {"signed": "difference", "number": "integer"}


def is_numeric(column: GridColumn) -> bool:
    """Whether the column holds figures."""
    return column.kind in NUMERIC


def palette_kind(kind: str) -> str:
    """Slug of the palette column that dresses a kind."""
    return slug(KIND_ALIASES.get(kind, kind))


@dataclass
class Dress:
    """Styles of cells for one sheet: prototype by (slot, column or kind), then what the value asks for."""

    sheet: TemplateSheet
    styles: Styles
    states: dict[str, int]  # state or "difference", "link" -> prototype style
    known: dict[str, int] = field(default_factory=dict)  # column key -> column of the template
    _memo: dict[tuple[Any, ...], int | None] = field(default_factory=dict)

    def base(self, slot: str, key: str, kind: str, position: int) -> int | None:
        """Style of the prototype row of a slot for a column."""
        memo = (slot, key, kind, position)
        if memo not in self._memo:
            self._memo[memo] = self._find(slot, key, kind, position)
        return self._memo[memo]

    def _find(self, slot: str, key: str, kind: str, position: int) -> int | None:
        while slot and slot not in self.sheet.slots:
            slot = FALLBACK.get(slot, "xlc_detail" if slot != "xlc_detail" else "")
        if not slot:
            return None
        row = self.sheet.slots[slot].row
        kinds = self.sheet.kinds()
        if key in self.known:
            return self.sheet.style(row, self.known[key])
        if palette_kind(kind) in kinds:
            return self.sheet.style(row, kinds[palette_kind(kind)])
        return self.sheet.style(row, position)

    def height(self, slot: str, default: float = 14.25) -> float:
        """Height of a prototype row."""
        return self.sheet.height(self.sheet.slots[slot].row, default) if slot in self.sheet.slots else default

    def state_color(self, state: str) -> str | None:
        """Colour of a state as the Legend shows it."""
        color = self.styles.color(self.states.get(state))
        if state == "open" and color in (None, "FFFFFFFF"):
            return self.styles.color(self.states.get("explained")) or "FFA14300"
        return color or {"ties": "FF0B5C7D", "na": "FF566573", "link": "FF0B5C7D"}.get(state, "FFA14300")

    def for_value(self, base: int | None, column: GridColumn, value: Any, state: str, linked: bool) -> int | None:
        """The style that this value asks for: a difference in Rust, a status in its colour, an identifier that leads on in Deep."""
        change: dict[str, Any] = {}
        kind = column.kind
        if kind == "difference":
            if isinstance(value, (Decimal, int)) and not isinstance(value, bool) and value != 0:
                change = {"color": self.state_color("difference"), "bold": True}
        elif kind in ("mark", "status") or (isinstance(value, str) and value[:1] in STATE_OF_SIGN):
            sign = STATE_OF_SIGN.get(value[:1], "") if isinstance(value, str) else ""
            meant = sign or state
            if kind == "explanation":
                change["bold"] = True
            if meant and not (kind not in ("mark", "status") and not sign):
                change["color"] = self.state_color(meant)
                if kind == "status" and meant in ("explained", "open"):
                    change["bold"] = True
                if kind == "status" and meant == "open" and "open" in self.states and isinstance(value, str) and value.startswith("■"):
                    change = {"color": "FFFFFFFF", "bold": True, "fill_of": self.states["open"]}
            elif linked:
                change["color"] = self.state_color("link")
        elif linked and kind in LINK_COLORED:
            change["color"] = self.state_color("link")
        if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
            change["quoted"] = True
        return self.styles.derive(base, Change(**change)) if change else base

    def after_number(self, base: int | None) -> int:
        """The style with an indent: a text right of a figure must not touch it."""
        return self.styles.derive(base, Change(indent=1)) if not self.styles.indented(base) else base or 0

    def with_format(self, base: int | None, code: str) -> int:
        """The style with another number format."""
        return self.styles.derive(base, Change(number_format=code))


def states_of(template: Template) -> dict[str, int]:
    """Prototype styles of the states, from the Legend or wherever the template names them."""
    found = {}
    for state, name in (*STATE_SLOTS.items(), ("difference", "xlc_difference"), ("link", "xlc_link")):
        place = template.named_cell(name)
        if place is not None:
            style = place[0].style(place[1].row, place[1].column)
            if style is not None:
                found[state] = style
    return found


@dataclass
class Layout:
    """Columns of the main block: where they stand and how wide they are (file widths)."""

    flow: bool
    places: dict[str, int]
    widths: dict[int, float]
    last: int
    columns: Sequence[GridColumn]

    def pixels(self, column: int, sheet: TemplateSheet) -> float:
        """Width of a printed column in px."""
        return (self.widths.get(column) or sheet.width(column, 13.142857)) * 7


def lay_columns(block: Block | None, sheet: TemplateSheet, house_keys: set[str], is_house: bool) -> Layout:
    """Choose the layout and the widths for the main block."""
    known = {key: span.column for key, span in sheet.columns().items()}
    if block is None:
        last = max(known.values(), default=max(sheet.kinds().values(), default=8))
        return Layout(False, {}, {}, last, ())
    missing = [c.key for c in block.columns if c.key not in known]
    foreign = [key for key in missing if is_house or key not in house_keys]
    if foreign and sheet.kinds():
        return _flow(block, sheet, known)
    places = {c.key: known[c.key] for c in block.columns if c.key in known}
    if "mark" in known:
        places["mark"] = known["mark"]
    widths = {}
    for column in block.columns:
        place = places.get(column.key)
        if place is not None:
            size = _widened(column, block.lines, (sheet.width(place) * 7 - 5) / 7)
            if size is not None:
                widths[place] = pixels(size) / 7
    last = max(places.values(), default=2)
    _room_for_codes(block, sheet, places, widths, last)
    return Layout(False, places, widths, last, [c for c in block.columns if c.key in places])


def _room_for_codes(block: Block, sheet: TemplateSheet, places: dict[str, int], widths: dict[int, float], last: int) -> None:
    """Codes never wrap: a longer one widens its column, at the cost of the texts when the page is full."""

    def width(place: int) -> float:
        return widths.get(place) or sheet.width(place)

    for column in block.columns:
        place = places.get(column.key)
        if column.kind != "code" or place is None:
            continue
        lines = (line for line in block.lines[:5000] if line.rank not in (Rank.NOTE, Rank.HEADING, Rank.TOTAL))
        need = (max((text_pixels(str(line.cells.get(column.key) or "")) for line in lines), default=0.0) + 12) / 7
        if need > width(place):
            widths[place] = min(need, 40.0)
    texts = [places[c.key] for c in block.columns if c.kind in WRAPS and c.key in places]
    while texts and sum(width(n) for n in range(1, last + 1)) * 7 > BUDGET:
        wide = max(texts, key=width)
        if width(wide) < 16:
            break
        widths[wide] = width(wide) - 1


def _flow(block: Block, sheet: TemplateSheet, known: dict[str, int]) -> Layout:
    columns = list(block.columns)
    if any(line.state for line in block.lines) and not any(c.kind in ("mark", "status") for c in columns):
        columns.append(GridColumn("mark", "", "mark"))
    kinds = sheet.kinds()
    sizes = []
    for column in columns:
        source = known.get(column.key) or kinds.get(palette_kind(column.kind)) or kinds.get("text")
        size = (sheet.width(source) * 7 - 5) / 7 if source else 12.5
        sizes.append(_fitted(column, block.lines, size))
    _within_budget(columns, block.lines, sizes)
    places = {column.key: number for number, column in enumerate(columns, 2)}
    widths = {number: pixels(size) / 7 for number, size in enumerate(sizes, 2)}
    return Layout(True, places, widths, 1 + len(columns), columns)


def _fitted(column: GridColumn, lines: Sequence[Line], size: float) -> float:
    """Width for the contents: texts as wide as they need within bounds, numbers never narrower than the kind's."""
    if column.kind == "mark":
        return 3.2
    if is_numeric(column):
        wide = _widened(column, lines, size) or size
        return max(wide, _caption_width(column.caption))
    texts = (line.cells.get(column.key) for line in lines[:5000] if line.rank is not Rank.NOTE)
    longest = max((text_pixels(str(text)) for text in texts if text is not None), default=0)
    bounds = {"code": (8.0, 28.0), "Yes/No": (7.0, 9.0), "date": (12.0, 12.5), "description": (20.0, 40.0), "explanation": (20.0, 40.0)}
    low, high = bounds.get(column.kind, (8.0, 36.0))
    needed = (longest + 12) / 7
    return min(high, max(low, needed, _caption_width(column.caption)))


def _caption_width(caption: str) -> float:
    """The longest word of a heading must fit."""
    longest = max((text_pixels(word, bold=True) for word in caption.replace("\n", " ").split()), default=0)
    width = (longest + 8) / 7
    while width < 14 and sum(wrapped_lines(part, width + 5 / 7, bold=True) for part in caption.split("\n")) > 2:
        width += 0.5
    return width


def _within_budget(columns: Sequence[GridColumn], lines: Sequence[Line], sizes: list[float]) -> None:
    """Narrow what wraps, then figures to what they need, at last what would be cut (texts), until all columns fit; never codes."""
    _narrow(columns, sizes, ("description", "explanation"), 20.0)
    _as_narrow_as_figures(columns, lines, sizes)
    _narrow(columns, sizes, ("text", "option", "status"), 11.0)
    _narrow(columns, sizes, ("description", "explanation"), 18.0)


def _narrow(columns: Sequence[GridColumn], sizes: list[float], kinds: Sequence[str], least: float) -> None:
    """Narrow the columns of these kinds, the widest first, until all columns fit or none is wider than `least`."""
    while sum(pixels(size) for size in sizes) + 14 > BUDGET:
        wide = [n for n, c in enumerate(columns) if c.kind in kinds and sizes[n] > least]
        if not wide:
            return
        widest = max(wide, key=lambda n: sizes[n])
        sizes[widest] = max(least, sizes[widest] - 1)


def _as_narrow_as_figures(columns: Sequence[GridColumn], lines: Sequence[Line], sizes: list[float]) -> None:
    """A wide table: figures get the room that they and their captions need, the widest column first."""

    def over() -> float:
        return sum(pixels(size) for size in sizes) + 14 - BUDGET

    if over() <= 0:
        return
    least = {n: max(least_width(c, lines), _caption_width(c.caption)) for n, c in enumerate(columns) if is_numeric(c)}
    while over() > 0:
        wide = [n for n in least if sizes[n] > least[n]]
        if not wide:
            return
        widest = max(wide, key=lambda n: sizes[n])
        sizes[widest] = max(least[widest], sizes[widest] - 0.5)


def least_width(column: GridColumn, lines: Sequence[Line]) -> float:
    """Width of the longest figure of a column."""
    values = (line.cells.get(column.key) for line in lines)
    shown = (printed(column.kind, v) for v in values if isinstance(v, (Decimal, int)) and not isinstance(v, bool))
    return (max((number_pixels(text) for text in shown), default=30.0) + 10) / 7


def _widened(column: GridColumn, lines: Sequence[Line], size: float) -> float | None:
    """A wider column when a figure needs it; None when the template's width will do."""
    if column.kind not in ("amount", "difference", "signed", "unit cost", "quantity"):
        return None
    widest, text = 0.0, ""
    for line in lines:
        value = line.cells.get(column.key)
        if value is None or isinstance(value, (str, Shown)):
            continue
        shown = printed(column.kind, value)
        if len(shown) * 9 < widest:
            continue
        width = number_pixels(shown)
        if width > widest:
            widest, text = width, shown
    if column.kind == "quantity":
        most = max((decimals_of(line.cells.get(column.key)) for line in lines), default=0)
        whole, _, fraction = text.partition(".")
        text = whole + ("." + "0" * most if most or fraction else "")
    wide = column_width_for(text, size)
    return wide if wide > size else None


def printed(kind: str, value: Any) -> str:
    """A figure as its format prints it (for measuring)."""
    if kind == "unit cost":
        return amount_text(value, 5)
    if kind == "quantity":
        return amount_text(value, decimals_of(value))
    if kind in ("difference", "signed"):
        text = amount_text(value)
        return text if text.startswith("-") else "+" + text
    return amount_text(value)


def quantity_paddings(block: Block) -> list[int]:
    """For every line the most decimals of its group (between two group headings)."""
    keys = [c.key for c in block.columns if c.kind == "quantity"]
    result = [0] * len(block.lines)
    start = 0

    def close(end: int) -> None:
        most = max((decimals_of(line.cells.get(key)) for line in block.lines[start:end] for key in keys), default=0)
        result[start:end] = [most] * (end - start)

    if keys:
        for number, line in enumerate(block.lines):
            if line.rank is Rank.HEADING and number:
                close(number)
                start = number
        close(len(block.lines))
    return result


__all__ = [
    "FALLBACK",
    "LINK_COLORED",
    "RANK_SLOT",
    "SIDE_SLOT",
    "WRAPS",
    "Dress",
    "Layout",
    "is_numeric",
    "lay_columns",
    "least_width",
    "palette_kind",
    "quantity_format",
    "quantity_paddings",
    "states_of",
]
