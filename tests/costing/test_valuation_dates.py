"""From which day an entry counts (costing-engine.md 2.5): quantity never leaves before it entered. Posting Dates never move."""

from tests.costing.book import PRODUCTION, Book, one

DATES = "Posting Date | Valued on"


def test_a_backdated_issue_is_valued_when_its_receipt_arrived() -> None:
    book = one("FIFO").post("Type | Date | Item | Qty\nPurchase | 2024-01-10 | A | 5\nSale | 2024-01-05 | A | 1\nSale | 2024-01-12 | A | 1")
    book.values(f"{DATES}\n2024-01-05 | 2024-01-10", entry=2).values(f"{DATES}\n2024-01-12 | 2024-01-12", entry=3)


def test_a_named_receipt_sets_the_date_of_the_issue_even_backwards() -> None:
    book = one("FIFO").post("Type | Date | Item | Qty | Applies-to\nPurchase | 2024-01-10 | A | 5 |\nSale | 2024-01-20 | A | 1 | 1")
    book.values(f"{DATES}\n2024-01-20 | 2024-01-10", entry=2)


def test_a_receipt_that_settles_a_sale_moves_it_and_its_return() -> None:
    book = one("FIFO").post("""
        Type     | Date       | Item | Qty | Applies-from
        Sale     | 2024-01-05 | A    | 2   |
        Sale     | 2024-01-06 | A    | -1  | 1
        Purchase | 2024-01-20 | A    | 2   |
    """)
    book.values(f"{DATES}\n2024-01-05 | 2024-01-20\n2024-01-06 | 2024-01-20\n2024-01-20 | 2024-01-20")


def test_a_receipt_of_an_earlier_date_moves_nothing() -> None:
    book = one("FIFO").post("Type | Date | Item | Qty\nSale | 2024-01-05 | A | 2\nPurchase | 2024-01-02 | A | 2")
    book.values(f"{DATES}\n2024-01-05 | 2024-01-05\n2024-01-02 | 2024-01-02")


def test_invoices_and_charges_are_valued_with_their_receipt() -> None:
    book = one("FIFO").post("""
        Type     | Date       | Item | Qty | Invoiced | For entry | Charge
        Purchase | 2024-01-05 | A    | 2   | 0        |           |
        Purchase | 2024-02-10 | A    | 0   | 2        | 1         |
        Purchase | 2024-03-15 | A    | 0   | 2        | 1         | FREIGHT
    """)
    book.values(f"{DATES}\n2024-01-05 | 2024-01-05\n2024-02-10 | 2024-01-05\n2024-03-15 | 2024-01-05")


def test_an_exact_return_is_valued_no_earlier_than_its_sale() -> None:
    book = one("FIFO").post("""
        Type     | Date       | Item | Qty | Applies-from
        Purchase | 2024-01-10 | A    | 2   |
        Sale     | 2024-01-15 | A    | 2   |
        Sale     | 2024-01-12 | A    | -1  | 2
        Sale     | 2024-01-20 | A    | -1  | 2
    """)
    book.values(f"{DATES}\n2024-01-12 | 2024-01-15", entry=3).values(f"{DATES}\n2024-01-20 | 2024-01-20", entry=4)


def test_a_revaluation_counts_from_the_later_of_its_date_and_that_of_its_entry() -> None:
    line = "Type | Date | Item | Qty | Value Entry Type | Applies-to | Inventory Value (Revalued)\nPurchase | {} | A | 2 | Revaluation | 1 | 30"
    for day, valued in (("2024-01-05", "2024-01-10"), ("2024-01-20", "2024-01-20")):
        book = one("FIFO").post("Type | Date | Item | Qty\nPurchase | 2024-01-10 | A | 2").post(line.format(day))
        book.values(f"{DATES}\n2024-01-10 | 2024-01-10\n{day} | {valued}", entry=1)


def test_both_legs_of_a_transfer_share_a_date() -> None:
    book = one("FIFO").post("Type | Date | Item | Qty | To\nPurchase | 2024-01-10 | A | 2 |\nTransfer | 2024-01-05 | A | 2 | WEST")
    book.values(f"{DATES}\n2024-01-10 | 2024-01-10\n2024-01-05 | 2024-01-10\n2024-01-05 | 2024-01-10")


def test_an_output_is_valued_no_earlier_than_what_went_into_it() -> None:
    tables = {"Prod. Order Line": [{"Status": "Released", "Prod. Order No.": "P1", "Line No.": 10000, "Item No.": "B"}]}
    book = Book("No. | Method | Unit Cost\nA | FIFO | 10\nB | FIFO | 7", **tables).post("Type | Date | Item | Qty\nPurchase | 2024-01-01 | A | 5")
    book.post("Type | Date | Item | Output Quantity\nOutput | 2024-01-05 | B | 2", **PRODUCTION)
    book.post("Type | Date | Item | Qty\nSale | 2024-01-06 | B | 1").post("Type | Date | Item | Qty\nConsumption | 2024-01-20 | A | 1", **PRODUCTION)
    book.values(f"{DATES}\n2024-01-05 | 2024-01-20", entry=2).values(f"{DATES}\n2024-01-06 | 2024-01-20", entry=3)


def test_entry_points_say_from_when_on_an_item_is_not_adjusted() -> None:
    """4.4: by period for Average items, by place where the average is by place; a new one opens all later ones."""
    lines = "Type | Date | Item | Qty | Location\nPurchase | 2024-01-10 | A | 5 | BLUE\nPurchase | 2024-02-10 | A | 5 | BLUE"
    heads = "Item | Location | Valuation Date | Cost Is Adjusted"
    by_item = one("Average", setup={"Average Cost Period": "Month"}).post(lines)
    by_item.shows("Avg. Cost Adjmt. Entry Point", f"{heads}\nA | | 2024-01-31 |\nA | | 2024-02-29 |")
    by_item.adjust().shows("Avg. Cost Adjmt. Entry Point", f"{heads}\nA | | 2024-01-31 | Yes\nA | | 2024-02-29 | Yes")
    by_item.post("Type | Date | Item | Qty | Location\nSale | 2024-01-15 | A | 1 | BLUE")
    by_item.shows("Avg. Cost Adjmt. Entry Point", f"{heads}\nA | | 2024-01-31 |\nA | | 2024-02-29 |")
    by_place = one("Average", setup={"Average Cost Period": "Month", "Average Cost Calc. Type": "Item & Location & Variant"}).post(lines)
    by_place.shows("Avg. Cost Adjmt. Entry Point", f"{heads}\nA | BLUE | 2024-01-31 |\nA | BLUE | 2024-02-29 |")
    fifo = one("FIFO", setup={"Average Cost Period": "Month"}).post(lines)
    fifo.shows("Avg. Cost Adjmt. Entry Point", f"{heads}\nA | BLUE | 2024-01-10 |\nA | BLUE | 2024-02-10 |")
