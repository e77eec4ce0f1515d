"""From which day an entry counts in the inventory value (costing-engine.md 2.5).

Quantity never leaves before it entered: a sale dated 01-05 that takes from a receipt valued 01-10 is valued on
01-10; a receipt of 01-20 that settles a sale of 01-05 moves the sale's value entries, and everything that
depends on them, to 01-20. Posting Dates never change.
"""

from __future__ import annotations

from xlcost.costing.books import Books
from xlcost.costing.entries import (
    AVERAGE,
    CONSUMPTION,
    OUTPUT,
    PRODUCTION,
    REVALUATION,
    ItemEntry,
    Value,
)
from xlcost.costing.line import Line


def last_valuation_date(entry: ItemEntry) -> int:
    """Valuation Date of the last Revaluation, else of the last value entry."""
    for value in reversed(entry.values):
        if value.entry_type == REVALUATION:
            return value.valuation_date
    return entry.values[-1].valuation_date if entry.values else entry.posting_date


def last_direct(entry: ItemEntry) -> Value | None:
    """The last Direct Cost value entry without charge."""
    for value in reversed(entry.values):
        if value.plain_direct:
            return value
    return entry.values[-1] if entry.values else None


def flag_point(books: Books, entry: ItemEntry, day: int) -> None:
    """Marks the average entry point of an entry's item and place at a valuation date."""
    average = books.item(entry.item).method == AVERAGE
    if books.points.flag(entry.item, average, entry.variant, entry.location, day):
        books.flag_item(entry.item)


def applied_valuation_date(books: Books, line: Line, entry: ItemEntry, other: ItemEntry, current: int, fixed: bool) -> int:
    """The Valuation Date of an entry after one application; moves that of a settled outbound.

    A backdated outbound of several layers is valued on the latest of their dates (6.20), whatever their order.
    """
    day = last_valuation_date(other)
    if other.quantity > 0:
        if line.posting_date < day or fixed:
            day = day if fixed else max(day, current)
            for value in entry.values:
                if value.valuation_date != value.posting_date or value.valuation_date < day or (value.valuation_date > day and fixed):
                    value.valuation_date = day
            return day
        return max(current, line.posting_date)
    if day < current:
        move_dates(books, other, current)
    return current


def move_dates(books: Books, entry: ItemEntry, day: int) -> None:
    """Values an entry, and what takes its cost from it, on a later day."""
    waiting = [entry]
    seen = {entry.no}
    while waiting:
        moved = waiting.pop()
        _set_dates(books, moved, day)
        for follower in _followers(books, moved):
            if follower.no not in seen and last_valuation_date(follower) < day:
                seen.add(follower.no)
                waiting.append(follower)


def _followers(books: Books, entry: ItemEntry) -> list[ItemEntry]:
    if entry.quantity > 0:
        return [books.entries[r.outbound] for r in entry.gives]
    return [books.entries[r.ile_no] for r in entry.returned]


def _set_dates(books: Books, entry: ItemEntry, day: int) -> None:
    old = {v.valuation_date for v in entry.values}
    for value in entry.values:
        if value.entry_type != REVALUATION or value.valuation_date < day:
            value.valuation_date = day
    for before in sorted(old - {day}):
        flag_point(books, entry, before)
    flag_point(books, entry, day)
    books.flag_item(entry.item)


def follow_consumption(books: Books, order_no: str, order_line: int) -> None:
    """The outputs of a released order line are valued no earlier than its consumption (2.5, rule 5)."""
    entries = books.load_order(PRODUCTION, order_no)
    latest = max(
        (
            v.valuation_date
            for e in entries
            if e.entry_type == CONSUMPTION and e.order_line == order_line
            for v in e.values
            if v.entry_type != REVALUATION
        ),
        default=0,
    )
    for output in entries:
        if output.entry_type == OUTPUT and output.order_line == order_line and output.values:
            if any(v.valuation_date < latest for v in output.values if v.entry_type != REVALUATION):
                move_dates(books, output, latest)


def follow_order(books: Books, entry: ItemEntry) -> None:
    """Before a consumption or output of a released order line is invoiced, charged or revalued, its outputs follow (2.5, rule 5)."""
    if entry.order_type == PRODUCTION and entry.order_no and entry.entry_type in (CONSUMPTION, OUTPUT):
        row = books.orders.get(entry.order)
        if row is None or not row.finished:
            follow_consumption(books, entry.order_no, entry.order_line)
