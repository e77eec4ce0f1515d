"""Posting and reconciliation agree with their reference on random ledgers (gl-posting-and-reconciliation.md A, B)."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest

from tests.reference_gl.causes import explain
from tests.reference_gl.companies import DAYS, tampered, unposted
from tests.reference_gl.matching import Matching
from tests.reference_gl.matrix import erp_matrix, exact_matrix, gl_rows
from tests.reference_gl.posting import PER_ENTRY, Posted, post
from tests.reference_gl.scope import Scope
from tests.reference_gl.setup import Books
from tests.simulator.played import played
from xlcost import Ledger, Outcome, post_inventory_cost, reconcile_inventory

METHODS = ((PER_ENTRY, ""), ("Per Posting Group", "COST01"))
_POSTED = ("Cost Posted to G/L", "Expected Cost Posted to G/L")


def check_posting(ledger: Ledger) -> Ledger:
    """Both methods against the reference; the ledger after posting per entry, or per posting group."""
    books, last = Books(ledger), ledger.last_no("G/L Entry")
    results = []
    for method, document in METHODS:
        outcome, reference = post_inventory_cost(ledger, method, document), post(books, last + 1, method, document)
        _same_run(outcome, reference)
        results.append(outcome.ledger)
    return random.Random(last).choice(results)


def _same_run(outcome: Outcome, reference: Posted) -> None:
    assert [(s["Value Entry No."], s["Code"]) for s in outcome.skipped] == reference.skipped
    entries = outcome.added.get("G/L Entry", [])
    for row, want in zip(entries, reference.entries, strict=False):
        assert {caption: row[caption] for caption in want} == want
    assert len(entries) == len(reference.entries)
    relations = outcome.added.get("G/L - Item Ledger Relation", [])
    assert {(r["G/L Entry No."], r["Value Entry No."], r["G/L Register No."]) for r in relations} == reference.relations
    assert len(relations) == len(reference.relations)
    before = {v["Entry No."]: v for v in outcome.changed.get("Value Entry", [])}
    assert {no: {c: before[no][c] for c in new} for no, new in reference.values.items()} == reference.values
    assert set(before) == set(reference.values)
    assert sorted(outcome.queue) == reference.queue
    assert outcome.posted_count == reference.count


def check_reconciliation(ledger: Ledger, chance: random.Random, days: list[Any]) -> None:
    """Matrix of both modes, G/L rows and causes against the reference, whole and for random filters."""
    books = Books(ledger)
    for number in range(3):
        first, last = sorted(chance.choices(days, k=2))
        filters: dict[str, Any] = {"date_from": chance.choice((None, first)), "date_to": chance.choice((None, last))}
        if number == 2:
            filters[chance.choice(("items", "locations"))] = (chance.choice(("A", "", "EAST", "R1")),)
        scope = Scope(books, **filters)
        exact, erp = reconcile_inventory(ledger, **filters), reconcile_inventory(ledger, **filters, mode="erp")
        assert exact.matrix == exact_matrix(books, scope), filters
        assert erp.matrix == erp_matrix(books, scope), filters
        for result in (exact, erp):
            have = Counter((r["No."], r["Column"], r["Net Change"]) for r in result.gl_rows)
            assert have == Counter(gl_rows(books, scope, erp=result is erp)), filters
        want = explain(books, scope)
        found = {a: {k: row[k] for k in ("projected", "gl", "difference", "causes")} for a, row in exact.accounts.items()}
        assert {a: row for a, row in found.items() if a or any(row.values())} == want, filters
        assert not any(row["unexplained"] for row in exact.accounts.values())


def check_matching(ledger: Ledger) -> None:
    """Causes where the relation table was not exported."""
    plain = ledger.without("G/L - Item Ledger Relation").without("G/L Register")
    books = Books(plain)
    want = explain(books, Scope(books), lambda *given: Matching(*given).run())
    found = reconcile_inventory(plain)
    for account, row in want.items():
        have = {k: found.accounts[account][k] for k in ("projected", "gl", "difference", "causes")}
        assert have == row, f"account {account} without relation table"


def look(seed: int) -> None:
    """One random ledger through posting, tampering and reconciliation."""
    ledger = check_posting(unposted(seed))
    edited = tampered(ledger, seed)
    check_reconciliation(edited, random.Random(seed), DAYS)
    check_matching(edited)


def look_at_business(seed: int, months: int) -> None:
    """One played company."""
    ledger = played(seed, months)
    days = [v["Posting Date"] for v in ledger.records("Value Entry")]
    check_reconciliation(check_posting(ledger), random.Random(seed), days or DAYS)


@pytest.mark.parametrize("first", range(0, 40, 10))
def test_random_ledgers(first: int) -> None:
    for seed in range(first, first + 10):
        look(seed)


def test_business() -> None:
    for seed in range(1, 7):
        look_at_business(seed, 2)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(30_000, 32_000))
def test_many_random_ledgers(seed: int) -> None:
    look(seed)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(20_000, 20_200))
def test_months_of_business(seed: int) -> None:
    look_at_business(seed, 5)
