"""Inventory Valuation laid out: group, item, Expected Cost Included where it differs, subtotals, total (1.4, 1.5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from itertools import groupby
from typing import Any

from pydantic import Field

from xlcost.ledger import Ledger
from xlcost.money import to_decimal
from xlcost.reports.facts import day_text
from xlcost.reports.grid import GridColumn, Line, Rank
from xlcost.reports.options import PeriodOptions
from xlcost.reports.report import Layout, Report
from xlcost.views.behind import EntriesBehind
from xlcost.views.movement_detail import movement_detail
from xlcost.views.report_warnings import amount_text
from xlcost.views.valuation import DECREASES, INCREASES, OPENING, POSTED, Movement, Valuation, ValuationLine, valuation

NAME = "Inventory Valuation"
SECOND = "Expected Cost Included"
ACTUAL, INVOICED, EXPECTED, PHYSICAL = "Cost Amount (Actual)", "Invoiced Quantity", "Cost Amount (Expected)", "Item Ledger Entry Quantity"

_BLOCKS = (("starting", (OPENING,), 1), ("increases", (INCREASES,), 1), ("decreases", (DECREASES,), -1), ("ending", (0, 1, 2), 1))
# what a cell sums, on the actual line and on the line Expected Cost Included
_SOURCES = {"quantity": ((INVOICED,), (PHYSICAL,)), "value": ((ACTUAL,), (ACTUAL, EXPECTED))}
_POSTED_SOURCES = (POSTED[:1], POSTED)


class InventoryValuationOptions(PeriodOptions):
    """Request page of Inventory Valuation (1.1)."""

    include_expected_cost: bool = Field(False, alias="Include Expected Cost")


def view(ledger: Ledger, options: InventoryValuationOptions) -> Valuation:
    """The figures of the report."""
    return valuation(
        ledger,
        start=options.start,
        end=options.end,
        expected=options.include_expected_cost,
        items=options.items,
        flow=options.flow,
        clean=options.clean,
    )


def columns(options: InventoryValuationOptions, result: Valuation) -> list[GridColumn]:
    """Columns in print order; the two dated bands read `As of` and the date."""
    before = day_text(options.start - 1) if options.start else ""
    bands = (f"As of {before}".strip(), "Increases (LCY)", "Decreases (LCY)", f"As of {day_text(options.end)}".strip())
    found = [
        GridColumn("item_no", "Item No.", "code"),
        GridColumn("description", "Description", "text"),
        GridColumn("base_unit_of_measure", "Base UoM", "code"),
    ]
    for (block, _, _), band in zip(_BLOCKS, bands, strict=True):
        for part, kind in (("quantity", "quantity"), ("value", "amount")):
            formula = f"{{starting_{part}}}+{{increases_{part}}}-{{decreases_{part}}}" if block == "ending" else ""
            found.append(GridColumn(f"{block}_{part}", part.capitalize(), kind, band, sums=part == "value", formula=formula))
    found.append(GridColumn("cost_posted_to_g_l", "Cost Posted to G/L", "amount", sums=True))
    return found


def _figures(line: ValuationLine, expected: bool) -> dict[str, Decimal]:
    """Amounts and quantities of an actual line or of its second line, by column key."""
    found: dict[str, Decimal] = {}
    for block, _, _ in _BLOCKS:
        movement: Movement = getattr(line, block)
        found[f"{block}_quantity"] = to_decimal(movement.entry_quantity if expected else movement.invoiced_quantity)
        found[f"{block}_value"] = to_decimal(movement.with_expected if expected else movement.actual)
    found["cost_posted_to_g_l"] = to_decimal(line.posted + (line.expected_posted if expected else 0))
    return found


def _behind(result: Valuation, lines: Sequence[ValuationLine], second: bool, quantities: bool) -> Mapping[str, EntriesBehind]:
    found = {}
    for block, buckets, sign in _BLOCKS:
        for part, sources in _SOURCES.items():
            if part == "value" or quantities:
                signs = sign
                found[f"{block}_{part}"] = result.behind(lines, buckets, sources[second], signs)
    found["cost_posted_to_g_l"] = result.behind(lines, None, _POSTED_SOURCES[second])
    return found


def _record(line: ValuationLine, options: InventoryValuationOptions) -> dict[str, Any]:
    """The row of records() (section 10)."""
    row: dict[str, Any] = {"Item No.": line.item_no, "Inventory Posting Group": line.group}
    if line.location is not None:
        row["Location Code"] = line.location
    for prefix, second in (("", False), ("Expected Cost Included ", True)) if options.include_expected_cost else (("", False),):
        figures = _figures(line, second)
        for block, _, _ in _BLOCKS:
            for part in ("quantity", "value"):
                row[f"{prefix}{block.capitalize()} {part.capitalize()}"] = figures[f"{block}_{part}"]
        row[f"{prefix}Cost Posted to G/L"] = figures["cost_posted_to_g_l"]
    if options.include_expected_cost:
        row["Expected Cost Posted to G/L"] = to_decimal(line.expected_posted)
        row["Expected Cost Included line shown"] = line.second_line
    return row


def _sums(rows: Iterable[dict[str, Decimal]]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for row in rows:
        for key, value in row.items():
            if not key.endswith("_quantity"):
                found[key] = found.get(key, Decimal(0)) + value
    return found


def _title(line: ValuationLine) -> str:
    """Text of a group: posting group, in mode clean also the location."""
    return line.group if line.location is None else f"{line.group} · {line.location or '(blank location)'}"


def _detail_lines(result: Valuation, line: ValuationLine, options: InventoryValuationOptions) -> list[Line]:
    head = {"item_no": line.item_no, "description": line.description, "base_unit_of_measure": line.unit}
    record = _record(line, options)
    group = _title(line)
    found = [
        Line(
            Rank.DETAIL,
            {**head, **_figures(line, False)},
            level=2,
            group=group,
            entries=_behind(result, [line], False, True),
            record=record,
            anchor=f"item_{line.number}",
            links={"item_no": f"Invt. Valuation - Cost Spec.#{line.item_no}"},
            state="ties" if line.ending.actual == line.posted else "open",
        )
    ]
    if options.include_expected_cost and line.second_line:
        cells = {"description": SECOND, **_figures(line, True)}
        found.append(Line(Rank.SECOND, cells, level=3, group=group, entries=_behind(result, [line], True, True), record=record))
    return found


def _total_lines(
    result: Valuation, lines: Sequence[ValuationLine], label: str, options: InventoryValuationOptions, ranks: tuple[Rank, Rank]
) -> list[Line]:
    """Subtotal or total: actual, Expected Cost Included, and Expected Cost (only posted) where it is not zero."""
    total = ranks[0] is Rank.TOTAL
    group = "" if total else label
    level = 0 if total else 1
    found = [
        Line(ranks[0], {"item_no": label, **_sums(_figures(x, False) for x in lines)}, level, group, _behind(result, lines, False, False))
    ]
    if options.include_expected_cost:
        cells = {"description": f"{SECOND} Total" if total else SECOND, **_sums(_figures(x, True) for x in lines)}
        found.append(Line(ranks[1], cells, level, group, _behind(result, lines, True, False)))
        posted = sum(x.expected_posted for x in lines)
        if posted:
            cells = {"description": "Expected Cost Total" if total else "Expected Cost", "cost_posted_to_g_l": to_decimal(posted)}
            behind = {"cost_posted_to_g_l": result.behind(lines, None, POSTED[1:])}
            found.append(Line(ranks[1], cells, level, group, behind))
    return found


def layout(ledger: Ledger, options: InventoryValuationOptions, result: Valuation) -> Layout:
    """Lines, rows, message and facts of the report."""
    lines: list[Line] = []
    for title, members in groupby(result.lines, key=_title):
        block = list(members)
        lines.append(Line(Rank.HEADING, {"item_no": title}, level=1, group=title))
        for line in block:
            lines += _detail_lines(result, line, options)
        lines += _total_lines(result, block, title, options, (Rank.SUBTOTAL, Rank.SUBTOTAL_SECOND))
    if result.lines:
        lines += _total_lines(result, result.lines, "Total", options, (Rank.TOTAL, Rank.TOTAL_SECOND))
    if options.include_expected_cost:
        lines.append(Line(Rank.NOTE, {"description": "This report includes entries that have been posted with expected costs."}))
    rows = [line.record for line in lines if line.rank is Rank.DETAIL and line.record is not None]
    return Layout(lines, rows, message(result, options), result.warnings, _facts(result, options))


def _facts(result: Valuation, options: InventoryValuationOptions) -> dict[str, Any]:
    posted = sum(line.posted for line in result.lines)
    expected_posted = sum(line.expected_posted for line in result.lines)
    return {
        "starting": to_decimal(_value(result.total("starting"), options)),
        "ending": to_decimal(_value(result.total("ending"), options)),
        "ending_actual": to_decimal(result.total("ending").actual),
        "ending_expected": to_decimal(result.total("ending").expected),
        "posted": to_decimal(posted),
        "expected_posted": to_decimal(expected_posted),
        "movements": partial(movement_detail, result),  # for the chart, when there is one
    }


def _value(movement: Movement, options: InventoryValuationOptions) -> int:
    return movement.with_expected if options.include_expected_cost else movement.actual


def message(result: Valuation, options: InventoryValuationOptions) -> str:
    """The finding with its figure (look.md 12)."""
    until = day_text(options.end)
    if not result.lines:
        return f"No item has an entry up to {until} within the filters." if until else "No item has an entry within the filters."
    ending = _value(result.total("ending"), options)
    posted = sum(x.posted + (x.expected_posted if options.include_expected_cost else 0) for x in result.lines)
    if options.start:
        change = ending - _value(result.total("starting"), options)
        verb = f"rose by {amount_text(change)} to" if change > 0 else f"fell by {amount_text(-change)} to" if change < 0 else "stayed at"
        sentence = f"Inventory {verb} {amount_text(ending)}"
    else:
        sentence = f"Inventory is {amount_text(ending)}" + (f" on {until}" if until else "")
    open_cost = ending - posted
    rest = f"{amount_text(abs(open_cost))} of cost is not yet in the general ledger" if open_cost else "all of it is in the general ledger"
    return f"{sentence}; {rest}."


REPORT: Report[InventoryValuationOptions, Valuation] = Report(
    NAME,
    NAME,
    "Does the item ledger equal the inventory accounts at the end of the period?",
    InventoryValuationOptions,
    view,
    columns,
    layout,
    needs=("Item", "Value Entry", "Item Ledger Entry", "Item Application Entry"),
    quirks=("Q1", "Q2"),
)
