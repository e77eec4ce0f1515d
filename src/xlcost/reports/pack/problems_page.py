"""Sheet Problems: data of the ledger workbook and audit checks, most severe first, four parts each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlcost.problems import Problem, Severity, by_severity
from xlcost.reports.grid import Block, GridColumn, Line, Page, Rank
from xlcost.reports.pack.common import MARK, count

COLUMNS = (
    MARK,
    GridColumn("severity", "Severity", "text"),
    GridColumn("code", "Code", "code"),
    GridColumn("where", "Where", "text"),
    GridColumn("what", "What is there", "explanation"),
    GridColumn("rule", "Rule", "explanation"),
    GridColumn("remedy", "What to do", "explanation"),
)
_STATE = {Severity.ERROR: "open", Severity.WARNING: "explained", Severity.NOTE: "na"}
PER_CODE = 50


def problems_page(problems: Sequence[Problem], findings: Sequence[dict[str, Any]] = ()) -> Page:
    """Problems of the input, then audit findings (at most 50 a code, the rest counted)."""
    shown = by_severity([*problems, *_capped(findings)])
    counts = [sum(1 for p in shown if p.severity is s) for s in Severity]
    words = ", ".join(count(n, s.caption.lower()) for n, s in zip(counts, Severity, strict=True) if n)
    message = f"{words[0].upper()}{words[1:]}." if words else "No problem was found."
    lines = [_line(p) for p in shown]
    legend = "■ stops or falsifies a figure   ▲ a person should look   ○ for information.   Blue cells lead to the place."
    blocks = (Block("", COLUMNS, lines), Block("note", (GridColumn("text", "", "text"),), [Line(Rank.NOTE, {"text": legend})]))
    return Page("Problems", "problems", "Problems", message, "Data of the ledger workbook and audit checks · most severe first", blocks)


def _line(problem: Problem) -> Line:
    cells = {
        "severity": problem.severity.caption,
        "code": problem.code,
        "where": problem.where,
        "what": problem.what,
        "rule": problem.rule,
        "remedy": problem.remedy,
    }
    return Line(Rank.DETAIL, cells, state=_STATE[problem.severity])


def _capped(findings: Sequence[dict[str, Any]]) -> list[Problem]:
    from xlcost.views.audit import audit_problems

    seen: dict[str, int] = {}
    kept = []
    for finding in findings:
        code = str(finding["Code"])
        seen[code] = seen.get(code, 0) + 1
        if seen[code] <= PER_CODE:
            kept.append(finding)
    found = audit_problems(kept)
    for code, number in seen.items():
        if number > PER_CODE:
            text = f"{number - PER_CODE:,} more findings of this check."
            found.append(
                Problem(
                    Severity.NOTE, code, "Audit", text, "At most 50 findings of a check are listed.", "Run xlcost check for all of them."
                )
            )
    return found
