"""write_ledger: a ledger back into its workbook, into a fresh one, or into a folder (interface.md 1 and 2)."""

from __future__ import annotations

import os
from pathlib import Path

from xlcost.ledger import Ledger
from xlcost.ledger.table import Table
from xlcost.ledger.tables import TABLES
from xlcost.sheets.atomic import replacing
from xlcost.sheets.column_map import ColumnMap
from xlcost.sheets.failures import failure
from xlcost.sheets.fresh_workbook import write_fresh
from xlcost.sheets.source import Source, fingerprint
from xlcost.sheets.write_folder import folder_suffix, write_folder

_WORKBOOKS = (".xlsx", ".xlsm")
_FILES = (".csv", ".parquet")


def write_ledger(ledger: Ledger, path: str | os.PathLike[str], in_place: bool = False) -> None:
    """Write a ledger as a workbook (.xlsx, .xlsm), or into a folder of .csv or .parquet files.

    A ledger that was read from a workbook goes back into a copy of that workbook: changed cells and added rows are
    written, everything else - unknown columns, other sheets, charts, macros - stays as it is. Any other ledger gives a
    fresh workbook with one sheet per table. A folder is a path that exists as one or ends with a slash; a path like
    `books.csv` or `books.parquet` names a folder of such files too.

    Writing over the input needs `in_place=True` and keeps a backup of it. The old file is there until the new one is
    complete. Raises XlcostError with a code W30 to W39.
    """
    target = Path(path)
    source = ledger.source if isinstance(ledger.source, Source) else None
    over_input = source is not None and target.exists() and source.path.exists() and target.samefile(source.path)
    if over_input and not in_place:
        raise failure("W30", f"{target.name} is the input.", str(target))
    folder = _folder(path, target)
    tables = [t for d in TABLES if (t := ledger.tables.get(d.name)) is not None]
    if folder is not None:
        _check_unchanged(source)
        mapped = source.mapped if source is not None and source.is_folder else ColumnMap()  # it goes along
        write_folder(folder[0], tables, folder[1], _kept(source, folder[0]), over_input, mapped)
    elif target.suffix.casefold() not in _WORKBOOKS:
        raise failure("W36", f"The extension {target.suffix or '(none)'} is not known.", str(target))
    elif source is not None and not source.is_folder:
        from xlcost.sheets.patch_workbook import write_patched

        with replacing(target, backup=over_input) as temporary:
            _check_unchanged(source)
            write_patched(ledger, source, temporary, target.suffix.casefold())
    else:
        _write_fresh(target, tables)


def _write_fresh(target: Path, tables: list[Table]) -> None:
    if not tables:
        raise failure("W20", "The ledger has no table.", str(target))
    with replacing(target) as temporary:
        write_fresh(temporary, tables)


def _folder(path: str | os.PathLike[str], target: Path) -> tuple[Path, str] | None:
    """(folder, extension of its files) when the path names a folder."""
    if target.suffix.casefold() in _FILES and not target.is_file():
        return target.with_suffix("") if not target.is_dir() else target, target.suffix.casefold()
    if target.is_dir() or os.fspath(path).endswith(("/", os.sep)):
        return target, folder_suffix(target)
    return None


def _check_unchanged(source: Source | None) -> None:
    if source is None:
        return
    try:
        same = source.path.exists() and fingerprint(source.path) == source.sha256
    except OSError:
        same = False
    if not same:
        raise failure("W35", f"{source.path.name} is not what it was when it was read.", str(source.path))


def _kept(source: Source | None, folder: Path) -> list[Path]:
    """Files of the source folder that are no tables, to be carried along into another folder."""
    if source is None or not source.is_folder or (folder.exists() and folder.samefile(source.path)):
        return []
    files = sorted(p for p in source.path.iterdir() if p.is_file() and not p.name.startswith((".", "~")))
    return [p for p in files if p.suffix.casefold() not in _FILES or source.mapped.table(p.stem) is None]
