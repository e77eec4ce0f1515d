"""Valuation Tie-out of the invented company."""

from __future__ import annotations

from decimal import Decimal

from xlcost.reports.grid import Block, Chart, Line, Page, Rank

from .company import D, column
from .cover import MOVEMENTS


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
