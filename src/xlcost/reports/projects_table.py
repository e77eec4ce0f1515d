"""What the project reports share: flat tables of records with a total line, and their request pages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pydantic import Field

from xlcost.reports.grid import GridColumn, Line, Rank
from xlcost.reports.options import Options

Record = Mapping[str, Any]


class ProjectOptions(Options):
    """A request page with a filter on projects."""

    project_filter: str = Field("", alias="Project Filter")


class ProjectDayOptions(ProjectOptions):
    """A request page with a filter on projects and a control date (default: the work date)."""

    control_date: dt.date | None = Field(None, alias="Control Date")

    @property
    def day(self) -> int:
        """Day of the control date."""
        return self.day_or_work_date("control_date", "Enter the control date.")


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
    anchor: str = "Project No.",
) -> list[Line]:
    """One detail line per record, and a total line."""
    found = []
    for record in records:
        name = f"project_{record[anchor]}" if record.get(anchor) else ""
        found.append(Line(Rank.DETAIL, cells(record, columns), 1, record=record, anchor=name, state=state(record)))
    total = {columns[0].key: "Total", **sums(records, columns)}
    return [*found, Line(Rank.TOTAL, total)]
