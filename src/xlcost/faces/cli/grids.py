"""A Grid outside of Excel: text for the terminal, CSV, JSON.

Text fits the terminal: captions and explanations wrap, descriptions are cut, and a table that is still too wide is printed in
panels, each repeating what its lines are. Piped, without a width, it is printed at full width.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import sys
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from xlcost.faces.cli.common import Screen, show, writes_unicode
from xlcost.reports.grid import Grid, GridColumn, Line, Rank, Shown

FORMATS = ("text", "csv", "json")
_LABELS = ("code", "text", "description", "explanation", "wrapped text", "Yes/No", "status")
_WRAPPED = ("explanation", "wrapped text")
_LEFT = (*_LABELS, "date")
_UNLIMITED = 10**6
_GAP = "  "


# -- CSV and JSON -------------------------------------------------------------------------------------------
def write_csv(stream: IO[str], grid: Grid) -> None:
    """The rows of records() as CSV; text that looks like a formula is kept as text by a leading apostrophe."""
    rows = grid.records()
    writer = csv.writer(stream, lineterminator="\n")
    captions = list(dict.fromkeys(caption for row in rows for caption in row))  # a total may have columns that details lack
    writer.writerow(captions or [f"{c.band} {c.caption}".strip() for c in grid.columns if c.kind != "mark"])
    for row in rows:
        writer.writerow([_csv_cell(row.get(caption)) for caption in captions])


def _csv_cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return value


def write_json(stream: IO[str], grid: Grid) -> None:
    """Name, options, finding, warnings and rows of a report; amounts are exact decimals as texts."""
    found = {
        "report": grid.name,
        "title": grid.title,
        "message": grid.message,
        "options": {k: v for k, v in grid.options.items() if v not in (None, "")},
        "warnings": [dict(w) if isinstance(w, Mapping) else {"Code": w.code, "Text": w.text} for w in grid.warnings],
        "rows": grid.records(),
    }
    stream.write(json.dumps(found, default=_plain, indent=1, ensure_ascii=not writes_unicode(stream)) + "\n")


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else str(value)


def write_file(path: Path, form: str, grid: Grid) -> None:
    """A report as a file, replaced as a whole: CSV with the mark by which Excel knows UTF-8, JSON, or text of full width."""
    from xlcost.sheets.atomic import replacing

    with (
        replacing(path) as temporary,
        temporary.open("w", encoding="utf-8-sig" if form == "csv" else "utf-8", newline="\r\n" if form == "csv" else None) as stream,
    ):
        if form == "text":
            stream.write("\n".join(text_of(grid, _UNLIMITED)) + "\n")
        else:
            (write_csv if form == "csv" else write_json)(stream, grid)


# -- text ---------------------------------------------------------------------------------------------------
def print_grid(screen: Screen, grid: Grid) -> None:
    """A report on the terminal: title, finding, printed lines with their totals."""
    screen.say(*text_of(grid, terminal_width()))


def terminal_width() -> int:
    """Columns of the terminal (or of the variable COLUMNS); unlimited when the output is piped."""
    if not os.environ.get("COLUMNS", "").isdigit() and not sys.stdout.isatty():
        return _UNLIMITED
    return max(40, shutil.get_terminal_size().columns)


def say_warnings(screen: Screen, grid: Grid) -> None:
    """The warnings of a report, on stderr."""
    for warning in grid.warnings:
        code, text = (warning.get("Code", ""), warning.get("Text", "")) if isinstance(warning, Mapping) else (warning.code, warning.text)
        screen.err.print(f"Warning {code}: {text}", markup=False)


@dataclass
class _Column:
    """A column being laid out: captions and cells as text."""

    source: GridColumn
    cells: list[str]
    width: int

    @property
    def left(self) -> bool:
        return self.source.kind in _LEFT

    @property
    def label(self) -> bool:
        return self.source.kind in _LABELS

    @property
    def least(self) -> int:
        """The width below which it says nothing any more."""
        if not self.label:
            return self.width
        words = max((len(w) for w in self.source.caption.split()), default=1)
        return min(self.width, max(words, 24 if self.source.kind in _WRAPPED else 22))


def text_of(grid: Grid, width: int) -> list[str]:
    """The lines of a report for a terminal of some width."""
    lines = [grid.title, *wrapped(grid.message, width), *wrapped(_options(grid), width), ""]
    columns = [c for c in (_column(c, grid.lines) for c in grid.columns if c.kind != "mark") if c is not None]
    if not columns or not grid.lines:
        return lines
    for number, panel in enumerate(_panels(columns, grid.lines, width)):
        lines += [""] if number else []
        lines += _panel(panel, grid.lines, width, again=bool(number))
    return [line.rstrip() for line in lines]


def wrapped(text: str, width: int) -> list[str]:
    """A sentence in lines of the terminal's width."""
    return textwrap.wrap(text, min(width, 160)) or []


def _options(grid: Grid) -> str:
    return str(grid.facts.get("options") or " · ".join(f"{k} {show(v)}" for k, v in grid.options.items() if v not in (None, "", False)))


def _column(column: GridColumn, lines: Sequence[Line]) -> _Column | None:
    """A column with its texts; None when no line fills it."""
    cells = [shown(line.cells.get(column.key), column.kind) for line in lines]
    counted = [c for c, line in zip(cells, lines, strict=True) if line.rank not in (Rank.HEADING, Rank.NOTE)]
    if not any(cells):
        return None
    longest = max((len(c) for c in counted), default=1)
    words = max((len(w) for w in column.caption.split()), default=1)
    most = 60 if column.kind in _WRAPPED else 44
    return _Column(column, cells, max(min(longest, most), words))


def shown(value: Any, kind: str) -> str:
    """A cell as text."""
    if isinstance(value, Shown):
        return shown(value.value, value.kind)
    if isinstance(value, Decimal):
        if kind == "signed":
            return f"{value:+,.2f}" if round(value, 2) else "–"
        if kind in ("amount", "sparse amount", "difference"):
            return f"{value:,.2f}" if round(value, 2) else ("" if kind == "sparse amount" else "–")
        if kind == "quantity":
            return f"{value.normalize():,f}" if value else "–"
        if kind == "unit cost":
            return f"{value:,.5f}"
        if kind == "percent":
            return f"{value:,.1f}%"
    return " ".join(show(value).split("\n"))


def _total(columns: Sequence[_Column]) -> int:
    return sum(c.width for c in columns) + len(_GAP) * (len(columns) - 1)


def _panels(columns: list[_Column], lines: Sequence[Line], width: int) -> list[list[_Column]]:
    """The columns, shrunk until they fit; in several panels when they do not, the bands kept together."""
    labels = sorted((c for c in columns if c.label), key=lambda c: c.least - c.width)
    while _total(columns) > width and any(c.width > c.least for c in labels):
        widest = max((c for c in labels if c.width > c.least), key=lambda c: c.width)
        widest.width -= min(widest.width - widest.least, _total(columns) - width, 4)
    if _total(columns) <= width:
        return [columns]
    key = _key_column(columns, lines, width)
    panels: list[list[_Column]] = [[c for c in columns if c.label and c.source.kind not in _WRAPPED]]
    if _total(panels[0]) > width * 2 // 3:
        panels = [[key]]
    placed = {id(c) for c in panels[0]}
    bands = _bands([c for c in columns if id(c) not in placed and c is not key and not _in_key(c)])
    for piece in (p for band in bands for p in _pieces(band, width - key.width - len(_GAP))):
        if _total([*panels[-1], *piece]) > width and len(panels[-1]) > 1:
            panels.append([key])
        panels[-1] += piece
    for column in panels[-1]:
        if column.source.kind in _WRAPPED:
            column.width = max(column.least, min(column.width, width - _total(panels[-1]) + column.width))
    return panels


def _pieces(band: list[_Column], room: int) -> list[list[_Column]]:
    """A band in parts that fit into a panel."""
    found: list[list[_Column]] = [[]]
    for column in band:
        if found[-1] and _total([*found[-1], column]) > room:
            found.append([])
        found[-1].append(column)
    return found


def _in_key(column: _Column) -> bool:
    return column.label and column.source.kind not in _WRAPPED


def _bands(columns: Sequence[_Column]) -> list[list[_Column]]:
    found: list[list[_Column]] = []
    for column in columns:
        if found and column.source.band and found[-1][0].source.band == column.source.band:
            found[-1].append(column)
        else:
            found.append([column])
    return found


def _key_column(columns: Sequence[_Column], lines: Sequence[Line], width: int) -> _Column:
    """One column that says what a line is: its first two labels."""
    labels = [c for c in columns if _in_key(c)] or list(columns[:1])
    cells = []
    for i in range(len(lines)):
        texts = [c.cells[i] for c in labels if c.cells[i]]
        cells.append("  ".join(texts[:2]))
    longest = max((len(c) for c, line in zip(cells, lines, strict=True) if line.rank is not Rank.HEADING), default=8)
    return _Column(GridColumn("key", labels[0].source.caption, "text"), cells, min(longest, max(16, width // 3)))


def _panel(columns: Sequence[_Column], lines: Sequence[Line], width: int, *, again: bool) -> list[str]:
    found = _heads(columns)
    rule = _GAP.join("-" * c.width for c in columns)
    found.append(rule)
    for i, line in enumerate(lines):
        if line.rank is Rank.NOTE:
            found += [] if again else wrapped(_words(columns, i), width)
        elif line.rank is Rank.HEADING:
            found += [""] if i else []
            found.append(_cut(_words(columns, i), width))
        else:
            if line.rank in (Rank.SUBTOTAL, Rank.TOTAL):
                found.append(rule)
            found += _row(columns, i)
    return found


def _words(columns: Sequence[_Column], row: int) -> str:
    return _GAP.join(c.cells[row] for c in columns if c.cells[row])


def _heads(columns: Sequence[_Column]) -> list[str]:
    """The band line where there are bands, then the captions, wrapped and standing on the rule."""
    found = _band_lines(columns)
    captions = [textwrap.wrap(c.source.caption, max(c.width, 1)) or [""] for c in columns]
    height = max(len(c) for c in captions)
    for line in range(height):
        parts = [texts[line - height + len(texts)] if line >= height - len(texts) else "" for texts in captions]
        found.append(_GAP.join(_fit(t, c) for t, c in zip(parts, columns, strict=True)))
    return found


def _band_lines(columns: Sequence[_Column]) -> list[str]:
    """The band captions, each over its own columns, wrapped where it is longer than they are."""
    groups = _bands(columns)
    if not any(group[0].source.band for group in groups):
        return []
    widths = [_total(group) for group in groups]
    texts = [_band_text(g[0].source.band, w) for g, w in zip(groups, widths, strict=True)]
    height = max(len(t) for t in texts)
    padded = [[*[""] * (height - len(t)), *t] for t in texts]
    return [_GAP.join(_cut(t[i], w).ljust(w) for t, w in zip(padded, widths, strict=True)) for i in range(height)]


def _band_text(band: str, width: int) -> list[str]:
    """A band in lines of its width; a range of dates breaks between them."""
    first, dots, last = band.partition("..")
    if len(band) > width and first and last.strip("."):
        return [*textwrap.wrap(first + dots, width), *textwrap.wrap(last, width)]
    return textwrap.wrap(band, width) or [""]


def _row(columns: Sequence[_Column], row: int) -> list[str]:
    cells = [textwrap.wrap(c.cells[row], c.width) or [""] if c.source.kind in _WRAPPED else [c.cells[row]] for c in columns]
    height = max(len(c) for c in cells)
    return [
        _GAP.join(_fit(texts[i] if i < len(texts) else "", c) for texts, c in zip(cells, columns, strict=True)).rstrip() for i in range(height)
    ]


def _fit(text: str, column: _Column) -> str:
    cut = _cut(text, column.width)
    return cut.ljust(column.width) if column.left else cut.rjust(column.width)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
