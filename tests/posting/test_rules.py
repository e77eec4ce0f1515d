"""The account table (gl-posting A4): 34 combinations, one value entry each."""

from decimal import Decimal

import pytest

from gl_books import GENERAL_FIELDS, INVENTORY_FIELDS, company, value
from xlcost import post_inventory_cost
from xlcost.posting.rules import PAIRS, RULES, SETUP_FIELD, AccountType, Only, rule_index

INTERIM, ACCRUAL, INVENTORY, WIP = "Inventory (Interim)", "Invt. Accrual (Interim)", "Inventory", "WIP Inventory"
ADJMT, DIRECT, OVERHEAD, COGS, COGS_INTERIM = "Inventory Adjmt.", "Direct Cost Applied", "Overhead Applied", "COGS", "COGS (Interim)"
ASSEMBLY, VALUED = ("Assembly Consumption", "Assembly Output"), ("Direct Cost", "Revaluation", "Rounding")
ADJUSTMENTS = ("Positive Adjmt.", "Negative Adjmt.", "Transfer")

# item ledger entry type, entry type, variance type, expected?, account, balancing account
MATRIX = [
    ("Purchase", "Direct Cost", "", True, INTERIM, ACCRUAL),
    ("Purchase", "Direct Cost", "", False, INVENTORY, DIRECT),
    ("Purchase", "Indirect Cost", "", False, INVENTORY, OVERHEAD),
    ("Purchase", "Variance", "Purchase", False, INVENTORY, "Purchase Variance"),
    ("Purchase", "Revaluation", "", False, INVENTORY, ADJMT),
    ("Purchase", "Rounding", "", False, INVENTORY, ADJMT),
    ("Sale", "Direct Cost", "", True, INTERIM, COGS_INTERIM),
    ("Sale", "Direct Cost", "", False, INVENTORY, COGS),
    ("Sale", "Revaluation", "", False, INVENTORY, ADJMT),
    ("Sale", "Rounding", "", False, INVENTORY, ADJMT),
    *((kind, entry_type, "", False, INVENTORY, ADJMT) for kind in ADJUSTMENTS for entry_type in ("Direct Cost", "Revaluation", "Rounding")),
    ("Consumption", "Direct Cost", "", False, INVENTORY, WIP),
    ("Consumption", "Revaluation", "", False, INVENTORY, ADJMT),
    ("Consumption", "Rounding", "", False, INVENTORY, ADJMT),
    ("Output", "Direct Cost", "", True, INTERIM, WIP),
    ("Output", "Direct Cost", "", False, INVENTORY, WIP),
    ("Output", "Indirect Cost", "", False, INVENTORY, OVERHEAD),
    ("Output", "Variance", "Material", False, INVENTORY, "Material Variance"),
    ("Output", "Variance", "Capacity", False, INVENTORY, "Capacity Variance"),
    ("Output", "Variance", "Subcontracted", False, INVENTORY, "Subcontracted Variance"),
    ("Output", "Variance", "Capacity Overhead", False, INVENTORY, "Cap. Overhead Variance"),
    ("Output", "Variance", "Manufacturing Overhead", False, INVENTORY, "Mfg. Overhead Variance"),
    ("Output", "Revaluation", "", False, INVENTORY, ADJMT),
    ("Output", "Rounding", "", False, INVENTORY, ADJMT),
    ("", "Direct Cost", "", False, WIP, DIRECT),
    ("", "Indirect Cost", "", False, WIP, OVERHEAD),
]
FURTHER = [
    ("Purchase", "Revaluation", "", True, INTERIM, ACCRUAL),
    ("Sale", "Revaluation", "", True, INTERIM, COGS_INTERIM),
    ("Output", "Revaluation", "", True, INTERIM, WIP),
    *((kind, "Direct Cost", "", True, INTERIM, COGS_INTERIM) for kind in ADJUSTMENTS),
    *((kind, entry, "", False, INVENTORY, ADJMT) for kind in ASSEMBLY for entry in VALUED),
    ("Assembly Output", "Indirect Cost", "", False, INVENTORY, OVERHEAD),
    ("Assembly Output", "Variance", "Capacity", False, INVENTORY, "Capacity Variance"),
]  # fmt: skip


def account(caption):
    """Account of a type at blank / RAW, blank / RETAIL in the test company."""
    table, field = SETUP_FIELD[next(t for t in AccountType if t.caption == caption)]
    fields, first = (INVENTORY_FIELDS, "2") if table == "Inventory Posting Setup" else (GENERAL_FIELDS, "7")
    return f"{first}00{fields.index(field) + 1}"


def ordinal(caption):
    return next(int(t) for t in AccountType if t.caption == caption)


def test_the_specification_counts_34_combinations():
    assert len(MATRIX) == 34


@pytest.mark.parametrize(("kind", "entry_type", "variance", "expected", "debit", "credit"), [*MATRIX, *FURTHER])
def test_one_value_entry_posts_one_pair(kind, entry_type, variance, expected, debit, credit):
    amount = Decimal("3.14")
    cost = {"expected": amount} if expected else {"actual": amount}
    entry = value(
        1,
        kind,
        entry_type,
        **cost,
        **{"Variance Type": variance, "Expected Cost": expected, "Order Type": "Production" if not kind else ""},
    )
    out = post_inventory_cost(company([entry]))
    entries = out.added["G/L Entry"]
    assert {e["G/L Account No."]: e["Amount"] for e in entries} == {account(debit): amount, account(credit): -amount}
    assert len(entries) == 2
    if ordinal(debit) < ordinal(credit):
        assert entries[0]["Amount"] == amount
    assert len(out.added["G/L - Item Ledger Relation"]) == 2


def test_assembly_resources_post_to_inventory_adjustment():
    for entry_type, credit in (("Direct Cost", DIRECT), ("Indirect Cost", OVERHEAD)):
        out = post_inventory_cost(company([value(1, "", entry_type, 5, **{"Order Type": "Assembly"})]))
        assert {e["G/L Account No."]: e["Amount"] for e in out.added["G/L Entry"]} == {account(ADJMT): 5, account(credit): -5}


def test_non_inventory_rows_need_the_manufacturing_setting():
    entries = [
        value(1, "Output", "Direct Cost - Non Inventory", 5),
        value(2, "Output", "Variance", 2, **{"Variance Type": "Material - Non Inventory"}),
    ]
    off = post_inventory_cost(company(entries))
    assert [s["Code"] for s in off.skipped] == ["E01", "E01"]
    on = post_inventory_cost(company(entries, more={"Manufacturing Setup": [{"Include Non-Inventory Items to Produced Items": True}]}))
    accounts = {e["G/L Account No."] for e in on.added["G/L Entry"]}
    assert accounts == {account(INVENTORY), account("Direct Cost Non-Inventory Applied"), account("Material - Non Inventory Variance")}


def test_no_combination_has_more_rules_than_slots():
    for setting in (False, True):
        index = rule_index(setting)
        assert index.shape[-1] == PAIRS
        used = set(index[index >= 0].tolist())
        assert used == {n for n, r in enumerate(RULES) if setting or r.only is not Only.NON_INVENTORY}


def test_every_rule_moves_money_between_two_different_types():
    assert all(rule.account is not rule.balancing_account for rule in RULES)
    assert set(SETUP_FIELD) == set(AccountType)
