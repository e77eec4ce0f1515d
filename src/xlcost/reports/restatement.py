"""Restatement Bridge laid out: per reported figure what was reported, every cause of its change, what the date shows now.

`restatement_grid` is the summary by cause; its records() are the changes, one row per figure and value entry.
`changed_lines` lists the items and orders that changed, `changed_entries` the value entries behind every cause.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby
from typing import Any

from xlcost.reports.facts import long_date
from xlcost.reports.grid import Chart, Grid, GridColumn, Line, Rank
from xlcost.views.bridge import REMEDIES, TAMPERED, Bridge
from xlcost.views.reported import EXPECTED, FIGURES, VALUE, Figure

NAME = "Restatement Bridge"
PURPOSE = "What has changed in the figures of a closed period since they were reported, and which entries changed them?"
BRIDGE = "Inventory to G/L Reconcile"
# Why no figure of another report has a bridge of its own: what moves between their lines has no value entry.
OTHER_REPORTS = (
    "Invt. Valuation - Cost Spec., Status, Item Age Composition - Value and Cost Shares Breakdown divide this inventory value; "
    "Evidence proves that their totals are equal.",
    "An issue posted since moves cost between their lines without a value entry of its own, so only the value is attributed entry by entry.",
)
BY_CAUSE = (
    GridColumn("cause", "Cause", "text"),
    GridColumn("amount", "Amount", "amount", sums=True),
    GridColumn("gross", "Gross", "amount"),
    GridColumn("entries", "Entries", "count"),
    GridColumn("what_to_do", "What to do", "explanation"),
)
BY_LINE = (
    GridColumn("line", "Item / order", "code"),
    GridColumn("reported", "Reported", "amount", sums=True),
    GridColumn("change", "Change", "signed", sums=True),
    GridColumn("now", "Now", "amount", sums=True, formula="{reported}+{change}"),
    GridColumn("entries", "Entries", "count"),
    GridColumn("causes", "Causes", "explanation"),
)
BY_ENTRY = (
    GridColumn("cause", "Cause", "text"),
    GridColumn("entry_no", "Value Entry No.", "entry no."),
    GridColumn("posting_date", "Posting Date", "date"),
    GridColumn("document_no", "Document No.", "code"),
    GridColumn("item_no", "Item No.", "code"),
    GridColumn("order_no", "Order No.", "code"),
    GridColumn("item_ledger_entry_type", "Item Ledger Entry Type", "text"),
    GridColumn("entry_type", "Entry Type", "text"),
    GridColumn("reported", "Reported", "amount", sums=True),
    GridColumn("now", "Now", "amount", sums=True),
    GridColumn("change", "Change", "signed", sums=True),
)


def restatement_grid(bridge: Bridge) -> Grid:
    """The bridge as a report: the causes per figure; records() are the changes."""
    lines: list[Line] = []
    advised: set[str] = set()
    for figure in FIGURES:
        before, after = bridge.totals[figure]
        causes = [c for c in bridge.causes if c["Figure"] == figure.name]
        if not (before or after or causes):
            continue
        title = f"{figure.name} ({figure.report}{f', {BRIDGE}' if figure.by == 'Item No.' else ''})"
        lines.append(Line(Rank.HEADING, {"cause": title}, 1, title, anchor=_anchor(figure)))
        lines.append(Line(Rank.DETAIL, {"cause": "As reported", "amount": before}, 2, title))
        lines += [_cause(figure, title, cause, cause["Cause"] not in advised) for cause in causes]
        advised |= {cause["Cause"] for cause in causes}
        lines.append(Line(Rank.SUBTOTAL, {"cause": "Now", "amount": after, "entries": sum(len(c["Entries"]) for c in causes) or None}, 1, title))
    lines += [Line(Rank.NOTE, {"cause": text}) for text in OTHER_REPORTS] if lines else []
    options = {"As of": bridge.date, "Compared with": bridge.source}
    warnings = [{"Code": "CLOSE_CHANGED", "Text": text} for text in bridge.warnings]
    facts = {"purpose": PURPOSE, "totals": {f.name: bridge.totals[f] for f in FIGURES}}
    return Grid(NAME, NAME, BY_CAUSE, lines, options, warnings, message(bridge), [_record(c) for c in bridge.changes], facts)


def _anchor(figure: Figure) -> str:
    return "figure_" + "".join(c if c.isalnum() else "_" for c in figure.name)


def _cause_anchor(figure: str, cause: str) -> str:
    return "cause_" + "".join(c if c.isalnum() else "_" for c in f"{figure}_{cause}")


def _cause(figure: Figure, title: str, cause: dict[str, Any], advise: bool) -> Line:
    cells = {
        "cause": cause["Cause"],
        "amount": cause["Change"],
        "gross": cause["Gross"],
        "entries": len(cause["Entries"]),
        "what_to_do": REMEDIES[cause["Cause"]] if advise else None,
    }
    state = "open" if cause["Cause"] == TAMPERED else ""
    links = {"cause": f"Changed Entries#{_cause_anchor(figure.name, cause['Cause'])}"}
    return Line(Rank.DETAIL, cells, 2, title, {"amount": cause["Entries"]}, links=links, state=state)


def _record(change: dict[str, Any]) -> dict[str, Any]:
    captions = ("Figure", "Cause", "Line", "Value Entry No.", "Posting Date", "Document No.", "Item No.", "Order No.")
    rest = ("Item Ledger Entry Type", "Entry Type", "Reported", "Now", "Change")
    return {c: change[c] for c in (*captions, *rest)}


def message(bridge: Bridge) -> str:
    """The finding with its figure."""
    value = f"Inventory of {long_date(bridge.date)} was reported as {bridge.reported:,.2f}"
    changed = [f for f in FIGURES if any(c["Figure"] == f.name for c in bridge.causes)]
    if not changed:
        return f"{value} and still is; no reported figure has changed."
    entries = len({c["Value Entry No."] for c in bridge.changes} - {0})
    words = f"1 value entry explains" if entries == 1 else f"{entries:,} value entries explain"  # noqa: F541
    if not bridge.change:
        names = ", ".join(f.name for f in changed)
        return f"{value} and still is; {names} changed, which {words} in full."
    verb = "has risen" if bridge.change > 0 else "has fallen"
    return f"{value} and {verb} by {abs(bridge.change):,.2f} to {bridge.now:,.2f}; {words} every change in full."


def changed_lines(bridge: Bridge) -> list[Line]:
    """Per figure the items or orders that changed."""
    lines: list[Line] = []
    for name, members in groupby(bridge.lines, key=lambda r: r["Figure"]):
        block = list(members)
        lines.append(Line(Rank.HEADING, {"line": name}, 1, name))
        for row in block:
            cells = {"line": row["Line"], "reported": row["Reported"], "change": row["Change"], "now": row["Now"]}
            cells |= {"entries": len(row["Entries"]), "causes": row["Causes"]}
            lines.append(Line(Rank.DETAIL, cells, 2, name, {"change": row["Entries"]}))
        sums = {key: sum((r[c] for r in block), Decimal(0)) for key, c in (("reported", "Reported"), ("change", "Change"), ("now", "Now"))}
        lines.append(Line(Rank.SUBTOTAL, {"line": "Changed lines", **sums}, 1, name))
    return lines


def changed_entries(bridge: Bridge) -> list[Line]:
    """Per figure and cause the value entries."""
    lines: list[Line] = []
    order = {(c["Figure"], c["Cause"]): i for i, c in enumerate(bridge.causes)}
    ordered = sorted(bridge.changes, key=lambda c: (order[c["Figure"], c["Cause"]], c["Value Entry No."], c["Line"]))
    for (figure, cause), members in groupby(ordered, key=lambda c: (c["Figure"], c["Cause"])):
        title = f"{figure}: {cause}"
        lines.append(Line(Rank.HEADING, {"cause": title}, 1, title, anchor=_cause_anchor(figure, cause)))
        sums = dict.fromkeys(("reported", "now", "change"), Decimal(0))
        for change in members:
            cells = {c.key: change[c.caption] for c in BY_ENTRY if c.caption in change}
            cells["entry_no"] = change["Value Entry No."] or None
            cells["cause"] = f"{change['Group Reported']} to {change['Group Now']}" if "Group Now" in change else None
            for key in sums:
                sums[key] += cells[key]
            lines.append(Line(Rank.DETAIL, cells, 2, title, {"change": [change["Value Entry No."]]} if cells["entry_no"] else {}))
        lines.append(Line(Rank.SUBTOTAL, {"cause": title, **sums}, 1, title))
    return lines


def bridge_chart(bridge: Bridge, currency: str) -> Chart:
    """What each cause changed of the inventory value, expected cost included."""
    amounts: dict[str, Decimal] = {}
    for cause in bridge.causes:
        if cause["Figure"] in (VALUE.name, EXPECTED.name) and cause["Change"]:
            amounts[cause["Cause"]] = amounts.get(cause["Cause"], Decimal(0)) + cause["Change"]
    shown = sorted(((k, v) for k, v in amounts.items() if v), key=lambda p: -p[1])
    if not shown:
        return Chart("", "", (), {})
    title = f"{max(shown, key=lambda p: abs(p[1]))[0]} changed it most"
    unit = f"Change of the inventory value of {long_date(bridge.date)}, expected cost included, {currency or 'LCY'}"
    return Chart(title, unit, [k for k, _ in shown], {"Change": [v for _, v in shown]}, "bars")


__all__ = ["NAME", "PURPOSE", "bridge_chart", "changed_entries", "changed_lines", "restatement_grid"]
