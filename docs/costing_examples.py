"""Fills the tables of docs/costing.md and docs/what-if.md from the engine: `python docs/costing_examples.py`; a test holds that they are current."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parent
PAGES = ("costing.md", "what-if.md")
Record = dict[str, Any]
ORDER = {"Order Type": "Production", "Order No.": "P1", "Order Line No.": 10000}


def table(*rows: tuple[object, ...]) -> str:
    lines = ["| " + " | ".join(str(c) for c in row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]]) + "\n"


def line(kind: str, day: str, quantity: object, **more: object) -> Record:
    return {"Entry Type": kind, "Posting Date": f"2026-{day}", "Item No.": "A", "Quantity": quantity, "Document No.": f"{kind[0]}{day}", **more}


BOUGHT = [
    line("Purchase", "01-05", 10, **{"Unit Amount": 10}),
    line("Purchase", "01-10", 10, **{"Unit Amount": 15}),
    line("Sale", "01-15", 12, **{"Unit Cost": 10}),
]
FREIGHT = line("Purchase", "02-03", 0, **{"Invoiced Quantity": 10, "Amount": 20, "Item Shpt. Entry No.": 1, "Item Charge No.": "FREIGHT", "Document No.": "P02-03"})
SERIAL = [
    line("Purchase", "01-05", 1, **{"Unit Amount": 100, "Serial No.": "S1"}),
    line("Purchase", "01-10", 1, **{"Unit Amount": 120, "Serial No.": "S2"}),
    line("Sale", "01-15", 1, **{"Unit Cost": 100, "Serial No.": "S2", "Applies-to Entry": 2}),
]


def company(method: str, *steps: list[Record], standard: object = 0) -> Any:
    """The ledger of item A after steps of lines, adjusted after each."""
    import xlcost

    item = {"No.": "A", "Costing Method": method, "Standard Cost": standard, "Unit Cost": standard}
    ledger = xlcost.Ledger.from_records({"Item": [item], "Inventory Setup": [{"Average Cost Period": "Month"}]})
    for lines in steps:
        ledger = xlcost.adjust_cost(xlcost.post_item_journal(ledger, lines).ledger).ledger
    return ledger


def entries(ledger: Any) -> str:
    """The value entries of a ledger, and what they leave."""
    rows: list[tuple[object, ...]] = [("Value Entry", "Posting Date", "Document", "Item Ledger Entry", "Entry Type", "Quantity", "Cost Amount", "Adjusts")]
    for r in ledger.records("Value Entry"):
        kind = r["Entry Type"] + (f" ({r['Variance Type']})" if r["Variance Type"] else "")
        entry = f"{r['Item Ledger Entry No.']} {r['Item Ledger Entry Type']}" if r["Item Ledger Entry No."] else "capacity"
        amount = r["Cost Amount (Actual)"] or r["Cost Amount (Expected)"]
        expected = " expected" if r["Expected Cost"] else ""
        moved = f"{r['Item Ledger Entry Quantity'].normalize():f}" if r["Item Ledger Entry Quantity"] else ""
        rows.append((r["Entry No."], r["Posting Date"], r["Document No."], entry, kind, moved, f"{amount:,.2f}{expected}", r["Applies-to Entry"] or ""))
    return table(*rows)


def sums(ledger: Any) -> str:
    """Cost of goods sold and ending value."""
    values = ledger.records("Value Entry")
    sold = -sum(r["Cost Amount (Actual)"] for r in values if r["Item Ledger Entry Type"] == "Sale")
    ending = sum(r["Cost Amount (Actual)"] for r in values if r["Item Ledger Entry No."])
    quantity = sum(r["Quantity"] for r in ledger.records("Item Ledger Entry"))
    return table(("Cost of goods sold", "Ending quantity", "Ending value"), (f"{sold:,.2f}", f"{quantity.normalize():f}", f"{ending:,.2f}"))


def example(method: str) -> str:
    """A method's worked example."""
    if method == "Specific":
        ledger = company(method, SERIAL)
    else:
        ledger = company(method, BOUGHT, [FREIGHT], standard=11 if method == "Standard" else 0)
    return entries(ledger) + "\n" + sums(ledger)


def made() -> Any:
    """Five pieces of C from ten of A, and a late invoice."""
    import xlcost

    ledger = xlcost.Ledger.from_records(
        {
            "Item": [{"No.": "A", "Costing Method": "FIFO"}, {"No.": "C", "Costing Method": "FIFO", "Unit Cost": 20}],
            "Prod. Order Line": [{"Status": "Released", "Prod. Order No.": "P1", "Line No.": 10000, "Item No.": "C", "Quantity": 5}],
        }
    )
    output = {"Type": "Work Center", "No.": "W", "Run Time": 4, "Unit Cost": 10}
    lines = [
        line("Purchase", "01-05", 10, **{"Unit Amount": 10}),
        line("Consumption", "01-06", 10, **ORDER, **{"Unit Cost": 10}),
        line("Output", "01-07", 5, **ORDER, **output, **{"Item No.": "C"}),
    ]
    ledger = xlcost.finish_production_order(xlcost.post_item_journal(ledger, lines).ledger, "P1").ledger
    ledger = xlcost.adjust_cost(ledger).ledger
    return xlcost.adjust_cost(xlcost.post_item_journal(ledger, [FREIGHT]).ledger).ledger


def returned() -> Any:
    back = line("Sale", "01-20", -4, **{"Applies-from Entry": 3, "Unit Cost": 10, "Document No.": "R01-20"})
    return company("FIFO", [*BOUGHT, back], [FREIGHT])


def comparison() -> str:
    """What-if of the example."""
    import xlcost
    from xlcost.ledger.options import CostingMethod
    from xlcost.money import to_decimal

    result = xlcost.what_if(company("FIFO", BOUGHT, [FREIGHT], standard=11), ["FIFO", "LIFO", "Average", "Standard"])
    rows: list[tuple[object, ...]] = [("Method", "Ending value", "Cost of goods sold", "Variances")]
    for method, found in result.figures["A"].items():
        rows.append((CostingMethod.caption_of(method), *(f"{to_decimal(x):,.2f}" for x in (found.ending, found.sold, found.variance))))
    (control,) = result.controls
    assert control.ledger == control.rerun
    return table(*rows)


def methods() -> str:
    from xlcost.costing.methods import METHODS

    return table(("Method", "In one line"), *((m.caption, METHODS[m].meaning) for m in METHODS))


def reasons() -> str:
    from xlcost.views.reperformance_reasons import REASONS

    return table(("Reason", "What it means"), *REASONS.items())


def filled(page: str) -> str:
    """The page with the table behind each marker replaced by the engine's."""
    makers = {
        "methods": methods,
        "reasons": reasons,
        "production": lambda: entries(made()),
        "return": lambda: entries(returned()) + "\n" + sums(returned()),
        "what-if": comparison,
    }

    def block(match: re.Match[str]) -> str:
        name, _, method = match.group(1).partition(": ")
        return f"<!-- {match.group(1)} -->\n\n{makers[name]() if name in makers else example(method)}"

    return re.sub(r"<!-- ([^>]+) -->\n(?:\n(?:\|.*\n)+)*", block, page)


if __name__ == "__main__":
    for name in PAGES:
        path = DOCS / name
        path.write_text(filled(path.read_text()))
