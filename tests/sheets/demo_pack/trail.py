"""Trace, Problems, Evidence and the list of value entries of the invented company."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from xlcost.reports.grid import Block, Chart, Line, Page, Rank

from .company import RUN, STOCK, D, column


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
