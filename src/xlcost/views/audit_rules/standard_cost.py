"""Rule G18: orders of Standard items whose first adjustment would find no cost shares (costing-engine.md 4.7, step 2).

The standard of the first adjustment is the single-level cost shares of the item - of the stockkeeping unit of the first output
with *Load SKU Cost on Manufacturing* -, not its Standard Cost. Where the shares were not exported, or belong to the item while
the unit has a Standard Cost alone, the output is valued at nothing, the actual cost becomes variance, and sales take it out
again at standard cost. Worked example: C, Standard Cost 22.00, no shares; order P1 consumed 24.00 for one piece. Direct Cost
24.00, variance -24.00: the piece stands at 0.00.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from xlcost.ledger.options import CostingMethod, ItemLedgerEntryType, OrderStatus, OrderType
from xlcost.money import to_decimal
from xlcost.problems import Severity
from xlcost.views.audit_rules.books import Books
from xlcost.views.audit_rules.check import Check, Hits, of_names

_SHARES = (
    "Single-Level Material Cost", "Single-Level Capacity Cost", "Single-Level Subcontrd. Cost", "Single-Level Cap. Ovhd Cost",
    "Single-Level Mfg. Ovhd Cost",
)  # fmt: skip
_NAMED = 3  # orders of one finding


class Source(NamedTuple):
    """Where the standard of an order comes from: an item (blank location and variant), or one of its stockkeeping units."""

    item: str
    location: str
    variant: str


def _orders(books: Books) -> Iterator[tuple[int, str, int, str]]:
    """(order type, number, line, item) of each order line whose first adjustment is still to come."""
    rows = books.ledger.table("Inventory Adjmt. Entry (Order)")
    known = set()
    for kind, number, line, item, done in rows.tuples(("Order Type", "Order No.", "Order Line No.", "Item No.", "Completely Invoiced")):
        known.add((kind, number, line))
        if not done:
            yield kind, number, line, item
    lines = books.ledger.table("Prod. Order Line")
    released = np.flatnonzero(lines["Status"] == int(OrderStatus.RELEASED))
    for number, line, item in lines.tuples(("Prod. Order No.", "Line No.", "Item No."), released):
        if (int(OrderType.PRODUCTION), number, line) not in known:  # nothing was posted for it yet
            yield int(OrderType.PRODUCTION), number, line, item


def _places(books: Books) -> dict[tuple[int, str, int], tuple[str, str]]:
    """(location, variant) of the first output of each order line, else of its Prod. Order Line."""
    lines = books.ledger.table("Prod. Order Line")
    found = {
        (int(OrderType.PRODUCTION), number, line): (location, variant)
        for number, line, location, variant in lines.tuples(("Prod. Order No.", "Line No.", "Location Code", "Variant Code"))
    }
    entries = books.entries
    outputs = np.flatnonzero(np.isin(entries["Entry Type"], [int(ItemLedgerEntryType.OUTPUT), int(ItemLedgerEntryType.ASSEMBLY_OUTPUT)]))
    captions = ("Order Type", "Order No.", "Order Line No.", "Location Code", "Variant Code")
    for kind, number, line, location, variant in entries.tuples(captions, outputs[np.argsort(-entries["Entry No."][outputs])]):
        found[kind, number, line] = (location, variant)  # the first one comes last
    return found


def _standards(books: Books) -> dict[Source, tuple[int, int]]:
    """(Standard Cost, sum of the shares) of each Standard item and of its stockkeeping units."""
    items, units = books.ledger.table("Item"), books.ledger.table("Stockkeeping Unit")
    standard = np.flatnonzero(items["Costing Method"] == int(CostingMethod.STANDARD))
    found = {Source(no, "", ""): (cost, sum(shares)) for no, cost, *shares in items.tuples(("No.", "Standard Cost", *_SHARES), standard)}
    own = {source.item for source in found}
    captions = ("Item No.", "Location Code", "Variant Code", "Standard Cost", "Unit Cost", *_SHARES)
    for item, location, variant, cost, unit, *shares in units.tuples(captions):
        if item in own and (location or variant):
            found[Source(item, location, variant)] = (cost or unit, sum(shares))
    return found


def _without_shares(books: Books) -> Hits:
    standards, places = _standards(books), _places(books)
    by_unit = books.ledger.setup("Manufacturing Setup")["Load SKU Cost on Manufacturing"]
    waiting: dict[Source, list[str]] = {}
    for kind, number, line, item in _orders(books):
        source = Source(item, *places.get((kind, number, line), ("", ""))) if by_unit else Source(item, "", "")
        if source not in standards:
            source = Source(item, "", "")
        cost, shares = standards.get(source, (0, 0))
        if cost and not shares:
            waiting.setdefault(source, []).append(number)
    sources = sorted(waiting)
    orders = [list(dict.fromkeys(waiting[s])) for s in sources]
    names = {"Item No.": [s.item for s in sources], "Location Code": [s.location for s in sources], "Order No.": [o[0] for o in orders]}
    facts: dict[str, list[Any]] = {
        "what": [_words(s) for s in sources],
        "cost": [to_decimal(standards[s][0]) for s in sources],
        "orders": [", ".join(o[:_NAMED]) + (f" and {len(o) - _NAMED:,} more" if len(o) > _NAMED else "") for o in orders],
    }
    return of_names(names, facts)


def _words(source: Source) -> str:
    if not source.location and not source.variant:
        return "The item"
    return f"The stockkeeping unit {source.location or '(blank)'}{f', variant {source.variant},' if source.variant else ''}"


CHECKS = (
    Check(
        "G18",
        "G",
        Severity.WARNING,
        "Standard item or stockkeeping unit with a Standard Cost and no single-level cost shares, while orders wait for their first adjustment",
        "{what} has Standard Cost {cost} and no single-level cost shares; the output of {orders} would be valued at 0.",
        "Fill the Single-Level Cost columns of Item or Stockkeeping Unit (in the ERP: Calculate Standard Cost), or set Load SKU Cost on Manufacturing to No.",
        _without_shares,
    ),
)
