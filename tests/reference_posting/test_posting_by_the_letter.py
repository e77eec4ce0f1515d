"""Every posting of random companies beside the reference: each row and column that posting adds or changes (costing-engine.md 2).

A difference is shown again by `python -m tests.reference_posting SEED 1 MONTHS`, one of wild lines by `... SEED 1 JOURNALS wild`.
"""

from decimal import Decimal
from typing import Any

import pytest

from tests.reference_posting import Books, playing, posted
from tests.reference_posting.playing import Both, play
from tests.reference_posting.wild import play_wild


def agreed(both: Both, found: list[str], least: int) -> None:
    assert not found, f"{len(found)} differences, the first: {found[0]}"
    assert both.counts["compared"] >= least


@pytest.mark.parametrize("seed", range(1, 11))
def test_two_months_of_business(seed: int) -> None:
    agreed(*play(seed, 2), least=8)


@pytest.mark.parametrize("seed", range(1, 21))
def test_lines_that_no_business_would_draw_up(seed: int) -> None:
    agreed(*play_wild(seed, 25), least=5)


def test_the_comparison_sees_one_cent(monkeypatch: pytest.MonkeyPatch) -> None:
    def a_cent_more(*given: Any, **options: Any) -> Books:
        books = posted(*given, **options)
        books.tables["Value Entry"][-1]["Cost Amount (Actual)"] += Decimal("0.01")
        return books

    monkeypatch.setattr(playing, "posted", a_cent_more)
    _, found = play(1, 1)
    assert found
    assert all("Cost Amount (Actual): reference" in text for text in found)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(40_000, 40_200))
def test_four_months_of_business(seed: int) -> None:
    agreed(*play(seed, 4), least=20)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(50_000, 50_400))
def test_many_lines_that_no_business_would_draw_up(seed: int) -> None:
    agreed(*play_wild(seed, 60), least=10)
