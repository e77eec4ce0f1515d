"""Project WIP To G/L laid out: detail lines per account and posting group, account totals, the balance sheet block."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from pydantic import Field

from xlcost.ledger import Ledger
from xlcost.money import to_decimal
from xlcost.reports.grid import GridColumn, Line, Rank
from xlcost.reports.project_options import ProjectOptions
from xlcost.reports.record_lines import counted
from xlcost.reports.report import Layout, Report
from xlcost.views.project_wip_to_gl import BalanceLine, WIPAccount, WIPToGL, project_wip_to_gl
from xlcost.views.report_warnings import ReportWarning, amount_text, warning

NAME = "Project WIP To G/L"
TOTAL = "Total"


class ProjectWIPToGLOptions(ProjectOptions):
    """Request page of Project WIP To G/L (project-wip.md 10.1)."""

    posting_date_filter: str = Field("", alias="Posting Date Filter")


def view(ledger: Ledger, options: ProjectWIPToGLOptions) -> WIPToGL:
    """The figures of the report."""
    return project_wip_to_gl(ledger, options.project_filter, options.posting_date_filter)


def columns(options: ProjectWIPToGLOptions, result: WIPToGL) -> list[GridColumn]:
    """Columns in print order."""
    return [
        GridColumn("g_l_acc_no", "G/L Acc. No.", "code"),
        GridColumn("description", "Description", "text"),
        GridColumn("project_posting_group", "Project Posting Group", "code"),
        GridColumn("account", "Account", "text"),
        GridColumn("wip_amount", "WIP Amount", "amount"),
        GridColumn("g_l_balance", "G/L Balance", "amount"),
        GridColumn("difference", "Difference", "amount"),
    ]


def _total_record(account: str, wip: int, balance: int) -> dict[str, Any]:
    return {
        "G/L Acc. No.": account,
        "Account": TOTAL,
        "WIP Amount": to_decimal(wip),
        "G/L Balance": to_decimal(balance),
        "Difference": to_decimal(wip - balance),
    }


def _figures(wip: int, balance: int) -> dict[str, Any]:
    return {"wip_amount": to_decimal(wip), "g_l_balance": to_decimal(balance), "difference": to_decimal(wip - balance)}


def _state(difference: int) -> str:
    return "open" if difference else "ties"


def _account_lines(account: WIPAccount) -> list[Line]:
    found = []
    for detail in account.details:
        record = {
            "G/L Acc. No.": account.account,
            "Description": account.name,
            "Project Posting Group": detail.posting_group,
            "Account": detail.label,
            "WIP Amount": to_decimal(detail.amount),
        }
        cells = {
            "g_l_acc_no": account.account,
            "description": account.name,
            "project_posting_group": detail.posting_group,
            "account": detail.label,
            "wip_amount": to_decimal(detail.amount),
        }
        behind = {"wip_amount": detail.entries}
        found.append(Line(Rank.DETAIL, cells, 2, account.account, behind, record))
    total = _total_record(account.account, account.wip, account.balance)
    cells = {"g_l_acc_no": account.account, "account": TOTAL, **_figures(account.wip, account.balance)}
    found.append(Line(Rank.SUBTOTAL, cells, 1, account.account, record=total, state=_state(account.difference)))
    return found


def _balance_lines(account: str, lines: Sequence[BalanceLine]) -> list[Line]:
    found = []
    for line in lines:
        cells = {
            "g_l_acc_no": account,
            "description": line.name,
            "account": line.project or "(no project)",
            **_figures(line.wip, line.balance),
        }
        found.append(Line(Rank.DETAIL, cells, 2, account, state=_state(line.difference)))
    wip, balance = sum(x.wip for x in lines), sum(x.balance for x in lines)
    cells = {"g_l_acc_no": account, "account": TOTAL, **_figures(wip, balance)}
    found.append(Line(Rank.SUBTOTAL, cells, 1, account, state=_state(wip - balance)))
    return found


def layout(ledger: Ledger, options: ProjectWIPToGLOptions, result: WIPToGL) -> Layout:
    """Income statement accounts with the ERP's lines and totals, then the balance sheet accounts per project."""
    lines = [line for account in result.accounts for line in _account_lines(account)]
    total = _total_record("", result.wip, result.balance)
    lines.append(
        Line(
            Rank.TOTAL, {"account": TOTAL, **_figures(result.wip, result.balance)}, record=total, state=_state(result.wip - result.balance)
        )
    )
    rows = [line.record for line in lines if line.record is not None]
    if result.balance_sheet:
        lines.append(Line(Rank.HEADING, {"g_l_acc_no": "Balance sheet accounts"}, 1, "Balance sheet accounts"))
        for account, members in groupby(result.balance_sheet, key=lambda x: x.account):
            lines += _balance_lines(account, list(members))
    facts = {"wip": to_decimal(result.wip), "balance": to_decimal(result.balance)}
    return Layout(lines, rows, message(result), warnings(result), facts)


def message(result: WIPToGL) -> str:
    """The finding with its figure."""
    if not result.accounts:
        return "No posted WIP is open within the filters."
    differing = [a for a in result.accounts if a.difference]
    if not differing:
        return f"The posted WIP agrees with the general ledger on {counted(len(result.accounts), 'account')} of the income statement."
    gross = sum(abs(a.difference) for a in differing)
    accounts = counted(len(result.accounts), "WIP account")
    rest = sum(abs(a.difference + a.completed) for a in differing)
    completed = f", {amount_text(rest)} of it beyond completed projects" if any(a.completed for a in differing) else ""
    return f"The general ledger differs on {len(differing)} of {accounts}, {amount_text(gross)} gross{completed}."


def warnings(result: WIPToGL) -> list[ReportWarning]:
    """COMPLETED_PROJECTS: balances that hold the entries of completed projects, which the report leaves out."""
    found = []
    for account in result.accounts:
        if account.completed:
            text = f"Account {account.account} holds {amount_text(account.completed)} of completed projects, which the report leaves out."
            found.append(warning("COMPLETED_PROJECTS", text, Account=account.account, Amount=to_decimal(account.completed)))
    return found


REPORT: Report[ProjectWIPToGLOptions, WIPToGL] = Report(
    NAME,
    NAME,
    "Does the posted WIP stand in the general ledger?",
    ProjectWIPToGLOptions,
    view,
    columns,
    layout,
    needs=("Project WIP G/L Entry", "G/L Entry"),
)
