"""Standard cost: everything at standard, the difference is variance (costing-engine.md 2.4, 2.11, 3)."""

from tests.costing.book import one


def test_direct_indirect_and_variance_are_the_standard() -> None:
    book = one("Standard", "10", **{"Indirect Cost %": 10}).post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-01 | A | 3 | 25\nPurchase | 2024-01-02 | A | 1 | 12")
    book.values("""
        Entry Type    | Variance Type | Actual | Invoiced
        Direct Cost   |               | 25     | 3
        Indirect Cost |               | 2.50   | 0
        Variance      | Purchase      | 2.50   | 0
        Direct Cost   |               | 12     | 1
        Indirect Cost |               | 1.20   | 0
        Variance      | Purchase      | -3.20  | 0
    """).adjust().costs("30.00", "10.00")


def test_the_unit_cost_of_the_line_does_not_matter() -> None:
    book = one("Standard", "10").post("Type | Date | Item | Qty | Invoiced | Unit Cost\nPurchase | 2024-01-01 | A | 3 | 0 | 99\nSale | 2024-01-02 | A | 1 | | 99")
    book.values("Actual | Expected\n0 | 30\n-10 | 0")


def test_an_invoice_is_measured_against_the_standard_of_its_day() -> None:
    """Received at a standard of 10, invoiced at 26.00 when the standard is 12: Direct 26, Variance -2; the receipt's expected 20 goes."""
    book = one("Standard", "10").post("Type | Date | Item | Qty | Invoiced\nPurchase | 2024-01-01 | A | 2 | 0").edit("Item", {"No.": "A"}, **{"Standard Cost": 12})
    book.post("Type | Date | Item | Qty | Invoiced | Amount | For entry\nPurchase | 2024-01-10 | A | 0 | 2 | 26 | 1")
    book.values("Entry Type | Actual | Expected\nDirect Cost | 0 | 20\nDirect Cost | 26 | -20\nVariance | -2 | 0")


def test_an_issue_takes_the_standard_its_layer_has() -> None:
    """A change of the standard does not touch the layer: sold at 12, adjusted to 10."""
    book = one("Standard", "10").post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-01 | A | 2 | 20").edit("Item", {"No.": "A"}, **{"Standard Cost": 12})
    book.post("Type | Date | Item | Qty\nSale | 2024-01-10 | A | 1").values("Actual\n-12", entry=2).adjust().costs("20.00", "-10.00")


def test_a_charge_on_a_standard_item_is_all_variance() -> None:
    charge = "Type | Date | Item | Qty | Invoiced | For entry | Charge | Amount\nPurchase | 2024-01-10 | A | 0 | 2 | {} | FREIGHT | 3"
    book = one("Standard", "10").post("Type | Date | Item | Qty | Amount | To\nPurchase | 2024-01-01 | A | 2 | 20 |\nTransfer | 2024-01-02 | A | 2 | | WEST")
    book.post(charge.format(1)).post(charge.format(3)).adjust().costs("20.00", "-20.00", "20.00")
    for entry in (1, 3):
        kinds = [(v["Entry Type"], v["Item Charge No."], str(v["Cost Amount (Actual)"])) for v in book.ledger.records("Value Entry") if v["Item Ledger Entry No."] == entry]
        assert kinds[1:] == [("Direct Cost", "FREIGHT", "3.00"), ("Variance", "", "-3.00")]


def test_an_interim_revaluation_is_taken_back_invoice_by_invoice() -> None:
    """2.11: 4 received, 1 invoiced, revalued from 40 to 60: of +20, 15 wait for the 3 that are expected. They go with the invoices: -5, then -10."""
    book = one("Standard", "10").post("""
        Type     | Date       | Item | Qty | Invoiced | Amount | For entry
        Purchase | 2024-01-01 | A    | 4   | 0        |        |
        Purchase | 2024-01-02 | A    | 0   | 1        | 10     | 1
    """).revalue("A", "2024-01-10", {"Unit Cost (Revalued)": 15, "Update Standard Cost": True})
    book.values("Entry Type | Actual | Expected | Expected Cost\nDirect Cost | 0 | 40 | Yes\nDirect Cost | 10 | -10 |\nRevaluation | 5 | 15 |").unit_cost("A", "15")
    book.post("""
        Type     | Date       | Item | Qty | Invoiced | Amount | For entry
        Purchase | 2024-01-20 | A    | 0   | 1        | 14     | 1
        Purchase | 2024-01-21 | A    | 0   | 2        | 31     | 1
    """).values("""
        Entry Type  | Actual | Expected | Applies-to Entry | Valued on
        Direct Cost | 0      | 40       | 0                | 2024-01-01
        Direct Cost | 10     | -10      | 0                | 2024-01-01
        Revaluation | 5      | 15       | 0                | 2024-01-10
        Direct Cost | 14     | -10      | 0                | 2024-01-01
        Revaluation | 0      | -5       | 3                | 2024-01-10
        Variance    | 1      | 0        | 0                | 2024-01-01
        Direct Cost | 31     | -20      | 0                | 2024-01-01
        Revaluation | 0      | -10      | 3                | 2024-01-10
        Variance    | -1     | 0        | 0                | 2024-01-01
    """).adjust().inventory("A", "4", "60")


def test_a_stockkeeping_unit_has_its_own_standard() -> None:
    skus = [{"Item No.": "A", "Location Code": "WEST", "Variant Code": "", "Standard Cost": 7}]
    book = one("Standard", "10", setup={"Average Cost Calc. Type": "Item & Location & Variant"}, **{"Stockkeeping Unit": skus})
    book.post("Type | Date | Item | Qty | Amount | Location\nPurchase | 2024-01-01 | A | 1 | 9 |\nPurchase | 2024-01-01 | A | 1 | 9 | WEST").adjust().costs("10.00", "7.00")


def test_unit_cost_follows_the_standard_cost_on_reading() -> None:
    from xlcost import Ledger

    def read(**costs: object) -> tuple[str, str]:
        (item,) = Ledger.from_records({"Item": [{"No.": "A", "Costing Method": "Standard", **costs}]}).records("Item")
        return str(item["Unit Cost"]), str(item["Standard Cost"])

    assert read(**{"Unit Cost": 5, "Standard Cost": 7}) == ("7.00", "7.00")
    assert read(**{"Unit Cost": 5}) == ("5.00", "5.00")
    assert read(**{"Standard Cost": 7}) == ("7.00", "7.00")


def test_a_stockkeeping_unit_mirrors_the_standard_that_a_revaluation_sets() -> None:
    """1.2, 2.11, calculation type Item: the SKU follows the item's new Unit Cost 12.00, so 2 more at RED are worth 24.00."""
    book = one("Standard", "10", **{"Stockkeeping Unit": [{"Item No.": "A", "Location Code": "RED", "Unit Cost": 10, "Standard Cost": 10}]})
    book.post("Type | Date | Item | Qty | Amount | Location\nPurchase | 2024-01-01 | A | 5 | 50 | RED")
    book.revalue("A", "2024-01-05", {"Unit Cost (Revalued)": 12, "Update Standard Cost": True})
    book.shows("Stockkeeping Unit", "Location | Unit Cost\nRED | 12")
    book.post("Type | Date | Item | Qty | Amount | Location\nPurchase | 2024-01-10 | A | 2 | 20 | RED").values("Entry Type | Actual\nDirect Cost | 20\nVariance | 4", entry=2)
