"""The cost vector of an order and its rounding (costing-engine.md 4.7).

Parts in this order: Direct Cost, Indirect Cost, Material, Capacity, Subcontracted, Cap. Overhead, Mfg. Overhead, then
(only with *Include Non-Inventory Items to Produced Items*) Direct Cost Non-Inventory and Material Non-Inventory.
`scale` multiplies every part, and one rounding residual runs through the parts: 18.5 pieces with a
subcontracted share of 1.33 alone give Direct Cost 24.605 -> 24.61, residual -0.005, Subcontracted 24.60.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from xlcost.money import ERP, TICKS, cents, quotient

PARTS = 9
DIRECT_PART, INDIRECT_PART, MATERIAL_PART = 0, 1, 2
Vector = tuple[int, ...]
ZERO: Vector = (0,) * PARTS


def scale(parts: Sequence[int | Decimal], factor: Decimal) -> Vector:
    """Every part times a factor, rounded to the cent with one running residual; a part that is nothing stays nothing and lets it pass."""
    residual = Decimal(0)
    found = []
    for part in parts:
        if not part:
            found.append(0)
            continue
        exact = ERP.add(ERP.multiply(Decimal(part), factor), residual)
        rounded = cents(exact)
        residual = ERP.subtract(exact, Decimal(rounded))
        found.append(rounded)
    return tuple(found)


def share_of(vector: Vector, part: int, whole: int) -> Vector:
    """vector x part / whole."""
    return scale(vector, quotient(part, whole))


def minus(a: Vector, b: Vector) -> Vector:
    """a - b."""
    return tuple(x - y for x, y in zip(a, b, strict=True))


def standard_vector(shares: Sequence[int], quantity: int, non_inventory: int = 0) -> Vector:
    """Single-level shares per unit (material, capacity, subcontracted, cap. overhead, mfg. overhead; non-inventory material) for a quantity."""
    material, capacity, subcontracted, cap_overhead, mfg_overhead = shares
    direct = material + capacity + subcontracted + cap_overhead
    per_unit = (direct, mfg_overhead, material, capacity, subcontracted, cap_overhead, mfg_overhead, non_inventory, non_inventory)
    return scale(per_unit, quotient(quantity, TICKS))
