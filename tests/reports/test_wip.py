"""Inventory Valuation - WIP (valuation-reports.md 3 and 8), case by case."""

from __future__ import annotations

import pytest
from tests.reports.tables import codes, ledger, rows, table

from xlcost import run_report

NAME = "Inventory Valuation - WIP"
SHOWN = "No. | As of Start Date | Consumption | Capacity | Output | As of End Date | Cost Posted to G/L"
HEAD = """
Production Order | Status   | No. | Source Type | Source No.
                 | Finished | P1  | Item        | LAMP
Inventory Adjmt. Entry (Order) | Order Type | Order No. | Order Line No. | Completely Invoiced
                               | Production | P1        | 10000          | Yes
Value Entry | Entry No. | Posting Date | Item Ledger Entry Type | Entry Type | Order Type | Order No. | Item Ledger Entry Quantity | Cost Amount (Actual) | Cost Amount (Expected) | Cost Posted to G/L | Expected Cost"""
FOUR_CUT_OFFS = """
            | 1         | 2026-01-05   | Consumption            | Direct Cost   | Production | P1        | -8                         | -160                 |                        | -160               |
            | 2         | 2026-01-05   |                        | Direct Cost   | Production | P1        |                            | 40                   |                        | 40                 |
            | 3         | 2026-01-05   |                        | Indirect Cost | Production | P1        |                            | 8                    |                        | 8                  |
            | 4         | 2026-01-31   | Output                 | Direct Cost   | Production | P1        | 15                         |                      | 75                     |                    | Yes
            | 5         | 2026-02-02   | Consumption            | Direct Cost   | Production | P1        | -3                         | -60                  |                        |                    |
            | 6         | 2026-02-03   |                        | Direct Cost   | Production | P1        |                            | 12                   |                        |                    |
            | 7         | 2026-02-10   | Output                 | Direct Cost   | Production | P1        | 25                         |                      | 125                    |                    | Yes
            | 8         | 2026-02-28   | Output                 | Direct Cost   | Production | P1        |                            | 105                  | -75                    |                    |
            | 9         | 2026-02-28   | Output                 | Direct Cost   | Production | P1        |                            | 175                  | -125                   |                    |
            | 10        | 2026-02-28   | Output                 | Indirect Cost | Production | P1        |                            | 11                   |                        |                    |
"""


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        ("2026-01-01", "2026-01-31", "P1 | 0.00 | 160.00 | 48.00 | -75.00 | 133.00 | 208.00"),
        ("2026-02-01", "2026-02-15", "P1 | 133.00 | 60.00 | 12.00 | -125.00 | 80.00 | 208.00"),
        ("2026-02-16", "2026-02-28", "P1 | 80.00 | 0.00 | 0.00 | -80.00 | 0.00 | 208.00"),
        ("2026-03-01", "2026-03-31", ""),  # finished, completely invoiced, nothing later
        ("", "2026-02-28", "P1 | 0.00 | 220.00 | 60.00 | -280.00 | 0.00 | 208.00"),
        ("2026-02-16", "", "P1 | 80.00 | 0.00 | 0.00 | -80.00 | 0.00 | 208.00"),
        ("", "2026-01-04", ""),
    ],
)
def test_one_order_over_four_cut_offs(start: str, end: str, shown: str) -> None:
    found = rows(ledger(HEAD + FOUR_CUT_OFFS), NAME, SHOWN, Starting_Date=start, Ending_Date=end)
    assert found == (table(shown) if shown else [])


def test_each_period_opens_where_the_last_one_ended() -> None:
    books = ledger(HEAD + FOUR_CUT_OFFS)
    days = ["2026-01-01", "2026-01-20", "2026-02-01", "2026-02-05", "2026-02-20"]
    ends = ["2026-01-19", "2026-01-31", "2026-02-04", "2026-02-19", "2026-02-28"]
    ending = "0.00"
    for start, end in zip(days, ends, strict=True):
        (line,) = rows(books, NAME, "As of Start Date | As of End Date", Starting_Date=start, Ending_Date=end) or [f"{ending} | {ending}"]
        assert line.split(" | ")[0] == ending
        ending = line.split(" | ")[1]


REVALUED = HEAD + """
            | 1         | 2026-01-05   | Consumption            | Direct Cost   | Production | P1        | -8                         | -160                 |                        | -160               |
            | 2         | 2026-01-20   | Consumption            | Revaluation   | Production | P1        |                            | -16                  |                        | -16                |
            | 3         | 2026-02-10   | Output                 | Direct Cost   | Production | P1        | 8                          | 176                  |                        | 176                |
            | 4         | 2026-02-12   | Output                 | Revaluation   | Production | P1        |                            | 24                   |                        | 24                 |
            | 5         | 2026-02-13   | Consumption            | Direct Cost   | Production | P1        | -1                         |                      | -5                     |                    | Yes
"""


def test_exact_leaves_revaluation_out_of_the_opening() -> None:
    books = ledger(REVALUED)
    assert rows(books, NAME, SHOWN, Ending_Date="2026-01-31") == table("P1 | 0.00 | 176.00 | 0.00 | 0.00 | 176.00 | 160.00")
    assert rows(books, NAME, SHOWN, Starting_Date="2026-02-01", Ending_Date="2026-02-28") == table(
        "P1 | 160.00 | 0.00 | 0.00 | -176.00 | -16.00 | -16.00"
    )


def test_clean_ties_the_opening_to_the_previous_closing() -> None:
    books = ledger(REVALUED)
    assert rows(books, NAME, SHOWN, Ending_Date="2026-01-31", Compatibility="clean") == table(
        "P1 | 0.00 | 176.00 | 0.00 | 0.00 | 176.00 | 176.00"
    )
    assert rows(books, NAME, SHOWN, Starting_Date="2026-02-01", Ending_Date="2026-02-28", Compatibility="clean") == table(
        "P1 | 176.00 | 0.00 | 0.00 | -176.00 | 0.00 | 0.00"
    )


ORDERS = """
Production Order | Status       | No.
                 | Finished     | P1
                 | Released     | P3
                 | Released     | P2
                 | Firm Planned | P4
Value Entry | Entry No. | Posting Date | Item Ledger Entry Type | Order Type | Order No. | Cost Amount (Actual) | Cost Posted to G/L
            | 1         | 2026-01-05   | Consumption            | Production | P1        | -10                  | -10
            | 2         | 2026-01-05   | Consumption            | Production | P2        | -20                  | -20
            | 3         | 2026-01-05   | Consumption            | Production | P3        | -30                  |
            | 4         | 2026-01-05   | Consumption            | Production | P4        | -40                  |
            | 5         | 2026-01-06   | Consumption            | Production | P2        | 20                   | 20
            | 6         | 2026-01-06   | Assembly Consumption   | Assembly   | A1        | -50                  |
            | 7         | 2026-01-06   | Consumption            | Production | P9        | -60                  |
"""


def test_released_before_finished_and_others_never() -> None:
    grid = run_report(ledger(ORDERS), NAME, {"Starting Date": "2026-01-01", "Ending Date": "2026-01-31"})
    assert rows(grid, NAME, "Status | No. | As of End Date") == table("""
     Released | P2 |  0.00
     Released | P3 | 30.00
     Finished | P1 | 10.00""")
    assert codes(grid.warnings) == ["IAO_DERIVED"]


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ({"Skip_Zero_Lines": True}, "P3, P1"),
        ({"Status_Filter": "Finished"}, "P1"),
        ({"Production_Order_Filter": "P2..P3"}, "P2, P3"),
        ({"Production_Order_Filter": "P4"}, ""),
    ],
)
def test_filters(options: dict[str, object], shown: str) -> None:
    found = rows(ledger(ORDERS), NAME, "No.", Starting_Date="2026-01-01", Ending_Date="2026-01-31", **options)
    assert ", ".join(found) == shown


def test_the_total_counts_hidden_orders() -> None:
    grid = run_report(ledger(ORDERS), NAME, {"Starting Date": "2026-01-06", "Ending Date": "2026-01-31", "Skip Zero Lines": True})
    (total,) = [line for line in grid.lines if line.rank.value == "total"]
    assert (total.cells["as_of_start_date"], total.cells["consumption"], total.cells["as_of_end_date"]) == (50, -20, 30)
