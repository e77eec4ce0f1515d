"""Sheets of ours that are plain lists: XLC Options, XLC Messages, XLC Log, XLC Settings. Found by role, not by title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlcost.faces.host.port import CellValue, Host, Visibility


@dataclass(frozen=True, slots=True)
class HouseSheet:
    """A list of ours: role, title, what it is for, captions, column widths."""

    role: str
    title: str
    purpose: str
    captions: tuple[str, ...]
    widths: tuple[float, ...]

    HEAD = 4  # row of the captions


OPTIONS = HouseSheet(
    "options", "XLC Options", "What the commands are told. A blank value is the default; change a value and press the button again.",
    ("Command", "Option", "Value", "Allowed values", "Meaning"), (30, 32, 22, 34, 60),
)  # fmt: skip
MESSAGES = HouseSheet(
    "messages", "XLC Messages", "What the last run found. The blue cells lead to the place.",
    ("Severity", "Code", "Where", "What is there", "Rule", "What to do"), (10, 22, 30, 60, 50, 60),
)  # fmt: skip
LOG = HouseSheet(
    "log", "XLC Log", "Every run in this workbook, the last one first.",
    ("Run", "Started", "User", "Command", "Options", "Result", "Rows changed", "Seconds", "Ledger", "Version"),
    (10, 20, 14, 30, 50, 60, 14, 10, 14, 10),
)  # fmt: skip
SETTINGS = HouseSheet(
    "settings", "XLC Settings", "Settings of this workbook. How Python is started is set with the add-in, never here.",
    ("Setting", "Value", "Allowed values", "Meaning"), (24, 22, 30, 70),
)  # fmt: skip


def ensure(host: Host, sheet: HouseSheet) -> str:
    """The title of the sheet, which is made when it is not there."""
    found = host.roles().get(sheet.role)
    if found is not None:
        return found
    taken = {t.casefold() for t in host.titles()}
    title = next(t for n in range(1, 1000) if (t := sheet.title + (f" {n}" if n > 1 else "")).casefold() not in taken)
    host.add_sheet(title)
    host.set_role(title, sheet.role)
    host.write(title, 1, 1, [[sheet.title], [sheet.purpose]], ["@"])
    host.write(title, sheet.HEAD, 1, [list(sheet.captions)], ["@"] * len(sheet.captions))
    host.dress(title, sheet.widths, sheet.HEAD)
    return title


def lines_of(host: Host, sheet: HouseSheet) -> list[list[CellValue]]:
    """The lines below the captions; empty when the sheet is not there."""
    title = host.roles().get(sheet.role)
    if title is None:
        return []
    state = host.state(title)
    count = state.rows - sheet.HEAD
    return host.read_range(title, sheet.HEAD + 1, 1, count, len(sheet.captions)) if count > 0 else []


def replace_lines(host: Host, sheet: HouseSheet, lines: Sequence[Sequence[CellValue]], formats: Sequence[str | None]) -> str:
    """Other lines in place of those that are there."""
    title = ensure(host, sheet)
    old, width = len(lines_of(host, sheet)), len(sheet.captions)
    rest: list[list[CellValue]] = [[None] * width for _ in range(max(old - len(lines), 0))]
    block = [*lines, *rest]
    if block:
        host.write(title, sheet.HEAD + 1, 1, block, formats)
    return title


def show(host: Host, title: str, row: int = 1, column: int = 1) -> None:
    """Bring a sheet to the front, unhidden if need be."""
    state = host.state(title)
    if state.visibility is not Visibility.VISIBLE:
        host.show_sheet(title, Visibility.VISIBLE)
    host.select(title, row, column)
