"""Inventory Valuation - WIP laid out: orders by Status, grand total (3.4, 3.6)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from pydantic import Field

from xlcost.ledger import Ledger
from xlcost.ledger.options import OrderSourceType, OrderStatus
from xlcost.money import to_decimal
from xlcost.reports.facts import day_text
from xlcost.reports.grid import GridColumn, Line, Rank
from xlcost.reports.options import PeriodOptions
from xlcost.reports.report import Layout, Report
from xlcost.views.behind import EntriesBehind
from xlcost.views.report_warnings import amount_text
from xlcost.views.wip import Wip, WipLine, wip

NAME = "Inventory Valuation - WIP"
_COLUMNS = ("as_of_start_date", "consumption", "capacity", "output")
_CAPTIONS = {
    "as_of_start_date": "As of Start Date",
    "consumption": "Consumption",
    "capacity": "Capacity",
    "output": "Output",
    "as_of_end_date": "As of End Date",
    "cost_posted_to_g_l": "Cost Posted to G/L",
}


class WipOptions(PeriodOptions):
    """Request page (3.1)."""

    skip_zero_lines: bool = Field(False, alias="Skip Zero Lines")
    status_filter: str = Field("", alias="Status Filter")
    production_order_filter: str = Field("", alias="Production Order Filter")


def view(ledger: Ledger, options: WipOptions) -> Wip:
    """The figures of the report."""
    return wip(
        ledger,
        start=options.start,
        end=options.end,
        skip_zero=options.skip_zero_lines,
        status=options.status_filter,
        order=options.production_order_filter,
        clean=options.clean,
    )


def columns(options: WipOptions, result: Wip) -> list[GridColumn]:
    """Columns in print order; As of End Date is a formula over the four before it."""
    heads = {
        **_CAPTIONS,
        "as_of_start_date": f"As of {day_text(options.start - 1) if options.start else ''}".strip(),
        "as_of_end_date": f"As of {day_text(options.end)}".strip(),
    }
    formula = "+".join(f"{{{key}}}" for key in _COLUMNS)
    return [
        GridColumn("status", "Status", "text"),
        GridColumn("no", "No.", "code"),
        GridColumn("description", "Description", "text"),
        GridColumn("source_type", "Source Type", "text"),
        GridColumn("source_no", "Source No.", "code"),
        *(
            GridColumn(key, caption, "amount", sums=True, formula=formula if key == "as_of_end_date" else "")
            for key, caption in heads.items()
        ),
    ]


def _figures(lines: Sequence[WipLine]) -> dict[str, Any]:
    found = {key: to_decimal(sum(line.columns[i] for line in lines)) for i, key in enumerate(_COLUMNS)}
    found["as_of_end_date"] = to_decimal(sum(line.ending for line in lines))
    found["cost_posted_to_g_l"] = to_decimal(sum(line.posted for line in lines))
    return found


def _behind(result: Wip, lines: Sequence[WipLine]) -> dict[str, EntriesBehind]:
    found = {key: result.behind(lines, [i]) for i, key in enumerate(_COLUMNS)}
    found["as_of_end_date"] = result.behind(lines, range(len(_COLUMNS)))
    found["cost_posted_to_g_l"] = result.behind_posted(lines)
    return found


def _detail(result: Wip, line: WipLine) -> Line:
    status = OrderStatus.caption_of(line.status)
    texts = {
        "status": status,
        "no": line.no,
        "description": line.description,
        "source_type": OrderSourceType.caption_of(line.source_type),
        "source_no": line.source_no,
    }
    figures = _figures([line])
    record = {
        "Status": status,
        "No.": line.no,
        "Description": line.description,
        "Source Type": texts["source_type"],
        "Source No.": line.source_no,
    }
    record.update({_CAPTIONS[key]: value for key, value in figures.items()})
    state = "ties" if line.ending == line.posted else "open"
    return Line(Rank.DETAIL, {**texts, **figures}, 2, status, _behind(result, [line]), record, f"order_{line.no}", state=state)


def layout(ledger: Ledger, options: WipOptions, result: Wip) -> Layout:
    """Lines by Status with subtotals, the total of all processed orders (3.4), rows and message."""
    lines: list[Line] = []
    for code, members in groupby(result.shown, key=lambda line: line.status):
        block = list(members)
        status = OrderStatus.caption_of(code)
        processed = [line for line in result.orders if line.status == code]
        lines.append(Line(Rank.HEADING, {"status": status}, 1, status))
        lines += [_detail(result, line) for line in block]
        lines.append(Line(Rank.SUBTOTAL, {"status": status, **_figures(processed)}, 1, status, _behind(result, processed)))
    if result.orders:
        lines.append(Line(Rank.TOTAL, {"status": "Total", **_figures(result.orders)}, entries=_behind(result, result.orders)))
    rows = [line.record for line in lines if line.record is not None]
    totals = _figures(result.orders)
    facts = {"totals": totals, "bridge": [(_CAPTIONS[key], totals[key]) for key in (*_COLUMNS, "as_of_end_date")]}
    return Layout(lines, rows, message(options, result), result.warnings, facts)


def message(options: WipOptions, result: Wip) -> str:
    """The finding with its figure."""
    if not result.orders:
        until = day_text(options.end)
        return (
            f"No production order has an entry up to {until} within the filters."
            if until
            else "No production order has an entry within the filters."
        )
    ending, posted = sum(x.ending for x in result.orders), sum(x.posted for x in result.orders)
    if options.start:
        change = ending - sum(x.columns[0] for x in result.orders)
        verb = f"rose by {amount_text(change)} to" if change > 0 else f"fell by {amount_text(-change)} to" if change < 0 else "stayed at"
    else:
        verb = "is"
    gap = ending - posted
    rest = f"{amount_text(abs(gap))} is not yet in the general ledger" if gap else "all of it is in the general ledger"
    return f"WIP {verb} {amount_text(ending)}; {rest}."


REPORT: Report[WipOptions, Wip] = Report(
    NAME,
    NAME,
    "Does the WIP account equal what sits in open production orders?",
    WipOptions,
    view,
    columns,
    layout,
    needs=("Production Order", "Value Entry"),
    quirks=("Q6", "Q7", "Q8"),
)
