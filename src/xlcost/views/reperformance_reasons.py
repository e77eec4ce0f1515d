"""Why a recomputed adjustment may differ from the ledger's without anybody having done wrong (costing-engine.md 4.5, 4.7, 4.8).

The rules of the ERP leave seven places where the result depends on when the adjustment ran, or on rates of the past. A
difference there has its name; it passes to everything that orders make of the item. What no reason covers is a deviation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from xlcost.costing.entries import ASSEMBLY, ASSEMBLY_OUTPUT, AVERAGE, DIRECT, OUTPUT, PRODUCTION, REVALUATION, ROUNDING, TRANSFER
from xlcost.costing.unadjusted import ORDERS
from xlcost.ledger import Ledger, Table
from xlcost.ledger.average_periods import AveragePeriods
from xlcost.ledger.options import ItemLedgerEntryType, ValueEntryType
from xlcost.money import to_decimal

Record = dict[str, Any]
LEAST = Decimal(100)  # up to ten cents on entries of small cost

DEVIATION, WAITING, EXCLUDED, RATE, PARTLY, SHARED, EMPTY, DIVIDED, LATE, TURNS = (
    "Deviates from the applications",
    "The item waits for its adjustment",
    "The item is excluded from cost adjustment",
    "The order was adjusted at the overhead rate of its order line",
    "Expected cost of a partly invoiced entry",
    "Rounding of a receipt that shares an issue with another",
    "The average was taken of an empty or negative pool",
    "A revaluation divides the average period",
    "A shipment was invoiced in a later average period",
    "Transfers and returns inside an average",
)
REASONS = {
    DEVIATION: "The ledger says the item is adjusted, and yet the amount is not what the applications give. Look at the entry.",
    WAITING: "Cost is Adjusted of the item, or of one that it is made from, is No: run Adjust Cost - Item Entries in the ERP, then compare again.",
    EXCLUDED: "Excluded from Cost Adjustment of the item is Yes: the ERP leaves its costs as they are.",
    RATE: "The first adjustment of an order takes the rates of its order line, later ones those of the item (4.7).",
    PARTLY: "What stays expected on an entry that is invoiced in part depends on how often the adjustment ran (4.8); an average that holds it, too.",
    SHARED: "A receipt is rounded when it is visited (4.6); where its last issue waited for the invoice of another receipt, nothing visits it again.",
    EMPTY: "A decrease keeps the cost it had while the pool holds no quantity or a negative cost (4.5); which cost that was depends on the past.",
    DIVIDED: "A decrease posted before a partial revaluation of its period takes nothing posted after it (4.5), adjustments included; when they ran decides.",
    LATE: "Behind Earliest Allowed Valuation Date an invoice is valued on its own date (IJ04), and so is what adjusts its shipment; when it ran decides.",
    TURNS: "Cost that comes back into a pool by transfer or return is averaged in turns until nothing moves (4.5); some depends on the turns.",
}
_OUTPUTS = (ItemLedgerEntryType.caption_of(OUTPUT), ItemLedgerEntryType.caption_of(ASSEMBLY_OUTPUT))
_DIRECT, _ROUNDING = ValueEntryType.caption_of(DIRECT), ValueEntryType.caption_of(ROUNDING)


def explain_differences(ledger: Ledger, differences: Sequence[Record]) -> None:
    """Writes the Reason of each difference."""
    items = ledger.table("Item")
    known = "Cost is Adjusted" in items.given
    captions = ("No.", "Cost is Adjusted", "Excluded from Cost Adjustment", "Costing Method")
    cards = {no: rest for no, *rest in items.tuples(captions)}
    waiting = made_from(ledger, {no for no, (adjusted, *_) in cards.items() if known and not adjusted})
    average = {no for no, card in cards.items() if card[2] == AVERAGE}
    partly, emptied, rates = _partly_invoiced(ledger), _empty_pools(ledger, average), _orders_with_other_rates(ledger)
    entries = ledger.table("Item Ledger Entry").index
    dates = ledger.table("Item Ledger Entry")["Posting Date"]
    last, cost = _last_valued(ledger)
    kinds = ledger.table("Item Ledger Entry").tuples(("Item No.", "Entry Type"))
    back = _received_back(ledger)
    moved = average & ({item for item, kind in kinds if kind == TRANSFER} | set(back.values()))
    revalued = average & _revalued(ledger, back)
    divided, late = _divided_periods(ledger, average), _late_invoices(ledger, average)
    shared = _shared_receipts(ledger)
    passed: dict[str, set[str]] = {PARTLY: set(), EMPTY: set(), RATE: set(), DIVIDED: set(), LATE: set(), TURNS: set()}
    for record in differences:
        item, entry = record["Item No."], record["Item Ledger Entry No."]
        record["Reason"] = DEVIATION
        day = last.get(entry, int(dates[entries[entry]]))
        if cards[item][1]:
            record["Reason"] = EXCLUDED
        elif item in waiting:
            record["Reason"] = WAITING
        elif record["Cost"] == "Expected" and entry in partly:
            record["Reason"] = PARTLY
        elif record["Item Ledger Entry Type"] in _OUTPUTS and record["Entry Type"] != _DIRECT and record["order"] in rates:
            record["Reason"] = RATE
        elif record["Entry Type"] == _ROUNDING and entry in shared and not record["In the ledger"]:
            record["Reason"] = SHARED
        elif item in average and day >= emptied.get(item, day + 1):
            record["Reason"] = EMPTY
        elif item in average and day >= divided.get(item, day + 1):
            record["Reason"] = DIVIDED
        elif item in average and day >= late.get(item, day + 1):
            record["Reason"] = LATE
        elif item in revalued or (item in moved and abs(record["Difference"]) * 1000 <= max(abs(cost.get(entry, LEAST)), LEAST)):
            record["Reason"] = TURNS
        if record["Reason"] in passed and (record["Reason"] != PARTLY or item in average):
            passed[record["Reason"]].add(item)
    for reason, origins in passed.items():
        reached = made_from(ledger, origins)
        for record in differences:
            if record["Reason"] == DEVIATION and record["Item No."] in reached:
                record["Reason"] = reason


def made_from(ledger: Ledger, items: set[str]) -> set[str]:
    """The items, and all that orders make from them at any distance."""
    entries = ledger.table("Item Ledger Entry")
    rows = np.flatnonzero(entries["Order No."] != "") if items and entries.length else np.zeros(0, np.int64)
    orders: dict[tuple[int, str], tuple[set[str], set[str]]] = {}
    for kind, order, entry_type, item in entries.tuples(("Order Type", "Order No.", "Entry Type", "Item No."), rows):
        parts, made = orders.setdefault((kind, order), (set(), set()))
        (made if entry_type in (OUTPUT, ASSEMBLY_OUTPUT) else parts).add(item)
    found, size = set(items), -1
    while size != len(found):
        size = len(found)
        found |= {item for parts, made in orders.values() if parts & found for item in made}
    return found


def _received_back(ledger: Ledger) -> dict[int, str]:
    """Inbound entries that take their cost from an outbound one, with their items."""
    applications, entries = ledger.table("Item Application Entry"), ledger.table("Item Ledger Entry")
    own = (applications["Item Ledger Entry No."] == applications["Inbound Item Entry No."]) & (applications["Outbound Item Entry No."] != 0)
    rows = np.flatnonzero(np.isin(entries["Entry No."], applications["Item Ledger Entry No."][own]))
    return dict(entries.tuples(("Entry No.", "Item No."), rows))


def _revalued(ledger: Ledger, entries: Mapping[int, str]) -> set[str]:
    """Items of these entries that carry a revaluation."""
    values = ledger.table("Value Entry")
    numbers = values["Item Ledger Entry No."][values["Entry Type"] == REVALUATION].tolist()
    return {entries[no] for no in numbers if no in entries}


def _partly_invoiced(ledger: Ledger) -> set[int]:
    """Item ledger entries that are invoiced in part."""
    entries = ledger.table("Item Ledger Entry")
    mask = (entries["Invoiced Quantity"] != 0) & (entries["Invoiced Quantity"] != entries["Quantity"])
    return set(entries["Entry No."][mask].tolist())


def _last_valued(ledger: Ledger) -> tuple[dict[int, int], dict[int, Decimal]]:
    """Latest Valuation Date, and cost, per item ledger entry."""
    values = ledger.table("Value Entry")
    day_of: dict[int, int] = {}
    cost: dict[int, int] = {}
    for entry, day, actual, expected in values.tuples(
        ("Item Ledger Entry No.", "Valuation Date", "Cost Amount (Actual)", "Cost Amount (Expected)")
    ):
        day_of[entry] = max(day, day_of.get(entry, 0))
        cost[entry] = cost.get(entry, 0) + actual + expected
    return day_of, {entry: to_decimal(amount) for entry, amount in cost.items()}


def _empty_pools(ledger: Ledger, average: set[str]) -> dict[str, int]:
    """Per Average item the end of the first period in which a decrease met a pool without quantity, or with a negative cost."""
    periods, values = AveragePeriods(ledger), ledger.table("Value Entry")
    captions = ("Item No.", "Location Code", "Variant Code", "Valuation Date", "Item Ledger Entry Quantity", "Cost Amount (Actual)", "Cost Amount (Expected)")
    pools: dict[tuple[str, str, str], dict[int, list[int]]] = {}
    for item, location, variant, day, quantity, actual, expected in values.tuples(captions):
        if item not in average:
            continue
        end = periods.period(day)[1]
        place = ("", "") if periods.by_item(end) else (location, variant)
        sums = pools.setdefault((item, *place), {}).setdefault(end, [0, 0, 0, 0])
        sums[0 if quantity >= 0 else 1] += quantity
        sums[2 if actual + expected >= 0 else 3] += actual + expected
    found: dict[str, int] = {}
    for (item, *_), by_end in pools.items():
        quantity = cost = 0
        for end in sorted(by_end):
            more, less, gained, lost = by_end[end]
            ending, value = quantity + more + less, cost + gained + lost
            if (less and quantity + more <= 0) or ending < 0 or cost < 0 or value < 0 or (not ending and value):
                found[item] = min(end, found.get(item, end))
                break
            quantity, cost = ending, value
    return found


def _divided_periods(ledger: Ledger, average: set[str]) -> dict[str, int]:
    """Per Average item the start of the first period in which cost was adjusted after a partial revaluation had been posted."""
    periods, values = AveragePeriods(ledger), ledger.table("Value Entry")
    captions = ("Entry No.", "Item No.", "Valuation Date")
    points: dict[tuple[str, int], int] = {}
    for number, item, day in values.tuples(captions, np.flatnonzero((values["Entry Type"] == REVALUATION) & values["Partial Revaluation"])):
        if item in average:
            key = (item, periods.period(day)[0])
            points[key] = min(number, points.get(key, number))
    found: dict[str, int] = {}
    adjusted = np.flatnonzero(values["Adjustment"] & (values["Entry Type"] == DIRECT)) if points else np.zeros(0, np.int64)
    for number, item, day in values.tuples(captions, adjusted):
        if item in average:
            start = periods.period(day)[0]
            if number > points.get((item, start), number):
                found[item] = min(start, found.get(item, start))
    return found


def _late_invoices(ledger: Ledger, average: set[str]) -> dict[str, int]:
    """Per Average item the first Valuation Date of an issue that is valued in more than one period (IJ04)."""
    periods, values, entries = AveragePeriods(ledger), ledger.table("Value Entry"), ledger.table("Item Ledger Entry")
    issues = set(entries["Entry No."][entries["Quantity"] < 0].tolist())
    days: dict[int, tuple[str, set[int]]] = {}
    for item, entry, day in values.tuples(("Item No.", "Item Ledger Entry No.", "Valuation Date")):
        if item in average and entry in issues:
            days.setdefault(entry, (item, set()))[1].add(day)
    found: dict[str, int] = {}
    for item, valued in days.values():
        if len(valued) > 1 and len({periods.period(day)[1] for day in valued}) > 1:
            found[item] = min(*valued, found.get(item, max(valued)))
    return found


def _shared_receipts(ledger: Ledger) -> set[int]:
    """Receipts with an issue that also takes from another receipt."""
    rows = ledger.table("Item Application Entry")
    sources: dict[int, set[int]] = {}
    issues = np.flatnonzero(rows["Quantity"] < 0) if rows.length else np.zeros(0, np.int64)
    for issue, receipt in rows.tuples(("Outbound Item Entry No.", "Inbound Item Entry No."), issues):
        sources.setdefault(issue, set()).add(receipt)
    return {receipt for receipts in sources.values() if len(receipts) > 1 for receipt in receipts}


def _orders_with_other_rates(ledger: Ledger) -> set[tuple[str, int]]:
    """Orders (and lines) whose stored overhead rates are not those of their order line or assembly header."""
    rows = ledger.table(ORDERS)
    found: set[tuple[str, int]] = set()
    for kind, table, key in (
        (PRODUCTION, ledger.table("Prod. Order Line"), ("Prod. Order No.", "Line No.")),
        (ASSEMBLY, ledger.table("Assembly Header"), ("No.", "Document Type")),
    ):
        of_line = _rates(table, key)
        if kind == ASSEMBLY:
            of_line = {(no, 0): rates for (no, _), rates in of_line.items()}
        of_row = _rates(rows.take(rows["Order Type"] == kind) if rows.length else rows, ("Order No.", "Order Line No."))
        found |= {key for key, rates in of_row.items() if of_line.get(key, rates) != rates}
    return found


def _rates(table: Table, key: tuple[str, str]) -> dict[tuple[str, int], tuple[int, int]]:
    rates = ("Indirect Cost %", "Overhead Rate")
    if not table.length or not set(rates) <= table.given:
        return {}
    return {(row[0], row[1]): (row[2], row[3]) for row in table.tuples((*key, *rates))}
