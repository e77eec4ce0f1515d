"""`xlcost check`: validate the sheets, then the audit checks; for people, ribbon buttons and CI."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from xlcost.faces.cli.common import CLEAN, FOUND, Screen, keep_input, problem_record, read
from xlcost.ledger import Ledger
from xlcost.problems import Problem, Severity, XlcostError

SEVERITIES = {s.caption.lower(): s for s in Severity}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("check")(check)


def check(
    ledger_path: Annotated[Path, typer.Argument(metavar="LEDGER", help="Ledger workbook, or folder of CSV or Parquet files.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Workbook to write: sheets Audit, Posting Setup Check, Problems.")
    ] = None,
    checks: Annotated[str, typer.Option(help="all, erp, or codes separated by commas.")] = "all",
    fail_on: Annotated[str, typer.Option(help="error, warning or note: from which severity on the status is 1.")] = "warning",
    evidence: Annotated[
        Path | None, typer.Option(help="A signed pack: the run log must go through the line that it was signed at.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print a machine-readable summary.")] = False,
) -> None:
    """Validate the sheets of a ledger, run the audit checks and the setup pre-check, verify the run log. Status 1 when anything needs a person."""
    from xlcost.posting.risks import posting_risks

    screen = Screen(json)
    if fail_on not in SEVERITIES:
        raise typer.BadParameter(f"--fail-on is {', '.join(SEVERITIES)}")
    keep_input(output, ledger_path)
    chosen = checks if checks in ("all", "erp") else [c.strip().upper() for c in checks.split(",")]
    ledger = read(screen, ledger_path)
    with screen.progress("Audit checks") as say:
        findings, nothing = _audit(ledger, chosen)
        say("Setup pre-check")
        risks = posting_risks(ledger)
    problems = [*ledger.problems, *nothing, *_log_problems(ledger_path, evidence)]
    screen.problems(problems)
    _show(screen, findings, risks, made=not nothing)
    if output is not None:
        from xlcost.faces.pack import write_check

        write_check(ledger, findings, chosen, problems, output, ledger_path.name)
        screen.say(f"Written to {output}.")
    told = [problem_record(p) for p in problems]
    screen.result({"problems": told, "findings": findings, "risks": risks, "first_broken": _first(ledger, findings)})
    found = [p.severity for p in problems] + [SEVERITIES[str(f["Severity"]).lower()] for f in (*findings, *risks)]
    raise typer.Exit(FOUND if any(s <= SEVERITIES[fail_on] for s in found) else CLEAN)


def _audit(ledger: Ledger, chosen: str | list[str]) -> tuple[list[dict[str, Any]], list[Problem]]:
    """The findings; a note instead where the ledger has nothing that the audit looks at (projects alone, a setup alone)."""
    from xlcost.views import audit_costs

    try:
        return audit_costs(ledger, checks=chosen), []
    except XlcostError as error:
        if error.code != "NO_ITEM_LEDGER_ENTRIES":
            raise
        return [], [replace(error.problem, severity=Severity.NOTE)]


def _log_problems(ledger_path: Path, evidence: Path | None) -> list[Problem]:
    """What is wrong with the run log beside the ledger, on its own and against the anchor of a signed pack."""
    from xlcost.faces.run_log import check_log

    anchor = None
    if evidence is not None:
        from xlcost.sheets.log_anchor import log_anchor

        anchor = log_anchor(evidence)
    return check_log(ledger_path.parent, *([anchor] if anchor is not None else []))


def _first(ledger: Ledger, findings: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    from xlcost.views.audit import first_broken_entries

    return first_broken_entries(ledger, findings)


def _show(screen: Screen, findings: Sequence[dict[str, Any]], risks: Sequence[dict[str, Any]], made: bool) -> None:
    by_code = Counter(f["Code"] for f in findings)
    screen.table("Audit findings", [_line(f) for f in findings])
    screen.remedies(findings, "Remedy")
    screen.table("Setup pre-check", [{k: r[k] for k in ("Severity", "Code", "Waiting", "Leads to", "Text")} for r in risks])
    screen.remedies(risks)
    if findings:
        words = ", ".join(f"{c} {n:,}" for c, n in sorted(by_code.items()))
        number, tests = len(findings), len(by_code)
        screen.say(f"{number:,} {'finding' if number == 1 else 'findings'} by {tests} {'check' if tests == 1 else 'checks'}: {words}.")
    else:
        screen.say("All audit checks pass." if made else "No audit check was made.")
    words = f"{len(risks)} {'risk' if len(risks) == 1 else 'risks'}." if risks else "nothing stands in the way of posting."
    screen.say(f"Setup pre-check: {words}")


def _line(finding: dict[str, Any]) -> dict[str, Any]:
    from xlcost.views.audit import place_of

    shown = {"Code": finding["Code"], "Severity": finding["Severity"], "Where": place_of(finding)}
    return {**shown, "Text": finding["text"]}
