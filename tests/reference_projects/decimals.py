"""The 96-bit decimals of project-wip.md 4.0."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

_LIMIT = 2**96


def fit(x: Fraction) -> Fraction:
    """The largest number of decimals up to 28 with which the digits stay below 2 to the 96, half to even."""
    for decimals in range(28, -1, -1):
        digits = round(x * 10**decimals)
        if abs(digits) < _LIMIT:
            return Fraction(digits, 10**decimals)
    raise OverflowError(x)


def plus(a: Fraction, b: Fraction) -> Fraction:
    """a + b."""
    return fit(a + b)


def minus(a: Fraction, b: Fraction) -> Fraction:
    """a - b."""
    return fit(a - b)


def times(a: Fraction, b: Fraction) -> Fraction:
    """a x b."""
    return fit(a * b)


def over(a: Fraction, b: Fraction) -> Fraction:
    """a / b."""
    return fit(a / b)


def rounded(x: Fraction, decimals: int = 2) -> Decimal:
    """Half away from zero."""
    scaled = abs(x) * 10**decimals
    whole = int(scaled) + (1 if scaled - int(scaled) >= Fraction(1, 2) else 0)
    return Decimal(whole if x >= 0 else -whole).scaleb(-decimals)
