"""An xlwings engine over LibreOffice: apps, books, sheets. Registered, xlwings code runs on it unchanged.

    engine = register(app); xlwings.Book("LEDGER.xlsx"); xlwings.Book.caller() ...

Only what xlwings itself and the host ask for is there; anything else raises NotImplementedError, as in xlwings' own
engines. Written against xlwings' public base classes.
"""

from __future__ import annotations

import datetime as dt
import math
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import xlwings
from xlwings import base_classes

from xlcost.faces.host.libreoffice.binding import value
from xlcost.faces.host.libreoffice.cells import OfficeRange
from xlcost.faces.host.port import HostRefused

_EPOCH = dt.date(1899, 12, 30).toordinal()


class OfficeEngine:
    """The engine: one running LibreOffice."""

    name = "libreoffice"
    type = "desktop"

    def __init__(self, context: Any = None) -> None:
        """`context`: the component context of a running LibreOffice."""
        self.app = OfficeApp(self, context) if context is not None else None

    @property
    def apps(self) -> OfficeApps:
        """The collection of one."""
        return OfficeApps(self)

    @staticmethod
    def prepare_xl_data_element(x: Any, options: Any = None) -> Any:
        """A Python value as a cell takes it."""
        if x is None or (isinstance(x, float) and math.isnan(x)):
            return ""
        if isinstance(x, dt.datetime):
            return float(x.toordinal() - _EPOCH) + (x.hour * 3600 + x.minute * 60 + x.second) / 86400
        if isinstance(x, dt.date):
            return float(x.toordinal() - _EPOCH)
        if isinstance(x, str):
            return x
        return float(x)

    @staticmethod
    def clean_value_data(data: Any, datetime_builder: Any, empty_as: Any, number_builder: Any, err_to_str: Any) -> Any:
        """Cells as Python values."""

        def clean(v: Any) -> Any:
            if v in ("", None):
                return empty_as
            return number_builder(v) if number_builder is not None and isinstance(v, float) else v

        return [[clean(v) for v in row] for row in data]


class OfficeApps(base_classes.Apps):  # type: ignore[misc]
    """The running LibreOffice."""

    def __init__(self, engine: OfficeEngine) -> None:
        self.engine = engine

    def keys(self) -> list[int]:
        return [1] if self.engine.app else []

    def __iter__(self) -> Iterator[Any]:
        return iter([self.engine.app] if self.engine.app else [])

    def __len__(self) -> int:
        return 1 if self.engine.app else 0

    def __getitem__(self, pid: int) -> Any:
        return self.engine.app


class OfficeApp(base_classes.App):  # type: ignore[misc]
    """LibreOffice with its open spreadsheets."""

    display_alerts = True
    screen_updating = True

    def __init__(self, engine: OfficeEngine, context: Any) -> None:
        self._engine, self.context = engine, context
        self.desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        self._indicator: Any = None

    @property
    def engine(self) -> OfficeEngine:
        return self._engine

    @property
    def api(self) -> Any:
        return self.desktop

    @property
    def pid(self) -> int:
        return 1

    @property
    def version(self) -> str:
        return "LibreOffice"

    @property
    def books(self) -> OfficeBooks:
        return OfficeBooks(self)

    @property
    def status_bar(self) -> Any:
        return self._indicator is not None

    @status_bar.setter
    def status_bar(self, text: Any) -> None:
        if self._indicator is not None:
            self._indicator.end()
            self._indicator = None
        frame = self.desktop.getCurrentFrame()
        if text and frame is not None:
            self._indicator = frame.createStatusIndicator()
            self._indicator.start(str(text), 0)

    def activate(self, steal_focus: bool = False) -> None:
        return

    def quit(self) -> None:
        for book in list(self.books):
            book.close()
        self.desktop.terminate()


def spreadsheets(desktop: Any) -> list[Any]:
    """The open spreadsheet documents."""
    found, documents = [], desktop.Components.createEnumeration()
    while documents.hasMoreElements():
        document = documents.nextElement()
        if hasattr(document, "supportsService") and document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
            found.append(document)
    return found


class OfficeBooks(base_classes.Books):  # type: ignore[misc]
    """The open spreadsheets, in the order of opening."""

    def __init__(self, app: OfficeApp) -> None:
        self.app = app

    @property
    def active(self) -> OfficeBook:
        current = self.app.desktop.getCurrentComponent()
        found = [d for d in spreadsheets(self.app.desktop) if d == current] or spreadsheets(self.app.desktop)
        return OfficeBook(self.app, found[0])

    def add(self) -> OfficeBook:
        return self._load("private:factory/scalc")

    def open(self, fullname: str, *args: Any, **options: Any) -> OfficeBook:
        return self._load(Path(os.path.abspath(fullname)).as_uri())

    def _load(self, url: str, *more: Any) -> OfficeBook:
        document = self.app.desktop.loadComponentFromURL(url, "_blank", 0, tuple(more))
        if document is None:
            raise HostRefused(
                "H33", f"LibreOffice cannot open {unquote(url)}.", rule="A file that somebody else has open is locked.",
                remedy="Close it there, or delete its lock file (.~lock...) when nobody has it open.",
            )  # fmt: skip
        return OfficeBook(self.app, document)

    def __iter__(self) -> Iterator[OfficeBook]:
        return iter([OfficeBook(self.app, d) for d in spreadsheets(self.app.desktop)])

    def __len__(self) -> int:
        return len(spreadsheets(self.app.desktop))

    def __call__(self, name_or_index: Any) -> OfficeBook:
        books = list(self)
        if isinstance(name_or_index, int):
            return books[name_or_index - 1]
        for book in books:
            if book.name.casefold() == str(name_or_index).casefold():
                return book
        raise KeyError(name_or_index)


class OfficeBook(base_classes.Book):  # type: ignore[misc]
    """A spreadsheet document."""

    def __init__(self, app: OfficeApp, document: Any) -> None:
        self._app, self.document = app, document

    @property
    def api(self) -> Any:
        return self.document

    @property
    def app(self) -> OfficeApp:
        return self._app

    @property
    def fullname(self) -> str:
        return unquote(urlsplit(self.document.URL).path) or self.document.Title

    @property
    def name(self) -> str:
        return Path(self.fullname).name

    @property
    def sheets(self) -> OfficeSheets:
        return OfficeSheets(self)

    def activate(self) -> None:
        controller = self.document.CurrentController
        if controller is not None:
            controller.Frame.activate()

    def save(self, path: Any = None, password: Any = None) -> None:
        url = Path(os.path.abspath(path)).as_uri() if path else self.document.URL
        self.document.storeToURL(url, (value("FilterName", "Calc MS Excel 2007 XML"),))

    def to_pdf(self, path: str, quality: Any = None) -> None:
        self.document.storeToURL(Path(os.path.abspath(path)).as_uri(), (value("FilterName", "calc_pdf_Export"),))

    def close(self) -> None:
        self.document.close(True)


class OfficeSheets(base_classes.Sheets):  # type: ignore[misc]
    """The sheets of a document."""

    def __init__(self, book: OfficeBook) -> None:
        self.book = book

    @property
    def active(self) -> OfficeSheet:
        controller = self.book.document.CurrentController
        sheet = controller.ActiveSheet if controller is not None else self.book.document.Sheets.getByIndex(0)
        return OfficeSheet(self.book, sheet)

    def __call__(self, name_or_index: Any) -> OfficeSheet:
        sheets = self.book.document.Sheets
        if isinstance(name_or_index, int):
            return OfficeSheet(self.book, sheets.getByIndex(name_or_index - 1))
        if not sheets.hasByName(name_or_index):
            raise KeyError(name_or_index)
        return OfficeSheet(self.book, sheets.getByName(name_or_index))

    def __len__(self) -> int:
        return int(self.book.document.Sheets.Count)

    def __iter__(self) -> Iterator[OfficeSheet]:
        return iter([self(n + 1) for n in range(len(self))])

    def add(self, before: Any = None, after: Any = None, name: str | None = None) -> OfficeSheet:
        place = before.index - 1 if before is not None else after.index if after is not None else len(self)
        title = name or next(t for n in range(1, 10_000) if not self.book.document.Sheets.hasByName(t := f"Sheet{n}"))
        self.book.document.Sheets.insertNewByName(title, place)
        return self(title)


class OfficeSheet(base_classes.Sheet):  # type: ignore[misc]
    """A sheet."""

    def __init__(self, book: OfficeBook, sheet: Any) -> None:
        self._book, self.sheet = book, sheet

    @property
    def api(self) -> Any:
        return self.sheet

    @property
    def book(self) -> OfficeBook:
        return self._book

    @property
    def name(self) -> str:
        return str(self.sheet.Name)

    @name.setter
    def name(self, title: str) -> None:
        self.sheet.Name = title

    @property
    def index(self) -> int:
        return int(self.sheet.RangeAddress.Sheet) + 1

    @property
    def visible(self) -> bool:
        return bool(self.sheet.IsVisible)

    @visible.setter
    def visible(self, yes: bool) -> None:
        self.sheet.IsVisible = bool(yes)

    def range(self, arg1: Any, arg2: Any = None) -> OfficeRange:
        return OfficeRange.of(self, arg1, arg2)

    @property
    def cells(self) -> OfficeRange:
        last = self.sheet.RangeAddress
        return OfficeRange(self, (1, 1), (last.EndRow + 1, last.EndColumn + 1))

    @property
    def used_range(self) -> OfficeRange:
        cursor = self.sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        last = cursor.RangeAddress
        return OfficeRange(self, (1, 1), (last.EndRow + 1, last.EndColumn + 1))

    def activate(self) -> None:
        controller = self._book.document.CurrentController
        if controller is not None:
            controller.setActiveSheet(self.sheet)

    def select(self) -> None:
        self.activate()

    def delete(self) -> None:
        self._book.document.Sheets.removeByName(self.name)


def register(engine: OfficeEngine) -> Any:
    """Make an engine known to xlwings, and the active one; xlwings' own object for it."""
    for known in list(xlwings.engines):
        if known.name == engine.name:
            xlwings.engines.engines.remove(known)
    found = xlwings.main.Engine(impl=engine)
    xlwings.engines.add(found)
    xlwings.engines.active = found
    return found
