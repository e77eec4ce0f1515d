"""What a line says where nothing was written (costing-engine.md 1.3, line defaults).

Example: Purchase, Quantity 3, Amount 10.00 of a FIFO item with Indirect Cost % 5: Unit Amount 3.33333, Unit
Cost round5(10.00 / 3 x 1.05) = 3.50000. Entered per box of 13 (Qty. per Unit of Measure), Quantity 11 and
Unit Cost 199.90 become 143 and 15.37692, and 143 x (199.90/13 - 15.37692) is kept as the rounding residual.
"""

from __future__ import annotations

from xlcost.costing.entries import ASSEMBLY_OUTPUT, DIRECT, OUTPUT, POSITIVE, PURCHASE, RESOURCE, STANDARD, ItemCard
from xlcost.costing.line import Line, given
from xlcost.money import TICKS, divide_half_away, multiply

HUNDRED = 100 * TICKS
_WITH_OVERHEAD = frozenset({PURCHASE, POSITIVE, ASSEMBLY_OUTPUT})


def is_capacity(line: Line) -> bool:
    """Output and resource lines: Unit Cost and overhead belong to the capacity."""
    return line.entry_type == OUTPUT or line.type == RESOURCE


def fill_line(line: Line, item: ItemCard, source: ItemCard) -> None:
    """Completes a line; `source` is the item or the stockkeeping unit that gives the unit cost."""
    _quantities(line)
    _base_unit(line)
    base = line.invoiced or line.quantity
    _overhead(line, item)
    named = line.__dict__  # what was given
    had_amount = "amount" in named or "unit_amount" in named
    _amounts(line, base)
    if "unit_cost" in named:
        return
    if is_capacity(line):
        line.unit_cost = 0
    elif line.entry_type in _WITH_OVERHEAD and item.method != STANDARD and had_amount and base and line.value_entry_type == DIRECT:
        # round5(Amount / b x (1 + % / 100) + rate); all in ticks
        numerator = line.amount * TICKS * (HUNDRED + line.indirect_pct)
        line.unit_cost = divide_half_away(numerator + line.overhead_rate * base * HUNDRED, base * HUNDRED)
    else:
        line.unit_cost = source.unit_cost


def _quantities(line: Line) -> None:
    if line.entry_type == OUTPUT and line.value_entry_type == DIRECT:
        if not given(line, "quantity"):
            line.quantity = line.output_quantity
        if not given(line, "output_quantity"):
            line.output_quantity = line.quantity
        if not (line.subcontracting and line.shipment) and not (line.shipment and line.charge):
            line.invoiced = 0
    elif not given(line, "invoiced"):
        line.invoiced = line.quantity


def _base_unit(line: Line) -> None:
    factor = line.per_unit
    if not factor or factor == TICKS:
        return
    for name in ("quantity", "invoiced", "output_quantity"):
        if given(line, name) or name != "output_quantity":
            setattr(line, name, divide_half_away(getattr(line, name) * factor, TICKS))
    if given(line, "unit_amount"):
        line.unit_amount = divide_half_away(line.unit_amount * TICKS, factor)
    if given(line, "unit_cost") and not _costs_hours(line):
        entered = line.unit_cost
        line.unit_cost = divide_half_away(entered * TICKS, factor)
        lost = entered * TICKS - line.unit_cost * factor  # x factor ticks
        line.residual = divide_half_away(lost * (line.invoiced or line.quantity), factor)


def _costs_hours(line: Line) -> bool:
    """Whether Unit Cost is the cost of an hour of work (1.3, 2.9): the unit in which the item is counted does not divide it."""
    return line.entry_type == OUTPUT and not line.per_units and not line.subcontracting


def _overhead(line: Line, item: ItemCard) -> None:
    if line.charge or line.value_entry_type != DIRECT:
        line.indirect_pct = line.overhead_rate = 0
    elif is_capacity(line):
        return
    elif item.method == STANDARD:
        line.indirect_pct, line.overhead_rate = item.indirect_pct, item.overhead_rate
    else:
        takes = line.entry_type in _WITH_OVERHEAD
        if not given(line, "indirect_pct"):
            line.indirect_pct = item.indirect_pct if takes else 0
        if not given(line, "overhead_rate"):
            line.overhead_rate = item.overhead_rate if takes else 0


def _amounts(line: Line, base: int) -> None:
    has_amount, has_price = "amount" in line.__dict__, "unit_amount" in line.__dict__
    if not has_amount and not has_price:
        if not (line.entry_type in _WITH_OVERHEAD and given(line, "unit_cost")):
            return
        line.unit_amount = divide_half_away((line.unit_cost - line.overhead_rate) * HUNDRED, HUNDRED + line.indirect_pct)
        has_price = True
    if not has_amount:
        line.amount = multiply(base, line.unit_amount) - line.discount
    elif not has_price and base:
        line.unit_amount = divide_half_away((line.amount + line.discount) * TICKS, base)

