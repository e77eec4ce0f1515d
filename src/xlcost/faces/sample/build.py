"""The sample ledger: the business posted day by day by the engine, adjusted and posted to the G/L month by month.

Two differences are planted on purpose: a manual journal on the inventory account of resale items, and an
inventory adjustment account that was blocked before the last posting run, so that the October count of spare
parts waits. `xlcost close` finds and explains both.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from xlcost.costing import adjust_cost, finish_production_order, post_item_journal, suggest_revaluation
from xlcost.faces.sample.business import Business, Day, Receipt
from xlcost.faces.sample.company import Record, cents, fixed_tables
from xlcost.ledger import Ledger
from xlcost.posting import post_inventory_cost

REVALUED = ("JACKET", dt.date(2026, 9, 30))
BLOCKED_ACCOUNT = "7170"
MANUAL = (dt.date(2026, 10, 14), "GJ-0442", "Pallet freight, booked to stock by hand", "1250.00", "2110", "8640")


def sample_ledger(size: int = 1, seed: int = 1, progress: Callable[[str], None] = lambda text: None) -> Ledger:
    """A sample company after four months of business; `size` multiplies the traded items."""
    ledger = Ledger.from_records(fixed_tables(max(1, size)))
    open_receipts: dict[str, int] = {}
    serials: dict[str, int] = {}
    days = Business(seed, max(1, size)).run()
    for i, day in enumerate(days):
        ledger = _post_day(ledger, day, open_receipts, serials)
        last = i + 1 == len(days)
        if last or days[i + 1].date.month != day.date.month:
            progress(f"{day.date:%B %Y}")
            ledger = _month_end(ledger, day.date, last=last)
    return _with_projects(ledger)


def _post_day(ledger: Ledger, day: Day, receipts: dict[str, int], serials: dict[str, int]) -> Ledger:
    if day.orders:
        ledger = _release(ledger, day.orders)
    if day.lines:
        outcome = post_item_journal(ledger, [_with_serial(line, serials) for line in day.lines])
        ledger = outcome.ledger
        for no, document, serial in outcome.added_rows["Item Ledger Entry"].tuples(("Entry No.", "Document No.", "Serial No.")):
            receipts[document] = no
            if serial and document.startswith("PR"):
                serials[serial] = no
    late = [_invoice(day.date, r, receipts[r.document]) for r in day.invoices]
    late += [_freight(day.date, r, receipts[r.document], amount) for r, amount in day.freight]
    if late:
        ledger = post_item_journal(ledger, late).ledger
    for order in day.finished:
        ledger = finish_production_order(ledger, order).ledger
    return ledger


def _with_serial(line: Record, serials: dict[str, int]) -> Record:
    serial = str(line.get("Serial No.", ""))
    return {**line, "Applies-to Entry": serials[serial]} if serial and line["Entry Type"] == "Sale" else line


def _invoice(day: dt.date, receipt: Receipt, entry_no: int) -> Record:
    purchase = receipt.kind == "Purchase"
    return {
        "Posting Date": day,
        "Entry Type": receipt.kind,
        "Item No.": receipt.item,
        "Location Code": receipt.location,
        "Quantity": 0,
        "Invoiced Quantity": receipt.quantity,
        "Unit Amount": cents(receipt.price),
        "Item Shpt. Entry No.": entry_no,
        "Document Type": "Purchase Invoice" if purchase else "Sales Invoice",
        "Document No.": receipt.document.replace("PR", "PI").replace("SS", "SI"),
        "Gen. Bus. Posting Group": "DOMESTIC",
        "Source Type": "Vendor" if purchase else "Customer",
        "Source No.": receipt.source,
    }


def _freight(day: dt.date, receipt: Receipt, entry_no: int, amount: int) -> Record:
    return {
        "Posting Date": day,
        "Entry Type": "Purchase",
        "Item No.": receipt.item,
        "Location Code": receipt.location,
        "Quantity": 0,
        "Invoiced Quantity": receipt.quantity,
        "Amount": cents(amount),
        "Item Shpt. Entry No.": entry_no,
        "Item Charge No.": "FREIGHT",
        "Document Type": "Purchase Invoice",
        "Document No.": receipt.document.replace("PR", "FR"),
        "Gen. Bus. Posting Group": "DOMESTIC",
        "Gen. Prod. Posting Group": "RETAIL",
        "Source Type": "Vendor",
    }


def _release(ledger: Ledger, orders: Iterable[Record]) -> Ledger:
    for order in orders:
        header = {"Status": "Released", "Source Type": "Item", "Location Code": "PLANT", **order}
        line = {
            "Status": "Released",
            "Prod. Order No.": order["No."],
            "Line No.": 10000,
            "Item No.": order["Source No."],
            "Location Code": "PLANT",
            "Quantity": order["Quantity"],
        }
        ledger = ledger.upsert("Production Order", [header]).upsert("Prod. Order Line", [line])
    return ledger


def _month_end(ledger: Ledger, day: dt.date, *, last: bool) -> Ledger:
    if day == REVALUED[1]:
        ledger = _revalue(ledger, *REVALUED)
    ledger = adjust_cost(ledger).ledger
    if last:
        ledger = _block(ledger, BLOCKED_ACCOUNT)
    ledger = post_inventory_cost(ledger).ledger
    return _manual_journal(ledger) if last else ledger


def _revalue(ledger: Ledger, item: str, day: dt.date) -> Ledger:
    """Old stock is written down by a tenth at the end of the third quarter."""
    lines = []
    for line in suggest_revaluation(ledger, posting_date=day, items=[item], document_no="REVAL-Q3"):
        value = int(line["Inventory Value (Calculated)"] * 100) * 9 // 10
        lines.append({**line, "Inventory Value (Revalued)": cents(value), "Unit Cost (Revalued)": None})
    return post_item_journal(ledger, lines).ledger if lines else ledger


def _block(ledger: Ledger, account: str) -> Ledger:
    row = next(r for r in ledger.records("G/L Account") if r["No."] == account)
    return ledger.upsert("G/L Account", [{**row, "Blocked": True}])


def _manual_journal(ledger: Ledger) -> Ledger:
    day, document, text, amount, debit, credit = MANUAL
    first = ledger.last_no("G/L Entry") + 1
    common: dict[str, Any] = {"Posting Date": day, "Document No.": document, "Description": text, "Source Code": "GENJNL"}
    return ledger.upsert(
        "G/L Entry",
        [
            {"Entry No.": first, "G/L Account No.": debit, "Amount": amount, **common},
            {"Entry No.": first + 1, "G/L Account No.": credit, "Amount": f"-{amount}", **common},
        ],
    )


def _with_projects(ledger: Ledger) -> Ledger:
    from xlcost.faces.sample_projects import sample_projects, with_september_wip

    for table, records in sample_projects().items():
        ledger = ledger.upsert(table, records)
    return with_september_wip(ledger)
