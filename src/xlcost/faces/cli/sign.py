"""`xlcost sign`: sign a close as preparer or approver; the run log beside the ledger keeps it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from xlcost.faces.cli.common import CLEAN, Screen, read


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("sign")(sign)


def sign(
    ledger_path: Annotated[Path, typer.Argument(metavar="LEDGER", help="Ledger workbook, or folder of CSV or Parquet files.")],
    period: Annotated[str, typer.Option(help="2026-10, 2026-Q3, 2026, 2026-10-31 or 2026-10-01..2026-10-31.")],
    role: Annotated[str, typer.Option("--as", help="preparer or approver; two different persons.")],
    by: Annotated[str, typer.Option(help="Who signs; the name of the operating system when left out.")] = "",
    on: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Date of the signature; today when left out.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print a machine-readable summary.")] = False,
) -> None:
    """Sign the close of a period. A sign-off is void as soon as an input cell changes; every later pack shows that on its cover."""
    from xlcost.faces.run_log import now, user_name
    from xlcost.faces.signing import sign_close
    from xlcost.reports.pack.cover import verdict

    screen = Screen(json)
    ledger = read(screen, ledger_path)
    day = on.date().isoformat() if on else now()[:10]
    with screen.progress("Signing") as say:
        signed, close = sign_close(ledger, ledger_path, period, role, by or user_name(), day, say)
    _, word, sentence, tail = verdict(close)
    screen.say(f"{word} {sentence} {tail}".strip())
    screen.say(f"Prepared by {signed.prepared_by} on {signed.prepared_on}.")
    screen.say(f"Approved by {signed.approved_by} on {signed.approved_on}." if signed.approved_by else "Not yet approved.")
    screen.result({"verdict": word, "sentence": sentence, "sign_off": signed.record()})
    raise typer.Exit(CLEAN)
