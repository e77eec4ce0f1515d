"""The controls of project WIP for the reconciliation: PC1 to PC8, each with what it found (project-wip.md 10.5).

A control compares two figures that must agree, or looks for a state that must not be. A finding names project, task and
entry, what was expected and what is there, both in ticks.

Worked example: WIP of 31 January is posted; on 5 February somebody books usage of 120.00 dated 20 January. PC4b lists the
WIP total of the project: Usage (Total Cost) 400.00 when it was posted, 520.00 now.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import (
    GLAccountType,
    LedgerEntryType,
    ProjectLedgerEntryType,
    ProjectWIPEntryType,
    WIPTotal,
)
from xlcost.money import CENT, round_ticks, sum_by, to_ticks
from xlcost.projects.books import completion_posted
from xlcost.projects.filters import DateFilter, date_filter
from xlcost.projects.identity import wip_controls
from xlcost.projects.totals import task_totals
from xlcost.views.filters import code_filter
from xlcost.views.project_ledger_difference import wip_ledger_differences
from xlcost.views.project_wip_to_gl import wip_accounts

TOTALS = (
    "Budget (Total Cost)",
    "Budget (Total Price)",
    "Billable (Total Cost)",
    "Billable (Total Price)",
    "Usage (Total Cost)",
    "Usage (Total Price)",
    "Billable (Invoiced Cost)",
    "Billable (Invoiced Price)",
)
_POSTING, _EXCLUDED, _TOTAL = int(GLAccountType.POSTING), int(WIPTotal.EXCLUDED), int(WIPTotal.TOTAL)
_USAGE = int(ProjectLedgerEntryType.USAGE)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a control found; amounts in ticks, entry 0 = none."""

    control: str
    project: str
    task: str
    what: str
    expected: int = 0
    found: int = 0
    entry: int = 0

    @property
    def difference(self) -> int:
        """Found less expected."""
        return self.found - self.expected


def project_controls(ledger: Ledger, day: int, project_filter: str = "") -> dict[str, list[Finding]]:
    """The findings of each control of CONTROLS as of a day; an empty list means that it holds."""
    accepts = code_filter(project_filter)
    found: dict[str, list[Finding]] = {}
    for code, (_, test) in CONTROLS.items():
        chosen = (f for f in test(ledger, day) if accepts is None or accepts(f.project))
        found[code] = sorted(chosen, key=lambda f: (f.project, f.task, f.entry, f.what))
    return found


def _identity(ledger: Ledger, day: int) -> Iterator[Finding]:
    totals, entries = ledger.table("Project WIP Total"), ledger.table("Project WIP Entry")
    group = {no: (project, task) for no, project, task in totals.tuples(("Entry No.", "Project No.", "Project Task No."))}
    counts = Counter(group.get(no) for no in entries["Project WIP Total Entry No."].tolist())
    pairs = (("Net WIP Cost (balance sheet)", "Usage - Recognized Costs"), ("Net WIP Sales (balance sheet)", "Recognized Sales - Invoiced"))
    for row in wip_controls(ledger):
        key = (row["Project No."], row["Project Task No."])
        for there, should in pairs:
            found, expected = to_ticks(row[there]), to_ticks(row[should])
            if abs(found - expected) > CENT * counts[key]:
                yield Finding("PC1", *key, f"{there} against {should}", expected, found)


def _accounts(ledger: Ledger, day: int) -> Iterator[Finding]:
    for line in wip_ledger_differences(ledger, day):
        if line.causes:
            causes = ", ".join(line.by_cause()) or "causes that cancel"
            yield Finding("PC2", line.project, "", f"WIP account {line.account}: {causes}", line.wip, line.balance)


def _pairs(ledger: Ledger, day: int) -> Iterator[Finding]:
    gl = ledger.table("G/L Entry")
    captions = ("Entry No.", "G/L Account No.", "Amount", "Document No.", "Posting Date")
    there = {row[0]: row[1:] for row in gl.tuples(captions)}
    fields = ("Entry No.", "Project No.", "G/L Entry No.", "G/L Account No.", "G/L Bal. Account No.", "WIP Entry Amount")
    for no, project, number, account, balancing, amount, document, date in ledger.table("Project WIP G/L Entry").tuples(
        (*fields, "Document No.", "Posting Date")
    ):
        if date > day:
            continue
        for entry, no_account, signed in ((number - 1, account, amount), (number, balancing, -amount)):
            have = there.get(entry)
            if have is None:
                yield Finding("PC3", project, "", f"WIP G/L entry {no}: there is no G/L entry {entry}", signed, 0, no)
            elif have != (no_account, signed, document, date):
                what = f"WIP G/L entry {no}: G/L entry {entry} has another account, amount, document or date"
                yield Finding("PC3", project, "", what, signed, have[1], no)


def _later_entries(ledger: Ledger, day: int) -> Iterator[Finding]:
    posted = ledger.table("Project WIP G/L Entry")
    last: dict[str, int] = {}
    for project, date in posted.tuples(("Project No.", "WIP Posting Date"), np.flatnonzero(~posted["Reversed"])):
        last[project] = max(date, last.get(project, 0))
    sums: dict[str, list[int]] = {}
    captions = ("Project No.", "Posting Date", "Entry Type", "Total Cost (LCY)", "Line Amount (LCY)")
    for project, date, kind, cost, price in ledger.table("Project Ledger Entry").tuples(captions):
        if project in last and last[project] < date <= day:
            row = sums.setdefault(project, [0, 0])
            row[0] += 1
            row[1] += cost if kind == _USAGE else -price
    for project, (count, amount) in sorted(sums.items()):
        date = dt.date.fromordinal(last[project]) if last[project] else None
        on = f"{date.day:02d} {calendar.month_abbr[date.month]} {date.year}" if date else "(no date)"
        entries = "ledger entry is" if count == 1 else "ledger entries are"
        yield Finding("PC4a", project, "", f"{count} {entries} dated after the posted WIP of {on}", 0, amount)


def _backdated(ledger: Ledger, day: int) -> Iterator[Finding]:
    totals, posted = ledger.table("Project WIP Total"), ledger.table("Project WIP G/L Entry")
    wanted = set(posted["Project WIP Total Entry No."][~posted["Reversed"]].tolist())
    captions = ("Entry No.", "Project No.", "Project Task No.", "WIP Posting Date", "WIP Posting Date Filter", "WIP Planning Date Filter", *TOTALS)
    rows = [row for row in totals.tuples(captions) if row[0] in wanted]
    members = _members(ledger, [row[1:4] for row in rows])
    computed: dict[tuple[str, str, int], object] = {}
    for number, project, task, date, posting, planning, *then in rows:
        key = (posting, planning, date)
        if key not in computed:
            limit = date_filter(posting) if posting else DateFilter.up_to(date)
            computed[key] = task_totals(ledger, limit, date_filter(planning, "Planning Date Filter"))
        sums = computed[key]
        for place, caption in enumerate(TOTALS):
            column = sums[_ORDER[place]]  # type: ignore[index]
            now = round_ticks(sum(int(column[t]) for t in members[project, task, date]), 1)
            if now != then[place]:
                yield Finding("PC4b", project, task, f"{caption} of WIP total {number} has changed since it was posted", then[place], now, number)


_ORDER = (0, 1, 2, 3, 4, 5, 6, 7)  # task_totals: budget, billable, usage, invoiced; cost and price each


def _members(ledger: Ledger, groups: Sequence[tuple[str, str, int]]) -> dict[tuple[str, str, int], list[int]]:
    """Positions of the tasks of each WIP group: those after the group's predecessor of the same calculation, up to its own."""
    tasks = ledger.table("Project Task")
    of_project: dict[str, list[tuple[str, int]]] = {}
    for place, (project, task) in enumerate(tasks.tuples(("Project No.", "Project Task No."))):
        of_project.setdefault(project, []).append((task, place))
    kinds, marks = tasks["Project Task Type"], tasks["WIP-Total"]
    closing: dict[tuple[str, int], list[str]] = {}
    for project, task, date in groups:
        closing.setdefault((project, date), []).append(task)
    found: dict[tuple[str, str, int], list[int]] = {}
    for (project, date), ends in closing.items():
        after = ""
        for end in sorted(set(ends)):
            span = [p for task, p in of_project.get(project, ()) if after < task <= end]
            found[project, end, date] = [p for p in span if kinds[p] == _POSTING and marks[p] != _EXCLUDED]
            after = end
    return found


def _item_usage(ledger: Ledger, day: int) -> Iterator[Finding]:
    values, entries = ledger.table("Value Entry"), ledger.table("Project Ledger Entry")
    linked = (entries["Ledger Entry Type"] == int(LedgerEntryType.ITEM)) & (entries["Entry Type"] == _USAGE) & (entries["Ledger Entry No."] != 0)
    rows = np.flatnonzero(linked & (entries["Posting Date"] <= day))
    if not len(rows) or not values.length:
        return
    numbers, distinct = values.codes("Item Ledger Entry No.")
    cost = dict(zip(distinct, sum_by(numbers, len(distinct), values["Cost Amount (Actual)"]).tolist(), strict=True))
    of_entry: dict[int, list[tuple[str, str, int, int]]] = {}
    for no, project, task, item_entry, amount in entries.tuples(
        ("Entry No.", "Project No.", "Project Task No.", "Ledger Entry No.", "Total Cost (LCY)"), rows
    ):
        of_entry.setdefault(item_entry, []).append((project, task, no, amount))
    for item_entry, users in of_entry.items():
        have, actual = sum(u[3] for u in users), -cost.get(item_entry, 0)
        if item_entry in cost and have != actual:
            project, task, no, _ = users[0]
            yield Finding("PC5", project, task, f"Usage against the actual cost of item ledger entry {item_entry}", actual, have, no)


def _states(ledger: Ledger, day: int) -> Iterator[Finding]:
    closed = completion_posted(ledger)
    usage = _amounts(ledger, day)
    for project, complete, method in ledger.table("Project").tuples(("No.", "Complete", "WIP Method")):
        cost, price = usage.get((project, None), (0, 0))
        if complete and project not in closed:
            yield Finding("PC6", project, "", "The project is completed and its completion is not posted", 0, cost - price)
        if not method and (cost or price):
            yield Finding("PC6", project, "", "The project has usage or invoices and no WIP Method", 0, cost - price)
    tasks = ledger.table("Project Task")
    captions = ("Project No.", "Project Task No.", "WIP-Total")
    for project, task, mark in tasks.tuples(captions):
        cost, price = usage.get((project, task), (0, 0))
        if mark == _EXCLUDED and (cost or price):
            yield Finding("PC6", project, task, "The task is excluded from WIP: its costs and sales stay in the income statement", 0, cost - price)


def _amounts(ledger: Ledger, day: int) -> dict[tuple[str, str | None], tuple[int, int]]:
    """(usage cost, invoiced price) up to a day per project (task None) and per task."""
    found: dict[tuple[str, str | None], tuple[int, int]] = {}
    captions = ("Project No.", "Project Task No.", "Posting Date", "Entry Type", "Total Cost (LCY)", "Line Amount (LCY)")
    for project, task, date, kind, cost, price in ledger.table("Project Ledger Entry").tuples(captions):
        if date <= day:
            for key in ((project, None), (project, task)):
                have = found.get(key, (0, 0))
                found[key] = (have[0] + cost, have[1]) if kind == _USAGE else (have[0], have[1] - price)
    return found


def _recognized(ledger: Ledger, day: int) -> Iterator[Finding]:
    tasks, posted = ledger.table("Project Task"), ledger.table("Project WIP G/L Entry")
    sums: dict[str, list[int]] = {}
    for project, costs, sales in tasks.tuples(("Project No.", "Recognized Costs G/L Amount", "Recognized Sales G/L Amount")):
        pair = sums.setdefault(project, [0, 0])
        pair[0] += costs
        pair[1] += sales
    standing: dict[str, list[int]] = {}
    for project, kind, amount in posted.tuples(("Project No.", "Type", "WIP Entry Amount"), np.flatnonzero(~posted["Reversed"])):
        pair = standing.setdefault(project, [0, 0])
        if kind == ProjectWIPEntryType.RECOGNIZED_COSTS:
            pair[0] += amount
        elif kind == ProjectWIPEntryType.RECOGNIZED_SALES:
            pair[1] -= amount
    for project in sums:
        for place, caption in enumerate(("Recognized Costs G/L Amount", "Recognized Sales G/L Amount")):
            expected, found = standing.get(project, [0, 0])[place], round_ticks(sums[project][place])
            if abs(expected - found) > CENT * max(1, int(tasks.length > 0)):
                yield Finding("PC7", project, "", f"{caption} of its tasks against the open WIP G/L entries", expected, found)


def _completed(ledger: Ledger, day: int) -> Iterator[Finding]:
    closed, accounts = completion_posted(ledger), set(wip_accounts(ledger))
    sums: dict[tuple[str, str], int] = {}
    captions = ("G/L Account No.", "Project No.", "Posting Date", "Amount")
    for account, project, date, amount in ledger.table("G/L Entry").tuples(captions):
        if project in closed and account in accounts and date <= day:
            sums[project, account] = sums.get((project, account), 0) + amount
    for (project, account), amount in sorted(sums.items()):
        if amount:
            yield Finding("PC8", project, "", f"Completed, and WIP account {account} holds a balance", 0, amount)


CONTROLS: dict[str, tuple[str, Callable[[Ledger, int], Iterator[Finding]]]] = {
    "PC1": ("Net WIP of the calculation is what is not recognized", _identity),
    "PC2": ("Open WIP stands in the general ledger, per balance sheet account and project", _accounts),
    "PC3": ("Every WIP G/L entry has its pair of G/L entries", _pairs),
    "PC4a": ("No ledger entries after the last posted WIP", _later_entries),
    "PC4b": ("Nothing was changed behind the posted WIP", _backdated),
    "PC5": ("Item usage has the actual cost of its item ledger entry", _item_usage),
    "PC6": ("Completed projects are posted, projects with activity have a method, excluded tasks are empty", _states),
    "PC7": ("Recognized amounts of the tasks are those of the posted WIP", _recognized),
    "PC8": ("Completed projects hold no WIP", _completed),
}
