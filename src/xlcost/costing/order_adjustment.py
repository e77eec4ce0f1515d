"""Order adjustment: actual cost of consumption and capacity onto the outputs (costing-engine.md 4.7).

Example: 4 components for 20.00, 3 hours at 12.00, 2 made: the output, posted at an expected 50.00, gets Direct
Cost 56.00 with Expected -50.00. When an invoice makes the component dearer by 4.00 later, another +4.00.
"""

from __future__ import annotations

from decimal import Decimal

from xlcost.costing.books import Books
from xlcost.costing.checks import check_dates
from xlcost.costing.cost_vector import PARTS, ZERO, Vector, minus, scale, share_of, standard_vector
from xlcost.costing.effects import insert_value, update_item_cost
from xlcost.costing.entries import (
    ASSEMBLY,
    ASSEMBLY_CONSUMPTION,
    ASSEMBLY_OUTPUT,
    CONSUMPTION,
    DIRECT,
    DIRECT_NON_INVENTORY,
    INDIRECT,
    OUTPUT,
    REVALUATION,
    ROUNDING,
    STANDARD,
    VARIANCE,
    ItemEntry,
    OrderRow,
    Value,
)
from xlcost.costing.graph import depends
from xlcost.costing.invoice import interim_reversals
from xlcost.costing.shares import first_value
from xlcost.costing.valuation_date import last_direct
from xlcost.costing.value import value_beside
from xlcost.costing.visit import Run
from xlcost.money import CENT, TICKS, cents, divide_half_away, quotient

HUNDRED = 100 * TICKS
# (entry type, variance type, part of the vector) in the order of posting
_POSTED = (
    *((DIRECT, 0, 0), (INDIRECT, 0, 1), (VARIANCE, 2, 2), (VARIANCE, 3, 3), (VARIANCE, 4, 5), (VARIANCE, 5, 6), (VARIANCE, 6, 4)),
    *((DIRECT_NON_INVENTORY, 0, 7), (VARIANCE, 7, 8)),
)
_PART = {(kind, variance): part for kind, variance, part in _POSTED}


def part_of(value: Value) -> int | None:
    """The part of the cost vector that a value entry of an output belongs to; None for charges, revaluations and purchase variances."""
    return None if value.charge else _PART.get((value.entry_type, value.variance_type))


def adjust_order(run: Run, row: OrderRow) -> None:
    """Brings the outputs of an order line (assembly: of the order) to its actual cost."""
    books = run.books
    entries, outputs = lines_of_order(books, row)
    card = books.card(row.item) if row.item else None
    if card is None and outputs:
        card = books.item(outputs[0].item)
        row.item = row.item or card.no
    if card is not None and outputs:
        books.load([card.no])
        for output, new in output_vectors(books, row, entries, outputs):
            if not books.item(output.item).value_zero:
                _post_output(run, row, output, new)
    if card is not None and not row.completely_invoiced:
        row.shares, row.non_inventory_share = card.shares, card.non_inventory_share
        row.overhead_rate = card.overhead_rate
        row.indirect_pct = row.indirect_pct or card.indirect_pct
        row.unit_cost = card.unit_cost
        row.completely_invoiced = True
    row.adjusted = True


def lines_of_order(books: Books, row: OrderRow) -> tuple[list[ItemEntry], list[ItemEntry]]:
    """(all entries of an order line - assembly: of the order -, its outputs)."""
    entries = books.load_order(row.order_type, row.order_no)
    if row.order_type != ASSEMBLY:
        entries = [e for e in entries if e.order_line == row.order_line]
    return entries, [e for e in entries if e.entry_type in (OUTPUT, ASSEMBLY_OUTPUT)]


def output_vectors(books: Books, row: OrderRow, entries: list[ItemEntry], outputs: list[ItemEntry]) -> list[tuple[ItemEntry, Vector]]:
    """What each output should carry, by part."""
    net = sum(e.quantity for e in outputs)
    gross = sum(e.quantity for e in outputs if e.quantity > 0)
    total = order_cost(books, row, entries, net)
    if net:
        negative = scale(total, -quotient(gross - net, net))
    else:
        negative = tuple(-p for p in total)
    positives = [e for e in outputs if e.quantity > 0]
    negatives = [e for e in outputs if e.quantity < 0]
    rem_q, rem, neg_q, neg = net, total, -(gross - net), negative
    found: list[tuple[ItemEntry, Vector]] = []
    for output in positives:
        chained = _reversed_quantity(books, output, negatives)
        kept = output.quantity + chained
        new = ZERO
        if rem_q and kept:
            new = share_of(rem, kept, rem_q)
            rem_q, rem = rem_q - kept, minus(rem, new)
        if neg_q and chained:
            back = share_of(neg, chained, neg_q)
            neg_q, neg = neg_q - chained, minus(neg, back)
            new = minus(new, back)
        found.append((output, new))
    rem_q, rem = -(gross - net), negative
    for output in negatives:
        new = ZERO
        if rem_q and output.quantity:
            new = share_of(rem, output.quantity, rem_q)
            rem_q, rem = rem_q - output.quantity, minus(rem, new)
        found.append((output, new))
    return found


def _reversed_quantity(books: Books, output: ItemEntry, negatives: list[ItemEntry]) -> int:
    return sum(n.quantity for n in negatives if n.applies_to and depends(books, [n], lambda e: e is output))


def order_cost(books: Books, row: OrderRow, entries: list[ItemEntry], net: int) -> Vector:
    """The vector to be shared: actual Direct and Indirect Cost, variances of Standard items in the other parts."""
    actual = actual_cost(books, row, entries, net)
    card = books.item(row.item)
    if card.method != STANDARD:
        return (*actual[:2], 0, 0, 0, 0, 0, actual[7], 0)
    if row.completely_invoiced:
        shares, non_inventory = row.shares, row.non_inventory_share
    else:
        source = card
        if books.settings.load_sku_cost:
            first = next((e for e in entries if e.entry_type in (OUTPUT, ASSEMBLY_OUTPUT)), None)
            source = (first and books.sku(card.no, first.location, first.variant)) or card
        shares, non_inventory = source.shares, source.non_inventory_share
    standard = standard_vector(shares, net, non_inventory if books.settings.include_non_inventory else 0)
    if row.order_type == ASSEMBLY:
        standard = (*standard[:6], _mfg_overhead(row, sum(standard[2:6]) + standard[7], net), *standard[7:])
    return (*actual[:2], *minus(standard[2:7], actual[2:7]), actual[7], standard[8] - actual[7])


def actual_cost(books: Books, row: OrderRow, entries: list[ItemEntry], net: int) -> Vector:
    """Actual cost of an order line by part."""
    material = non_inventory = 0
    include = books.settings.include_non_inventory
    for entry in entries:
        if entry.entry_type not in (CONSUMPTION, ASSEMBLY_CONSUMPTION):
            continue
        for v in entry.values:
            if v.entry_type == ROUNDING or not (v.inventoriable or include):
                continue  # services, and charges on what was consumed, count only where the setup says so
            if not (entry.quantity > 0 and v.entry_type == REVALUATION):
                material -= v.actual
            non_inventory -= v.non_inventoriable
    if not include:
        material, non_inventory = material + non_inventory, 0
    capacity, subcontracted, overhead, factor = _capacity_cost(books, row)
    rounded = scale((0, 0, material, *(_times(p, factor) for p in (capacity, subcontracted, overhead)), 0), Decimal(1))
    mfg = _mfg_overhead(row, sum(rounded[2:6]) + non_inventory, net)
    return (sum(rounded[2:6]), mfg, *rounded[2:6], mfg, non_inventory, non_inventory)


def actual_parts(
    books: Books, row: OrderRow, entries: list[ItemEntry], *, non_inventory: bool = False
) -> list[tuple[str, int, str, int, int, int]]:
    """The pieces of an order line's direct cost: (what, entry, document, day, quantity, amount), unrounded shares of capacity rounded.

    With `non_inventory` those of its Direct Cost - Non Inventory instead.
    """
    found = []
    for entry in entries:
        if entry.entry_type in (CONSUMPTION, ASSEMBLY_CONSUMPTION):
            if non_inventory:
                amount = -sum(v.non_inventoriable for v in entry.values)
            else:
                amount = -sum(v.actual for v in entry.values if v.entry_type != ROUNDING and v.inventoriable)
            if not amount and (non_inventory or not any(v.inventoriable for v in entry.values)):
                continue
            found.append((f"Consumption of {entry.item}", entry.no, entry.document_no, entry.posting_date, -entry.quantity, amount))
    if non_inventory:
        return found
    capacity, subcontracted, overhead, factor = _capacity_cost(books, row)
    for what, amount in (("Capacity", capacity), ("Subcontracted", subcontracted), ("Capacity overhead", overhead)):
        if amount:
            found.append((what, 0, row.order_no, 0, 0, cents(_times(amount, factor))))
    return found


def _times(amount: int, factor: Decimal) -> Decimal:
    return Decimal(amount) * factor if factor != 1 else Decimal(amount)


def _capacity_cost(books: Books, row: OrderRow) -> tuple[int, int, int, Decimal]:
    """(capacity, subcontracted, overhead, share of this line) of the order's capacity."""
    found = books.capacities(row.order_type, row.order_no)
    factor = Decimal(1)
    if row.order_type != ASSEMBLY:
        found = [c for c in found if (c.routing_no, c.routing_reference, c.item) == (row.routing_no, row.routing_reference, row.item)]
        everywhere = sum(c.output_quantity for c in found)
        here = sum(c.output_quantity for c in found if c.order_line == row.order_line)
        if everywhere:
            factor = quotient(here, everywhere)
    direct = sum(c.direct for c in found if not c.subcontracting)
    subcontracted = sum(c.direct for c in found if c.subcontracting)
    return direct, subcontracted, sum(c.overhead for c in found), factor


def _mfg_overhead(row: OrderRow, cost: int, net: int) -> int:
    return divide_half_away(cost * row.indirect_pct * TICKS + row.overhead_rate * net * HUNDRED, TICKS * HUNDRED * CENT) * CENT


def _carried_cost(output: ItemEntry) -> Vector:
    """What an output's value entries carry already."""
    old = [0] * PARTS
    for v in output.values:
        part = part_of(v)
        if part is not None:
            old[part] += v.actual
    return tuple(old)


def _post_output(run: Run, row: OrderRow, output: ItemEntry, new: Vector) -> None:
    books = run.books
    delta = minus(new, _carried_cost(output))
    first_time = output.entry_type == OUTPUT and not output.fully_invoiced
    for kind, variance_type, part in _POSTED:
        amount = delta[part]
        invoice = kind == DIRECT and first_time
        if not amount and not invoice and not (kind == DIRECT and not row.completely_invoiced and row.order_type != ASSEMBLY):
            continue
        value = _output_value(books, output, kind, variance_type, amount)
        reversals: list[Value] = []
        if invoice:
            reversals = interim_reversals(books, output, value, output.quantity - output.invoiced)
            value.invoiced = output.quantity - output.invoiced
            value.expected = -sum(v.expected for v in output.values if v.entry_type != REVALUATION)
            books.add_invoiced(output, value.invoiced)
            output.completely_invoiced = True
            output.last_invoice_date = max(output.last_invoice_date, value.posting_date)
            for taken in output.takes:
                taken.completely_invoiced_date = taken.completely_invoiced_date or value.posting_date
        insert_value(books, output, value)
        for reversal in reversals:
            reversal.no = books.next_value()
            insert_value(books, output, reversal)
        if kind == DIRECT:
            update_item_cost(books, output, value, amount)


def _output_value(books: Books, output: ItemEntry, kind: int, variance_type: int, amount: int) -> Value:
    first = first_value(output)
    last = last_direct(output)
    assert last is not None
    day = books.settings.adjustment_date(first.posting_date)
    check_dates(books.settings, day, f"order adjustment of item ledger entry {output.no}")
    value = value_beside(first, books.next_value(), kind, valued=output.quantity, actual=amount)
    value.posting_date, value.valuation_date, value.by_batch = day, last.valuation_date, True
    value.variance_type, value.adjustment = variance_type, output.entry_type == ASSEMBLY_OUTPUT
    return value
