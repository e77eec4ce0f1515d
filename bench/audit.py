"""Issue 7: the full audit of a ledger, and a trace after loading."""

from __future__ import annotations

from collections.abc import Iterator

from bench.company import company
from bench.figures import fresh
from bench.measure import Measured, best, best_of_fresh, duration, peak
from xlcost import audit_costs, explain_amount, trace_gl_entry, trace_item_entry
from xlcost.views.cause_trend import cause_trend


def measure(size: int) -> Iterator[Measured]:
    """All checks; one trace of each kind."""
    ledger = company(size)
    pair = ledger.table("Item Ledger Entry").length // 2 | 1
    audit = best_of_fresh(lambda: fresh(ledger), audit_costs, 2)
    yield Measured("audit", f"full audit, {size:,} value entries", audit, target="100,000: 5 s", holds=audit <= 5 if size == 100_000 else None, memory=peak())
    for name, trace in (
        ("an item ledger entry forward", lambda made: trace_item_entry(made, pair)),
        ("an item ledger entry backward", lambda made: trace_item_entry(made, pair + 1, "backward")),
        ("a G/L entry", lambda made: trace_gl_entry(made, 2 * pair)),
    ):
        first = best_of_fresh(lambda: fresh(ledger), trace)
        again = best(lambda trace=trace: trace(ledger))
        holds = first <= 0.05 if size == 100_000 else None
        workload = f"first trace of {name} after loading, {size:,} value entries"
        yield Measured("audit", workload, first, target="100,000: 50 ms", holds=holds, note=f"later ones {duration(again)}")
    numbers = ledger.table("Value Entry")["Entry No."][:: max(1, size // 50)].tolist()
    explain_amount(ledger, numbers[0])  # the items' entries are lifted once
    worst = max(best(lambda n=n: explain_amount(ledger, n), 1) for n in numbers)
    yield Measured("audit", f"why this amount, the slowest of {len(numbers)}, {size:,} value entries", worst)
    yield Measured("audit", f"causes at twelve period ends, {size:,} value entries", best_of_fresh(lambda: fresh(ledger), cause_trend, 2))
