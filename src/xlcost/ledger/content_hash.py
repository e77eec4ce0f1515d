"""One hash for one content: what a ledger says, whatever the order of its sheets, rows and columns (goals N6)."""

from __future__ import annotations

import hashlib

import numpy as np

from xlcost.ledger.ledger import Ledger


def ledger_hash(ledger: Ledger) -> str:
    """SHA-256 of what the ledger says, the same for any order of sheets, rows and columns.

    A column that holds its default in every row says the same as one that is not there; so does a table without rows.
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
        digest.update(f"{name}\x1f{table.length}\x1f{'|'.join(captions)}\x1e".encode())
        by = [c for c in table.definition.key if c in captions] or [c for c in captions if not table.definition.by_caption[c].nullable]
        order = np.lexsort([table.codes(c)[0] for c in reversed(by)]) if by else np.arange(table.length)
        for caption in captions:
            values = table[caption][order]
            text = values.dtype == object
            digest.update("\x1f".join(map(str, values.tolist())).encode() if text else np.ascontiguousarray(values).tobytes())
    return digest.hexdigest()
