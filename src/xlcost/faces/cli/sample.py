"""`xlcost sample`: write a sample company."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xlcost.faces.cli.common import Screen, as_given
from xlcost.problems import XlcostError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("sample")(sample)


def sample(
    output: Annotated[Path, typer.Option("-o", "--output", help="The ledger workbook to write (.xlsx, or a folder for CSV).")],
    size: Annotated[int, typer.Option(min=1, max=200, help="How many times the traded items are repeated.")] = 1,
    seed: Annotated[int, typer.Option(help="Another seed, another company history.")] = 1,
    json: Annotated[bool, typer.Option("--json", help="Print a machine-readable summary.")] = False,
) -> None:
    """Write the ledger of a sample company after four months of business, with two differences to find."""
    from xlcost.faces.sample import sample_ledger
    from xlcost.sheets import write_ledger

    screen = Screen(json)
    _keep_books(output)
    with screen.progress("Doing business") as say:
        ledger = sample_ledger(size, seed, say)
    write_ledger(ledger, as_given(output))
    counts = {name: table.length for name, table in ledger.tables.items() if table.length}
    screen.say(
        f"{output.name}: {counts.get('Item', 0)} items, {counts.get('Value Entry', 0):,} value entries, {counts.get('G/L Entry', 0):,} G/L entries."
    )
    screen.say(f"Next: xlcost close {output} --period 2026-10 -o CLOSE-2026-10.xlsx")
    screen.result({"output": str(output), "tables": counts})


def _keep_books(output: Path) -> None:
    """SAMPLE_EXISTS where the sample would replace books that are not its own: real ones may bear the name that examples use."""
    from xlcost.faces.sample.company import COMPANY
    from xlcost.sheets import read_ledger

    if not output.exists() or (output.is_dir() and not any(p.suffix.casefold() in (".csv", ".parquet") for p in output.iterdir())):
        return
    try:
        found = read_ledger(output).setup("General Ledger Setup")["Company Name"]
    except XlcostError:
        found = ""
    if found != COMPANY:
        raise XlcostError(
            "SAMPLE_EXISTS", f"{output} is there and is not this sample{f': {found}' if found else ''}.", where=str(output),
            rule="The sample company replaces nothing but itself.", remedy="Give another name with -o.",
        )  # fmt: skip
