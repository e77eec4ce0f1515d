"""What a layer gives to a recipient (costing-engine.md 4.3, share)."""

from __future__ import annotations

from decimal import Decimal

from tests.reference_adjustment.books import (
    DIRECT,
    EXPECTED,
    INDIRECT,
    INVOICED,
    OUTPUTS,
    QUANTITY,
    REVALUATION,
    ROUNDING,
    VALUED,
    VARIANCE,
    ZERO,
    Books,
    Record,
    fully_invoiced,
    quotient,
    round2,
    times,
)

ELEMENTS = (DIRECT, INDIRECT, VARIANCE)


def is_exact_reversal(out: Record) -> bool:
    """A purchase return or negative output that names its inbound, once it is invoiced: three cost elements."""
    return bool(out["Applies-to Entry"] and out[INVOICED] < 0 and out["Entry Type"] in ("Purchase", *OUTPUTS))


def hits(b: Books, revaluation: Record, out: Record) -> bool:
    """Whether a revaluation concerns a recipient; what refers to a revaluation follows it."""
    while revaluation["Applies-to Entry"] and b.values[revaluation["Applies-to Entry"]]["Entry Type"] == REVALUATION:
        revaluation = b.values[revaluation["Applies-to Entry"]]
    if not revaluation["Partial Revaluation"]:
        return True
    first = b.first_value(out["Entry No."])
    if first["Entry No."] > revaluation["Entry No."]:
        return True
    return bool(max(first["Valuation Date"], first["Posting Date"]) > revaluation["Valuation Date"])


def contribution(b: Books, value: Record, inbound: Record, out: Record) -> Decimal:
    """What a value entry of the layer adds to its base: the first line of the table of 4.3 that applies."""
    quantity: Decimal = inbound[QUANTITY]
    if value["Expected Cost"] and (fully_invoiced(inbound) or b.is_balance(value)):
        return ZERO
    if value["Entry Type"] == ROUNDING:
        return ZERO
    if value["Entry Type"] == REVALUATION:
        if not hits(b, value, out):
            return ZERO
        if value[EXPECTED]:
            return times(b.expected(value) + b.actual(value), quotient(quantity, value[VALUED]))
    if value["Expected Cost"]:
        return times(b.expected(value), quotient(quantity - inbound[INVOICED], value[VALUED]))
    if value["Partial Revaluation"]:
        return times(b.actual(value), quotient(quantity, value[VALUED]))
    return b.actual(value)


def share(b: Books, inbound: Record, out: Record, quantity: Decimal) -> dict[str, Decimal]:
    """The share of a layer that a quantity takes, by cost element, each rounded; everything is Direct Cost but in an exact reversal."""
    apart = is_exact_reversal(out)
    base = dict.fromkeys(ELEMENTS, ZERO)
    for value in b.values_of[inbound["Entry No."]]:
        element = value["Entry Type"] if apart and value["Entry Type"] in (INDIRECT, VARIANCE) else DIRECT
        base[element] += contribution(b, value, inbound, out)
    part = quotient(quantity, inbound[QUANTITY])
    return {element: round2(times(amount, part)) for element, amount in base.items()}


def whole_share(b: Books, inbound: Record, out: Record, quantity: Decimal) -> Decimal:
    """The share of a layer over all cost elements."""
    return sum(share(b, inbound, out, quantity).values(), ZERO)
