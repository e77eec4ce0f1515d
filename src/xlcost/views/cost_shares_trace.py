"""Tracing of the Cost Shares Breakdown along applications (valuation-reports.md 4.4).

An issue is booked with one direct cost that hides the layers of its source. Going along an application from the source F to
the issue T with c = applied quantity / quantity of F, the source's indirect cost, revaluation, variance and rounding move
out of T's direct cost into their own columns (`diff`). In modes Inventory and WIP Inventory the issue is then emptied again, and in mode
Inventory the source is reduced to its unsold part.

Worked example (Sales): receipt of 8, direct 80, indirect 12, revaluation 4; sale of 3 booked -36. c = -3/8: indirect -4.50,
revaluation -1.50, direct -36 + 3/8 x 16 = -30.00.

The steps are written as they are published, copies included: a buffer is copied before each edge and stored back afterwards.
`_forward` is a generator that yields the branches to follow; `_run` walks them with a stack of its own, so that a chain of any
length is safe. Mode clean follows every transfer receipt once [Q12, Q14] and relieves revaluation [Q13].
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.grouped import Grouped
from xlcost.ledger.options import ItemLedgerEntryType as T
from xlcost.ledger.options import ValueEntryType as V
from xlcost.money import Array
from xlcost.problems import XlcostError
from xlcost.views.cost_shares_buffer import (
    CAPACITY,
    CAPACITY_OVERHEAD,
    DIRECT,
    INDIRECT,
    MATERIAL,
    MATERIAL_OVERHEAD,
    PARTS,
    REVALUATION,
    ROUNDING,
    SUBCONTRACTED,
    VARIANCE,
    Books,
    Buffer,
    portion,
)
from xlcost.views.lookup import rows_of, valued_quantity
from xlcost.views.report_warnings import ReportWarning, warning

SALES, INVENTORY, WIP = "Sales", "Inventory", "WIP Inventory"
OUT, RETURN, TRANSFER = "out", "return", "transfer"

_SHARED = (INDIRECT, ROUNDING, VARIANCE, *PARTS, CAPACITY, CAPACITY_OVERHEAD, MATERIAL_OVERHEAD, SUBCONTRACTED)
_EDGE_CAPTIONS = (
    *("Item Ledger Entry No.", "Outbound Item Entry No.", "Entry No.", "Inbound Item Entry No.", "Quantity"),
    *("Transferred-from Entry No.", "Cost Application"),
)
Edge = tuple[int, int, int]  # inbound, outbound, quantity
Branch = tuple[list[Edge], int, str]  # edges to follow, from which entry, which way


class Edges:
    """Application entries with Cost Application = Yes, by what they connect, each list in the order of 4.4; of what `lift` was called for."""

    def __init__(self, ledger: Ledger) -> None:
        table = ledger.table("Item Application Entry")
        self._columns = [table[c] for c in _EDGE_CAPTIONS]
        self._order = np.lexsort(self._columns[::-1])
        self._ledger = ledger
        self.out: dict[int, list[Edge]] = {}
        self.returned: dict[int, list[Edge]] = {}
        self.transferred: dict[int, list[Edge]] = {}
        self.created: set[int] = set()  # entries that another entry created: transfer receipts, exact-cost returns
        self.within_items = _within_items(ledger)

    @cached_property
    def _by_item(self) -> Grouped:
        """Places in the order of 4.4 by the item that an application entry names."""
        items, _ = self._ledger.table("Item Ledger Entry").codes("Item No.")
        return Grouped(_item_of(self._ledger)[self._order], int(items.max(initial=-1)) + 1)

    def rows(self, item: int) -> Array:
        """Rows of Item Application Entry of an item, in the order of the table."""
        return np.sort(self._order[self._by_item[item]])

    def lift(self, item: int | None = None) -> None:
        """The edges of an item (its group number in Item Ledger Entry) in place of what was there; None: of all items."""
        order = self._order if item is None else self._order[self._by_item[item]]
        rows = zip(*(column[order].tolist() for column in self._columns), strict=True)
        self.out, self.returned, self.transferred, self.created = {}, {}, {}, set()
        for own, outbound, _, inbound, quantity, source, cost in rows:
            if outbound:
                self.created.add(own)
            if not cost:
                continue
            edge = (inbound, outbound, quantity)
            if own != inbound and outbound:
                self.out.setdefault(inbound, []).append(edge)
            if own != outbound and not source:
                self.returned.setdefault(outbound, []).append(edge)
            if source:
                self.transferred.setdefault(source, []).append(edge)


def _named_items(ledger: Ledger) -> list[Array]:
    """Per application entry the items (group numbers) of the entries that it names, -1 where there is no such entry."""
    table = ledger.table("Item Application Entry")
    items = np.append(ledger.table("Item Ledger Entry").codes("Item No.")[0], -1)
    captions = ("Item Ledger Entry No.", "Inbound Item Entry No.", "Outbound Item Entry No.", "Transferred-from Entry No.")
    return [items[rows_of(ledger, "Item Ledger Entry", table[c])] for c in captions]


def _item_of(ledger: Ledger) -> Array:
    """Per application entry the item that it names (the highest number where there are several)."""
    found: Array = np.maximum.reduce(_named_items(ledger))
    return found


def _within_items(ledger: Ledger) -> bool:
    """Whether every application entry names entries of one item only (entries that do not exist name none)."""
    named = _named_items(ledger)
    first = np.maximum.reduce(named)
    return all(bool(((item == first) | (item < 0)).all()) for item in named)


class Tracer:
    """Buffers of a ledger in one mode, filled by `trace`."""

    def __init__(self, books: Books, mode: str, clean: bool = False, empty_issues: bool = True) -> None:
        """`empty_issues` False leaves the issues with their shares in every mode (clean WIP)."""
        self.books = books
        self.mode = mode
        self.clean = clean
        self.empties = empty_issues and mode in (INVENTORY, WIP)
        self.edges = Edges(books.ledger)
        self.buffers: dict[int, Buffer] = {}
        self.cycles: list[tuple[int, ...]] = []
        self.missing: set[int] = set()
        self.zero: set[int] = set()
        self._path: list[tuple[int, str]] = []
        self._open: set[tuple[int, str]] = set()
        self._visited: set[tuple[int, int]] = set()

    def lift(self, rows: list[int] | None = None) -> None:
        """Lifts the entries and applications of one item, given as rows of Item Ledger Entry; None: of all."""
        self.books.lift(rows)
        items, _ = self.books.ledger.table("Item Ledger Entry").codes("Item No.")
        self.edges.lift(None if rows is None else int(items[rows[0]]))

    # -- which entries ------------------------------------------------------------------------------------
    def trace(self, rows: list[int]) -> None:
        """Traces the entries of one item, given as rows of Item Ledger Entry in entry number order."""
        books, edges = self.books, self.edges
        for row in rows:
            entry = books.no[row]
            if books.positive[row]:
                if entry in self.buffers:
                    continue
                if entry not in edges.created and entry in edges.out:
                    self._run(edges.out[entry], entry, OUT)
                    continue
            if books.day[row] <= books.end and entry not in self.buffers:
                self._create(entry)

    def _create(self, entry: int) -> None:
        self.buffers[entry] = self.books.buffer(self.books.row_of[entry])

    def _known(self, entry: int) -> bool:
        if entry in self.books.row_of:
            return True
        if not self.clean:
            raise XlcostError(
                "ILE_NOT_FOUND",
                f"An application entry points to item ledger entry {entry}, which does not exist.",
                where=f"item ledger entry {entry}",
                rule="Both sides of an application are item ledger entries.",
                remedy="Add the missing entry to the export, or run the report with Compatibility = clean.",
            )
        self.missing.add(entry)
        return False

    # -- walking ------------------------------------------------------------------------------------------
    def _run(self, edges: list[Edge], source: int, kind: str) -> None:
        stack = [self._forward(edges, source, kind)]
        self._path = [(source, kind)]
        self._open = {(source, kind)}
        while stack:
            branch = next(stack[-1], None)
            if branch is None:
                stack.pop()
                self._open.discard(self._path.pop())
                continue
            following, entry, way = branch
            if (entry, way) in self._open:
                self._cycle(entry, way)
                continue
            stack.append(self._forward(following, entry, way))
            self._path.append((entry, way))
            self._open.add((entry, way))

    def _cycle(self, entry: int, way: str) -> None:
        start = self._path.index((entry, way))
        self.cycles.append((*(e for e, _ in self._path[start:]), entry))

    def _forward(self, edges: list[Edge], source: int, way: str) -> Iterator[Branch]:
        books, buffers = self.books, self.buffers
        if not self._known(source):
            return
        if source not in buffers:
            if books.day[books.row_of[source]] > books.end:
                return
            self._create(source)
        applied = relieved = 0
        last = -1
        origin = buffers[source] if edges else buffers[source].copy()
        for edge in edges:
            origin = buffers[source].copy()  # re-read for each edge
            to, quantity = edge[1] if way == OUT else edge[0], edge[2]
            if not origin.quantity:
                self.zero.add(source)
                continue
            if to not in books.row_of and not self._known(to):
                continue
            last = books.row_of[to]
            target = self._target(to)
            if target.day > books.end:
                continue
            revaluation = self._revaluation(origin, target, quantity)
            if origin.quantity * quantity < 0:
                applied += quantity
                relieved += revaluation
            if target.quantity < 0:
                target.new_quantity -= quantity
            self._update(origin, target, quantity, origin.quantity, True, revaluation)
            buffers[to] = target
            yield from self._onward(target, source)
            if target.quantity < 0 and self.empties:
                target = buffers[to].copy()
                self._update(origin, target, -quantity, origin.quantity, False, -revaluation)
                buffers[to] = target
        if not self.clean and last >= 0 and books.type[last] == int(T.TRANSFER):
            if books.quantity[last] >= 0:
                return  # the source is not stored back
            if books.end <= books.day[last] and books.positive[books.row_of[source]] and source in self.edges.transferred:
                yield self.edges.transferred[source], source, TRANSFER
        if self.mode == INVENTORY and origin.quantity > 0:
            origin.new_quantity += applied
            self._update(origin.copy(), origin, applied, origin.quantity, False, relieved)
        buffers[source] = origin

    def _target(self, entry: int) -> Buffer:
        """A copy of the buffer of an entry, created if missing."""
        if entry not in self.buffers:
            self._create(entry)
        return self.buffers[entry].copy()

    def _onward(self, target: Buffer, source: int) -> Iterator[Branch]:
        """Branches behind an edge: issues of the target, returns of it, in mode clean the receipt of its transfer."""
        edges, to = self.edges, target.entry
        row = self.books.row_of[to]
        if to in edges.out:
            yield edges.out[to], to, OUT
        if target.new_quantity == self.books.remaining[row] and to in edges.returned:
            yield edges.returned[to], to, RETURN
        if self.clean and target.quantity < 0 and self.books.type[row] == int(T.TRANSFER):
            receipts = [e for e in edges.transferred.get(source, []) if e[1] == to and (source, e[0]) not in self._visited]
            self._visited.update((source, e[0]) for e in receipts)
            if receipts:
                yield receipts, source, TRANSFER

    # -- shares -------------------------------------------------------------------------------------------
    def _update(self, source: Buffer, target: Buffer, part: int, whole: int, diff: bool, revaluation: Any) -> None:
        """Moves part/whole of the source's shares into the target (4.4 `update`); `revaluation` as found by `_revaluation`."""
        old, new = source.new, target.new
        for x in _SHARED:
            amount = old[x]
            if amount:
                new[x] += portion(amount, part, whole)
        if self.mode == SALES or self.clean:
            new[REVALUATION] += revaluation
        if diff:
            hidden = old[INDIRECT] + old[VARIANCE] + old[ROUNDING]
            moved = revaluation if self.clean else portion(old[REVALUATION], part, whole)
            new[DIRECT] -= portion(hidden, part, whole) + moved
        else:
            new[DIRECT] += portion(old[DIRECT], part, whole)
        new[MATERIAL] = new[DIRECT] - (new[CAPACITY] + new[CAPACITY_OVERHEAD] + new[SUBCONTRACTED])

    def _revaluation(self, source: Buffer, target: Buffer, quantity: int) -> Any:
        """Revaluation that an application takes along, in fine units: all in proportion; in mode clean partial revaluations only
        when dated before the issue, in proportion to the revalued quantity."""
        found = portion(source.new[REVALUATION], quantity, source.quantity)
        if not self.clean or not source.own[REVALUATION]:
            return found
        values = self.books.ledger.table("Value Entry")
        rows = self.books.value_rows[self.books.row_of[source.entry]]
        partial = rows[
            (values["Entry Type"][rows] == int(V.REVALUATION))
            & values["Partial Revaluation"][rows]
            & (values["Posting Date"][rows] <= self.books.end)
        ]
        valued = valued_quantity(self.books.ledger)
        for row in np.asarray(partial).tolist():
            amount = self.books.amount([row])
            found = found - portion(amount, quantity, source.quantity)
            if int(values["Posting Date"][row]) < target.day and valued[row]:
                found = found + portion(amount, quantity, abs(int(valued[row])))
        return found


def trace_warnings(tracer: Tracer) -> list[ReportWarning]:
    """CYCLE, ILE_NOT_FOUND and ZERO_QTY_ILE of a trace."""
    found = [
        warning("CYCLE", f"Applications run in a circle: {' - '.join(map(str, c))}; the circle is cut.", Entries=list(c))
        for c in tracer.cycles
    ]
    if tracer.missing:
        numbers = sorted(tracer.missing)
        found.append(
            warning("ILE_NOT_FOUND", f"Item ledger entries {numbers} do not exist; their applications are ignored.", Entries=numbers)
        )
    if tracer.zero:
        numbers = sorted(tracer.zero)
        found.append(warning("ZERO_QTY_ILE", f"Item ledger entries {numbers} have quantity 0 and cannot be traced.", Entries=numbers))
    return found
