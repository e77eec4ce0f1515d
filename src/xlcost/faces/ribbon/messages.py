"""XLC Messages: problems of the last run, most severe first, with links to their cells."""

from __future__ import annotations

from collections.abc import Sequence

from xlcost.faces.host.port import CellValue, Host
from xlcost.faces.ribbon import house_sheets
from xlcost.problems import Problem, by_severity

_MOST = 2_000
_MOST_LINKS = 300


def show_messages(host: Host, problems: Sequence[Problem], front: bool = True) -> None:
    """Write the messages and bring the sheet to the front, or leave the user where he is."""
    ordered = by_severity(problems)
    lines: list[list[CellValue]] = [[p.severity.caption, p.code, p.where, p.what, p.rule, p.remedy] for p in ordered[:_MOST]]
    if len(ordered) > _MOST:
        lines.append(["", "", "", f"And {len(ordered) - _MOST:,} more.", "", ""])
    title = house_sheets.replace_lines(host, house_sheets.MESSAGES, lines, ["@"] * 6)
    titles = set(host.titles())
    linked = 0
    for row, problem in enumerate(ordered[:_MOST], house_sheets.MESSAGES.HEAD + 1):
        if problem.sheet in titles and linked < _MOST_LINKS:
            quoted = problem.sheet.replace("'", "''")
            host.link(title, row, 3, f"'{quoted}'!{problem.cell or 'A1'}", problem.where)
            linked += 1
    if front:
        house_sheets.show(host, title, house_sheets.MESSAGES.HEAD + 1 if lines else 1)
