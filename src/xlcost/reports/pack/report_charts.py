"""The charts of each report; titles follow rules and state the finding (look.md 10)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from xlcost.reports.grid import Chart, Grid, Line, Rank
from xlcost.reports.pack.common import ZERO, Facts, unit
from xlcost.reports.pack.movement import SHORT as _SHORT
from xlcost.reports.pack.movement import finding

MATERIAL = "material_direct_cost_applied"
COMPONENTS = {
    MATERIAL: "Material",
    "capacity_direct_cost_applied": "Capacity",
    "capacity_overhead": "Capacity Overhead",
    "material_overhead": "Material Overhead",
    "subcontracted": "Subcontracted",
    "variance": "Variance",
    "revaluation": "Revaluation",
    "rounding": "Rounding",
}
MOST_BARS = 8


def charts_of(grid: Grid, facts: Facts) -> list[Chart]:
    """The charts of a report; none when there is nothing to show."""
    make = _CHARTS.get(grid.name)
    found = make(grid, facts) if make is not None else [_scaled(chart, facts) for chart in grid.facts.get("charts", ())]
    return [c for c in found if any(Decimal(v) for row in c.series.values() for v in row)]


def _scaled(chart: Chart, facts: Facts) -> Chart:
    """A report's own chart in the currency of the run, in thousands when its figures are long."""
    largest = max((abs(Decimal(v)) for row in chart.series.values() for v in row), default=ZERO)
    scale = " thousand" if largest >= 10_000 and "thousand" not in chart.unit else ""
    return replace(chart, unit=chart.unit.replace("LCY", f"{facts.currency or 'LCY'}{scale}", 1))


def percent(part: Decimal, whole: Decimal) -> str:
    """A share in a sentence, without decimals; nearly nothing and nearly all are not called 0 and 100."""
    share = abs(part) / abs(whole) * 100 if whole else ZERO
    for decimals in (0, 1):
        text = f"{share:.{decimals}f}"
        if Decimal(text) not in (0, 100) or share in (0, 100):
            return f"{text} %"
    return "over 99.9 %" if share > 50 else "under 0.1 %"


def _total(lines: Sequence[Line], rank: Rank = Rank.TOTAL) -> Mapping[str, Any]:
    return next((line.cells for line in lines if line.rank is rank), {})


def _valuation(grid: Grid, facts: Facts) -> list[Chart]:
    """Opening, increases and decreases by type of entry, closing: the figures of the report, small movements joined."""
    expected = bool(grid.options.get("Include Expected Cost"))
    cells = _total(grid.lines, Rank.TOTAL_SECOND if expected else Rank.TOTAL)
    if not cells or not grid.options.get("Starting Date"):
        return []
    captions = {c.key: c.band.removeprefix("As of ") for c in grid.columns}
    parts: dict[str, Decimal] = {}
    for row in grid.facts["movements"]():
        sign = {"Increases": 1, "Decreases": -1}.get(row["Block"], 0)
        kind = _SHORT.get(row["Item Ledger Entry Type"], row["Item Ledger Entry Type"])
        if sign:
            parts[kind] = parts.get(kind, ZERO) + sign * (row["Value"] + (row["Expected Value"] if expected else ZERO))
    start, end = cells.get("starting_value") or ZERO, cells.get("ending_value") or ZERO
    shown = {k: v for k, v in parts.items() if v and (not start or abs(v) * 50 >= abs(start))}
    other = sum((v for k, v in parts.items() if k not in shown), ZERO)
    bars = [*sorted(shown.items(), key=lambda p: -p[1]), *([("Other", other)] if other else [])]
    labels = [captions["starting_value"], *(k for k, _ in bars), captions["ending_value"]]
    amounts = [start, *(v for _, v in bars), end]
    words = "Inventory value, expected cost included" if expected else "Inventory value, invoiced cost"
    return [Chart(finding(start, parts), unit(words, facts, amounts), labels, {"Value": amounts}, "bridge")]


def _wip(grid: Grid, facts: Facts) -> list[Chart]:
    steps = [(name, amount) for name, amount in grid.facts.get("bridge", ())]
    if not steps or not any(amount for _, amount in steps):
        return []
    captions = {c.key: c.caption.removeprefix("As of ").removeprefix("As of") for c in grid.columns}
    labels = [captions["as_of_start_date"] or "Opening", *(n for n, _ in steps[1:-1]), captions["as_of_end_date"] or "Closing"]
    amounts = [amount for _, amount in steps]
    title = finding(amounts[0], dict(steps[1:-1]), "Work in process")
    return [Chart(title, unit("Work in process", facts, amounts), labels, {"WIP": amounts}, "bridge")]


def _shares(grid: Grid, facts: Facts) -> list[Chart]:
    """Stacked bars of the five largest, then the others."""
    totals: Mapping[str, Decimal] = grid.facts.get("totals", {})
    largest: Sequence[tuple[str, Mapping[str, Decimal]]] = grid.facts.get("largest", ())
    whole = totals.get("total") or ZERO
    if not largest or not whole:
        return []
    sign = -1 if whole < 0 else 1
    texts = {line.cells.get("no"): line.cells.get("description") or "" for line in grid.lines if line.rank in (Rank.DETAIL, Rank.HEADING)}
    labels = [f"{_short(str(texts.get(no, '')))}  {no}".strip() for no, _ in largest]
    rows = [dict(figures) for _, figures in largest]
    others = {k: totals[k] - sum((r[k] for r in rows), ZERO) for k in (*COMPONENTS, "total")}
    count = len(grid.facts.get("groups", ())) - len(rows)
    if count > 0:
        labels.append(f"{count} other{'s' if count > 1 else ''}")
        rows.append(others)
    shown = [k for k in COMPONENTS if any(r[k] for r in rows)]
    series = {COMPONENTS[k]: [sign * r[k] for r in rows] for k in shown}
    what = {"Sales": "Cost of sales", "Inventory": "Stock", "WIP Inventory": "Work in process"}[str(grid.options["Print Cost Share"])]
    top = max(shown, key=lambda k: abs(totals[k]))
    first = largest[0]
    alone = f"; {first[0]} alone carries {percent(first[1]['total'], whole)}" if len(rows) > 1 else ""
    one_sign = all(sign * r["total"] >= 0 for r in rows) and abs(totals[top]) <= abs(whole)
    title = f"{COMPONENTS[top]} is {percent(totals[top], whole)} of the total{alone}" if one_sign else f"{what} by component"
    words = f"{what} by component" + (f", the {len(largest)} largest" if len(rows) > 1 else "") + (" and the others" if count > 0 else "")
    return [Chart(title, unit(words, facts, [r["total"] for r in rows]), labels, series, "stacked")]


def _short(text: str) -> str:
    return text if len(text) <= 26 else text[:25].rstrip() + "…"


def _age(grid: Grid, facts: Facts) -> list[Chart]:
    """Value by age, and the age of each posting group (dark = oldest)."""
    buckets: list[str] = list(grid.facts.get("buckets", ()))
    groups: Mapping[str, Sequence[Decimal]] = grid.facts.get("by_group", {})
    if not groups:
        return []
    sums = [sum((values[k] for values in groups.values()), ZERO) for k in range(len(buckets))]
    whole = sum(sums, ZERO)
    day = buckets[0].strip(".").strip()
    title = f"{percent(sums[0], whole)} of the stock was posted up to {day}" if sums[0] else f"Nothing was posted up to {day}"
    labels = [name.replace("..", ".. ").strip() if name.count("20") > 1 else name for name in buckets]
    measure = unit("Inventory value by posting date", facts, sums)
    columns = Chart(title, measure, labels, {"Value": sums}, "columns")
    largest = sorted(groups, key=lambda g: (-sum(groups[g], ZERO), g))[:MOST_BARS]
    oldest = max(largest, key=lambda g: groups[g][0] / sum(groups[g], ZERO) if sum(groups[g], ZERO) else ZERO)
    share = percent(groups[oldest][0], sum(groups[oldest], ZERO)) if groups[oldest][0] else ""
    second = f"{oldest or '(none)'} is oldest: {share} was posted up to {day}" if share else "No posting group holds old stock"
    series = {buckets[k]: [groups[g][k] for g in largest] for k in reversed(range(len(buckets))) if any(groups[g][k] for g in largest)}
    measure = unit("Inventory value by posting group and age, dark = oldest", facts, [sum(groups[g], ZERO) for g in largest])
    return [columns, Chart(second, measure, [g or "(none)" for g in largest], series, "aged")]


def _variance(grid: Grid, facts: Facts) -> list[Chart]:
    """The items with the largest variance."""
    found = [
        (str(line.cells.get("item_no")), line.cells["total_variance_amount"])
        for line in grid.lines
        if line.rank is Rank.SUBTOTAL and line.cells.get("total_variance_amount")
    ]
    found.sort(key=lambda f: (-abs(f[1]), f[0]))
    if not found:
        return []
    gross = sum((abs(v) for _, v in found), ZERO)
    title = f"{found[0][0]} carries {percent(found[0][1], gross)} of the gross variance"
    shown = found[:MOST_BARS]
    measure = unit("Total Variance Amount by item, the largest", facts, [v for _, v in shown])
    return [Chart(title, measure, [n for n, _ in shown], {"Variance": [v for _, v in shown]}, "bars")]


def _spec(grid: Grid, facts: Facts) -> list[Chart]:
    """What the stock value is made of."""
    parts = {k: v for k, v in grid.facts.get("components", {}).items() if v}
    whole = sum(parts.values(), ZERO)
    if len(parts) < 2 or not whole:
        return []
    order = sorted(parts, key=lambda k: (-abs(parts[k]), k))
    title = f"{order[0]} is {percent(parts[order[0]], whole)} of the stock value; {order[1].lower()} comes next"
    measure = unit("Stock value by entry type", facts, list(parts.values()))
    return [Chart(title, measure, order, {"Amount": [parts[k] for k in order]}, "bars")]


def _item_bridge(grid: Grid, facts: Facts) -> list[Chart]:
    """The items with the most cost to be posted."""
    amounts = [
        (str(line.cells["item_no"]), line.cells["invoiced_to_be_posted"], line.cells["expected_to_be_posted"])
        for line in grid.lines
        if line.rank is Rank.DETAIL and line.cells.get("item_no")
    ]
    found = sorted((f for f in amounts if f[1] or f[2]), key=lambda f: (-abs(f[1]) - abs(f[2]), f[0]))
    if not found:
        return []
    gross = sum((abs(a) + abs(b) for _, a, b in found), ZERO)
    first = found[0]
    title = f"{first[0]} carries {percent(abs(first[1]) + abs(first[2]), gross)} of the cost to be posted, gross"
    shown = found[:MOST_BARS]
    series = {"Invoiced Value": [a for _, a, _ in shown], "Expected Cost": [b for _, _, b in shown]}
    measure = unit("Cost to be posted by item, the largest", facts, [v for row in series.values() for v in row])
    return [Chart(title, measure, [n for n, _, _ in shown], {k: v for k, v in series.items() if any(v)}, "bars")]


def _balances(grid: Grid, facts: Facts) -> list[Chart]:
    """Net WIP beside what is posted, project by project."""
    found = _largest(grid, "net_wip", "previously_posted")
    total = _total(grid.lines)
    change = total.get("net_change") or ZERO
    title = f"{abs(change):,.2f} of net WIP is to post" if change else "What is calculated is posted"
    series = {"Net WIP": [a for _, a, _ in found], "Previously posted": [b for _, _, b in found]}
    measure = unit("Net WIP and what is posted of it, by project", facts, [v for row in series.values() for v in row])
    return [Chart(title, measure, [n for n, _, _ in found], series, "bars")] if found else []


def _outlook(grid: Grid, facts: Facts) -> list[Chart]:
    """Margin at completion by project."""
    found = _largest(grid, "margin_at_completion", "margin_at_completion")
    losing = sum(1 for _, a, _ in found if a < 0)
    title = f"{losing} of {len(found)} projects lose money" if losing else "Every project ends with a margin"
    measure = unit("Margin at completion by project", facts, [a for _, a, _ in found])
    return [Chart(title, measure, [n for n, _, _ in found], {"Margin": [a for _, a, _ in found]}, "bars")] if found else []


def _largest(grid: Grid, key: str, other: str) -> list[tuple[str, Decimal, Decimal]]:
    """(project, amount, other amount) of the projects with the largest amounts."""
    found = [
        (str(line.cells.get("project_no") or ""), line.cells.get(key) or ZERO, line.cells.get(other) or ZERO)
        for line in grid.lines
        if line.rank is Rank.DETAIL
    ]
    return sorted(found, key=lambda f: (-max(abs(f[1]), abs(f[2])), f[0]))[:MOST_BARS]


_CHARTS: dict[str, Callable[[Grid, Facts], list[Chart]]] = {
    "Inventory Valuation": _valuation,
    "Inventory Valuation - WIP": _wip,
    "Invt. Valuation - Cost Spec.": _spec,
    "Cost Shares Breakdown": _shares,
    "Item Age Composition - Value": _age,
    "Inventory - Cost Variance": _variance,
    "Inventory to G/L Reconcile": _item_bridge,
    "Project WIP Schedule - Balances": _balances,
    "Project WIP Schedule - Outlook": _outlook,
}
