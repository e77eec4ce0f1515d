"""What-if costing laid out: ending value and cost of goods sold per item and method side by side, methods ranked, the control."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from xlcost.ledger import Ledger
from xlcost.ledger.options import CostingMethod
from xlcost.money import to_decimal
from xlcost.reports.grid import Block, Chart, GridColumn, Line, Page, Rank
from xlcost.reports.options import MAX_DAY, Options
from xlcost.reports.record_lines import cells, column, counted, flat
from xlcost.reports.report import Layout, Report
from xlcost.views.filters import code_filter
from xlcost.views.method_comparison import Figures, WhatIf, summary, what_if
from xlcost.views.report_warnings import amount_text

NAME = "What-if Costing"
CONTROL, LEFT_OUT = "What-if Control", "What-if Notes"
STANDARD = CostingMethod.STANDARD
RANKING = (
    column("Rank", "count"),
    column("Method", "text"),
    column("Ending Value"),
    column("Cost of Goods Sold"),
    column("Variances"),
    column("Other Decreases"),
    column("Result against own methods", "signed"),
    column("Ending Value against own methods", "signed"),
)
CONTROLS = (
    column("Item No.", "code"),
    column("Description", "text"),
    column("Costing Method", "text"),
    column("Ending Value, ledger", sums=True),
    column("Ending Value, re-run", sums=True),
    column("Difference of Ending Value", "difference", sums=True),
    column("Cost of Goods Sold, ledger", sums=True),
    column("Cost of Goods Sold, re-run", sums=True),
    column("Difference of Cost of Goods Sold", "difference", sums=True),
    column("Status", "status"),
    column("Reason", "explanation"),
)
NOTES = (
    column("Item No.", "code"),
    column("Method", "text"),
    column("Item Ledger Entry No.", "entry no."),
    column("Not carried over", "text"),
    column("Amount"),
    column("Why", "explanation"),
)


class WhatIfOptions(Options):
    """Request page."""

    methods: str = Field("FIFO, LIFO, Average, Standard", alias="Methods")
    item_filter: str = Field("", alias="Item Filter")
    starting_date: dt.date | None = Field(None, alias="Starting Date")
    ending_date: dt.date | None = Field(None, alias="Ending Date")

    @property
    def chosen(self) -> list[str]:
        """The methods, each once, in their order."""
        words = self.methods.replace("|", ",").replace("'", "").split(",")
        return list(dict.fromkeys(w.strip() for w in words if w.strip()))

    @property
    def start(self) -> int:
        """Day from which cost of goods sold counts."""
        return self.starting_date.toordinal() if self.starting_date else 0

    @property
    def end(self) -> int:
        """Day of the ending value."""
        return self.ending_date.toordinal() if self.ending_date else MAX_DAY


def view(ledger: Ledger, options: WhatIfOptions) -> WhatIf:
    """The figures of the report."""
    wanted = code_filter(options.item_filter)
    items = None if wanted is None else [no for no in ledger.table("Item").index if wanted(no)]
    return what_if(ledger, options.chosen, items=items, start=options.start, end=options.end)


def caption(method: int) -> str:
    """FIFO, LIFO, Average, Standard."""
    return CostingMethod.caption_of(method)


def columns(options: WhatIfOptions, result: WhatIf) -> list[GridColumn]:
    """Item, then ending value and cost of goods sold under its own method and under each method."""
    found = [column("Item No.", "code"), column("Description", "description"), column("Costing Method", "text"), column("Quantity", "quantity")]
    for key, band in (("ending", "Ending Value"), ("sold", "Cost of Goods Sold")):
        found.append(GridColumn(f"{key}_recorded", "Own method", "amount", band, sums=True))
        found += [GridColumn(f"{key}_{m}", caption(m), "amount", band, sums=True) for m in result.methods]
    if STANDARD in result.methods:
        found.append(GridColumn("variance", "Variances, Standard", "amount", sums=True))
    return [*found, GridColumn("spread", "Spread of Ending Value", "amount", sums=True)]


def spread(result: WhatIf, item: str) -> int:
    """Highest less lowest ending value of an item over the methods."""
    values = [f.ending for f in result.figures[item].values()]
    return max(values) - min(values) if values else 0


def layout(ledger: Ledger, options: WhatIfOptions, result: WhatIf) -> Layout:
    """One line per item, the one that depends most on the method first; ranking, control and notes beside it."""
    names = dict(ledger.table("Item").tuples(("No.", "Description")))
    ranked = sorted(result.figures, key=lambda i: (-spread(result, i), i))
    lines, rows = [], []
    for item in ranked:
        row = record(result, item, names.get(item, ""))
        rows.append(row)
        lines.append(Line(Rank.DETAIL, _cells(result, row), 1, item, record=row, anchor=f"item_{item}", links=_links(result, item)))
    total = Line(Rank.TOTAL, {"item_no": "Total", **_totals(lines, columns(options, result))})
    ranking = [cells(r, RANKING) for r in ranking_rows(result)]
    block = Block("ranking", RANKING, [Line(Rank.DETAIL, r) for r in ranking], "Methods, best result first")
    facts = {"blocks": [block], "charts": _charts(result), "pages": _pages(result, names), "summary": {"ranking": ranking_rows(result)}}
    return Layout([*lines, total], rows, message(result), _warnings(result), facts)


def record(result: WhatIf, item: str, description: str) -> dict[str, Any]:
    """The row of an item: captions with the method behind them."""
    recorded, by_method = result.as_recorded[item], result.figures[item]
    row: dict[str, Any] = {
        "Item No.": item,
        "Description": description,
        "Costing Method": caption(result.own[item]),
        "Quantity": to_decimal(recorded.quantity),
    }
    for name, pick in (("Ending Value", "ending"), ("Cost of Goods Sold", "sold")):
        row[f"{name}, own method"] = to_decimal(getattr(recorded, pick))
        for method in result.methods:
            found = by_method.get(method)
            row[f"{name}, {caption(method)}"] = None if found is None else to_decimal(getattr(found, pick))
    if STANDARD in result.methods:
        found = by_method.get(STANDARD)
        row["Variances, Standard"] = None if found is None else to_decimal(found.variance)
    row["Spread of Ending Value"] = to_decimal(spread(result, item))
    return row


def _cells(result: WhatIf, row: Mapping[str, Any]) -> dict[str, Any]:
    found = {
        "item_no": row["Item No."],
        "description": row["Description"],
        "costing_method": row["Costing Method"],
        "quantity": row["Quantity"],
        "variance": row.get("Variances, Standard"),
        "spread": row["Spread of Ending Value"],
    }
    for name, key in (("Ending Value", "ending"), ("Cost of Goods Sold", "sold")):
        found[f"{key}_recorded"] = row[f"{name}, own method"]
        found |= {f"{key}_{m}": row[f"{name}, {caption(m)}"] for m in result.methods}
    return found


def _links(result: WhatIf, item: str) -> dict[str, str]:
    return {"item_no": f"{CONTROL}#control_{item}"} if item in result.own else {}


def _totals(lines: Sequence[Line], shown: Sequence[GridColumn]) -> dict[str, Any]:
    return {
        c.key: sum((line.cells[c.key] for line in lines if line.cells.get(c.key) is not None), start=to_decimal(0)) for c in shown if c.sums
    }


def ranking_rows(result: WhatIf) -> list[dict[str, Any]]:
    """The methods, best result first, and every item under its own."""
    recorded = result.recorded
    found = [_ranked(None, "Own methods", recorded, recorded)]
    found += [_ranked(n, caption(r["method"]), r["total"], recorded) for n, r in enumerate(summary(result), 1)]
    return found


def _ranked(rank: int | None, method: str, total: Figures, recorded: Figures) -> dict[str, Any]:
    return {
        "Rank": rank,
        "Method": method,
        "Ending Value": to_decimal(total.ending),
        "Cost of Goods Sold": to_decimal(total.sold),
        "Variances": to_decimal(total.variance),
        "Other Decreases": to_decimal(total.other),
        "Result against own methods": to_decimal(recorded.charged - total.charged),
        "Ending Value against own methods": to_decimal(total.ending - recorded.ending),
    }


def message(result: WhatIf) -> str:
    """What the choice of method moves, and whether the re-run is proven."""
    if not result.figures:
        return "No item of type Inventory has entries within the filter."
    rows = summary(result)
    best, worst = rows[0], rows[-1]
    differing = [c for c in result.controls if c.ledger != c.rerun]
    items = counted(len(result.controls), "item")
    proof = f"re-run under its own method each of {items} is the ledger's own" if not differing else _not_proven(differing, items)
    if best["effect"] == worst["effect"]:
        return f"All methods give the same result; {proof}."
    gap = amount_text(best["effect"] - worst["effect"])
    return f"{caption(best['method'])} gives the highest result, {gap} above {caption(worst['method'])}; {proof}."


def _not_proven(differing: Sequence[Any], items: str) -> str:
    return f"{len(differing)} of {items} differ from the ledger in the control, see the reason there"


def _warnings(result: WhatIf) -> list[dict[str, Any]]:
    found = [{"Code": "WHAT_IF_CONTROL", "Text": f"Item {c.item}: {c.reason}.", "Item No.": c.item} for c in result.controls if c.reason]
    missing = {i: [caption(m) for m in result.methods if m not in by] for i, by in result.figures.items()}
    return found + [
        {"Code": "WHAT_IF_NOT_RUN", "Text": f"Item {i} could not be re-run under {', '.join(m)}; it counts under its own method.", "Item No.": i}
        for i, m in missing.items()
        if m
    ]


def _charts(result: WhatIf) -> list[Chart]:
    rows = summary(result)
    if not rows or not result.figures:
        return []
    far = max(rows, key=lambda r: abs(r["effect"]))
    more = "raise" if far["effect"] > 0 else "lower"
    title = f"{caption(far['method'])} would {more} the result by {amount_text(abs(far['effect']))}"
    if not far["effect"]:
        title = "No method changes the result"
    unit = "Result against own methods, LCY"
    series = {"Result against own methods": [to_decimal(r["effect"]) for r in rows]}
    found = [Chart(title, unit, [caption(r["method"]) for r in rows], series, "columns", f"Columns of the result by method, {unit}")]
    top = [i for i in sorted(result.figures, key=lambda i: (-spread(result, i), i)) if spread(result, i)][:10]
    if top:
        whole = sum(spread(result, i) for i in result.figures)
        title = f"{spread(result, top[0]) * 100 // whole}% of the spread is on item {top[0]}"
        unit = f"Spread of ending value over the methods, LCY, the {len(top)} largest items"
        values = {"Spread": [to_decimal(spread(result, i)) for i in top]}
        found.append(Chart(title, unit, top, values, "bars", f"Bars of the spread per item, {unit}"))
    return found


def _pages(result: WhatIf, names: Mapping[str, str]) -> list[Page]:
    rows = []
    for c in sorted(result.controls, key=lambda c: (c.ledger == c.rerun, c.item)):
        ending, sold = c.deviation
        row = {
            "Item No.": c.item,
            "Description": names.get(c.item, ""),
            "Costing Method": caption(result.own[c.item]),
            "Ending Value, ledger": to_decimal(c.ledger.ending),
            "Ending Value, re-run": to_decimal(c.rerun.ending),
            "Difference of Ending Value": to_decimal(ending),
            "Cost of Goods Sold, ledger": to_decimal(c.ledger.sold),
            "Cost of Goods Sold, re-run": to_decimal(c.rerun.sold),
            "Difference of Cost of Goods Sold": to_decimal(sold),
            "Status": "● Ties" if c.ledger == c.rerun else "▲ Explained",
            "Reason": c.reason,
        }
        rows.append(row)
    lines = [
        Line(line.rank, line.cells, line.level, record=line.record, anchor=f"control_{row['Item No.']}" if row else "")
        for line, row in zip(flat(rows, CONTROLS), [*rows, None], strict=True)
    ]
    tied = sum(1 for c in result.controls if c.ledger == c.rerun)
    text = f"{tied} of {counted(len(rows), 'item')}, re-run under the own method, give the ledger's ending value and cost of goods sold."
    about = "all entries, each item under its own method, after cost adjustment · amounts in LCY"
    found = [Page(CONTROL, "list", CONTROL, text, about, (Block("", CONTROLS, lines),), came_from=(NAME,))]
    if result.notes:
        found.append(_notes_page(result))
    return found


def _notes_page(result: WhatIf) -> Page:
    rows = [
        {
            "Item No.": note.item,
            "Method": caption(method),
            "Item Ledger Entry No.": note.entry,
            "Not carried over": note.code,
            "Amount": to_decimal(note.amount),
            "Why": note.text,
        }
        for method, note in sorted(result.notes, key=lambda n: (n[1].item, n[0], n[1].entry))
    ]
    lines = [Line(Rank.DETAIL, cells(row, NOTES), 1, record=row) for row in rows]
    text = f"{counted(len(rows), 'transaction')} could not be carried over to a method as it is."
    return Page(LEFT_OUT, "list", LEFT_OUT, text, "amounts in LCY", (Block("", NOTES, lines),), came_from=(NAME,))


REPORT: Report[WhatIfOptions, WhatIf] = Report(
    NAME,
    NAME,
    "What would inventory and cost of goods sold be under another costing method?",
    WhatIfOptions,
    view,
    columns,
    layout,
    needs=("Item", "Item Ledger Entry", "Value Entry", "Item Application Entry"),
)
