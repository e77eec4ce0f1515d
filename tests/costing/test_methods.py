"""The five costing methods: the dict that holds them, and the same three layers sold by each (costing-engine.md 3, 8.1)."""

from decimal import Decimal

import pytest

from tests.costing.book import one
from xlcost.costing.methods import BY_ORDINAL, METHODS
from xlcost.ledger.options import CostingMethod

LAYERS = """
    Type     | Date       | Item | Qty | Amount
    Purchase | 2024-01-01 | A    | 1   | 10
    Purchase | 2024-01-01 | A    | 1   | 20
    Purchase | 2024-01-01 | A    | 1   | 30
"""
SALES = """
    Type | Date       | Item | Qty | Applies-to
    Sale | 2024-02-01 | A    | 1   | {}
    Sale | 2024-03-01 | A    | 1   | {}
    Sale | 2024-04-01 | A    | 1   | {}
"""
ISSUES = {
    CostingMethod.FIFO: ("-10.00", "-20.00", "-30.00"),
    CostingMethod.LIFO: ("-30.00", "-20.00", "-10.00"),
    CostingMethod.AVERAGE: ("-20.00", "-20.00", "-20.00"),
    CostingMethod.STANDARD: ("-15.00", "-15.00", "-15.00"),
    CostingMethod.SPECIFIC: ("-20.00", "-30.00", "-10.00"),
}


def test_every_method_of_the_enum_has_its_record_and_is_found_by_its_ordinal() -> None:
    assert set(METHODS) == set(CostingMethod) == set(ISSUES)
    assert [BY_ORDINAL[m] for m in CostingMethod] == [METHODS[m] for m in CostingMethod]
    assert len({method.meaning for method in METHODS.values()}) == len(METHODS)


@pytest.mark.parametrize("method", CostingMethod)
def test_three_layers_sold_one_by_one_leave_nothing(method: CostingMethod) -> None:
    book = one(method.caption, "15" if method is CostingMethod.STANDARD else "0").post(LAYERS)
    named = (2, 3, 1) if method is CostingMethod.SPECIFIC else ("", "", "")
    book.post(SALES.format(*named)).adjust()
    received = ("15.00", "15.00", "15.00") if method is CostingMethod.STANDARD else ("10.00", "20.00", "30.00")
    book.costs(*received, *ISSUES[method]).inventory("A", "0", "0")


@pytest.mark.parametrize("method", CostingMethod)
def test_ten_for_three_sold_in_thirds_leave_not_a_cent(method: CostingMethod) -> None:
    """R1: 3 for 10.00; what a third cannot hold is in the last issue (Average) or in a Rounding entry of the layer."""
    book = one(method.caption, "3.33333").post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-01 | A | 3 | 10")
    book.post(SALES.format(*((1, 1, 1) if method is CostingMethod.SPECIFIC else ("", "", "")))).adjust()
    book.inventory("A", "0", "0")
    issues = [r["Cost Amount (Actual)"] for r in book.ledger.records("Item Ledger Entry")][1:]
    last = Decimal("-3.34") if method is CostingMethod.AVERAGE else Decimal("-3.33")
    assert issues == [Decimal("-3.33"), last, Decimal("-3.33")]


@pytest.mark.parametrize("method", [m for m in CostingMethod if m is not CostingMethod.SPECIFIC])
def test_a_backdated_issue_applies_to_nothing_again(method: CostingMethod) -> None:
    """3: existing applications stay as they were when an issue is entered late with an early date."""
    book = one(method.caption, "10").post(LAYERS).post("Type | Date | Item | Qty\nSale | 2024-02-01 | A | 2")
    before = book.ledger.records("Item Application Entry")
    book.post("Type | Date | Item | Qty\nSale | 2024-01-15 | A | 1")
    assert book.ledger.records("Item Application Entry")[: len(before)] == before


@pytest.mark.parametrize("method", ["FIFO", "LIFO"])
def test_a_rounding_entry_is_no_part_of_what_a_later_charge_passes_on(method: str) -> None:
    """4.6, 5.3. 10.01 for 3, sold one by one: 3.34 each, Rounding +0.01. 0.02 of freight: 10.03 / 3 = 3.34, so the sales stay and the
    Rounding comes to -0.01. With the first Rounding in the layer a share would be 10.04 / 3 = 3.35."""
    book = one(method).post("""
        Type     | Date       | Item | Qty | Amount
        Purchase | 2024-01-01 | A    | 3   | 10.01
        Sale     | 2024-01-02 | A    | 1   |
        Sale     | 2024-01-03 | A    | 1   |
        Sale     | 2024-01-04 | A    | 1   |
    """).adjust().costs("10.02", "-3.34", "-3.34", "-3.34")
    book.post("Type | Date | Item | Qty | Invoiced | Amount | For entry | Charge\nPurchase | 2024-01-05 | A | 0 | 3 | 0.02 | 1 | FREIGHT")
    book.adjust().costs("10.02", "-3.34", "-3.34", "-3.34")
    rounding = [v["Cost Amount (Actual)"] for v in book.ledger.records("Value Entry") if v["Entry Type"] == "Rounding"]
    assert rounding == [Decimal("0.01"), Decimal("-0.02")]
