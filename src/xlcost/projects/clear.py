"""Deleting the unposted calculation of projects (project-wip.md 9), and telling which rows a run changed."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.table import Table
from xlcost.money import Array

UNPOSTED = "Project WIP Entry"


def of_projects(table: Table, caption: str, projects: Collection[str]) -> Array:
    """Which rows of a table belong to these projects."""
    if not table.length or not projects:
        return np.zeros(table.length, dtype=np.bool_)
    number, names = table.codes(caption)
    return np.array([n in projects for n in names], dtype=np.bool_)[number]


def without_entries(ledger: Ledger, projects: Collection[str]) -> Ledger:
    """Without the unposted WIP entries of these projects."""
    entries = ledger.table(UNPOSTED)
    gone = of_projects(entries, "Project No.", projects)
    return ledger.with_tables(entries.take(~gone)) if gone.any() else ledger


def without_calculation(ledger: Ledger, projects: Collection[str]) -> Ledger:
    """Without the unposted WIP entries, totals and warnings of these projects; their tasks and tracking columns at 0."""
    ledger = without_entries(ledger, projects)
    totals, warnings = ledger.table("Project WIP Total"), ledger.table("Project WIP Warning")
    gone = of_projects(totals, "Project No.", projects) & ~totals["Posted to G/L"]
    if gone.any():
        numbers = totals["Entry No."][gone]
        about = np.isin(warnings["Project WIP Total Entry No."], numbers)
        ledger = ledger.with_tables(totals.take(~gone), warnings.take(~about))
    tasks, entries = ledger.table("Project Task"), ledger.table("Project Ledger Entry")
    reset = zeroed(tasks, ("Recognized Sales Amount", "Recognized Costs Amount"), of_projects(tasks, "Project No.", projects))
    tracked = zeroed(entries, ("Amt. to Post to G/L",), of_projects(entries, "Project No.", projects))
    return ledger.with_tables(reset, tracked)


def zeroed(table: Table, captions: Collection[str], rows: Array) -> Table:
    """A table with some columns at 0 in some rows; the same table when they are already."""
    touched = {c: np.where(rows, 0, table[c]) for c in captions if (table[c][rows] != 0).any()}
    return table.with_columns(touched) if touched else table


def changed_rows(before: Ledger, after: Ledger, *names: str) -> dict[str, Table]:
    """Rows of tables of the same length that differ, as they are now."""
    found = {}
    for name in names:
        old, new = before.table(name), after.table(name)
        differs = np.zeros(new.length, dtype=np.bool_)
        for caption in new.given:
            if new.columns[caption] is not old.columns.get(caption):
                differs |= np.asarray(new[caption] != old[caption], dtype=np.bool_)
        if differs.any():
            found[name] = new.take(differs)
    return found
