"""LibreOffice as a live workbook: an xlwings engine over UNO, and the host on top of it.

    from xlcost.faces.host.libreoffice import Office
    with Office.start() as office:
        host = office.open(Path("LEDGER.xlsx"))

`Office.connect(url)` takes a LibreOffice that runs already. Needs xlwings (`pip install xlcost[libreoffice]`) and
LibreOffice's Python binding (package python3-uno, or the Python that comes with LibreOffice).
"""

from xlcost.faces.host.libreoffice.office import Office

__all__ = ["Office"]
