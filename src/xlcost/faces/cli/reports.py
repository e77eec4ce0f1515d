"""`xlcost report NAME LEDGER`: any report of the registry, as workbook, text, CSV or JSON."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json as jsonlib
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer

from xlcost.faces.cli.common import CLEAN, FOUND, Screen, _json, read, show, text_table
from xlcost.reports.grid import Grid, Rank

FORMATS = ("text", "csv", "json")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("report", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(report)


def report(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help='Name of the report, for example "Inventory Valuation" or inventory-valuation.')],
    ledger_path: Annotated[Path, typer.Argument(metavar="LEDGER", help="Ledger workbook, or folder of CSV or Parquet files.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Workbook to write.")] = None,
    form: Annotated[str, typer.Option("--format", help="text, csv or json: print instead of writing a workbook.")] = "text",
    template: Annotated[Path | None, typer.Option(help="Your own template workbook.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Same as --format json.")] = False,
) -> None:
    """Run one report. Its request-page fields are options: --ending-date 2026-10-31, --include-expected-cost, --location-filter MAIN ..."""
    from xlcost.reports import find_report, run_report

    form = "json" if json else form
    if form not in FORMATS:
        raise typer.BadParameter(f"--format is one of {', '.join(FORMATS)}")
    screen = Screen(form in {"json", "csv"})
    found = find_report(name)
    options = request_page(found.options, context.args)
    options.setdefault("Work Date", dt.date.today())
    ledger = read(screen, ledger_path)
    with screen.progress(found.name):
        grid = run_report(ledger, found.name, options)
    if output is not None:
        from xlcost.faces.pack import write_report

        write_report(ledger, grid, output, ledger_path.name, template)
        screen.say(grid.message, f"Written to {output}.")
    elif form == "csv":
        sys.stdout.write(as_csv(grid))
    elif form == "json":
        sys.stdout.write(
            jsonlib.dumps({"report": grid.name, "message": grid.message, "rows": grid.records()}, default=_json, indent=1) + "\n"
        )
    else:
        print_grid(screen, grid)
    for warning in grid.warnings:
        screen.err.print(f"Warning {_part(warning, 'code')}: {_part(warning, 'text')}")
    raise typer.Exit(FOUND if grid.warnings else CLEAN)


def _part(warning: Any, name: str) -> str:
    if isinstance(warning, dict):
        return str(warning.get(name.capitalize(), ""))
    return str(getattr(warning, name, ""))


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
            raise typer.BadParameter(f"this report has no option --{key}; it has {', '.join('--' + c for c in captions)}")
        if not equals:
            value = waiting.pop(0) if waiting and not waiting[0].startswith("--") else "Yes"
        options[captions[key]] = value
    return options


def _word(caption: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in caption.lower()).split())


def as_csv(grid: Grid) -> str:
    """The rows of records() as CSV; text that looks like a formula is kept as text by a leading apostrophe."""
    rows = grid.records()
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    if rows:
        writer.writerow(list(rows[0]))
    for row in rows:
        writer.writerow([_cell(v) for v in row.values()])
    return buffer.getvalue()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return value


def print_grid(screen: Screen, grid: Grid) -> None:
    """A report on the terminal: title, finding, printed lines with their totals."""
    columns = [c for c in grid.columns if c.kind != "mark"]
    right = [c.kind not in ("code", "text", "date", "Yes/No", "wrapped text") for c in columns]
    rows = [[_shown(line.cells.get(c.key), c.kind) for c in columns] for line in grid.lines]
    lines = text_table([c.caption for c in columns], rows, right)
    bands = _bands(columns, lines[1])
    screen.say(grid.title, grid.message, "")
    if bands.strip():
        screen.say(bands)
    screen.say(*lines[:2])
    for line, text in zip(grid.lines, lines[2:], strict=True):
        if line.rank in (Rank.SUBTOTAL, Rank.TOTAL):
            screen.say(lines[1])
        screen.say(text)


def _shown(value: Any, kind: str) -> str:
    if kind in ("amount", "sparse amount", "difference") and isinstance(value, Decimal):
        return f"{value:,.2f}" if value else ("" if kind == "sparse amount" else "–")
    if kind == "quantity" and isinstance(value, Decimal):
        return f"{value.normalize():,f}" if value else "–"
    if kind == "unit cost" and isinstance(value, Decimal):
        return f"{value:,.5f}"
    return show(value)


def _bands(columns: Sequence[Any], rule: str) -> str:
    """The band captions, each over the first of its columns."""
    text, at, last = "", 0, ""
    for column, dashes in zip(columns, rule.split("  "), strict=True):
        if column.band and column.band != last:
            text = text.ljust(at) + column.band + " "
        last = column.band
        at += len(dashes) + 2
    return text.rstrip()
