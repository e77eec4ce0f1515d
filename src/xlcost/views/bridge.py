"""Restatement bridge: what was reported, what the same date shows now, and every entry that made the change (goals.md N3).

The valuation of a date changes after the close because value entries are added to it (backdated postings, cost adjustment,
late invoices), because entries were changed or taken away, or because item cards were changed. Every change is attributed to exactly one
cause, by value entry; the causes add up to the change, asserted to 0.00.

Worked example: at close 60.00. Since then value entry 9 (adjustment of a sale, -3.60) was added with a posting date in the
period: now 56.40, one cause `Cost adjustment` -3.60 with entry 9.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import ItemLedgerEntryType, OrderType, ValueEntryType
from xlcost.ledger.values import date_of, day_of
from xlcost.money import to_decimal
from xlcost.views.filters import FlowFilters, ItemFilters
from xlcost.views.valuation import Valuation, valuation

Record = dict[str, Any]

ADJUSTMENT, REVALUATION, LATE_INVOICE, BACKDATED, PRODUCTION = (
    "Cost adjustment",
    "Revaluation",
    "Invoice posted since",
    "Backdated posting",
    "Production posted since",
)
CHANGED, REMOVED, REGROUPED, CARD = "Value entry changed", "Value entry removed", "Item moved to another group", "Item or filter changed"
CAUSES = (ADJUSTMENT, REVALUATION, LATE_INVOICE, PRODUCTION, BACKDATED, CHANGED, REMOVED, REGROUPED, CARD)


@dataclass(frozen=True)
class Bridge:
    """`changes`: one record per value entry that made a change; `causes` and `items`: their sums."""

    date: dt.date
    reported: Decimal
    now: Decimal
    changes: Sequence[Record]
    causes: Sequence[Record]
    items: Sequence[Record]

    @property
    def change(self) -> Decimal:
        """Now less reported."""
        return self.now - self.reported


def restatement_bridge(
    reported: Ledger,
    now: Ledger,
    as_of: dt.date | str,
    *,
    expected: bool = True,
    items: ItemFilters = ItemFilters(),  # noqa: B008 - immutable
    flow: FlowFilters = FlowFilters(),  # noqa: B008 - immutable
) -> Bridge:
    """Compares the valuation of a date in two states of a ledger, entry by entry.

    `expected` False compares invoiced cost only. Records of `changes`: Cause, Value Entry No., Item No., Posting Date, Document No., Entry Type,
    Item Ledger Entry Type, Reported, Now, Change, Group Reported, Group Now.
    """
    end = day_of(as_of)
    before, after = (valuation(state, end=end, expected=True, items=items, flow=flow) for state in (reported, now))
    old, new = (_contributions(v, expected) for v in (before, after))
    known = set(reported.table("Value Entry")["Entry No."].tolist())
    still = now.table("Value Entry").index
    changes = []
    for number in sorted(old.keys() | new.keys()):
        amount_before, group_before, item_before = old.get(number, (0, "", ""))
        amount_now, group_now, item_now = new.get(number, (0, "", ""))
        regrouped = number in old and number in new and group_before != group_now and amount_now == amount_before and amount_now
        if amount_before == amount_now and not regrouped:
            continue
        cause = _cause(now, number, number in known, number in still, number in old, number in new, bool(regrouped))
        changes.append(
            {
                "Cause": cause,
                "Value Entry No.": number,
                "Item No.": item_now or item_before,
                **_entry(now if number in still else reported, number),
                "Reported": to_decimal(amount_before),
                "Now": to_decimal(amount_now),
                "Change": to_decimal(amount_now - amount_before),
                "Group Reported": group_before,
                "Group Now": group_now,
            }
        )
    first, last = (_value(v, expected) for v in (before, after))
    assert sum((c["Change"] for c in changes), Decimal(0)) == last - first, "The causes do not add up to the change."
    return Bridge(dt.date.fromordinal(end), first, last, changes, _sums(changes, "Cause", CAUSES), _sums(changes, "Item No."))


def _value(result: Valuation, expected: bool) -> Decimal:
    ending = result.total("ending")
    return to_decimal(ending.with_expected if expected else ending.actual)


def _contributions(result: Valuation, expected: bool) -> dict[int, tuple[int, str, str]]:
    """(amount in ticks, posting group, item no.) of every value entry in the valuation, by entry number."""
    values = result.values
    lines = {line.number: line for line in result.lines}
    rows = np.flatnonzero(result.dated & np.isin(result.line_of, np.array(list(lines), dtype=np.int64)))
    amount = values["Cost Amount (Actual)"][rows]
    if expected:
        amount = amount + values["Cost Amount (Expected)"][rows]
    found = {}
    for number, line, ticks in zip(values["Entry No."][rows].tolist(), result.line_of[rows].tolist(), amount.tolist(), strict=True):
        found[number] = (ticks, lines[line].group, lines[line].item_no)
    return found


def _cause(now: Ledger, number: int, known: bool, still: bool, reported: bool, shown: bool, regrouped: bool) -> str:
    """The cause of a change of one value entry."""
    if regrouped:
        return REGROUPED
    if not known:
        return _of_new_entry(now, number)
    if not still:
        return REMOVED
    return CHANGED if reported == shown else CARD


def _of_new_entry(now: Ledger, number: int) -> str:
    values = now.table("Value Entry")
    row = values.index[number]
    if values["Adjustment"][row]:
        return ADJUSTMENT
    if values["Entry Type"][row] == int(ValueEntryType.REVALUATION):
        return REVALUATION
    if values["Order Type"][row] == int(OrderType.PRODUCTION):
        return PRODUCTION
    if values["Invoiced Quantity"][row] and not values["Item Ledger Entry Quantity"][row]:
        return LATE_INVOICE
    return BACKDATED


def _entry(ledger: Ledger, number: int) -> Record:
    values = ledger.table("Value Entry")
    row = values.index[number]
    return {
        "Posting Date": date_of(int(values["Posting Date"][row])),
        "Document No.": values["Document No."][row],
        "Entry Type": ValueEntryType.caption_of(int(values["Entry Type"][row])),
        "Item Ledger Entry Type": ItemLedgerEntryType.caption_of(int(values["Item Ledger Entry Type"][row])),
    }


def _sums(changes: Sequence[Record], caption: str, order: Sequence[str] | None = None) -> list[Record]:
    """Per value of a caption: net and gross change, number of entries, their numbers."""
    found: dict[str, Record] = {}
    for change in changes:
        row = found.setdefault(change[caption], {caption: change[caption], "Change": Decimal(0), "Gross": Decimal(0), "Entries": []})
        row["Change"] += change["Change"]
        row["Gross"] += abs(change["Change"])
        row["Entries"].append(change["Value Entry No."])
    keys = [k for k in order if k in found] if order else sorted(found)
    return [found[k] for k in keys]
