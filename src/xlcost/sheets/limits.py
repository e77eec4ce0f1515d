"""How large an input may be: above every honest ledger, below what would take the machine down."""

from __future__ import annotations

from dataclasses import dataclass

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
MAX_TEXT = 32_767
HEADER_ROWS = 20  # captions stand in one of the first rows (interface.md 1)
SHOWN_DEFECTS = 50  # defects listed one by one, per column and code


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of the guard; sizes in bytes."""

    file_size: int = 300 << 20
    parts: int = 4_000
    part_size: int = 2 << 30
    total_size: int = 4 << 30
    ratio: int = 200  # unpacked : packed, for parts above `ratio_from`
    ratio_from: int = 50 << 20
    small_part: int = 64 << 20  # parts that are read as a whole (workbook, relations, tables)
    area: int = 40_000_000  # cells in the rectangle around a sheet's values, empty ones included


LIMITS = Limits()
