"""Posting of revaluations (2.11)."""

from __future__ import annotations

from decimal import Decimal

from tests.reference_posting.books import ROLLED, SHARES, SKU, ZERO, Books, Record, Refused, round2, round5
from tests.reference_posting.checks import check_source
from tests.reference_posting.dates import lift_outputs
from tests.reference_posting.flags import raise_flags
from tests.reference_posting.suggestion import check_reversed_source, check_suggestion, considered, remaining, suggest_item, value_of
from tests.reference_posting.value import new_value

CALCULATED = ("Quantity", "Inventory Value (Calculated)", "Unit Cost (Calculated)")
ORDER_KEY = ("Order Type", "Order No.", "Order Line No.")


def post_revaluation(books: Books, line: Record) -> None:
    """One revaluation line, on an entry or per item."""
    no = line["Applies-to Entry"]
    entry = books.entries.get(no)
    earliest = books.earliest()
    if earliest and (line["Posting Date"] < earliest or (entry is not None and entry["Posting Date"] < earliest)):
        raise Refused("IJ04")
    if line["Entry Type"] in ("Positive Adjmt.", "Negative Adjmt.") and line["Discount Amount"]:
        raise Refused("IJ06")
    if line["Applies-from Entry"]:
        check_source(books, {**line, "Quantity": line["Quantity"] or ZERO})
    if entry is None and (no or not line["Inventory Value Per"]):
        raise Refused("IJ08")
    if entry is not None and (entry["Item No."] != line["Item No."] or not entry["Positive"] or not entry["Completely Invoiced"]):
        raise Refused("IJ08")  # 2.11 has no code for an entry that cannot be named
    if entry is not None:
        _post_on_entry(books, line, entry)
    else:
        _post_per_item(books, line)


def _edited(line: Record) -> Decimal:
    """What the user changed counts (2.11, Editing); returns the Amount."""
    quantity, calculated, unit_calculated = (line[c] for c in CALCULATED)
    value, unit = line["Inventory Value (Revalued)"], line["Unit Cost (Revalued)"]
    value = calculated if value is None else value
    unit = unit_calculated if unit is None else unit
    if unit != unit_calculated and value == calculated:
        value = round2(unit * quantity)
    elif value != calculated and unit == unit_calculated:
        unit = round5(value / quantity)
    elif value != calculated and value != round2(unit * quantity) and unit != round5(value / quantity):
        raise Refused("RV03")
    line["Inventory Value (Revalued)"], line["Unit Cost (Revalued)"] = value, unit
    return Decimal(value - calculated)


def _post_on_entry(books: Books, line: Record, entry: Record) -> None:
    check_reversed_source(books, entry)
    if line["Partial Revaluation"]:
        if books.method(entry) == "Average":
            raise Refused("RV01")
        rem = remaining(books, entry, line["Posting Date"])
        if any(line[c] is None for c in CALCULATED):
            fill = next(
                (
                    s
                    for s in suggest_item(books, line["Item No."], line["Posting Date"], False, False, False)
                    if s["Applies-to Entry"] == entry["Entry No."]
                ),
                None,
            )
            if fill is None:
                raise Refused("RV03")
            for caption in CALCULATED:
                line[caption] = fill[caption] if line[caption] is None else line[caption]
        if line["Quantity"] != rem:
            raise Refused("RV03")
    else:
        line["Quantity"] = entry["Invoiced Quantity"]
        values = [v for v in books.values(entry) if v["Entry Type"] != "Rounding" and not v["Partial Revaluation"]]
        total = sum((v["Cost Amount (Actual)"] for v in values), ZERO)
        if line["Inventory Value (Calculated)"] is None:
            line["Inventory Value (Calculated)"] = total
        if line["Unit Cost (Calculated)"] is None:
            line["Unit Cost (Calculated)"] = round5(line["Inventory Value (Calculated)"] / line["Quantity"])
    amount = _edited(line)
    if amount == 0:
        return
    _write(books, line, entry, line["Quantity"], amount, ZERO, line["Partial Revaluation"])
    _update_standard(books, line)


def _post_per_item(books: Books, line: Record) -> None:
    item, day, per = books.items[line["Item No."]], line["Posting Date"], line["Inventory Value Per"]
    by_location, by_variant = per in ("Location", "Location and Variant"), per in ("Variant", "Location and Variant")
    check_suggestion(books, item, day, True, by_location, by_variant)
    place = (line["Location Code"] if by_location else None, line["Variant Code"] if by_variant else None)
    entries = [
        e for e in considered(books, item, day, True) if place[0] in (None, e["Location Code"]) and place[1] in (None, e["Variant Code"])
    ]
    rem = sum((remaining(books, e, day) for e in entries), ZERO)
    if any(line[c] is None for c in CALCULATED):
        for fill in suggest_item(books, line["Item No."], day, True, by_location, by_variant):
            if (fill["Location Code"], fill["Variant Code"]) == (place[0] or "", place[1] or ""):
                for caption in CALCULATED:
                    line[caption] = fill[caption] if line[caption] is None else line[caption]
    if line["Quantity"] is None or line["Quantity"] != rem or not entries:
        raise Refused("RV03")
    amount = _edited(line)
    if amount == 0:
        return
    entries.sort(key=lambda e: (e["Location Code"], e["Variant Code"], e["Entry No."]))
    left, carried = amount, ZERO
    for entry in entries:
        mine = remaining(books, entry, day)
        exact = line["Inventory Value (Revalued)"] * mine / line["Quantity"] - round2(value_of(books, entry, day, True, True)) + carried
        share = round2(exact)
        carried = exact - share
        if entry is entries[-1]:
            share = left
        left -= share
        if share == 0:
            continue
        applied = ZERO
        if item["Costing Method"] == "Standard" and not entry["Completely Invoiced"]:
            applied = round2(share * ((entry["Quantity"] - entry["Invoiced Quantity"]) / entry["Quantity"]))
        _write(books, line, entry, mine, share, applied, line["Partial Revaluation"])
    _update_standard(books, line)


def _write(books: Books, line: Record, entry: Record, quantity: Decimal, amount: Decimal, applied: Decimal, partial: bool) -> None:
    if entry["Entry Type"] in ("Consumption", "Output"):
        lift_outputs(books, tuple(entry[c] for c in ORDER_KEY))  # type: ignore[arg-type]
    last = books.last_direct(entry)
    zero = books.items[entry["Item No."]]["Inventory Value Zero"]
    columns = {
        "Entry Type": "Revaluation",
        "Item Ledger Entry Type": entry["Entry Type"],
        "Valued Quantity": quantity,
        "Partial Revaluation": partial,
    }
    columns |= {"Cost Amount (Actual)": ZERO if zero else amount - applied, "Cost Amount (Expected)": ZERO if zero else applied}
    columns |= {
        "Valuation Date": max(line["Posting Date"], last["Valuation Date"]),
        "Valued By Average Cost": last["Valued By Average Cost"],
    }
    value = new_value(books, line, entry, **columns)
    value["Cost per Unit"] = round5(amount / quantity)
    raise_flags(books, value)


def _update_standard(books: Books, line: Record) -> None:
    """Update Standard Cost (2.11)."""
    item = books.items[line["Item No."]]
    if not line["Update Standard Cost"] or item["Costing Method"] != "Standard":
        return
    sku = books.sku(line["Item No."], line["Location Code"], line["Variant Code"])
    by_item = books.inventory["Average Cost Calc. Type"] != "Item & Location & Variant"
    target = item if by_item or sku is None else sku
    target["Standard Cost"] = target["Unit Cost"] = line["Unit Cost (Revalued)"]
    for group in (SHARES, ROLLED):
        named = any(line.get(c) is not None for c in group)
        for caption in group:
            target[caption] = (line.get(caption) or ZERO) if named else ZERO
        if not named:
            target[group[0]] = line["Unit Cost (Revalued)"]
    if by_item:
        for unit in books.tables[SKU]:  # mirrors the item (1.2)
            if unit["Item No."] == item["No."]:
                unit["Unit Cost"] = item["Unit Cost"]
