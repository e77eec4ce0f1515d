"""Work done in LibreOffice's own main thread.

A call over the bridge runs in a thread of LibreOffice beside the one that paints and calculates. That is slow under
load, because both want the same lock, and not always sound: LibreOffice 7.4 crashes now and then while sheets are copied.
So LibreOffice is asked to call back from its main thread; calls that we make before that callback returns run there.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from xlcost.faces.host.libreoffice.binding import load_uno

T = TypeVar("T")


def in_main_thread(context: Any, work: Callable[[], T]) -> T:
    """The result of work done while LibreOffice's main thread waits for it; what it raises is raised here.

    Must not be called by something that LibreOffice's main thread itself waits for.
    """
    uno = load_uno()
    base: Any = importlib.import_module("unohelper").Base
    interface: Any = uno.getClass("com.sun.star.awt.XCallback")
    done = threading.Event()
    found: list[T] = []
    raised: list[BaseException] = []

    class Callback(base, interface):  # type: ignore[misc]
        """Does the work when LibreOffice calls."""

        def notify(self, data: Any) -> None:
            try:
                found.append(work())
            except BaseException as error:
                raised.append(error)
            finally:
                done.set()

    caller = context.ServiceManager.createInstanceWithContext("com.sun.star.awt.AsyncCallback", context)
    caller.addCallback(Callback(), None)
    while not done.wait(2.0):
        context.getServiceManager()  # raises when LibreOffice has gone away meanwhile
    if raised:
        raise raised[0]
    return found[0]
