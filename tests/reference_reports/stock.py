"""What stock is worth: Inventory Valuation, Cost Specification, Item Age Composition, Status (valuation-reports.md 1, 2, 5.1, 5.4)."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from tests.reference_reports.books import ILE_TYPES, LAST, VE_TYPES, Books, Record, cost, date, divided, spread_over

_IN = ("Purchase", "Positive Adjmt.", "Output", "Assembly Output")
_OUT = ("Sale", "Negative Adjmt.", "Consumption", "Assembly Consumption")
_BLOCKS = ("Starting", "Increases", "Decreases", "Ending")
_SUMS = ("Cost Amount (Actual)", "Invoiced Quantity", "Cost Amount (Expected)", "Item Ledger Entry Quantity")


def inventory_valuation(books: Books, start: dt.date | None, end: dt.date | None, clean: bool = False) -> list[Record]:
    """Section 1, with expected cost; `end` None is open."""
    last = end or LAST
    found = []
    for item in sorted(books.items, key=lambda i: (i["Inventory Posting Group"], i["No."])):
        values = [v for v in books.values_of_item[item["No."]] if books.passes(v) and date(v["Posting Date"]) <= last]
        if not values:
            continue
        block = {name: [Decimal(0)] * 4 for name in _BLOCKS}
        for v in values:
            name, sign = _block(books, v, start)
            block[name] = [have + sign * v[c] for have, c in zip(block[name], _SUMS, strict=True)]
        block["Ending"] = [s + i - d for s, i, d in zip(*(block[n] for n in _BLOCKS[:3]), strict=True)]
        posted = sum((v["Cost Posted to G/L"] for v in values), Decimal(0))
        expected_posted = sum((v["Expected Cost Posted to G/L"] for v in values), Decimal(0))
        if any(any(block[n]) for n in _BLOCKS[:3]) or (clean and (posted or expected_posted)):
            found.append(_valuation_row(item, block, posted, expected_posted))
    return found


def _block(books: Books, v: Record, start: dt.date | None) -> tuple[str, int]:
    if start is not None and date(v["Posting Date"]) < start:
        return "Starting", 1
    kind = v["Item Ledger Entry Type"]
    if kind in _IN:
        return "Increases", 1
    if kind in _OUT:
        return "Decreases", -1
    own = books.own[v["Item Ledger Entry No."]]
    shipped = books.entries.get(own[0]["Outbound Item Entry No."]) if own else None
    inside = shipped is not None and shipped["Item No."] == v["Item No."] and books.passes(shipped)
    return ("Decreases", -1) if v["Valued Quantity"] < 0 or inside else ("Increases", 1)


def _valuation_row(item: Record, block: dict[str, list[Decimal]], posted: Decimal, expected_posted: Decimal) -> Record:
    row: Record = {"Item No.": item["No."], "Inventory Posting Group": item["Inventory Posting Group"], "Cost Posted to G/L": posted}
    for name, (actual, invoiced, expected, quantity) in block.items():
        row |= {f"{name} Quantity": invoiced, f"{name} Value": actual}
        row |= {f"Expected Cost Included {name} Quantity": quantity, f"Expected Cost Included {name} Value": expected + actual}
    row["Expected Cost Included Cost Posted to G/L"] = posted + expected_posted
    row["Expected Cost Posted to G/L"] = expected_posted
    first_three = [block[n] for n in _BLOCKS[:3]]
    moved = any(quantity or actual for actual, _, _, quantity in first_three)
    same = all(quantity == invoiced and expected == 0 for _, invoiced, expected, quantity in first_three)
    row["Expected Cost Included line shown"] = moved and not same
    return row


def cost_specification(books: Books, day: dt.date) -> list[Record]:
    """Section 2."""
    found: list[Record] = []
    for item in books.items:
        entries = [e for e in books.entries_of[item["No."]] if _stands(books, e, day) and not e["Drop Shipment"]]
        if not entries:
            continue
        amounts: dict[str, Fraction] = {}
        quantity = Decimal(0)
        for e in entries:
            left = books.remaining(e, day)
            quantity += left
            for v in _values(books, e, day):
                part = Fraction(cost(v))
                if item["Costing Method"] != "Average":
                    part *= abs(Fraction(left)) / spread_over(e, v)
                amounts[v["Entry Type"]] = amounts.get(v["Entry Type"], Fraction(0)) + part
        by = abs(Fraction(quantity))
        for kind in (k for k in VE_TYPES if k in amounts):
            row = {"Item No.": item["No."], "Entry Type": kind, "Cost per Unit": divided(amounts[kind], by), "Amount": amounts[kind]}
            found.append(row)
        total = sum(amounts.values(), Fraction(0))
        head = {"Item No.": item["No."], "Entry Type": "Total", "Quantity": quantity}
        found.append({**head, "Cost per Unit": divided(total, by), "Amount": total})
    return found


def status(books: Books, day: dt.date) -> list[Record]:
    """Section 5.4: a row per open entry of the items that are not of Average."""
    found = []
    for item in (i for i in books.items if i["Costing Method"] != "Average"):
        for e in sorted(books.entries_of[item["No."]], key=_in_status_order):
            left = books.remaining(e, day) if _stands(books, e, day) and not e["Drop Shipment"] else 0
            if not left:
                continue
            unit = sum((Fraction(cost(v)) / spread_over(e, v) for v in _values(books, e, day)), Fraction(0))
            row = {c: e[c] for c in ("Item No.", "Document No.", "Posting Date", "Entry Type")}
            row |= {"Item Ledger Entry No.": e["Entry No."], "Quantity": left, "Unit Cost": unit}
            found.append({**row, "Inventory Valuation": unit * abs(Fraction(left))})
    return found


def _in_status_order(e: Record) -> tuple[object, ...]:
    return (ILE_TYPES.index(e["Entry Type"]), e["Variant Code"], e["Location Code"], e["Posting Date"], e["Entry No."])


def _stands(books: Books, e: Record, day: dt.date) -> bool:
    return books.passes(e) and date(e["Posting Date"]) <= day


def _values(books: Books, e: Record, day: dt.date) -> Iterator[Record]:
    return (v for v in books.values_of[e["Entry No."]] if books.passes(v) and date(v["Posting Date"]) <= day)


def month_before(day: dt.date) -> dt.date:
    """The same day a month earlier, clipped to the end of that month."""
    year, month = (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)
    return dt.date(year, month, min(day.day, monthrange(year, month)[1]))


def age_composition(books: Books, end: dt.date) -> list[Record]:
    """Section 5.1 with a Period Length of one month."""
    limits = [end, LAST]  # P2 to P6 in the end
    for _ in range(3):
        limits.insert(0, month_before(limits[0]))
    found = []
    for item in books.items:
        entries = [e for e in books.entries_of[item["No."]] if e["Open"] and e["Remaining Quantity"] and books.passes(e)]
        if not entries:
            continue
        quantities, worth = [Decimal(0)] * 5, [Fraction(0)] * 5
        for e in entries:
            bucket = next(k for k, limit in enumerate(limits) if date(e["Posting Date"]) <= limit)
            quantities[bucket] += e["Remaining Quantity"]
            unit = sum((Fraction(cost(v)) / spread_over(e, v) for v in books.values_of[e["Entry No."]]), Fraction(0))
            worth[bucket] += unit * abs(Fraction(e["Remaining Quantity"]))
        total, value = sum(quantities, Decimal(0)), sum(worth, Fraction(0))
        if item["Costing Method"] == "Average":
            worth = [_average(books, entries, limit) * Fraction(q) for limit, q in zip(limits, quantities, strict=True)]
            value = _average(books, entries, LAST) * Fraction(total)
        row: Record = {"Item No.": item["No."], "Inventory": total, "Inventory Value": value}
        row |= {f"Inventory {k}": q for k, q in enumerate(quantities, 1)}
        found.append(row | {f"Inventory Value {k}": w for k, w in enumerate(worth, 1)})
    return found


def _average(books: Books, entries: list[Record], day: dt.date) -> Fraction:
    values = [v for v in books.values_of_item[entries[0]["Item No."]] if books.passes(v) and date(v["Valuation Date"]) <= day]
    left = sum((e["Remaining Quantity"] for e in entries if date(e["Posting Date"]) <= day), Decimal(0))
    return divided(Fraction(sum(map(cost, values), Decimal(0))), Fraction(left))
