"""Cost Shares Breakdown over all levels of production (valuation-reports.md 4.7, Cost Roll-up = Multi-level).

Every item ledger entry has a vector of components that adds up to its own cost. A receipt is material; an output is the consumption
(by its components) and capacity of its whole order, spread over all outputs by quantity; a transfer receipt or return
takes the vector of the issue it came from; an issue takes shares of what it was applied to. What a booked cost and its components
differ by is *Unallocated*.

Worked example: R 50 pcs 100 + 10 overhead. Order A: 20 R (44) and capacity 16 -> 10 S. Order B: 5 S (30) and capacity 10 -> 4 P
at 40. Sale of 2 P at 20: material -10.00, material overhead -1.00, capacity -(8 + 10)/2 = -9.00.

Entries are solved depth first with a stack of its own, each once: O(entries + applications + value entries). Meeting an entry that is
being solved is a circle; that entry then counts as material.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import CostingMethod, OrderType
from xlcost.ledger.options import ItemLedgerEntryType as T
from xlcost.ledger.options import ValueEntryType as V
from xlcost.views.cost_shares import SharesRequest, chosen_orders, line_order, traced_items
from xlcost.views.cost_shares_buffer import (
    CAPACITY,
    CAPACITY_OVERHEAD,
    DIRECT,
    FIELDS,
    INDIRECT,
    MATERIAL,
    MATERIAL_OVERHEAD,
    OUTPUTS,
    PARTS,
    REVALUATION,
    ROUNDING,
    SUBCONTRACTED,
    VARIANCE,
    Books,
    Buffer,
    Vector,
    portion,
)
from xlcost.views.cost_shares_lines import UNALLOCATED, SharesLine, SharesLines
from xlcost.views.cost_shares_trace import INVENTORY, SALES, Edges
from xlcost.views.cost_shares_usage import OrderLine, OrderUsage
from xlcost.views.cost_shares_wip import accepted_capacity, by_order, completely_invoiced, order_rows, outside
from xlcost.views.lookup import valued_quantity
from xlcost.views.remaining import remaining_quantity
from xlcost.views.report_warnings import ReportWarning, warning

_DIRECT = (MATERIAL, CAPACITY, CAPACITY_OVERHEAD, SUBCONTRACTED)
COMPONENTS = (*_DIRECT, MATERIAL_OVERHEAD, VARIANCE, REVALUATION, ROUNDING, UNALLOCATED)
_OWN = ((MATERIAL_OVERHEAD, INDIRECT), (REVALUATION, REVALUATION), (VARIANCE, VARIANCE), (ROUNDING, ROUNDING), *((p, p) for p in PARTS))

Node = int | OrderLine  # row of Item Ledger Entry, or an order line


def component_sum(vector: Vector) -> Any:
    """Sum of the components of a vector (the six variance parts are inside Variance)."""
    return sum(vector[x] for x in COMPONENTS)


def _add(vector: Vector, other: Vector, part: int, whole: int) -> None:
    for x, amount in enumerate(other):
        if amount:
            vector[x] += portion(amount, part, whole)


class Levels:
    """Component vectors of entries and order lines, solved when asked."""

    def __init__(self, ledger: Ledger, books: Books) -> None:
        self.books = books
        self.ledger = ledger
        self.cycles: list[str] = []
        self._edges = Edges(ledger)
        self._usage = OrderUsage(ledger, books.end)
        self._solved: dict[Node, Vector] = {}
        self._sources: dict[int, list[tuple[int, int]]] = {}
        self._origins: dict[int, list[tuple[int, int]]] = {}
        self.texts = dict(ledger.table("Item").tuples(("No.", "Description")))
        methods = dict(ledger.table("Item").tuples(("No.", "Costing Method")))
        items = ledger.table("Item Ledger Entry")["Item No."].tolist()
        self._leaf = [methods.get(no, int(CostingMethod.AVERAGE)) == int(CostingMethod.AVERAGE) for no in items]
        self._own_total = books.totals()

    @property
    def within_items(self) -> bool:
        """Whether no cost leads from one item to another: no application does, and nothing is made to an order."""
        entries = self.ledger.table("Item Ledger Entry")
        made = np.isin(entries["Entry Type"], OUTPUTS) & (entries["Order No."] != "")
        return self._edges.within_items and not bool(made.any())

    def lift(self, rows: list[int] | None = None) -> None:
        """Lifts the entries of one item, given as rows of Item Ledger Entry, and lets go the item before; None: lifts all."""
        self.books.lift(rows)
        items, _ = self.ledger.table("Item Ledger Entry").codes("Item No.")
        item = None if rows is None else int(items[rows[0]])
        self._edges.lift(item)
        self._sources, self._origins = self._issue_sources(), self._receipt_origins(item)
        self._solved = {}

    def _issue_sources(self) -> dict[int, list[tuple[int, int]]]:
        """Per issue (entry no.) its sources: (entry no., applied quantity, negative)."""
        found: dict[int, list[tuple[int, int]]] = {}
        for inbound, edges in self._edges.out.items():
            for _, outbound, quantity in edges:
                found.setdefault(outbound, []).append((inbound, quantity))
        return found

    def _receipt_origins(self, item: int | None) -> dict[int, list[tuple[int, int]]]:
        """Per receipt that another entry created (entry no.): (issue, quantity)."""
        table = self.ledger.table("Item Application Entry")
        found: dict[int, list[tuple[int, int]]] = {}
        rows = None if item is None else self._edges.rows(item)
        for own, outbound, quantity in table.tuples(("Item Ledger Entry No.", "Outbound Item Entry No.", "Quantity"), rows):
            if outbound and outbound != own:
                found.setdefault(own, []).append((outbound, quantity))
        return found

    # -- solving ------------------------------------------------------------------------------------------
    def vector(self, row: int) -> Vector:
        """Components of an item ledger entry; they add up to its own cost."""
        self._solve(row)
        return self._solved[row]

    def _solve(self, start: Node) -> None:
        if start in self._solved:
            return
        path: list[Node] = [start]
        waiting: list[Iterator[Node]] = [iter(self._needs(start))]
        open_nodes = {start}
        while path:
            need = next(waiting[-1], None)
            if need is None:
                node = path.pop()
                waiting.pop()
                open_nodes.discard(node)
                if node not in self._solved:
                    self._solved[node] = self._compute(node)
            elif need in self._solved:
                continue
            elif need in open_nodes:
                self._cut(need, path)
            else:
                path.append(need)
                waiting.append(iter(self._needs(need)))
                open_nodes.add(need)

    def _cut(self, node: Node, path: list[Node]) -> None:
        """A circle: the entry counts as material; the first entry of the circle stands for an order line."""
        circle = path[path.index(node) :]
        entries = [n for n in circle if isinstance(n, int)]
        self.cycles.append(" - ".join(str(self.books.no[n]) for n in (*entries, entries[0])))
        leaf = node if isinstance(node, int) else entries[0]
        self._solved[leaf] = self._material(leaf)

    def _needs(self, node: Node) -> Iterable[Node]:
        books = self.books
        if not isinstance(node, int):
            return self._consumptions(node)
        if self._leaf[node]:
            return ()
        entry = books.no[node]
        if not books.positive[node]:
            return [books.row_of[p] for p, _ in self._sources.get(entry, ()) if p in books.row_of]
        line = self._line(node)
        if line is not None:
            return (line,)
        return [books.row_of[n] for n, _ in self._origins.get(entry, ()) if n in books.row_of]

    def _line(self, row: int) -> OrderLine | None:
        """The order line of an output, None for other entries."""
        books = self.books
        line = books.order_line(row) if books.type[row] in OUTPUTS else None
        return line if line is not None and line[1] else None

    def _consumptions(self, line: OrderLine) -> list[int]:
        kinds = (int(T.CONSUMPTION), int(T.ASSEMBLY_CONSUMPTION))
        return [r for r in self._usage.entries(*line) if self.books.type[r] in kinds]

    def _compute(self, node: Node) -> Vector:
        if not isinstance(node, int):
            return self._order_line(node)
        if self._leaf[node]:
            return self._material(node)
        return self._receipt(node) if self.books.positive[node] else self._issue(node)

    def _material(self, row: int) -> Vector:
        found = [0] * (FIELDS + 1)
        found[MATERIAL] = self._own_total[row]
        return found

    def _order_line(self, line: OrderLine) -> Vector:
        """Consumption and capacity of a whole order line."""
        found = [0] * (FIELDS + 1)
        for row in self._consumptions(line):
            _add(found, self._solved[row], -1, 1)
        capacity, subcontracted, overhead = self.books.capacity_cost(self._usage, line)
        found[CAPACITY] += capacity
        found[SUBCONTRACTED] += subcontracted
        found[CAPACITY_OVERHEAD] += overhead
        return found

    def direct_part(self, row: int) -> Vector:
        """Components of the direct cost of an output, transfer receipt or return; what is left over is Unallocated."""
        books = self.books
        found = [0] * (FIELDS + 1)
        line = self._line(row)
        if line is not None:
            self._solve(line)
            outputs = sum(books.quantity[r] for r in self._usage.entries(*line) if books.type[r] in OUTPUTS)
            _add(found, self._solved[line], books.quantity[row], outputs) if outputs else None
        else:
            for issue, quantity in self._origins.get(books.no[row], ()):
                source = books.row_of.get(issue)
                if source is not None and books.quantity[source]:
                    _add(found, self._solved[source], quantity, books.quantity[source])
        found[UNALLOCATED] += books.own_fine(row)[DIRECT] - component_sum(found)
        return found

    def _receipt(self, row: int) -> Vector:
        own = self.books.own_fine(row)
        if self._line(row) is not None or self._origins.get(self.books.no[row]):
            found = self.direct_part(row)
        else:
            found = [0] * (FIELDS + 1)
            found[MATERIAL] = own[DIRECT]
        for component, source in _OWN:
            found[component] += own[source]
        found[UNALLOCATED] += self._own_total[row] - component_sum(found)
        return found

    def _issue(self, row: int) -> Vector:
        books = self.books
        found = [0] * (FIELDS + 1)
        covered = 0
        for source, quantity in self._sources.get(books.no[row], ()):
            place = books.row_of.get(source)
            if place is None or not books.quantity[place]:
                continue
            _add(found, self.without_partial(place), quantity, books.quantity[place])
            covered += abs(quantity)
        whole = abs(books.quantity[row])
        own = self._own_total[row]
        found[MATERIAL] += portion(own, whole - covered, whole) if whole else own
        found[UNALLOCATED] += own - component_sum(found)
        return found

    def without_partial(self, row: int) -> Vector:
        """Vector without the entry's own partial revaluations, which never reach its earlier issues."""
        found = list(self._solved[row])
        found[REVALUATION] -= sum(amount for amount, _ in self.partial(row))
        return found

    def partial(self, row: int) -> list[tuple[Any, int]]:
        """(amount in fine units, valued quantity) of the partial revaluations of an entry up to the end."""
        if self._leaf[row] or not self.books.revalued(row):
            return []
        values = self.ledger.table("Value Entry")
        rows = self.books.value_rows[row]
        mask = (values["Entry Type"][rows] == int(V.REVALUATION)) & values["Partial Revaluation"][rows]
        rows = rows[mask & (values["Posting Date"][rows] <= self.books.end)]
        return [(self.books.amount([r]), abs(int(q))) for r, q in zip(rows.tolist(), valued_quantity(self.ledger)[rows], strict=True)]


# -- lines ------------------------------------------------------------------------------------------------
def multi_level_lines(ledger: Ledger, books: Books, request: SharesRequest) -> tuple[SharesLines, list[ReportWarning]]:
    """Lines of the request in print order, and CYCLE warnings. Where no cost leads to another item, items are lifted one by one."""
    levels = Levels(ledger, books)
    found = SharesLines(books)
    if request.mode in (SALES, INVENTORY):
        lines_of = _sales if request.mode == SALES else _Stock(ledger, levels)
        apart = levels.within_items
        if not apart:
            levels.lift()
        for rows in traced_items(ledger, books, request.items, request.without):
            if apart:
                levels.lift(rows)
            for line in lines_of(levels, request, rows):
                found.append(line)
    else:
        levels.lift()
        for line in _wip(ledger, levels, request):
            found.append(line)
    warnings = [warning("CYCLE", f"Costs run in a circle: {c}; the circle is cut.", Entries=c) for c in levels.cycles]
    return found, warnings


def as_line(group: str, text: str, buffer: Buffer, quantity: int, vector: Vector) -> SharesLine:
    """A line whose direct and indirect cost are the sums of their components."""
    shares = vector[:FIELDS]
    shares[DIRECT] = sum(shares[x] for x in _DIRECT)
    shares[INDIRECT] = shares[MATERIAL_OVERHEAD]
    return SharesLine(group, text, buffer, quantity, shares, vector[UNALLOCATED])


def _sales(levels: Levels, request: SharesRequest, rows: list[int]) -> list[SharesLine]:
    """Lines of the sales of an item."""
    books = levels.books
    sold = [r for r in rows if books.type[r] == int(T.SALE) and request.start <= books.day[r] <= request.end]
    buffers = sorted(((books.buffer(r), r) for r in sold), key=lambda b: line_order(b[0]))
    return [as_line(b.facts.item_no, levels.texts[b.facts.item_no], b, b.quantity, levels.vector(r)) for b, r in buffers]


class _Stock:
    """Lines of what is left of an item."""

    def __init__(self, ledger: Ledger, levels: Levels) -> None:
        entries, end = ledger.table("Item Ledger Entry"), levels.books.end
        self._mask = (entries["Posting Date"] <= end) & ~entries["Drop Shipment"]
        self._left = remaining_quantity(ledger, end, self._mask).quantity

    def __call__(self, levels: Levels, request: SharesRequest, rows: list[int]) -> list[SharesLine]:
        books = levels.books
        left = {r: n for r, n, inside in zip(rows, self._left[rows].tolist(), self._mask[rows].tolist(), strict=True) if inside and n}
        stock = ((books.buffer(r), r) for r in left if books.quantity[r])
        found = []
        for buffer, row in sorted(stock, key=lambda b: line_order(b[0])):
            levels.vector(row)
            vector = [0] * (FIELDS + 1)
            _add(vector, levels.without_partial(row), abs(left[row]), abs(books.quantity[row]))
            for amount, valued in levels.partial(row):
                vector[REVALUATION] += portion(amount, abs(left[row]), valued) if valued else 0
            found.append(as_line(buffer.facts.item_no, levels.texts[buffer.facts.item_no], buffer, left[row], vector))
        return found


def _wip(ledger: Ledger, levels: Levels, request: SharesRequest) -> list[SharesLine]:
    """A balance, like mode clean of the single-level report: consumption and capacity in, output at direct cost out."""
    books = levels.books
    buffers = [books.buffer(r) for r in order_rows(ledger, books)]
    members = by_order([*buffers, *accepted_capacity(ledger, books, request, 0)])
    found = []
    for _, no, description, _ in chosen_orders(ledger, request):
        invoiced = completely_invoiced(books, members.get(no, []))
        for buffer in members.get(no, []):
            if not outside(ledger, books, request, buffer):
                found.append(as_line(no, description, buffer, buffer.quantity, _wip_vector(levels, buffer, invoiced)))
    return found


def _wip_vector(levels: Levels, buffer: Buffer, invoiced: bool) -> Vector:
    from xlcost.views.cost_shares_wip import reversed_revaluation

    found = [0] * (FIELDS + 1)
    books = levels.books
    if buffer.capacity_entry:
        for x in (CAPACITY, CAPACITY_OVERHEAD, SUBCONTRACTED):
            found[x] = buffer.own[x]
    elif buffer.type == int(T.OUTPUT) and buffer.facts.order_type == int(OrderType.PRODUCTION):
        _add(found, levels.direct_part(books.row_of[buffer.entry]), -1, 1)
        if not invoiced:
            found[REVALUATION] -= buffer.own[REVALUATION]
    elif buffer.type == int(T.CONSUMPTION):
        _add(found, levels.vector(books.row_of[buffer.entry]), -1, 1)
        found[REVALUATION] += reversed_revaluation(books, buffer)
    return found
