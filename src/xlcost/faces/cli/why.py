"""`xlcost why`: the sentence and the table that explain a cost amount."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from xlcost.faces.cli.common import CLEAN, FOUND, Screen, entry_number, keep_input, read
from xlcost.ledger import Ledger
from xlcost.problems import XlcostError

WHAT = ("value-entry", "item-entry", "figure")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("why", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(why)


def why(
    context: typer.Context,
    what: Annotated[
        str, typer.Argument(help="value-entry; item-entry for all value entries of an item ledger entry; figure for a cell of a report.")
    ],
    number: Annotated[str, typer.Argument(help="Entry number; of a figure its cell on the first sheet of the report, for example F12.")],
    ledger_path: Annotated[Path, typer.Argument(metavar="LEDGER", help="Ledger workbook, or folder of CSV or Parquet files.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Workbook to write (value-entry, figure).")] = None,
    report: Annotated[
        str, typer.Option(help="With figure: the name of the report. Its request-page fields are options, as of xlcost report.")
    ] = "",
    expected: Annotated[bool, typer.Option("--expected", help="Explain Cost Amount (Expected).")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print a machine-readable summary.")] = False,
) -> None:
    """Explain a cost amount: which receipts, which average, which order, which adjustment, which rounding. Status 1 when a part cannot be derived.

    `figure` lists the value entries behind a cell of a report: xlcost why figure F12 LEDGER.xlsx --report "Inventory Valuation" --ending-date 2026-10-31.
    """
    from xlcost.views.why import explain_amount

    screen = Screen(json)
    if what not in WHAT:
        raise typer.BadParameter("the first word is value-entry, item-entry or figure")
    if what == "figure":
        keep_input(output, ledger_path)
        from xlcost.faces.cli.figure import explain_figure

        explain_figure(screen, number, ledger_path, report, context.args, output)
    if context.args or report:
        raise typer.BadParameter(f"{context.args[0] if context.args else '--report'} does not go with {what}")
    entry = entry_number(number)
    if output is not None and what != "value-entry":
        raise typer.BadParameter("-o goes with value-entry and figure")
    keep_input(output, ledger_path)
    ledger = read(screen, ledger_path)
    numbers = [entry] if what == "value-entry" else _value_entries(ledger, entry)
    found = [explain_amount(ledger, n, expected=True if expected else None) for n in numbers]
    for explanation in found:
        screen.say(explanation["Sentence"])
        screen.table("", [_shown(t) for t in (*explanation["Terms"], _total(explanation))], limit=200)
    if output is not None:
        from xlcost.faces.pack import write_report
        from xlcost.reports import run_report

        options = {"Value Entry No.": number, **({"Cost": "Expected"} if expected else {})}
        write_report(ledger, run_report(ledger, "Why This Amount", options), output, ledger_path.name)
        screen.say(f"Written to {output}.")
    screen.result({"explanations": found})
    raise typer.Exit(FOUND if any(e["Not Derived"] for e in found) else CLEAN)


def _value_entries(ledger: Ledger, entry: int) -> list[int]:
    values = ledger.table("Value Entry")
    numbers = sorted(values["Entry No."][values["Item Ledger Entry No."] == entry].tolist())
    if not numbers:
        raise XlcostError(
            "UNKNOWN_ENTRY", f"No value entry has item ledger entry {entry}.", remedy="Choose an Entry No. of Item Ledger Entry."
        )
    return numbers


def _total(explanation: dict[str, Any]) -> dict[str, Any]:
    return {"What": "= the amount", "Amount": explanation["Amount"]}


def _shown(term: dict[str, Any]) -> dict[str, Any]:
    captions = ("What", "Entry No.", "Value Entry No.", "Posting Date", "Document No.", "Quantity", "Unit Cost", "Amount")
    return {c: term.get(c) if c in ("What", "Amount", "Quantity", "Unit Cost") else term.get(c) or None for c in captions}
