"""Functions on inventory: value, quantity, unit cost, movement, lists. They equal Inventory Valuation (valuation-reports.md 1)."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import Any

import numpy as np

from xlcost.faces.functions.cell_values import CellError, Refused
from xlcost.faces.functions.snapshot import Snapshot
from xlcost.ledger.options import ItemLedgerEntryType
from xlcost.ledger.values import date_of
from xlcost.money import divide, to_decimal
from xlcost.views.adjustment_state import adjustment_state

Rows = list[list[Any]]
_ACTUAL, _EXPECTED, _INVOICED, _PHYSICAL = range(4)


def item_no(snapshot: Snapshot, item: str) -> str:
    """The number of an item card; #N/A when there is none."""
    no = item.upper()
    if no not in snapshot.ledger.table("Item").index:
        raise Refused(CellError.NA, f"There is no item {item!r}.")
    return no


def _in_order(first: int, last: int) -> None:
    if first and last and first > last:
        raise Refused(CellError.VALUE, f"from_date {date_of(first)} lies after to_date {date_of(last)}.")


def _sums(snapshot: Snapshot, item: str, day: int, location: str, variant: str) -> list[int]:
    """The four measures of an item until a day, within a location and a variant filter."""
    no = item_no(snapshot, item)
    filters = (("Location Code", location), ("Variant Code", variant))
    chosen = [(c, snapshot.codes("Value Entry", c, wanted)) for c, wanted in filters]
    captions = ("Item No.", *(c for c, codes in chosen if codes is not None))
    running = snapshot.values(*captions)
    found = [0] * 4
    for codes in product(*(codes for _, codes in chosen if codes is not None)):
        found = [a + b for a, b in zip(found, running.until((no, *codes), day), strict=True)]
    return found


def value(snapshot: Snapshot, item: str, as_of: int, location: str, variant: str, include_expected: bool) -> Decimal:
    """Ending Value of Inventory Valuation."""
    sums = _sums(snapshot, item, as_of, location, variant)
    return to_decimal(sums[_ACTUAL] + (sums[_EXPECTED] if include_expected else 0))


def quantity(snapshot: Snapshot, item: str, as_of: int, location: str, variant: str, invoiced_only: bool) -> Decimal:
    """Ending Quantity of Inventory Valuation."""
    return to_decimal(_sums(snapshot, item, as_of, location, variant)[_INVOICED if invoiced_only else _PHYSICAL])


def unit_cost(snapshot: Snapshot, item: str, as_of: int, location: str) -> Decimal:
    """Value, expected cost included, by quantity; #N/A without quantity."""
    sums = _sums(snapshot, item, as_of, location, "")
    if not sums[_PHYSICAL]:
        raise Refused(CellError.NA, f"Item {item} has no quantity.")
    return to_decimal(divide(sums[_ACTUAL] + sums[_EXPECTED], sums[_PHYSICAL]))


_MEASURES = {"amount": (_ACTUAL, _EXPECTED), "actual": (_ACTUAL,), "qty": (_PHYSICAL,), "invoiced qty": (_INVOICED,)}


def movement(snapshot: Snapshot, item: str, first: int, last: int, kind: str, measure: str) -> Decimal:
    """Change between two dates by one type of item ledger entry, signed as posted; a blank type is all of them."""
    no = item_no(snapshot, item)
    _in_order(first, last)
    chosen = _MEASURES.get(measure.casefold() or "amount")
    if chosen is None:
        raise Refused(CellError.VALUE, f"{measure!r} is not one of {', '.join(_MEASURES)}.")
    codes: tuple[int, ...] = ()
    if kind:
        option = ItemLedgerEntryType.lookup().get(" ".join(kind.split()).casefold())
        if option is None:
            raise Refused(CellError.VALUE, f"{kind!r} is not a type of item ledger entry.")
        codes = (int(option),)
    running = snapshot.values("Item No.", *(["Item Ledger Entry Type"] if codes else []))
    key: Any = (no, *codes)
    until = running.until(key, last)
    before = running.until(key, first - 1) if first > 1 else (0,) * 4
    return to_decimal(sum(until[m] - before[m] for m in chosen))


def values(snapshot: Snapshot, items: list[Any], as_of: list[Any], location: str, variant: str, include_expected: bool) -> Rows:
    """XLC_VALUE of a column of items, at one date or one per item; an unknown item is #N/A, an error cell its error, in its row only."""
    days = as_of * len(items) if len(as_of) == 1 else as_of
    if len(days) != len(items):
        raise Refused(CellError.VALUE, f"{len(items)} items, but {len(days)} dates.")
    found: Rows = []
    for item, day in zip(items, days, strict=True):
        error = next((v for v in (item, day) if isinstance(v, CellError)), None)
        if error is not None:
            found.append([error])
            continue
        try:
            found.append([value(snapshot, item, day, location, variant, include_expected) if item else ""])
        except Refused as refused:
            found.append([refused.error])
    return found


def items(snapshot: Snapshot, wanted: str) -> Rows:
    """Item numbers that a filter selects, ascending, with description and posting group."""
    chosen = snapshot.codes("Item", "No.", wanted)
    cards = snapshot.ledger.table("Item")
    rows = sorted(cards.tuples(("No.", "Description", "Inventory Posting Group")))
    found = [list(row) for row in rows if chosen is None or row[0] in chosen]
    if not found:
        raise Refused(CellError.NA, "No item is within the filter.")
    return found


_ENTRY_COLUMNS = ("Entry No.", "Posting Date", "Entry Type", "Document No.", "Location Code", "Quantity", "Remaining Quantity")


def entries(snapshot: Snapshot, item: str, first: int, last: int) -> Rows:
    """Item ledger entries of an item between two dates, with captions, oldest first."""
    no = item_no(snapshot, item)
    _in_order(first, last)
    table = snapshot.ledger.table("Item Ledger Entry")
    of_item: dict[str, list[int]] = snapshot.once("entries", lambda: table.positions("Item No."))
    days = table["Posting Date"]
    rows = [r for r in of_item.get(no, []) if days[r] >= first and (not last or days[r] <= last)]
    rows.sort(key=lambda r: (int(days[r]), int(table["Entry No."][r])))
    if not rows:
        raise Refused(CellError.NA, f"Item {item} has no entry in the period.")
    costs = snapshot.once("costs", lambda: _entry_costs(snapshot))
    found: Rows = [[*_ENTRY_COLUMNS, "Cost Amount (Actual)"]]
    for number, day, kind, document, place, whole, left in table.tuples(_ENTRY_COLUMNS, rows):
        caption = ItemLedgerEntryType.caption_of(kind)
        cost = to_decimal(costs.get(number, 0))
        found.append([number, date_of(day), caption, document, place, to_decimal(whole), to_decimal(left), cost])
    return found


def _entry_costs(snapshot: Snapshot) -> dict[int, int]:
    """Cost Amount (Actual) by item ledger entry number."""
    table = snapshot.ledger.table("Value Entry")
    numbers, where = np.unique(table["Item Ledger Entry No."], return_inverse=True)
    from xlcost.money import sum_by

    return dict(zip(numbers.tolist(), sum_by(where, len(numbers), table["Cost Amount (Actual)"]).tolist(), strict=True))


def adjustment_needed(snapshot: Snapshot, item: str) -> bool:
    """Whether Adjust Cost has something to do for an item: its card, an average period or a finished order says so (costing-engine.md 4.12).

    Flags of single entries may only wait for a later event; they count where the cards do not say.
    """
    no = item_no(snapshot, item)
    return no in snapshot.once("to adjust", lambda: adjustment_state(snapshot.ledger).items or frozenset())
