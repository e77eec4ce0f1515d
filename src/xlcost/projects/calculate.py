"""Project Calculate WIP: what the books should show for each project as of a date (project-wip.md 4 and 5).

The run reads the ledger once (totals of all tasks, accounts, methods), then takes one project after the other, all or
nothing: groups, recognition, rows, warnings, controls. The results become table rows at the very end, so a project that
fails leaves no trace and takes no number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from xlcost.ledger import Ledger, Outcome
from xlcost.ledger.collector import rarely_collected
from xlcost.ledger.options import ProjectLedgerEntryType, WIPPostingMethod
from xlcost.money import CENT, Decimal96, sum_96, to_decimal
from xlcost.problems import Problem, XlcostError
from xlcost.projects.accounts import PostingGroups
from xlcost.projects.books import (
    COMPLETION_ALREADY_POSTED,
    OK,
    ProjectCard,
    completion_posted,
    project_cards,
    project_problem,
    required_date,
    required_document,
    task_positions,
    tool_warning,
)
from xlcost.projects.dimensions import Dimensions
from xlcost.projects.filters import DateFilter, date_filter
from xlcost.projects.groups import Group, Task, wip_groups
from xlcost.projects.identity import GroupCheck, check_group
from xlcost.projects.methods import Method, methods_of
from xlcost.projects.preflight import preflight_problems, wrong_sign_sales
from xlcost.projects.recognition import Recognized, recognize, recognize_complete
from xlcost.projects.record import record_calculation
from xlcost.projects.rows import Entry, GroupRows
from xlcost.projects.totals import EntriesByTask, Totals, task_totals
from xlcost.projects.warnings import WarningRule, group_warnings


@dataclass(frozen=True, slots=True)
class Request:
    """The resolved options of a run."""

    posting_date: int
    document_no: str
    posting_dates: DateFilter
    planning_dates: DateFilter
    independent: bool
    precision: int


@dataclass(frozen=True, slots=True)
class GroupResult:
    """A calculated WIP group."""

    task: str
    method: str
    totals: Totals
    rc: Decimal96
    rs: Decimal96
    entries: tuple[Entry, ...]
    warnings: tuple[WarningRule, ...]


@dataclass(slots=True)
class ProjectResult:
    """A calculated project, not yet in the tables."""

    card: ProjectCard
    complete: bool
    ending_date: int
    tasks: Sequence[Task]
    groups: list[GroupResult] = field(default_factory=list)
    tracking: dict[int, int] = field(default_factory=dict)
    warnings: list[dict[str, str]] = field(default_factory=list)
    causes: list[dict[str, Any]] = field(default_factory=list)


_TASK = ("Project Task No.", "Project Task Type", "WIP-Total", "WIP Method", "Project Posting Group", "Recognized Sales G/L Amount")


class Calculation:
    """One run over projects: what it reads, and how it calculates a single one."""

    def __init__(self, ledger: Ledger, cards: Sequence[ProjectCard], request: Request) -> None:
        self.ledger, self.request = ledger, request
        self.methods = methods_of(ledger)
        self.posting_groups = PostingGroups(ledger)
        self.dimensions = Dimensions(ledger)
        self._positions = task_positions(ledger, cards)
        self._totals = task_totals(ledger, request.posting_dates, request.planning_dates).T.tolist()
        self._tasks = ledger.table("Project Task").tuples(_TASK)
        self._entries: EntriesByTask | None = None

    @property
    def entries(self) -> EntriesByTask:
        """The ledger entries by task, sorted only if a project posts per ledger entry."""
        if self._entries is None:
            self._entries = EntriesByTask(self.ledger, self.request.posting_dates)
        return self._entries

    def project(self, card: ProjectCard) -> ProjectResult:
        """A project's calculation; XlcostError when it cannot be made, and then nothing of it stays."""
        mark = self.dimensions.mark()
        try:
            return self._project(card)
        except (XlcostError, OverflowError):
            self.dimensions.forget(mark)
            raise

    def _project(self, card: ProjectCard) -> ProjectResult:
        card.check_blocked()
        if not card.method:
            raise XlcostError(
                "WIP_METHOD_BLANK",
                f"Project {card.no} has no WIP Method.",
                where=f"project {card.no}",
                rule="A project that is calculated has a WIP Method.",
                remedy="Fill WIP Method on the project, or leave it out of the run.",
            )
        day = self.request.posting_date
        ending = card.ending_date or (day if card.complete else 0)
        result = ProjectResult(card, card.complete and day >= ending, ending, self._project_tasks(card))
        demand = self.posting_groups.demand()
        for group in wip_groups(result.tasks, card.method):
            rows = GroupRows(card.no, card.posting_group, demand, self.dimensions, self._tracked_entries(card), result.tracking)
            self._group(result, group, rows)
        demand.check(f"project {card.no}")
        for amount in (a for t in result.tasks for a in (t.rc, t.rs)):
            amount.ticks()  # OverflowError now, before anything is recorded
        return result

    def _project_tasks(self, card: ProjectCard) -> list[Task]:
        found = []
        for position in self._positions[card.no]:
            no, task_type, wip_total, method, posting_group, recognized_sales_gl = self._tasks[position]
            totals = Totals.of_ticks(self._totals[position])
            found.append(Task(position, no, task_type, wip_total, method, posting_group, recognized_sales_gl, totals))
        return found

    def _tracked_entries(self, card: ProjectCard) -> EntriesByTask | None:
        return self.entries if card.posting_method == WIPPostingMethod.PER_PROJECT_LEDGER_ENTRY else None

    def _group(self, result: ProjectResult, group: Group, rows: GroupRows) -> None:
        method, totals, card = self._method(group, result.card), group.totals, result.card
        others = self._recognize(result, group, totals, method)
        if result.complete:
            rows.complete(group)
        else:
            rows.running(group, method)
        if rows.entries is not None:
            _track_sales(group.closing, rows)
        entries = tuple(rows.wip_entries(method, self.request.precision))
        rc, rs = sum_96(t.rc for t in group.posting), sum_96(t.rs for t in group.posting)
        for amount in (rc, rs, totals.stc, totals.stp, totals.ctc, totals.ctp, totals.utc, totals.utp, totals.cic, totals.cip):
            amount.ticks()
        warnings = () if card.complete else tuple(group_warnings(totals, rc, rs))
        result.groups.append(GroupResult(group.closing.no, group.closing.method, totals, rc, rs, entries, warnings))
        where = f"project {card.no}, task {group.closing.no}"
        if others:
            text = _shared_text(group, others, independent=self.request.independent)
            result.warnings.append(tool_warning("ALLOCATION_SHARED", card.no, group.closing.no, text))
        if not result.complete:
            per_entry = rows.entries is not None
            check = check_group(group.posting, method, entries, per_ledger_entry=per_entry, shared=bool(others), where=where)
            _report(result, group.closing.no, check)

    def _recognize(self, result: ProjectResult, group: Group, totals: Totals, method: Method) -> list[Recognized] | None:
        """Sets the tasks' recognized amounts; returns the separate ones where sharing the percentage changes them."""
        independent, precision = self.request.independent, self.request.precision
        others = None
        if result.complete:
            found = recognize_complete(group.posting)
        else:
            found = recognize(group.posting, totals, method, precision, independent=independent)
            if method.shares_allocation and not independent and len(group.posting) > 1:
                separate = recognize(group.posting, totals, method, precision, independent=True)
                others = separate if separate != found else None
        for task, (costs, sales) in zip(group.posting, found, strict=True):
            task.rc, task.rs = costs, sales
        return others

    def _method(self, group: Group, card: ProjectCard) -> Method:
        found = self.methods.get(group.closing.method)
        if found is not None:
            return found
        if not group.posting:
            return next(iter(self.methods.values()))  # nothing to recognize: a total with zeros
        raise XlcostError(
            "METHOD_MISSING",
            f"There is no WIP method {group.closing.method!r}.",
            where=f"project {card.no}, task {group.closing.no}",
            rule="The WIP Method of a WIP group is a row of Project WIP Method or one of the built-in methods.",
            remedy="Add the method to the sheet Project WIP Method, or correct it on the task.",
        )


def _track_sales(closing: Task, rows: GroupRows) -> None:
    """Sale entries of the Total task that were never tracked, once the task has posted recognized sales (5.6)."""
    assert rows.entries is not None
    if not closing.recognized_sales_gl:
        return
    positions = rows.entries.positions(closing.position, ProjectLedgerEntryType.SALE, any_date=True)
    amounts = rows.entries.entries.tuples(("Line Amount (LCY)", "Amt. Posted to G/L"), positions)
    for position, (amount, posted) in zip(positions, amounts, strict=True):
        if amount and not posted and not rows.tracking.get(position):
            rows.tracking[position] = amount


def _shared_text(group: Group, others: Sequence[Recognized], *, independent: bool) -> str:
    def show(costs: Decimal96, sales: Decimal96) -> str:
        return f"costs {to_decimal(costs.ticks()):,f}, sales {to_decimal(sales.ticks()):,f}"

    shared = show(sum_96(t.rc for t in group.posting), sum_96(t.rs for t in group.posting))
    separate = show(sum_96(rc for rc, _ in others), sum_96(rs for _, rs in others))
    tasks = sum(1 for t, (rc, rs) in zip(group.posting, others, strict=True) if (t.rc, t.rs) != (rc, rs))
    return (
        f"Recognized costs and sales share one percentage: {shared}; with separate percentages {separate}; "
        f"{tasks} of {len(group.posting)} tasks differ."
    )


def _report(result: ProjectResult, task: str, check: GroupCheck) -> None:
    if check.breaks:
        result.warnings.append(tool_warning("WIP_IDENTITY", result.card.no, task, check.text()))
    for side, causes in (("Cost", check.cost_causes), ("Sales", check.sales_causes)):
        for code, amount in causes:
            result.causes.append(
                {"Project No.": result.card.no, "Project Task No.": task, "Side": side, "Cause": code, "Amount": to_decimal(amount.ticks())}
            )
    for code in check.notes:
        result.causes.append({"Project No.": result.card.no, "Project Task No.": task, "Side": "", "Cause": code, "Amount": None})


@rarely_collected()
def calculate_project_wip(
    ledger: Ledger,
    posting_date: Any = None,
    document_no: str = "",
    projects: Iterable[str] | None = None,
    posting_date_filter: Any = None,
    planning_date_filter: Any = None,
    allocation_carryover: str = "bc",
) -> Outcome:
    """Calculate the WIP of projects as of `posting_date` (project-wip.md 4).

    `projects`: numbers, None = all. `posting_date_filter` replaces "up to the posting date" for ledger entries,
    `planning_date_filter` limits the plan. `allocation_carryover`: "bc" (as the ERP) or "independent".
    The outcome has `statuses` per project, `controls`, `warnings`, and in `results["WIP Identity Causes"]` the causes of
    every identity that does not hold. Raises XlcostError for errors of the run (section 11); an error of one project is
    its status and a problem. Nothing is posted.
    """
    cards = project_cards(ledger, projects)
    request = _request(ledger, posting_date, document_no, posting_date_filter, planning_date_filter, allocation_carryover)
    run = Calculation(ledger, cards, request)
    closed = completion_posted(ledger)
    statuses: dict[str, str] = {}
    problems: list[Problem] = list(preflight_problems(ledger, cards))
    results: list[ProjectResult] = []
    stopped = []
    for card in cards:
        if card.no in closed:
            statuses[card.no] = COMPLETION_ALREADY_POSTED
            stopped.append(card.no)
            continue
        try:
            results.append(run.project(card))
            statuses[card.no] = OK
        except (XlcostError, OverflowError) as error:
            statuses[card.no], problem = project_problem(card.no, error)
            problems.append(problem)
    warnings = wrong_sign_sales(ledger, [c.no for c in cards if statuses[c.no] == OK])
    return record_calculation(ledger, request, results, run.dimensions, statuses, stopped, problems, warnings)


def _request(ledger: Ledger, day: Any, document: str, posting: Any, planning: Any, carryover: str) -> Request:
    posting_day = required_date(day, "Posting Date")
    if carryover not in ("bc", "independent"):
        raise XlcostError(
            "UNKNOWN_OPTION",
            f"{carryover!r} is not an allocation carry-over.",
            where="allocation_carryover",
            rule="It is bc (one percentage for costs and sales, as in the ERP) or independent.",
            remedy="Choose one of the two.",
        )
    posting_dates = date_filter(posting, "Posting Date Filter")
    precision = int(ledger.setup("General Ledger Setup")["Amount Rounding Precision"])
    return Request(
        posting_day,
        required_document(document, "Document No."),
        posting_dates if posting_dates.ranges else DateFilter.up_to(posting_day),
        date_filter(planning, "Planning Date Filter"),
        carryover == "independent",
        precision or CENT,
    )
