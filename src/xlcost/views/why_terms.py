"""Where the cost of an entry comes from, as terms that add up: receipts, period average, order, exact reversal, charge, standard cost.

Each rule answers the value entries that it explains together (`members`) and what they should carry, piece by piece. What a rule
takes is what the costing engine takes (shares of layers, the pool of a period, the vector of an order), so the pieces are those
that the adjustment used; the cents in which they differ from the members are the rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from xlcost.costing.books import Books
from xlcost.costing.cost_vector import standard_vector
from xlcost.costing.entries import (
    ASSEMBLY_OUTPUT,
    AVERAGE,
    DIRECT,
    DIRECT_NON_INVENTORY,
    INDIRECT,
    OUTPUT,
    REVALUATION,
    ROUNDING,
    STANDARD,
    VARIANCE,
    ItemEntry,
    Value,
)  # fmt: skip
from xlcost.costing.exact_reversal import reversed_cost
from xlcost.costing.order_adjustment import actual_parts, lines_of_order, output_vectors, part_of
from xlcost.costing.pool import Pool
from xlcost.costing.shares import ELEMENTS, Amount, element_bases, is_exact_return, scaled, share
from xlcost.money import TICKS, cents, divide, to_decimal


@dataclass(frozen=True, slots=True)
class Term:
    """One piece: what it is, the entry it comes from, its quantity and unit cost where it has them, its amount in ticks."""

    what: str
    amount: int
    entry: int = 0
    value: int = 0
    document: str = ""
    day: int = 0
    quantity: int | None = None
    unit: int | None = None


@dataclass(frozen=True)
class Derivation:
    """What a rule says: the value entries explained together, the pieces, and the sentence in between."""

    kind: str
    members: Sequence[Value]
    terms: Sequence[Term]
    because: str
    notes: Sequence[str] = field(default_factory=tuple)


def derive(books: Books, entry: ItemEntry, value: Value) -> Derivation:
    """The rule that made an amount, applied anew."""
    if value.entry_type == ROUNDING:
        return _rounding(books, entry)
    if value.entry_type == REVALUATION:
        return _revaluation(entry, value)
    if entry.entry_type in (OUTPUT, ASSEMBLY_OUTPUT) and entry.order_no and not value.expected_cost and not value.charge:
        found = _order(books, entry, value)
        if found is not None:
            return found
    if value.expected_cost and entry.fully_invoiced and entry.quantity < 0:
        return _expected_then(entry, value)
    if entry.quantity < 0:
        return _outbound(books, entry, value)
    if value.entry_type == INDIRECT:
        return _indirect(books, entry, value)
    if value.entry_type == VARIANCE:
        return _variance(entry, value)
    row = entry.own
    if value.plain_direct and row is not None and (row.outbound or row.transferred_from):
        return _reversal(books, entry, value)
    return _posted(entry, value)


# -- outbound entries -----------------------------------------------------------------------------------------
def _outbound(books: Books, entry: ItemEntry, value: Value) -> Derivation:
    element = value.entry_type if is_exact_return(entry) and value.entry_type in ELEMENTS else 0
    members = [
        v for v in entry.values
        if v.document == value.document and v.expected_cost == value.expected_cost and v.entry_type not in (REVALUATION, ROUNDING)
        and (not is_exact_return(entry) or (v.entry_type if v.entry_type in ELEMENTS else 0) == element)
    ]  # fmt: skip
    carrier = next((v for v in members if not v.adjustment), members[0])
    quantity = carrier.valued if value.expected_cost else sum(v.invoiced for v in members)
    if value.expected_cost and entry.invoiced:  # partly invoiced: all that is expected of it is for what is left
        members = [v for v in entry.values if v.expected and v.entry_type != REVALUATION]
        quantity = entry.quantity - entry.invoiced
    if carrier.by_average and not entry.applies_to:
        taken = quantity if value.expected_cost else carrier.valued
        average = _average(books, entry, carrier, members, taken)
        if average is not None:
            return average
    terms, covered = [], 0
    for row in entry.takes:
        source = books.entries[row.inbound]
        amount = share(source, row, entry)
        if is_exact_return(entry):
            amount = int(cents(Decimal(scaled(element_bases(source, entry).get(element, 0), row.quantity, source.quantity))))
        covered += row.quantity
        part = _part(amount, quantity, entry.quantity)
        taken = _part(row.quantity, quantity, entry.quantity, exact=False)
        terms.append(
            Term(
                "Taken from a receipt", part, source.no, 0, source.document_no, source.posting_date, -taken, divide(-amount, -row.quantity)
            )
        )
    rest = entry.quantity - covered
    if rest:
        unit = carrier.cost_per_unit
        part = _part(_times(unit, rest), quantity, entry.quantity)
        terms.append(Term("Not yet covered by a receipt, at the unit cost known", part, entry.no, carrier.no, "", 0, -rest, unit))
    receipts = len(entry.takes)
    because = f"the goods came from {receipts} receipt{'' if receipts == 1 else 's'}" if receipts else "no receipt covers it yet"
    return Derivation("Application", members, terms, because)


def _expected_then(entry: ItemEntry, value: Value) -> Derivation:
    """Expected cost of an issue that is invoiced since: what was known when it was posted or adjusted; the invoice took it back."""
    day, document = value.posting_date, value.document_no
    if value.adjustment:
        term = Term("Adjusted while it was not invoiced", value.expected, entry.no, value.no, document, day)
    else:
        amount = _times(value.cost_per_unit, value.valued)
        term = Term("Shipped, at the unit cost known then", amount, entry.no, value.no, document, day, value.valued, value.cost_per_unit)
    return Derivation("Document", [value], [term], "it was not invoiced then; the invoice has taken it back")


def _average(books: Books, entry: ItemEntry, carrier: Value, members: list[Value], taken: int) -> Derivation | None:
    """The pool of the period before this issue, and the share of it."""
    end = books.periods.period(carrier.valuation_date)[1]
    period = Pool(books, entry.item).period(end, entry.location, entry.variant)
    quantity, cost = period.opening
    terms_of: list[tuple[ItemEntry, int, Amount]] = list(period.kept_for(entry, carrier))
    terms_of += period.put_back({other.no for other, _, _ in terms_of})
    pool_quantity = quantity + sum(q for _, q, _ in terms_of)
    if pool_quantity <= 0:
        return None
    terms = []
    if quantity or cost:
        part = cents(Decimal(scaled(cost, taken, pool_quantity)))
        terms.append(Term("Share of the value at the start of the period", part, 0, 0, "", period.start, quantity, _unit(cost, quantity)))
    for other, q, c in terms_of:
        if q or c:
            part = cents(Decimal(scaled(c, taken, pool_quantity)))
            went_out = "Share of what was shipped earlier and is invoiced now" if q > 0 else "Share of what went out before"
            what = "Share of what came in" if other.quantity > 0 else went_out
            terms.append(Term(what, part, other.no, 0, other.document_no, other.posting_date, q, _unit(c, q)))
    total = Decimal(cost) + sum((Decimal(c) for _, _, c in terms_of), Decimal(0))
    average = divide(int(cents(total)), pool_quantity)
    because = f"the average of its period is {to_decimal(average):,.5f}: {_show(pool_quantity)} pieces for {_show(int(cents(total)))}"
    return Derivation("Average", members, terms, because)


# -- inbound entries ------------------------------------------------------------------------------------------
def _reversal(books: Books, entry: ItemEntry, value: Value) -> Derivation:
    """A return that reverses an issue, or the receipt of a transfer."""
    row = entry.own
    assert row is not None
    members = [v for v in entry.values if v.plain_direct and v.expected_cost == value.expected_cost and v.document == value.document]
    quantity = (
        next((v.valued for v in members if not v.adjustment), entry.quantity) if value.expected_cost else sum(v.invoiced for v in members)
    )
    transfer = bool(row.transferred_from) and books.item(entry.item).method != AVERAGE
    source = books.entries[row.transferred_from if transfer else row.outbound]
    cost = share(source, row, entry) if transfer else reversed_cost(source, row.quantity)
    what = "Moved from" if row.transferred_from else "Exact reversal of"
    part = _part(cost, quantity, entry.quantity)
    terms = [Term(what, part, source.no, 0, source.document_no, source.posting_date, row.quantity, divide(cost, row.quantity))]
    if row.transferred_from:
        return Derivation("Transfer", members, terms, f"a transfer carries the cost of entry {source.no}")
    return Derivation("Return", members, terms, f"it brings back what entry {source.no} cost")


def _indirect(books: Books, entry: ItemEntry, value: Value) -> Derivation:
    """Overhead: a percentage of the direct cost of the document, and a rate per piece."""
    members = [v for v in entry.values if v.entry_type == INDIRECT and v.document == value.document]
    base = [v for v in entry.values if v.entry_type == DIRECT and not v.charge and v.document == value.document and not v.expected_cost]
    card = books.item(entry.item)
    direct, quantity = sum(v.actual for v in base), sum(v.invoiced for v in base)
    terms = []
    if card.indirect_pct:
        amount = int(cents(Decimal(direct) * card.indirect_pct / (100 * TICKS)))
        what = f"Indirect Cost % {to_decimal(card.indirect_pct):f} of the direct cost {_show(direct)}"
        terms.append(Term(what, amount, entry.no, base[0].no if base else 0, value.document_no, value.posting_date))
    if card.overhead_rate:
        terms.append(
            Term("Overhead Rate per piece", _times(card.overhead_rate, quantity), entry.no, 0, "", 0, quantity, card.overhead_rate)
        )
    return Derivation("Overhead", members, terms, "the item card adds overhead to its direct cost")


def _variance(entry: ItemEntry, value: Value) -> Derivation:
    """Purchase of a standard cost item: standard less what was paid."""
    members = [v for v in entry.values if v.entry_type == VARIANCE and v.document == value.document]
    paid = [v for v in entry.values if v.entry_type in (DIRECT, INDIRECT) and v.document == value.document and not v.expected_cost]
    quantity = sum(v.invoiced for v in paid if v.entry_type == DIRECT)
    standard = sum(v.actual for v in (*members, *paid))
    terms = [
        Term(
            "Standard cost at posting",
            standard,
            entry.no,
            0,
            value.document_no,
            value.posting_date,
            quantity,
            divide(standard, quantity) if quantity else None,
        )
    ]
    for v in paid:
        word = "Less overhead" if v.entry_type == INDIRECT else "Less what was paid"
        terms.append(Term(word, -v.actual, entry.no, v.no, v.document_no, v.posting_date, v.invoiced or None, v.cost_per_unit or None))
    return Derivation("Standard cost", members, terms, "the item is kept at standard cost; the variance is standard less paid")


def _posted(entry: ItemEntry, value: Value) -> Derivation:
    """What a document said: quantity times unit cost."""
    quantity = value.invoiced if not value.expected_cost and value.invoiced else value.valued
    members = [value]
    if value.charge:
        return Derivation(
            "Charge",
            members,
            [Term("Assigned by the document", value.actual, entry.no, value.no, value.document_no, value.posting_date)],
            "",
        )
    amount = _times(value.cost_per_unit, quantity)
    kind = "received, not yet invoiced" if value.expected_cost else "posted"
    term = Term(
        f"Quantity {kind}, at the unit cost of the document",
        amount,
        entry.no,
        value.no,
        value.document_no,
        value.posting_date,
        quantity,
        value.cost_per_unit,
    )
    return Derivation("Document", members, [term], "the document said so")


# -- revaluation, rounding, orders ----------------------------------------------------------------------------
def _revaluation(entry: ItemEntry, value: Value) -> Derivation:
    earlier = [v for v in entry.values if v.no < value.no and v.entry_type != ROUNDING]
    before = int(cents(Decimal(scaled(sum(v.actual + v.expected for v in earlier), value.valued, entry.quantity))))
    amount = value.actual or value.expected
    terms = [
        Term("Value after", before + amount, entry.no, value.no, value.document_no, value.posting_date, value.valued, divide(before + amount, value.valued)),
        Term("Less the value before", -before, entry.no, 0, "", 0, value.valued, divide(before, value.valued)),
    ]  # fmt: skip
    return Derivation("Revaluation", [value], terms, f"{_show(value.valued)} pieces were valued anew")


def _rounding(books: Books, entry: ItemEntry) -> Derivation:
    members = [v for v in entry.values if v.entry_type == ROUNDING]
    cost = sum(v.actual for v in entry.values if not v.expected_cost and v.entry_type != ROUNDING)
    terms = [Term("Less the cost of the receipt", -cost, entry.no, 0, entry.document_no, entry.posting_date, entry.quantity)]
    for row in entry.gives:
        out = books.entries[row.ile_no]
        terms.append(Term("What an issue took", -share(entry, row, out), out.no, 0, out.document_no, out.posting_date, -row.quantity))
    return Derivation("Rounding", members, terms, "the receipt is used up, and the cents that its issues left over are taken out")


def _order(books: Books, entry: ItemEntry, value: Value) -> Derivation | None:
    """The order's material, capacity and overhead by quantity; for a standard cost item the variance against standard."""
    row = books.orders.get((entry.order_type, entry.order_no, 0 if entry.order_type == 4 else entry.order_line))
    if row is None or not row.completely_invoiced:
        return None
    entries, outputs = lines_of_order(books, row)
    vectors = {output.no: vector for output, vector in output_vectors(books, row, entries, outputs)}
    part = part_of(value) or 0
    members = [
        v
        for v in entry.values
        if (v.entry_type, v.variance_type) == (value.entry_type, value.variance_type) and not v.charge and not v.expected_cost
    ]
    new, whole = vectors.get(entry.no), sum(v[part] for v in vectors.values())
    if new is None:
        return None
    net = sum(e.quantity for e in outputs)
    terms = []
    if value.entry_type == VARIANCE and books.item(entry.item).method == STANDARD:
        standard = standard_vector(row.shares, entry.quantity, row.non_inventory_share)[part]
        terms = [
            Term("Standard cost of the part", standard, entry.no, 0, entry.order_no, entry.posting_date, entry.quantity, divide(standard, entry.quantity)),
            Term("Less its actual cost", new[part] - standard, entry.no, 0, entry.order_no, entry.posting_date),
        ]  # fmt: skip
        return Derivation("Standard cost", members, terms, "the output is kept at standard cost; the variance is standard less actual")
    if value.entry_type in (DIRECT, DIRECT_NON_INVENTORY):
        pieces = actual_parts(books, row, entries, non_inventory=value.entry_type == DIRECT_NON_INVENTORY)
        for what, number, document, day, quantity, amount in pieces:
            piece = int(cents(Decimal(scaled(amount, entry.quantity, net)))) if net else 0
            terms.append(Term(what, piece, number, 0, document, day, quantity))
    else:
        terms.append(Term("Overhead of the order", new[part], entry.no, 0, entry.order_no, entry.posting_date, entry.quantity))
    because = f"order {entry.order_no} cost {_show(whole)} for {_show(net)} pieces"
    return Derivation("Order", members, terms, because)


# -- small things ---------------------------------------------------------------------------------------------
def _part(amount: int, part: int, whole: int, *, exact: bool = True) -> int:
    """amount x part / whole, to the cent (or the quantity's own precision)."""
    if part == whole or not whole:
        return amount
    found = Decimal(amount) * part / whole
    return int(cents(found)) if exact else int(found.to_integral_value())


def _times(unit: int, quantity: int) -> int:
    return int(cents(Decimal(unit) * quantity / TICKS))


def _unit(cost: Amount, quantity: int) -> int | None:
    return divide(int(cents(Decimal(cost))), quantity) if quantity else None


def _show(ticks: int) -> str:
    return f"{to_decimal(ticks):,f}"
