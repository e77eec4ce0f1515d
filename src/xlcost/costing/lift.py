"""Out of the columns: rows of the ledger as the small objects of `entries`."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from xlcost.costing.columns import APPLICATION_COLUMNS, CAPACITY_COLUMNS, ENTRY_COLUMNS, VALUE_COLUMNS
from xlcost.costing.entries import STANDARD, TRANSFER, Application, Capacity, ItemCard, ItemEntry, OrderRow, Value, with_row
from xlcost.ledger import Ledger
from xlcost.problems import XlcostError

SHARE_CAPTIONS = (
    "Single-Level Material Cost",
    "Single-Level Capacity Cost",
    "Single-Level Subcontrd. Cost",
    "Single-Level Cap. Ovhd Cost",
    "Single-Level Mfg. Ovhd Cost",
)
ROLLED_UP_CAPTIONS = (
    "Rolled-up Material Cost",
    "Rolled-up Capacity Cost",
    "Rolled-up Subcontracted Cost",
    "Rolled-up Cap. Overhead Cost",
    "Rolled-up Mfg. Ovhd Cost",
)
_DERIVED = {"Open", "Positive", "Completely Invoiced", "Applied Entry to Adjust", "Valuation Date", "Inventoriable"}
RETURNABLE = "Shipped Qty. Not Returned"
_OPTIONAL = {RETURNABLE, "Serial No.", "Lot No.", "Drop Shipment", "Outbound Entry is Updated", "Document Date", "Type", "No."}
_OPTIONAL |= {c for c in VALUE_COLUMNS.values() if c.startswith(("Sales", "Purchase Amount", "Discount"))}
_ESSENTIAL = {
    "Item Ledger Entry": ENTRY_COLUMNS,
    "Value Entry": VALUE_COLUMNS,
    "Item Application Entry": APPLICATION_COLUMNS,
}


def complete(ledger: Ledger) -> Ledger:
    """The ledger with all columns that costing needs; AC01 names those that an export lacks (costing-engine.md 1)."""
    for name, columns in _ESSENTIAL.items():
        table = ledger.table(name)
        missing = [c for c in columns.values() if c not in table.given and c not in _DERIVED | _OPTIONAL]
        if table.length and missing:
            raise XlcostError(
                "AC01",
                f"The columns {', '.join(missing)} are missing.",
                where=name,
                rule="Posting on, or adjusting, a ledger that has entries needs all columns that costing works with.",
                remedy="Export the table with these columns.",
            )
    return with_returnable(ledger)


def with_returnable(ledger: Ledger) -> Ledger:
    """The ledger with Shipped Qty. Not Returned, which only returns need and which follows from the applications.

    An outbound entry has its quantity to be returned, less what inbound entries that name it on their own application row took back.
    """
    entries, rows = ledger.table("Item Ledger Entry"), ledger.table("Item Application Entry")
    if RETURNABLE in entries.given or not entries.length:
        return ledger
    outbound = (entries["Quantity"] < 0) & (entries["Entry Type"] != TRANSFER)
    left = np.where(outbound, entries["Quantity"], 0)
    own = (rows["Item Ledger Entry No."] == rows["Inbound Item Entry No."]) & (rows["Outbound Item Entry No."] != 0)
    for source, quantity in rows.tuples(("Outbound Item Entry No.", "Quantity"), np.flatnonzero(own)):
        place = entries.index.get(source, -1)
        if place >= 0 and outbound[place]:
            left[place] += quantity
    result: Ledger = ledger.with_tables(entries.with_columns({RETURNABLE: left}))
    return result


def item_card(ledger: Ledger, item: str) -> ItemCard | None:
    """The card of an item."""
    table = ledger.table("Item")
    position = table.index.get(item) if table.length else None
    if position is None:
        return None
    row = {c: table[c][position] for c in table.given}
    get = row.get
    specific = bool(get("Item Tracking Code", "")) and not {"SN Specific Tracking", "Lot Specific Tracking"} & table.given
    card = ItemCard(
        item,
        int(get("Costing Method", 0)),
        int(get("Type", 0)),
        unit_cost=int(get("Unit Cost", 0)),
        standard_cost=int(get("Standard Cost", 0)),
        last_direct_cost=int(get("Last Direct Cost", 0)),
        indirect_pct=int(get("Indirect Cost %", 0)),
        overhead_rate=int(get("Overhead Rate", 0)),
        low_level=int(get("Low-Level Code", 0)),
        adjusted=bool(get("Cost is Adjusted", True)),
        online_adjustment=bool(get("Allow Online Adjustment", True)),
        excluded=bool(get("Excluded from Cost Adjustment", False)),
        value_zero=bool(get("Inventory Value Zero", False)),
        blocked=bool(get("Blocked", False)),
        prevent_negative=int(get("Prevent Negative Inventory", 0)),
        serial_tracking=bool(get("SN Specific Tracking", specific)),
        lot_tracking=bool(get("Lot Specific Tracking", specific)),
        posting_group=get("Inventory Posting Group", ""),
        gen_prod_group=get("Gen. Prod. Posting Group", ""),
        shares=tuple(int(get(c, 0)) for c in SHARE_CAPTIONS),
        non_inventory_share=int(get("Single-Level Material Non-Inventory Cost", 0)),
        position=position,
    )
    return card


def stockkeeping_units(ledger: Ledger) -> dict[str, list[ItemCard]]:
    """The stockkeeping units by item."""
    table = ledger.table("Stockkeeping Unit")
    found: dict[str, list[ItemCard]] = {}
    items = ledger.table("Item")
    standards = set(items["No."][items["Costing Method"] == STANDARD].tolist()) if table.length and items.length else set()
    captions = ("Item No.", "Location Code", "Variant Code", "Unit Cost", "Standard Cost", "Last Direct Cost", *SHARE_CAPTIONS)
    for position, (item, location, variant, unit, standard, last, *shares) in enumerate(table.tuples(captions)):
        cost = (unit or standard, standard or unit) if item in standards else (unit, standard)  # one of the two may be missing (1.2)
        sku = ItemCard(item, unit_cost=cost[0], standard_cost=cost[1], last_direct_cost=last, shares=tuple(shares), position=position)
        sku.location, sku.variant = location, variant
        found.setdefault(item, []).append(sku)
    return found


def order_rows(ledger: Ledger) -> dict[tuple[int, str, int], OrderRow]:
    """The rows of Inventory Adjmt. Entry (Order) by key."""
    captions = (
        *("Order Type", "Order No.", "Order Line No.", "Item No.", "Routing No.", "Routing Reference No.", "Indirect Cost %"),
        *("Overhead Rate", "Cost is Adjusted", "Is Finished", "Completely Invoiced", "Unit Cost", "Direct Cost", "Indirect Cost"),
        *SHARE_CAPTIONS,
        *("Direct Cost Non-Inventory", "Single-Level Material Non-Inventory Cost"),
    )
    found = {}
    for values in ledger.table("Inventory Adjmt. Entry (Order)").tuples(captions):
        row = OrderRow(*(*values[:14], tuple(values[14:19]), values[19], values[20]))
        found[row.key] = row
    return found


def item_of_entry(ledger: Ledger, no: int) -> str:
    """Item No. of an item ledger entry, blank when there is none."""
    table = ledger.table("Item Ledger Entry")
    rows = np.flatnonzero(table["Entry No."] == no)
    return str(table["Item No."][rows[0]]) if len(rows) else ""


def _rows_of(values: list[str], wanted: set[str]) -> list[int]:
    return [i for i, v in enumerate(values) if v in wanted]


def item_entries(ledger: Ledger, wanted: set[str]) -> dict[int, ItemEntry]:
    """The item ledger entries of items, by Entry No. ascending."""
    table = ledger.table("Item Ledger Entry")
    if not table.length:
        return {}
    rows = _rows_of(table["Item No."].tolist(), wanted)
    found = [ItemEntry(*(*values, position)) for position, values in zip(rows, table.tuples(tuple(ENTRY_COLUMNS.values()), rows), strict=True)]
    found.sort(key=lambda e: e.no)
    return {e.no: e for e in found}


def link_values(ledger: Ledger, wanted: set[str], entries: dict[int, ItemEntry]) -> None:
    """Gives each item ledger entry its value entries, in Entry No. order."""
    table = ledger.table("Value Entry")
    if not table.length or not entries:
        return
    rows = [i for i, no in enumerate(table["Item Ledger Entry No."].tolist()) if no in entries]
    disorder: set[int] = set()
    for position, values in zip(rows, table.tuples(tuple(VALUE_COLUMNS.values()), rows), strict=True):
        value = Value(*values)
        value.carried = position
        entry = entries[value.ile_no]
        value.item, value.variant, value.location = entry.item, entry.variant, entry.location
        if entry.values and entry.values[-1].no > value.no:
            disorder.add(entry.no)
        entry.values.append(value)
    for no in disorder:
        entries[no].values.sort(key=lambda v: v.no)


def link_applications(ledger: Ledger, entries: dict[int, ItemEntry]) -> None:
    """Links item application entries to the item ledger entries on both sides."""
    table = ledger.table("Item Application Entry")
    if not table.length or not entries:
        return
    rows = [i for i, no in enumerate(table["Item Ledger Entry No."].tolist()) if no in entries]
    found = [Application(*(*values, p)) for p, values in zip(rows, table.tuples(tuple(APPLICATION_COLUMNS.values()), rows), strict=True)]
    found.sort(key=lambda a: a.no)
    for application in found:
        link_application(entries, application)


def link_application(entries: dict[int, ItemEntry], row: Application) -> None:
    """Links one application row; rows that point to missing entries are left alone (the audit finds them)."""
    own = entries.get(row.ile_no)
    if own is None:
        return
    if row.ile_no == row.inbound:
        own.own = row
        source = entries.get(row.outbound)
        if source is not None:
            source.returned = with_row(source.returned, row)
        origin = entries.get(row.transferred_from)
        if origin is not None:
            origin.transferred = with_row(origin.transferred, row)
    elif row.outbound:  # a receipt takes from no other (4.3)
        giver = entries.get(row.inbound)
        if giver is not None:
            own.takes = with_row(own.takes, row)
            giver.gives = with_row(giver.gives, row)


def unlink_application(entries: dict[int, ItemEntry], row: Application) -> None:
    """Removes the links of an application of an outbound entry."""
    taker, giver = entries[row.ile_no], entries[row.inbound]
    taker.takes = [r for r in taker.takes if r is not row]
    giver.gives = [r for r in giver.gives if r is not row]


def capacities(ledger: Ledger) -> Iterator[Capacity]:
    """All capacity ledger entries with the sums of their value entries."""
    table, values = ledger.table("Capacity Ledger Entry"), ledger.table("Value Entry")
    sums: dict[int, list[int]] = {}
    rows = np.flatnonzero(values["Capacity Ledger Entry No."] != 0) if values.length else np.zeros(0, np.int64)
    for no, kind, actual in values.tuples(("Capacity Ledger Entry No.", "Entry Type", "Cost Amount (Actual)"), rows):
        pair = sums.setdefault(no, [0, 0])
        if kind == 0:
            pair[0] += actual
        elif kind == 3:
            pair[1] += actual
    for row in table.tuples(tuple(CAPACITY_COLUMNS.values())):
        yield Capacity(*row, *sums.get(row[0], (0, 0)))
