"""Recalculating WIP: the calculation of each project again, on its own date and document (project-wip.md 9).

Projects that were calculated on different dates or under different documents keep them: they are calculated in groups of
the same (WIP Posting Date, Document No.), one group after the other. The user's filters are not kept by a project, so a
recalculation takes the defaults: ledger entries up to the date, the whole plan.

Example: P1 was calculated on 31 January as WIP01, P2 on 28 February as WIP02. After usage of 100.00 on 20 January, P1 gets
its entries of 31 January anew, with -500.00 instead of -400.00 of applied costs; P2 gets the same as before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xlcost.ledger import Ledger, Outcome, Table
from xlcost.ledger.values import date_of
from xlcost.problems import Problem, XlcostError
from xlcost.projects.books import ProjectCard, project_cards, project_problem, required_date, required_document
from xlcost.projects.calculate import calculate_project_wip
from xlcost.projects.clear import changed_rows
from xlcost.projects.identity import wip_controls


def recalculate_project_wip(ledger: Ledger, projects: Iterable[str] | None = None, allocation_carryover: str = "bc") -> Outcome:
    """Calculate the WIP of projects again: the WIP Posting Date of the project, the Document No. of its first WIP entry.

    The outcome is that of `calculate_project_wip`. A project without WIP entries has the status WIP_ENTRIES_MISSING and a
    problem, and stays as it is. Raises XlcostError for errors of the run. Nothing is posted.
    """
    cards = project_cards(ledger, projects)
    runs, statuses, problems = _runs(ledger, cards)
    after = ledger
    added: dict[str, Table] = {}
    outcomes: list[Outcome] = []
    for (day, document), numbers in sorted(runs.items()):
        made = calculate_project_wip(after, date_of(day), document, numbers, allocation_carryover=allocation_carryover)
        outcomes.append(made)
        problems += made.problems[len(ledger.problems) :]
        statuses |= made.statuses
        for name, table in made.added_rows.items():
            added[name] = added[name].concat(table) if name in added else table
        after = made.ledger
    return Outcome(
        after,
        added,
        changed_rows(ledger, after, "Project", "Project Task", "Project Ledger Entry"),
        (*ledger.problems, *problems),
        statuses={c.no: statuses[c.no] for c in cards},
        warnings=tuple(w for made in outcomes for w in made.warnings),
        controls=wip_controls(after),
        results={"WIP Identity Causes": [c for made in outcomes for c in made.results["WIP Identity Causes"]]},
    )


def _runs(ledger: Ledger, cards: Sequence[ProjectCard]) -> tuple[dict[tuple[int, str], list[str]], dict[str, str], list[Problem]]:
    """Projects by (WIP Posting Date, Document No.); status and problem of those that were not calculated."""
    entries, days = ledger.table("Project WIP Entry"), ledger.table("Project")["WIP Posting Date"]
    first: dict[str, tuple[int, str]] = {}
    for project, number, document in entries.tuples(("Project No.", "Entry No.", "Document No.")):
        first[project] = min(first.get(project, (number, document)), (number, document))
    runs: dict[tuple[int, str], list[str]] = {}
    statuses: dict[str, str] = {}
    problems: list[Problem] = []
    for card in cards:
        try:
            if card.no not in first:
                raise _not_calculated(card.no)
            day = required_date(date_of(int(days[card.position])), "WIP Posting Date")
            runs.setdefault((day, required_document(first[card.no][1], "Document No.")), []).append(card.no)
        except XlcostError as error:
            statuses[card.no], problem = project_problem(card.no, error)
            problems.append(problem)
    return runs, statuses, problems


def _not_calculated(project: str) -> XlcostError:
    return XlcostError(
        "WIP_ENTRIES_MISSING",
        f"Project {project} has no WIP entries.",
        where=f"project {project}",
        rule="Recalculating repeats the calculation of a project, with its date and document.",
        remedy="Calculate the project first.",
    )
