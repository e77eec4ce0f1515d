"""The controller's WIP schedule on three sheets: the schedule, its balance sheet side, and the outlook (project-wip.md 10.4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlcost.ledger import Ledger
from xlcost.ledger.values import date_of
from xlcost.money import to_decimal
from xlcost.projects.accounts import BALANCE_SHEET
from xlcost.projects.warnings import WARNINGS
from xlcost.reports.facts import day_text
from xlcost.reports.grid import Chart, GridColumn
from xlcost.reports.project_options import ProjectDayOptions
from xlcost.reports.record_lines import column, counted, flat
from xlcost.reports.report import Layout, Report
from xlcost.views.project_schedule import ScheduleLine, percent, ratio, wip_schedule
from xlcost.views.report_warnings import amount_text

_HEAD = (column("Project No.", "code"), column("Description", "text"))
SCHEDULE = (
    *_HEAD,
    column("Contract value", sums=True),
    column("Estimated cost at completion", sums=True),
    column("Cost to date", sums=True),
    column("% complete (EAC basis)", "percent"),
    column("Recognized sales", sums=True),
    column("Recognized costs", sums=True),
    column("Recognized margin", sums=True),
    column("Billed to date", sums=True),
    column("Over-billing", sums=True),
    column("Under-billing", sums=True),
)
BALANCES = (
    *_HEAD,
    *(column(c.removesuffix(" Account"), sums=True) for c in BALANCE_SHEET),
    column("Net WIP", sums=True),
    column("Previously posted", sums=True),
    column("Net change", sums=True),
    column("Last ledger date", "date"),
    column("Warnings", "text"),
)
OUTLOOK = (
    *_HEAD,
    column("Budget cost", sums=True),
    column("% complete (budget basis)", "percent"),
    column("VAC", sums=True),
    column("Margin at completion", sums=True),
    column("Margin fade", sums=True),
    column("Backlog", sums=True),
    column("Expected loss", sums=True),
    column("Unrecognized loss", sums=True),
    column("CPI", "quantity"),
    column("SPI", "quantity"),
    column("TCPI", "quantity"),
)


def record(line: ScheduleLine) -> dict[str, Any]:
    """The row of records(): all figures of a project, whichever sheet prints them."""
    amounts = {
        "Contract value": line.ctp,
        "Budget cost": line.stc,
        "Estimated cost at completion": line.eac,
        "Cost to date": line.utc,
        "Recognized sales": line.rs,
        "Recognized costs": line.rc,
        "Recognized margin": line.margin,
        "Margin at completion": line.margin_at_completion,
        "Billed to date": line.cip,
        "Over-billing": line.over_billing,
        "Under-billing": line.under_billing,
        **{c.removesuffix(" Account"): line.balances[c] for c in BALANCE_SHEET},
        "Net WIP": line.wip,
        "Previously posted": line.posted,
        "Net change": line.wip - line.posted,
        "Backlog": line.ctp - line.rs,
        "ETC": line.etc,
        "VAC": line.stc - line.eac,
        "Expected loss": line.expected_loss,
        "Unrecognized loss": line.unrecognized_loss,
        "Planned value": line.planned,
        "Earned value": line.earned_value,
    }
    return {
        "Project No.": line.project,
        "Description": line.description,
        "WIP Method": line.method,
        **{caption: to_decimal(amount) for caption, amount in amounts.items()},
        "Margin fade": None if line.margin_fade is None else to_decimal(line.margin_fade),
        "% complete (budget basis)": percent(line.utc, line.stc),
        "% complete (EAC basis)": percent(line.utc, line.eac),
        "Recognized margin %": percent(line.margin, line.rs),
        "Margin at completion %": percent(line.margin_at_completion, line.ctp),
        "Billed %": percent(line.cip, line.ctp),
        "CPI": ratio(line.earned_value, line.utc),
        "SPI": ratio(line.earned_value, line.planned),
        "TCPI": ratio(line.stc - line.earned_value, line.stc - line.utc),
        "Warnings": ", ".join(line.warnings),
        "Last ledger date": date_of(line.last_entry),
    }


def view(ledger: Ledger, options: ProjectDayOptions) -> list[ScheduleLine]:
    """The figures of the schedule."""
    return wip_schedule(ledger, options.day, options.project_filter)


def _words(code: str) -> str:
    """A warning in words; an error of the calculation by its code."""
    return next((rule.message for rule in WARNINGS if rule.code == code), f"not calculated, {code}.")


def layout_of(columns: Sequence[GridColumn], message: Any, charts: Any) -> Any:
    """A layout that prints some of the columns."""

    def layout(ledger: Ledger, options: ProjectDayOptions, result: list[ScheduleLine]) -> Layout:
        rows = [record(line) for line in result]
        warnings = [
            {"Code": code, "Text": f"Project {line.project}: {_words(code)}", "Project No.": line.project}
            for line in result
            for code in line.warnings
        ]
        return Layout(flat(rows, columns, project="Project No."), rows, message(result, options), warnings, {"charts": charts(result, options)})

    return layout


def billing_charts(result: Sequence[ScheduleLine], options: ProjectDayOptions) -> list[Chart]:
    """Recognized against billed, the largest projects; the title says which ran ahead."""
    largest = sorted(result, key=lambda line: -max(line.rs, line.cip))[:12]
    series = {"Recognized sales": [to_decimal(x.rs) for x in largest], "Billed to date": [to_decimal(x.cip) for x in largest]}
    over, under = sum(x.over_billing for x in result), sum(x.under_billing for x in result)
    title = "Work ran ahead of billing" if under > over else "Billing ran ahead of work" if over > under else "Recognized sales and billing"
    unit = f"LCY, as of {day_text(options.day)}, the {len(largest)} largest projects"
    return [Chart(title, unit, [x.project for x in largest], series, "bars", f"Bars of recognized sales and billed to date, {unit}")]


def balance_charts(result: Sequence[ScheduleLine], options: ProjectDayOptions) -> list[Chart]:
    """What is to post per project; the title names the largest change."""
    moving = sorted((x for x in result if x.wip != x.posted), key=lambda x: (-abs(x.wip - x.posted), x.project))[:12]
    if not moving:
        return []
    first = moving[0]
    title = f"Project {first.project} changes most: {to_decimal(first.wip - first.posted):+,.2f}"
    unit = f"Net change of WIP to post, LCY, as of {day_text(options.day)}"
    series = {"Net change": [to_decimal(x.wip - x.posted) for x in moving]}
    return [Chart(title, unit, [x.project for x in moving], series, "columns", f"Columns of {unit}")]


def outlook_charts(result: Sequence[ScheduleLine], options: ProjectDayOptions) -> list[Chart]:
    """Margin at completion per project; the title says how many end in a loss."""
    ranked = sorted(result, key=lambda x: (x.margin_at_completion, x.project))[:12]
    if not ranked:
        return []
    losing = [x for x in result if x.margin_at_completion < 0]
    title = f"{counted(len(losing), 'project')} will end in a loss" if losing else "Every project will end with a margin"
    unit = f"Margin at completion, LCY, as of {day_text(options.day)}, the lowest first"
    series = {"Margin at completion": [to_decimal(x.margin_at_completion) for x in ranked]}
    return [Chart(title, unit, [x.project for x in ranked], series, "columns", f"Columns of {unit}")]


def schedule_message(result: Sequence[ScheduleLine], options: ProjectDayOptions) -> str:
    """Recognized, and the gap to billing."""
    if not result:
        return "No project is within the filters."
    over, under = sum(x.over_billing for x in result), sum(x.under_billing for x in result)
    sales = amount_text(sum(x.rs for x in result))
    verb = "recognizes" if len(result) == 1 else "recognize"
    recognized = f"{counted(len(result), 'project')} {verb} {sales} up to {day_text(options.day)}"
    return f"{recognized}; {amount_text(under)} is not yet billed, {amount_text(over)} is billed ahead of the work."


def balances_message(result: Sequence[ScheduleLine], options: ProjectDayOptions) -> str:
    """Net WIP and the change against what is posted."""
    if not result:
        return "No project is within the filters."
    net, posted = sum(x.wip for x in result), sum(x.posted for x in result)
    return f"Net WIP is {amount_text(net)} on {day_text(options.day)}; {amount_text(posted)} is posted, so {amount_text(net - posted)} is to post."


def outlook_message(result: Sequence[ScheduleLine], options: ProjectDayOptions) -> str:
    """Backlog and losses ahead."""
    if not result:
        return "No project is within the filters."
    losing = [x for x in result if x.expected_loss]
    backlog = f"Backlog is {amount_text(sum(x.ctp - x.rs for x in result))} on {day_text(options.day)}"
    if not losing:
        return f"{backlog}; no project expects a loss."
    unrecognized = amount_text(sum(x.unrecognized_loss for x in losing))
    loss = amount_text(sum(x.expected_loss for x in losing))
    return f"{backlog}; {len(losing)} of {counted(len(result), 'project')} with an expected loss, {loss} in all, {unrecognized} of it not yet recognized."


def _report(name: str, purpose: str, columns: Sequence[GridColumn], message: Any, charts: Any) -> Report[ProjectDayOptions, list[ScheduleLine]]:
    return Report(
        name,
        name,
        purpose,
        ProjectDayOptions,
        view,
        lambda options, result: columns,
        layout_of(columns, message, charts),
        needs=("Project", "Project Task"),
    )


REPORT = _report("Project WIP Schedule", "How far is each project, and is billing ahead of the work?", SCHEDULE, schedule_message, billing_charts)
BALANCES_REPORT = _report(
    "Project WIP Schedule - Balances", "What must stand on the WIP accounts, and what is posted?", BALANCES, balances_message, balance_charts
)
OUTLOOK_REPORT = _report("Project WIP Schedule - Outlook", "Where will each project end?", OUTLOOK, outlook_message, outlook_charts)
