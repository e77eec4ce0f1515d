"""Period: the month-end pack, closing and reopening the inventory period."""

from __future__ import annotations

import datetime as dt
from typing import Any

from xlcost.faces.pack import default_pack_name, write_close
from xlcost.faces.ribbon.commands.stages import affected, counts_of
from xlcost.faces.ribbon.dispatching import Answer
from xlcost.faces.ribbon.messages import show_messages
from xlcost.faces.ribbon.results import free_path
from xlcost.faces.ribbon.session import Session
from xlcost.faces.run_lines import RIBBON, pack_line, period_closed, period_reopened, stamp
from xlcost.faces.signing import signing_of
from xlcost.ledger import Outcome
from xlcost.problems import Problem, Severity, XlcostError
from xlcost.reports.pack.common import count


def close(session: Session) -> Answer:
    """The month-end pack, written beside the workbook and opened; no ledger table is changed."""
    from xlcost import close_period as run_close
    from xlcost.reports.pack.cover import verdict

    ledger, options = session.ledger, session.options
    path = free_path(session, default_pack_name(options["Period"]).removesuffix(".xlsx"))
    outcome = run_close(
        ledger,
        options["Period"],
        posting_method=options.get("Posting Method", "Per Entry"),
        document_no=options.get("Document No.", ""),
        compatibility=options.get("Compatibility", "exact"),
        user_id=session.settings.get("User ID", ""),
        say=session.say,
    )
    session.say("writing the pack")
    write_close(outcome, path, session.host.name, signing=signing_of(path.parent, outcome.results["close"]))
    session.run_lines.append(pack_line(RIBBON, [*session.words(), "-o", path.name], ledger, outcome, path))
    session.host.open_workbook(path)
    state, word, sentence, tail = verdict(outcome.results["close"])
    return Answer("done" if state == "ties" else "found", f"{word} {sentence} {tail} Written to {path.name}.".replace("  ", " "))


def sign(session: Session) -> Answer:
    """Sign the close of a period; the sign-off is a line of the run log beside the workbook."""
    from xlcost.faces.run_log import user_name
    from xlcost.faces.signing import PREPARER, sign_close
    from xlcost.reports.pack.cover import verdict

    ledger, options = session.ledger, session.options
    if session.host.folder is None:
        rule, remedy = "A sign-off is a line of the run log beside the workbook.", "Save it in a folder first."
        raise XlcostError("H12", "The workbook lies in no folder of this machine.", where=session.host.name, rule=rule, remedy=remedy)
    role, by = options.get("Role", PREPARER), options.get("Signed By") or user_name()
    session.confirm(
        f"{by} signs the close of {options['Period']} as {role}.\n\n"
        "The sign-off is bound to the ledger as it stands in this workbook and is void as soon as one cell that is read changes.\n\nSign?"
    )
    place = session.host.folder / session.host.name
    signed, close_ = sign_close(ledger, place, options["Period"], role, by, session.today.isoformat(), session.say)
    _, word, sentence, _ = verdict(close_)
    approved = f"Approved by {signed.approved_by}." if signed.approved_by else "Not yet approved."
    return session.answer(f"{word} {sentence} Prepared by {signed.prepared_by}. {approved}")


def close_period(session: Session) -> Answer:
    """Close the inventory period when no step of the close checklist is red, or with a reason that is recorded."""
    from xlcost.posting import check_inventory_period

    ledger, ending = session.ledger, session.options["Ending Date"]
    session.say("checking the period")
    findings = check_inventory_period(ledger, ending)
    if findings:
        show_messages(session.host, [_problem(f) for f in findings])
    outcome = _locked(session, ending)
    steps = outcome.results["close"].steps
    red = [f"{s.name}: {s.words}" for s in steps if s.state == "failed"]
    checklist = "\n".join(f"{_SIGNS[s.state]} {s.name}: {s.words}" for s in steps[:-1])
    warned = f"\n{count(len(findings), 'warning stands', 'warnings stand')} on sheet XLC Messages." if findings else ""
    session.confirm(f"The inventory periods up to {ending} will be closed.\n\n{checklist}{warned}\n\n{counts_of(outcome)}\n\nClose them?")
    session.problems += outcome.problems
    session.apply(outcome.ledger, affected(outcome), period_closed(ending), session.options.get("Reason", ""))
    return session.answer(period_closed(ending), found=bool(findings or red))


_SIGNS = {"done": "●", "open": "▲", "failed": "■", "waiting": "○"}


def _locked(session: Session, ending: dt.date) -> Outcome:
    """The outcome of the gate; P10 names the red steps and where a reason may be given."""
    from xlcost.reports.lock import RULE, lock_inventory_period

    try:
        return lock_inventory_period(
            session.ledger,
            ending,
            force=session.options.get("Reason"),
            say=session.say,
            **_stamp(session),
        )
    except XlcostError as error:
        if error.code != "P10":
            raise
        remedy = "Do what the red steps say, or give a Reason on sheet XLC Options, which is recorded."
        raise XlcostError("P10", error.problem.what, where=error.problem.where, rule=RULE, remedy=remedy) from None


def _stamp(session: Session) -> dict[str, Any]:
    return stamp(session.settings.get("User ID", ""), session.started)


def _problem(finding: dict[str, object]) -> Problem:
    severity = Severity.WARNING if finding.get("Code") == "P04" else Severity.ERROR
    where = " ".join(str(finding[c]) for c in ("Item No.", "Item Ledger Entry No.") if finding.get(c))
    return Problem(
        severity, str(finding.get("Code", "")), where or "Inventory period", str(finding.get("text", finding.get("Text", ""))), "", ""
    )


def reopen_period(session: Session) -> Answer:
    """Reopen the inventory period and every later one."""
    from xlcost.posting import reopen_inventory_period

    ledger, ending = session.ledger, session.options["Ending Date"]
    outcome = reopen_inventory_period(ledger, ending, **_stamp(session))
    session.confirm(f"The inventory periods from {ending} on will be open again.\n\n{counts_of(outcome)}\n\nReopen them?")
    session.apply(outcome.ledger, affected(outcome), period_reopened(ending))
    return session.answer(period_reopened(ending))
