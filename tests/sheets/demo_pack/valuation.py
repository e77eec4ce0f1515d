"""Inventory Valuation of the invented company."""

from __future__ import annotations

from decimal import Decimal

from xlcost.reports.grid import Block, Line, Page, Rank

from .company import OPTIONS, PARTS, STOCK, D, column


def _figures(quantities: str, values: str) -> dict[str, Decimal]:
    q, v = [D(x) for x in quantities.split()], [D(x) for x in values.split()]
    cells = {}
    for (part, _), quantity, value in zip(PARTS, [*q, q[0] + q[1] - q[2]], [*v, v[0] + v[1] - v[2]], strict=True):
        cells[f"{part}_quantity"], cells[f"{part}_value"] = quantity, value
    return cells


def _sum(lines: list[dict[str, Decimal]]) -> dict[str, Decimal]:
    keys = [f"{part}_value" for part, _ in PARTS] + ["cost_posted_to_g_l"]
    return {key: sum((line[key] for line in lines), Decimal(0)) for key in keys}


def valuation() -> Page:
    columns = [
        column("item_no", "Item No.", "code"),
        column("description", "Description", "description"),
        column("base_unit_of_measure", "Base\nUoM", "code"),
    ]
    for part, band in PARTS:
        formula = "{{starting_{0}}}+{{increases_{0}}}-{{decreases_{0}}}" if part == "ending" else ""
        columns.append(column(f"{part}_quantity", "Quantity", "quantity", band, formula=formula.format("quantity")))
        columns.append(column(f"{part}_value", "Value", "amount", band, True, formula.format("value")))
    columns.append(column("cost_posted_to_g_l", "Cost Posted\nto G/L", "amount", "", True))
    lines: list[Line] = []
    everything, everything_expected = [], []
    for group, name, items in STOCK:
        lines.append(Line(Rank.HEADING, {"item_no": group, "description": name}, group=group))
        actual, expected = [], []
        for no, text, unit, quantities, values, posted, second in items:
            cells = {**_figures(quantities, values), "cost_posted_to_g_l": D(posted)}
            differs = "explained" if cells["ending_value"] != cells["cost_posted_to_g_l"] else ""
            lines.append(
                Line(
                    Rank.DETAIL,
                    {"item_no": no, "description": text, "base_unit_of_measure": unit, **cells},
                    entries={"ending_value": [1, 2, 3]},
                    anchor=f"item {no}",
                    links={"item_no": f"Cost Specification#{no}", "ending_value": f"Value Entries#item {no}"},
                    state=differs,
                )
            )
            actual.append(cells)
            if second:
                more = {**_figures(second[0], second[1]), "cost_posted_to_g_l": D(second[2])}
                lines.append(
                    Line(Rank.SECOND, {"description": "Expected Cost Included", **more}, state="explained" if no == "1030-K" else "")
                )
                expected.append(more)
            else:
                expected.append(cells)
        lines.append(
            Line(
                Rank.SUBTOTAL, {"item_no": group, **_sum(actual)}, group=group, state="explained" if group in ("RAW MAT", "SPARES") else ""
            )
        )
        if group != "RAW MAT":
            lines.append(Line(Rank.SUBTOTAL_SECOND, {"description": "Expected Cost Included", **_sum(expected)}))
        everything += actual
        everything_expected += expected
    lines.append(Line(Rank.TOTAL, {"item_no": "Total", **_sum(everything)}))
    lines.append(Line(Rank.TOTAL_SECOND, {"description": "Expected Cost Included Total", **_sum(everything_expected)}))
    lines.append(Line(Rank.TOTAL_SECOND, {"description": "Expected Cost Total", "cost_posted_to_g_l": D("31813.50")}))
    lines.append(
        Line(
            Rank.NOTE,
            {
                "item_no": "▲ value and Cost Posted to G/L differ; the Tie-out sheet says why. Blue item numbers lead to the cost specification, ending values to their entries."
            },
        )
    )
    tie = [
        column("description", "", "text"),
        column("ending_value", "", "amount"),
        column("cost_posted_to_g_l", "G/L less value", "difference"),
    ]
    tie_lines = [
        Line(
            Rank.DETAIL,
            {"description": "G/L balance of the inventory accounts", "ending_value": D("432895.76"), "cost_posted_to_g_l": D("1406.75")},
            state="explained",
        ),
        Line(
            Rank.DETAIL,
            {
                "description": "G/L balance of the inventory and interim accounts",
                "ending_value": D("464709.26"),
                "cost_posted_to_g_l": D("82.75"),
            },
            state="explained",
        ),
    ]
    return Page(
        "Inventory Valuation",
        "inventory-valuation",
        "Inventory Valuation",
        "Inventory rose by 59,516.42 to 464,626.51; 2,905.46 of cost is not yet in the general ledger.",
        OPTIONS,
        [Block("", columns, lines), Block("tieout", tie, tie_lines, "Tie-out")],
        slots={"next": ("Valuation Tie-out",), "nav": "Inventory Valuation"},
    )
