"""Rows of a long list as XML, column by column: a million rows of twenty cells in some twenty seconds, in little memory.

A column is turned into cells some thousand rows at a time. Values that repeat (dates, codes, texts) are formatted
once and looked up; figures in ticks are split into whole units and fraction by numpy, and only the fractions, of
which there are few, are formatted. The cell of row 8 is `<c r="C` + `8` + what follows; only the row number differs
between equal values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from xlcost.money import TICKS
from xlcost.sheets.cells_out import RISKY, content, inline, plain_number
from xlcost.sheets.formats import EPOCH

CHUNK = 4000
REMEMBERED = 50_000  # different values of a column whose cells are kept; beyond, cells are made anew
MOST_WHOLE = 10**10  # with five decimals more does not fit 15 digits

ColumnWriter = Callable[[Sequence[str], Any], list[str]]  # (row numbers, block of values) -> cells


class _Made(dict[Any, str]):
    """Value -> text, made on first use and kept while there are few."""

    def __init__(self, make: Callable[[Any], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, value: Any) -> str:
        text = self._make(value)
        if len(self) < REMEMBERED:
            self[value] = text
        return text


def _fraction(rest: int) -> str:
    return f".{rest:05d}".rstrip("0") if rest else ""


_FRACTIONS = _Made(_fraction)


def tick_text(ticks: int) -> str:
    """Ticks as a plain decimal number."""
    whole, rest = divmod(abs(ticks), TICKS)
    text = ("-" if ticks < 0 else "") + str(whole) + _FRACTIONS[rest]
    return text if whole < MOST_WHOLE else plain_number(Decimal(ticks) / TICKS)


def writer(column: str, style: int | None, risky: int, storage: str, kind: str, values: Any) -> ColumnWriter:
    """The writer of a column of values, of ticks, or of days; `risky` is the style of texts that look like formulas."""
    opening = f'<c r="{column}'
    attribute = "" if style is None else f' s="{style}"'
    if storage == "ticks" and kind != "percent":
        return _ticks_writer(opening, attribute)
    if storage == "values" and getattr(values, "dtype", None) is not None and values.dtype.kind == "i" and kind != "percent":
        return lambda numbers, block: [f'{opening}{n}"{attribute}><v>{v}</v></c>' for n, v in zip(numbers, block.tolist(), strict=True)]
    if storage == "values":
        cells = _Made(lambda value: _value(value, attribute, risky, kind))
    else:
        figure = _share if storage == "ticks" else _day
        cells = _Made(lambda value: _number(figure(value), attribute))

    def write(numbers: Sequence[str], block: Any) -> list[str]:
        if getattr(block, "strides", None) == (0,):  # one value in every row
            cell = cells[block[:1].tolist()[0]]
            return [f"{opening}{n}{cell}" for n in numbers]
        listed = block.tolist() if hasattr(block, "tolist") else block
        return [f"{opening}{n}{cells[v]}" for n, v in zip(numbers, listed, strict=True)]

    return write


def _ticks_writer(opening: str, attribute: str) -> ColumnWriter:
    def write(numbers: Sequence[str], block: Any) -> list[str]:
        ticks = np.asarray(block, dtype=np.int64)
        if ticks.strides == (0,) and len(ticks):  # one figure in every row
            cell = f'"{attribute}><v>{tick_text(int(ticks[0]))}</v></c>'
            return [f"{opening}{n}{cell}" for n in numbers]
        size = np.abs(ticks)
        if len(ticks) and int(size.max()) >= MOST_WHOLE * TICKS:
            return [f'{opening}{n}"{attribute}><v>{tick_text(v)}</v></c>' for n, v in zip(numbers, ticks.tolist(), strict=True)]
        whole, rest = np.divmod(size, TICKS)
        signs = np.where(ticks < 0, "-", "").tolist()
        parts = zip(numbers, signs, whole.tolist(), rest.tolist(), strict=True)
        return [f'{opening}{n}"{attribute}><v>{sign}{w}{_FRACTIONS[r]}</v></c>' for n, sign, w, r in parts]

    return write


def _share(ticks: int) -> str:
    return plain_number(Decimal(int(ticks)) / (TICKS * 100))


def _day(day: int) -> str:
    days = int(day) - EPOCH
    return "" if not day else str(days if days > 60 else days - 1)


def _number(text: str, attribute: str) -> str:
    return f'"{attribute}><v>{text}</v></c>' if text else f'"{attribute}/>'


def _value(value: Any, attribute: str, risky: int, kind: str) -> str:
    if isinstance(value, str):
        if not value:
            return f'"{attribute}/>'
        if value.isalnum() and len(value) < 1000:  # nothing to escape, keep or mark
            return f'"{attribute} t="inlineStr"><is><t>{value}</t></is></c>'
        style = f' s="{risky}"' if value[0] in RISKY else attribute
        return f'"{style} t="inlineStr">{inline(value)}</c>'
    if isinstance(value, bool):
        return f'"{attribute} t="inlineStr">{inline("Yes" if value else "No")}</c>'
    if kind == "percent" and value is not None:
        value = Decimal(str(value)) / 100
    type_of, inner = content(value)
    return f'"{attribute}{type_of}>{inner}</c>' if inner else f'"{attribute}/>'


def rows_xml(writers: Sequence[ColumnWriter], values: Sequence[Any], count: int, first: int, total: bytes) -> Iterator[bytes]:
    """The rows from row `first` on, then the total row. An Excel table needs a row: an empty list gets one blank row."""
    for start in range(0, count, CHUNK):
        stop = min(start + CHUNK, count)
        numbers = [str(n) for n in range(first + start, first + stop)]
        parts = [write(numbers, column[start:stop]) for write, column in zip(writers, values, strict=True)]
        rows = [f'<row r="{n}">{"".join(line)}</row>' for n, line in zip(numbers, zip(*parts, strict=True), strict=True)]
        yield "".join(rows).encode()
    if not count:
        yield f'<row r="{first}"/>'.encode()
    if total:
        yield total
