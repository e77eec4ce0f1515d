"""Buying, selling, and giving back."""

from __future__ import annotations

from decimal import Decimal

from tests.simulator.company import price, quantity
from tests.simulator.drawing import Drawing, Record


def purchase(b: Drawing) -> Record:
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


def sale(b: Drawing) -> Record | None:
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


def invoice(b: Drawing) -> Record | None:
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


def charge(b: Drawing) -> Record | None:
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


def sales_return(b: Drawing) -> Record | None:
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


def purchase_return(b: Drawing) -> Record | None:
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


def undo(b: Drawing) -> Record | None:
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


def drop_shipment(b: Drawing) -> Record | None:
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
