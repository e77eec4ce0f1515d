"""`xlcost close` on ledgers as finance users export them: accounts tie, or every difference is named with its amount."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from xlcost import close_period, post_inventory_cost, read_ledger, reconcile_inventory
from xlcost.faces.pack import write_close

BALANCES = {
    "cronus-retail": {"2110": "15467.36", "2111": "6012.20", "2130": "6283.67", "2131": "-3495.86"},
    "cronus-production": {"2110": "1109.33", "2130": "1923.48", "2140": "0.00"},
    "cronus-average": {"2110": "27369.81", "2111": "3049.09", "2131": "309.70"},
}


def amounts(causes: dict[str, Any]) -> dict[str, str]:
    return {name: str(amount) for name, amount in causes.items()}


@pytest.mark.parametrize("name", sorted(BALANCES))
def test_inventory_accounts_tie(name: str, real_ledgers: Path) -> None:
    found = reconcile_inventory(read_ledger(real_ledgers / f"{name}.xlsx"))
    for account, balance in BALANCES[name].items():
        assert (found.accounts[account]["projected"], found.accounts[account]["gl"]) == (Decimal(balance), Decimal(balance))
        assert found.accounts[account]["causes"] == {}


def test_expected_cost_that_is_not_posted_is_the_only_difference_of_the_production_ledger(real_ledgers: Path) -> None:
    found = reconcile_inventory(read_ledger(real_ledgers / "cronus-production.xlsx"))
    assert {cause for account in found.accounts.values() for cause in account["causes"]} == {"Not yet posted"}
    assert {no for no, account in found.accounts.items() if account["causes"]} == {"2111", "2131", "5530", "7191"} or all(
        found.accounts[no]["gl"] == 0 for no, account in found.accounts.items() if account["causes"]
    )


def test_the_planted_differences_of_the_open_ledger_are_found_with_their_amounts(real_ledgers: Path) -> None:
    ledger = read_ledger(real_ledgers / "cronus-open.xlsx")
    found = reconcile_inventory(ledger)
    assert amounts(found.accounts["2110"]["causes"]) == {"Not yet posted": "-219.32", "Direct G/L posting": "125.00"}
    assert amounts(found.accounts["2130"]["causes"]) == {"Not yet posted": "261.73"}
    (manual,) = found.cause_entries("2110", "Direct G/L posting")
    assert (manual["Document No."], manual["Amount"]) == ("G00017", Decimal("125.00"))
    assert {e["Value Entry No."] for e in found.cause_entries("2110", "Not yet posted")} == {14, 15, 84}
    after = reconcile_inventory(post_inventory_cost(ledger).ledger)
    assert amounts(after.accounts["2110"]["causes"]) == {"Direct G/L posting": "125.00"}
    assert after.accounts["2130"]["causes"] == {}


@pytest.mark.parametrize("name", [*sorted(BALANCES), "cronus-open"])
def test_the_pack_of_a_real_ledger_proves_itself(name: str, real_ledgers: Path, tmp_path: Path) -> None:
    outcome = close_period(read_ledger(real_ledgers / f"{name}.xlsx"), "2001")
    assert all(check["Passed"] for check in outcome.results["checks"])
    assert all(a["unexplained"] == 0 for a in outcome.results["reconciliation"].accounts.values())
    path = write_close(outcome, tmp_path / "CLOSE.xlsx", f"{name}.xlsx")
    assert openpyxl.load_workbook(path, read_only=True).sheetnames[0] == "Cover"
