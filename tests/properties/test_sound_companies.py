"""No audit check fires on a sound random company, whatever it did."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from random_company import random_company
from xlcost import audit_costs, close_inventory_period, reconcile_inventory
from xlcost.posting.risks import posting_risks


@given(st.integers(0, 10**9))
def test_a_settled_company_has_no_finding_ties_and_closes(seed: int) -> None:
    ledger = random_company(seed, settle=True)
    assert audit_costs(ledger) == []
    assert posting_risks(ledger) == []
    assert reconcile_inventory(ledger).ties
    assert close_inventory_period(ledger, "2022-02-28").problems == ()
