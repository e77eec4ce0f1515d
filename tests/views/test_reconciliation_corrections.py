"""Tie-out grid, proposed correcting lines, and the reconciliation as if posted."""

from decimal import Decimal

from gl_books import company, value
from xlcost import Ledger, post_inventory_cost, reconcile_inventory
from xlcost.views import correcting_lines, reconcile_as_if_posted

D = Decimal
INVENTORY, COGS, DIRECT = "2001", "7001", "7005"


def troubled():
    """One sale not posted, one G/L entry deleted, one manual document with its other side elsewhere."""
    ledger = post_inventory_cost(company([value(1, "Purchase", actual=D(100)), value(2, "Sale", actual=D(-40))])).ledger
    rows = [r for r in ledger.records("G/L Entry") if r["Entry No."] != 4]
    journal = {"Posting Date": "2026-01-20", "Source Code": "GENJNL", "Document No.": "J9"}
    rows += [
        {"Entry No.": 8, "G/L Account No.": INVENTORY, "Amount": 25, **journal},
        {"Entry No.": 9, "G/L Account No.": "8640", "Amount": -25, **journal},
    ]
    values = [*ledger.records("Value Entry"), {**value(3, "Sale", actual=D(-7)), "Location Code": "EAST", "Inventoriable": True}]
    tables = {name: ledger.records(name) for name in ledger.tables}
    return Ledger.from_records({**tables, "G/L Entry": rows, "Value Entry": values})


def test_every_row_of_the_tie_out_grid_is_explained():
    found = reconcile_inventory(troubled())
    grid = found.tie_out_grid()
    assert all(r["Unexplained"] == 0 for r in grid)
    subtotals = {r["Account"]: r for r in grid if r["Rank"] == "subtotal"}
    for no, row in subtotals.items():
        account = found.accounts[no]
        assert (row["Difference"], row["G/L Balance"]) == (account["difference"], account["gl"])
        assert {c: row[c] for c in account["causes"]} == account["causes"]
    details = [
        (r["Account Type"], r["Location Code"], r["Posting Group"], r["Difference"])
        for r in grid
        if r["Account"] == INVENTORY and r["Rank"] == "detail"
    ]
    assert details == [("", "", "", 25), ("Inventory", "", "RAW", 0)]
    east = next(r for r in grid if r["Location Code"] == "EAST" and r["Account Type"] == "Inventory")
    assert (east["Projected Actual"], east["Posted"], east["Not yet posted"]) == (-7, 0, 7)
    totals = {r["Account Type"]: r for r in grid if r["Rank"] == "total"}
    assert totals["Inventory"]["Projected Actual"] == 53


def test_proposed_lines_balance_and_remove_what_posting_cannot():
    ledger = troubled()
    found = reconcile_inventory(ledger)
    lines = correcting_lines(found)
    by_proposal: dict[int, Decimal] = {}
    for line in lines:
        by_proposal[line["Proposal No."]] = by_proposal.get(line["Proposal No."], D(0)) + line["Amount"]
    assert set(by_proposal.values()) == {D(0)}
    shown = {(line["Cause Code"], line["G/L Account No."], line["Amount"]) for line in lines}
    assert shown == {("C2", COGS, D(40)), ("C2", "", D(-40)), ("C6", INVENTORY, D(-25)), ("C6", "8640", D(25))}
    number = ledger.last_no("G/L Entry")
    rows = [
        {
            "Entry No.": number + i,
            "G/L Account No.": line["G/L Account No."],
            "Amount": line["Amount"],
            "Posting Date": "2026-01-31",
            "Source Code": "GENJNL",
        }
        for i, line in enumerate(lines, 1)
    ]
    after = reconcile_inventory(ledger.upsert("G/L Entry", rows))
    open_ = {no: a["difference"] for no, a in after.accounts.items() if a["difference"]}
    assert open_ == {"2101": 7, COGS: -7}  # what the posting run will do


def test_as_if_posted_leaves_only_what_posting_cannot_do():
    ledger = troubled()
    outcome, found = reconcile_as_if_posted(ledger)
    assert outcome.posted_count == 1
    assert {c for a in found.accounts.values() for c in a["causes"]} == {"Direct G/L posting", "Posted flag without G/L entry"}
    assert "Not yet posted" in {c for a in reconcile_inventory(ledger).accounts.values() for c in a["causes"]}


def test_an_empty_ledger_reconciles_to_nothing():
    found = reconcile_inventory(Ledger.from_records({}))
    assert (found.matrix, found.gl_rows, found.accounts, found.cause_entries(), found.ranked_causes()) == ({}, [], {}, [], [])
    assert found.tie_out_grid() == []
    assert correcting_lines(found) == []
    assert post_inventory_cost(Ledger.from_records({})).posted_count == 0
