"""Adjust Cost from columns gives the rows that the visit entry by entry gives: the same numbers, flags and unit costs in the same order (costing-engine.md 4)."""

import datetime as dt
from decimal import Decimal
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import xlcost
from xlcost import Ledger, Outcome, XlcostError
from xlcost.costing.adjust import PlainAdjustment
from xlcost.ledger.grouped import Grouped

METHODS = ("FIFO", "LIFO", "Average", "Standard", "Specific")
Event = tuple[str, int, int, str, Decimal, Decimal]  # what, item, day, location, quantity, amount
WHAT = (
    "receive",
    "receive",
    "receive later",
    "ship",
    "ship",
    "ship later",
    "invoice",
    "charge",
    "adjust",
    "find",
    "lose",
    "return",
    "move",
    "revalue",
)
events = st.lists(
    st.tuples(
        st.sampled_from(WHAT),
        st.integers(0, 5),
        st.integers(0, 90),
        st.sampled_from(("", "", "BLUE")),
        st.integers(1, 12).map(Decimal) | st.decimals("0.00001", "9", places=5),
        st.decimals("0.01", "999", places=2) | st.sampled_from((Decimal("0.01"), Decimal(10))),
    ),
    min_size=2,
    max_size=30,
)
THIRDS: list[Event] = [("receive", 0, 0, "", Decimal(3), Decimal(10)), *[("ship", 0, 5, "", Decimal(1), Decimal(9))] * 3]
LATE: list[Event] = [*THIRDS, ("adjust", 0, 0, "", Decimal(1), Decimal(0)), ("charge", 0, 40, "", Decimal(1), Decimal("2.22"))]


def company(period: str, overhead: int, earliest: str | None) -> Ledger:
    """One item per method and a second Average item."""
    card = {
        "Unit Cost": "7.77",
        "Standard Cost": "7.77",
        "Indirect Cost %": 3 * overhead,
        "Overhead Rate": overhead,
        "Inventory Posting Group": "R",
    }
    items = [{"No.": f"{number}", "Costing Method": method, **card} for number, method in enumerate((*METHODS, "Average"))]
    setup = {"Average Cost Period": period}
    return Ledger.from_records(
        {"Item": items, "Inventory Setup": [setup], "General Ledger Setup": [{"Allow Posting From": earliest} if earliest else {}]}
    )


class Business:
    """Posts events; what a rule refuses is not posted."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger, self.number = ledger, 0

    def post(self, event: Event) -> None:
        what, item, later, place, quantity, amount = event
        self.number += 1
        if what in ("ship", "ship later", "lose", "move"):
            quantity = min(quantity, self._held(item, place))
            if not quantity:
                return
        line: dict[str, Any] = {
            "Posting Date": dt.date(2024, 1, 1) + dt.timedelta(later),
            "Document No.": f"D{self.number}",
            "Item No.": f"{item}",
            "Location Code": place,
        }
        entries = [e for e in self.ledger.records("Item Ledger Entry") if e["Item No."] == f"{item}"]
        chosen = entries[int(amount * 100) % len(entries)] if entries else None
        if what.startswith("receive"):
            line |= {
                "Entry Type": "Purchase",
                "Quantity": quantity,
                "Amount": amount,
                "Invoiced Quantity": quantity if what == "receive" else 0,
            }
        elif what.startswith("ship"):
            line |= {"Entry Type": "Sale", "Quantity": quantity, "Invoiced Quantity": quantity if what == "ship" else 0}
        elif what in ("find", "lose"):
            line |= {"Entry Type": "Positive Adjmt." if what == "find" else "Negative Adjmt.", "Quantity": quantity}
        elif what == "move":
            line |= {"Entry Type": "Transfer", "Quantity": quantity, "New Location Code": "RED"}
        elif chosen is None:
            return
        elif what == "return":
            line |= {
                "Entry Type": "Sale",
                "Quantity": -1,
                "Applies-from Entry": chosen["Entry No."],
                "Location Code": chosen["Location Code"],
            }
        else:
            line |= self._later(what, chosen, amount)
        try:
            self.ledger = xlcost.post_item_journal(self.ledger, [line]).ledger
        except XlcostError:
            return

    def _held(self, item: int, place: str) -> Decimal:
        rows = self.ledger.records("Item Ledger Entry")
        return sum((e["Remaining Quantity"] for e in rows if (e["Item No."], e["Location Code"]) == (f"{item}", place)), Decimal(0))

    @staticmethod
    def _later(what: str, entry: dict[str, Any], amount: Decimal) -> dict[str, Any]:
        kind = {
            "Entry Type": entry["Entry Type"],
            "Item Shpt. Entry No.": entry["Entry No."],
            "Quantity": 0,
            "Location Code": entry["Location Code"],
        }
        sign = -1 if entry["Entry Type"] == "Sale" else 1
        if what == "charge":
            return {**kind, "Invoiced Quantity": sign * entry["Quantity"], "Item Charge No.": "FREIGHT", "Amount": amount}
        if what == "revalue":
            return {
                "Entry Type": " ",
                "Value Entry Type": "Revaluation",
                "Applies-to Entry": entry["Entry No."],
                "Quantity": entry["Quantity"],
                "Amount": amount,
            }
        return {**kind, "Invoiced Quantity": sign * (entry["Quantity"] - entry["Invoiced Quantity"]), "Amount": amount}


def everything(outcome: Outcome) -> dict[str, Any]:
    """Every row and column of what a call added and changed, and of its ledger."""
    named = {"added": outcome.added_rows, "changed": outcome.changed_rows, "ledger": outcome.ledger.tables}
    return {f"{kind} {name}, {c}": t[c].tolist() for kind, tables in named.items() for name, t in tables.items() for c in t.given}


def adjusted(ledger: Ledger) -> Ledger:
    """The ledger adjusted both ways, which must agree."""
    found = xlcost.adjust_cost(ledger)
    with patch.object(PlainAdjustment, "of", return_value=None):
        expected = xlcost.adjust_cost(ledger)
    assert everything(found) == everything(expected)
    return found.ledger


@given(events, st.sampled_from(("Day", "Week", "Month")), st.integers(0, 2), st.sampled_from((None, "2024-02-10")))
@example(THIRDS, "Day", 0, None)
@example(LATE, "Month", 1, None)
@settings(max_examples=60)
def test_columns_and_visits_agree(wanted: list[Event], period: str, overhead: int, closed: str | None) -> None:
    business = Business(company(period, overhead, None))
    for event in wanted:
        if event[0] == "adjust":
            business.ledger = adjusted(business.ledger)
        else:
            business.post(event)
    if closed:
        setup = business.ledger.upsert("General Ledger Setup", [{"Primary Key": "", "Allow Posting From": closed}])
        business.ledger = setup
    adjusted(adjusted(business.ledger))


def bought_and_sold() -> Ledger:
    """FIFO item 0: 2 received for 20.00, 1 for 17.00, all sold in two issues; Average item 2: 10 for 80.00, sold by one on two days."""
    business = Business(company("Day", 0, None))
    for event in (
        ("receive", 0, 0, "", Decimal(2), Decimal(20)),
        ("receive", 0, 1, "", Decimal(1), Decimal(17)),
        ("receive", 2, 1, "", Decimal(5), Decimal(30)),
        ("ship", 0, 5, "", Decimal(2), Decimal(9)),
        ("ship", 0, 6, "", Decimal(1), Decimal(9)),
        ("receive", 2, 1, "", Decimal(5), Decimal(50)),
        ("ship", 2, 6, "", Decimal(1), Decimal(9)),
        ("ship", 2, 7, "", Decimal(2), Decimal(9)),
    ):
        business.post(event)
    return business.ledger


@pytest.mark.parametrize(
    ("table", "caption", "document", "value"),
    [
        ("Value Entry", "Drop Shipment", "D5", True),  # Item Ledger Entry of an export may lack the column
        ("Value Entry", "Valued By Average Cost", "D4", True),
        ("Value Entry", "Item Ledger Entry Quantity", "D7", 0),
        ("Value Entry", "Valued Quantity", "D7", -2),
        ("Item Application Entry", "Outbound Item Entry No.", "D1", 7),  # a receipt of item 0 that returns an issue of item 2
    ],
)
def test_what_an_export_says_beside_the_rule_is_left_to_the_visit(table: str, caption: str, document: str, value: Any) -> None:
    ledger = bought_and_sold()
    if table == "Value Entry":
        row = next(r for r in ledger.records(table) if r["Document No."] == document)
    else:
        entry = next(e["Entry No."] for e in ledger.records("Item Ledger Entry") if e["Document No."] == document)
        row = next(r for r in ledger.records(table) if r["Item Ledger Entry No."] == entry)
    adjusted(ledger.upsert(table, [{**row, caption: value}]))


def test_items_sold_out_look_at_their_own_rows_alone() -> None:
    """The unit cost of an item without stock is that of its last decrease (4.10): looked for among its rows, not among all."""
    items = [f"I{number}" for number in range(40)]
    line = {"Posting Date": dt.date(2024, 1, 1), "Document No.": "D", "Quantity": 1, "Amount": 10}
    ledger = Ledger.from_records({"Item": [{"No.": item} for item in items]})
    posted = xlcost.post_item_journal(ledger, [{**line, "Item No.": i, "Entry Type": t} for t in ("Purchase", "Sale") for i in items]).ledger
    seen: list[int] = []
    of_group = Grouped.__getitem__

    def watched(groups: Grouped, group: int) -> Any:
        found = of_group(groups, group)
        seen.append(len(found))
        return found

    with patch.object(Grouped, "__getitem__", watched):
        found = xlcost.adjust_cost(posted).ledger
    assert {r["Unit Cost"] for r in found.records("Item")} == {Decimal(10)}
    assert sum(seen) == posted.table("Item Ledger Entry").length + posted.table("Value Entry").length
