"""`xlcost trace`: follow an entry or a document to its cause and its consequences."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from xlcost.faces.cli.common import CLEAN, Screen, read
from xlcost.problems import XlcostError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("trace")(trace)


def trace(
    what: Annotated[str, typer.Argument(help="item-entry, gl-entry or document.")],
    number: Annotated[str, typer.Argument(help="Entry number or document number.")],
    ledger_path: Annotated[Path, typer.Argument(metavar="LEDGER", help="Ledger workbook, or folder of CSV or Parquet files.")],
    direction: Annotated[str, typer.Option(help="forward or backward (item-entry).")] = "backward",
    json: Annotated[bool, typer.Option("--json", help="Print a machine-readable summary.")] = False,
) -> None:
    """Trace an item ledger entry, a G/L entry or a document."""
    from xlcost.views import find_entries, trace_gl_entry, trace_item_entry

    screen = Screen(json)
    if what not in ("item-entry", "gl-entry", "document"):
        raise typer.BadParameter("the first word is item-entry, gl-entry or document")
    if what != "document" and not number.isdigit():
        raise typer.BadParameter(f"{number!r} is not an entry number")
    ledger = read(screen, ledger_path)
    rows: Any
    if what == "item-entry":
        rows = trace_item_entry(ledger, int(number), direction=direction)
    elif what == "gl-entry":
        rows = trace_gl_entry(ledger, int(number))
    else:
        rows = find_entries(ledger, number)
    if not rows:
        raise XlcostError("R04", f"There is nothing to trace for {what} {number}.", remedy="Check the number.")
    screen.table(f"{what} {number}", [_indented(r) for r in rows], limit=500)
    screen.result({"rows": rows})
    raise typer.Exit(CLEAN)


def _indented(row: dict[str, Any]) -> dict[str, Any]:
    shown = {k: v for k, v in row.items() if not isinstance(v, (list, dict))}
    if "Level" in shown and "Link" in shown:
        shown["Link"] = "  " * int(shown["Level"]) + str(shown["Link"])
    return shown
