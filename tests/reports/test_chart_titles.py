"""The title of the bridge on the cover says what its bars show."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xlcost.reports.pack.movement import finding


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
        (0, {"Transfer": 9, "Sale": -1}, "Transfers outran sales"),
    ],
)
def test_the_title_agrees_with_the_bars(opening: int, moved: dict[str, int], title: str) -> None:
    assert finding(Decimal(opening), {k: Decimal(v) for k, v in moved.items()}) == title
