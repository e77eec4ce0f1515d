"""Ranges of the LibreOffice engine: whole blocks go through one call each way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes
from xlwings.utils import address_to_index_tuple, col_name

if TYPE_CHECKING:
    from xlcost.faces.host.libreoffice.engine import OfficeSheet

_CONTENTS = 1 | 2 | 4 | 16  # values, dates, texts, formulas
_MIXED = "mixed"


class OfficeRange(base_classes.Range):  # type: ignore[misc]
    """A rectangle of cells, 1-based."""

    max_cells_per_read = None
    max_cells_per_write = None

    def __init__(self, sheet: OfficeSheet, first: tuple[int, int], last: tuple[int, int]) -> None:
        self._sheet, self.first, self.last = sheet, first, last

    @classmethod
    def of(cls, sheet: OfficeSheet, arg1: Any, arg2: Any = None) -> OfficeRange:
        """A range of an address, of two, or of (row, column) pairs."""
        if isinstance(arg1, str) and ":" in arg1:
            arg1, arg2 = arg1.split(":")
        first = cls._place(arg1)
        return cls(sheet, first, cls._place(arg2) if arg2 is not None else first)

    @staticmethod
    def _place(given: Any) -> tuple[int, int]:
        if isinstance(given, str):
            row, column = address_to_index_tuple(given.replace("$", ""))
            return int(row), int(column)
        if hasattr(given, "row"):
            return int(given.row), int(given.column)
        return int(given[0]), int(given[1])

    @property
    def cells(self) -> Any:
        """The UNO range."""
        (top, left), (bottom, right) = self.first, self.last
        return self._sheet.sheet.getCellRangeByPosition(left - 1, top - 1, right - 1, bottom - 1)

    @property
    def api(self) -> Any:
        return self.cells

    @property
    def sheet(self) -> OfficeSheet:
        return self._sheet

    @property
    def coords(self) -> tuple[str, int, int, int, int]:
        return (self._sheet.name, self.row, self.column, *self.shape)

    @property
    def row(self) -> int:
        return self.first[0]

    @property
    def column(self) -> int:
        return self.first[1]

    @property
    def shape(self) -> tuple[int, int]:
        return self.last[0] - self.first[0] + 1, self.last[1] - self.first[1] + 1

    def __len__(self) -> int:
        rows, columns = self.shape
        return rows * columns

    def __call__(self, row: int, column: int | None = None) -> OfficeRange:
        if column is None:
            row, column = (row - 1) // self.shape[1] + 1, (row - 1) % self.shape[1] + 1
        place = self.row + row - 1, self.column + column - 1
        return OfficeRange(self._sheet, place, place)

    @property
    def raw_value(self) -> Any:
        return [list(row) for row in self.cells.getDataArray()]

    @raw_value.setter
    def raw_value(self, values: Any) -> None:
        if not isinstance(values, (list, tuple)):
            values = [[values]]
        self.cells.setDataArray(tuple(tuple("" if v is None else float(v) if isinstance(v, bool) else v for v in row) for row in values))

    @property
    def formula(self) -> Any:
        found = self.cells.getFormulaArray()
        return found[0][0] if len(self) == 1 else found

    @formula.setter
    def formula(self, text: str) -> None:
        for row in range(self.shape[0]):
            for column in range(self.shape[1]):
                self.cells.getCellByPosition(column, row).setFormula(text)

    @property
    def number_format(self) -> Any:
        key = self.cells.NumberFormat
        if key is None:
            return None
        return str(self._sheet.book.document.NumberFormats.getByKey(key).FormatString)

    @number_format.setter
    def number_format(self, code: str) -> None:
        from xlcost.faces.host.libreoffice.formats import format_key

        self.cells.NumberFormat = format_key(self._sheet.book.document, code)

    @property
    def address(self) -> str:
        first = f"${col_name(self.first[1])}${self.first[0]}"
        return first if self.first == self.last else f"{first}:${col_name(self.last[1])}${self.last[0]}"

    def clear_contents(self) -> None:
        self.cells.clearContents(_CONTENTS)

    def select(self) -> None:
        controller = self._sheet.book.document.CurrentController
        if controller is not None:
            controller.setActiveSheet(self._sheet.sheet)
            controller.select(self.cells)

    def autofit(self, axis: Any = None) -> None:
        if axis in (None, "c", "columns"):
            self.cells.Columns.OptimalWidth = True
        if axis in (None, "r", "rows"):
            self.cells.Rows.OptimalHeight = True
