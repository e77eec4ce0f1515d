"""A small sound company, made by the engine itself: bought, sold, transferred, produced, adjusted and posted to the G/L.

F is FIFO, A is Average, C is produced of F. Item ledger entries:

| No. | What | | No. | What |
|---|---|---|---|---|
| 1 | F purchase +10 @ 10 | | 6 | A sale -6 |
| 2 | A purchase +5 @ 4 | | 7, 8 | F transfer -2, +2 to WEST |
| 3 | A purchase +5 @ 6 | | 9 | F consumption -2 for P1 |
| 4 | F purchase +3 @ 12, not invoiced | | 10 | C output +1 of P1 |
| 5 | F sale -4 | | 11 | C sale -1 |
"""

from __future__ import annotations

from functools import cache
from typing import Any

from xlcost import Ledger, adjust_cost, finish_production_order, post_inventory_cost, post_item_journal

GROUPS = {"Inventory Posting Group": "STOCK", "Gen. Prod. Posting Group": "RETAIL"}
ORDER = {"Order Type": "Production", "Order No.": "P1", "Order Line No.": 10000}


def _accounts(location: str) -> dict[str, str]:
    return {
        "Location Code": location,
        "Invt. Posting Group Code": "STOCK",
        "Inventory Account": "2110",
        "Inventory Account (Interim)": "2111",
        "WIP Account": "2140",
    }


def _setup() -> dict[str, list[dict[str, Any]]]:
    general = {
        "Gen. Prod. Posting Group": "RETAIL",
        "COGS Account": "7190",
        "COGS Account (Interim)": "7191",
        "Inventory Adjmt. Account": "7170",
        "Invt. Accrual Acc. (Interim)": "5530",
        "Direct Cost Applied Account": "7291",
        "Overhead Applied Account": "7292",
        "Purchase Variance Account": "7293",
        "Purch. Account": "7110",
    }
    return {
        "Item": [
            {"No.": "F", "Costing Method": "FIFO", "Unit Cost": 10, **GROUPS},
            {"No.": "A", "Costing Method": "Average", "Unit Cost": 5, **GROUPS},
            {"No.": "C", "Costing Method": "FIFO", "Unit Cost": 20, **GROUPS},
        ],
        "Location": [{"Code": "WEST"}],
        "Inventory Setup": [{"Expected Cost Posting to G/L": True, "Automatic Cost Posting": False}],
        "Inventory Posting Setup": [_accounts(""), _accounts("WEST")],
        "General Posting Setup": [{"Gen. Bus. Posting Group": b, **general} for b in ("", "DOMESTIC")],
        "G/L Account": [{"No.": no} for no in ("2110", "2111", "2140", "5530", "7110", "7170", "7190", "7191", "7291", "7292", "7293")],
        "Prod. Order Line": [{"Status": "Released", "Prod. Order No.": "P1", "Line No.": 10000, "Item No.": "C"}],
        "Inventory Period": [{"Ending Date": "2022-01-31"}, {"Ending Date": "2022-02-28"}],
    }


def _line(day: str, kind: str, item: str, quantity: int, document: str, **more: Any) -> dict[str, Any]:
    trade = {"Gen. Bus. Posting Group": "DOMESTIC"} if kind in ("Purchase", "Sale") else {}
    line = {"Posting Date": day, "Entry Type": kind, "Item No.": item, "Quantity": quantity, "Invoiced Quantity": quantity}
    return {**line, "Document No.": document, **trade, **more}


@cache
def sound_company() -> Ledger:
    """The company after everything was adjusted and posted."""
    ledger = Ledger.from_records(_setup())
    for line in (
        _line("2022-01-03", "Purchase", "F", 10, "PI1", **{"Unit Cost": 10}),
        _line("2022-01-03", "Purchase", "A", 5, "PI2", **{"Unit Cost": 4}),
        _line("2022-01-03", "Purchase", "A", 5, "PI3", **{"Unit Cost": 6}),
        _line("2022-01-04", "Purchase", "F", 3, "PR4", **{"Unit Cost": 12, "Invoiced Quantity": 0}),
        _line("2022-01-05", "Sale", "F", 4, "SI1"),
        _line("2022-01-05", "Sale", "A", 6, "SI2"),
        _line("2022-01-06", "Transfer", "F", 2, "TO1", **{"New Location Code": "WEST"}),
        _line("2022-01-07", "Consumption", "F", 2, "P1", **ORDER),
        {**_line("2022-01-08", "Output", "C", 0, "P1", **ORDER), "Output Quantity": 1, "Invoiced Quantity": 0},
        _line("2022-01-10", "Sale", "C", 1, "SI3"),
    ):
        ledger = post_item_journal(ledger, [line]).ledger
    ledger = finish_production_order(ledger, "P1").ledger
    ledger = adjust_cost(ledger).ledger
    return post_inventory_cost(ledger).ledger


def edit(ledger: Ledger, table: str, number: int, fields: dict[str, Any]) -> Ledger:
    """With some fields of one row changed, found by its entry number."""
    (row,) = [r for r in ledger.records(table) if r["Entry No."] == number]
    return ledger.upsert(table, [{**row, **fields}])


def add(ledger: Ledger, table: str, like: int, fields: dict[str, Any]) -> Ledger:
    """With one more row: a copy of another with some fields changed."""
    (row,) = [r for r in ledger.records(table) if r["Entry No."] == like]
    return ledger.upsert(table, [{**row, **fields}])


def drop(ledger: Ledger, table: str, where: dict[str, Any]) -> Ledger:
    """Without the rows that carry these values."""
    keep = [i for i, r in enumerate(ledger.records(table)) if any(r[c] != v for c, v in where.items())]
    return ledger.with_tables(ledger.table(table).take(keep))
