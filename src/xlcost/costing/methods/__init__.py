"""The costing methods, one record each, in a dict keyed by the enum (costing-engine.md 3).

A method says in which order open entries are applied, where the cost of a receipt comes from at posting, and
which passes its cost adjustment has. Everything else is the same for all methods.
"""

from __future__ import annotations

from xlcost.costing.methods.method import Method
from xlcost.ledger.options import CostingMethod

METHODS: dict[CostingMethod, Method] = {
    CostingMethod.FIFO: Method("oldest layers first"),
    CostingMethod.LIFO: Method("newest layers first", newest_first=True),
    CostingMethod.SPECIFIC: Method("the layer named by Applies-to Entry or serial number", settles_open=False, only_named=True),
    CostingMethod.AVERAGE: Method("periodic weighted average; layers carry quantity only", by_average=True),
    CostingMethod.STANDARD: Method("standard cost, the difference is variance; layers oldest first", at_standard=True),
}
BY_ORDINAL: tuple[Method, ...] = tuple(METHODS[m] for m in sorted(METHODS))

__all__ = ["BY_ORDINAL", "METHODS", "Method"]
