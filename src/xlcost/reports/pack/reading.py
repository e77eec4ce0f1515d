"""Sheet Reading: what each report answers, what every column means, what mode exact keeps from the ERP (valuation-reports.md 6.9)."""

from __future__ import annotations

from collections.abc import Sequence

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


def _report(sheet: str, grid: Grid, columns: Sequence[GridColumn]) -> list[Line]:
    mode = str(grid.facts.get("mode", ""))
    heading = {"report": grid.name, "meaning": str(grid.facts.get("purpose", ""))}
    found = [Line(Rank.HEADING, heading, 1, grid.name, anchor=anchor_of(sheet), links={"report": f"{sheet}#"})]
    captions = [column.caption for column in columns]
    for column in columns:
        text = definition(grid.name, column.key)
        if text:
            band = f"{column.band}: " if column.band and captions.count(column.caption) > 1 else ""
            caption = f"{band}{column.caption}".replace("\n", " ").replace(".. ", "..")
            found.append(Line(Rank.DETAIL, {"column": caption, "meaning": text}, 2, grid.name))
    quirks = [QUIRKS[q] for q in grid.facts.get("quirks", ()) if q in QUIRKS]
    label = "Mode exact" if mode == "exact" else "Mode clean corrects"
    for number, text in enumerate(quirks):
        cells = {"column": label if not number else None, "meaning": text}
        found.append(Line(Rank.SECOND, cells, 2, grid.name))
    return found
