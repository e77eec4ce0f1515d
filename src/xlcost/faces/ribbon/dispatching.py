"""dispatch: what a button does. The one place where anything that goes wrong in a command becomes a sentence.

A button in Excel (through xlwings' RunPython)      dispatch("adjust")                    the calling workbook
A macro in Calc, or another process                 dispatch("adjust", host=host)         any Host
From a shell, a scheduler, an agent                 python -m xlcost.faces.ribbon adjust --book LEDGER.xlsx
"""

from __future__ import annotations

import os
import traceback
from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """How a command ended: a state and one sentence for the status bar or a message box."""

    state: str  # "done", "found" (done, with problems or differences), "stopped" (by the user), "refused"
    sentence: str
    code: str = ""

    @property
    def ok(self) -> bool:
        """Whether the command did what it was asked to."""
        return self.state in ("done", "found")


def dispatch(tag: str, host: Any = None, *, book: str = "") -> Answer:
    """Run the command of a tag on a live workbook.

    `host`: a xlcost.faces.host.Host; None = the workbook that called (Excel), or the open workbook named by `book`.
    Never raises: whatever goes wrong is told in the host and comes back as an Answer with a stable code.
    """
    try:
        if host is None:
            host = import_module("xlcost.faces.host.excel").calling_host(book)
        answer: Answer = import_module("xlcost.faces.ribbon.session").run_command(tag, host)
        return answer
    except Exception as error:
        if os.environ.get("XLCOST_DEBUG"):
            traceback.print_exc()
        code = str(getattr(error, "code", "X99"))
        return Answer("refused", f"{code}: {error}", code)
