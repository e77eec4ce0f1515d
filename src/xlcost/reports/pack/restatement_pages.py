"""The workbook of a restatement bridge: causes and chart, the lines that changed, the entries that changed them."""

from __future__ import annotations

from xlcost.reports.facts import amounts_of, long_date
from xlcost.reports.grid import Block, Page
from xlcost.reports.pack.common import Facts
from xlcost.reports.pack.problems_page import problems_page
from xlcost.reports.restatement import BY_CAUSE, BY_ENTRY, BY_LINE, NAME, bridge_chart, changed_entries, changed_lines, restatement_grid
from xlcost.reports.warning_rules import RULES
from xlcost.views.bridge import Bridge

LINES, ENTRIES = "Changed Lines", "Changed Entries"


def restatement_pages(bridge: Bridge, facts: Facts) -> list[Page]:
    """Three pages, and Problems when the pack that was compared is not what xlcost wrote."""
    grid = restatement_grid(bridge)
    unit = amounts_of(facts.currency)
    options = f"As of {long_date(bridge.date)} · {bridge.source or 'reported'} against {facts.source_name} · {unit}"
    chart = bridge_chart(bridge, facts.currency)
    follow = {"next": [LINES, ENTRIES]}
    first = Page(
        *(NAME, "list", NAME, grid.message, options),
        blocks=(Block("", BY_CAUSE, grid.lines),),
        charts=[chart] if chart.categories else (),
        slots=follow if bridge.changes else {},
        came_from=(),
    )
    pages = [first]
    if bridge.changes:
        found = len(bridge.lines)
        words = f"{found:,} item{'' if found == 1 else 's'} or order{'' if found == 1 else 's'} changed, per figure."
        pages.append(Page(LINES, "list", "Changed lines", words, options, (Block("", BY_LINE, changed_lines(bridge)),), came_from=(NAME,)))
        entries = "Every change by figure and cause, with the value entry that made it; each cause ends on its amount."
        block = Block("", BY_ENTRY, changed_entries(bridge))
        pages.append(Page(ENTRIES, "entries", "Changed entries", entries, options, (block,), came_from=(NAME, LINES)))
    if bridge.warnings:
        rule = RULES["CLOSE_CHANGED"]
        pages.append(problems_page([rule.problem("CLOSE_CHANGED", bridge.source, text) for text in bridge.warnings]))
    return pages
