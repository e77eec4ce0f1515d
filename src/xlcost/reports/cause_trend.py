"""Reconciliation Causes - Trend: each cause at the last twelve period ends, ranked by amount and age (goals N10)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from xlcost.ledger import Ledger
from xlcost.reports.facts import amounts_in, long_date
from xlcost.reports.grid import Block, Chart, GridColumn, Line, Page, Rank
from xlcost.reports.listing import Listing, list_report
from xlcost.reports.options import Options
from xlcost.reports.record_lines import column, counted
from xlcost.views.cause_trend import CLEARED, NEW, PERIODS, cause_trend

NAME = "Reconciliation Causes - Trend"
SHEET = "Cause Trend"
BY_END = "Cause Trend by Period End"
COLUMNS = (
    column("Account", "code"),
    column("Name", "text"),
    column("Cause", "text"),
    column("Amount", "difference"),
    column("Gross Amount"),
    column("Change", "difference"),
    column("Trend", "text"),
    column("Since", "date"),
    column("Oldest", "date"),
    column("Age (days)", "age"),
    column("Entries", "count"),
)


class TrendOptions(Options):
    """Request page."""

    ending_date: dt.date | None = Field(None, alias="Ending Date")
    periods: Literal["12", "6", "3", "24"] = Field("12", alias="Periods")


def trend_listing(ledger: Ledger, ending: Any = None, periods: int = PERIODS) -> Listing:
    """The causes with their age and trend, the amounts per period end beside them."""
    ends, records = cause_trend(ledger, ending, periods)
    names = {a["No."]: a["Name"] for a in ledger.records("G/L Account")} if ledger.has("G/L Account") else {}
    shown = [{**r, "Account": r["Account"] or "(none)", "Name": names.get(r["Account"], "")} for r in records]
    unit = amounts_in(ledger)
    facts = {"ends": ends, "pages": [by_end_page(ends, shown, unit)] if shown else [], "charts": _charts(ends, shown, ledger)}
    links = {"account": f"{BY_END}#"}
    return Listing(COLUMNS, shown, _message(ends, shown), _state, lambda r: links, total="" if shown else "No cause", facts=facts)


def _state(record: Any) -> str:
    return "ties" if record["Trend"] == CLEARED else "explained"


def _message(ends: list[dt.date], records: list[dict[str, Any]]) -> str:
    if not records:
        return f"No account carries a cause at any of {counted(len(ends), 'period end')} up to {long_date(ends[-1])}."
    left = [r for r in records if r["Gross Amount"]]
    gross = sum((r["Gross Amount"] for r in left), Decimal("0.00"))
    oldest = max((r["Age (days)"] for r in left), default=0)
    fresh = sum(1 for r in left if r["Trend"] == NEW)
    causes, accounts = {r["Cause"] for r in left}, {r["Account"] for r in left}
    text = f"{counted(len(causes), 'cause')} on {counted(len(accounts), 'account')} at {long_date(ends[-1])}, {gross:,.2f} gross"
    if len(ends) == 1:
        return f"{text}."
    return f"{text}; {fresh} of {counted(len(left), 'line')} new since {long_date(ends[-2])}, the oldest entry is {oldest} days old."


def by_end_page(ends: list[dt.date], records: list[dict[str, Any]], unit: str) -> Page:
    """The amount of each cause at each period end."""
    shown = ends[-PERIODS:]
    columns = (
        GridColumn("account", "Account", "code"),
        GridColumn("cause", "Cause", "text"),
        *(GridColumn(f"end_{n}", long_date(e).replace(" 20", "\n20"), "difference", sums=True) for n, e in enumerate(shown)),
    )
    lines = []
    for r in records:
        amounts = r["Amounts"][-PERIODS:]
        lines.append(Line(Rank.DETAIL, {"account": r["Account"], "cause": r["Cause"], **{f"end_{n}": a for n, a in enumerate(amounts)}}))
    totals = {f"end_{n}": sum((r["Amounts"][-PERIODS:][n] for r in records), Decimal("0.00")) for n in range(len(shown))}
    lines.append(Line(Rank.TOTAL, {"account": "Total", **totals}))
    message = "The difference by cause at each period end, on the ledger as it stands now; G/L less value entries."
    options = f"{long_date(shown[0])} – {long_date(shown[-1])} · {unit}"
    return Page(BY_END, "list", BY_END, message, options, (Block("", columns, lines),), slots={"nav": ""}, came_from=(SHEET,))


def _charts(ends: list[dt.date], records: list[dict[str, Any]], ledger: Ledger) -> list[Chart]:
    """Gross differences at each period end."""
    gross = [sum((r["Gross Amounts"][n] for r in records), Decimal("0.00")) for n in range(len(ends))]
    if len(ends) < 2 or not any(gross):
        return []
    currency = ledger.setup("General Ledger Setup")["LCY Code"] or "LCY"
    word = "grew" if gross[-1] > gross[-2] else "shrank" if gross[-1] < gross[-2] else "did not move"
    return [
        Chart(
            f"Differences {word} in the last period",
            f"All accounts, gross, {currency}",
            [long_date(e) for e in ends],
            {"Gross": gross},
            "bars",
        )
    ]


def view(ledger: Ledger, options: TrendOptions) -> Listing:
    """The figures of the report."""
    return trend_listing(ledger, options.ending_date or options.work_date, int(options.periods))


REPORT = list_report(NAME, "How old is each cause of a difference, and is it growing?", TrendOptions, view, ("Value Entry", "G/L Entry"))
