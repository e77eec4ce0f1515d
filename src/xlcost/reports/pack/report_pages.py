"""Reports as pages: head, table, tie-out, charts; behind them the entries of every amount and the meaning of every column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from xlcost.ledger import Ledger
from xlcost.reports.close import Close
from xlcost.reports.facts import amounts_of
from xlcost.reports.grid import Block, Grid, GridColumn, Line, Page, Rank
from xlcost.reports.pack.common import EXPLAINED, TIE_OUT, ZERO, Facts, options_line
from xlcost.reports.pack.drill import entry_sheet
from xlcost.reports.pack.drill_columns import DRILLS
from xlcost.reports.pack.problems_page import problems_page
from xlcost.reports.pack.reading import READING, reading_page
from xlcost.reports.pack.report_tables import Dressed, dressed
from xlcost.reports.pack.setting import Setting
from xlcost.reports.pack.tie_out_blocks import STOCK_TOTAL
from xlcost.reports.period import Period, show_date
from xlcost.reports.warning_rules import problem_of

TEMPLATES = {
    "Inventory Valuation": "inventory-valuation",
    "Invt. Valuation - Cost Spec.": "cost-specification",
    "Inventory Valuation - WIP": "wip",
    "Cost Shares Breakdown": "cost-shares",
    "Item Age Composition - Value": "item-age-value",
    "Inventory - Cost Variance": "cost-variance",
    "Item Register - Value": "item-register",
    "Status": "status",
    "Inventory to G/L Reconcile": "item-bridge",
    "Project WIP Cockpit": "project-cockpit",
    "Project WIP Cockpit - Totals": "project-cockpit-totals",
    "Project WIP Amount to Post": "project-amount-to-post",
    "Project WIP To G/L": "project-wip-to-gl",
    "Project WIP Accounts - G/L": "project-accounts",
    "Project WIP Schedule": "project-schedule",
    "Project WIP Schedule - Balances": "project-balances",
    "Project WIP Schedule - Outlook": "project-outlook",
    "Project WIP Method Comparison": "project-methods",
}
COST_SPEC = "Invt. Valuation - Cost Spec."
NAV = {
    "Inventory Valuation": "Valuation",
    "Inventory Valuation - WIP": "WIP",
    COST_SPEC: "Cost Spec.",
    "Inventory to G/L Reconcile": "Item Bridge",
    "Cost Shares Breakdown": "Cost Shares",
    "Project WIP Schedule": "Projects",
    "Project WIP Schedule - Balances": "",  # Project WIP Schedule leads there, and to the next
    "Project WIP Accounts - G/L": "",
    "Project WIP Controls": "Project Controls",
}
PROJECT_SHEETS = {"Project WIP Schedule": ("Project WIP Schedule - Balances", "Project WIP Accounts - G-L", "Project WIP Controls")}
TIED = ("Inventory Valuation", "Inventory Valuation - WIP", "Inventory to G/L Reconcile", *STOCK_TOTAL)
MOST_TIED = 250_000  # value entries; a single report of a larger ledger leaves the tie-out to the pack


@dataclass(frozen=True)
class ReportSheets:
    """The pages of some reports, the entry sheets behind them, the page that explains their columns."""

    reports: Sequence[Page]
    entries: Sequence[Page]
    reading: Page | None


def report_sheets(close: Close, facts: Facts, named: frozenset[int], rest: Mapping[str, Sequence[int]]) -> ReportSheets:
    """The reports of a close, each with its entry sheet. `named` entries get an anchor; `rest` are entries outside the figures."""
    sheets = frozenset({*(sheet_name(n) for n in close.grids), TIE_OUT, EXPLAINED})
    setting = Setting(facts, close.options.period, close, sheets)
    pages: list[Page] = []
    entries: list[Page] = []
    explained: list[tuple[str, Grid, Sequence[GridColumn]]] = []
    small = close.ledger.table("Value Entry").length <= MOST_TIED
    for grid in close.grids.values():
        sheet = sheet_name(grid.name)
        made = dressed(grid, setting)
        if COST_SPEC in close.grids:
            made = replace(made, lines=[_to_specification(line) for line in made.lines])
        options = close_options(close, facts, grid)
        if small:
            drilled = entry_sheet(
                grid, made.lines, made.columns, close.ledger, options, sheet=sheet, came_from=("Cover", sheet, *_also(grid)), named=named,
                rest=rest.get(grid.name, ()),
            )  # fmt: skip
            if drilled is not None:
                entries.append(drilled.page)
                made = replace(made, lines=drilled.lines)
        if not small or grid.name not in [g for g in DRILLS if any(p.sheet == DRILLS[g].sheet for p in entries)]:
            made = replace(made, lines=[_to_items(line, grid) for line in made.lines])
        pages += _pages(made, grid, options, "Cover", entries)
        explained.append((sheet, grid, made.columns))
    return ReportSheets(pages, entries, reading_page(explained) if explained else None)


def _also(grid: Grid) -> tuple[str, ...]:
    return (EXPLAINED,) if grid.name == "Inventory Valuation" else ()


def _to_specification(line: Line) -> Line:
    """A blue item number leads to the item's cost specification."""
    item = line.cells.get("item_no")
    if line.rank is Rank.DETAIL and item and line.anchor.startswith("item_"):
        return replace(line, links={"item_no": f"{COST_SPEC}#{item}"})
    return line


def _to_items(line: Line, grid: Grid) -> Line:
    """Without an entry sheet of its own an item leads to its entries in the list of all value entries."""
    item = line.cells.get("item_no")
    if line.rank is not Rank.DETAIL or not item or grid.name not in DRILLS:
        return line
    links = {k: f"Value Entries#item_{item}" for k in ("ending_value", "cost_posted_to_g_l") if line.cells.get(k)}
    return replace(line, links={**{"item_no": f"Value Entries#item_{item}"}, **line.links, **links})


def _pages(made: Dressed, grid: Grid, options: str, back: str, entries: Sequence[Page]) -> list[Page]:
    """The report's page and its further sheets."""
    sheet = sheet_name(grid.name)
    drill = DRILLS.get(grid.name)
    behind = [p.sheet for p in entries if drill is not None and p.sheet == drill.sheet]
    onward = (*made.onward, *PROJECT_SHEETS.get(grid.name, ()), *behind, f"{READING}#reading_{sheet}")
    slots: dict[str, Any] = {"next": onward, "nav": NAV.get(grid.name, sheet)}
    lines = made.lines or [Line(Rank.TOTAL, {made.columns[0].key: "Total", **{c.key: ZERO for c in made.columns if c.sums}})]
    main = Block("", made.columns, lines)
    came = (back,) if back else ()
    template = TEMPLATES.get(grid.name, "list")
    blocks = (main, *made.blocks, *grid.facts.get("blocks", ()))
    found = [Page(sheet, template, grid.title, grid.message, options, blocks, made.charts, slots, came)]
    for name, style, block in made.more:
        further = {"next": (f"{READING}#reading_{sheet}",)}
        found.append(Page(name, style, name, grid.message, options, (block,), (), further, (*came, sheet)))
    return found


def close_options(close: Close, facts: Facts, grid: Grid) -> str:
    """The options line of a report of a close."""
    period = close.options.period
    first = grid.options.get("Starting Date")
    when = f"{show_date(period.first)} – {show_date(period.last)}" if first else f"As of {show_date(period.last)}"
    expected = "expected cost included" if grid.options.get("Include Expected Cost") else ""
    share = f"Print Cost Share: {grid.options['Print Cost Share']}" if grid.options.get("Print Cost Share") else ""
    return options_line(close, facts, when, expected, share, f"mode {close.options.compatibility}", "no filters")


def single_report_pages(grid: Grid, facts: Facts, ledger: Ledger | None = None) -> list[Page]:
    """One report alone: its page, the general ledger against it, its entries, the meaning of its columns, its warnings."""
    close = _close_of(grid, ledger) if ledger is not None else None
    sheet = sheet_name(grid.name)
    period = close.options.period if close is not None else _period(grid)
    sheets = frozenset({sheet, *((TIE_OUT, EXPLAINED) if close is not None else ())})
    made = dressed(grid, Setting(facts, period, close, sheets))
    options = _single_options(grid, facts)
    entries: list[Page] = []
    if ledger is not None:
        drilled = entry_sheet(grid, made.lines, made.columns, ledger, options, sheet=sheet, came_from=(sheet,))
        if drilled is not None:
            entries.append(drilled.page)
            made = replace(made, lines=drilled.lines)
    pages = _pages(made, grid, options, "", entries)
    if close is not None:
        pages += _tie_out_pages(close, facts, grid)
    problems = [problem_of(grid.name, w) for w in grid.warnings]
    found = [*pages, *grid.facts.get("pages", ()), *entries, reading_page([(sheet, grid, made.columns)], (sheet,))]
    return [*found, *([replace(problems_page(problems), came_from=(sheet,))] if problems else [])]


def _tie_out_pages(close: Close, facts: Facts, grid: Grid) -> list[Page]:
    from xlcost.reports.pack.explained import explained_page
    from xlcost.reports.pack.tie_out_page import tie_out_page

    sheet = sheet_name(grid.name)
    found = [replace(tie_out_page(close, facts), came_from=(sheet, EXPLAINED))] if grid.name == "Inventory Valuation" else []
    return [*found, replace(explained_page(close, facts), came_from=(sheet,))]


def _single_options(grid: Grid, facts: Facts) -> str:
    """The options line of the report record, which names dates, mode, filters and how far costs are adjusted."""
    words = str(grid.facts.get("options", ""))
    if words:
        return words[0].upper() + words[1:]
    shown = [
        f"{k} {show_date(v) if isinstance(v, date) else v}"
        for k, v in grid.options.items()
        if v not in (None, "", False) and k != "Work Date"
    ]
    return " · ".join([*shown, amounts_of(facts.currency)])


def _period(grid: Grid) -> Period | None:
    first = grid.options.get("Starting Date")
    asked = (grid.options.get(name) for name in ("Ending Date", "Valuation Date", "Status Date", "Work Date"))
    last = next((day for day in asked if isinstance(day, date)), None)
    if not isinstance(last, date):
        return None
    return Period(first if isinstance(first, date) else last.replace(day=1), last)


def _close_of(grid: Grid, ledger: Ledger) -> Close | None:
    """What the tie-out of a single report needs; None when the report has filters or the ledger no accounts to compare with."""
    period = _period(grid)
    values = ledger.table("Value Entry").length
    comparable = ledger.table("G/L Entry").length and ledger.table("Inventory Posting Setup").length and 0 < values <= MOST_TIED
    if grid.name not in TIED or period is None or grid.facts.get("filters") != "no filters" or not comparable:
        return None
    from xlcost.reports.close import ledger_close

    return ledger_close(ledger, period, {grid.name: grid})


def sheet_name(report: str) -> str:
    """The sheet of a report: its name, cut to what Excel allows."""
    return report.replace("/", "-")[:31].rstrip()
