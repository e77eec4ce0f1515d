"""Adjust Cost from columns gives the rows that the visit entry by entry gives: the same numbers, flags and unit costs in the same order (costing-engine.md 4)."""

import datetime as dt
from decimal import Decimal
from typing import Any
from unittest.mock import patch

from hypothesis import example, given, settings
from hypothesis import strategies as st

import xlcost
from xlcost import Ledger, Outcome, XlcostError
from xlcost.costing.adjust import PlainAdjustment

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
