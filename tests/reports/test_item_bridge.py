"""Inventory to G/L Reconcile: per item what it is worth, what of it is posted, what is to be posted (valuation-reports.md 1.6, 6.2)."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reports.tables import codes, ledger, rows, table

from random_company import random_company
from xlcost import Ledger, close_period, run_report
from xlcost.faces.pack import write_report
from xlcost.faces.sample import sample_ledger
from xlcost.reports.close import Close
from xlcost.reports.grid import Rank
from xlcost.reports.ties import ties_of
from xlcost.views.tie_out import tie_out

NAME = "Inventory to G/L Reconcile"
VALUE = "Item No. | Invoiced Value | Received Not Invoiced | Shipped Not Invoiced | Total Value"
OPEN = "Item No. | Cost Posted to G/L | Expected Cost Posted to G/L | Invoiced Value To Be Posted | Expected Cost To Be Posted | Total To Be Posted"

BOOKS = ledger("""
Item             | No.  | Description | Inventory Posting Group
                 | LAMP | Desk lamp   | RESALE
                 | BULB | Bulb        | RESALE
                 | WIRE | Wire        | RAW
Item Ledger Entry| Entry No. | Item No. | Posting Date | Entry Type | Quantity | Location Code
                 | 1         | LAMP     | 2026-01-10   | Purchase   | 10       | BLUE
                 | 2         | LAMP     | 2026-02-10   | Sale       | -6       | BLUE
                 | 3         | BULB     | 2026-02-11   | Purchase   | 5        | BLUE
                 | 4         | BULB     | 2026-02-12   | Sale       | -2       | RED
                 | 5         | WIRE     | 2026-02-12   | Purchase   | 1        | RED
Value Entry | Entry No. | Item No. | Posting Date | Item Ledger Entry Type | Item Ledger Entry No. | Item Ledger Entry Quantity | Invoiced Quantity | Cost Amount (Actual) | Cost Amount (Expected) | Cost Posted to G/L | Expected Cost Posted to G/L | Location Code | Inventory Posting Group
            | 1         | LAMP     | 2026-01-10   | Purchase               | 1                     | 10                         |                   |                      | 100                    |                    | 100                         | BLUE          | RESALE
            | 2         | LAMP     | 2026-02-05   | Purchase               | 1                     |                            | 6                 | 66                   | -60                    | 66                 | -60                         | BLUE          | RESALE
            | 3         | LAMP     | 2026-02-10   | Sale                   | 2                     | -6                         | -6                | -60                  |                        | -60                |                             | BLUE          | RESALE
            | 4         | LAMP     | 2026-02-10   | Sale                   | 2                     |                            |                   | -3.60                |                        |                    |                             | BLUE          | RESALE
            | 5         | BULB     | 2026-02-11   | Purchase               | 3                     | 5                          |                   |                      | 20                     |                    |                             | BLUE          | RESALE
            | 6         | BULB     | 2026-02-12   | Sale                   | 4                     | -2                         |                   |                      | -20                    |                    |                             | RED           | RESALE
            | 7         | WIRE     | 2026-02-12   | Purchase               | 5                     | 1                          | 1                 | 9                    |                        | 9                  |                             | RED           | RAW
""")  # fmt: skip
FEBRUARY = {"Ending_Date": "2026-02-28"}


def test_value_posted_and_to_be_posted() -> None:
    assert rows(BOOKS, NAME, VALUE, **FEBRUARY) == table("""
        WIRE | 9.00 | 0.00  | 0.00   | 9.00
        BULB | 0.00 | 20.00 | -20.00 | 0.00
        LAMP | 2.40 | 40.00 | 0.00   | 42.40""")
    assert rows(BOOKS, NAME, OPEN, **FEBRUARY) == table("""
        WIRE | 9.00 | 0.00  | 0.00  | 0.00 | 0.00
        BULB | 0.00 | 0.00  | 0.00  | 0.00 | 0.00
        LAMP | 6.00 | 40.00 | -3.60 | 0.00 | -3.60""")


def test_received_and_shipped_goods_do_not_hide_each_other() -> None:
    """BULB is worth nothing net, and still is a line: 20.00 received and 20.00 shipped without invoices."""
    assert rows(BOOKS, NAME, VALUE, **FEBRUARY, Item_Filter="BULB") == table("BULB | 0.00 | 20.00 | -20.00 | 0.00")


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ({"Ending_Date": "2026-01-31"}, "LAMP | 0.00 | 100.00 | 0.00 | 100.00"),
        ({"Ending_Date": "2026-01-09"}, ""),
        ({"Work_Date": "2026-01-31"}, "LAMP | 0.00 | 100.00 | 0.00 | 100.00"),  # no date: the work date
        ({**FEBRUARY, "Location_Filter": "RED", "Item_Filter": "BULB"}, "BULB | 0.00 | 0.00 | -20.00 | -20.00"),
        ({**FEBRUARY, "Inventory_Posting_Group_Filter": "RAW"}, "WIRE | 9.00 | 0.00 | 0.00 | 9.00"),
    ],
)
def test_dates_and_filters(options: dict[str, str], shown: str) -> None:
    assert rows(BOOKS, NAME, VALUE, **options) == (table(shown) if shown else [])


def test_mode_clean_parts_by_the_posting_group_and_location_of_the_entries() -> None:
    columns = "Inventory Posting Group | Location Code | Item No. | Total Value"
    assert rows(BOOKS, NAME, columns, **FEBRUARY, Compatibility="clean") == table("""
        RAW    | RED  | WIRE | 9.00
        RESALE | BLUE | BULB | 20.00
        RESALE | BLUE | LAMP | 42.40
        RESALE | RED  | BULB | -20.00""")


def test_an_item_without_value_stays_while_an_amount_of_it_is_posted() -> None:
    """A purchase and its return cancel; only the purchase is posted (Inventory Valuation leaves the item out, [Q1])."""
    books = ledger("""
    Item             | No.
                     | LAMP
    Item Ledger Entry| Entry No. | Item No. | Posting Date | Entry Type | Quantity
                     | 1         | LAMP     | 2026-01-10   | Purchase   | 1
                     | 2         | LAMP     | 2026-01-11   | Purchase   | -1
    Value Entry | Entry No. | Item No. | Posting Date | Item Ledger Entry Type | Item Ledger Entry No. | Invoiced Quantity | Cost Amount (Actual) | Cost Posted to G/L
                | 1         | LAMP     | 2026-01-10   | Purchase               | 1                     | 1                 | 10                   | 10
                | 2         | LAMP     | 2026-01-11   | Purchase               | 2                     | -1                | -10                  |
    """)
    assert rows(books, "Inventory Valuation", "Item No.", Ending_Date="2026-01-31") == []
    assert rows(books, NAME, OPEN, Ending_Date="2026-01-31") == table("LAMP | 10.00 | 0.00 | -10.00 | 0.00 | -10.00")


def test_only_what_is_to_be_posted_keeps_the_totals() -> None:
    whole, short = (run_report(BOOKS, NAME, {"Ending Date": "2026-02-28", "Only To Be Posted": v}) for v in ("No", "Yes"))
    assert [r["Item No."] for r in short.records()] == ["LAMP"]
    joined = [line.cells for line in short.lines if line.rank is Rank.DETAIL and not line.record]
    assert [(c["description"], c["total_value"]) for c in joined] == [("1 item posted in full", Decimal(9)), ("1 item posted in full", Decimal(0))]
    sums = [[line.cells for line in g.lines if line.rank in (Rank.SUBTOTAL, Rank.TOTAL)] for g in (whole, short)]
    assert sums[0] == sums[1]
    assert "1 item carries cost to be posted: -3.60 invoiced and 0.00 expected" in short.message


def test_a_setup_that_does_not_post_expected_cost_is_said() -> None:
    books = BOOKS.upsert("Inventory Setup", [{"Expected Cost Posting to G/L": False}])
    assert not notes(books)  # nothing of it is to be posted
    received = books.upsert("Value Entry", [{**books.records("Value Entry")[0], "Expected Cost Posted to G/L": 0}])
    assert ["does not post expected cost" in n for n in notes(received)] == [True]


def notes(books: Ledger) -> list[str]:
    """The notes under the report."""
    lines = run_report(books, NAME, {"Ending Date": "2026-02-28"}).lines
    return [str(line.cells["description"]) for line in lines if line.rank is Rank.NOTE]


def partly_posted(seed: int) -> Ledger:
    """A random company that has posted some of its value entries, and forgot amounts of others."""
    found = random_company(seed)
    values = found.table("Value Entry")
    forgotten = np.array([random.Random(seed * 7919 + n).random() < 0.3 for n in range(values.length)], dtype=np.bool_)
    columns = {c: np.where(forgotten, 0, values[c]) for c in ("Cost Posted to G/L", "Expected Cost Posted to G/L")}
    return Ledger({**found.tables, "Value Entry": values.with_columns(columns)})


@given(st.integers(0, 10**9), st.sampled_from(["exact", "clean"]))
@settings(max_examples=25)
def test_the_bridge_ties_to_the_valuation_and_to_the_accounts(seed: int, mode: str) -> None:
    books, end = partly_posted(seed), "2022-03-31"
    totals = run_report(books, NAME, {"Ending Date": end, "Compatibility": mode}).facts["totals"]
    valuation = run_report(books, "Inventory Valuation", {"Ending Date": end, "Include Expected Cost": True, "Compatibility": mode})
    assert totals["total_value"] == valuation.facts["ending"]
    assert totals["invoiced_value"] == valuation.facts["ending_actual"]
    accounts = [a for a in tie_out(books, end).accounts if a["Account Type"] != "WIP Inventory"]
    assert totals["total_to_be_posted"] == sum(a["Not Yet Posted"] for a in accounts)
    assert totals["total_to_be_posted"] == -sum(a["Causes"].get("Not yet posted", Decimal(0)) for a in accounts)
    posted = sum(r["Cost Posted to G/L"] + r["Expected Cost Posted to G/L"] for r in run_report(books, NAME, {"Ending Date": end}).records())
    assert posted == sum(a["Posted"] for a in accounts)


def evidence(close: Close) -> dict[str, tuple[bool, bool, str]]:
    """(passed, by rule, statement) of the checks about the bridge."""
    return {c.name: (c.passed, c.by_rule, c.statement) for c in ties_of(close) if c.name.startswith("Item bridge")}


def test_evidence_proves_the_bridge_and_can_fail() -> None:
    close: Any = close_period(sample_ledger(), "2026-10").results["close"]
    found = evidence(close)
    assert [(passed, by_rule) for passed, by_rule, _ in found.values()] == [(True, False), (True, False)]
    facts = close.grids[NAME].facts["totals"]
    facts["total_value"] += Decimal("0.01")
    facts["total_to_be_posted"] += Decimal("0.01")
    assert [passed for passed, _, _ in evidence(close).values()] == [False, False]


def test_an_account_that_others_use_too_is_a_reason_not_a_failure() -> None:
    books = sample_ledger()
    rows_ = [{**r, "WIP Account": r["Inventory Account"]} for r in books.records("Inventory Posting Setup")]
    close: Any = close_period(books.upsert("Inventory Posting Setup", rows_), "2026-10").results["close"]
    passed, by_rule, statement = evidence(close)["Item bridge, to be posted = Not yet posted"]
    assert passed
    assert not by_rule or "shared accounts" in statement


def test_the_page_shows_the_balances_of_the_accounts(tmp_path: Path) -> None:
    books = sample_ledger()
    path = write_report(books, run_report(books, NAME, {"Ending Date": "2026-10-31"}), tmp_path / "OUT.xlsx", "LEDGER.xlsx")
    sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    texts = {c.value: c.row for row in sheet.iter_rows() for c in row if isinstance(c.value, str)}
    balance, total = texts["G/L balance of the accounts"], texts["Total"]
    amounts = [c.value for c in sheet[balance] if isinstance(c.value, int | float)]
    accounts = {a for r in books.records("Inventory Posting Setup") for a in (r["Inventory Account"], r["Inventory Account (Interim)"]) if a}
    whole = sum(r["Amount"] for r in books.records("G/L Entry") if r["G/L Account No."] in accounts and str(r["Posting Date"]) <= "2026-10-31")
    assert amounts[0] == pytest.approx(float(whole))
    assert total < balance


def test_items_without_a_card_are_warned_about() -> None:
    books = BOOKS.upsert("Value Entry", [{**BOOKS.records("Value Entry")[0], "Entry No.": 99, "Item No.": "GHOST"}])
    assert codes(run_report(books, NAME, {"Ending Date": "2026-02-28"}).warnings) == ["ITEM_MISSING"]
