"""What happens in a month: one event after the other, drawn from what the books allow at that moment.

An event is data, {"do": verb, ...}; an entry that it names is written "@17.0" - the first item ledger entry that
event 17 made -, so that a list of events can be replayed with some of them left out.
"""

from __future__ import annotations

import calendar
import datetime as dt
import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tests.simulator.company import BY_ITEM, BY_PLACE, PERIODS, Company, price, quantity
from tests.simulator.state import State

Record = dict[str, Any]
YEAR = 2024
LINE = 10000


class Business:
    """The events of a company, drawn from one random source."""

    def __init__(self, company: Company, seed: int) -> None:
        self.company = company
        self.chance = random.Random(f"business {seed}")
        self.reference: dict[int, str] = {}  # item ledger entry -> "@event.index"
        self.number = 0
        self.month = 1
        self.orders = 0
        self.released: list[str] = []
        self.state: State

    # -- drawing ----------------------------------------------------------------------------------------------
    def next_event(self, state: State) -> Record:
        """An event that fits the books."""
        self.state = state
        while True:
            kind = self.chance.choices(list(EVENTS), [weight for weight, _ in EVENTS.values()])[0]
            event = EVENTS[kind][1](self)
            if event is not None:
                self.number += 1
                return {"kind": kind, **event}

    def month_end(self) -> list[Record]:
        """The buttons that are pressed at the end of a month, in odd order."""
        buttons: list[Record] = [{"do": "adjust"}, {"do": "post"}, {"do": "adjust"}]
        if self.chance.random() < 0.5:
            self.chance.shuffle(buttons)
        if self.chance.random() < 0.5:
            buttons.append({"do": "close", "date": _last_day(self.month - int(self.chance.random() < 0.5))})
        return [{"kind": "month end", **b} for b in buttons if b.get("date") != dt.date.min]

    def day(self) -> dt.date:
        """A posting date of the month, sometimes one of an earlier month."""
        month = self.month
        if self.chance.random() < 0.12:
            month = max(1, month - self.chance.randint(1, 2))
        year, month = YEAR + (month - 1) // 12, (month - 1) % 12 + 1
        return dt.date(year, month, self.chance.randint(1, calendar.monthrange(year, month)[1]))

    def line(self, kind: str, item: str, number: Decimal, **more: Any) -> Record:
        """A journal line."""
        base = {"Entry Type": kind, "Item No.": item, "Posting Date": self.day(), "Document No.": f"D{self.number}", "Quantity": number}
        if item in self.company.lots:
            base["Lot No."] = self.chance.choice(("L1", "L2"))
        if kind in ("Purchase", "Sale"):
            base["Gen. Bus. Posting Group"] = "DOM"
        return {**base, "Document Line No.": LINE, **more}

    def post(self, *lines: Record) -> Record:
        """A posting of lines."""
        return {"do": "journal", "lines": list(lines)}

    def place(self) -> Record:
        """Where something arrives."""
        location, variant = self.chance.choice(self.company.places)
        return {"Location Code": location, "Variant Code": variant}

    def amount(self, number: Decimal) -> Decimal:
        """An amount for a quantity."""
        cost = number * price(self.chance)
        return cost.quantize(Decimal("0.01"))

    def share(self, most: Decimal) -> Decimal:
        """All of a quantity, or a part of it."""
        if self.chance.random() < 0.5:
            return most
        part = (most * self.chance.randint(1, 9) / 10).quantize(Decimal(1) if self.company.whole else Decimal("0.00001"))
        return part or most

    def pick(self, test: Callable[[Record], bool]) -> Record | None:
        """An item ledger entry that passes a test."""
        found = [e for e in self.state.entries.values() if e["Entry No."] in self.reference and test(e)]
        return self.chance.choice(found) if found else None

    def ref(self, entry: Record) -> str:
        """An entry by the event that made it."""
        return self.reference[entry["Entry No."]]

    def on_hand(self, item: str | None = None) -> Record | None:
        """An open inbound entry."""
        return self.pick(lambda e: e["Open"] and e["Quantity"] > 0 and item in (None, e["Item No."]))

    def where(self, entry: Record) -> Record:
        """The place and lot of an entry."""
        return {"Location Code": entry["Location Code"], "Variant Code": entry["Variant Code"], "Lot No.": entry["Lot No."]}

    def specific(self, item: str) -> bool:
        """Whether outbounds of an item must name their entry."""
        return self.company.method[item] == "Specific"


# -- buying and selling ---------------------------------------------------------------------------------------
def purchase(b: Business) -> Record:
    """Received, mostly invoiced."""
    item = b.chance.choice(list(b.company.items))
    number = quantity(b.chance, b.company.whole)
    line = b.line("Purchase", item, number, **b.place())
    how = b.chance.random()
    if how < 0.35:
        line |= {"Document Type": "Purchase Receipt", "Invoiced Quantity": 0, "Unit Cost": price(b.chance)}
        if b.chance.random() < 0.3:
            line.pop("Unit Cost")
            line["Unit Amount"] = price(b.chance)
    elif how < 0.9:
        line |= {"Document Type": "Purchase Receipt", "Invoice No.": f"PI{b.number}", "Amount": b.amount(number)}
    else:
        line |= {"Unit Amount": price(b.chance)}
    return b.post(line)


def sale(b: Business) -> Record | None:
    """Shipped, mostly invoiced; sometimes more than there is, sometimes from a named entry."""
    source = b.on_hand()
    item = source["Item No."] if source else b.chance.choice(list(b.company.items))
    if b.specific(item) and source is None:
        return None
    number = quantity(b.chance, b.company.whole)
    line = b.line("Sale", item, number, **b.place())
    if source is not None and (b.specific(item) or b.chance.random() < 0.75):
        line |= {**b.where(source), "Quantity": b.share(source["Remaining Quantity"])}
        if b.specific(item) or b.chance.random() < 0.15:
            line["Applies-to Entry"] = b.ref(source)
    line |= {"Document Type": "Sales Shipment", "Unit Amount": price(b.chance)}
    if b.chance.random() < 0.4:
        line["Invoiced Quantity"] = 0
    return b.post(line)


def invoice(b: Business) -> Record | None:
    """An invoice for what was received or shipped before."""
    kinds = ("Purchase", "Sale")
    entry = b.pick(lambda e: e["Entry Type"] in kinds and e["Quantity"] != e["Invoiced Quantity"] and not e["Correction"])
    if entry is None:
        return None
    left = entry["Quantity"] - entry["Invoiced Quantity"]
    part = b.share(abs(left))
    sign = (1 if left > 0 else -1) * (1 if entry["Entry Type"] == "Purchase" else -1)
    kind = "Purchase Invoice" if entry["Entry Type"] == "Purchase" else "Sales Invoice"
    line = b.line(entry["Entry Type"], entry["Item No."], Decimal(0), **b.where(entry))
    line |= {"Invoiced Quantity": sign * part, "Item Shpt. Entry No.": b.ref(entry), "Document Type": kind}
    line |= {"Amount": sign * b.amount(part)} if kind == "Purchase Invoice" else {"Unit Amount": price(b.chance)}
    return b.post(line)


def charge(b: Business) -> Record | None:
    """Freight on any entry of buying, selling or moving."""
    kinds = ("Purchase", "Sale", "Transfer")
    entry = b.pick(lambda e: e["Entry Type"] in kinds and not e["Correction"] and (e["Quantity"] > 0 or b.chance.random() < 0.2))
    if entry is None:
        return None
    kind = "Sale" if entry["Entry Type"] == "Sale" and entry["Quantity"] < 0 else "Purchase"
    line = b.line(kind, entry["Item No."], Decimal(0), **b.where(entry))
    sign = -1 if kind == "Sale" else 1
    line |= {"Invoiced Quantity": sign * entry["Quantity"], "Item Shpt. Entry No.": b.ref(entry), "Item Charge No.": "FREIGHT"}
    cost = Decimal(b.chance.randint(-300, 3000)) / 100
    return b.post({**line, "Amount": cost, "Document Type": f"{kind}s Invoice" if kind == "Sale" else "Purchase Invoice"})


# -- giving back ----------------------------------------------------------------------------------------------
def sales_return(b: Business) -> Record | None:
    """Returned by a customer, with or without the sale's own cost."""
    entry = b.pick(lambda e: e["Entry Type"] == "Sale" and e["Quantity"] < 0 and e["Shipped Qty. Not Returned"] < 0 and not e["Correction"])
    if entry is None:
        return None
    part = b.share(-entry["Shipped Qty. Not Returned"])
    line = b.line("Sale", entry["Item No."], -part, **b.where(entry), **{"Document Type": "Sales Return Receipt"})
    if b.chance.random() < 0.75:
        line["Applies-from Entry"] = b.ref(entry)
    if b.chance.random() < 0.3:
        line["Invoiced Quantity"] = 0
    return b.post(line)


def purchase_return(b: Business) -> Record | None:
    """Returned to a vendor, mostly from the receipt itself."""
    entry = b.pick(lambda e: e["Entry Type"] == "Purchase" and e["Open"] and e["Quantity"] > 0)
    if entry is None:
        return None
    part = b.share(entry["Remaining Quantity"])
    line = b.line("Purchase", entry["Item No."], -part, **b.where(entry), **{"Document Type": "Purchase Return Shipment"})
    if b.specific(entry["Item No."]) or b.chance.random() < 0.7:
        line["Applies-to Entry"] = b.ref(entry)
    if b.chance.random() < 0.25:
        line["Invoiced Quantity"] = 0
    else:
        line["Amount"] = -b.amount(part)
    return b.post(line)


def undo(b: Business) -> Record | None:
    """A receipt or shipment is taken back in full."""

    def whole(e: Record) -> bool:
        untouched = e["Remaining Quantity"] == e["Quantity"] if e["Quantity"] > 0 else e["Shipped Qty. Not Returned"] == e["Quantity"]
        return e["Entry Type"] in ("Purchase", "Sale") and untouched and not e["Correction"] and e["Invoiced Quantity"] in (0, e["Quantity"])

    entry = b.pick(whole)
    if entry is None:
        return None
    kind = entry["Entry Type"]
    number = -entry["Quantity"] if kind == "Purchase" else entry["Quantity"]
    line = b.line(kind, entry["Item No."], number, **b.where(entry), Correction=True)
    line["Posting Date"] = max(line["Posting Date"], entry["Posting Date"])
    line["Document Type"] = entry["Document Type"]
    line["Applies-to Entry" if entry["Quantity"] > 0 else "Applies-from Entry"] = b.ref(entry)
    return b.post(line)


def drop_shipment(b: Business) -> Record | None:
    """Delivered by the vendor to the customer, past the warehouse."""
    if b.chance.random() < 0.7:
        return None
    item = b.chance.choice(list(b.company.items))
    number = quantity(b.chance, b.company.whole)
    place = b.place()
    bought = b.line("Purchase", item, number, **place, **{"Amount": b.amount(number), "Drop Shipment": True})
    sold = {**b.line("Sale", item, number, **place, **{"Drop Shipment": True}), "Posting Date": bought["Posting Date"]}
    if "Lot No." in bought:
        sold["Lot No."] = bought["Lot No."]
    return {"do": "journal", "lines": [bought, sold], "tie": True}


# -- stock ----------------------------------------------------------------------------------------------------
def positive(b: Business) -> Record:
    """Found, with a cost or with the unit cost of the item."""
    item = b.chance.choice(list(b.company.method))
    number = quantity(b.chance, b.company.whole)
    line = b.line("Positive Adjmt.", item, number, **b.place())
    if b.chance.random() < 0.7:
        line["Unit Cost"] = price(b.chance)
    return b.post(line)


def negative(b: Business) -> Record | None:
    """Lost; sometimes found again at its own cost."""
    entry = b.pick(lambda e: e["Entry Type"] == "Negative Adjmt." and e["Shipped Qty. Not Returned"] < 0)
    if entry is not None and b.chance.random() < 0.3:
        part = b.share(-entry["Shipped Qty. Not Returned"])
        return b.post(b.line("Positive Adjmt.", entry["Item No."], part, **b.where(entry), **{"Applies-from Entry": b.ref(entry)}))
    source = b.on_hand()
    if source is None:
        return None
    line = b.line("Negative Adjmt.", source["Item No."], b.share(source["Remaining Quantity"]), **b.where(source))
    if b.specific(source["Item No."]) or b.chance.random() < 0.15:
        line["Applies-to Entry"] = b.ref(source)
    return b.post(line)


def transfer(b: Business) -> Record | None:
    """Moved to another location."""
    source = b.on_hand()
    if source is None or len({place for place, _ in b.company.places}) < 2:
        return None
    there = b.chance.choice([place for place, _ in b.company.places if place != source["Location Code"]])
    line = b.line("Transfer", source["Item No."], b.share(source["Remaining Quantity"]), **b.where(source), **{"New Location Code": there})
    if b.specific(source["Item No."]) or b.chance.random() < 0.1:
        line["Applies-to Entry"] = b.ref(source)
    return b.post(line)


# -- making ---------------------------------------------------------------------------------------------------
def _order(no: str, line: str) -> Record:
    return {"Order Type": "Production", "Order No.": no, "Order Line No.": int(line)}


def release(b: Business) -> Record | None:
    """A production order is released."""
    if not b.company.made or len(b.released) > 3:
        return None
    b.orders += 1
    item = b.chance.choice(list(b.company.made))
    row: Record = {"Status": "Released", "Prod. Order No.": f"P{b.orders}", "Line No.": LINE, "Item No.": item, "Quantity": 10}
    if b.chance.random() < 0.3:
        row |= {"Overhead Rate": Decimal(b.chance.randint(0, 300)) / 100, "Indirect Cost %": Decimal(b.chance.randint(0, 900)) / 100}
    b.released.append(f"P{b.orders}:{item}:{LINE}")
    if b.chance.random() < 0.2:
        b.released.append(f"P{b.orders}:{item}:{2 * LINE}")
        return {"do": "upsert", "table": "Prod. Order Line", "rows": [row, {**row, "Line No.": 2 * LINE}]}
    return {"do": "upsert", "table": "Prod. Order Line", "rows": [row]}


def consume(b: Business) -> Record | None:
    """Components go into an order; sometimes they come back."""
    if not b.released:
        return None
    no, item, line = b.chance.choice(b.released).split(":")
    back = b.pick(lambda e: e["Entry Type"] == "Consumption" and e["Shipped Qty. Not Returned"] < 0 and (e["Order No."], e["Order Line No."]) == (no, int(line)))
    if back is not None and b.chance.random() < 0.15:
        part = b.share(-back["Shipped Qty. Not Returned"])
        source = {"Applies-from Entry": b.ref(back)} if b.chance.random() < 0.7 else {}
        return b.post(b.line("Consumption", back["Item No."], -part, **b.where(back), **_order(no, line), **source))
    wanted = item if b.chance.random() < 0.06 else b.chance.choice(b.company.made[item])  # now and then a made piece is reworked
    source_entry = b.on_hand(wanted)
    if source_entry is None:
        return None
    part = b.share(source_entry["Remaining Quantity"])
    return b.post(b.line("Consumption", source_entry["Item No."], part, **b.where(source_entry), **_order(no, line)))


def output(b: Business) -> Record | None:
    """Capacity and output of an order; sometimes an output is taken back."""
    if not b.released:
        return None
    no, item, order_line = b.chance.choice(b.released).split(":")
    key = (no, int(order_line))
    back = b.pick(lambda e: e["Entry Type"] == "Output" and e["Open"] and e["Quantity"] > 0 and (e["Order No."], e["Order Line No."]) == key)
    if back is not None and b.chance.random() < 0.15:
        part = -b.share(back["Remaining Quantity"])
        fixed = {"Output Quantity": part, "Applies-to Entry": b.ref(back)}
        return b.post(b.line("Output", item, part, **b.where(back), **_order(no, order_line), **fixed))
    number = quantity(b.chance, b.company.whole, 10) if b.chance.random() < 0.8 else Decimal(0)
    line = b.line("Output", item, number, **b.place(), **_order(no, order_line), **{"Output Quantity": number})
    if b.chance.random() < 0.7 or not number:
        line |= {"Type": "Work Center", "No.": "WC1", "Run Time": quantity(b.chance, b.company.whole, 8), "Unit Cost": price(b.chance)}
        if b.chance.random() < 0.4:
            line |= {"Indirect Cost %": Decimal(b.chance.randint(1, 2000)) / 100, "Overhead Rate": Decimal(b.chance.randint(0, 100)) / 100}
    return b.post(line)


def finish(b: Business) -> Record | None:
    """A production order is finished."""
    if not b.released:
        return None
    order = b.chance.choice(b.released).split(":")[0]
    b.released = [r for r in b.released if r.split(":")[0] != order]
    return {"do": "finish", "order": order}


def assemble(b: Business) -> Record | None:
    """A kit is put together from what is there."""
    if not b.company.kits:
        return None
    kit = b.chance.choice(list(b.company.kits))
    sources = {item: b.on_hand(item) for item in b.company.kits[kit]}
    if any(s is None for s in sources.values()):
        return None
    b.orders += 1
    key = {"Order Type": "Assembly", "Order No.": f"A{b.orders}"}
    day = b.day()
    lines = []
    for place, (item, source) in enumerate(sources.items(), 1):
        assert source is not None
        line = b.line("Assembly Consumption", item, b.share(source["Remaining Quantity"]), **b.where(source), **key)
        lines.append({**line, "Order Line No.": place * LINE, "Posting Date": day})
    if b.chance.random() < 0.5:
        resource = b.line("Assembly Consumption", kit, quantity(b.chance, b.company.whole, 5), **key, **{"Type": "Resource", "No.": "FITTER"})
        lines.append({**resource, "Order Line No.": 90000, "Unit Cost": price(b.chance), "Posting Date": day})
    number = quantity(b.chance, b.company.whole, 10)
    made = b.line("Assembly Output", kit, number, **b.place(), **key, **{"Order Line No.": 0})
    made |= {"Posting Date": day, "Unit Cost": price(b.chance)}
    header = {"Document Type": "Order", "No.": key["Order No."], "Item No.": kit}
    return {"do": "journal", "lines": [*lines, made], "first": {"table": "Assembly Header", "rows": [header]}}


# -- values ---------------------------------------------------------------------------------------------------
def revalue(b: Business) -> Record | None:
    """The value of an item, or of one entry, is changed on what a suggestion says."""
    entry = b.pick(lambda e: e["Quantity"] > 0)
    if entry is None:
        return None
    method = b.company.method[entry["Item No."]]
    day = b.day()
    factor = Decimal(b.chance.choice((0, 50, 87, 101, 113, 140))) / 100
    step: Record = {"do": "revalue", "item": entry["Item No."], "date": day, "factor": factor, "field": b.chance.choice(("unit", "value"))}
    if method == "Average":
        step |= {"average": True, "by": b.chance.random() < 0.9}
    elif b.chance.random() < 0.5:
        step["per"] = "Item Ledger Entry"
    if method == "Standard":
        step["update"] = b.chance.random() < 0.6
    return step


def revalue_entry(b: Business) -> Record | None:
    """A whole entry is revalued by hand, what has gone included; of an Average item only while something of it is left, for no
    later issue would take the value along."""
    entry = b.pick(lambda e: e["Quantity"] > 0 and e["Completely Invoiced"] and (e["Open"] or b.company.method[e["Item No."]] != "Average"))
    if entry is None or b.chance.random() < 0.5:
        return None
    value = b.amount(entry["Quantity"])
    line = b.line(entry["Entry Type"], entry["Item No."], entry["Quantity"], **b.where(entry))
    line |= {"Value Entry Type": "Revaluation", "Applies-to Entry": b.ref(entry), "Inventory Value (Revalued)": value}
    line.pop("Gen. Bus. Posting Group", None)
    return b.post(line)


def new_standard(b: Business) -> Record | None:
    """The standard cost of a bought item changes."""
    found = [no for no, method in b.company.items.items() if method == "Standard"]
    if not found:
        return None
    cost = price(b.chance)
    return {"do": "edit", "table": "Item", "key": {"No.": b.chance.choice(found)}, "fields": {"Standard Cost": cost, "Single-Level Material Cost": cost}}


def new_settings(b: Business) -> Record | None:
    """Average cost period or calculation type change."""
    if b.chance.random() < 0.8:
        return None
    fields: Record = {"Average Cost Period": b.chance.choice(PERIODS)}
    if b.chance.random() < 0.5:
        fields["Average Cost Calc. Type"] = b.chance.choice((BY_ITEM, BY_PLACE))
    return {"do": "edit", "table": "Inventory Setup", "key": {}, "fields": fields}


# -- buttons --------------------------------------------------------------------------------------------------
def adjust(b: Business) -> Record:
    """Adjust Cost - Item Entries, sometimes of some items or up to a day."""
    how = b.chance.random()
    if how < 0.15:
        return {"do": "adjust", "items": b.chance.sample(list(b.company.method), 1)}
    if how < 0.25:
        return {"do": "adjust", "until": b.day()}
    return {"do": "adjust"}


def post_cost(b: Business) -> Record:
    """Post Inventory Cost to G/L, now and then per posting group."""
    return {"do": "post", "method": "Per Posting Group" if b.chance.random() < 0.2 else "Per Entry"}


def allow(b: Business) -> Record | None:
    """Allow Posting From moves on."""
    if b.chance.random() < 0.7:
        return None
    day = dt.date.min if b.chance.random() < 0.3 else _first_day(max(1, b.month - 1))
    return {"do": "edit", "table": "General Ledger Setup", "key": {}, "fields": {"Allow Posting From": None if day == dt.date.min else day}}


def _first_day(month: int) -> dt.date:
    return dt.date(YEAR + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def _last_day(month: int) -> dt.date:
    return _first_day(month + 1) - dt.timedelta(1) if month > 0 else dt.date.min


EVENTS: dict[str, tuple[int, Callable[[Business], Record | None]]] = {
    "purchase": (16, purchase),
    "sale": (18, sale),
    "invoice": (14, invoice),
    "charge": (6, charge),
    "sales return": (6, sales_return),
    "purchase return": (4, purchase_return),
    "undo": (2, undo),
    "drop shipment": (1, drop_shipment),
    "positive": (3, positive),
    "negative": (5, negative),
    "transfer": (8, transfer),
    "release": (4, release),
    "consume": (7, consume),
    "output": (6, output),
    "finish": (3, finish),
    "assemble": (3, assemble),
    "revalue": (4, revalue),
    "revalue entry": (2, revalue_entry),
    "new standard": (1, new_standard),
    "new settings": (1, new_settings),
    "adjust": (8, adjust),
    "post": (3, post_cost),
    "allow": (1, allow),
}
