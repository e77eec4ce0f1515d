"""Issue 6: project work in process of thousands of projects, calculated and posted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np

from bench.measure import Measured, clock, peak
from xlcost.ledger import Ledger
from xlcost.ledger.table import Table
from xlcost.ledger.tables import BY_NAME
from xlcost.projects import calculate_project_wip, post_project_wip

METHODS = ("COST VALUE", "SALES VALUE", "COST OF SALES", "POC", "COMPLETED CONTRACT")
TASKS = 5
DAY = 739_000


def column(values: list[str]) -> np.ndarray:
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found


def table(name: str, columns: dict[str, np.ndarray]) -> Table:
    return Table(BY_NAME[name], len(next(iter(columns.values()))), columns)


def company(projects: int, per_project: int) -> Ledger:
    """Projects with five tasks each, every second one posting per ledger entry."""
    rng = np.random.default_rng(11)
    numbers = [f"P{i:05d}" for i in range(projects)]
    tasks = [f"{1000 + 100 * i}" for i in range(TASKS)]
    owners = np.repeat(np.arange(projects), per_project)
    count = len(owners)
    accounts = {
        c.caption: column([f"{7000 + i}"]) for i, c in enumerate(BY_NAME["Project Posting Group"].columns) if c.caption.endswith("Account")
    }
    sale = rng.random(count) < 0.2
    cents = rng.integers(1, 200_000, count) * 1000
    plans = np.repeat(np.arange(projects), TASKS)
    names, no = column(numbers), column(tasks)
    return Ledger(
        {
            "Project": table(
                "Project",
                {
                    "No.": names,
                    "Project Posting Group": column(["G"] * projects),
                    "WIP Method": column([METHODS[i % 5] for i in range(projects)]),
                    "WIP Posting Method": np.arange(projects) % 2,
                },
            ),
            "Project Task": table(
                "Project Task", {"Project No.": names[plans], "Project Task No.": no[np.tile(np.arange(TASKS), projects)]}
            ),
            "Project Planning Line": table(
                "Project Planning Line",
                {
                    "Project No.": names[plans],
                    "Project Task No.": no[np.tile(np.arange(TASKS), projects)],
                    "Line Type": np.full(len(plans), 2),
                    "Total Cost (LCY)": rng.integers(1, 5_000_000, len(plans)) * 1000,
                    "Line Amount (LCY)": rng.integers(1, 8_000_000, len(plans)) * 1000,
                },
            ),
            "Project Ledger Entry": table(
                "Project Ledger Entry",
                {
                    "Entry No.": np.arange(1, count + 1),
                    "Project No.": names[owners],
                    "Project Task No.": no[rng.integers(0, TASKS, count)],
                    "Posting Date": DAY - rng.integers(0, 300, count),
                    "Entry Type": sale.astype(np.int64),
                    "Type": rng.integers(0, 3, count),
                    "Total Cost (LCY)": np.where(sale, -cents, cents),
                    "Line Amount (LCY)": np.where(sale, -cents * 3 // 2 // 1000 * 1000, cents),
                },
            ),
            "Project Posting Group": table("Project Posting Group", {"Code": column(["G"]), **accounts}),
        }
    )


def run(projects: int, per_project: int) -> tuple[float, int]:
    """(seconds of calculating and posting, project ledger entries)."""
    ledger = company(projects, per_project)
    day = dt.date.fromordinal(DAY)
    start = clock()
    calculated = calculate_project_wip(ledger, posting_date=day, document_no="WIP1")
    posted = post_project_wip(calculated.ledger, reversal_posting_date=day, reversal_document_no="REV1")
    seconds = clock() - start
    assert set(calculated.statuses.values()) == set(posted.statuses.values()) == {"OK"}
    return seconds, ledger.table("Project Ledger Entry").length


def measure(size: int) -> Iterator[Measured]:
    """One project per 20 value entries of the other benchmarks, 100 entries each; how the time grows from half of them."""
    projects = size // 20
    half = min(run(projects // 2, 100)[0] for _ in range(2))
    seconds, entries = min(run(projects, 100) for _ in range(2))
    name = f"{projects:,} projects with {entries:,} project ledger entries: calculate and post WIP"
    growth = seconds / half
    yield Measured("projects", name, seconds, target="linear (2.2 x)", holds=growth <= 2.2, memory=peak(), note=f"{growth:.2f} x the time of half the size")
