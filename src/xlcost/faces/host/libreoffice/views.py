"""How a sheet is looked at: frozen panes and grid lines belong to the window, and a copied sheet does not bring them along."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, slots=True)
class View:
    """Columns and rows that stay in sight, and whether grid lines are drawn."""

    columns: int = 0
    rows: int = 0
    grid: bool = True


def views_of(path: Path, titles: Sequence[str]) -> dict[str, View]:
    """The views of sheets in a workbook that we wrote."""
    found = {}
    with zipfile.ZipFile(path) as package:
        related = {r.get("Id"): r.get("Target") for r in etree.fromstring(package.read("xl/_rels/workbook.xml.rels"))}
        for sheet in etree.fromstring(package.read("xl/workbook.xml")).iter(f"{_MAIN}sheet"):
            if sheet.get("name") in titles:
                target = str(related[sheet.get(_RELATION)])
                with package.open(target.lstrip("/") if target.startswith("/") else f"xl/{target}") as part:
                    found[str(sheet.get("name"))] = _view(part)
    return found


def _view(part: Any) -> View:
    for _, element in etree.iterparse(part, events=("end",), tag=(f"{_MAIN}sheetView", f"{_MAIN}sheetData")):
        if element.tag == f"{_MAIN}sheetData":
            break
        pane = element.find(f"{_MAIN}pane")
        frozen = pane is not None and pane.get("state") == "frozen"
        columns, rows = (int(pane.get(side, "0")) if frozen else 0 for side in ("xSplit", "ySplit"))
        return View(columns, rows, element.get("showGridLines") != "0")
    return View()


def _to_the_top(controller: Any, view: View) -> None:
    """What moves begins right behind what stays: freezing leaves it a row further down where the window is small."""
    for n in range(controller.Count):
        pane = controller.getByIndex(n)
        pane.FirstVisibleRow = min(view.rows, pane.FirstVisibleRow)
        pane.FirstVisibleColumn = min(view.columns, pane.FirstVisibleColumn)


def look_at(context: Any, document: Any, title: str, view: View) -> None:
    """Show a new sheet of `document` as `view` says; without a window nothing is to be shown."""
    controller = document.CurrentController
    if controller is None:
        return
    controller.setActiveSheet(document.Sheets.getByName(title))
    if view.columns or view.rows:
        controller.freezeAtPosition(view.columns, view.rows)
        _to_the_top(controller, view)
    if not view.grid:
        with suppress(Exception):  # an office without this command draws the lines
            helper = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
            helper.executeDispatch(controller.Frame, ".uno:ToggleSheetGrid", "", 0, ())
