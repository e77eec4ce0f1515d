"""Item, stockkeeping unit, entry point and order rows, written back after a call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from xlcost.costing.books import Books
from xlcost.costing.entries import ItemCard, OrderRow
from xlcost.costing.lift import ROLLED_UP_CAPTIONS, SHARE_CAPTIONS
from xlcost.ledger import Table, column_array
from xlcost.ledger.tables import BY_NAME

Written = tuple[Table, list[int], Table | None]  # table, positions of changed rows, rows added
_COSTS = {"Unit Cost": "unit_cost", "Standard Cost": "standard_cost", "Last Direct Cost": "last_direct_cost"}


def _write_cards(table: Table, cards: Sequence[ItemCard], attributes: dict[str, str], with_adjusted: bool) -> Written:
    if not cards or not table.length:
        return table, [], None
    places = [c.position for c in cards]
    columns: dict[str, Any] = {caption: [getattr(c, a) for c in cards] for caption, a in attributes.items()}
    for captions, name in ((SHARE_CAPTIONS, "shares"), (ROLLED_UP_CAPTIONS, "rolled_up")):
        chosen = [c for c in cards if c.rolled_up is not None]
        if chosen:
            where = [c.position for c in chosen]
            for i, caption in enumerate(captions):
                table = table.replace_rows(where, {caption: [getattr(c, name)[i] for c in chosen]})
    if with_adjusted:
        if "Cost is Adjusted" not in table.given:
            table = table.with_columns({"Cost is Adjusted": np.ones(table.length, dtype=np.bool_)})
        columns["Cost is Adjusted"] = [c.adjusted for c in cards]
    differs = np.zeros(len(places), dtype=np.bool_)
    fresh = {}
    for caption, values in columns.items():
        old = table[caption][places]
        now = np.asarray(values, dtype=old.dtype)
        if bool((old != now).any()):
            differs |= old != now
            fresh[caption] = now
    table = table.replace_rows(places, fresh) if fresh else table
    return table, sorted(p for p, d in zip(places, differs.tolist(), strict=True) if d), None


def item_table(books: Books) -> Written:
    """Items with their unit costs and Cost is Adjusted."""
    return _write_cards(books.ledger.table("Item"), list(books.cards.values()), _COSTS, True)


def sku_table(books: Books) -> Written:
    """Stockkeeping units with their unit costs."""
    touched = [s for item in books.cards for s in books.skus.get(item, ())]
    return _write_cards(books.ledger.table("Stockkeeping Unit"), touched, _COSTS, False)


def entry_point_table(books: Books) -> Written:
    """Average cost entry points; rows keep their place, new ones follow by item and date."""
    name = "Avg. Cost Adjmt. Entry Point"
    table, rows = books.ledger.table(name), books.points.rows
    touched = books.points.touched
    if not touched:
        return table, [], None
    changed: list[int] = []
    adjusted: list[bool] = []
    seen: set[tuple[str, str, str, int]] = set()
    captions = ("Item No.", "Variant Code", "Location Code", "Valuation Date", "Cost Is Adjusted")
    for position, (item, variant, location, day, was) in enumerate(table.tuples(captions)):
        if item in touched:
            seen.add((item, variant, location, day))
            now = rows[item][(variant, location, day)]
            if now != was:
                changed.append(position)
                adjusted.append(now)
    if changed:
        table = table.replace_rows(changed, {"Cost Is Adjusted": np.asarray(adjusted)})
    fresh = sorted((item, *key, now) for item in touched for key, now in rows[item].items() if (item, *key) not in seen)
    new = None
    if fresh:
        columns = {c: column_array(name, c, [r[i] for r in fresh]) for i, c in enumerate(captions)}
        new = Table(BY_NAME[name], len(fresh), columns)
    return table, changed, new


_ORDER_FIELDS = {
    "Order Type": "order_type",
    "Order No.": "order_no",
    "Order Line No.": "order_line",
    "Item No.": "item",
    "Routing No.": "routing_no",
    "Routing Reference No.": "routing_reference",
    "Indirect Cost %": "indirect_pct",
    "Overhead Rate": "overhead_rate",
    "Cost is Adjusted": "adjusted",
    "Is Finished": "finished",
    "Completely Invoiced": "completely_invoiced",
    "Unit Cost": "unit_cost",
    "Direct Cost": "direct",
    "Indirect Cost": "indirect",
    "Direct Cost Non-Inventory": "direct_non_inventory",
    "Single-Level Material Non-Inventory Cost": "non_inventory_share",
}


def order_table(books: Books) -> Written:
    """Inventory Adjmt. Entry (Order)."""
    name = "Inventory Adjmt. Entry (Order)"
    table = books.ledger.table(name)
    if not books.orders:
        return table, [], None
    old = set(table.index) if table.length else set()
    existing = [books.orders[k] for k in table.keys(table.definition.key)] if table.length else []
    fresh = [row for key, row in books.orders.items() if key not in old]
    written, before = (_order_rows(existing), table) if existing else (None, table)
    changed: list[int] = []
    if written is not None:
        differs = np.zeros(table.length, dtype=np.bool_)
        for caption, values in written.items():
            differs |= before[caption] != values
        changed = np.flatnonzero(differs).tolist()
        table = table.with_columns(written) if changed else table
    return table, changed, Table(BY_NAME[name], len(fresh), _order_rows(fresh)) if fresh else None


def _order_rows(rows: Sequence[OrderRow]) -> dict[str, Any]:
    name = "Inventory Adjmt. Entry (Order)"
    columns = {c: column_array(name, c, [getattr(r, a) for r in rows]) for c, a in _ORDER_FIELDS.items()}
    columns |= {c: column_array(name, c, [r.shares[i] for r in rows]) for i, c in enumerate(SHARE_CAPTIONS)}
    return columns
