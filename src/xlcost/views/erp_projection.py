"""The ERP's own projection of the value entries, defects included (gl-posting B2, B6).

One row of RULES says which value entries count in a field and with which sign. Value entries are classified with the
Order Type of the first one of their group (B6, 6); that shows only where production and assembly capacity of one day meet.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import ItemLedgerEntryType, OrderType, ValueEntryType, VarianceType
from xlcost.money import Array, total
from xlcost.posting.rules import AccountType
from xlcost.views.matrix import FIELDS, INVENTORY_TO_WIP, WIP_TO_INTERIM, Projection
from xlcost.views.scope import Scope

_I, _E, _V, _T = ItemLedgerEntryType, ValueEntryType, VarianceType, AccountType
_DIRECT, _REVALUED = (_E.DIRECT_COST,), (_E.DIRECT_COST, _E.REVALUATION)
_EVERY = tuple(t for t in _I if t is not _I.BLANK)
_PRODUCED = (_I.OUTPUT, _I.ASSEMBLY_OUTPUT)
_ADJUSTED = (_I.POSITIVE_ADJMT, _I.NEGATIVE_ADJMT, _I.TRANSFER, _I.ASSEMBLY_CONSUMPTION, _I.ASSEMBLY_OUTPUT)


@dataclass(frozen=True, slots=True)
class _Rule:
    """Value entries of these types add sign x actual (expected) cost to a field."""

    field: str
    item_ledger_entry_types: tuple[ItemLedgerEntryType, ...]
    entry_types: tuple[ValueEntryType, ...] | None  # None = any
    actual: int = 0
    expected: int = 0
    order_type: OrderType | None = None
    variance_type: VarianceType | None = None


def _applied(name: str, kind: ValueEntryType, item_types: tuple[ItemLedgerEntryType, ...]) -> tuple[_Rule, ...]:
    """Direct Cost Applied or Overhead Applied: all, of which inventory (Actual), of which production (WIP)."""
    capacity = (_I.BLANK,)
    return (
        _Rule(f"{name} Actual", item_types, (kind,), -1),
        _Rule(f"{name} Actual", capacity, (kind,), -1, order_type=OrderType.ASSEMBLY),
        _Rule(f"{name} WIP", capacity, (kind,), -1, order_type=OrderType.PRODUCTION),
        _Rule(name, (*item_types, *capacity), (kind,), -1),
    )


RULES: tuple[_Rule, ...] = (
    _Rule("Inventory", _EVERY, None, 1),
    _Rule("Inventory (Interim)", (_I.PURCHASE, _I.SALE, _I.OUTPUT), _REVALUED, expected=1),
    _Rule("WIP Inventory", (_I.CONSUMPTION,), _DIRECT, -1, order_type=OrderType.PRODUCTION),
    _Rule("WIP Inventory", (_I.OUTPUT,), _DIRECT, -1, -1, OrderType.PRODUCTION),
    _Rule("WIP Inventory", (_I.OUTPUT,), (_E.REVALUATION,), 0, -1, OrderType.PRODUCTION),
    _Rule("WIP Inventory", (_I.BLANK,), (_E.DIRECT_COST, _E.INDIRECT_COST), 1, order_type=OrderType.PRODUCTION),
    *_applied("Direct Cost Applied", _E.DIRECT_COST, (_I.PURCHASE,)),
    *_applied("Overhead Applied", _E.INDIRECT_COST, (_I.PURCHASE, *_PRODUCED)),
    _Rule("Purchase Variance", (_I.PURCHASE,), (_E.VARIANCE,), -1),
    _Rule("Inventory Adjmt.", tuple(_I), (_E.ROUNDING, _E.REVALUATION), -1),
    _Rule("Inventory Adjmt.", _ADJUSTED, _DIRECT, -1),
    _Rule("Inventory Adjmt.", (_I.BLANK,), _DIRECT, -1, order_type=OrderType.ASSEMBLY),
    _Rule("Invt. Accrual (Interim)", (_I.PURCHASE,), _REVALUED, expected=-1),
    _Rule("COGS", (_I.SALE,), _DIRECT, -1),
    _Rule("COGS (Interim)", (_I.SALE,), _REVALUED, expected=-1),
    _Rule("Material Variance", _PRODUCED, (_E.VARIANCE,), -1, variance_type=_V.MATERIAL),
    _Rule("Capacity Variance", _PRODUCED, (_E.VARIANCE,), -1, variance_type=_V.CAPACITY),
    _Rule("Subcontracted Variance", _PRODUCED, (_E.VARIANCE,), -1, variance_type=_V.SUBCONTRACTED),
    _Rule("Capacity Overhead Variance", _PRODUCED, (_E.VARIANCE,), -1, variance_type=_V.CAPACITY_OVERHEAD),
    _Rule("Mfg. Overhead Variance", _PRODUCED, (_E.VARIANCE,), -1, variance_type=_V.MANUFACTURING_OVERHEAD),
    _Rule("Material Non-Inventory Variance", _PRODUCED, (_E.VARIANCE,), -1, variance_type=_V.MATERIAL_NON_INVENTORY),
    _Rule(INVENTORY_TO_WIP, (_I.OUTPUT, _I.CONSUMPTION), _DIRECT, 1),
    _Rule(WIP_TO_INTERIM, (_I.OUTPUT,), _REVALUED, expected=-1),
)
WITHOUT_GL = ("Direct Cost Applied Actual", "Direct Cost Applied WIP", "Overhead Applied Actual", "Overhead Applied WIP")
NAMES = tuple(dict.fromkeys(rule.field for rule in RULES))
_GROUP = ("Item No.", "Posting Date", "Item Ledger Entry Type", "Entry Type", "Variance Type", "Item Charge No.", "Location Code")
_FIRST = ("Variant Code", "Global Dimension 1 Code", "Global Dimension 2 Code", "Source Type", "Source No.", "Entry No.")


def erp_fields(ledger: Ledger, scope: Scope) -> dict[str, int]:
    """I of every field of B2: sums over the value entries in scope."""
    chosen = np.flatnonzero(scope.chosen)
    entries = scope.entries
    item_type, entry_type = entries["Item Ledger Entry Type"][chosen], entries["Entry Type"][chosen]
    variance, actual = entries["Variance Type"][chosen], entries["Cost Amount (Actual)"][chosen]
    expected = entries["Cost Amount (Expected)"][chosen]
    order_type = _order_types(scope, chosen)
    non_inventory = bool(ledger.setup("Manufacturing Setup")["Include Non-Inventory Items to Produced Items"])
    sums = dict.fromkeys(NAMES, 0)
    for rule in RULES:
        if rule.variance_type is _V.MATERIAL_NON_INVENTORY and not non_inventory:
            continue
        hit = np.isin(item_type, [int(t) for t in rule.item_ledger_entry_types])
        if rule.entry_types is not None:
            hit &= np.isin(entry_type, [int(t) for t in rule.entry_types])
        if rule.order_type is not None:
            hit &= order_type == int(rule.order_type)
        if rule.variance_type is not None:
            hit &= variance == int(rule.variance_type)
        sums[rule.field] += rule.actual * total(actual[hit]) + rule.expected * total(expected[hit])
    return sums


def _order_types(scope: Scope, chosen: Array) -> Array:
    """Order Type of the first value entry of each one's group."""
    entries = scope.entries
    own: Array = entries["Order Type"][chosen]
    kind = entries["Item Ledger Entry Type"][chosen]
    of_order = (kind == int(_I.CONSUMPTION)) | (kind == int(_I.OUTPUT))
    asked = kind == int(_I.BLANK)
    if bool((own[of_order] != int(OrderType.PRODUCTION)).any()):  # in sound books consumption and output are of production
        asked |= of_order
    places = np.flatnonzero(asked)
    if not len(places):
        return own
    rows = chosen[places]
    group = np.zeros(len(rows), dtype=np.int64)
    for caption in _GROUP:
        codes, names = entries.codes(caption)
        group = np.unique(group * len(names) + codes[rows], return_inverse=True)[1]
    order = np.lexsort((*(entries.codes(c)[0][rows] for c in reversed(_FIRST)), group))
    start = np.ones(len(rows), dtype=np.bool_)
    start[1:] = group[order][1:] != group[order][:-1]
    first = order[np.maximum.accumulate(np.where(start, np.arange(len(rows)), 0))]
    found = own.copy()
    found[places[order]] = own[places[first]]
    return found


def erp_projection(sums: dict[str, int]) -> Projection:
    """The fields as cells and totals of the matrix (B4)."""
    inventory, interim, wip = (FIELDS[t] for t in (_T.INVENTORY, _T.INVENTORY_INTERIM, _T.WIP_INVENTORY))
    cells = {
        (INVENTORY_TO_WIP, inventory): -sums[INVENTORY_TO_WIP],
        (INVENTORY_TO_WIP, wip): sums[INVENTORY_TO_WIP],
        (WIP_TO_INTERIM, interim): sums[WIP_TO_INTERIM],
        (WIP_TO_INTERIM, wip): -sums[WIP_TO_INTERIM],
    }
    totals: dict[AccountType, int] = {}
    for account_type, name in FIELDS.items():
        if name not in sums:
            continue
        totals[account_type] = sums[name]
        if name in ("COGS (Interim)", "Invt. Accrual (Interim)"):
            cells[name, interim] = sums[name]
        elif name in ("Direct Cost Applied", "Overhead Applied"):
            cells[name, inventory] = sums[f"{name} Actual"]
            cells[name, wip] = sums[f"{name} WIP"]
        elif name not in (inventory, interim, wip):
            cells[name, inventory] = sums[name]
    return Projection(cells, totals)
