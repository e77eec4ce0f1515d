"""5,000 projects with 500,000 project ledger entries: calculate and post; time, memory, growth.

    python bench/projects.py [--projects 5000] [--entries 100] [--half]

Prints seconds of each stage and the peak memory; `--half` runs half the size first and prints the ratio.
"""

from __future__ import annotations

import argparse
import resource
import time

import numpy as np

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


def run(projects: int, per_project: int) -> float:
    import datetime as dt

    ledger = company(projects, per_project)
    day = dt.date.fromordinal(DAY)
    entries = ledger.table("Project Ledger Entry").length
    start = time.perf_counter()
    calculated = calculate_project_wip(ledger, posting_date=day, document_no="WIP1")
    middle = time.perf_counter()
    posted = post_project_wip(calculated.ledger, reversal_posting_date=day, reversal_document_no="REV1")
    end = time.perf_counter()
    assert set(calculated.statuses.values()) == set(posted.statuses.values()) == {"OK"}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{projects:,} projects, {entries:,} entries: calculate {middle - start:.2f} s, post {end - middle:.2f} s, peak {peak:,} MB")
    print(f"  {len(calculated.added_rows['Project WIP Entry']):,} WIP entries, {len(posted.added_rows['G/L Entry']):,} G/L entries")
    return end - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--projects", type=int, default=5000)
    parser.add_argument("--entries", type=int, default=100, help="per project")
    parser.add_argument("--half", action="store_true")
    args = parser.parse_args()
    half = run(args.projects // 2, args.entries) if args.half else 0.0
    whole = run(args.projects, args.entries)
    if half:
        print(f"time(all) / time(half) = {whole / half:.2f}")


if __name__ == "__main__":
    main()
