"""Projects: calculate, post, reverse, complete, reopen and delete work in process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xlcost.faces.record_lists import records_page
from xlcost.faces.ribbon.commands.stages import affected, counts_of, totals_of
from xlcost.faces.ribbon.dispatching import Answer
from xlcost.faces.ribbon.results import facts_of, place
from xlcost.faces.ribbon.session import Session
from xlcost.faces.run_lines import projects_done
from xlcost.ledger import Ledger, Outcome
from xlcost.problems import Problem, Severity
from xlcost.reports.pack.common import count

ONLY_REVERSED = "NOTHING_TO_POST_AFTER_REVERSAL"
Stage = Callable[[Ledger], Outcome]


def _run(session: Session, stage: Stage, done: str, asked: dict[str, Any]) -> Answer:
    """Plan, confirm with counts, apply, list what came of each project."""
    ledger = session.ledger
    session.say("projects")
    outcome = stage(ledger)
    good = [no for no, status in outcome.statuses.items() if status == "OK"]
    bad = {no: status for no, status in outcome.statuses.items() if status != "OK"}
    session.problems += outcome.problems
    listed = {p.where for p in session.problems}
    session.problems += [
        Problem(Severity.WARNING, code, f"Project {no}", f"Project {no} was left as it is.", "", "")
        for no, code in bad.items() if f"Project {no}" not in listed
    ]  # fmt: skip
    if not affected(outcome):
        return session.answer(
            f"No project was {done}." if not good else f"{count(len(good), 'project')} {done}; nothing had to be written.", found=bool(bad)
        )
    left = f"\nLeft as they are: {', '.join(f'{no} ({code})' for no, code in list(bad.items())[:8])}" if bad else ""
    bare = [str(w["Project No."]) for w in outcome.warnings if w["Code"] == ONLY_REVERSED and not asked.get("reverse_only")]
    left += f"\nReversed, and nothing posted in place of it: {', '.join(bare[:12])}" if bare else ""
    totals = f"{found}\n\n" if (found := totals_of(outcome)) else ""
    session.confirm(
        f"{count(len(good), 'project')} will be {done}: {', '.join(good[:12])}{' ...' if len(good) > 12 else ''}{left}\n\n"
        f"{totals}{counts_of(outcome)}\n\nWrite this into the workbook?"
    )
    session.apply(outcome.ledger, affected(outcome), projects_done(outcome, done))
    added = outcome.added.get("Project WIP Entry") or outcome.added.get("Project WIP G/L Entry")
    sentence = f"{count(len(good), 'project')} {done}. {counts_of(outcome, '; ')}."
    if added:
        shown = [c for c in added[0] if any(r.get(c) not in (None, "", 0, False) for r in added)]
        page = records_page("Project WIP", f"Project WIP: {done}", sentence, [{c: r[c] for c in shown} for r in added])
        place(session, [page], facts_of(session, asked))
    return session.answer(sentence, found=bool(bad))


def calculate(session: Session) -> Answer:
    """Project Calculate WIP."""
    from xlcost.projects import calculate_project_wip

    asked = {
        "posting_date": session.options["Posting Date"],
        "document_no": session.options["Document No."],
        "projects": session.options.get("Projects"),
    }
    return _run(session, lambda ledger: calculate_project_wip(ledger, **asked), "calculated", asked)


def recalculate(session: Session) -> Answer:
    """Calculate again the WIP of projects that were calculated before, each on its own date and document."""
    from xlcost.projects import recalculate_project_wip

    projects = session.options.get("Projects")
    return _run(session, lambda ledger: recalculate_project_wip(ledger, projects), "recalculated", {"projects": projects})


def post(session: Session) -> Answer:
    """Project Post WIP to G/L."""
    return _post(session, reverse_only=False, done="posted")


def reverse(session: Session) -> Answer:
    """Project Post WIP to G/L, reversal only."""
    return _post(session, reverse_only=True, done="reversed")


def _post(session: Session, reverse_only: bool, done: str) -> Answer:
    from xlcost.projects import post_project_wip

    options = session.options
    asked = {
        "reversal_posting_date": options["Reversal Posting Date"],
        "reversal_document_no": options["Reversal Document No."],
        "projects": options.get("Projects"),
        "use_reversal_date": bool(options.get("Use Reversal Date")),
        "reverse_only": reverse_only,
        "user_id": session.settings.get("User ID", ""),
    }
    return _run(session, lambda ledger: post_project_wip(ledger, **asked), done, asked)


def complete(session: Session) -> Answer:
    """Complete projects."""
    from xlcost.projects import complete_project

    asked = {"projects": session.options.get("Projects"), "work_date": session.options["Work Date"]}
    return _run(session, lambda ledger: complete_project(ledger, asked["projects"], work_date=asked["work_date"]), "completed", asked)


def reopen(session: Session) -> Answer:
    """Reopen completed projects."""
    from xlcost.projects import reopen_project

    projects = session.options.get("Projects")
    return _run(session, lambda ledger: reopen_project(ledger, projects), "reopened", {"projects": projects})


def delete(session: Session) -> Answer:
    """Delete calculated WIP that is not posted."""
    from xlcost.projects import delete_project_wip

    projects = session.options.get("Projects")
    return _run(session, lambda ledger: delete_project_wip(ledger, projects), "cleared of calculated WIP", {"projects": projects})
