"""WIP accounts against the ledger laid out: balances, difference, its causes, the rest of 0.00 (project-wip.md 10.6)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from xlcost.ledger import Ledger
from xlcost.money import to_decimal
from xlcost.reports.facts import day_text
from xlcost.reports.grid import GridColumn, Line, Rank
from xlcost.reports.project_options import ProjectDayOptions
from xlcost.reports.record_lines import column, counted
from xlcost.reports.report import Layout, Report
from xlcost.views.filters import code_filter
from xlcost.views.project_ledger_difference import AccountDifference, CauseLine, wip_ledger_differences
from xlcost.views.report_warnings import amount_text

NAME = "Project WIP Accounts - G/L"
COLUMNS: tuple[GridColumn, ...] = (
    column("G/L Account No.", "code"),
    column("Name", "text"),
    column("Project No.", "code"),
    column("Cause", "text"),
    column("G/L Entry No.", "entry no."),
    column("WIP G/L Entry No.", "entry no."),
    column("G/L Balance"),
    column("Open WIP"),
    column("Difference"),
    column("Explained"),
    column("Unexplained"),
)


def view(ledger: Ledger, options: ProjectDayOptions) -> list[AccountDifference]:
    """The figures of the report."""
    accepts = code_filter(options.project_filter)
    found = wip_ledger_differences(ledger, options.day)
    return [x for x in found if accepts is None or accepts(x.project)]


def record(line: AccountDifference) -> dict[str, Any]:
    """One account and project, with an amount per cause."""
    return {
        "G/L Account No.": line.account,
        "Name": line.name,
        "Project No.": line.project,
        "G/L Balance": to_decimal(line.balance),
        "Open WIP": to_decimal(line.wip),
        "Difference": to_decimal(line.difference),
        "Causes": {cause: to_decimal(amount) for cause, amount in line.by_cause().items()},
        "Explained": to_decimal(line.difference - line.unexplained),
        "Unexplained": to_decimal(line.unexplained),
    }


def _figures(lines: Sequence[AccountDifference]) -> dict[str, Any]:
    sums = {
        "g_l_balance": sum(x.balance for x in lines),
        "open_wip": sum(x.wip for x in lines),
        "difference": sum(x.difference for x in lines),
        "explained": sum(x.difference - x.unexplained for x in lines),
        "unexplained": sum(x.unexplained for x in lines),
    }
    return {key: to_decimal(amount) for key, amount in sums.items()}


def _state(lines: Sequence[AccountDifference]) -> str:
    return "explained" if any(x.causes for x in lines) else "ties"


def _cause_line(cause: CauseLine) -> Line:
    cells = {
        "project_no": cause.project,
        "cause": cause.cause.value,
        "g_l_entry_no": cause.gl_entry or None,
        "wip_g_l_entry_no": cause.wip_gl_entry or None,
        "explained": to_decimal(cause.amount),
    }
    return Line(Rank.SECOND, cells, 3, cause.account, {"explained": (cause.gl_entry,)} if cause.gl_entry else {}, state="explained")


def layout(ledger: Ledger, options: ProjectDayOptions, result: list[AccountDifference]) -> Layout:
    """Per account its projects, each with the causes of its difference, and a subtotal; then the total."""
    lines: list[Line] = []
    for account, members in groupby(result, key=lambda x: x.account):
        block = list(members)
        for line in block:
            head = {"g_l_account_no": account, "name": line.name, "project_no": line.project}
            row = record(line)
            lines.append(Line(Rank.DETAIL, {**head, **_figures([line])}, 2, account, record=row, state=_state([line])))
            lines += [_cause_line(cause) for cause in line.causes]
        lines.append(Line(Rank.SUBTOTAL, {"g_l_account_no": account, **_figures(block)}, 1, account, state=_state(block)))
    lines.append(Line(Rank.TOTAL, {"g_l_account_no": "Total", **_figures(result)}, state=_state(result)))
    return Layout(lines, [record(x) for x in result], message(result, options))


def message(result: Sequence[AccountDifference], options: ProjectDayOptions) -> str:
    """The finding with its figure."""
    accounts = {x.account for x in result}
    if not accounts:
        return f"No WIP account has a balance on {day_text(options.day)}."
    causes = [c for x in result for c in x.causes]
    if not causes:
        return f"The open WIP entries agree with {counted(len(accounts), 'WIP balance sheet account')} on {day_text(options.day)}."
    gross = amount_text(sum(abs(c.amount) for c in causes))
    off = len({c.account for c in causes})
    return f"{off} of {counted(len(accounts), 'WIP account')} off by {counted(len(causes), 'cause')} of {gross} gross; unexplained 0.00."


REPORT: Report[ProjectDayOptions, list[AccountDifference]] = Report(
    NAME,
    NAME,
    "Does the WIP on the balance sheet stand in the general ledger, and if not, why?",
    ProjectDayOptions,
    view,
    lambda options, result: COLUMNS,
    layout,
    needs=("Project WIP G/L Entry", "G/L Entry", "Project Posting Group"),
)
