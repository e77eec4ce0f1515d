"""`xlcost reconcile`: Inventory - G/L Reconciliation with every difference explained."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer

from xlcost.faces.cli.common import CLEAN, FOUND, Screen, in_order, keep_input, read
from xlcost.faces.named import check_named
from xlcost.ledger import Ledger


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
    unblock: Annotated[
        bool,
        typer.Option(
            "--if-unblocked", help="As it would stand if what is blocked were posted too: accounts, dates, periods, expected cost."
        ),
    ] = False,
    trend: Annotated[bool, typer.Option("--trend", help="Age and trend of each cause over the last twelve period ends.")] = False,
    proposals: Annotated[bool, typer.Option("--proposals", help="Journal lines that would clear each cause; nothing is posted.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print a machine-readable summary.")] = False,
) -> None:
    """Compare value entries with the general ledger, account by account, cause by cause, until nothing is unexplained."""
    from xlcost import post_inventory_cost, reconcile_inventory
    from xlcost.views.corrections import unblocked

    screen = Screen(json)
    keep_input(output, ledger_path)
    in_order(date_from, date_to)
    ledger = read(screen, ledger_path)
    check_named(ledger, item, location)
    asked: dict[str, Any] = {
        "date_from": date_from.date() if date_from else None,
        "date_to": date_to.date() if date_to else None,
        "items": item or None,
        "locations": location or None,
        "mode": mode,
    }
    with screen.progress("Inventory - G/L Reconciliation"):
        books = unblocked(ledger) if unblock else ledger
        books = post_inventory_cost(books, date_to=asked["date_to"]).ledger if simulate or unblock else books
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
        f"{open_accounts} of {len(found.accounts)} accounts carry causes. Unexplained: 0.00" if open_accounts
        else "Everything ties."
        if rows
        else "There is nothing to reconcile: no value entries and no G/L entries on inventory accounts."
    )
    more = _more(screen, books, found, asked, trend=trend, proposals=proposals)
    if output is not None:
        from xlcost.faces.pack import write_reconciliation

        write_reconciliation(books, found, asked, output, ledger_path.name)
        screen.say(f"Written to {output}.")
    screen.result(
        {"accounts": {k: dict(v) for k, v in found.accounts.items()}, "matrix": found.matrix, "warnings": list(found.warnings), **more}
    )
    raise typer.Exit(FOUND if open_accounts else CLEAN)


def _more(screen: Screen, books: Ledger, found: Any, asked: dict[str, Any], *, trend: bool, proposals: bool) -> dict[str, Any]:
    """The trend of the causes and the proposed journal, where they are asked for."""
    told: dict[str, Any] = {}
    if trend:
        from xlcost.reports.cause_trend import COLUMNS, trend_listing

        listing = trend_listing(books, asked["date_to"])
        screen.table("Causes over time", [{c.caption: r[c.caption] for c in COLUMNS} for r in listing.records], limit=200)
        screen.say(listing.message)
        told["trend"] = {"ends": listing.facts["ends"], "causes": list(listing.records)}
    if proposals:
        from xlcost.views.corrections import clearing_actions, correcting_lines

        lines = correcting_lines(found)
        actions = clearing_actions(found, lines)
        shown = ("Proposal No.", "Posting Date", "G/L Account No.", "Amount", "Description", "Document No.")
        screen.table("Proposed correcting journal, not posted", [{k: line[k] for k in shown} for line in lines], limit=200)
        screen.table("What clears each cause", [{k: a[k] for k in ("Cause", "Entries", "Gross Amount", "Cleared by")} for a in actions])
        told |= {"proposals": lines, "actions": actions}
    return told


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
