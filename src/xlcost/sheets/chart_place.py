"""Where the charts of a page stand and the hidden cells they point at.

Charts reference cells. The data of a chart stands right of the print area in a folded block of columns; where a
figure of the chart is a figure of the page, the cell is a reference to it, so the chart follows the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from xlcost.reports.grid import Chart, Page
from xlcost.sheets.charts_out import BRIDGE_SERIES, bridge_ranges, from_zero, scale_of
from xlcost.sheets.columns_out import Dress
from xlcost.sheets.formats import amount_text, number_pixels
from xlcost.sheets.sheet_out import PlacedChart, SheetOut
from xlcost.sheets.slots import Span, letters, quoted

FIRST_DATA_ROW = 8
USUAL_AMOUNT = 70.0  # px that a column of 12 shows


def place_charts(
    out: SheetOut, page: Page, dress: Dress, widths: dict[int, float], end: int, beside: int, last: int, extent: int, beyond: int
) -> int:
    """Place the page's charts, their data right of column `beyond`; the first free row under everything."""
    bottom = end
    right_row = beside
    beside_chart: tuple[int, int] = (0, 0)  # row and last column of the chart before
    data_row = FIRST_DATA_ROW  # of the next chart's cells
    data_column = max([beyond + 2, *(b + 1 for _, b in out.hidden_columns)])
    for number, chart in enumerate(page.charts):
        if not chart.categories:
            continue
        span = out.source.slots.get(f"xlc_chart_{number + 1}")
        first, final, rows = _box(out, span, chart, last)
        if first > beside_chart[1] > 0:
            row = beside_chart[0]
        elif first > extent > 1:
            row = right_row
        else:
            row = bottom + 1 if bottom > beside - 1 or number else bottom
            row = max(row, bottom + 1)
        _titles(out, chart, number, row, first, dress)
        top = row + 2
        placed = chart_data(out, chart, number, data_column, data_row, dress)
        data_row += len(chart.categories) + 3
        placed.place = (top, first, top + rows, final + 1)
        out.charts.append(placed)
        beside_chart = (row, final) if not out.flow and out.source.template != "cover" else (0, 0)
        after = top + rows
        for inner in range(row, after):
            out.row(inner, out.rows[inner].height if inner in out.rows and out.rows[inner].height else 14.25)
        right_row = max(right_row, after + 1) if row == right_row else right_row
        bottom = max(bottom, after)
    if out.charts:
        used = max(data_column + 1 + max(len(c.series) for c in out.charts), data_column + 2)
        out.outlined_columns.append((data_column, used))
    return bottom


def _box(out: SheetOut, span: Span | None, chart: Chart, last: int) -> tuple[int, int, int]:
    """(first column, last column, rows) of a chart."""
    rows = 14 if chart.kind != "stacked" else max(8, 3 + 2 * len(chart.categories))
    if chart.kind in ("bars", "aged"):
        rows = max(7, min(16, 2 + 2 * len(chart.categories)))
    if span is None or out.flow:
        return 2, min(last, 9), rows
    return span.column, min(span.last_column, last), rows if out.source.template != "cover" else span.last_row - span.row + 1


def _titles(out: SheetOut, chart: Chart, number: int, row: int, column: int, dress: Dress) -> None:
    for line, slot, text, default in (
        (row, f"xlc_chart_title_{number + 1}", chart.title, "xlc_section"),
        (row + 1, f"xlc_chart_unit_{number + 1}", chart.unit, "xlc_note"),
    ):
        span = out.source.slots.get(slot)
        style = out.source.style(span.row, span.column) if span is not None else dress.base(default, "", "text", column)
        out.put(line, column, style, text)
        kept = out.rows[line]
        height = 17.25 if line == row else 14.25
        kept.height = max(kept.height or 0, height)
        out.slots[slot] = Span(line, column, line, column)


def chart_data(out: SheetOut, chart: Chart, number: int, column: int, row: int, dress: Dress) -> PlacedChart:
    """Write the cells that a chart points at: labels, then one column per series, captions in the first row."""
    style = dress.base("xlc_note", "", "text", column)
    names = list(chart.series)
    values: dict[str, Sequence[Any]] = dict(chart.series)
    labels = list(chart.categories)
    shift = 1
    if chart.kind == "bridge":
        movement = list(values[names[0]])
        shift = 2
        values = dict(bridge_ranges(movement) or from_zero(movement))
        names = list(BRIDGE_SERIES)
        labels = _bridge_labels(out, chart, movement, column, row, style, dress)
    out.put(row, column, style, "Chart")
    if chart.kind != "bridge":
        for n, label in enumerate(labels, 1):
            out.put(row + n, column, style, label)
    title = quoted(out.title)
    series = []
    end = row + len(labels)
    for n, name in enumerate(names):
        place = column + shift + n
        letter = letters(place)
        out.put(row, place, style, name)
        _widen(out, place, values[name])
        for m, value in enumerate(values[name], 1):
            source = _source(out, chart.categories[m - 1], value) if chart.kind != "bridge" else ""
            out.put(row + m, place, _amount(dress, place), Decimal(value), source)
        series.append((name, f"{title}!${letter}${row}", list(values[name]), f"{title}!${letter}${row + 1}:${letter}${end}"))
    name = letters(column)
    out.slots[f"xlc_chart_data_{number + 1}"] = Span(row, column, end, column + shift + len(names) - 1)
    return PlacedChart(chart, number, labels, f"{title}!${name}${row + 1}:${name}${end}", series, (1, 1, 2, 2))


def _widen(out: SheetOut, place: int, amounts: Sequence[Any]) -> None:
    longest = max((number_pixels(amount_text(v)) for v in amounts), default=0.0)
    if longest > USUAL_AMOUNT:
        out.widths[place] = max(out.widths.get(place, 0.0), (longest + 10) / 7)


def _amount(dress: Dress, place: int) -> int | None:
    return dress.with_format(dress.base("xlc_note", "", "text", place), "#,##0.00;-#,##0.00;0.00")


def _bridge_labels(
    out: SheetOut, chart: Chart, movement: Sequence[Any], column: int, row: int, style: int | None, dress: Dress
) -> list[str]:
    """Labels under the bars carry the figures: `Sale`, new line, `-117.2`; FIXED knows no language."""
    divisor = scale_of(chart.unit)
    decimals = 1 if divisor > 1 else 2
    labels = []
    value_column = letters(column + 1)
    out.put(row, column + 1, style, "Movement")
    _widen(out, column + 1, movement)
    for n, (category, value) in enumerate(zip(chart.categories, movement, strict=True), 1):
        number = Decimal(value)
        ends = n in (1, len(movement))
        sign = "+" if number > 0 and not ends else ""
        shown = sign + fixed(number / divisor, decimals)
        label = f"{category}\n{shown}"
        quoted_name = category.replace('"', '""').replace("\n", " ")
        figure = f"FIXED({value_column}{row + n}/{divisor},{decimals})"
        formula = f'"{quoted_name}"&CHAR(10)&' + (f'"{sign}"&' if sign else "") + figure
        out.put(row + n, column + 1, _amount(dress, column + 1), number, _source(out, category, number))
        out.put(row + n, column, style, label.replace(category, category.replace("\n", " ")), formula)
        labels.append(label)
    return labels


def fixed(value: Decimal, decimals: int) -> str:
    """What FIXED prints: half away from zero, with thousands; what rounds to zero has no sign."""
    step = Decimal(1).scaleb(-decimals)
    from decimal import ROUND_HALF_UP

    return f"{value.quantize(step, ROUND_HALF_UP) + 0:,.{decimals}f}"


def _source(out: SheetOut, category: str, value: Any) -> str:
    """The cell of the page that shows this very figure on a line of this label, when there is exactly one."""
    found = out.figures.get((category.strip().lower(), Decimal(value)))
    return found if found else ""
