"""A workbook that is open in LibreOffice Calc."""

from __future__ import annotations

import importlib
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, TypeVar

from xlcost.faces.host.libreoffice.binding import load_uno, struct, value
from xlcost.faces.host.libreoffice.main_thread import in_main_thread
from xlcost.faces.host.libreoffice.page_styles import copy_page_style, list_page_style
from xlcost.faces.host.libreoffice.views import look_at, views_of
from xlcost.faces.host.port import CellError, CellValue, Dialogs, HostRefused, SheetState, Visibility
from xlcost.faces.host.xlwings_host import ROLE_NAME, WRAPPED, XlwingsHost
from xlcost.sheets.workbook_parts import ListObject, column_letter

T = TypeVar("T")
_ONE_AT_A_TIME = threading.Lock()
_ERRORS = 4  # com.sun.star.sheet.FormulaResult.ERROR
_FORMULAS = 16  # com.sun.star.sheet.CellFlags.FORMULA
_HUNDREDTHS = 210.0  # of a millimetre per character of column width
_LINK = 0x1B67B2  # as links of results
_PAINT_EVERY = 0.1  # seconds


class OfficeDialogs:
    """Message boxes of LibreOffice."""

    def __init__(self, document: Any) -> None:
        self._document = document

    def confirm(self, title: str, question: str) -> bool:
        """Yes or No, No is the default."""
        return self._box("QUERYBOX", 3 | 0x20000, title, question) == 2

    def tell(self, title: str, text: str) -> None:
        """A text with OK."""
        self._box("INFOBOX", 1, title, text)

    def _box(self, kind: str, buttons: int, title: str, text: str) -> int:
        uno = load_uno()
        window = self._document.CurrentController.Frame.ContainerWindow
        box = window.Toolkit.createMessageBox(window, uno.Enum("com.sun.star.awt.MessageBoxType", kind), buttons, title, text)
        return int(box.execute())


class OfficeHost(XlwingsHost):
    """The host: what xlwings' model lacks goes through UNO."""

    application = "LibreOffice Calc"

    def __init__(self, book: Any, dialogs: Dialogs | None = None) -> None:
        self.document = book.impl.document
        super().__init__(book, dialogs or OfficeDialogs(self.document))
        self._forget()
        self._active: tuple[str, int, int] | None = None
        self._keys: Any = None
        self._painted = 0.0
        self._toolkit: Any = None

    def perform(self, work: Callable[[], T]) -> T:
        if not _ONE_AT_A_TIME.acquire(blocking=False):
            raise HostRefused(
                "H05", "Another command is still running.", where=self.name, rule="One command runs at a time.",
                remedy="Wait until it has ended, or stop it with Esc.",
            )  # fmt: skip
        self._forget()  # what the user did since the last command
        try:
            return in_main_thread(self.app.impl.context, work)
        finally:
            _ONE_AT_A_TIME.release()

    # -- the workbook -----------------------------------------------------------------------------------------
    @property
    def date_1904(self) -> bool:
        return int(self.document.NullDate.Year) == 1904

    def obstacles(self) -> list[str]:
        found = []
        if self.document.isReadonly():
            found.append("The workbook is open read-only: save it under another name, or open it for editing.")
        if self.document.isProtected():
            found.append("The structure of the workbook is protected: Tools > Protect Spreadsheet Structure takes that off.")
        return found

    # -- sheets -----------------------------------------------------------------------------------------------
    def _forget(self) -> None:
        """What was looked up about sheets: every call over the bridge costs, so it is kept while nothing changes."""
        self._sheets: dict[str, Any] = {}
        self._roles: dict[str, str] | None = None

    def sheet(self, title: str) -> Any:
        if title not in self._sheets:
            self._sheets[title] = super().sheet(title)
        return self._sheets[title]

    def titles(self) -> list[str]:
        return [str(t) for t in self.document.Sheets.ElementNames]

    def add_sheet(self, title: str) -> None:
        self._sheets.clear()
        self.document.Sheets.insertNewByName(title, self.document.Sheets.Count)

    def delete_sheet(self, title: str) -> None:
        self._sheets.clear()
        self._roles = {role: there for role, there in self.roles().items() if there != title}
        self.document.Sheets.removeByName(title)

    def rename_sheet(self, title: str, new: str) -> None:
        super().rename_sheet(title, new)
        self._forget()

    def _state(self, sheet: Any) -> SheetState:
        cells = sheet.api
        cursor = cells.createCursor()
        cursor.gotoEndOfUsedArea(False)
        last = cursor.RangeAddress
        rows, columns = last.EndRow + 1, last.EndColumn + 1
        if (rows, columns) == (1, 1) and not cells.getCellByPosition(0, 0).String:
            rows = columns = 0
        seen = Visibility.VISIBLE if cells.IsVisible else Visibility.HIDDEN
        return SheetState(sheet.name, seen, bool(cells.isProtected()), rows, columns)

    def show_sheet(self, title: str, visibility: Visibility) -> None:
        self.sheet(title).api.IsVisible = visibility is Visibility.VISIBLE

    def take_sheets(self, path: Path, titles: Sequence[str]) -> None:
        desktop = self.app.impl.desktop
        source = desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, (value("Hidden", True), value("ReadOnly", True)))
        try:
            crossing = _crossing_formulas(source, titles)
            for title in titles:
                self.document.Sheets.importSheet(source, title, self.document.Sheets.Count)
                copy_page_style(source, self.document, title)
        finally:
            source.close(True)
            self._sheets.clear()
        for title, row, column, formula in crossing:
            self.set_formula(title, row, column, formula)
        for title, view in views_of(path, titles).items():
            look_at(self.app.impl.context, self.document, title, view)

    def roles(self) -> dict[str, str]:
        if self._roles is None:
            self._roles = self._find_roles()
        return dict(self._roles)

    def _find_roles(self) -> dict[str, str]:
        found: dict[str, str] = {}
        sheets = self.document.Sheets
        for n in range(sheets.Count):
            names = sheets.getByIndex(n).NamedRanges
            if names.hasByName(ROLE_NAME):
                role = str(names.getByName(ROLE_NAME).Content).strip('"')
                if role:
                    found.setdefault(role, sheets.getByIndex(n).Name)
        return found

    def set_role(self, title: str, role: str) -> None:
        self._roles = {known: there for known, there in self.roles().items() if there != title}
        names = self.sheet(title).api.NamedRanges
        if names.hasByName(ROLE_NAME):
            names.removeByName(ROLE_NAME)
        if role:
            names.addNewByName(ROLE_NAME, f'"{role}"', struct("com.sun.star.table.CellAddress"), 0)
            self._roles.setdefault(role, title)

    # -- cells ------------------------------------------------------------------------------------------------
    def _get(self, title: str, row: int, column: int, rows: int, columns: int) -> list[list[CellValue]]:
        cells = self.range(title, row, column, rows, columns).api
        found: list[list[CellValue]] = [[None if v == "" else v for v in line] for line in cells.getDataArray()]
        for area in cells.queryFormulaCells(_ERRORS).getRangeAddresses():
            for r in range(area.StartRow, area.EndRow + 1):
                for c in range(area.StartColumn, area.EndColumn + 1):
                    token = self.sheet(title).api.getCellByPosition(c, r).String
                    found[r - row + 1][c - column + 1] = CellError(token if token.startswith("#") else "#VALUE!")
        return found

    def _put(self, rng: Any, values: list[list[Any]], formats: Sequence[str | None]) -> None:
        rng.impl.raw_value = values

    def formulas(self, title: str, row: int, column: int, rows: int, columns: int) -> dict[tuple[int, int], str]:
        cells = self.range(title, row, column, rows, columns).api
        found = {}
        for area in cells.queryContentCells(_FORMULAS).getRangeAddresses():
            for r in range(area.StartRow, area.EndRow + 1):
                for c in range(area.StartColumn, area.EndColumn + 1):
                    found[r + 1, c + 1] = str(self.sheet(title).api.getCellByPosition(c, r).Formula)
        return found

    def _has_merged(self, title: str, top: int, left: int, bottom: int, right: int) -> bool:
        return bool(self.range(title, top, left, bottom - top + 1, right - left + 1).api.getIsMerged())

    def _merge_area(self, title: str, row: int, column: int) -> tuple[int, int, int, int]:
        sheet = self.sheet(title).api
        cursor = sheet.createCursorByRange(sheet.getCellByPosition(column - 1, row - 1))
        cursor.collapseToMergedArea()
        area = cursor.RangeAddress
        return area.StartRow + 1, area.StartColumn + 1, area.EndRow + 1, area.EndColumn + 1

    def insert_rows(self, title: str, row: int, count: int) -> None:
        self.sheet(title).api.Rows.insertByIndex(row - 1, count)

    def delete_rows(self, title: str, row: int, count: int) -> None:
        self.sheet(title).api.Rows.removeByIndex(row - 1, count)

    def list_objects(self, title: str) -> list[ListObject]:
        index = self.sheet(title).api.RangeAddress.Sheet
        found = []
        for name in self.document.DatabaseRanges.ElementNames:
            if name.startswith("__"):
                continue
            table = self.document.DatabaseRanges.getByName(name)
            area = table.DataArea
            if area.Sheet == index and table.ContainsHeader:
                totals = 1 if getattr(table, "TotalsRow", False) else 0
                place = (area.StartRow + 1, area.StartColumn + 1, area.EndRow + 1, area.EndColumn + 1)
                found.append(ListObject("", name, *place, 1, totals))
        return found

    def resize_list_object(self, title: str, name: str, last_row: int, last_column: int) -> None:
        table = self.document.DatabaseRanges.getByName(name)
        area = table.DataArea
        area.EndRow, area.EndColumn = last_row - 1, last_column - 1
        table.setDataArea(area)

    # -- people -----------------------------------------------------------------------------------------------
    def active(self) -> tuple[str, int, int]:
        controller = self.document.CurrentController
        if controller is None:
            return self._active or (self.document.Sheets.getByIndex(0).Name, 1, 1)
        selected = self.document.CurrentSelection
        address = getattr(selected, "CellAddress", None)
        if address is not None:
            row, column = address.Row + 1, address.Column + 1
        else:
            area = getattr(selected, "RangeAddress", None)
            row, column = (area.StartRow + 1, area.StartColumn + 1) if area is not None else (1, 1)
        return controller.ActiveSheet.Name, row, column

    def select(self, title: str, row: int = 1, column: int = 1) -> None:
        self._active = (title, row, column)
        super().select(title, row, column)

    def finish(self, sentence: str) -> None:
        self.status(None)  # LibreOffice's progress bar would hide its status bar for good; who called shows the sentence

    def stop_wanted(self) -> bool:
        if time.monotonic() - self._painted >= _PAINT_EVERY:
            self._paint()
        return self._keys is not None and bool(getattr(self._keys, "pressed", False))

    def _paint(self) -> None:
        """The main thread is ours: let it paint, and hear of Esc."""
        if self._toolkit is None:
            context = self.app.impl.context
            self._toolkit = context.ServiceManager.createInstanceWithContext("com.sun.star.awt.Toolkit", context)
        self._toolkit.processEventsToIdle()
        self._painted = time.monotonic()

    def link(self, title: str, row: int, column: int, target: str, text: str) -> None:
        sheet, _, cell = target.rpartition("!")
        shown = text.replace('"', '""')
        place = f"#{sheet}.{cell}".replace('"', '""')
        self.set_formula(title, row, column, f'=HYPERLINK("{place}";"{shown}")')
        self.sheet(title).api.getCellByPosition(column - 1, row - 1).CharColor = _LINK

    def offer(self, title: str, row: int, column: int, choices: Sequence[str], rows: int = 1) -> None:
        uno = load_uno()
        cell = self.range(title, row, column, rows).api
        rule = cell.Validation
        rule.Type = uno.Enum("com.sun.star.sheet.ValidationType", "LIST")
        rule.setFormula1(";".join(f'"{c}"' for c in choices))
        rule.ShowErrorMessage = False
        cell.Validation = rule

    def dress(self, title: str, widths: Sequence[float], head_row: int) -> None:
        sheet = self.sheet(title).api
        for n, width in enumerate(widths):
            column = sheet.Columns.getByIndex(n)
            column.Width, column.IsTextWrapped = int(width * _HUNDREDTHS), width >= WRAPPED
            column.HoriJustify, column.VertJustify = load_uno().Enum("com.sun.star.table.CellHoriJustify", "LEFT"), 1
        sheet.getCellRangeByName(f"A1:{column_letter(len(widths))}2").IsTextWrapped = False
        title_cell = sheet.getCellByPosition(0, 0)
        title_cell.CharWeight, title_cell.CharHeight = 150.0, 14.0
        head = sheet.getCellRangeByName(f"A{head_row}:{column_letter(len(widths))}{head_row}")
        head.CharWeight, head.CellBackColor = 150.0, 0xEFF3F6
        list_page_style(self.document, title)
        top = head.RangeAddress
        sheet.setTitleRows(top)
        sheet.setPrintTitleRows(True)

    def open_workbook(self, path: Path) -> None:
        self.app.impl.desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, ())

    def quiet(self) -> AbstractContextManager[None]:
        # Calculation stays on: cells that were never calculated read as 0 without it. Views are not locked: LibreOffice
        # 7.4 crashes now and then when sheets are copied into a document with locked views.
        return _HearsEscape(self)


class _HearsEscape:
    """While it lasts, Esc is noticed. A class: an exception of UNO cannot pass through a generator, it would come out as another."""

    def __init__(self, host: OfficeHost) -> None:
        self._host = host

    def __enter__(self) -> None:
        self._host._keys = self._host._keys or _escape_listener(self._host.document)

    def __exit__(self, *found: object) -> None:
        host = self._host
        if host._keys is not None:
            host.document.CurrentController.removeKeyHandler(host._keys)
            host._keys = None


def _crossing_formulas(source: Any, titles: Sequence[str]) -> list[tuple[str, int, int, str]]:
    """Formulas that refer to another sheet, taken out of their document: copied, they would become links to its file."""
    found = []
    for title in titles:
        sheet = source.Sheets.getByName(title)
        for area in sheet.queryContentCells(_FORMULAS).getRangeAddresses():
            cells = sheet.getCellRangeByPosition(area.StartColumn, area.StartRow, area.EndColumn, area.EndRow)
            for r, line in enumerate(cells.getFormulaArray()):
                for c, formula in enumerate(line):
                    if any(f"{other}'." in formula or f"{other}." in formula for other in titles if other != title):
                        found.append((title, area.StartRow + r + 1, area.StartColumn + c + 1, formula))
                        cells.getCellByPosition(c, r).setString("")
    return found


def _escape_listener(document: Any) -> Any:
    """Notes Esc while a command runs; None without a window."""
    controller = document.CurrentController
    if controller is None or not hasattr(controller, "addKeyHandler"):
        return None
    uno = load_uno()
    base: Any = importlib.import_module("unohelper").Base
    interface: Any = uno.getClass("com.sun.star.awt.XKeyHandler")

    class Escape(base, interface):  # type: ignore[misc]
        """Sets `pressed` on Esc and lets every key through."""

        pressed = False

        def keyPressed(self, event: Any) -> bool:
            self.pressed = self.pressed or event.KeyCode == 1281
            return False

        def keyReleased(self, event: Any) -> bool:
            return False

        def disposing(self, source: Any) -> None:
            """The window goes away."""

    found = Escape()
    controller.addKeyHandler(found)
    return found
