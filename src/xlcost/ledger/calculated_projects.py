"""Calculated fields of a project: its WIP, calculated and posted (project-wip.md 1.2). The signs are not uniform."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from xlcost.ledger.options import ProjectWIPEntryType
from xlcost.ledger.table import Table
from xlcost.money import LIMIT, PLACES, Array, divide_half_away, sum_by

if TYPE_CHECKING:
    from xlcost.ledger.ledger import Ledger

_T = ProjectWIPEntryType
_COSTS = (_T.APPLIED_COSTS, _T.RECOGNIZED_COSTS, _T.ACCRUED_COSTS)
_SALES = (_T.APPLIED_SALES, _T.RECOGNIZED_SALES, _T.ACCRUED_SALES)


class _PerProject:
    """Sums and existence of rows of a table, per row of the table Project."""

    def __init__(self, projects: Table, rows: Table) -> None:
        self.count = projects.length
        self.rows = rows
        number, names = rows.codes("Project No.") if rows.length else (np.zeros(0, dtype=np.int64), [])
        places = np.fromiter((projects.index.get(n, self.count) for n in names), np.int64, len(names))
        self.owner = places[number] if rows.length else number

    def sums(self, caption: str, mask: Array | None = None) -> Array:
        """Sum of a column per project, over the rows of a mask."""
        kept = slice(None) if mask is None else mask
        return sum_by(self.owner[kept], self.count + 1, self.rows[caption][kept])[:-1]

    def amounts(self, types: tuple[ProjectWIPEntryType, ...], mask: Array) -> Array:
        """Sum of WIP Entry Amount of some types per project."""
        return self.sums("WIP Entry Amount", mask & np.isin(self.rows["Type"], [int(t) for t in types]))

    def exists(self, mask: Array | None = None) -> Array:
        """Whether a project has a row of a mask."""
        found = np.zeros(self.count + 1, dtype=np.bool_)
        found[self.owner if mask is None else self.owner[mask]] = True
        return found[:-1]

    def first(self, caption: str, mask: Array) -> Array:
        """Smallest value of a column per project, 0 for none."""
        last = np.iinfo(np.int64).max
        found = np.full(self.count + 1, last, dtype=np.int64)
        np.minimum.at(found, self.owner[mask], self.rows[caption][mask])
        return np.where(found == last, 0, found)[:-1]


def project_fields(ledger: Ledger) -> dict[str, Array]:
    """All calculated fields of the table Project."""
    projects = ledger.table("Project")
    wip, gl = _PerProject(projects, ledger.table("Project WIP Entry")), _PerProject(projects, ledger.table("Project WIP G/L Entry"))
    tasks = _PerProject(projects, ledger.table("Project Task"))
    anything = np.ones(wip.rows.length, dtype=np.bool_)
    running = ~wip.rows["Project Complete"]
    unreversed = ~gl.rows["Reversed"]
    open_running = unreversed & ~gl.rows["Project Complete"]
    found = {
        "Total WIP Cost Amount": -wip.amounts(_COSTS, running),
        "Total WIP Cost G/L Amount": -gl.amounts(_COSTS, open_running),
        "Total WIP Sales Amount": wip.amounts(_SALES, running),
        "Total WIP Sales G/L Amount": gl.amounts(_SALES, open_running),
        "Recog. Sales Amount": -wip.amounts((_T.RECOGNIZED_SALES,), anything),
        "Recog. Costs Amount": wip.amounts((_T.RECOGNIZED_COSTS,), anything),
        "Recog. Sales G/L Amount": -gl.amounts((_T.RECOGNIZED_SALES,), unreversed),
        "Recog. Costs G/L Amount": gl.amounts((_T.RECOGNIZED_COSTS,), unreversed),
        "Applied Costs G/L Amount": -gl.amounts((_T.APPLIED_COSTS,), open_running),
        "Applied Sales G/L Amount": -gl.amounts((_T.APPLIED_SALES,), open_running),
        "Calc. Recog. Sales Amount": tasks.sums("Recognized Sales Amount"),
        "Calc. Recog. Costs Amount": tasks.sums("Recognized Costs Amount"),
        "Calc. Recog. Sales G/L Amount": tasks.sums("Recognized Sales G/L Amount"),
        "Calc. Recog. Costs G/L Amount": tasks.sums("Recognized Costs G/L Amount"),
        "WIP Entries Exist": wip.exists(),
        "WIP Completion Calculated": wip.exists(~running),
        "WIP Completion Posted": gl.exists(gl.rows["Project Complete"]),
        "WIP Warnings": _PerProject(projects, ledger.table("Project WIP Warning")).exists(),
        "WIP G/L Posting Date": gl.first("WIP Posting Date", unreversed),
    }
    return {**found, **_derived(found)}


def _derived(found: dict[str, Array]) -> dict[str, Array]:
    sales = found["Calc. Recog. Sales Amount"]
    profit = sales - found["Calc. Recog. Costs Amount"]
    percent = [
        max(-LIMIT, min(LIMIT, divide_half_away(p * 100 * 10**PLACES, s))) if s else 0
        for p, s in zip(profit.tolist(), sales.tolist(), strict=True)
    ]
    return {
        "Recog. Profit Amount": profit,
        "Recog. Profit G/L Amount": found["Calc. Recog. Sales G/L Amount"] - found["Calc. Recog. Costs G/L Amount"],
        "Recog. Profit %": np.array(percent, dtype=np.int64),
        "Acc. WIP Costs Amount": found["Total WIP Cost Amount"] + found["Applied Costs G/L Amount"],
        "Acc. WIP Sales Amount": found["Total WIP Sales Amount"] - found["Applied Sales G/L Amount"],
    }
