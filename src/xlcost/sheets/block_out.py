"""A block of a page as rows of a sheet: captions, lines, totals, links, outline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from xlcost.problems import XlcostError
from xlcost.reports.grid import Block, GridColumn, Line, Rank, Shown
from xlcost.sheets.columns_out import RANK_SLOT, SIDE_SLOT, WRAPS, Dress, is_numeric, quantity_paddings
from xlcost.sheets.formats import MONTHS, decimals_of, quantity_format, shorten_to, wrapped_lines
from xlcost.sheets.formulas_out import Totals, line_formula, settled
from xlcost.sheets.sheet_out import Link, SheetOut
from xlcost.sheets.slots import SIGNS, WORDS, Span, letters
from xlcost.sheets.styles import Change

FOLD_ABOVE = 60  # detail rows; shorter reports open with everything shown
LEAST_WRAPPED = 150  # px; in a narrower column of a side block a text runs over the next ones instead
FOLLOWERS = (Rank.SECOND, Rank.SUBTOTAL, Rank.SUBTOTAL_SECOND, Rank.TOTAL, Rank.TOTAL_SECOND)
MOST_COLLAPSED = 500  # folded groups marked as such: LibreOffice folds each anew, in a time that grows with the cube; hidden rows with a level fold without it
MAX_LINKS = 60_000  # a sheet takes 65,530
_AS_OF = re.compile(r"^As of (\d\d) (\w{3}) (\d{4})$")


@dataclass
class BlockOut:
    """One block going onto a sheet."""

    out: SheetOut
    dress: Dress
    block: Block
    places: dict[str, int]  # column key -> column
    widths: dict[int, float]  # file widths
    first: int  # first and last column of the block's rules
    last: int
    main: bool
    check_column: int = 0  # first hidden column for the engine's totals (main block only)
    rank_column: int = 0
    foldable: bool = True  # a long table opens folded to its subtotals
    row: int = 0
    totals: Totals = field(init=False)
    checked: list[tuple[str, int, Any]] = field(default_factory=list)
    total_rows: list[int] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    followers: list[int] = field(default_factory=list)  # rows that may not start a page
    end: int = 0  # the row after the last

    def __post_init__(self) -> None:
        self.totals = Totals(self.rank_column)
        self.columns = [c for c in self.block.columns if c.key in self.places]
        if self.main and "mark" in self.places and not any(c.key == "mark" for c in self.columns):
            self.columns.append(GridColumn("mark", "", "mark"))
        by_place = {self.places[c.key]: c for c in self.columns}
        self.spread = [(n, by_place.get(n)) for n in range(self.first, self.last + 1)]
        self.after_number = {
            n
            for n, c in self.spread
            if c is not None and not is_numeric(c) and c.kind not in ("mark", "date") and is_numeric(by_place.get(n - 1, c))
        }
        self.slots = RANK_SLOT if self.main else SIDE_SLOT
        self.summed = [c for c in self.columns if c.sums]

    def lines(self, row: int) -> int:
        """Lay the lines out from this row; the number of the next free row."""
        lines = self.block.lines
        paddings = quantity_paddings(self.block)
        grouped = any(line.rank in (Rank.HEADING, Rank.SUBTOTAL) for line in lines)
        details = sum(line.rank in (Rank.DETAIL, Rank.SECOND) for line in lines)
        fold = self.main and self.foldable and grouped and details > FOLD_ABOVE
        own_levels = any(line.level for line in lines)
        shown = min((line.level for line in lines if line.rank is Rank.SUBTOTAL), default=1) if own_levels else 1
        start = row
        gaps = self._gaps()
        for number, line in enumerate(lines):
            if self.main and number in gaps:
                gap = self.out.row(row, self.dress.height("xlc_gap", 5.25), 1 if grouped else 0)
                if fold and line.rank is Rank.HEADING:
                    gap.level, gap.hidden = shown + 1, True
                row += 1
            self._line(row, line, paddings[number])
            level = line.level if own_levels else _level(line.rank, grouped)
            if fold and line.rank is Rank.HEADING:
                level = max(level, shown + 1)
            kept = self.out.rows[row]
            kept.level = min(7, level)
            kept.hidden = fold and level > shown
            kept.collapsed = fold and level == shown and line.rank is Rank.SUBTOTAL
            if line.rank is Rank.HEADING:
                self.groups.append(row)
            if line.rank in (Rank.SUBTOTAL, Rank.TOTAL):
                self.total_rows.append(row)
            if line.rank in FOLLOWERS:
                self.followers.append(row)
            row += 1
        self.end = row
        folded = [n for n in range(start, row) if n in self.out.rows and self.out.rows[n].collapsed]
        if len(folded) > MOST_COLLAPSED:
            for number in folded:
                self.out.rows[number].collapsed = False
        if self.main:
            self.out.slots["xlc_body"] = Span(start, self.first, max(start, row - 1), self.last)
            self._visible_anchors(row)
            self._checks(start, row - 1)
        return row

    def _visible_anchors(self, end: int) -> None:
        """A link must not lead to a folded row: it leads to the subtotal of the group instead."""
        shown, place = {}, end - 1
        for row in range(end - 1, 0, -1):
            if row in self.out.rows and not self.out.rows[row].hidden:
                place = row
            shown[row] = place
        for name, span in self.out.anchors.items():
            row = shown.get(span.row, span.row)
            if row != span.row:
                self.out.anchors[name] = Span(row, span.column, row, span.last_column)

    def _gaps(self) -> frozenset[int]:
        """Lines with a gap above: each group but the first, and a total over more than one group."""
        found, headings, previous = set(), 0, None
        for number, line in enumerate(self.block.lines):
            if line.rank is Rank.HEADING:
                headings += 1
                if previous is not None:
                    found.add(number)
            elif line.rank is Rank.TOTAL:
                if headings > 1 and previous in (Rank.SUBTOTAL, Rank.SUBTOTAL_SECOND):
                    found.add(number)
                headings = 0
            previous = line.rank
        return frozenset(found)

    def _line(self, row: int, line: Line, padding: int) -> None:
        slot = self.slots[line.rank]
        kept = self.out.row(row, self.dress.height(slot))
        cells = line.cells
        rows: list[int] = []
        if line.rank is Rank.HEADING:
            self.totals.heading()
            if any(isinstance(cells.get(c.key), (Decimal, int)) for c in self.summed):
                self.totals.second_rows.add(row)
        elif line.rank is Rank.DETAIL:
            self.totals.detail(row)
        elif line.rank in (Rank.SECOND, Rank.SUBTOTAL_SECOND, Rank.TOTAL_SECOND):
            self.totals.second_rows.add(row)
        elif line.rank is Rank.SUBTOTAL:
            rows = self.totals.take_subtotal(line.level)
            if not rows:  # a subtotal without details is a figure of its own, which the totals above it count
                self.totals.detail(row)
                self.totals.take_subtotal(line.level)
        elif line.rank is Rank.TOTAL:
            rows = self.totals.take_total()
        if line.rank is Rank.NOTE:
            self._note(row, line, slot)
            return
        for place, column in self.spread:
            if column is None:
                self.out.put(row, place, self.dress.base(slot, "", "text", place), None)
                continue
            value = cells.get(column.key)
            if column.kind in ("mark", "status") and value is None and line.state:
                value = SIGNS[line.state] if column.kind == "mark" else WORDS[line.state]
            self._cell(row, place, column, value, line, slot, padding, rows, kept)
        if line.anchor:
            self.out.anchors[line.anchor] = Span(row, self.first, row, self.first)
        self._remember(row, line)

    def _remember(self, row: int, line: Line) -> None:
        """Note where a figure stands on the page, for charts that show it."""
        if len(self.out.figures) > 20_000 or line.rank in (Rank.SECOND, Rank.SUBTOTAL_SECOND, Rank.TOTAL_SECOND):
            return
        labels = [v.strip().lower() for c in self.columns if isinstance(v := line.cells.get(c.key), str)]
        for column in self.columns:
            value = line.cells.get(column.key)
            if isinstance(value, Decimal):
                cell = f"{letters(self.places[column.key])}{row}"
                for label in labels:
                    known = self.out.figures.setdefault((label, value), cell)
                    if known != cell:
                        self.out.figures[(label, value)] = ""

    def _cell(
        self, row: int, place: int, column: GridColumn, value: Any, line: Line, slot: str, padding: int, rows: list[int], kept: Any
    ) -> None:
        key = column.key
        link = line.links.get(key, "")
        link = link if self.out.leads(link) else ""
        if isinstance(value, Shown):
            column = GridColumn("", column.caption, value.kind)
            value = value.value
        base = self.dress.base(slot, column.key if self.main else "", column.kind, place)
        if place in self.after_number:
            base = self.dress.after_number(base)
        if value is None or value == "":
            self.out.put(row, place, base, None)
            return
        formula = ""
        if isinstance(value, str):
            value = self._text(row, place, column, value, line, kept)
            if not self.main and column.kind in WRAPS and self.widths.get(place, 13.0) * 7 < LEAST_WRAPPED:
                base = self.out.styles.derive(base, Change(wrap=False))
            if place == self.first and is_numeric(column) and len(value) > 3:
                base = self.out.styles.derive(base, Change(horizontal="left"))
        elif isinstance(value, bool):
            value = "Yes" if value else "No"
        elif column.kind == "percent":
            value = Decimal(value) / 100
        if not isinstance(value, str):
            if column.kind == "quantity":
                base = self.dress.with_format(base, quantity_format(decimals_of(value), padding))
            if column.sums and rows:
                formula = self.totals.formula(place, rows)
                if formula and self.main:
                    self.checked.append((key, row, value))
            elif (
                column.formula
                and line.rank in (Rank.DETAIL, Rank.SECOND, Rank.SUBTOTAL, Rank.TOTAL)
                and (not column.sums or line.rank in (Rank.DETAIL, Rank.SECOND))
            ):
                formula = self._formula(column, row, line)
        style = self.dress.for_value(base, column, value, line.state, bool(link))
        self.out.put(row, place, style, value, settled(formula, value, column.kind))
        if link and len(self.out.links) < MAX_LINKS:
            self.out.links.append(Link(row, place, link, _tip(link, line, key)))

    def _formula(self, column: GridColumn, row: int, line: Line) -> str:
        needed = re.findall(r"\{(\w+)\}", column.formula)
        if any(isinstance(line.cells.get(key), str) for key in needed):
            return ""
        if line.rank is not Rank.DETAIL and all(line.cells.get(key) is None for key in needed):
            return ""
        return line_formula(column.formula, row, self.places)

    def _text(self, row: int, place: int, column: GridColumn, value: str, line: Line, kept: Any) -> str:
        """A text: two lines in descriptions, then an ellipsis with the whole text in a note."""
        if column.kind not in WRAPS or line.rank not in (Rank.DETAIL, Rank.SECOND):
            return value
        width = self.widths.get(place, 13.0)
        if not self.main and width * 7 < LEAST_WRAPPED:
            return value
        lines = wrapped_lines(value, width)
        if lines == 1:
            return value
        limit = 2 if column.kind == "description" else 6
        kept.height = max(kept.height or 0, 1.5 + 12 * min(lines, limit))
        if lines > limit:
            self.out.notes.append((row, place, value))
            space, short = (width * 7 - 5) * limit, value
            while wrapped_lines(short, width) > limit:
                space *= 0.94
                short = shorten_to(value, space)
            return short
        return value

    def _note(self, row: int, line: Line, slot: str) -> None:
        place = self.first
        for key, value in line.cells.items():
            if value is None:
                continue
            target = self.places.get(key, place) if len(line.cells) > 1 else place
            base: int | None = self.dress.base(slot, "", "text", target)
            several = len(line.cells) > 1
            under = next((c for c in self.columns if c.key == key), None)
            if several and under is not None and is_numeric(under):
                base = self.out.styles.derive(base, Change(horizontal="right"))
            link = line.links.get(key, "") if self.out.leads(line.links.get(key, "")) else ""
            colored = several or line.state or link
            column = GridColumn(key, "", "status" if line.state and not several else "text")
            style = self.dress.for_value(base, column, value, line.state, bool(link)) if colored else base
            self.out.put(row, target, style, value)
            if link:
                self.out.links.append(Link(row, target, link, _tip(link, line, key)))
        if line.anchor:
            self.out.anchors[line.anchor] = Span(row, self.first, row, self.first)

    def _checks(self, start: int, end: int) -> None:
        """The engine's totals in hidden columns, and an alert on every total that no longer agrees."""
        by_key: dict[str, list[tuple[int, Any]]] = {}
        for key, row, value in self.checked:
            by_key.setdefault(key, []).append((row, value))
        for number, column in enumerate(c for c in self.summed if c.key in by_key):
            check = self.check_column + number
            place = letters(self.places[column.key])
            for row, value in by_key[column.key]:
                self.out.put(row, check, None, value)
            name = letters(check)
            self.out.formats.append(
                (f"{place}{start}:{place}{end}", f"AND(ISNUMBER(${name}{start}),ABS({place}{start}-${name}{start})>0.005)")
            )
            self.out.styles.alert()
            self.out.hidden_columns.append((check, check))
        if by_key:
            self.out.slots["xlc_check"] = Span(start, self.check_column, end, self.check_column + len(by_key) - 1)
        if self.totals.uses_rank:
            for row in self.totals.all_rows:
                self.out.put(row, self.rank_column, None, 1)
            self.out.hidden_columns.append((self.rank_column, self.rank_column))


def _level(rank: Rank, grouped: bool) -> int:
    if not grouped:
        return 1 if rank is Rank.SECOND else 0
    return {Rank.HEADING: 1, Rank.DETAIL: 2, Rank.SECOND: 3, Rank.SUBTOTAL: 1, Rank.SUBTOTAL_SECOND: 1}.get(rank, 0)


def _tip(link: str, line: Line, key: str) -> str:
    """What comes: the number of entries when they are known, else the sheet."""
    entries = line.entries.get(key)
    if entries:
        count = len(entries)
        return f"{count:,} {'entry' if count == 1 else 'entries'} behind this figure"
    sheet, _, anchor = link.partition("#")
    return f"Go to {sheet}" + (f", {anchor}" if anchor and len(anchor) < 60 and not anchor.startswith("_") else "")


def band_value(text: str) -> Any:
    """A band "As of 31 Oct 2026" as a true date, others as they are."""
    found = _AS_OF.match(text)
    if found is None or found[2] not in MONTHS:
        return text
    return date(int(found[3]), MONTHS.index(found[2]) + 1, int(found[1]))


def captions(
    out: SheetOut,
    dress: Dress,
    row: int,
    columns: Sequence[GridColumn],
    places: dict[str, int],
    first: int,
    last: int,
    slot: str,
    widths: dict[int, float],
) -> None:
    """A caption row, as high as its captions need."""
    by_place = {places[c.key]: c for c in columns if c.key in places}
    lines = 1
    for place in range(first, last + 1):
        column = by_place.get(place)
        kind = column.kind if column is not None else "text"
        base = dress.base(slot, column.key if column is not None and slot == "xlc_header" else "", kind, place)
        before = by_place.get(place - 1)
        if column is not None and before is not None and is_numeric(before) and not is_numeric(column) and kind not in ("mark", "date"):
            base = dress.after_number(base)
        text = column.caption if column is not None else None
        out.put(row, place, base, text or None)
        if text:
            width = widths.get(place, 13.0)
            overflow = column is not None and not is_numeric(column) and by_place.get(place + 1) is None and place < last
            if overflow:
                out.put(row, place, out.styles.derive(base, Change(wrap=False)), text)
            else:
                lines = max(lines, sum(wrapped_lines(part, width, bold=True) for part in text.split("\n")))
    out.row(row, {1: 15.0, 2: 27.0, 3: 38.25}.get(lines, 38.25 + 11.75 * (min(lines, 6) - 3)))


def refuse_duplicates(titles: Sequence[str]) -> None:
    """Two sheets of one pack may not have the same title."""
    seen: set[str] = set()
    for title in titles:
        if title.lower() in seen:
            raise XlcostError(
                "SHEET_TITLE_TWICE",
                f"Two sheets would be called {title}.",
                rule="Sheet titles of a workbook differ, also in more than capitals.",
                remedy="Rename the template's own sheet, or give the page another title.",
            )
        seen.add(title.lower())
