"""Reports of the pack as pages: a grid with its head, linked to the entries behind it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from xlcost.problems import Problem, Severity
from xlcost.reports.close import Close
from xlcost.reports.grid import Block, Grid, Line, Page, Rank
from xlcost.reports.pack.common import Facts, options_line
from xlcost.reports.pack.entries import VALUE_ENTRIES
from xlcost.reports.pack.problems_page import problems_page
from xlcost.reports.period import show_date

TEMPLATES = {
    "Inventory Valuation": "inventory-valuation",
    "Inventory Valuation - WIP": "wip",
    "Cost Shares Breakdown": "cost-shares",
}

_NAV = {
    "Inventory Valuation": "Valuation",
    "Inventory Valuation - WIP": "WIP",
    "Invt. Valuation - Cost Spec.": "Cost Spec.",
    "Cost Shares Breakdown": "Cost Shares",
}


def report_pages(close: Close, facts: Facts) -> list[Page]:
    """One page per report of the close, Inventory Valuation first."""
    return [report_page(close, facts, grid) for grid in close.grids.values()]


def report_page(close: Close, facts: Facts, grid: Grid) -> Page:
    """A report's grid as a page of the pack."""
    period = close.options.period
    first = grid.options.get("Starting Date")
    when = f"{show_date(period.first)} – {show_date(period.last)}" if first else f"As of {show_date(period.last)}"
    expected = "expected cost included" if grid.options.get("Include Expected Cost") else ""
    options = options_line(close, facts, when, expected, f"mode {close.options.compatibility}", "no filters")
    lines = [linked(line, VALUE_ENTRIES) for line in grid.lines]
    sheet = sheet_name(grid.name)
    slots = {"nav": _NAV.get(grid.name, sheet)}
    return Page(sheet, TEMPLATES.get(grid.name, "list"), grid.title, grid.message, options, (Block("", grid.columns, lines),), slots=slots)


def single_report_pages(grid: Grid, facts: Facts) -> list[Page]:
    """One report alone: its page with charts, the pages that its lines lead to, and what it warns about."""
    shown = [
        f"{k} {show_date(v) if isinstance(v, date) else v}"
        for k, v in grid.options.items()
        if v not in (None, "", False) and k != "Work Date"
    ]
    unit = f"amounts in {facts.currency} (LCY)" if facts.currency else "amounts in LCY"
    options = " · ".join([*shown, unit])
    page = Page(
        sheet_name(grid.name),
        TEMPLATES.get(grid.name, "list"),
        grid.title,
        grid.message,
        options,
        (Block("", grid.columns, grid.lines), *grid.facts.get("blocks", ())),
        grid.facts.get("charts", ()),
        came_from=(),
    )
    problems = [Problem(Severity.WARNING, str(w.get("Code", "")), grid.name, str(w.get("Text", "")), "", "") for w in grid.warnings]
    return [page, *grid.facts.get("pages", ()), *([problems_page(problems)] if problems else [])]


def sheet_name(report: str) -> str:
    """The sheet of a report: its name, cut to what Excel allows."""
    return report.replace("/", "-")[:31].rstrip()


def linked(line: Line, sheet: str) -> Line:
    """A detail line whose item number leads to the item's entries."""
    item = line.cells.get("item_no")
    if line.rank is Rank.DETAIL and item and "item_no" not in line.links:
        return replace(line, links={**line.links, "item_no": f"{sheet}#item_{item}"})
    return line
