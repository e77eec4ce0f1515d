"""WIP Inventory of the Cost Shares Breakdown (valuation-reports.md 4.6).

Mode exact prints what the ERP prints [Q17]: consumption comes out as zero, outputs positive, capacity negative; it is not
a balance. Mode clean is one: consumption positive and split by its source, capacity positive, output negative at direct
cost; the total of an order is its As of End Date in Inventory Valuation - WIP (clean).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import ItemLedgerEntryType as T
from xlcost.ledger.options import OrderType
from xlcost.ledger.options import ValueEntryType as V
from xlcost.views.cost_shares import SharesRequest, chosen_orders, traced_items
from xlcost.views.cost_shares_buffer import (
    CAPACITY,
    CAPACITY_OVERHEAD,
    DIRECT,
    FIELDS,
    MATERIAL,
    PARTS,
    REVALUATION,
    SUBCONTRACTED,
    VARIANCE,
    Books,
    Buffer,
    Vector,
)
from xlcost.views.cost_shares_lines import SharesLine
from xlcost.views.cost_shares_trace import SALES, WIP, Tracer, trace_warnings
from xlcost.views.filters import ItemFilters
from xlcost.views.report_warnings import ReportWarning


def wip_lines(ledger: Ledger, books: Books, request: SharesRequest) -> tuple[list[SharesLine], list[ReportWarning]]:
    """Lines of all orders of the request, by Status, No., then line, entry type, entry."""
    return _clean_lines(ledger, books, request) if request.clean else _exact_lines(ledger, books, request)


def wip_order(buffer: Buffer) -> tuple[int, int, int, int]:
    """Print order of the lines of an order."""
    return (buffer.facts.order_line, buffer.type, buffer.entry, buffer.capacity_entry)


def accepted_capacity(ledger: Ledger, books: Books, request: SharesRequest, first: int) -> list[Buffer]:
    """Capacity buffers whose item is inside the item filters; an item without a card passes."""
    accepts = request.items.accepts(ledger)
    return [b for b in books.capacity_buffers(first) if accepts.get(b.facts.item_no, True)]


def by_order(buffers: Sequence[Buffer]) -> dict[str, list[Buffer]]:
    """Buffers by order number, each list in print order."""
    found: dict[str, list[Buffer]] = {}
    for buffer in sorted(buffers, key=wip_order):
        found.setdefault(buffer.facts.order_no, []).append(buffer)
    return found


def outside(ledger: Ledger, books: Books, request: SharesRequest, buffer: Buffer) -> bool:
    """Whether the order line of a buffer makes an item that is outside the item filters."""
    facts = buffer.facts
    row = books.usage.rows.get((facts.order_type or int(OrderType.PRODUCTION), facts.order_no, facts.order_line))
    if row is None:
        return False
    item = ledger.table("Inventory Adjmt. Entry (Order)")["Item No."][row]
    return not request.items.accepts(ledger).get(item, False)


def _exact_lines(ledger: Ledger, books: Books, request: SharesRequest) -> tuple[list[SharesLine], list[ReportWarning]]:
    tracer = Tracer(books, WIP)
    tracer.edges.lift()
    for rows in traced_items(ledger, books, request.items):
        tracer.trace(rows)
    capacity = accepted_capacity(ledger, books, request, request.start)
    members = by_order([*tracer.buffers.values(), *capacity])
    found = []
    for _, no, description, order_quantity in chosen_orders(ledger, request):
        for i, buffer in enumerate(members.get(no, [])):
            if buffer.day > books.end or outside(ledger, books, request, buffer):
                continue
            shares = [-x for x in buffer.new] if buffer.capacity_entry else list(buffer.new)
            for x in (VARIANCE, *PARTS):
                shares[x] -= buffer.own[x]
            found.append(SharesLine(no, description, buffer, buffer.quantity if i else order_quantity, shares))
    return found, trace_warnings(tracer)


# -- mode clean: a balance --------------------------------------------------------------------------------
def _clean_lines(ledger: Ledger, books: Books, request: SharesRequest) -> tuple[list[SharesLine], list[ReportWarning]]:
    tracer = Tracer(books, SALES, clean=True)
    tracer.edges.lift()
    for rows in traced_items(ledger, books, ItemFilters(inventory_only=False)):
        tracer.trace(rows)
    buffers = [tracer.buffers.get(books.no[r]) or books.buffer(r) for r in order_rows(ledger, books)]
    members = by_order([*buffers, *accepted_capacity(ledger, books, request, 0)])
    found = []
    for _, no, description, _ in chosen_orders(ledger, request):
        invoiced = completely_invoiced(books, members.get(no, []))
        for buffer in members.get(no, []):
            if not outside(ledger, books, request, buffer):
                shares = wip_shares(books, buffer, buffer.new, invoiced)
                found.append(SharesLine(no, description, buffer, buffer.quantity, shares))
    return found, trace_warnings(tracer)


def order_rows(ledger: Ledger, books: Books) -> list[int]:
    """Rows of Item Ledger Entry of production orders dated up to the end."""
    entries = ledger.table("Item Ledger Entry")
    mask = (entries["Order Type"] == int(OrderType.PRODUCTION)) & (entries["Posting Date"] <= books.end)
    rows: list[int] = np.flatnonzero(mask).tolist()
    return rows


def completely_invoiced(books: Books, members: Sequence[Buffer]) -> bool:
    """Whether no expected output of an order remains at the end."""
    values = books.ledger.table("Value Entry")
    rows = [books.value_rows[books.row_of[b.entry]] for b in members if b.type == int(T.OUTPUT)]
    found = np.concatenate(rows) if rows else np.zeros(0, dtype=np.int64)
    relevant = (values["Entry Type"][found] == int(V.DIRECT_COST)) | (values["Entry Type"][found] == int(V.REVALUATION))
    found = found[relevant & (values["Posting Date"][found] <= books.end)]
    return int(values["Cost Amount (Expected)"][found].sum()) == 0


def wip_shares(books: Books, buffer: Buffer, traced: Vector, invoiced: bool) -> Vector:
    """Shares of a line with the sign of a WIP balance: consumption and capacity in, output at direct cost out."""
    if buffer.capacity_entry:
        return list(buffer.own)
    if buffer.type == int(T.OUTPUT):
        shares = [0] * FIELDS
        for x in (DIRECT, MATERIAL, CAPACITY, CAPACITY_OVERHEAD, SUBCONTRACTED):
            shares[x] = -buffer.own[x]
        if not invoiced:
            shares[REVALUATION] = -buffer.own[REVALUATION]
        return shares
    if buffer.type != int(T.CONSUMPTION):
        return [0] * FIELDS
    shares = [-x for x in traced]
    shares[REVALUATION] += reversed_revaluation(books, buffer)
    return shares


def reversed_revaluation(books: Books, buffer: Buffer) -> Any:
    """Revaluation of a reversed consumption in fine units, which is no production cost (3.4)."""
    values = books.ledger.table("Value Entry")
    rows = books.value_rows[books.row_of[buffer.entry]]
    mask = (values["Entry Type"][rows] == int(V.REVALUATION)) & (values["Posting Date"][rows] <= books.end)
    mask &= values["Item Ledger Entry Quantity"][rows] > 0
    return books.amount(rows[mask], expected=False)
