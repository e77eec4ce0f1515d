"""Cross-report ties of a close (valuation-reports.md 6.10): different reports, the same stock value.

Two of the controls are identities: a difference is a defect. The others hold once costs are adjusted and nothing is dated after the end; on a
ledger that still has to be adjusted, or for a past date, they may differ by rule [Q4, Q20]. Then the check says for which items and by how much;
nothing is plugged.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from xlcost.problems import XlcostError
from xlcost.reports.close_lines import Check

if TYPE_CHECKING:
    from xlcost.reports.close import Close

CODE = "T08"
ZERO = Decimal("0.00")


def ties_of(close: Close) -> list[Check]:
    """One check per control."""
    from xlcost.views.report_controls import cross_report_controls

    ledger, period = close.ledger, close.options.period
    try:
        found = cross_report_controls(ledger, period.first, period.last)
    except XlcostError as error:
        return [Check("Cross-report ties", "", "", f"Not run: {error.problem.what}", True, CODE, by_rule=True)]
    return [_bridge(close), *_item_bridge(close), *(_check(control) for control in found)]


def _bridge(close: Close) -> Check:
    """Opening and movements of the cover against the tie-out."""
    from xlcost.reports.pack.movement import movements

    closing = movements(close)[2]
    pairs = sum((close.tie_out.total(kind) for kind in ("Inventory", "Inventory (Interim)")), Decimal(0))
    return Check("Bridge of the cover = value entries", closing, pairs, "Opening and movements against the tie-out", closing == pairs, CODE)


def _item_bridge(close: Close) -> list[Check]:
    """The item-level bridge against Inventory Valuation, and against the cause Not yet posted of the inventory accounts."""
    from xlcost.views.tie_out import SHARED

    grid, valuation = close.grids.get("Inventory to G/L Reconcile"), close.grids.get("Inventory Valuation")
    if grid is None or valuation is None:
        return []
    totals = grid.facts["totals"]
    value = valuation.facts["ending_actual"] + valuation.facts["ending_expected"]
    same = totals["total_value"] == value
    checks = [Check("Item bridge = valuation", totals["total_value"], value, "Item by item, expected cost included", same, CODE)]
    accounts = {a["G/L Account No."]: a for kind in ("Inventory", "Inventory (Interim)") for a in close.tie_out.of(kind)}
    waiting = -sum((a["Causes"].get("Not yet posted", ZERO) for a in accounts.values()), ZERO)
    to_be_posted = totals["total_to_be_posted"]
    whole = not valuation.warnings and all(no and SHARED not in a["Causes"] for no, a in accounts.items())
    equal = to_be_posted == waiting
    words = "Item by item and account by account" if equal or whole else "Accounts without setup, shared accounts or items without a card"
    name = "Item bridge, to be posted = Not yet posted"
    return [*checks, Check(name, to_be_posted, waiting, words, equal or not whole, CODE, by_rule=not equal and not whole)]


def _check(control: dict[str, Any]) -> Check:
    left, right = control["Left"], control["Right"]
    if control["Passed"]:
        tolerance = f"; within {control['Tolerance']:,.2f}" if control["Tolerance"] else ""
        return Check(control["Control"], left, right, control["Statement"] + tolerance, True, CODE)
    by_rule = not control["Identity"]
    return Check(control["Control"], left, right, _reason(control) if by_rule else control["Statement"], by_rule, CODE, by_rule=by_rule)


def _reason(control: dict[str, Any]) -> str:
    items: list[tuple[str, Decimal]] = control["Items"]
    names = ", ".join(f"{no} {difference:+,.2f}" for no, difference in items[:3]) + (", …" if len(items) > 3 else "")
    counted = "1 item" if len(items) == 1 else f"{len(items):,} items"
    where = f": {counted} ({names})" if items else ""
    return f"Costs are adjusted after this date or not yet{where}"
