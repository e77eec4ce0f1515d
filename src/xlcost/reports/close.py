"""Closing a period: THE pipeline of the month-end, one named step after the other.

    adjust -> post -> reports -> reconcile (as it stands, as it would stand) -> check

By default nothing is carried out: adjusting and posting are previews, the reports and the reconciliation show
the ledger as it is, and a second reconciliation (`Close.after`) shows it as it would stand (`Close.would_stand`). With `adjust` or `post` the step is
carried out and everything after it shows the state after.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from xlcost.ledger import Ledger, Outcome, Table
from xlcost.ledger.collector import give_back, rarely_collected
from xlcost.ledger.content_hash import ledger_hash
from xlcost.problems import Problem, Severity, XlcostError
from xlcost.reports.close_lines import Check, Step
from xlcost.reports.grid import Grid
from xlcost.reports.period import Period, parse_period
from xlcost.reports.warning_rules import problem_of

if TYPE_CHECKING:
    from xlcost.reports.would_stand import WouldStand

Say = Callable[[str], None]


@dataclass(frozen=True)
class CloseOptions:
    """What the close was asked for; everything that decides its figures."""

    period: Period
    adjust: bool = False
    post: bool = False
    posting_method: str = "Per Entry"
    document_no: str = ""
    compatibility: str = "exact"
    include_expected_cost: bool = True
    user_id: str = ""

    @property
    def posting_document(self) -> str:
        """Document No. of a run per posting group, INV and the period unless one is given; per entry none is allowed (R01)."""
        if self.posting_method == "Per Entry":
            return ""
        return self.document_no or f"INV{self.period.key.replace('-', '')}"


@dataclass(frozen=True)
class Close:
    """Everything a month-end pack shows."""

    options: CloseOptions
    before: Ledger  # as read
    ledger: Ledger  # the state that the reports show
    adjustment: Outcome | None  # what adjusting adds (None: could not be computed; see problems)
    posting: Outcome  # what posting adds
    test_report: Sequence[dict[str, Any]]
    grids: dict[str, Grid]
    reconciliation: Any
    tie_out: Any
    findings: Sequence[dict[str, Any]]
    checks: Sequence[Check] = ()
    steps: Sequence[Step] = ()
    problems: Sequence[Problem] = field(default=())

    @property
    def would_adjust(self) -> bool:
        """Adjusting was not carried out and would add value entries."""
        added = self.adjustment.added_rows.get("Value Entry") if self.adjustment is not None else None
        return not self.options.adjust and added is not None and bool(added.length)

    @property
    def would_change(self) -> bool:
        """Adjusting or posting would still add something."""
        return self.would_adjust or (not self.options.post and bool(self.posting.posted_count))

    @property
    def after(self) -> Any:
        """The reconciliation as it would stand after adjusting and posting; made each time somebody asks, if anything would change."""
        from xlcost.costing import adjust_cost
        from xlcost.views import reconcile_inventory

        if not self.would_change:
            return self.reconciliation
        would = _posting(adjust_cost(self.ledger).ledger, self.options).ledger if self.would_adjust else self.posting.ledger
        found = reconcile_inventory(would, date_to=self.options.period.last)
        would.let_go()
        return found

    @cached_property
    def would_stand(self) -> WouldStand:
        """Account by account: the difference now, by adjusting, by posting, and what would be left."""
        from xlcost.reports.would_stand import would_stand

        return would_stand(self)


@rarely_collected()
def close_period(
    ledger: Ledger,
    period: str | Period,
    *,
    adjust: bool = False,
    post: bool = False,
    posting_method: str = "Per Entry",
    document_no: str = "",
    compatibility: str = "exact",
    include_expected_cost: bool = True,
    user_id: str = "",
    say: Say = lambda text: None,
) -> Outcome:
    """The whole month-end of a ledger.

    Returns an Outcome: `ledger` as it is after the steps that were carried out, `added` and `changed` by them,
    `problems`, and `results` = {"close": Close, "grids": {name: Grid}, "reconciliation": Reconciliation,
    "checks": [record]}. Raises XlcostError R03 for a text that is no period, and the errors of posting.
    """
    options = CloseOptions(parse_period(period), adjust, post, posting_method, document_no, compatibility, include_expected_cost, user_id)
    close = _run(ledger, options, say)
    added: dict[str, Table] = {}
    changed: dict[str, Table] = {}
    for done, stage in ((adjust, close.adjustment), (post, close.posting)):
        if done and stage is not None:
            added.update(stage.added_rows)
            changed.update(stage.changed_rows)
    checks = [{"Check": c.name, "Left": c.left, "Right": c.right, "Statement": c.statement, "Passed": c.passed} for c in close.checks]
    results = {"close": close, "grids": close.grids, "reconciliation": close.reconciliation, "checks": checks}
    return Outcome(close.ledger, added, changed, tuple(close.problems), close.posting.skipped, results=results)


def _run(ledger: Ledger, options: CloseOptions, say: Say) -> Close:
    from xlcost.posting import check_inventory_cost_posting
    from xlcost.reports.checklist import steps_of
    from xlcost.reports.checks import checks_of, findings_of
    from xlcost.views import reconcile_inventory

    problems = list(ledger.problems)
    say("Adjust Cost - Item Entries")
    adjustment = _adjustment(ledger, problems)
    adjusted = ledger
    if adjustment is not None and options.adjust:
        adjusted = adjustment.ledger
    elif adjustment is not None:
        adjustment = replace(adjustment, ledger=ledger)  # a preview: what it adds is shown, its books are not kept
    say("Post Inventory Cost to G/L")
    posting = _posting(adjusted, options)
    test_report = check_inventory_cost_posting(
        adjusted, posting_method=options.posting_method, document_no=options.posting_document, date_to=options.period.last, user_id=options.user_id
    )
    shown = posting.ledger if options.post else adjusted
    say("Reports")
    grids = _grids(shown, options, problems)
    _let_go(shown)
    say("Inventory - G/L Reconciliation")
    reconciliation = reconcile_inventory(shown, date_to=options.period.last)
    _let_go(shown)
    say("Audit checks")
    findings = findings_of(shown, problems)
    _let_go(shown)
    tie_out = _tie_out(shown, options, reconciliation)
    close = Close(
        options, ledger, shown, adjustment, posting, test_report, grids, reconciliation, tie_out, findings, problems=tuple(problems)
    )
    checks = checks_of(close)
    _let_go(shown)
    return _with(close, checks=checks, steps=steps_of(close, checks))


def _let_go(ledger: Ledger) -> None:
    """What the views of one step remember of a ledger is not what those of the next one need; the sides of the reconciliation stay."""
    from xlcost.views.lines import BookLines, GLSide
    from xlcost.views.links import Links

    ledger.let_go(keep=(BookLines, GLSide, Links, ledger_hash))
    give_back()


def _with(close: Close, **changes: Any) -> Close:
    return replace(close, **changes)


def _posting(ledger: Ledger, options: CloseOptions) -> Outcome:
    from xlcost.posting import post_inventory_cost

    outcome: Outcome = post_inventory_cost(
        ledger,
        posting_method=options.posting_method,
        document_no=options.posting_document,
        date_to=options.period.last,
        user_id=options.user_id,
    )
    return outcome


def _adjustment(ledger: Ledger, problems: list[Problem]) -> Outcome | None:
    """What Adjust Cost adds; None with a warning when the export lacks what adjusting needs."""
    from xlcost.costing import adjust_cost

    try:
        outcome: Outcome = adjust_cost(ledger)
    except XlcostError as error:
        found = error.problem
        problems.append(Problem(Severity.WARNING, found.code, found.where or "Adjust Cost", found.what, found.rule, found.remedy))
        return None
    return outcome


REPORTS_OF_CLOSE = (
    "Inventory Valuation",
    "Inventory to G/L Reconcile",
    "Inventory Valuation - WIP",
    "Invt. Valuation - Cost Spec.",
    "Cost Shares Breakdown",
)
PROJECTS_OF_CLOSE = ("Project WIP Schedule", "Project WIP Schedule - Balances", "Project WIP Accounts - G/L", "Project WIP Controls")


def _grids(ledger: Ledger, options: CloseOptions, problems: list[Problem]) -> dict[str, Grid]:
    from xlcost.reports import run_report

    first, last = options.period.first, options.period.last
    asked: dict[str, dict[str, Any]] = {
        "Inventory Valuation": {"Starting Date": first, "Ending Date": last, "Include Expected Cost": options.include_expected_cost},
        "Inventory to G/L Reconcile": {"Ending Date": last},
        "Invt. Valuation - Cost Spec.": {"Valuation Date": last},
    }
    if ledger.table("Production Order").length:
        asked["Inventory Valuation - WIP"] = {"Starting Date": first, "Ending Date": last}
    asked["Cost Shares Breakdown"] = {"Starting Date": first, "Ending Date": last, "Print Cost Share": "Inventory"}
    grids: dict[str, Grid] = {}
    for name in REPORTS_OF_CLOSE:
        if name not in asked:
            continue
        grid = run_report(ledger, name, {**asked[name], "Compatibility": options.compatibility, "Work Date": last})
        grids[name] = grid
        problems += [problem_of(name, w) for w in grid.warnings]
    return grids | _project_grids(ledger, options, problems)


def _project_grids(ledger: Ledger, options: CloseOptions, problems: list[Problem]) -> dict[str, Grid]:
    """Work in process of projects as of the last day: what must stand on the books, what does, and the controls; nothing is posted."""
    from xlcost.reports import run_report

    grids: dict[str, Grid] = {}
    if not ledger.table("Project").length:
        return grids
    last = options.period.last
    for name in PROJECTS_OF_CLOSE:
        try:
            grids[name] = run_report(ledger, name, {"Control Date": last, "Work Date": last})
        except XlcostError as error:  # an error of scope run: the inventory close goes on without this sheet
            found = error.problem
            problems.append(Problem(Severity.WARNING, found.code, found.where or name, found.what, found.rule, found.remedy))
    if PROJECTS_OF_CLOSE[0] in grids:
        problems += [problem_of(PROJECTS_OF_CLOSE[0], w) for w in grids[PROJECTS_OF_CLOSE[0]].warnings]
    return grids


def _tie_out(ledger: Ledger, options: CloseOptions, reconciliation: Any) -> Any:
    from xlcost.views.tie_out import tie_out

    return tie_out(ledger, options.period.last, reconciliation=reconciliation)


def ledger_close(ledger: Ledger, period: Period, grids: dict[str, Grid]) -> Close:
    """A ledger as it stands against its general ledger, without adjusting, posting and checks: what a single report shows beside its figures."""
    from xlcost.reports.checks import valuation_checks
    from xlcost.views import reconcile_inventory

    options = CloseOptions(period, include_expected_cost=bool(next(iter(grids.values())).options.get("Include Expected Cost")))
    nothing = Outcome(ledger)
    reconciliation = reconcile_inventory(ledger, date_to=period.last)
    tie_out = _tie_out(ledger, options, reconciliation)
    close = Close(options, ledger, ledger, nothing, nothing, [], grids, reconciliation, tie_out, [])
    return _with(close, checks=valuation_checks(close))
