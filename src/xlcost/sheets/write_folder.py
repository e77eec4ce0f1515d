"""A ledger as a folder of .csv or .parquet files (interface.md 1); all files are replaced together."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

from xlcost.ledger.schema import Column, Kind
from xlcost.ledger.table import Table
from xlcost.ledger.values import show
from xlcost.money import PLACES, Array
from xlcost.sheets.atomic import finish, replacing_all
from xlcost.sheets.column_map import ColumnMap
from xlcost.sheets.failures import failure
from xlcost.sheets.folders import TABLE_FILES, shielded
from xlcost.sheets.fragments import each_once
from xlcost.sheets.fresh_workbook import written_columns
from xlcost.sheets.spelling import NumberStyle


def write_folder(folder: Path, tables: list[Table], suffix: str, kept: list[Path], over_input: bool, mapped: ColumnMap) -> None:
    """One file per table, named like the table, or like the file of that table that is there; all of them or none.

    `kept` are files that are copied as they are, their Column Map (`mapped`) among them. W40 when a folder other than the input holds other tables.
    """
    try:
        folder.mkdir(parents=False, exist_ok=True)
    except OSError as error:
        raise failure("W32", f"The folder {folder} cannot be made: {error.strerror}.", str(folder)) from None
    finish(folder)
    present = _present(folder, mapped)
    foreign = set(present) - {t.name for t in tables}
    if foreign and not over_input:
        raise failure("W40", f"The folder holds files of {', '.join(sorted(foreign))}.", str(folder))
    written: dict[Path, Table | Path] = {}
    for table in tables:
        files = present.get(table.name) or [folder / f"{table.name.replace('/', '-')}{suffix}"]
        written[files[0]] = table
        written |= {file: table.take([]) for file in files[1:]}  # a second file of the table: all rows stand in the first now
    written |= {folder / file.name: file for file in kept}
    with replacing_all(folder, list(written), backup=over_input) as temporaries:
        for temporary, (file, content) in zip(temporaries, written.items(), strict=True):
            if isinstance(content, Path):
                shutil.copyfile(content, temporary)
            elif file.suffix.casefold() == ".csv":
                _write_csv(temporary, content, mapped.spelling(content.name).number)
            else:
                _write_parquet(temporary, content)


def _present(folder: Path, mapped: ColumnMap) -> dict[str, list[Path]]:
    """The files of each table that a folder has."""
    found: dict[str, list[Path]] = {}
    for file in sorted(p for p in folder.iterdir() if p.suffix.casefold() in TABLE_FILES and not p.name.startswith((".", "~"))):
        definition = mapped.table(file.stem)
        if definition is not None:
            found.setdefault(definition.name, []).append(file)
    return found


def folder_suffix(folder: Path) -> str:
    """The extension of the table files that a folder has; .csv for a new one."""
    found = {p.suffix.casefold() for p in folder.iterdir()} if folder.is_dir() else set()
    return ".parquet" if ".parquet" in found and ".csv" not in found else TABLE_FILES[0]


def _write_csv(path: Path, table: Table, style: NumberStyle | None) -> None:
    columns = written_columns(table)
    texts = [_texts(column, table[c] if column else table.extra[c], style) for c, column in columns]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow([c for c, _ in columns])
        if texts and table.length:
            writer.writerows(zip(*texts, strict=True))


def _texts(column: Column | None, values: Array, style: NumberStyle | None) -> list[str]:
    written = style.written if style is not None and column is not None and column.kind.is_number else str
    return each_once(column, values, lambda v: written(_text(column, v if column is None else show(column, v))))


def _text(column: Column | None, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return shielded(value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()[:10]
    if isinstance(value, float):
        return format(Decimal(f"{value:.15g}"), "f")
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _write_parquet(path: Path, table: Table) -> None:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise failure("W37", "Parquet files cannot be written here.", path.name) from None
    names, arrays = [], []
    for caption, column in written_columns(table):
        values = table[caption] if column else table.extra[caption]
        names.append(caption)
        arrays.append(_arrow(pa, column, values))
    parquet.write_table(pa.table(arrays, names=names), path, compression="zstd", version="2.6")


def _arrow(pa: Any, column: Column | None, values: Array) -> Any:
    """An Arrow column: exact decimals, dates, booleans, texts; unknown columns as text unless all of one kind."""
    if column is None:
        listed = values.tolist()
        if {type(v) for v in listed} == {int, Decimal} or {type(v) for v in listed} == {int, Decimal, type(None)}:
            listed = [None if v is None else Decimal(v) for v in listed]
        try:
            return pa.array(listed)
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            return pa.array([None if v is None else _text(None, v) for v in values.tolist()], pa.string())
    shown = [show(column, v) for v in values.tolist()]
    if column.kind.in_ticks:
        return pa.array(shown, pa.decimal128(24, PLACES))
    if column.kind is Kind.RATIO:
        return pa.array([str(v) for v in shown], pa.string())
    types = {Kind.DATE: pa.date32(), Kind.YES_NO: pa.bool_(), Kind.ENTRY_NO: pa.int64(), Kind.INTEGER: pa.int64()}
    return pa.array(shown, types.get(column.kind, pa.string()))
