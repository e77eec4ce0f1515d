"""Months of random business: recomputing every adjustment, and posting every transaction again, gives the ledger - or names why not."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.simulator.business import Business
from tests.simulator.company import found_company
from tests.simulator.play import EVENTS_PER_MONTH, Game, name_entries
from tests.simulator.state import State

from xlcost import Ledger, adjust_cost, compare_adjustments, what_if
from xlcost.costing.repost import FIXED, RESTATED, REVALUED, STOPPED, UNDONE
from xlcost.views.method_comparison import ADJUSTMENTS, UNEXPLAINED
from xlcost.views.reperformance_reasons import DEVIATION


class Unchecked(Game):
    """The business without its invariants, which have tests of their own."""

    def check(self, event: dict[str, object]) -> None:
        pass


def company(seed: int, months: int) -> Ledger:
    """The adjusted ledger of a seed."""
    founded = found_company(seed)
    game = Unchecked(founded, Ledger.from_records(founded.setup))
    business = Business(founded, seed)
    number = 0
    for month in range(1, months + 1):
        business.month = month
        events = [None] * business.chance.randint(*EVENTS_PER_MONTH)
        for _ in events:
            number = _play(game, business, number, business.next_event(State(game.ledger)))
        for event in business.month_end():
            business.number += 1
            number = _play(game, business, number, event)
    return adjust_cost(game.ledger.without("User Setup")).ledger  # whatever the user's posting dates are by then


def _play(game: Game, business: Business, number: int, event: dict[str, object]) -> int:
    game.play(number, event)
    name_entries(game, business, number)
    return number + 1


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
