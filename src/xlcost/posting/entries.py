"""The rows a run adds and changes: G/L entries, relation, register, posted amounts (gl-posting A6, A7)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import ValueEntryType
from xlcost.ledger.table import Table, table_of
from xlcost.ledger.tables import BY_NAME
from xlcost.ledger.values import date_of
from xlcost.money import Array, sum_by
from xlcost.posting.buffer import Buffer
from xlcost.posting.rules import AccountType

GL_ENTRY, RELATION, REGISTER = "G/L Entry", "G/L - Item Ledger Relation", "G/L Register"
_LONGEST_DESCRIPTION = 100


@dataclass(frozen=True)
class NewRows:
    """What a run writes."""

    gl_entries: Table
    relation: Table
    register: Table


def _text(values: list[str]) -> Array:
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found


def posting_group_description(parts: tuple[int, int, str, str, str, str]) -> str:
    """`{Account Type} - {Bal. Account Type}, {Location},{Invt. Posting Group},{Gen. Bus.},{Gen. Prod.}`, at most 100 characters."""
    account_type, balancing_type, location, group, business, product = parts
    names = f"{AccountType.of(account_type).caption} - {AccountType.of(balancing_type).caption}"
    return f"{names}, {location},{group},{business},{product}"[:_LONGEST_DESCRIPTION]


def _entry_descriptions(buffer: Buffer) -> Array:
    captions = {int(t): t.caption for t in ValueEntryType}
    rows = zip(*(buffer.leading(c).tolist() for c in ("Entry Type", "Source No.", "Posting Date")), strict=True)
    return _text([f"{captions[kind]} {source} on {date_of(date)}"[:_LONGEST_DESCRIPTION] for kind, source, date in rows])


def _group_descriptions(buffer: Buffer) -> Array:
    groups = (buffer.leading("Location Code"), buffer.posting_group, buffer.leading("Gen. Bus. Posting Group"))
    columns = (buffer.account_type, buffer.balancing_type, *groups, buffer.leading("Gen. Prod. Posting Group"))
    return _text([posting_group_description(parts) for parts in zip(*(c.tolist() for c in columns), strict=True)])


def _columns(buffer: Buffer, per_entry: bool, document_no: str, source_code: str, user_id: str) -> dict[str, Array]:
    """The columns of the G/L entries but their numbers."""
    columns = {
        "G/L Account No.": buffer.account,
        "Posting Date": buffer.leading("Posting Date"),
        "Description": _entry_descriptions(buffer) if per_entry else _group_descriptions(buffer),
        "Amount": buffer.total,
        "Additional-Currency Amount": buffer.sums(buffer.amount_acy),
        "Source Code": np.full(buffer.count, source_code, dtype=object),
        "System-Created Entry": np.ones(buffer.count, dtype=np.bool_),
        "Global Dimension 1 Code": buffer.common("Global Dimension 1 Code"),
        "Global Dimension 2 Code": buffer.common("Global Dimension 2 Code"),
        "Dimension Set ID": buffer.leading("Dimension Set ID"),
        "User ID": np.full(buffer.count, user_id, dtype=object),
    }
    if per_entry:
        for caption in ("Document No.", "External Document No.", "Reason Code", "Project No."):
            columns[caption] = buffer.leading(caption)
        columns["Prod. Order No."] = buffer.leading("Order No.")
    if document_no or not per_entry:
        columns["Document No."] = np.full(buffer.count, document_no, dtype=object)
    return columns


def new_rows(ledger: Ledger, buffer: Buffer, per_entry: bool, document_no: str, user_id: str) -> NewRows:
    """The G/L entries, relation rows and the register row of a run; lines that add up to 0 make no G/L entry."""
    register_no = max(ledger.last_no(REGISTER, "No."), ledger.last_no(RELATION, "G/L Register No.")) + 1
    source_code = str(ledger.setup("Source Code Setup")["Inventory Post Cost"])
    columns = _columns(buffer, per_entry, document_no, source_code, user_id)
    written = (columns["Amount"] != 0) | (columns["Additional-Currency Amount"] != 0)
    count = int(written.sum())
    first = ledger.last_no(GL_ENTRY) + 1
    numbers = first - 1 + np.cumsum(written)
    columns = {caption: values[written] for caption, values in columns.items()}
    columns["Entry No."] = np.arange(first, first + count, dtype=np.int64)
    columns["G/L Register No."] = np.full(count, register_no, dtype=np.int64)
    of_written = written[buffer.group]
    pairs = np.stack((numbers[buffer.group], buffer.assessment.entries["Entry No."][buffer.entry]))[:, of_written]
    different = np.ones(pairs.shape[1], dtype=np.bool_)  # two lines of one entry may stand in one G/L entry
    different[1:] = (pairs[:, 1:] != pairs[:, :-1]).any(axis=0)
    pairs = pairs[:, different]
    relation = {
        "G/L Entry No.": pairs[0].astype(np.int64),
        "Value Entry No.": pairs[1].astype(np.int64),
        "G/L Register No.": np.full(pairs.shape[1], register_no, dtype=np.int64),
    }
    register = {
        "No.": register_no,
        "From Entry No.": first,
        "To Entry No.": first + count - 1,
        "Source Code": source_code,
        "User ID": user_id,
    }
    return NewRows(
        Table(BY_NAME[GL_ENTRY], count, columns),
        Table(BY_NAME[RELATION], pairs.shape[1], relation),
        table_of(BY_NAME[REGISTER], [register] if count else []),
    )


def assert_invariants(buffer: Buffer, rows: NewRows, per_entry: bool) -> None:
    """A7: every document, date and dimension set balances, by account type too, and each G/L entry has its value entries."""
    entries = rows.gl_entries
    for caption in ("Amount", "Additional-Currency Amount"):
        amounts = entries[caption]
        by_document = _sums(entries, ("Document No.", "Posting Date"), amounts) if per_entry else _sums(entries, ("Posting Date",), amounts)
        if (by_document != 0).any() or (_sums(entries, ("Dimension Set ID",), amounts) != 0).any():
            raise AssertionError("Post Inventory Cost to G/L: a document does not balance")
    assessment = buffer.assessment
    of_lines = np.bincount(buffer.entry, minlength=len(assessment.entries)) > 0
    lines = np.where(of_lines[:, None] & assessment.active, assessment.amount, 0)
    exists, count = assessment.lines.exists, len(AccountType)
    types = sum_by(assessment.lines.account_type[exists], count, lines[exists])
    posted = sum_by(buffer.account_type, count, buffer.total)
    if (types != posted).any():
        raise AssertionError("Post Inventory Cost to G/L: an account type was not posted as the value entries say")
    if not np.isin(entries["Entry No."], rows.relation["G/L Entry No."]).all():
        raise AssertionError("Post Inventory Cost to G/L: a G/L entry has no value entry")
    dates = assessment.entries["Posting Date"][buffer.entry]
    if len(np.setdiff1d(entries["Posting Date"], dates)):
        raise AssertionError("Post Inventory Cost to G/L: a G/L entry has a date of its own")


def _sums(table: Table, captions: tuple[str, ...], amounts: Array) -> Array:
    number = np.zeros(len(table), dtype=np.int64)
    for caption in captions:
        codes, names = table.codes(caption)
        number = number * max(len(names), 1) + codes
    if not len(number):
        return number
    place = np.unique(number, return_inverse=True)[1]
    return sum_by(place, int(place.max()) + 1, amounts)
