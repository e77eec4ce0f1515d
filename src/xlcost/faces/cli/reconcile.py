"""`xlcost reconcile`: Inventory - G/L Reconciliation with every difference explained."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer

from xlcost.faces.cli.common import CLEAN, FOUND, Screen, read


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("reconcile")(reconcile)


def reconcile(
    ledger_path: Annotated[Path, typer.Argument(metavar="LEDGER", help="Ledger workbook, or folder of CSV or Parquet files.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Workbook to write.")] = None,
    date_from: Annotated[dt.datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="Posting date from.")] = None,
    date_to: Annotated[dt.datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Posting date to.")] = None,
    item: Annotated[list[str] | None, typer.Option("--item", help="Only this item; may be repeated.")] = None,
    location: Annotated[list[str] | None, typer.Option("--location", help="Only this location; may be repeated.")] = None,
    mode: Annotated[str, typer.Option(help="exact: corrected projection; erp: the ERP's own matrix.")] = "exact",
    simulate: Annotated[bool, typer.Option("--if-posted", help="As it would stand if everything that can be posted were posted.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print a machine-readable summary.")] = False,
) -> None:
    """Compare value entries with the general ledger, account by account, cause by cause, until nothing is unexplained."""
    from xlcost import post_inventory_cost, reconcile_inventory

    screen = Screen(json)
    ledger = read(screen, ledger_path)
    asked: dict[str, Any] = {
        "date_from": date_from.date() if date_from else None,
        "date_to": date_to.date() if date_to else None,
        "items": item or None,
        "locations": location or None,
        "mode": mode,
    }
    with screen.progress("Inventory - G/L Reconciliation"):
        books = post_inventory_cost(ledger, date_to=asked["date_to"]).ledger if simulate else ledger
        found = reconcile_inventory(books, **asked)
    rows = [
        _row(no, account) for no, account in sorted(found.accounts.items()) if account["projected"] or account["gl"] or account["causes"]
    ]
    screen.table("Inventory - G/L Reconciliation", rows, limit=200)
    for no, account in sorted(found.accounts.items()):
        for cause, amount in account["causes"].items():
            entries = found.cause_entries(no, cause)
            screen.say(f"{no or '(no account)'}  {cause}  {amount:+,.2f}  ({len(entries):,} entries)  {_action(entries)}")
    open_accounts = sum(1 for a in found.accounts.values() if a["causes"])
    screen.say(
        f"{open_accounts} of {len(found.accounts)} accounts carry causes. Unexplained: 0.00" if open_accounts else "Everything ties."
    )
    if output is not None:
        from xlcost.faces.pack import write_reconciliation

        write_reconciliation(books, found, asked, output, ledger_path.name)
        screen.say(f"Written to {output}.")
    screen.result({"accounts": {k: dict(v) for k, v in found.accounts.items()}, "matrix": found.matrix, "warnings": list(found.warnings)})
    raise typer.Exit(FOUND if open_accounts else CLEAN)


def _row(no: str, account: Any) -> dict[str, Any]:
    return {
        "Account": no or "(none)",
        "Value entries": account["projected"],
        "G/L balance": account["gl"],
        "Difference": account["difference"],
        "Explained": sum(account["causes"].values(), Decimal(0)),
        "Unexplained": account["unexplained"],
    }


def _action(entries: Any) -> str:
    return next((str(e["What to do"]) for e in entries if e.get("What to do")), "")
