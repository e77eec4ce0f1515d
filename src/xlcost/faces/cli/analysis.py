"""`xlcost what-if` and `xlcost compare`: other costing methods, and what changed since a close."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from xlcost.faces.cli.common import CLEAN, FOUND, Screen, read
from xlcost.faces.cli.stages import Json, Source


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("what-if")(what_if)
    app.command("compare")(compare)


def what_if(
    ledger: Source,
    methods: Annotated[str, typer.Option(help="Costing methods, separated by commas.")] = "fifo,lifo,average,standard",
    json: Json = False,
) -> None:
    """Ending value and cost of goods sold per item under each costing method, on the same transactions."""
    from xlcost.costing import what_if as compute

    screen = Screen(json)
    books = read(screen, ledger)
    with screen.progress("What if"):
        rows = compute(books, [m.strip() for m in methods.split(",") if m.strip()])
    screen.table("What if", rows, limit=500)
    screen.result({"rows": rows})
    raise typer.Exit(CLEAN)


def compare(
    before: Annotated[Path, typer.Argument(metavar="LEDGER-THEN", help="The ledger as it was when the figure was reported.")],
    now: Annotated[Path, typer.Argument(metavar="LEDGER-NOW", help="The ledger as it is.")],
    as_of: Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d"], help="The date of the reported figure.")],
    json: Json = False,
) -> None:
    """Restatement bridge: every change of the reported value attributed to the value entries posted since, with cause."""
    from xlcost.views.restatement import restatement

    screen = Screen(json)
    rows = restatement(read(screen, before), read(screen, now), as_of.date())
    screen.table("Changes of the reported value", rows, limit=500)
    screen.say(f"{len(rows):,} changes." if rows else "Nothing changed.")
    screen.result({"rows": rows})
    raise typer.Exit(FOUND if rows else CLEAN)
