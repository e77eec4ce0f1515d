"""Sheet Reading: what each report answers, what every column means, what mode exact keeps from the ERP (valuation-reports.md 6.9)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlcost.reports.grid import Block, Grid, GridColumn, Line, Page, Rank
from xlcost.reports.pack.common import count
from xlcost.reports.pack.definitions import QUIRKS, definition

READING = "Reading"
COLUMNS = (
    GridColumn("report", "Report", "code"),
    GridColumn("column", "Column", "text"),
    GridColumn("meaning", "Meaning", "description"),
)


def anchor_of(sheet: str) -> str:
    """Where a sheet's nav leads to."""
    return f"reading_{sheet}"


def reading_page(reports: Sequence[tuple[str, Grid, Sequence[GridColumn]]], came_from: Sequence[str] = ("Cover",)) -> Page:
    """One block for each report: (its sheet, its grid, its columns as the page shows them)."""
    lines: list[Line] = []
    for sheet, grid, columns in reports:
        lines += _report(sheet, grid, columns)
    number = len(reports)
    title = "Reading this report" if number == 1 else "Reading these reports"
    message = f"What every column of {'the report' if number == 1 else count(number, 'report')} means, and where the figures come from."
    options = "definitions · what mode exact keeps from the ERP and mode clean corrects"
    return Page(
        READING,
        "reading",
        title,
        message,
        options,
        (Block("", COLUMNS, lines),),
        slots={"open": True, "nav": ""},
        came_from=came_from,
    )


def _further(grid: Grid) -> Iterator[tuple[str, Sequence[GridColumn]]]:
    """The tables under the report and on its further sheets, by their section; lists of ledger rows have the captions of their tables."""
    for block in grid.facts.get("blocks", ()):
        yield block.section, block.columns
    for page in grid.facts.get("pages", ()):
        for block in page.blocks:
            yield block.section or page.title, block.columns


def _report(sheet: str, grid: Grid, columns: Sequence[GridColumn]) -> list[Line]:
    mode = str(grid.facts.get("mode", ""))
    heading = {"report": grid.name, "meaning": str(grid.facts.get("purpose", ""))}
    found = [Line(Rank.HEADING, heading, 1, grid.name, anchor=anchor_of(sheet), links={"report": f"{sheet}#"})]
    for section, shown in (("", columns), *_further(grid)):
        captions = [column.caption for column in shown]
        explained = [(c, text) for c in shown if c.caption and (text := definition(grid.name, c.key))]
        if section and explained:
            found.append(Line(Rank.SECOND, {"column": section}, 2, grid.name))
        for column, text in explained:
            band = f"{column.band}: " if column.band and captions.count(column.caption) > 1 else ""
            caption = f"{band}{column.caption}".replace("\n", " ").replace(".. ", "..")
            found.append(Line(Rank.DETAIL, {"column": caption, "meaning": text}, 2, grid.name))
    quirks = [QUIRKS[q] for q in grid.facts.get("quirks", ()) if q in QUIRKS]
    label = "Mode exact" if mode == "exact" else "Mode clean corrects"
    for number, text in enumerate(quirks):
        cells = {"column": label if not number else None, "meaning": text}
        found.append(Line(Rank.SECOND, cells, 2, grid.name))
    return found
