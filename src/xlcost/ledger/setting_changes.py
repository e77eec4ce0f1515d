"""What a change of the average-cost settings, or of an entry point, does at once (costing-engine.md 1.8, 3.1).

No value entry and no unit cost changes: the average entry points from the first open fiscal year on are taken
anew, so that the next `adjust_cost` values their periods by the new settings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from xlcost.ledger.average_periods import AveragePeriods
from xlcost.ledger.options import AverageCostPeriod, CostingMethod
from xlcost.ledger.table import Table, table_of
from xlcost.ledger.tables import BY_NAME

if TYPE_CHECKING:
    from xlcost.ledger.ledger import Ledger

POINTS = "Avg. Cost Adjmt. Entry Point"
PERIODS = "Accounting Period"
_SETTINGS = ("Average Cost Period", "Average Cost Calc. Type")


def after_upsert(before: Ledger, after: Ledger, name: str) -> Ledger:
    """The ledger with the consequences of a changed Inventory Setup, Accounting Period or entry point row."""
    if name == "Inventory Setup":
        return _after_setup(before, after)
    if name == PERIODS:
        return _after_periods(before, after)
    if name == POINTS:
        return _after_points(before, after)
    return after


def _after_points(before: Ledger, after: Ledger) -> Ledger:
    """Items with an inserted or changed entry point wait for their adjustment (1.8)."""
    captions = (*BY_NAME[POINTS].key, "Cost Is Adjusted")
    old = set(before.table(POINTS).tuples(captions))
    return _waiting(after, {row[0] for row in after.table(POINTS).tuples(captions) if row not in old})


def _after_setup(before: Ledger, after: Ledger) -> Ledger:
    old, new = before.setup("Inventory Setup"), after.setup("Inventory Setup")
    if all(old[c] == new[c] for c in _SETTINGS):
        return after
    table = after.table(PERIODS)
    rows = table.rows(("Starting Date", "New Fiscal Year", "Closed"))
    years = sorted((r["Starting Date"], i) for i, r in enumerate(rows) if r["New Fiscal Year"])
    first = next((day for day, i in years if not rows[i]["Closed"]), None)
    if first is not None:
        places = [i for day, i in years if day >= first]
        changed = table.replace_rows(places, {c: [new[c]] * len(places) for c in _SETTINGS})
        after = after.with_tables(changed)
    some_closed = any(rows[i]["Closed"] for _, i in years)
    return flag_anew(after, first if some_closed and first is not None else 0)


def _after_periods(before: Ledger, after: Ledger) -> Ledger:
    by_period = after.setup("Inventory Setup")["Average Cost Period"] == int(AverageCostPeriod.ACCOUNTING_PERIOD)
    captions = [c.caption for c in after.table(PERIODS).definition.columns]
    old = {r["Starting Date"]: r for r in before.table(PERIODS).rows(captions)}
    new = {r["Starting Date"]: r for r in after.table(PERIODS).rows(captions)}
    watched = ("New Fiscal Year", *_SETTINGS)
    changed = []
    for day in {*old, *new}:
        a, b = old.get(day), new.get(day)
        if (a is None or b is None or any(a[c] != b[c] for c in watched)) and (
            by_period or any(r is not None and r["New Fiscal Year"] for r in (a, b))
        ):
            changed.append(day)
    if not changed:
        return after
    earlier = [d for d in new if d < min(changed)]
    return flag_anew(after, max(earlier, default=0))


def flag_anew(ledger: Ledger, start: int) -> Ledger:
    """Entry points of Average items valued from a day on: deleted, and taken anew from the value entries, all unadjusted."""
    items, values, points = ledger.table("Item"), ledger.table("Value Entry"), ledger.table(POINTS)
    average = set(items["No."][items["Costing Method"] == int(CostingMethod.AVERAGE)].tolist()) if items.length else set()
    if not average or not values.length:
        return ledger
    periods = AveragePeriods(ledger)
    earliest = ledger.setup("Inventory Setup")["Earliest Allowed Valuation Date"]
    fresh: dict[tuple[str, str, str, int], None] = {}
    touched: set[str] = set()
    rows = np.flatnonzero((values["Valuation Date"] >= start) & (values["Item Ledger Entry No."] != 0))
    captions = ("Item No.", "Variant Code", "Location Code", "Valuation Date")
    for item, variant, location, day in dict.fromkeys(values.tuples(captions, rows)):
        if item in average:
            touched.add(item)
            end = periods.period(day)[1]
            if end >= earliest:
                fresh[(item, "", "", end) if periods.by_item(end) else (item, variant, location, end)] = None
    stays = np.array(
        [item not in average or day < start for item, day in points.tuples(("Item No.", "Valuation Date"))], dtype=np.bool_
    )
    kept = points.take(stays) if points.length else points
    keys = BY_NAME[POINTS].key
    added = table_of(BY_NAME[POINTS], [{**dict(zip(keys, key, strict=True)), "Cost Is Adjusted": False} for key in sorted(fresh)])
    return _waiting(ledger.with_tables(_with_flags(kept).concat(added)), touched)


def _waiting(ledger: Ledger, names: set[str]) -> Ledger:
    """The ledger with Cost is Adjusted = No for items."""
    items = ledger.table("Item")
    places = [items.index[i] for i in names if i in items.index] if items.length else []
    if not places or "Cost is Adjusted" not in items.given:
        return ledger
    flags = items["Cost is Adjusted"].copy()
    flags[places] = False
    return ledger.with_tables(items.with_columns({"Cost is Adjusted": flags}))


def _with_flags(points: Table) -> Table:
    return points if "Cost Is Adjusted" in points.given else points.with_columns({"Cost Is Adjusted": points["Cost Is Adjusted"]})
