"""Value entries: amounts (2.4), destination, overhead and variance, what a line hands on (2.17), reversal of expected cost (2.12)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from tests.reference_posting.books import VALUE, ZERO, Books, Record, round2, round5
from tests.reference_posting.lines import DIRECT_IN

# Carried from the line as it stands (1.3, 1.5)
CARRIED = (
    *(
        "External Document No.",
        "Source Type",
        "Source No.",
        "Source Posting Group",
        "Salespers./Purch. Code",
        "Reason Code",
        "Return Reason Code",
    ),
    *("Source Code", "Journal Batch Name", "Global Dimension 1 Code", "Global Dimension 2 Code", "Dimension Set ID", "Project No."),
    *("Project Task No.", "Drop Shipment", "Description", "Gen. Bus. Posting Group", "Document Line No.", "Document Date"),
)
INVOICE_TYPE = {
    **{"Sales Shipment": "Sales Invoice", "Sales Return Receipt": "Sales Credit Memo", "Purchase Receipt": "Purchase Invoice"},
    **{"Purchase Return Shipment": "Purchase Credit Memo", "Service Shipment": "Service Invoice"},
}
NEGATED = ("Sale", "Negative Adjmt.", "Consumption", "Assembly Consumption")
BOUGHT = ("Purchase", "Assembly Output")


def carry(row: Record, line: Record) -> None:
    """Copies what a line only hands on."""
    for caption in CARRIED:
        if caption in row and line.get(caption) is not None:
            row[caption] = line[caption]


def new_value(books: Books, line: Record, entry: Record, **columns: Any) -> Record:
    """A value entry of an item ledger entry with what is always there (2.17)."""
    item = books.items[entry["Item No."]]
    value = books.new(VALUE)
    carry(value, line)
    expected = columns.get("Expected Cost", False)
    invoiced = bool(line.get("Invoice No.")) and not expected
    kind = line["Document Type"]
    value |= {
        **{"Item No.": entry["Item No."], "Variant Code": entry["Variant Code"], "Location Code": entry["Location Code"]},
        **{"Posting Date": line["Posting Date"], "Valuation Date": line["Posting Date"], "Item Ledger Entry No.": entry["Entry No."]},
        **{"Item Ledger Entry Type": line["Entry Type"], "Entry Type": "Direct Cost", "Inventoriable": True},
        **{"Document No.": line["Invoice No."] if invoiced else line["Document No."]},
        **{"Document Type": INVOICE_TYPE.get(kind, kind) if invoiced else kind},
        **{c: entry[c] for c in ("Order Type", "Order No.", "Order Line No.")},
        **{c: line.get(c) or item[c] for c in ("Inventory Posting Group", "Gen. Prod. Posting Group")},
        **columns,
    }
    books.tables[VALUE][-1] = value
    return value


def inventoriable(books: Books, entry: Record, line: Record) -> bool:
    """2.4, Inventoriable."""
    if books.items[entry["Item No."]]["Type"] != "Inventory":
        return False
    plain = line["Value Entry Type"] == "Direct Cost" and not line["Item Charge No."]
    return bool(entry["Quantity"] > 0 or entry["Invoiced Quantity"] > 0 or plain or line["Entry Type"] in ("Output", "Assembly Output"))


def unit_cost_of_line(books: Books, entry: Record, line: Record) -> Decimal:
    """CPU of 2.4."""
    standard = books.method(entry) == "Standard"
    if standard and line["Value Entry Type"] == "Direct Cost" and not line["Item Charge No."] and not line["Applies-from Entry"]:
        return books.unit_cost(entry["Item No."], entry["Location Code"], entry["Variant Code"])
    return Decimal(line["Unit Cost"])


def cost_goes_to(books: Books, value: Record, amount: Decimal) -> None:
    """Where the amount stands (2.4, Destination); nothing for an item of Inventory Value Zero."""
    item = books.items[value["Item No."]]
    if item["Inventory Value Zero"]:
        amount = ZERO
    amount = round2(amount)
    if value["Expected Cost"]:
        value["Cost Amount (Expected)"] = amount if item["Type"] == "Inventory" else ZERO  # only Inventory is costed (1.1)
    elif value["Inventoriable"]:
        value["Cost Amount (Actual)"] = amount
    elif not (value["Item Ledger Entry Type"] == "Sale" and item["Type"] == "Inventory"):
        value["Cost Amount (Non-Invtbl.)"] = amount


def trade_amount(value: Record, line: Record) -> None:
    """Sales/Purchase Amount (Expected|Actual) = line Amount by Entry Type; the discount has the sign of the value entry (2.4)."""
    name = {"Sale": "Sales", "Purchase": "Purchase"}.get(line["Entry Type"])
    if name:
        value[f"{name} Amount ({'Expected' if value['Expected Cost'] else 'Actual'})"] = line["Amount"]
    value["Discount Amount"] = -line["Discount Amount"] if line["Entry Type"] in NEGATED else line["Discount Amount"]


def cost_per_unit(value: Record, quotient: bool) -> None:
    """Cost per Unit: the quotient where it was 0 or overhead, variance or expected cost applies (2.4, 2.17)."""
    if value["Valued Quantity"] and (quotient or value["Cost per Unit"] == 0):
        amount = value["Cost Amount (Expected)"] if value["Expected Cost"] else value["Cost Amount (Actual)"]
        value["Cost per Unit"] = round5(amount / value["Valued Quantity"])


def fill_amounts(books: Books, value: Record, entry: Record, line: Record) -> tuple[Decimal, Decimal]:
    """The amount of the first value entry of a line (table of 2.4); returns overhead and unrounded variance."""
    kind = line["Entry Type"]
    item = books.items[entry["Item No."]]
    q = line["Invoiced Quantity"] or line["Quantity"]
    sign = -1 if kind in NEGATED or (kind == "Transfer" and not entry["Positive"]) else 1
    cpu = unit_cost_of_line(books, entry, line)
    overhead = variance = ZERO
    bought = kind in BOUGHT and q > 0
    charge = bool(line["Item Charge No."])
    value["Cost per Unit"] = cpu
    value["Valued Quantity"] = sign * q
    if not charge and not value["Expected Cost"]:
        value["Invoiced Quantity"] = sign * line["Invoiced Quantity"]
    if charge:
        amount = ZERO if kind == "Sale" else line["Amount"]
        value["Cost per Unit"] = ZERO
    elif kind == "Output":
        amount = line["Amount"]
        value["Cost per Unit"] = ZERO
    elif bought and not value["Expected Cost"]:
        amount = line["Amount"]
        overhead = round2(amount * line["Indirect Cost %"] / 100 + line["Overhead Rate"] * line["Invoiced Quantity"])
        if item["Costing Method"] == "Standard" and kind == "Purchase":  # "written for Standard purchase"
            variance = cpu * line["Invoiced Quantity"] - amount - overhead
    elif bought:
        amount = cpu * line["Quantity"] + line["residual"]
        if _cumulative(books, item, kind):
            share = line["Amount"] * line["Indirect Cost %"] / 100 + line["Overhead Rate"] * line["Quantity"]
            amount = line["Amount"] + round2(share) + line["residual"]
    else:
        amount = sign * cpu * q
        overhead, variance = _returned_overhead(books, entry, line, q)
    if item["Inventory Value Zero"]:
        overhead = variance = ZERO
    cost_goes_to(books, value, amount)
    trade_amount(value, line)
    quotient = bool(overhead or variance or (kind in DIRECT_IN and value["Expected Cost"]))
    if item["Type"] != "Inventory" and not charge and (quotient or value["Cost per Unit"] == 0):
        value["Cost per Unit"] = round5(round2(amount) / value["Valued Quantity"])
    else:
        cost_per_unit(value, quotient)
    return overhead, variance


def _cumulative(books: Books, item: Record, kind: str) -> bool:
    """Expected cost as ordered (2.4, in brackets)."""
    setup = books.inventory
    online = setup["Automatic Cost Adjustment"] != "Never"
    both = setup["Automatic Cost Posting"] and setup["Expected Cost Posting to G/L"]
    return bool(both and kind == "Purchase" and item["Costing Method"] != "Standard" and not item["Cost is Adjusted"] and not online)


def _returned_overhead(books: Books, entry: Record, line: Record, q: Decimal) -> tuple[Decimal, Decimal]:
    """Overhead of an exact purchase return (2.7)."""
    if line["Entry Type"] != "Purchase" or q >= 0 or not line["Invoiced Quantity"] or not entry["Applies-to Entry"]:
        return ZERO, ZERO
    receipt = books.entries.get(entry["Applies-to Entry"])
    if receipt is None:
        return ZERO, ZERO  # will be refused (IJ12)
    found = [v for v in books.values(receipt) if v["Entry Type"] == "Indirect Cost" and not v["Partial Revaluation"]]
    if not found or not receipt["Invoiced Quantity"]:
        return ZERO, ZERO
    total = sum((v["Cost Amount (Actual)"] for v in found), ZERO)
    overhead = round2(total / receipt["Invoiced Quantity"] * line["Invoiced Quantity"])
    return overhead, -overhead if books.method(entry) == "Standard" else ZERO


def write_elements(books: Books, value: Record, line: Record, overhead: Decimal, variance: Decimal) -> list[Record]:
    """Indirect Cost and Variance value entries: copies of the Direct Cost entry (2.4)."""
    made = []
    fixed = line["Entry Type"] in BOUGHT and (line["Applies-to Entry"] or books.entries[value["Item Ledger Entry No."]]["Applies-to Entry"])
    if overhead != 0 and value["Inventoriable"] and (value["Valued Quantity"] > 0 or fixed):
        made.append(_element(books, value, overhead, "Indirect Cost", ""))
    if round2(variance) != 0 and value["Inventoriable"]:
        made.append(_element(books, value, round2(variance), "Variance", "Purchase"))
    return made


def _element(books: Books, value: Record, amount: Decimal, kind: str, variance: str) -> Record:
    no = books.new(VALUE)["Entry No."]
    copy = dict(value)
    for caption in copy:
        if "Amount" in caption:
            copy[caption] = ZERO
    copy |= {"Entry No.": no, "Entry Type": kind, "Variance Type": variance, "Cost Amount (Actual)": amount}
    copy |= {"Invoiced Quantity": ZERO, "Item Ledger Entry Quantity": ZERO, "Item Charge No.": "", "Cost per Unit": ZERO}
    cost_per_unit(copy, True)
    books.tables[VALUE][-1] = copy
    return copy


def charge_variance(books: Books, value: Record, entry: Record) -> Record:
    """The variance that takes a charge out of a Standard item again (2.4)."""
    made = _element(books, value, -value["Cost Amount (Actual)"], "Variance", "Purchase")
    last = books.last_direct(entry)
    for caption in ("Gen. Prod. Posting Group", "Global Dimension 1 Code", "Global Dimension 2 Code", "Dimension Set ID"):
        made[caption] = last[caption]
    return made


def reversal(books: Books, entry: Record, invoiced: Decimal, column: str) -> Decimal:
    """Reversal of expected amounts by an invoice (2.12); the entry's Invoiced Quantity already contains it."""
    values = [v for v in books.values(entry) if v is not books.pending]
    if not values or not values[0]["Expected Cost"]:
        return ZERO
    if entry["Invoiced Quantity"] == entry["Quantity"]:
        return -sum((v[column] for v in values if v["Entry Type"] != "Revaluation"), ZERO)
    expected = sum((v[column] for v in values if v["Expected Cost"] and not v["Adjustment"]), ZERO)
    return -round2(invoiced / entry["Quantity"] * expected)


def reverse_interim(books: Books, line: Record, entry: Record, invoiced: Decimal, day: dt.date) -> list[Record]:
    """Expected part of interim revaluations, reversed with an invoice (2.11, last paragraph)."""
    del day
    made = []
    interim = [
        v for v in books.values(entry) if v["Entry Type"] == "Revaluation" and v["Cost Amount (Expected)"] and not v["Applies-to Entry"]
    ]
    for r in interim:
        done = [v for v in books.values(entry) if v["Applies-to Entry"] == r["Entry No."] and v["Entry Type"] == "Revaluation"]
        left = r["Cost Amount (Expected)"] + sum((v["Cost Amount (Expected)"] for v in done), ZERO)
        before = [v for v in books.values(entry) if v["Entry Type"] == "Direct Cost" and v["Entry No."] < r["Entry No."]]
        waiting = entry["Quantity"] - sum((v["Invoiced Quantity"] for v in before), ZERO)
        share = left if entry["Invoiced Quantity"] == entry["Quantity"] else round2(r["Cost Amount (Expected)"] * (invoiced / waiting))
        if share == 0:
            continue
        columns = {"Entry Type": "Revaluation", "Valued Quantity": r["Valued Quantity"], "Cost Amount (Expected)": -share}
        columns |= {
            "Applies-to Entry": r["Entry No."],
            "Valuation Date": r["Valuation Date"],
            "Partial Revaluation": r["Partial Revaluation"],
        }
        made.append(new_value(books, line, entry, **columns))
    return made
