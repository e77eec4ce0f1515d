"""The benchmarks run, at a size that takes no time; they say what they measured and hold no times."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
from bench.measure import HEAD, Measured
from bench.run import BENCHES, END, PAGE, START

BENCH = Path(__file__).resolve().parents[2] / "bench"

QUICK = ("F2", "F4", "F6", "F9", "posting", "audit")


@pytest.mark.parametrize("goal", QUICK)
def test_a_benchmark_says_what_it_measured(goal: str) -> None:
    found = list(importlib.import_module(f"bench.{BENCHES[goal]}").measure(400))
    assert found
    for measured in found:
        assert measured.goal == goal
        assert measured.seconds >= 0
        assert measured.line().count("|") == HEAD.splitlines()[0].count("|")


def test_every_benchmark_is_a_module() -> None:
    assert {f"{name}.py" for name in BENCHES.values()} <= {path.name for path in BENCH.glob("*.py")}


def test_the_page_has_a_place_for_the_table() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page.index(START) < page.index(END)


def test_ratio_and_words() -> None:
    line = Measured("F0", "work", 0.5, "peer", 2.0, "at least 3 x", True, 1234, "note").line()
    assert line == "| F0 | work | 500 ms; note | 1,234 MB | peer, 2.0 s | 4.0 x | at least 3 x | yes |"
