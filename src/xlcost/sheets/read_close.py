"""A month-end pack read back: what was reported, from the workbook alone (goals.md N3).

The figures come from the printed lines of Inventory Valuation and Inventory Valuation - WIP, the entries behind them
from Reported Entries (of a large pack from Value Entries), period and mode from Evidence. Columns are found by their captions, so a pack in
your own template can be read while it keeps them. The fingerprint on Evidence tells whether entries were changed since.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from xlcost.ledger.schema import Column, normal
from xlcost.ledger.tables import find_table
from xlcost.money import Array, from_double, to_ticks
from xlcost.problems import XlcostError
from xlcost.sheets.cells import ColumnReader
from xlcost.sheets.guard import Inspection, inspect
from xlcost.sheets.read import Workbook
from xlcost.views.reported import AMOUNTS, EXPECTED, EXPECTED_POSTED, POSTED, VALUE, WIP, WIP_POSTED, Figure, Reported, fingerprint

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_STOCK = (VALUE, EXPECTED, POSTED, EXPECTED_POSTED)
_TEXTS = ("Order No.", "Document No.", "Entry Type", "Item Ledger Entry Type")
_SECOND = "Expected Cost Included"

def is_close(path: str | os.PathLike[str]) -> bool:
    """Whether a file is a month-end pack (and not a ledger)."""
    place = Path(path)
    if place.is_dir() or place.suffix.casefold() not in (".xlsx", ".xlsm") or not place.exists():
        return False
    titles = {sheet.title for sheet in inspect(place).parts.sheets}
    return {"Evidence", "Inventory Valuation"} <= titles and bool({"Reported Entries", "Value Entries"} & titles)


def read_close(path: str | os.PathLike[str]) -> Reported:
    """What a month-end pack reported; CLOSE_UNREADABLE when sheets, captions or cached values are missing, and the errors of the guard."""
    place = Path(path)
    pack = _Pack(place, inspect(place), Workbook(place))
    facts = pack.facts()
    first, last = _period(pack, facts.get("Period", ""))
    clean = "mode clean" in facts.get("Options", "")
    warnings: list[str] = []
    entries = _entries(pack)
    printed, groups = _printed_items(pack, clean, warnings)
    printed_orders = _printed_orders(pack)
    found = fingerprint([entries.numbers, entries.days, entries.items, *(entries.amounts[f] for f in _STOCK)])
    if facts.get("Value entries behind the figures", "").replace(" ", "") != found:
        warnings.append(f"The entries on the sheet {_title(pack)} are not those of the close: its fingerprint on Evidence differs.")
    amounts = _of_stock(entries, printed)
    sums = {f: _sums(entries.items, amounts[f]) for f in _STOCK}
    for figure in (EXPECTED, EXPECTED_POSTED):  # a line without its second line prints no expected cost
        for item in printed[VALUE]:
            printed[figure].setdefault(item, sums[figure].get(item, 0))
    amounts |= {figure: entries.amounts[figure] for figure in (WIP, WIP_POSTED)}
    return Reported(
        last,
        first,
        clean,
        entries.numbers,
        amounts,
        {**entries.texts, "Item No.": entries.items},
        entries.days,
        {**printed, **printed_orders},
        groups,
        entries.numbers,
        int(facts.get("Last Value Entry No.", "0") or 0) or int(entries.numbers.max(initial=0)),
        place.name,
        tuple(warnings),
        partial=True,
    )


@dataclass(frozen=True)
class _Pack:
    path: Path
    inspection: Inspection
    workbook: Workbook

    def has(self, title: str) -> bool:
        return any(sheet.title == title for sheet in self.inspection.parts.sheets)

    def fails(self, what: str, where: str) -> XlcostError:
        return XlcostError(
            "CLOSE_UNREADABLE",
            what,
            where=f"{self.path.name}, {where}",
            rule="A month-end pack is compared through its printed figures and the entries behind them.",
            remedy="Give the pack as xlcost wrote it (saved by Excel is fine), or the ledger as it was at the close.",
        )

    def rows(self, title: str) -> Iterator[list[Any]]:
        if not self.has(title):
            raise self.fails(f"There is no sheet {title!r}.", title)
        return self.workbook.sheet(title)[1]

    def table(self, title: str, captions: Sequence[str]) -> tuple[list[list[int]], Iterator[list[Any]]]:
        """Positions of the columns of each caption in the header row, and the rows below it."""
        rows = self.rows(title)
        for _ in range(20):
            row = next(rows, None)
            if row is None:
                break
            heads = [normal(str(v)) if isinstance(v, str) else "" for v in row]
            places = [[i for i, h in enumerate(heads) if h == normal(c)] for c in captions]
            if all(places):
                return places, rows
        raise self.fails(f"No row among the first 20 has the captions {', '.join(captions)}.", title)

    def facts(self) -> dict[str, str]:
        """The facts on Evidence: text beside text."""
        found: dict[str, str] = {}
        for row in self.rows("Evidence"):
            cells = [v for v in row if v not in ("", None)]
            if len(cells) == 2 and isinstance(cells[0], str):
                found.setdefault(cells[0], str(cells[1]))
        return found


def _period(pack: _Pack, text: str) -> tuple[int, int]:
    days = [
        dt.date(int(year), _MONTHS.index(month) + 1, int(day)).toordinal()
        for day, month, year in re.findall(r"(\d\d) ([A-Z][a-z]{2}) (\d{4})", text)
        if month in _MONTHS
    ]
    if len(days) != 2:
        raise pack.fails(f"The period {text!r} is not readable.", "Evidence")
    return days[0], days[1]


@dataclass(frozen=True)
class _Entries:
    """Entry rows by number ascending."""

    numbers: Array
    items: Array
    days: Array
    texts: dict[str, Array]
    amounts: dict[Figure, Array]


def _title(pack: _Pack) -> str:
    return "Reported Entries" if pack.has("Reported Entries") else "Value Entries"


def _entries(pack: _Pack) -> _Entries:
    columns = dict(zip(AMOUNTS, _STOCK, strict=True)) | {WIP.name: WIP, WIP_POSTED.name: WIP_POSTED}
    return _read(pack, _title(pack), ("Item No.", "Entry No.", "Posting Date", *_TEXTS, *columns), columns)


def _read(pack: _Pack, title: str, captions: Sequence[str], amounts: dict[str, Figure]) -> _Entries:
    places, rows = pack.table(title, captions)
    at = [p[0] for p in places]
    kept = [cells for row in rows if (cells := [row[i] if i < len(row) else "" for i in at])[1] not in ("", None)]
    table = find_table("Value Entry")
    assert table is not None
    columns: dict[str, Array] = {}
    for caption, values in zip(captions, zip(*kept, strict=True) if kept else ([] for _ in captions), strict=True):
        column = table.by_caption.get(caption) or table.by_caption["Cost Amount (Actual)"]
        columns[caption] = _column(pack, title, caption, column, list(values))
    order = np.argsort(columns["Entry No."], kind="stable")
    if len(np.unique(columns["Entry No."])) != len(order):
        raise pack.fails("An entry number stands twice.", title)
    sorted_columns = {c: v[order] for c, v in columns.items()}
    texts = {c: sorted_columns[c] for c in _TEXTS if c in sorted_columns}
    return _Entries(
        sorted_columns["Entry No."],
        sorted_columns[captions[0]],
        sorted_columns["Posting Date"],
        texts,
        {figure: sorted_columns[caption] for caption, figure in amounts.items()},
    )


def _column(pack: _Pack, title: str, caption: str, column: Column, values: list[Any]) -> Array:
    if column.option is not None or caption in ("Item No.", "Order No.", "Document No."):
        return np.array([_code(v) for v in values], dtype=object)
    reader = ColumnReader(column, pack.inspection.parts.date_1904)
    reader.feed(values)
    if reader.defects:
        raise pack.fails(f"A cell of {caption}: {reader.defects[0][2]}", title)
    return reader.array()


def _code(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _of_stock(entries: _Entries, printed: dict[Figure, dict[str, int]]) -> dict[Figure, Array]:
    """What the entries add to Inventory Valuation: nothing where their item is not of it (no line, yet a value)."""
    plain = {f: entries.amounts[f] for f in _STOCK}
    values = {f: _sums(entries.items, plain[f]) for f in (VALUE, EXPECTED)}
    outside = {item for found in values.values() for item, ticks in found.items() if ticks and item not in printed[VALUE]} | {""}
    inside = np.array([item not in outside for item in entries.items.tolist()], dtype=np.bool_)
    return {f: np.where(inside, column, 0) for f, column in plain.items()}


def _sums(keys: Array, amounts: Array) -> dict[str, int]:
    found: dict[str, int] = {}
    for key, ticks in zip(keys.tolist(), amounts.tolist(), strict=True):
        found[key] = found.get(key, 0) + ticks
    return found


def _printed_items(pack: _Pack, clean: bool, warnings: list[str]) -> tuple[dict[Figure, dict[str, int]], dict[str, str]]:
    title = "Inventory Valuation"
    places, rows = pack.table(title, ("Item No.", "Description", "Quantity", "Value", "Cost Posted to G/L"))
    item_at, text_at, quantity_at, posted_at = places[0][0], places[1][0], places[2][0], places[4][0]
    values_at = places[3]
    if len(values_at) != 4:
        raise pack.fails(f"{len(values_at)} columns are headed Value; the report has four.", title)
    printed: dict[Figure, dict[str, int]] = {f: {} for f in _STOCK}
    groups: dict[str, str] = {}
    group = item = ""
    actual = posted = 0
    for row in rows:
        name, text = _code(_at(row, item_at)), _at(row, text_at)
        second = not name and text == _SECOND and item
        if name and _at(row, quantity_at) in ("", None):
            group, item = (name if _at(row, values_at[3]) in ("", None) else group), ""
            continue
        if not second and not name:
            item = item if text else ""
            continue
        opening, up, down, ending = (_ticks(pack, title, _at(row, i), name or item) for i in values_at)
        if opening + up - down != ending:
            warnings.append(f"Inventory Valuation, item {name or item}: the ending value is not opening + increases - decreases.")
        paid = _ticks(pack, title, _at(row, posted_at), name or item)
        if second:
            _add(printed[EXPECTED], item, ending - actual)
            _add(printed[EXPECTED_POSTED], item, paid - posted)
            continue
        item, actual, posted = name, ending, paid
        groups[item] = group
        _add(printed[VALUE], item, actual)
        _add(printed[POSTED], item, posted)
    return printed, {} if clean else groups


def _add(found: dict[str, int], key: str, ticks: int) -> None:
    found[key] = found.get(key, 0) + ticks


def _printed_orders(pack: _Pack) -> dict[Figure, dict[str, int]]:
    found: dict[Figure, dict[str, int]] = {WIP: {}, WIP_POSTED: {}}
    title = "Inventory Valuation - WIP"
    if not pack.has(title):
        return found
    places, rows = pack.table(title, ("No.", "Output", "Cost Posted to G/L"))
    no_at, output_at, posted_at = (p[0] for p in places)
    for row in rows:
        no = _code(_at(row, no_at))
        if no and _at(row, output_at) not in ("", None):
            _add(found[WIP], no, _ticks(pack, title, _at(row, output_at + 1), no))
            _add(found[WIP_POSTED], no, _ticks(pack, title, _at(row, posted_at), no))
    return found


def _at(row: list[Any], place: int) -> Any:
    return row[place] if place < len(row) else ""


def _ticks(pack: _Pack, title: str, value: Any, line: str) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise pack.fails(f"The line {line} has no number where an amount belongs ({value!r}).", title)
    return to_ticks(from_double(float(value)))
