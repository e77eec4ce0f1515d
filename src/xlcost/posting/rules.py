"""THE account table of Post Inventory Cost to G/L, as data (gl-posting A4).

One row says: value entries of these item ledger entry types and entry types post this amount to the account and
the opposite amount to the balancing account. Several rows may apply to one value entry: an invoice of an expected
receipt posts the interim pair backwards (row with EXPECTED) and the final pair (row with ACTUAL); consumption of an
order that was finished without output posts its pair and takes the amount out of WIP again.

Worked example: a sale with Cost Amount (Actual) -150 and Cost Amount (Expected) +150 matches two rows and posts
+150 Inventory (Interim) / -150 COGS (Interim) and -150 Inventory / +150 COGS. Nothing else in xlcost knows an account.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import product

import numpy as np

from xlcost.ledger.options import ItemLedgerEntryType, Option, ValueEntryType, VarianceType
from xlcost.money import Array


class AccountType(Option):
    """What an account is for (gl-posting A4.2); the ordinal fixes the order of the G/L entries."""

    INVENTORY_INTERIM = 0, "Inventory (Interim)"
    INVT_ACCRUAL_INTERIM = 1, "Invt. Accrual (Interim)"
    INVENTORY = 2, "Inventory"
    WIP_INVENTORY = 3, "WIP Inventory"
    INVENTORY_ADJMT = 4, "Inventory Adjmt."
    DIRECT_COST_APPLIED = 5, "Direct Cost Applied"
    OVERHEAD_APPLIED = 6, "Overhead Applied"
    PURCHASE_VARIANCE = 7, "Purchase Variance"
    COGS = 8, "COGS"
    COGS_INTERIM = 9, "COGS (Interim)"
    MATERIAL_VARIANCE = 10, "Material Variance"
    CAPACITY_VARIANCE = 11, "Capacity Variance"
    SUBCONTRACTED_VARIANCE = 12, "Subcontracted Variance"
    CAP_OVERHEAD_VARIANCE = 13, "Cap. Overhead Variance"
    MFG_OVERHEAD_VARIANCE = 14, "Mfg. Overhead Variance"
    DIRECT_COST_NON_INVENTORY_APPLIED = 15, "Direct Cost Non-Inventory Applied"
    MATERIAL_NON_INVENTORY_VARIANCE = 16, "Material - Non Inventory Variance"


INVENTORY_SETUP, GENERAL_SETUP = "Inventory Posting Setup", "General Posting Setup"

# Account type -> (setup table, field of that table) (gl-posting A4.2)
SETUP_FIELD: dict[AccountType, tuple[str, str]] = {
    AccountType.INVENTORY_INTERIM: (INVENTORY_SETUP, "Inventory Account (Interim)"),
    AccountType.INVT_ACCRUAL_INTERIM: (GENERAL_SETUP, "Invt. Accrual Acc. (Interim)"),
    AccountType.INVENTORY: (INVENTORY_SETUP, "Inventory Account"),
    AccountType.WIP_INVENTORY: (INVENTORY_SETUP, "WIP Account"),
    AccountType.INVENTORY_ADJMT: (GENERAL_SETUP, "Inventory Adjmt. Account"),
    AccountType.DIRECT_COST_APPLIED: (GENERAL_SETUP, "Direct Cost Applied Account"),
    AccountType.OVERHEAD_APPLIED: (GENERAL_SETUP, "Overhead Applied Account"),
    AccountType.PURCHASE_VARIANCE: (GENERAL_SETUP, "Purchase Variance Account"),
    AccountType.COGS: (GENERAL_SETUP, "COGS Account"),
    AccountType.COGS_INTERIM: (GENERAL_SETUP, "COGS Account (Interim)"),
    AccountType.MATERIAL_VARIANCE: (INVENTORY_SETUP, "Material Variance Account"),
    AccountType.CAPACITY_VARIANCE: (INVENTORY_SETUP, "Capacity Variance Account"),
    AccountType.SUBCONTRACTED_VARIANCE: (INVENTORY_SETUP, "Subcontracted Variance Account"),
    AccountType.CAP_OVERHEAD_VARIANCE: (INVENTORY_SETUP, "Cap. Overhead Variance Account"),
    AccountType.MFG_OVERHEAD_VARIANCE: (INVENTORY_SETUP, "Mfg. Overhead Variance Account"),
    AccountType.DIRECT_COST_NON_INVENTORY_APPLIED: (GENERAL_SETUP, "Direct Cost Non-Inventory Applied Account"),
    AccountType.MATERIAL_NON_INVENTORY_VARIANCE: (INVENTORY_SETUP, "Material Non-Inventory Variance Account"),
}
IN_INVENTORY_SETUP: Array = np.array([SETUP_FIELD[t][0] == INVENTORY_SETUP for t in AccountType])


class Basis(Enum):
    """Which amount of the value entry a row posts."""

    ACTUAL = "Cost Amount (Actual)"
    EXPECTED = "Cost Amount (Expected)"


class Only(Enum):
    """When a row applies."""

    ALWAYS = ""
    ASSEMBLY = "Order Type is Assembly"
    NOT_ASSEMBLY = "Order Type is not Assembly"
    WITHOUT_OUTPUT = "the order was finished without output (in addition)"
    NON_INVENTORY = "Include Non-Inventory Items to Produced Items"


@dataclass(frozen=True, slots=True)
class AccountRule:
    """+amount to `account`, -amount to `balancing_account`, for each of the listed types."""

    item_ledger_entry_types: tuple[ItemLedgerEntryType, ...]
    entry_types: tuple[ValueEntryType, ...]
    basis: Basis
    account: AccountType
    balancing_account: AccountType
    variance_type: VarianceType | None = None  # None = any
    only: Only = Only.ALWAYS


_I, _E, _V, _T = ItemLedgerEntryType, ValueEntryType, VarianceType, AccountType
_PURCHASE, _SALE, _CONSUMPTION, _OUTPUT, _CAPACITY = (_I.PURCHASE,), (_I.SALE,), (_I.CONSUMPTION,), (_I.OUTPUT,), (_I.BLANK,)
_ADJUSTMENT = (_I.POSITIVE_ADJMT, _I.NEGATIVE_ADJMT, _I.TRANSFER)
_ASSEMBLY = (_I.ASSEMBLY_CONSUMPTION, _I.ASSEMBLY_OUTPUT)
_PRODUCED = (_I.OUTPUT, _I.ASSEMBLY_OUTPUT)
_DIRECT, _INDIRECT, _REVALUATION, _ROUNDING = (_E.DIRECT_COST,), (_E.INDIRECT_COST,), (_E.REVALUATION,), (_E.ROUNDING,)
_VARIANCE, _REVALUED = (_E.VARIANCE,), (_E.REVALUATION, _E.ROUNDING)
_EXPECTED, _ACTUAL = Basis.EXPECTED, Basis.ACTUAL
_R = AccountRule

# fmt: off
RULES: tuple[AccountRule, ...] = (
    _R(_PURCHASE,    _DIRECT,      _EXPECTED, _T.INVENTORY_INTERIM, _T.INVT_ACCRUAL_INTERIM),
    _R(_PURCHASE,    _DIRECT,      _ACTUAL,   _T.INVENTORY,         _T.DIRECT_COST_APPLIED),
    _R(_PURCHASE,    _INDIRECT,    _ACTUAL,   _T.INVENTORY,         _T.OVERHEAD_APPLIED),
    _R(_PURCHASE,    _VARIANCE,    _ACTUAL,   _T.INVENTORY,         _T.PURCHASE_VARIANCE, _V.PURCHASE),
    _R(_PURCHASE,    _REVALUATION, _EXPECTED, _T.INVENTORY_INTERIM, _T.INVT_ACCRUAL_INTERIM),
    _R(_PURCHASE,    _REVALUED,    _ACTUAL,   _T.INVENTORY,         _T.INVENTORY_ADJMT),
    _R(_SALE,        _DIRECT,      _EXPECTED, _T.INVENTORY_INTERIM, _T.COGS_INTERIM),
    _R(_SALE,        _DIRECT,      _ACTUAL,   _T.INVENTORY,         _T.COGS),
    _R(_SALE,        _REVALUATION, _EXPECTED, _T.INVENTORY_INTERIM, _T.COGS_INTERIM),
    _R(_SALE,        _REVALUED,    _ACTUAL,   _T.INVENTORY,         _T.INVENTORY_ADJMT),
    _R(_ADJUSTMENT,  _DIRECT,      _EXPECTED, _T.INVENTORY_INTERIM, _T.COGS_INTERIM),  # service shipments
    _R(_ADJUSTMENT,  _DIRECT,      _ACTUAL,   _T.INVENTORY,         _T.INVENTORY_ADJMT),
    _R(_ADJUSTMENT,  _REVALUED,    _ACTUAL,   _T.INVENTORY,         _T.INVENTORY_ADJMT),
    _R(_CONSUMPTION, _DIRECT,      _ACTUAL,   _T.INVENTORY,         _T.WIP_INVENTORY),
    _R(_CONSUMPTION, _DIRECT,      _ACTUAL,   _T.WIP_INVENTORY,     _T.INVENTORY_ADJMT, only=Only.WITHOUT_OUTPUT),
    _R(_CONSUMPTION, _REVALUED,    _ACTUAL,   _T.INVENTORY,         _T.INVENTORY_ADJMT),
    _R(_OUTPUT,      _DIRECT,      _EXPECTED, _T.INVENTORY_INTERIM, _T.WIP_INVENTORY),
    _R(_OUTPUT,      _DIRECT,      _ACTUAL,   _T.INVENTORY,         _T.WIP_INVENTORY),
    _R(_OUTPUT,      (_E.DIRECT_COST_NON_INVENTORY,), _ACTUAL, _T.INVENTORY, _T.DIRECT_COST_NON_INVENTORY_APPLIED, only=Only.NON_INVENTORY),
    _R(_OUTPUT,      _INDIRECT,    _ACTUAL,   _T.INVENTORY,         _T.OVERHEAD_APPLIED),
    _R(_OUTPUT,      _REVALUATION, _EXPECTED, _T.INVENTORY_INTERIM, _T.WIP_INVENTORY),
    _R(_OUTPUT,      _REVALUED,    _ACTUAL,   _T.INVENTORY,         _T.INVENTORY_ADJMT),
    _R(_PRODUCED,    _VARIANCE,    _ACTUAL,   _T.INVENTORY,         _T.MATERIAL_VARIANCE, _V.MATERIAL),
    _R(_OUTPUT,      _VARIANCE,    _ACTUAL,   _T.INVENTORY,         _T.MATERIAL_NON_INVENTORY_VARIANCE, _V.MATERIAL_NON_INVENTORY,
       Only.NON_INVENTORY),
    _R(_PRODUCED,    _VARIANCE,    _ACTUAL,   _T.INVENTORY,         _T.CAPACITY_VARIANCE, _V.CAPACITY),
    _R(_PRODUCED,    _VARIANCE,    _ACTUAL,   _T.INVENTORY,         _T.SUBCONTRACTED_VARIANCE, _V.SUBCONTRACTED),
    _R(_PRODUCED,    _VARIANCE,    _ACTUAL,   _T.INVENTORY,         _T.CAP_OVERHEAD_VARIANCE, _V.CAPACITY_OVERHEAD),
    _R(_PRODUCED,    _VARIANCE,    _ACTUAL,   _T.INVENTORY,         _T.MFG_OVERHEAD_VARIANCE, _V.MANUFACTURING_OVERHEAD),
    _R(_ASSEMBLY,    _DIRECT,      _ACTUAL,   _T.INVENTORY,         _T.INVENTORY_ADJMT),
    _R(_ASSEMBLY,    _REVALUED,    _ACTUAL,   _T.INVENTORY,         _T.INVENTORY_ADJMT),
    _R((_I.ASSEMBLY_OUTPUT,), _INDIRECT, _ACTUAL, _T.INVENTORY,     _T.OVERHEAD_APPLIED),
    _R(_CAPACITY,    _DIRECT,      _ACTUAL,   _T.WIP_INVENTORY,     _T.DIRECT_COST_APPLIED, only=Only.NOT_ASSEMBLY),
    _R(_CAPACITY,    _DIRECT,      _ACTUAL,   _T.INVENTORY_ADJMT,   _T.WIP_INVENTORY, only=Only.WITHOUT_OUTPUT),
    _R(_CAPACITY,    _INDIRECT,    _ACTUAL,   _T.WIP_INVENTORY,     _T.OVERHEAD_APPLIED, only=Only.NOT_ASSEMBLY),
    _R(_CAPACITY,    _DIRECT,      _ACTUAL,   _T.INVENTORY_ADJMT,   _T.DIRECT_COST_APPLIED, only=Only.ASSEMBLY),
    _R(_CAPACITY,    _INDIRECT,    _ACTUAL,   _T.INVENTORY_ADJMT,   _T.OVERHEAD_APPLIED, only=Only.ASSEMBLY),
)
# fmt: on

PAIRS = 2  # at most two pairs per value entry
SHAPE = (len(_I), max(int(e) for e in _E) + 1, len(_V), 2, 2)  # types, then: assembly order, order finished without output


def _applies(rule: AccountRule, assembly: int, without_output: int, non_inventory: bool) -> bool:
    return {
        Only.ALWAYS: True,
        Only.ASSEMBLY: bool(assembly),
        Only.NOT_ASSEMBLY: not assembly,
        Only.WITHOUT_OUTPUT: bool(without_output) and not assembly,
        Only.NON_INVENTORY: non_inventory,
    }[rule.only]


@lru_cache(maxsize=2)
def rule_index(non_inventory: bool) -> Array:
    """Numbers of the rules (in RULES) of every combination, -1 for none: shape (*SHAPE, PAIRS), in the order of RULES."""
    index = np.full((*SHAPE, PAIRS), -1, dtype=np.int64)
    for number, rule in enumerate(RULES):
        variances = list(_V) if rule.variance_type is None else [rule.variance_type]
        for combination in product(rule.item_ledger_entry_types, rule.entry_types, variances, (0, 1), (0, 1)):
            if _applies(rule, combination[3], combination[4], non_inventory):
                slots = index[combination]
                slots[int((slots >= 0).sum())] = number
    index.setflags(write=False)
    return index


ACCOUNT_OF_RULE: Array = np.array([[int(r.account), int(r.balancing_account)] for r in RULES])
EXPECTED_RULE: Array = np.array([r.basis is Basis.EXPECTED for r in RULES])
