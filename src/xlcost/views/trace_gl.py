"""From a G/L entry to value entries, item ledger entries and on to the origin of the goods, as one indented table (gl-posting C1).

Each row carries its own cost and the share of the G/L amount that runs through it: the shares of level 1 add up to the
G/L entry, and what stays at the origins adds up to it again. Worked example: a COGS entry of 82.00 for a sale out of
two receipts: level 1 the value entry 82.00, level 2 the sale 82.00, level 3 the two receipts 61.50 and 20.50.
"""

from __future__ import annotations

from typing import Any

from xlcost.ledger import Ledger
from xlcost.ledger.options import ItemLedgerEntryType, ValueEntryType
from xlcost.ledger.values import date_of
from xlcost.money import to_decimal
from xlcost.problems import XlcostError
from xlcost.views.entry_graph import CAPACITY, EntryGraph, entry_graph
from xlcost.views.gl_links import gl_entry_row, shares_on_gl_entry
from xlcost.views.lookup import row_of
from xlcost.views.trace import MAX_DEPTH, Reached, walk
from xlcost.views.trace_shares import Flow, shares_of

Row = dict[str, Any]


def trace_gl_entry(ledger: Ledger, gl_entry_no: int) -> list[Row]:
    """The indented audit path of a G/L entry, parents before their children.

    Fields: Level, Link (Relation, Match, Value Entry, Application, Transfer, Return, Order, Capacity), Table, Entry No.,
    From Entry No., Posting Date, Document No., Item No., Entry Type, Quantity, Amount (own cost), Share (of the G/L
    amount), Stays Here, Origin, Match Quality. Raises XlcostError UNKNOWN_ENTRY. Depth at most 50.
    """
    gl_row = gl_entry_row(ledger, gl_entry_no)
    graph = entry_graph(ledger)
    gl = ledger.table("G/L Entry")
    amount = int(gl["Amount"][gl_row])
    rows = [_row(0, "", "G/L Entry", int(gl_entry_no), 0, gl, gl_row, "G/L Account No.", amount, amount)]
    rows[0]["Entry Type"] = ""
    values = graph.values
    shares = shares_on_gl_entry(ledger, int(gl_entry_no))
    starts: dict[int, int] = {}
    for row, (share, _) in shares.items():
        owner = row_of(ledger, "Item Ledger Entry", int(values["Item Ledger Entry No."][row]))
        if owner is not None:
            starts[owner] = starts.get(owner, 0) + (share or 0)
    reached = walk(graph, list(starts), "backward", depth=MAX_DEPTH)
    flows = shares_of(graph, reached, starts, "backward")
    shown: set[int] = set()
    for row in sorted(shares, key=lambda r: int(values["Entry No."][r])):
        share, quality = shares[row]
        number = int(values["Entry No."][row])
        link = "Relation" if quality == 0 else "Match"
        record = _row(
            1, link, "Value Entry", number, int(gl_entry_no), values, row, "Item No.", int(values["Cost Amount (Actual)"][row]), share
        )
        record |= {"Entry Type": ValueEntryType.caption_of(values["Entry Type"][row]), "Match Quality": quality}
        record["Quantity"] = to_decimal(values["Valued Quantity"][row])
        rows.append(record)
        rows += _below_value_entry(graph, row, reached, flows, shown)
    return rows


def trace_value_entry(ledger: Ledger, value_entry_no: int) -> list[Row]:
    """The same audit path from one value entry on: the value entry (level 0), its item ledger entry, where the goods came from.

    The traced amount is the cost of the value entry, actual or, where there is none yet, expected. Fields and errors as of
    `trace_gl_entry`. A capacity entry is its own origin.
    """
    graph = entry_graph(ledger)
    values, number = graph.values, int(value_entry_no)
    row = row_of(ledger, "Value Entry", number)
    if row is None:
        raise XlcostError("UNKNOWN_ENTRY", f"There is no value entry {number}.", remedy="Choose an Entry No. of Value Entry.")
    amount = int(values["Cost Amount (Actual)"][row]) or int(values["Cost Amount (Expected)"][row])
    start = _row(0, "", "Value Entry", number, 0, values, row, "Item No.", amount, amount)
    start |= {"Entry Type": ValueEntryType.caption_of(values["Entry Type"][row]), "Quantity": to_decimal(values["Valued Quantity"][row])}
    owner = row_of(ledger, "Item Ledger Entry", int(values["Item Ledger Entry No."][row]))
    if owner is None:
        stays = to_decimal(amount) if int(values["Item Ledger Entry No."][row]) == 0 else to_decimal(0)
        return [{**start, "Stays Here": stays, "Origin": bool(stays)}, *_below_value_entry(graph, row, Reached([]), {}, set(), 1)]
    reached = walk(graph, [owner], "backward", depth=MAX_DEPTH)
    flows = shares_of(graph, reached, {owner: amount}, "backward")
    return [start, *_below_value_entry(graph, row, reached, flows, set(), 1)]


def _below_value_entry(
    graph: EntryGraph, value: int, reached: Reached, flows: dict[Any, Flow], shown: set[int], level: int = 2
) -> list[Row]:
    """The item ledger entry of a value entry with all that it came from, or its capacity ledger entry."""
    number = int(graph.values["Entry No."][value])
    owner = row_of(graph.ledger, "Item Ledger Entry", int(graph.values["Item Ledger Entry No."][value]))
    if owner is not None:
        return [] if owner in shown else _tree(graph, owner, number, reached, flows, shown, level)
    capacity = graph.ledger.table("Capacity Ledger Entry")
    row = row_of(graph.ledger, "Capacity Ledger Entry", int(graph.values["Capacity Ledger Entry No."][value]))
    if row is None:
        return []
    entry_no, cost = int(capacity["Entry No."][row]), int(graph.values["Cost Amount (Actual)"][value])
    record = _row(level, CAPACITY, "Capacity Ledger Entry", entry_no, number, capacity, row, "Item No.", cost, None)
    return [{**record, "Entry Type": CAPACITY, "Quantity": to_decimal(capacity["Quantity"][row])}]


def _tree(
    graph: EntryGraph, start: int, value_no: int, reached: Reached, flows: dict[Any, Flow], shown: set[int], level: int
) -> list[Row]:
    """Preorder of the walk below one starting entry, each entry once."""
    children: dict[int, list[tuple[int, str]]] = {}
    for row, parent, _, link, _ in reached.order:
        children.setdefault(parent, []).append((row, link))
    numbers = graph.entries["Entry No."]
    found: list[Row] = []
    waiting: list[tuple[int, int, str, int]] = [(start, level, "Value Entry", value_no)]
    while waiting:
        row, depth, link, parent_no = waiting.pop()
        if row in shown:
            continue
        shown.add(row)
        found.append({**_entry(graph, row, depth, link, parent_no, flows), "Origin": not reached.edges.get(row)})
        number = int(numbers[row])
        for value in graph.capacity(row):
            found.append(_capacity(graph, value, depth + 1, number, flows))
        waiting += [(child, depth + 1, kind, number) for child, kind in reversed(children.get(row, []))]
    return found


def _entry(graph: EntryGraph, row: int, level: int, link: str, parent_no: int, flows: dict[Any, Flow]) -> Row:
    number = int(graph.entries["Entry No."][row])
    flow = flows["entry", number]
    record = _row(level, link, "Item Ledger Entry", number, parent_no, graph.entries, row, "Item No.", int(graph.cost[row]), flow.share)
    record["Entry Type"] = ItemLedgerEntryType.caption_of(graph.entries["Entry Type"][row])
    return {**record, "Quantity": to_decimal(graph.entries["Quantity"][row]), "Stays Here": to_decimal(flow.stays)}


def _capacity(graph: EntryGraph, value: int, level: int, parent_no: int, flows: dict[Any, Flow]) -> Row:
    values = graph.values
    number = int(values["Entry No."][value])
    flow = flows["value", number]
    record = _row(
        level, CAPACITY, "Value Entry", number, parent_no, values, value, "Item No.", int(values["Cost Amount (Actual)"][value]), flow.share
    )
    return {
        **record,
        "Entry Type": CAPACITY,
        "Quantity": to_decimal(values["Valued Quantity"][value]),
        "Stays Here": to_decimal(flow.stays),
    }


def _row(
    level: int, link: str, table: str, number: int, parent_no: int, source: Any, row: int, subject: str, amount: int, share: int | None
) -> Row:
    return {
        "Level": level,
        "Link": link,
        "Table": table,
        "Entry No.": number,
        "From Entry No.": parent_no,
        "Posting Date": date_of(int(source["Posting Date"][row])),
        "Document No.": source["Document No."][row],
        "Item No.": source[subject][row] if subject == "Item No." else "",
        "G/L Account No.": source[subject][row] if subject != "Item No." else "",
        "Entry Type": "",
        "Quantity": to_decimal(0),
        "Amount": to_decimal(amount),
        "Share": None if share is None else to_decimal(share),
        "Stays Here": to_decimal(0),
        "Origin": False,
        "Match Quality": 0,
    }
