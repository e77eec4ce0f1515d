"""`xlcost adjust --compare`: the adjustments of a ledger against what its applications give."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import typer

from xlcost.faces.cli.common import CLEAN, FOUND, Screen, keep_input, read
from xlcost.faces.cli.grids import print_grid
from xlcost.faces.named import check_named


def compare_with_ledger(source: Path, output: Path | None, items: Sequence[str], form: str) -> NoReturn:
    """Runs the report, prints or writes it; leaves with 1 when something differs."""
    from xlcost.reports import run_report
    from xlcost.reports.reperformance import NAME

    if form not in ("text", "json"):
        raise typer.BadParameter("--format is text or json")
    keep_input(output, source)
    screen = Screen(form == "json")
    books = read(screen, source)
    check_named(books, items)
    with screen.progress("Recomputing the cost adjustment"):
        grid = run_report(books, NAME, {"Item Filter": list(items)} if items else {})
    if output is not None:
        from xlcost.faces.pack import write_report

        write_report(books, grid, output, source.name)
        screen.say(grid.message, f"Written to {output}.")
    elif grid.rows:
        print_grid(screen, grid)
    else:
        screen.say(grid.message)
    written = {"output": str(output)} if output is not None else {}
    screen.result({"report": grid.name, "message": grid.message, **grid.facts["summary"], "rows": grid.records(), **written})
    raise typer.Exit(FOUND if grid.rows else CLEAN)
