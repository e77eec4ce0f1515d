"""A journal line in one form: types, base quantities (1.3), line defaults (1.3), in the order of the text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tests.reference_posting.books import ZERO, Books, Record, round2, round5

NUMBERS = (
    *("Quantity", "Invoiced Quantity", "Qty. per Unit of Measure", "Unit Amount", "Amount", "Discount Amount", "Unit Cost"),
    *("Indirect Cost %", "Overhead Rate", "Inventory Value (Calculated)", "Inventory Value (Revalued)", "Unit Cost (Calculated)"),
    *("Unit Cost (Revalued)", "Applied Amount", "Setup Time", "Run Time", "Stop Time", "Output Quantity", "Scrap Quantity"),
    *("Single-Level Material Cost", "Single-Level Capacity Cost", "Single-Level Subcontrd. Cost", "Single-Level Cap. Ovhd Cost"),
    *("Single-Level Mfg. Ovhd Cost", "Rolled-up Material Cost", "Rolled-up Capacity Cost", "Rolled-up Subcontracted Cost"),
    *("Rolled-up Mfg. Ovhd Cost", "Rolled-up Cap. Overhead Cost"),
)
ENTRY_NUMBERS = ("Document Line No.", "Order Line No.", "Prod. Order Comp. Line No.", "Routing Reference No.", "Dimension Set ID")
NAMED = ("Applies-to Entry", "Applies-from Entry", "Item Shpt. Entry No.")
MARKS = ("Partial Revaluation", "Update Standard Cost", "Correction", "Adjustment", "Drop Shipment", "Subcontracting", "Finished")
# "Not given" is kept apart from 0 for these (1.3)
OPTIONAL = {
    *("Quantity", "Invoiced Quantity", "Output Quantity", "Unit Amount", "Amount", "Unit Cost", "Indirect Cost %", "Overhead Rate"),
    *(
        "Inventory Value (Calculated)",
        "Inventory Value (Revalued)",
        "Unit Cost (Calculated)",
        "Unit Cost (Revalued)",
        "Qty. per Unit of Measure",
    ),
    *NUMBERS[19:],
}
DIRECT_IN = ("Purchase", "Positive Adjmt.", "Assembly Output")
OUTWARD = ("Sale", "Negative Adjmt.", "Transfer", "Consumption", "Assembly Consumption")


def read(given: Mapping[str, Any]) -> Record:
    """The line with every caption that posting reads; what is not given is None (OPTIONAL), blank, 0 or No."""
    line: Record = {c: v for c, v in given.items() if v is not None}
    for caption in NUMBERS:
        value = line.get(caption)
        blank = value is None or value == ""
        line[caption] = (None if caption in OPTIONAL else ZERO) if blank else Decimal(str(value))
    for caption in (*ENTRY_NUMBERS, *NAMED):
        line[caption] = int(line.get(caption) or 0)
    for caption in MARKS:
        line[caption] = bool(line.get(caption))
    for caption in ("Posting Date", "Document Date"):
        value = line.get(caption) or None
        line[caption] = dt.date.fromisoformat(value) if isinstance(value, str) else value
    for caption in (
        "Item No.",
        "Variant Code",
        "Location Code",
        "New Location Code",
        "Document No.",
        "Document Type",
        "Invoice No.",
        "Entry Type",
    ):
        line[caption] = line.get(caption) or ""
    for caption in (
        "Item Charge No.",
        "Order Type",
        "Order No.",
        "Type",
        "No.",
        "Serial No.",
        "Lot No.",
        "Inventory Value Per",
        "Gen. Prod. Posting Group",
    ):
        line[caption] = line.get(caption) or ""
    line["Value Entry Type"] = line.get("Value Entry Type") or "Direct Cost"
    line["Unit Cost Calculation"] = line.get("Unit Cost Calculation") or "Time"
    line["Document Date"] = line["Document Date"] or line["Posting Date"]
    line["residual"] = ZERO
    return line


def is_output(line: Record) -> bool:
    """An output line of production."""
    return line["Entry Type"] == "Output" and line["Value Entry Type"] == "Direct Cost" and not line["Item Charge No."]


def is_resource(line: Record) -> bool:
    """A resource line of an assembly (2.10)."""
    return line["Entry Type"] == "Assembly Consumption" and line["Type"] == "Resource" and line["Value Entry Type"] == "Direct Cost"


def is_subcontracting_invoice(line: Record) -> bool:
    """An invoice of subcontracted work: Item Shpt. Entry No. is a capacity ledger entry (2.9)."""
    return is_output(line) and bool(line["Subcontracting"]) and line["Item Shpt. Entry No."] != 0


def to_base(line: Record) -> None:
    """Quantities x factor, unit costs / factor, what is lost is the rounding residual amount (1.3)."""
    factor = line["Qty. per Unit of Measure"]
    if factor is None or factor in (0, 1):
        return
    for caption in ("Quantity", "Invoiced Quantity", "Output Quantity"):
        if line[caption] is not None:
            line[caption] = round5(line[caption] * factor)
    base = line["Invoiced Quantity"] or line["Quantity"] or ZERO
    hours = is_output(line) and not line["Subcontracting"] and line["Unit Cost Calculation"] != "Units"  # Unit Cost is that of an hour, not of a piece
    for caption in ("Unit Amount", "Unit Cost"):
        if line[caption] is not None and not (hours and caption == "Unit Cost"):
            exact = line[caption] / factor
            line[caption] = round5(exact)
            if caption == "Unit Cost":
                line["residual"] = base * (exact - line[caption])


def complete(books: Books, line: Record) -> None:
    """Line defaults 1 to 5 of 1.3; the item is known."""
    to_base(line)
    item = books.items[line["Item No."]]
    kind, standard = line["Entry Type"], item["Costing Method"] == "Standard"
    capacity = is_output(line) or is_resource(line)
    # 1
    if is_output(line):
        if line["Quantity"] is None:
            line["Quantity"] = line["Output Quantity"]
        if line["Output Quantity"] is None:
            line["Output Quantity"] = line["Quantity"]
        if not is_subcontracting_invoice(line):
            line["Invoiced Quantity"] = ZERO
    line["Quantity"] = line["Quantity"] or ZERO
    line["Output Quantity"] = line["Output Quantity"] or ZERO
    if line["Invoiced Quantity"] is None:
        line["Invoiced Quantity"] = line["Quantity"]
    # 2
    b = line["Invoiced Quantity"] or line["Quantity"]
    # 3
    plain = line["Value Entry Type"] == "Direct Cost" and not line["Item Charge No."]
    for caption in ("Indirect Cost %", "Overhead Rate"):
        if capacity:
            line[caption] = line[caption] or ZERO
        elif not plain:
            line[caption] = ZERO
        elif standard:
            line[caption] = item[caption]
        elif line[caption] is None:
            line[caption] = item[caption] if kind in DIRECT_IN else ZERO
    # 4
    percent, rate = line["Indirect Cost %"], line["Overhead Rate"]
    priced = line["Amount"] is not None or line["Unit Amount"] is not None
    if line["Amount"] is None and line["Unit Amount"] is not None:
        line["Amount"] = round2(b * line["Unit Amount"]) - line["Discount Amount"]
    elif line["Unit Amount"] is None and line["Amount"] is not None:
        line["Unit Amount"] = round5((line["Amount"] + line["Discount Amount"]) / b) if b else ZERO
    elif not priced and kind in DIRECT_IN and line["Unit Cost"] is not None:
        line["Unit Amount"] = round5((line["Unit Cost"] - rate) / (1 + percent / 100))
        line["Amount"] = round2(b * line["Unit Amount"]) - line["Discount Amount"]
    elif not priced:
        line["Unit Amount"] = line["Amount"] = ZERO
    # 5
    if line["Unit Cost"] is None:
        if capacity:
            line["Unit Cost"] = ZERO
        elif kind in DIRECT_IN and not standard and priced and b:
            line["Unit Cost"] = round5(line["Amount"] / b * (1 + percent / 100) + rate)
        else:
            line["Unit Cost"] = books.unit_cost(line["Item No."], line["Location Code"], line["Variant Code"])
