"""Item Age Composition - Value asks for an average five dates an item: each looks at the rows of its own item (valuation-reports.md 5.1)."""

import datetime as dt
from decimal import Decimal
from typing import Any
from unittest.mock import patch

import xlcost
from xlcost import Ledger
from xlcost.ledger.grouped import Grouped


def test_each_average_item_looks_at_its_own_rows() -> None:
    items = [f"I{number}" for number in range(20)]
    line = {"Posting Date": dt.date(2026, 1, 5), "Document No.": "D", "Entry Type": "Purchase", "Quantity": 2}
    ledger = Ledger.from_records({"Item": [{"No.": item, "Costing Method": "Average"} for item in items]})
    lines = [{**line, "Item No.": item, "Amount": 10 + number} for number, item in enumerate(items)]
    posted = xlcost.post_item_journal(ledger, lines).ledger
    looked_at: list[int] = []
    of_group = Grouped.__getitem__

    def watched(groups: Grouped, group: int) -> Any:
        found = of_group(groups, group)
        looked_at.append(len(found))
        return found

    with patch.object(Grouped, "__getitem__", watched):
        rows = xlcost.run_report(posted, "Item Age Composition - Value", {"Ending Date": "2026-01-31"}).records()
    values = {r["Item No."]: r["Inventory Value"] for r in rows if r.get("Item No.") in items}
    assert values == {item: Decimal(10 + number) for number, item in enumerate(items)}
    assert looked_at
    assert max(looked_at) == 1
    assert len(looked_at) == len(items) * (1 + 2 * 6)  # its entries; value entries and stock at five dates and in all
