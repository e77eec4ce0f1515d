"""The pool of an average: quantity and cost from which a decrease takes its share (costing-engine.md 4.5, pool(v)).

A pool is everything valued before the period (the opening) plus the entries of the period that are not
excluded. In a normal period those are the receipts and fixed-applied decreases; the average-valued decreases
are taken out one after the other. Excluded are also the entries that cost flows into from the decrease itself
(`chain`), so that a transfer does not value itself.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property

from xlcost.costing.books import Books
from xlcost.costing.chain import Chains
from xlcost.costing.entries import (
    ASSEMBLY_CONSUMPTION,
    ASSEMBLY_OUTPUT,
    CONSUMPTION,
    DIRECT,
    OUTPUT,
    PRODUCTION,
    REVALUATION,
    ItemEntry,
    Value,
)
from xlcost.costing.shares import first_value, hits, plus, scaled
from xlcost.money import ERP, quotient, share_quotient_first, unit_round

Pair = tuple[ItemEntry, Value]
_CONSUMPTIONS, _OUTPUTS = frozenset({CONSUMPTION, ASSEMBLY_CONSUMPTION}), frozenset({OUTPUT, ASSEMBLY_OUTPUT})


def _order_of(entry: ItemEntry) -> tuple[int, str, int]:
    """The order of an entry, of a production order its line; an assembly order has one (1.8)."""
    return entry.order_type, entry.order_no, entry.order_line if entry.order_type == PRODUCTION else 0


class Pool:
    """All value entries of an Average item, by period."""

    def __init__(self, books: Books, item: str) -> None:
        self.books, self.item = books, item
        self.chains = Chains(books, item)
        self._openings: dict[tuple[int, str | None, str | None], tuple[int, int | Decimal]] = {}
        self._read()

    def _read(self) -> None:
        self.by_end: dict[int, list[Pair]] = {}
        period = self.books.periods.period
        for entry in self.books.by_item[self.item]:
            for value in entry.values:
                self.by_end.setdefault(period(value.valuation_date)[1], []).append((entry, value))
        self.ends = sorted(self.by_end)
        self.short = [e for e in self.books.by_item[self.item] if e.quantity < 0 and e.open]

    def changed(self) -> None:
        """Costs of entries other than the decrease in hand were changed."""
        self._openings.clear()

    def forget(self, day: int) -> None:
        """Opening sums from a day on are taken anew."""
        self._openings = {k: v for k, v in self._openings.items() if k[0] < day}

    def period_ends(self, location: str, variant: str, day: int) -> list[int]:
        """Ends of the periods from a day on in which the pool's place has value entries."""
        return [
            e
            for e in self.ends[bisect_left(self.ends, day) :]
            if self.books.periods.by_item(e) or any(x.location == location and x.variant == variant for x, _ in self.by_end[e])
        ]

    def opening(self, start: int, location: str | None, variant: str | None) -> tuple[int, int | Decimal]:
        """Sums of quantity and cost valued before a day; None for the whole item."""
        key = (start, location, variant)
        found = self._openings.get(key)
        if found is None:
            before = [k for k in self._openings if k[1:] == key[1:] and k[0] <= start]
            base = max(before, default=None)
            quantity, cost = self._openings[base] if base is not None else (0, 0)
            first = base[0] if base is not None else 0
            for end in self.ends[bisect_left(self.ends, first) :]:
                if end >= start:
                    break
                for entry, value in self.by_end[end]:
                    if location is None or (entry.location == location and entry.variant == variant):
                        quantity += value.ile_quantity
                        cost += value.cost
            found = self._openings[key] = (quantity, cost)
        return found

    def place_opening(self, start: int, end: int, location: str, variant: str) -> tuple[int, int | Decimal]:
        """Opening of a place when older years had the calculation type Item (3.1)."""
        run = self.books.periods.type_run_start(end)
        if not run:
            return self.opening(start, location, variant)
        whole_q, whole_c = self.opening(run, None, None)
        place_q = self.opening(run, location, variant)[0]
        quantity, cost = self.opening(start, location, variant)
        old_q, old_c = self.opening(run, location, variant)
        quantity, cost = quantity - old_q, cost - old_c
        if place_q and whole_q:
            factor = quotient(place_q, whole_q)
            quantity += unit_round(ERP.multiply(factor, Decimal(whole_q)))
            cost = ERP.add(Decimal(cost), ERP.multiply(factor, Decimal(whole_c)))
        return quantity, cost

    def period(self, end: int, location: str, variant: str) -> PoolPeriod:
        """One period of the pool of a place (or of the item)."""
        start = self.books.periods.period(end)[0]
        by_item = self.books.periods.by_item(end)
        if by_item:
            members = self.by_end[end]
            opening = self.opening(start, None, None)
        else:
            members = [(e, v) for e, v in self.by_end[end] if e.location == location and e.variant == variant]
            opening = self.place_opening(start, end, location, variant)
        return PoolPeriod(self, start, end, by_item, members, opening)


class PoolPeriod:
    """The value entries of one period of a pool, and the running pool."""

    def __init__(self, pool: Pool, start: int, end: int, by_item: bool, members: list[Pair], opening: tuple[int, int | Decimal]) -> None:
        self.pool, self.start, self.end, self.by_item = pool, start, end, by_item
        self.members, self.opening = members, opening
        self._running: tuple[int, int | Decimal] | None = None
        self._stretch = -1  # of Entry Nos. between two exceptions

    def decreases(self) -> list[Pair]:
        """The decreases valued by average, by item ledger entry and value entry number."""
        found = [(e, v) for e, v in self.members if v.by_average and not v.adjustment and v.valued < 0]
        found.sort(key=lambda p: (p[0].no, p[1].no))
        return found

    @cached_property
    def by_entry(self) -> dict[int, list[Value]]:
        """The value entries of the period per item ledger entry."""
        found: dict[int, list[Value]] = {}
        for entry, value in self.members:
            found.setdefault(entry.no, []).append(value)
        return found

    @cached_property
    def entries(self) -> dict[int, ItemEntry]:
        """The item ledger entries of the period."""
        return {entry.no: entry for entry, _ in self.members}

    @cached_property
    def exceptions(self) -> list[int]:
        """Entry Nos. at which the running pool ends and is taken anew."""
        found: set[int] = set()
        for entry, value in self.members:
            if value.adjustment:
                continue
            special = (value.partial and value.entry_type == REVALUATION) or value.charge
            if special or (entry.quantity < 0 and self.reenters(entry)):
                found |= {value.no, value.no + 1}
        return sorted(found)

    @cached_property
    def points(self) -> list[Pair]:
        """Revaluations of the period that divide it: partial ones, and those of exact-reversed inbounds."""
        return [
            (e, v)
            for e, v in self.members
            if v.entry_type == REVALUATION and (v.partial or (e.own is not None and e.own.outbound and not e.own.transferred_from))
        ]

    def chain(self, entry: ItemEntry) -> set[int]:
        """Entries reached forward from a decrease, none valued after the period."""
        return self.pool.chains.forward(entry, self.end)

    def reenters(self, entry: ItemEntry) -> bool:
        """Whether cost of a decrease comes back into its own pool."""
        for no in self.chain(entry):
            found = self.pool.books.entries[no]
            if found.quantity > 0 and found.item == entry.item:
                if self.by_item or (found.location, found.variant) == (entry.location, entry.variant):
                    return True
        return False

    def pool_for(self, entry: ItemEntry, value: Value) -> tuple[int, int | Decimal]:
        """(quantity, cost) from which a decrease takes its share.

        The running pool is valid while no exception lies between the decrease it was taken for and this one. A decrease may have a lower
        Entry No. than the one before it (which a later invoice valued); when an exception lies between them it does not take from the
        other's pool either: its own return could be in it, and the cost of both would grow from turn to turn without end.
        """
        stretch = bisect_right(self.exceptions, value.no)
        if self._running is None or stretch != self._stretch:
            self._running, self._stretch = self._taken_anew(entry, value), stretch
        return self._running

    def take(self, quantity: int, cost: int) -> None:
        """Takes a valued decrease out of the running pool."""
        assert self._running is not None
        self._running = (self._running[0] + quantity, self._running[1] + cost)

    @cached_property
    def kept_open(self) -> set[int]:
        """Entries kept whatever the decrease: open outbounds of earlier periods, and what is behind them, each with a value entry before the period."""
        found: set[int] = set()
        for entry in self.pool.short:
            if entry.posting_date < self.start:
                behind = {entry.no, *self.pool.chains.forward(entry, None)}
                found |= {n for n in behind if n in self.by_entry and self._before(self.entries[n])}
        return found

    def _before(self, entry: ItemEntry) -> bool:
        return any(v.valuation_date < self.start for v in entry.values)

    def _taken_anew(self, entry: ItemEntry, value: Value) -> tuple[int, int | Decimal]:
        quantity, cost = self.opening
        kept: set[int] = set()
        for other, kept_quantity, kept_cost in self.kept_for(entry, value):
            kept.add(other.no)
            quantity += kept_quantity
            cost += kept_cost
        for _, late_quantity, late_cost in self.put_back(kept):
            quantity += late_quantity
            cost = plus(cost, late_cost)
        return quantity, cost

    @cached_property
    def late_invoices(self) -> list[tuple[ItemEntry, int, int | Decimal]]:
        """(entry, quantity, expected cost) of what the period invoices of average-valued shipments of earlier periods (IJ04).

        The opening lacks what such an invoice takes. A decrease for which the entry is excluded (rules 3, 7, 8) gets it back:
        all decreases of the period have one unit cost then (invariant 13), and the last of them empties the pool (invariant 9).
        """
        found = []
        for no, values in self.by_entry.items():
            entry = self.entries[no]
            first = first_value(entry)
            invoiced = sum(v.invoiced for v in values)
            if entry.quantity < 0 and invoiced and first.by_average and first.valuation_date < self.start:
                before = [v for v in entry.values if v.valuation_date < self.start]
                expected = sum(v.expected + v.delta_expected for v in before)
                found.append((entry, -invoiced, scaled(-expected, invoiced, entry.quantity - sum(v.invoiced for v in before))))
        return found

    def put_back(self, kept: set[int]) -> list[tuple[ItemEntry, int, int | Decimal]]:
        """The late invoices of entries that are not kept for a decrease."""
        return [late for late in self.late_invoices if late[0].no not in kept]

    @cached_property
    def cancelling(self) -> set[int]:
        """Inbounds that the period revalues and the outbounds that name them: kept whatever the decrease, they cancel (line 2)."""
        found: set[int] = set()
        for inbound, _ in self.points:
            outbounds = {r.ile_no for r in inbound.gives if r.cost_application}
            if outbounds:
                found |= {inbound.no, *outbounds}
        return found

    def kept_for(self, entry: ItemEntry, value: Value) -> Iterator[tuple[ItemEntry, int, int]]:
        """(entry, quantity, cost) of what is in the period and makes up the pool from which a decrease takes its share."""
        chain = self.chain(entry)
        reenters = bool(chain) and self.reenters(entry)
        for no, values in self.by_entry.items():
            other = self.entries[no]
            cancels = no in self.cancelling and no not in self.kept_open
            if not cancels and not self._is_kept(other, values, entry, chain, reenters):
                continue
            quantity = cost = 0
            for v in values:
                part = v.cost
                if self.points and self._divided(other, v, entry, value):
                    if not cancels:
                        continue
                    if v.entry_type == REVALUATION and v.partial:
                        part -= self._not_taken(other, v)
                quantity += v.ile_quantity
                cost += part
            yield other, quantity, cost

    def _not_taken(self, inbound: ItemEntry, revaluation: Value) -> int:
        """What of a partial revaluation the outbounds that name its entry do not take along."""
        entries = self.pool.books.entries
        taken = -sum(r.quantity for r in inbound.gives if r.cost_application and hits(inbound, revaluation, entries[r.ile_no]))
        return share_quotient_first(revaluation.cost, revaluation.valued - taken, revaluation.valued)

    @cached_property
    def consuming(self) -> set[tuple[int, str, int]]:
        """Orders (order lines) that took the item in the period: their output is in no pool of a consumption (line 4), whichever order that is for."""
        return {_order_of(e) for e in self.entries.values() if e.entry_type in _CONSUMPTIONS}

    def _is_kept(self, other: ItemEntry, values: list[Value], entry: ItemEntry, chain: set[int], reenters: bool) -> bool:
        if other.no in self.kept_open:
            return True
        if other is entry:
            return False
        if entry.entry_type in _CONSUMPTIONS and other.entry_type in _OUTPUTS and _order_of(other) in self.consuming:
            return False
        if other.no in chain:
            return False
        first = min(values, key=lambda v: (v.entry_type, v.no))
        if not first.by_average:
            return True
        if reenters:
            return False
        return other.no < entry.no or other.quantity > 0

    def _divided(self, other: ItemEntry, v: Value, entry: ItemEntry, value: Value) -> bool:
        """Whether a revaluation point excludes a value entry of the period for a decrease."""
        x = v
        if v.entry_type != REVALUATION and not (v.entry_type == DIRECT and not v.charge):
            x = next((d for d in other.values if d.entry_type == DIRECT), v)
        for _, point in self.points:
            if x.no <= point.no <= value.no:
                if x.entry_type == REVALUATION and not hits(other, x, entry):
                    return True
            elif value.no <= point.no <= x.no:
                return True
        return False

