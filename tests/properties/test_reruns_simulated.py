"""Months of random business: recomputing every adjustment, and posting every transaction again, gives the ledger - or names why not."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.simulator.played import played

from xlcost import Ledger, adjust_cost, compare_adjustments, what_if
from xlcost.costing.repost import FIXED, RESTATED, REVALUED, STOPPED, UNDONE
from xlcost.views.method_comparison import ADJUSTMENTS, UNEXPLAINED
from xlcost.views.reperformance_reasons import DEVIATION


def company(seed: int, months: int) -> Ledger:
    """The adjusted ledger of a seed."""
    return adjust_cost(played(seed, months)).ledger


def look(seed: int, months: int) -> Counter[str]:
    """What became of the items of a seed, by reason; "" when they tie."""
    ledger = company(seed, months)
    compared = compare_adjustments(ledger)
    assert [i for i in compared.items if i["Reason"] == DEVIATION] == []
    result = what_if(ledger, ["FIFO", "LIFO", "Average", "Standard"])
    reasons = Counter(c.reason for c in result.controls)
    assert not {UNEXPLAINED, ADJUSTMENTS} & set(reasons)
    assert all((c.ledger == c.rerun) == (not c.reason) for c in result.controls)
    assert {n.code for _, n in result.notes} <= {FIXED, RESTATED, REVALUED, STOPPED, UNDONE}
    stopped = {(m, n.item) for m, n in result.notes if n.code == STOPPED}
    for item, by_method in result.figures.items():
        assert {f.quantity for f in by_method.values()} <= {result.as_recorded[item].quantity}
        assert all(m in by_method or (m, item) in stopped for m in result.methods)
    return reasons


def test_reruns_of_random_companies() -> None:
    found: Counter[str] = Counter()
    for seed in range(1, 21):
        found += look(seed, 2)
    assert found[""] > 0.85 * found.total()


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(20_000, 20_400))
def test_reruns_of_many_random_companies(seed: int) -> None:
    look(seed, 5)
