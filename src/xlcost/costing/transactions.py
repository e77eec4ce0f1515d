"""The physical transactions behind a ledger: what was moved, invoiced, charged and revalued, in the order of posting.

Everything that follows from the costing method is left out - adjustments, roundings, overhead and variance entries, the
cost of finished outputs, receiving legs of transfers, reversals of expected cost - because posting and adjusting make it anew.

Example: purchase 10 @ 5.00, sale 4, freight 2.00 on the purchase, adjustment -0.80 of the sale: three transactions, `move` of
the purchase, `move` of the sale, `charge` of 2.00. The adjustment is no transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from xlcost.costing.books import Books
from xlcost.costing.entries import (
    ASSEMBLY_CONSUMPTION,
    ASSEMBLY_OUTPUT,
    CONSUMPTION,
    DIRECT,
    INDIRECT,
    INVENTORY,
    OUTPUT,
    REVALUATION,
    TRANSFER,
    VARIANCE,
    ItemEntry,
    Value,
)

MOVE, UNDO, INVOICE, CHARGE, REVALUE = "move", "undo", "invoice", "charge", "revalue"
USED_UP = frozenset({CONSUMPTION, ASSEMBLY_CONSUMPTION})
ORDER_TYPES = frozenset({CONSUMPTION, OUTPUT, ASSEMBLY_CONSUMPTION, ASSEMBLY_OUTPUT})


@dataclass(slots=True, eq=False)
class Transaction:
    """One thing that happened, with the entry and value entry of the ledger that tell it; amounts in ticks."""

    kind: str
    entry: ItemEntry
    value: Value
    overhead: int = 0  # Indirect Cost posted with it
    variance: int = 0  # Variance posted with it
    undone: ItemEntry | None = None  # what an undo takes back


def transactions(books: Books, items: Iterable[str]) -> list[Transaction]:
    """The transactions of the entries of items, in posting order."""
    found: list[Transaction] = []
    for item in items:
        inventory = books.item(item).item_type == INVENTORY
        for entry in books.by_item[item]:
            if inventory:
                found += _of_entry(books, entry)
            elif entry.entry_type in USED_UP and entry.values:  # a service is a cost of its order where the setup says so
                found.append(Transaction(MOVE, entry, entry.values[0]))
    found.sort(key=lambda t: t.value.no)
    return found


def is_receipt_of_transfer(entry: ItemEntry) -> bool:
    """A receiving leg: made by posting the negative leg."""
    return entry.entry_type == TRANSFER and entry.quantity > 0 and entry.own is not None and entry.own.outbound != 0


def undone_entry(books: Books, entry: ItemEntry) -> ItemEntry | None:
    """The entry that a correction takes back."""
    if not entry.correction or entry.entry_type in ORDER_TYPES:
        return None
    number = entry.own.outbound if entry.own is not None else next((r.inbound for r in entry.takes), 0)
    found = books.entries.get(number)
    return found if found is not None and found.quantity == -entry.quantity else None


def _of_entry(books: Books, entry: ItemEntry) -> list[Transaction]:
    if not entry.values:
        return []
    found: list[Transaction] = []
    first = next((v for v in entry.values if v.ile_quantity), entry.values[0])
    undone = undone_entry(books, entry)
    if not is_receipt_of_transfer(entry):
        found.append(Transaction(UNDO if undone is not None else MOVE, entry, first, undone=undone))
    settled_from = 0 if undone is not None else _undone_from(books, entry)
    latest: Transaction | None = found[0] if found else None
    for value in entry.values:
        if value is first or value.adjustment:
            continue
        if value.entry_type == DIRECT and value.charge:
            latest = Transaction(CHARGE, entry, value)
            found.append(latest)
        elif value.entry_type == DIRECT and value.invoiced and value.no < settled_from and entry.entry_type not in (OUTPUT, TRANSFER):
            latest = Transaction(INVOICE, entry, value)
            found.append(latest)
        elif value.entry_type == REVALUATION and not value.applies_to:
            found.append(Transaction(REVALUE, entry, value))
        elif latest is not None and entry.entry_type != OUTPUT:
            if value.entry_type == INDIRECT:
                latest.overhead += value.actual
            elif value.entry_type == VARIANCE:
                latest.variance += value.actual
    return found


def _undone_from(books: Books, entry: ItemEntry) -> int:
    """The value entry from which on an entry is settled by the undo that takes it back; invoices before it are invoices."""
    rows = entry.gives if entry.quantity > 0 else entry.returned
    undoing = (e for e in (books.entries.get(r.ile_no) for r in rows) if e is not None and e.values and undone_entry(books, e) is entry)
    return min((e.values[0].no for e in undoing), default=1 << 62)


def components(books: Books, found: Iterable[Transaction]) -> list[list[str]]:
    """Items grouped by the orders that link them: costs never pass from one group to another."""
    leader: dict[str, str] = {}

    def root(item: str) -> str:
        while leader[item] != item:
            leader[item] = leader[leader[item]]
            item = leader[item]
        return item

    orders: dict[tuple[int, str], str] = {}
    for transaction in found:
        entry = transaction.entry
        leader.setdefault(entry.item, entry.item)
        if entry.entry_type in ORDER_TYPES and entry.order_no:
            other = orders.setdefault((entry.order_type, entry.order_no), entry.item)
            leader[root(entry.item)] = root(other)
    groups: dict[str, list[str]] = {}
    for item in sorted(leader):
        groups.setdefault(root(item), []).append(item)
    return [groups[key] for key in sorted(groups)]
