"""Completing, reopening and deleting (project-wip.md 9)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from xlcost.ledger import Ledger, Outcome
from xlcost.ledger.options import ProjectStatus
from xlcost.projects.books import OK, project_cards, required_date
from xlcost.projects.clear import changed_rows, of_projects, without_calculation
from xlcost.projects.identity import wip_controls


def complete_project(ledger: Ledger, projects: Iterable[str] | None = None, work_date: Any = None) -> Outcome:
    """Set projects to Completed (all that are not yet, when `projects` is None).

    Ending Date becomes the latest of (Ending Date, or `work_date` when blank) and the last posting date of the project's
    ledger entries. Calculating and posting afterwards moves all WIP to the income statement. POSTING_DATE_MISSING when
    a project without Ending Date needs the work date and none is given.
    """
    cards = project_cards(ledger, projects)
    entries = ledger.table("Project Ledger Entry")
    by_project = entries.positions("Project No.")
    changes = []
    for card in cards:
        if card.status == ProjectStatus.COMPLETED:
            continue
        ending = card.ending_date or required_date(work_date, "Work Date")
        positions = by_project.get(card.no, [])
        last = int(entries["Posting Date"][positions].max()) if positions else 0
        changes.append((card.position, max(ending, last)))
    table = ledger.table("Project")
    if changes:
        count = len(changes)
        columns: dict[str, list[Any]] = {
            "Status": [int(ProjectStatus.COMPLETED)] * count,
            "Complete": [True] * count,
            "Ending Date": [e for _, e in changes],
        }
        table = table.replace_rows([p for p, _ in changes], columns)
    return _outcome(ledger, ledger.with_tables(table), [c.no for c in cards])


def reopen_project(ledger: Ledger, projects: Iterable[str] | None = None) -> Outcome:
    """Set completed projects to Open: their calculation is deleted, their WIP G/L entries are those of a running project."""
    cards = project_cards(ledger, projects)
    done = [c for c in cards if c.status == ProjectStatus.COMPLETED]
    after = ledger
    if done:
        names, positions, count = {c.no for c in done}, [c.position for c in done], len(done)
        columns: dict[str, list[Any]] = {
            "Status": [int(ProjectStatus.OPEN)] * count,
            "Complete": [False] * count,
            "WIP Posting Date": [0] * count,
        }
        entries = ledger.table("Project WIP G/L Entry")
        running = entries["Project Complete"] & ~of_projects(entries, "Project No.", names)
        after = without_calculation(ledger, names).with_tables(ledger.table("Project").replace_rows(positions, columns))
        if entries.length:
            after = after.with_tables(entries.with_columns({"Project Complete": np.asarray(running)}))
    return _outcome(ledger, after, [c.no for c in cards])


def delete_project_wip(ledger: Ledger, projects: Iterable[str] | None = None) -> Outcome:
    """Delete the unposted calculation of projects; what is posted stays."""
    names = [c.no for c in project_cards(ledger, projects)]
    return _outcome(ledger, without_calculation(ledger, set(names)), names)


def _outcome(before: Ledger, after: Ledger, projects: list[str]) -> Outcome:
    changed = changed_rows(before, after, "Project", "Project Task", "Project Ledger Entry", "Project WIP G/L Entry")
    return Outcome(
        after, changed_rows=changed, problems=before.problems, statuses=dict.fromkeys(projects, OK), controls=wip_controls(after)
    )
