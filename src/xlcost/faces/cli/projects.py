"""`xlcost wip`: work in process of projects."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from xlcost.faces.cli.common import Screen, read
from xlcost.faces.cli.stages import InPlace, Json, Output, Source, finish
from xlcost.ledger import Ledger, Outcome

Projects = Annotated[list[str] | None, typer.Option("--project", help="Only this project; may be repeated.")]
DateOption = Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d"])]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    wip = typer.Typer(no_args_is_help=True, help="Work in process of projects.")
    for name, command in (("calculate", calculate), ("post", post), ("complete", complete), ("reopen", reopen), ("delete", delete)):
        wip.command(name)(command)
    app.add_typer(wip, name="wip")


def _end(screen: Screen, books: Ledger, outcome: Outcome, ledger: Path, output: Path | None, in_place: bool, done: str) -> None:
    good = sum(1 for s in outcome.statuses.values() if s == "OK")
    bad = {k: v for k, v in outcome.statuses.items() if v != "OK"}
    screen.table("Projects that were left as they are", [{"Project No.": k, "Code": v} for k, v in bad.items()])
    finish(screen, books, outcome, ledger, output, in_place, f"{good:,} projects {done}.", statuses=dict(outcome.statuses), skipped=bad)


def calculate(
    ledger: Source, posting_date: DateOption, document_no: Annotated[str, typer.Option()], project: Projects = None,
    output: Output = None, in_place: InPlace = False, json: Json = False,
) -> None:  # fmt: skip
    """Project Calculate WIP."""
    from xlcost.projects import calculate_project_wip

    screen = Screen(json)
    books = read(screen, ledger)
    outcome = calculate_project_wip(books, posting_date=posting_date.date(), document_no=document_no, projects=project or None)
    _end(screen, books, outcome, ledger, output, in_place, "calculated")


def post(
    ledger: Source, reversal_posting_date: DateOption, reversal_document_no: Annotated[str, typer.Option()], project: Projects = None,
    reverse_only: Annotated[bool, typer.Option("--reverse-only")] = False,
    use_reversal_date: Annotated[bool, typer.Option("--use-reversal-date")] = False,
    output: Output = None, in_place: InPlace = False, json: Json = False,
) -> None:  # fmt: skip
    """Project Post WIP to G/L."""
    from xlcost.projects import post_project_wip

    screen = Screen(json)
    books = read(screen, ledger)
    outcome = post_project_wip(
        books, reversal_posting_date=reversal_posting_date.date(), reversal_document_no=reversal_document_no,
        projects=project or None, reverse_only=reverse_only, use_reversal_date=use_reversal_date,
    )  # fmt: skip
    _end(screen, books, outcome, ledger, output, in_place, "posted")


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
