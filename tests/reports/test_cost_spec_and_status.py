"""Invt. Valuation - Cost Spec. and Status (valuation-reports.md 2 and 5.4), case by case."""

from __future__ import annotations

import pytest
from tests.reports.tables import codes, ledger, rows, table
from tests.reports.test_inventory_valuation import TRANSFER

from xlcost import XlcostError, run_report

SPEC, STATUS = "Invt. Valuation - Cost Spec.", "Status"
SHOWN = "Item No. | Entry Type | Quantity | Cost per Unit | Amount"
OPEN = "Item No. | Item Ledger Entry No. | Quantity | Unit Cost | Inventory Valuation"

FIFO = """
Item             | No.
                 | LAMP
Item Ledger Entry| Entry No. | Item No. | Posting Date | Entry Type | Quantity
                 | 1         | LAMP     | 2026-01-02   | Purchase   | 10
                 | 2         | LAMP     | 2026-01-10   | Sale       | -6
                 | 3         | LAMP     | 2026-01-20   | Purchase   | 5
Item Application Entry | Entry No. | Item Ledger Entry No. | Inbound Item Entry No. | Outbound Item Entry No. | Quantity | Posting Date
                       | 1         | 1                     | 1                      |                         | 10       | 2026-01-02
                       | 2         | 2                     | 1                      | 2                       | -6       | 2026-01-10
                       | 3         | 3                     | 3                      |                         | 5        | 2026-01-20
Value Entry | Entry No. | Item No. | Posting Date | Item Ledger Entry Type | Entry Type    | Item Ledger Entry No. | Valued Quantity | Partial Revaluation | Cost Amount (Actual) | Cost Amount (Expected)
            | 1         | LAMP     | 2026-01-02   | Purchase               | Direct Cost   | 1                     | 10              |                     | 100                  |
            | 2         | LAMP     | 2026-01-02   | Purchase               | Indirect Cost | 1                     | 10              |                     | 5                    |
            | 3         | LAMP     | 2026-01-10   | Sale                   | Direct Cost   | 2                     | -6              |                     | -63                  |
            | 4         | LAMP     | 2026-01-15   | Purchase               | Revaluation   | 1                     | 4               | Yes                 | 8                    |
            | 5         | LAMP     | 2026-01-20   | Purchase               | Direct Cost   | 3                     | 5               |                     |                      | 60
"""


def test_partial_revaluation_of_what_is_left() -> None:
    assert rows(ledger(FIFO), SPEC, SHOWN, Valuation_Date="2026-01-31") == table("""
     LAMP | Direct Cost   |      | 11.11111 | 100.00
     LAMP | Revaluation   |      |  0.88889 |   8.00
     LAMP | Indirect Cost |      |  0.22222 |   2.00
     LAMP | Total         | 9.00 | 12.22222 | 110.00""")


@pytest.mark.parametrize(
    ("day", "total"),
    [("2026-01-09", "LAMP | Total | 10.00 | 10.50 | 105.00"), ("2026-01-10", "LAMP | Total | 4.00 | 10.50 | 42.00"), ("2026-01-01", "")],
)
def test_the_quantity_that_was_left_at_a_date(day: str, total: str) -> None:
    assert rows(ledger(FIFO), SPEC, SHOWN, Valuation_Date=day)[-1:] == (table(total) if total else [])


def test_status_lists_what_is_open() -> None:
    assert rows(ledger(FIFO), STATUS, OPEN, Status_Date="2026-01-31") == table("""
     LAMP | 1 | 4.00 | 12.50 | 50.00
     LAMP | 3 | 5.00 | 12.00 | 60.00""")


def test_a_transfer_in_its_locations() -> None:
    assert rows(TRANSFER, SPEC, SHOWN, Valuation_Date="2026-01-18")[-1] == table("LAMP | Total | 20.00 | 10.00 | 200.00")[0]
    assert rows(TRANSFER, SPEC, SHOWN, Valuation_Date="2026-01-31", Location_Filter="RED") == table("""
     LAMP | Direct Cost |      | 10.00 |  90.00
     LAMP | Revaluation |      |  2.00 |  18.00
     LAMP | Total       | 9.00 | 12.00 | 108.00""")


def test_an_average_item_counts_all_its_cost_and_has_no_lines_in_status() -> None:
    books = ledger("""
Item             | No.  | Costing Method
                 | LAMP | Average
Item Ledger Entry| Entry No. | Item No. | Posting Date | Entry Type | Quantity
                 | 1         | LAMP     | 2026-01-02   | Purchase   | 8
                 | 2         | LAMP     | 2026-01-03   | Purchase   | 5
                 | 3         | LAMP     | 2026-01-04   | Sale       | -3
Item Application Entry | Entry No. | Item Ledger Entry No. | Inbound Item Entry No. | Outbound Item Entry No. | Quantity | Posting Date
                       | 1         | 3                     | 1                      | 3                       | -3       | 2026-01-04
Value Entry | Entry No. | Item No. | Posting Date | Item Ledger Entry Type | Entry Type    | Item Ledger Entry No. | Cost Amount (Actual) | Cost Amount (Expected)
            | 1         | LAMP     | 2026-01-02   | Purchase               | Direct Cost   | 1                     | 100                  |
            | 2         | LAMP     | 2026-01-02   | Purchase               | Indirect Cost | 1                     | 6                    |
            | 3         | LAMP     | 2026-01-03   | Purchase               | Direct Cost   | 2                     |                      | 70
            | 4         | LAMP     | 2026-01-04   | Sale                   | Direct Cost   | 3                     | -39.75               |
            | 5         | LAMP     | 2026-01-04   | Sale                   | Rounding      | 3                     | 0.03                 |
""")
    assert rows(books, SPEC, SHOWN, Valuation_Date="2026-01-31") == table("""
     LAMP | Direct Cost   |       | 13.025 | 130.25
     LAMP | Rounding      |       |  0.003 |   0.03
     LAMP | Indirect Cost |       |  0.60  |   6.00
     LAMP | Total         | 10.00 | 13.628 | 136.28""")
    status = run_report(books, STATUS, {"Status Date": "2026-01-31"})
    assert status.records() == []
    assert [str(line.cells["inventory_valuation"]) for line in status.lines if line.rank.value == "total"] == ["136.28"]


def test_negative_stock_has_a_negative_amount_and_unit_cost() -> None:
    books = ledger("""
Item             | No.
                 | LAMP
Item Ledger Entry| Entry No. | Item No. | Posting Date | Entry Type | Quantity
                 | 1         | LAMP     | 2026-01-02   | Sale       | -4
Value Entry | Entry No. | Item No. | Posting Date | Item Ledger Entry Type | Item Ledger Entry No. | Cost Amount (Actual)
            | 1         | LAMP     | 2026-01-02   | Sale                   | 1                     | -20
""")
    assert rows(books, SPEC, SHOWN, Valuation_Date="2026-01-31")[-1] == table("LAMP | Total | -4.00 | -5.00 | -20.00")[0]
    assert rows(books, STATUS, OPEN, Status_Date="2026-01-31") == table("LAMP | 1 | -4.00 | -5.00 | -20.00")


STRANGE = """
Item             | No.
                 | LAMP
Item Ledger Entry| Entry No. | Item No. | Posting Date | Entry Type | Quantity | Drop Shipment
                 | 1         | LAMP     | 2026-01-02   | Purchase   | 2        |
                 | 2         | LAMP     | 2026-01-02   | Purchase   | 0        |
                 | 3         | LAMP     | 2026-01-02   | Purchase   | 9        | Yes
Value Entry | Entry No. | Item No. | Posting Date | Item Ledger Entry Type | Entry Type                  | Item Ledger Entry No. | Cost Amount (Actual)
            | 1         | LAMP     | 2026-01-02   | Purchase               | Direct Cost                 | 1                     | 20
            | 2         | LAMP     | 2026-01-02   | Purchase               | Direct Cost - Non Inventory | 1                     | 3
            | 3         | LAMP     | 2026-01-02   | Purchase               | Direct Cost                 | 2                     | 7
            | 4         | LAMP     | 2026-01-02   | Purchase               | Direct Cost                 | 3                     | 90
            | 5         | LOST     | 2026-01-02   | Purchase               | Direct Cost                 | 8                     | 1
"""
MISSING = """
Item Application Entry | Entry No. | Item Ledger Entry No. | Inbound Item Entry No. | Outbound Item Entry No. | Quantity | Posting Date
                       | 1         | 77                    | 1                      | 77                      | -1       | 2026-01-04
"""


def test_strange_rows_are_named_not_counted() -> None:
    grid = run_report(ledger(STRANGE), SPEC, {"Valuation Date": "2026-01-31"})
    assert rows(grid, SPEC, SHOWN) == table("""
     LAMP | Direct Cost                 |      | 10.00 | 20.00
     LAMP | Direct Cost - Non Inventory |      |  1.50 |  3.00
     LAMP | Total                       | 2.00 | 11.50 | 23.00""")
    assert sorted(codes(grid.warnings)) == ["ITEM_MISSING", "NONINV_DIRECT_COST", "ZERO_QTY_ILE"]


@pytest.mark.parametrize(("name", "day"), [(SPEC, "Valuation Date"), (STATUS, "Status Date")])
def test_an_application_to_nothing_stops_exact_and_is_ignored_by_clean(name: str, day: str) -> None:
    books = ledger(STRANGE + MISSING)
    with pytest.raises(XlcostError) as error:
        run_report(books, name, {day: "2026-01-31"})
    assert error.value.code == "ILE_NOT_FOUND"
    assert "77" in str(error.value)
    assert "ILE_NOT_FOUND" in codes(run_report(books, name, {day: "2026-01-31", "Compatibility": "clean"}).warnings)
