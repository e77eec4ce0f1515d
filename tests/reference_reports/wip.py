"""Inventory Valuation - WIP (valuation-reports.md 3)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from tests.reference_reports.books import LAST, Books, Record, date

_STATUS = ("Released", "Finished")


def work_in_process(books: Books, start: dt.date | None, end: dt.date | None, clean: bool = False) -> list[Record]:
    """One row per printed order; `clean` leaves out the quirks Q6 and Q7."""
    last = end or LAST
    found = []
    orders = [o for o in books.production_orders if o["Status"] in _STATUS]
    for order in sorted(orders, key=lambda o: (_STATUS.index(o["Status"]), o["No."])):
        values = [v for v in books.values if v["Order Type"] == "Production" and v["Order No."] == order["No."]]
        if order["Status"] == "Finished" and not _open(books, order["No."]) and not _later(values, start):
            continue
        values = [v for v in values if date(v["Posting Date"]) <= last]
        if values:
            found.append({"Status": order["Status"], "No.": order["No."], **_columns(values, start, clean)})
    return found


def _open(books: Books, order: str) -> bool:
    rows = [r for r in books.order_rows if r["Order Type"] == "Production" and r["Order No."] == order]
    return any(not r["Completely Invoiced"] for r in rows)


def _later(values: list[Record], start: dt.date | None) -> bool:
    return any(start is None or date(v["Posting Date"]) >= start for v in values)


def _is_wip(v: Record) -> bool:
    if v["Item Ledger Entry Type"] == "Output":
        return v["Entry Type"] in ("Direct Cost", "Revaluation")
    return not v["Expected Cost"]


def _columns(values: list[Record], start: dt.date | None, clean: bool) -> Record:
    zero = Decimal(0)
    opening = consumption = capacity = output = posted = expected = revalued = revalued_posted = opening_revalued = zero
    for v in (v for v in values if _is_wip(v)):
        actual, expect, kind = v["Cost Amount (Actual)"], v["Cost Amount (Expected)"], v["Item Ledger Entry Type"]
        on_ledger = v["Cost Posted to G/L"] + v["Expected Cost Posted to G/L"]
        revaluation = v["Entry Type"] == "Revaluation"
        production_cost = not (revaluation and kind == "Consumption" and v["Item Ledger Entry Quantity"] > 0)
        if start is not None and date(v["Posting Date"]) < start:
            if kind == "Output":
                expected -= expect
            effect = actual if kind == "" else -(actual + expect) if kind == "Output" else -actual
            if clean and revaluation and kind == "Output":
                opening_revalued -= actual
            elif (clean and not production_cost) or (not clean and revaluation and actual):
                effect = zero
            opening += effect
        elif kind == "Consumption":
            consumption -= actual if production_cost else zero
        elif kind == "":
            capacity += actual
        elif kind == "Output":
            output -= actual + expect
            expected -= expect
            revalued -= actual if revaluation else zero
        if kind == "":
            posted += on_ledger
        elif production_cost:
            posted -= on_ledger
            revalued_posted -= on_ledger if revaluation and (kind == "Output" or not clean) else zero
    if expected == 0:
        output -= revalued
        posted -= revalued_posted
        opening -= opening_revalued
    return {
        "As of Start Date": opening,
        "Consumption": consumption,
        "Capacity": capacity,
        "Output": output,
        "As of End Date": opening + consumption + capacity + output,
        "Cost Posted to G/L": posted,
    }
