"""Stock that is found, lost or moved, and what it is worth."""

from __future__ import annotations

from decimal import Decimal

from tests.simulator.company import BY_ITEM, BY_PLACE, PERIODS, price, quantity
from tests.simulator.drawing import Drawing, Record


def positive(b: Drawing) -> Record:
    """Found, with a cost or with the unit cost of the item."""
    item = b.chance.choice(list(b.company.method))
    number = quantity(b.chance, b.company.whole)
    line = b.line("Positive Adjmt.", item, number, **b.place())
    if b.chance.random() < 0.7:
        line["Unit Cost"] = price(b.chance)
    return b.post(line)


def negative(b: Drawing) -> Record | None:
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


def transfer(b: Drawing) -> Record | None:
    """Moved to another location."""
    source = b.on_hand()
    if source is None or len({place for place, _ in b.company.places}) < 2:
        return None
    there = b.chance.choice([place for place, _ in b.company.places if place != source["Location Code"]])
    line = b.line("Transfer", source["Item No."], b.share(source["Remaining Quantity"]), **b.where(source), **{"New Location Code": there})
    if b.specific(source["Item No."]) or b.chance.random() < 0.1:
        line["Applies-to Entry"] = b.ref(source)
    return b.post(line)


def revalue(b: Drawing) -> Record | None:
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


def revalue_entry(b: Drawing) -> Record | None:
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


def new_standard(b: Drawing) -> Record | None:
    """The standard cost of a bought item changes."""
    found = [no for no, method in b.company.items.items() if method == "Standard"]
    if not found:
        return None
    cost = price(b.chance)
    return {"do": "edit", "table": "Item", "key": {"No.": b.chance.choice(found)}, "fields": {"Standard Cost": cost, "Single-Level Material Cost": cost}}


def new_settings(b: Drawing) -> Record | None:
    """Average cost period or calculation type change."""
    if b.chance.random() < 0.8:
        return None
    fields: Record = {"Average Cost Period": b.chance.choice(PERIODS)}
    if b.chance.random() < 0.5:
        fields["Average Cost Calc. Type"] = b.chance.choice((BY_ITEM, BY_PLACE))
    return {"do": "edit", "table": "Inventory Setup", "key": {}, "fields": fields}
