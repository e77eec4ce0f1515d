"""Records -> Table, with every defect as a Problem; Table -> records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from xlcost.ledger.rules import problem
from xlcost.ledger.schema import Column, Kind, TableDef, normal
from xlcost.ledger.table import Row, Table, array_of
from xlcost.ledger.values import Unreadable, parse, show
from xlcost.problems import Problem


def resolve(definition: TableDef, captions: Iterable[str]) -> tuple[dict[str, Column], list[str], list[str]]:
    """(column by given caption, unknown captions, captions given twice)."""
    known: dict[str, Column] = {}
    unknown: list[str] = []
    twice: list[str] = []
    for caption in captions:
        column = definition.lookup.get(normal(caption))
        if column is None:
            unknown.append(caption)
        elif any(c is column for c in known.values()):
            twice.append(caption)
        else:
            known[caption] = column
    return known, unknown, twice


def given_records(definition: TableDef, given: Any) -> tuple[list[Mapping[str, Any]], list[Problem]]:
    """The records of a table as they were given (one record may stand by itself), and an L13 for each thing that is none."""
    rows = [given] if isinstance(given, (Mapping, str)) or not isinstance(given, Iterable) else list(given)
    wrong = [i for i, row in enumerate(rows) if not isinstance(row, Mapping)]
    problems = [problem("L13", f"{definition.name}, record {i + 1}", f"{rows[i]!r} is not a record."[:200]) for i in wrong]
    return [row for row in rows if isinstance(row, Mapping)], problems


def parse_rows(definition: TableDef, records: Sequence[Mapping[str, Any]]) -> tuple[Table, list[Problem]]:
    """A table from records by caption; columns that the definition calculates are ignored."""
    captions = list(dict.fromkeys(k for r in records for k in r))
    known, unknown, twice = resolve(definition, captions)
    problems = [problem("L02", definition.name, f"{c} is given twice.") for c in twice]
    columns: dict[str, Any] = {}
    for given, column in known.items():
        if column.caption in definition.calculated_captions:
            continue
        values = [column.blank] * len(records)
        for i, record in enumerate(records):
            try:
                values[i] = parse(column, record.get(given))
            except Unreadable as error:
                problems.append(problem(error.code, f"{definition.name}, record {i + 1}, {column.caption}", f"{error}."))
        columns[column.caption] = array_of(column, values)
    extra = {c: _raw([r.get(c) for r in records]) for c in unknown}
    table = Table(definition, len(records), columns, extra)
    if records:
        problems += check_required(table, definition.name)
    if definition.is_setup and len(records) > 1:
        problems.append(problem("L11", definition.name, f"The table has {len(records)} rows."))
    return finish(table), problems


def _raw(values: list[Any]) -> Any:
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found


def check_required(table: Table, where: str) -> list[Problem]:
    """One problem per required column that the input lacks."""
    missing = [c.caption for c in table.definition.columns if c.required and c.caption not in table.columns]
    return [problem("L01", where, f"The column {c} is missing.") for c in missing]


def finish(table: Table) -> Table:
    """A table with the normalisation of its definition applied."""
    return table if table.definition.normalise is None else table.definition.normalise(table)


def check_keys(table: Table, where: str) -> list[Problem]:
    """One problem per row whose primary key stands in an earlier row: L10 when both say the same, L12 when they differ."""
    definition = table.definition
    if not definition.key or _distinct_keys(table) == table.length:
        return []
    single = len(definition.key) == 1 and definition.by_caption[definition.key[0]].kind is Kind.ENTRY_NO
    seen: dict[Any, int] = {}
    found = []
    for i, key in enumerate(table.keys(definition.key)):
        if key in seen:
            cell = table.origin.cell(i, definition.key[0]) if table.origin else ""
            place = f"{table.origin.sheet}!{cell}" if table.origin and cell else f"{where}, record {i + 1}"
            sheet = table.origin.sheet if table.origin else ""
            code = "DUPLICATE_ENTRY_NO" if single else "L10" if _same(table, seen[key], i) else "L12"
            found.append(problem(code, place, f"{', '.join(definition.key)} {key} stands in an earlier row too.", sheet=sheet, cell=cell))
        seen[key] = i
    return found


def _distinct_keys(table: Table) -> int:
    """How many different keys there are; keys of numbers are compared as columns."""
    columns = [table[c] for c in table.definition.key]
    if len(columns) == 1 or not table.length or any(c.dtype == object for c in columns):
        return len(table.index)
    order = np.lexsort(columns)
    differs = np.logical_or.reduce([c[order][1:] != c[order][:-1] for c in columns])
    return 1 + int(np.count_nonzero(differs))


def _same(table: Table, one: int, other: int) -> bool:
    """Whether two rows hold the same in every column that was given."""
    return all(column[one] == column[other] for column in table.columns.values())


def show_row(definition: TableDef, row: Row) -> dict[str, Any]:
    """API record of a row of internal values."""
    return {caption: show(definition.by_caption[caption], value) for caption, value in row.items()}


def to_records(table: Table, calculated: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """All rows as API records: stored fields, then calculated ones, then unknown columns as they were."""
    names: list[str] = []
    columns: list[list[Any]] = []
    for column in table.definition.columns:
        names.append(column.caption)
        columns.append([show(column, v) for v in table[column.caption].tolist()])
    for column in table.definition.calculated:
        if calculated and column.caption in calculated:
            names.append(column.caption)
            columns.append([show(column, v) for v in calculated[column.caption].tolist()])
    for caption, values in table.extra.items():
        names.append(caption)
        columns.append(values.tolist())
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
