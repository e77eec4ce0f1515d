"""Unit Cost and Last Direct Cost after a line (2.14)."""

from __future__ import annotations

from decimal import Decimal

from tests.reference_posting.books import SKU, ZERO, Books, Record, net_invoiced, round5


def update_item_cost(books: Books, value: Record, line: Record) -> None:
    """2.14, for one value entry of a line."""
    item = books.items[value["Item No."]]
    if (
        value["Entry Type"] != "Direct Cost"
        or value["Valued Quantity"] <= 0
        or value["Expected Cost"]
        or value["Adjustment"]
        or item["Inventory Value Zero"]
    ):
        return
    cost = ZERO
    kind = value["Item Ledger Entry Type"]
    priced = kind in ("Purchase", "Positive Adjmt.", "Assembly Output") or (kind == "Output" and value["Invoiced Quantity"] > 0)
    if priced and not value["Item Charge No."] and value["Cost Amount (Actual)"] + value["Discount Amount"] > 0:
        cost = round5((line["Amount"] + line["Discount Amount"]) / value["Valued Quantity"])
    if cost != 0:
        item["Last Direct Cost"] = cost
    standard = item["Costing Method"] == "Standard"
    dropped = books.entries[value["Item Ledger Entry No."]]["Drop Shipment"]  # they change only Last Direct Cost
    if standard:
        item["Unit Cost"] = item["Standard Cost"]
    elif not dropped and _replaces(item["Unit Cost"], value, cost, True) and _stock_was_gone(net_invoiced(books, item["No."]), value):
        item["Unit Cost"] = cost
    by_item = books.inventory["Average Cost Calc. Type"] != "Item & Location & Variant"
    for sku in books.tables[SKU]:
        if sku["Item No."] != item["No."]:
            continue
        place = (sku["Location Code"], sku["Variant Code"])
        exact = place == (value["Location Code"], value["Variant Code"])
        if exact and cost != 0:
            sku["Last Direct Cost"] = cost
        if dropped:
            continue
        if standard:
            sku["Unit Cost"] = sku["Standard Cost"]
        elif by_item:
            sku["Unit Cost"] = item["Unit Cost"]
        elif sku["Location Code"] in ("", value["Location Code"]) and sku["Variant Code"] in ("", value["Variant Code"]):
            if _replaces(sku["Unit Cost"], value, cost, exact) and _stock_was_gone(net_invoiced(books, item["No."], place), value):
                sku["Unit Cost"] = cost


def _replaces(unit_cost: Decimal, value: Record, cost: Decimal, exact: bool) -> bool:
    return unit_cost == 0 or (exact and value["Invoiced Quantity"] > 0 and cost != 0)


def _stock_was_gone(net: Decimal, value: Record) -> bool:
    return bool(0 < net <= value["Invoiced Quantity"])
