"""Cover of the invented company: verdict, tiles, bridge, what to do."""

from __future__ import annotations

from decimal import Decimal

from xlcost.reports.grid import Block, Chart, Line, Page, Rank

from .company import D, column

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
                "status": "Direct postings, net",
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
