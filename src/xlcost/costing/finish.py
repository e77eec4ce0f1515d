"""Finishing production orders (costing-engine.md 2.9)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from xlcost.costing.books import Books
from xlcost.costing.capacity import new_order_row
from xlcost.costing.checks import first_made
from xlcost.costing.entries import PRODUCTION
from xlcost.costing.hand_back import hand_back
from xlcost.ledger import Ledger, Outcome
from xlcost.ledger.options import OrderStatus
from xlcost.problems import XlcostError

RELEASED, FINISHED = int(OrderStatus.RELEASED), int(OrderStatus.FINISHED)


def finish_production_order(ledger: Ledger, order_no: str, line_no: int | None = None) -> Outcome:
    """Finishes a production order, or one line of it (costing-engine.md 2.9): no more consumption or output.

    `line_no`: Line No. of the order line, None for all lines. The lines (and, with the last one, the order) get the Status
    Finished, and their rows of Inventory Adjmt. Entry (Order) wait for `adjust_cost`, which moves what was spent to the
    outputs. Returns an Outcome. Raises XlcostError IJ09 when no table knows the order or the line.
    """
    number = str(order_no).strip().upper()
    line_no = None if line_no is None else int(line_no)
    books = Books(ledger)
    table = ledger.table("Prod. Order Line")
    keys = table.keys(table.definition.key) if table.length else []
    rows = [i for i, k in enumerate(keys) if k[1] == number and line_no in (None, k[2]) and k[0] != FINISHED]
    lines = {keys[i][2] for i in rows}
    lines |= {k[2] for k in books.orders if k[0] == PRODUCTION and k[1] == number and line_no in (None, k[2])}
    lines |= {e.order_line for e in books.load_order(PRODUCTION, number) if line_no in (None, e.order_line)}
    if not lines:
        raise XlcostError("IJ09", f"The production order {number} is not known or already finished.", where=f"production order {number}")
    for line in sorted(lines):
        key = (PRODUCTION, number, line)
        if key not in books.orders:
            books.orders[key] = new_order_row(books, *key, first_made(books, *key))
        books.orders[key].finished, books.orders[key].adjusted = True, False
        item = books.orders[key].item
        if item and books.card(item) is not None:
            books.flag_item(item)
    outcome = hand_back(books, "")
    changed = dict(outcome.changed_rows)
    result = outcome.ledger
    if rows:
        moved = table.replace_rows(rows, {"Status": np.full(len(rows), FINISHED)})
        result, changed["Prod. Order Line"] = result.with_tables(moved), moved.take(rows)
    orders = ledger.table("Production Order")
    heads = [i for i, no in enumerate(orders["No."].tolist()) if no == number] if orders.length else []
    still_released = any(k[0] == RELEASED and k[1] == number and i not in rows for i, k in enumerate(keys))
    if heads and not still_released:
        moved = orders.replace_rows(heads, {"Status": np.full(len(heads), FINISHED)})
        result, changed["Production Order"] = result.with_tables(moved), moved.take(heads)
    return replace(outcome, ledger=result, changed_rows=changed)
