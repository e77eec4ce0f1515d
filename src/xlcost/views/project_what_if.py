"""Method comparison: the same project under each of the five built-in methods, read-only (project-wip.md 10.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import ProjectBlocked, ProjectStatus, WIPTotal
from xlcost.ledger.values import date_of
from xlcost.projects import calculate_project_wip
from xlcost.projects.methods import BUILT_IN, methods_of
from xlcost.views.filters import code_filter
from xlcost.views.project_balances import column_balances


@dataclass(frozen=True, slots=True)
class MethodResult:
    """A project under one method: recognized amounts and the four WIP balances, in ticks."""

    project: str
    description: str
    method: str
    own: bool  # the project's own method
    rc: int
    rs: int
    balances: dict[str, int]
    status: str


def compare_methods(ledger: Ledger, day: int, project_filter: str = "") -> list[MethodResult]:
    """Every project of the filter under every built-in method as of a day, as a running project."""
    accepts = code_filter(project_filter)
    table = ledger.table("Project")
    projects = [(no, name, own) for no, name, own in table.tuples(("No.", "Description", "WIP Method")) if accepts is None or accepts(no)]
    numbers = [no for no, _, _ in projects]
    methods, found = methods_of(ledger), []
    for method in BUILT_IN:
        out = calculate_project_wip(_under(ledger, method.code), date_of(day), "WHAT-IF", numbers)
        entries, totals = out.ledger.table("Project WIP Entry"), out.ledger.table("Project WIP Total")
        balances = column_balances(entries, range(entries.length), methods)
        sums: dict[str, list[int]] = {}
        for no, rc, rs in totals.tuples(("Project No.", "Calc. Recog. Costs Amount", "Calc. Recog. Sales Amount")):
            pair = sums.setdefault(no, [0, 0])
            pair[0] += rc
            pair[1] += rs
        for no, name, own in projects:
            rc, rs = sums.get(no, (0, 0))
            found.append(MethodResult(no, name, method.code, own == method.code, rc, rs, balances.get(no, {}), out.statuses[no]))
    order = {no: i for i, no in enumerate(numbers)}
    return sorted(found, key=lambda r: order[r.project])


def _under(ledger: Ledger, method: str) -> Ledger:
    """The ledger with one method everywhere, nothing blocked, complete, calculated or posted."""
    projects, tasks = ledger.table("Project"), ledger.table("Project Task")
    methods = _full(projects.length, method)
    total = tasks["WIP-Total"] == int(WIPTotal.TOTAL)
    columns = {
        "WIP Method": methods,
        "Blocked": np.full(projects.length, int(ProjectBlocked.BLANK)),
        "Status": np.full(projects.length, int(ProjectStatus.OPEN)),
        "Complete": np.zeros(projects.length, dtype=np.bool_),
    }
    changed = tasks.with_columns({"WIP Method": np.where(total, _full(tasks.length, method), tasks["WIP Method"])})
    found = ledger.with_tables(projects.with_columns(columns), changed)
    for name in ("Project WIP Entry", "Project WIP Total", "Project WIP G/L Entry", "Project WIP Warning"):
        found = found.without(name)
    return found


def _full(count: int, text: str) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    found: np.ndarray[tuple[int], np.dtype[np.object_]] = np.empty(count, dtype=object)
    found[:] = text
    return found


def largest_spread(results: Sequence[MethodResult]) -> tuple[str, int]:
    """The project whose recognized margin depends most on the method, and by how much."""
    margins: dict[str, list[int]] = {}
    for r in results:
        margins.setdefault(r.project, []).append(r.rs - r.rc)
    spreads = {no: max(m) - min(m) for no, m in margins.items()}
    return max(spreads.items(), key=lambda item: item[1], default=("", 0))
