"""`xlcost why figure`: from a cell of a report to the value entries behind it, as the button Why finds them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

import typer

from xlcost.faces.behind_cell import entries_of_cell
from xlcost.faces.cli.common import CLEAN, Screen
from xlcost.faces.cli.reports import run_asked
from xlcost.faces.host.memory import MemoryHost
from xlcost.faces.pack import ledger_facts, write_pages, write_report
from xlcost.faces.record_lists import behind_list
from xlcost.reports.pack.report_pages import single_report_pages
from xlcost.sheets.workbook_parts import column_number


def explain_figure(screen: Screen, cell: str, ledger_path: Path, report: str, words: Sequence[str], output: Path | None) -> NoReturn:
    """The value entries behind a cell of a report, on the sheet of the button Why."""
    place = re.fullmatch(r"([A-Za-z]{1,3})([1-9][0-9]{0,6})", cell.replace("$", ""))
    if place is None or not report:
        raise typer.BadParameter(f"{cell!r} is no cell such as F12" if place is None else 'a figure needs --report "Inventory Valuation"')
    ledger, grid = run_asked(screen, report, ledger_path, words)
    column, row = column_number(place[1].upper()), int(place[2])
    with TemporaryDirectory(prefix="xlcost-") as folder:
        written = write_report(ledger, grid, Path(folder) / "report.xlsx", ledger_path.name)
        host = MemoryHost.of(written)
    page = single_report_pages(grid, ledger_facts(ledger, ledger_path.name, {}), ledger)[0]
    found = behind_list(ledger, grid.name, entries_of_cell(host, page, host.titles()[0], row, column))
    screen.table(found.page.title, found.records, limit=200)
    screen.say(found.message)
    if output is not None:
        asked = {"command": "why", "report": grid.name, "row": row, "column": column, **grid.options}
        write_pages(ledger, [found.page], asked, output, ledger_path.name)
        screen.say(f"Written to {output}.")
    screen.result({"message": found.message, "entries": found.records})
    raise typer.Exit(CLEAN)
