"""What each new value entry marks as to be adjusted (2.16), and the row of an order (1.8)."""

from __future__ import annotations

from typing import Any

from tests.reference_posting.books import ASSEMBLY, ENTRY, ORDER, ORDER_LINE, Books, Record, Refused
from tests.reference_posting.periods import flag

OUTPUTS = ("Output", "Assembly Output")


def raise_flags(books: Books, value: Record) -> None:
    """2.16, for one value entry that posting wrote."""
    entry = books.entries.get(value["Item Ledger Entry No."])
    if entry is not None and value["Entry Type"] not in ("Variance", "Indirect Cost", "Rounding"):
        if value["Inventoriable"]:
            flag(books, value)
        if entry["Positive"] and entry["Quantity"] != entry["Remaining Quantity"]:
            entry["Applied Entry to Adjust"] = True
    if value["Item Ledger Entry Type"].strip():
        books.items[value["Item No."]]["Cost is Adjusted"] = False
    if value["Order Type"] in ("Production", "Assembly") and value["Item Ledger Entry Type"] not in OUTPUTS:
        wake_order(books, value["Order Type"], value["Order No."], value["Order Line No."])


def order_row(books: Books, kind: str, no: str, line: int) -> Record | None:
    """The row of an order in Inventory Adjmt. Entry (Order)."""
    return next((o for o in books.tables[ORDER] if (o["Order Type"], o["Order No."], o["Order Line No."]) == (kind, no, line)), None)


def order_source(books: Books, kind: str, no: str, line: int) -> Record | None:
    """The order line or assembly header."""
    if kind == "Production":
        return next((r for r in books.tables[ORDER_LINE] if (r["Prod. Order No."], r["Line No."]) == (no, line)), None)
    return next((r for r in books.tables[ASSEMBLY] if r["No."] == no), None)


def wake_order(books: Books, kind: str, no: str, line: int, item_no: str = "") -> Record:
    """The order row, created if missing, is not adjusted (1.8, 2.16)."""
    line = 0 if kind == "Assembly" else line
    row = order_row(books, kind, no, line)
    fresh = row is None
    if row is None:
        row = _create(books, kind, no, line, item_no)
    row["Cost is Adjusted"] = False
    if fresh or row["Is Finished"]:
        books.use(row["Item No."])
    if row["Is Finished"]:
        books.items[row["Item No."]]["Cost is Adjusted"] = False  # 4.12: No whenever a finished order of the item is unadjusted
    return row


def _create(books: Books, kind: str, no: str, line: int, item_no: str) -> Record:
    source = order_source(books, kind, no, line) or {}
    item_no = source.get("Item No.") or item_no
    if not item_no:
        made = [
            e
            for e in books.tables[ENTRY]
            if e["Entry Type"] in OUTPUTS and (e["Order Type"], e["Order No."], e["Order Line No."]) == (kind, no, line)
        ]
        if not made:
            raise Refused("IJ09", "no order table knows the order")
        item_no = made[0]["Item No."]
    item = books.items[item_no]
    columns: dict[str, Any] = {"Order Type": kind, "Order No.": no, "Order Line No.": line, "Item No.": item_no}
    columns |= {c: source[c] for c in ("Routing No.", "Routing Reference No.") if c in source}
    columns["Allow Online Adjustment"] = item["Allow Online Adjustment"]
    columns |= {c: item[c] if not source or c in books.missing else source[c] for c in ("Indirect Cost %", "Overhead Rate")}
    return books.new(ORDER, **columns)
