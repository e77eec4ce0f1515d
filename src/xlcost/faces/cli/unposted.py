"""`xlcost unposted`: the value entries that wait for Post Inventory Cost to G/L."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xlcost.faces.cli.common import CLEAN, FOUND, Screen, keep_input, read


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("unposted")(unposted)


def unposted(
    ledger_path: Annotated[Path, typer.Argument(metavar="LEDGER", help="Ledger workbook, or folder of CSV or Parquet files.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Workbook to write.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print a machine-readable summary.")] = False,
) -> None:
    """List the value entries whose cost is not yet posted to the G/L. Status 1 when some wait."""
    from xlcost.faces.record_lists import unposted_list

    screen = Screen(json)
    keep_input(output, ledger_path)
    ledger = read(screen, ledger_path)
    found = unposted_list(ledger)
    screen.table("Value entries not yet posted to the G/L", found.records)
    screen.say(found.message)
    if output is not None:
        from xlcost.faces.pack import write_pages

        write_pages(ledger, [found.page], {"command": "unposted"}, output, ledger_path.name)
        screen.say(f"Written to {output}.")
    screen.result({"message": found.message, "entries": found.records})
    raise typer.Exit(FOUND if found.records else CLEAN)
