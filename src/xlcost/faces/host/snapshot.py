"""A live workbook as a ledger, by the same rules as a file: header detection, column map, problems with sheet and cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from xlcost.faces.host.port import Block, CellError, Host
from xlcost.ledger import Ledger
from xlcost.ledger.schema import normal
from xlcost.problems import Problem
from xlcost.sheets.column_map import TITLE as COLUMN_MAP
from xlcost.sheets.column_map import ColumnMap, read_column_map
from xlcost.sheets.limits import HEADER_ROWS
from xlcost.sheets.read import assemble
from xlcost.sheets.sheet_scan import SheetFacts
from xlcost.sheets.sheet_tables import SheetInput
from xlcost.sheets.source import Source
from xlcost.sheets.workbook_parts import column_letter

Say = Callable[[str], None]


def read_live(host: Host, say: Say = lambda text: None) -> Ledger:
    """The ledger of a workbook that is open; LedgerInvalid carries all its problems, each with its sheet and cell.

    Sheets that xlcost made (by role) are not looked at. `ledger.source` says where each record stands.
    """
    ours = set(host.roles().values())
    titles = [t for t in host.titles() if t not in ours]
    mapped, problems = _column_map(host, titles)
    source = Source(Path(host.name), "", host.date_1904)
    return assemble(host.name, _inputs(host, titles, mapped, say), mapped, problems, source)


def has_ledger(host: Host) -> bool:
    """Whether some sheet bears the name of a table."""
    ours = set(host.roles().values())
    titles = [t for t in host.titles() if t not in ours]
    mapped, _ = _column_map(host, titles)
    return any(mapped.table(t) is not None for t in titles)


def _column_map(host: Host, titles: list[str]) -> tuple[ColumnMap, list[Problem]]:
    for title in titles:
        if normal(title) == normal(COLUMN_MAP):
            return read_column_map(host.read(title).values, title)
    return ColumnMap(), []


def _inputs(host: Host, titles: list[str], mapped: ColumnMap, say: Say) -> Iterator[SheetInput]:
    for title in titles:
        if mapped.table(title) is None:
            yield SheetInput(title, _first_rows(host, title))
            continue
        say(f"reading {title}")
        block = host.read(title)
        facts = facts_of(block)
        rows = [[None if type(v) is CellError else v for v in row] for row in block.values] if facts.errors else block.values
        yield SheetInput(title, rows, 1, host.list_objects(title), facts, host.date_1904)


def _first_rows(host: Host, title: str) -> Iterator[Sequence[Any]]:
    """The rows of a sheet that is not read, fetched only when somebody looks at them."""
    yield from host.read(title).values[:HEADER_ROWS]


def facts_of(block: Block) -> SheetFacts:
    """What the guard would find in the same sheet of a file."""
    columns = max(map(len, block.values), default=0)
    found = SheetFacts(rows=len(block.values), columns=columns, merged=list(block.merged), hidden_rows=block.hidden_rows)
    for number, row in enumerate(block.values, 1):
        for column, value in enumerate(row, 1):
            if type(value) is CellError:
                found.errors[f"{column_letter(column)}{number}"] = value.token
    return found
