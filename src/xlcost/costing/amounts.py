"""The amount of a line's first value entry, its overhead and its variance (costing-engine.md 2.4, 2.7).

Example (Average, Indirect Cost % 11.33, Overhead Rate 3.33): 10 received and invoiced at Amount 190.00 give
Direct Cost 190.00 and Indirect Cost round2(190 x 0.1133 + 3.33 x 10) = 54.83.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from xlcost.costing.books import Books
from xlcost.costing.entries import (
    ASSEMBLY_OUTPUT,
    INDIRECT,
    OUTPUT,
    PURCHASE,
    STANDARD,
    ItemCard,
    ItemEntry,
)
from xlcost.costing.line import Line
from xlcost.costing.line_defaults import HUNDRED
from xlcost.money import CENT, ERP, TICKS, cents, divide_half_away, quotient, round_ticks

WITH_OVERHEAD = frozenset({PURCHASE, ASSEMBLY_OUTPUT})


@dataclass(slots=True)
class Amounts:
    """Unsigned in the direction of the line: positive raises the quantity's own side."""

    cost: int
    overhead: int = 0
    variance: int = 0
    exact_cost: bool = False  # Cost per Unit is the quotient, not the line's unit cost


def product(a: int, b: int, extra: int = 0) -> int:
    """a x b + extra (ticks squared) rounded to the cent."""
    return divide_half_away(a * b + extra, TICKS * CENT) * CENT


def overhead_of(line: Line, amount: int, quantity: int) -> int:
    """round2(Amount x Indirect Cost % / 100 + Overhead Rate x quantity)."""
    if line.overhead is not None:
        return line.overhead
    if not line.indirect_pct and not line.overhead_rate:
        return 0
    return divide_half_away(amount * line.indirect_pct * TICKS + line.overhead_rate * quantity * HUNDRED, TICKS * HUNDRED * CENT) * CENT


def direct_amounts(books: Books, line: Line, card: ItemCard, quantity: int, entry: ItemEntry) -> Amounts:
    """Amounts of a Direct Cost line without charge for `quantity` (line sign); the unit cost of Standard items is in the line already."""
    invoiced = bool(line.invoiced)
    if card.value_zero:
        return Amounts(0)
    if line.entry_type in WITH_OVERHEAD and quantity > 0 and invoiced:
        overhead = overhead_of(line, line.amount, quantity)
        amounts = Amounts(round_ticks(line.amount), overhead)
        if card.method == STANDARD and line.entry_type == PURCHASE:  # a kit gets its variances from its order (4.7)
            amounts.variance = divide_half_away(line.unit_cost * quantity - (line.amount + overhead) * TICKS, TICKS * CENT) * CENT
        amounts.exact_cost = bool(overhead or amounts.variance)
        return amounts
    if line.entry_type in WITH_OVERHEAD and quantity > 0:
        return Amounts(_expected(books, line, card, quantity) if line.cost is None else line.cost, exact_cost=True)
    if line.entry_type == PURCHASE and quantity < 0 and invoiced and (line.applies_to or entry.applies_to):
        return _purchase_return(books, line, card, quantity, line.applies_to or entry.applies_to)
    return Amounts(_plain(line, quantity), exact_cost=line.entry_type == OUTPUT)


def _plain(line: Line, quantity: int) -> int:
    """Unit Cost x quantity, or the cost that the line knows."""
    return product(line.unit_cost, quantity) if line.cost is None else line.cost


def _expected(books: Books, line: Line, card: ItemCard, quantity: int) -> int:
    settings = books.settings
    cumulative = settings.automatic_posting and settings.expected_posting and not settings.online_adjustment
    if cumulative and line.entry_type == PURCHASE and card.method != STANDARD and not card.adjusted:
        return round_ticks(line.amount + overhead_of(line, line.amount, quantity) + divide_half_away(line.residual, TICKS))
    return product(line.unit_cost, quantity, line.residual)


def _purchase_return(books: Books, line: Line, card: ItemCard, quantity: int, receipt_no: int) -> Amounts:
    amounts = Amounts(_plain(line, quantity))
    receipt = books.entry(receipt_no)
    if receipt is None:
        return amounts
    indirect = [v.actual for v in receipt.values if v.entry_type == INDIRECT and not v.partial]
    if indirect and receipt.invoiced:
        amounts.overhead = cents(ERP.multiply(quotient(sum(indirect), receipt.invoiced), Decimal(quantity)))
        if card.method == STANDARD:
            amounts.variance = -amounts.overhead
    amounts.exact_cost = bool(amounts.overhead)
    return amounts
