"""The setup pre-check against what posting then does: nothing is refused that was not predicted, nothing predicted gets posted.

Random value entries over random broken setups: rows gone, fields blank, accounts blocked, gone or headings, one account for two
types, dates that are not allowed, closed periods, expected cost not posted, entries that no account rule covers.
"""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gl_books import GENERAL_FIELDS, INVENTORY_FIELDS, company, general_setup, inventory_setup, random_values
from xlcost import Ledger, post_inventory_cost, reconcile_inventory
from xlcost.posting.risks import posting_risks

seeds = st.integers(0, 10**9)
Record = dict[str, Any]


def broken_setup(rng: random.Random) -> dict[str, list[Record]]:
    """Both posting setups and a chart of accounts, with a few faults."""
    inventory, general = inventory_setup(), general_setup()
    for _ in range(rng.randint(0, 3)):
        rows, fields = rng.choice(((inventory, INVENTORY_FIELDS), (general, GENERAL_FIELDS)))
        kind = rng.choice(("gone", "blank", "shared", "blocked row"))
        row = rng.choice(rows)
        if kind == "gone" and len(rows) > 1:
            rows.remove(row)
        elif kind == "blank":
            row[rng.choice(fields)] = ""
        elif kind == "shared":
            row[rng.choice(fields)] = row[rng.choice(fields)]
        elif kind == "blocked row" and rows is general:
            row["Blocked"] = True
    used = {row[f] for rows, fields in ((inventory, INVENTORY_FIELDS), (general, GENERAL_FIELDS)) for row in rows for f in fields}
    chart = [{"No.": no} for no in sorted(used - {""})]
    for _ in range(rng.randint(0, 2)):
        kind, row = rng.choice(("blocked", "gone", "heading", "direct")), rng.choice(chart)
        if kind == "gone":
            chart.remove(row)
        else:
            row |= {"blocked": {"Blocked": True}, "heading": {"Account Type": "Heading"}, "direct": {"Direct Posting": True}}[kind]
    return {"Inventory Posting Setup": inventory, "General Posting Setup": general, "G/L Account": chart}


def books(seed: int) -> Ledger:
    rng = random.Random(seed)
    values = random_values(rng, rng.randint(1, 25), dates=4)
    for row in values:
        if rng.random() < 0.05:
            row["Variance Type"], row["Entry Type"] = "", "Variance"  # no account rule, or E06
        if rng.random() < 0.05:
            row["Inventoriable"] = False  # the others say Yes below
        if rng.random() < 0.05:
            row["Expected Cost"] = True
        if rng.random() < 0.1:
            row["Cost Amount (Actual)"], row["Cost Amount (Actual) (ACY)"] = Decimal(0), Decimal(3)
        row.setdefault("Inventoriable", True)
    more: dict[str, list[Record]] = broken_setup(rng)
    if rng.random() < 0.3:
        more["Inventory Period"] = [{"Ending Date": "2026-01-10", "Closed": True}]
    if rng.random() < 0.3:
        more["General Ledger Setup"] = [{"Allow Posting From": "2026-01-11", "Allow Posting To": "2026-01-12"}]
    return company(values, expected_posting=rng.random() < 0.7, more=more)


def place(record: Record) -> tuple[Any, ...]:
    return record["Code"], record["Account Type"], record["Key"], record["Account"]


@given(seeds)
def test_whatever_posting_refuses_was_predicted(seed: int) -> None:
    ledger = books(seed)
    predicted = [r for r in posting_risks(ledger) if r["Severity"] == "Error" or r["Code"] == "S01"]
    by_code = {r["Code"] for r in predicted}
    keys = {(r["Code"], r["Table"], r["Key"], r["Field"], r["Account"]) for r in predicted}
    for skipped in post_inventory_cost(ledger).skipped:
        code = skipped["Code"]
        assert code in by_code, skipped
        if code in ("S03", "S04", "S05", "S06", "E02", "E03", "E07"):
            named = (code, skipped["Table"], skipped["Key"] if isinstance(skipped["Key"], str) else " / ".join(skipped["Key"]), skipped["Field"], skipped["Account"])
            assert named in keys, (named, keys)


@given(seeds)
def test_whatever_is_predicted_is_still_there_after_posting(seed: int) -> None:
    """A predicted error keeps all the cost from being posted that it said would wait, to the cent."""
    ledger = books(seed)
    before = {place(r): (r["Waiting"], r["Value Entries"]) for r in posting_risks(ledger) if r["Severity"] == "Error"}
    outcome = post_inventory_cost(ledger)
    after = {place(r): (r["Waiting"], r["Value Entries"]) for r in posting_risks(outcome.ledger) if r["Severity"] == "Error"}
    assert after == before
    assert bool(before) == bool([s for s in outcome.skipped if s["Code"] != "S01"])


@given(seeds)
def test_differences_are_predicted_before_they_exist(seed: int) -> None:
    """The causes that the reconciliation names after posting are those of the pre-check before it."""
    ledger = books(seed)
    risks = posting_risks(ledger)
    found = reconcile_inventory(post_inventory_cost(ledger).ledger)
    causes = {c for a in found.accounts.values() for c in a["causes"]} | {c for f in found.fields.values() for c in f["causes"]}
    waiting = any(r["Leads to"] == "Not yet posted" and r["Waiting"] for r in risks)
    if "Not yet posted" in causes:
        assert waiting
    if "Shared account" in causes:
        assert any(r["Leads to"] == "Shared account" for r in risks)
    assert causes <= {"Not yet posted", "Shared account"}
    if not risks:
        assert found.ties
