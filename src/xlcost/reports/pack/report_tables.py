"""How each report stands on its page: bands and line breaks of its columns, marks, the blocks under the table.

A report record (reports.inventory_valuation ...) says what is printed; here it becomes a page of look.md 13. What a
report has no entry for is printed as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from xlcost.reports.grid import Block, Chart, Grid, GridColumn, Line, Rank, Shown
from xlcost.reports.pack import report_charts
from xlcost.reports.pack.common import TIE_OUT, ZERO
from xlcost.reports.pack.setting import Setting
from xlcost.reports.pack.tie_out_blocks import POSTED, STOCK_TOTAL, VALUE, bridge_tie_out, stock_tie_out, valuation_tie_out, wip_tie_out

FOLD_ABOVE = 60  # detail lines; a longer table opens folded to its subtotals
WIP_PARTS = ("consumption", "capacity", "output")


@dataclass(frozen=True)
class Dressed:
    """A report ready for its page: main table, blocks under it, charts, sheets it leads on to."""

    columns: Sequence[GridColumn]
    lines: Sequence[Line]
    blocks: Sequence[Block] = ()
    charts: Sequence[Chart] = ()
    onward: Sequence[str] = ()
    more: Sequence[tuple[str, str, Block]] = field(default_factory=tuple)  # further sheets: (sheet, template, main table)


Dresser = Callable[[Grid, Setting], Dressed]


def dressed(grid: Grid, setting: Setting) -> Dressed:
    """The report ready for its page."""
    made = DRESSERS.get(grid.name, _plain)(grid, setting)
    return replace(made, columns=_true_sums(made.columns, made.lines))


def _true_sums(columns: Sequence[GridColumn], lines: Sequence[Line]) -> list[GridColumn]:
    """Only a total that is the sum of the details above it becomes a formula; an average item's value for example is not."""
    wrong: set[str] = set()
    for key in (c.key for c in columns if c.sums):
        group = whole = ZERO
        for line in lines:
            value = line.cells.get(key)
            amount = value if isinstance(value, Decimal) else ZERO
            if line.rank is Rank.HEADING:
                group = ZERO
            elif line.rank is Rank.DETAIL:
                group, whole = group + amount, whole + amount
            elif line.rank is Rank.SUBTOTAL:
                if isinstance(value, Decimal) and value != group:
                    wrong.add(key)
                group = ZERO
            elif line.rank is Rank.TOTAL:
                if isinstance(value, Decimal) and value != whole:
                    wrong.add(key)
                group = whole = ZERO
    return [replace(c, sums=False) if c.key in wrong else c for c in columns]


def _plain(grid: Grid, setting: Setting) -> Dressed:
    return Dressed(grid.columns, grid.lines, charts=report_charts.charts_of(grid, setting.facts))


def _wide(columns: Sequence[GridColumn], *keys: str) -> list[GridColumn]:
    """Texts that may wrap to two lines."""
    return [replace(c, kind="description") if c.key in keys else c for c in columns]


def _differing(line: Line, left: str, right: str) -> Line:
    """Marked when two figures that should agree do not; quiet when they do."""
    if line.rank not in (Rank.DETAIL, Rank.SECOND, Rank.SUBTOTAL):
        return line
    a, b = line.cells.get(left), line.cells.get(right)
    return replace(line, state="explained" if a is not None and b is not None and a != b else "")


def _valuation(grid: Grid, setting: Setting) -> Dressed:
    lines = [_differing(line, VALUE, POSTED) for line in grid.lines]
    lines = [replace(line, links={k: v for k, v in line.links.items() if v.partition("#")[0] in setting.sheets}) for line in lines]
    notes = [line for line in lines if line.rank is Rank.NOTE]
    lines = [line for line in lines if line.rank is not Rank.NOTE]
    text = "▲ value and Cost Posted to G/L differ" + ("; the sheet Tie-out says why. " if TIE_OUT in setting.sheets else ". ")
    text = text if any(line.state for line in lines) else ""
    lines += [replace(note, cells={"item_no": " ".join(str(v) for v in note.cells.values())}) for note in notes]
    lines.append(Line(Rank.NOTE, {"item_no": f"{text}Amounts lead to the value entries behind them."}))
    blocks = [valuation_tie_out(setting.close, setting)] if setting.close is not None else []
    onward = [name for name in (TIE_OUT,) if name in setting.sheets]
    return Dressed(_wide(grid.columns, "description"), lines, blocks, report_charts.charts_of(grid, setting.facts), onward)


def _item_bridge(grid: Grid, setting: Setting) -> Dressed:
    """Marked where something is to be posted; under the table the balances of the accounts below what the value entries posted."""
    to_valuation = "Inventory Valuation" in setting.sheets and grid.name != "Inventory Valuation"

    def dress(line: Line) -> Line:
        links = {"total_value": f"Inventory Valuation#{line.anchor}"} if to_valuation and line.anchor else {}
        state = "explained" if line.state == "open" else ""
        return replace(line, state=state, links={**line.links, **links})

    columns = [replace(c, kind="difference") if c.key.endswith("to_be_posted") else c for c in _wide(grid.columns, "description")]
    lines = [dress(line) for line in grid.lines if line.rank is not Rank.NOTE]
    notes = [Line(Rank.NOTE, {"item_no": str(n.cells["description"])}) for n in grid.lines if n.rank is Rank.NOTE]
    marked = "▲ cost is to be posted. " if any(line.state for line in lines) else ""
    legend = Line(Rank.NOTE, {"item_no": f"{marked}Amounts lead to the value entries behind them."})
    blocks = [bridge_tie_out(grid, setting.close, setting)] if setting.close is not None else []
    onward = [name for name in (TIE_OUT,) if name in setting.sheets]
    return Dressed(columns, [*lines, *notes, legend], blocks, report_charts.charts_of(grid, setting.facts), onward)


def _wip(grid: Grid, setting: Setting) -> Dressed:
    start, end = (next(c.caption for c in grid.columns if c.key == key) for key in ("as_of_start_date", "as_of_end_date"))
    period = setting.period.name if setting.period is not None and start != "As of" else "Period"
    bands = {"as_of_start_date": ("WIP", start), "as_of_end_date": ("WIP", end), **dict.fromkeys(WIP_PARTS, ("", period))}
    columns = []
    for column in _wide(grid.columns, "description"):
        caption, band = bands.get(column.key, ("", ""))
        columns.append(replace(column, caption=caption or column.caption, band=band))
    lines = [_differing(line, "as_of_end_date", POSTED) for line in grid.lines]
    blocks = [wip_tie_out(grid, setting.close, setting)] if setting.close is not None else []
    return Dressed(columns, lines, blocks, report_charts.charts_of(grid, setting.facts))


LEAST_SHARE = Decimal("0.05")  # percent; less would print as 0.0 %
SHARE_OF = {"Sales": "Share of the cost of sales", "Inventory": "Share of the stock value", "WIP Inventory": "Share of the work in process"}


def _shares(grid: Grid, setting: Setting) -> Dressed:
    what = str(grid.options.get("Print Cost Share", ""))
    columns = []
    for column in _wide(grid.columns, "description"):
        part = column.kind == "amount" and column.key != "total"
        columns.append(replace(column, band=SHARE_OF.get(what, "Share")) if part else column)
    lines = _largest_first(grid.lines)
    totals = grid.facts.get("totals", {})
    whole = totals.get("total") or ZERO
    if whole:
        parts = {c.key: totals[c.key] / whole * 100 for c in columns if c.kind == "amount" and c.key in totals}
        shares = {key: Shown(part, "percent") for key, part in parts.items() if abs(part) >= LEAST_SHARE}
        place = 1 + max(n for n, line in enumerate(lines) if line.rank is Rank.TOTAL)
        lines.insert(place, Line(Rank.TOTAL_SECOND, {"description": "Share of total", **shares}))
    lines = [replace(n, cells={"no": " ".join(map(str, n.cells.values()))}) if n.rank is Rank.NOTE else n for n in lines]
    return Dressed(columns, lines, charts=report_charts.charts_of(grid, setting.facts))


def _largest_first(lines: Sequence[Line]) -> list[Line]:
    """Single lines by amount, each with its second line; lines in groups stay as they are."""
    if any(line.rank is Rank.HEADING for line in lines):
        return list(lines)
    units: list[list[Line]] = []
    rest: list[Line] = []
    for line in lines:
        if line.rank is Rank.DETAIL:
            units.append([line])
        elif line.rank is Rank.SECOND and units and not rest:
            units[-1].append(line)
        else:
            rest.append(line)
    units.sort(key=lambda u: (-abs(u[0].cells.get("total") or ZERO), str(u[0].cells.get("no"))))
    return [*(line for unit in units for line in unit), *rest]


def _age(grid: Grid, setting: Setting) -> Dressed:
    """Values on one sheet, quantities on the next: together they are wider than a page."""
    head = _wide(grid.columns[:3], "description")
    values, quantities = list(head), list(head)
    for column in grid.columns[3:]:
        caption = column.band.replace("..", "..\n") if ".." in column.band and column.band.count("20") > 1 else column.band
        if column.kind == "quantity":
            quantities.append(replace(column, caption=caption, band=""))
        else:
            values.append(replace(column, caption=caption or column.caption.replace(" less ", " less\n"), band=""))
    notes = [replace(n, cells={"item_no": " ".join(map(str, n.cells.values()))}) if n.rank is Rank.NOTE else n for n in grid.lines]
    few = [replace(line, anchor="", entries={}) for line in notes if line.rank is not Rank.TOTAL]
    more = ((AGE_QUANTITY, "item-age-quantity", Block("", quantities, few)),)
    return Dressed(values, notes, stock_tie_out(grid, setting), report_charts.charts_of(grid, setting.facts), (AGE_QUANTITY,), more)


AGE_QUANTITY = "Item Age Composition - Quantity"


def _closing_texts(lines: Sequence[Line], *keys: str) -> list[Line]:
    """Subtotals carry the texts of their heading, so that a table folded to its subtotals can be read."""
    heads: dict[str, Line] = {}
    found = []
    for line in lines:
        if line.rank is Rank.HEADING:
            heads[line.group] = line
        elif line.rank is Rank.SUBTOTAL and line.group in heads:
            texts = {k: v for k in keys if (v := heads[line.group].cells.get(k))}
            found.append(replace(line, cells={**line.cells, **texts}))
            continue
        found.append(line)
    return found


def _with_texts(*keys: str) -> Dresser:
    """A table whose subtotals name what they are of."""

    def dress(grid: Grid, setting: Setting) -> Dressed:
        lines = _closing_texts(grid.lines, *keys)
        blocks = stock_tie_out(grid, setting) if grid.name in STOCK_TOTAL else ()
        return Dressed(_wide(grid.columns, "description"), lines, blocks, report_charts.charts_of(grid, setting.facts))

    return dress


def _specification(grid: Grid, setting: Setting) -> Dressed:
    """Item, entry types, total; a total names its item once it stands alone in a folded table."""
    long = sum(line.rank is Rank.DETAIL for line in grid.lines) > FOLD_ABOVE
    lines = _closing_texts(grid.lines, "entry_type") if long else grid.lines
    return Dressed(_wide(grid.columns, "entry_type"), lines, stock_tie_out(grid, setting), report_charts.charts_of(grid, setting.facts))


def _differences(*keys: str) -> Dresser:
    """Columns that must be zero show their sign, in Rust when they are not."""

    def dress(grid: Grid, setting: Setting) -> Dressed:
        columns = [replace(c, kind="difference") if c.key in keys else c for c in grid.columns]
        lines = [replace(line, state="explained") if line.state == "open" else line for line in grid.lines]
        return Dressed(_wide(columns, "description", "name"), lines, charts=report_charts.charts_of(grid, setting.facts))

    return dress


def _methods(grid: Grid, setting: Setting) -> Dressed:
    """The project stands in the heading alone; the method in use is marked."""
    lines = []
    for line in grid.lines:
        if line.rank is Rank.DETAIL:
            cells = {k: v for k, v in line.cells.items() if k not in ("project_no", "description")}
            lines.append(replace(line, cells={**cells, "in_use": "● In use" if line.cells.get("in_use") else None}))
        else:
            lines.append(line)
    columns = [replace(c, kind="status") if c.key == "in_use" else c for c in grid.columns]
    return Dressed(_wide(columns, "description"), lines, charts=report_charts.charts_of(grid, setting.facts))


def _register(grid: Grid, setting: Setting) -> Dressed:
    """The footer has one line for each type of entry: these are no sums of the lines above, so no formulas."""
    columns = [replace(c, sums=False) for c in _wide(grid.columns, "description")]
    lines: list[Line] = []
    second = {Rank.SUBTOTAL: Rank.SUBTOTAL_SECOND, Rank.TOTAL: Rank.TOTAL_SECOND}
    for line in grid.lines:
        before = lines[-1].rank if lines else None
        if line.rank in second and before in (line.rank, second[line.rank]):
            lines.append(replace(line, rank=second[line.rank]))  # one rule above the footer, not one for each type
        elif line.rank in second:
            label = "All registers" if line.rank is Rank.TOTAL else f"Register {line.group}"
            lines.append(replace(line, cells={"posting_date": label, **line.cells}))
        else:
            lines.append(line)
    return Dressed(columns, lines, charts=report_charts.charts_of(grid, setting.facts))


def _outlook(grid: Grid, setting: Setting) -> Dressed:
    """Ratios with three decimals are enough to read; records() has them in full."""
    ratios = ("cpi", "spi", "tcpi")

    def short(line: Line) -> Line:
        cells = {k: Decimal(f"{v:.3f}") if k in ratios and isinstance(v, Decimal) else v for k, v in line.cells.items()}
        return replace(line, cells=cells)

    lines = [short(line) for line in grid.lines]
    return Dressed(_wide(grid.columns, "description"), lines, charts=report_charts.charts_of(grid, setting.facts))


DRESSERS: dict[str, Dresser] = {
    "Inventory Valuation": _valuation,
    "Inventory to G/L Reconcile": _item_bridge,
    "Inventory Valuation - WIP": _wip,
    "Cost Shares Breakdown": _shares,
    "Item Age Composition - Value": _age,
    "Invt. Valuation - Cost Spec.": _specification,
    "Inventory - Cost Variance": _with_texts("description", "base_unit_of_measure", "costing_method", "standard_cost"),
    "Status": _with_texts("document_no"),
    "Item Register - Value": _register,
    "Project WIP Cockpit": _differences("recog_costs_amount_difference", "recog_sales_amount_difference", "recog_profit_amount_difference"),
    "Project WIP Cockpit - Totals": _differences("total_wip_cost_difference", "total_wip_sales_difference"),
    "Project WIP To G/L": _differences("difference"),
    "Project WIP Accounts - G/L": _differences("difference", "unexplained"),
    "Project WIP Method Comparison": _methods,
    "Project WIP Schedule - Outlook": _outlook,
}
