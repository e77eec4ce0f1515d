"""Cross-report ties (valuation-reports.md 6.10): on companies whose costs are adjusted they hold to the cent, in every produced file."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from random_company import random_company
from xlcost import Ledger, close_period, read_ledger, restatement_bridge, run_report
from xlcost.faces.pack import write_close
from xlcost.faces.sample import sample_ledger
from xlcost.views.report_controls import cross_report_controls

PERIOD = ("2022-02-01", "2022-03-31")


def company(seed: int) -> Ledger:
    """A random company, adjusted and posted, with cards for its production orders."""
    ledger = random_company(seed)
    orders = [{"Status": "Released", "No.": row["Prod. Order No."], "Source No.": "C"} for row in ledger.records("Prod. Order Line")]
    return ledger.upsert("Production Order", orders) if orders else ledger


@given(st.integers(0, 10**9))
@settings(max_examples=25)
def test_all_reports_of_a_random_company_show_one_stock_value(seed: int) -> None:
    ledger = company(seed)
    broken = [(c["Control"], c["Difference"]) for c in cross_report_controls(ledger, *PERIOD) if not c["Passed"]]
    assert not broken
    valuation = sum(r["Ending Value"] for r in run_report(ledger, "Inventory Valuation", {"Ending Date": PERIOD[1]}).records())
    bridge = restatement_bridge(ledger, ledger, PERIOD[1], start=PERIOD[0])
    assert bridge.now == bridge.reported
    assert valuation == next(now for figure, (_, now) in bridge.totals.items() if figure.name == "Ending Value")


def test_the_controls_can_fail() -> None:
    ledger = sample_ledger()
    values = ledger.table("Value Entry")
    sale = next(i for i, t in enumerate(values["Item Ledger Entry Type"].tolist()) if t == 1 and values["Cost Amount (Actual)"][i])
    amounts = values["Cost Amount (Actual)"].copy()
    amounts[sale] -= 1_000_000  # 10.00
    wrong = Ledger({**ledger.tables, "Value Entry": values.with_columns({"Cost Amount (Actual)": amounts})})
    item = values["Item No."][sale]
    failed = {c["Control"]: c for c in cross_report_controls(wrong, None, "2026-10-31") if not c["Passed"]}
    assert "Cost specification = valuation" in failed
    assert (item, Decimal("10.00")) in [(no, round(d, 2)) for no, d in failed["Cost specification = valuation"]["Items"]]


def checks(path: Path) -> dict[str, str]:
    """Status by name of the checks on Evidence."""
    rows = openpyxl.load_workbook(path, data_only=True, read_only=True)["Evidence"].iter_rows(values_only=True)
    cells = [[v for v in row if v is not None] for row in rows]
    return {row[0]: row[-1] for row in cells if len(row) > 2 and str(row[-1])[:1] in "●▲■"}


def test_the_pack_lists_the_ties_with_their_result(tmp_path: Path) -> None:
    found = checks(write_close(close_period(sample_ledger(), "2026-10"), tmp_path / "CLOSE.xlsx", "LEDGER.xlsx"))
    for name in (
        "Valuation = value entries",
        "Bridge of the cover = value entries",
        "Ending value = sum of value entries",
        "WIP = value entries",
        "Cost specification = valuation",
        "Age composition = cost specification",
        "Status = cost specification",
        "Cost shares, inventory = cost specification",
        "Cost shares, inventory, multi-level = cost specification",
        "Cost shares, sales = value entries",
    ):
        assert found[name] == "● Ties", name


def test_a_past_date_says_which_items_were_adjusted_later(tmp_path: Path) -> None:
    close: Any = close_period(sample_ledger(), "2026-08").results["close"]
    (tie,) = [c for c in close.checks if c.name == "Cost specification = valuation"]
    assert tie.by_rule
    assert "CITY-3 -56.81" in tie.statement


@pytest.mark.parametrize("name", ["cronus-average", "cronus-open", "cronus-production", "cronus-retail"])
def test_identities_hold_on_the_real_ledgers(name: str, real_ledgers: Path) -> None:
    ledger = read_ledger(real_ledgers / f"{name}.xlsx")
    found = cross_report_controls(ledger, None, "2001-12-31")
    assert all(c["Passed"] for c in found if c["Identity"])
    for control in found:
        assert control["Passed"] or control["Items"] or "Cost shares" in control["Control"], control["Control"]
