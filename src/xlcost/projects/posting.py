"""Project Post WIP to G/L: reverse what is on the books, post the pending calculation (project-wip.md 7).

Posting is a replacement: all open WIP G/L entries of a project are reversed in full, then the unposted WIP entries are
posted. Without a pending calculation the reversal stands alone. Every WIP G/L entry is a pair of G/L entries, and its
G/L Entry No. is that of the second one, the balancing line.

Worked example (E1): January posts Applied Costs -400 on 7180 against 2231. The posting of 28 February first writes +400
on 7180 and -400 on 2231 under the reversal document, marks January's entry Reversed, and then posts February's -800.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from xlcost.ledger import Ledger, Outcome
from xlcost.ledger.ledger import rows_table
from xlcost.ledger.options import ProjectWIPEntryType
from xlcost.ledger.table import Row, Table
from xlcost.money import Array
from xlcost.problems import Problem, XlcostError
from xlcost.projects.books import (
    COMPLETION_ALREADY_POSTED,
    OK,
    ProjectCard,
    completion_posted,
    project_cards,
    project_problem,
    required_date,
    required_document,
    tool_warning,
)
from xlcost.projects.clear import changed_rows, of_projects, without_calculation
from xlcost.projects.identity import wip_controls
from xlcost.projects.journal import Journal, journal_records
from xlcost.projects.ledger_accounts import PostingRules

_RECOGNIZED = (int(ProjectWIPEntryType.RECOGNIZED_COSTS), int(ProjectWIPEntryType.RECOGNIZED_SALES))
_COPIED = (
    "WIP Posting Date",
    "Document No.",
    "Project No.",
    "Project Complete",
    "Project WIP Total Entry No.",
    "G/L Account No.",
    "G/L Bal. Account No.",
    "WIP Method Used",
    "WIP Posting Method Used",
    "Type",
    "WIP Entry Amount",
    "Project Posting Group",
    "Reverse",
    "Global Dimension 1 Code",
    "Global Dimension 2 Code",
    "Dimension Set ID",
)
_REVERSED = ("Entry No.", "Posting Date", "Description", *_COPIED)


@dataclass(frozen=True, slots=True)
class Request:
    """The resolved options of a run."""

    reversal_date: int
    reversal_document: str
    reverse_only: bool
    use_reversal_date: bool
    user_id: str = ""


@dataclass(slots=True)
class ProjectPosting:
    """What one project posts, not yet numbered: positions of the entries to reverse, rows to post."""

    card: ProjectCard
    reversals: list[Row]
    reversed_positions: list[int]
    posted: list[Row]
    warnings: list[dict[str, str]] = field(default_factory=list)


class Posting:
    """One run over projects: what it reads, and what a single project posts."""

    def __init__(self, ledger: Ledger, request: Request) -> None:
        self.ledger, self.request = ledger, request
        self.rules = PostingRules(ledger, request.user_id)
        self._gl = ledger.table("Project WIP G/L Entry")
        self._gl_of = self._gl.positions("Project No.")
        self._wip = ledger.table("Project WIP Entry")
        self._wip_of = self._wip.positions("Project No.")

    def project(self, card: ProjectCard) -> ProjectPosting:
        """A project's posting; XlcostError when it cannot be posted."""
        card.check_blocked()
        open_positions, kept = self._open(card.no)
        pending = self._wip.rows(("Entry No.", *_COPIED), self._wip_of.get(card.no, ()))
        result = ProjectPosting(card, self._reversals(card, open_positions), open_positions, [])
        if not self.request.reverse_only:
            result.posted = self._new_rows(card, sorted(pending, key=lambda r: int(r["Entry No."])))
        for row in (*result.reversals, *result.posted):
            self.rules.check(row, f"project {card.no}")
        result.warnings = self._warnings(card.no, kept, result, bool(pending))
        return result

    def _open(self, project: str) -> tuple[list[int], list[int]]:
        """Open WIP G/L entries to reverse, in posting order, and the open ones that are never reversed."""
        columns = ("Reversed", "Reverse", "Project Complete", "Type", "Entry No.")
        positions = self._gl_of.get(project, [])
        found, kept = [], []
        for position, (is_reversed, reverse, *order) in zip(positions, self._gl.tuples(columns, positions), strict=True):
            if not is_reversed and reverse:
                found.append((order, position))
            elif not is_reversed:
                kept.append(position)
        return [position for _, position in sorted(found)], kept

    def _reversals(self, card: ProjectCard, positions: Sequence[int]) -> list[Row]:
        """Rows of the reversal: the entries with opposite sign, at the reversal date."""
        rows = self._gl.rows(_REVERSED, positions)
        for row in rows:
            if row["Posting Date"] > self.request.reversal_date:
                raise XlcostError(
                    "REVERSAL_BEFORE_POSTING",
                    f"WIP G/L entry {row['Entry No.']} was posted after the Reversal Posting Date.",
                    where=f"project {card.no}",
                    rule="A reversal is posted on or after the Posting Date of what it reverses.",
                    remedy="Choose a later Reversal Posting Date.",
                )
            row["Posting Date"] = self.request.reversal_date
            row["Document No."] = self.request.reversal_document
            row["WIP Entry Amount"] = -row["WIP Entry Amount"]
        return rows

    def _new_rows(self, card: ProjectCard, pending: Sequence[Row]) -> list[Row]:
        """Rows of the new WIP G/L entries, without numbers."""
        for row in pending:
            row["Posting Date"] = self.request.reversal_date if self.request.use_reversal_date else row["WIP Posting Date"]
            row["Description"] = f"{_word(row)} {card.no}"
        return list(pending)

    def _warnings(self, project: str, kept: Sequence[int], posting: ProjectPosting, pending: bool) -> list[dict[str, str]]:
        found = []
        if kept:
            numbers = ", ".join(str(n) for n in self._gl["Entry No."][np.asarray(kept)].tolist())
            text = f"WIP G/L entries with Reverse = No stay on the books: {numbers}."
            found.append(tool_warning("REVERSE_NO_ENTRIES", project, "", text))
        if self.request.reverse_only and pending:
            text = "The tasks show the pending calculation as posted, though only the reversal was."
            found.append(tool_warning("TASK_GL_NOT_POSTED", project, "", text))
        if posting.reversals and not posting.posted and not self.request.reverse_only:
            text = f"{len(posting.reversals)} WIP G/L entries are reversed and nothing is posted: there is no pending calculation."
            found.append(tool_warning("NOTHING_TO_POST_AFTER_REVERSAL", project, "", text))
        return found


def _word(row: Row) -> str:
    if row["Type"] not in _RECOGNIZED:
        return "WIP"
    return "Completion" if row["Project Complete"] else "Recognition"


def post_project_wip(
    ledger: Ledger,
    reversal_posting_date: Any = None,
    reversal_document_no: str = "",
    projects: Iterable[str] | None = None,
    reverse_only: bool = False,
    use_reversal_date: bool = False,
    user_id: str = "",
) -> Outcome:
    """Reverse the posted WIP of projects and post the pending calculation (project-wip.md 7).

    `reverse_only` leaves the pending calculation; `use_reversal_date` posts it on the reversal date instead of its WIP
    posting date. Posting dates lie in the range of the User Setup of `user_id`, else of the General Ledger Setup (E05);
    inventory periods do not limit them. The outcome has `statuses`, `warnings`, and in `results["WIP Journal"]` one record per WIP G/L entry
    posted or reversed. Raises XlcostError for errors of the run; an error of one project is its status and a problem,
    and nothing of that project is posted or reversed.
    """
    request = Request(
        required_date(reversal_posting_date, "Reversal Posting Date"),
        required_document(reversal_document_no, "Reversal Document No."),
        reverse_only,
        use_reversal_date,
        user_id,
    )
    cards = project_cards(ledger, projects)
    closed = completion_posted(ledger)
    run = Posting(ledger, request)
    statuses: dict[str, str] = {}
    problems: list[Problem] = []
    postings: list[ProjectPosting] = []
    for card in cards:
        if card.no in closed:
            statuses[card.no] = COMPLETION_ALREADY_POSTED
            continue
        try:
            postings.append(run.project(card))
            statuses[card.no] = OK
        except XlcostError as error:
            statuses[card.no], problem = project_problem(card.no, error)
            problems.append(problem)
    return _record(ledger, request, postings, statuses, problems)


def _record(
    ledger: Ledger, request: Request, postings: Sequence[ProjectPosting], statuses: Mapping[str, str], problems: Sequence[Problem]
) -> Outcome:
    """The outcome of a posting: numbers, tables, tracking columns."""
    journal = Journal(ledger, [(p.reversals, p.posted) for p in postings])
    added = {
        "Project WIP G/L Entry": rows_table("Project WIP G/L Entry", journal.wip_gl_entries),
        "G/L Entry": rows_table("G/L Entry", journal.gl_entries),
        "G/L Register": rows_table("G/L Register", journal.registers),
    }
    names = {p.card.no for p in postings}
    after = ledger.with_tables(
        _mark_reversed(ledger.table("Project WIP G/L Entry"), [i for p in postings for i in p.reversed_positions], request.reversal_date),
        _tasks_posted(ledger.table("Project Task"), names),
    )
    if not request.reverse_only:
        totals = {row["Project WIP Total Entry No."] for p in postings for row in p.posted}
        after = after.with_tables(
            _totals_posted(ledger.table("Project WIP Total"), totals), _track(ledger.table("Project Ledger Entry"), names)
        )
        after = without_calculation(after, names)
    changed = changed_rows(ledger, after, "Project Task", "Project WIP G/L Entry", "Project Ledger Entry")
    after = after.with_tables(*(after.table(name).concat(table) for name, table in added.items() if table.length))
    return Outcome(
        after,
        added,
        changed,
        (*ledger.problems, *problems),
        posted_count=len(journal.wip_gl_entries),
        statuses=statuses,
        warnings=tuple(w for p in postings for w in p.warnings),
        controls=wip_controls(after),
        results={"WIP Journal": journal_records((p.reversals, p.posted) for p in postings)},
    )


def _mark_reversed(table: Table, positions: Sequence[int], day: int) -> Table:
    if not positions:
        return table
    return table.replace_rows(positions, {"Reversed": [True] * len(positions), "Reverse Date": [day] * len(positions)})


def _tasks_posted(table: Table, projects: set[str]) -> Table:
    """Recognized G/L amounts := the recognized amounts, on all tasks of the projects."""
    rows = of_projects(table, "Project No.", projects)

    def moved(side: str) -> Array:
        return np.where(rows, table[f"Recognized {side} Amount"], table[f"Recognized {side} G/L Amount"])

    return table.with_columns({f"Recognized {side} G/L Amount": moved(side) for side in ("Sales", "Costs")})


def _totals_posted(table: Table, numbers: set[int]) -> Table:
    used = np.isin(table["Entry No."], np.fromiter(numbers, np.int64, len(numbers)))
    return table.with_columns({"Posted to G/L": table["Posted to G/L"] | used}) if used.any() else table


def _track(table: Table, projects: set[str]) -> Table:
    """Amt. Posted to G/L += Amt. to Post to G/L; the latter is zeroed with the calculation."""
    to_post = np.where(of_projects(table, "Project No.", projects), table["Amt. to Post to G/L"], 0)
    return table.with_columns({"Amt. Posted to G/L": table["Amt. Posted to G/L"] + to_post}) if to_post.any() else table
