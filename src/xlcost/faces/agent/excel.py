"""The desk on a machine with Excel: what the add-in asks through Excel's own automation, and what the agent does.

Windows: the add-in has Excel start this process cut off from the user's folders and variables (-I), through xlwings'
server; it waits for a command while the command works on its cells. Behind the agent nobody waits: HTTP would keep
Excel from letting the command in.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any

from xlcost.faces.agent.desk import REFUSED, Desk, told
from xlcost.faces.agent.wire import Request

AFTER = "'xlcost.xlam'!XlcAfter"


def run_in_excel(request: Request) -> Any:
    """Run a command on the open workbook that the request names."""
    host = import_module("xlcost.faces.host.excel").calling_host(request.book)
    return told(import_module("xlcost.faces.ribbon").dispatch(request.name, host=host))


_DESK = Desk(run_in_excel, wait=True)


def answer(text: str) -> str:
    """The reply to a request of the add-in that waits for it."""
    return _DESK.answer(text)


def serve(class_id: str) -> None:
    """Serve under a class id until Excel ends. Windows only."""
    import_module("xlwings.com_server").serve(class_id)


def agent_desk() -> Desk:
    """The desk of the agent: for Excel, and for a LibreOffice that names its pipe."""

    def run(request: Request) -> Any:
        if request.arguments:  # LibreOffice asks: it names the pipe by which it lets this process in
            from xlcost.faces.agent.pipe import run_in_office

            return run_in_office(request)
        with _apartment():
            return run_in_excel(request)

    return Desk(run, wait=False, after=_after)


def _after(request: Request, state: str, sentence: str) -> None:
    """Tell what could not be told in Excel; let buttons and functions in cells follow."""
    if sys.platform == "win32" and state == REFUSED:
        import_module("ctypes").windll.user32.MessageBoxW(0, sentence, "xlcost", 0x40)
    with _apartment(), suppress(Exception):
        import_module("xlwings").books[request.book].app.macro(AFTER)()


@contextmanager
def _apartment() -> Iterator[None]:
    """A thread of Windows that may call Excel; nothing elsewhere."""
    if sys.platform != "win32":
        yield
        return
    pythoncom = import_module("pythoncom")
    pythoncom.CoInitialize()
    try:
        yield
    finally:
        pythoncom.CoUninitialize()
