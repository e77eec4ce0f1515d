"""An invented company's month-end pack as Pages: what the sheet tests fill, render and look at."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from xlcost.reports.grid import Block, Chart, GridColumn, Line, Page, Rank, Shown

COMPANY = "Fjellvik Cycle Works Ltd."
RUN = "2026-10/7F3A91C2"
S, E = "As of 30 Sep 2026", "As of 31 Oct 2026"
OPTIONS = "01 Oct 2026 – 31 Oct 2026 · Include Expected Cost · mode exact · no filters · amounts in GBP (LCY) · adjusted: all items"


def D(text: str | int) -> Decimal:
    return Decimal(str(text).replace(",", ""))


def column(key: str, caption: str, kind: str, band: str = "", sums: bool = False, formula: str = "") -> GridColumn:
    return GridColumn(key, caption, kind, band, sums, formula)


PARTS = (("starting", S), ("increases", "Increases (LCY)"), ("decreases", "Decreases (LCY)"), ("ending", E))

# group, name, items: (no, description, unit, (s, i, d, e quantities), (s, i, d, e values), posted, second line or None)
STOCK: list[tuple[str, str, list[tuple[Any, ...]]]] = [
    (
        "FINISHED",
        "Finished goods",
        [
            ("F-200", 'City bike “Fjell 7”, 28", diamond frame, petrol blue', "PCS", "182 246 128", "74984 101352 52736", "123600", None),
            (
                "F-210",
                "E-bike “Vik 2”, 500 Wh, step-through",
                "PCS",
                "50 0 21",
                "59225 0 24874.50",
                "34350.50",
                ("50 30 21", "59225 24435 24874.50", "58785.50"),
            ),
            ("F-220", "Cargo bike “Last”, long wheelbase", "PCS", "22 0 4", "36146 0 6572", "29574", None),
        ],
    ),
    (
        "RAW MAT",
        "Raw materials",
        [
            ("R-100", "Aluminium tube 6061-T6, 31.8 × 1.2 mm", "M", "3524.5 450.37525 514", "41835.82 5467.56 6157.72", "41145.66", None),
            ("R-110", "Frame lacquer RAL 5001", "L", "212.75 86.125 61.225", "6690.99 2708.60 1925.53", "7871.12", None),
            ("R-120", "Spoke 2.0 × 262 mm, stainless", "PCS", "36928 24000 8640", "7754.88 4776 1814.40", "10716.48", None),
            ("R-130", "Hub motor 250 W with controller and wiring loom", "PCS", "158 60 22", "61605.60 23623.20 8573.84", "76654.96", None),
            ("R-140", "Chain, 9-speed, 116 links", "PCS", "514 324 120", "4600.30 2899.80 1074", "6426.10", None),
        ],
    ),
    (
        "RESALE",
        "Resale items",
        [
            (
                "1000-H",
                "Helmet “Urban”, adult, matt black, 54–61 cm, with rear light and magnetic buckle",
                "PCS",
                "1460 600 553",
                "41756 17490 15815.80",
                "43430.20",
                None,
            ),
            (
                "1010-L",
                "Front light 80 lux",
                "PCS",
                "1020 320 262",
                "17544 5504 4506.40",
                "18541.60",
                ("1020 320 307", "17544 5504 5280.40", "17767.60"),
            ),
            (
                "1020-P",
                "Pannier set, 2 × 20 l, waterproof",
                "SET",
                "286 0 71",
                "15544.10 -348 3858.85",
                "11337.25",
                ("286 150 71", "15544.10 7804.50 3858.85", "19489.75"),
            ),
            (
                "1030-K",
                "Folding lock, 90 cm",
                "PCS",
                "434 0 88",
                "14365.40 0 2912.80",
                "11452.60",
                ("434 40 88", "14365.40 1324 2912.80", "11452.60"),
            ),
        ],
    ),
    (
        "SPARES",
        "Spare parts",
        [
            ("S-300", 'Inner tube 28"', "PCS", "4760 0 1844", "11186 0 4333.40", "8037", None),
            ("S-310", "Brake pads, pair", "PAIR", "1355 500 310", "8672 3245 1984", "9933", ("1855 0 310", "11872 45 1984", "9933")),
        ],
    ),
]


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


MOVEMENTS = [
    ("30 Sep 2026", "405110.09"),
    ("Purchase", "71427.86"),
    ("Output", "125787.00"),
    ("Sale", "-117183.35"),
    ("Consumption", "-19545.49"),
    ("Adjustments", "-969.60"),
    ("31 Oct 2026", "464626.51"),
]


def bridge() -> Chart:
    return Chart(
        "Output and purchases outran sales",
        "Inventory value, expected cost included, GBP thousand",
        ["30 Sep", "Purchase", "Output", "Sale", "Consump.", "Other", "31 Oct"],
        {"Movement": [D(v) for _, v in MOVEMENTS]},
        "bridge",
        "Bridge chart: inventory value from 30 Sep to 31 Oct 2026 by entry type",
    )


TYPES = [
    ("Inventory", "431489.01", "432895.76"), ("Inventory (Interim)", "33137.50", "31813.50"), ("WIP Inventory", "8550.06", "8153.00"),
    ("Invt. Accrual (Interim)", "-9476.50", "-8152.50"), ("COGS (Interim)", "774.00", "774.00"), ("COGS", "263652.75", "263652.75"),
    ("Direct Cost Applied", "-207454.19", "-207454.28"), ("Overhead Applied", "-8829.80", "-8829.80"), ("Inventory Adjmt.", "-482490.00", "-483459.60"),
    ("Purchase Variance", "264.00", "264.00"), ("Material Variance", "-16289.24", "-16289.24"), ("Capacity Variance", "-13327.59", "-13327.59"),
]  # fmt: skip


def cover(types: int = 12) -> Page:
    tie_columns = [
        column("account_type", "Account type", "text"),
        column("value_entries", "Value entries", "amount", sums=True),
        column("gl_balance", "G/L balance", "amount", sums=True),
        column("difference", "Difference", "difference", sums=True, formula="{gl_balance}-{value_entries}"),
        column("explained", "Explained", "signed", sums=True),
        column("status", "Status", "status"),
    ]
    lines, left, right = [], Decimal(0), Decimal(0)
    for number in range(types):
        name, value, balance = TYPES[number % len(TYPES)]
        a, b = D(value), D(balance)
        state = "ties" if a == b else "explained"
        cells = {
            "account_type": name,
            "value_entries": a,
            "gl_balance": b,
            "difference": b - a,
            "explained": b - a,
            "status": "Ties" if a == b else "Explained ›",
        }
        lines.append(Line(Rank.DETAIL, cells, state=state, links={} if a == b else {"status": f"Explained#type {name}"}))
        left, right = left + a, right + b
    lines.append(
        Line(
            Rank.TOTAL,
            {
                "account_type": "Sum (must be zero)",
                "value_entries": left,
                "gl_balance": right,
                "difference": right - left,
                "explained": right - left,
                "status": "Net of direct postings",
            },
        )
    )
    todo_columns = [
        column("cause", "Cause", "text"), column("gross", "Gross by account", "amount"), column("accounts", "Accounts", "count"),
        column("lines", "Lines", "count"), column("oldest", "Oldest", "text"), column("do_this", "Do this", "text"), column("where", "Where", "status"),
    ]  # fmt: skip
    todo = [
        ("Not yet posted", "5810.92", 6, 6, "1 day", "Unblock accounts 2140, 5510 and 7270, then run Post Inventory Cost to G/L."),
        ("Direct G/L posting", "5040.00", 2, 3, "93 days", "Reverse GJ-0390 and GJ-0442 (they offset each other) and GJ-0436."),
        ("Posting date outside period", "429.60", 2, 2, "1 day", "ADJ-77 was posted on 02 Nov 2026: accept as timing or re-date."),
        ("Amount difference", "0.18", 2, 2, "24 days", "PI-2102 was edited after posting: correct by journal."),
    ]
    todo_lines = [
        Line(
            Rank.DETAIL,
            {"cause": c, "gross": D(g), "accounts": a, "lines": n, "oldest": o, "do_this": d, "where": "Explained ›"},
            state="explained",
            links={"where": "Explained#"},
        )
        for c, g, a, n, o, d in todo
    ]
    steps = [
        ("ties", "Adjust Cost - Item Entries", "done, 0 items left to adjust"), ("ties", "Post Inventory Cost to G/L, Test", "done, 3 value entries would be skipped"),
        ("ties", "Post Inventory Cost to G/L", "done, 102 of 105 value entries posted"), ("ties", "Reconcile", "done, unexplained 0.00 on 17 of 17 accounts"),
        ("explained", "Audit checks", "44 of 46 passed, see Problems"), ("na", "Close inventory period", "waits for the step above"),
    ]  # fmt: skip
    step_columns = [column("step", "", "text"), column("words", "", "text")]
    tiles = [
        ("Inventory, expected cost included", D("464626.51"), "+14.7 % since 30 Sep 2026"), ("of which not invoiced (interim)", D("33137.50"), "4 value entries, oldest 8 days"),
        ("Work in process", D("8550.06"), "3 open production orders"), ("Not yet posted to the G/L", D("2905.46"), "3 value entries, each counted once"),
        ("Open checks", "2 of 46", "1 error, 1 warning"), ("Unexplained", D("0.00"), "proven for each account"),
    ]  # fmt: skip
    return Page(
        "Cover",
        "cover",
        "Inventory close, October 2026",
        "",
        "",
        [
            Block("tie", tie_columns, lines, "What ties and what does not"),
            Block("todo", todo_columns, todo_lines, "What to do next"),
            Block(
                "step", step_columns, [Line(Rank.DETAIL, {"step": s, "words": w}, state=state) for state, s, w in steps], "Close checklist"
            ),
        ],
        [bridge()],
        {
            "verdict": {
                "state": "explained",
                "word": "Explained.",
                "text": "8 of 17 accounts carry differences; 4 causes explain them in full.",
                "tail": "Unexplained: 0.00",
            },
            "facts": ["As of 31 Oct 2026 · amounts in GBP (LCY)", "Mode exact · expected cost included · no filters"],
            "tiles": [{"label": label, "figure": figure, "note": note} for label, figure, note in tiles],
            "input_hash": "Input 7f3a91c2 … 0e55",
        },
        (),
    )


def tie_out() -> Page:
    columns = [
        column("posting_group", "Posting group", "code"), column("location", "Location", "code"), column("ledger_value", "Ledger value", "amount", sums=True),
        column("posted", "Posted", "amount", sums=True), column("not_yet_posted", "Not yet posted", "amount", sums=True, formula="{ledger_value}-{posted}"),
        column("gl_account", "G/L account", "code"), column("gl_balance", "G/L balance", "amount"),
        column("difference", "Difference", "difference", formula="{gl_balance}-{ledger_value}"), column("status", "Status", "status"), column("cause", "Cause", "explanation"),
    ]  # fmt: skip
    blocks = [
        ("Inventory Account", "Inventory", [
            ("FINISHED", [("MAIN", "187524.50", "187524.50")], "2130", "187524.50", "ties", ""),
            ("RAW MAT", [("PLANT", "142417.26", "142814.32")], "2120", "142639.61", "explained", "4 causes, see Explained"),
            ("RESALE", [("MAIN", "78010.05", "78010.05"), ("SHOP", "6751.60", "6751.60")], "2110", "84761.65", "offsetting", "Direct G/L posting +2,500.00, -2,500.00"),
            ("SPARES", [("MAIN", "16785.60", "17970.00")], "2150", "17970.00", "explained", "Not yet posted +1,184.40"),
        ]),
        ("Inventory Account (Interim)", "Inventory (Interim)", [
            ("FINISHED", [("MAIN", "24435.00", "24435.00")], "2131", "24435.00", "ties", ""),
            ("RESALE", [("MAIN", "7378.50", "7378.50"), ("SHOP", "1324.00", "0")], "2111", "7378.50", "explained", "Not yet posted -1,324.00"),
        ]),
    ]  # fmt: skip
    lines: list[Line] = []
    for heading, total_name, groups in blocks:
        lines.append(Line(Rank.HEADING, {"posting_group": heading}))
        total = [Decimal(0)] * 3
        for group, pairs, account, balance, state, cause in groups:
            value = posted = Decimal(0)
            for location, a, b in pairs:
                lines.append(
                    Line(
                        Rank.DETAIL,
                        {"posting_group": group, "location": location, "ledger_value": D(a), "posted": D(b), "not_yet_posted": D(a) - D(b)},
                    )
                )
                value, posted = value + D(a), posted + D(b)
            words = {"ties": "● Ties", "explained": "▲ Explained", "offsetting": "▲ Offsetting"}[state]
            lines.append(
                Line(
                    Rank.SUBTOTAL,
                    {
                        "posting_group": group,
                        "ledger_value": value,
                        "posted": posted,
                        "not_yet_posted": value - posted,
                        "gl_account": account,
                        "gl_balance": D(balance),
                        "difference": D(balance) - value,
                        "status": words,
                        "cause": cause,
                    },
                    links={"gl_account": f"Explained#account {account}"},
                    state="ties" if state == "ties" else "explained",
                )
            )
            total = [total[0] + value, total[1] + posted, total[2] + D(balance)]
        lines.append(
            Line(
                Rank.TOTAL,
                {
                    "posting_group": total_name,
                    "ledger_value": total[0],
                    "posted": total[1],
                    "not_yet_posted": total[0] - total[1],
                    "gl_balance": total[2],
                    "difference": total[2] - total[0],
                },
            )
        )
    report = Block(
        "report",
        [column("what", "", "text"), column("amount", "", "amount"), column("state", "", "status")],
        [
            Line(Rank.DETAIL, {"what": "Ending value of the report, expected included", "amount": D("464626.51")}),
            Line(Rank.DETAIL, {"what": "Ledger value, Inventory and Interim", "amount": D("464626.51")}),
            Line(Rank.TOTAL, {"what": "Difference", "amount": D(0), "state": "● Ties"}),
        ],
        "Report total to tie-out total",
    )
    groups = [
        ("Finished goods", "170355.00", "187524.50"),
        ("Raw materials", "122487.59", "142417.26"),
        ("Resale items", "89209.50", "84761.65"),
        ("Spare parts", "19858.00", "16785.60"),
    ]
    by_group = Block(
        "groups",
        [
            column("group", "Posting group", "text"),
            column("before", "30 Sep 2026", "amount", sums=True),
            column("now", "31 Oct 2026", "amount", sums=True),
            column("change", "Change", "signed", sums=True, formula="{now}-{before}"),
        ],
        [
            *(Line(Rank.DETAIL, {"group": g, "before": D(a), "now": D(b), "change": D(b) - D(a)}) for g, a, b in groups),
            Line(Rank.TOTAL, {"group": "Total", "before": D("401910.09"), "now": D("431489.01"), "change": D("29578.92")}),
        ],
        "Value by posting group",
    )
    opening = D(MOVEMENTS[0][1])
    moves = Block(
        "movement",
        [column("type", "Entry type", "text"), column("value", "Value", "signed"), column("percent", "% of opening", "percent")],
        [
            Line(Rank.TOTAL if n == len(MOVEMENTS) - 1 else Rank.DETAIL, {"type": t, "value": D(v), "percent": D(v) / opening * 100})
            for n, (t, v) in enumerate(MOVEMENTS)
        ],
        "Movement, expected cost included",
    )
    chart = Chart(
        "Resale items and spare parts shrank, the rest grew",
        "Inventory value, invoiced cost, GBP thousand",
        [g for g, _, _ in groups],
        {"30 Sep 2026": [D(a) for _, a, _ in groups], "31 Oct 2026": [D(b) for _, _, b in groups]},
        "bars",
    )
    return Page(
        "Valuation Tie-out", "tie-out", "Inventory Valuation, tie-out to the general ledger",
        "Inventory and interim accounts carry 82.75 more than the value entries; Explained names each cause.",
        "As of 31 Oct 2026 · by posting group and location of the value entry · no filters · amounts in GBP (LCY)",
        [Block("", columns, lines), report, by_group, moves], [chart], {"next": ("Explained",), "nav": "Tie-out"}, ("Cover", "Inventory Valuation"),
    )  # fmt: skip


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


def matrix() -> Page:
    band, ledger = "Value entries, where they post to", "General ledger"
    columns = [
        column("account_type", "Account type", "text"), column("inventory", "Inventory", "amount", band), column("inventory_interim", "Inventory (Interim)", "amount", band),
        column("wip_inventory", "WIP Inventory", "amount", band), column("total", "Total", "amount"), column("gl_total", "G/L Total", "amount", ledger),
        column("difference", "Difference", "difference", ledger, formula="{gl_total}-{total}"), column("mark", "", "mark", ledger), column("warning", "Warning", "explanation", ledger),
    ]  # fmt: skip
    rows = [
        ("Inventory To WIP", "-36083.94", "0", "36083.94", None, None, "", ""), ("WIP To Interim", "0", "-24435", "24435", None, None, "", ""), ("COGS (Interim)", "0", "774", "0", "774", "774", "ties", ""),
        ("Direct Cost Applied", "-146134.19", "0", "-61320", "-207454.19", "-207454.28", "explained", "Amount difference"), ("Overhead Applied", "-1080.80", "0", "-7749", "-8829.80", "-8829.80", "ties", ""),
        ("Inventory Adjmt.", "-482490", "0", "0", "-482490", "-483459.60", "explained", "2 causes"), ("Invt. Accrual (Interim)", "0", "-9476.50", "0", "-9476.50", "-8152.50", "explained", "Not yet posted"),
        ("COGS", "263652.75", "0", "0", "263652.75", "263652.75", "ties", ""), ("Purchase Variance", "264", "0", "0", "264", "264", "ties", ""),
    ]  # fmt: skip
    lines = []
    for name, a, b, c, total, balance, state, warning in rows:
        cells: dict[str, Any] = {"account_type": name, "inventory": D(a), "inventory_interim": D(b), "wip_inventory": D(c)}
        if total is not None and balance is not None:
            cells |= {"total": D(total), "gl_total": D(balance), "difference": D(balance) - D(total)}
        mark = {"ties": "●", "explained": "▲"}.get(state, "")
        lines.append(
            Line(
                Rank.DETAIL,
                {**cells, "mark": mark, "warning": warning},
                state=state,
                links={"inventory": "Value Entries#item F-200"} if D(a) else {},
            )
        )
    lines += [
        Line(
            Rank.TOTAL,
            {"account_type": "Total", "inventory": D("431489.01"), "inventory_interim": D("33137.50"), "wip_inventory": D("8550.06")},
        ),
        Line(
            Rank.DETAIL,
            {"account_type": "G/L Total", "inventory": D("432895.76"), "inventory_interim": D("31813.50"), "wip_inventory": D("8153.00")},
        ),
    ]
    diffs = [
        column("account_type", "", "text"),
        column("inventory", "", "difference"),
        column("inventory_interim", "", "difference"),
        column("wip_inventory", "", "difference"),
    ]
    block = Block(
        "difference",
        diffs,
        [
            Line(
                Rank.TOTAL,
                {
                    "account_type": "Difference",
                    "inventory": D("1406.75"),
                    "inventory_interim": D("-1324.00"),
                    "wip_inventory": D("-397.06"),
                },
            ),
            Line(
                Rank.NOTE,
                {
                    "account_type": "Warning",
                    "inventory": "▲ 4 causes",
                    "inventory_interim": "▲ Not yet posted",
                    "wip_inventory": "▲ Not yet posted",
                },
            ),
        ],
    )
    proofs = Block(
        "proofs",
        [column("text", "", "text")],
        [
            Line(Rank.NOTE, {"text": "● Each column: the rows above add up to minus its Total (double entry of the sub-ledger)."}),
            Line(Rank.NOTE, {"text": "● Total of all account types is 0.00."}),
            Line(Rank.NOTE, {"text": "Signs: positive is a debit. A blank cell is zero."}),
        ],
        "Proofs",
    )
    return Page(
        "Inventory - G-L Reconciliation", "matrix", "Inventory - G/L Reconciliation", "8 of 17 accounts carry differences; the causes are on the next sheet. Read down: each column must close at its Total.",
        "Date Filter ..31 Oct 2026 · no item or location filter · mode exact · Show Warning on · amounts in GBP (LCY)", [Block("", columns, lines), block, proofs], slots={"next": ("Explained",), "nav": "Matrix"},
    )  # fmt: skip


def explained(repeat: int = 1) -> Page:
    columns = [
        column("account", "Account", "code"), column("name", "Name / cause", "description"), column("entry_no", "Entry No.", "entry no."), column("date", "Date", "date"),
        column("document", "Document", "code"), column("description", "Description", "explanation"), column("amount", "Amount", "signed", sums=True), column("age", "Age, days", "age"),
        column("bucket", "Bucket", "code"), column("what_to_do", "What to do", "explanation"),
    ]  # fmt: skip
    accounts = [
        ("2110", "Resale Items", "84,761.65", "84,761.65", [("Direct G/L posting", 66120, date(2026, 10, 14), "GJ-0442", "Pallet freight, journal CASH-IN", "2500", 17, "0–30", "Reverse the document"), ("Direct G/L posting", 61877, date(2026, 7, 30), "GJ-0390", "Stock provision, wrong account", "-2500", 93, "> 90", "Reverse the document")]),
        ("2111", "Resale Items (Interim)", "8,702.50", "7,378.50", [("Not yet posted", 8163, date(2026, 10, 30), "PR-1190", "S06 G/L account 5510 is blocked", "-1324", 1, "0–30", "Unblock account 5510, then post")]),
        ("2120", "Raw Materials", "142,417.26", "142,639.61", [("Not yet posted", 8241, date(2026, 10, 31), "PO-1045", "S06 G/L account 2140 is blocked", "397.06", 0, "0–30", "Unblock account 2140, then post"), ("Posting date outside period", 8313, date(2026, 10, 30), "ADJ-77", "Positive Adjmt., R-140", "-214.80", 1, "0–30", "In G/L on 02 Nov 2026: accept or re-date"), ("Direct G/L posting", 65990, date(2026, 10, 2), "GJ-0436", "Sample material", "40", 29, "0–30", "Reverse the document"), ("Amount difference", 66010, date(2026, 10, 7), "PI-2102", "Invoice PI-2102", "0.09", 24, "0–30", "Correction journal")]),
        ("2140", "WIP Account, Finished Goods", "8,550.06", "8,153.00", [("Not yet posted", 8241, date(2026, 10, 31), "PO-1045", "S06 G/L account 2140 is blocked", "-397.06", 0, "0–30", "Unblock account 2140, then post")]),
    ] * repeat  # fmt: skip
    lines, total = [], Decimal(0)
    for account, name, value, balance, rows in accounts:
        lines.append(
            Line(
                Rank.HEADING,
                {"account": account, "name": name, "description": f"Value entries {value}", "what_to_do": f"G/L balance {balance}"},
                anchor=f"account {account}",
            )
        )
        part = Decimal(0)
        for cause, entry, day, document, text, amount, age, bucket, todo in rows:
            lines.append(
                Line(
                    Rank.DETAIL,
                    {
                        "name": cause,
                        "entry_no": entry,
                        "date": day,
                        "document": document,
                        "description": text,
                        "amount": D(amount),
                        "age": age,
                        "bucket": bucket,
                        "what_to_do": todo,
                    },
                    links={"entry_no": f"Value Entries#entry {entry}"},
                )
            )
            part += D(amount)
        lines.append(Line(Rank.SUBTOTAL, {"name": "Difference", "amount": part, "what_to_do": "● Unexplained 0.00"}))
        total += part
    lines.append(Line(Rank.TOTAL, {"account": "All accounts", "amount": total, "what_to_do": "● Unexplained 0.00"}))
    ages = Block(
        "ages",
        [
            column("cause", "Cause", "text"),
            *(
                column(k, c, "amount", sums=True)
                for k, c in (("a", "0–30"), ("b", "31–60"), ("c", "61–90"), ("d", "> 90 days"), ("gross", "Gross"))
            ),
            column("n", "Lines", "count", sums=True),
        ],
        [
            Line(
                Rank.DETAIL, {"cause": "Not yet posted", "a": D("5810.92"), "b": D(0), "c": D(0), "d": D(0), "gross": D("5810.92"), "n": 6}
            ),
            Line(
                Rank.DETAIL,
                {"cause": "Direct G/L posting", "a": D("2540"), "b": D(0), "c": D(0), "d": D("2500"), "gross": D("5040"), "n": 3},
            ),
            Line(
                Rank.TOTAL,
                {"cause": "Gross total", "a": D("8350.92"), "b": D(0), "c": D(0), "d": D("2500"), "gross": D("10850.92"), "n": 9},
            ),
        ],
        "By cause and age, gross amounts",
    )
    return Page(
        "Explained", "explained", "Inventory - G/L Reconciliation, explained", "Every difference by cause, with the entries behind it. Causes are shown gross: +2,500.00 and -2,500.00 on account 2110 are two errors, not none.",
        "Date Filter ..31 Oct 2026 · no item or location filter · relation table used (match quality 0) · amounts in GBP (LCY) · age at 31 Oct 2026", [Block("", columns, lines), ages], came_from=("Cover", "Inventory - G-L Reconciliation"),
    )  # fmt: skip


def trace() -> Page:
    columns = [
        column("level", "Level", "level"), column("chain", "Chain", "text"), column("entry_no", "Entry No.", "entry no."), column("posting_date", "Posting Date", "date"), column("document_no", "Document No.", "code"),
        column("item_no", "Item No.", "code"), column("description", "Description", "description"), column("quantity", "Quantity", "quantity"), column("cost_amount_actual", "Cost Amount\n(Actual)", "amount"),
        column("share_of_the_traced_cost", "Share of the\ntraced cost", "amount", sums=True), column("origin", "Origin", "status"),
    ]  # fmt: skip
    rows = [
        (0, "Sale   Start", 4295, 28, "SI-3326", "F-200", "City bike “Fjell 7”", "-10", "-4120", None), (1, "Output   Application", 4269, 19, "PO-1041", "F-200", "City bike “Fjell 7”", "120", "49440", None),
        (2, "Consumption   Order PO-1041", 4229, 9, "PO-1041", "R-100", "Aluminium tube 6061-T6, 31.8 × 1.2 mm", "-396", "-4744.08", None), (3, "Purchase   Application", 4189, 6, "PI-2101", "R-100", "Aluminium tube 6061-T6, 31.8 × 1.2 mm", "450.37525", "5467.56", "763.41"),
        (2, "Capacity, direct   Capacity", 8205, 16, "PO-1041", "", "", None, "20880", "1740"), (2, "Capacity, overhead   Capacity", 8208, 16, "PO-1041", "", "", None, "3132", "261"),
        (2, "Subcontracted   Capacity", 8211, 17, "PO-1041", "", "", None, "9660", "805"), (2, "Variance to standard   Value Entry", 8256, 19, "PO-1041", "", "", None, "6607.05", "550.59"),
    ]  # fmt: skip
    lines = []
    for level, chain, entry, day, document, item, text, quantity, cost, share in rows:
        cells = {
            "level": level,
            "chain": "   " * level + ("└ " if level else "") + chain,
            "entry_no": entry,
            "posting_date": date(2026, 10, day),
            "document_no": document,
            "item_no": item,
            "description": text,
            "cost_amount_actual": D(cost),
        }
        if quantity:
            cells["quantity"] = D(quantity)
        if share:
            cells |= {"share_of_the_traced_cost": D(share), "origin": "Yes"}
        lines.append(
            Line(Rank.HEADING if level == 0 else Rank.DETAIL, cells, level=level, links={"entry_no": f"Value Entries#entry {entry}"})
        )
    lines.append(Line(Rank.TOTAL, {"level": "Sum of the origins", "share_of_the_traced_cost": D("4120"), "origin": "● Ties"}))
    lines.append(Line(Rank.NOTE, {"level": "Share: 10 of the 120 pieces of PO-1041."}))
    parts = [
        ("Material, purchased", 4, "763.41"),
        ("Capacity, direct", 1, "1740"),
        ("Capacity, overhead", 1, "261"),
        ("Subcontracted", 1, "805"),
        ("Variance to standard", 1, "550.59"),
    ]
    origins = Block(
        "origins",
        [
            column("origin", "Origin", "text"),
            column("entries", "Entries", "count", sums=True),
            column("gbp", "GBP", "amount", sums=True),
            column("share", "Share", "percent", sums=True),
        ],
        [
            *(Line(Rank.DETAIL, {"origin": o, "entries": n, "gbp": D(v), "share": D(v) / D("41.20")}) for o, n, v in parts),
            Line(Rank.TOTAL, {"origin": "Total", "entries": 8, "gbp": D("4120"), "share": D(100)}),
        ],
        "Where the cost comes from",
    )
    chart = Chart(
        "Two thirds of the cost of this bicycle is work, not material",
        "Share of 4,120.00 by origin, GBP",
        [o for o, _, _ in parts],
        {"Share": [D(v) for _, _, v in parts]},
        "bars",
    )
    return Page(
        "Trace", "trace", "Trace", "The cost of sale SI-3326, 4,120.00, comes from 4 purchases, 3 capacity postings and the variance to standard.",
        "Item ledger entry 4295 · F-200 City bike “Fjell 7” · direction: backward · amounts in GBP (LCY)", [Block("", columns, lines), origins], [chart], came_from=("Cover", "Cost Shares Breakdown"),
    )  # fmt: skip


def problems() -> Page:
    columns = [column("mark", "", "mark"), column("severity", "Severity", "status"), column("code", "Code", "code"), column("where", "Where", "explanation"), column("what", "What is there", "explanation"), column("rule", "Rule", "explanation"), column("remedy", "What to do", "explanation")]  # fmt: skip
    rows = [
        (
            "open",
            "Error",
            "G04",
            "G/L Entries!A412, entry 66010",
            "Amount 5,040.09; the value entry lines behind it add up to 5,040.00.",
            "The lines behind a G/L entry add up to its amount.",
            "Correct 0.09 by journal on 2120 and 7291; see Explained.",
        ),
        (
            "explained",
            "Warning",
            "G05",
            "G/L Entries!C498, entry 66204",
            "Posting Date 02 Nov 2026; value entry 8313 (ADJ-77) has 30 Oct 2026.",
            "A G/L entry carries the date of its value entry.",
            "Accept as timing, or re-date the journal.",
        ),
        (
            "na",
            "Note",
            "IAO_DERIVED",
            "Workbook",
            "The sheet Inventory Adjmt. Entry (Order) is missing.",
            "Completely Invoiced is then derived from the value entries.",
            "Export the sheet to make finished orders exact.",
        ),
    ]
    keys = [c.key for c in columns[1:]]
    lines = [Line(Rank.DETAIL, dict(zip(keys, row[1:], strict=True)), state=row[0]) for row in rows]
    lines.append(Line(Rank.NOTE, {"mark": "■ stops or falsifies a figure   ▲ a person should look   ○ for information"}))
    return Page(
        "Problems",
        "problems",
        "Problems",
        "1 error, 1 warning, 1 note. The pack was produced; figures touched by the error are marked ▲.",
        "Data of the ledger workbook and audit checks · most severe first",
        [Block("", columns, lines)],
    )


def evidence() -> Page:
    facts = [
        ("Ledger workbook", "Fjellvik ledger 2026-10.xlsx"),
        ("SHA-256", "7f3a91c2 4d5e0b88 1c9e62aa f0317b5d 9aa64c02 83d1be77 5a20cc41 b1d90e55"),
        ("Period", "01 Oct 2026 – 31 Oct 2026"),
    ]
    given = Block(
        "input",
        [column("name", "", "text"), column("value", "", "text")],
        [Line(Rank.DETAIL, {"name": a, "value": b}) for a, b in facts],
        "Input",
    )
    totals = Block(
        "totals",
        [
            column("table", "Table", "text"),
            column("read", "Rows read", "count"),
            column("added", "Rows added", "count"),
            column("sum", "Sum of amount", "amount"),
            column("after", "Sum after run", "amount"),
            column("caption", "Amount column", "text"),
            column("status", "Status", "status"),
        ],
        [
            Line(
                Rank.DETAIL,
                {
                    "table": "Value Entry",
                    "read": 105,
                    "added": 0,
                    "sum": D("500558.01"),
                    "after": D("500558.01"),
                    "caption": "Cost Amount (Actual)",
                },
                state="ties",
            ),
            Line(Rank.DETAIL, {"table": "G/L Entry", "read": 226, "added": 4, "caption": "Amount, sum 0.00"}, state="ties"),
        ],
        "Control totals",
    )
    checks = Block(
        "checks",
        [
            column("name", "Check", "text"),
            column("left", "Left", "amount"),
            column("right", "Right", "amount"),
            column("difference", "Difference", "difference", formula="{left}-{right}"),
            column("statement", "Statement", "text"),
            column("status", "Status", "status"),
        ],
        [
            Line(
                Rank.DETAIL,
                {
                    "name": "Valuation = ledger value",
                    "left": D("464626.51"),
                    "right": D("464626.51"),
                    "difference": D(0),
                    "statement": "Report against tie-out pairs",
                },
                state="ties",
            ),
            Line(
                Rank.DETAIL,
                {"name": "Unexplained", "left": D(0), "right": D("0.09"), "difference": D("-0.09"), "statement": "16 of 17 accounts"},
                state="open",
            ),
        ],
        "Checks",
    )
    return Page(
        "Evidence",
        "evidence",
        "Evidence",
        "What went in, what was run, what came out. The same input and options give this workbook again, byte for byte.",
        f"Run {RUN} · xlcost · Python",
        [given, totals, checks],
    )


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


def value_entries(count: int = 105) -> Any:
    from xlcost.sheets.pages import DataTable

    numbers = list(range(8201, 8201 + count))
    items = [item[0] for _, _, group in STOCK for item in group]
    amounts = [((n * 7919) % 100_000 - 30_000) * 1000 for n in range(count)]
    anchors = {f"item {items[0]}": (0, 2), "entry 8241": (40, 40)}
    return DataTable(
        "Value Entries",
        "Value entries",
        f"{count} value entries stand behind the figures of this pack.",
        [
            column("entry_no", "Entry No.", "entry no."),
            column("item_no", "Item No.", "code"),
            column("posting_date", "Posting Date", "date"),
            column("document_no", "Document No.", "code"),
            column("description", "Description", "text"),
            column("cost_amount_actual", "Cost Amount\n(Actual)", "amount"),
        ],
        [
            numbers,
            [items[n % len(items)] for n in range(count)],
            [date(2026, 10, 1 + n % 31).toordinal() for n in range(count)],
            [f"PI-{n:05d}" for n in range(count)],
            ["=1+1" if n == 3 else f"Invoice {n % 50}" for n in range(count)],
            amounts,
        ],
        ticks=frozenset({"cost_amount_actual"}),
        days=frozenset({"posting_date"}),
        groups=anchors,
        measure="cost_amount_actual",
        total={"cost_amount_actual": Decimal(sum(amounts)) / 100_000},
        came_from=("Cover", "Inventory Valuation"),
    )


def pages() -> list[Page]:
    return [cover(), valuation(), tie_out(), wip(), cost_shares(), specification(), matrix(), explained(), trace(), problems(), evidence()]
