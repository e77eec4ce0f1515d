"""Commands that make a new ledger: post-journal, adjust, post-cost, close-period, reopen-period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from xlcost.faces import run_lines
from xlcost.faces.cli.common import CLEAN, FOUND, STEP_SIGNS, Screen, in_order, log_run, problem_record, read, words_asked, write
from xlcost.faces.cli.compare import compare_with_ledger
from xlcost.faces.named import check_named
from xlcost.ledger import Ledger, Outcome

Source = Annotated[Path, typer.Argument(metavar="LEDGER", help="Ledger workbook, or folder of CSV or Parquet files.")]
Output = Annotated[Path | None, typer.Option("-o", "--output", help="Where to write the new ledger; without it the run is a preview.")]
InPlace = Annotated[bool, typer.Option("--in-place", help="Replace the input; a backup is kept.")]
Json = Annotated[bool, typer.Option("--json", help="Print a machine-readable summary.")]
Items = Annotated[list[str] | None, typer.Option("--item", help="Only this item; may be repeated.")]


_SKIPPED = ("Value Entry No.", "Item No.", "Posting Date", "Document No.", "Cost Amount", "Code", "Reason")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("post-journal")(post_journal)
    app.command("adjust")(adjust)
    app.command("post-cost")(post_cost)
    app.command("close-period")(close_period)
    app.command("reopen-period")(reopen_period)


def finish(
    screen: Screen, books: Ledger, outcome: Outcome, source: Path, output: Path | None, in_place: bool, sentence: str, **more: Any
) -> None:
    """Write the new ledger (or say that this was a preview), log the run, show what was added, leave with the right status."""
    target = write(outcome.ledger, source, output, in_place)
    if target is not None:
        line = run_lines.run_line(
            run_lines.COMMAND_LINE, words_asked(), books, outcome.ledger, target.name, sentence, str(more.get("reason") or "")
        )
        log_run(screen, source, line)
    screen.say(sentence)
    for name, records in outcome.added.items():
        screen.say(f"  {name}: {len(records):,} added")
    for name, records in outcome.changed.items():
        screen.say(f"  {name}: {len(records):,} changed")
    screen.say(f"Written to {target}." if target else "Preview: nothing was written. Name a file with -o to keep it.")
    screen.problems(outcome.problems)
    screen.result(
        {
            "output": str(target) if target else None,
            "added": {k: len(v) for k, v in outcome.added.items()},
            "changed": {k: len(v) for k, v in outcome.changed.items()},
            "problems": [problem_record(p) for p in outcome.problems],
            **more,
        }
    )
    raise typer.Exit(FOUND if outcome.problems or more.get("skipped") else CLEAN)


def post_journal(ledger: Source, output: Output = None, in_place: InPlace = False, json: Json = False) -> None:
    """Post the lines of the sheet Item Journal Line."""
    from xlcost.costing import post_item_journal

    screen = Screen(json)
    books = read(screen, ledger)
    lines = books.table("Item Journal Line").length
    with screen.progress("Posting item journal"):
        outcome = post_item_journal(books)
    finish(screen, books, outcome, ledger, output, in_place, run_lines.journal_posted(lines))


def adjust(
    ledger: Source,
    output: Output = None,
    item: Items = None,
    until: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Adjust only up to this posting date.")] = None,
    in_place: InPlace = False,
    compare: Annotated[bool, typer.Option("--compare", help="Change nothing: recompute every adjustment and list what differs.")] = False,
    form: Annotated[str, typer.Option("--format", help="text or json: how --compare prints without -o.")] = "text",
    json: Json = False,
) -> None:
    """Adjust Cost - Item Entries: forward costs from inbound entries to the outbound entries they were applied to.

    With --compare the adjustments that the ledger holds are recomputed from its applications; what the ledger has and the
    applications do not give, and the reverse, is listed per item. -o then writes a workbook of the differences.
    """
    from xlcost.costing import adjust_cost

    if compare:
        if in_place or until:
            raise typer.BadParameter("--compare changes no ledger and recomputes all of it: leave out --in-place and --until")
        compare_with_ledger(ledger, output, item or [], "json" if json else form)
    screen = Screen(json)
    books = read(screen, ledger)
    check_named(books, item)
    with screen.progress("Adjust Cost - Item Entries"):
        outcome = adjust_cost(books, items=item or None, until=until.date() if until else None)
    finish(screen, books, outcome, ledger, output, in_place, run_lines.cost_adjusted(outcome))


def post_cost(
    ledger: Source,
    output: Output = None,
    posting_method: Annotated[str, typer.Option(help='"Per Entry" or "Per Posting Group".')] = "Per Entry",
    document_no: Annotated[str, typer.Option(help="Document No. (Per Posting Group only).")] = "",
    item: Items = None,
    date_from: Annotated[dt.datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="Posting date from.")] = None,
    date_to: Annotated[dt.datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Posting date to.")] = None,
    on_error: Annotated[str, typer.Option(help="skip: leave out what cannot be posted; stop: as the ERP does.")] = "skip",
    user_id: Annotated[str, typer.Option(help="User ID, for the allowed posting dates.")] = "",
    test: Annotated[bool, typer.Option("--test", help="Test report only.")] = False,
    in_place: InPlace = False,
    json: Json = False,
) -> None:
    """Post Inventory Cost to G/L; with --test its Test report."""
    from xlcost.posting import check_inventory_cost_posting, post_inventory_cost

    in_order(date_from, date_to)
    screen = Screen(json)
    books = read(screen, ledger)
    check_named(books, item)
    asked: dict[str, Any] = {
        "posting_method": posting_method,
        "document_no": document_no,
        "on_error": on_error,
        "items": item or None,
        "date_from": date_from.date() if date_from else None,
        "date_to": date_to.date() if date_to else None,
        "user_id": user_id,
    }
    if test:
        _test_report(screen, check_inventory_cost_posting(books, **asked))
    with screen.progress("Post Inventory Cost to G/L"):
        outcome = post_inventory_cost(books, **asked)
    screen.table("Skipped Value Entries", [{c: r.get(c) for c in _SKIPPED} for r in outcome.skipped])
    screen.remedies(outcome.skipped)
    sentence = run_lines.cost_posted(outcome)
    finish(screen, books, outcome, ledger, output, in_place, sentence, posted=outcome.posted_count, skipped=list(outcome.skipped))


def _test_report(screen: Screen, lines: Sequence[dict[str, Any]]) -> None:
    shown = [
        {
            "Value Entry No.": line.get("Value Entry No."),
            "Posting Date": line.get("Posting Date"),
            "Account Type": line.get("Account Type"),
            "Account No.": line.get("Account No."),
            "Amount": line.get("Amount"),
            "Warnings": ", ".join(str(w["code"]) for w in line.get("Warnings", ())),
        }
        for line in lines
    ]
    screen.table("Post Invt. Cost to G/L - Test", shown, limit=200)
    warned = sum(1 for line in lines if line.get("Warnings"))
    screen.say(f"{len(lines):,} lines, {warned:,} with warnings.")
    screen.result({"lines": list(lines)})
    raise typer.Exit(FOUND if warned else CLEAN)


EndingDate = Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d"], help="Ending Date of the inventory period.")]
UserId = Annotated[str, typer.Option(help="User ID on the period entry; the name of the operating system when left out.")]


def close_period(
    ledger: Source,
    ending_date: EndingDate,
    output: Output = None,
    force: Annotated[str | None, typer.Option(help="Close although a step of the checklist is red; the reason is recorded.")] = None,
    user_id: UserId = "",
    in_place: InPlace = False,
    json: Json = False,
) -> None:
    """Close the inventory period that ends on a date, and every earlier one, when no step of the close checklist is red."""
    from xlcost.reports.lock import lock_inventory_period

    screen = Screen(json)
    books = read(screen, ledger)
    with screen.progress("Closing the inventory period") as say:
        outcome = lock_inventory_period(books, ending_date.date(), force=force, say=say, **_stamp(user_id))
    steps = outcome.results["close"].steps
    screen.say(*(f"{STEP_SIGNS[s.state]} {s.name}: {s.words}" for s in steps[:-1]))
    sentence = run_lines.period_closed(ending_date.date())
    told = [[s.name, s.state, s.words] for s in steps[:-1]]
    finish(screen, books, outcome, ledger, output, in_place, sentence, steps=told, reason=force or "")


def reopen_period(
    ledger: Source, ending_date: EndingDate, output: Output = None, user_id: UserId = "", in_place: InPlace = False, json: Json = False
) -> None:
    """Reopen the inventory period that ends on a date, and every later one."""
    from xlcost.posting import reopen_inventory_period

    screen = Screen(json)
    books = read(screen, ledger)
    outcome = reopen_inventory_period(books, ending_date.date(), **_stamp(user_id))
    finish(screen, books, outcome, ledger, output, in_place, run_lines.period_reopened(ending_date.date()))


def _stamp(user_id: str) -> dict[str, Any]:
    """Who closes or reopens a period, and when; the clock is a matter of the face."""
    from xlcost.faces.run_log import now

    return run_lines.stamp(user_id, dt.datetime.strptime(now(), "%Y-%m-%dT%H:%M:%SZ"))
