"""Preview sheets: what adjusting would add, the Test report of posting, what posting skips."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from xlcost.reports.close import Close
from xlcost.reports.grid import Block, GridColumn, Line, Page, Rank
from xlcost.reports.pack.common import ZERO, Facts, count, money, options_line

TEST, ADJUST = "Post Inventory Cost - Test", "Adjust Cost - Preview"

TEST_COLUMNS = (
    GridColumn("posting_date", "Posting Date", "date"),
    GridColumn("item_no", "Item No.", "code"),
    GridColumn("value_entry_no", "Value Entry No.", "entry no."),
    GridColumn("item_ledger_entry_type", "Item Ledger Entry Type", "text"),
    GridColumn("document_no", "Document No.", "code"),
    GridColumn("account_type", "Account Type", "text"),
    GridColumn("account_no", "Account No.", "code"),
    GridColumn("name", "Name", "text"),
    GridColumn("amount", "Amount", "amount", sums=True),
    GridColumn("warnings", "Warnings", "explanation"),
)
SKIPPED_COLUMNS = (
    GridColumn("posting_date", "Posting Date", "date"),
    GridColumn("item_no", "Item No.", "code"),
    GridColumn("value_entry_no", "Value Entry No.", "entry no."),
    GridColumn("item_ledger_entry_type", "Item Ledger Entry Type", "text"),
    GridColumn("document_no", "Document No.", "code"),
    GridColumn("amount", "Cost Amount", "amount"),
    GridColumn("warnings", "Reason", "explanation"),
)
ADJUST_COLUMNS = (
    GridColumn("entry_no", "Entry No.", "entry no."),
    GridColumn("item_no", "Item No.", "code"),
    GridColumn("posting_date", "Posting Date", "date"),
    GridColumn("valuation_date", "Valuation Date", "date"),
    GridColumn("item_ledger_entry_type", "Item Ledger Entry Type", "text"),
    GridColumn("entry_type", "Entry Type", "text"),
    GridColumn("document_no", "Document No.", "code"),
    GridColumn("item_ledger_entry_no", "Item Ledger Entry No.", "entry no."),
    GridColumn("amount", "Cost Amount (Actual)", "amount", sums=True),
    GridColumn("expected", "Cost Amount (Expected)", "amount", sums=True),
)


def posting_page(close: Close, facts: Facts) -> Page:
    """The Test report with the entries that posting skips."""
    lines = [_test_line(r) for r in close.test_report]
    total = sum((r["Amount"] for r in close.test_report), ZERO)
    lines.append(Line(Rank.TOTAL, {"posting_date": None, "item_no": "Total", "amount": total}))
    blocks = [Block("", TEST_COLUMNS, lines)]
    if close.posting.skipped:
        blocks.append(Block("skipped", SKIPPED_COLUMNS, [_skipped(s) for s in close.posting.skipped], "Skipped Value Entries"))
    posted, skipped = close.posting.posted_count, len(close.posting.skipped)
    verb = "were posted" if close.options.post else "would be posted"
    message = f"{count(posted, 'value entry', 'value entries')} {verb}; {count(skipped, 'value entry', 'value entries')} cannot be posted as the setup stands."
    if not posted and not skipped:
        message = "There is nothing to post to the general ledger."
    options = options_line(
        close, facts, f"Posting Method {close.options.posting_method}", "Post = No" if not close.options.post else "Post = Yes"
    )
    return Page(TEST, "list", "Post Inventory Cost to G/L - Test", message, options, blocks, slots={"nav": "Posting Test"})


def _test_line(record: dict[str, Any]) -> Line:
    warnings = record.get("Warnings") or []
    cells = {
        "posting_date": record.get("Posting Date"),
        "item_no": record.get("Item No.", ""),
        "value_entry_no": record.get("Value Entry No.") or None,
        "item_ledger_entry_type": record.get("Item Ledger Entry Type", ""),
        "document_no": record.get("Document No.", ""),
        "account_type": record.get("Account Type", ""),
        "account_no": record.get("Account No.", ""),
        "name": record.get("Name", ""),
        "amount": record["Amount"],
        "warnings": "; ".join(f"{w.get('code', '')} {w.get('text', '')}".strip() for w in warnings),
    }
    return Line(Rank.DETAIL, cells, state="explained" if warnings else "")


def _skipped(record: Any) -> Line:
    cells = {
        "value_entry_no": record["Value Entry No."],
        "item_no": record["Item No."],
        "posting_date": record.get("Posting Date"),
        "item_ledger_entry_type": record.get("Item Ledger Entry Type", ""),
        "document_no": record.get("Document No.", ""),
        "amount": record["Cost Amount"],
        "warnings": f"{record['Code']} {record['Reason']}",
    }
    return Line(Rank.DETAIL, cells, state="explained", links={"value_entry_no": f"Value Entries#entry_{record['Value Entry No.']}"})


def adjustment_page(close: Close, facts: Facts) -> Page | None:
    """The value entries that Adjust Cost adds; None when it could not be computed."""
    if close.adjustment is None:
        return None
    records: Sequence[dict[str, Any]] = close.adjustment.added.get("Value Entry", [])
    lines = [_adjust_line(r) for r in records]
    actual: Decimal = sum((r["Cost Amount (Actual)"] for r in records), ZERO)
    expected: Decimal = sum((r["Cost Amount (Expected)"] for r in records), ZERO)
    lines.append(Line(Rank.TOTAL, {"item_no": "Total", "amount": actual, "expected": expected}))
    verb = "were added" if close.options.adjust else "would be added"
    items = len({r["Item No."] for r in records})
    message = f"{count(len(records), 'value entry', 'value entries')} of {count(items, 'item')} {verb}, {money(actual)} in all."
    if not records:
        message = "Every cost is adjusted; nothing would be added."
    return Page(
        ADJUST,
        "list",
        "Adjust Cost - Item Entries",
        message,
        options_line(close, facts),
        (Block("", ADJUST_COLUMNS, lines),),
        slots={"nav": "Adjust Preview"},
    )


def _adjust_line(record: dict[str, Any]) -> Line:
    cells = {
        "entry_no": record["Entry No."],
        "item_no": record["Item No."],
        "posting_date": record["Posting Date"],
        "valuation_date": record["Valuation Date"],
        "item_ledger_entry_type": record["Item Ledger Entry Type"],
        "entry_type": record["Entry Type"],
        "document_no": record["Document No."],
        "item_ledger_entry_no": record["Item Ledger Entry No."] or None,
        "amount": record["Cost Amount (Actual)"],
        "expected": record["Cost Amount (Expected)"],
    }
    return Line(Rank.DETAIL, cells)
