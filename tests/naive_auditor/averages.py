"""Averages of periods, in fractions."""

from __future__ import annotations

import calendar
import datetime as dt
from abc import ABC
from fractions import Fraction
from typing import Any

from tests.naive_auditor.records import HALF_CENT, MADE, Circle, Cost, Record, Records, both


class Averages(Records, ABC):
    """What an issue of an Average item costs: its part of opening and increases of its period."""

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
        """Quantity times the average of its period.

        Adopted where an invoice was valued in a later period than the shipment (IJ04), and in periods that end before
        Earliest Allowed Valuation Date: they are never flagged again (4.4), so they cost what they cost when it was set.
        """
        key = (self.pool_of(entry), self.period(self.day_of(entry)))
        earliest = self.setup["Earliest Allowed Valuation Date"]
        if self.spans(entry) or (earliest and key[1][1] < earliest):
            return self.adopt(entry)
        found = self.average(*key)
        if found is None:
            return self.adopt(entry)
        unit, error, count, least = found
        error += HALF_CENT * (count + 3)
        if self.partly(entry) and least:  # its invoice takes from what its shipment left of the pool, roundings included (4.5)
            error += HALF_CENT * (count + 1) * abs(Fraction(entry["Invoiced Quantity"])) / least
        return Cost(unit * Fraction(entry["Quantity"]), error)

    def average(self, pool: tuple[str, ...], period: tuple[dt.date, dt.date]) -> Any:
        """(unit cost, error of the pool, decreases in it, least quantity that they leave on the way) of a period, None where the order of posting decides."""
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
        quantity, cost, error, count, taken, steps = Fraction(0), Fraction(0), Fraction(0), 0, Fraction(0), []
        for entry in (e for e in self.entries.values() if e["Item No."] == pool[0] and self.pool_of(e) == pool):
            values = self.values[entry["Entry No."]]
            if all(v["Valuation Date"] > period[1] for v in values):
                continue
            if self.is_adjusted_later(entry, period):
                return None
            inside = any(period[0] <= v["Valuation Date"] for v in values if v["Valuation Date"] <= period[1])
            first = next(v for v in values if v["Item Ledger Entry Quantity"])
            if entry["Quantity"] < 0 and first["Valued By Average Cost"]:
                if period[0] <= first["Valuation Date"] <= period[1]:
                    count += 1
                    taken += Fraction(entry["Quantity"])
                    steps.append(taken)
                    known = self.costs.get(entry["Entry No."])
                    if (known is not None and known.adopted) or (entry["Posting Date"] < period[0] and entry["Open"]):
                        return None
                    if self.partly(entry) and abs(self.recorded(entry) - self.by_quantity(entry).amount) > HALF_CENT * 2:
                        return None  # its balance (4.8) is part of the pool of those behind it
                    continue
            if inside and (self.divides(entry, period) or self.spans(entry) or self.is_reworked(entry, pool, period)):
                return None
            moved = first["Valuation Date"] <= period[1]
            quantity += Fraction(entry["Quantity"]) if moved else 0
            if not self.is_derived(entry):
                cost += sum((both(v) for v in values if v["Valuation Date"] <= period[1]), Fraction(0))
                continue
            if moved and inside and self.is_neutral(entry, pool, period):
                quantity -= Fraction(entry["Quantity"])
                replaced = {v["Entry No."] for v in self.derived_values(entry)}
                if self.partly(entry) or any(both(v) for v in values if v["Entry No."] not in replaced):
                    return None  # its own charge counts for others, not for the issues it comes from
                continue
            if any(v["Valuation Date"] > period[1] for v in values):  # an invoice is valued later than its receipt or shipment
                cost += sum((both(v) for v in values if v["Valuation Date"] <= period[1]), Fraction(0))
                continue
            if moved:
                found = self.passed_on(entry)
                cost += found.amount
                error += found.error
            replaced = {v["Entry No."] for v in self.derived_values(entry)}
            cost += sum((both(v) for v in values if v["Entry No."] not in replaced and v["Valuation Date"] <= period[1]), Fraction(0))
        if quantity <= 0 or cost < 0 or quantity + taken < 0:
            return None
        return cost / quantity, error, count, min((quantity + step for step in steps if quantity + step > 0), default=Fraction(0))

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

    def spans(self, entry: Record) -> bool:
        """Whether an issue is valued in more than one period."""
        return entry["Quantity"] < 0 and len({self.period(v["Valuation Date"]) for v in self.values[entry["Entry No."]]}) > 1

    def is_adjusted_later(self, entry: Record, period: tuple[dt.date, dt.date]) -> bool:
        """Whether an adjustment is valued behind the period and what it adjusts is not (a shipment invoiced under IJ04, 2.17).

        The run that makes the adjustment counts it with what it adjusts (4.5), every later one where it is valued.
        """
        values = self.values[entry["Entry No."]]
        days = {v["Entry No."]: v["Valuation Date"] for v in values}
        return any(v["Adjustment"] and v["Valuation Date"] > period[1] >= days.get(v["Applies-to Entry"], dt.date.max) for v in values)

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
