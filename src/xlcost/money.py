"""Exact numbers: the only place that converts, scales and rounds.

Every decimal of the ledger - amount, unit cost, quantity, percentage - is kept as an integer number of
*ticks*, 1/100,000 each (Business Central keeps five decimals for quantities and unit costs, two for
amounts). Sums of ticks are exact; products of two tick values are in ticks squared and are rounded once,
half away from zero, by the functions below. Binary floats occur only where a workbook cell is read
(`from_double`).

Worked example: 3 pieces at 33.33333 are `300_000 * 3_333_333` ticks squared; `multiply` rounds them to the
cent: 9_999_999 -> 10_000_000 ticks = 100.00.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Context, Decimal, InvalidOperation, localcontext
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

PLACES = 5
TICKS = 10**PLACES  # ticks in 1
CENT = TICKS // 100  # ticks in 0.01
LIMIT = 2**63 - 1
_EXACT = Context(prec=60)


class TooPrecise(ValueError):
    """A number has more than five decimals, or is too large for the ledger (9.2e13)."""


def from_double(value: float) -> Decimal:
    """The decimal that a cell double stands for: its shortest 15-significant-digit decimal (interface.md 1)."""
    return Decimal(f"{value:.15g}")


def ticks_from_doubles(values: Array) -> tuple[Array, Array]:
    """(ticks, proven) of a float64 column, element by element the same as `to_ticks(from_double(x))` where proven.

    A double is proven when it is the nearest one to a decimal of at most five places and 15 digits, or lies closer
    to it than a quarter of a unit in the 15th digit (values stored with 16 digits). The rest is left to `from_double`.
    """
    with np.errstate(all="ignore"):
        scaled = np.rint(values * TICKS)
        near = scaled / TICKS
        small = np.abs(scaled) < 1e14
        proven = small & (near == values)
        if not bool(proven.all()):
            size = np.abs(values)
            power = np.power(10.0, np.floor(np.log10(size)))
            lead = size / power
            inside = (lead > 1.001) & (lead < 9.99)  # away from the powers of ten, where the 15th digit moves
            proven |= small & inside & (np.abs(near - values) <= power * 0.25e-14)
    return np.where(proven, scaled, 0).astype(np.int64), proven


def to_ticks(value: Decimal | int) -> int:
    """Ticks of an exact number; TooPrecise when it has more than five decimals or does not fit 64 bits."""
    scaled = _EXACT.multiply(Decimal(value), Decimal(TICKS))
    ticks = int(scaled)
    if ticks != scaled or abs(ticks) > LIMIT:
        raise TooPrecise(f"{value} has more than {PLACES} decimals or too many digits")
    return ticks


def to_decimal(ticks: int) -> Decimal:
    """The decimal of a tick value, at two decimals where they suffice, else without trailing zeros."""
    ticks = int(ticks)
    if ticks % CENT == 0:
        return Decimal(ticks // CENT).scaleb(-2)
    return Decimal(ticks).scaleb(-PLACES).normalize()


def divide_half_away(numerator: int, denominator: int) -> int:
    """numerator / denominator rounded to an integer, half away from zero, for integers of any size."""
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    quotient, rest = divmod(abs(numerator), denominator)
    if 2 * rest >= denominator:
        quotient += 1
    return quotient if numerator >= 0 else -quotient


def round_ticks(ticks: int, precision: int = CENT) -> int:
    """Ticks rounded to a multiple of `precision` ticks (default 0.01), half away from zero."""
    return divide_half_away(ticks, precision) * precision


def multiply(a: int, b: int, precision: int = CENT) -> int:
    """a x b, both in ticks, rounded to a multiple of `precision` ticks (costing-engine.md 5)."""
    return divide_half_away(a * b, TICKS * precision) * precision


def divide(a: int, b: int, precision: int = 1) -> int:
    """a / b, both in ticks, rounded to a multiple of `precision` ticks (default 0.00001)."""
    return divide_half_away(a * TICKS, b * precision) * precision


def share(amount: int, part: int, whole: int, precision: int = CENT) -> int:
    """amount x part / whole with one rounding at the end; all in ticks."""
    return divide_half_away(amount * part, whole * precision) * precision


def round_to(value: Decimal, precision: Decimal, direction: str = "=") -> Decimal:
    """A decimal rounded to a multiple of `precision`: "=" half away from zero, "<" towards zero, ">" away from zero."""
    with localcontext(_EXACT):
        steps = value / precision
        whole = steps.to_integral_value("ROUND_DOWN")
        rest = abs(steps - whole)
        away = rest > 0 if direction == ">" else direction == "=" and rest >= Decimal("0.5")
        if away:
            whole += 1 if value > 0 else -1
        return whole * precision


def total(values: Array) -> int:
    """Exact sum of a tick column, whatever its size."""
    if len(values) and int(np.abs(values).max()) > LIMIT // len(values):
        return sum(int(v) for v in values)
    return int(values.sum()) if len(values) else 0


def sum_by(groups: Array, count: int, values: Array) -> Array:
    """Exact sums of a tick column per group number 0..count-1 (Python integers where 64 bits could overflow)."""
    if len(values) and values.dtype != object and max(-int(values.min()), int(values.max())) > LIMIT // len(values):
        values = values.astype(object)
    sums = np.zeros(count, dtype=values.dtype if values.dtype == object else np.int64)
    np.add.at(sums, groups, values)
    return sums


def parse_number(text: str) -> Decimal:
    """A number stored as text, if unambiguous: `1,234.50`, `-12`, `(12.00)`, `12-`; ValueError otherwise."""
    body = text.strip().replace("\u00a0", "").replace(" ", "")
    negative = False
    if body.startswith("(") and body.endswith(")"):
        negative, body = True, body[1:-1]
    elif body.endswith("-"):
        negative, body = True, body[:-1]
    if "," in body:
        whole, _, fraction = body.partition(".")
        first, *others = whole.lstrip("+-").split(",")
        if "," in fraction or not 1 <= len(first) <= 3 or any(len(g) != 3 for g in others):
            raise ValueError(f"{text!r} is not an unambiguous number")
        if not fraction and len(others) == 1 and "." not in body:
            raise ValueError(f"{text!r} could be read in two ways")
        body = body.replace(",", "")
    if not body or not set(body) <= set("0123456789.+-eE"):
        raise ValueError(f"{text!r} is not a number")
    try:
        number = Decimal(body)
    except InvalidOperation:
        raise ValueError(f"{text!r} is not a number") from None
    if not number.is_finite() or abs(number.adjusted()) > 40:
        raise ValueError(f"{text!r} is not a usable number")
    return -number if negative else number


# Numbers of 96 bits (project-wip.md 4.0) -------------------------------------------------------------------
_LIMIT_96 = 1 << 96
_MOST_PLACES = 28


def fit(numerator: int, denominator: int) -> tuple[int, int]:
    """A quotient as the ERP's decimal keeps it: (digits, places), value = digits / 10**places.

    The most decimals, at most 28, with which the digits stay below 2**96; the last one rounded half to even.
    OverflowError when even the whole number is larger than that.
    """
    if not numerator:
        return 0, 0
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    size = abs(numerator)
    places = min(_MOST_PLACES, len(str(_LIMIT_96 * denominator // size)) - 1)
    while places >= 0:
        digits, rest = divmod(size * 10**places, denominator)
        if 2 * rest > denominator or (2 * rest == denominator and digits & 1):
            digits += 1
        if digits < _LIMIT_96:
            return (digits if numerator > 0 else -digits), places
        places -= 1
    raise OverflowError("The number has more digits than a 96-bit decimal holds.")


class Decimal96:
    """An exact decimal of at most 96 bits and 28 places; every operation is calculated exactly and then cut by `fit`.

    Worked example: `Decimal96.of("650") * (Decimal96.of("588.275") / Decimal96.of("650"))` is 588.27499999999999999999999998,
    because the quotient keeps 28 places; to the cent that is 588.27.
    """

    __slots__ = ("digits", "places")

    def __init__(self, digits: int, places: int = 0) -> None:
        if places > _MOST_PLACES or not -_LIMIT_96 < digits < _LIMIT_96:
            digits, places = fit(digits, 10**places)
        self.digits = digits
        self.places = places

    @classmethod
    def of(cls, value: Decimal | int | str) -> Decimal96:
        """The 96-bit decimal of an exact number."""
        numerator, denominator = Decimal(value).as_integer_ratio()
        return cls(*fit(numerator, denominator))

    @classmethod
    def of_ticks(cls, ticks: int) -> Decimal96:
        """The number that ticks stand for."""
        return cls(ticks, PLACES)

    def ticks(self, precision: int = 1) -> int:
        """Ticks, rounded to a multiple of `precision` ticks half away from zero; OverflowError beyond 64 bits."""
        found = divide_half_away(self.digits * TICKS, 10**self.places * precision) * precision
        if abs(found) > LIMIT:
            raise OverflowError(f"{self} is too large for the ledger.")
        return found

    def rounded(self, precision: int = CENT) -> Decimal96:
        """Rounded to a multiple of `precision` ticks, half away from zero."""
        return Decimal96(divide_half_away(self.digits * TICKS, 10**self.places * precision) * precision, PLACES)

    def exact(self) -> Decimal:
        """The same number as a Decimal."""
        return Decimal(self.digits).scaleb(-self.places, _EXACT)

    def __str__(self) -> str:
        return format(self.exact(), "f")

    def __repr__(self) -> str:
        return f"Decimal96({self})"

    def _aligned(self, other: Decimal96) -> tuple[int, int, int]:
        """Both digits at the same number of places, and that number."""
        a, b = self.places, other.places
        if a == b:
            return self.digits, other.digits, a
        if a > b:
            return self.digits, other.digits * 10 ** (a - b), a
        return self.digits * 10 ** (b - a), other.digits, b

    def __add__(self, other: Decimal96) -> Decimal96:
        a, b, places = self._aligned(other)
        return Decimal96(a + b, places)

    def __sub__(self, other: Decimal96) -> Decimal96:
        a, b, places = self._aligned(other)
        return Decimal96(a - b, places)

    def __mul__(self, other: Decimal96) -> Decimal96:
        return Decimal96(self.digits * other.digits, self.places + other.places)

    def __truediv__(self, other: Decimal96) -> Decimal96:
        return Decimal96(*fit(self.digits * 10**other.places, other.digits * 10**self.places))

    def __neg__(self) -> Decimal96:
        return Decimal96(-self.digits, self.places)

    def __abs__(self) -> Decimal96:
        return Decimal96(abs(self.digits), self.places)

    def __bool__(self) -> bool:
        return self.digits != 0

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Decimal96):
            return NotImplemented
        a, b, _ = self._aligned(other)
        return a == b

    def __hash__(self) -> int:
        return hash(self.exact())

    def __lt__(self, other: Decimal96) -> bool:
        a, b, _ = self._aligned(other)
        return a < b

    def __gt__(self, other: Decimal96) -> bool:
        return other < self


ZERO = Decimal96(0)


def sum_96(values: Iterable[Decimal96]) -> Decimal96:
    """Sum in the order given, each addition cut by `fit`."""
    found = ZERO
    for value in values:
        found = found + value
    return found


# Quotients that stay unrounded -------------------------------------------------------------------------
# A report divides (cost per unit, share of a cost) and adds the quotients up. They are kept as integers of
# 1/10**28, rounded once per quotient, so that a sum does not depend on the order of its parts.
FINE_PLACES = 28
FINE = 10 ** (FINE_PLACES - PLACES)  # fine units in a tick


def fine_decimal(fine: int) -> Decimal:
    """The decimal of a number in fine units, at 20 places, without trailing zeros beyond two."""
    places = 20
    number = divide_half_away(int(fine), 10 ** (FINE_PLACES - places))
    if number % 10 ** (places - 2) == 0:
        return Decimal(number // 10 ** (places - 2)).scaleb(-2, _EXACT)
    return Decimal(number).scaleb(-places, _EXACT).normalize(_EXACT)


# Quotients of quantities come first and are kept at 28 significant digits (costing-engine.md 5.1) -----------
ERP = Context(prec=28)
_NEAR_TIE = 10**9


def quotient(part: int | Decimal, whole: int | Decimal) -> Decimal:
    """part / whole at 28 significant digits."""
    return ERP.divide(Decimal(part), Decimal(whole))


def cents(value: Decimal) -> int:
    """A decimal number of ticks rounded to the cent, half away from zero, in ticks."""
    numerator, denominator = value.as_integer_ratio()
    return divide_half_away(numerator, denominator * CENT) * CENT


def unit_round(value: Decimal) -> int:
    """A decimal number of ticks rounded to 0.00001, half away from zero."""
    numerator, denominator = value.as_integer_ratio()
    return divide_half_away(numerator, denominator)


def share_quotient_first(amount: int | Decimal, part: int, whole: int) -> int:
    """amount x (part / whole) to the cent, the quotient taken first at 28 significant digits.

    Only a result that lies within a billionth of a half cent can depend on the digits of the quotient;
    all others come from exact integers.
    """
    if part == whole and isinstance(amount, int):
        if amount % CENT == 0:
            return amount
        return divide_half_away(amount, CENT) * CENT
    if isinstance(amount, int):
        numerator, denominator = abs(amount * part), abs(whole) * CENT
        result, rest = divmod(numerator, denominator)
        distance = 2 * rest - denominator
        if abs(distance) * _NEAR_TIE > denominator:
            if distance > 0:
                result += 1
            return result * CENT if (amount < 0) == ((part < 0) != (whole < 0)) else -result * CENT
    return cents(ERP.multiply(Decimal(amount), quotient(part, whole)))


def round_running(total: int | Decimal, part: int, whole: int, residual: Decimal) -> tuple[int, Decimal]:
    """RoundCost (costing-engine.md 5.2): total x (part / whole) + residual to the cent, and the new residual."""
    if not residual and part == whole and isinstance(total, int) and total % CENT == 0:
        return total, residual
    exact = ERP.add(ERP.multiply(Decimal(total), quotient(part, whole)), residual)
    rounded = cents(exact)
    return rounded, ERP.subtract(exact, Decimal(rounded))
