"""WIP, Cost Shares Breakdown and Cost Specification of the invented company."""

from __future__ import annotations

from decimal import Decimal

from xlcost.reports.grid import Block, Chart, Line, Page, Rank, Shown

from .company import STOCK, D, E, S, column


def wip() -> Page:
    columns = [
        column("status", "Status", "code"), column("no", "No.", "code"), column("description", "Description", "description"), column("source_type", "Source Type", "code"), column("source_no", "Source No.", "code"),
        column("as_of_start_date", "WIP", "amount", S, True), column("consumption", "Consumption", "amount", "October 2026", True), column("capacity", "Capacity", "amount", "October 2026", True),
        column("output", "Output", "amount", "October 2026", True), column("as_of_end_date", "WIP", "amount", E, True, "{as_of_start_date}+{consumption}+{capacity}+{output}"),
        column("cost_posted_to_g_l", "Cost Posted\nto G/L", "amount", "", True),
    ]  # fmt: skip
    orders = [
        ("Released", [("PO-1042", "E-bike “Vik 2”, 500 Wh, step-through", "F-210", "6948 9987.48 10856 -24435", "3356.48"), ("PO-1043", "Cargo bike “Last”, long wheelbase", "F-220", "1139.52 0 3657 0", "4796.52"), ("PO-1045", 'City bike “Fjell 7”, 28", special lacquer, 3 pieces', "F-200", "0 397.06 0 0", "0")]),
        ("Finished", [("PO-1038", 'City bike “Fjell 7”, 28"', "F-200", "15047.02 0 13855.20 -28902.22", "0"), ("PO-1041", 'City bike “Fjell 7”, 28"', "F-200", "0 9160.95 33672 -42832.95", "0")]),
    ]  # fmt: skip
    keys = ["as_of_start_date", "consumption", "capacity", "output", "as_of_end_date", "cost_posted_to_g_l"]
    lines, everything = [], []
    for status, rows in orders:
        lines.append(Line(Rank.HEADING, {"status": status}))
        part = []
        for no, text, source, values, posted in rows:
            v = [D(x) for x in values.split()]
            cells = dict(zip(keys, [*v, sum(v, Decimal(0)), D(posted)], strict=True))
            lines.append(
                Line(
                    Rank.DETAIL,
                    {"status": status, "no": no, "description": text, "source_type": "Item", "source_no": source, **cells},
                    links={"no": "Trace#"},
                    state="explained" if cells["as_of_end_date"] != D(posted) else "",
                )
            )
            part.append(cells)
        lines.append(Line(Rank.SUBTOTAL, {"status": status, **{k: sum((c[k] for c in part), Decimal(0)) for k in keys}}))
        everything += part
    lines.append(Line(Rank.TOTAL, {"status": "Total", **{k: sum((c[k] for c in everything), Decimal(0)) for k in keys}}))
    tie = [
        ("WIP of the report, 31 Oct 2026", "8550.06"),
        ("Cost Posted to G/L", "8153.00"),
        ("Not yet posted", "397.06"),
        ("G/L account 2140, balance 31 Oct 2026", "8153.00"),
    ]
    tie_block = Block(
        "tieout",
        [column("what", "What", "text"), column("gbp", "GBP", "difference")],
        [
            *(Line(Rank.DETAIL, {"what": t, "gbp": D(v)}) for t, v in ()),
        ],
        "",
    )
    tie_block = Block(
        "tieout",
        [column("what", "What", "text"), column("gbp", "GBP", "amount")],
        [
            *(Line(Rank.DETAIL, {"what": t, "gbp": D(v)}) for t, v in tie),
            Line(Rank.TOTAL, {"what": "G/L less WIP", "gbp": D("-397.06")}),
            Line(Rank.NOTE, {"what": "▲ Explained: Not yet posted -397.06 (PO-1045: account 2140 is blocked)"}),
            Line(Rank.NOTE, {"what": "Causes and entries ›"}, links={"what": "Explained#account 2140"}),
        ],
        "Tie-out to the general ledger",
    )
    chart = Chart(
        "October work left as finished output; little stays open", "WIP, GBP thousand", ["30 Sep 2026", "Consumption", "Capacity", "Output", "31 Oct 2026"],
        {"Movement": [D("23134.54"), D("19545.49"), D("62040.20"), D("-96170.17"), D("8550.06")]}, "bridge",
    )  # fmt: skip
    return Page(
        "Inventory Valuation - WIP", "wip", "Inventory Valuation - WIP", "WIP fell by 14,584.48 to 8,550.06; 397.06 of consumption is not yet in the general ledger.",
        "01 Oct 2026 – 31 Oct 2026 · mode clean · Skip Zero Lines off · no filters · amounts in GBP (LCY) · positive = debit WIP",
        [Block("", columns, lines), tie_block], [chart], {"nav": "WIP"},
    )  # fmt: skip


COMPONENT_KEYS = [
    "material_direct_cost_applied",
    "capacity_direct_cost_applied",
    "capacity_overhead",
    "material_overhead",
    "subcontracted",
    "variance",
    "revaluation",
    "rounding",
]
COMPONENT_NAMES = ["Material", "Capacity", "Capacity Overhead", "Material Overhead", "Subcontracted", "Variance", "Revaluation", "Rounding"]


def cost_shares() -> Page:
    captions = [
        "Material Direct\nCost Applied",
        "Capacity Direct\nCost Applied",
        "Capacity\nOverhead",
        "Material\nOverhead",
        "Subcontracted",
        "Variance",
        "Revaluation",
        "Rounding",
    ]
    band = "Share of the cost of sales"
    columns = [
        column("no", "No.", "code"),
        column("description", "Description", "description"),
        column("quantity", "Quantity", "quantity"),
    ]
    columns += [column(k, c, "amount", band, True) for k, c in zip(COMPONENT_KEYS, captions, strict=True)]
    columns.append(column("total", "Total", "amount", "", True, "+".join("{" + k + "}" for k in COMPONENT_KEYS)))
    rows = [
        ("F-200", 'City bike “Fjell 7”, 28", diamond frame, petrol blue', -128, "-9771.99 -22270.41 -3343.46 0 -10304.61 -7045.53 0 0"),
        ("F-210", "E-bike “Vik 2”, 500 Wh, step-through", -21, "-18407.12 -4228.67 -1492.47 -746.24 0 0 0 0"),
        ("1000-H", "Helmet “Urban”, adult, matt black, 54–61 cm, with rear light and magnetic buckle", -553, "-15815.80 0 0 0 0 0 0 0"),
        ("F-220", "Cargo bike “Last”, long wheelbase", -4, "-4337.52 -1577.28 -460.04 -197.16 0 0 0 0"),
        ("1010-L", "Front light 80 lux", -262, "-4506.40 0 0 0 0 0 0 0"),
        ("1020-P", "Pannier set, 2 × 20 l, waterproof", -71, "-3974.62 0 0 0 0 0 115.77 0"),
        ("S-300", 'Inner tube 28"', -1340, "-3149 0 0 0 0 0 0 0"),
    ]  # fmt: skip
    lines, totals = [], dict.fromkeys([*COMPONENT_KEYS, "total"], Decimal(0))
    for no, text, quantity, values in rows:
        v = dict(zip(COMPONENT_KEYS, (D(x) for x in values.split()), strict=True))
        v["total"] = sum(v.values(), Decimal(0))
        lines.append(Line(Rank.DETAIL, {"no": no, "description": text, "quantity": D(quantity), **v}, links={"no": f"Trace#{no}"}))
        if no == "F-200":
            lines.append(
                Line(
                    Rank.SECOND,
                    {
                        "description": "Variance Breakdown",
                        "material_direct_cost_applied": D("-3875.04"),
                        "capacity_direct_cost_applied": D("-3170.49"),
                        "total": D("-7045.53"),
                    },
                )
            )
        totals = {k: totals[k] + v[k] for k in totals}
    lines.append(Line(Rank.TOTAL, {"no": "Total", **totals}))
    shares = {k: Shown(totals[k] / totals["total"] * 100, "percent") for k in totals}
    lines.append(Line(Rank.TOTAL_SECOND, {"description": "Share of total", **shares}))
    lines.append(
        Line(
            Rank.NOTE,
            {
                "no": "● Ties: the total equals the Sale value entries dated October 2026. Variance Breakdown: Material under Material, Capacity under Capacity."
            },
        )
    )
    top = rows[:5]
    names = [
        "City bike “Fjell 7”  F-200",
        "E-bike “Vik 2”  F-210",
        "Helmet “Urban”  1000-H",
        "Cargo bike “Last”  F-220",
        "Front light  1010-L",
    ]
    series = {name: [abs(D(r[3].split()[n])) for r in top] for n, name in enumerate(COMPONENT_NAMES[:6])}
    chart = Chart(
        "Work outweighs material in the city bike; everything else is mostly material",
        "Cost of sales by component, GBP thousand; the five largest items",
        names,
        series,
        "stacked",
    )
    return Page(
        "Cost Shares Breakdown", "cost-shares", "Cost Shares Breakdown", "Cost of sales was 111,512.55: 54 % material, 25 % capacity with its overhead, 9 % subcontracted, 6 % variance to standard.",
        "01 Oct 2026 – 31 Oct 2026 · Print Cost Share: Sales · Cost Roll-up: Single-level · mode exact · no filters · amounts in GBP (LCY) · cost of sales is negative",
        [Block("", columns, lines)], [chart], {"nav": "Cost Shares"},
    )  # fmt: skip


def specification() -> Page:
    """A report without a sheet of its own in the template: laid out column by column."""
    columns = [column("item_no", "Item No.", "code"), column("entry_type", "Entry Type", "text"), column("quantity", "Quantity", "quantity"), column("cost_per_unit", "Cost per Unit", "unit cost"), column("amount", "Amount", "amount", sums=True), column("blocked", "Blocked", "Yes/No")]  # fmt: skip
    lines: list[Line] = []
    total = Decimal(0)
    for _group, _, items in STOCK:
        for no, text, _, quantities, values, _, _ in items:
            lines.append(Line(Rank.HEADING, {"item_no": no, "entry_type": text}, anchor=no))
            amount = D(values.split()[0])
            quantity = D(quantities.split()[0])
            lines.append(
                Line(
                    Rank.DETAIL,
                    {
                        "entry_type": "Purchase",
                        "quantity": quantity,
                        "cost_per_unit": (amount / quantity).quantize(Decimal("0.00001")),
                        "amount": amount,
                        "blocked": False,
                    },
                )
            )
            lines.append(Line(Rank.SUBTOTAL, {"item_no": no, "entry_type": "Total", "amount": amount}))
            total += amount
    lines.append(Line(Rank.TOTAL, {"item_no": "Total", "amount": total}))
    return Page(
        "Cost Specification",
        "list",
        "Invt. Valuation - Cost Spec.",
        "Twelve items are made of 401,910.09.",
        "Valuation Date 31 Oct 2026 · no filters · amounts in GBP (LCY)",
        [Block("", columns, lines)],
        slots={"nav": "Cost Spec."},
        came_from=("Cover", "Inventory Valuation"),
    )
