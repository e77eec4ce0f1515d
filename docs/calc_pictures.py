"""The pictures of docs/excel.md, taken of LibreOffice at work: `python docs/calc_pictures.py`.

Needs Xvfb, openbox and ImageMagick's import besides LibreOffice and its Python binding. Run by hand, not in CI.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parent
SOURCE = DOCS.parent / "src"
sys.path.insert(0, str(DOCS.parent / "tests" / "libreoffice"))

from running import RunningOffice, load_uno, running_office

from xlcost import write_ledger
from xlcost.faces.addin.calc_addin import oxt_parts
from xlcost.faces.sample import sample_ledger

DISPLAY = ":87"
BOOT = f"import sys; sys.path.insert(0, {str(SOURCE)!r}); from xlcost.faces.agent.pipe import main; main()"
OCTOBER = "DATE(2026;10;31)"


@contextmanager
def screen() -> Iterator[None]:
    """A display nobody sees, with a window manager."""
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(["Xvfb", DISPLAY, "-screen", "0", "1400x780x24"], **quiet)
    time.sleep(1.5)
    windows = subprocess.Popen(["openbox"], env={**os.environ, "DISPLAY": DISPLAY}, **quiet)
    time.sleep(1)
    try:
        yield
    finally:
        for process in (windows, server):
            process.terminate()
            process.wait(10)


def shoot(name: str) -> None:
    """Keep what the display shows, in few colours."""
    time.sleep(1.5)
    path = DOCS / "pictures" / f"{name}.png"
    subprocess.run(["import", "-display", DISPLAY, "-window", "root", "+dither", "-colors", "64", "-strip", f"PNG8:{path}"], check=True, timeout=60)
    print(path)


def press(office: RunningOffice, document: Any, command: str, sheet: str, patience: float = 60) -> None:
    """Press a button and wait for the sheet that it makes."""
    office.create("com.sun.star.frame.DispatchHelper").executeDispatch(
        document.CurrentController.Frame, f"service:org.xlcost.Toolbar?{command}", "_self", 0, ()
    )
    end = time.monotonic() + patience
    while not document.Sheets.hasByName(sheet):
        if time.monotonic() > end:
            raise TimeoutError(f"{command} made no sheet {sheet}")
        time.sleep(0.2)
    time.sleep(3)


def functions(document: Any) -> None:
    """A sheet of a controller: items with their value and cost, accounts with their difference, all by functions."""
    document.Sheets.insertNewByName("My checks", 0)
    sheet = document.Sheets.getByIndex(0)
    rows: list[tuple[str, ...]] = [("Imported", "=XLC_STATUS()"), (), ("Item", "Value", "Quantity", "Unit cost", "Sold in October", "Adjust?")]
    for item in ("TOUR-7", "URBAN-7", "CITY-3", "E-TREK", "HELM-L", "WHEEL-28"):
        here = f"A{len(rows) + 1}"
        rows.append((item, f"=XLC_VALUE({here};$H$1)", f"=XLC_QTY({here};$H$1)", f"=XLC_UNITCOST({here};$H$1)",
                     f'=XLC_MOVEMENT({here};DATE(2026;10;1);$H$1;"Sale";"qty")', f'=IF(XLC_ADJNEEDED({here});"yes";"no")'))  # fmt: skip
    rows += [("NO-SUCH", "=XLC_VALUE(A10;$H$1)"), (), ("Account", "G/L balance", "Difference to value entries")]
    rows += [(no, f"=XLC_GLBALANCE(A{len(rows) + n};$H$1)", f"=XLC_GLDIFF(A{len(rows) + n};$H$1)") for n, no in enumerate(("2110", "2120", "2130"), 1)]
    rows += [(), ("Not posted to the G/L", f"=XLC_UNPOSTED({OCTOBER})")]
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            cell = sheet.getCellByPosition(c, r)
            if text.startswith("="):
                cell.setFormula(text)
            else:
                cell.String = text
    sheet.getCellRangeByName("G1").String = "As of"
    sheet.getCellRangeByName("H1").setFormula(f"={OCTOBER}")
    keys = document.NumberFormats
    money = keys.queryKey("#,##0.00", document.CharLocale, False)
    sheet.getCellRangeByName("B4:E20").NumberFormat = money if money >= 0 else keys.addNew("#,##0.00", document.CharLocale)
    for place in ("A3:F3", "A12:C12"):
        sheet.getCellRangeByName(place).CharWeight = 150
        sheet.getCellRangeByName(place).CellBackColor = 0xEFF3F6
    sheet.getCellRangeByName("B3:F3").HoriJustify = load_uno().Enum("com.sun.star.table.CellHoriJustify", "RIGHT")
    for column, width in enumerate((4600, 3200, 4800, 2600, 3600, 2000, 1600, 2400)):
        sheet.Columns.getByIndex(column).Width = width
    document.CurrentController.setActiveSheet(sheet)
    document.CurrentController.select(sheet.getCellRangeByName("B4"))


def main() -> None:
    """Take all pictures."""
    with tempfile.TemporaryDirectory() as folder, screen():
        for session in (take, take_question):  # each ends with a message that waits for its answer
            path = Path(folder) / session.__name__ / "LEDGER.xlsx"
            path.parent.mkdir()
            write_ledger(sample_ledger(), path)
            with running_office({"xlcost": oxt_parts([sys.executable, "-B", "-c", BOOT])}, DISPLAY, path) as office:
                session(office)


def opened(office: RunningOffice) -> Any:
    """The workbook in its window, as large as the display."""
    while (document := office.desktop.getCurrentComponent()) is None or document.CurrentController is None:
        time.sleep(0.5)
    document.CurrentController.Frame.ContainerWindow.IsMaximized = True
    time.sleep(2)
    return document


def take_question(office: RunningOffice) -> None:
    """What a command asks before it writes; the workbook is closed without an answer."""
    document = opened(office)
    press(office, document, "xlcReconcile", "Explained")
    shoot("calc-reconcile")
    office.create("com.sun.star.frame.DispatchHelper").executeDispatch(
        document.CurrentController.Frame, "service:org.xlcost.Toolbar?xlcWipCalculate", "_self", 0, ()
    )
    time.sleep(12)
    shoot("calc-question")


def take(office: RunningOffice) -> None:
    """The pictures in one session."""
    document = opened(office)
    press(office, document, "xlcImport", "XLC Messages")
    press(office, document, "xlcReportInventoryValuation", "Inventory Valuation")
    shoot("calc-report")
    press(office, document, "xlcOptions", "XLC Options")
    shoot("calc-options")
    functions(document)
    shoot("calc-functions")
    entries = document.Sheets.getByName("Value Entry")
    captions = [entries.getCellByPosition(c, 0).String for c in range(80)]
    entries.getCellByPosition(captions.index("Cost Amount (Actual)"), 16).setFormula("=NA()")
    entries.getCellByPosition(captions.index("Posting Date"), 40).String = "31st of October"
    document.Sheets.removeByName("XLC Messages")
    press(office, document, "xlcImport", "XLC Messages")
    shoot("calc-messages")


if __name__ == "__main__":
    main()
