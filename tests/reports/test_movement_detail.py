"""Movement detail: increases and decreases by type of entry add up to the columns of Inventory Valuation (valuation-reports.md 6.5, 6.7)."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from random_company import random_company
from xlcost import run_report
from xlcost.faces.sample import sample_ledger
from xlcost.ledger.values import day_of
from xlcost.reports.pack.common import Facts
from xlcost.reports.pack.report_charts import charts_of
from xlcost.views.behind import EntriesBehind
from xlcost.views.movement_detail import movement_detail
from xlcost.views.valuation import valuation


@given(st.integers(0, 10**9), st.booleans())
@settings(max_examples=15)
def test_the_parts_add_up_to_the_columns_and_to_their_entries(seed: int, by_entry_type: bool) -> None:
    result = valuation(random_company(seed), start=day_of("2022-02-01"), end=day_of("2022-03-31"), expected=True)
    rows = movement_detail(result, by_entry_type=by_entry_type)
    for block, name in (("Opening", "starting"), ("Increases", "increases"), ("Decreases", "decreases"), ("Closing", "ending")):
        mine = [r for r in rows if r["Block"] == block]
        total = result.total(name)
        assert sum(r["Value"] for r in mine) * 100_000 == total.actual
        assert sum(r["Expected Value"] for r in mine) * 100_000 == total.expected
    for row in rows:
        assert isinstance(row["Entries"], EntriesBehind)
        assert row["Entries"].total == row["Value"] + row["Expected Value"]


def test_the_chart_of_the_report_moves_by_type_and_closes() -> None:
    options = {"Starting Date": "2026-10-01", "Ending Date": "2026-10-31", "Include Expected Cost": True}
    grid = run_report(sample_ledger(), "Inventory Valuation", options)
    (chart,) = charts_of(grid, Facts("", "", "", ""))
    amounts = [Decimal(v) for v in chart.series["Value"]]
    assert chart.categories[1:-1][0] in ("Purchase", "Output")
    assert "Sale" in chart.categories
    assert sum(amounts[:-1]) == amounts[-1] == grid.facts["ending"]
