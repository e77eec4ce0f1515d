"""The text that add-ins and the desk exchange: simple enough that thirty lines of VBA read and write it.

    request     header LF argument LF argument ...       header = kind TAB name TAB workbook TAB version
    reply       state LF value LF value ...
    value       cells; TAB between the cells of a row, VT between rows; one cell is a scalar
    cell        n412.5 number   tTEXT text   b1 b0 TRUE FALSE   e2042 error   (nothing) blank

A state is a word that does not begin as a cell does (n t b e).
In texts, backslash, TAB, LF, VT and CR are written \\\\ \\t \\n \\v \\r, so that separators never stand inside a cell.
Numbers carry at most 17 significant digits and a dot whatever the locale is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlcost.faces.functions.cell_values import CellError

CELL, ROW, LINE = "\t", "\v", "\n"
MOST_CHARACTERS = 16_000_000
_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\v": "\\v", "\r": "\\r"}
_ESCAPE = str.maketrans(_ESCAPES)
_PLAIN = {written[1]: plain for plain, written in _ESCAPES.items()}
_ERRORS = {error.number: error for error in CellError}


class Unintelligible(ValueError):
    """A request that does not follow the format."""


@dataclass(frozen=True, slots=True)
class Request:
    """A question: `kind` is "function" or "command", `name` the function or the tag, `book` the workbook."""

    kind: str
    name: str
    book: str = ""
    version: str = ""
    arguments: tuple[Any, ...] = ()


def escape(text: str) -> str:
    """A text without separators."""
    return text.translate(_ESCAPE)


def plain(text: str) -> str:
    """The text that `escape` was given."""
    head, *parts = text.split("\\")
    found = [head]
    parts_left = iter(parts)
    for part in parts_left:
        if part:
            found.append(_PLAIN.get(part[0], "\\" + part[0]) + part[1:])
        else:  # a backslash of the text itself; what follows it is plain
            found.append("\\" + next(parts_left, ""))
    return "".join(found)


def write_cell(value: Any) -> str:
    """One cell."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "b1" if value else "b0"
    if isinstance(value, CellError):
        return f"e{value.number}"
    if isinstance(value, (int, float)):
        return f"n{value!r}"
    return "t" + escape(str(value))


def read_cell(text: str) -> Any:
    """What write_cell was given; blank is None. Raises Unintelligible."""
    kind, rest = text[:1], text[1:]
    try:
        if kind == "":
            return None
        if kind == "n":
            return float(rest)
        if kind == "t":
            return plain(rest)
        if kind == "b":
            return {"1": True, "0": False}[rest]
        if kind == "e":
            return _ERRORS.get(int(rest), CellError.VALUE)
    except (ValueError, KeyError):
        pass
    raise Unintelligible(f"{text[:40]!r} is not a cell.")


def write_value(value: Any) -> str:
    """A scalar or rows of cells."""
    if isinstance(value, (list, tuple)):
        return ROW.join(CELL.join(write_cell(c) for c in row) for row in value)
    return write_cell(value)


def read_value(line: str) -> Any:
    """A scalar, or a list of rows. A range of one cell reads as a scalar."""
    if CELL in line or ROW in line:
        return [[read_cell(c) for c in row.split(CELL)] for row in line.split(ROW)]
    return read_cell(line)


def write_request(request: Request) -> str:
    """A request as text."""
    header = CELL.join(escape(part) for part in (request.kind, request.name, request.book, request.version))
    return LINE.join([header, *(write_value(a) for a in request.arguments)])


def read_request(text: str) -> Request:
    """A request from text. Raises Unintelligible."""
    if len(text) > MOST_CHARACTERS:
        raise Unintelligible(f"The request is longer than {MOST_CHARACTERS:,} characters.")
    header, *arguments = text.split(LINE)
    parts = [plain(p) for p in header.split(CELL)]
    if len(parts) != 4:
        raise Unintelligible("The first line has four parts: kind, name, workbook, version.")
    kind, name, book, version = parts
    return Request(kind, name, book, version, tuple(read_value(a) for a in arguments))


def write_reply(state: str, *values: Any) -> str:
    """A reply as text."""
    return LINE.join([state, *(write_value(v) for v in values)])


def read_reply(text: str) -> tuple[str, Sequence[Any]]:
    """(state, values) of a reply."""
    state, *values = text.split(LINE)
    return state, [read_value(v) for v in values]
