"""`xlcost report NAME LEDGER`: any report of the registry, as workbook, text, CSV or JSON."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

import typer

from xlcost.faces.cli.common import CLEAN, FOUND, Screen, keep_input, read
from xlcost.ledger import Ledger
from xlcost.problems import XlcostError
from xlcost.reports.grid import Grid

_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_ENDINGS = {".csv": "csv", ".json": "json", ".txt": "text"}


def register(app: typer.Typer) -> None:
    """Add the commands `report` and `compare`."""
    from xlcost.faces.cli.restatement import compare

    app.command("compare")(compare)
    app.command("report", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(report)


def report(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help='Name of the report, for example "Inventory Valuation" or inventory-valuation.')],
    ledger_path: Annotated[Path, typer.Argument(metavar="LEDGER", help="Ledger workbook, or folder of CSV or Parquet files.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Workbook to write; also .csv, .json or .txt.")] = None,
    form: Annotated[str, typer.Option("--format", help="text (default), csv or json: print instead of writing a workbook.")] = "",
    template: Annotated[Path | None, typer.Option(help="Your own template workbook.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Same as --format json.")] = False,
) -> None:
    """Run one report. Its request-page fields are options: --ending-date 2026-10-31, --include-expected-cost, --location-filter MAIN ..."""
    from xlcost.faces.cli.grids import FORMATS, print_grid, say_warnings, write_csv, write_json

    form = "json" if json else form
    if form not in ("", *FORMATS):
        raise typer.BadParameter(f"--format is one of {', '.join(FORMATS)}")
    keep_input(output, ledger_path, endings=() if form else (".xlsx", ".xlsm", *_ENDINGS))
    workbook = output is not None and output.suffix.casefold() in (".xlsx", ".xlsm")
    screen = Screen(form in {"json", "csv"})
    try:
        ledger, grid = run_asked(screen, name, ledger_path, context.args)
    except XlcostError as error:
        if output is not None and workbook:
            from xlcost.faces.report_files import write_report_problem

            write_report_problem(error, name, output, ledger_path.name)
            screen.err.print(f"The report was not run, see the sheet Problems in {output}.", markup=False)
        if error.code == "OPTION_UNKNOWN":
            raise typer.BadParameter(str(error)) from None
        raise
    if output is not None:
        _write(ledger, grid, output, form, ledger_path.name, template)
        screen.say(grid.message, f"Written to {output}.")
    printed = (form or "text") if output is None else form if workbook else ""  # another file is the result
    if printed == "csv":
        write_csv(sys.stdout, grid)
    elif printed == "json":
        write_json(sys.stdout, grid)
    elif printed:
        print_grid(screen, grid)
    say_warnings(screen, grid)
    raise typer.Exit(FOUND if grid.warnings else CLEAN)


def run_asked(screen: Screen, name: str, ledger_path: Path, words: Sequence[str]) -> tuple[Ledger, Grid]:
    """The report of a name with the options of command-line words, and the ledger that it was made from."""
    from xlcost.reports import find_report, run_report

    found = find_report(name)
    options = request_page(found.options, words)
    first, last = options.get("Starting Date", ""), options.get("Ending Date", "")
    if _ISO.fullmatch(first) and _ISO.fullmatch(last) and first > last:  # as the ERP, a report would run and show nothing or nonsense
        raise typer.BadParameter(f"--starting-date {first} lies after --ending-date {last}")
    options.setdefault("Work Date", dt.date.today())
    ledger = read(screen, ledger_path)
    with screen.progress(found.name):
        return ledger, run_report(ledger, found.name, options)


def _write(ledger: Ledger, grid: Grid, output: Path, form: str, source_name: str, template: Path | None) -> None:
    """The report as a file: a workbook, or what the ending of its name (or --format, for other endings) says."""
    ending = output.suffix.casefold()
    form = _ENDINGS.get(ending, "" if ending in (".xlsx", ".xlsm") else form)
    if form:
        from xlcost.faces.cli.grids import write_file

        write_file(output, form, grid)
        return
    from xlcost.faces.pack import write_report

    write_report(ledger, grid, output, source_name, template)


def request_page(model: Any, words: Sequence[str]) -> dict[str, Any]:
    """Options by caption from command-line words: --ending-date X, --ending-date=X, or a bare --switch for Yes."""
    captions = {_word(field.alias or name): field.alias or name for name, field in model.model_fields.items()}
    options: dict[str, Any] = {}
    waiting = list(words)
    while waiting:
        word = waiting.pop(0)
        if not word.startswith("--"):
            raise typer.BadParameter(f"{word!r} stands alone; options are written --ending-date 2026-10-31")
        key, equals, value = word[2:].partition("=")
        if key not in captions:
            raise _unknown(key, list(captions))
        if not equals:
            value = waiting.pop(0) if waiting and not waiting[0].startswith("--") else "Yes"
        options[captions[key]] = value
    return options


def _unknown(key: str, known: Sequence[str]) -> XlcostError:
    near = get_close_matches(key, known, 1)
    meant = f"Did you mean --{near[0]}? " if near else ""
    return XlcostError(
        "OPTION_UNKNOWN",
        f"This report has no option --{key}.",
        where=f"--{key}",
        remedy=f"{meant}Its options are {', '.join('--' + c for c in known)}.",
    )


def _word(caption: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in caption.lower()).split())
