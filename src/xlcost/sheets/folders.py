"""A ledger as a folder: one .csv or .parquet file per table, named like its sheet (interface.md 1).

CSV is UTF-8, separated by comma, semicolon or tab. A text that a spreadsheet would take for a formula is written with an
apostrophe in front; reading takes that apostrophe away again, so that texts survive the round trip.
"""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from xlcost.ledger.rules import problem
from xlcost.ledger.schema import normal
from xlcost.problems import Problem
from xlcost.sheets.atomic import waiting
from xlcost.sheets.column_map import TITLE as COLUMN_MAP
from xlcost.sheets.column_map import ColumnMap, read_column_map
from xlcost.sheets.failures import refused
from xlcost.sheets.limits import HEADER_ROWS, LIMITS
from xlcost.sheets.sheet_tables import SheetInput

TABLE_FILES = (".csv", ".parquet")
_SEPARATORS = ";\t,"
_SHIELDED = re.compile(r"'+[=+\-@\t\r]")
_PLAIN_TYPES = ("int", "uint", "float", "double", "halffloat", "decimal", "string", "large_string", "bool", "date", "timestamp", "null")


Chosen = Mapping[str, Mapping[str, Collection[Any]]]  # table -> caption -> values: rows with one of them in one of the columns


def folder_sheets(folder: Path, chosen: Chosen | None = None) -> tuple[Iterator[SheetInput], ColumnMap, list[Problem]]:
    """The files of a folder as sheets, its Column Map, and first problems; of Parquet files on request only some rows."""
    try:
        files = sorted((p for p in folder.iterdir() if p.is_file()), key=lambda p: normal(p.name))
    except OSError as error:
        raise refused("W01", f"{folder} cannot be opened: {error.strerror}.", folder.name) from None
    new = waiting(folder)  # complete new content of files, where a run ended while it replaced them
    files += [folder / name for name in new if folder / name not in files]
    tables = [p for p in files if p.suffix.casefold() in TABLE_FILES and not p.name.startswith((".", "~")) and ".backup" not in p.stem]
    if not tables:
        raise refused("W20", "The folder has no .csv or .parquet file.", folder.name)
    mapped = ColumnMap()
    problems: list[Problem] = []
    for file in tables:
        if normal(file.stem) == normal(COLUMN_MAP):
            mapped, problems = read_column_map(list(file_rows(file)), file.name)
    others = [p.name for p in files if p not in tables and not p.name.startswith((".", "~")) and ".backup" not in p.stem]
    if others:
        problems.append(problem("W18", folder.name, f"Files that are not read: {', '.join(others)}."))
    wanted = {file: (chosen or {}).get(d.name) if (d := mapped.table(file.stem)) else None for file in tables}
    return (SheetInput(file.stem, file_rows(new.get(file.name, file), wanted[file])) for file in tables), mapped, problems


def file_rows(file: Path, wanted: Mapping[str, Collection[Any]] | None = None) -> Iterator[Sequence[Any]]:
    """The rows of a table file, captions first; W21 when it is not readable."""
    if file.stat().st_size > LIMITS.part_size:
        raise refused("W04", f"The file has {file.stat().st_size:,} bytes, at most {LIMITS.part_size:,} are read.", file.name)
    rows = _csv_rows(file) if file.suffix.casefold() == ".csv" else _parquet_rows(file, wanted)
    try:
        yield from rows
    except UnicodeDecodeError:
        raise refused("W21", "The file is not encoded in UTF-8.", file.name) from None
    except (csv.Error, OSError, ValueError) as error:
        raise refused("W21", f"The file is not readable ({error}).", file.name) from None


def _csv_rows(file: Path) -> Iterator[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        separator = _separator([stream.readline(1 << 20) for _ in range(HEADER_ROWS)])
        stream.seek(0)
        for row in csv.reader(stream, delimiter=separator, strict=True):
            yield [c[1:] if c[:1] == "'" and _SHIELDED.match(c) else c for c in row]


def _separator(lines: Sequence[str]) -> str:
    """The separator that most lines have the same number of; a comma within numbers or texts comes and goes."""

    def weight(separator: str) -> int:
        counts = Counter(n for line in lines if (n := line.count(separator)))
        return max((count * times for count, times in counts.items()), default=0)

    return max(_SEPARATORS, key=weight)


def _parquet_rows(file: Path, wanted: Mapping[str, Collection[Any]] | None = None) -> Iterator[Sequence[Any]]:
    try:
        from pyarrow import ArrowException, Table
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise refused("W37", "Parquet files cannot be read here.", file.name) from None
    try:
        with ParquetFile(file) as content:
            schema = content.schema_arrow
            odd = [f.name for f in schema if not str(f.type).startswith((*_PLAIN_TYPES, "dictionary<values=string"))]
            if odd:
                raise refused("W21", f"Column {odd[0]!r} holds neither text nor numbers nor dates.", file.name)
            yield [str(n) for n in schema.names]
            for batch in content.iter_batches(20_000):
                if wanted is not None:
                    batch = Table.from_batches([batch]).filter(_any_of(wanted, schema.names)).combine_chunks()  # noqa: PLW2901
                columns = [_listed(c) for c in batch.columns]
                yield from zip(*columns, strict=True)
    except ArrowException as error:
        raise refused("W21", f"The file is not readable ({str(error)[:200]}).", file.name) from None


def _any_of(wanted: Mapping[str, Collection[Any]], names: Sequence[str]) -> Any:
    """The rows that hold one of the values in one of the columns."""
    from pyarrow import compute

    found = compute.scalar(False)
    for caption, values in wanted.items():
        if values and caption in names:
            found = found | compute.field(caption).isin(list(values))
    return found


def _listed(column: Any) -> list[Any]:
    """Python values; the NaN that stands for a missing number in frames is blank."""
    values: list[Any] = column.to_pylist()
    return [None if v is None or math.isnan(v) else v for v in values] if str(column.type) in ("float", "double", "halffloat") else values


def shielded(text: str) -> str:
    """A text as it stands in a CSV file, with an apostrophe in front of what looks like a formula."""
    return f"'{text}" if text.lstrip("'")[:1] in tuple("=+-@\t\r") and text else text
