"""G18: a Standard item or stockkeeping unit without cost shares, while an order waits that would take them (costing-engine.md 4.7)."""

from typing import Any

import pytest
from tests.costing.book import ASSEMBLY, PRODUCTION, Book
from tests.costing.test_production import MADE, factory

from xlcost import audit_costs

UNIT = {"Item No.": "P", "Location Code": "BLUE", "Standard Cost": 13}
IN_BLUE = MADE.replace("Qty |", "Qty | Location |").replace("| 4   |", "| 4 | |").replace("|     | 2", "| | BLUE | 2")


def warned(book: Book) -> list[tuple[Any, ...]]:
    """Item, location, order and text of each finding."""
    return [(f["Item No."], f["Location Code"], f["Order No."], f["text"]) for f in audit_costs(book.ledger, ["G18"])]


def made(load: bool = True, unit: dict[str, Any] | None = None, product: str = "Standard | 11 | | | 11 | | ") -> Book:
    """A Standard product with shares, its stockkeeping unit, and an order that made 2 pieces in BLUE."""
    tables = {"Stockkeeping Unit": [{**UNIT, **(unit or {})}], "Manufacturing Setup": [{"Load SKU Cost on Manufacturing": load}]}
    return factory(product, **tables).post(IN_BLUE, **PRODUCTION)


def test_the_unit_without_shares_is_named_before_its_output_is_valued_at_nothing() -> None:
    """P costs 11.00 by its own shares; its unit in BLUE has a Standard Cost of 13.00 alone: 2 pieces for 20.00 come out at 0.00."""
    book = made()
    (found,) = warned(book)
    assert found[:3] == ("P", "BLUE", "P1")
    assert found[3] == "The stockkeeping unit BLUE has Standard Cost 13.00 and no single-level cost shares; the output of P1 would be valued at 0."
    book.finish()
    assert warned(book) == [found]
    book.adjust()
    values = [v for v in book.ledger.records("Value Entry") if v["Item Ledger Entry Type"] == "Output"]
    assert sum(v["Cost Amount (Actual)"] for v in values) == 0
    assert warned(book) == []  # nothing is left to be warned of: the order has its cost


@pytest.mark.parametrize(
    ("load", "unit", "product"),
    [
        (True, {"Single-Level Material Cost": 13}, "Standard | 11 | | | 11 | | "),  # the unit has shares
        (True, {"Location Code": "RED"}, "Standard | 11 | | | 11 | | "),  # another unit: the item's shares count
        (True, {"Standard Cost": 0}, "Standard | 11 | | | 11 | | "),  # no Standard Cost: nothing is lost
        (False, {}, "Standard | 11 | | | 11 | | "),  # the setup takes the item's shares
        (True, {}, "FIFO | 11 | | | | | "),  # no Standard item
    ],
)
def test_nothing_is_said_where_the_shares_are_there_or_not_needed(load: bool, unit: dict[str, Any], product: str) -> None:
    assert warned(made(load, unit, product)) == []


def test_an_item_without_shares_is_named_whatever_the_setup_says_of_units() -> None:
    for load in (True, False):
        found = warned(made(load, {"Location Code": "RED"}, "Standard | 11 | | | | | "))
        assert [f[:3] for f in found] == [("P", "", "P1")]
        assert found[0][3].startswith("The item has Standard Cost 11.00")


def test_a_released_order_without_any_entry_counts_and_many_orders_are_one_finding() -> None:
    lines = [{"Status": "Released", "Prod. Order No.": f"P{n}", "Line No.": 10000, "Item No.": "P"} for n in range(1, 6)]
    lines.append({"Status": "Finished", "Prod. Order No.": "P9", "Line No.": 10000, "Item No.": "P"})
    (found,) = warned(factory("Standard | 11 | | | | | ", **{"Prod. Order Line": lines}))
    assert found[3].endswith("the output of P1, P2, P3 and 2 more would be valued at 0.")


def test_a_kit_counts_too() -> None:
    book = Book("No. | Method | Standard Cost\nCOMP | FIFO |\nK | Standard | 9", **{"Assembly Header": [{"No.": "A1", "Item No.": "K"}]})
    book.post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-01 | COMP | 10 | 50")
    kit = "Type | Date | Item | Qty | Order Line No.\nAssembly Consumption | 2024-01-05 | COMP | 2 | 10000\nAssembly Output | 2024-01-05 | K | 1 |"
    book.post(kit, **ASSEMBLY)
    assert [f[:3] for f in warned(book)] == [("K", "", "A1")]
    assert warned(book.adjust()) == []
