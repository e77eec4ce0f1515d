"""The port to a workbook that is open: what a ribbon command may ask of it, and the hosts that answer.

Excel on Windows and macOS (`excel`), LibreOffice (`office`), and a workbook in memory (`memory`) for tests and scripts.
"""

from xlcost.faces.host.port import Block, CellError, Dialogs, Host, HostRefused, SheetState

__all__ = ["Block", "CellError", "Dialogs", "Host", "HostRefused", "SheetState"]
