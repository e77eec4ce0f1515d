"""The desk behind a pair of pipes: LibreOffice starts this process and is the only one who can reach it.

A message is its length (four bytes, most significant first) and UTF-8 text. Commands come with the name of the pipe by
which LibreOffice lets this process in; they run in a thread, functions are answered meanwhile.
"""

from __future__ import annotations

import os
import struct
import sys
from functools import cache
from importlib import import_module
from typing import Any, BinaryIO

from xlcost.faces.agent.desk import Desk, told
from xlcost.faces.agent.wire import MOST_CHARACTERS, Request
from xlcost.problems import XlcostError

_LENGTH = struct.Struct(">I")


def main() -> None:
    """Answer what comes on stdin until it ends. What else is printed goes to stderr, so that it never mixes with replies."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, replies, Desk(run_in_office, wait=False))


def serve(requests: BinaryIO, replies: BinaryIO, desk: Desk) -> None:
    """Answer message by message; ends at the end of the input or at a message that is too long."""
    while len(head := requests.read(_LENGTH.size)) == _LENGTH.size:
        (length,) = _LENGTH.unpack(head)
        if length > 4 * MOST_CHARACTERS:
            return
        reply = desk.answer(requests.read(length).decode("utf-8", "replace")).encode("utf-8")
        replies.write(_LENGTH.pack(len(reply)) + reply)
        replies.flush()


def run_in_office(request: Request) -> Any:
    """Run a command on a workbook that LibreOffice shows; the first argument names the pipe that lets this process in."""
    office = _office(str(request.arguments[0]) if request.arguments else "")
    return told(import_module("xlcost.faces.ribbon").dispatch(request.name, host=office.host(request.book)))


@cache
def _office(pipe: str) -> Any:
    """LibreOffice behind a pipe; each pipe lets in once. XlcostError H34 for what is not the name of a pipe."""
    if pipe and not (pipe.isascii() and pipe.isalnum()):
        raise XlcostError("H34", "The pipe has a name that no add-in of ours gives.", rule="Letters and digits.", remedy="Restart LibreOffice.")
    return import_module("xlcost.faces.host.libreoffice").Office.connect(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")


if __name__ == "__main__":
    main()
