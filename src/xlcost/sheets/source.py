"""Where a ledger was read from: what writing it back into the same workbook or folder needs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from xlcost.ledger.table import Table
from xlcost.money import Array
from xlcost.sheets.column_map import ColumnMap
from xlcost.sheets.headers import Header


@dataclass(frozen=True, slots=True)
class SheetSource:
    """A sheet (or file) that gave rows to a table: its layout, and the sheet row of each record in reading order."""

    title: str
    table: str
    header: Header
    keys: Array  # position in the table as read, per record of this sheet
    rows: Array  # row on the sheet, per record of this sheet
    totals_row: int = 0  # a last row of totals that was left out, 0 = none


@dataclass(frozen=True, slots=True)
class Source:
    """The file or folder that was read, its fingerprint, and the tables as they were read."""

    path: Path
    sha256: str
    date_1904: bool = False
    sheets: tuple[SheetSource, ...] = ()
    originals: Mapping[str, Table] = field(default_factory=dict)
    mapped: ColumnMap = field(default_factory=ColumnMap)

    @property
    def is_folder(self) -> bool:
        """A folder of .csv or .parquet files."""
        return self.path.is_dir()


def fingerprint(path: Path) -> str:
    """SHA-256 of a file, or of the names and contents of the files of a folder."""
    if path.is_dir():
        digest = hashlib.sha256()
        for file in sorted(p for p in path.iterdir() if p.is_file() and not p.name.startswith((".", "~"))):
            digest.update(f"{file.name}\0{fingerprint(file)}\n".encode())
        return digest.hexdigest()
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
