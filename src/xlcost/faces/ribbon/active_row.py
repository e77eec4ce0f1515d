"""The row of the active cell as a record: captions of its table, or of the list that a result sheet shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from xlcost.faces.host.apply import ledger_source
from xlcost.faces.host.port import CellValue, Host, HostRefused
from xlcost.ledger import Ledger
from xlcost.ledger.tables import TABLES


@dataclass(frozen=True, slots=True)
class ActiveRow:
    """The active cell: its sheet, the table the sheet holds ("" = none), its caption, the values of its row by caption."""

    title: str
    table: str
    caption: str
    values: dict[str, CellValue] = field(default_factory=dict)


def active_row(host: Host, ledger: Ledger) -> ActiveRow:
    """The row of the active cell; HostRefused H13 when it stands outside a table."""
    title, row, column = host.active()
    for sheet in ledger_source(ledger).sheets:
        if sheet.title == title:
            captions = {n: (c.caption if (c := sheet.header.columns.get(n)) else given) for n, given in sheet.header.captions.items()}
            return _record(host, title, sheet.table, captions, row, column, sheet.header.row)
    head = head_row(host, title, row)
    if head is None:
        raise HostRefused(
            "H13", "The active cell stands in no table.", where=title, rule="A table has a row of captions above its rows.",
            remedy="Select a cell in a row of a ledger or report sheet.",
        )  # fmt: skip
    return _record(host, title, "", head[1], row, column, head[0])


def _record(host: Host, title: str, table: str, captions: dict[int, str], row: int, column: int, head: int) -> ActiveRow:
    if row <= head:
        raise HostRefused(
            "H13", "The active cell stands above the rows of the table.", where=title, remedy="Select a cell in one of its rows."
        )
    last = max(captions)
    cells = host.read_range(title, row, 1, 1, last)[0]
    return ActiveRow(title, table, captions.get(column, ""), {c: cells[n - 1] for n, c in captions.items()})


@cache
def _known() -> frozenset[str]:
    return frozenset(c.caption for t in TABLES for c in (*t.columns, *t.calculated))


def head_row(host: Host, title: str, row: int) -> tuple[int, dict[int, str]] | None:
    """The nearest row of captions above a row (or at it): (row, caption by column)."""
    state = host.state(title)
    block = host.read_range(title, 1, 1, min(row, state.rows), max(state.columns, 1)) if state.rows else []
    for number in range(len(block), 0, -1):
        texts = {n: " ".join(v.split()) for n, v in enumerate(block[number - 1], 1) if isinstance(v, str) and v.strip()}
        if sum(t in _known() for t in texts.values()) >= 2:
            return number, texts
    return None
