"""Sheet Evidence: what went in, what was run, what came out. The same input and options give the same bytes."""

from __future__ import annotations

from decimal import Decimal

from xlcost import __version__
from xlcost.ledger import Table
from xlcost.ledger.tables import TABLES
from xlcost.money import round_to, to_decimal, total
from xlcost.reports.close import Close
from xlcost.reports.close_lines import Check
from xlcost.reports.grid import Block, GridColumn, Line, Page, Rank
from xlcost.reports.pack.common import Facts
from xlcost.reports.period import show_date
from xlcost.views.reported import entries_fingerprint

FACT_COLUMNS = (GridColumn("name", "", "text"), GridColumn("value", "", "text"))
TOTAL_COLUMNS = (
    GridColumn("table", "Table", "text"),
    GridColumn("rows", "Rows read", "count"),
    GridColumn("added", "Rows added", "count"),
    GridColumn("sum", "Sum of amount", "amount"),
    GridColumn("sum_after", "Sum after run", "amount"),
    GridColumn("column", "Amount column", "text"),
    GridColumn("status", "Status", "text"),
)
CHECK_COLUMNS = (
    GridColumn("check", "Check", "text"),
    GridColumn("left", "Left", "amount"),
    GridColumn("right", "Right", "amount"),
    GridColumn("difference", "Difference", "difference"),
    GridColumn("statement", "Statement", "explanation"),
    GridColumn("status", "Status", "text"),
)
ANCHOR = "Run log, lines and last hash"
AMOUNTS = {
    "Item Ledger Entry": ("Quantity",),
    "Value Entry": ("Cost Amount (Actual)", "Cost Amount (Expected)", "Cost Posted to G/L", "Expected Cost Posted to G/L"),
    "Item Application Entry": ("Quantity",),
    "Capacity Ledger Entry": ("Quantity",),
    "G/L Entry": ("Amount",),
    "Project Ledger Entry": ("Total Cost (LCY)",),
}


def evidence_page(close: Close, facts: Facts) -> Page:
    """Input, control totals per table, results of all checks."""
    blocks = (
        Block("input", FACT_COLUMNS, _facts(close, facts), "Input"),
        Block("totals", TOTAL_COLUMNS, _totals(close), "Control totals"),
        Block("checks", CHECK_COLUMNS, [_check(c) for c in close.checks], "Checks"),
        Block("signing", FACT_COLUMNS, _signing(facts), "Sign-off and run log"),
    )
    failed = sum(1 for c in close.checks if not c.passed)
    message = "What went in, what was run, what came out. The same input and options give this workbook again, byte for byte."
    if failed:
        message = f"{failed} of {len(close.checks)} checks failed; do not use the figures marked ■."
    return Page("Evidence", "evidence", "Evidence", message, f"{facts.run_id} · xlcost {__version__}", blocks)


def _facts(close: Close, facts: Facts) -> list[Line]:
    options, period = close.options, close.options.period
    done = [name for name, wanted in (("adjust", options.adjust), ("post", options.post)) if wanted]
    behind = entries_fingerprint(close.ledger, period.last.toordinal())
    rows = {
        "Ledger workbook": facts.source_name,
        "SHA-256 of its content": " ".join(facts.input_hash[i : i + 8] for i in range(0, len(facts.input_hash), 8)),
        "Period": f"{show_date(period.first)} – {show_date(period.last)}",
        "Options": " · ".join(
            [
                f"Include Expected Cost {'on' if options.include_expected_cost else 'off'}",
                f"mode {options.compatibility}",
                f"posting {options.posting_method.lower()}",
                "on_error skip",
                f"carried out: {', '.join(done) or 'nothing, previews only'}",
            ]
        ),
        "Value entries behind the figures": " ".join(behind[i : i + 8] for i in range(0, len(behind), 8)),
        "Last Value Entry No.": str(int(close.ledger.table("Value Entry")["Entry No."].max(initial=0))),
        "Work date": show_date(period.last),
        "Produced by": f"xlcost close, version {__version__}",
    }
    return [Line(Rank.DETAIL, {"name": k, "value": v}) for k, v in rows.items()]


def _signing(facts: Facts) -> list[Line]:
    """Who signed, what it is worth, and the anchor of the run log: number of lines and last hash when the period was signed."""
    signing = facts.signing
    signed = signing.sign_off
    anchor = f"{signing.head.count} {signing.head.last_hash}" if signing.head is not None else "none: the period is not signed"
    rows = {
        "Sign-off": signing.words,
        "Prepared by": " · ".join(part for part in (signed.prepared_by, signed.prepared_on) if part),
        "Approved by": " · ".join(part for part in (signed.approved_by, signed.approved_on) if part),
        ANCHOR: anchor,
    }
    return [Line(Rank.DETAIL, {"name": k, "value": v}) for k, v in rows.items()]


def _totals(close: Close) -> list[Line]:
    lines = []
    for name in (t.name for t in TABLES if t.name in close.before.tables):
        before, after = close.before.table(name), close.ledger.table(name)
        for caption in AMOUNTS.get(name, ("",)):
            lines.append(_total(name, caption, before, after))
    for name in (t.name for t in TABLES if t.name in close.ledger.tables and t.name not in close.before.tables):
        if close.ledger.table(name).length:
            lines.append(_total(name, "", close.before.table(name), close.ledger.table(name)))
    return lines


def _total(name: str, caption: str, before: Table, after: Table) -> Line:
    sums: dict[str, Decimal | None] = {"sum": None, "sum_after": None}
    if caption:
        sums = {"sum": to_decimal(total(before[caption])), "sum_after": to_decimal(total(after[caption]))}
    cells = {
        "table": name,
        "rows": before.length,
        "added": after.length - before.length,
        **sums,
        "column": caption,
        "status": "● Read in full",
    }
    return Line(Rank.DETAIL, cells, state="ties")


def _check(check: Check) -> Line:
    amounts = isinstance(check.left, Decimal) and isinstance(check.right, Decimal)
    difference = round_to(check.left - check.right, Decimal("0.01")) + 0 if amounts else None  # costs per unit leave parts of a cent
    cells = {
        "check": check.name,
        "left": check.left,
        "right": check.right,
        "difference": difference,
        "statement": check.statement,
        "status": "▲ By rule" if check.by_rule else "● Ties" if check.passed else "■ Failed",
    }
    return Line(Rank.DETAIL, cells, state="explained" if check.by_rule else "ties" if check.passed else "open")
