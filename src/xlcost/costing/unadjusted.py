"""A ledger as it would be if Adjust Cost - Item Entries had never run (costing-engine.md 4).

What the adjustment made is taken out - adjustment entries, rounding entries, and what finished orders gave to their
outputs - and every flag is set so that the next `adjust_cost` computes all of it anew, from the applications alone.
Postings, charges, revaluations and applications stay as they are.

Example: receipt 10.00, sale -10.00, charge 2.00 on the receipt, adjustment -2.00 of the sale: the adjustment goes,
and `adjust_cost` makes it again. If it had been -3.00, the two would differ by -1.00 on the sale.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from xlcost.costing.entries import ASSEMBLY, CONSUMPTION, OUTPUT, PRODUCTION, PURCHASE_VARIANCE, REVALUATION, ROUNDING, TRANSFER
from xlcost.costing.lift import with_returnable
from xlcost.ledger import Ledger, Table
from xlcost.ledger.options import OrderStatus
from xlcost.ledger.table import table_of
from xlcost.ledger.tables import BY_NAME
from xlcost.money import Array

ORDERS = "Inventory Adjmt. Entry (Order)"
POINTS = "Avg. Cost Adjmt. Entry Point"
FINISHED = int(OrderStatus.FINISHED)


def made_by_adjustment(values: Table) -> Array:
    """Mask of the value entries that the adjustment made: adjustments, roundings, order cost given to outputs."""
    outputs = (values["Item Ledger Entry Type"] == OUTPUT) & (values["Item Ledger Entry No."] != 0)
    later = (values["Item Ledger Entry Quantity"] == 0) & (values["Entry Type"] != REVALUATION)
    by_hand = (values["Item Charge No."] != "") | (values["Variance Type"] == PURCHASE_VARIANCE)
    found: Array = values["Adjustment"] | (values["Entry Type"] == ROUNDING) | (outputs & later & ~by_hand)
    return found


def with_derived_columns(ledger: Ledger) -> Ledger:
    """The ledger with the columns that posting and adjusting need and that follow from others, or are blank."""
    values = ledger.table("Value Entry")
    return with_returnable(ledger.with_tables(_with_blanks(values, "Document Line No.")) if values.length else ledger)


def without_adjustments(ledger: Ledger) -> Ledger:
    """The ledger without what the adjustment made, everything flagged for adjustment; dates and G/L posting set free."""
    ledger = with_derived_columns(ledger)
    values = ledger.table("Value Entry")
    kept = _settled(ledger, values.take(~made_by_adjustment(values))) if values.length else values
    tables = {name: table for name, table in ledger.tables.items() if name not in (POINTS, "Inventory Period", "User Setup")}
    fresh = replace(ledger, tables=tables)
    changed = [kept, _entries(ledger), _applications(ledger), _items(ledger), _order_rows(ledger), *free_setup(ledger)]
    result: Ledger = fresh.with_tables(*(t for t in changed if t.length))
    return result


def _settled(ledger: Ledger, values: Table) -> Table:
    """The last invoice of an entry takes back what is expected without the adjustments, not what was (2.12)."""
    entries = ledger.table("Item Ledger Entry")
    whole = (entries["Invoiced Quantity"] == entries["Quantity"]) & (entries["Entry Type"] != OUTPUT)
    numbers = values["Item Ledger Entry No."]
    plain = np.isin(numbers, entries["Entry No."][whole]) & (values["Entry Type"] != REVALUATION)
    order = np.argsort(values["Entry No."], kind="stable")
    rows = order[plain[order]]
    sums: dict[int, int] = {}
    last: dict[int, int] = {}
    captions = ("Item Ledger Entry No.", "Cost Amount (Expected)", "Invoiced Quantity")
    for row, (number, expected, invoiced) in zip(rows.tolist(), values.tuples(captions, rows), strict=True):
        sums[number] = sums.get(number, 0) + expected
        if invoiced:
            last[number] = row
    found = [(last[number], rest) for number, rest in sums.items() if rest and number in last]
    if not found:
        return values
    places = [row for row, _ in found]
    column = values["Cost Amount (Expected)"]
    return values.replace_rows(places, {"Cost Amount (Expected)": [int(column[row]) - rest for row, rest in found]})


def _entries(ledger: Ledger) -> Table:
    table = ledger.table("Item Ledger Entry")
    if not table.length:
        return table
    values, applications = ledger.table("Value Entry"), ledger.table("Item Application Entry")
    # An issue that nothing was ever applied to keeps its posted cost and is never visited (4.3).
    touched = np.isin(table["Entry No."], applications["Outbound Item Entry No."])
    if values.length:
        touched |= np.isin(table["Entry No."], values["Item Ledger Entry No."][made_by_adjustment(values)])
    output = table["Entry Type"] == OUTPUT
    received = np.isin(table["Entry No."], sorted(_revalued_before_invoice(ledger)))
    changed = {
        "Applied Entry to Adjust": (table["Quantity"] > 0) | touched,
        "Invoiced Quantity": np.where(output, 0, table["Invoiced Quantity"]),
        "Completely Invoiced": table["Completely Invoiced"] & ~output & ~received,
    }
    return table.with_columns(changed)


def _revalued_before_invoice(ledger: Ledger) -> set[int]:
    """Receiving legs of transfers that were revalued; not those of an output that had its cost by then (rescaled when invoiced, 4.3)."""
    entries, values, applications = (ledger.table(n) for n in ("Item Ledger Entry", "Value Entry", "Item Application Entry"))
    kinds = {no: (kind, quantity) for no, kind, quantity in entries.tuples(("Entry No.", "Entry Type", "Quantity"))}
    captions = ("Entry No.", "Item Ledger Entry No.")
    revaluations = np.flatnonzero((values["Entry Type"] == REVALUATION) & ~values["Adjustment"])
    found = [(v, e) for v, e in values.tuples(captions, revaluations) if kinds.get(e, (0, 0))[0] == TRANSFER and kinds[e][1] > 0]
    if not found:
        return set()
    own = applications["Item Ledger Entry No."] == applications["Inbound Item Entry No."]
    source = dict(applications.tuples(("Item Ledger Entry No.", "Transferred-from Entry No."), np.flatnonzero(own)))
    invoiced: dict[int, int] = {}
    for number, entry in values.tuples(captions, np.flatnonzero(values["Invoiced Quantity"] != 0)):
        invoiced[entry] = min(number, invoiced.get(entry, number))
    result = set()
    for number, entry in found:
        root = entry
        while source.get(root):
            root = source[root]
        if kinds.get(root, (0, 0))[0] != OUTPUT or invoiced.get(root, number) >= number:
            result.add(entry)
    return result


def _with_blanks(table: Table, *captions: str) -> Table:
    missing = {caption: table[caption] for caption in captions if caption not in table.given}
    return table.with_columns(missing) if missing else table


def _applications(ledger: Ledger) -> Table:
    table = ledger.table("Item Application Entry")
    return table.with_columns({"Outbound Entry is Updated": np.zeros(table.length, dtype=np.bool_)}) if table.length else table


def _items(ledger: Ledger) -> Table:
    table = ledger.table("Item")
    columns = {caption: column for caption, column in table.columns.items() if caption != "Cost is Adjusted"}
    return Table(table.definition, table.length, columns, table.extra, table.origin)


def free_setup(ledger: Ledger) -> list[Table]:
    """Inventory and General Ledger Setup without posting to the G/L and without limits on dates."""
    return [
        _setup(ledger, "Inventory Setup", {"Automatic Cost Posting": False, "Earliest Allowed Valuation Date": 0}),
        _setup(ledger, "General Ledger Setup", {"Allow Posting From": 0, "Allow Posting To": 0}),
    ]


def _setup(ledger: Ledger, name: str, changes: dict[str, Any]) -> Table:
    table = ledger.table(name)
    return table.replace_rows([0], {caption: [value] for caption, value in changes.items()}) if table.length else table


def _order_rows(ledger: Ledger) -> Table:
    """The order rows, all to be adjusted; made from the orders' entries where the export has none."""
    table = ledger.table(ORDERS)
    known = set(table.keys(table.definition.key)) if table.length else set()
    if table.length:
        table = table.with_columns({"Cost is Adjusted": np.zeros(table.length, dtype=np.bool_)})
    return table.concat(table_of(BY_NAME[ORDERS], [row for key, row in order_rows(ledger).items() if key not in known]))


def order_rows(ledger: Ledger) -> dict[tuple[int, str, int], dict[str, Any]]:
    """Per order (line) of the entries the row that the first posting to it would have made, by key.

    A production order line is finished when its table says so, or when an output of it was given its cost.
    """
    entries, lines = ledger.table("Item Ledger Entry"), ledger.table("Prod. Order Line")
    assembly, items = ledger.table("Assembly Header"), ledger.table("Item")
    heads: dict[tuple[int, str, int], dict[str, Any]] = {}
    for row in lines.rows():
        heads[(PRODUCTION, row["Prod. Order No."], row["Line No."])] = row
    for row in assembly.rows():
        heads[(ASSEMBLY, row["No."], 0)] = row
    given = {PRODUCTION: lines.given, ASSEMBLY: assembly.given}
    captions = ("Order Type", "Order No.", "Order Line No.", "Entry Type", "Item No.", "Invoiced Quantity")
    rows = np.flatnonzero(np.isin(entries["Order Type"], (PRODUCTION, ASSEMBLY))) if entries.length else np.zeros(0, np.int64)
    found: dict[tuple[int, str, int], dict[str, Any]] = {}
    for kind, order, line, entry_type, item, invoiced in entries.tuples(captions, rows):
        key = (kind, order, line if kind == PRODUCTION else 0)
        row = found.setdefault(
            key, {"Order Type": kind, "Order No.": order, "Order Line No.": key[2], "Item No.": "", "Is Finished": False}
        )
        made = entry_type not in (CONSUMPTION, 8)
        if made:
            row["Item No."] = row["Item No."] or item
            row["Is Finished"] = row["Is Finished"] or bool(invoiced)
    rates = {no: rest for no, *rest in items.tuples(("No.", "Indirect Cost %", "Overhead Rate"))}
    for key, row in found.items():
        head = heads.get(key, {})
        row["Item No."] = head.get("Item No.", row["Item No."])
        row["Is Finished"] = row["Is Finished"] or head.get("Status") == FINISHED
        row["Routing No."], row["Routing Reference No."] = head.get("Routing No.", ""), head.get("Routing Reference No.", 0)
        item_rates = rates.get(row["Item No."], [0, 0])
        for caption, own in zip(("Indirect Cost %", "Overhead Rate"), item_rates, strict=True):
            row[caption] = head[caption] if head and caption in given[key[0]] else own
    return found
