"""Inventory Valuation - Cost Specification: what the stock value is made of (valuation-reports.md 2).

Each item ledger entry carries costs by entry type. Average items: all cost of all entries counts. Other methods: the unit cost
of an entry (cost / |quantity|; of a partial revaluation / |revalued quantity|) times what remains of it at the date. An amount is
therefore a sum of value entries, each with a share; the shares are kept as integers of 1/10**28.

Worked example: receipt of 10 for 100.00 + 5.00 indirect, 6 sold, the remaining 4 revalued by +8.00, receipt of 5 expected
60.00. Direct 10 x 4 + 60 = 100.00, Revaluation 8/4 x 4 = 8.00, Indirect 0.5 x 4 = 2.00, total 9 pcs, 110.00.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import CostingMethod
from xlcost.ledger.options import ValueEntryType as V
from xlcost.money import FINE, TICKS, Array, divide_half_away, sum_by
from xlcost.views.behind import EntriesBehind, listed
from xlcost.views.filters import FlowFilters, ItemFilters
from xlcost.views.lookup import rows_of, valued_quantity
from xlcost.views.report_warnings import ReportWarning, missing_items, warning
from xlcost.views.standing import Standing, standing_entries

TYPES = (V.DIRECT_COST, V.REVALUATION, V.ROUNDING, V.INDIRECT_COST, V.VARIANCE, V.DIRECT_COST_NON_INVENTORY)
_SLOTS = 11  # ordinals of Entry Type


@dataclass(frozen=True, slots=True)
class CostSpecItem:
    """One item: quantity in ticks, amounts by entry type in fine units (money.FINE), which types occurred."""

    item_no: str
    description: str
    group: str
    average: bool
    quantity: int
    amounts: dict[int, int]  # of the entry types that occurred, in ordinal order
    behind: dict[int, EntriesBehind]

    @property
    def total(self) -> int:
        """Sum of the amounts, in fine units."""
        return sum(self.amounts.values())

    def per_unit(self, amount: int) -> int:
        """Amount per unit in fine units; 0 without stock."""
        return divide_half_away(amount * TICKS, abs(self.quantity)) if self.quantity else 0


@dataclass(frozen=True)
class CostSpec:
    """Result of the view."""

    items: Sequence[CostSpecItem]
    day: int
    warnings: Sequence[ReportWarning] = field(default_factory=tuple)


@dataclass(frozen=True)
class _Shares:
    """Per value entry of the report: its item, entry type, and its part of the amount."""

    rows: Array  # rows of Value Entry
    card: Array
    kind: Array
    parts: Array  # fine units, Python integers


def cost_spec(
    ledger: Ledger,
    day: int,
    *,
    items: ItemFilters = ItemFilters(),  # noqa: B008 - immutable
    flow: FlowFilters = FlowFilters(),  # noqa: B008 - immutable
    clean: bool = False,
) -> CostSpec:
    """The cost specification of a ledger at the end of `day` (an ordinal)."""
    at = standing_entries(ledger, day, items, flow, clean)
    dated = ledger.table("Value Entry")["Posting Date"] <= day
    warnings = [*at.warnings, *missing_items(ledger, dated, flow.mask(ledger.table("Value Entry")), items)]
    quantities = sum_by(at.card[at.counted], ledger.table("Item").length, at.remaining[at.counted])
    shares, occurred = _shares(ledger, at)
    found = _items(ledger, np.unique(at.card[at.inside]).tolist(), quantities, shares, occurred)
    strange = [x.item_no for x in found if int(V.DIRECT_COST_NON_INVENTORY) in x.amounts]
    if strange:
        text = f"Direct Cost - Non Inventory stands in the costs of {', '.join(strange[:5])}; it is shown as a sixth entry type."
        warnings.append(warning("NONINV_DIRECT_COST", text, Items=strange))
    return CostSpec(found, day, warnings)


def _shares(ledger: Ledger, at: Standing) -> tuple[_Shares, set[tuple[int, int]]]:
    """Shares of the value entries that count, and the (item, entry type) that occurred."""
    entries, values = ledger.table("Item Ledger Entry"), ledger.table("Value Entry")
    owner = rows_of(ledger, "Item Ledger Entry", values["Item Ledger Entry No."])
    mask = at.values & (owner >= 0) & (values["Entry Type"] != int(V.TOTAL))
    mask[mask] = at.counted[owner[mask]]
    rows = np.flatnonzero(mask)
    owner = owner[rows]
    items, kinds = at.card[owner], values["Entry Type"][rows]
    occurred = {divmod(k, _SLOTS) for k in np.unique(items * _SLOTS + kinds).tolist()}
    average = ledger.table("Item")["Costing Method"][items] == int(CostingMethod.AVERAGE)
    amount = values["Cost Amount (Actual)"][rows] + values["Cost Amount (Expected)"][rows]
    open_part = np.abs(at.remaining[owner])
    whole = np.abs(np.where(values["Partial Revaluation"][rows], valued_quantity(ledger)[rows], entries["Quantity"][owner]))
    used = (amount != 0) & (average | ((open_part != 0) & (whole != 0)))
    parts = np.array(
        [
            int(a) * FINE if all_of_it else divide_half_away(int(a) * FINE * int(part), int(of))
            for a, all_of_it, part, of in zip(amount[used], average[used], open_part[used], whole[used], strict=True)
        ],
        dtype=object,
    )
    return _Shares(rows[used], items[used], kinds[used], parts), occurred


def _items(ledger: Ledger, cards: list[int], quantities: Array, shares: _Shares, occurred: set[tuple[int, int]]) -> list[CostSpecItem]:
    texts = ledger.table("Item").tuples(("No.", "Description", "Inventory Posting Group", "Costing Method"))
    numbers = ledger.table("Value Entry")["Entry No."][shares.rows].tolist()
    members: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for card, kind, number, part in zip(shares.card.tolist(), shares.kind.tolist(), numbers, shares.parts.tolist(), strict=True):
        members.setdefault((card, kind), []).append((number, part))
    found = []
    for card in sorted(cards, key=lambda c: texts[c][0]):
        kinds = [int(t) for t in TYPES if (card, int(t)) in occurred]
        amounts = {k: sum(p for _, p in members.get((card, k), ())) for k in kinds}
        behind = {k: listed(members.get((card, k), [])) for k in kinds}
        no, description, group, method = texts[card]
        average = method == int(CostingMethod.AVERAGE)
        found.append(CostSpecItem(no, description, group, average, int(quantities[card]), amounts, behind))
    return found
