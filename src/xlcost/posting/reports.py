"""The reports of the job as lists of records: detail, per posting group, skipped value entries, statistics (gl-posting A8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from xlcost.ledger.build import show_row
from xlcost.ledger.table import Table
from xlcost.ledger.values import date_of
from xlcost.money import Array, to_decimal
from xlcost.posting.assessment import Assessment
from xlcost.posting.buffer import Buffer
from xlcost.posting.rules import IN_INVENTORY_SETUP, AccountType

Records = list[dict[str, Any]]

_T = AccountType
DETAIL_COLUMNS: dict[str, tuple[AccountType, ...]] = {
    "Inventory": (_T.INVENTORY, _T.INVENTORY_INTERIM),
    "WIP Inventory": (_T.WIP_INVENTORY,),
    "Inventory Adjustment": (_T.INVENTORY_ADJMT, _T.INVT_ACCRUAL_INTERIM),
    "Direct Cost Applied": (_T.DIRECT_COST_APPLIED,),
    "Overhead Applied": (_T.OVERHEAD_APPLIED,),
    "Purchase Variance": (_T.PURCHASE_VARIANCE,),
    "COGS": (_T.COGS, _T.COGS_INTERIM),
    "Mfg. Direct Cost Variance": (_T.MATERIAL_VARIANCE, _T.CAPACITY_VARIANCE, _T.SUBCONTRACTED_VARIANCE, _T.CAP_OVERHEAD_VARIANCE),
    "Manufacturing Ovhd Variance": (_T.MFG_OVERHEAD_VARIANCE,),
    "Non-Inventory": (_T.DIRECT_COST_NON_INVENTORY_APPLIED, _T.MATERIAL_NON_INVENTORY_VARIANCE),
}
_DETAIL = (
    "Item No.",
    "Posting Date",
    "Entry No.",
    "Document No.",
    "Item Ledger Entry Type",
    "Source No.",
    "Inventory Posting Group",
    "Expected Cost",
    "Order No.",
)
_SKIPPED = (
    "Item Ledger Entry Type",
    "Entry Type",
    "Document No.",
    "Source No.",
    "Posting Date",
    "Inventory Posting Group",
    "Location Code",
    "Gen. Bus. Posting Group",
    "Gen. Prod. Posting Group",
    "Expected Cost",
)
_NAMES = ("detail", "per posting group", "skipped", "statistics")


class RunReports(Mapping[str, Any]):
    """The four lists, each made when it is asked for."""

    def __init__(self, assessment: Assessment, buffer: Buffer, gl_entries: Table, skipped: Records, posted: bool) -> None:
        self._assessment, self._buffer, self._gl_entries, self._skipped, self._posted = assessment, buffer, gl_entries, skipped, posted
        self._made: dict[str, Any] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(_NAMES)

    def __len__(self) -> int:
        return len(_NAMES)

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            self._made[name] = {
                "detail": lambda: detail_records(self._assessment, self._buffer),
                "per posting group": lambda: group_records(self._buffer),
                "skipped": lambda: self._skipped,
                "statistics": self._statistics,
            }[name]()
        return self._made[name]

    def _statistics(self) -> dict[str, Any]:
        count = len(np.unique(self._buffer.entry))
        done = (
            f"{count} value entries have been posted to the general ledger." if self._posted else f"{count} value entries would be posted."
        )
        return {
            "Value entries posted": count,
            "Value entries skipped": len(self._skipped),
            "G/L entries": len(self._gl_entries),
            "Text": done if count else "There is nothing to post to the general ledger.",
            "Title": "" if self._posted else "Test Report (Not Posted)",
        }


def _setup_text(buffer: Buffer) -> list[str]:
    inventory = zip(buffer.leading("Location Code").tolist(), buffer.posting_group.tolist(), strict=True)
    general = zip(buffer.leading("Gen. Bus. Posting Group").tolist(), buffer.leading("Gen. Prod. Posting Group").tolist(), strict=True)
    of_inventory = IN_INVENTORY_SETUP[buffer.account_type].tolist()
    return [",".join(i if first else g) for i, g, first in zip(inventory, general, of_inventory, strict=True)]


def group_records(buffer: Buffer) -> Records:
    """Per posting group: Posting Date, Entry Type, Line Dimensions, General Posting Setup, Amount, in the order of the G/L entries."""
    if not buffer.count:
        return []
    dimensions: dict[int, list[str]] = {}
    ledger = buffer.assessment.ledger
    for number, code, value in ledger.table("Dimension Set Entry").tuples(("Dimension Set ID", "Dimension Code", "Dimension Value Code")):
        dimensions.setdefault(number, []).append(f"{code} - {value}")
    rows = zip(
        buffer.leading("Posting Date").tolist(),
        buffer.account_type.tolist(),
        buffer.leading("Dimension Set ID").tolist(),
        _setup_text(buffer),
        buffer.account.tolist(),
        buffer.total.tolist(),
        strict=True,
    )
    return [
        {
            "Posting Date": date_of(date),
            "Entry Type": AccountType.of(kind).caption,
            "Line Dimensions": "; ".join(sorted(dimensions.get(number, []))),
            "General Posting Setup": text,
            "G/L Account No.": account,
            "Amount": to_decimal(amount),
        }
        for date, kind, number, text, account, amount in rows
    ]


def detail_records(assessment: Assessment, buffer: Buffer) -> Records:
    """Detail: one record per posted value entry with the ten amount columns; the row total is 0."""
    column_of = np.zeros(len(AccountType), dtype=np.int64)
    for column, types in enumerate(DETAIL_COLUMNS.values()):
        column_of[[int(t) for t in types]] = column
    amounts = np.zeros((len(assessment.entries), len(DETAIL_COLUMNS)), dtype=np.int64)
    np.add.at(amounts, (buffer.entry, column_of[assessment.lines.account_type[buffer.entry, buffer.line]]), buffer.amount)
    posted = np.unique(buffer.entry)
    items = assessment.ledger.table("Item")
    records = []
    definition = assessment.entries.definition
    for row, sums in zip(assessment.entries.rows(_DETAIL, posted), amounts[posted].tolist(), strict=True):
        position = items.index.get(row["Item No."])
        known = (
            ""
            if position is None and not row["Item No."]
            else "item no longer exists"
            if position is None
            else str(items["Description"][position])
        )
        record = show_row(definition, row)
        cells: dict[str, Decimal] = {name: to_decimal(v) for name, v in zip(DETAIL_COLUMNS, sums, strict=True)}
        records.append({"Item No.": record["Item No."], "Description": known, **record, **cells})
    return records


def skipped_records(assessment: Assessment, which: Array) -> Records:
    """Skipped Value Entries, by Item No. and Entry No.: what they are, and Code, Reason, setup key and field, what to do."""
    rows: Sequence[dict[str, Any]] = assessment.entries.rows(
        ("Entry No.", "Item No.", "Cost Amount (Actual)", "Cost Amount (Expected)", *_SKIPPED), which
    )
    records = []
    for entry, row in sorted(zip(which.tolist(), rows, strict=True), key=lambda pair: (pair[1]["Item No."], pair[1]["Entry No."])):
        finding = assessment.finding(entry)
        cost = row["Cost Amount (Expected)"] if row["Expected Cost"] else row["Cost Amount (Actual)"]
        shown = show_row(assessment.entries.definition, {c: row[c] for c in _SKIPPED})
        records.append(
            {
                "Value Entry No.": row["Entry No."],
                "Item No.": row["Item No."],
                **shown,
                "Cost Amount": to_decimal(cost),
                "Code": finding.code,
                "Reason": finding.text,
                "Table": finding.table,
                "Key": " / ".join(finding.key),
                "Field": finding.field,
                "Account": finding.account,
                "What to do": finding.remedy,
            }
        )
    return records
