"""What-if costing: the same transactions under other costing methods, and the proof that the re-run is the ledger's own (goals.md N4).

Every item's physical transactions are posted again through the engine under each method (costing.repost), adjusted, and
summed: ending value, cost of goods sold, variances. The control runs each item under its own method and compares with the
ledger after its own adjustment; where the two part, the reason is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from xlcost.costing import adjust_cost
from xlcost.costing.books import Books
from xlcost.costing.entries import AVERAGE, INVENTORY, PURCHASE, ROUNDING, SALE, SPECIFIC, STANDARD, VARIANCE
from xlcost.costing.history import Component, History
from xlcost.costing.plain_moves import PlainAmounts, PlainMoves, is_plain, moves_of, plain_amounts
from xlcost.costing.repost import Note, Reposting, batches
from xlcost.costing.unadjusted import free_setup, with_derived_columns
from xlcost.ledger import Ledger
from xlcost.ledger.boundary import codes
from xlcost.ledger.options import CostingMethod
from xlcost.money import sum_by, to_ticks
from xlcost.problems import XlcostError
from xlcost.views.reperformance import compare_adjustments
from xlcost.views.reperformance_reasons import DEVIATION, LEAST, TURNS

MOVED, ADJUSTMENTS, TAKES = (
    "Applications were moved by hand, or the ledger was not posted in the order of its entry numbers",
    "The ledger's cost adjustments do not follow from its applications",
    "Takes its cost from an item that deviates",
)
UNEXPLAINED = "Not explained"


@dataclass(frozen=True, slots=True)
class Figures:
    """What an item comes to under a method; amounts and quantity in ticks."""

    quantity: int = 0
    ending: int = 0  # value of the inventory, expected cost included
    sold: int = 0  # cost of goods sold, positive; expected cost included
    variance: int = 0  # standard cost less actual cost booked as variance: positive raises the result
    other: int = 0  # what left by adjustment, and consumption less output: positive lowers the inventory

    @property
    def charged(self) -> int:
        """What left the inventory for the income statement or for work in process."""
        return self.sold + self.other - self.variance

    def plus(self, other: Figures) -> Figures:
        """The sum of two."""
        return Figures(
            self.quantity + other.quantity,
            self.ending + other.ending,
            self.sold + other.sold,
            self.variance + other.variance,
            self.other + other.other,
        )


@dataclass(frozen=True, slots=True)
class Control:
    """An item re-run under its own method against the ledger."""

    item: str
    ledger: Figures
    rerun: Figures
    reason: str  # blank when they agree

    @property
    def deviation(self) -> tuple[int, int]:
        """(ending value, cost of goods sold): re-run less ledger."""
        return (self.rerun.ending - self.ledger.ending, self.rerun.sold - self.ledger.sold)


@dataclass(frozen=True)
class WhatIf:
    """`figures`: {item: {method: Figures}}; an item that could not be re-run under a method lacks it. `notes`: (method, Note)."""

    methods: Sequence[int]
    own: Mapping[str, int]
    figures: Mapping[str, Mapping[int, Figures]]
    as_recorded: Mapping[str, Figures]  # under each item's own method, from the re-run
    controls: Sequence[Control]
    notes: Sequence[tuple[int, Note]]

    def total(self, method: int) -> Figures:
        """The company under a method; an item that has no figures under it counts under its own method."""
        found = Figures()
        for item, by_method in self.figures.items():
            found = found.plus(by_method.get(method) or self.as_recorded[item])
        return found

    @property
    def recorded(self) -> Figures:
        """The company as recorded."""
        found = Figures()
        for figures in self.as_recorded.values():
            found = found.plus(figures)
        return found


Assignment = tuple[int, tuple[int, ...]]  # number of a component, a method for each of its items


@dataclass
class _Runs:
    """Runs of components, each assignment of methods only once."""

    history: History
    start: int
    end: int
    figures: dict[Assignment, dict[str, Figures]] = field(default_factory=dict)
    of_all_time: dict[Assignment, dict[str, Figures]] = field(default_factory=dict)
    notes: dict[Assignment, list[Note]] = field(default_factory=dict)

    @cached_property
    def plain(self) -> dict[int, PlainMoves]:
        """Moves of the items that are costed from columns, by number of the component; all of them in the same columns."""
        found = {n: c for n, c in enumerate(self.history.components) if is_plain(self.history, c)}
        return dict.fromkeys(found, moves_of(found.values())) if found else {}

    def run(self, methods: Mapping[str, int]) -> list[Assignment]:
        """The keys of all components under an assignment, run where they were not yet."""
        keys = [(n, tuple(methods[i] for i in c.items)) for n, c in enumerate(self.history.components)]
        self._run_plain([key for key in keys if key not in self.figures])
        missing = {id(self.history.components[n]): n for n, _ in keys if keys[n] not in self.figures}
        for group in batches(self.history.components[n] for n in missing.values()):
            for reposting, components in repost(self.history, methods, group):
                for component in components:
                    key = keys[missing[id(component)]]
                    good = [i for i in component.items if i not in reposting.failed]
                    self.figures[key] = {i: figures_of(reposting.books, i, self.start, self.end) for i in good}
                    self.of_all_time[key] = {i: figures_of(reposting.books, i) for i in good}
                    self.notes[key] = [n for n in reposting.notes if n.item in component.items]
        return keys

    def _run_plain(self, keys: Sequence[Assignment]) -> None:
        """Components of plain items, costed from their moves without posting. A standard that was in force stays with the engine."""
        by_method: dict[int, list[Assignment]] = {}
        for number, methods in keys:
            own = self.history.methods[self.history.components[number].items[0]]
            if number in self.plain and not own == methods[0] == STANDARD:
                by_method.setdefault(methods[0], []).append((number, methods))
        for method, wanted in by_method.items():
            moves = self.plain[wanted[0][0]]
            amounts = plain_amounts(self.history, moves, method)
            within, ever = figures_of_moves(moves, amounts, self.start, self.end), figures_of_moves(moves, amounts)
            for key in wanted:
                item = self.history.components[key[0]].items[0]
                self.figures[key], self.of_all_time[key], self.notes[key] = {item: within[item]}, {item: ever[item]}, []


def figures_of_moves(moves: PlainMoves, amounts: PlainAmounts, start: int = 0, end: int = 1 << 40) -> dict[str, Figures]:
    """What `figures_of` says of entries, from the columns of plain items: their value entries have the dates of their moves."""
    by_end = moves.day <= end
    counted = by_end & (moves.day >= start)
    whole = amounts.value + amounts.rounding + amounts.variance
    elsewhere = np.where((moves.kind != SALE) & (moves.kind != PURCHASE), amounts.value, 0) + amounts.rounding
    columns = (
        np.where(by_end, moves.quantity, 0),
        np.where(by_end, whole, 0),
        np.where(counted & (moves.kind == SALE), -amounts.value, 0),
        np.where(counted, amounts.variance, 0),
        np.where(counted, -elsewhere, 0),
    )
    sums = zip(*(sum_by(moves.item, len(moves.items), column).tolist() for column in columns), strict=True)
    return {item: Figures(*numbers) for item, numbers in zip(moves.items, sums, strict=True)}


def repost(history: History, methods: Mapping[str, int], group: Iterable[Component]) -> list[tuple[Reposting, list[Component]]]:
    """Components posted again and adjusted; one whose adjustment is refused stands alone, so that it stops no other."""
    components = list(group)
    reposting = Reposting(history, dict(methods))
    for component in components:
        reposting.post(component)
    try:
        reposting.adjust()
    except XlcostError as error:
        if len(components) > 1:
            return [found for component in components for found in repost(history, methods, [component])]
        reposting.stop(components[0], 0, error)
    return [(reposting, components)]


def figures_of(books: Books, item: str, start: int = 0, end: int = 1 << 40) -> Figures:
    """The figures of an item in books, by posting date: value at the end, cost of goods sold and variances in between."""
    quantity = ending = sold = variance = other = 0
    for entry in books.by_item[item]:
        if entry.posting_date <= end:
            quantity += entry.quantity
        for v in entry.values:
            if v.posting_date > end:
                continue
            amount = v.actual + v.expected
            ending += amount
            if v.posting_date >= start:
                if v.entry_type == VARIANCE:
                    variance += amount
                elif v.ile_type == SALE:
                    sold -= amount
                elif v.ile_type != PURCHASE or v.entry_type == ROUNDING:
                    other -= amount
    return Figures(quantity, ending, sold, variance, other)


def what_if(
    ledger: Ledger, methods: Iterable[str], *, items: Iterable[str] | None = None, start: int = 0, end: int = 1 << 40
) -> WhatIf:
    """Every item of type Inventory under each method, by caption: FIFO, LIFO, Average, Standard; `items` limits what is shown.

    `start` and `end` (day numbers) limit the cost of goods sold, `end` the ending value, by posting date. The control is of
    all time. Items of method Specific stay Specific: which piece was sold is a fact. Raises AC01 when columns are missing.
    """
    asked = [_method(m) for m in methods]
    history = History(ledger)
    named = codes(items)
    wanted = None if named is None else set(named)
    shown = [i for i in sorted(history.methods) if (wanted is None or i in wanted) and history.card(i).item_type == INVENTORY]
    runs = _Runs(history, start, end)
    figures: dict[str, dict[int, Figures]] = {i: {} for i in shown}
    notes: list[tuple[int, Note]] = []
    for method in asked:
        for key in runs.run({i: own if own == SPECIFIC else method for i, own in history.methods.items()}):
            for item, found in runs.figures[key].items():
                if item in figures:
                    figures[item][method] = found
            notes += [(method, n) for n in runs.notes[key] if n.item in figures]
    recorded: dict[str, Figures] = {}
    rerun: dict[str, Figures] = {}
    stopped: dict[str, str] = {}
    for key in runs.run(history.methods):
        recorded |= {i: f for i, f in runs.figures[key].items() if i in figures}
        rerun |= runs.of_all_time[key]
        stopped |= {n.item: n.text for n in runs.notes[key]}
    for item in shown:
        recorded.setdefault(item, figures_of(history.books, item, start, end))
    controls = _controls(ledger, history, shown, rerun, stopped)
    return WhatIf(asked, {i: history.methods[i] for i in shown}, figures, recorded, controls, notes)


def _method(word: str) -> int:
    found = CostingMethod.lookup().get(" ".join(str(word).split()).casefold())
    if found is None or int(found) == SPECIFIC:
        raise XlcostError(
            "OPTION_INVALID",
            f"{word!r} is no method that a what-if can run.",
            where="Methods",
            rule="Which piece a Specific item sold is a fact, not a method that can be tried.",
            remedy="Choose from FIFO, LIFO, Average and Standard.",
        )
    return int(found)


def _controls(
    ledger: Ledger, history: History, shown: Sequence[str], rerun: Mapping[str, Figures], stopped: Mapping[str, str]
) -> list[Control]:
    """Each item under its own method against the ledger after its own adjustment."""
    state = with_derived_columns(ledger)
    tables = {name: table for name, table in state.tables.items() if name not in ("Inventory Period", "User Setup")}
    free = Ledger(tables, state.problems).with_tables(*(t for t in free_setup(state) if t.length))
    adjusted = Books(adjust_cost(free).ledger)
    adjusted.load(shown)
    found = [(item, figures_of(adjusted, item), rerun.get(item, Figures())) for item in shown]
    deviations = {i: max(abs(left.ending - right.ending), abs(left.sold - right.sold)) for i, left, right in found if left != right}
    reasons = _reasons(ledger, history, deviations, stopped) if deviations else {}
    return [Control(item, left, right, reasons.get(item, "")) for item, left, right in found]


def _in_turns(history: History, item: str, deviation: int) -> bool:
    """An average to which cost comes back, that is off by no more than a thousandth of what it moved, or ten cents."""
    back = any(entry.returned for entry in history.books.by_item[item])
    moved = sum(abs(v.actual) for entry in history.books.by_item[item] for v in entry.values)
    return history.methods[item] == AVERAGE and back and deviation * 1000 <= max(moved, to_ticks(LEAST))


def _reasons(
    ledger: Ledger, history: History, deviations: Mapping[str, int], stopped: Mapping[str, str]
) -> dict[str, str]:
    """Why the re-run of an item is not the ledger's own."""
    differing = list(deviations)
    compared = {r["Item No."]: r["Reason"] for r in compare_adjustments(ledger, differing).differences}
    component = {i: c for c in history.components for i in c.items}
    found: dict[str, str] = {}
    for item in differing:
        if item in stopped:
            found[item] = stopped[item]
        elif item in compared:
            found[item] = ADJUSTMENTS if compared[item] == DEVIATION else compared[item]
        elif _in_turns(history, item, deviations[item]):
            found[item] = TURNS
        elif _moved(history, component[item], item):
            found[item] = MOVED
    for item in differing:
        if item not in found:
            found[item] = TAKES if any(other in found for other in component[item].items) else UNEXPLAINED
    return found


def _moved(history: History, component: Component, item: str) -> bool:
    """Whether the applications of the re-run are not those of the ledger."""
    ((reposting, _),) = repost(history, history.methods, [component])
    then = {now.no: number for number, found in reposting.counterparts.items() if len(found) == 1 for now in found}
    ours = {(then.get(r.inbound, 0), then.get(r.ile_no, 0), r.quantity) for e in reposting.books.by_item[item] for r in e.takes}
    theirs = {(r.inbound, r.ile_no, r.quantity) for e in history.books.by_item[item] for r in e.takes}
    return ours != theirs


def summary(result: WhatIf) -> list[dict[str, Any]]:
    """Per method, best result first: totals and what the result would be more (or less) than recorded, in ticks."""
    recorded = result.recorded
    rows = []
    for method in result.methods:
        total = result.total(method)
        rows.append({"method": method, "total": total, "effect": recorded.charged - total.charged})
    return sorted(rows, key=lambda r: (-r["effect"], r["method"]))


__all__ = ["Control", "Figures", "WhatIf", "summary", "what_if"]
