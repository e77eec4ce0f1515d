"""Inventory Valuation (valuation-reports.md 1 and 9), case by case."""

from __future__ import annotations

import pytest
from tests.reports.tables import codes, ledger, rows, table

from xlcost import XlcostError, run_report

NAME = "Inventory Valuation"
MOVEMENT = "Item No. | Starting Value | Increases Value | Decreases Value | Ending Quantity | Ending Value | Cost Posted to G/L"
SECOND = "Expected Cost Included Starting Quantity | Expected Cost Included Increases Value | Expected Cost Included Decreases Value | Expected Cost Included Ending Quantity | Expected Cost Included Ending Value | Expected Cost Posted to G/L"

PARTLY_INVOICED = ledger("""
Item             | No.  | Inventory Posting Group
                 | LAMP | RESALE
Item Ledger Entry| Entry No. | Item No. | Posting Date | Entry Type | Quantity
                 | 1         | LAMP     | 2026-01-10   | Purchase   | 10
                 | 2         | LAMP     | 2026-02-10   | Sale       | -6
Value Entry | Entry No. | Item No. | Posting Date | Item Ledger Entry Type | Item Ledger Entry No. | Item Ledger Entry Quantity | Invoiced Quantity | Cost Amount (Actual) | Cost Amount (Expected) | Cost Posted to G/L | Expected Cost Posted to G/L
            | 1         | LAMP     | 2026-01-10   | Purchase               | 1                     | 10                         |                   |                      | 100                    |                    | 100
            | 2         | LAMP     | 2026-02-05   | Purchase               | 1                     |                            | 6                 | 66                   | -60                    | 66                 | -60
            | 3         | LAMP     | 2026-02-10   | Sale                   | 2                     | -6                         | -6                | -60                  |                        | -60                |
            | 4         | LAMP     | 2026-02-10   | Sale                   | 2                     |                            |                   | -3.60                |                        |                    |
""")


def test_received_in_january_partly_invoiced_in_february() -> None:
    period = {"Starting_Date": "2026-02-01", "Ending_Date": "2026-02-28", "Include_Expected_Cost": True}
    assert rows(PARTLY_INVOICED, NAME, MOVEMENT, **period) == table("LAMP | 0.00 | 66.00 | 63.60 | 0.00 | 2.40 | 6.00")
    assert rows(PARTLY_INVOICED, NAME, SECOND, **period) == table("10.00 | 6.00 | 63.60 | 4.00 | 42.40 | 40.00")


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ({"Starting_Date": "2026-02-01"}, "LAMP | 0.00 | 66.00 | 63.60 | 0.00 | 2.40 | 6.00"),  # no end: open end
        ({"Ending_Date": "2026-01-31", "Include_Expected_Cost": True}, "LAMP | 0.00 | 0.00 | 0.00 | 0.00 | 0.00 | 0.00"),
        ({"Ending_Date": "2026-01-31"}, ""),  # only received: nothing without expected cost
        ({"Ending_Date": "2026-01-09"}, ""),  # entries only later
        ({"Work_Date": "2026-02-07"}, "LAMP | 0.00 | 66.00 | 0.00 | 6.00 | 66.00 | 66.00"),  # both dates blank: the work date
        ({"Starting_Date": "2026-02-20", "Ending_Date": "2026-02-01"}, "LAMP | 2.40 | 0.00 | 0.00 | 0.00 | 2.40 | 0.00"),  # opening only
    ],
)
def test_dates(options: dict[str, str], shown: str) -> None:
    assert rows(PARTLY_INVOICED, NAME, MOVEMENT, **options) == (table(shown) if shown else [])


TRANSFER = ledger("""
Item             | No.  | Inventory Posting Group
                 | LAMP | RESALE
Item Ledger Entry| Entry No. | Item No. | Posting Date | Entry Type | Location Code | Quantity
                 | 1         | LAMP     | 2026-01-02   | Purchase   | BLUE          | 20
                 | 2         | LAMP     | 2026-01-16   | Transfer   | BLUE          | -12
                 | 3         | LAMP     | 2026-01-16   | Transfer   | TRANSIT       | 12
                 | 4         | LAMP     | 2026-01-20   | Transfer   | TRANSIT       | -12
                 | 5         | LAMP     | 2026-01-20   | Transfer   | RED           | 12
                 | 6         | LAMP     | 2026-01-25   | Sale       | RED           | -3
Item Application Entry | Entry No. | Item Ledger Entry No. | Inbound Item Entry No. | Outbound Item Entry No. | Transferred-from Entry No. | Quantity | Posting Date
                       | 1         | 1                     | 1                      |                         |                            | 20       | 2026-01-02
                       | 2         | 2                     | 1                      | 2                       |                            | -12      | 2026-01-16
                       | 3         | 3                     | 3                      | 2                       | 1                          | 12       | 2026-01-16
                       | 4         | 4                     | 3                      | 4                       |                            | -12      | 2026-01-20
                       | 5         | 5                     | 5                      | 4                       | 3                          | 12       | 2026-01-20
                       | 6         | 6                     | 5                      | 6                       |                            | -3       | 2026-01-25
Value Entry | Entry No. | Item No. | Posting Date | Item Ledger Entry Type | Entry Type  | Item Ledger Entry No. | Location Code | Valued Quantity | Invoiced Quantity | Cost Amount (Actual) | Partial Revaluation
            | 1         | LAMP     | 2026-01-02   | Purchase               | Direct Cost | 1                     | BLUE          | 20              | 20                | 200 |
            | 2         | LAMP     | 2026-01-16   | Transfer               | Direct Cost | 2                     | BLUE          | -12             | -12               | -120 |
            | 3         | LAMP     | 2026-01-16   | Transfer               | Direct Cost | 3                     | TRANSIT       | 12              | 12                | 120 |
            | 4         | LAMP     | 2026-01-20   | Transfer               | Direct Cost | 4                     | TRANSIT       | -12             | -12               | -120 |
            | 5         | LAMP     | 2026-01-20   | Transfer               | Direct Cost | 5                     | RED           | 12              | 12                | 120 |
            | 6         | LAMP     | 2026-01-25   | Sale                   | Direct Cost | 6                     | RED           | -3              | -3                | -30 |
            | 7         | LAMP     | 2026-01-31   | Transfer               | Revaluation | 5                     | RED           | 9               |                   | 18 | Yes
""")
JANUARY = {"Starting_Date": "2026-01-15", "Ending_Date": "2026-01-31"}


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("RED", "LAMP | 0.00 | 138.00 | 30.00 | 9.00 | 108.00 | 0.00"),  # the shipment lies outside: an increase, with its revaluation
        ("BLUE", "LAMP | 200.00 | 0.00 | 120.00 | 8.00 | 80.00 | 0.00"),
        ("TRANSIT", "LAMP | 0.00 | 120.00 | 120.00 | 0.00 | 0.00 | 0.00"),
        ("", "LAMP | 200.00 | 0.00 | 12.00 | 17.00 | 188.00 | 0.00"),  # both legs are decreases; the revaluation a negative one
    ],
)
def test_a_transfer_by_location(place: str, shown: str) -> None:
    assert rows(TRANSFER, NAME, MOVEMENT, Location_Filter=place, **JANUARY) == table(shown)


ODD = """
Item        | No.  | Type      | Inventory Posting Group
            | LAMP |           | RESALE
            | HOUR | Service   | RESALE
            | NONE |           |
            | GONE |           | RESALE
Value Entry | Entry No. | Item No. | Posting Date | Item Ledger Entry Type | Invoiced Quantity | Cost Amount (Actual) | Cost Posted to G/L | Inventory Posting Group | Location Code
            | 1         | LAMP     | 2026-01-02   | Purchase               | 2                 | 20                   | 20                 | SPARES                  | BLUE
            | 2         | LAMP     | 2026-01-03   | Purchase               | 1                 | 10                   |                    | RESALE                  | RED
            | 3         | HOUR     | 2026-01-03   | Purchase               | 1                 | 99                   |                    | RESALE                  |
            | 4         | NONE     | 2026-01-03   | Positive Adjmt.        | 1                 | 5                    |                    |                         |
            | 5         | GONE     | 2026-01-04   | Purchase               | 1                 | 7                    | 7                  | RESALE                  |
            | 6         | GONE     | 2026-01-05   | Purchase               | -1                | -7                   |                    | RESALE                  |
            | 7         | LOST     | 2026-01-05   | Purchase               | 1                 | 3                    |                    | RESALE                  |
            | 8         | LAMP     | 2026-01-05   |                        |                   | 50                   |                    | RESALE                  |
"""


def test_exact_groups_by_card_and_drops_what_nets_to_zero() -> None:
    grid = run_report(ledger(ODD), NAME, {"Ending Date": "2026-01-31"})
    assert rows(grid, NAME, "Inventory Posting Group | " + MOVEMENT) == table("""
            | NONE | 0.00 |  5.00 | 0.00 | 1.00 |  5.00 |  0.00
     RESALE | LAMP | 0.00 | 30.00 | 0.00 | 3.00 | 30.00 | 20.00""")
    assert codes(grid.warnings) == ["ITEM_MISSING", "CAPACITY_VE_WITH_ITEM"]


def test_clean_groups_by_entry_and_keeps_what_is_posted() -> None:
    grid = run_report(ledger(ODD), NAME, {"Ending Date": "2026-01-31", "Compatibility": "clean"})
    assert rows(grid, NAME, "Inventory Posting Group | Location Code | " + MOVEMENT) == table("""
            |      | NONE | 0.00 |  5.00 | 0.00 | 1.00 |  5.00 |  0.00
     RESALE |      | GONE | 0.00 |  0.00 | 0.00 | 0.00 |  0.00 |  7.00
     RESALE | RED  | LAMP | 0.00 | 10.00 | 0.00 | 1.00 | 10.00 |  0.00
     SPARES | BLUE | LAMP | 0.00 | 20.00 | 0.00 | 2.00 | 20.00 | 20.00""")


def test_negative_opening_and_downward_revaluation() -> None:
    books = ledger("""
Item        | No.  | Inventory Posting Group
            | LAMP | RESALE
Value Entry | Entry No. | Item No. | Posting Date | Item Ledger Entry Type | Entry Type  | Invoiced Quantity | Cost Amount (Actual)
            | 1         | LAMP     | 2026-03-03   | Sale                   | Direct Cost | -5                | -15
            | 2         | LAMP     | 2026-03-10   | Purchase               | Direct Cost | 12                | 54
            | 3         | LAMP     | 2026-03-03   | Sale                   | Direct Cost |                   | -7.50
            | 4         | LAMP     | 2026-03-31   | Purchase               | Revaluation |                   | -3.50
""")
    shown = rows(books, NAME, "Starting Quantity | " + MOVEMENT, Starting_Date="2026-03-05", Ending_Date="2026-03-31")
    assert shown == table("-5.00 | LAMP | -22.50 | 50.50 | 0.00 | 7.00 | 28.00 | 0.00")


def test_dimensions_variants_and_filter_words() -> None:
    books = ledger("""
Item        | No.  | Inventory Posting Group | Statistics Group
            | LAMP | RESALE                  | 1
            | BULB | SPARES                  | 2
Value Entry | Entry No. | Item No. | Posting Date | Item Ledger Entry Type | Cost Amount (Actual) | Variant Code | Global Dimension 1 Code
            | 1         | LAMP     | 2026-01-02   | Purchase               | 1                    | RED          | NORTH
            | 2         | LAMP     | 2026-01-02   | Purchase               | 2                    |              | SOUTH
            | 4         | BULB     | 2026-01-02   | Purchase               | 4                    | RED          |
""")
    cases = {
        ("Variant Filter", "RED"): "BULB 4.00, LAMP 1.00",
        ("Variant Filter", "''"): "LAMP 2.00",
        ("Global Dimension 1 Filter", "<>NORTH"): "BULB 4.00, LAMP 2.00",
        ("Global Dimension 1 Filter", "NORTH..SOUTH"): "LAMP 3.00",
        ("Item Filter", "B*|X"): "BULB 4.00",
        ("Inventory Posting Group Filter", "RESALE"): "LAMP 3.00",
        ("Statistics Group Filter", "2"): "BULB 4.00",
    }
    for (option, text), shown in cases.items():
        found = run_report(books, NAME, {"Ending Date": "2026-01-31", option: text}).records()
        assert ", ".join(f"{r['Item No.']} {r['Ending Value']}" for r in sorted(found, key=lambda r: r["Item No."])) == shown, option


def test_a_drop_shipment_stays_in_and_empty_ledgers_are_empty() -> None:
    books = ledger("""
Item        | No.
            | LAMP
Value Entry | Entry No. | Item No. | Posting Date | Item Ledger Entry Type | Drop Shipment | Invoiced Quantity | Cost Amount (Actual)
            | 1         | LAMP     | 2026-01-02   | Purchase               | Yes           | 1                 | 9
            | 2         | LAMP     | 2026-02-02   | Sale                   | Yes           | -1                | -9
""")
    assert rows(books, NAME, MOVEMENT, Ending_Date="2026-01-31") == table("LAMP | 0.00 | 9.00 | 0.00 | 1.00 | 9.00 | 0.00")
    assert rows(books, NAME, MOVEMENT, Ending_Date="2026-02-28") == table("LAMP | 0.00 | 9.00 | 9.00 | 0.00 | 0.00 | 0.00")
    assert rows(ledger("Item | No."), NAME, MOVEMENT, Ending_Date="2026-01-31") == []


def test_two_entries_of_one_number_stop_the_ledger() -> None:
    with pytest.raises(XlcostError):
        ledger("""
Value Entry | Entry No. | Item No.
            | 1         | LAMP
            | 1         | BULB
""")
