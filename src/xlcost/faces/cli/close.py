"""`xlcost close`: the month-end pack, everything in one workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xlcost.faces.cli.common import CLEAN, FOUND, STEP_SIGNS, Screen, keep_input, log_run, problem_record, read, words_asked, write
from xlcost.faces.pack import write_close, write_problems
from xlcost.faces.run_lines import COMMAND_LINE, pack_line
from xlcost.faces.signing import signing_of
from xlcost.ledger import Ledger, Outcome
from xlcost.problems import LedgerInvalid


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("close")(close)


def close(
    ledger_path: Annotated[Path, typer.Argument(metavar="LEDGER", help="Ledger workbook, or folder of CSV or Parquet files.")],
    period: Annotated[str, typer.Option(help="2026-10, 2026-Q3, 2026, 2026-10-31 or 2026-10-01..2026-10-31.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="The pack to write; without it the summary is printed.")] = None,
    adjust: Annotated[bool, typer.Option("--adjust", help="Carry out Adjust Cost (else a preview).")] = False,
    post: Annotated[bool, typer.Option("--post", help="Carry out Post Inventory Cost to G/L (else a preview).")] = False,
    ledger_out: Annotated[Path | None, typer.Option("--ledger", help="Where to write the ledger after --adjust and --post.")] = None,
    in_place: Annotated[bool, typer.Option("--in-place", help="Write the ledger over the input; a backup is kept.")] = False,
    posting_method: Annotated[str, typer.Option(help='"Per Entry" or "Per Posting Group".')] = "Per Entry",
    document_no: Annotated[str, typer.Option(help="Document No. (Per Posting Group only).")] = "",
    compatibility: Annotated[str, typer.Option(help="exact: the ERP's figures; clean: without its quirks.")] = "exact",
    template: Annotated[Path | None, typer.Option(help="Your own template workbook.")] = None,
    user_id: Annotated[str, typer.Option(help="User ID, for the allowed posting dates.")] = "",
    json: Annotated[bool, typer.Option("--json", help="Print a machine-readable summary.")] = False,
) -> None:
    """Produce the month-end pack of a ledger: reports, posting test, reconciliation explained to zero, evidence."""
    from xlcost import close_period
    from xlcost.reports.record_lines import counted
    from xlcost.sheets.atomic import check_writable

    screen = Screen(json)
    if (adjust or post) and not (ledger_out or in_place):
        raise typer.BadParameter("--adjust and --post change the ledger: say where with --ledger OUT.xlsx or --in-place")
    if (ledger_out or in_place) and not (adjust or post):
        raise typer.BadParameter("--ledger and --in-place need --adjust or --post")
    keep_input(output, ledger_path)
    if output is not None and ledger_out is not None and output.resolve() == ledger_out.resolve():
        raise typer.BadParameter("the pack and the ledger are two files: -o and --ledger name the same one")
    if output is not None:
        check_writable(output)  # before the work, and before --post writes the ledger
    try:
        books = read(screen, ledger_path)
    except LedgerInvalid as error:
        if output is not None and ledger_path.exists():  # a mistyped name must not replace last time's pack
            write_problems(error.problems, output, ledger_path.name)
            found = counted(sum(p.cells for p in error.problems), "problem")
            screen.err.print(f"Not closed: {found}, see the sheet Problems in {output}.")
        raise
    with screen.progress("Closing") as say:
        outcome = close_period(
            books, period, adjust=adjust, post=post, posting_method=posting_method, document_no=document_no,
            compatibility=compatibility, user_id=user_id, say=say,
        )  # fmt: skip
        if adjust or post:
            write(outcome.ledger, ledger_path, ledger_out, in_place)
        if output is not None:
            say("Writing the pack")
            write_close(outcome, output, ledger_path.name, template, signing_of(ledger_path.parent, outcome.results["close"]))
        if output is not None or adjust or post:
            _record(screen, ledger_path, books, outcome, output)
    _report(screen, outcome, output)


def _record(screen: Screen, ledger_path: Path, books: Ledger, outcome: Outcome, target: Path | None) -> None:
    """The line of the run log: what went in, which pack came out, what it says."""
    log_run(screen, ledger_path, pack_line(COMMAND_LINE, words_asked(), books, outcome, target))


def _report(screen: Screen, outcome: Outcome, target: Path | None) -> None:
    from xlcost.reports.pack.cover import verdict

    result = outcome.results["close"]
    state, word, sentence, tail = verdict(result)
    screen.say(f"{word} {sentence} {tail}".strip())
    rows = [
        {
            "Account type": name,
            "Value entries": f["projected"],
            "G/L balance": f["gl"],
            "Difference": f["difference"],
            "Causes": ", ".join(f["causes"]),
        }
        for name, f in result.reconciliation.fields.items()
        if f["projected"] or f["gl"] or f["causes"]
    ]
    screen.table("", rows)
    standing = result.would_stand
    screen.say(standing.sentence)
    for step in result.steps:
        screen.say(f"{STEP_SIGNS[step.state]} {step.name}: {step.words}")
    screen.say(f"Written to {target}." if target is not None else "Preview: no pack was written. Name a file with -o to keep it.")
    screen.result(
        {
            "verdict": word,
            "sentence": sentence,
            "output": str(target) if target is not None else None,
            "accounts": {
                no: {k: v for k, v in a.items() if k != "entries"}
                for no, a in result.reconciliation.accounts.items()
                if a["difference"] or a["causes"]
            },
            "would_stand": {
                "sentence": standing.sentence,
                "accounts": {
                    a.account: {
                        "difference": a.now,
                        "by_adjusting": a.by_adjusting,
                        "by_posting": a.by_posting,
                        "left": a.left,
                        "causes": dict(a.causes),
                    }
                    for a in standing.accounts
                },
            },
            "checks": outcome.results["checks"],
            "problems": [problem_record(p) for p in outcome.problems],
        }
    )
    for check in result.checks:
        if not check.passed:
            screen.err.print(f"Error {check.code}: {check.name}: {check.left} against {check.right}. Do not use the figures marked ■.")
    raise typer.Exit(CLEAN if state == "ties" else FOUND)
