"""`xlcost wip`: work in process of projects."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Annotated

import typer

from xlcost.faces.cli.common import Screen, read
from xlcost.faces.cli.stages import InPlace, Json, Output, Source, finish
from xlcost.faces.run_lines import projects_done
from xlcost.ledger import Ledger, Outcome
from xlcost.problems import XlcostError

Carryover = Annotated[str, typer.Option(help="bc: costs and sales share a percentage, as in the ERP; independent: each its own.")]
Projects = Annotated[list[str] | None, typer.Option("--project", help="Only this project; may be repeated.")]
JOURNAL, ONLY_REVERSED = "WIP Journal", "NOTHING_TO_POST_AFTER_REVERSAL"
_SHOWN = ("Posting Date", "Document No.", "Account No.", "Bal. Account No.", "Amount", "Description", "Reversal")
DateOption = Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d"])]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    wip = typer.Typer(no_args_is_help=True, help="Work in process of projects.")
    commands = (("calculate", calculate), ("recalculate", recalculate), ("post", post), ("complete", complete), ("reopen", reopen), ("delete", delete))
    for name, command in commands:
        wip.command(name)(command)
    app.add_typer(wip, name="wip")


def _end(screen: Screen, books: Ledger, outcome: Outcome, ledger: Path, output: Path | None, in_place: bool, done: str) -> None:
    bad = {k: v for k, v in outcome.statuses.items() if v != "OK"}
    screen.table("Projects that were left as they are", [{"Project No.": k, "Code": v} for k, v in bad.items()])
    journal = list(outcome.results.get(JOURNAL, ()))
    screen.table(JOURNAL, [{caption: line[caption] for caption in _SHOWN} for line in journal])
    screen.table("Controls that differ", [dict(c) for c in outcome.controls if c["Cost Difference"] or c["Sales Difference"]])
    for warning in outcome.warnings:
        screen.err.print(f"Warning {warning['Code']}: project {warning['Project No.']}: {warning['Text']}")
    more = {"statuses": dict(outcome.statuses), "skipped": bad, "warnings": [dict(w) for w in outcome.warnings], "journal": journal}
    more["controls"] = [dict(c) for c in outcome.controls]
    finish(screen, books, outcome, ledger, output, in_place, projects_done(outcome, done), **more)


def calculate(
    ledger: Source, posting_date: DateOption, document_no: Annotated[str, typer.Option()], project: Projects = None,
    posting_date_filter: Annotated[str, typer.Option(help="Ledger entries of these dates, for example ..2026-10-31; default: up to the posting date.")] = "",
    planning_date_filter: Annotated[str, typer.Option(help="Planning lines of these dates; default: the whole plan.")] = "",
    allocation_carryover: Carryover = "bc",
    output: Output = None, in_place: InPlace = False, json: Json = False,
) -> None:  # fmt: skip
    """Project Calculate WIP: what must stand on the balance sheet for each project. Posts nothing."""
    from xlcost.projects import calculate_project_wip

    screen = Screen(json)
    books = read(screen, ledger)
    _check_carryover(allocation_carryover)
    outcome = calculate_project_wip(
        books, posting_date=posting_date.date(), document_no=document_no, projects=project or None,
        posting_date_filter=posting_date_filter or None, planning_date_filter=planning_date_filter or None,
        allocation_carryover=allocation_carryover,
    )  # fmt: skip
    _end(screen, books, outcome, ledger, output, in_place, "calculated")


def recalculate(
    ledger: Source, project: Projects = None,
    allocation_carryover: Carryover = "bc",
    output: Output = None, in_place: InPlace = False, json: Json = False,
) -> None:  # fmt: skip
    """Calculate WIP again, each project on its own WIP posting date and document, where it was calculated before. Posts nothing."""
    from xlcost.projects import recalculate_project_wip

    screen = Screen(json)
    books = read(screen, ledger)
    _check_carryover(allocation_carryover)
    outcome = recalculate_project_wip(books, project or None, allocation_carryover=allocation_carryover)
    _end(screen, books, outcome, ledger, output, in_place, "recalculated")


def _check_carryover(given: str) -> None:
    if given not in ("bc", "independent"):
        raise typer.BadParameter("--allocation-carryover is bc or independent")


def post(
    ledger: Source, reversal_posting_date: DateOption, reversal_document_no: Annotated[str, typer.Option()], project: Projects = None,
    reverse_only: Annotated[bool, typer.Option("--reverse-only")] = False,
    use_reversal_date: Annotated[bool, typer.Option("--use-reversal-date")] = False,
    user_id: Annotated[str, typer.Option(help="User ID, for the allowed posting dates.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Write the outcome without asking, also where WIP is only reversed.")] = False,
    output: Output = None, in_place: InPlace = False, json: Json = False,
) -> None:  # fmt: skip
    """Project Post WIP to G/L: what was posted before is reversed in full, then the calculation is posted; the journal is shown."""
    from xlcost.projects import post_project_wip

    screen = Screen(json)
    books = read(screen, ledger)
    outcome = post_project_wip(
        books, reversal_posting_date=reversal_posting_date.date(), reversal_document_no=reversal_document_no,
        projects=project or None, reverse_only=reverse_only, use_reversal_date=use_reversal_date, user_id=user_id,
    )  # fmt: skip
    if (output or in_place) and not (yes or reverse_only):
        _ask_to_keep(outcome)
    _end(screen, books, outcome, ledger, output, in_place, "reversed" if reverse_only else "posted")


def _ask_to_keep(outcome: Outcome) -> None:
    """A run that reverses WIP and posts none in its place is kept only when somebody says so."""
    projects = [str(w["Project No."]) for w in outcome.warnings if w["Code"] == ONLY_REVERSED]
    if not projects or (sys.stdin.isatty() and typer.confirm(f"WIP of {', '.join(projects)} is reversed and none is posted. Keep it?", err=True)):
        return
    raise XlcostError(
        ONLY_REVERSED,
        f"WIP of {', '.join(projects)} would be reversed, and none posted in its place.",
        where="wip post",
        rule="Posting replaces: what was posted before is reversed, then the calculation is posted; there is no calculation.",
        remedy="Calculate WIP first, reverse on purpose with --reverse-only, or add --yes.",
    )


def complete(
    ledger: Source, work_date: DateOption, project: Projects = None, output: Output = None, in_place: InPlace = False, json: Json = False
) -> None:
    """Complete projects."""
    from xlcost.projects import complete_project

    screen = Screen(json)
    books = read(screen, ledger)
    outcome = complete_project(books, project or None, work_date=work_date.date())
    _end(screen, books, outcome, ledger, output, in_place, "completed")


def reopen(ledger: Source, project: Projects = None, output: Output = None, in_place: InPlace = False, json: Json = False) -> None:
    """Reopen completed projects."""
    from xlcost.projects import reopen_project

    screen = Screen(json)
    books = read(screen, ledger)
    _end(screen, books, reopen_project(books, project or None), ledger, output, in_place, "reopened")


def delete(ledger: Source, project: Projects = None, output: Output = None, in_place: InPlace = False, json: Json = False) -> None:
    """Delete the calculated WIP of projects that is not posted."""
    from xlcost.projects import delete_project_wip

    screen = Screen(json)
    books = read(screen, ledger)
    _end(screen, books, delete_project_wip(books, project or None), ledger, output, in_place, "cleared of calculated WIP")
