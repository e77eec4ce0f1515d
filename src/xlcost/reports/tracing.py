"""The traces as reports: an item ledger entry, a G/L entry, a lot or serial number, a document (gl-posting C1 to C4).

A trace stands as an indented table, parents before their children: what each entry cost, which share of the traced cost runs
through it, what of it stays there. What stays adds up to the start, in the total line. Entry numbers lead to the value
entries behind them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from xlcost.ledger import Ledger
from xlcost.problems import XlcostError
from xlcost.reports.entries_behind import SHEET as BEHIND
from xlcost.reports.entries_behind import entries_behind
from xlcost.reports.grid import Chart, Line, Rank
from xlcost.reports.listing import Listing, list_report
from xlcost.reports.options import Options
from xlcost.reports.record_lines import column, counted
from xlcost.reports.report import Layout, Report
from xlcost.views.item_tracing import TRACE_METHODS, trace_item_numbers
from xlcost.views.trace import trace_item_entry
from xlcost.views.trace_gl import trace_gl_entry

ENTRY, GL, NUMBERS = "Trace Item Ledger Entry", "Trace G/L Entry", "Item Tracing"
MOST_BARS = 12
ZERO = Decimal("0.00")
COLUMNS = (
    column("Level", "level"),
    column("Chain", "text"),
    column("Entry No.", "entry no."),
    column("Posting Date", "date"),
    column("Document No.", "code"),
    column("Item No.", "code"),
    column("Quantity", "quantity"),
    column("Quantity Left", "quantity"),
    column("Cost Amount"),
    column("Share of the traced cost"),
    column("Stays here"),
    column("Origin", "status"),
)

Row = dict[str, Any]


class EntryOptions(Options):
    """Request page."""

    entry_no: str = Field("", alias="Item Ledger Entry No.")
    direction: Literal["backward", "forward"] = Field("backward", alias="Direction")


class GLOptions(Options):
    """Request page."""

    entry_no: str = Field("", alias="G/L Entry No.")


class NumberOptions(Options):
    """Request page."""

    serial_no: str = Field("", alias="Serial No. Filter")
    lot_no: str = Field("", alias="Lot No. Filter")
    package_no: str = Field("", alias="Package No. Filter")
    item_no: str = Field("", alias="Item Filter")
    variant_code: str = Field("", alias="Variant Filter")
    show_components: Literal["No", "Item-tracked Only", "All"] = Field("All", alias="Show Components")
    trace_method: Literal["Origin -> Usage", "Usage -> Origin"] = Field("Usage -> Origin", alias="Trace Method")


def number_of(text: str, caption: str) -> int:
    """An entry number as people write it; XlcostError ENTRY_NO_MISSING."""
    plain = text.replace(",", "").replace(" ", "")
    if not plain.isdigit():
        raise XlcostError("ENTRY_NO_MISSING", f"{text!r} is not an entry number.", where=caption, remedy=f"Give {caption}.")
    return int(plain)


def in_tree_order(rows: Sequence[Row]) -> list[Row]:
    """Rows of a breadth-first trace, start first, as a tree: each followed by what was reached from it."""
    children: dict[int, list[Row]] = {}
    for row in rows[1:]:
        children.setdefault(row["From Entry No."], []).append(row)
    found: list[Row] = []
    waiting = [rows[0]]
    while waiting:
        row = waiting.pop()
        found.append(row)
        if row["Entry No."]:
            waiting += reversed(children.get(row["Entry No."], []))
    return found


# -- an item ledger entry -------------------------------------------------------------------------------------
def entry_view(ledger: Ledger, options: EntryOptions) -> list[Row]:
    """The rows of the trace, start first, as a tree."""
    number = number_of(options.entry_no, "Item Ledger Entry No.")
    return in_tree_order(trace_item_entry(ledger, number, options.direction, cost_shares=True, start=True))


def _entry_layout(ledger: Ledger, options: EntryOptions, rows: list[Row]) -> Layout:
    lines = [_line(r, chain_words(r), r["Cost Amount (Actual)"], r["Entry No."] or None) for r in rows]
    start = rows[0]
    lines.append(_total(sum((r["Stays Here"] for r in rows), ZERO), start["Quantity"]))
    ends = [(f"{r['Entry Type']} {r['Document No.']}", r["Stays Here"]) for r in rows if r["Stays Here"]]
    words = "of it came from" if options.direction == "backward" else "of it went to"
    facts = {"charts": ends_chart(ends, words), "pages": entries_behind(ledger, {r["Entry No."] for r in rows}, ENTRY)}
    return Layout(lines, rows, entry_message(rows, options.direction), facts=facts)


def entry_message(rows: list[Row], direction: str) -> str:
    """Where the cost of an entry came from or went, in one sentence."""
    start, others = rows[0], rows[1:]
    what = f"{start['Entry Type']} {start['Entry No.']} of {start['Item No.']}, {start['Cost Amount (Actual)']:,.2f}"
    broken = sum(1 for r in rows if not r["Conserved"])
    tail = f" ■ At {counted(broken, 'entry', 'entries')} the quantities do not add up." if broken else ""
    if direction == "backward":
        origins = sum(1 for r in rows if r["Origin"])
        return f"{what}: it came from {counted(origins, 'origin')} through {counted(len(others), 'entry', 'entries')}.{tail}"
    left = start["Stays Here"]
    return f"{what}: it went on to {counted(len(others), 'entry', 'entries')}; {left:,.2f} stays where it was received.{tail}"


def chain_words(row: Mapping[str, Any]) -> str:
    """The place of a row in its chain: `└`, the link that led there, what it is; a value entry and a G/L entry say so."""
    table, kind = row.get("Table", "Item Ledger Entry"), row["Entry Type"]
    if table == "Value Entry" and kind != row["Link"]:
        kind = f"value entry, {kind}".removesuffix(", Capacity")
    words = f"{row['Link']}: {kind or table}" if row["Link"] and row["Link"] != kind else str(kind or table)
    words = words if row["Level"] else words[:1].upper() + words[1:]
    return f"{'   ' * (row['Level'] - 1)}└ {words}" if row["Level"] else words


def _line(row: Row, chain: str, cost: Decimal, number: int | None, behind: int = 0) -> Line:
    share, stays = row.get("Cost Share", row.get("Share")), row["Stays Here"]
    shown = {
        "level": row["Level"],
        "chain": chain,
        "entry_no": number,
        "posting_date": row["Posting Date"],
        "document_no": row["Document No."],
        "item_no": row["Item No."] or row.get("G/L Account No.", ""),
        "quantity": row["Quantity"] if row["Quantity"] else None,
        "quantity_left": row.get("Quantity Left") or None,
        "cost_amount": cost,
        "share_of_the_traced_cost": share,
        "stays_here": stays if stays else None,
        "origin": _origin(row),
    }
    target = behind or (row["Entry No."] if row.get("Table", "Item Ledger Entry") == "Item Ledger Entry" else 0)
    links = {"entry_no": f"{BEHIND}#entry_{target}"} if target and number else {}
    return Line(Rank.DETAIL, shown, min(row["Level"], 7) + 1, record=row, links=links, state="" if row.get("Conserved", True) else "open")


def _origin(row: Mapping[str, Any]) -> str:
    if not row.get("Conserved", True):
        return "■ Open"
    return "● Origin" if row.get("Origin") else ""


def _total(stays: Decimal, quantity: Any = None) -> Line:
    return Line(
        Rank.TOTAL, {"chain": "What stays adds up to the start", "share_of_the_traced_cost": None, "stays_here": stays}, state="ties"
    )


def ends_chart(ends: list[tuple[str, Decimal]], words: str) -> list[Chart]:
    """Bars of where the cost stays: the largest places, then others."""
    ordered = sorted(ends, key=lambda e: -abs(e[1]))
    if len(ordered) < 2:
        return []
    names, amounts = [e[0] for e in ordered[:MOST_BARS]], [e[1] for e in ordered[:MOST_BARS]]
    if len(ordered) > MOST_BARS:
        names.append("others")
        amounts.append(sum((e[1] for e in ordered[MOST_BARS:]), ZERO))
    return [Chart(f"Most {words} {names[0]}", "Share of the traced cost, LCY", names, {"Share": [abs(a) for a in amounts]}, "bars")]


# -- a G/L entry ----------------------------------------------------------------------------------------------
def gl_view(ledger: Ledger, options: GLOptions) -> list[Row]:
    """The rows of the audit path, the G/L entry first."""
    return trace_gl_entry(ledger, number_of(options.entry_no, "G/L Entry No."))


def _gl_layout(ledger: Ledger, options: GLOptions, rows: list[Row]) -> Layout:
    entries = {r["Entry No."] for r in rows if r["Table"] == "Item Ledger Entry"}
    behind = {r["From Entry No."]: r["Entry No."] for r in rows if r["Table"] == "Item Ledger Entry" and r["Level"] == 2}
    lines = []
    for row in rows:
        chain = chain_words(row) if row["Table"] != "Capacity Ledger Entry" else f"{'   ' * (row['Level'] - 1)}└ {row['Link']}"
        target = behind.get(row["Entry No."], 0) if row["Table"] == "Value Entry" else 0
        lines.append(_line(row, chain, row["Amount"], row["Entry No."], target if target in entries else 0))
    message = gl_message(rows)
    lines.append(_total(sum((r["Stays Here"] for r in rows), ZERO)))
    ends = [(f"{r['Entry Type']} {r['Document No.']}", r["Stays Here"]) for r in rows if r["Stays Here"]]
    return Layout(lines, rows, message, facts={"charts": ends_chart(ends, "of it came from"), "pages": entries_behind(ledger, entries, GL)})


def gl_message(rows: list[Row]) -> str:
    """What stands behind a G/L entry, in one sentence."""
    first = rows[0]
    stays = sum((r["Stays Here"] for r in rows), ZERO)
    direct = sum((r["Share"] for r in rows if r["Level"] == 1 and r["Share"] is not None), ZERO) - stays
    values = sum(1 for r in rows if r["Table"] == "Value Entry" and r["Level"] == 1)
    what = f"G/L entry {first['Entry No.']} on {first['G/L Account No.']}, {first['Amount']:,.2f}"
    if not values:
        return f"{what}: no value entry stands behind it; it was posted directly, or its value entry is gone."
    text = f"{what}: {counted(values, 'value entry', 'value entries')}; {stays:,.2f} traced to origins"
    return f"{text}, {direct:,.2f} of capacity." if direct else f"{text}."


# -- serial, lot and package numbers ---------------------------------------------------------------------------
NUMBER_COLUMNS = (
    column("Level", "level"),
    column("Chain", "text"),
    column("Item Ledger Entry No.", "entry no."),
    column("Posting Date", "date"),
    column("Item No.", "code"),
    column("Lot No.", "code"),
    column("Serial No.", "code"),
    column("Location Code", "code"),
    column("Source", "text"),
    column("Quantity", "quantity"),
    column("Remaining Quantity", "quantity"),
    column("Already Traced", "Yes/No"),
)


def number_view(ledger: Ledger, options: NumberOptions) -> Listing:
    """The lines of the ERP's page, indented."""
    given = options.model_dump(exclude={"compatibility", "work_date"})
    if not any(given[k] for k in ("serial_no", "lot_no", "package_no", "item_no")):
        raise XlcostError("NO_NUMBER", "No serial, lot, package or item number is given.", where=NUMBERS, remedy="Give one of the filters.")
    rows = trace_item_numbers(ledger, **given)
    records = [
        {**r, "Chain": f"{'   ' * (r['Level'] - 1)}└ {r['Description']}" if r["Level"] else r["Description"], "Source": _source(r)}
        for r in rows
    ]
    entries = {r["Item Ledger Entry No."] for r in rows}
    asked = ", ".join(
        f"{n} {given[k]}"
        for n, k in (("serial", "serial_no"), ("lot", "lot_no"), ("package", "package_no"), ("item", "item_no"))
        if given[k]
    )
    way = "where it went" if options.trace_method == TRACE_METHODS[0] else "where it came from"
    tracked = given["serial_no"] or given["lot_no"] or given["package_no"]
    nothing = "no entry carries it." if tracked else "no entry carries a serial, lot or package number."
    message = f"{asked}: {counted(len(entries), 'entry', 'entries')}, {way}." if rows else f"{asked}: {nothing}"
    message = message[0].upper() + message[1:]
    return Listing(
        NUMBER_COLUMNS,
        records,
        message,
        links=lambda r: {"item_ledger_entry_no": f"{BEHIND}#entry_{r['Item Ledger Entry No.']}"},
        level=lambda r: min(r["Level"], 7) + 1,
        total="",
        facts={"pages": entries_behind(ledger, entries, NUMBERS)},
    )


def _source(row: Mapping[str, Any]) -> str:
    return f"{row['Source Type']} {row['Source No.']}".strip()


ENTRY_REPORT: Report[EntryOptions, list[Row]] = Report(
    ENTRY, ENTRY, "Where did the cost of an entry come from, and where did it go?", EntryOptions, entry_view, lambda o, r: COLUMNS, _entry_layout,
    ("Item Ledger Entry", "Value Entry", "Item Application Entry"),
)  # fmt: skip
GL_REPORT: Report[GLOptions, list[Row]] = Report(
    GL, GL, "Which value entries, item entries and origins stand behind a G/L entry?", GLOptions, gl_view, lambda o, r: COLUMNS, _gl_layout,
    ("G/L Entry", "Value Entry", "Item Ledger Entry"),
)  # fmt: skip
NUMBER_REPORT = list_report(
    NUMBERS,
    "Where did a lot or serial number go, and where did it come from?",
    NumberOptions,
    number_view,
    ("Item Ledger Entry", "Item Application Entry"),
)
