"""What stands against closing an inventory period (gl-posting D3): the findings of its Test report.

P01 unadjusted entries, one per item. P02 a finished order that is not adjusted, one per order. P03 an open outbound
entry, one each. P04 value entries that are not posted to the G/L (a warning). P07 the period does not exist.
`verifiable` is No where the workbook lacks the tables that would tell; such a finding does not stop a closing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import ItemLedgerEntryType as Entry
from xlcost.ledger.options import OrderType
from xlcost.ledger.values import date_of
from xlcost.money import Array, to_decimal, total
from xlcost.posting.queue import queue_of
from xlcost.problems import Problem, Severity

REMEDIES = {
    "P01": "Run Adjust Cost - Item Entries for the item.",
    "P02": "Run Adjust Cost - Item Entries for the order's item.",
    "P03": "Post the related inbound entry, or apply the outbound entry to one.",
    "P04": "Run Post Inventory Cost to G/L first; closing is possible without it, but they then wait until the period is reopened.",
    "P05": "Choose a closed period.",
    "P06": "Choose an open period.",
    "P07": "Create the inventory period first.",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of the Test report."""

    code: str
    text: str
    item_no: str = ""
    entry_no: int = 0
    order_type: int = 0
    order_no: str = ""
    verifiable: bool = True
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def stops(self) -> bool:
        """Whether it keeps the period from closing."""
        return self.code != "P04" and self.verifiable

    def record(self, description: str = "") -> dict[str, Any]:
        """The finding as an API record."""
        return {
            "Item No.": self.item_no,
            "Description": description,
            "Code": self.code,
            "Severity": "Error" if self.stops else "Warning",
            "Item Ledger Entry No.": self.entry_no,
            "Order Type": OrderType.caption_of(self.order_type),
            "Order No.": self.order_no,
            "text": self.text,
            "Remedy": REMEDIES[self.code],
            **self.facts,
        }

    def problem(self, where: str) -> Problem:
        """The finding as a problem of a run."""
        severity = Severity.ERROR if self.stops else Severity.WARNING
        rule = "An inventory period closes on adjusted, non-negative inventory."
        return Problem(severity, self.code, where, self.text, rule, REMEDIES[self.code])


def blocking_findings(ledger: Ledger, ending: int) -> Iterator[Finding]:
    """P01, P02, P03 in the order in which closing tests them."""
    yield from _unadjusted_items(ledger, ending)
    yield from _unadjusted_orders(ledger, ending)
    yield from _negative_inventory(ledger, ending)


def _iso(day: int) -> str:
    return str(date_of(day) or "")


def _unadjusted_items(ledger: Ledger, ending: int) -> Iterator[Finding]:
    if not ledger.has("Avg. Cost Adjmt. Entry Point"):
        yield from _unadjusted_without_points(ledger, ending)
        return
    points = ledger.table("Avg. Cost Adjmt. Entry Point")
    late = ~points["Cost Is Adjusted"] & (points["Valuation Date"] <= ending)
    first: dict[str, int] = {}
    for item, day in points.tuples(("Item No.", "Valuation Date"), np.flatnonzero(late)):
        first[item] = min(day, first.get(item, day))
    for item in sorted(first):
        yield Finding("P01", f"Item {item} has entries that are not adjusted, the first valued on {_iso(first[item])}.", item)


def _unadjusted_without_points(ledger: Ledger, ending: int) -> Iterator[Finding]:
    """Without entry points: what the entries and the items themselves say, else that nothing says it."""
    entries, items = ledger.table("Item Ledger Entry"), ledger.table("Item")
    in_period = entries["Posting Date"] <= ending
    if not bool(in_period.any()):
        return
    told = False
    found: set[str] = set()
    if "Applied Entry to Adjust" in entries.given:
        told = True
        found |= set(entries["Item No."][in_period & entries["Applied Entry to Adjust"]].tolist())
    if "Cost is Adjusted" in items.given:
        told = True
        found |= set(items["No."][~items["Cost is Adjusted"]].tolist()) & set(entries["Item No."][in_period].tolist())
    for item in sorted(found):
        yield Finding("P01", f"Item {item} is marked as not adjusted.", item)
    if not told:
        text = "Not verifiable: no entry points and no adjustment marks tell whether the entries are adjusted."
        yield Finding("P01", text, verifiable=False)


def _unadjusted_orders(ledger: Ledger, ending: int) -> Iterator[Finding]:
    orders, values = ledger.table("Inventory Adjmt. Entry (Order)"), ledger.table("Value Entry")
    waiting = np.flatnonzero(~orders["Cost is Adjusted"] & orders["Is Finished"])
    if not len(waiting):
        return
    kinds = values["Item Ledger Entry Type"]
    output = ((kinds == int(Entry.OUTPUT)) | (kinds == int(Entry.ASSEMBLY_OUTPUT))) & (values["Valuation Date"] <= ending)
    documents: dict[tuple[int, str, int], set[str]] = {}
    for kind, order, line, document in values.tuples(("Order Type", "Order No.", "Order Line No.", "Document No."), np.flatnonzero(output)):
        documents.setdefault((kind, order, line if kind != int(OrderType.ASSEMBLY) else 0), set()).add(document)
    seen = set()
    for kind, order, line, item in orders.tuples(("Order Type", "Order No.", "Order Line No.", "Item No."), waiting):
        posted = documents.get((kind, order, line if kind != int(OrderType.ASSEMBLY) else 0))
        if posted is None or (kind, order) in seen:
            continue
        seen.add((kind, order))
        caption = OrderType.caption_of(kind)
        more = f" (posted as {', '.join(sorted(posted))})" if kind == int(OrderType.ASSEMBLY) else ""
        yield Finding("P02", f"{caption} order {order}{more} is finished but not adjusted.", item, order_type=kind, order_no=order)


def _negative_inventory(ledger: Ledger, ending: int) -> Iterator[Finding]:
    entries = ledger.table("Item Ledger Entry")
    negative = np.flatnonzero(entries["Open"] & ~entries["Positive"] & (entries["Posting Date"] <= ending))
    rows = entries.tuples(("Item No.", "Entry No.", "Posting Date", "Remaining Quantity"), negative)
    for item, number, day, left in sorted(rows):
        text = f"Outbound entry {number} of {_iso(day)} is open: {to_decimal(left)} of item {item} stand against no inbound entry."
        yield Finding("P03", text, item, number)


def amounts_to_post(ledger: Ledger) -> Array:
    """Per value entry the amount in ticks that posting would bring to the G/L, queued or not (A3)."""
    values = ledger.table("Value Entry")
    amount: Array = values["Cost Amount (Actual)"] - values["Cost Posted to G/L"]
    if ledger.setup("Inventory Setup")["Expected Cost Posting to G/L"]:
        amount = amount + values["Cost Amount (Expected)"] - values["Expected Cost Posted to G/L"]
    return amount


def unposted_finding(ledger: Ledger, ending: int) -> Finding | None:
    """P04: how many value entries up to the ending date wait for the G/L, and their amount."""
    waiting = queue_of(ledger, date_to=ending).chosen
    count = len(waiting)
    if not count:
        return None
    amount = to_decimal(total(amounts_to_post(ledger)[waiting]))
    text = f"{count} value entries up to {_iso(ending)} are not posted to the G/L, {amount} in all."
    return Finding("P04", text, facts={"Count": count, "Amount": amount})
