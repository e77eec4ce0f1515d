"""The reference against `xlcost.adjust_cost`: value entries, end states, flags and unit costs."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from tests.reference_adjustment.books import ACTUAL, EXPECTED, OUTPUTS, TABLES, Books, Record
from tests.reference_adjustment.posting import Refused
from tests.reference_adjustment.run import adjustment_of

# Written by the G/L posting that Automatic Cost Posting starts, or of no value rule (2.17 does not name them).
OUTSIDE = {"Entry No.", "Cost Posted to G/L", "Expected Cost Posted to G/L", "User ID", "Item Register No.", "Source Code"}
ENTRY_FLAGS = ("Applied Entry to Adjust", "Completely Invoiced", "Invoiced Quantity", "Last Invoice Date")
ORDER_FLAGS = (
    *("Cost is Adjusted", "Completely Invoiced", "Overhead Rate", "Indirect Cost %", "Single-Level Material Cost", "Single-Level Capacity Cost"),
    *("Single-Level Subcontrd. Cost", "Single-Level Cap. Ovhd Cost", "Single-Level Mfg. Ovhd Cost"),
)
ITEM_FLAGS = ("Cost is Adjusted", "Unit Cost", "Last Direct Cost")
Tables = Mapping[str, list[Mapping[str, Any]]]


def records_of(ledger: Any) -> dict[str, list[Record]]:
    """The tables that the reference reads."""
    return {name: ledger.records(name) for name in TABLES}


def compared_run(before: Any, after: Any, added: Iterable[Record], items: Collection[str] | None = None, until: dt.date | None = None) -> list[str]:
    """How a run that took `before` to `after` and added value entries differs from the reference; empty when it does not."""
    try:
        books = adjustment_of(records_of(before), items, until)
    except Refused as refusal:
        return [f"the reference refuses: {refusal}"]
    return differences(books, records_of(after), list(added))


def differences(books: Books, after: Mapping[str, list[Record]], added: list[Record]) -> list[str]:
    """Value entries over all columns, the costs of each entry, flags, unit costs."""
    return [*_values(books, added), *_old_values(books, after, {v["Entry No."] for v in added}), *_states(books, after), *_flags(books, after)]


def _old_values(books: Books, after: Mapping[str, list[Record]], new: set[int]) -> list[str]:
    """What was posted before stays as it was."""
    found = []
    for value in after["Value Entry"]:
        if value["Entry No."] not in new and _row(value) != _row(books.values[value["Entry No."]]):
            found.append(f"old: value entry {value['Entry No.']}: {set(_row(value)) - set(_row(books.values[value['Entry No.']]))}")
    return found


def _row(value: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple((name, _same(given)) for name, given in sorted(value.items()) if name not in OUTSIDE)


def _same(given: Any) -> Any:
    return given.normalize() + 0 if isinstance(given, Decimal) else given


def _values(books: Books, added: list[Record]) -> list[str]:
    ours, theirs = [_row(v) for v in books.added], [_row(v) for v in added]
    if ours == theirs:
        return []
    missing, more = Counter(ours) - Counter(theirs), Counter(theirs) - Counter(ours)
    if not missing and not more:
        ours, theirs = _in_order(ours), _in_order(theirs)
        if ours == theirs:
            return []
        return [f"order: value entries come in another order {[_short(dict(r)) for r in theirs][:6]} {[_short(dict(r)) for r in ours][:6]}"]
    found = []
    for row in missing:
        near = min(more, key=lambda r: len(set(r) ^ set(row)), default=None)
        if near is not None and len(set(near) - set(row)) <= 4:
            found.append(f"value: {_short(dict(row))}: reference {dict(set(row) - set(near))}, engine {dict(set(near) - set(row))}")
        else:
            found.append(f"value missing: {_short(dict(row))}")
    found += [f"value more: {_short(dict(row))}" for row in more]
    return found


def _in_order(rows: list[tuple[tuple[str, Any], ...]]) -> list[tuple[tuple[str, Any], ...]]:
    """Without what is posted at once in the applied pass: chapter 7 leaves the order of the walk free."""
    at_once = ("Indirect Cost", "Variance", "Rounding")
    return [r for r in rows if dict(r)["Entry Type"] not in at_once or dict(r)["Item Ledger Entry Type"] in OUTPUTS]


def _short(value: Mapping[str, Any]) -> dict[str, Any]:
    names = ("Item Ledger Entry No.", "Item No.", "Entry Type", "Applies-to Entry", ACTUAL, EXPECTED, "Posting Date", "Document No.")
    return {name: str(value[name]) for name in names}


def _states(books: Books, after: Mapping[str, list[Record]]) -> list[str]:
    sums: Counter[tuple[int, str]] = Counter()
    for value in after["Value Entry"]:
        for name in (ACTUAL, EXPECTED):
            sums[value["Item Ledger Entry No."], name] += value[name]
    found = []
    for no, entry in books.entries.items():
        for name in (ACTUAL, EXPECTED):
            ours = sum(v[name] for v in books.values_of[no])
            if ours != sums[no, name]:
                found.append(f"state: entry {no} ({entry['Item No.']}, {entry['Entry Type']}): {name} reference {ours}, engine {sums[no, name]}")
    return found


def _flags(books: Books, after: Mapping[str, list[Record]]) -> list[str]:
    found = []

    def compare(what: str, ours: Mapping[str, Any], theirs: Mapping[str, Any], names: Iterable[str]) -> None:
        for name in names:
            if ours[name] != theirs[name]:
                found.append(f"flag: {what}: {name} reference {ours[name]}, engine {theirs[name]}")

    for entry in after["Item Ledger Entry"]:
        compare(f"entry {entry['Entry No.']}", books.entries[entry["Entry No."]], entry, ENTRY_FLAGS)
    for item in after["Item"]:
        compare(f"item {item['No.']}", books.items[item["No."]], item, ITEM_FLAGS)
    units = {(u["Item No."], u["Location Code"], u["Variant Code"]): u for u in books.rows["Stockkeeping Unit"]}
    for unit in after["Stockkeeping Unit"]:
        key = unit["Item No."], unit["Location Code"], unit["Variant Code"]
        compare(f"unit {key}", units[key], unit, ("Unit Cost",))
    for order in after["Inventory Adjmt. Entry (Order)"]:
        key = order["Order Type"], order["Order No."], order["Order Line No."]
        compare(f"order {key}", books.orders[key], order, ORDER_FLAGS)
    points = {(p["Item No."], p["Location Code"], p["Variant Code"], p["Valuation Date"]): p["Cost Is Adjusted"] for p in after["Avg. Cost Adjmt. Entry Point"]}
    for point in sorted(points.keys() | books.points.keys()):
        if points.get(point) != books.points.get(point):
            found.append(f"flag: entry point {point}: reference {books.points.get(point)}, engine {points.get(point)}")
    rows = {r["Entry No."]: r for r in after["Item Application Entry"]}
    for row in books.rows["Item Application Entry"]:
        compare(f"application {row['Entry No.']}", row, rows[row["Entry No."]], ("Output Completely Invd. Date",))
    return found
