"""Production and assembly."""

from __future__ import annotations

from decimal import Decimal

from tests.simulator.company import price, quantity
from tests.simulator.drawing import LINE, Drawing, Record


def _order(no: str, line: str) -> Record:
    return {"Order Type": "Production", "Order No.": no, "Order Line No.": int(line)}


def release(b: Drawing) -> Record | None:
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


def consume(b: Drawing) -> Record | None:
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


def output(b: Drawing) -> Record | None:
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


def finish(b: Drawing) -> Record | None:
    """A production order is finished."""
    if not b.released:
        return None
    order = b.chance.choice(b.released).split(":")[0]
    b.released = [r for r in b.released if r.split(":")[0] != order]
    return {"do": "finish", "order": order}


def assemble(b: Drawing) -> Record | None:
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


def subcontract(b: Drawing) -> Record | None:
    """An operation that a vendor did, reported first and invoiced later."""
    if not b.released:
        return None
    done = [c for c in b.state.capacities if c["Subcontracting"] and c["Entry No."] in b.work]
    open_orders = {(no, int(line)) for no, _, line in (r.split(":") for r in b.released)}
    waiting = [c for c in done if (c["Order No."], c["Order Line No."]) in open_orders]
    if waiting and b.chance.random() < 0.6:
        entry = b.chance.choice(waiting)
        line = b.line("Output", entry["Item No."], Decimal(0), **_order(entry["Order No."], str(entry["Order Line No."])))
        line |= {"Output Quantity": 0, "Invoiced Quantity": quantity(b.chance, b.company.whole, 10), "Unit Cost": price(b.chance)}
        return b.post({**line, "Subcontracting": True, "Type": "Work Center", "No.": "VENDOR", "Item Shpt. Entry No.": b.work[entry["Entry No."]]})
    no, item, order_line = b.chance.choice(b.released).split(":")
    number = quantity(b.chance, b.company.whole, 10)
    line = b.line("Output", item, number, **b.place(), **_order(no, order_line), **{"Output Quantity": number})
    return b.post({**line, "Subcontracting": True, "Type": "Work Center", "No.": "VENDOR"})
