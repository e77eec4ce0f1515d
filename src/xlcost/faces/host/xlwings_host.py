"""What Excel and LibreOffice have in common: a host on xlwings' open object model.

The programs differ in how values, errors, protection and sheet copies are reached; those are the methods that the
hosts of `excel` and `libreoffice` add. xlwings is imported where a host is made, never before.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from xlcost.faces.host.port import Block, CellValue, Dialogs, Host, SheetState, Values
from xlcost.sheets.workbook_parts import ListObject

ROLE_NAME = "_xlc_role"
WRAPPED = 40.0  # columns of a list of ours from this width on wrap their text
MAX_CELLS = 100_000  # cells in one write


class AlertDialogs:
    """Message boxes of the program."""

    def __init__(self, app: Any) -> None:
        self._app = app

    def confirm(self, title: str, question: str) -> bool:
        """Yes or No."""
        return bool(self._app.alert(question, title=title, buttons="yes_no") == "yes")

    def tell(self, title: str, text: str) -> None:
        """A text with OK."""
        self._app.alert(text, title=title, buttons="ok")


class XlwingsHost(Host):
    """A live workbook through xlwings; `book` is an xlwings Book of any engine."""

    def __init__(self, book: Any, dialogs: Dialogs | None = None) -> None:
        self.book = book
        self.app = book.app
        self._dialogs: Dialogs = dialogs or AlertDialogs(self.app)

    # -- the workbook -----------------------------------------------------------------------------------------
    @property
    def name(self) -> str:
        return str(self.book.name)

    @property
    def folder(self) -> Path | None:
        full = str(self.book.fullname)
        if "://" in full or not Path(full).is_absolute():  # OneDrive, SharePoint, or never saved
            return None
        return Path(full).parent

    # -- sheets -----------------------------------------------------------------------------------------------
    def sheet(self, title: str) -> Any:
        """The xlwings sheet of a title."""
        return self.book.sheets[title]

    def range(self, title: str, row: int, column: int, rows: int = 1, columns: int = 1) -> Any:
        """The xlwings range of a rectangle."""
        return self.sheet(title).range((row, column), (row + rows - 1, column + columns - 1))

    def sheets(self) -> list[SheetState]:
        return [self._state(s) for s in self.book.sheets]

    def titles(self) -> list[str]:
        return [str(s.name) for s in self.book.sheets]

    def state(self, title: str) -> SheetState:
        return self._state(self.sheet(title))

    @abstractmethod
    def _state(self, sheet: Any) -> SheetState:
        """Read or written in the way of the program."""

    def add_sheet(self, title: str) -> None:
        active = self.active()
        self.book.sheets.add(title, after=self.book.sheets[-1])
        self.select(*active)

    def delete_sheet(self, title: str) -> None:
        self.sheet(title).delete()

    def rename_sheet(self, title: str, new: str) -> None:
        self.sheet(title).name = new

    # -- cells ------------------------------------------------------------------------------------------------
    def read(self, title: str) -> Block:
        state = self.state(title)
        if not state.rows:
            return Block([])
        values = self.read_range(title, 1, 1, state.rows, state.columns)
        return Block(values, self._merged(title, state.rows, state.columns), self._hidden_rows(title, state.rows))

    def read_range(self, title: str, row: int, column: int, rows: int, columns: int) -> list[list[CellValue]]:
        step = max(1, 1_000_000 // max(columns, 1))
        found: list[list[CellValue]] = []
        for start in range(0, rows, step):
            found += self._get(title, row + start, column, min(step, rows - start), columns)
        return found

    @abstractmethod
    def _get(self, title: str, row: int, column: int, rows: int, columns: int) -> list[list[CellValue]]:
        """Read or written in the way of the program."""

    @abstractmethod
    def _put(self, rng: Any, values: list[list[Any]], formats: Sequence[str | None]) -> None:
        """Read or written in the way of the program."""

    def _merged(self, title: str, rows: int, columns: int) -> list[tuple[int, int, int, int]]:
        """Merged areas, found by halving: (top, left, bottom, right)."""
        found: set[tuple[int, int, int, int]] = set()

        def search(top: int, left: int, bottom: int, right: int) -> None:
            if len(found) >= 200 or not self._has_merged(title, top, left, bottom, right):
                return
            if (top, left) == (bottom, right):
                found.add(self._merge_area(title, top, left))
            elif bottom - top >= right - left:
                middle = (top + bottom) // 2
                search(top, left, middle, right)
                search(middle + 1, left, bottom, right)
            else:
                middle = (left + right) // 2
                search(top, left, bottom, middle)
                search(top, middle + 1, bottom, right)

        search(1, 1, rows, columns)
        return sorted(found)

    @abstractmethod
    def _has_merged(self, title: str, top: int, left: int, bottom: int, right: int) -> bool:
        """Read or written in the way of the program."""

    @abstractmethod
    def _merge_area(self, title: str, row: int, column: int) -> tuple[int, int, int, int]:
        """Read or written in the way of the program."""

    def _hidden_rows(self, title: str, rows: int) -> int:
        return 0

    def write(self, title: str, row: int, column: int, values: Values, formats: Sequence[str | None] = ()) -> None:
        width = max(map(len, values), default=0)
        if not width:
            return
        block = [[*line, *[None] * (width - len(line))] for line in values]
        for n, code in enumerate(formats):
            if code is not None and n < width:
                self.range(title, row, column + n, len(block), 1).number_format = code
        step = max(1, MAX_CELLS // width)
        for start in range(0, len(block), step):
            part = block[start : start + step]
            self._put(self.range(title, row + start, column, len(part), width), part, formats)

    def set_formula(self, title: str, row: int, column: int, formula: str) -> None:
        self.range(title, row, column).formula = formula

    def formats(self, title: str, row: int, column: int, columns: int) -> list[str]:
        return [str(self.range(title, row, n).number_format or "General") for n in range(column, column + columns)]

    def list_objects(self, title: str) -> list[ListObject]:
        found = []
        for table in self.sheet(title).tables:
            whole = table.range
            last = whole.last_cell
            header = 1 if table.show_headers else 0
            totals = 1 if table.show_totals else 0
            found.append(ListObject("", table.name, whole.row, whole.column, last.row, last.column, header, totals))
        return found

    def resize_list_object(self, title: str, name: str, last_row: int, last_column: int) -> None:
        table = self.sheet(title).tables[name]
        first = table.range
        table.resize(self.sheet(title).range((first.row, first.column), (last_row, last_column)))

    def insert_rows(self, title: str, row: int, count: int) -> None:
        self.sheet(title).range(f"{row}:{row + count - 1}").insert("down")

    def delete_rows(self, title: str, row: int, count: int) -> None:
        self.sheet(title).range(f"{row}:{row + count - 1}").delete("up")

    # -- people -----------------------------------------------------------------------------------------------
    def active(self) -> tuple[str, int, int]:
        sheet = self.book.sheets.active
        cell = self.book.selection
        return str(sheet.name), int(cell.row), int(cell.column)

    def select(self, title: str, row: int = 1, column: int = 1) -> None:
        sheet = self.sheet(title)
        sheet.activate()
        sheet.range((row, column)).select()

    def status(self, text: str | None) -> None:
        self.app.status_bar = False if text is None else text

    def stop_wanted(self) -> bool:
        return False

    @property
    def dialogs(self) -> Dialogs:
        return self._dialogs

    def without_links(self, titles: Sequence[str], marks: Sequence[str]) -> None:
        """Formulas of copied sheets point into this workbook, not into the file that they came from."""
        for title in titles:
            state = self.state(title)
            for (row, column), formula in self.formulas(title, 1, 1, max(state.rows, 1), max(state.columns, 1)).items():
                plain = formula
                for mark in marks:
                    plain = plain.replace(mark, "")
                if plain != formula:
                    self.set_formula(title, row, column, plain)
