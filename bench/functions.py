"""F9: worksheet functions after warm-up, one question at a time and a column of items in one call."""

from __future__ import annotations

from collections.abc import Iterator

from bench.company import company
from bench.measure import Measured, clock, peak
from xlcost.faces.functions import SNAPSHOTS, evaluate

CALLS = 1000
NAMES = ("XLC_VALUE", "XLC_QTY", "XLC_UNITCOST")


def measure(size: int) -> Iterator[Measured]:
    """A thousand different questions, none asked before; then their vector form."""
    SNAPSHOTS.take("LEDGER.xlsx", company(size))
    days = [f"2026-{m:02d}-15" for m in range(1, 11)]
    for name in NAMES:  # warm-up: the sums of the snapshot are made on the first question
        evaluate(name, ("ITEM00000", "2026-10-31"))
    questions = [(NAMES[i % 3], (f"ITEM{i % 500:05d}", days[i // 100])) for i in range(CALLS)]
    times = []
    for name, arguments in questions:
        start = clock()
        answer = evaluate(name, arguments)
        times.append(clock() - start)
        assert isinstance(answer, float) or name == "XLC_UNITCOST", (name, arguments, answer)  # without quantity it is #N/A
    times.sort()
    items = [[f"ITEM{i % 500:05d}"] for i in range(CALLS)]
    evaluate("XLC_VALUES", (items[:1], "2026-10-31"))
    start = clock()
    column = evaluate("XLC_VALUES", (items, "2026-09-30"))
    vector = clock() - start
    assert len(column) == CALLS
    note = f"slowest {times[-1] * 1000:.2f} ms"
    median = times[CALLS // 2]
    yield Measured("F9", f"one of {CALLS:,} worksheet-function calls after warm-up, {size:,} value entries (median)", median, target="1 ms", holds=times[-10] <= 0.001, memory=peak(), note=note)
    yield Measured("F9", f"{CALLS:,} items in one call (vector form)", vector, target="20 ms", holds=vector <= 0.02)
