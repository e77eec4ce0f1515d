"""Re-performance of cost adjustment laid out: items that differ, their entries, the value entries behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from pydantic import Field

from xlcost.ledger import Ledger
from xlcost.ledger.options import CostingMethod
from xlcost.money import to_decimal
from xlcost.reports.entries_behind import SHEET, entries_behind
from xlcost.reports.grid import Chart, Line, Page, Rank
from xlcost.reports.options import Options
from xlcost.reports.record_lines import cells, column, counted
from xlcost.reports.report import Layout, Report
from xlcost.views.filters import code_filter
from xlcost.views.reperformance import Reperformance, compare_adjustments
from xlcost.views.reperformance_reasons import DEVIATION, REASONS

NAME = "Cost Adjustment Re-performance"
COLUMNS = (
    column("Item No.", "code"),
    column("Description", "text"),
    column("Item Ledger Entry No.", "entry no."),
    column("Posting Date", "date"),
    column("Document No.", "code"),
    column("Item Ledger Entry Type", "text"),
    column("Entry Type", "text"),
    column("Cost", "text"),
    column("In the ledger", sums=True),
    column("Recomputed", sums=True),
    column("Difference", "difference", sums=True),
    column("Finding", "description"),
    column("Reason", "explanation"),
)


class ReperformanceOptions(Options):
    """Request page."""

    item_filter: str = Field("", alias="Item Filter")


def view(ledger: Ledger, options: ReperformanceOptions) -> Reperformance:
    """The figures of the report."""
    wanted = code_filter(options.item_filter)
    numbers = None if wanted is None else [no for no in ledger.table("Item").index if wanted(no)]
    return compare_adjustments(ledger, numbers)


def layout(ledger: Ledger, options: ReperformanceOptions, result: Reperformance) -> Layout:
    """A heading and a subtotal per item that differs, one line per entry; the total."""
    items = {no: rest for no, *rest in ledger.table("Item").tuples(("No.", "Description", "Costing Method"))}
    lines: list[Line] = []
    for no, members in groupby(result.differences, key=lambda d: d["Item No."]):
        block = list(members)
        description, method = items.get(no, ("", 0))
        head = {"item_no": no, "description": f"{description} · {CostingMethod.caption_of(method)}"}
        lines.append(Line(Rank.HEADING, head, 1, no, anchor=f"item_{no}"))
        for record in block:
            entry = record["Item Ledger Entry No."]
            shown = {k: v for k, v in cells(record, COLUMNS).items() if k not in ("item_no", "description")}
            state = "open" if record["Reason"] == DEVIATION else "explained"
            links = {"item_ledger_entry_no": f"{SHEET}#entry_{entry}"}
            behind = {"in_the_ledger": record["Value Entries"]} if record["Value Entries"] else {}
            lines.append(Line(Rank.DETAIL, shown, 2, no, behind, record, links=links, state=state))
        lines.append(Line(Rank.SUBTOTAL, {"item_no": no, **_sums(block)}, 1, no))
    lines.append(Line(Rank.TOTAL, {"item_no": "Total", **_sums(result.differences)}))
    rows = [{k: v for k, v in d.items() if k != "order"} for d in result.differences]
    facts = {"charts": _charts(result), "pages": _pages(ledger, result), "summary": _summary(result)}
    return Layout(lines, rows, message(result), facts=facts)


def _sums(records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        key: sum((r[caption] for r in records), start=to_decimal(0))
        for key, caption in (("in_the_ledger", "In the ledger"), ("recomputed", "Recomputed"), ("difference", "Difference"))
    }


def _summary(result: Reperformance) -> dict[str, Any]:
    return {
        "adjusted amounts compared": result.compared,
        "items compared": result.items_compared,
        "differences": len(result.differences),
        "deviations": len(result.deviations),
        "items": list(result.items),
    }


def message(result: Reperformance) -> str:
    """What was recomputed, and whether it agrees."""
    whole = f"{counted(result.compared, 'adjusted amount')} of {counted(result.items_compared, 'item')}"
    if not result.compared:
        return "The ledger holds no cost adjustment, and the applications ask for none."
    if not result.differences:
        return f"{whole} recomputed from the applications: every one agrees."
    deviating, gross = result.deviations, sum(abs(d["Difference"]) for d in result.differences)
    if not deviating:
        return f"{whole} recomputed: {_amount(gross)} on {counted(len(result.items), 'item')} is explained by the state of the ledger."
    gross = sum(abs(d["Difference"]) for d in deviating)
    items = len({d["Item No."] for d in deviating})
    first = deviating[0]
    place = f"item {first['Item No.']}, item ledger entry {first['Item Ledger Entry No.']}"
    return f"{whole} recomputed: {counted(items, 'item')} deviate{'s' if items == 1 else ''} by {_amount(gross)} gross, first at {place}."


def _amount(amount: Any) -> str:
    return f"{amount:,.2f}"


def _charts(result: Reperformance) -> list[Chart]:
    largest = sorted(result.items, key=lambda i: (-i["Gross Difference"], i["Item No."]))[:12]
    if not largest:
        return []
    share = sum(i["Gross Difference"] for i in largest[:1]) * 100 // max(1, sum(i["Gross Difference"] for i in result.items))
    unit = f"LCY, gross, the {len(largest)} largest items" if len(largest) < len(result.items) else "LCY, gross, by item"
    title = f"{share:.0f}% of the difference is on item {largest[0]['Item No.']}"
    series = {"Gross difference": [i["Gross Difference"] for i in largest]}
    return [Chart(title, unit, [i["Item No."] for i in largest], series, "bars", f"Bars of the gross difference per item, {unit}")]


def _pages(ledger: Ledger, result: Reperformance) -> list[Page]:
    """The value entries of the item ledger entries that differ."""
    return entries_behind(ledger, {d["Item Ledger Entry No."] for d in result.differences}, NAME)


REPORT: Report[ReperformanceOptions, Reperformance] = Report(
    NAME,
    NAME,
    "Do the cost adjustments in the ledger follow from its applications?",
    ReperformanceOptions,
    view,
    lambda options, result: COLUMNS,
    layout,
    needs=("Item", "Item Ledger Entry", "Value Entry", "Item Application Entry"),
)

__all__ = ["NAME", "REASONS", "REPORT"]
