"""Plain items adjusted from columns: their new value entries, flags and unit costs, without an entry being lifted (costing-engine.md 4.2 to 4.10).

What `visit_item` does entry by entry is done here for all plain items at once (see `plain_items`), with the same rows in the same
order: per item its Rounding entries by item ledger entry, then one adjustment per changed issue by the number of the value
entry it refers to. Entry Nos. are given when the item's turn comes (`visit`).

Example: 3 received for 10.00, three issues of 1 posted at 3.00. Their shares are 3.33; the item gets a Rounding entry of -0.01 on
the receipt and three adjustments of -0.33.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from xlcost.costing.books import Books
from xlcost.costing.checks import check_dates
from xlcost.costing.columns import VALUE_COLUMNS
from xlcost.costing.entries import BLANK_CENTER, DIRECT, ROUNDING, STANDARD, ItemCard
from xlcost.costing.hand_back import VALUE_COPIES
from xlcost.costing.plain_costs import average_costs, running, shares
from xlcost.costing.plain_items import PlainItems
from xlcost.costing.unit_cost import Decrease, last_decrease, stock_cost
from xlcost.ledger import Table
from xlcost.ledger.average_periods import FOREVER
from xlcost.ledger.grouped import Grouped
from xlcost.ledger.table import constant
from xlcost.ledger.tables import BY_NAME
from xlcost.money import Array, divide, sum_by
from xlcost.problems import XlcostError

_OF_CARRIER = ("Document Type", "Document No.", "Document Line No.", "Document Date", "Order Type", "Order No.", "Order Line No.")


@dataclass(frozen=True)
class NewRows:
    """New value entries of plain items in the order of their items, as positions of entries and value entries among the candidates."""

    item: Array
    entry: Array
    carrier: Array  # value entry whose document and dates they take
    last: Array  # value entry whose Valuation Date they take
    amount: Array
    rounding: Array  # whether it is a Rounding entry; else an adjustment


class PlainAdjustment:
    """The adjustment of the plain items among some unadjusted ones; an item that is `in` it needs no visit entry by entry."""

    def __init__(self, books: Books, found: PlainItems, candidates: frozenset[str]) -> None:
        self.books, self.found, self.candidates = books, found, candidates
        self.first_no = np.zeros(len(found.items), dtype=np.int64)  # Entry No. of the first new value entry per item
        self._adjust()
        self.numbers = {item: i for i, item in enumerate(found.items) if found.plain[i]}

    @staticmethod
    def of(books: Books, candidates: set[str], until: int) -> PlainAdjustment | None:
        """The adjustment of the plain items among the candidates; None when there are none."""
        found = PlainItems(books, candidates)
        if until < FOREVER:
            found.plain &= ~found.average  # what lies behind the date stays waiting
        return PlainAdjustment(books, found, frozenset(candidates)) if found.plain.any() else None

    def __contains__(self, item: str) -> bool:
        return item in self.numbers

    # -- costs ----------------------------------------------------------------------------------------------
    def _adjust(self) -> None:
        found = self.found
        entries, rows = found.entries, found.applications
        start = entries.flagged & ~found.issue
        self._due = np.zeros(len(entries.rows), dtype=np.bool_)  # issues whose cost is asked
        layered = ~found.average[entries.item]
        self._due[rows.issue[(start & layered)[rows.receipt]]] = True
        part = np.zeros(len(rows.issue), dtype=np.int64)
        needed = np.flatnonzero((self._due[rows.issue] | start[rows.receipt]) & layered[rows.issue])
        giver = rows.receipt[needed]
        part[needed] = shares(found.base[giver], rows.quantity[needed], entries.quantity[giver])
        self.cost = np.zeros(len(entries.rows), dtype=np.int64)
        np.subtract.at(self.cost, rows.issue, part)
        self._average()
        self.rows = self._new_rows(self._roundings(start & layered, part))
        self._remember(start & layered)

    def _roundings(self, start: Array, part: Array) -> Array:
        """Per receipt what is left when it is used up, all of it by issues that are invoiced (4.6)."""
        entries, rows, v = self.found.entries, self.found.applications, self.found.values
        passed, taken, worth = (np.zeros(len(entries.rows), dtype=np.int64) for _ in range(3))
        np.add.at(passed, rows.receipt, rows.quantity)
        np.add.at(taken, rows.receipt, part)
        np.add.at(worth, v.entry, np.where(v.is_expected, 0, v.actual))
        undated = np.zeros(len(entries.rows), dtype=np.bool_)
        undated[rows.receipt[~rows.dated]] = True
        used_up = start & ~entries.open & entries.completely_invoiced & ~undated & (passed == entries.quantity)
        return np.where(used_up, taken - worth, 0)

    def _remember(self, start: Array) -> None:
        """Which receipts wait for something that is still missing, and are looked at again then (4.3)."""
        entries, rows = self.found.entries, self.found.applications
        complete = entries.completely_invoiced
        some_open = np.zeros(len(entries.rows), dtype=np.bool_)  # issues of which some source is not completely invoiced
        some_open[rows.issue[~complete[rows.receipt]]] = True
        unsettled = entries.open | ~complete
        again = ~complete[rows.issue] & (unsettled[rows.receipt] | ~some_open[rows.issue])
        self.waits = np.zeros(len(entries.rows), dtype=np.bool_)
        self.waits[rows.receipt[again]] = True
        self.waits &= start

    # -- averages -------------------------------------------------------------------------------------------
    def _average(self) -> None:
        """Costs of the issues of Average items from the first unadjusted period on (4.5)."""
        found, periods = self.found, self.books.periods
        v, item = found.values, found.entries.item[found.values.entry]
        mine = np.flatnonzero((found.average & found.plain)[item])
        if not len(mine):
            return
        days, number = np.unique(self.books.ledger.table("Value Entry")["Valuation Date"][v.rows[mine]], return_inverse=True)
        end = np.array([periods.period(day)[1] for day in days.tolist()], dtype=np.int64)[number]
        entry, item = v.entry[mine], item[mine]
        issue = found.issue[entry]
        low, high = np.full(len(found.issue), FOREVER + 1, dtype=np.int64), np.zeros(len(found.issue), dtype=np.int64)
        np.minimum.at(low, entry, end)
        np.maximum.at(high, entry, end)
        found.strike(item[issue & (low[entry] != high[entry])])
        before = end < self._first_waiting()[item]
        moves = issue & ~before & (mine == found.carrier[entry])
        chosen = np.flatnonzero(moves | before | ~issue)
        chosen = chosen[np.lexsort((v.no[mine[chosen]], found.entries.no[entry[chosen]]))]
        self._value(mine[chosen], np.where(before[chosen], 0, end[chosen]), moves[chosen])

    def _first_waiting(self) -> Array:
        """Per item the day of its first unadjusted entry point."""
        points = self.books.points
        return np.array([min((k[2] for k in points.unadjusted(i)), default=FOREVER + 1) for i in self.found.items], dtype=np.int64)

    def _value(self, values: Array, end: Array, moves: Array) -> None:
        """Values issues (`moves`) among the value entries of their items; those with end 0 lie before and are one increase per item."""
        found = self.found
        entry = found.values.entry[values]
        item, before = found.entries.item[entry], end == 0
        quantity = np.where(moves, found.entries.quantity[entry], found.values.ile_quantity[values])
        amount = np.where(moves, 0, found.values.actual[values] + found.values.expected[values])
        opening = [sum_by(item[before], len(found.items), column[before]) for column in (quantity, amount)]
        pools = np.unique(item)
        pool, period = np.concatenate([pools, item[~before]]), np.concatenate([np.zeros_like(pools), end[~before]])
        number, worth = (np.concatenate([o[pools], c[~before]]) for o, c in zip(opening, (quantity, amount), strict=True))
        order = np.lexsort((number < 0, period, pool))
        found.strike(pool[order][running(pool[order], number[order]) < 0])
        good = found.plain[pool]
        costs = np.zeros(len(pool), dtype=np.int64)
        costs[good] = average_costs(pool[good], period[good], number[good], worth[good])
        left = running(pool[order], np.where(number < 0, costs, worth)[order])
        found.strike(pool[order][1:][(left[:-1] < 0) & (number[order][1:] < 0)])
        valued = np.concatenate([np.zeros(len(pools), dtype=np.bool_), moves[~before]])
        where = entry[~before][moves[~before]]
        self.cost[where] = costs[valued]
        self._due[where] = True

    # -- new value entries ----------------------------------------------------------------------------------
    def _new_rows(self, rest: Array) -> NewRows:
        """What is posted, in the order of posting; items of which a date is refused are left to the visit, which says so."""
        found = self.found
        entries, v = found.entries, found.values
        delta = np.where(self._due, self.cost - found.old, 0)
        direct = (v.kind == DIRECT) & ~v.charge
        last = found.last(direct)
        source = np.where(found.issue, found.carrier, found.last(direct & ~v.adjustment))
        amount = np.where(found.issue, delta, rest)
        entry = np.flatnonzero((amount != 0) & (source >= 0) & found.plain[entries.item])
        days = self.books.ledger.table("Value Entry")["Posting Date"][v.rows[source[entry]]]
        self._days = {day: self.books.settings.adjustment_date(day) for day in np.unique(days).tolist()}
        refused = [day for day, posted in self._days.items() if not self._may_post(posted)]
        found.strike(entries.item[entry[np.isin(days, refused)]])
        entry = entry[found.plain[entries.item[entry]]]
        rounding = ~found.issue[entry]
        number = np.where(rounding, entries.no[entry], v.no[source[entry]])
        entry = entry[np.lexsort((number, ~rounding, entries.item[entry]))]
        return NewRows(entries.item[entry], entry, source[entry], last[entry], amount[entry], ~found.issue[entry])

    def _may_post(self, day: int) -> bool:
        try:
            check_dates(self.books.settings, day, "")
        except XlcostError:
            return False
        return True

    # -- the visit ------------------------------------------------------------------------------------------
    def visit(self, item: str) -> None:
        """The visit of one item: its Entry Nos., entry points, unit cost."""
        books, position = self.books, self.numbers[item]
        rows = self._rows_of(position)
        waiting = books.points.unadjusted(item)
        self.first_no[position] = books.last_value + 1
        books.last_value += rows.stop - rows.start
        if not self.found.average[position]:
            self._flag_points(item, rows)
        books.points.set_adjusted(item, [key for key, adjusted in books.points.of(item).items() if not adjusted])
        card = self.found.cards[position]
        card.adjusted = True
        if (waiting or rows.stop > rows.start) and card.method != STANDARD:
            card.unit_cost = self._unit_cost(card, position) or card.unit_cost

    def _rows_of(self, position: int) -> slice:
        first, last = np.searchsorted(self.rows.item, [position, position + 1])
        return slice(int(first), int(last))

    def _flag_points(self, item: str, rows: slice) -> None:
        """An adjusted issue has an entry point at its place and valuation date (4.4)."""
        table, entries = self.books.ledger.table("Value Entry"), self.books.ledger.table("Item Ledger Entry")
        chosen = np.arange(rows.start, rows.stop)[~self.rows.rounding[rows]]
        captions = ("Variant Code", "Location Code")
        places = entries.tuples(captions, self.found.entries.rows[self.rows.entry[chosen]])
        days = table["Valuation Date"][self.found.values.rows[self.rows.carrier[chosen]]].tolist()
        known = self.books.points.of(item)
        for variant, location, day in {(*place, day) for place, day in zip(places, days, strict=True)} - known.keys():
            self.books.points.flag(item, False, variant, location, day)

    def _unit_cost(self, card: ItemCard, position: int) -> int:
        quantity, cost = int(self._quantities[position]), int(self._costs[position])
        if quantity > 0:
            return stock_cost(quantity, cost, self._layers(position))
        if quantity == 0 and not self.found.entries.open[self._entries_of[position]].any():
            return last_decrease(card.method, self._decreases(position))
        return 0

    @cached_property
    def _quantities(self) -> Array:
        found = self.found
        return sum_by(found.entries.item[found.values.entry], len(found.items), found.values.ile_quantity)

    @cached_property
    def _costs(self) -> Array:
        return sum_by(self.found.entries.item, len(self.found.items), self._entry_costs)

    @cached_property
    def _entry_costs(self) -> Array:
        """What every entry comes to, new value entries included."""
        found = self.found
        costs = sum_by(found.values.entry, len(found.entries.rows), found.values.actual + found.values.expected)
        np.add.at(costs, self.rows.entry, self.rows.amount)
        return costs

    @cached_property
    def _entries_of(self) -> Grouped:
        """Positions of the entries by item."""
        return Grouped(self.found.entries.item, len(self.found.items))

    @cached_property
    def _values_of(self) -> Grouped:
        """Positions of the value entries by item."""
        return Grouped(self.found.entries.item[self.found.values.entry], len(self.found.items))

    def _layers(self, position: int) -> Iterator[tuple[int, int, int]]:
        entries, mine = self.found.entries, self._entries_of[position]
        mine = mine[entries.open[mine] & ~self.found.issue[mine]]
        remaining = self.books.ledger.table("Item Ledger Entry")["Remaining Quantity"][entries.rows[mine]]
        yield from zip(self._entry_costs[mine].tolist(), entries.quantity[mine].tolist(), remaining.tolist(), strict=True)

    def _decreases(self, position: int) -> Iterator[Decrease]:
        """The decreases of the last day on which there is one with a cost, valued by average first for Average items."""
        v, entries, table = self.found.values, self.found.entries, self.books.ledger.table("Value Entry")
        chosen = self._values_of[position]
        chosen = chosen[(v.ile_quantity[chosen] < 0) & ~v.adjustment[chosen]]
        chosen = chosen[self._entry_costs[v.entry[chosen]] != 0]
        by_average = table["Valued By Average Cost"][v.rows[chosen]]
        chosen = chosen[by_average] if by_average.any() else chosen
        days = table["Valuation Date"][v.rows[chosen]]
        chosen = chosen[days == days.max(initial=0)]
        entry = v.entry[chosen]
        values = table.tuples(("Valuation Date", "Entry No.", "Valued By Average Cost"), v.rows[chosen])
        places = self.books.ledger.table("Item Ledger Entry").tuples(("Location Code", "Variant Code"), entries.rows[entry])
        sums = zip(self._entry_costs[entry].tolist(), entries.quantity[entry].tolist(), strict=True)
        for (day, no, average), (location, variant), (cost, quantity) in zip(values, places, sums, strict=True):
            yield Decrease(day, location, variant, no, cost, quantity, False, average)

    # -- what is handed back --------------------------------------------------------------------------------
    def flags(self) -> tuple[Array, Array]:
        """Rows of Item Ledger Entry that were flagged, and whether they stay so because they wait for something."""
        entries = self.found.entries
        mine = np.flatnonzero(entries.flagged & self.found.plain[entries.item])
        return entries.rows[mine], self.waits[mine]

    def in_order(self, rows: Sequence[int]) -> list[int]:
        """Changed rows of Item Ledger Entry: those of the items that the call began with by Entry No., then the rest as they come."""
        table, places = self.books.ledger.table("Item Ledger Entry"), np.asarray(rows, dtype=np.int64)
        begun = np.array([item in self.candidates for item in table["Item No."][places].tolist()], dtype=np.bool_)
        first = places[begun]
        return [*first[np.argsort(table["Entry No."][first])].tolist(), *places[~begun].tolist()]

    def new_values(self, source_code: str) -> Table | None:
        """The new value entries as rows of Value Entry, Entry Nos. as given by the visits (2.17, 4.6, 4.8)."""
        rows, table, entries = self.rows, self.books.ledger.table("Value Entry"), self.books.ledger.table("Item Ledger Entry")
        count = len(rows.entry)
        if not count:
            return None
        carrier, entry, adjusts = self.found.values.rows[rows.carrier], self.found.entries.rows[rows.entry], ~rows.rounding
        invoiced = table["Invoiced Quantity"][carrier]
        valued = np.where(
            rows.rounding, self.found.entries.quantity[rows.entry], np.where(invoiced != 0, invoiced, table["Valued Quantity"][carrier])
        )
        expected = adjusts & table["Expected Cost"][carrier]
        first = np.searchsorted(rows.item, rows.item)
        columns = {c: constant(self._blank(c), count, table[c].dtype) for c in VALUE_COLUMNS.values()}
        columns |= {c: table[c][carrier] for c in (*_OF_CARRIER, *(c for c in VALUE_COPIES if c in table.given))}
        columns |= {c: entries[c][entry] for c in ("Item No.", "Variant Code", "Location Code")}
        columns |= {
            "Entry No.": self.first_no[rows.item] + np.arange(count) - first,
            "Item Ledger Entry No.": self.found.entries.no[rows.entry],
            "Posting Date": np.array([self._days[day] for day in table["Posting Date"][carrier].tolist()], dtype=np.int64),
            "Valuation Date": table["Valuation Date"][self.found.values.rows[rows.last]],
            "Item Ledger Entry Type": np.where(adjusts, table["Item Ledger Entry Type"][carrier], entries["Entry Type"][entry]),
            "Entry Type": np.where(adjusts, DIRECT, ROUNDING),
            "Variance Type": np.where(adjusts, table["Variance Type"][carrier], 0),
            "Valued Quantity": valued,
            "Cost per Unit": np.array([divide(a, q) for a, q in zip(rows.amount.tolist(), valued.tolist(), strict=True)], dtype=np.int64),
            "Cost Amount (Actual)": np.where(expected, 0, rows.amount),
            "Cost Amount (Expected)": np.where(expected, rows.amount, 0),
            "Expected Cost": expected,
            "Inventoriable": np.ones(count, dtype=np.bool_),
            "Valued By Average Cost": adjusts & table["Valued By Average Cost"][carrier],
            "Adjustment": adjusts,
            "Drop Shipment": adjusts & table["Drop Shipment"][carrier],
            "Applies-to Entry": np.where(adjusts, self.found.values.no[rows.carrier], 0),
        }
        if source_code:
            columns["Source Code"] = constant(source_code, count, object)
        return Table(table.definition, count, columns)

    def _blank(self, caption: str) -> Any:
        """What an adjustment holds where nothing is copied from its carrier."""
        return BLANK_CENTER if caption == "Type" else BY_NAME["Value Entry"].by_caption[caption].blank
