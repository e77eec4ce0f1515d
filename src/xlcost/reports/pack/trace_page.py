"""Sheet Trace: the chains behind the largest differences, from the entry that Explained names to the origins of the goods.

A controller asks of a difference: what is this entry, where do its goods and its amount come from, and what else did the same
document post. So each chain starts at an entry of a cause, largest amount first, every entry once: a value entry goes on to its
item ledger entry and back to purchases, capacity and other origins; a G/L entry goes through its value entries; a G/L
entry without one shows the other entries of its document. When no account differs, the sale of the period with the largest cost is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import ItemLedgerEntryType
from xlcost.ledger.values import date_of
from xlcost.money import to_decimal
from xlcost.reports.close import Close
from xlcost.reports.entries_behind import entries_behind
from xlcost.reports.grid import Block, Chart, GridColumn, Line, Page, Rank
from xlcost.reports.pack.common import EXPLAINED, ZERO, Facts, as_of, causes_of, count, entries_of, money, options_line
from xlcost.reports.tracing import chain_words, ends_chart, in_tree_order
from xlcost.views.entry_graph import entry_graph
from xlcost.views.trace import trace_item_entry
from xlcost.views.trace_gl import trace_gl_entry, trace_value_entry

SHEET, BEHIND = "Trace", "Trace Entries"
MOST_CHAINS, MOST_ROWS, MOST_OF_DOCUMENT = 5, 40, 12
COLUMNS = (
    GridColumn("level", "Level", "level"),
    GridColumn("chain", "Chain", "text"),
    GridColumn("entry_no", "Entry No.", "entry no."),
    GridColumn("posting_date", "Posting Date", "date"),
    GridColumn("document_no", "Document No.", "code"),
    GridColumn("item_no", "Item or Account", "code"),
    GridColumn("description", "Description", "description"),
    GridColumn("quantity", "Quantity", "quantity"),
    GridColumn("cost_amount_actual", "Amount", "amount"),
    GridColumn("share_of_the_traced_cost", "Share of the\ntraced cost", "amount"),
    GridColumn("origin", "Origin", "status"),
)
_NO_VALUE_ENTRY = ("Direct G/L posting", "Inventory posting without value entry", "Closing entry")

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Chain:
    """One start with what stands behind it: heading, rows (the start first), the command that shows all of it."""

    anchor: str
    heading: str
    rows: Sequence[Row]
    command: str
    of_document: bool = False  # the rows after the first are the other entries of its document

    @property
    def start(self) -> Decimal:
        """The amount that is traced."""
        return self.rows[0]["Amount"]

    @property
    def stays(self) -> Decimal:
        """What was found at its origins."""
        return sum((r["Stays Here"] for r in self.rows), ZERO)


def anchor_of(entry: Row, cause: str) -> str:
    """The anchor of an entry of Explained on this page."""
    gl, value = int(entry.get("G/L Entry No.") or 0), int(entry.get("Value Entry No.") or 0)
    return f"trace_gl_{gl}" if gl and cause not in ("Not yet posted", "Posted flag without G/L entry") else f"trace_value_{value}"


def chains_of(close: Close) -> list[Chain]:
    """The chains of the page, made once per close."""
    memo = close.ledger.memo
    key = (SHEET, close.options.period)
    if key not in memo:
        memo[key] = list(_of_causes(close)) or list(_of_largest_sale(close))
    found: list[Chain] = memo[key]
    return found


def trace_pages(close: Close, facts: Facts) -> list[Page]:
    """Trace, and the value entries behind it; nothing when there is neither a difference nor stock."""
    chains = chains_of(close)
    if not chains:
        return []
    behind = {r["Entry No."] for c in chains for r in c.rows[:MOST_ROWS] if r["Table"] == "Item Ledger Entry"}
    entries = [replace(p, sheet=BEHIND, title=BEHIND, slots={"nav": ""}) for p in entries_behind(close.ledger, behind, SHEET)]
    known = {line.anchor for page in entries for block in page.blocks for line in block.lines if line.anchor}
    descriptions = _descriptions(close.ledger)
    lines = [line for chain in chains for line in _lines(chain, close, known, descriptions)]
    differs = bool(causes_of(close))
    slots: dict[str, Any] = {"open": True, "next": (BEHIND,) if entries else ()}
    came = ("Cover", EXPLAINED) if differs else ("Cover",)
    options = options_line(close, facts, as_of(close), "direction: backward", f"at most {MOST_CHAINS} chains")
    page = Page(SHEET, "trace", SHEET, _message(chains, differs), options, (Block("", COLUMNS, lines),), _charts(chains), slots, came)
    return [page, *entries]


def traced_anchors(close: Close) -> frozenset[str]:
    """Where Explained can lead to."""
    return frozenset(c.anchor for c in chains_of(close))


# -- which chains ---------------------------------------------------------------------------------------------
def _of_causes(close: Close) -> Iterator[Chain]:
    found: dict[str, tuple[Decimal, str, Row]] = {}
    nothing: tuple[Decimal, str, Row] = (ZERO, "", {})
    for cause in causes_of(close):
        for entry in entries_of(close, cause):
            anchor = anchor_of(entry, cause)
            if abs(entry["Amount"]) > found.get(anchor, nothing)[0]:
                found[anchor] = (abs(entry["Amount"]), cause, entry)
    largest = sorted(found, key=lambda a: (-found[a][0], a))[:MOST_CHAINS]
    for anchor in largest:
        _, cause, named = found[anchor]
        number = int(anchor.rpartition("_")[2])
        if anchor.startswith("trace_value_"):
            rows = trace_value_entry(close.ledger, number)
            yield Chain(anchor, f"{cause}: value entry {number}", rows, f"trace item-entry {rows[1]['Entry No.'] if len(rows) > 1 else 0}")
        elif cause in _NO_VALUE_ENTRY:
            command = f"trace document {named.get('Document No.', '')}"
            yield Chain(anchor, f"{cause}: G/L entry {number}", _document(close.ledger, number), command, of_document=True)
        else:
            yield Chain(anchor, f"{cause}: G/L entry {number}", trace_gl_entry(close.ledger, number), f"trace gl-entry {number}")


def _of_largest_sale(close: Close) -> Iterator[Chain]:
    """The sale of the period with the largest cost; without a sale the largest entry of the period."""
    graph, period = entry_graph(close.ledger), close.options.period
    entries = graph.entries
    inside = (entries["Posting Date"] >= period.first.toordinal()) & (entries["Posting Date"] <= period.last.toordinal())
    sales = inside & (entries["Entry Type"] == int(ItemLedgerEntryType.SALE))
    rows_of_period = np.flatnonzero(sales if sales.any() else inside)
    if not len(rows_of_period):
        return
    best = max(rows_of_period.tolist(), key=lambda r: (abs(int(graph.cost[r])), -int(entries["Entry No."][r])))
    number = int(entries["Entry No."][best])
    rows = in_tree_order(trace_item_entry(close.ledger, number, "backward", cost_shares=True, start=True))
    shown = [{**r, "Amount": r["Cost Amount (Actual)"], "Table": "Item Ledger Entry" if r["Entry No."] else "Value Entry"} for r in rows]
    kind = rows[0]["Entry Type"].lower()
    heading = f"Largest {kind} of the period: item ledger entry {number}"
    yield Chain(f"trace_item_{number}", heading, shown, f"trace item-entry {number}")


def _document(ledger: Ledger, number: int) -> list[Row]:
    """A G/L entry, then the other entries of its document on the same date."""
    table = ledger.table("G/L Entry")
    own = table.index[number]
    same = np.flatnonzero((table["Posting Date"] == table["Posting Date"][own]) & (table["Document No."] == table["Document No."][own]))
    others = sorted((r for r in same.tolist() if r != own), key=lambda r: int(table["Entry No."][r]))
    return [_gl_row(ledger, own, 0, ""), *(_gl_row(ledger, r, 1, "Document") for r in others[:MOST_OF_DOCUMENT])]


def _gl_row(ledger: Ledger, row: int, level: int, link: str) -> Row:
    table = ledger.table("G/L Entry")
    return {
        "Level": level,
        "Link": link,
        "Table": "G/L Entry",
        "Entry No.": int(table["Entry No."][row]),
        "Posting Date": date_of(int(table["Posting Date"][row])),
        "Document No.": table["Document No."][row],
        "Item No.": "",
        "G/L Account No.": table["G/L Account No."][row],
        "Description": table["Description"][row],
        "Entry Type": "",
        "Quantity": ZERO,
        "Amount": to_decimal(table["Amount"][row]),
        "Stays Here": ZERO,
        "Origin": False,
    }


# -- how they are shown ---------------------------------------------------------------------------------------
def _descriptions(ledger: Ledger) -> dict[tuple[str, str], str]:
    """Descriptions of items and names of accounts."""
    found: dict[tuple[str, str], str] = {}
    for name, key, text in (("Item", "No.", "Description"), ("G/L Account", "No.", "Name")):
        table = ledger.table(name)
        found.update({(name, no): words for no, words in table.tuples((key, text))})
    return found


def _lines(chain: Chain, close: Close, known: set[str], descriptions: Mapping[tuple[str, str], str]) -> list[Line]:
    lines = [Line(Rank.HEADING, {"chain": chain.heading}, 1, chain.anchor, anchor=chain.anchor)]
    shown = chain.rows[:MOST_ROWS]
    lines += [_line(row, chain, close, known, descriptions) for row in shown]
    left = len(chain.rows) - len(shown)
    if left:
        text = f"… {count(left, 'more entry', 'more entries')}: xlcost {chain.command}"
        lines.append(Line(Rank.DETAIL, {"chain": text}, 2, chain.anchor))
    if chain.of_document:
        total = sum((r["Amount"] for r in chain.rows), ZERO)
        words = "No value entry; the document balances" if not total else "No value entry; entries of the document"
        cells = {"chain": words, "cost_amount_actual": total, "origin": "▲ None"}
        return [*lines, Line(Rank.SUBTOTAL, cells, 1, chain.anchor)]
    if len(chain.rows) == 1:
        words = "No item ledger entry stands behind it"
    else:
        words = "What stays adds up to the start" if chain.stays == chain.start else "What could be followed"
    cells = {"chain": words, "share_of_the_traced_cost": chain.stays, "origin": "● Ties" if chain.stays == chain.start else "▲ Part"}
    return [*lines, Line(Rank.SUBTOTAL, cells, 1, chain.anchor)]


def _line(row: Row, chain: Chain, close: Close, known: set[str], descriptions: Mapping[tuple[str, str], str]) -> Line:
    account, item = row.get("G/L Account No.", ""), row["Item No."]
    words = row.get("Description") or descriptions.get(("G/L Account", account) if account else ("Item", item), "")
    number = row["Entry No."] or row.get("Value Entry No.") or None
    cells = {
        "level": row["Level"],
        "chain": chain_words(row),
        "entry_no": number,
        "posting_date": row["Posting Date"],
        "document_no": row["Document No."],
        "item_no": account or item,
        "description": words,
        "quantity": row["Quantity"] or None,
        "cost_amount_actual": row["Amount"],
        "share_of_the_traced_cost": row["Stays Here"] or None,
        "origin": "● Origin" if row["Origin"] or (row["Stays Here"] and row["Link"] == "Capacity") else "",
    }
    target = _target(row, number, chain, close, known)
    return Line(Rank.DETAIL, cells, min(row["Level"], 6) + 2, chain.anchor, links={"entry_no": target} if target else {})


def _target(row: Row, number: int | None, chain: Chain, close: Close, known: set[str]) -> str:
    """The entry sheet that lists an entry: the start stands on the sheet that Explained leads to, the rest behind this page."""
    if row["Table"] == "G/L Entry":
        return f"G-L Entries#entry_{number}" if row["Level"] == 0 else ""
    if row["Table"] == "Value Entry" and row["Level"] == 0:
        return f"Value Entries#entry_{number}"
    place = f"entry_{number}" if row["Table"] == "Item Ledger Entry" else f"value_{number}"
    return f"{BEHIND}#{place}" if place in known else ""


def _message(chains: Sequence[Chain], differs: bool) -> str:
    first = chains[0]
    origins = sum(1 for r in first.rows if r["Stays Here"])
    if not differs:
        what = first.heading.replace(": ", ", ", 1)
        return f"No account differs. {what}, {money(first.start)}, comes from {count(origins, 'origin')}."
    lead = f"{count(len(chains), 'chain')} behind the largest differences." if len(chains) > 1 else "The chain behind the largest difference."
    what = first.heading.replace(": ", ", ", 1)
    if first.of_document:
        return f"{lead} {what}, {money(first.start)}: no value entry stands behind it; its document has {count(len(first.rows), 'entry', 'entries')}."
    return f"{lead} {what}, {money(first.start)}, comes from {count(origins, 'origin')}."


def _charts(chains: Sequence[Chain]) -> list[Chart]:
    """Bars of the origins of the first chain that has several."""
    for chain in chains:
        ends = [(f"{r['Entry Type']} {r['Document No.']}", r["Stays Here"]) for r in chain.rows if r["Stays Here"]]
        if len(ends) > 1:
            return ends_chart(ends, f"of {chain.heading.rpartition(': ')[2].partition(',')[0]} comes from")
    return []
