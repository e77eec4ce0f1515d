"""A workbook that is open in Excel, on Windows (COM) or macOS (AppleScript).

Windows: values go through Value2, so that amounts in currency format keep all their digits and dates are day numbers;
numbers are floats; error values arrive as integers and are told apart by that. Texts are guarded by an apostrophe, or
stand in text format, so that Excel never parses them.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

from xlcost.faces.host.port import CellError, CellValue, Dialogs, HostRefused, SheetState, Visibility
from xlcost.faces.host.xlwings_host import ROLE_NAME, WRAPPED, XlwingsHost
from xlcost.sheets.formats import EPOCH

ERROR_NUMBERS = {
    -2146826288: "#NULL!", -2146826281: "#DIV/0!", -2146826273: "#VALUE!", -2146826265: "#REF!", -2146826259: "#NAME?",
    -2146826252: "#NUM!", -2146826246: "#N/A", -2146826245: "#GETTING_DATA", -2146826243: "#SPILL!", -2146826238: "#CALC!",
}  # fmt: skip
ERROR_TOKENS = frozenset(ERROR_NUMBERS.values())
_VISIBLE = {-1: Visibility.VISIBLE, 0: Visibility.HIDDEN, 2: Visibility.VERY_HIDDEN}
_BUSY = "A cell is being edited, or Excel is busy: finish it with Enter or Esc and press the button again."


def calling_host(book: str = "", dialogs: Dialogs | None = None) -> XlwingsHost:
    """The workbook that called (through xlwings' RunPython), or the open one of a name; HostRefused H40 on other systems."""
    if sys.platform not in ("win32", "darwin"):
        raise HostRefused(
            "H40", "Excel runs on Windows and macOS only.", rule="Here a workbook is reached through LibreOffice or as a file.",
            remedy="Use LibreOffice Calc with the xlcost extension, or the command line.",
        )  # fmt: skip
    import xlwings

    if sys.platform == "win32":
        _bounded_patience()
    try:
        found = xlwings.books[book] if book else xlwings.Book.caller()
    except Exception:  # not among the open workbooks: one in Protected View is not
        raise HostRefused(
            "H06", f"The workbook {book} is not open for editing." if book else "No workbook is open for editing.",
            rule="A command works on a workbook that Excel lets it change.",
            remedy="Open the ledger workbook; in Protected View press Enable Editing. Then press the button again.",
        ) from None  # fmt: skip
    return (WindowsHost if sys.platform == "win32" else MacHost)(found, dialogs)


def _bounded_patience() -> None:
    """xlwings waits for a busy Excel without end; ten attempts are enough to tell the user."""
    import xlwings

    windows = getattr(xlwings, "_xlwindows", None)
    if windows is not None and hasattr(windows, "N_COM_ATTEMPTS"):
        windows.N_COM_ATTEMPTS = 10


class ExcelHost(XlwingsHost):
    """What both systems share."""

    application = "Microsoft Excel"

    def roles(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for sheet in self.book.sheets:
            for name in sheet.names:
                if str(name.name).rpartition("!")[2] == ROLE_NAME:
                    role = str(name.refers_to).lstrip("=").strip('"')
                    if role:
                        found.setdefault(role, str(sheet.name))
        return found

    def set_role(self, title: str, role: str) -> None:
        sheet = self.sheet(title)
        for name in list(sheet.names):
            if str(name.name).rpartition("!")[2] == ROLE_NAME:
                name.delete()
        if role:
            sheet.names.add(ROLE_NAME, f'="{role}"')

    def _guarded(self, values: list[list[Any]], formats: Sequence[str | None]) -> list[list[Any]]:
        """Texts as Excel keeps them unparsed: as they are in text format, else behind an apostrophe. Numbers as floats: COM
        would take a Decimal for an amount in currency and round it."""
        text = [n < len(formats) and formats[n] == "@" for n in range(len(values[0]))]

        def guard(value: Any, is_text: bool) -> Any:
            if isinstance(value, str) and value:
                return value if is_text and not value.startswith("'") else f"'{value}"
            return float(value) if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else value

        return [[guard(v, t) for v, t in zip(line, text, strict=True)] for line in values]

    def link(self, title: str, row: int, column: int, target: str, text: str) -> None:
        shown, place = text.replace('"', '""'), target.replace('"', '""')
        self.range(title, row, column).number_format = "General"
        self.set_formula(title, row, column, f'=HYPERLINK("#{place}","{shown}")')

    def dress(self, title: str, widths: Sequence[float], head_row: int) -> None:
        sheet = self.sheet(title)
        for n, width in enumerate(widths, 1):
            sheet.range((1, n)).column_width = width
            with suppress(Exception):  # a matter of looks
                sheet.range((head_row, n), (head_row + 2_000, n)).wrap_text = width >= WRAPPED
        sheet.range((1, 1)).font.bold, sheet.range((1, 1)).font.size = True, 14
        head = sheet.range((head_row, 1), (head_row, len(widths)))
        head.font.bold, head.color = True, (0xEF, 0xF3, 0xF6)

        self._print_across(title, head_row)

    def _print_across(self, title: str, head_row: int) -> None:
        """A list prints landscape, as wide as the paper, its captions on every page; a program without printer may refuse."""

    def open_workbook(self, path: Path) -> None:
        self.app.books.open(str(path))

    @contextmanager
    def quiet(self) -> Iterator[None]:
        app, kept = self.app, {}
        for name, value in (("screen_updating", False), ("enable_events", False), ("display_alerts", False), ("calculation", "manual")):
            with suppress(Exception):  # what cannot be read (no open window) is left alone
                kept[name] = getattr(app, name)
                setattr(app, name, value)
        try:
            yield
        finally:
            for name, value in reversed(kept.items()):
                with suppress(Exception):
                    setattr(app, name, value)


class WindowsHost(ExcelHost):
    """Excel on Windows."""

    @property
    def date_1904(self) -> bool:
        return bool(self.book.api.Date1904)

    def obstacles(self) -> list[str]:
        try:
            ready = bool(self.app.api.Ready) and bool(self.app.api.Interactive)
            found = [] if ready else [_BUSY]
            if self.book.api.ReadOnly:
                found.append("The workbook is open read-only: save it under another name, or open it for editing.")
            if self.book.api.ProtectStructure:
                found.append("The structure of the workbook is protected: Review > Protect Workbook takes that off.")
            return found
        except Exception:  # a rejected call of Excel is what a cell in edit mode looks like from outside
            return [_BUSY]

    def _state(self, sheet: Any) -> SheetState:
        used = sheet.api.UsedRange
        rows, columns = used.Row + used.Rows.Count - 1, used.Column + used.Columns.Count - 1
        if (rows, columns) == (1, 1) and used.Value2 is None:
            rows = columns = 0
        seen = _VISIBLE[int(sheet.api.Visible)]
        return SheetState(str(sheet.name), seen, bool(sheet.api.ProtectContents), rows, columns)

    def show_sheet(self, title: str, visibility: Visibility) -> None:
        self.sheet(title).api.Visible = {Visibility.VISIBLE: -1, Visibility.HIDDEN: 0, Visibility.VERY_HIDDEN: 2}[visibility]

    def take_sheets(self, path: Path, titles: Sequence[str]) -> None:
        source = self.app.books.open(str(path), update_links=False, read_only=True)
        try:
            sheets = self.book.api.Sheets  # as one group, so that references between them stay inside
            source.api.Sheets(tuple(titles)).Copy(None, sheets(sheets.Count))
        finally:
            source.close()

    def _print_across(self, title: str, head_row: int) -> None:
        with suppress(Exception):  # Excel refuses page setup where no printer is installed
            setup = self.sheet(title).api.PageSetup
            setup.Orientation, setup.Zoom = 2, False
            setup.FitToPagesWide, setup.FitToPagesTall = 1, False
            setup.PrintTitleRows = f"${head_row}:${head_row}"

    def _get(self, title: str, row: int, column: int, rows: int, columns: int) -> list[list[CellValue]]:
        return values_of_com(self.range(title, row, column, rows, columns).api.Value2)

    def _put(self, rng: Any, values: list[list[Any]], formats: Sequence[str | None]) -> None:
        rng.api.Value2 = tuple(tuple(line) for line in self._guarded(values, formats))

    def formulas(self, title: str, row: int, column: int, rows: int, columns: int) -> dict[tuple[int, int], str]:
        area = self.range(title, row, column, rows, columns).api
        if area.HasFormula is False:
            return {}
        found = {}
        for r, line in enumerate(_rows(area.Formula), row):
            for c, text in enumerate(line, column):
                if isinstance(text, str) and text.startswith("=") and self.range(title, r, c).api.HasFormula:
                    found[r, c] = text
        return found

    def _has_merged(self, title: str, top: int, left: int, bottom: int, right: int) -> bool:
        return self.range(title, top, left, bottom - top + 1, right - left + 1).api.MergeCells is not False

    def _merge_area(self, title: str, row: int, column: int) -> tuple[int, int, int, int]:
        area = self.range(title, row, column).api.MergeArea
        return area.Row, area.Column, area.Row + area.Rows.Count - 1, area.Column + area.Columns.Count - 1

    def offer(self, title: str, row: int, column: int, choices: Sequence[str], rows: int = 1) -> None:
        rule = self.range(title, row, column, rows).api.Validation
        rule.Delete()
        rule.Add(3, 2, 1, ",".join(choices))  # a list, a warning only
        rule.ShowError = False

    def stop_wanted(self) -> bool:
        """Whether Esc is held or was pressed since the last look, with Excel in front."""
        import ctypes

        user = getattr(ctypes, "windll").user32  # noqa: B009 (exists on Windows only)
        if user.GetForegroundWindow() != int(self.app.api.Hwnd):
            return False
        return bool(user.GetAsyncKeyState(0x1B) & 0x8001)


def _rows(values: Any) -> list[list[Any]]:
    """A COM array, or a single value, as rows."""
    return [list(line) for line in values] if isinstance(values, tuple) else [[values]]


def values_of_com(values: Any) -> list[list[CellValue]]:
    """Value2 as cell values: numbers come as floats, error values as integers, blanks as None."""

    def cell(v: Any) -> CellValue:
        if isinstance(v, int) and not isinstance(v, bool):
            return CellError(ERROR_NUMBERS[v]) if v in ERROR_NUMBERS else float(v)
        return None if v == "" else v

    return [[cell(v) for v in line] for line in _rows(values)]


class MacHost(ExcelHost):
    """Excel on macOS: Apple events know no Value2, so days arrive as dates and errors by their text."""

    @property
    def date_1904(self) -> bool:
        return bool(self.book.impl.xl.date_1904.get())

    def obstacles(self) -> list[str]:
        try:
            found = []
            if self.book.impl.xl.read_only.get():
                found.append("The workbook is open read-only: save it under another name, or open it for editing.")
            if self.book.impl.xl.protect_structure.get():
                found.append("The structure of the workbook is protected: Review > Protect Workbook takes that off.")
            return found
        except Exception:  # a rejected call is what a cell in edit mode looks like from outside
            return [_BUSY]

    def _state(self, sheet: Any) -> SheetState:
        last = sheet.used_range.last_cell
        rows, columns = last.row, last.column
        if (rows, columns) == (1, 1) and sheet.range((1, 1)).value is None:
            rows = columns = 0
        seen = Visibility.VISIBLE if sheet.visible else Visibility.HIDDEN
        return SheetState(str(sheet.name), seen, bool(sheet.impl.xl.protect_contents.get()), rows, columns)

    def show_sheet(self, title: str, visibility: Visibility) -> None:
        self.sheet(title).visible = visibility is Visibility.VISIBLE

    def take_sheets(self, path: Path, titles: Sequence[str]) -> None:
        source = self.app.books.open(str(path), update_links=False, read_only=True)
        try:
            for title in titles:
                source.sheets[title].copy(after=self.book.sheets[-1])
        finally:
            source.close()
        self.without_links(titles, (f"[{path.name}]", f"{path.parent}{os.sep}"))

    def _get(self, title: str, row: int, column: int, rows: int, columns: int) -> list[list[CellValue]]:
        found = self.range(title, row, column, rows, columns).options(ndim=2, err_to_str=True).value
        shift = 1462 if self.date_1904 else 0
        return [[mac_value(v, shift) for v in line] for line in found]

    def _put(self, rng: Any, values: list[list[Any]], formats: Sequence[str | None]) -> None:
        rng.raw_value = [["" if v is None else v for v in line] for line in self._guarded(values, formats)]

    def formulas(self, title: str, row: int, column: int, rows: int, columns: int) -> dict[tuple[int, int], str]:
        found = {}
        for r, line in enumerate(_rows(self.range(title, row, column, rows, columns).formula), row):
            for c, text in enumerate(line, column):
                if isinstance(text, str) and text.startswith("=") and self.range(title, r, c).impl.xl.has_formula.get():
                    found[r, c] = text
        return found

    def _has_merged(self, title: str, top: int, left: int, bottom: int, right: int) -> bool:
        return self.range(title, top, left, bottom - top + 1, right - left + 1).merge_cells is not False

    def _merge_area(self, title: str, row: int, column: int) -> tuple[int, int, int, int]:
        area = self.range(title, row, column).merge_area
        return area.row, area.column, area.last_cell.row, area.last_cell.column


def mac_value(value: Any, shift: int) -> CellValue:
    """A value as Apple events give it: dates back to day numbers, error texts to errors."""
    if isinstance(value, dt.datetime):
        seconds = value.hour * 3600 + value.minute * 60 + value.second
        return float(value.toordinal() - EPOCH - shift) + seconds / 86400
    if isinstance(value, str) and value in ERROR_TOKENS:
        return CellError(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return None if value == "" else value
