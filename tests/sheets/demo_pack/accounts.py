"""Reconciliation matrix and Explained of the invented company."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from xlcost.reports.grid import Block, Line, Page, Rank

from .company import D, column


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
