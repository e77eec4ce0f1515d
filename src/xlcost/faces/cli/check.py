"""`xlcost check`: validate the sheets, then the audit checks; for people, ribbon buttons and CI."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from xlcost.faces.cli.common import CLEAN, FOUND, Screen, problem_record, read
from xlcost.problems import Severity


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("check")(check)


def check(
    ledger_path: Annotated[Path, typer.Argument(metavar="LEDGER", help="Ledger workbook, or folder of CSV or Parquet files.")],
    checks: Annotated[str, typer.Option(help="all, erp, or codes separated by commas.")] = "all",
    json: Annotated[bool, typer.Option("--json", help="Print a machine-readable summary.")] = False,
) -> None:
    """Validate the sheets of a ledger, then run the audit checks. Status 1 when anything needs a person."""
    from xlcost.views import audit_costs

    screen = Screen(json)
    ledger = read(screen, ledger_path)
    with screen.progress("Audit checks"):
        findings = audit_costs(ledger, checks=checks if checks in ("all", "erp") else [c.strip().upper() for c in checks.split(",")])
    screen.problems(ledger.problems)
    by_code = Counter(f["Code"] for f in findings)
    screen.table("Audit findings", [_line(f) for f in findings])
    warned = [p for p in ledger.problems if p.severity is not Severity.NOTE]
    if findings:
        screen.say(
            f"{len(findings):,} findings by {len(by_code)} checks: " + ", ".join(f"{c} {n:,}" for c, n in sorted(by_code.items())) + "."
        )
    else:
        screen.say("All audit checks pass.")
    screen.result({"problems": [problem_record(p) for p in ledger.problems], "findings": findings})
    serious = [f for f in findings if f.get("Severity", "Error") != "Note"]
    raise typer.Exit(FOUND if serious or warned else CLEAN)


def _line(finding: dict[str, object]) -> dict[str, object]:
    shown = ("Code", "Severity", "Item No.", "Item Ledger Entry No.", "Value Entry No.")
    return {**{k: finding.get(k) for k in shown}, "Text": finding.get("Text", finding.get("text", ""))}
