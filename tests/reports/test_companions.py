"""Item Age Composition - Value, Inventory - Cost Variance, Item Register - Value (valuation-reports.md 5.1 to 5.3)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.reports.tables import ledger, rows, table

from xlcost import run_report

AGE, VARIANCE, REGISTER = "Item Age Composition - Value", "Inventory - Cost Variance", "Item Register - Value"
BUCKETS = "Item No. | Inventory Value 1 | Inventory Value 2 | Inventory Value 3 | Inventory Value 4 | Inventory Value 5 | Inventory Value | Inventory"


def stock(*days: str, method: str = "FIFO") -> str:
    """One piece for 10.00 per day."""
    entries = "".join(f"  | {i} | LAMP | {day} | Purchase | 1 | 1 | Yes\n" for i, day in enumerate(days, 1))
    values = "".join(f"  | {i} | LAMP | {day} | {day} | Purchase | {i} | {10 * i}\n" for i, day in enumerate(days, 1))
    return (
        f"Item | No. | Costing Method\n | LAMP | {method}\n"
        f"Item Ledger Entry | Entry No. | Item No. | Posting Date | Entry Type | Quantity | Remaining Quantity | Open\n{entries}"
        "Value Entry | Entry No. | Item No. | Posting Date | Valuation Date | Item Ledger Entry Type | Item Ledger Entry No. | "
        f"Cost Amount (Actual)\n{values}"
    )


DAYS = ("2025-12-28", "2026-01-28", "2026-02-28", "2026-03-01", "2026-03-31", "2026-04-01", "2026-02-27")


@pytest.mark.parametrize(
    ("period", "shown"),
    [
        # months back from 31 Mar: 28 Feb (clipped), 28 Jan and 28 Dec (stay clipped)
        ("1M", "LAMP | 10.00 | 20.00 | 100.00 | 90.00 | 60.00 | 280.00 | 7.00"),
        # 1 Mar, 30 Jan, 31 Dec
        ("30D", "LAMP | 10.00 | 20.00 | 140.00 | 50.00 | 60.00 | 280.00 | 7.00"),
        # all boundaries are the ending date: before and after
        ("", "LAMP | 220.00 | 0.00 | 0.00 | 0.00 | 60.00 | 280.00 | 7.00"),
    ],
)
def test_boundaries_of_the_buckets(period: str, shown: str) -> None:
    assert rows(ledger(stock(*DAYS)), AGE, BUCKETS, Ending_Date="2026-03-31", Period_Length=period) == table(shown)


def test_clean_recomputes_what_was_left_at_the_date() -> None:
    books = ledger("""
Item             | No.
                 | LAMP
Item Ledger Entry| Entry No. | Item No. | Posting Date | Entry Type | Quantity | Remaining Quantity | Open
                 | 1         | LAMP     | 2026-01-02   | Purchase   | 10       | 4                  | Yes
                 | 2         | LAMP     | 2026-05-10   | Sale       | -6       |                    |
Item Application Entry | Entry No. | Item Ledger Entry No. | Inbound Item Entry No. | Outbound Item Entry No. | Quantity | Posting Date
                       | 1         | 2                     | 1                      | 2                       | -6       | 2026-05-10
Value Entry | Entry No. | Item No. | Posting Date | Valuation Date | Item Ledger Entry Type | Item Ledger Entry No. | Cost Amount (Actual)
            | 1         | LAMP     | 2026-01-02   | 2026-01-02     | Purchase               | 1                     | 100
""")
    for mode, shown in (("exact", "LAMP | 40.00 | 4.00"), ("clean", "LAMP | 100.00 | 10.00")):
        assert rows(books, AGE, "Item No. | Inventory Value | Inventory", Ending_Date="2026-04-30", Compatibility=mode) == table(shown)


def test_buckets_of_an_average_item_need_not_add_up() -> None:
    books = ledger(stock("2026-01-28", "2026-03-15", method="Average"))  # 10.00 then 20.00: average 10.00 in January, 15.00 now
    grid = run_report(books, AGE, {"Ending Date": "2026-03-31", "Period Length": "1M"})
    assert rows(grid, AGE, BUCKETS) == table("LAMP | 0.00 | 10.00 | 0.00 | 15.00 | 0.00 | 30.00 | 2.00")
    assert grid.lines[0].cells["check"] == Decimal("5.00")


def test_variance_of_a_standard_purchase() -> None:
    books = ledger("""
Item             | No.  | Costing Method | Standard Cost
                 | LAMP | Standard       | 10.50
                 | NONE | Standard       | 1
Item Ledger Entry| Entry No. | Item No. | Posting Date | Entry Type | Quantity | Location Code
                 | 1         | LAMP     | 2026-01-02   | Purchase   | 20       | RED
                 | 2         | LAMP     | 2026-01-09   | Sale       | -1       | RED
Value Entry | Entry No. | Item No. | Posting Date | Item Ledger Entry Type | Entry Type  | Item Ledger Entry No. | Document No. | Location Code | Invoiced Quantity | Cost per Unit | Cost Amount (Actual) | Expected Cost
            | 1         | LAMP     | 2026-01-02   | Purchase               | Direct Cost | 1                     | R1           | RED           |                   | 11.00         |                      | Yes
            | 2         | LAMP     | 2026-01-05   | Purchase               | Direct Cost | 1                     | I1           | RED           | 20                | 11.50         | 230                  |
            | 3         | LAMP     | 2026-01-05   | Purchase               | Variance    | 1                     | I1           | RED           |                   |               | -20                  |
            | 4         | LAMP     | 2026-01-06   | Purchase               | Variance    | 1                     | I2           | BLUE          |                   |               | -99                  |
""")
    shown = "Item No. | Document No. | Item Ledger Entry No. | Unit Amount | Cost per Unit | Unit Cost Variance | Invoiced Quantity | Total Variance Amount"
    assert rows(books, VARIANCE, shown) == table("LAMP | I1 | 1 | 11.50 | 10.50 | 1.00 | 20.00 | -20.00")
    assert rows(books, VARIANCE, shown, Costing_Method_Filter="FIFO") == []
    assert rows(books, VARIANCE, shown, Posting_Date_Filter="..2026-01-01") == []


REGISTERS = """
Item          | No.  | Description
              | LAMP | A lamp
Item Register | No. | From Value Entry No. | To Value Entry No.
              | 1   | 1                    | 2
              | 2   | 3                    | 5
Value Entry | Entry No. | Item No. | Posting Date | Item Ledger Entry Type | Entry Type  | Valued Quantity | Sales Amount (Actual) | Discount Amount | Cost Amount (Actual) | Item Register No.
            | 1         | LAMP     | 2026-01-02   | Purchase               | Direct Cost | 10              |                       |                 | 100                  | 1
            | 2         |          | 2026-01-02   |                        | Direct Cost |                 |                       |                 | 7                    |
            | 3         | LAMP     | 2026-01-03   | Sale                   | Direct Cost | -4              | 90                    | 10              | -40                  | 2
            | 4         | LAMP     | 2026-01-03   | Sale                   | Rounding    |                 |                       |                 | 0.01                 | 2
            | 5         | LAMP     | 2026-01-03   | Sale                   | Direct Cost |                 |                       |                 | 99                   | 7
"""


@pytest.mark.parametrize(("mode", "capacity"), [("exact", "A lamp"), ("clean", "")])
def test_the_entries_of_a_register(mode: str, capacity: str) -> None:
    shown = "Register No. | Entry No. | Description | Unit Amount | Amount | Cost Amount (Actual)"
    assert rows(ledger(REGISTERS), REGISTER, shown, Compatibility=mode) == table(f"""
     1 | 1 | A lamp     |   0.00 |  0.00 | 100.00
     1 | 2 | {capacity} |   0.00 |  0.00 |   7.00
     2 | 3 | A lamp     | -25.00 | 90.00 | -40.00
     2 | 4 | A lamp     |   0.00 |  0.00 |   0.01""")


@pytest.mark.parametrize(
    ("mode", "shown"),
    [
        ("exact", ["Register No. 2", "Direct Cost", "Revaluation", "Rounding", "Purchase", "Sale", "Positive Adjmt."]),  # [Q21]
        ("clean", ["Register No. 2", "Direct Cost", "Revaluation", "Rounding", "Purchase", "Sale", "Positive Adjmt."]),
    ],
)
def test_the_footer_of_a_register(mode: str, shown: list[str]) -> None:
    grid = run_report(ledger(REGISTERS), REGISTER, {"Register No. Filter": "2", "Compatibility": mode})
    footer = [line for line in grid.lines if line.rank.value.startswith("subtotal")]
    assert [line.cells.get("entry_type") or line.cells["item_ledger_entry_type"] for line in footer] == shown
    sums = {(line.cells.get("entry_type") or line.cells["item_ledger_entry_type"]): line.cells for line in footer}
    assert sums["Register No. 2"]["cost_amount_actual"] == Decimal("-39.99")
    assert (sums["Direct Cost"]["cost_amount_actual"], sums["Rounding"]["cost_amount_actual"]) == (Decimal(-40), Decimal("0.01"))
    assert (sums["Sale"]["amount"], sums["Sale"]["cost_amount_actual"]) == (Decimal(90), Decimal("-39.99"))
