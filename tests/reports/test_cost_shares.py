"""Cost Shares Breakdown (valuation-reports.md 4), case by case; long chains and circles included."""

from __future__ import annotations

import datetime as dt
import sys
from decimal import Decimal
from typing import Any

import pytest
from tests.reports.tables import codes, ledger, rows, table

from xlcost import Ledger, run_report

NAME = "Cost Shares Breakdown"
SHOWN = "Item Ledger Entry No. | Quantity | Material Direct Cost Applied | Material Overhead | Revaluation | Total"
YEAR = {"Starting_Date": "2026-01-01", "Ending_Date": "2026-12-31", "Show_Details": True}

BOUGHT = """
Item             | No.  | Costing Method | Inventory Posting Group
                 | LAMP | FIFO           | RESALE
Item Ledger Entry| Entry No. | Item No. | Posting Date | Entry Type | Quantity | Remaining Quantity
                 | 1         | LAMP     | 2026-01-02   | Purchase   | 8        | 5
                 | 2         | LAMP     | 2026-01-10   | Sale       | -3       |
Item Application Entry | Entry No. | Item Ledger Entry No. | Inbound Item Entry No. | Outbound Item Entry No. | Quantity | Posting Date | Cost Application
                       | 1         | 1                     | 1                      |                         | 8        | 2026-01-02   | Yes
                       | 2         | 2                     | 1                      | 2                       | -3       | 2026-01-10   | Yes
Value Entry | Entry No. | Item No. | Posting Date | Item Ledger Entry Type | Entry Type    | Item Ledger Entry No. | Valued Quantity | Cost Amount (Actual)
            | 1         | LAMP     | 2026-01-02   | Purchase               | Direct Cost   | 1                     | 8               | 80
            | 2         | LAMP     | 2026-01-02   | Purchase               | Indirect Cost | 1                     | 8               | 12
            | 3         | LAMP     | 2026-01-03   | Purchase               | Revaluation   | 1                     | 8               | 4
            | 4         | LAMP     | 2026-01-10   | Sale                   | Direct Cost   | 2                     | -3              | -36
"""


def test_the_layers_of_a_sale() -> None:
    assert rows(ledger(BOUGHT), NAME, SHOWN, **YEAR) == table("2 | -3.00 | -30.00 | -4.50 | -1.50 | -36.00")


@pytest.mark.parametrize(
    ("mode", "shown"),
    [("exact", "1 | 5.00 | 50.00 | 7.50 | 4.00 | 61.50"), ("clean", "1 | 5.00 | 50.00 | 7.50 | 2.50 | 60.00")],  # [Q13]
)
def test_the_layers_of_what_is_left(mode: str, shown: str) -> None:
    assert rows(ledger(BOUGHT), NAME, SHOWN, Print_Cost_Share="Inventory", Compatibility=mode, **YEAR) == table(shown)


@pytest.mark.parametrize("period", [("2026-01-01", "2026-01-09"), ("2026-01-11", "2026-12-31")])
def test_only_sales_of_the_period_count(period: tuple[str, str]) -> None:
    assert rows(ledger(BOUGHT), NAME, SHOWN, **{**YEAR, "Starting_Date": period[0], "Ending_Date": period[1]}) == []


def test_flow_filters_have_no_effect() -> None:
    assert rows(ledger(BOUGHT), NAME, SHOWN, Location_Filter="MOON", **YEAR) == rows(ledger(BOUGHT), NAME, SHOWN, **YEAR)


def test_average_items_print_nothing() -> None:
    assert rows(ledger(BOUGHT.replace("FIFO  ", "Average")), NAME, SHOWN, **YEAR) == []


MOVED = """
Item             | No.  | Costing Method
                 | LAMP | FIFO
Item Ledger Entry| Entry No. | Item No. | Posting Date | Entry Type | Location Code | Quantity | Remaining Quantity
                 | 1         | LAMP     | 2026-01-31   | Purchase   | BLUE          | 10       | 6
                 | 2         | LAMP     | 2026-01-31   | Transfer   | BLUE          | -4       |
                 | 3         | LAMP     | 2026-01-31   | Transfer   | RED           | 4        | 3
                 | 4         | LAMP     | 2026-01-31   | Sale       | RED           | -1       |
                 | 5         | LAMP     | 2026-01-31   | Sale       | RED           | 1        | 1
Item Application Entry | Entry No. | Item Ledger Entry No. | Inbound Item Entry No. | Outbound Item Entry No. | Transferred-from Entry No. | Quantity | Posting Date | Cost Application
                       | 1         | 1                     | 1                      |                         |                            | 10       | 2026-01-31   | Yes
                       | 2         | 2                     | 1                      | 2                       |                            | -4       | 2026-01-31   | Yes
                       | 3         | 3                     | 3                      | 2                       | 1                          | 4        | 2026-01-31   | Yes
                       | 4         | 4                     | 3                      | 4                       |                            | -1       | 2026-01-31   | Yes
                       | 5         | 5                     | 5                      | 4                       |                            | 1        | 2026-01-31   | Yes
Value Entry | Entry No. | Item No. | Posting Date | Item Ledger Entry Type | Entry Type    | Item Ledger Entry No. | Cost Amount (Actual)
            | 1         | LAMP     | 2026-01-31   | Purchase               | Direct Cost   | 1                     | 100
            | 2         | LAMP     | 2026-01-31   | Purchase               | Indirect Cost | 1                     | 5
            | 3         | LAMP     | 2026-01-31   | Transfer               | Direct Cost   | 2                     | -42
            | 4         | LAMP     | 2026-01-31   | Transfer               | Direct Cost   | 3                     | 42
            | 5         | LAMP     | 2026-01-31   | Sale                   | Direct Cost   | 4                     | -10.50
            | 6         | LAMP     | 2026-01-31   | Sale                   | Direct Cost   | 5                     | 10.50
"""


def test_moved_sold_and_returned() -> None:
    found = rows(ledger(MOVED), NAME, SHOWN, Print_Cost_Share="Inventory", **{**YEAR, "Ending_Date": "2026-01-31"})
    assert found == table("""
     1 | 6.00 | 60.00 | 3.00 | 0.00 | 63.00
     5 | 1.00 | 10.00 | 0.50 | 0.00 | 10.50
     3 | 3.00 | 30.00 | 1.50 | 0.00 | 31.50""")


MADE = """
Item             | No. | Costing Method
                 | R   | FIFO
                 | S   | FIFO
                 | P   | FIFO
Production Order | Status   | No.
                 | Finished | A
                 | Finished | B
Inventory Adjmt. Entry (Order) | Order Type | Order No. | Order Line No. | Item No. | Completely Invoiced
                               | Production | A         | 10000          | S        | Yes
                               | Production | B         | 10000          | P        | Yes
Capacity Ledger Entry | Entry No. | Posting Date | Order Type | Order No. | Order Line No. | Item No. | Output Quantity
                      | 1         | 2026-01-03   | Production | A         | 10000          | S        | 10
                      | 2         | 2026-01-05   | Production | B         | 10000          | P        | 4
Item Ledger Entry| Entry No. | Item No. | Posting Date | Entry Type  | Quantity | Remaining Quantity | Order Type | Order No. | Order Line No.
                 | 1         | R        | 2026-01-02   | Purchase    | 50       | 30                 |            |           |
                 | 2         | R        | 2026-01-03   | Consumption | -20      |                    | Production | A         | 10000
                 | 3         | S        | 2026-01-03   | Output      | 10       | 5                  | Production | A         | 10000
                 | 4         | S        | 2026-01-05   | Consumption | -5       |                    | Production | B         | 10000
                 | 5         | P        | 2026-01-05   | Output      | 4        | 2                  | Production | B         | 10000
                 | 6         | P        | 2026-01-09   | Sale        | -2       |                    |            |           |
Item Application Entry | Entry No. | Item Ledger Entry No. | Inbound Item Entry No. | Outbound Item Entry No. | Quantity | Posting Date | Cost Application
                       | 1         | 2                     | 1                      | 2                       | -20      | 2026-01-03   | Yes
                       | 2         | 4                     | 3                      | 4                       | -5       | 2026-01-05   | Yes
                       | 3         | 6                     | 5                      | 6                       | -2       | 2026-01-09   | Yes
Value Entry | Entry No. | Item No. | Posting Date | Item Ledger Entry Type | Entry Type    | Item Ledger Entry No. | Capacity Ledger Entry No. | Order Type | Order No. | Order Line No. | Cost Amount (Actual)
            | 1         | R        | 2026-01-02   | Purchase               | Direct Cost   | 1                     |                           |            |           |                | 100
            | 2         | R        | 2026-01-02   | Purchase               | Indirect Cost | 1                     |                           |            |           |                | 10
            | 3         | R        | 2026-01-03   | Consumption            | Direct Cost   | 2                     |                           | Production | A         | 10000          | -44
            | 4         |          | 2026-01-03   |                        | Direct Cost   |                       | 1                         | Production | A         | 10000          | 16
            | 5         | S        | 2026-01-03   | Output                 | Direct Cost   | 3                     |                           | Production | A         | 10000          | 60
            | 6         | S        | 2026-01-05   | Consumption            | Direct Cost   | 4                     |                           | Production | B         | 10000          | -30
            | 7         |          | 2026-01-05   |                        | Direct Cost   |                       | 2                         | Production | B         | 10000          | 10
            | 8         | P        | 2026-01-05   | Output                 | Direct Cost   | 5                     |                           | Production | B         | 10000          | 40
            | 9         | P        | 2026-01-09   | Sale                   | Direct Cost   | 6                     |                           |            |           |                | -20
"""


@pytest.mark.parametrize(
    ("roll_up", "shown"), [("Single-level", "-15.00 | -5.00 | 0.00 | -20.00"), ("Multi-level", "-10.00 | -9.00 | -1.00 | -20.00")]
)
def test_two_levels_of_production(roll_up: str, shown: str) -> None:
    columns = "Material Direct Cost Applied | Capacity Direct Cost Applied | Material Overhead | Total"
    grid = run_report(ledger(MADE), NAME, {**{k.replace("_", " "): v for k, v in YEAR.items()}, "Cost Roll-up": roll_up})
    assert rows(grid, NAME, columns) == table(shown)


def test_what_a_produced_sale_is_made_of() -> None:
    options = {**{k.replace("_", " "): v for k, v in YEAR.items()}, "Cost Roll-up": "Multi-level"}
    grid = run_report(ledger(MADE), NAME, options)
    (line,) = [line for line in grid.lines if line.rank.value == "detail"]
    parts = {
        key: dict(zip(line.entries[key], (str(round(p, 2)) for p in line.entries[key].parts), strict=True))  # type: ignore[attr-defined]
        for key in ("material_direct_cost_applied", "capacity_direct_cost_applied", "material_overhead")
    }
    assert parts == {
        "material_direct_cost_applied": {1: "-10.00"},  # 5 of the 50 R in the two P sold
        "capacity_direct_cost_applied": {4: "-4.00", 7: "-5.00"},
        "material_overhead": {2: "-1.00"},
    }


@pytest.mark.parametrize("mode", ["exact", "clean"])
def test_wip_of_finished_orders(mode: str) -> None:
    options = {"Ending Date": "2026-12-31", "Print Cost Share": "WIP Inventory", "Show Details": True, "Compatibility": mode}
    grid = run_report(ledger(MADE), NAME, options)
    by_order: dict[str, Decimal] = {}
    for row in grid.records():
        by_order[row["Group"]] = by_order.get(row["Group"], Decimal(0)) + row["Total"]
    if mode == "clean":  # a balance: consumption and capacity in, output out
        assert {str(round(v, 2)) for v in by_order.values()} == {"0.00"}
    else:  # what the ERP prints [Q17] is none: output less capacity, consumption empty
        assert {k: str(round(v, 2)) for k, v in by_order.items()} == {"A": "44.00", "B": "30.00"}


# -- chains and circles -------------------------------------------------------------------------------------
def chain(steps: int, circle: bool = False) -> Ledger:
    """One receipt of 1 piece that is moved from place to place; a circle ends where it began."""
    day = dt.date(2026, 1, 1).isoformat()
    entries: list[dict[str, Any]] = [{"Entry No.": 1, "Item No.": "LAMP", "Posting Date": day, "Entry Type": "Purchase", "Quantity": 1}]
    values: list[dict[str, Any]] = [
        {"Entry No.": 1, "Item No.": "LAMP", "Posting Date": day, "Item Ledger Entry Type": "Purchase", "Entry Type": "Direct Cost", "Item Ledger Entry No.": 1, "Cost Amount (Actual)": 10},
        {"Entry No.": 2, "Item No.": "LAMP", "Posting Date": day, "Item Ledger Entry Type": "Purchase", "Entry Type": "Indirect Cost", "Item Ledger Entry No.": 1, "Cost Amount (Actual)": 1},
    ]  # fmt: skip
    applied: list[dict[str, Any]] = []
    for step in range(steps):
        source, out, into = 1 + 2 * step, 2 + 2 * step, 3 + 2 * step
        for number, quantity in ((out, -1), (into, 1)):
            entries.append({"Entry No.": number, "Item No.": "LAMP", "Posting Date": day, "Entry Type": "Transfer", "Quantity": quantity})
            values.append({"Entry No.": number + 1, "Item No.": "LAMP", "Posting Date": day, "Item Ledger Entry Type": "Transfer", "Entry Type": "Direct Cost", "Item Ledger Entry No.": number, "Cost Amount (Actual)": 11 * quantity})  # fmt: skip
        applied.append({"Item Ledger Entry No.": out, "Inbound Item Entry No.": source, "Outbound Item Entry No.": out, "Quantity": -1})
        applied.append({"Item Ledger Entry No.": into, "Inbound Item Entry No.": into, "Outbound Item Entry No.": out, "Quantity": 1, "Transferred-from Entry No.": source})  # fmt: skip
    entries[-1]["Remaining Quantity"] = 1
    if circle:
        last = entries[-1]["Entry No."]
        applied.append({"Item Ledger Entry No.": 2, "Inbound Item Entry No.": last, "Outbound Item Entry No.": 2, "Quantity": -1})
    applied = [{"Entry No.": i, "Posting Date": day, "Cost Application": True, **row} for i, row in enumerate(applied, 1)]
    return Ledger.from_records(
        {"Item": [{"No.": "LAMP"}], "Item Ledger Entry": entries, "Value Entry": values, "Item Application Entry": applied}
    )


@pytest.mark.parametrize(("mode", "roll_up"), [("clean", "Single-level"), ("exact", "Multi-level"), ("exact", "Single-level")])
def test_a_chain_of_a_thousand_transfers_needs_no_recursion(mode: str, roll_up: str) -> None:
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(200)
    try:
        options = {"Ending Date": "2026-01-01", "Print Cost Share": "Inventory", "Show Details": True, "Compatibility": mode, "Cost Roll-up": roll_up}
        grid = run_report(chain(1000), NAME, options)
        totals = sum((r["Total"] for r in grid.records()), Decimal(0))
        detail = [line for line in grid.lines if line.rank.value == "detail"][-1]
        behind = dict(zip(detail.entries["material_overhead"], detail.entries["material_overhead"].parts, strict=True))  # type: ignore[attr-defined]
    finally:
        sys.setrecursionlimit(limit)
    assert round(totals, 2) == Decimal("11.00")
    (last,) = grid.records()
    assert (last["Item Ledger Entry No."], round(last["Material Overhead"], 2)) == (2001, Decimal("1.00"))
    assert {n: round(p, 2) for n, p in behind.items()} == {2: Decimal("1.00")}


@pytest.mark.parametrize(("roll_up", "named"), [("Single-level", []), ("Multi-level", ["CYCLE"])])
def test_a_circle_is_cut(roll_up: str, named: list[str]) -> None:
    """Applications that lead back to where they began are not followed for ever."""
    options = {"Ending Date": "2026-01-01", "Print Cost Share": "Inventory", "Cost Roll-up": roll_up, "Compatibility": "clean"}
    grid = run_report(chain(3, circle=True), NAME, options)
    assert codes(grid.warnings) == named
    assert abs(round(grid.facts["totals"]["total"], 2)) == Decimal("11.00")
