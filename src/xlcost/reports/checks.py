"""The proofs of a close: two figures that must agree, each with a statement (goals.md N1, R)."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from xlcost.ledger import Ledger
from xlcost.problems import Problem, Severity, XlcostError
from xlcost.reports.close_lines import Check
from xlcost.reports.ties import ties_of

if TYPE_CHECKING:
    from xlcost.reports.close import Close

ZERO = Decimal("0.00")


def findings_of(ledger: Ledger, problems: list[Problem]) -> list[dict[str, Any]]:
    """Audit findings; a problem instead when the audit cannot run on this ledger."""
    from xlcost.views import audit_costs

    if not ledger.table("Item Ledger Entry").length:
        return []
    try:
        return list(audit_costs(ledger, checks="all"))
    except XlcostError as error:
        found = error.problem
        problems.append(Problem(Severity.WARNING, found.code, found.where or "Audit", found.what, found.rule, found.remedy))
        return []


def checks_of(close: Close) -> list[Check]:
    """All proofs of a close, in the order of the Evidence sheet."""
    return [*valuation_checks(close), *ties_of(close), *_matrix(close), *_unexplained(close), *_posting(close), *_control_totals(close)]


def _check(name: str, left: Any, right: Any, statement: str, code: str) -> Check:
    return Check(name, left, right, statement, left == right, code)


def valuation_checks(close: Close) -> list[Check]:
    """The valuation report against the value entries by posting group and location."""
    grid = close.grids.get("Inventory Valuation")
    if grid is None:
        return []
    options = close.options
    key = "Expected Cost Included Ending Value" if options.include_expected_cost else "Ending Value"
    report = sum((r[key] for r in grid.records()), ZERO)
    expected = close.tie_out.total("Inventory (Interim)") if options.include_expected_cost else ZERO
    outside = close.tie_out.outside_the_report(options.include_expected_cost)
    pairs = close.tie_out.total("Inventory") + expected + outside
    return [_check("Valuation = value entries", report, pairs, "Report total against posting groups and locations", "T01")]


def _matrix(close: Close) -> list[Check]:
    matrix = close.reconciliation.matrix
    total = matrix.get("Total", {})
    outside = ("Total", "G/L Total", "Difference", "Warning")
    checks = []
    for column in ("Inventory", "Inventory (Interim)", "WIP Inventory"):
        rows = sum((cells.get(column, ZERO) for row, cells in matrix.items() if row not in outside), ZERO)
        checks.append(_check(f"Matrix column {column} closes", -rows, total.get(column, ZERO), "Rows add up to minus the Total", "T03"))
    return checks


def _unexplained(close: Close) -> list[Check]:
    accounts = close.reconciliation.accounts
    left = sum((abs(a["unexplained"]) for a in accounts.values()), ZERO)
    return [_check("Unexplained", left, ZERO, f"{len(accounts)} of {len(accounts)} accounts proven to the cent", "T04")]


def _posting(close: Close) -> list[Check]:
    from xlcost.posting import post_inventory_cost

    entries = close.posting.added.get("G/L Entry", [])
    documents: dict[Any, Decimal] = defaultdict(Decimal)
    for entry in entries:
        documents[entry["Document No."], entry["Posting Date"]] += entry["Amount"]
    worst = max((abs(v) for v in documents.values()), default=ZERO)
    again = post_inventory_cost(
        close.posting.ledger,
        posting_method=close.options.posting_method,
        document_no=close.options.posting_document,
        date_to=close.options.period.last,
        user_id=close.options.user_id,
    )
    return [
        _check("Each posting balances", worst, ZERO, f"{len(documents):,} documents, debit equals credit", "T05"),
        _check("Second run of posting adds nothing", again.posted_count, 0, "Posting twice posts once", "T06"),
    ]


def _control_totals(close: Close) -> list[Check]:
    """The ledger that was read is still in the ledger that is shown: rows only added, amounts only by the stages."""
    checks = []
    for name in ("Item Ledger Entry", "Value Entry", "G/L Entry"):
        added = close.ledger.table(name).length - close.before.table(name).length
        by_stages = sum(
            stage.added_rows[name].length
            for done, stage in ((close.options.adjust, close.adjustment), (close.options.post, close.posting))
            if done and stage is not None and name in stage.added_rows
        )
        checks.append(_check(f"{name}: rows added", added, by_stages, "Only what the stages report was added", "T07"))
    return checks
