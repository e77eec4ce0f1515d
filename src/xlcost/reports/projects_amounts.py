"""Amount to post: what the next posting run changes on every WIP account (project-wip.md 7.1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from pydantic import Field

from xlcost.ledger import Ledger
from xlcost.money import to_decimal
from xlcost.reports.grid import GridColumn, Line, Rank
from xlcost.reports.project_options import ProjectOptions
from xlcost.reports.record_lines import cells, column, sums
from xlcost.reports.report import Layout, Report
from xlcost.views.project_balances import AmountToPost, amounts_to_post
from xlcost.views.report_warnings import amount_text

NAME = "Project WIP Amount to Post"
COLUMNS: tuple[GridColumn, ...] = (
    column("G/L Account No.", "code"),
    column("Name", "text"),
    column("Project No.", "code"),
    column("Open posted balance", sums=True),
    column("Reversal", sums=True),
    column("New calculation", sums=True),
    column("Net change to post", sums=True),
    column("Balance after posting", sums=True),
)


class AmountOptions(ProjectOptions):
    """Request page: projects, per project or in total, the books as of a date."""

    per_project: bool = Field(False, alias="Per Project")
    as_of: dt.date | None = Field(None, alias="As of")


def view(ledger: Ledger, options: AmountOptions) -> list[AmountToPost]:
    """The figures of the report."""
    day = options.as_of.toordinal() if options.as_of else 0
    return amounts_to_post(ledger, by_project=options.per_project, project_filter=options.project_filter, as_of=day)


def record(line: AmountToPost) -> dict[str, Any]:
    """One account."""
    return {
        "G/L Account No.": line.account,
        "Name": line.name,
        "Project No.": line.project,
        "Open posted balance": to_decimal(line.open),
        "Reversal": to_decimal(line.reversal),
        "New calculation": to_decimal(line.new),
        "Net change to post": to_decimal(line.net_change),
        "Balance after posting": to_decimal(line.after),
    }


def layout(ledger: Ledger, options: AmountOptions, result: list[AmountToPost]) -> Layout:
    """Balance sheet accounts, income statement accounts, and a total of zeros."""
    lines: list[Line] = []
    for on_balance_sheet, title in ((True, "Balance sheet accounts"), (False, "Income statement accounts")):
        block = [record(x) for x in result if x.on_balance_sheet is on_balance_sheet]
        if block:
            lines.append(Line(Rank.HEADING, {"g_l_account_no": title}, 1, title))
            lines += [Line(Rank.DETAIL, cells(row, COLUMNS), 2, title, record=row) for row in block]
            lines.append(Line(Rank.SUBTOTAL, {"g_l_account_no": title, **sums(block, COLUMNS)}, 1, title))
    rows = [record(x) for x in result]
    lines.append(Line(Rank.TOTAL, {"g_l_account_no": "Total", **sums(rows, COLUMNS)}))
    return Layout(lines, rows, message(result))


def message(result: Sequence[AmountToPost]) -> str:
    """The change of the balance sheet."""
    change = sum(x.net_change for x in result if x.on_balance_sheet)
    gross = sum(abs(x.net_change) for x in result)
    if not gross:
        return "Nothing is to post: the books hold what is calculated."
    return f"Posting changes net WIP on the balance sheet by {amount_text(change)}."


REPORT: Report[AmountOptions, list[AmountToPost]] = Report(
    NAME,
    NAME,
    "What does the next WIP posting change on each account?",
    AmountOptions,
    view,
    lambda options, result: COLUMNS,
    layout,
    needs=("Project WIP Entry", "Project WIP G/L Entry", "Project Posting Group"),
)
