"""The queue: which value entries are candidates for posting, and in which order (gl-posting A2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.table import Table
from xlcost.money import Array
from xlcost.problems import Problem, Severity

QUEUE, VALUE_ENTRY = "Post Value Entry to G/L", "Value Entry"


@dataclass(frozen=True)
class Queue:
    """Candidates as row positions in Value Entry, in processing order; `waiting` = every queued number, chosen or not."""

    chosen: Array
    waiting: tuple[int, ...]
    problems: tuple[Problem, ...] = ()


def unposted(ledger: Ledger, entries: Table) -> Array:
    """Entries that a derived queue holds: inventoriable, with a difference between cost and cost posted to G/L."""
    found = ~entries["Expected Cost"] & (entries["Cost Amount (Actual)"] != entries["Cost Posted to G/L"])
    if ledger.setup("Inventory Setup")["Expected Cost Posting to G/L"]:
        found = found | (entries["Cost Amount (Expected)"] != entries["Expected Cost Posted to G/L"])
    derived: Array = entries["Inventoriable"] & found
    return derived


def processing_order(entries: Table) -> Array:
    """Row positions: item entries by Item No., Posting Date, Entry No., then capacity entries by Order Type, Order No., Entry No."""
    capacity = entries["Item Ledger Entry No."] == 0
    first = np.where(capacity, entries["Order Type"], entries.codes("Item No.")[0])
    second = np.where(capacity, entries.codes("Order No.")[0], entries["Posting Date"])
    order: Array = np.lexsort((entries["Entry No."], second, first, capacity))
    return order


def queue_of(ledger: Ledger, items: Iterable[str] | None = None, date_from: int = 0, date_to: int = 0) -> Queue:
    """The queue as the sheet gives it, else derived; filtered by item and posting date of the queue rows (days, 0 = open)."""
    entries = ledger.table(VALUE_ENTRY)
    item, date = entries["Item No."], entries["Posting Date"]
    if ledger.has(QUEUE):
        rows = ledger.table(QUEUE)
        numbers = list(dict.fromkeys(rows["Value Entry No."].tolist()))
        queued = np.zeros(len(entries), dtype=np.bool_)
        item, date = item.copy(), date.copy()
        for number, own_item, own_date in rows.tuples(("Value Entry No.", "Item No.", "Posting Date")):
            position = entries.index.get(number)
            if position is not None:
                queued[position] = True
                item[position] = own_item or item[position]
                date[position] = own_date or date[position]
    else:
        queued = unposted(ledger, entries)
        numbers = entries["Entry No."][queued].tolist()
    wanted = queued & (date >= date_from) & ((date <= date_to) if date_to else True)
    problems: list[Problem] = []
    if items is not None:
        names = {str(no).strip().upper() for no in items}
        chosen = np.fromiter((no in names for no in item.tolist()), np.bool_, len(entries))
        left = int((wanted & ~chosen & (entries["Item Ledger Entry No."] == 0)).sum())
        wanted = wanted & chosen
        if left:
            problems.append(_capacity_notice(left))
    order = processing_order(entries)
    return Queue(order[wanted[order]], tuple(numbers), tuple(problems))


def _capacity_notice(count: int) -> Problem:
    return Problem(
        Severity.NOTE,
        "ITEM_FILTER_WITHOUT_CAPACITY",
        "Post Inventory Cost to G/L, Item Filter",
        f"{count} capacity value entries in the queue have no Item No. and are left out.",
        "An item filter selects queue rows by their Item No.",
        "Run once more without an item filter to post the capacity cost.",
    )
