"""Unit Cost of items and stockkeeping units after an adjustment (costing-engine.md 4.10)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from tests.reference_adjustment.books import ACTUAL, EXPECTED, QUANTITY, ZERO, Books, Record, quotient, round5, times

Keys = Iterable[tuple[str, str, str]]


def _cost(values: Iterable[Record]) -> Decimal:
    return sum((v[ACTUAL] + v[EXPECTED] for v in values), ZERO)


def _units(values: Iterable[Record]) -> Decimal:
    return sum((v["Item Ledger Entry Quantity"] for v in values), ZERO)


def _last_decrease(b: Books, values: list[Record]) -> Decimal:
    """The unit cost of the last decrease: by average first, corrections last; 0 when there is none."""
    found = []
    for value in sorted(values, key=lambda v: (v["Valuation Date"], v["Location Code"], v["Variant Code"], v["Entry No."]), reverse=True):
        if value["Item Ledger Entry Quantity"] >= 0 or value["Adjustment"] or value["Drop Shipment"]:
            continue
        entry = b.entries[value["Item Ledger Entry No."]]
        cost = _cost(b.values_of[entry["Entry No."]])
        if cost:
            first_choice = not entry["Correction"] and (value["Valued By Average Cost"] or not b.is_average(entry["Item No."]))
            found.append((not first_choice, round5(quotient(cost, entry[QUANTITY]))))
    return min(found, key=lambda f: f[0])[1] if found else ZERO


def _item_cost(b: Books, item: str) -> Decimal:
    entries, values = b.entries_of_item[item], b.values_of_item[item]
    open_outbounds = [e for e in entries if e["Open"] and e[QUANTITY] < 0]
    quantity = _units(values) - sum((e[QUANTITY] for e in open_outbounds), ZERO)
    cost = _cost(values) - sum((_cost(b.values_of[e["Entry No."]]) for e in open_outbounds), ZERO)
    if quantity > 0:
        if cost == Decimal("0.01"):
            layers = [e for e in entries if e["Open"] and e[QUANTITY] > 0]
            cost = sum((times(_cost(b.values_of[e["Entry No."]]), quotient(e["Remaining Quantity"], e[QUANTITY])) for e in layers), ZERO)
        return round5(max(ZERO, quotient(cost, quantity)))
    if _units(values) == 0 and not any(e["Open"] for e in entries):
        return _last_decrease(b, values)
    return ZERO


def _unit_cost_of_place(b: Books, unit: Record) -> Decimal:
    values = [v for v in b.values_of_item[unit["Item No."]] if all(v[c] == unit[c] for c in ("Location Code", "Variant Code"))]
    quantity = _units(values)
    if quantity:
        return round5(max(ZERO, quotient(_cost(values), quantity)))
    return _last_decrease(b, values)


def update(b: Books, item: str, keys: Keys) -> None:
    """Unit Cost of an item and of the stockkeeping units that the keys touch; a zero never overwrites."""
    record = b.items[item]
    if record["Costing Method"] == "Standard":
        return
    record["Unit Cost"] = _item_cost(b, item) or record["Unit Cost"]
    units = [u for u in b.rows["Stockkeeping Unit"] if u["Item No."] == item]
    if b.setup["Average Cost Calc. Type"] == "Item":
        for unit in units:
            unit["Unit Cost"] = record["Unit Cost"]
        return
    for _, place, variant in keys:
        for unit in units:
            if (place, variant) == ("", "") or (unit["Location Code"] in ("", place) and unit["Variant Code"] in ("", variant)):
                unit["Unit Cost"] = _unit_cost_of_place(b, unit) or unit["Unit Cost"]
