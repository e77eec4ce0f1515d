"""Packs of companies that strain a page: billions, long names, Chinese, several years, negative stock, one item, nothing posted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from xlcost import Ledger, adjust_cost, close_period, post_item_journal
from xlcost.faces.pack import write_close
from xlcost.faces.sample.company import fixed_tables

from . import look_checks

Record = dict[str, Any]
PARTED = ("Präzisions-Kugellager für Hochges…",)  # a word longer than its column
NAME = "Åström & Søn – 北京贸易有限公司 (Holding) Gesellschaft mit beschränkter Haftung"
LONG = "Präzisions-Kugellager für Hochgeschwindigkeitsspindeln, Edelstahl, beidseitig abgedichtet, 100 Zeichen"
CHINESE = "自行车，三速，带铃，城市通勤型，铝合金车架，前后碟刹，可折叠，含充气筒与防盗锁，送货上门，三年质保"
RESALE = {"Type": "Inventory", "Base Unit of Measure": "PCS", "Inventory Posting Group": "RESALE", "Gen. Prod. Posting Group": "RETAIL"}


def company(*items: Record) -> Ledger:
    tables = fixed_tables(1)
    tables["Item"] = [{**RESALE, **item} for item in items]
    tables["General Ledger Setup"][0] |= {"Company Name": NAME, "LCY Code": "CNY"}
    tables["Accounting Period"] = [{"Starting Date": f"{year}-01-01", "New Fiscal Year": True} for year in range(2022, 2027)]
    tables["Inventory Period"] = []
    return Ledger.from_records(tables)


def line(day: str, kind: str, item: str, quantity: str, cost: str, place: str = "MAIN") -> Record:
    head = {"Posting Date": day, "Entry Type": kind, "Item No.": item, "Location Code": place, "Document No.": f"{kind.upper()}-{day}"}
    return {**head, "Quantity": quantity, "Unit Amount": cost, "Gen. Bus. Posting Group": "DOMESTIC"}


def one_item() -> Ledger:
    lines = [line("2026-10-02", "Purchase", "自行车-1", "3", "1200.00"), line("2026-10-05", "Sale", "自行车-1", "1", "1900.00")]
    return post_item_journal(company({"No.": "自行车-1", "Description": CHINESE, "Costing Method": "FIFO"}), lines).ledger


def billions() -> Ledger:
    books = company(
        {"No.": "KUGELLAGER-000000000", "Description": LONG, "Costing Method": "Average"},
        {"No.": "NEGATIVE", "Description": "Sold before it came", "Costing Method": "FIFO"},
        {"No.": "BRÛLÉE", "Description": "Crème brûlée, 12 × 100 g", "Costing Method": "Standard", "Standard Cost": "3.33333"},
    )
    lines = []
    for year in range(2022, 2027):
        lines.append(line(f"{year}-01-03", "Purchase", "KUGELLAGER-000000000", "1234567", "9876.54"))
        lines.append(line(f"{year}-04-20", "Sale", "KUGELLAGER-000000000", "1200000", "12000.00"))
        lines.append(line(f"{year}-10-21", "Purchase", "BRÛLÉE", "0.33333", "3.50"))
    lines += [line("2026-10-09", "Sale", "NEGATIVE", "7", "10.00"), line("2026-10-10", "Sale", "NEGATIVE", "2.5", "10.00", "SHOP")]
    return post_item_journal(books, lines).ledger


@pytest.mark.parametrize("month", ["2026-10", "2021-12"])
@pytest.mark.parametrize("ledger", [one_item, billions])
def test_the_look_holds(ledger: Any, month: str, tmp_path: Path) -> None:
    """No figure is `###`, no text runs under the next one, every link leads somewhere; also before the first entry."""
    path = write_close(close_period(adjust_cost(ledger()).ledger, month), tmp_path / "CLOSE.xlsx", "LEDGER.xlsx")
    found = [text for text in look_checks.check_pack(path) if not (ledger is billions and text.endswith(PARTED))]
    assert [text for text in found if not (ledger is billions and text.endswith("px wide"))] == [], "billions make a page wider than the screen"
