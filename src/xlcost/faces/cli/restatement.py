"""`xlcost compare CLOSE.xlsx LEDGER.xlsx`: what was reported, what the same date shows now, every entry that made the change."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Annotated

import typer

from xlcost.faces.cli.common import CLEAN, FOUND, Screen, keep_input, read
from xlcost.problems import XlcostError
from xlcost.views.bridge import Bridge
from xlcost.views.reported import Reported

FORMATS = ("text", "csv", "json")


def compare(
    reported_path: Annotated[Path, typer.Argument(metavar="CLOSE", help="The month-end pack, or the ledger as it was at the close.")],
    ledger_path: Annotated[Path, typer.Argument(metavar="LEDGER", help="The ledger of now: workbook or folder.")],
    as_of: Annotated[
        dt.datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Date that was reported; default the end of the pack's period.")
    ] = None,
    start: Annotated[
        dt.datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day of the period (for two ledgers; a pack knows it).")
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Workbook to write.")] = None,
    form: Annotated[str, typer.Option("--format", help="text, csv or json: what is printed.")] = "text",
    json: Annotated[bool, typer.Option("--json", help="Same as --format json.")] = False,
) -> None:
    """Restatement bridge: attribute every change of a reported figure to the value entries that made it. Status 1: figures have changed."""
    from xlcost.faces.cli.grids import print_grid, say_warnings, write_csv, write_json
    from xlcost.reports.restatement import restatement_grid
    from xlcost.views.bridge import restatement_bridge

    form = "json" if json else form
    if form not in FORMATS:
        raise typer.BadParameter(f"--format is one of {', '.join(FORMATS)}")
    keep_input(output, reported_path, ledger_path)
    screen = Screen(form in {"json", "csv"})
    then = _reported(screen, reported_path, as_of.date() if as_of else None, start.date() if start else None)
    now = read(screen, ledger_path)
    with screen.progress("Comparing"):
        bridge = restatement_bridge(then, now)
    grid = restatement_grid(bridge)
    if form == "csv":
        write_csv(sys.stdout, grid)
    elif form == "json":
        write_json(sys.stdout, grid)
    else:
        print_grid(screen, grid)
    if output is not None:
        from xlcost.faces.report_files import write_restatement

        write_restatement(now, bridge, output, ledger_path.name)
        screen.say(f"Written to {output}.")
    say_warnings(screen, grid)
    raise typer.Exit(FOUND if _differs(bridge) else CLEAN)


def _differs(bridge: Bridge) -> bool:
    return bool(bridge.changes or bridge.warnings)


def _reported(screen: Screen, path: Path, as_of: dt.date | None, start: dt.date | None) -> Reported:
    """What was reported: from a pack, or from a ledger at a date."""
    from xlcost.sheets.read_close import is_close, read_close
    from xlcost.views.reported import reported

    if is_close(path):
        with screen.progress(f"Reading {path.name}"):
            found = read_close(path)
        last = dt.date.fromordinal(found.as_of)
        if as_of is not None and as_of != last:
            raise XlcostError(
                "CLOSE_OTHER_DATE",
                f"The pack reports {last}, not {as_of}.",
                where=path.name,
                rule="A pack holds the figures of its own closing date.",
                remedy=f"Leave out --as-of or give {last}; for another date compare two ledgers.",
            )
        return found
    ledger = read(screen, path)
    if as_of is None:
        raise XlcostError(
            "AS_OF_MISSING",
            f"{path.name} is a ledger, and no date is given.",
            where=path.name,
            rule="A ledger can be reported for any date; a month-end pack for its own.",
            remedy="Add --as-of 2026-09-30, or give the pack of the close.",
        )
    return reported(ledger, as_of.toordinal(), start=start.toordinal() if start else 0, source=path.name)
