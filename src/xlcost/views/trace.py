"""Tracing an item ledger entry forward and backward, with the cost that each entry passes on (gl-posting C2).

Rows stand in breadth-first order, each entry once at its shortest level, the start left out. Cost shares: the cost of
the start flows along the links; an entry hands on its share in proportion to the applied quantities (orders: to the
cost of what went in, forward to the cost of what came out) and keeps what no link takes; a transfer runs through its
shipment to the receipt. Every hand-over is exact: the last link takes the rounding. So at each entry "Cost Share" =
"Handed On" + "Stays Here", and all that stays adds up to the cost of the start.

Worked example: purchases of 6 @ 10 and 4 @ 11, a sale of 8 applied to 6 and 2: cost -82.00. Backward the sale hands
6/8 to the first purchase (-61.50) and the rest to the second (-20.50); both are origins and keep it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import ItemLedgerEntryType
from xlcost.ledger.values import date_of, day_given
from xlcost.money import CENT, divide_half_away, to_decimal
from xlcost.problems import XlcostError
from xlcost.views.entry_graph import APPLICATION, CAPACITY, TRANSFER, EntryGraph, Step, entry_graph
from xlcost.views.lookup import first_rows, row_of

MAX_DEPTH = 50
APPLIED = (
    "Entry No.", "Entry Type", "Item No.", "Posting Date", "Document No.", "Quantity", "Applied Quantity", "Remaining Quantity",
    "Cost Amount (Actual)",
)  # fmt: skip

Row = dict[str, Any]


@dataclass
class Reached:
    """Entries that a walk reached: (row, from row, level, link, applied quantity), start first, and the edges it looked at."""

    start: list[int]
    order: list[tuple[int, int, int, str, int]] = field(default_factory=list)
    level: dict[int, int] = field(default_factory=dict)
    edges: dict[int, list[Step]] = field(default_factory=dict)


def walk(graph: EntryGraph, start: list[int], direction: str, *, cost_chain: bool = False, until: int = 0, depth: int = 0) -> Reached:
    """Breadth first from some entries; `until` (a day) leaves out entries valued later, `depth` ends the walk (0 = no limit)."""
    forward = direction == "forward"
    found = Reached(list(start), level=dict.fromkeys(start, 0))
    waiting = deque(start)
    while waiting:
        row = waiting.popleft()
        steps = list(graph.forward(row, cost_chain=cost_chain) if forward else graph.backward(row, cost_chain=cost_chain))
        if until:
            steps = [s for s in steps if _valued_on(graph, s.row) <= until]
        found.edges[row] = steps
        level = found.level[row] + 1
        if depth and level > depth:
            continue
        for step in steps:
            if step.row not in found.level:
                found.level[step.row] = level
                found.order.append((step.row, row, level, step.link, step.quantity))
                waiting.append(step.row)
    return found


def _valued_on(graph: EntryGraph, row: int) -> int:
    memo = graph.ledger.memo
    if "trace.valued_on" not in memo:
        first = first_rows(graph.ledger, "Value Entry", "Item Ledger Entry No.", graph.entries["Entry No."])
        dates = np.r_[graph.values["Valuation Date"], 0]
        memo["trace.valued_on"] = dates[first].tolist()
    found: int = memo["trace.valued_on"][row]
    return found


def trace_item_entry(
    ledger: Ledger,
    entry_no: int,
    direction: str = "forward",
    *,
    cost_shares: bool = False,
    cost_chain: bool = False,
    until: Any = None,
    start: bool = False,
) -> list[Row]:
    """One row per entry reached from an item ledger entry, in breadth-first order, the start excluded.

    Fields: Entry No., From Entry No., Level, Link, Quantity, Applied Quantity, Cost Amount (Actual), Origin, the usual columns of
    the entry, and its own balance of quantities: Quantity = Quantity Applied + Quantity Left, Conserved says whether it holds.
    With `cost_shares` also Cost Share = Handed On + Stays Here, of the cost that is traced; with `start` the start stands first
    (level 0). `cost_chain` follows production only where the consumed item was itself produced, `until` leaves out entries
    valued later (the ERP's own chain). Raises XlcostError UNKNOWN_ENTRY, UNKNOWN_DIRECTION.
    """
    if direction not in ("forward", "backward"):
        raise XlcostError("UNKNOWN_DIRECTION", f"There is no direction {direction!r}.", remedy="Choose forward or backward.")
    graph = entry_graph(ledger)
    first = _known_row(ledger, entry_no)
    reached = walk(graph, [first], direction, cost_chain=cost_chain, until=day_given(until, "until"))
    rows = _rows(graph, reached, backward=direction == "backward")
    if start:
        rows.insert(0, {**start_row(ledger, entry_no), "Origin": direction == "backward" and not reached.edges.get(first)})
    if cost_shares:
        from xlcost.views.trace_shares import shares_of

        flows = shares_of(graph, reached, {first: int(graph.cost[first])}, direction)
        for row in rows:
            flow = flows[("value", row["Value Entry No."]) if row["Link"] == CAPACITY else ("entry", row["Entry No."])]
            row["Cost Share"], row["Handed On"], row["Stays Here"] = (to_decimal(v) for v in (flow.share, flow.handed_on, flow.stays))
    return rows


def applied_entries(ledger: Ledger, entry_no: int) -> list[Row]:
    """The entries applied to an item ledger entry, one level, as the ERP's page Applied Entries shows them (C2, first part).

    Of a receipt the issues that took cost from it, of an issue the receipts that it took from: Entry No., Applied Quantity (several
    applications of one entry added up), the entry's Entry Type, Item No., Posting Date, Document No., Quantity, Remaining
    Quantity, Cost Amount (Actual). An applied quantity of the opposite sign to the entry's own is left out unless it is a drop
    shipment. Raises XlcostError UNKNOWN_ENTRY.
    """
    graph, number = entry_graph(ledger), int(entry_no)
    positive = bool(graph.positive[_known_row(ledger, number)])
    rows = ledger.table("Item Application Entry")
    inbound, outbound = rows["Inbound Item Entry No."], rows["Outbound Item Entry No."]
    chosen = (inbound == number) & (outbound != 0) if positive else (outbound == number) & (rows["Item Ledger Entry No."] == number)
    chosen &= rows["Cost Application"]
    found: dict[int, int] = {}
    for other, quantity in zip((outbound if positive else inbound)[chosen].tolist(), rows["Quantity"][chosen].tolist(), strict=True):
        found[other] = found.get(other, 0) + (quantity if positive else -quantity)
    shown = []
    for other, quantity in sorted(found.items()):
        row = row_of(ledger, "Item Ledger Entry", other)
        if row is not None and (graph.entries["Drop Shipment"][row] or quantity * int(graph.entries["Quantity"][row]) >= 0):
            entry = _entry_row(graph, row, number, 1, APPLICATION, quantity)
            shown.append({c: entry["Quantity Left"] if c == "Remaining Quantity" else entry[c] for c in APPLIED})
    return shown


def traced_links(ledger: Ledger, entry_no: int, direction: str = "forward") -> list[Row]:
    """Every link between the entries of a trace, not only the first that reached each: From Entry No., To Entry No., Link, Quantity.

    Forward a transfer leads from its shipment to its receipt.
    """
    graph = entry_graph(ledger)
    reached = walk(graph, [_known_row(ledger, entry_no)], direction)
    numbers = graph.entries["Entry No."]
    found: dict[tuple[int, int, str], int] = {}
    for row, steps in reached.edges.items():
        for step in steps:
            start = step.by if step.link == TRANSFER and direction == "forward" and step.by in reached.level else row
            ends = int(numbers[start]), int(numbers[step.row]), step.link
            found[ends] = found.get(ends, 0) + step.quantity
    return [{"From Entry No.": a, "To Entry No.": b, "Link": link, "Quantity": to_decimal(q)} for (a, b, link), q in found.items()]


def start_row(ledger: Ledger, entry_no: int) -> Row:
    """The start of a trace as a row of level 0."""
    graph = entry_graph(ledger)
    return _entry_row(graph, _known_row(ledger, entry_no), 0, 0, "", 0)


def _known_row(ledger: Ledger, entry_no: int) -> int:
    row = row_of(ledger, "Item Ledger Entry", int(entry_no))
    if row is None:
        what = f"There is no item ledger entry {entry_no}."
        raise XlcostError("UNKNOWN_ENTRY", what, remedy="Choose an Entry No. of Item Ledger Entry.")
    return row


def _rows(graph: EntryGraph, reached: Reached, *, backward: bool) -> list[Row]:
    """Rows of the walk; backward with the capacity of each output as leaves after the entries that it led to."""
    numbers = graph.entries["Entry No."]
    leaves: dict[int, list[Row]] = {}
    if backward:
        taken: set[int] = set()
        for row in (*reached.start, *(r for r, *_ in reached.order)):
            fresh = [v for v in graph.capacity(row) if v not in taken]
            taken.update(fresh)
            if fresh:
                leaves[row] = [_capacity_row(graph, v, int(numbers[row]), reached.level[row] + 1) for v in fresh]
    found: list[Row] = []
    by_parent: dict[int, list[Row]] = {}
    for row, parent, level, link, quantity in reached.order:
        record = _entry_row(graph, row, int(numbers[parent]), level, link, quantity)
        record["Origin"] = backward and not reached.edges.get(row)
        by_parent.setdefault(parent, []).append(record)
    for row in (*reached.start, *(r for r, *_ in reached.order)):
        found += by_parent.get(row, [])
        found += leaves.get(row, [])
    return found


def _entry_row(graph: EntryGraph, row: int, parent_no: int, level: int, link: str, quantity: int) -> Row:
    entries = graph.entries
    return {
        "Entry No.": int(entries["Entry No."][row]),
        "From Entry No.": parent_no,
        "Level": level,
        "Link": link,
        "Quantity": to_decimal(entries["Quantity"][row]),
        "Cost Amount (Actual)": to_decimal(graph.cost[row]),
        "Origin": False,
        "Applied Quantity": to_decimal(quantity),
        **_balance(graph, row),
        "Entry Type": ItemLedgerEntryType.caption_of(entries["Entry Type"][row]),
        "Item No.": entries["Item No."][row],
        "Posting Date": date_of(int(entries["Posting Date"][row])),
        "Document No.": entries["Document No."][row],
        "Location Code": entries["Location Code"][row],
        "Order No.": entries["Order No."][row],
        "Capacity Ledger Entry No.": 0,
        "Value Entry No.": 0,
    }


def _balance(graph: EntryGraph, row: int) -> Row:
    """The entry's own balance of quantities."""
    quantity, left, applied = (int(c[row]) for c in (graph.entries["Quantity"], graph.entries["Remaining Quantity"], graph.applied))
    return {"Quantity Applied": to_decimal(applied), "Quantity Left": to_decimal(left), "Conserved": quantity == applied + left}


def _capacity_row(graph: EntryGraph, value: int, parent_no: int, level: int) -> Row:
    values = graph.values
    return {
        "Entry No.": 0,
        "From Entry No.": parent_no,
        "Level": level,
        "Link": CAPACITY,
        "Quantity": to_decimal(values["Valued Quantity"][value]),
        "Cost Amount (Actual)": to_decimal(values["Cost Amount (Actual)"][value]),
        "Origin": False,
        "Applied Quantity": to_decimal(0),
        "Quantity Applied": to_decimal(0),
        "Quantity Left": to_decimal(0),
        "Conserved": True,
        "Entry Type": CAPACITY,
        "Item No.": values["Item No."][value],
        "Posting Date": date_of(int(values["Posting Date"][value])),
        "Document No.": values["Document No."][value],
        "Location Code": values["Location Code"][value],
        "Order No.": values["Order No."][value],
        "Capacity Ledger Entry No.": int(values["Capacity Ledger Entry No."][value]),
        "Value Entry No.": int(values["Entry No."][value]),
    }


def proportional(amount: int, weights: list[int], whole: int) -> list[int]:
    """`amount` handed out by weights out of `whole`, in cents; when the weights make up the whole, so do the parts the amount."""
    step = CENT if amount % CENT == 0 else 1
    parts = [divide_half_away(amount * w, whole * step) * step for w in weights]
    if parts and sum(weights) == whole:
        parts[-1] += amount - sum(parts)
    return parts
