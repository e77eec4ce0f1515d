"""Random sound companies, made by the engine itself: every way in and out, four costing methods, late invoices, charges, returns, orders.

A line that the engine refuses (not enough stock, too much returned) is simply not posted, as a clerk would not get it posted.
"""

from __future__ import annotations

import random
from typing import Any

from sound_company import GROUPS, _setup
from xlcost import Ledger, XlcostError, adjust_cost, finish_production_order, post_inventory_cost, post_item_journal

ITEMS = (("F", "FIFO", 0), ("L", "LIFO", 0), ("A", "Average", 0), ("S", "Standard", 7), ("C", "FIFO", 0))
Line = dict[str, Any]


def empty_company(months: int = 3) -> Ledger:
    """Setup and items without an entry, with inventory periods of 2022."""
    items = [
        {
            "No.": no,
            "Costing Method": method,
            "Unit Cost": cost or 5,
            "Standard Cost": cost,
            "Indirect Cost %": 2 if no == "L" else 0,
            **GROUPS,
        }
        for no, method, cost in ITEMS
    ]
    periods = [{"Ending Date": f"2022-{m:02d}-{(31, 28, 31)[m - 1]}"} for m in range(1, months + 1)]
    setup = {**_setup(), "Item": items, "Inventory Period": periods}
    variances = ("Material", "Capacity", "Subcontracted", "Cap. Overhead", "Mfg. Overhead")
    for row in setup["Inventory Posting Setup"]:
        row.update({f"{name} Variance Account": f"78{n}0" for n, name in enumerate(variances)})
    setup["G/L Account"] += [{"No.": f"78{n}0"} for n in range(len(variances))]
    setup["Inventory Setup"] = [{"Expected Cost Posting to G/L": True, "Average Cost Period": "Month", "Prevent Negative Inventory": True}]
    return Ledger.from_records(setup)


class Clerk:
    """Posts random lines, day by day, into a company."""

    def __init__(self, seed: int, ledger: Ledger | None = None) -> None:
        self.random = random.Random(seed)
        self.ledger = ledger or empty_company()
        self.orders: list[str] = []
        self.documents = 0

    def line(self, day: str, kind: str, item: str, quantity: int, **more: Any) -> Line:
        self.documents += 1
        trade = {"Gen. Bus. Posting Group": "DOMESTIC"} if kind in ("Purchase", "Sale") else {}
        line = {"Posting Date": day, "Entry Type": kind, "Item No.": item, "Quantity": quantity, "Invoiced Quantity": quantity}
        return {**line, "Document No.": f"D{self.documents}", **trade, **more}

    def post(self, line: Line) -> bool:
        try:
            self.ledger = post_item_journal(self.ledger, [line]).ledger
        except XlcostError:
            return False
        return True

    def price(self) -> str:
        return f"{self.random.randint(100, 2000) / 100:.2f}"

    def work(self, count: int, first: str = "2022-01", months: int = 2) -> Ledger:
        """So many random lines over some months; orders are finished at the end."""
        choose = self.random.choice
        month = int(first[-2:])
        for n in range(count):
            day = f"2022-{month + n * months // count:02d}-{min(28, 1 + n * 28 * months // count % 28):02d}"
            self.one(choose(("buy", "buy", "buy", "sell", "sell", "move", "count", "invoice", "charge", "return", "produce")), day)
        for order in self.orders:
            self.ledger = finish_production_order(self.ledger, order).ledger
        self.orders.clear()
        return self.ledger

    def one(self, act: str, day: str) -> None:
        """One act of business."""
        item, place = self.random.choice("FLAS"), self.random.choice(("", "", "WEST"))
        quantity, where = self.random.randint(1, 9), {"Location Code": place}
        if act == "buy":
            invoiced = quantity if self.random.random() < 0.6 else 0
            self.post(self.line(day, "Purchase", item, quantity, **{"Unit Cost": self.price(), "Invoiced Quantity": invoiced}, **where))
        elif act == "sell":
            invoiced = quantity if self.random.random() < 0.6 else 0
            self.post(self.line(day, "Sale", self.random.choice("FLASC"), quantity, **{"Invoiced Quantity": invoiced}, **where))
        elif act == "move":
            self.post(self.line(day, "Transfer", item, quantity, **{"New Location Code": "" if place else "WEST"}, **where))
        elif act == "count":
            kind = self.random.choice(("Positive Adjmt.", "Negative Adjmt."))
            self.post(self.line(day, kind, item, quantity, **({"Unit Cost": self.price()} if kind[0] == "P" else {}), **where))
        elif act in ("invoice", "charge"):
            self._late(act, day)
        elif act == "return":
            self._return(day)
        else:
            self._produce(day)

    def _entry(self, kind: str, wanted: Any) -> Line | None:
        rows = [r for r in self.ledger.records("Item Ledger Entry") if r["Entry Type"] == kind and wanted(r)]
        return self.random.choice(rows) if rows else None

    def _late(self, act: str, day: str, kind: str = "") -> bool:
        """The invoice of a receipt or shipment, or freight on a receipt."""
        kind = kind or ("Purchase" if act == "charge" else self.random.choice(("Purchase", "Sale")))
        entry = self._entry(kind, lambda r: act == "charge" or abs(r["Invoiced Quantity"]) < abs(r["Quantity"]))
        if entry is None:
            return False
        rest = abs(entry["Quantity"]) - (0 if act == "charge" else abs(entry["Invoiced Quantity"]))
        part = self.random.randint(1, int(rest)) if act == "invoice" and self.random.random() < 0.3 else rest
        line = self.line(day, kind, entry["Item No."], 0, **{"Invoiced Quantity": part, "Item Shpt. Entry No.": entry["Entry No."]})
        line["Location Code"] = entry["Location Code"]
        if act == "charge":
            return self.post({**line, "Item Charge No.": "FREIGHT", "Amount": self.price()})
        return self.post({**line, **({"Unit Cost": self.price()} if kind == "Purchase" else {})})

    def settle(self, day: str) -> None:
        """Invoice what was received or shipped and not yet invoiced."""
        for kind in ("Purchase", "Sale"):
            while self._late("invoice", day, kind):
                pass

    def _return(self, day: str) -> None:
        entry = self._entry("Sale", lambda r: r["Quantity"] < 0)
        if entry is not None:
            line = self.line(day, "Sale", entry["Item No."], -1, **{"Applies-from Entry": entry["Entry No."]})
            self.post({**line, "Location Code": entry["Location Code"]})

    def _produce(self, day: str) -> None:
        order = f"P{len(self.orders) + 1}-{self.documents}"
        key = {"Order Type": "Production", "Order No.": order, "Order Line No.": 10000}
        row = {"Status": "Released", "Prod. Order No.": order, "Line No.": 10000, "Item No.": "C"}
        before, self.ledger = self.ledger, self.ledger.upsert("Prod. Order Line", [row])
        used = [self.post(self.line(day, "Consumption", i, self.random.randint(1, 3), **key)) for i in self.random.sample("FLA", 2)]
        made = {**self.line(day, "Output", "C", 0, **key), "Output Quantity": self.random.randint(1, 4), "Invoiced Quantity": 0}
        if any(used) and self.post(made):
            self.orders.append(order)
        elif not any(used):
            self.ledger = before


def random_company(seed: int, lines: int = 24, settle: bool = False) -> Ledger:
    """A random company, adjusted and posted to the G/L; settled: every receipt is invoiced in the end."""
    clerk = Clerk(seed)
    clerk.work(lines)
    if settle:
        clerk.settle("2022-02-28")
    return post_inventory_cost(adjust_cost(clerk.ledger).ledger).ledger
