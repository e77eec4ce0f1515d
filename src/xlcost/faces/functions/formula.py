"""What a cell asks: the worksheet function in its formula, with the arguments that the workbook holds, for the button Why.

`=XLC_VALUE(A4,"2026-10-31",$B$1)` of Excel and `=ORG.XLCOST.FUNCTIONS.XLC_VALUE(A4;"2026-10-31";$Sheet1.$B$1)` of Calc are
read the same. Arguments are texts, numbers, TRUE and FALSE, DATE(year, month, day), cells and ranges; a formula or a name in the
place of an argument is not computed here.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from xlcost.faces.functions.cell_values import CellError
from xlcost.faces.functions.table import BY_NAME
from xlcost.faces.host.port import CellValue, Host, HostRefused
from xlcost.sheets.workbook_parts import column_number

_CALL = re.compile(r"\bXLC[_.]([A-Z]+)\(", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?\d+(\.\d*)?(E[-+]?\d+)?", re.IGNORECASE)
_DATE = re.compile(r"DATE\(\s*(\d+)\s*[,;]\s*(\d+)\s*[,;]\s*(\d+)\s*\)", re.IGNORECASE)
_PLACE = re.compile(r"(?:\$?(?:'((?:[^']|'')+)'|([^'!.\s]+))[!.])?\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?", re.IGNORECASE)


def question(host: Host, title: str, formula: str) -> tuple[str, list[Any]] | None:
    """(function, arguments) of the first worksheet function of ours in a formula; None without one.

    HostRefused H17 where an argument cannot be read from the workbook.
    """
    call = _CALL.search(formula)
    name = f"XLC_{call[1].upper()}" if call else ""
    if call is None or name not in BY_NAME:
        return None
    return name, [_value(host, title, word, name) for word in _words(formula[call.end() :])]


def _words(rest: str) -> list[str]:
    """The arguments as written, up to the parenthesis that closes the call."""
    found, depth, quoted, start = [], 0, "", 0
    for place, sign in enumerate(rest):
        if quoted:
            quoted = "" if sign == quoted else quoted
        elif sign in "\"'":
            quoted = sign
        elif sign in "([{":
            depth += 1
        elif depth and sign in ")]}":
            depth -= 1
        elif not depth and sign in ",;)":
            found.append(rest[start:place].strip())
            start = place + 1
            if sign == ")":
                break
    return found if found != [""] else []


def _value(host: Host, title: str, word: str, name: str) -> Any:
    """An argument as a cell hands it over."""
    if not word:
        return None
    if len(word) > 1 and word[0] == word[-1] == '"':
        return word[1:-1].replace('""', '"')
    if word.upper().removesuffix("()") in ("TRUE", "FALSE"):
        return word[0] in "Tt"
    if _NUMBER.fullmatch(word):
        return float(word)
    if date := _DATE.fullmatch(word):
        try:
            return dt.date(*(int(part) for part in date.groups()))
        except ValueError:
            return CellError.VALUE
    if place := _PLACE.fullmatch(word):
        return _cells(host, title, place)
    raise HostRefused(
        "H17", f"Why cannot read the argument {word} of {name}.", where=title, rule="Why reads values, dates, cells and ranges, no names and formulas.",
        remedy="Put the argument into a cell, refer to that cell, and press Why again.",
    )  # fmt: skip


def _cells(host: Host, title: str, place: re.Match[str]) -> Any:
    quoted, plain, left, top, right, bottom = place.groups()
    sheet = (quoted or "").replace("''", "'") or plain or title
    wanted = next((t for t in host.titles() if t.casefold() == sheet.casefold()), None)
    if wanted is None:
        return CellError.REF
    row, column = int(top), column_number(left.upper())
    rows = int(bottom) - row + 1 if bottom else 1
    columns = column_number(right.upper()) - column + 1 if right else 1
    block = [[_cell(v) for v in line] for line in host.read_range(wanted, row, column, rows, columns)]
    return block if bottom else block[0][0]


def _cell(value: CellValue) -> Any:
    return (CellError.of_text(value) or value) if isinstance(value, str) else value
