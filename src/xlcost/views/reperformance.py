"""Re-performance: what the ERP's cost adjustment made, against what the applications say it should be (costing-engine.md 4).

All that Adjust Cost - Item Entries made is taken out of the ledger and computed anew from postings and applications; the
two are compared per item ledger entry, entry type and variance type. Expected cost is compared per item ledger entry as it
stands in the end, because the number of entries on the way to it depends on when the adjustment ran.

Example: sale 5 took a receipt of 12.00 but carries an adjustment of -3.00 on its -10.00: in the ledger -3.00, recomputed
-2.00, difference -1.00. Nothing is passed on: an entry that takes its cost from the sale is compared with its own target.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from xlcost.costing import adjust_cost
from xlcost.costing.unadjusted import made_by_adjustment, without_adjustments
from xlcost.ledger import Ledger, Table
from xlcost.ledger.boundary import codes
from xlcost.ledger.options import ItemLedgerEntryType, ValueEntryType, VarianceType
from xlcost.ledger.values import date_of
from xlcost.money import Array, to_decimal
from xlcost.views.reperformance_reasons import DEVIATION, explain_differences

Record = dict[str, Any]
Key = tuple[int, int, int]  # Item Ledger Entry No., Entry Type, Variance Type

ONLY_LEDGER, ONLY_RECOMPUTED, DIFFERS, EXPECTED = "In the ledger only", "Recomputed only", "Amount differs", "Expected cost ends elsewhere"


@dataclass
class Sums:
    """What was made for one item ledger entry, entry type and variance type, in ticks; the value entries behind it."""

    amount: int = 0
    entries: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Reperformance:
    """`differences`: one record per item ledger entry and entry type that differs; `items`: their sums per item."""

    differences: Sequence[Record]
    items: Sequence[Record]
    compared: int  # adjusted amounts compared
    items_compared: int

    @property
    def deviations(self) -> list[Record]:
        """The differences that the state of the ledger does not explain."""
        return [d for d in self.differences if d["Reason"] == DEVIATION]


def compare_adjustments(ledger: Ledger, items: Iterable[str] | None = None) -> Reperformance:
    """Recomputes every cost adjustment of a ledger from its applications and compares; `items` limits what is shown.

    Records of `differences`: Item No., Item Ledger Entry No., Posting Date, Document No., Item Ledger Entry Type, Entry Type, Variance
    Type, Cost (Actual or Expected), In the ledger, Recomputed, Difference (ledger less recomputed), Finding, Reason, Value Entries
    (numbers in the ledger). Records of `items`: Item No., Differences, In the ledger, Recomputed, Difference, Gross Difference,
    First Item Ledger Entry No., First Document No., Reason. Raises AC01 when a column that costing needs is missing.
    """
    named = codes(items)
    wanted = None if named is None else set(named)
    base = without_adjustments(ledger)
    recomputed = adjust_cost(base)
    values = ledger.table("Value Entry")
    theirs = _sums(values, made_by_adjustment(values))
    ours = _sums(recomputed.added_rows["Value Entry"]) if "Value Entry" in recomputed.added_rows else {}
    about = _about(ledger)
    keys = sorted(k for k in theirs.keys() | ours.keys() if k[0] in about and (wanted is None or about[k[0]]["Item No."] in wanted))
    nothing = Sums()
    found = []
    for key in keys:
        left, right = theirs.get(key, nothing), ours.get(key, nothing)
        if left.amount != right.amount:
            found.append(_difference(about[key[0]], key, "Actual", left.amount, right.amount, left.entries))
    found += _expected(ledger, recomputed.ledger, about, wanted)
    explain_differences(ledger, found)
    found.sort(key=lambda r: (r["Item No."], r["Item Ledger Entry No."], r["Cost"], r["Entry Type"], r["Variance Type"]))
    return Reperformance(found, _per_item(found), len(keys), len({about[k[0]]["Item No."] for k in keys}))


def _sums(values: Table, mask: Array | None = None) -> dict[Key, Sums]:
    found: dict[Key, Sums] = {}
    rows = np.arange(values.length) if mask is None else np.flatnonzero(mask)
    captions = ("Item Ledger Entry No.", "Entry Type", "Variance Type", "Cost Amount (Actual)", "Entry No.")
    for entry, kind, variance, actual, number in values.tuples(captions, rows):
        sums = found.setdefault((entry, kind, variance), Sums())
        sums.amount += actual
        sums.entries.append(number)
    return found


def _about(ledger: Ledger) -> dict[int, Record]:
    entries = ledger.table("Item Ledger Entry")
    captions = ("Entry No.", "Item No.", "Posting Date", "Document No.", "Entry Type", "Order No.", "Order Line No.")
    return {
        no: {
            "Item No.": item,
            "Item Ledger Entry No.": no,
            "Posting Date": date_of(day),
            "Document No.": document,
            "Item Ledger Entry Type": ItemLedgerEntryType.caption_of(kind),
            "order": (order, line),
        }
        for no, item, day, document, kind, order, line in entries.tuples(captions)
    }


def _difference(about: Record, key: Key, cost: str, left: int, right: int, entries: Sequence[int]) -> Record:
    finding = EXPECTED if cost == "Expected" else ONLY_RECOMPUTED if not left else ONLY_LEDGER if not right else DIFFERS
    return {
        **about,
        "Entry Type": ValueEntryType.caption_of(key[1]),
        "Variance Type": VarianceType.caption_of(key[2]),
        "Cost": cost,
        "In the ledger": to_decimal(left),
        "Recomputed": to_decimal(right),
        "Difference": to_decimal(left - right),
        "Finding": finding,
        "Value Entries": list(entries),
    }


def _expected(ledger: Ledger, recomputed: Ledger, about: Mapping[int, Record], wanted: set[str] | None) -> list[Record]:
    """Item ledger entries whose expected cost ends at another amount."""
    left, right = (_expected_sums(state.table("Value Entry")) for state in (ledger, recomputed))
    found = []
    for no in sorted(left.keys() | right.keys()):
        one, other = left.get(no, 0), right.get(no, 0)
        if one != other and no in about and (wanted is None or about[no]["Item No."] in wanted):
            found.append(_difference(about[no], (no, 0, 0), "Expected", one, other, ()))
    return found


def _expected_sums(values: Table) -> dict[int, int]:
    found: dict[int, int] = {}
    rows = np.flatnonzero(values["Cost Amount (Expected)"] != 0) if values.length else np.zeros(0, np.int64)
    for no, amount in values.tuples(("Item Ledger Entry No.", "Cost Amount (Expected)"), rows):
        found[no] = found.get(no, 0) + amount
    return {no: amount for no, amount in found.items() if amount}


def _per_item(differences: Sequence[Record]) -> list[Record]:
    found: dict[str, Record] = {}
    for d in differences:
        row = found.get(d["Item No."])
        if row is None:
            row = found[d["Item No."]] = {
                "Item No.": d["Item No."],
                "Differences": 0,
                "In the ledger": to_decimal(0),
                "Recomputed": to_decimal(0),
                "Difference": to_decimal(0),
                "Gross Difference": to_decimal(0),
                "First Item Ledger Entry No.": d["Item Ledger Entry No."],
                "First Document No.": d["Document No."],
                "Reason": d["Reason"],
            }
        row["Differences"] += 1
        for caption in ("In the ledger", "Recomputed", "Difference"):
            row[caption] += d[caption]
        row["Gross Difference"] += abs(d["Difference"])
        if d["Reason"] == DEVIATION:
            row["Reason"] = DEVIATION
    return list(found.values())
