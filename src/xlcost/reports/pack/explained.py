"""Sheet Explained: every difference per account by cause, with the entries behind it, gross."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from xlcost.reports.close import Close
from xlcost.reports.grid import Block, GridColumn, Line, Page, Rank
from xlcost.reports.pack.common import EXPLAINED, RECONCILIATION, ZERO, Facts, causes_of, count, entries_of, money, options_line, state_of
from xlcost.reports.pack.trace_page import SHEET as TRACE
from xlcost.reports.pack.trace_page import anchor_of
from xlcost.reports.period import show_date

BUCKETS = ("0–30", "31–60", "61–90", "> 90")

COLUMNS = (
    GridColumn("account", "Account", "code"),
    GridColumn("name", "Name / cause", "text"),
    GridColumn("entry_no", "Entry No.", "entry no."),
    GridColumn("date", "Date", "date"),
    GridColumn("document", "Document", "code"),
    GridColumn("description", "Description", "text"),
    GridColumn("amount", "Amount", "signed"),
    GridColumn("age", "Age, days", "age"),
    GridColumn("bucket", "Bucket", "code"),
    GridColumn("what_to_do", "What to do", "explanation"),
)
AGE_COLUMNS = (
    GridColumn("cause", "Cause", "text"),
    *(GridColumn(f"bucket_{i}", f"{b} days" if i == 3 else b, "amount") for i, b in enumerate(BUCKETS)),
    GridColumn("gross", "Gross", "amount"),
    GridColumn("lines", "Lines", "count"),
)


def explained_page(close: Close, facts: Facts, traced: frozenset[str] = frozenset()) -> Page:
    """Per account its causes; then causes by age. `traced` are the anchors of the sheet Trace: these entries lead there by their cause."""
    found = close.reconciliation
    names = {a["No."]: a["Name"] for a in close.ledger.records("G/L Account")} if close.ledger.has("G/L Account") else {}
    lines: list[Line] = []
    for no, account in sorted(found.accounts.items()):
        if state_of(account) != "ties":
            lines += _account(close, no, names.get(no, ""), account, traced)
    net = sum((a["difference"] for a in found.accounts.values()), ZERO)
    total = {"account": "All accounts", "amount": net, "what_to_do": "● Unexplained 0.00"}
    lines.append(Line(Rank.TOTAL, total, state="ties"))
    blocks = [Block("", COLUMNS, lines)]
    if len(lines) > 1:
        blocks.append(Block("age", AGE_COLUMNS, _ages(close), "By cause and age, gross amounts"))
    quality = (
        "relation table used" if close.ledger.table("G/L - Item Ledger Relation").length else "no relation table: entries matched by rule"
    )
    options = options_line(
        close,
        facts,
        f"Date Filter ..{show_date(close.options.period.last)}",
        "no item or location filter",
        quality,
        f"age at {show_date(close.options.period.last)}",
    )
    title = "Inventory - G/L Reconciliation, explained"
    slots = {"open": True, "next": (TRACE,) if traced else ()}
    return Page(EXPLAINED, "explained", title, _message(found), options, blocks, slots=slots, came_from=("Cover", RECONCILIATION))


def _message(found: Any) -> str:
    for no, account in sorted(found.accounts.items()):
        if state_of(account) == "offsetting":
            parts = sorted(account["causes"].items(), key=lambda c: -abs(c[1]))
            text = " and ".join(f"{a:+,.2f} {c.lower()}" for c, a in parts[:2])
            if len(parts) > 1:
                return f"Every difference by cause, with the entries behind it. Causes are shown gross: on account {no} {text} offset each other."
    open_accounts = sum(1 for a in found.accounts.values() if state_of(a) != "ties")
    if not open_accounts:
        return "No account differs; nothing is left to explain."
    return f"Every difference on {count(open_accounts, 'account')} by cause, with the entries behind it. Unexplained: 0.00."


def _account(close: Close, no: str, name: str, account: Any, traced: frozenset[str]) -> list[Line]:
    label = no or "without account"
    heading = {
        "account": label,
        "name": name,
        "description": f"Value entries {money(account['projected'])}",
        "what_to_do": f"G/L balance {money(account['gl'])}",
    }
    lines = [Line(Rank.HEADING, heading, 1, label, anchor=f"account_{label}")]
    for cause in account["causes"]:
        for entry in close.reconciliation.cause_entries(no, cause):
            lines.append(_entry(entry, cause, label, traced))
    foot = {"name": "Difference", "amount": account["difference"], "what_to_do": f"● Unexplained {money(account['unexplained'])}"}
    lines.append(Line(Rank.SUBTOTAL, foot, 1, label))
    return lines


def _entry(entry: dict[str, Any], cause: str, group: str, traced: frozenset[str]) -> Line:
    gl, value = entry.get("G/L Entry No.") or 0, entry.get("Value Entry No.") or 0
    reason = " ".join(str(entry[k]) for k in ("Code", "Reason") if entry.get(k))
    from_gl = bool(gl) and cause not in ("Not yet posted", "Posted flag without G/L entry")
    cells = {
        "account": None,
        "name": cause,
        "entry_no": gl if from_gl else value,
        "date": entry["Posting Date"],
        "document": entry.get("Document No.", ""),
        "description": reason or entry.get("Text", ""),
        "amount": entry["Amount"],
        "age": entry["Age (days)"],
        "bucket": str(entry["Bucket"]).replace("-", "–"),
        "what_to_do": entry.get("What to do", ""),
    }
    table = "G-L Entries" if from_gl else "Value Entries"
    links = {"entry_no": f"{table}#entry_{gl if from_gl else value}"}
    if (anchor := anchor_of(entry, cause)) in traced:
        links["name"] = f"{TRACE}#{anchor}"
    return Line(Rank.DETAIL, cells, 2, group, links=links, entries={"amount": (value,)} if value else {})


def _ages(close: Close) -> list[Line]:
    lines = []
    totals: dict[str, Decimal] = defaultdict(Decimal)
    total_lines = 0
    for cause in causes_of(close):
        cells: dict[str, Any] = dict.fromkeys((c.key for c in AGE_COLUMNS[1:-1]), ZERO)
        entries = entries_of(close, cause)
        for entry in entries:
            cells[f"bucket_{_bucket(entry['Age (days)'])}"] += abs(entry["Amount"])
            cells["gross"] += abs(entry["Amount"])
        for key, value in cells.items():
            totals[key] += value
        total_lines += len(entries)
        lines.append(Line(Rank.DETAIL, {"cause": cause, **cells, "lines": len(entries)}))
    lines.append(Line(Rank.TOTAL, {"cause": "Gross total", **totals, "lines": total_lines}))
    return lines


def _bucket(age: int) -> int:
    return 0 if age <= 30 else 1 if age <= 60 else 2 if age <= 90 else 3
