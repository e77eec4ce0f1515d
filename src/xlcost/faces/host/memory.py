"""A workbook in memory: the host of unit tests and of scripts that want a command's effect without a program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from xlcost.faces.host.port import Block, CellValue, Dialogs, Host, SheetState, Values, Visibility
from xlcost.sheets.read import Workbook
from xlcost.sheets.workbook_parts import ListObject, read_parts
from xlcost.sheets.zip_parts import open_package


@dataclass
class MemorySheet:
    """The cells of a sheet by (row, column)."""

    title: str
    cells: dict[tuple[int, int], CellValue] = field(default_factory=dict)
    number_formats: dict[tuple[int, int], str] = field(default_factory=dict)
    formula_of: dict[tuple[int, int], str] = field(default_factory=dict)
    visibility: Visibility = Visibility.VISIBLE
    is_protected: bool = False
    role: str = ""
    tables: list[ListObject] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    @property
    def extent(self) -> tuple[int, int]:
        """Last used row and column."""
        used = [k for k, v in self.cells.items() if v is not None]
        return (max((r for r, _ in used), default=0), max((c for _, c in used), default=0))


@dataclass
class ScriptedDialogs:
    """Answers in order (the last one repeats); what was asked and told is kept."""

    answers: list[bool] = field(default_factory=lambda: [True])
    asked: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def confirm(self, title: str, question: str) -> bool:
        """The next answer."""
        self.asked.append(question)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def tell(self, title: str, text: str) -> None:
        """Keep the text."""
        self.told.append(text)


class MemoryHost(Host):
    """A live workbook that lives nowhere else."""

    application = "memory"

    def __init__(self, name: str = "LEDGER.xlsx", dialogs: Dialogs | None = None, date_1904: bool = False) -> None:
        self._name, self._dialogs, self._date_1904 = name, dialogs or ScriptedDialogs(), date_1904
        self.content: list[MemorySheet] = []
        self.read_only = self.structure_protected = self.editing = False
        self.place: Path | None = None
        self.active_cell = ("", 1, 1)
        self.shown: list[str | None] = []  # what the status bar showed
        self.stop_after: int | None = None  # Esc after so many status texts
        self.opened: list[Path] = []
        self.cells_written = 0

    @classmethod
    def of(cls, path: Path, dialogs: Dialogs | None = None) -> MemoryHost:
        """The cells of a workbook file."""
        host = cls(path.name, dialogs)
        package = open_package(path)
        with package.file:
            titles = [s.title for s in read_parts(package).sheets]
        host.take_sheets(path, titles)
        host.active_cell = (host.content[0].title, 1, 1)
        host.place = path.parent
        return host

    def copy(self, dialogs: Dialogs | None = None) -> MemoryHost:
        """The same workbook once more, to be changed on its own."""
        found = MemoryHost(self._name, dialogs, self._date_1904)
        found.content = [
            replace(
                s, cells=dict(s.cells), number_formats=dict(s.number_formats), formula_of=dict(s.formula_of), tables=list(s.tables),
                merged=list(s.merged),
            )
            for s in self.content
        ]  # fmt: skip
        found.place, found.active_cell = self.place, self.active_cell
        return found

    # -- the workbook -----------------------------------------------------------------------------------------
    @property
    def name(self) -> str:
        return self._name

    @property
    def folder(self) -> Path | None:
        return self.place

    @property
    def date_1904(self) -> bool:
        return self._date_1904

    def obstacles(self) -> list[str]:
        said = {
            "The workbook is open read-only: save it under another name, or open it for editing.": self.read_only,
            "The structure of the workbook is protected: Review > Protect Workbook takes that off.": self.structure_protected,
            "A cell is being edited: finish it with Enter or Esc and press the button again.": self.editing,
        }
        return [sentence for sentence, holds in said.items() if holds]

    # -- sheets -----------------------------------------------------------------------------------------------
    def sheet(self, title: str) -> MemorySheet:
        """A sheet by title."""
        return next(s for s in self.content if s.title == title)

    def sheets(self) -> list[SheetState]:
        return [SheetState(s.title, s.visibility, s.is_protected, *s.extent) for s in self.content]

    def add_sheet(self, title: str) -> None:
        assert title.casefold() not in {s.title.casefold() for s in self.content}, title
        self.content.append(MemorySheet(title))

    def delete_sheet(self, title: str) -> None:
        self.content.remove(self.sheet(title))

    def rename_sheet(self, title: str, new: str) -> None:
        assert new.casefold() not in {s.title.casefold() for s in self.content if s.title != title}, new
        self.sheet(title).title = new

    def show_sheet(self, title: str, visibility: Visibility) -> None:
        self.sheet(title).visibility = visibility

    def take_sheets(self, path: Path, titles: Sequence[str]) -> None:
        package = open_package(path)
        with package.file:
            parts = {s.title: s for s in read_parts(package).sheets}
        workbook = Workbook(path)
        for part in (parts[t] for t in titles):
            self.add_sheet(part.title)
            sheet = self.sheet(part.title)
            sheet.tables = list(part.tables)
            left, rows = workbook.sheet(part.title)
            for row, cells in enumerate(rows, 1):
                sheet.cells.update({(row, n): _value(v) for n, v in enumerate(cells, left) if v not in ("", None)})

    def roles(self) -> dict[str, str]:
        return {s.role: s.title for s in reversed(self.content) if s.role}

    def set_role(self, title: str, role: str) -> None:
        self.sheet(title).role = role

    # -- cells ------------------------------------------------------------------------------------------------
    def read(self, title: str) -> Block:
        sheet = self.sheet(title)
        rows, columns = sheet.extent
        return Block(self.read_range(title, 1, 1, rows, columns), list(sheet.merged))

    def read_range(self, title: str, row: int, column: int, rows: int, columns: int) -> list[list[CellValue]]:
        cells = self.sheet(title).cells
        return [[cells.get((r, c)) for c in range(column, column + columns)] for r in range(row, row + rows)]

    def formulas(self, title: str, row: int, column: int, rows: int, columns: int) -> dict[tuple[int, int], str]:
        found = self.sheet(title).formula_of
        return {(r, c): f for (r, c), f in found.items() if row <= r < row + rows and column <= c < column + columns}

    def write(self, title: str, row: int, column: int, values: Values, formats: Sequence[str | None] = ()) -> None:
        sheet = self.sheet(title)
        assert not sheet.is_protected, title
        for r, line in enumerate(values, row):
            for c, value in enumerate(line, column):
                sheet.cells[r, c] = None if value == "" else value
                sheet.formula_of.pop((r, c), None)
                self.cells_written += 1
            for c, code in enumerate(formats, column):
                if code is not None:
                    sheet.number_formats[r, c] = code

    def set_formula(self, title: str, row: int, column: int, formula: str) -> None:
        self.sheet(title).formula_of[row, column] = formula

    def formats(self, title: str, row: int, column: int, columns: int) -> list[str]:
        return [self.sheet(title).number_formats.get((row, c), "General") for c in range(column, column + columns)]

    def insert_rows(self, title: str, row: int, count: int) -> None:
        self._shift(title, row, count)

    def delete_rows(self, title: str, row: int, count: int) -> None:
        sheet = self.sheet(title)
        for held in self._by_place(sheet):
            for place in [k for k in held if row <= k[0] < row + count]:
                del held[place]
        self._shift(title, row + count, -count)

    def _shift(self, title: str, row: int, by: int) -> None:
        sheet = self.sheet(title)
        for held in self._by_place(sheet):
            moved = {(r + by if r >= row else r, c): v for (r, c), v in held.items()}
            held.clear()
            held.update(moved)

    @staticmethod
    def _by_place(sheet: MemorySheet) -> tuple[dict[tuple[int, int], Any], ...]:
        return sheet.cells, sheet.number_formats, sheet.formula_of

    def list_objects(self, title: str) -> list[ListObject]:
        return list(self.sheet(title).tables)

    def resize_list_object(self, title: str, name: str, last_row: int, last_column: int) -> None:
        sheet = self.sheet(title)
        sheet.tables = [
            ListObject(t.part, t.name, t.first_row, t.first_column, last_row, last_column, t.header_rows, t.totals_rows)
            if t.name == name else t
            for t in sheet.tables
        ]  # fmt: skip

    # -- people -----------------------------------------------------------------------------------------------
    def active(self) -> tuple[str, int, int]:
        return self.active_cell

    def select(self, title: str, row: int = 1, column: int = 1) -> None:
        self.sheet(title)
        self.active_cell = (title, row, column)

    def status(self, text: str | None) -> None:
        self.shown.append(text)

    def stop_wanted(self) -> bool:
        return self.stop_after is not None and len(self.shown) > self.stop_after

    @property
    def dialogs(self) -> Dialogs:
        return self._dialogs

    def open_workbook(self, path: Path) -> None:
        self.opened.append(path)


def _value(value: object) -> CellValue:
    """A value of a file as a live workbook gives it: days are numbers."""
    import datetime as dt

    if isinstance(value, bool | str | float):
        return value
    if isinstance(value, int):
        return float(value)
    if isinstance(value, dt.datetime):
        seconds = value.hour * 3600 + value.minute * 60 + value.second
        return float(value.toordinal() - 693594) + seconds / 86400
    if isinstance(value, dt.date):
        return float(value.toordinal() - 693594)
    return str(value)
