"""What every live workbook can do. Commands know this page and nothing of Excel or LibreOffice.

Cells are 1-based. A cell value is a float, a str, a bool, None for blank, or a CellError; dates are day numbers of the
workbook's date system. Reading and writing go by blocks: one call per rectangle, never per cell.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Protocol, TypeVar

from xlcost.problems import XlcostError
from xlcost.sheets.workbook_parts import ListObject

T = TypeVar("T")
Values = Sequence[Sequence["CellValue"]]


@dataclass(frozen=True, slots=True)
class CellError:
    """An error value: #N/A, #DIV/0! ..."""

    token: str


CellValue = float | str | bool | CellError | None


class Visibility(Enum):
    """How a sheet is seen: VERY_HIDDEN is not offered by the program's Unhide."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    VERY_HIDDEN = "very hidden"


@dataclass(frozen=True, slots=True)
class SheetState:
    """A worksheet: title, how it is seen, whether cells are protected, the last used row and column (0 = empty)."""

    title: str
    visibility: Visibility = Visibility.VISIBLE
    is_protected: bool = False
    rows: int = 0
    columns: int = 0


@dataclass(slots=True)
class Block:
    """The used cells of a sheet from A1 on, and what a reader must know of them."""

    values: list[list[CellValue]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # top, left, bottom, right
    hidden_rows: int = 0


class HostRefused(XlcostError):
    """The workbook cannot be worked on as it stands; the message says what to do."""


class Dialogs(Protocol):
    """How people are asked and told."""

    def confirm(self, title: str, question: str) -> bool:
        """Whether the user says yes; the default button is No."""

    def tell(self, title: str, text: str) -> None:
        """A sentence with an OK button."""


class Host(ABC):
    """A live workbook."""

    application = ""

    def perform(self, work: Callable[[], T]) -> T:
        """Do the work of a command where the program wants it done."""
        return work()

    # -- the workbook -----------------------------------------------------------------------------------------
    @property
    @abstractmethod
    def name(self) -> str:
        """The name of the workbook, LEDGER.xlsx."""

    @property
    @abstractmethod
    def folder(self) -> Path | None:
        """The folder of the workbook on this machine; None when it was never saved or lies in a cloud."""

    @property
    @abstractmethod
    def date_1904(self) -> bool:
        """Whether days count from 1904."""

    @abstractmethod
    def obstacles(self) -> list[str]:
        """Why nothing can be written into this workbook now, one sentence each; empty when all is well."""

    # -- sheets -----------------------------------------------------------------------------------------------
    @abstractmethod
    def sheets(self) -> list[SheetState]:
        """All worksheets in their order."""

    def titles(self) -> list[str]:
        """The titles of all worksheets in their order."""
        return [s.title for s in self.sheets()]

    def state(self, title: str) -> SheetState:
        """One worksheet."""
        return next(s for s in self.sheets() if s.title == title)

    @abstractmethod
    def add_sheet(self, title: str) -> None:
        """A new sheet at the end."""

    @abstractmethod
    def delete_sheet(self, title: str) -> None:
        """Delete a sheet without asking."""

    @abstractmethod
    def rename_sheet(self, title: str, new: str) -> None:
        """Give a sheet another title."""

    @abstractmethod
    def show_sheet(self, title: str, visibility: Visibility) -> None:
        """Show or hide a sheet."""

    @abstractmethod
    def take_sheets(self, path: Path, titles: Sequence[str]) -> None:
        """Copy some sheets of a workbook file to the end, in this order, with everything on them.

        A title that is taken must have been freed before. References between the copied sheets stay inside.
        """

    @abstractmethod
    def roles(self) -> dict[str, str]:
        """Title by role of the sheets that are ours; users may rename tabs, the role stays."""

    @abstractmethod
    def set_role(self, title: str, role: str) -> None:
        """Mark a sheet as ours."""

    # -- cells ------------------------------------------------------------------------------------------------
    @abstractmethod
    def read(self, title: str) -> Block:
        """All used cells of a sheet, hidden rows and filtered ones included."""

    @abstractmethod
    def read_range(self, title: str, row: int, column: int, rows: int, columns: int) -> list[list[CellValue]]:
        """The cells of a rectangle."""

    @abstractmethod
    def formulas(self, title: str, row: int, column: int, rows: int, columns: int) -> dict[tuple[int, int], str]:
        """The formulas in a rectangle by (row, column)."""

    @abstractmethod
    def write(self, title: str, row: int, column: int, values: Values, formats: Sequence[str | None] = ()) -> None:
        """Write a block; `formats` are number formats by column ("@" = text), None = as it is.

        Text stays text, whatever it looks like. Formulas are only set by set_formula.
        """

    @abstractmethod
    def set_formula(self, title: str, row: int, column: int, formula: str) -> None:
        """Put back a formula that `formulas` returned, or a HYPERLINK of ours."""

    @abstractmethod
    def formats(self, title: str, row: int, column: int, columns: int) -> list[str]:
        """Number formats of the cells of one row."""

    @abstractmethod
    def insert_rows(self, title: str, row: int, count: int) -> None:
        """Insert rows before a row."""

    @abstractmethod
    def delete_rows(self, title: str, row: int, count: int) -> None:
        """Delete rows; what stands below moves up."""

    @abstractmethod
    def list_objects(self, title: str) -> list[ListObject]:
        """The Excel tables of a sheet."""

    @abstractmethod
    def resize_list_object(self, title: str, name: str, last_row: int, last_column: int) -> None:
        """Let an Excel table end at another row and column."""

    # -- people -----------------------------------------------------------------------------------------------
    @abstractmethod
    def active(self) -> tuple[str, int, int]:
        """Title, row and column of the active cell."""

    @abstractmethod
    def select(self, title: str, row: int = 1, column: int = 1) -> None:
        """Show a cell."""

    @abstractmethod
    def status(self, text: str | None) -> None:
        """The status bar; None gives it back to the program."""

    def finish(self, sentence: str) -> None:
        """The sentence with which a command ended: on the status bar until the program shows something else."""
        self.status(sentence)

    @abstractmethod
    def stop_wanted(self) -> bool:
        """Whether the user has pressed Esc since the command began."""

    @property
    @abstractmethod
    def dialogs(self) -> Dialogs:
        """How to ask and tell."""

    def dress(self, title: str, widths: Sequence[float], head_row: int) -> None:
        """Column widths and a bold head row of a sheet of ours; a host may leave it out."""
        return

    def offer(self, title: str, row: int, column: int, choices: Sequence[str], rows: int = 1) -> None:
        """A list to choose from in the cells of a column; a host may leave it out."""
        return

    def link(self, title: str, row: int, column: int, target: str, text: str) -> None:
        """A cell that leads to `'Sheet'!A1`; plain text where the program has no links."""
        self.write(title, row, column, [[text]], ["@"])

    def open_workbook(self, path: Path) -> None:
        """Show a produced workbook; a host without windows may leave it out."""
        return

    def quiet(self) -> AbstractContextManager[None]:
        """Nothing flickers, recalculates or reacts while this lasts; everything is as before afterwards."""
        return nullcontext()
