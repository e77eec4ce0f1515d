"""What a page of many lines is made of: nothing that a viewer or printer pays for more than once a line (counts, not seconds)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from bench.company import company

from xlcost import Ledger, run_report
from xlcost.faces.pack import write_report
from xlcost.sheets.block_out import MOST_COLLAPSED
from xlcost.sheets.xml_parts import Package

LAST = "2026-10-31"
ASKED: dict[str, dict[str, Any]] = {
    "Inventory Valuation": {"Starting Date": "2026-10-01", "Ending Date": LAST, "Include Expected Cost": True},
    "Inventory to G/L Reconcile": {"Ending Date": LAST},
    "Invt. Valuation - Cost Spec.": {"Valuation Date": LAST},
    "Cost Shares Breakdown": {"Starting Date": "2026-10-01", "Ending Date": LAST, "Print Cost Share": "Inventory"},
    "Item Age Composition - Value": {"Ending Date": LAST},
    "Status": {"Status Date": LAST},
}
ROWS_OF_A_PAGE = 24  # the shortest printed page holds more body rows than this
COUNTED = {
    "links": "<hyperlink ",
    "folded": 'collapsed="1"',
    "conditional formats": "<cfRule ",
    "breaks": "<brk ",
    "rows": "<row ",
    "hidden": 'hidden="1"',
}


@cache
def books(items: int) -> Ledger:
    return company(items * 3, items)


def counts(name: str, items: int, folder: Path) -> dict[str, int]:
    """What the sheet of a report and the styles of its workbook consist of."""
    path = write_report(books(items), run_report(books(items), name, ASKED[name]), folder / f"{items}.xlsx", "LEDGER.xlsx")
    package = Package.open(path)
    first = re.search(rb'<sheet [^>]*r:id="(\w+)"', package.parts["xl/workbook.xml"])
    assert first is not None
    sheet = next(package.parts[r.target] for r in package.relationships("xl/workbook.xml") if r.id == first[1].decode())
    parts = package.parts
    found = {what: len(re.findall(text.encode(), sheet)) for what, text in COUNTED.items()}
    return found | {"styles": parts["xl/styles.xml"].count(b"<xf "), "names": parts["xl/workbook.xml"].count(b"<definedName ")}


@pytest.mark.parametrize("name", ASKED)
def test_a_page_of_three_times_the_items_is_at_most_three_times_as_much(name: str, tmp_path: Path) -> None:
    small, large = (counts(name, items, tmp_path) for items in (300, 900))
    for what in small:
        assert large[what] <= 3.3 * small[what] + 60, what
    assert large["styles"] <= small["styles"] + 6
    assert large["conditional formats"] == small["conditional formats"]
    assert large["folded"] <= MOST_COLLAPSED  # LibreOffice needs hours to fold ten thousand groups one by one
    assert large["breaks"] <= (large["rows"] - large["hidden"]) / ROWS_OF_A_PAGE + 3
