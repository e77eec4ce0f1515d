"""The first trace after loading looks only at what hangs together with its entry: the answer is that of the whole ledger."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from random_company import random_company
from xlcost import Ledger
from xlcost.views.gl_links import RELATION, shares_on_gl_entry
from xlcost.views.links import linked_with, links_of

seeds = st.integers(0, 10**9)


def broken(ledger: Ledger, rng: random.Random) -> Ledger:
    """Some relation rows gone, doubled or led elsewhere, some amounts altered, the registers perhaps gone: what exports look like."""
    relation = ledger.records(RELATION)
    values = [r["Entry No."] for r in ledger.records("Value Entry")] + [999_999]
    for _ in range(rng.randint(0, 4)):
        row = rng.randrange(len(relation))
        if rng.random() < 0.4:
            del relation[row]
        else:
            relation.append({**relation[row], "Value Entry No.": rng.choice(values), "G/L Register No.": rng.choice((1, 2, 9))})
        if not relation:
            break
    entries = ledger.records("G/L Entry")
    for row in rng.sample(entries, k=min(3, len(entries))):
        row["Amount"] += rng.choice((0, 1, -5))
    found = ledger.without(RELATION).upsert(RELATION, relation).upsert("G/L Entry", entries)
    return found.without("G/L Register") if rng.random() < 0.2 else found


@given(seeds)
def test_the_part_gives_the_links_of_the_whole(seed: int) -> None:
    ledger = random_company(seed, lines=14)
    rng = random.Random(seed)
    if not ledger.table(RELATION).length:
        return
    ledger = broken(ledger, rng)
    numbers = ledger.table("G/L Entry")["Entry No."].tolist()
    by_part = {n: shares_on_gl_entry(Ledger(ledger.tables), n) for n in numbers}
    links_of(ledger)  # from here on the links of the whole ledger are at hand
    assert all(linked_with(ledger, n) is ledger for n in numbers[:1])
    assert by_part == {n: shares_on_gl_entry(ledger, n) for n in numbers}


def test_most_entries_are_traced_without_the_links_of_all() -> None:
    """In a ledger posted entry by entry the part is four G/L entries at most: otherwise the property above compares nothing."""
    ledger = random_company(7, lines=30)
    parts = [linked_with(Ledger(ledger.tables), n) for n in ledger.table("G/L Entry")["Entry No."].tolist()]
    assert max(part.table("G/L Entry").length for part in parts) <= 4
