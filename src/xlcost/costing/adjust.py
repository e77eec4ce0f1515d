"""adjust_cost: Adjust Cost - Item Entries (costing-engine.md 4.1, 4.2).

The pipeline of a turn: the items of the deepest unadjusted level, one after the other - applied pass, average
pass, buffer, unit cost -, then the orders, whose outputs make items of the next level unadjusted. Turns repeat
until nothing is left. A second call without new postings adds nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from xlcost.costing.applied import applied_pass
from xlcost.costing.average import average_pass
from xlcost.costing.books import Books
from xlcost.costing.entries import ASSEMBLY, PRODUCTION
from xlcost.costing.gl_posting import with_automatic_posting
from xlcost.costing.hand_back import hand_back
from xlcost.costing.levels import low_level_codes
from xlcost.costing.methods import BY_ORDINAL
from xlcost.costing.order_adjustment import adjust_order
from xlcost.costing.plain_adjustment import PlainAdjustment
from xlcost.costing.unit_cost import update_unit_costs
from xlcost.costing.visit import Run, Visit
from xlcost.ledger import Ledger, Outcome
from xlcost.ledger.average_periods import FOREVER
from xlcost.ledger.boundary import codes
from xlcost.ledger.collector import rarely_collected
from xlcost.ledger.values import day_given
from xlcost.problems import Problem, Severity

_NAMED = 10  # items that a notice names


@rarely_collected()
def adjust_cost(ledger: Ledger, items: Iterable[str] | None = None, until: Any = None) -> Outcome:
    """Adjust Cost - Item Entries: brings the cost of every dependent entry up to date (costing-engine.md 4).

    `items`: item numbers (one may be given as text) that limit the run, also to the orders that make them; None for all.
    `until`: last valuation date of Average items that is valued (datetime.date or ISO text); None for no limit.

    Returns an Outcome: `added["Value Entry"]` are the adjustments - amounts in local currency, documents and dates of the
    entries they correct - and Unit Cost of the items is taken anew. A second call without new postings adds nothing.
    With Automatic Cost Posting = Yes the new value entries are posted to the G/L. `problems` may hold the note AC02: which
    items came without average cost entry points and were adjusted from the beginning.

    Raises XlcostError AC01 (columns that an import lacks), IJ02 and IJ03 (the date of an adjustment is not allowed), AC03
    (an average that does not settle).
    """
    named = codes(items)
    wanted = None if named is None else set(named)
    books = Books(ledger)
    run = Run(books, day_given(until, "until") or FOREVER)
    pending = _unadjusted_items(books, wanted)
    plain = PlainAdjustment.of(books, pending, run.till)
    books.load(pending if plain is None else {i for i in pending if i not in plain})
    done_until = adjust_books(run, pending, low_level_codes(ledger), wanted, plain)
    for entries in run.remembered.values():
        for entry in entries.values():
            entry.to_adjust = True
    for item in done_until:
        books.item(item).adjusted = False
    outcome = hand_back(books, books.settings.source_code, plain)
    if books.derived_points:
        outcome = replace(outcome, problems=(*outcome.problems, _without_points(books.derived_points)))
    return with_automatic_posting(ledger, outcome)


def _without_points(items: set[str]) -> Problem:
    """AC02: what was assumed where an export has no entry points."""
    names = sorted(items)
    shown = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
    return Problem(
        Severity.NOTE,
        "AC02",
        "Avg. Cost Adjmt. Entry Point",
        f"Cost is Adjusted is No, and there are no entry points of: {shown}.",
        "Entry points say from which day on an average must be taken anew; without them all periods of these items were.",
        "Export the table Avg. Cost Adjmt. Entry Point too, to have only the periods adjusted that the ERP would adjust.",
    )


def adjust_books(
    run: Run, pending: set[str], levels: Mapping[str, int], wanted: set[str] | None = None, plain: PlainAdjustment | None = None
) -> set[str]:
    """Adjusts lifted books turn by turn until nothing is left; the Average items that are adjusted only up to `run.till`.

    `pending`: items to begin with (emptied), `levels`: Low-Level Code per item, `wanted`: None for all items, `plain`: items that
    are adjusted from columns when their turn comes.
    """
    books = run.books
    done_until: set[str] = set()
    first = True
    while True:
        waiting = _waiting(books, pending, wanted, {i for i in done_until if not _waits_until(run, i)})
        if not waiting and not first:
            break
        deepest = max((levels.get(i, 0) for i in waiting), default=0)
        for item in sorted(i for i in waiting if levels.get(i, 0) == deepest):
            if plain is not None and item in plain:
                plain.visit(item)
            else:
                visit_item(run, item, done_until)
            pending.discard(item)
        _adjust_orders(run, wanted)
        first = False
    return done_until


def _unadjusted_items(books: Books, wanted: set[str] | None) -> set[str]:
    table = books.ledger.table("Item")
    if "Cost is Adjusted" not in table.given:
        return set()  # no entries at all
    found = set(table["No."][~table["Cost is Adjusted"]].tolist())
    return found if wanted is None else found & wanted


def _waits_until(run: Run, item: str) -> bool:
    """Whether an entry point up to the last date of the run waits: an order may have flagged one after the visit of its item."""
    return any(k[2] <= run.till for k in run.books.points.unadjusted(item))


def _waiting(books: Books, pending: set[str], wanted: set[str] | None, done_until: set[str]) -> set[str]:
    found = pending | {no for no, card in books.cards.items() if not card.adjusted and no in books.by_item}
    found = {i for i in found if i not in done_until and not books.known(i).excluded and not books.known(i).adjusted}
    return found if wanted is None else found & wanted


def visit_item(run: Run, item: str, done_until: set[str]) -> None:
    """One visit of one item."""
    books = run.books
    card = books.item(item)
    visit = Visit(run, books, card)
    visit.keys = {(location, variant) for variant, location, _ in books.points.unadjusted(item)}
    had_remembered = item in run.remembered
    applied_pass(visit)
    if BY_ORDINAL[card.method].by_average:
        average_pass(visit)
    visit.post_buffer()
    if BY_ORDINAL[card.method].by_average:
        left = books.points.unadjusted(item)
        card.adjusted = not any(k[2] <= run.till for k in left)
        if left and card.adjusted:
            done_until.add(item)
    else:
        books.points.set_adjusted(item, [k for k, adjusted in books.points.of(item).items() if not adjusted])
        card.adjusted = item not in run.remembered or had_remembered
        if not card.adjusted:
            for entry in run.remembered[item].values():
                entry.to_adjust = True
    if visit.keys:
        update_unit_costs(visit)


def _adjust_orders(run: Run, wanted: set[str] | None) -> None:
    for kind in (ASSEMBLY, PRODUCTION):
        keys = sorted(k for k, row in run.books.orders.items() if k[0] == kind and not row.adjusted and (kind == ASSEMBLY or row.finished))
        for key in keys:
            row = run.books.orders[key]
            if wanted is None or row.item in wanted:
                adjust_order(run, row)

