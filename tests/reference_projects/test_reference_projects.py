"""Months of calculating, posting, completing and reopening agree with the reference after every step (project-wip.md)."""

from __future__ import annotations

import copy
import datetime as dt
import random
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

import xlcost
from tests import project_books as b
from tests.reference_projects import calculate as reference
from tests.reference_projects.decimals import rounded
from tests.reference_projects.post import complete, post, reopen
from xlcost import Ledger, Outcome

COSTS = ("At Completion", "Cost of Sales", "Cost Value", "Contract (Invoiced Cost)", "Usage (Total Cost)")
SALES = (
    *("At Completion", "Contract (Invoiced Price)", "Usage (Total Cost)", "Usage (Total Price)", "Percentage of Completion"),
    "Sales Value",
)
BUILT_IN = ("COST VALUE", "COST OF SALES", "SALES VALUE", "POC", "COMPLETED CONTRACT")
TASKS = ("1", "2", "30", "A", "B")
STATE = ("Project WIP Entry", "Project WIP Total", "Project WIP Warning", "Project WIP G/L Entry", "G/L Entry")
MONEY = Fraction(1, 10**5)


def random_projects(chance: random.Random) -> Ledger:
    """Two projects of up to five tasks: any method, both posting methods, two posting groups, dimensions, holes in the setup."""

    def amount(low: int = -20_000) -> str:
        return str(chance.choice((0, 100, 1000))) if chance.random() < 0.15 else f"{chance.randint(low, 90_000) / 100:.2f}"

    methods = [{"Code": f"M{n}", "Recognized Costs": chance.choice(COSTS), "Recognized Sales": chance.choice(SALES)} for n in range(3)]
    for row in methods:
        row["WIP Cost"] = row["Recognized Costs"] != "Usage (Total Cost)" or chance.random() < 0.7
        row["WIP Sales"] = row["Recognized Sales"] != "Contract (Invoiced Price)" or chance.random() < 0.7
    codes = [*BUILT_IN, *(m["Code"] for m in methods)]
    projects, tasks, rows, dimensions = [], [], [], []
    low = chance.choice((-20_000, 0))
    for no in ("P1", "P2"):
        flags = {"WIP Posting Method": chance.choice(("Per Project", "Per Project Ledger Entry"))}
        if chance.random() < 0.05:
            flags["Blocked"] = "Posting"
        if chance.random() < 0.1:
            flags["Ending Date"] = "2025-02-15"
        projects.append(b.project(no, "" if chance.random() < 0.03 else chance.choice(codes), **flags))
        for task in TASKS[: chance.randint(1, 5)]:
            kind = chance.choice(("Posting", "Posting", "Posting", "Heading", "End-Total"))
            total = chance.choice(("", "", "Total", "Excluded" if kind == "Posting" else ""))
            method = chance.choice(("", *codes)) if total == "Total" else ""
            fields = {"Project Task Type": kind, "WIP-Total": total, "WIP Method": method, "Project Posting Group": chance.choice(("", "H"))}
            tasks.append(b.task(task, no, **fields))
            if chance.random() < 0.3:
                where = {"Project No.": no, "Project Task No.": task}
                dimensions.append({**where, "Dimension Code": "DEPT", "Dimension Value Code": chance.choice("XY")})
        for _ in range(chance.randint(0, 8)):
            line_type = chance.choice(("Budget", "Billable", "Both Budget and Billable"))
            rows.append(b.plan(chance.choice(TASKS), line_type, amount(low), amount(low), no))
        for _ in range(chance.randint(0, 8)):
            day, kind = f"2025-{chance.randint(1, 4):02d}-10", chance.choice(("Item", "Resource", "G/L Account"))
            rows.append(b.usage(chance.choice(TASKS), amount(low), amount(low), kind, day, no))
        for _ in range(chance.randint(0, 5)):
            rows.append(b.invoice(chance.choice(TASKS), amount(low), amount(low), f"2025-{chance.randint(1, 4):02d}-20", no))
    groups = [{"Code": "G", **b.ACCOUNTS}, {"Code": "H", **{k: f"{v}H" for k, v in b.ACCOUNTS.items()}}]
    if chance.random() < 0.15:
        chance.choice(groups)[chance.choice(list(b.ACCOUNTS))] = ""
    accounts = [{"No.": no + end, "Account Type": "Posting"} for no in b.ACCOUNTS.values() for end in ("", "H")]
    tables = {"Project_WIP_Method": methods, "Project_Posting_Group": groups, "G/L_Account": accounts}
    if dimensions:
        tables["Project_Task_Dimension"] = dimensions
    return b.books(projects, tasks, *rows, **tables)


class Twins:
    """The same steps on the product's ledger and on the reference's tables."""

    def __init__(self, ledger: Ledger, chance: random.Random) -> None:
        self.ledger, self.chance = ledger, chance
        self.tables = {name: ledger.records(name) for name in ledger.tables}
        for name in STATE:
            self.tables.setdefault(name, [])

    def month(self, month: int) -> None:
        """What may happen at a month end."""
        day = dt.date(2025, month + 1, 1) - dt.timedelta(1)
        chance = self.chance
        if chance.random() < 0.15:
            self._all(lambda tables, p: complete(tables, p, day))
            self._took(xlcost.complete_project(self.ledger, work_date=day), None)
        if chance.random() < 0.1:
            self._all(reopen)
            self._took(xlcost.reopen_project(self.ledger), None)
        if chance.random() < 0.9:
            document = f"WIP{month}"
            statuses = self._all(lambda tables, p: reference.calculate(tables, p, day, document))
            self._took(xlcost.calculate_project_wip(self.ledger, posting_date=day, document_no=document), statuses)
        if chance.random() < 0.75:
            only, its_date = chance.random() < 0.1, chance.random() < 0.1
            when = day if chance.random() < 0.9 else day - dt.timedelta(35)
            statuses = self._all(lambda tables, p: post(tables, p, when, f"REV{month}", only, its_date))
            options: dict[str, Any] = {"reverse_only": only, "use_reversal_date": its_date}
            document = f"REV{month}"
            self._took(xlcost.post_project_wip(self.ledger, reversal_posting_date=when, reversal_document_no=document, **options), statuses)

    def _all(self, step: Any) -> dict[str, str]:
        statuses = {}
        for n, row in enumerate(self.tables["Project"]):
            before = copy.deepcopy(self.tables)
            try:
                statuses[row["No."]] = step(self.tables, self.tables["Project"][n])
            except reference.Failed as failed:
                self.tables = before
                statuses[row["No."]] = str(failed)
        return statuses

    def _took(self, outcome: Outcome, statuses: dict[str, str] | None) -> None:
        if statuses is not None:
            assert outcome.statuses == statuses
        self.ledger = outcome.ledger
        for name in STATE:
            assert self._seen(name, self.ledger.records(name)) == self._seen(name, self.tables[name]), name
        kept = {
            "Project": ("No.", "Status", "Complete", "Ending Date", "WIP Posting Date"),
            "Project Task": ("WIP-Total", "WIP Method"),
        }
        for name, captions in kept.items():
            for row, want in zip(self.ledger.records(name), self.tables[name], strict=True):
                assert [row[c] for c in captions] == [want[c] for c in captions]
        amounts = {
            "Project Task": [f"Recognized {side} {kind}" for side in ("Costs", "Sales") for kind in ("Amount", "G/L Amount")],
            "Project Ledger Entry": ["Amt. to Post to G/L", "Amt. Posted to G/L"],
        }
        for name, columns in amounts.items():
            for row, want in zip(self.ledger.records(name), self.tables[name], strict=True):
                for caption in columns:
                    assert abs(Fraction(row[caption]) - Fraction(want[caption])) < MONEY, f"{name} {caption} {row}, {want[caption]}"

    def _seen(self, name: str, rows: list[dict[str, Any]]) -> Counter[tuple[Any, ...]]:
        """Rows without running numbers; figures to five decimals, dimension sets spelled out."""
        captions = [c for c in (self.tables[name][0] if self.tables[name] else {}) if not c.endswith("Entry No.")]
        found: Counter[tuple[Any, ...]] = Counter()
        for row in rows:
            found[tuple(self._cell(row, c) for c in captions)] += 1
        return found

    def _cell(self, row: dict[str, Any], caption: str) -> Any:
        if caption == "Dimensions" and caption not in row:
            entries = self.ledger.records("Dimension Set Entry")
            mine = [e for e in entries if e["Dimension Set ID"] == row["Dimension Set ID"]]
            return ";".join(sorted(f"{e['Dimension Code']}={e['Dimension Value Code']}" for e in mine))
        value = row[caption]
        if isinstance(value, Decimal | Fraction) and not isinstance(value, bool):
            return rounded(Fraction(value), 5)
        return value


def look(seed: int) -> None:
    """Four months of two random projects."""
    chance = random.Random(f"projects {seed}")
    twins = Twins(random_projects(chance), chance)
    for month in range(1, 5):
        twins.month(month)


@pytest.mark.parametrize("first", range(0, 60, 15))
def test_random_projects(first: int) -> None:
    for seed in range(first, first + 15):
        look(seed)


@pytest.mark.nightly
@pytest.mark.parametrize("first", range(40_000, 45_000, 50))
def test_many_random_projects(first: int) -> None:
    for seed in range(first, first + 50):
        look(seed)
