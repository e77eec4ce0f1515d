"""Item journal lines as the engine reads them (costing-engine.md 1.3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from xlcost.costing.entries import BLANK_CENTER
from xlcost.ledger import Ledger, Table
from xlcost.ledger.build import given_records, parse_rows
from xlcost.ledger.rules import problem
from xlcost.ledger.tables import BY_NAME
from xlcost.problems import LedgerInvalid, Problem, XlcostError, errors


class Line:
    """One item journal line, internal values; what the input does not give is the class attribute (None = not given)."""

    number: int = 0  # position in the call, from 1
    line_no: int | None = None
    posting_date: int = 0
    document_date: int | None = None
    document_type: int = 0
    document_no: str = ""
    document_line: int = 0
    invoice_no: str = ""
    entry_type: int = 0
    value_entry_type: int = 0
    variance_type: int = 0
    item: str = ""
    variant: str = ""
    location: str = ""
    new_location: str = ""
    quantity: int = 0
    invoiced: int = 0
    per_unit: int | None = None
    unit_amount: int = 0
    amount: int = 0
    discount: int = 0
    unit_cost: int = 0
    indirect_pct: int = 0
    overhead_rate: int = 0
    applies_to: int = 0
    applies_from: int = 0
    shipment: int = 0  # Item Shpt. Entry No.
    applies_to_value: int = 0
    charge: str = ""
    value_calculated: int | None = None
    value_revalued: int | None = None
    cost_calculated: int | None = None
    cost_revalued: int | None = None
    value_per: int = 0
    partial: bool = False
    applied_amount: int | None = None
    update_standard: bool = False
    correction: bool = False
    adjustment: bool = False
    drop_shipment: bool = False
    order_type: int = 0
    order_no: str = ""
    order_line: int = 0
    type: int = BLANK_CENTER
    code: str = ""
    operation: str = ""
    work_center: str = ""
    routing_no: str = ""
    routing_reference: int = 0
    setup_time: int = 0
    run_time: int = 0
    stop_time: int = 0
    output_quantity: int = 0
    scrap: int = 0
    per_units: int = 0  # Unit Cost Calculation
    subcontracting: bool = False
    serial: str = ""
    lot: str = ""
    residual: int = 0  # rounding residual amount of the unit of measure, ticks of amount x TICKS
    row: Mapping[str, Any] = {}  # the other given fields by caption
    # of a transaction that is posted again (see `history`), where the amounts are facts and not to be worked out
    cost: int | None = None  # instead of Unit Cost x Quantity
    overhead: int | None = None  # instead of Indirect Cost % and Overhead Rate


CAPTIONS = {
    "Line No.": "line_no",
    "Posting Date": "posting_date",
    "Document Date": "document_date",
    "Document Type": "document_type",
    "Document No.": "document_no",
    "Document Line No.": "document_line",
    "Invoice No.": "invoice_no",
    "Entry Type": "entry_type",
    "Value Entry Type": "value_entry_type",
    "Variance Type": "variance_type",
    "Item No.": "item",
    "Variant Code": "variant",
    "Location Code": "location",
    "New Location Code": "new_location",
    "Quantity": "quantity",
    "Invoiced Quantity": "invoiced",
    "Qty. per Unit of Measure": "per_unit",
    "Unit Amount": "unit_amount",
    "Amount": "amount",
    "Discount Amount": "discount",
    "Unit Cost": "unit_cost",
    "Indirect Cost %": "indirect_pct",
    "Overhead Rate": "overhead_rate",
    "Applies-to Entry": "applies_to",
    "Applies-from Entry": "applies_from",
    "Item Shpt. Entry No.": "shipment",
    "Applies-to Value Entry": "applies_to_value",
    "Item Charge No.": "charge",
    "Inventory Value (Calculated)": "value_calculated",
    "Inventory Value (Revalued)": "value_revalued",
    "Unit Cost (Calculated)": "cost_calculated",
    "Unit Cost (Revalued)": "cost_revalued",
    "Inventory Value Per": "value_per",
    "Partial Revaluation": "partial",
    "Applied Amount": "applied_amount",
    "Update Standard Cost": "update_standard",
    "Correction": "correction",
    "Adjustment": "adjustment",
    "Drop Shipment": "drop_shipment",
    "Order Type": "order_type",
    "Order No.": "order_no",
    "Order Line No.": "order_line",
    "Type": "type",
    "No.": "code",
    "Operation No.": "operation",
    "Work Center No.": "work_center",
    "Routing No.": "routing_no",
    "Routing Reference No.": "routing_reference",
    "Setup Time": "setup_time",
    "Run Time": "run_time",
    "Stop Time": "stop_time",
    "Output Quantity": "output_quantity",
    "Scrap Quantity": "scrap",
    "Unit Cost Calculation": "per_units",
    "Subcontracting": "subcontracting",
    "Serial No.": "serial",
    "Lot No.": "lot",
}
JOURNAL = BY_NAME["Item Journal Line"]
_AT_ONCE = 10_000  # lines taken out of the columns at once
NEVER_BLANK = {"Item No.": "Item No.", "Posting Date": "Posting Date", "Document No.": "Document No."}


def journal_table(ledger: Ledger, lines: Iterable[Mapping[str, Any]] | None) -> Table:
    """The lines of a call as a table: the given records, or the table Item Journal Line."""
    if lines is None:
        return ledger.table("Item Journal Line")
    records, unreadable = given_records(JOURNAL, lines)
    table, defects = parse_rows(JOURNAL, records)
    defects = [*unreadable, *defects]
    missing = [d for d in errors(defects) if d.code == "L01"]
    for defect in missing:
        if any(caption in defect.what for caption in NEVER_BLANK):
            raise XlcostError("IJ01", defect.what, where="item journal", rule="A line has an item, a posting date and a document number.")
    if errors(defects):
        raise LedgerInvalid(defects)
    return table


def unknown_captions(table: Table) -> list[Problem]:
    """A note for every caption of given lines that is none of a journal line; what it may have been meant to be."""
    found = []
    for caption in table.extra:
        near = get_close_matches(str(caption), JOURNAL.by_caption, 1, 0.8)
        found.append(problem("W18", f"{JOURNAL.name}, {caption}", f"{caption!r} is no caption of a line{f'; {near[0]} is' if near else ''}."))
    return found


def lines_of(table: Table) -> Iterator[Line]:
    """The lines of a journal table in posting order: by Line No., else in the order of the records. Lines that give the same to copy share it."""
    captions = [c for c in CAPTIONS if c in table.given]
    names = [CAPTIONS[c] for c in captions]
    copied = [c for c in table.given if c not in CAPTIONS]
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    order = list(range(table.length))
    if "Line No." in table.given:
        numbers = table["Line No."].tolist()
        order.sort(key=lambda position: numbers[position] or 0)
    for start in range(0, table.length, _AT_ONCE):
        positions = order[start : start + _AT_ONCE]
        copies = table.tuples(copied, positions) if copied else [()] * len(positions)
        for position, values, copy in zip(positions, table.tuples(captions, positions), copies, strict=True):
            line = Line()
            row = rows.get(copy)
            if row is None:
                row = rows[copy] = dict(zip(copied, copy, strict=True))
            line.row = row
            line.__dict__.update({n: v for n, v in zip(names, values, strict=True) if v is not None})
            line.number = position + 1
            yield line


def given(line: Line, name: str) -> bool:
    """Whether the line was given this field."""
    return name in line.__dict__
