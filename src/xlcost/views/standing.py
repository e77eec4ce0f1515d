"""The item ledger entries that the reports at a date are about, with what remains of each (valuation-reports.md 2.2, 5.4)."""

from __future__ import annotations

from dataclasses import dataclass

from xlcost.ledger import Ledger
from xlcost.money import Array
from xlcost.views.filters import FlowFilters, ItemFilters
from xlcost.views.remaining import missing_entries, remaining_quantity
from xlcost.views.report_warnings import ReportWarning, warning


@dataclass(frozen=True)
class Standing:
    """Entries of items and places inside the filters, dated up to a day, no drop shipments."""

    card: Array  # per row of Item Ledger Entry the row of its item, -1 outside the item filters
    inside: Array  # mask of Item Ledger Entry
    counted: Array  # the same without entries of quantity 0, which have no unit cost
    remaining: Array  # per row of Item Ledger Entry, in ticks
    values: Array  # mask of Value Entry: dated up to the day, of a place inside the filters
    warnings: tuple[ReportWarning, ...]


def standing_entries(ledger: Ledger, day: int, items: ItemFilters, flow: FlowFilters, clean: bool) -> Standing:
    """The entries of a ledger at the end of `day`; warnings ZERO_QTY_ILE and ILE_NOT_FOUND, which is an error unless `clean`."""
    entries, values = ledger.table("Item Ledger Entry"), ledger.table("Value Entry")
    card = items.cards(ledger, "Item Ledger Entry")
    inside = (card >= 0) & (entries["Posting Date"] <= day) & ~entries["Drop Shipment"]
    passes = flow.mask(entries)
    if passes is not None:
        inside &= passes
    zero = inside & (entries["Quantity"] == 0)
    found = remaining_quantity(ledger, day, inside)
    warnings = (*_zero_quantity(entries["Entry No."][zero].tolist()), *missing_entries(found, clean))
    dated = values["Posting Date"] <= day
    passing = flow.mask(values)
    return Standing(card, inside, inside & ~zero, found.quantity, dated if passing is None else dated & passing, warnings)


def _zero_quantity(numbers: list[int]) -> tuple[ReportWarning, ...]:
    if not numbers:
        return ()
    text = f"Item ledger entries {', '.join(map(str, numbers[:5]))} have quantity 0 and are left out."
    return (warning("ZERO_QTY_ILE", text, Count=len(numbers), Entries=numbers),)
