"""Transfers: what leaves is what arrives (costing-engine.md 2.8, 4.3, 4.5)."""

import pytest

from tests.costing.book import one

PLACES = {"Average Cost Calc. Type": "Item & Location & Variant"}


def test_one_arriving_entry_per_layer_with_the_cost_of_each() -> None:
    """2 of 6.67 and 2 of 3.335 leave together: the legs are rounded one by one, the leaving leg takes the rounded sum of 10.005."""
    book = one("FIFO").post("""
        Type     | Date       | Item | Qty | Amount | To
        Purchase | 2024-01-01 | A    | 2   | 6.67   |
        Purchase | 2024-01-02 | A    | 4   | 6.67   |
        Transfer | 2024-01-03 | A    | 4   |        | WEST
    """)
    book.entries("Quantity | Location\n2 |\n4 |\n-4 |\n2 | WEST\n2 | WEST")
    book.applications("""
        Entry | Inbound | Outbound | From | Quantity
        1     | 1       | 0        | 0    | 2
        2     | 2       | 0        | 0    | 4
        3     | 1       | 3        | 0    | -2
        3     | 2       | 3        | 0    | -2
        4     | 4       | 3        | 1    | 2
        5     | 5       | 3        | 2    | 2
    """)
    book.costs("6.67", "6.67", "-10.01", "6.67", "3.34").adjust().costs("6.67", "6.67", "-10.01", "6.67", "3.34")


def test_a_late_invoice_follows_the_goods_from_place_to_place() -> None:
    book = one("FIFO").post("""
        Type     | Date       | Item | Qty | Invoiced | Amount | Unit Cost | To   | Location
        Purchase | 2024-01-01 | A    | 2   | 0        |        | 5         |      |
        Transfer | 2024-01-03 | A    | 2   |          |        |           | WEST |
        Transfer | 2024-01-04 | A    | 1   |          |        |           | EAST | WEST
        Sale     | 2024-01-05 | A    | 1   |          |        |           |      | EAST
    """)
    book.entries("Quantity | Completely Invoiced\n2 |\n-2 |\n2 |\n-1 |\n1 |\n-1 | Yes")
    book.adjust().costs("0.00", "-10.00", "10.00", "-5.00", "5.00", "-5.00")
    book.post("Type | Date | Item | Qty | Invoiced | Amount | For entry\nPurchase | 2024-02-01 | A | 0 | 2 | 14 | 1").adjust()
    book.costs("14.00", "-14.00", "14.00", "-7.00", "7.00", "-7.00")
    book.entries("Quantity | Completely Invoiced\n2 | Yes\n-2 | Yes\n2 | Yes\n-1 | Yes\n1 | Yes\n-1 | Yes")


def test_what_arrives_settles_what_is_short_there() -> None:
    book = one("FIFO", "4").post("""
        Type     | Date       | Item | Qty | Amount | To   | Location
        Sale     | 2024-01-01 | A    | 1   |        |      | WEST
        Purchase | 2024-01-02 | A    | 2   | 12     |      |
        Transfer | 2024-01-03 | A    | 2   |        | WEST |
    """).adjust()
    book.costs("-6.00", "12.00", "-12.00", "12.00").entries("Remaining\n0\n0\n0\n1")


@pytest.mark.parametrize(
    ("setup", "sold"),
    [({}, ("-8.00", "8.00", "-8.00")), (PLACES, ("-8.00", "8.00", "-14.00"))],
)
def test_an_average_transfer_takes_the_average_of_where_it_leaves(setup: dict[str, str], sold: tuple[str, ...]) -> None:
    """10 at 8.00 in BLUE, 1 at 20.00 in WEST, 1 moved. The sale in WEST costs (8 + 20) / 2 by place, (80 + 20) / 11 by item."""
    book = one("Average", "1", setup=setup).post("""
        Type     | Date       | Item | Qty | Amount | To   | Location
        Purchase | 2024-01-01 | A    | 10  | 80     |      | BLUE
        Transfer | 2024-01-02 | A    | 1   |        | WEST | BLUE
        Purchase | 2024-01-03 | A    | 1   | 20     |      | WEST
        Sale     | 2024-01-04 | A    | 1   |        |      | WEST
    """).adjust()
    last = "-9.09" if not setup else sold[2]
    book.costs("80.00", "-8.00", "8.00", "20.00", last)


def test_only_the_leaving_leg_of_an_average_transfer_is_valued_by_average() -> None:
    book = one("Average").post("Type | Date | Item | Qty | Amount | To\nPurchase | 2024-01-01 | A | 2 | 9 |\nTransfer | 2024-01-02 | A | 2 | | WEST")
    book.values("Entry | Actual | By average | Valued\n1 | 9 | | 2\n2 | -9 | Yes | -2\n3 | 9 | | 2")
    flags = [(r["Item Ledger Entry No."], r["Cost Application"]) for r in book.ledger.records("Item Application Entry")]
    assert flags == [(1, True), (2, False), (3, True)]


def test_a_chain_of_transfers_over_a_hundred_places_ends_with_the_same_cost() -> None:
    """4.9: deeper than the ERP's limit of 100; one cent of freight arrives at the far end in one run."""
    rows = ["Purchase | 2024-01-01 | A | 1 | 10 | P0 |"]
    rows += [f"Transfer | 2024-01-02 | A | 1 | | P{i} | P{i + 1}" for i in range(120)]
    book = one("FIFO").together("Type | Date | Item | Qty | Amount | Location | To\n" + "\n".join(rows)).adjust()
    book.post("Type | Date | Item | Qty | Invoiced | For entry | Charge | Amount\nPurchase | 2024-02-01 | A | 0 | 1 | 1 | FREIGHT | 0.01").adjust()
    assert str(book.ledger.records("Item Ledger Entry")[-1]["Cost Amount (Actual)"]) == "10.01"


def test_each_arriving_entry_is_valued_when_its_layer_left() -> None:
    """2.8: the arriving entry takes the date of the leaving leg at that moment. The leg dated 01-05 takes the layer of 01-02
    first (valued 01-05, and so is what arrives from it), then that of 01-09, which moves the leg itself to 01-09."""
    book = one("FIFO").post("""
        Type     | Date       | Item | Qty | Amount | To
        Purchase | 2024-01-02 | A    | 2   | 20     |
        Purchase | 2024-01-09 | A    | 3   | 33     |
        Transfer | 2024-01-05 | A    | 5   |        | WEST
    """)
    book.values("""
        Entry | Valued | Actual | Valued on
        1     | 2      | 20     | 2024-01-02
        2     | 3      | 33     | 2024-01-09
        3     | -5     | -53    | 2024-01-09
        4     | 2      | 20     | 2024-01-05
        5     | 3      | 33     | 2024-01-09
    """)


def test_an_average_transfer_waits_for_the_invoice_of_its_receipt() -> None:
    """2.3, 4.5: both legs are completely invoiced when what was taken is; until then they stay out of a suggested revaluation (2.11)."""
    book = one("Average", setup=PLACES).post("""
        Type     | Date       | Item | Qty | Invoiced | Unit Cost | Location | To
        Purchase | 2024-01-01 | A    | 5   | 0        | 10        | RED      |
        Transfer | 2024-01-02 | A    | 3   |          |           | RED      | BLUE
    """)
    book.adjust().entries("Quantity | Completely Invoiced\n5 |\n-3 |\n3 |")
    book.post("Type | Date | Item | Qty | Invoiced | For entry | Amount\nPurchase | 2024-01-05 | A | 0 | 5 | 1 | 60").adjust()
    book.entries("Quantity | Completely Invoiced | Actual\n5 | Yes | 60\n-3 | Yes | -36\n3 | Yes | 36")
