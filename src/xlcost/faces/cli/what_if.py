"""`xlcost what-if`: the same transactions under other costing methods."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from xlcost.faces.cli.common import CLEAN, FOUND, Screen, in_order, keep_input, read
from xlcost.faces.cli.grids import print_grid
from xlcost.faces.cli.stages import Items, Json, Source
from xlcost.faces.named import check_named


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("what-if")(what_if)


def what_if(
    ledger: Source,
    methods: Annotated[str, typer.Option(help="Any of fifo, lifo, average, standard, with commas.")] = "fifo,lifo,average,standard",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Workbook to write; without it the figures are printed.")] = None,
    item: Items = None,
    date_from: Annotated[dt.datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="Cost of goods sold from this posting date.")] = None,
    date_to: Annotated[dt.datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Ending value on this posting date.")] = None,
    json: Json = False,
) -> None:
    """Ending value and cost of goods sold per item under other costing methods, on the same transactions.

    Every transaction is posted again through the engine, under each method, and adjusted; as a control each item is re-run
    under its own method and compared with the ledger. The ledger is not changed. Status 1: the control differs somewhere.
    """
    from xlcost.reports import run_report
    from xlcost.reports.what_if import NAME

    screen = Screen(json)
    keep_input(output, ledger)
    in_order(date_from, date_to)
    books = read(screen, ledger)
    check_named(books, item)
    options = {
        "Methods": methods,
        "Item Filter": list(item or []),
        "Starting Date": date_from.date() if date_from else None,
        "Ending Date": date_to.date() if date_to else None,
    }
    with screen.progress("Posting the transactions again"):
        grid = run_report(books, NAME, options)
    ranking = grid.facts["summary"]["ranking"]
    if output is not None:
        from xlcost.faces.pack import write_report

        write_report(books, grid, output, ledger.name)
        screen.say(grid.message)
    else:
        print_grid(screen, grid)
        screen.say("")
    screen.table("Methods, best result first", ranking)
    if output is not None:
        screen.say(f"Written to {output}.")
    for warning in grid.warnings:
        screen.err.print(f"Warning {warning['Code']}: {warning['Text']}")
    written = {"output": str(output)} if output is not None else {}
    screen.result({"report": grid.name, "message": grid.message, "ranking": ranking, "rows": grid.records(), **written})
    raise typer.Exit(FOUND if grid.warnings else CLEAN)
