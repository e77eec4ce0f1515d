"""The controller's WIP schedule: one row per project, contract to backlog (project-wip.md 10.4).

Recognized amounts and WIP balances are those of a calculation as of the control date, made and thrown away; nothing is
stored. Cost at completion is usage plus the remaining cost of the plan where usage is linked to it, else the larger of
budget and usage. A project whose completion is posted recognizes all of its usage and invoices.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import GLAccountType, WIPTotal
from xlcost.ledger.values import date_of
from xlcost.money import Array, divide_half_away, sum_by
from xlcost.projects import calculate_project_wip
from xlcost.projects.accounts import BALANCE_SHEET
from xlcost.projects.books import COMPLETION_ALREADY_POSTED, OK
from xlcost.projects.filters import DateFilter
from xlcost.projects.methods import methods_of
from xlcost.projects.totals import TaskRows, task_totals
from xlcost.views.filters import code_filter
from xlcost.views.project_balances import column_balances, open_entries

_FIELDS = ("stc", "stp", "ctc", "ctp", "utc", "utp", "cic", "cip")


@dataclass(slots=True)
class ScheduleLine:
    """A project as of the control day; amounts in ticks, ratios as exact percentages or None for "of nothing"."""

    project: str
    description: str
    method: str
    status: str
    stc: int = 0
    stp: int = 0
    ctc: int = 0
    ctp: int = 0
    utc: int = 0
    utp: int = 0
    cic: int = 0
    cip: int = 0
    rc: int = 0
    rs: int = 0
    etc: int = 0
    planned: int = 0  # budget cost planned up to the control day
    physical: int = 0  # ticks of percent, 0 = not given
    balances: dict[str, int] = field(default_factory=lambda: dict.fromkeys(BALANCE_SHEET, 0))
    posted: int = 0  # net WIP on the balance sheet that is posted and open
    warnings: tuple[str, ...] = ()
    last_entry: int = 0
    previous_margin: int | None = None  # margin at completion at the last posted calculation

    @property
    def eac(self) -> int:
        """Estimated cost at completion."""
        return self.utc + self.etc

    @property
    def margin(self) -> int:
        """Recognized margin."""
        return self.rs - self.rc

    @property
    def margin_at_completion(self) -> int:
        """Contract value less cost at completion."""
        return self.ctp - self.eac

    @property
    def margin_fade(self) -> int | None:
        """How much margin at completion was lost (negative) since the last posted calculation."""
        return None if self.previous_margin is None else self.margin_at_completion - self.previous_margin

    @property
    def over_billing(self) -> int:
        """Invoices beyond recognized sales."""
        return max(0, self.cip - self.rs)

    @property
    def under_billing(self) -> int:
        """Recognized sales not yet invoiced."""
        return max(0, self.rs - self.cip)

    @property
    def wip(self) -> int:
        """Net WIP on the balance sheet by this calculation."""
        return sum(self.balances.values())

    @property
    def expected_loss(self) -> int:
        """Cost at completion beyond the contract value."""
        return max(0, self.eac - self.ctp)

    @property
    def unrecognized_loss(self) -> int:
        """The part of the expected loss that recognition has not shown yet; report only, never in the journal."""
        return max(0, self.expected_loss - max(0, self.rc - self.rs)) if self.expected_loss else 0

    @property
    def earned_value(self) -> int:
        """Budget cost of the work done: physical % where given, else on the basis of cost at completion."""
        if self.physical:
            return divide_half_away(self.stc * self.physical, 100 * 100_000)
        return divide_half_away(self.stc * self.utc, self.eac) if self.eac else 0


def percent(part: int, whole: int) -> Decimal | None:
    """100 x part / whole to 5 decimals, None when the whole is 0."""
    return Decimal(divide_half_away(part * 100 * 100_000, whole)).scaleb(-5) if whole else None


def ratio(part: int, whole: int) -> Decimal | None:
    """part / whole to 5 decimals, None when the whole is 0."""
    return Decimal(divide_half_away(part * 100_000, whole)).scaleb(-5) if whole else None


def wip_schedule(ledger: Ledger, day: int, project_filter: str = "") -> list[ScheduleLine]:
    """The schedule of the projects in a filter as of a day."""
    accepts = code_filter(project_filter)
    table = ledger.table("Project")
    cards = table.tuples(("No.", "Description", "WIP Method", "Apply Usage Link", "Physical % complete"))
    chosen = [card for card in cards if accepts is None or accepts(card[0])]
    numbers = [card[0] for card in chosen]
    out = calculate_project_wip(ledger, date_of(day), "SCHEDULE", numbers)
    amounts = _Amounts(ledger, day)
    lines = {}
    for no, description, method, linked, physical in chosen:
        line = ScheduleLine(no, description, method, out.statuses[no], physical=physical, **amounts.of(no))
        line.etc = amounts.remaining.get(no, 0) if linked else max(0, line.stc - line.utc)
        lines[no] = line
    _recognized(lines, out.ledger)
    _balances(lines, ledger, out.ledger, day)
    _warnings(lines, out.ledger)
    _previous_margins(lines, ledger, day)
    return sorted(lines.values(), key=lambda line: line.project)


class _Amounts:
    """Totals per project over the tasks that count."""

    def __init__(self, ledger: Ledger, day: int) -> None:
        tasks = ledger.table("Project Task")
        counts = (tasks["Project Task Type"] == int(GLAccountType.POSTING)) & (tasks["WIP-Total"] != int(WIPTotal.EXCLUDED))
        lines, entries = ledger.table("Project Planning Line"), ledger.table("Project Ledger Entry")
        totals = task_totals(ledger, DateFilter.up_to(day), DateFilter())
        planned = task_totals(ledger, DateFilter.up_to(day), DateFilter.up_to(day))[0]
        budget = np.flatnonzero(lines["Budget Line"])
        remaining = sum_by(TaskRows(tasks).of(lines)[budget], tasks.length + 1, lines["Remaining Total Cost (LCY)"][budget])[:-1]
        self._totals = {name: self._per_project(tasks["Project No."], np.where(counts, totals[i], 0)) for i, name in enumerate(_FIELDS)}
        self._totals["planned"] = self._per_project(tasks["Project No."], np.where(counts, planned, 0))
        self.remaining = self._per_project(tasks["Project No."], np.where(counts, remaining, 0))
        self._last: dict[str, int] = {}
        for no, date in entries.tuples(("Project No.", "Posting Date")):
            if date <= day:
                self._last[no] = max(date, self._last.get(no, 0))

    @staticmethod
    def _per_project(owners: Array, amounts: Array) -> dict[str, int]:
        found: dict[str, int] = {}
        for owner, amount in zip(owners.tolist(), amounts.tolist(), strict=True):
            if amount:
                found[owner] = found.get(owner, 0) + amount
        return found

    def of(self, project: str) -> dict[str, Any]:
        """Totals of a project by field name."""
        return {**{name: sums.get(project, 0) for name, sums in self._totals.items()}, "last_entry": self._last.get(project, 0)}


def _recognized(lines: dict[str, ScheduleLine], calculated: Ledger) -> None:
    tasks = calculated.table("Project Task")
    for no, rc, rs in tasks.tuples(("Project No.", "Recognized Costs Amount", "Recognized Sales Amount")):
        line = lines.get(no)
        if line is not None and line.status == OK:
            line.rc += rc
            line.rs += rs
    for line in lines.values():
        if line.status == COMPLETION_ALREADY_POSTED:
            line.rc, line.rs = line.utc, line.cip


def _balances(lines: dict[str, ScheduleLine], ledger: Ledger, calculated: Ledger, day: int) -> None:
    methods = methods_of(ledger)
    pending, posted = calculated.table("Project WIP Entry"), ledger.table("Project WIP G/L Entry")
    for no, balances in column_balances(pending, range(pending.length), methods).items():
        if no in lines and lines[no].status == OK:
            lines[no].balances = balances
    open_rows = np.flatnonzero(open_entries(posted, day))
    for no, balances in column_balances(posted, open_rows.tolist(), methods).items():
        if no in lines:
            lines[no].posted = sum(balances.values())


def _warnings(lines: dict[str, ScheduleLine], calculated: Ledger) -> None:
    totals = calculated.table("Project WIP Total")
    pending = set(totals["Entry No."][~totals["Posted to G/L"]].tolist())
    found: dict[str, dict[str, None]] = {}
    captions = ("Project No.", "Project WIP Total Entry No.", "Warning Code")
    for no, number, code in calculated.table("Project WIP Warning").tuples(captions):
        if number in pending and code:
            found.setdefault(no, {})[code] = None
    for no, line in lines.items():
        failed = (line.status,) if line.status not in (OK, COMPLETION_ALREADY_POSTED) else ()
        line.warnings = (*failed, *found.get(no, ()))


def _previous_margins(lines: dict[str, ScheduleLine], ledger: Ledger, day: int) -> None:
    """Margin at completion by the totals of the last posted calculation before the day: contract less the larger of budget and usage."""
    captions = ("Project No.", "WIP Posting Date", "Billable (Total Price)", "Budget (Total Cost)", "Usage (Total Cost)")
    totals = ledger.table("Project WIP Total")
    latest: dict[str, tuple[int, int, int, int]] = {}
    for no, date, ctp, stc, utc in totals.tuples(captions, np.flatnonzero(totals["Posted to G/L"] & (totals["WIP Posting Date"] < day))):
        have = latest.get(no)
        if have is None or date > have[0]:
            latest[no] = (date, ctp, stc, utc)
        elif date == have[0]:
            latest[no] = (date, have[1] + ctp, have[2] + stc, have[3] + utc)
    for no, (_, ctp, stc, utc) in latest.items():
        if no in lines:
            lines[no].previous_margin = ctp - max(stc, utc)
