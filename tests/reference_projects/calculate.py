"""Project Calculate WIP (project-wip.md 2 to 5, 8, 9)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from fractions import Fraction
from typing import Any

from tests.reference_projects.decimals import over, rounded, times
from tests.reference_projects.recognition import NAMES, ZERO, Allocation, Recognized

Record = dict[str, Any]
Tables = dict[str, list[Record]]
PER_ENTRY = "Per Project Ledger Entry"
_ACCRUING_COSTS = ("Cost Value", "Cost of Sales", "Contract (Invoiced Cost)")
_ACCRUING_SALES = ("Sales Value", "Usage (Total Price)")
_BUILT_IN = {
    "COST VALUE": ("Cost Value", "Contract (Invoiced Price)"),
    "SALES VALUE": ("Usage (Total Cost)", "Sales Value"),
    "COST OF SALES": ("Cost of Sales", "Contract (Invoiced Price)"),
    "POC": ("Usage (Total Cost)", "Percentage of Completion"),
    "COMPLETED CONTRACT": ("At Completion", "At Completion"),
}
_COST_APPLIED = {kind: f"{kind} Costs Applied Account" for kind in ("Item", "Resource")} | {"G/L Account": "G/L Costs Applied Account"}


class Failed(Exception):
    """The error code of a project."""


def of(tables: Tables, name: str, project: str) -> list[Record]:
    """The rows of a project."""
    return [r for r in tables.get(name, []) if r["Project No."] == project]


def delete(tables: Tables, project: str) -> None:
    """Section 9, delete."""
    gone = {t["Entry No."] for t in of(tables, "Project WIP Total", project) if not t["Posted to G/L"]}
    tables["Project WIP Total"] = [t for t in tables["Project WIP Total"] if t["Entry No."] not in gone]
    tables["Project WIP Warning"] = [w for w in tables["Project WIP Warning"] if w["Project WIP Total Entry No."] not in gone]
    tables["Project WIP Entry"] = [e for e in tables["Project WIP Entry"] if e["Project No."] != project]
    for task in of(tables, "Project Task", project):
        task["Recognized Sales Amount"] = task["Recognized Costs Amount"] = ZERO
    for entry in of(tables, "Project Ledger Entry", project):
        entry["Amt. to Post to G/L"] = ZERO


def calculate(tables: Tables, project: Record, day: dt.date, document: str) -> str:
    """One project; its status. A project that fails leaves no trace: the caller keeps its tables."""
    no = project["No."]
    if any(e["Project Complete"] for e in of(tables, "Project WIP G/L Entry", no)):
        tables["Project WIP Entry"] = [e for e in tables["Project WIP Entry"] if e["Project No."] != no]
        return "COMPLETION_ALREADY_POSTED"
    if project["Blocked"]:
        raise Failed("PROJECT_BLOCKED")
    if not project["WIP Method"]:
        raise Failed("WIP_METHOD_BLANK")
    project["WIP Posting Date"] = day
    if project["Complete"] and project["Ending Date"] is None:
        project["Ending Date"] = day
    complete = project["Complete"] and day >= project["Ending Date"]
    delete(tables, no)
    for members, total_task in groups(tables, project):
        _Group(tables, project, members, total_task, day, document, complete).run()
    return "OK"


def groups(tables: Tables, project: Record) -> list[tuple[list[Record], Record]]:
    """Section 3: the tasks of each group, and the one that closes it."""
    tasks = sorted(of(tables, "Project Task", project["No."]), key=lambda t: t["Project Task No."])
    _close(tasks, project)
    found, start = [], 0
    while start < len(tasks):
        _close(tasks[start:], project)
        end = next((n for n in range(start, len(tasks)) if tasks[n]["WIP-Total"] == "Total"), None)
        if end is None:
            break
        found.append(([t for t in tasks[start : end + 1] if t["WIP-Total"] != "Excluded"], tasks[end]))
        start = end + 1
    return found


def _close(tasks: list[Record], project: Record) -> None:
    if not any(t["WIP-Total"] == "Total" for t in tasks):
        open_tasks = [t for t in tasks if t["WIP-Total"] != "Excluded"]
        if open_tasks:
            open_tasks[-1]["WIP-Total"] = "Total"
            open_tasks[-1]["WIP Method"] = project["WIP Method"]
    for task in tasks:
        if task["WIP-Total"] == "Total" and not task["WIP Method"]:
            task["WIP Method"] = project["WIP Method"]


class _Group:
    """The calculation of one WIP group."""

    def __init__(
        self, tables: Tables, project: Record, members: list[Record], total_task: Record, day: dt.date, document: str, complete: bool
    ) -> None:
        self.tables, self.project, self.total_task, self.day, self.document = tables, project, total_task, day, document
        self.complete, self.per_entry = complete, project["WIP Posting Method"] == PER_ENTRY
        self.tasks = [t for t in members if t["Project Task Type"] == "Posting"]
        self.numbers = {id(t): self._totals(t) for t in self.tasks}
        sums = {n: sum((getattr(t, n) for t in self.numbers.values()), ZERO) for n in NAMES}
        self.group = Recognized(**sums)
        self.method = total_task["WIP Method"].upper()
        self.costs, self.sales, self.wip_cost, self.wip_sales = self._options()
        self.buffer: defaultdict[Any, Fraction] = defaultdict(Fraction)
        self.balancing: dict[Any, str] = {}

    def _options(self) -> tuple[str, str, bool, bool]:
        for row in self.tables.get("Project WIP Method", []):
            if row["Code"].upper() == self.method:
                return row["Recognized Costs"], row["Recognized Sales"], row["WIP Cost"], row["WIP Sales"]
        if self.method in _BUILT_IN:
            return (*_BUILT_IN[self.method], True, True)
        if self.tasks:
            raise Failed("METHOD_MISSING")
        return "", "", True, True

    def _entries(self, task: Record, kind: str) -> list[Record]:
        return [
            e
            for e in of(self.tables, "Project Ledger Entry", task["Project No."])
            if e["Project Task No."] == task["Project Task No."] and e["Entry Type"] == kind and (e["Posting Date"] or dt.date.min) <= self.day
        ]

    def _totals(self, task: Record) -> Recognized:
        t = Recognized()
        for line in of(self.tables, "Project Planning Line", task["Project No."]):
            if line["Project Task No."] == task["Project Task No."]:
                cost, price = Fraction(line["Total Cost (LCY)"]), Fraction(line["Line Amount (LCY)"])
                if line["Line Type"] != "Billable":
                    t.stc, t.stp = t.stc + cost, t.stp + price
                if line["Line Type"] != "Budget":
                    t.ctc, t.ctp = t.ctc + cost, t.ctp + price
        for e in self._entries(task, "Usage"):
            t.utc, t.utp = t.utc + Fraction(e["Total Cost (LCY)"]), t.utp + Fraction(e["Line Amount (LCY)"])
        for e in self._entries(task, "Sale"):
            t.cic, t.cip = t.cic - Fraction(e["Total Cost (LCY)"]), t.cip - Fraction(e["Line Amount (LCY)"])
        return t

    def run(self) -> None:
        """Rows, entries, total and warnings of the group."""
        allocation = Allocation(self.group, self.costs, self.sales)
        for task in self.tasks:
            t = self.numbers[id(task)]
            if self.complete:
                t.rc, t.rs = t.utc, t.cip
                self._complete_rows(task, t)
            else:
                allocation.task(t)
                self._running_rows(task, t)
            task["Recognized Costs Amount"], task["Recognized Sales Amount"] = t.rc, t.rs
        self.group.rc = sum((t.rc for t in self.numbers.values()), ZERO)
        self.group.rs = sum((t.rs for t in self.numbers.values()), ZERO)
        if not self.complete:
            self._accrual()
        self._sales_of_total_task()
        number = self._total()
        self._to_entries(number)

    # -- rows (5.2 to 5.4) --------------------------------------------------------------------------------------
    def _row(self, kind: str, amount: Fraction, task: Record, account: str, balancing: str, dimensions: str | None = None) -> None:
        code = task["Project Posting Group"] or self.project["Project Posting Group"]
        if not code:
            raise Failed("POSTING_GROUP_BLANK")
        group = next((g for g in self.tables["Project Posting Group"] if g["Code"] == code), None)
        if group is None:
            raise Failed("POSTING_GROUP_MISSING")
        if not group[account] or not group[balancing]:
            raise Failed("ACCOUNT_MISSING")
        if amount:
            key = (kind, code, self._dimensions(task) if dimensions is None else dimensions, group[account])
            self.buffer[key] += amount
            self.balancing[key] = group[balancing]

    def _dimensions(self, task: Record) -> str:
        rows = [r for r in of(self.tables, "Project Task Dimension", task["Project No."]) if r["Project Task No."] == task["Project Task No."]]
        return ";".join(sorted(f"{r['Dimension Code']}={r['Dimension Value Code']}" for r in rows))

    def _applied_entries(self, task: Record, kind: str, caption: str, sign: int, sales: bool) -> None:
        for e in self._entries(task, kind):
            amount = Fraction(e[caption])
            account, balancing = ("Project Sales Applied Account", "WIP Invoiced Sales Account") if sales else (_COST_APPLIED[e["Type"]], "WIP Costs Account")
            self._row("Applied Sales" if sales else "Applied Costs", sign * amount, task, account, balancing, "")
            e["Amt. to Post to G/L"] = amount - Fraction(e["Amt. Posted to G/L"])

    def _running_rows(self, task: Record, t: Recognized) -> None:
        if t.rc:
            self._row("Recognized Costs", t.rc, task, "Recognized Costs Account", "WIP Costs Account")
        if t.rc or t.utc:
            if self.per_entry:
                self._applied_entries(task, "Usage", "Total Cost (LCY)", -1, sales=False)
            else:
                applied = -t.utc
                if self.costs in _ACCRUING_COSTS and t.rc:
                    applied = -max(abs(t.rc), abs(t.utc)) if t.rc > 0 else max(abs(t.rc), abs(t.utc))
                self._row("Applied Costs", applied, task, "Project Costs Applied Account", "WIP Costs Account")
        if t.rs:
            poc = self.sales == "Percentage of Completion"
            balancing = "WIP Accrued Sales Account" if poc else "WIP Invoiced Sales Account"
            self._row("Recognized Sales", -t.rs, task, "Recognized Sales Account", balancing)
        if t.rs or t.cip:
            self._applied_sales(task, t)
        if t.rs and t.rs > t.cip:
            accrued = t.cip - t.rs if self.sales in _ACCRUING_SALES else ZERO
            self._row("Accrued Sales", accrued, task, "Project Sales Adjustment Account", "WIP Accrued Sales Account")

    def _applied_sales(self, task: Record, t: Recognized) -> None:
        if self.per_entry and not (self.sales == "Percentage of Completion" and t.rs):
            if self.sales == "Usage (Total Price)" and t.cip < t.rs:
                self._applied_entries(task, "Usage", "Line Amount (LCY)", 1, sales=True)
            else:
                self._applied_entries(task, "Sale", "Line Amount (LCY)", -1, sales=True)
            return
        applied = max(t.rs, t.cip) if self.sales in _ACCRUING_SALES else t.cip
        self._row("Applied Sales", applied, task, "Project Sales Applied Account", "WIP Invoiced Sales Account")

    def _complete_rows(self, task: Record, t: Recognized) -> None:
        costs, sales = "Project Costs Applied Account", "Project Sales Applied Account"
        if self.per_entry:
            costs, sales = "WIP Costs Account", "WIP Invoiced Sales Account"
            self._applied_entries(task, "Usage", "Total Cost (LCY)", -1, sales=False)
            self._applied_entries(task, "Sale", "Line Amount (LCY)", -1, sales=True)
        if t.utc:
            self._row("Recognized Costs", t.utc, task, "Recognized Costs Account", costs)
        if t.cip:
            self._row("Recognized Sales", -t.cip, task, "Recognized Sales Account", sales)

    def _accrual(self) -> None:
        beyond = self.group.rc - self.group.utc
        first = next((t for t in self.tasks if self.numbers[id(t)].rc), None)
        if beyond <= 0 or first is None:
            return
        accrued = beyond if self.costs in _ACCRUING_COSTS else ZERO
        self._row("Accrued Costs", accrued, first, "Project Costs Adjustment Account", "WIP Accrued Costs Account")
        if self.per_entry:
            self._row("Applied Costs", -beyond, first, "Project Costs Applied Account", "WIP Costs Account")

    def _sales_of_total_task(self) -> None:
        if not self.per_entry or not self.total_task["Recognized Sales G/L Amount"]:
            return
        for e in of(self.tables, "Project Ledger Entry", self.project["No."]):
            mine = e["Project Task No."] == self.total_task["Project Task No."] and e["Entry Type"] == "Sale"
            if mine and e["Line Amount (LCY)"] and not e["Amt. to Post to G/L"] and not e["Amt. Posted to G/L"]:
                e["Amt. to Post to G/L"] = Fraction(e["Line Amount (LCY)"])

    # -- results ------------------------------------------------------------------------------------------------
    def _total(self) -> int:
        g = self.group
        number = max((t["Entry No."] for t in self.tables["Project WIP Total"]), default=0) + 1
        warnings = [] if self.project["Complete"] else self._warnings()
        row = {
            "Entry No.": number,
            "Project No.": self.project["No."],
            "Project Task No.": self.total_task["Project Task No."],
            "WIP Method": self.total_task["WIP Method"],
            "WIP Posting Date": self.day,
            "WIP Posting Date Filter": f"..{self.day.isoformat()}",
            "WIP Planning Date Filter": "",
            "WIP Warnings": bool(warnings),
            "Posted to G/L": False,
            "Cost Completion %": rounded(over(times(Fraction(100), g.utc), g.stc), 5) if g.stc else ZERO,
            "Invoiced %": rounded(over(times(Fraction(100), g.cip), g.ctp), 5) if g.ctp else ZERO,
            "Calc. Recog. Costs Amount": g.rc,
            "Calc. Recog. Sales Amount": g.rs,
        }
        captions = {
            **{"stc": "Budget (Total Cost)", "stp": "Budget (Total Price)", "utc": "Usage (Total Cost)", "utp": "Usage (Total Price)"},
            **{"ctc": "Billable (Total Cost)", "ctp": "Billable (Total Price)", "cip": "Billable (Invoiced Price)", "cic": "Billable (Invoiced Cost)"},
        }
        self.tables["Project WIP Total"].append(row | {caption: getattr(g, name) for name, caption in captions.items()})
        for code in warnings:
            where = {"Project No.": self.project["No."], "Project Task No.": self.total_task["Project Task No."]}
            self.tables["Project WIP Warning"].append({**where, "Warning Code": code, "Project WIP Total Entry No.": number})
        return number

    def _warnings(self) -> list[str]:
        g = self.group
        found = {
            "BILLABLE_PRICE_ZERO": not g.ctp,
            "BUDGET_COST_ZERO": not g.stc,
            "BUDGET_PRICE_ZERO": not g.stp,
            "COST_COMPLETION_OVER_100": g.utc > g.stc,
            "RECOG_SALES_NEGATIVE": g.rs < 0,
            "RECOG_COSTS_NEGATIVE": g.rc < 0,
        }
        return [code for code, holds in found.items() if holds]

    def _to_entries(self, number: int) -> None:
        for key, amount in self.buffer.items():
            kind, group, dimensions, account = key
            skipped = (kind in ("Applied Costs", "Recognized Costs") and not self.wip_cost) or (
                kind in ("Applied Sales", "Recognized Sales") and not self.wip_sales
            )
            if skipped or not amount:
                continue
            entry = {"WIP Posting Date": self.day, "Document No.": self.document, "Project No.": self.project["No."]}
            entry |= {"Project Complete": self.complete and (self.per_entry or kind.startswith("Recognized")), "Type": kind}
            entry |= {"G/L Account No.": account, "G/L Bal. Account No.": self.balancing[key], "Project Posting Group": group}
            entry |= {"WIP Method Used": self.total_task["WIP Method"], "WIP Posting Method Used": self.project["WIP Posting Method"]}
            entry |= {"WIP Entry Amount": rounded(amount), "Reverse": True, "Dimensions": dimensions, "Project WIP Total Entry No.": number}
            self.tables["Project WIP Entry"].append(entry)
