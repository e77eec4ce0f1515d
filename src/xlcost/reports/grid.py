"""Grid: a report as data. Columns (caption, kind) x lines (rank, cells, entry numbers behind each amount).

Cells are API values: Decimal, date, str, int, bool, None for "does not apply". No strings of layout, widths
or colours: rank picks the template's row style, kind picks the number format.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Rank(Enum):
    """What a line is."""

    HEADING = "heading"
    DETAIL = "detail"
    SECOND = "detail second"  # second line of a detail, e.g. Expected Cost Included
    SUBTOTAL = "subtotal"
    SUBTOTAL_SECOND = "subtotal second"
    TOTAL = "total"
    TOTAL_SECOND = "total second"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class GridColumn:
    """One printed column: row key, caption, kind (of ledger.schema.Kind, by value), the band above it."""

    key: str
    caption: str
    kind: str  # "amount", "quantity", "unit cost", "percent", "date", "code", "text", "entry no.", "Yes/No", "count", "age"
    band: str = ""
    sums: bool = False  # subtotals and totals are SUBTOTAL formulas over the details
    formula: str = ""  # cell formula of detail lines by row keys, e.g. "{starting_value}+{increases_value}-{decreases_value}"


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell of another kind than its column: a share under amounts is Shown(Decimal("55.7"), "percent")."""

    value: Any
    kind: str


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line."""

    rank: Rank
    cells: Mapping[str, Any]  # by column key
    level: int = 0
    group: str = ""
    entries: Mapping[str, Sequence[int]] = field(default_factory=dict)  # column key -> value entry numbers that sum to the cell
    record: Mapping[str, Any] | None = None  # the row of records() that this line shows
    anchor: str = ""  # a name that links lead to
    links: Mapping[str, str] = field(default_factory=dict)  # column key -> "Sheet#anchor" (or "Sheet#" for its top)
    state: str = ""  # "ties", "explained", "open", "na" or "": the mark of the line


@dataclass(frozen=True)
class Grid:
    """A report's result: what it says, laid out, nothing about how it looks."""

    name: str
    title: str
    columns: Sequence[GridColumn]
    lines: Sequence[Line]
    options: Mapping[str, Any] = field(default_factory=dict)
    warnings: Sequence[Mapping[str, Any]] = ()  # {Code, Text, ...}
    message: str = ""  # one sentence: the finding with its figure
    rows: Sequence[Mapping[str, Any]] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)  # what a renderer may want besides (totals, chart data)

    def records(self) -> list[dict[str, Any]]:
        """Exactly the rows that the specification lists (valuation-reports.md 10)."""
        return [dict(r) for r in self.rows]


@dataclass(frozen=True, slots=True)
class Block:
    """A table on a page below (or above) others, with columns of its own."""

    slot: str  # "" = the main table (xlc_detail ...), "tieout", "matrix", ...: which prototype rows style it
    columns: Sequence[GridColumn]
    lines: Sequence[Line]
    section: str = ""  # bold line above the block


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart of the template points at: finding, measure and unit, category labels and series.

    A bridge has one series: opening, the signed movements, closing (first and last category are balances).
    A unit that says "thousand" scales the labels; values are always given in full.
    """

    title: str
    unit: str
    categories: Sequence[str]
    series: Mapping[str, Sequence[Any]]  # series name -> Decimal per category
    kind: str = "bars"  # "bridge", "bars", "stacked" (parts of a bar), "aged" (parts, dark = oldest = last), "columns"
    alt: str = ""  # alternative text: kind, measure, dates; made from title and unit when empty


@dataclass(frozen=True)
class Page:
    """One sheet of a pack: head, blocks, charts, named texts. `template` names the house template that styles it."""

    sheet: str
    template: str
    title: str
    message: str
    options: str = ""
    blocks: Sequence[Block] = ()
    charts: Sequence[Chart] = ()
    slots: Mapping[str, Any] = field(default_factory=dict)  # further named slots: verdict, tiles, hash ...
    came_from: Sequence[str] = ("Cover",)  # sheets that B4 links back to
