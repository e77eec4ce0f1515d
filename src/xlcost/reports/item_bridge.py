"""Inventory to G/L Reconcile laid out: per item what it is worth, what of it is posted, what is to be posted (1.6, 6.2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from pydantic import Field

from xlcost.ledger import Ledger
from xlcost.money import to_decimal
from xlcost.problems import XlcostError
from xlcost.reports.facts import day_text
from xlcost.reports.grid import GridColumn, Line, Rank
from xlcost.reports.options import FlowOptions
from xlcost.reports.report import Layout, Report
from xlcost.views.behind import EntriesBehind
from xlcost.views.item_bridge import FIGURES, BridgeLine, ItemBridge, item_bridge
from xlcost.views.report_warnings import amount_text

NAME = "Inventory to G/L Reconcile"
VALUE_BAND, POSTED_BAND, OPEN_BAND = "Value", "Posted to G/L", "To be posted"
# key, caption, band, formula
_COLUMNS = (
    ("invoiced_value", "Invoiced Value", VALUE_BAND, ""),
    ("received_not_invoiced", "Received Not Invoiced", VALUE_BAND, ""),
    ("shipped_not_invoiced", "Shipped Not Invoiced", VALUE_BAND, ""),
    ("total_value", "Total Value", VALUE_BAND, "{invoiced_value}+{received_not_invoiced}+{shipped_not_invoiced}"),
    ("cost_posted_to_g_l", "Cost Posted to G/L", POSTED_BAND, ""),
    ("expected_cost_posted_to_g_l", "Expected Cost Posted to G/L", POSTED_BAND, ""),
    ("invoiced_to_be_posted", "Invoiced Value", OPEN_BAND, "{invoiced_value}-{cost_posted_to_g_l}"),
    (
        *("expected_to_be_posted", "Expected Cost", OPEN_BAND),
        "{received_not_invoiced}+{shipped_not_invoiced}-{expected_cost_posted_to_g_l}",
    ),
    ("total_to_be_posted", "Total", OPEN_BAND, "{invoiced_to_be_posted}+{expected_to_be_posted}"),
)


class ItemBridgeOptions(FlowOptions):
    """Request page."""

    ending_date: dt.date | None = Field(None, alias="Ending Date")
    only_to_be_posted: bool = Field(False, alias="Only To Be Posted")

    @property
    def end(self) -> int:
        """Day of the ending date; default the work date, clearing it is refused."""
        if self.cleared("ending_date"):
            raise XlcostError("ENDING_DATE_MISSING", "Enter the ending date.", where="Ending Date")
        return self.ending_date.toordinal() if self.ending_date is not None else self.work_day()


def view(ledger: Ledger, options: ItemBridgeOptions) -> ItemBridge:
    """The figures of the report."""
    return item_bridge(ledger, options.end, items=options.items, flow=options.flow, clean=options.clean)


def columns(options: ItemBridgeOptions, result: ItemBridge) -> list[GridColumn]:
    """Columns in print order: three blocks, value, posted, to be posted."""
    amounts = [GridColumn(key, caption, "amount", band, sums=True, formula=formula) for key, caption, band, formula in _COLUMNS]
    return [GridColumn("item_no", "Item No.", "code"), GridColumn("description", "Description", "text"), *amounts]


def _figures(lines: Sequence[BridgeLine]) -> dict[str, Decimal]:
    return {key: to_decimal(sum(line.figure(key) for line in lines)) for key in FIGURES}


def _behind(result: ItemBridge, lines: Sequence[BridgeLine]) -> dict[str, EntriesBehind]:
    return {key: result.behind(lines, key) for key in FIGURES}


def _title(line: BridgeLine) -> str:
    """Text of a group: posting group, in mode clean also the location."""
    stock = line.stock
    return stock.group if stock.location is None else f"{stock.group} · {stock.location or '(blank location)'}"


def _detail(result: ItemBridge, line: BridgeLine) -> Line:
    stock, figures = line.stock, _figures([line])
    record: dict[str, Any] = {"Item No.": stock.item_no, "Description": stock.description, "Inventory Posting Group": stock.group}
    if stock.location is not None:
        record["Location Code"] = stock.location
    captions = {"invoiced_to_be_posted": "Invoiced Value To Be Posted", "expected_to_be_posted": "Expected Cost To Be Posted"}
    captions["total_to_be_posted"] = "Total To Be Posted"
    record |= {captions.get(key, caption): figures[key] for key, caption, _, _ in _COLUMNS}
    return Line(
        Rank.DETAIL,
        {"item_no": stock.item_no, "description": stock.description, **figures},
        level=2,
        group=_title(line),
        entries=_behind(result, [line]),
        record=record,
        anchor=f"item_{stock.number}",
        state="ties" if line.is_posted else "open",
    )


def layout(ledger: Ledger, options: ItemBridgeOptions, result: ItemBridge) -> Layout:
    """Lines by posting group, rows, message and facts of the report."""
    lines: list[Line] = []
    for title, members in groupby(result.lines, key=_title):
        block = list(members)
        hidden = [line for line in block if line.is_posted] if options.only_to_be_posted else []
        lines.append(Line(Rank.HEADING, {"item_no": title}, level=1, group=title))
        lines += [_detail(result, line) for line in block if not (options.only_to_be_posted and line.is_posted)]
        if hidden:
            words = "1 item posted in full" if len(hidden) == 1 else f"{len(hidden):,} items posted in full"
            lines.append(Line(Rank.DETAIL, {"description": words, **_figures(hidden)}, 2, title, _behind(result, hidden), state="ties"))
        lines.append(Line(Rank.SUBTOTAL, {"item_no": title, **_figures(block)}, 1, title, _behind(result, block)))
    lines.append(Line(Rank.TOTAL, {"item_no": "Total", **_figures(result.lines)}, entries=_behind(result, result.lines)))
    if not ledger.setup("Inventory Setup")["Expected Cost Posting to G/L"] and result.total("expected_to_be_posted"):
        words = "Inventory Setup does not post expected cost; what is to be posted of it goes to the general ledger with the invoice."
        lines.append(Line(Rank.NOTE, {"description": words}))
    rows = [line.record for line in lines if line.record is not None]
    facts = {"totals": {key: to_decimal(result.total(key)) for key in FIGURES}}
    return Layout(lines, rows, message(options, result), result.warnings, facts)


def message(options: ItemBridgeOptions, result: ItemBridge) -> str:
    """The finding with its figure."""
    until = day_text(options.end)
    if not result.lines:
        return f"No item has an entry up to {until} within the filters."
    waiting = sum(1 for line in result.lines if not line.is_posted)
    value = f"Inventory is {amount_text(result.total('total_value'))} on {until}"
    if not waiting:
        return f"{value}; all of it is in the general ledger."
    of = "1 item carries" if waiting == 1 else f"{waiting:,} items carry"
    invoiced, expected = (amount_text(result.total(f"{part}_to_be_posted")) for part in ("invoiced", "expected"))
    return f"{value}; {of} cost to be posted: {invoiced} invoiced and {expected} expected, net."


REPORT: Report[ItemBridgeOptions, ItemBridge] = Report(
    NAME,
    NAME,
    "Which items make up the difference between inventory value and general ledger?",
    ItemBridgeOptions,
    view,
    columns,
    layout,
    needs=("Item", "Value Entry", "Item Ledger Entry"),
    quirks=("Q2", "Q3"),
)
