"""Cost Shares Breakdown: COGS, stock or work in process by material, capacity, overhead, variance (valuation-reports.md 4).

The view decides which entries are traced (4.4) and which of their buffers print (4.6); a line is a vector of shares in fine
units. Average items are not traced and print nothing. Flow filters have no effect [Q9].

Worked example (Inventory): 10 bought for 100.00 + 5.00 overhead, 4 moved to RED, 1 of these sold and returned: lines 6 pcs 60.00 + 3.00,
1 pc 10.00 + 0.50, 3 pcs 30.00 + 1.50.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import CostingMethod
from xlcost.ledger.options import ItemLedgerEntryType as T
from xlcost.views.cost_shares_buffer import REVALUATION, Books, Buffer, Vector
from xlcost.views.cost_shares_lines import SharesLine, SharesLines
from xlcost.views.cost_shares_plain import PlainItems
from xlcost.views.cost_shares_trace import INVENTORY, SALES, Tracer, trace_warnings
from xlcost.views.filters import ItemFilters
from xlcost.views.report_warnings import ReportWarning, warning
from xlcost.views.wip import production_orders


@dataclass(frozen=True)
class CostShares:
    """Result of the view."""

    lines: SharesLines
    mode: str
    start: int
    end: int
    books: Books
    clean: bool = False
    multi_level: bool = False
    warnings: Sequence[ReportWarning] = field(default_factory=tuple)
    request: SharesRequest | None = None

    @cached_property
    def in_parts(self) -> SharesLines:
        """The same lines with the value entries behind every share (cost_shares_parts); traced when somebody asks."""
        from xlcost.views.cost_shares_parts import PartsBooks

        assert self.request is not None
        return cost_shares(self.books.ledger, self.request, PartsBooks).lines


@dataclass(frozen=True, slots=True)
class SharesRequest:
    """What is asked: mode, period (day ordinals), filters; `without`: numbers of items to leave out of Sales and Inventory."""

    mode: str
    start: int
    end: int
    items: ItemFilters = ItemFilters()
    status: str = ""
    order: str = ""
    clean: bool = False
    multi_level: bool = False
    without: frozenset[str] = frozenset()


def cost_shares(ledger: Ledger, request: SharesRequest, books_class: type[Books] = Books) -> CostShares:
    """The cost shares of a ledger."""
    books = books_class(ledger, request.end)
    if request.mode in (SALES, INVENTORY) and not request.multi_level:
        tracer = Tracer(books, request.mode, request.clean)
        lines, warnings = _traced_lines(ledger, tracer, request), trace_warnings(tracer)
    else:
        lines, warnings = _other_lines(ledger, books, request)
    found = [*warnings, *unadjusted(ledger, books)]
    books.let_go()
    return CostShares(lines, request.mode, request.start, request.end, books, request.clean, request.multi_level, found, request)


def _other_lines(ledger: Ledger, books: Books, request: SharesRequest) -> tuple[SharesLines, list[ReportWarning]]:
    if request.multi_level:
        from xlcost.views.cost_shares_levels import multi_level_lines

        return multi_level_lines(ledger, books, request)
    from xlcost.views.cost_shares_wip import wip_lines

    books.lift()
    printed, warnings = wip_lines(ledger, books, request)
    return SharesLines(books, printed), warnings


def traced_items(ledger: Ledger, books: Books, items: ItemFilters, without: frozenset[str] = frozenset()) -> list[list[int]]:
    """Rows of Item Ledger Entry per item inside the filters, by entry number; items in print order (posting group, no.)."""
    entries, cards = ledger.table("Item Ledger Entry"), ledger.table("Item")
    card = items.cards(ledger, "Item Ledger Entry")
    methods = cards["Costing Method"]
    stocked = np.unique(card[(card >= 0) & (entries["Posting Date"] <= books.end) & ~entries["Drop Shipment"]]).tolist()
    order = np.lexsort((entries["Entry No."], card))
    bounds = np.searchsorted(card[order], [[c, c + 1] for c in stocked]).tolist() if stocked else []
    rows = {c: order[a:b].tolist() for c, (a, b) in zip(stocked, bounds, strict=True)}
    numbers = cards["No."]
    chosen = [c for c in stocked if methods[c] != int(CostingMethod.AVERAGE) and numbers[c] not in without]
    keys = cards.tuples(("Inventory Posting Group", "No."))
    return [rows[c] for c in sorted(chosen, key=lambda c: keys[c])]


def line_order(buffer: Buffer) -> tuple[str, str, int, int]:
    """Print order of the lines of an item."""
    return (buffer.facts.location, buffer.facts.variant, buffer.type, buffer.entry)


def _traced_lines(ledger: Ledger, tracer: Tracer, request: SharesRequest) -> SharesLines:
    """Lines of all items. Where no application leads to another item, an item is lifted by itself and let go once its lines are there.

    What is left of plain items comes from columns, without tracing (not where the value entries behind every share are asked for).
    """
    texts = dict(ledger.table("Item").tuples(("No.", "Description")))
    numbers = ledger.table("Item Ledger Entry")["Item No."]
    untraced = PlainItems(ledger, request, with_shares=True) if request.mode == INVENTORY and type(tracer.books) is Books else None
    plain = {no: (entries, left, shares) for no, entries, left, shares in untraced.lines()} if untraced else {}
    leave = untraced.numbers if untraced else frozenset()
    items = traced_items(ledger, tracer.books, request.items, request.without)
    apart = tracer.edges.within_items
    found = SharesLines(tracer.books)
    traced = [rows for rows in items if numbers[rows[0]] not in leave]
    if not apart and traced:
        tracer.lift()
        for rows in traced:
            tracer.trace(rows)
    for rows in items:
        no = numbers[rows[0]]
        if no in leave:
            if no in plain:
                found.extend(no, texts[no], *plain[no])
            continue
        if apart:
            tracer.lift(rows)
            tracer.trace(rows)
        _item_lines(tracer, rows, texts, request, found)
        if apart:
            tracer.buffers.clear()
    return found


def _item_lines(tracer: Tracer, rows: list[int], texts: dict[str, str], request: SharesRequest, found: SharesLines) -> None:
    """Adds the lines of one item in print order."""
    numbers = tracer.books.no
    buffers = [tracer.buffers[numbers[r]] for r in rows if numbers[r] in tracer.buffers]
    if request.mode == SALES:
        printed = [b for b in buffers if b.type == int(T.SALE) and request.start <= b.day <= request.end]
    else:
        printed = [b for b in buffers if b.day <= request.end and b.new_quantity]
    for buffer in sorted(printed, key=line_order):
        item = buffer.facts.item_no
        if request.mode == SALES:
            found.append(SharesLine(item, texts[item], buffer, buffer.quantity, without_own_revaluation(buffer)))
        else:
            found.append(SharesLine(item, texts[item], buffer, buffer.new_quantity, buffer.new))


def without_own_revaluation(buffer: Buffer) -> Vector:
    """Shares of a sale: what was revalued on the sale itself is not part of it (4.6)."""
    shares = list(buffer.new)
    shares[REVALUATION] -= buffer.own[REVALUATION]
    return shares


def chosen_orders(ledger: Ledger, request: SharesRequest) -> list[tuple[int, str, str, int]]:
    """(Status, No., Description, Quantity) of the production orders of the request, in print order."""
    rows = production_orders(ledger, request.status, request.order)
    return ledger.table("Production Order").tuples(("Status", "No.", "Description", "Quantity"), rows)


def unadjusted(ledger: Ledger, books: Books) -> list[ReportWarning]:
    """One warning for the order lines whose actual usage meets an output that is not completely invoiced [Q16]."""
    waiting = []
    for key in books.usage.asked:
        usage = books.usage.of(*key)
        if usage is not None and not usage.completely_invoiced:
            waiting.append(f"{key[1]} line {key[2]}")
    if not waiting:
        return []
    shown = ", ".join(waiting[:5]) + (", …" if len(waiting) > 5 else "")
    text = (
        f"{len(waiting)} order {'line is' if len(waiting) == 1 else 'lines are'} not completely invoiced ({shown}); "
        f"{'its' if len(waiting) == 1 else 'their'} output still carries expected cost beside actual usage."
    )
    return [warning("ORDER_NOT_INVOICED", text, Count=len(waiting), Orders=waiting)]
