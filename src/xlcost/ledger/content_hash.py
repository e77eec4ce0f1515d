"""One hash for one content: what a ledger says, whatever the order of its sheets, rows and columns (goals N6).

It covers every cell of a table that was read: declared columns, columns that xlcost does not know and carries through, and
the exported costs of item ledger entries that differ from their value entries (G11, all that is kept of them). Not covered,
because nothing of it is read: the other calculated fields (they are computed anew), cells above the captions and
beside the table, sheets that bear no table's name, formats, and another way to write the same value (`po-1`, `PO-1`).
"""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import Any

import numpy as np

from xlcost.ledger.ledger import Ledger
from xlcost.ledger.table import Table
from xlcost.money import Array

_BETWEEN, _NOTHING = "\x1f", "\x00"


def ledger_hash(ledger: Ledger) -> str:
    """SHA-256 of what the ledger says, the same for any order of sheets, rows and columns.

    A column that holds its default in every row says the same as one that is not there; so do a blank unknown column and
    a table without rows.
    """
    found = ledger.memo.get(ledger_hash)
    if not isinstance(found, str):
        found = ledger.memo[ledger_hash] = _hash(ledger)
    return found


def _hash(ledger: Ledger) -> str:
    digest = hashlib.sha256()
    for name in sorted(ledger.tables):
        table = ledger.tables[name]
        if not table.length:
            continue
        captions = sorted(c for c in table.given if table.says(c))
        unknown = _unknown(table)
        digest.update(f"{name}\x1f{table.length}\x1f{'|'.join([*captions, '', *unknown])}\x1e".encode())
        order = _order(table, captions, unknown)
        for caption in captions:
            values = table[caption][order]
            digest.update(_texts(values) if values.dtype == object else np.ascontiguousarray(values).tobytes())
        for values in unknown.values():
            digest.update(_texts(values[order]))
    told = sorted(f"{p.where}: {p.what}" for p in ledger.problems if p.code == "G11")
    digest.update(json.dumps(told).encode() if told else b"")
    return digest.hexdigest()


def _unknown(table: Table) -> dict[str, Array]:
    """The unknown columns that say something, as texts, by caption."""
    found: dict[str, Array] = {}
    for caption in sorted(table.extra):
        texts = np.array([_text(v) for v in table.extra[caption].tolist()], dtype=object)
        if any(texts.tolist()):
            found[caption] = texts
    return found


def _text(value: Any) -> str:
    """A raw cell as text: a number the same whether its file held it as a number or as text, a blank as nothing."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()


def _order(table: Table, captions: list[str], unknown: dict[str, Array]) -> Array:
    """The rows by key (by all that they say in a table without one), then by the unknown columns."""
    by = [c for c in table.definition.key if c in captions] or captions
    columns = [_sortable(table, c) for c in by] + [_numbered(v.tolist()) for v in unknown.values()]
    return np.lexsort(columns[::-1]) if columns else np.arange(table.length)


def _sortable(table: Table, caption: str) -> Array:
    values = table[caption]
    if table.definition.by_caption[caption].nullable:
        return _numbered(_words(values))
    return values if values.dtype != object else table.codes(caption)[0]


def _words(values: Array) -> list[str]:
    """Texts of a column; a number the same however many zeros it was computed with (40, 4E+1)."""
    listed: list[Any] = values.tolist()
    if set(map(type, listed)) == {str}:
        return listed
    if isinstance(next((v for v in listed if v is not None), None), Decimal):
        return [_NOTHING if v is None else f"{v.normalize() + 0:f}" for v in listed]
    return [_NOTHING if v is None else str(v) for v in listed]


def _numbered(texts: list[str]) -> Array:
    numbers = {text: n for n, text in enumerate(sorted(set(texts)))}
    return np.array([numbers[text] for text in texts], dtype=np.int64)


def _texts(values: Array) -> bytes:
    """Texts so that no two lists give the same bytes."""
    texts = _words(values)
    joined = _BETWEEN.join(texts)
    return (json.dumps(texts) if joined.count(_BETWEEN) != len(texts) - 1 else joined).encode() + b"\x1e"
