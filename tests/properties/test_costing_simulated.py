"""Random companies over months of business: every invariant after every step (costing-engine.md 6, R1 to R6).

A failing seed is replayed, and shrunk to the events that matter, by `python -m tests.simulator --seed N --months M`.
"""

import pytest
from tests.simulator.play import run


def play(seed: int, months: int) -> None:
    report = run(seed, months)
    assert not report.failure, f"{report.failure}\npython -m tests.simulator --seed {seed} --months {months}"
    assert report.counts["adjusted states"] >= months


@pytest.mark.parametrize("seed", range(1, 19))
def test_two_months_of_business(seed: int) -> None:
    play(seed, 2)


def test_the_same_seed_plays_the_same_business() -> None:
    first, second = run(3, 2), run(3, 2)
    assert first.events == second.events
    assert first.counts == second.counts


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(10_000, 10_500))
def test_six_months_of_business(seed: int) -> None:
    play(seed, 6)
