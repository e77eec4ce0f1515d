"""What a report warns about: codes of valuation-reports.md 7, each with its figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from xlcost.ledger import Ledger, Table
from xlcost.ledger.options import ItemLedgerEntryType as T
from xlcost.money import Array, to_decimal, total
from xlcost.views.filters import ItemFilters, code_filter, selected

ReportWarning = Mapping[str, Any]  # {Code, Text, further figures}


def warning(code: str, text: str, **figures: Any) -> ReportWarning:
    """One warning of a report."""
    return {"Code": code, "Text": text, **figures}


def amount_text(ticks: int) -> str:
    """An amount as sentences show it: 1,234.50."""
    return f"{to_decimal(ticks):,.2f}"


def missing_items(ledger: Ledger, dated: Array, passes: Array | None, items: ItemFilters) -> tuple[ReportWarning, ...]:
    """ITEM_MISSING: value entries whose item has no card, which no report can see (0.2)."""
    values, cards = ledger.table("Value Entry"), ledger.table("Item")
    numbers, distinct = values.codes("Item No.")
    unknown = np.array([no not in cards.index for no in distinct], dtype=np.bool_)
    if not unknown.any():
        return ()
    rows = unknown[numbers] & dated & (values["Item Ledger Entry Type"] != int(T.BLANK))
    for mask in (passes, selected(values, "Item No.", code_filter(items.item))):
        if mask is not None:
            rows = rows & mask
    count = int(rows.sum())
    if not count:
        return ()
    value = total(values["Cost Amount (Actual)"][rows]) + total(values["Cost Amount (Expected)"][rows])
    names = sorted(set(values["Item No."][rows].tolist()))
    shown = ", ".join(n or "(blank)" for n in names[:5]) + (", …" if len(names) > 5 else "")
    text = f"{count:,} value entries of {amount_text(value)} belong to items without a card ({shown}); the report leaves them out."
    return (warning("ITEM_MISSING", text, Count=count, Value=to_decimal(value), Items=names),)


def capacity_with_item(values: Table, dated: Array, carded: Array) -> tuple[ReportWarning, ...]:
    """CAPACITY_VE_WITH_ITEM: value entries of capacity that carry an item number; they are dropped (1.3)."""
    rows = carded & dated & (values["Item Ledger Entry Type"] == int(T.BLANK))
    count = int(rows.sum())
    if not count:
        return ()
    text = f"{count:,} value entries of capacity carry an item number; the report leaves them out."
    return (warning("CAPACITY_VE_WITH_ITEM", text, Count=count, Entries=values["Entry No."][rows].tolist()),)
