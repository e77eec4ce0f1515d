"""Value entries that the adjustment writes: their columns, their dates, the flags they set (costing-engine.md 2.14, 2.16, 2.17, 4.8)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from tests.reference_adjustment import entry_points
from tests.reference_adjustment.books import (
    ACTUAL,
    DIRECT,
    EXPECTED,
    INDIRECT,
    INVOICED,
    OUTPUTS,
    QUANTITY,
    ROUNDING,
    TO_ADJUST,
    VALUED,
    VARIANCE,
    ZERO,
    Books,
    Delta,
    Record,
    fully_invoiced,
    is_plain,
    quotient,
    round2,
    round5,
    times,
)

COPIED = (
    *("Item No.", "Location Code", "Variant Code", "Item Ledger Entry No.", "Item Ledger Entry Type"),
    *("Document Type", "Document No.", "Document Line No.", "Document Date", "External Document No.", "Description"),
    *("Inventory Posting Group", "Source Posting Group", "Gen. Bus. Posting Group", "Gen. Prod. Posting Group"),
    *("Valued By Average Cost", "Drop Shipment", "Source Type", "Source No.", "Order Type", "Order No.", "Order Line No.", "Type", "No."),
    *("Project No.", "Project Task No.", "Project Ledger Entry No.", "Global Dimension 1 Code", "Global Dimension 2 Code", "Dimension Set ID"),
)
BLANKS: dict[type, Any] = {Decimal: ZERO, bool: False, int: 0, str: "", dt.date: None, type(None): None}


class Refused(Exception):
    """The adjustment must not post: code IJ02 (2.1), or AC03 where an average does not settle."""


# -- dates --------------------------------------------------------------------------------------------------------
def _closed_until(b: Books) -> dt.date:
    return max((p["Ending Date"] for p in b.rows["Inventory Period"] if p["Closed"]), default=dt.date.min)


def posting_date(b: Books, day: dt.date) -> dt.date:
    """The carrier's Posting Date, or the first one that is allowed (4.8)."""
    start, closed = b.general["Allow Posting From"] or dt.date.min, _closed_until(b)
    if day < start or day <= closed:
        day = start if start > closed else closed + dt.timedelta(1)
    _check(b, day)
    return day


def _check(b: Books, day: dt.date) -> None:
    """The line is checked like any other: the user's range, else the general one (IJ02)."""
    users = [u for u in b.rows["User Setup"] if u["User ID"] == ""]
    ranges = [u for u in users if u["Allow Posting From"] or u["Allow Posting To"]] or [b.general]
    if not (ranges[0]["Allow Posting From"] or dt.date.min) <= day <= (ranges[0]["Allow Posting To"] or dt.date.max):
        raise Refused("IJ02")


# -- one value entry ------------------------------------------------------------------------------------------------
def write(b: Books, source: Record, **columns: Any) -> Record:
    """A value entry with document, groups and keys of `source`; every column that is not named is 0, No or blank (2.17)."""
    value = {name: given if name in COPIED else BLANKS[type(given)] for name, given in source.items()}
    value |= {name.replace("_", " "): given for name, given in columns.items()}
    value["Entry No."] = 1 + max(b.values, default=0)
    value["Inventoriable"] = True
    value["Valuation Date"] = b.last_direct(value["Item Ledger Entry No."])["Valuation Date"]
    value["Posting Date"] = posting_date(b, source["Posting Date"])
    value["Cost per Unit"] = round5(quotient(value[EXPECTED if value["Expected Cost"] else ACTUAL], value[VALUED])) if value[VALUED] else ZERO
    b.insert(value)
    b.added.append(value)
    _set_flags(b, value)
    return value


def _set_flags(b: Books, value: Record) -> None:
    """2.16."""
    item, entry, adjustment = b.items[value["Item No."]], b.entries[value["Item Ledger Entry No."]], value["Adjustment"]
    output = value["Item Ledger Entry Type"] in OUTPUTS
    of_order = output and not value["Applies-to Entry"] and value["Entry Type"] != ROUNDING  # 4.7: item and entry point are flagged, whatever part it is
    if value["Entry Type"] not in (VARIANCE, INDIRECT, ROUNDING) or of_order:
        if not adjustment or value["Item Ledger Entry Type"] == "Assembly Output":
            entry_points.flag(b, value)
        if entry[QUANTITY] > 0 and entry[QUANTITY] != entry["Remaining Quantity"] and (not adjustment or output):
            entry[TO_ADJUST] = True
    if not adjustment or output:
        item["Cost is Adjusted"] = False
    if value["Order Type"] in ("Production", "Assembly") and not output:
        order = b.orders.get(b.order_key(value))
        if order is not None:
            order["Cost is Adjusted"] = False


def write_element(b: Books, carrier: Record, element: str, quantity: Decimal, delta: Decimal, own: Record | None) -> None:
    """An adjusted Indirect Cost or Variance element of an exact reversal, posted at once (4.3, 2.17)."""
    output = carrier["Item Ledger Entry Type"] in OUTPUTS
    write(
        b,
        carrier,
        **{"Entry Type": element, "Variance Type": "" if element == INDIRECT else "Material" if output else "Purchase"},
        **{VALUED: quantity, ACTUAL: delta, "Adjustment": True, "Applies-to Entry": (own or carrier)["Entry No."]},
    )


def write_rounding(b: Books, inbound: Record, residual: Decimal) -> None:
    """The Rounding value entry of a layer that is used up (4.6)."""
    last = [v for v in b.values_of[inbound["Entry No."]] if is_plain(v) and not v["Adjustment"]][-1]
    write(b, last, **{"Entry Type": ROUNDING, VALUED: inbound[QUANTITY], ACTUAL: residual, "Item Ledger Entry Type": inbound["Entry Type"]})


# -- the buffer -------------------------------------------------------------------------------------------------------
def put(b: Books, carrier: Record, amount: Decimal, invoiced: Decimal = ZERO, as_variance: bool = False) -> None:
    """Adds a delta to the buffer; `invoiced` is the Invoiced Quantity of the carrier's group, for the balance of 4.8 (i)."""
    if not amount or b.items[carrier["Item No."]]["Inventory Value Zero"]:
        return  # Inventory Value Zero: every cost amount posted is 0 (1.1)
    row = b.buffer.setdefault(carrier["Entry No."], Delta())
    row.as_variance |= as_variance
    row.invoiced = invoiced
    if carrier["Expected Cost"]:
        row.expected += amount
    else:
        row.actual += amount
    _note_balances(b, b.entries[carrier["Item Ledger Entry No."]])


def _note_balances(b: Books, entry: Record) -> None:
    """4.8 (i) and (ii), noted anew whenever a delta of the entry changes: in the order of one walk, documents (4.3) or Entry Nos. (4.5)."""
    mine = [(b.values[no], row) for no, row in b.buffer.items() if b.values[no]["Item Ledger Entry No."] == entry["Entry No."]]
    carriers = sorted(
        [(v, row) for v, row in mine if not v["Expected Cost"]],
        key=lambda c: (*(("", 0) if c[0]["Valued By Average Cost"] else (c[0]["Document No."], c[0]["Document Line No."])), c[0]["Entry No."]),
    )
    left = sum((row.expected for v, row in mine if v["Expected Cost"]), ZERO)
    for value, row in carriers:
        row.balance = row.expected = ZERO
        if not row.actual:
            continue
        if left:
            part = left if fully_invoiced(entry) else round2(times(left, quotient(row.invoiced, entry[QUANTITY])))
            row.balance, row.expected, left = -part, -part, left - part
        if not row.balance and not fully_invoiced(entry) and b.values_of[entry["Entry No."]][0]["Expected Cost"] and not _had_balance(b, value):
            row.expected = -row.actual


def _had_balance(b: Books, carrier: Record) -> bool:
    """Whether the carrier has a balance value entry of (i)."""
    values = b.values_of[carrier["Item Ledger Entry No."]]
    return any(v["Applies-to Entry"] == carrier["Entry No."] and v["Expected Cost"] for v in values)


def post_buffer(b: Books) -> set[tuple[str, str, str]]:
    """Posts what the visit collected; the (item, location, variant) of every value entry adjusted (4.8)."""
    keys = set()
    for no in sorted(b.buffer):
        row, carrier = b.buffer.pop(no), b.values[no]
        if not row.actual and not row.expected and not row.balance:
            continue
        keys.add((carrier["Item No."], carrier["Location Code"], carrier["Variant Code"]))
        common = {
            "Entry Type": VARIANCE if row.as_variance else carrier["Entry Type"],
            "Variance Type": "Purchase" if row.as_variance else carrier["Variance Type"],
            "Item Charge No.": carrier["Item Charge No."],
            "Partial Revaluation": carrier["Partial Revaluation"],
            **{"Adjustment": True, "Applies-to Entry": no},
        }
        expected = row.expected if carrier["Expected Cost"] else row.balance
        if expected:
            write(b, carrier, **common, **{"Expected Cost": True, VALUED: carrier[VALUED], EXPECTED: expected})
        if row.actual:
            carried = ZERO if row.balance else row.expected
            if fully_invoiced(b.entries[carrier["Item Ledger Entry No."]]) and not _had_balance(b, carrier):
                carried = -sum((v[EXPECTED] for v in b.values_of[carrier["Item Ledger Entry No."]]), ZERO)
            write(b, carrier, **common, **{VALUED: carrier[INVOICED] or carrier[VALUED], ACTUAL: row.actual, EXPECTED: carried})
    return keys


# -- item cost at posting (2.14) ----------------------------------------------------------------------------------------
def update_item_cost(b: Books, value: Record, amount: Decimal) -> None:
    """Last Direct Cost and Unit Cost after a Direct Cost value entry of an order adjustment (2.14)."""
    item = b.items[value["Item No."]]
    if value["Entry Type"] != DIRECT or value[VALUED] <= 0 or value["Adjustment"] or item["Inventory Value Zero"]:
        return
    invoiced = value[INVOICED]
    cost = round5(quotient(amount, value[VALUED])) if invoiced > 0 and value[ACTUAL] > 0 else ZERO
    standard = item["Costing Method"] == "Standard"
    if cost:
        item["Last Direct Cost"] = cost
        entries = b.entries_of_item[item["No."]]
        if not standard and 0 < sum((e[INVOICED] for e in entries), ZERO) <= invoiced:
            item["Unit Cost"] = cost
    by_item = b.setup["Average Cost Calc. Type"] == "Item"
    for unit in [u for u in b.rows["Stockkeeping Unit"] if u["Item No."] == item["No."]]:
        here = (unit["Location Code"], unit["Variant Code"]) == (value["Location Code"], value["Variant Code"])
        if here and cost:
            unit["Last Direct Cost"] = cost
        if standard:
            unit["Unit Cost"] = unit["Standard Cost"]
        elif by_item:
            unit["Unit Cost"] = item["Unit Cost"]
        elif cost and unit["Location Code"] in ("", value["Location Code"]) and unit["Variant Code"] in ("", value["Variant Code"]):
            of_unit = [e for e in b.entries_of_item[item["No."]] if all(e[c] == unit[c] for c in ("Location Code", "Variant Code"))]
            net = sum((e[INVOICED] for e in of_unit), ZERO)
            if (not unit["Unit Cost"] or here) and 0 < net <= invoiced:
                unit["Unit Cost"] = cost
