"""Records as the lines of a report: columns by caption, cells, totals."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from xlcost.reports.grid import GridColumn, Line, Rank

Record = Mapping[str, Any]


def key_of(caption: str) -> str:
    """The row key of a caption: snake case."""
    return re.sub(r"\W+", "_", caption.lower().replace("%", "pct")).strip("_")


def column(caption: str, kind: str = "amount", band: str = "", *, sums: bool = False) -> GridColumn:
    """A column whose key follows from its caption."""
    return GridColumn(key_of(caption), caption, kind, band, sums=sums)


def counted(number: int, noun: str, plural: str = "") -> str:
    """`1 project`, `3 projects`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {plural or noun + 's'}"


def cells(record: Record, columns: Sequence[GridColumn]) -> dict[str, Any]:
    """The printed cells of a record."""
    return {c.key: record.get(c.caption) for c in columns}


def sums(records: Sequence[Record], columns: Sequence[GridColumn]) -> dict[str, Decimal]:
    """Totals of the columns that add up."""
    return {c.key: sum((r[c.caption] for r in records if r.get(c.caption) is not None), Decimal(0)) for c in columns if c.sums}


def flat(
    records: Sequence[Record],
    columns: Sequence[GridColumn],
    state: Callable[[Record], str] = lambda record: "",
    project: str = "",
) -> list[Line]:
    """One detail line per record, and a total line; `project` is the caption of the project that other sheets lead to."""
    found = []
    for record in records:
        name = f"project_{record[project]}" if record.get(project) else ""
        found.append(Line(Rank.DETAIL, cells(record, columns), 1, record=record, anchor=name, state=state(record)))
    total = {columns[0].key: "Total", **sums(records, columns)}
    return [*found, Line(Rank.TOTAL, total)]
