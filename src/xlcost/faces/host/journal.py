"""What a run has changed in a workbook, step by step, so that it can be taken back exactly.

Steps (JSON, kept on a sheet that the program does not show):
    cells      rows of one column: values and formulas before, fingerprint after
    block      a rectangle that was blank: number formats before, fingerprint after
    inserted   rows inserted
    sheet      a sheet that was added
    replaced   a sheet that was put aside for another, very hidden, under another title
    resized    an Excel table that ended elsewhere
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from xlcost.faces.host.port import CellValue, Host, HostRefused, Visibility
from xlcost.faces.host.values import cells_back, digest, plain
from xlcost.sheets.workbook_parts import column_letter

ROLE, TITLE = "undo", "XLC Undo"
_CHUNK = 8_000  # characters in one cell: what every Excel takes in a block write
_FEW = 60  # runs that are written one by one


@dataclass
class Journal:
    """The steps of one run. Every change of a workbook goes through here."""

    host: Host
    run: str = ""
    steps: list[dict[str, Any]] = field(default_factory=list)

    # -- changes ----------------------------------------------------------------------------------------------
    def change_cells(self, title: str, column: int, values: dict[int, CellValue]) -> None:
        """Other values in some rows of a column; their formats stay."""
        rows = sorted(values)
        first, last = rows[0], rows[-1]
        held = [r[0] for r in self.host.read_range(title, first, column, last - first + 1, 1)]
        before = [held[r - first] for r in rows]
        formulas = self.host.formulas(title, first, column, last - first + 1, 1)
        kept = {str(r): f for (r, _), f in formulas.items() if r in values}
        step = {"do": "cells", "sheet": title, "column": column, "rows": runs_of(rows), "before": plain(before), "formulas": kept}
        self.steps.append(step)
        write_rows(self.host, title, column, values, held, first, bool(formulas))
        step["after"] = digest(self._cells(step))

    def fill_block(self, title: str, row: int, column: int, values: Sequence[Sequence[CellValue]], formats: Sequence[str | None]) -> None:
        """A block of new cells; what stood there (nothing, in the rows of a table) comes back with Undo."""
        width = len(values[0])
        there = self.host.read_range(title, row, column, len(values), width)
        before = [v for line in there for v in line]
        step = {
            "do": "block", "sheet": title, "row": row, "column": column, "size": [len(values), width],
            "before": plain(before) if any(v not in (None, "") for v in before) else None,
            "formats": self.host.formats(title, row, column, width),
        }  # fmt: skip
        self.steps.append(step)
        self.host.write(title, row, column, values, formats)
        step["after"] = digest(self._cells(step))
        for earlier in self.steps[:-1]:  # rows that the run cleared and fills again stand as the block left them
            if earlier["do"] == "cells" and earlier["sheet"] == title and column <= earlier["column"] < column + width:
                if any(first < row + len(values) and row < first + count for first, count in earlier["rows"]):
                    earlier["after"] = digest(self._cells(earlier))

    def insert_rows(self, title: str, row: int, count: int) -> None:
        """Room for new rows above what stands below a table."""
        self.steps.append({"do": "inserted", "sheet": title, "row": row, "count": count})
        self.host.insert_rows(title, row, count)

    def resize(self, title: str, name: str, before: tuple[int, int], after: tuple[int, int]) -> None:
        """An Excel table that ends elsewhere: (last row, last column)."""
        self.steps.append({"do": "resized", "sheet": title, "table": name, "before": list(before)})
        self.host.resize_list_object(title, name, *after)

    def added_sheet(self, title: str) -> None:
        """A sheet that was not there."""
        self.steps.append({"do": "sheet", "sheet": title})

    def put_aside(self, title: str, role: str) -> None:
        """Make room for a new sheet of this title: the old one stays, hidden, until the next run."""
        taken = {t.casefold() for t in self.host.titles()}
        aside = next(t for n in range(1, 1000) if (t := f"~{n} {title}"[:31].rstrip()).casefold() not in taken)
        self.steps.append({"do": "replaced", "sheet": title, "aside": aside, "role": role})
        self.host.set_role(title, "")
        self.host.rename_sheet(title, aside)
        self.host.set_role(aside, f"aside:{aside}")
        self.host.show_sheet(aside, Visibility.VERY_HIDDEN)

    # -- taking back ------------------------------------------------------------------------------------------
    def differences(self) -> list[str]:
        """Places that were changed after the run; empty when everything is as the run left it."""
        found = []
        titles = set(self.host.titles())
        for step in self.steps:
            if step["sheet"] not in titles and step["do"] != "replaced":
                found.append(f"the sheet {step['sheet']} is gone or renamed")
            elif step["do"] == "replaced" and step["aside"] not in titles:
                found.append(f"the earlier sheet {step['sheet']} is gone")
            elif "after" in step and digest(self._cells(step)) != step["after"]:
                found.append(_place(step))
        return list(dict.fromkeys(found))

    def take_back(self) -> None:
        """Everything as it was before the run, the last step first."""
        for step in reversed(self.steps):
            _TAKE_BACK[str(step["do"])](self.host, step)
        self.steps.clear()

    def _cells(self, step: dict[str, Any]) -> list[CellValue]:
        if step["do"] == "block":
            rows, columns = step["size"]
            return [v for line in self.host.read_range(step["sheet"], step["row"], step["column"], rows, columns) for v in line]
        rows = rows_of(step["rows"])
        first = rows[0]
        held = self.host.read_range(step["sheet"], first, step["column"], rows[-1] - first + 1, 1)
        return [held[r - first][0] for r in rows]

    # -- keeping ----------------------------------------------------------------------------------------------
    def keep(self) -> None:
        """Put the steps on the hidden sheet, in place of those of the run before, whose put-aside sheets go."""
        ours = {s["aside"] for s in self.steps if s["do"] == "replaced"}
        for role, title in self.host.roles().items():
            if role.startswith("aside:") and title not in ours:
                self.host.delete_sheet(title)
        forget(self.host)
        if not self.steps:
            return
        taken = set(self.host.titles())
        title = TITLE if TITLE not in taken else f"{TITLE} 2"
        self.host.add_sheet(title)
        text = json.dumps({"run": self.run, "steps": self.steps}, ensure_ascii=True)
        chunks = [text[i : i + _CHUNK] for i in range(0, len(text), _CHUNK)]
        self.host.write(title, 1, 1, [[c] for c in chunks], ["@"])
        self.host.set_role(title, ROLE)
        self.host.show_sheet(title, Visibility.VERY_HIDDEN)


def kept(host: Host) -> Journal | None:
    """The journal of the last run in a workbook, None when there is none."""
    title = host.roles().get(ROLE)
    if title is None:
        return None
    try:
        content = json.loads("".join(str(row[0]) for row in host.read(title).values))
        return Journal(host, content["run"], content["steps"])
    except (ValueError, KeyError, IndexError, TypeError):
        raise HostRefused(
            "H20", "The record of the last run is damaged.", rule="Undo takes back exactly what was recorded.",
            remedy="Close the workbook without saving, or restore a copy.",
        ) from None  # fmt: skip


def forget(host: Host) -> None:
    """Drop the journal."""
    title = host.roles().get(ROLE)
    if title is not None:
        host.delete_sheet(title)


def write_rows(
    host: Host, title: str, column: int, values: dict[int, CellValue], held: list[CellValue], first: int, formulas: bool
) -> None:
    """Values into rows of a column: the whole span at once when the rows are many and scattered."""
    runs = runs_of(sorted(values))
    if len(runs) > _FEW and not formulas:
        host.write(title, first, column, [[values.get(r, v)] for r, v in enumerate(held, first)])
        return
    for start, length in runs:
        host.write(title, start, column, [[values[r]] for r in range(start, start + length)])


def runs_of(rows: Iterable[int]) -> list[list[int]]:
    """Ascending rows as [first, count] of each run."""
    found = []
    for _, group in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
        listed = [r for _, r in group]
        found.append([listed[0], len(listed)])
    return found


def rows_of(runs: Sequence[Sequence[int]]) -> list[int]:
    """The rows of runs."""
    return [r for first, count in runs for r in range(first, first + count)]


def _place(step: dict[str, Any]) -> str:
    letter = column_letter(step["column"])
    if step["do"] == "block":
        rows, columns = step["size"]
        return f"{step['sheet']}!{letter}{step['row']}:{column_letter(step['column'] + columns - 1)}{step['row'] + rows - 1}"
    rows = rows_of(step["rows"])
    return f"{step['sheet']}!{letter}{rows[0]}" + (f":{letter}{rows[-1]}" if len(rows) > 1 else "")


def _cells_back(host: Host, step: dict[str, Any]) -> None:
    rows = rows_of(step["rows"])
    values = dict(zip(rows, cells_back(step["before"]), strict=True))
    first, title, column = rows[0], step["sheet"], step["column"]
    held = [r[0] for r in host.read_range(title, first, column, rows[-1] - first + 1, 1)]
    others = bool(host.formulas(title, first, column, rows[-1] - first + 1, 1))
    write_rows(host, title, column, values, held, first, others)
    for row, formula in step["formulas"].items():
        host.set_formula(title, int(row), column, formula)


def _block_back(host: Host, step: dict[str, Any]) -> None:
    rows, columns = step["size"]
    before = cells_back(step["before"]) if step["before"] else [None] * (rows * columns)
    lines = [before[i : i + columns] for i in range(0, rows * columns, columns)]
    host.write(step["sheet"], step["row"], step["column"], lines, step["formats"])


def _sheet_back(host: Host, step: dict[str, Any]) -> None:
    host.delete_sheet(step["sheet"])


def _replaced_back(host: Host, step: dict[str, Any]) -> None:
    host.show_sheet(step["aside"], Visibility.VISIBLE)
    host.set_role(step["aside"], "")
    host.rename_sheet(step["aside"], step["sheet"])
    host.set_role(step["sheet"], step["role"])


_TAKE_BACK: dict[str, Callable[[Host, dict[str, Any]], None]] = {
    "cells": _cells_back,
    "block": _block_back,
    "inserted": lambda host, step: host.delete_rows(step["sheet"], step["row"], step["count"]),
    "sheet": _sheet_back,
    "replaced": _replaced_back,
    "resized": lambda host, step: host.resize_list_object(step["sheet"], step["table"], *step["before"]),
}
