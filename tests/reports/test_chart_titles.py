"""The title of the bridge on the cover says what its bars show."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xlcost.reports.pack.movement import finding
from xlcost.reports.pack.report_charts import percent


@pytest.mark.parametrize(
    ("opening", "moved", "title"),
    [
        (100, {"Purchase": 60, "Output": 30, "Sale": -50}, "Purchases and output outran sales"),
        (100, {"Purchase": 30, "Sale": -50}, "Purchases fell short of sales"),
        (70, {"Purchase": 37, "Output": 29, "Consumption": -22, "Sale": -50}, "Purchases and output fell short of sales and consumption"),
        (100, {"Purchase": 4, "Sale": -5}, "Little moved"),
        (100, {"Purchase": 40}, "Inventory value"),
        (100, {"Sale": -40}, "Inventory value"),
        (100, {"Purchase": 20, "Output": 20, "Positive Adjmt.": 20, "Sale": -50}, "Inventory value"),
        (70, {"Purchase": 37, "Output": 29, "Consump.": -22, "Sale": -50}, "Purchases and output fell short of sales and consumption"),
        (0, {"Transfer": 9, "Sale": -1}, "Transfers outran sales"),
    ],
)
def test_the_title_agrees_with_the_bars(opening: int, moved: dict[str, int], title: str) -> None:
    assert finding(Decimal(opening), {k: Decimal(v) for k, v in moved.items()}) == title


@pytest.mark.parametrize(
    ("part", "words"),
    [(0, "0 %"), ("0.02", "under 0.1 %"), ("0.4", "0.4 %"), (31, "31 %"), ("99.7", "99.7 %"), ("99.99", "over 99.9 %"), (100, "100 %"), (-50, "50 %")],
)
def test_nearly_all_is_not_called_all(part: str, words: str) -> None:
    assert percent(Decimal(part), Decimal(100)) == words
