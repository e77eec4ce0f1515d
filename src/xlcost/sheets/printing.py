"""What of a long list is printed: its head.

The lists of value entries and G/L entries behind the reports are data to follow and to filter on the screen: on a large ledger
they would be thousands of pages. A list of more than PRINTED_ROWS rows has its head as print area, and the head says so;
all rows are in the sheet. Reports, and shorter lists, are printed in full.
"""

from __future__ import annotations

PRINTED_ROWS = 300  # about seven pages
SCREEN_ONLY = "Head printed, rows on screen"


def is_screen_only(rows: int) -> bool:
    """Whether a list of so many rows is read on screen."""
    return rows > PRINTED_ROWS


def with_note(options: str) -> str:
    """The options line of a list of which the head is printed."""
    return f"{SCREEN_ONLY} · {options}" if options else SCREEN_ONLY


__all__ = ["PRINTED_ROWS", "SCREEN_ONLY", "is_screen_only", "with_note"]
