"""The applied pass: cost along applications (costing-engine.md 4.3).

The specification describes a recursion from every flagged entry. The result is a fixed point - the target of
a recipient depends only on its sources - so the entries that can be reached are sorted topologically once and
every recipient is computed once, after all its sources: O(entries + applications), no recursion.

Example: receipt 1 @ 1000, sale, exact return of the sale, then a charge of 100 on the receipt. Flagged is the
receipt; the order is receipt, sale, return; the sale becomes -1100 and then the return +1100.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from xlcost.costing.entries import (
    AVERAGE,
    CONSUMPTION,
    INDIRECT,
    MATERIAL_VARIANCE,
    OUTPUT,
    PURCHASE,
    PURCHASE_VARIANCE,
    SALE,
    STANDARD,
    TRANSFER,
    VARIANCE,
    Application,
    ItemEntry,
    Value,
)
from xlcost.costing.exact_reversal import adjust_inbound, adjust_transfer_in
from xlcost.costing.rounding import eliminate_rounding
from xlcost.costing.shares import ELEMENTS, expected_in, first_value, outbound_cost, plus
from xlcost.costing.visit import Visit
from xlcost.ledger.options import DocumentType
from xlcost.money import TICKS, divide, round_running

RETURN_SHIPMENT = int(DocumentType.PURCHASE_RETURN_SHIPMENT)
TURNS = 20  # of an amount that goes up and down (4.5)


def applied_pass(visit: Visit) -> None:
    """Forwards the cost of every flagged entry of the item, then writes the rounding residuals."""
    starts = [e for e in visit.books.by_item[visit.card.no] if e.to_adjust]
    for entry in starts:
        if entry.quantity < 0 and not entry.takes and visit.card.method != AVERAGE:
            adjust_outbound(visit, entry)  # a fixed application took its source away (2.6): the unit cost of its posting is left
    forwarded = spread(visit, starts)
    for entry in sorted((e for e in forwarded if e.quantity > 0), key=lambda e: e.no):
        eliminate_rounding(visit, entry)


def successors(visit: Visit, entry: ItemEntry) -> Iterator[tuple[ItemEntry, Application]]:
    """The recipients of an entry along rows with Cost Application."""
    entries = visit.books.entries
    if entry.quantity > 0:
        for row in entry.gives:
            if row.cost_application:
                yield entries[row.ile_no], row
        rows = entry.transferred
    else:
        rows = [r for r in entry.returned if not r.transferred_from]
    for row in rows:
        if row.cost_application:
            yield entries[row.ile_no], row


def topological(visit: Visit, starts: Iterable[ItemEntry]) -> list[ItemEntry]:
    """The entries that can be reached, sources before recipients.

    An outbound of an Average item that is reached along one row with Cost Application costs what all of its sources give, those without
    as well: when such a source is reached too, it comes first.
    """
    reached = _sorted_along(starts, lambda entry: (follower for follower, _ in successors(visit, entry)))
    if visit.card.method != AVERAGE or all(r.cost_application for e in reached if e.quantity < 0 for r in e.takes):
        return reached
    known = {e.no for e in reached}
    entries = visit.books.entries

    def following(entry: ItemEntry) -> Iterator[ItemEntry]:
        yield from (entries[r.ile_no] for r in entry.gives if r.ile_no in known)
        yield from (follower for follower, _ in successors(visit, entry))

    return _sorted_along(reached, following)


def _sorted_along(starts: Iterable[ItemEntry], following: Callable[[ItemEntry], Iterator[ItemEntry]]) -> list[ItemEntry]:
    """All entries from the starts on, each before those that follow it."""
    state: set[int] = set()
    finished: list[ItemEntry] = []
    for start in starts:
        if start.no in state:
            continue
        stack: list[tuple[ItemEntry, Iterator[ItemEntry]]] = [(start, following(start))]
        state.add(start.no)
        while stack:
            entry, rest = stack[-1]
            for follower in rest:
                if follower.no not in state:
                    state.add(follower.no)
                    stack.append((follower, following(follower)))
                    break
            else:
                finished.append(entry)
                stack.pop()
    finished.reverse()
    return finished


def spread(visit: Visit, starts: list[ItemEntry], averaging: bool = False) -> list[ItemEntry]:
    """Computes all recipients of the starting entries; the entries whose cost went on.

    `averaging`: called by the average pass, which values some of the recipients itself.
    """
    order = topological(visit, starts)
    visit.run.forwarded += len(order)
    going = {e.no for e in starts}
    due: dict[int, Application] = {}
    forwarded = []
    for entry in order:
        row = due.get(entry.no)
        if row is not None:
            if entry.quantity < 0:
                if averaging and _turns_back(visit, entry):
                    continue
                adjust_outbound(visit, entry)
                going.add(entry.no)
            elif (adjust_transfer_in if row.transferred_from else adjust_inbound)(visit, row):
                going.add(entry.no)
        if entry.no in going:
            forwarded.append(entry)
            entry.to_adjust = False
            for follower, link in successors(visit, entry):
                due[follower.no] = link
    for entry in forwarded:
        if _waits(visit, entry) and not (entry.quantity < 0 and entry.entry_type == CONSUMPTION):
            visit.run.remembered.setdefault(entry.item, {})[entry.no] = entry
    return forwarded


def _turns_back(visit: Visit, out: ItemEntry) -> bool:
    """Whether an outbound went to and fro between its average and what was applied to it by name for twenty turns.

    A receipt by name, or an undo, may settle only a part of an open sale: the sale has a row with Cost Application and is still valued by average
    (2.4, 2.6). Where the average reaches that receipt through a return, each pass takes back what the other gave, without end; the average
    has the last word, as 4.5 lets an amount go that goes up and down.
    """
    if not first_value(out).by_average:
        return False
    turns = visit.turns.get(out.no, 0) + 1
    visit.turns[out.no] = turns
    return turns > TURNS


def _waits(visit: Visit, entry: ItemEntry) -> bool:
    """Whether an entry must be looked at again when something still missing arrives."""
    entries = visit.books.entries
    if entry.quantity < 0:
        return entry.entry_type == SALE and any(not entries[r.ile_no].completely_invoiced for r in entry.returned)
    if entry.entry_type == TRANSFER and not entry.completely_invoiced and entry.gives:
        return True
    unsettled = entry.open or not entry.completely_invoiced
    for row in entry.gives:
        if row.cost_application:
            out = entries[row.ile_no]
            if not out.completely_invoiced and (unsettled or all(entries[r.inbound].completely_invoiced for r in out.takes)):
                return True
    return False


def document_groups(entry: ItemEntry, expected: bool) -> list[tuple[Value, list[Value]]]:
    """(carrier, value entries of its document) of the documents of one kind, by document and carrier."""
    carriers: dict[tuple[str, int], Value] = {}
    obsolete = expected and entry.fully_invoiced
    for value in entry.values:
        if value.expected_cost == expected and not value.adjustment and value.inventoriable and not obsolete:
            carriers.setdefault(value.document, value)
    if not carriers:
        return []
    if len(entry.values) == 1:
        return [(entry.values[0], entry.values)]
    found = [(c, [v for v in entry.values if v.document == d]) for d, c in carriers.items()]
    found.sort(key=lambda g: (*g[0].document, g[0].no))
    return found


def adjust_outbound(visit: Visit, out: ItemEntry) -> None:
    """Brings the cost of an outbound to what its sources give (4.3)."""
    if not out.values:
        return
    elements, uncovered, all_invoiced = outbound_cost(visit.books, out)
    separate = len(elements) > 1
    residual = Decimal(0)
    element_residuals = dict.fromkeys(ELEMENTS, Decimal(0))
    for expected in (True, False):
        for carrier, group in document_groups(out, expected):
            old, quantity = _old_amounts(out, group, carrier, expected, separate)
            unit = carrier.cost_per_unit
            total: int | Decimal = elements[0]
            if uncovered:
                if not unit and out.quantity != uncovered:
                    unit = carrier.cost_per_unit = divide(elements[0], out.quantity - uncovered)
                total = plus(total, Decimal(unit * uncovered) / TICKS)
            new, residual = round_running(total, quantity, out.quantity, residual)
            delta = new - old[0]
            if visit.card.value_zero:
                delta = 0
            if delta:
                carrier.as_variance = not expected and _mirrored(visit, out)
                visit.buffer(out, carrier, delta, expected, quantity)
                visit.flag(out, carrier)
            if separate and not expected and not visit.card.value_zero:
                targets = {}
                for element in ELEMENTS:
                    targets[element], element_residuals[element] = round_running(
                        elements.get(element, 0), quantity, out.quantity, element_residuals[element]
                    )
                _adjust_elements(visit, out, carrier, group, targets, old, quantity)
    if out.entry_type in (TRANSFER, CONSUMPTION) and not out.completely_invoiced and all_invoiced:
        out.completely_invoiced = True


def _old_amounts(out: ItemEntry, group: list[Value], carrier: Value, expected: bool, separate: bool) -> tuple[dict[int, int], int]:
    """(what a document group carries per element, buffer included; its quantity)."""
    old = {0: 0, INDIRECT: 0, VARIANCE: 0}
    if expected:
        old[0] = expected_in(out, group)
        return old, carrier.valued
    invoiced = 0
    for v in group:
        if not v.expected_cost:
            element = v.entry_type if separate and v.entry_type in ELEMENTS else 0
            old[element] += v.actual + v.delta_actual
        invoiced += v.invoiced
    return old, invoiced


def _adjust_elements(
    visit: Visit, out: ItemEntry, carrier: Value, group: list[Value], targets: dict[int, int], old: dict[int, int], quantity: int
) -> None:
    """Overhead and variance of an exact purchase or output reversal, posted at once (4.3, 2.17)."""
    for element in ELEMENTS:
        delta = targets[element] - old[element]
        if not delta:
            continue
        own = next((v for v in group if v.entry_type == element and not v.adjustment), carrier)
        value = visit.adjustment(out, own, element, delta, 0)
        value.valued = quantity
        if element == VARIANCE:
            value.variance_type = MATERIAL_VARIANCE if out.entry_type == OUTPUT else PURCHASE_VARIANCE
        visit.post(out, value)


def _mirrored(visit: Visit, out: ItemEntry) -> bool:
    """A return shipment of a Standard item that was undone in the same document."""
    if visit.card.method != STANDARD or out.entry_type != PURCHASE or out.document_type != RETURN_SHIPMENT:
        return False
    entries = visit.books.entries
    return any(entries[r.ile_no].correction and entries[r.ile_no].document_no == out.document_no for r in out.returned)

