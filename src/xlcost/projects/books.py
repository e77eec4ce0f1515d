"""What a run on projects reads from the ledger: projects in table order, tasks in text order, and the errors of a run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from xlcost.ledger import Ledger
from xlcost.ledger.options import ProjectBlocked, ProjectStatus
from xlcost.ledger.values import Unreadable, day_of
from xlcost.problems import Problem, Severity, XlcostError

OK = "OK"
COMPLETION_ALREADY_POSTED = "COMPLETION_ALREADY_POSTED"


@dataclass(frozen=True, slots=True)
class ProjectCard:
    """A row of the table Project, as far as WIP looks at it."""

    position: int
    no: str
    status: int
    complete: bool
    blocked: int
    ending_date: int
    posting_group: str
    method: str
    posting_method: int

    def check_blocked(self) -> None:
        """PROJECT_BLOCKED unless Blocked is blank."""
        if self.blocked != ProjectBlocked.BLANK:
            raise XlcostError(
                "PROJECT_BLOCKED",
                f"Project {self.no} is blocked ({ProjectBlocked.of(self.blocked).caption}).",
                where=f"project {self.no}",
                rule="WIP is calculated and posted only for projects that are not blocked.",
                remedy="Clear Blocked on the project, or leave it out of the run.",
            )


_CARD = ("No.", "Status", "Complete", "Blocked", "Ending Date", "Project Posting Group", "WIP Method", "WIP Posting Method")
_KEYED = ("Project", "Project Task", "Project Planning Line", "Project WIP Method", "Project Posting Group", "Project Task Dimension")


def project_cards(ledger: Ledger, projects: Iterable[Any] | None) -> list[ProjectCard]:
    """The projects of a run in the order of the table, all when `projects` is None."""
    check_keys(ledger)
    table = ledger.table("Project")
    wanted = None if projects is None else {str(p).strip().upper() for p in _listed(projects)}
    unknown = sorted((wanted or set()) - set(table.index))
    if unknown:
        raise XlcostError(
            "PROJECT_MISSING",
            f"There is no project {', '.join(unknown)}.",
            where="projects",
            rule="A run names projects of the table Project.",
            remedy="Correct the project numbers.",
        )
    found = []
    for position, (no, status, complete, *rest) in enumerate(table.tuples(_CARD)):
        if wanted is None or no in wanted:
            found.append(ProjectCard(position, no, status, complete or status == ProjectStatus.COMPLETED, *rest))
    return found


def _listed(projects: Iterable[Any]) -> Iterable[Any]:
    return [projects] if isinstance(projects, str) else projects


def check_keys(ledger: Ledger) -> None:
    """DUPLICATE_KEY when a project table has two rows of one key (amounts would count twice)."""
    for name in _KEYED:
        table = ledger.table(name)
        if table.length and all(c in table.given for c in table.definition.key) and len(table.index) != table.length:
            seen: set[Any] = set()
            double = next(k for k in table.keys(table.definition.key) if k in seen or seen.add(k))  # type: ignore[func-returns-value]
            raise XlcostError(
                "DUPLICATE_KEY",
                f"{', '.join(table.definition.key)} {double} stands in two rows.",
                where=name,
                rule="A row has a key of its own.",
                remedy="Delete the row that was pasted twice.",
            )


def required_date(value: Any, caption: str) -> int:
    """Day number of a date option; POSTING_DATE_MISSING when blank, FILTER_SYNTAX when it is no date."""
    try:
        day = day_of(value)
    except Unreadable as error:
        raise XlcostError(
            "FILTER_SYNTAX", f"{error}.", where=caption, rule="A date option is a date.", remedy="Give it in the form 2025-01-31."
        ) from None
    if day:
        return day
    raise XlcostError(
        "POSTING_DATE_MISSING",
        f"{caption} is blank.",
        where=caption,
        rule="WIP is calculated and posted as of a date.",
        remedy=f"Fill {caption.removesuffix('.')}.",
    )


def required_document(value: Any, caption: str) -> str:
    """A document number; DOCUMENT_NO_MISSING when blank."""
    found = str(value or "").strip().upper()
    if found:
        return found
    raise XlcostError(
        "DOCUMENT_NO_MISSING",
        f"{caption} is blank.",
        where=caption,
        rule="Every WIP entry carries a document number.",
        remedy=f"Fill {caption.removesuffix('.')}.",
    )


def project_problem(no: str, error: XlcostError | OverflowError) -> tuple[str, Problem]:
    """Status and problem of a project whose part of a run failed."""
    if isinstance(error, XlcostError):
        problem = error.problem
        place = problem.where or f"project {no}"
        return error.code, Problem(Severity.ERROR, error.code, place, f"{problem.what}", problem.rule, problem.remedy)
    return "AMOUNT_TOO_LARGE", Problem(
        Severity.ERROR,
        "AMOUNT_TOO_LARGE",
        f"project {no}",
        f"{error}",
        "An amount of the ledger stays below 92,233,720,368,547.",
        "Correct the amounts of the project's planning lines and ledger entries.",
    )


def tool_warning(code: str, project: str, task: str, text: str) -> dict[str, str]:
    """A record of Outcome.warnings."""
    return {"Code": code, "Project No.": project, "Project Task No.": task, "Text": text}


def completion_posted(ledger: Ledger) -> set[str]:
    """Projects with a WIP G/L entry of a completion, reversed or not."""
    entries = ledger.table("Project WIP G/L Entry")
    return set(entries["Project No."][entries["Project Complete"]].tolist())


def task_positions(ledger: Ledger, cards: Sequence[ProjectCard]) -> dict[str, list[int]]:
    """Rows of Project Task by project, in the text order of the task numbers."""
    tasks = ledger.table("Project Task")
    numbers = tasks["Project Task No."].tolist()
    by_project = tasks.positions("Project No.")
    return {c.no: sorted(by_project.get(c.no, ()), key=numbers.__getitem__) for c in cards}
