"""Named slots: how a template says where things go (sheet-scoped defined names), and cell addresses.

The filler looks for names, never for cells. `xlc_detail` on row 9 means: every detail line looks like row 9;
`xlc_col_item_no` on B7 means: the item numbers stand in column B and their caption in B7.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

PREFIX = "xlc_"
TEMPLATE = "xlc_template"  # ="inventory-valuation": which kind of page the sheet is for
COLUMN = "xlc_col_"
KIND = "xlc_kind_"

HEAD_TEXTS = ("xlc_company", "xlc_title", "xlc_message", "xlc_options", "xlc_run", "xlc_nav")
REPORT_REQUIRED = ("xlc_header", "xlc_detail", "xlc_total")
COVER_REQUIRED = ("xlc_verdict", "xlc_tie")

STATE_SLOTS = {"ties": "xlc_ties", "explained": "xlc_explained", "open": "xlc_open", "na": "xlc_na"}
SIGNS = {"ties": "●", "explained": "▲", "open": "■", "na": "○"}
WORDS = {"ties": "● Ties", "explained": "▲ Explained", "open": "■ Open", "na": "○ Not applicable"}
STATE_OF_SIGN = {sign: state for state, sign in SIGNS.items()}

_SPAN = re.compile(r"^(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?$")


@dataclass(frozen=True, slots=True)
class Span:
    """A block of cells on one sheet, 1-based and inclusive."""

    row: int
    column: int
    last_row: int
    last_column: int


@cache
def letters(column: int) -> str:
    """1 -> A, 27 -> AA."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def number(text: str) -> int:
    """A -> 1, AA -> 27."""
    value = 0
    for char in text:
        value = value * 26 + ord(char) - 64
    return value


def split_address(address: str) -> tuple[int, int]:
    """B9 -> (9, 2)."""
    cut = next(i for i, char in enumerate(address) if char.isdigit())
    return int(address[cut:]), number(address[:cut])


def address(row: int, column: int) -> str:
    """(9, 2) -> B9."""
    return f"{letters(column)}{row}"


def quoted(sheet: str) -> str:
    """A sheet's title as it stands in a reference."""
    doubled = sheet.replace("'", "''")
    return f"'{doubled}'"


def parse_span(text: str) -> tuple[str, Span] | None:
    """(sheet, block) of a defined name; None when it is a constant, broken (#REF!), or no plain block."""
    found = _SPAN.match(text.strip().lstrip("="))
    if found is None:
        return None
    sheet = (found[1] or found[2]).replace("''", "'")
    row, column = int(found[4]), number(found[3])
    if found[5] is None:
        return sheet, Span(row, column, row, column)
    last_row, last_column = int(found[6]), number(found[5])
    return sheet, Span(min(row, last_row), min(column, last_column), max(row, last_row), max(column, last_column))


def slug(text: str) -> str:
    """A name in snake case: 'entry no.' -> entry_no, 'Yes/No' -> yes_no."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


def print_titles(text: str, title: str, rows: int) -> str:
    """The repeated rows and columns of a template's sheet for a filled one; `rows` > 0 repeats only the first so many rows."""
    places = [part.rsplit("!", 1)[-1] for part in text.split(",")]
    if rows:
        places = [re.sub(r"^\$1:\$\d+$", f"$1:${rows}", place) for place in places]
    return ",".join(f"{quoted(title)}!{place}" for place in places)
