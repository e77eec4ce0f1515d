"""R6: a naive auditor. It shares no code with xlcost, reads nothing but records, and counts in fractions.

For every entry whose cost is derived - issues, exact reversals, receipts of transfers, outputs - it works out by
recursion what the entry must cost, without any rounding: its part of the layers it takes from, of the average of its
period, of the issue it reverses, of the cost of its order. `differences` lists the entries whose recorded cost lies
further off than the roundings on the way can explain (each worth half a cent).

Where cost runs in a circle within one period (transfers to and fro between places with an average of their own), where
a revaluation divides a period, or where a pool is empty or negative, the rules go by the order of posting; there the
auditor adopts what is recorded and goes on from it. `adopted` says how often, `audited` how many entries were worked out.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

Record = Mapping[str, Any]
HALF_CENT = Fraction(1, 200)
MADE = {"Output": "Consumption", "Assembly Output": "Assembly Consumption"}


@dataclass
class Cost:
    """What an entry must cost, how far rounding can have led away from it, and whether it was only adopted."""

    amount: Fraction
    error: Fraction = Fraction(0)
    adopted: bool = False


class Circle(Exception):
    """The cost of an entry, or an average, runs back into itself; `key` is the one that is taken as recorded."""

    def __init__(self, key: Any) -> None:
        self.key = key


@dataclass
class Auditor:
    """The books as records by table, fully adjusted."""

    tables: Mapping[str, list[Record]]
    costs: dict[int, Cost] = field(default_factory=dict)
    averages: dict[Any, Any] = field(default_factory=dict)
    busy: set[Any] = field(default_factory=set)

    # -- the records, indexed ---------------------------------------------------------------------------------
    def __post_init__(self) -> None:
        self.entries = {e["Entry No."]: e for e in self.tables["Item Ledger Entry"]}
        self.items = {i["No."]: i for i in self.tables["Item"]}
        self.values: dict[int, list[Record]] = defaultdict(list)
        self.capacity: dict[Any, Fraction] = defaultdict(Fraction)
        for v in sorted(self.tables["Value Entry"], key=lambda v: v["Entry No."]):
            self.values[v["Item Ledger Entry No."]].append(v)
            if v["Capacity Ledger Entry No."]:
                self.capacity[self.order_key(v)] += Fraction(v["Cost Amount (Actual)"])
        self.own: dict[int, Record] = {}
        self.takes: dict[int, list[Record]] = defaultdict(list)
        for row in self.tables["Item Application Entry"]:
            if row["Quantity"] > 0:
                self.own[row["Item Ledger Entry No."]] = row
            else:
                self.takes[row["Item Ledger Entry No."]].append(row)
        self.setup = self.tables["Inventory Setup"][0]
        self.by_place = self.setup["Average Cost Calc. Type"] == "Item & Location & Variant"
        self.starts = sorted(p["Starting Date"] for p in self.tables.get("Accounting Period", []))
        self.years = sorted(p["Starting Date"] for p in self.tables.get("Accounting Period", []) if p["New Fiscal Year"])
        self.finished = {
            self.order_key(o) for o in self.tables["Inventory Adjmt. Entry (Order)"] if o["Is Finished"] or o["Order Type"] == "Assembly"
        }

    @staticmethod
    def order_key(record: Record) -> tuple[str, str, int]:
        """Order and line; an assembly has no lines."""
        line = 0 if record["Order Type"] == "Assembly" else record["Order Line No."]
        return record["Order Type"], record["Order No."], line

    @cached_property
    def members(self) -> dict[Any, list[Record]]:
        """Item ledger entries by order line."""
        found = defaultdict(list)
        for e in self.entries.values():
            if e["Order No."]:
                found[self.order_key(e)].append(e)
        return found

    # -- the answer -------------------------------------------------------------------------------------------
    def differences(self) -> list[str]:
        """Entries whose recorded cost cannot be right."""
        found = []
        for no, entry in sorted(self.entries.items()):
            if self.items[entry["Item No."]]["Inventory Value Zero"] or not self.is_derived(entry):
                continue
            cost = self.cost(no)
            recorded = self.recorded(entry)
            if not self.partly(entry) and abs(recorded - cost.amount) > cost.error:
                found.append(f"entry {no} ({entry['Entry Type']} of {entry['Item No.']}) costs {float(recorded):.2f}, right is {float(cost.amount):.4f} +- {float(cost.error):.3f}")
            found += self.wrong_share(entry, cost)
        return found

    def wrong_share(self, entry: Record, cost: Cost) -> list[str]:
        """The invoiced part of an entry carries its part of the cost."""
        if entry["Entry Type"] in MADE or cost.adopted:
            return []
        actual = sum((Fraction(v["Cost Amount (Actual)"]) for v in self.derived_values(entry)), Fraction(0))
        right = cost.amount * Fraction(entry["Invoiced Quantity"]) / Fraction(entry["Quantity"])
        groups = 1 + sum(1 for v in self.values[entry["Entry No."]] if v["Invoiced Quantity"])
        if abs(actual - right) > cost.error + groups * HALF_CENT:
            return [f"entry {entry['Entry No.']}: {float(actual):.2f} for what is invoiced, right is {float(right):.4f}"]
        return []

    @property
    def audited(self) -> int:
        """Entries worked out."""
        return sum(1 for c in self.costs.values() if not c.adopted)

    @property
    def adopted(self) -> int:
        """Entries taken as recorded."""
        return sum(1 for c in self.costs.values() if c.adopted)

    @staticmethod
    def partly(entry: Record) -> bool:
        """Whether a part is invoiced: until the last invoice the expected cost balances by 4.8 (i) and (ii), not by quantity."""
        return bool(entry["Invoiced Quantity"]) and entry["Invoiced Quantity"] != entry["Quantity"]

    def passed_on(self, entry: Record) -> Cost:
        """The derived cost that goes into a pool: of a partly invoiced entry what its books say."""
        return Cost(self.recorded(entry), HALF_CENT) if self.partly(entry) else self.cost(entry["Entry No."])

    # -- what is recorded -------------------------------------------------------------------------------------
    def is_derived(self, entry: Record) -> bool:
        """Whether an entry takes its cost from others."""
        if entry["Quantity"] < 0:
            return True
        own = self.own.get(entry["Entry No."])
        if own is not None and (own["Outbound Item Entry No."] or own["Transferred-from Entry No."]):
            return True
        return entry["Entry Type"] in MADE and self.order_key(entry) in self.finished

    def derived_values(self, entry: Record) -> list[Record]:
        """The value entries that carry the derived cost."""
        values = [v for v in self.values[entry["Entry No."]] if v["Inventoriable"]]
        if entry["Quantity"] < 0 and entry["Entry Type"] not in MADE:
            return [v for v in values if v["Entry Type"] != "Rounding"]
        return [v for v in values if v["Entry Type"] == "Direct Cost" and not v["Item Charge No."]]

    def recorded(self, entry: Record) -> Fraction:
        """The recorded derived cost, expected cost included."""
        return sum((_both(v) for v in self.derived_values(entry)), Fraction(0))

    # -- what is right ----------------------------------------------------------------------------------------
    def cost(self, no: int) -> Cost:
        """The derived cost of an entry."""
        if no in self.costs:
            return self.costs[no]
        if no in self.busy:
            raise Circle(no)
        self.busy.add(no)
        entry = self.entries[no]
        try:
            found = self.derive(entry)
        except Circle as circle:
            if circle.key != no:
                raise
            found = self.adopt(entry)
        finally:
            self.busy.discard(no)
        self.costs[no] = found
        return found

    def adopt(self, entry: Record) -> Cost:
        """What is recorded; of a partly invoiced entry its expected cost for what is not invoiced."""
        if not self.partly(entry) or self.order_key(entry) in self.finished:
            return Cost(self.recorded(entry), HALF_CENT, True)
        return self.by_quantity(entry)

    def by_quantity(self, entry: Record) -> Cost:
        """The recorded cost of a partly invoiced entry, its expected cost taken for the quantity that is not invoiced."""
        left = Fraction(entry["Quantity"] - entry["Invoiced Quantity"]) / Fraction(entry["Quantity"])
        values = self.derived_values(entry)
        invoices = {v["Entry No."] for v in values if not v["Expected Cost"]}
        total = Fraction(0)
        for v in values:
            if not v["Expected Cost"]:
                total += Fraction(v["Cost Amount (Actual)"])
            elif v["Applies-to Entry"] not in invoices:
                total += Fraction(v["Cost Amount (Expected)"]) * left
        return Cost(total, HALF_CENT * len(values), True)

    def derive(self, entry: Record) -> Cost:
        """The cost of an entry from where it comes from."""
        if entry["Entry Type"] in MADE:
            return self.of_order(entry)
        if entry["Quantity"] > 0:
            return self.of_source(entry)
        if any(v["Valued By Average Cost"] for v in self.values[entry["Entry No."]] if v["Item Ledger Entry Quantity"]):
            return self.of_average(entry)
        if self.items[entry["Item No."]]["Costing Method"] == "Average" and not entry["Applies-to Entry"]:
            return self.adopt(entry)
        return self.of_layers(entry)

    def of_layers(self, entry: Record) -> Cost:
        """Its part of every layer it takes from; what no layer covers keeps the unit cost of its posting."""
        if any(self.was_pushed(row["Inbound Item Entry No."]) for row in self.takes[entry["Entry No."]]):
            return self.adopt(entry)
        total, error, open_quantity = Fraction(0), HALF_CENT, Fraction(entry["Quantity"])
        for row in self.takes[entry["Entry No."]]:
            source = self.entries[row["Inbound Item Entry No."]]
            layer = self.layer(source, entry)
            part = Fraction(row["Quantity"]) / Fraction(source["Quantity"])
            total += layer.amount * part
            error += layer.error * abs(part) + 3 * HALF_CENT
            open_quantity -= Fraction(row["Quantity"])
        if open_quantity:
            carriers = [v for v in self.values[entry["Entry No."]] if not v["Adjustment"]]
            if len({v["Cost per Unit"] for v in carriers}) > 1:
                return self.adopt(entry)
            covered = Fraction(entry["Quantity"]) - open_quantity
            total += (Fraction(carriers[0]["Cost per Unit"]) or (total / covered if covered else 0)) * open_quantity
            error += abs(open_quantity) * Fraction(1, 200_000)
        return Cost(total, error + HALF_CENT * sum(1 for v in self.values[entry["Entry No."]]))

    def was_pushed(self, no: int) -> bool:
        """Whether a partial revaluation of a layer is valued later than it was posted: whom it hits depends on when that was asked."""
        return any(v["Partial Revaluation"] and v["Valuation Date"] != v["Posting Date"] for v in self.values[no])

    def layer(self, entry: Record, taker: Record) -> Cost:
        """The cost of a whole inbound entry, as a taker sees it."""
        quantity, left = Fraction(entry["Quantity"]), Fraction(entry["Quantity"] - entry["Invoiced Quantity"])
        total, error = Fraction(0), Fraction(0)
        derived = self.is_derived(entry)
        if derived:
            found = self.cost(entry["Entry No."])
            total, error = found.amount, found.error
        replaced = {v["Entry No."] for v in self.derived_values(entry)} if derived else set()
        for v in self.values[entry["Entry No."]]:
            kind, actual, expected = v["Entry Type"], Fraction(v["Cost Amount (Actual)"]), Fraction(v["Cost Amount (Expected)"])
            if v["Entry No."] in replaced or kind == "Rounding" or (kind == "Revaluation" and not self.hits(entry, v, taker)):
                continue
            if kind == "Revaluation" and expected:
                total += (actual + expected) * quantity / Fraction(v["Valued Quantity"])
            elif v["Expected Cost"]:
                total += expected * left / Fraction(v["Valued Quantity"])
            elif v["Partial Revaluation"]:
                total += actual * quantity / Fraction(v["Valued Quantity"])
            else:
                total += actual
        return Cost(total, error)

    def hits(self, entry: Record, revaluation: Record, taker: Record) -> bool:
        """Whether a revaluation of a layer concerns a taker (costing-engine.md 4.3)."""
        if revaluation["Applies-to Entry"]:
            (revaluation,) = [v for v in self.values[entry["Entry No."]] if v["Entry No."] == revaluation["Applies-to Entry"]]
        if not revaluation["Partial Revaluation"]:
            return True
        first = next(v for v in self.values[taker["Entry No."]] if v["Item Ledger Entry Quantity"])
        return first["Entry No."] > revaluation["Entry No."] or max(first["Valuation Date"], first["Posting Date"]) > revaluation["Valuation Date"]

    def of_source(self, entry: Record) -> Cost:
        """An exact reversal, or what arrives of a transfer."""
        own = self.own[entry["Entry No."]]
        quantity = Fraction(entry["Quantity"])
        if own["Transferred-from Entry No."] and self.was_pushed(own["Transferred-from Entry No."]):
            return self.adopt(entry)
        if own["Transferred-from Entry No."]:
            source = self.entries[own["Transferred-from Entry No."]]
            layer = self.layer(source, entry)
            part = quantity / Fraction(source["Quantity"])
            return Cost(layer.amount * part, layer.error * part + 2 * HALF_CENT)
        source = self.entries[own["Outbound Item Entry No."]]
        found = self.cost(source["Entry No."])
        part = quantity / Fraction(source["Quantity"])
        extra = HALF_CENT * (2 + sum(1 for v in self.values[entry["Entry No."]]))
        return Cost(found.amount * part, found.error * abs(part) + extra)

    # -- orders -----------------------------------------------------------------------------------------------
    def of_order(self, entry: Record) -> Cost:
        """Direct cost of an output: its part of material and capacity."""
        key = self.order_key(entry)
        if key not in self.finished:
            return self.adopt(entry)
        members = self.members[key]
        outputs = [e for e in members if e["Entry Type"] == entry["Entry Type"]]
        several = sum(1 for other in self.finished if other[:2] == key[:2]) > 1
        if several or any(e["Quantity"] < 0 for e in outputs):
            return self.adopt(entry)
        spent, error = self.capacity[key], HALF_CENT * 4
        for e in members:
            if e["Entry Type"] != MADE[entry["Entry Type"]]:
                continue
            used = self.used(e)
            spent -= used.amount
            error += used.error
        part = Fraction(entry["Quantity"]) / sum(Fraction(e["Quantity"]) for e in outputs)
        return Cost(spent * part, error * part + HALF_CENT * len(outputs))

    def used(self, entry: Record) -> Cost:
        """What a consumption adds to its order, negative; charges included, revaluations of returned material not."""
        if self.items[entry["Item No."]]["Inventory Value Zero"]:
            return Cost(Fraction(0))
        found = self.cost(entry["Entry No."]) if self.is_derived(entry) else Cost(Fraction(0))
        covered = {v["Entry No."] for v in self.derived_values(entry)} if self.is_derived(entry) else set()
        rest = sum(
            (
                Fraction(v["Cost Amount (Actual)"]) + Fraction(v["Cost Amount (Non-Invtbl.)"])
                for v in self.values[entry["Entry No."]]
                if v["Entry No."] not in covered and v["Entry Type"] not in ("Rounding", "Revaluation")
            ),
            Fraction(0),
        )
        return Cost(found.amount + rest, found.error)

    # -- averages ---------------------------------------------------------------------------------------------
    def period(self, day: dt.date) -> tuple[dt.date, dt.date]:
        """First and last day of the average period of a day."""
        kind = self.setup["Average Cost Period"]
        if kind == "Day":
            return day, day
        if kind == "Accounting Period" and self.starts:
            first = max((s for s in self.starts if s <= day), default=dt.date.min)
            after = [s for s in self.starts if s > day]
            return first, (after[0] - dt.timedelta(1)) if after else dt.date.max
        months = {"Month": 1, "Accounting Period": 1, "Quarter": 3, "Year": 12}.get(kind)
        if months is None:
            first = day - dt.timedelta(day.weekday())
            last = first + dt.timedelta(6)
        else:
            begin = (day.month - 1) // months * months + 1
            first = dt.date(day.year, begin, 1)
            end = begin + months - 1
            last = dt.date(day.year, end, calendar.monthrange(day.year, end)[1])
        year = max((y for y in self.years if y <= last), default=dt.date.min) if self.starts else dt.date(last.year, 1, 1)
        if kind != "Accounting Period" and first < year <= last:
            return (first, year - dt.timedelta(1)) if day < year else (year, last)
        return first, last

    def pool_of(self, entry: Record) -> tuple[str, ...]:
        """The pool that an entry of an Average item belongs to."""
        return (entry["Item No."], entry["Location Code"], entry["Variant Code"]) if self.by_place else (entry["Item No."],)

    def day_of(self, entry: Record) -> dt.date:
        """The valuation date of the quantity of an entry."""
        return next(v["Valuation Date"] for v in self.values[entry["Entry No."]] if v["Item Ledger Entry Quantity"])

    def of_average(self, entry: Record) -> Cost:
        """Quantity times the average of its period; adopted where an invoice was valued in a later period than the shipment (IJ04)."""
        days = {v["Valuation Date"] for v in self.values[entry["Entry No."]]}
        if len({self.period(day) for day in days}) > 1:
            return self.adopt(entry)
        key = (self.pool_of(entry), self.period(self.day_of(entry)))
        found = self.average(*key)
        if found is None:
            return self.adopt(entry)
        unit, error, count = found
        return Cost(unit * Fraction(entry["Quantity"]), error + HALF_CENT * (count + 3))

    def average(self, pool: tuple[str, ...], period: tuple[dt.date, dt.date]) -> Any:
        """(unit cost, error of the pool, decreases in it) of a period, None where the order of posting decides."""
        key = (pool, period)
        if key in self.averages:
            return self.averages[key]
        if key in self.busy:
            raise Circle(key)
        self.busy.add(key)
        try:
            self.averages[key] = self.work_out(pool, period)
        except Circle as circle:
            if circle.key != key:
                raise
            self.averages[key] = None
        finally:
            self.busy.discard(key)
        return self.averages[key]

    def work_out(self, pool: tuple[str, ...], period: tuple[dt.date, dt.date]) -> Any:
        """Opening and increases of a period over their quantity."""
        if self.by_place and self.comes_back(pool, period):
            return None
        quantity, cost, error, count, taken = Fraction(0), Fraction(0), Fraction(0), 0, Fraction(0)
        for entry in (e for e in self.entries.values() if e["Item No."] == pool[0] and self.pool_of(e) == pool):
            values = self.values[entry["Entry No."]]
            if all(v["Valuation Date"] > period[1] for v in values):
                continue
            inside = any(period[0] <= v["Valuation Date"] for v in values if v["Valuation Date"] <= period[1])
            first = next(v for v in values if v["Item Ledger Entry Quantity"])
            if entry["Quantity"] < 0 and first["Valued By Average Cost"]:
                if period[0] <= first["Valuation Date"] <= period[1]:
                    count += 1
                    taken += Fraction(entry["Quantity"])
                    known = self.costs.get(entry["Entry No."])
                    if (known is not None and known.adopted) or (entry["Posting Date"] < period[0] and entry["Open"]):
                        return None
                    if self.partly(entry) and abs(self.recorded(entry) - self.by_quantity(entry).amount) > HALF_CENT * 2:
                        return None  # its balance (4.8) is part of the pool of those behind it
                    continue
            if inside and (self.divides(entry, period) or self.is_reworked(entry, pool, period)):
                return None
            moved = first["Valuation Date"] <= period[1]
            quantity += Fraction(entry["Quantity"]) if moved else 0
            if not self.is_derived(entry):
                cost += sum((_both(v) for v in values if v["Valuation Date"] <= period[1]), Fraction(0))
                continue
            if moved and inside and self.is_neutral(entry, pool, period):
                quantity -= Fraction(entry["Quantity"])
                replaced = {v["Entry No."] for v in self.derived_values(entry)}
                if self.partly(entry) or any(_both(v) for v in values if v["Entry No."] not in replaced):
                    return None  # its own charge counts for others, not for the issues it comes from
                continue
            elif moved:
                found = self.passed_on(entry)
                cost += found.amount
                error += found.error
            replaced = {v["Entry No."] for v in self.derived_values(entry)}
            cost += sum((_both(v) for v in values if v["Entry No."] not in replaced and v["Valuation Date"] <= period[1]), Fraction(0))
        if quantity <= 0 or cost < 0 or quantity + taken < 0:
            return None
        return cost / quantity, error, count

    def comes_back(self, pool: tuple[str, ...], period: tuple[dt.date, dt.date]) -> bool:
        """Whether transfers of the period lead from a place, over others, back to it."""
        seen: set[Any] = set()
        waiting: list[Any] = [pool]
        while waiting:
            here = waiting.pop()
            for no, own in self.own.items():
                source = self.entries.get(own["Outbound Item Entry No."])
                entry = self.entries[no]
                if source is None or entry["Entry Type"] != "Transfer" or self.pool_of(source) != here:
                    continue
                there = self.pool_of(entry)
                if there not in seen and period[0] <= self.day_of(entry) <= period[1]:
                    seen.add(there)
                    waiting.append(there)
        return pool in seen

    def divides(self, entry: Record, period: tuple[dt.date, dt.date]) -> bool:
        """Whether a revaluation of an entry divides the period."""
        return any(v["Entry Type"] == "Revaluation" and period[0] <= v["Valuation Date"] <= period[1] for v in self.values[entry["Entry No."]])

    def is_reworked(self, entry: Record, pool: tuple[str, ...], period: tuple[dt.date, dt.date]) -> bool:
        """Whether an entry was made from pieces of its own pool in the same period: it is no part of the average of those pieces."""
        used = [e for e in self.members.get(self.order_key(entry), ()) if e["Entry Type"] == MADE.get(entry["Entry Type"])]
        return any(e["Item No."] == pool[0] and self.pool_of(e) == pool and period[0] <= self.day_of(e) <= period[1] for e in used)

    def is_neutral(self, entry: Record, pool: tuple[str, ...], period: tuple[dt.date, dt.date]) -> bool:
        """Whether an entry moves what the same average of the same period took: it leaves and comes back at that average."""
        if entry["Quantity"] > 0:
            own = self.own.get(entry["Entry No."])
            sources = [own["Transferred-from Entry No."] or own["Outbound Item Entry No."]] if own else []
        else:
            first = next(v for v in self.values[entry["Entry No."]] if v["Item Ledger Entry Quantity"])
            if first["Valued By Average Cost"]:
                return self.pool_of(entry) == pool and period[0] <= first["Valuation Date"] <= period[1]
            sources = [] if entry["Open"] else [row["Inbound Item Entry No."] for row in self.takes[entry["Entry No."]]]
        return bool(sources) and all(no and self.is_neutral(self.entries[no], pool, period) for no in sources)


def _both(value: Record) -> Fraction:
    return Fraction(value["Cost Amount (Actual)"]) + Fraction(value["Cost Amount (Expected)"])


TABLES = (
    *("Item", "Item Ledger Entry", "Value Entry", "Item Application Entry", "Inventory Setup", "Accounting Period"),
    "Inventory Adjmt. Entry (Order)",
)


def auditor_of(records: Mapping[str, Iterable[Record]]) -> Auditor:
    """An auditor of books given as records by table."""
    return Auditor({name: list(records[name]) for name in TABLES})
