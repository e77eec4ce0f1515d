"""Item-level bridge to the G/L: what each item is worth, what of it is posted, what is still to be posted (valuation-reports.md 1.6, 6.2).

The value of an item at a date is its invoiced cost plus the expected cost of what is received or shipped and not yet
invoiced. Each part has a twin that says how much of it the general ledger has: Cost Posted to G/L, Expected Cost Posted to
G/L. The difference is what posting would still add. Expected cost is split by the sign of its item ledger entry, because
goods received and goods shipped without an invoice offset each other, and neither is small for that.

Worked example: 10 pieces received for 100.00 expected, 6 of them invoiced at 66.00, 6 sold for 63.60 of which 3.60 is not posted:
invoiced 2.40, received not invoiced 40.00, total 42.40; posted 6.00 and 40.00; to be posted -3.60.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from xlcost.ledger import Ledger
from xlcost.money import FINE, Array, sum_by
from xlcost.views.behind import EntriesBehind, listed
from xlcost.views.filters import FlowFilters, ItemFilters
from xlcost.views.lookup import rows_of, valued_quantity
from xlcost.views.report_warnings import ReportWarning
from xlcost.views.valuation import Valuation, ValuationLine, valuation

INVOICED, RECEIVED, SHIPPED, POSTED, EXPECTED_POSTED = "invoiced", "received", "shipped", "posted", "expected posted"
# what a figure of the report is: its measures with their signs
FIGURES: dict[str, tuple[tuple[str, int], ...]] = {
    "invoiced_value": ((INVOICED, 1),),
    "received_not_invoiced": ((RECEIVED, 1),),
    "shipped_not_invoiced": ((SHIPPED, 1),),
    "total_value": ((INVOICED, 1), (RECEIVED, 1), (SHIPPED, 1)),
    "cost_posted_to_g_l": ((POSTED, 1),),
    "expected_cost_posted_to_g_l": ((EXPECTED_POSTED, 1),),
    "invoiced_to_be_posted": ((INVOICED, 1), (POSTED, -1)),
    "expected_to_be_posted": ((RECEIVED, 1), (SHIPPED, 1), (EXPECTED_POSTED, -1)),
    "total_to_be_posted": ((INVOICED, 1), (RECEIVED, 1), (SHIPPED, 1), (POSTED, -1), (EXPECTED_POSTED, -1)),
}


@dataclass(frozen=True, slots=True)
class BridgeLine:
    """A line of the valuation with its expected cost parted; amounts in ticks."""

    stock: ValuationLine
    received: int
    shipped: int

    def figure(self, key: str) -> int:
        """A figure of FIGURES."""
        line = self.stock
        sums = {INVOICED: line.ending.actual, POSTED: line.posted, EXPECTED_POSTED: line.expected_posted}
        sums |= {RECEIVED: self.received, SHIPPED: self.shipped}
        return sum(sign * sums[measure] for measure, sign in FIGURES[key])

    @property
    def is_posted(self) -> bool:
        """Whether nothing of the line is to be posted, neither invoiced nor expected cost."""
        return not self.figure("invoiced_to_be_posted") and not self.figure("expected_to_be_posted")


@dataclass(frozen=True)
class ItemBridge:
    """Result of the view: lines by posting group and item, and what is needed to find the entries behind them."""

    lines: Sequence[BridgeLine]
    stock: Valuation
    columns: dict[str, Array]  # per measure what each value entry adds to it, in ticks

    @property
    def warnings(self) -> Sequence[ReportWarning]:
        """What the valuation warns about."""
        return self.stock.warnings

    def total(self, key: str) -> int:
        """A figure over all lines."""
        return sum(line.figure(key) for line in self.lines)

    def behind(self, lines: Sequence[BridgeLine], key: str) -> EntriesBehind:
        """The value entries behind a figure of some lines."""

        def found() -> tuple[Array, Array]:
            rows = self.stock.positions([line.stock for line in lines], None)
            parts = np.zeros(len(rows), dtype=np.int64)
            for measure, sign in FIGURES[key]:
                parts = parts + sign * self.columns[measure][rows]
            return rows, parts

        def load() -> tuple[list[int], list[int]]:
            rows, parts = found()
            numbers = self.stock.values["Entry No."][rows]
            return listed([(n, p * FINE) for n, p in zip(numbers.tolist(), parts.tolist(), strict=True)]).found()

        return EntriesBehind(load, lambda: int(np.count_nonzero(found()[1])))


def item_bridge(
    ledger: Ledger,
    end: int,
    *,
    items: ItemFilters = ItemFilters(),  # noqa: B008 - immutable
    flow: FlowFilters = FlowFilters(),  # noqa: B008 - immutable
    clean: bool = False,
) -> ItemBridge:
    """The bridge of a day (an ordinal): one line per item with a value, with something posted, or with something to be posted.

    Groups and order are those of Inventory Valuation; an item without quantity and value stays while an amount of it is posted, in both modes.
    """
    found = valuation(ledger, end=end, expected=True, items=items, flow=flow, clean=clean, every_line=True)
    values = found.values
    inward = _is_inward(ledger)
    expected = values["Cost Amount (Expected)"]
    columns = {
        INVOICED: values["Cost Amount (Actual)"],
        RECEIVED: np.where(inward, expected, 0),
        SHIPPED: np.where(inward, 0, expected),
        POSTED: values["Cost Posted to G/L"],
        EXPECTED_POSTED: values["Expected Cost Posted to G/L"],
    }
    rows = np.flatnonzero(found.dated & (found.line_of >= 0))
    count = int(found.line_of.max(initial=-1)) + 1
    received, shipped = (sum_by(found.line_of[rows], count, columns[m][rows]).tolist() for m in (RECEIVED, SHIPPED))
    lines = [BridgeLine(line, received[line.number], shipped[line.number]) for line in found.lines]
    kept = [line for line in lines if any(line.figure(key) for key in FIGURES)]
    return ItemBridge(kept, replace(found, lines=[line.stock for line in kept]), columns)


def _is_inward(ledger: Ledger) -> Array:
    """Per value entry whether its item ledger entry brought goods in; by its own quantity where that entry is not in the ledger."""
    entries, values = ledger.table("Item Ledger Entry"), ledger.table("Value Entry")
    owner = rows_of(ledger, "Item Ledger Entry", values["Item Ledger Entry No."])
    found = valued_quantity(ledger) > 0
    known = owner >= 0
    found[known] = entries["Quantity"][owner[known]] > 0
    return found
