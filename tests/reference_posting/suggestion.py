"""The suggestion of a revaluation (2.11)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from tests.reference_posting.books import APPLICATION, ENTRY, VALUE, ZERO, Books, Reader, Record, Refused, round2, round5
from tests.reference_posting.periods import period_end

OUTPUTS = ("Output", "Assembly Output")


def suggested(
    records: Reader,
    *,
    posting_date: dt.date | str,
    items: list[str] | None,
    calculate_per: str,
    by_location: bool,
    by_variant: bool,
    document_no: str = "",
) -> list[Record]:
    """The lines that `suggest_revaluation` must return."""
    books = Books(records)
    posting_date = dt.date.fromisoformat(posting_date) if isinstance(posting_date, str) else posting_date
    lines = []
    for item_no in sorted(books.items):
        if items is None or item_no in items:
            lines += suggest_item(books, item_no, posting_date, calculate_per == "Item", by_location, by_variant)
    for line in lines:
        line["Document No."] = document_no or f"RV{posting_date:%Y%m%d}"
    return lines


def suggest_item(books: Books, item_no: str, day: dt.date, per_item: bool, by_location: bool, by_variant: bool) -> list[Record]:
    """The lines of one item."""
    item = books.items[item_no]
    if item["Type"] != "Inventory":
        return []
    check_suggestion(books, item, day, per_item, by_location, by_variant)
    entries = considered(books, item, day, per_item)
    if not per_item:
        for entry in entries:
            check_reversed_source(books, entry)
        return [_line(item_no, e, day, remaining(books, e, day), value_of(books, e, day, False), e) for e in entries]
    groups: dict[tuple[str, str], list[Record]] = {}
    for entry in entries:
        place = (entry["Location Code"] if by_location else "", entry["Variant Code"] if by_variant else "")
        groups.setdefault(place, []).append(entry)
    lines = []
    for location, variant in sorted(groups):
        found = groups[location, variant]
        quantity = sum((remaining(books, e, day) for e in found), ZERO)
        if quantity == 0:
            continue
        value = sum((value_of(books, e, day, True) for e in found), ZERO)
        if item["Costing Method"] == "Average":
            value = quantity * max(ZERO, _average(books, item_no, day, location if by_location else None, variant if by_variant else None))
        line = _line(
            item_no, {"Location Code": location, "Variant Code": variant, "Entry Type": "Positive Adjmt."}, day, quantity, value, None
        )
        line["Inventory Value Per"] = {
            (False, False): "Item",
            (True, False): "Location",
            (False, True): "Variant",
            (True, True): "Location and Variant",
        }[by_location, by_variant]
        lines.append(line)
    return lines


def _line(item_no: str, place: Record, day: dt.date, quantity: Decimal, value: Decimal, entry: Record | None) -> Record:
    unit = round5(value / quantity)
    return {
        **{"Item No.": item_no, "Location Code": place["Location Code"], "Variant Code": place["Variant Code"], "Posting Date": day},
        **{
            "Entry Type": place["Entry Type"],
            "Value Entry Type": "Revaluation",
            "Quantity": quantity,
            "Invoiced Quantity": quantity,
            "Unit Amount": ZERO,
        },
        **{"Inventory Value (Calculated)": round2(value), "Inventory Value (Revalued)": round2(value), "Unit Cost (Calculated)": unit},
        **{"Unit Cost (Revalued)": unit, "Amount": ZERO, "Partial Revaluation": True, "Inventory Value Per": ""},
        "Applies-to Entry": entry["Entry No."] if entry else 0,
    }


def check_suggestion(books: Books, item: Record, day: dt.date, per_item: bool, by_location: bool, by_variant: bool) -> None:
    """RV01, RV02, RV04, RV05."""
    average, no = item["Costing Method"] == "Average", item["No."]
    by_item = books.inventory["Average Cost Calc. Type"] != "Item & Location & Variant"
    if average:
        if not per_item or (by_item and (by_location or by_variant)) or (not by_item and not (by_location and by_variant)):
            raise Refused("RV01")
        if period_end(books, day) != day:
            raise Refused("RV02", period_end(books, day).isoformat())
        if any(item_no == no and found <= day for item_no, found in books.unadjusted):
            raise Refused("RV04")
    if any(e["Item No."] == no and e["Open"] and not e["Positive"] and e["Posting Date"] <= day for e in books.tables[ENTRY]):
        raise Refused("RV05")


def check_reversed_source(books: Books, entry: Record) -> None:
    """RV04: any line on an entry whose exact-reversed source outbound waits for the adjustment."""
    own = books.own(entry)
    source = books.entries.get(own["Outbound Item Entry No."]) if own else None
    if source is not None and source["Applied Entry to Adjust"]:
        raise Refused("RV04")


def remaining(books: Books, entry: Record, day: dt.date) -> Decimal:
    """Remaining Quantity by Date (1.4)."""
    no = entry["Entry No."]
    return sum((r["Quantity"] for r in books.tables[APPLICATION] if r["Inbound Item Entry No."] == no and r["Posting Date"] <= day), ZERO)


def considered(books: Books, item: Record, day: dt.date, per_item: bool) -> list[Record]:
    """The inbound entries that a revaluation is about."""
    standard = item["Costing Method"] == "Standard" and per_item
    found = []
    for entry in books.tables[ENTRY]:
        if entry["Item No."] != item["No."] or not entry["Positive"]:
            continue
        invoiced = entry["Completely Invoiced"] and entry["Last Invoice Date"] is not None and entry["Last Invoice Date"] <= day
        if (entry["Posting Date"] <= day if standard else invoiced) and remaining(books, entry, day) != 0:
            found.append(entry)
    return found


def value_of(books: Books, entry: Record, day: dt.date, per_item: bool, by_posting_date: bool = False) -> Decimal:
    """The value of what remains of an entry (2.11); quotients first (5.1)."""
    rem = remaining(books, entry, day)
    with_expected = books.method(entry) == "Standard" and per_item and not entry["Completely Invoiced"]
    date = "Posting Date" if by_posting_date or entry["Entry Type"] in OUTPUTS else "Valuation Date"
    direct = revalued = ZERO
    for v in books.values(entry):
        if v[date] > day or (v["Expected Cost"] and not with_expected):
            continue
        cost = v["Cost Amount (Actual)"] + (v["Cost Amount (Expected)"] if with_expected else ZERO)
        if v["Entry Type"] == "Revaluation":
            revalued += rem / v["Valued Quantity"] * cost
        elif v["Entry Type"] != "Rounding":
            direct += cost
    return Decimal(rem / entry["Quantity"] * direct + revalued)


def _average(books: Books, item_no: str, day: dt.date, location: str | None, variant: str | None) -> Decimal:
    """The average of the pool on a day (2.11, Per Item, Average)."""
    cost = quantity = ZERO
    for v in books.tables[VALUE]:
        if (
            v["Item No."] != item_no
            or location not in (None, v["Location Code"])
            or variant not in (None, v["Variant Code"])
            or v["Valuation Date"] > day
        ):
            continue
        entry = books.entries.get(v["Item Ledger Entry No."])
        if entry is None or (entry["Quantity"] == entry["Invoiced Quantity"] and not entry["Completely Invoiced"]):
            continue
        if v["Posting Date"] > day and not v["Item Charge No."] and v["Entry Type"] != "Revaluation":
            continue
        cost += v["Cost Amount (Actual)"]
        quantity += v["Invoiced Quantity"]
    return cost / quantity if quantity else ZERO
