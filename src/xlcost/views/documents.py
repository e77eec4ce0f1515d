"""Find entries: all that a document number, a posting date or an external document number stands on (gl-posting C3).

Tables come in the order of the ERP's window, only those with entries; posted documents that a workbook carries as
sheets of its own stand first. Receipt and invoice of one item ledger entry may have different numbers: "related
documents" are those of all value entries of the item ledger entries found.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from xlcost.ledger import Ledger, Table
from xlcost.ledger.values import show
from xlcost.money import Array
from xlcost.problems import XlcostError
from xlcost.views.filters import code_filter, date_filter, selected

# Table -> the field that the posting date filter looks at; the document number field is Document No. everywhere.
TABLES: dict[str, str] = {
    "G/L Entry": "Posting Date",
    "VAT Entry": "Posting Date",
    "Customer Ledger Entry": "Posting Date",
    "Vendor Ledger Entry": "Posting Date",
    "Item Ledger Entry": "Posting Date",
    "Value Entry": "Posting Date",
    "Project Ledger Entry": "Posting Date",
    "Project WIP Entry": "WIP Posting Date",
    "Project WIP G/L Entry": "Posting Date",
    "Capacity Ledger Entry": "Posting Date",
}

Row = dict[str, Any]


def find_entries(
    ledger: Ledger, document_no: str = "", posting_date: Any = None, *, external_document_no: str = "", related: bool = False
) -> list[Row]:
    """Rows Table, No. of Records, Entries (records of the table) for all tables with at least one hit, in the ERP's order.

    `document_no` and `external_document_no` may be filters (`A|B`, `A..Z`, `A*`), `posting_date` a date, an ISO date or a
    filter of dates. With `related` also the entries of related documents, and on the value entry row their numbers under
    Related Documents. Raises XlcostError NO_DOCUMENT when no filter is given.
    """
    document_no, external_document_no = str(document_no), str(external_document_no)  # a number stored as a number too
    dates = "" if posting_date is None else str(posting_date)
    if not (document_no.strip() or dates.strip() or external_document_no.strip()):
        remedy = "Give a document number, a posting date or an external document number."
        raise XlcostError("NO_DOCUMENT", "Nothing to search for.", remedy=remedy)
    others = related_documents(ledger, document_no, posting_date, external_document_no=external_document_no) if related else []
    found: list[Row] = []
    for name, date_field in TABLES.items():
        table = ledger.table(name)
        if not table.length:
            continue
        mask = _mask(table, document_no, dates, external_document_no, date_field)
        if others and name != "G/L Entry":
            mask = mask | _mask(table, "|".join(f"'{o}'" for o in others), "", "", date_field)
        rows = np.flatnonzero(mask)
        if len(rows):
            found.append({"Table": name, "No. of Records": len(rows), "Entries": _records(table, rows)})
            if related and name == "Value Entry":
                found[-1]["Related Documents"] = others
    return found


def related_documents(ledger: Ledger, document_no: str, posting_date: Any = None, *, external_document_no: str = "") -> list[str]:
    """Numbers of the other documents of the item ledger entries that stand on the documents found."""
    entries, values = ledger.table("Item Ledger Entry"), ledger.table("Value Entry")
    dates = "" if posting_date is None else str(posting_date)
    own = _mask(entries, document_no, dates, external_document_no, "Posting Date")
    by_value = _mask(values, document_no, dates, external_document_no, "Posting Date")
    numbers = np.union1d(entries["Entry No."][own], values["Item Ledger Entry No."][by_value])
    numbers = numbers[numbers != 0]
    documents = set(values["Document No."][np.isin(values["Item Ledger Entry No."], numbers)].tolist())
    documents |= set(entries["Document No."][np.isin(entries["Entry No."], numbers)].tolist())
    documents -= set(values["Document No."][by_value].tolist()) | set(entries["Document No."][own].tolist())
    return sorted(documents - {""})


def _mask(table: Table, document_no: str, dates: str, external: str, date_field: str) -> Array:
    """Document number and posting date and external document number, each where it is asked for."""
    mask = np.ones(table.length, dtype=np.bool_)
    declared = table.definition.by_caption
    for caption, accepts in (
        ("Document No.", code_filter(document_no)),
        ("External Document No.", code_filter(external)),
        (date_field, date_filter("Posting Date", dates)),
    ):
        if accepts is None:
            continue
        chosen = selected(table, caption, accepts) if caption in declared else np.zeros(table.length, dtype=np.bool_)
        assert chosen is not None
        mask &= chosen
    return mask


def _records(table: Table, rows: Array) -> list[Row]:
    """Records of the rows with the fields that the input had."""
    captions = [c.caption for c in table.definition.columns if c.caption in table.given]
    columns = {c: table.definition.by_caption[c] for c in captions}
    return [{c: show(columns[c], v) for c, v in zip(captions, values, strict=True)} for values in table.tuples(captions, rows)]
