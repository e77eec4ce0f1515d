"""What a posted line writes: item ledger entry, value entries, application, by entry type (costing-engine.md 1.3, 2.2 to 2.4, 2.17)."""

import pytest

import xlcost
from tests.costing.book import ASSEMBLY, PRODUCTION, Book, one

RECEIVED = "Type | Date | Item | Qty | Amount | Location\nPurchase | 2024-01-01 | A | 10 | 100 |\nPurchase | 2024-01-01 | A | 10 | 200 | WEST"


@pytest.mark.parametrize(
    ("kind", "quantity", "entry", "value"),
    [
        ("Purchase", "3", "3 | 3 | 3 | Yes | Yes | 0", "3 | 3 | 3 | 30"),
        ("Purchase", "-3", "-3 | 0 | -3 | | Yes | -3", "-3 | -3 | -3 | -30"),
        ("Sale", "3", "-3 | 0 | -3 | | Yes | -3", "-3 | -3 | -3 | -30"),
        ("Sale", "-3", "3 | 3 | 3 | Yes | Yes | 0", "3 | 3 | 3 | 30"),
        ("Positive Adjmt.", "3", "3 | 3 | 3 | Yes | Yes | 0", "3 | 3 | 3 | 30"),
        ("Negative Adjmt.", "3", "-3 | 0 | -3 | | Yes | -3", "-3 | -3 | -3 | -30"),
    ],
)
def test_signs_and_flags_of_every_plain_entry_type(kind: str, quantity: str, entry: str, value: str) -> None:
    amount = int(quantity) * 10 if kind == "Purchase" else ""
    book = one("FIFO").post(RECEIVED).post(f"Type | Date | Item | Qty | Amount\n{kind} | 2024-01-05 | A | {quantity} | {amount}")
    heads = "Quantity | Remaining | Invoiced | Open | Completely Invoiced | Shipped Qty. Not Returned"
    book.shows("Item Ledger Entry", f"{heads}\n{entry}", {"Entry No.": 3})
    book.values(f"Valued | Invoiced | Item Ledger Entry Quantity | Actual\n{value}", entry=3)


@pytest.mark.parametrize(("kind", "quantity", "expected"), [("Purchase", 3, "30"), ("Sale", 3, "-30"), ("Sale", -3, "30"), ("Purchase", -3, "-30")])
def test_received_or_shipped_only_is_expected_cost(kind: str, quantity: int, expected: str) -> None:
    book = one("FIFO").post(RECEIVED).post(f"Type | Date | Item | Qty | Invoiced\n{kind} | 2024-01-05 | A | {quantity} | 0")
    book.shows("Item Ledger Entry", "Invoiced | Completely Invoiced | Last Invoice Date\n0 | |", {"Entry No.": 3})
    book.values(f"Actual | Expected | Expected Cost | Invoiced | Cost per Unit\n0 | {expected} | Yes | 0 | 10", entry=3)


def test_a_transfer_is_two_entries_invoiced_at_once() -> None:
    book = one("FIFO").post(RECEIVED).post("Type | Date | Item | Qty | To\nTransfer | 2024-01-05 | A | 4 | WEST")
    book.shows("Item Ledger Entry", """
        Entry Type | Location | Quantity | Remaining | Invoiced | Completely Invoiced | Shipped Qty. Not Returned
        Transfer   |          | -4       | 0         | -4       | Yes                 | 0
        Transfer   | WEST     | 4        | 4         | 4        | Yes                 | 0
    """, {"Entry Type": "Transfer"})
    book.costs("100.00", "200.00", "-40.00", "40.00")


def test_consumption_and_output_of_a_production_order() -> None:
    book = Book("No. | Method | Unit Cost\nA | FIFO | 10\nB | FIFO | 7", **{"Prod. Order Line": [{"Status": "Released", "Prod. Order No.": "P1", "Line No.": 10000, "Item No.": "B"}]})
    book.post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-01 | A | 10 | 100").post("""
        Type        | Date       | Item | Qty | Output Quantity
        Consumption | 2024-01-05 | A    | 3   |
        Consumption | 2024-01-06 | A    | -1  |
        Output      | 2024-01-07 | B    |     | 2
    """, **PRODUCTION)
    book.entries("""
        Entry Type  | Quantity | Invoiced | Completely Invoiced | Applied Entry to Adjust | Order
        Purchase    | 10       | 10       | Yes                 | Yes                     |
        Consumption | -3       | -3       | Yes                 | Yes                     | P1
        Consumption | 1        | 1        | Yes                 | Yes                     | P1
        Output      | 2        | 0        |                     |                         | P1
    """)
    book.values("Actual | Expected | Expected Cost\n0 | 14 | Yes", entry=4)
    book.shows("Inventory Adjmt. Entry (Order)", "Order | Line | Item | Is Finished | Cost is Adjusted\nP1 | 10000 | B | |")


def test_output_lines_value_their_capacity_first() -> None:
    """2.9: 2 h run + 1 h setup at 36.30 with 10 % and 3.00 an hour: CostAmt 108.90 = (108.90 - 9.00)/1.1 = 90.82 direct, 18.08 overhead."""
    book = Book("No. | Method | Unit Cost\nB | FIFO | 7", **{"Prod. Order Line": [{"Status": "Released", "Prod. Order No.": "P1", "Line No.": 10000, "Item No.": "B"}]})
    book.post("""
        Type   | Date       | Item | Output Quantity | Center type | Center | Run Time | Setup Time | Stop Time | Unit Cost | Indirect Cost % | Overhead Rate
        Output | 2024-01-07 | B    | 4               | Work Center | WC1    | 2        | 1          | 5         | 36.30     | 10              | 3
    """, **PRODUCTION)
    book.values("""
        Capacity Ledger Entry No. | Entry Type    | Item Ledger Entry Type | Item | Valued | Invoiced | Actual | Expected
        1                         | Direct Cost   |                        |      | 3      | 3        | 90.82  | 0
        1                         | Indirect Cost |                        |      | 3      | 0        | 18.08  | 0
        0                         | Direct Cost   | Output                 | B    | 4      | 0        | 0      | 28
    """)
    book.shows("Capacity Ledger Entry", "Quantity | Invoiced | Output Quantity | Direct Cost | Overhead Cost\n3 | 3 | 4 | 90.82 | 18.08\n5 | 5 | 0 | 0 | 0")


@pytest.mark.parametrize(("fields", "quantity"), [({"Setup Time": 1, "Run Time": 2}, "2"), ({"Unit Cost Calculation": "Units", "Scrap Quantity": 1}, "5")])
def test_what_capacity_is_measured_in(fields: dict[str, object], quantity: str) -> None:
    """Setup time left out when the company says so; by units it is what was made and scrapped."""
    tables = {"Prod. Order Line": [{"Status": "Released", "Prod. Order No.": "P1", "Line No.": 10000, "Item No.": "B"}]}
    book = Book("No. | Method | Unit Cost\nB | FIFO | 7", **tables, **{"Manufacturing Setup": [{"Cost Incl. Setup": False}]})
    book.post("Type | Date | Item | Output Quantity | Unit Cost\nOutput | 2024-01-07 | B | 4 | 10", **PRODUCTION, **fields)
    book.shows("Capacity Ledger Entry", f"Quantity | Direct Cost\n{quantity} | {int(quantity) * 10}")


def test_an_assembly_is_invoiced_at_once_and_its_resource_is_capacity() -> None:
    book = Book("No. | Method | Unit Cost\nA | FIFO | 10\nK | Average | 5", **{"Assembly Header": [{"Document Type": "Order", "No.": "A1", "Item No.": "K"}]})
    book.post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-01 | A | 10 | 100").together("""
        Type                 | Date       | Item | Qty | Line  | Center type | Center | Unit Cost
        Assembly Consumption | 2024-01-05 | A    | 3   | 10000 |             |        |
        Assembly Consumption | 2024-01-05 | K    | 2   | 20000 | Resource    | FITTER | 6
        Assembly Output      | 2024-01-05 | K    | 4   | 0     |             |        | 5
    """, **ASSEMBLY)
    book.entries("Entry Type | Quantity | Invoiced | Completely Invoiced\nPurchase | 10 | 10 | Yes\nAssembly Consumption | -3 | -3 | Yes\nAssembly Output | 4 | 4 | Yes")
    book.values("""
        Entry | Capacity Ledger Entry No. | Actual | Center type
        1     | 0                         | 100    | -
        2     | 0                         | -30    | -
        0     | 1                         | 12     | Resource
        3     | 0                         | 20     | -
    """)
    book.shows("Inventory Adjmt. Entry (Order)", "Order Type | Order | Line | Item\nAssembly | A1 | 0 | K")


# -- line defaults ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("line", "direct", "overhead"),
    [
        ("Amount\nPurchase | 2024-01-01 | A | 3 | 10", "10", "1.30"),  # 10 x 10 % + 0.10 x 3
        ("Unit Amount\nPurchase | 2024-01-01 | A | 3 | 4", "12", "1.50"),
        ("Unit Cost\nPurchase | 2024-01-01 | A | 3 | 4.50", "12", "1.50"),  # (4.50 - 0.10) / 1.1 = 4
        ("Unit Amount | Discount Amount\nPurchase | 2024-01-01 | A | 3 | 4 | 2", "10", "1.30"),
        ("Amount | Indirect Cost % | Overhead Rate\nPurchase | 2024-01-01 | A | 3 | 10 | 0 | 0", "10", None),
        ("Amount\nPurchase | 2024-01-01 | A | 3 | 0", "0", "0.30"),
    ],
)
def test_amount_price_and_unit_cost_complete_each_other(line: str, direct: str, overhead: str | None) -> None:
    book = one("FIFO", "10", **{"Indirect Cost %": "10", "Overhead Rate": "0.10"}).post(f"Type | Date | Item | Qty | {line}")
    written = [(v["Entry Type"], str(v["Cost Amount (Actual)"])) for v in book.ledger.records("Value Entry")]
    expected = [("Direct Cost", f"{float(direct):.2f}")] + ([("Indirect Cost", f"{float(overhead):.2f}")] if overhead else [])
    assert written == expected
    assert book.ledger.records("Value Entry")[0]["Cost Amount (Expected)"] == 0


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Amount\nPurchase | 2024-01-01 | A | 3 | 10", "11.30"),  # 3 x 3.76667
        ("Unit Amount\nPurchase | 2024-01-01 | A | 3 | 4", "13.50"),  # 3 x (4 x 1.1 + 0.10)
        ("Unit Cost\nPurchase | 2024-01-01 | A | 3 | 4.50", "13.50"),
        ("Description\nPurchase | 2024-01-01 | A | 3 | x", "30.00"),  # the unit cost of the item
    ],
)
def test_expected_cost_is_the_unit_cost_with_overhead(line: str, expected: str) -> None:
    book = one("FIFO", "10", **{"Indirect Cost %": "10", "Overhead Rate": "0.10"})
    book.post(f"Type | Date | Item | Qty | {line}", **{"Invoiced Quantity": 0}).values(f"Actual | Expected\n0 | {expected}")


def test_a_positive_adjustment_and_a_sales_return_take_the_unit_cost() -> None:
    """A sales return never takes its price as cost; a positive adjustment without cost takes that of the item."""
    book = one("FIFO", "8").post("""
        Type            | Date       | Item | Qty | Unit Amount | Unit Cost
        Positive Adjmt. | 2024-01-01 | A    | 2   |             |
        Positive Adjmt. | 2024-01-01 | A    | 2   |             | 5
        Sale            | 2024-01-02 | A    | -2  | 99          |
    """)
    book.costs("16.00", "10.00", "16.00")


def test_the_stockkeeping_unit_gives_the_unit_cost_of_its_place() -> None:
    skus = [{"Item No.": "A", "Location Code": "WEST", "Variant Code": "", "Unit Cost": 3}]
    book = one("FIFO", "8", setup={"Average Cost Calc. Type": "Item & Location & Variant"}, **{"Stockkeeping Unit": skus})
    book.post("Type | Date | Item | Qty | Location\nSale | 2024-01-01 | A | 1 |\nSale | 2024-01-01 | A | 1 | WEST").costs("-8.00", "-3.00")


def test_an_invoice_number_names_the_invoice() -> None:
    """1.3: receipt and invoice in one line: the entry is the receipt, its value entry the invoice."""
    book = one("FIFO").post("Type | Date | Item | Qty | Document | Document Type | Invoice No.\nPurchase | 2024-01-01 | A | 1 | R1 | Purchase Receipt | I1")
    book.entries("Document No. | Document Type\nR1 | Purchase Receipt").values("Document No. | Document Type\nI1 | Purchase Invoice")


def test_an_item_without_inventory_value_costs_nothing() -> None:
    for method in ("FIFO", "Average", "Standard"):
        book = one(method, "8", **{"Inventory Value Zero": "Yes"}).post("""
            Type     | Date       | Item | Qty | Invoiced | Amount | For entry | Charge
            Purchase | 2024-01-01 | A    | 2   |          | 20     |           |
            Sale     | 2024-01-02 | A    | 1   |          |        |           |
            Purchase | 2024-01-03 | A    | 0   | 2        | 5      | 1         | FREIGHT
        """).adjust()
        book.costs("0.00", "0.00")


def test_a_service_is_no_inventory() -> None:
    book = one("FIFO", "8", **{"Center type": "Service"}).post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-01 | A | 2 | 20")
    book.entries("Quantity | Remaining | Open\n2 | 0 |").values("Actual | Non-Invtbl. | Inventoriable\n0 | 20 |").applications("Quantity\n")


def test_lines_are_posted_in_the_order_of_their_line_numbers() -> None:
    book = one("FIFO", "10").together("Line No. | Type | Date | Item | Qty\n20000 | Sale | 2024-01-02 | A | 1\n10000 | Purchase | 2024-01-01 | A | 1")
    book.entries("Entry Type | Open\nPurchase |\nSale |")


def test_the_journal_table_is_emptied_and_records_leave_it_alone() -> None:
    lines = [{"Line No.": 10000, "Entry Type": "Purchase", "Posting Date": "2024-01-01", "Document No.": "D", "Item No.": "A", "Quantity": 1}]
    book = one("FIFO", **{"Item Journal Line": lines})
    other = xlcost.post_item_journal(book.ledger, [{**lines[0], "Quantity": 5}]).ledger
    assert len(other.records("Item Journal Line")) == 1
    posted = xlcost.post_item_journal(book.ledger).ledger
    assert posted.records("Item Journal Line") == []
    assert [e["Quantity"] for e in posted.records("Item Ledger Entry")] == [1]


def test_a_service_never_enters_the_inventory_value() -> None:
    """2.4: no expected cost, no overhead, no unit cost from it; invoices, sales and issues stand under Cost Amount (Non-Invtbl.)."""
    book = one("FIFO", "8", **{"Center type": "Service", "Indirect Cost %": "10"}).post("""
        Type     | Date       | Item | Qty | Invoiced | For entry | Amount
        Purchase | 2024-01-01 | A    | 2   |          |           | 20
        Purchase | 2024-01-01 | A    | 2   | 0        |           | 20
        Purchase | 2024-01-05 | A    | 0   | 2        | 2         | 24
        Sale     | 2024-01-06 | A    | 1   |          |           | 30
    """).adjust()
    book.values("""
        Entry | Entry Type  | Actual | Expected | Non-Invtbl. | Inventoriable
        1     | Direct Cost | 0      | 0        | 20          |
        2     | Direct Cost | 0      | 0        | 0           |
        2     | Direct Cost | 0      | 0        | 24          |
        3     | Direct Cost | 0      | 0        | -8          |
    """).applications("Quantity\n").unit_cost("A", "8")


def test_a_stockkeeping_unit_of_a_standard_item_may_give_its_standard_alone() -> None:
    """1.1, 1.2: Unit Cost of a Standard item is its Standard Cost, of the SKU as of the item: 2 x 12.00 at RED."""
    units = [{"Item No.": "A", "Location Code": "RED", "Standard Cost": 12}]
    book = one("Standard", "10", **{"Stockkeeping Unit": units}).post("Type | Date | Item | Qty | Amount | Location\nPurchase | 2024-01-01 | A | 2 | 20 | RED")
    book.values("Entry Type | Actual\nDirect Cost | 20\nVariance | 4")
