"""What an entry takes from an inbound: its share of the layer's cost (costing-engine.md 4.3, share and outbound_cost).

Example: a layer of 3 for 10.00 gives three sales of 1 the share round2(10.00 x 1/3) = 3.33 each; the cent that
is left becomes a Rounding entry. A partial revaluation reaches only the outbounds that it hits: those posted
after it, or valued later.
"""

from __future__ import annotations

from decimal import Decimal

from xlcost.costing.books import Books
from xlcost.costing.entries import (
    ASSEMBLY_OUTPUT,
    INDIRECT,
    OUTPUT,
    PURCHASE,
    REVALUATION,
    ROUNDING,
    VARIANCE,
    Application,
    ItemEntry,
    Value,
)
from xlcost.money import ERP, quotient, share_quotient_first

Amount = int | Decimal
_RETURNS = frozenset({PURCHASE, OUTPUT, ASSEMBLY_OUTPUT})
ELEMENTS = (INDIRECT, VARIANCE)


def plus(a: Amount, b: Amount) -> Amount:
    """Exact for integers, 28 digits otherwise."""
    if isinstance(a, int) and isinstance(b, int):
        return a + b
    return ERP.add(Decimal(a), Decimal(b))


def scaled(amount: Amount, part: int, whole: int) -> Amount:
    """amount x (part / whole), unrounded."""
    if part == whole or not amount:
        return amount
    return ERP.multiply(quotient(part, whole), Decimal(amount))


def is_exact_return(entry: ItemEntry) -> bool:
    """An invoiced purchase return or negative output that names its receipt: cost elements are kept apart."""
    return entry.applies_to != 0 and entry.invoiced < 0 and entry.entry_type in _RETURNS


def first_value(entry: ItemEntry) -> Value:
    """The value entry that carries the quantity of an item ledger entry."""
    for value in entry.values:
        if value.ile_quantity:
            return value
    return entry.values[0]


def hits(entry: ItemEntry, revaluation: Value, recipient: ItemEntry) -> bool:
    """Whether a revaluation of `entry` concerns a recipient."""
    if revaluation.applies_to:
        for other in entry.values:
            if other.no == revaluation.applies_to:
                revaluation = other
                break
    if not revaluation.partial or not recipient.values:
        return True
    first = first_value(recipient)
    return first.no > revaluation.no or max(first.valuation_date, first.posting_date) > revaluation.valuation_date


def is_balance(entry: ItemEntry, value: Value) -> bool:
    """Whether an expected value entry balances an adjusted invoice (4.8, i): it belongs to what is invoiced, as the invoice's own reversal does."""
    return value.expected_cost and value.adjustment and not any(v.expected_cost for v in entry.values if v.no == value.applies_to)


def expected_in(entry: ItemEntry, group: list[Value]) -> int:
    """What a shipment still expects by its own value entries, buffer included; the reversals that invoices carry are not among them (4.8)."""
    return sum(v.expected + v.delta_expected for v in group if v.expected_cost and not is_balance(entry, v))


def contribution(entry: ItemEntry, value: Value) -> Amount:
    """What a value entry adds to the cost base of a layer, hits aside."""
    if value.entry_type == ROUNDING or (value.expected_cost and entry.invoiced == entry.quantity):
        return 0
    actual, expected = value.actual + value.delta_actual, value.expected + value.delta_expected
    if value.entry_type == REVALUATION and expected:
        return scaled(expected + actual, entry.quantity, value.valued)
    if value.expected_cost:
        return 0 if is_balance(entry, value) else scaled(expected, entry.quantity - entry.invoiced, value.valued)
    if value.partial:
        return scaled(actual, entry.quantity, value.valued)
    return actual


def base_of(entry: ItemEntry, recipient: ItemEntry) -> Amount:
    """Cost base of a layer for a recipient, all elements together; what does not depend on the recipient is kept."""
    if entry.base is None:
        total: Amount = 0
        conditional = []
        for value in entry.values:
            if value.entry_type == REVALUATION:
                conditional.append(value)
            else:
                total = plus(total, contribution(entry, value))
        entry.base = (total, conditional)
    total, conditional = entry.base
    for value in conditional:
        if hits(entry, value, recipient):
            total = plus(total, contribution(entry, value))
    return total


def element_bases(entry: ItemEntry, recipient: ItemEntry) -> dict[int, Amount]:
    """Cost base per element: Direct Cost (with revaluations), Indirect Cost, Variance."""
    found: dict[int, Amount] = {0: 0, INDIRECT: 0, VARIANCE: 0}
    for value in entry.values:
        element = value.entry_type if value.entry_type in ELEMENTS else 0
        if value.entry_type != REVALUATION or hits(entry, value, recipient):
            found[element] = plus(found[element], contribution(entry, value))
    return found


def share(entry: ItemEntry, row: Application, recipient: ItemEntry) -> int:
    """What a recipient's application row takes from a layer; negative for an outbound."""
    if is_exact_return(recipient):
        return sum(share_quotient_first(b, row.quantity, entry.quantity) for b in element_bases(entry, recipient).values())
    return share_quotient_first(base_of(entry, recipient), row.quantity, entry.quantity)


def outbound_cost(books: Books, out: ItemEntry) -> tuple[dict[int, int], int, bool]:
    """(cost per element - one element 0 unless an exact return -, uncovered quantity, all sources completely invoiced)."""
    elements = {0: 0}
    separate = is_exact_return(out)
    uncovered, invoiced = out.quantity, True
    for row in out.takes:
        source = books.entries[row.inbound]
        if separate:
            for element, base in element_bases(source, out).items():
                elements[element] = elements.get(element, 0) + share_quotient_first(base, row.quantity, source.quantity)
        else:
            elements[0] += share_quotient_first(base_of(source, out), row.quantity, source.quantity)
        uncovered -= row.quantity
        invoiced = invoiced and source.completely_invoiced
    return elements, uncovered, invoiced and not uncovered
