"""The outer loop of Adjust Cost - Item Entries and the visit of one item (costing-engine.md 4.1, 4.2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from tests.reference_adjustment import entry_points, unit_cost
from tests.reference_adjustment.applied import AppliedPass
from tests.reference_adjustment.average import AveragePass, alternations
from tests.reference_adjustment.books import CONSUMPTIONS, OUTPUTS, TO_ADJUST, Books
from tests.reference_adjustment.orders import OrderAdjustment
from tests.reference_adjustment.posting import post_buffer

MOST_TURNS = 200


class Adjustment:
    """A run over some books."""

    def __init__(self, b: Books, items: Collection[str] | None, till: dt.date) -> None:
        self.b, self.items, self.till = b, items, till
        self.levels = low_level_codes(b)
        self.alternated = alternations()
        self.done_until: set[str] = set()  # Average items that are adjusted only up to `till`

    def run(self) -> Books:
        """Turn by turn until nothing waits; what is added and changed is in the books."""
        b, first = self.b, True
        for _ in range(MOST_TURNS):
            waiting = self.unadjusted_items()
            if not waiting and not first:
                break
            for item in waiting:
                self.visit(item)
            for kind in ("Assembly", "Production"):
                for key in sorted(k for k in b.orders if k[0] == kind):
                    order = b.orders[key]
                    if not order["Cost is Adjusted"] and (kind == "Assembly" or order["Is Finished"]) and self._wanted(order["Item No."]):
                        OrderAdjustment(b, order).run()
            first = False
        else:
            raise AssertionError("the adjustment does not come to an end")
        for numbers in b.remembered.values():
            for no in numbers:
                b.entries[no][TO_ADJUST] = True
        for item in self.done_until:
            b.items[item]["Cost is Adjusted"] = False
        return b

    def _wanted(self, item: str) -> bool:
        return item in self.b.items and (self.items is None or item in self.items)

    def unadjusted_items(self) -> list[str]:
        """Items that wait, of the highest Low-Level Code among them, by No. (4.1)."""
        waiting = [
            no
            for no, item in self.b.items.items()
            if not item["Cost is Adjusted"] and not item["Excluded from Cost Adjustment"] and self._wanted(no)
            if no not in self.done_until or entry_points.unadjusted(self.b, no, self.till)
        ]
        deepest = max((self.levels[no] for no in waiting), default=0)
        return sorted(no for no in waiting if self.levels[no] == deepest)

    def visit(self, item: str) -> None:
        """4.2."""
        b = self.b
        remembered_before = bool(b.remembered[item])
        keys = {(item, place, variant) for place, variant, _ in entry_points.unadjusted(b, item)}
        applied = AppliedPass(b, item)
        applied.run()
        average = b.is_average(item)
        if average:
            AveragePass(b, item, applied, self.till, self.alternated).run()
        keys |= post_buffer(b)
        done = True
        if average:
            done = not entry_points.unadjusted(b, item, self.till)
            if done and entry_points.unadjusted(b, item):
                self.done_until.add(item)
        else:
            for point in b.points:
                if point[0] == item:
                    b.points[point] = True
            if b.remembered[item] and not remembered_before:
                done = False
                for no in b.remembered[item]:
                    b.entries[no][TO_ADJUST] = True
        b.items[item]["Cost is Adjusted"] = done
        if keys:
            unit_cost.update(b, item, sorted(keys))


def low_level_codes(b: Books) -> dict[str, int]:
    """Low-Level Codes of the items; where none is given: the longest path over the consumption -> output pairs of orders (1.1)."""
    given = {no: item["Low-Level Code"] for no, item in b.items.items()}
    if any(given.values()):
        return given
    makes: dict[str, set[str]] = {no: set() for no in b.items}
    inputs: dict[Any, set[str]] = {}
    for entry in b.entries.values():
        if entry["Entry Type"] in CONSUMPTIONS:
            inputs.setdefault(b.order_key(entry), set()).add(entry["Item No."])
    for entry in b.entries.values():
        if entry["Entry Type"] in OUTPUTS:
            for component in inputs.get(b.order_key(entry), ()):
                makes[component].add(entry["Item No."])
    codes = dict.fromkeys(b.items, 0)
    for _ in b.items:  # a cycle ends after as many rounds as there are items
        for component, made in makes.items():
            codes[component] = max((codes[m] + 1 for m in made if component not in _reached(makes, m)), default=codes[component])
    return codes


def _reached(makes: Mapping[str, set[str]], item: str) -> set[str]:
    found, ahead = {item}, [item]
    while ahead:
        new = makes[ahead.pop()] - found
        found |= new
        ahead += new
    return found


def adjustment_of(tables: Mapping[str, Iterable[Mapping[str, Any]]], items: Collection[str] | None = None, until: dt.date | None = None) -> Books:
    """What `adjust_cost` must do to a ledger's records; raises `posting.Refused` where it must refuse."""
    return Adjustment(Books(tables), items, until or dt.date.max).run()
