"""What Adjust Cost - Item Entries still has to do, and what only waits for a later event (costing-engine.md 4.12).

Adjust Cost takes up an item whose card says Cost is Adjusted = No, an average cost entry point or a finished (or assembly)
order of it that is not adjusted. An item ledger entry may keep Applied Entry to Adjust = Yes under a card that says Yes:
its cost is up to date, and it waits until a sale or a receipt that it is applied to is invoiced. A production order that
is not finished is not adjusted before it is. Running Adjust Cost changes neither.

Example: the card of CHAIR says Yes, one of its receipts is flagged because its sale is not invoiced: no item is left, one
entry waits. The card of TABLE says No: one item is left.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from xlcost.ledger import Ledger, Table
from xlcost.ledger.options import OrderType

ORDERS = "Inventory Adjmt. Entry (Order)"


@dataclass(frozen=True, slots=True)
class AdjustmentState:
    """`items`: what Adjust Cost would take up; None when the ledger cannot tell. `entries`, `orders`: what waits."""

    items: frozenset[str] | None
    entries: int = 0
    orders: int = 0

    @property
    def waiting(self) -> tuple[str, ...]:
        """`6 entries wait for invoices` and `2 orders are open`, as far as something waits."""
        found = []
        if self.entries:
            found.append(f"{self.entries:,} {'entry waits' if self.entries == 1 else 'entries wait'} for invoices")
        if self.orders:
            found.append(f"{self.orders:,} {'order is' if self.orders == 1 else 'orders are'} open")
        return tuple(found)

    @property
    def words(self) -> str:
        """What the head of a report says: `adjusted: 3 items left ▲`, or `adjusted` and what waits."""
        return "adjusted: unknown" if self.items is None else self.words_of(len(self.items))

    def words_of(self, left: int) -> str:
        """The same for a number of items that is known from a run of Adjust Cost."""
        if left:
            return f"adjusted: {left:,} {'item' if left == 1 else 'items'} left ▲"
        return f"adjusted; {self.waiting[0]}" if self.waiting else "adjusted"


def adjustment_state(ledger: Ledger) -> AdjustmentState:
    """The state that the flags of a ledger say; nothing is computed."""
    cards, entries, orders = ledger.table("Item"), ledger.table("Item Ledger Entry"), ledger.table(ORDERS)
    points = ledger.table("Avg. Cost Adjmt. Entry Point")
    told = ("Cost is Adjusted" in cards.given, "Applied Entry to Adjust" in entries.given, "Cost is Adjusted" in orders.given)
    if not any(told):
        return AdjustmentState(None)
    flagged = entries["Item No."][entries["Applied Entry to Adjust"]] if told[1] else entries["Item No."][:0]
    found = _by_cards(cards, entries) if told[0] else set(flagged.tolist())
    if "Cost Is Adjusted" in points.given:
        found.update(points["Item No."][~points["Cost Is Adjusted"]].tolist())
    open_orders = 0
    if told[2]:
        waits = ~orders["Is Finished"] & (orders["Order Type"] == int(OrderType.PRODUCTION))
        left = ~orders["Cost is Adjusted"]
        found.update(orders["Item No."][left & ~waits].tolist())
        open_orders = int(np.sum(left & waits))
    excluded = set(cards["No."][cards["Excluded from Cost Adjustment"]].tolist())
    found -= excluded | {""}
    waiting = sum(1 for item in flagged.tolist() if item not in found and item not in excluded)  # no invoice adjusts an excluded item
    return AdjustmentState(frozenset(found), waiting, open_orders)


def _by_cards(cards: Table, entries: Table) -> set[str]:
    """Items with entries whose card says No."""
    return set(cards["No."][~cards["Cost is Adjusted"]].tolist()) & set(entries.codes("Item No.")[1])
