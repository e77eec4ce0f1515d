"""Entry sheets: behind every amount of a report the value entries that add up to it, ending on that amount (look.md 9).

A report says for each amount which value entries it is made of (views.behind). Here they are listed once, in the order
of the report: item after item, figure after figure, each block closing on the figure of the report. The link on the
amount leads to the block, `‹ Back to` leads to the report again.

Worked example: item TOUR-7, As of 30 Sep 2026 25,754.00, increases 16,952.00, decreases 29,340.00 and ending 13,366.00 are three blocks
of entries with the sums 25,754.00, 16,952.00 and -29,340.00 (entries keep the sign of the ledger), and a line 13,366.00 under them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from xlcost.ledger import Ledger
from xlcost.reports.grid import Block, Grid, GridColumn, Line, Page, Rank
from xlcost.reports.pack.common import ZERO, count
from xlcost.reports.pack.drill_columns import DRILLS, FIELDS, MOST_LINES, Drill, ValueEntries


@dataclass(frozen=True, slots=True)
class _Figure:
    """One block: a figure of the report with its entries."""

    caption: str
    anchor: str
    amount: Decimal  # with the sign of the ledger
    entries: Mapping[int, Decimal]
    second: Mapping[int, Decimal]
    second_amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class _Unit:
    """The blocks of one line (or group) of the report, and the figure they add up to."""

    label: str
    description: str
    anchor: str
    figures: Sequence[_Figure]
    closing: str
    amount: Decimal | None
    second: Decimal | None
    posted: Mapping[int, Decimal]
    posted_amount: Decimal | None


@dataclass(frozen=True)
class EntrySheet:
    """The entry sheet of one report and the report's lines with their links."""

    page: Page
    lines: Sequence[Line]


def entry_sheet(
    grid: Grid,
    lines: Sequence[Line],
    columns: Sequence[GridColumn],
    ledger: Ledger,
    options: str,
    *,
    sheet: str,
    came_from: Sequence[str] = (),
    named: frozenset[int] = frozenset(),
    rest: Sequence[int] = (),
) -> EntrySheet | None:
    """The entry sheet of a report; None when it has no entries to show or too many.

    `lines` and `columns` are those of the report's page. `named` entries get an anchor `entry_<number>` of their own.
    `rest` are further entries that no figure holds; they stand at the end.
    """
    drill = DRILLS.get(grid.name)
    if drill is None:
        return None
    entries = ValueEntries(ledger)
    units: list[_Unit] = []
    total = len(rest)
    for unit in _units(drill, lines, {c.key: c for c in columns}, entries):
        units.append(unit)
        total += sum(len(f.entries) for f in unit.figures)
        if total > MOST_LINES:
            return None  # what stands behind the other figures is not looked for
    if not total:
        return None
    found: list[Line] = []
    seen: set[int] = set()
    for unit in units:
        found += _unit_lines(unit, drill, entries, named, seen)
    if rest:
        found += _rest_lines(rest, entries, named)
    found.append(_total_line(units, drill))
    message = f"{count(total, 'value entry', 'value entries')} stand behind the amounts of {grid.name}; each block ends on the amount of the report."
    closed = frozenset(unit.label for unit in units if _closes(unit))
    page = Page(
        drill.sheet,
        "entries",
        f"Value entries behind {grid.title}",
        message,
        f"{options} · entries carry the sign of the ledger",
        (Block("", _columns(drill), found),),
        slots={"open": True, "nav": drill.sheet if drill.expected else ""},  # the cover leads to one list of entries
        came_from=(*came_from, sheet) if sheet not in came_from else came_from,
    )
    return EntrySheet(page, [_linked(line, drill, unit, closed) for line, unit in _with_units(drill, lines)])


def _columns(drill: Drill) -> list[GridColumn]:
    found = [GridColumn("group", "Figure of", "code"), GridColumn("figure", "Figure", "code")]
    found += [GridColumn(k, c, kind) for k, c, kind in FIELDS if not (k == "item_no" and drill.label == "item_no")]
    found.append(GridColumn("amount", "Amount", "amount", sums=True))
    if drill.expected:
        found.append(GridColumn("with_expected", "Expected Cost Included", "amount", sums=True))
    if drill.posted:
        found.append(GridColumn("posted", "Cost Posted to G/L", "amount", sums=True))
    return [*found, GridColumn("status", "", "status")]


def _parts(line: Line, key: str, values: ValueEntries) -> dict[int, Decimal]:
    """Entry number -> what it contributes to the cell."""
    behind = line.entries.get(key)
    if behind is None:
        return {}
    parts = getattr(behind, "parts", None) or [values.actual(n) for n in behind]
    found: dict[int, Decimal] = {}
    for number, part in zip(behind, parts, strict=True):
        found[number] = found.get(number, ZERO) + part
    return found


def _with_units(drill: Drill, lines: Sequence[Line]) -> list[tuple[Line, str]]:
    """Each line with the label of its unit."""
    return [(line, str(line.group if drill.grouped else line.cells.get(drill.label) or line.group)) for line in _labelled(drill, lines)]


def _labelled(drill: Drill, lines: Sequence[Line]) -> list[Line]:
    """Second lines carry the label of their detail line (as group) so that they find their unit."""
    if drill.grouped:
        return list(lines)
    label, found = "", []
    for line in lines:
        if line.rank is Rank.DETAIL:
            label = str(line.cells.get(drill.label) or "")
            found.append(replace(line, group=label))
        elif line.rank is Rank.SECOND:
            found.append(replace(line, group=label))
        else:
            found.append(line)
    return found


def anchor_of(unit: str, key: str) -> str:
    """Name of a block: unit and figure."""
    return f"{unit}_{key}"


def _figure_key(drill: Drill, line: Line, key: str) -> str:
    if not drill.grouped:
        return key
    own = line.cells.get("item_ledger_entry_no") or line.cells.get("entry_type") or ""
    return f"{line.cells.get('document_no') or ''}{own}"


def _caption(drill: Drill, line: Line, column: GridColumn | None) -> str:
    if drill.grouped:
        parts = (line.cells.get("document_no"), line.cells.get("item_ledger_entry_no") or line.cells.get("entry_type"))
        return " ".join(str(p) for p in parts if p)
    if column is None:
        return ""
    dated = column.band.startswith(("As of", "Increases", "Decreases")) and column.caption in ("Value", "WIP")
    return column.band if dated else column.caption.replace("\n", " ").replace(".. ", "..")


def _units(drill: Drill, lines: Sequence[Line], columns: Mapping[str, GridColumn], values: ValueEntries) -> Iterator[_Unit]:
    """The units of a report one after the other, so that whoever has seen enough can stop."""
    seconds = {line.group: line for line in _labelled(drill, lines) if line.rank is Rank.SECOND}
    if drill.grouped:
        yield from _grouped_units(drill, lines, columns, values)
        return
    for line in _labelled(drill, lines):
        if line.rank is not Rank.DETAIL or not line.entries:
            continue
        second = seconds.get(line.group)
        figures = []
        for key in drill.parts:
            sign = -1 if key in drill.turned else 1
            entries = {n: sign * p for n, p in _parts(line, key, values).items()}
            more = {n: sign * p for n, p in _parts(second, key, values).items()} if second is not None else {}
            if not entries and not more:
                continue
            amount = sign * (line.cells.get(key) or ZERO)
            if sum(entries.values(), ZERO) != amount:
                continue  # the report cannot say which entries these are; no link rather than a wrong one
            beyond = sign * (second.cells.get(key) or ZERO) if second is not None else None
            figures.append(_Figure(_caption(drill, line, columns.get(key)), anchor_of(line.group, key), amount, entries, more, beyond))
        posted = _parts(line, drill.posted, values) if drill.posted else {}
        left = {n: ZERO for n in posted if not any(n in f.entries or n in f.second for f in figures)}
        if left:
            figures.append(_Figure("Posted, without amount in the period", anchor_of(line.group, "posted"), ZERO, left, {}))
        if not figures:
            continue
        whole = line.cells.get(drill.whole) if drill.whole else None
        yield _Unit(
            line.group,
            str(line.cells.get("description") or ""),
            anchor_of(line.group, "all"),
            figures,
            _caption(drill, line, columns.get(drill.whole)),
            whole,
            second.cells.get(drill.whole) if second is not None else None,
            posted,
            line.cells.get(drill.posted) if drill.posted else None,
        )


def _grouped_units(drill: Drill, lines: Sequence[Line], columns: Mapping[str, GridColumn], values: ValueEntries) -> Iterator[_Unit]:
    units: dict[str, list[Line]] = {}
    closing: dict[str, Line] = {}
    texts: dict[str, str] = {}
    for line in lines:
        if line.rank is Rank.HEADING:
            texts[line.group] = str(line.cells.get("description") or line.cells.get("document_no") or line.cells.get("entry_type") or "")
        elif line.rank is Rank.DETAIL and line.entries:
            units.setdefault(line.group, []).append(line)
        elif line.rank is Rank.SUBTOTAL:
            closing[line.group] = line
    (key,) = drill.parts
    for group, members in units.items():
        figures = []
        for line in members:
            entries = _parts(line, key, values)
            if entries:
                anchor = anchor_of(group, _figure_key(drill, line, key))
                figures.append(_Figure(_caption(drill, line, columns.get(key)), anchor, line.cells.get(key) or ZERO, entries, {}))
        if figures:
            whole = closing[group].cells.get(drill.whole) if group in closing else None
            yield _Unit(group, texts.get(group, ""), anchor_of(group, "all"), figures, "Total", whole, None, {}, None)


def _unit_lines(unit: _Unit, drill: Drill, entries: ValueEntries, named: frozenset[int], seen: set[int]) -> list[Line]:
    found = [Line(Rank.HEADING, {"group": unit.label, "figure": unit.description}, 1, unit.label, anchor=unit.anchor)]
    posted_left = dict(unit.posted)
    for figure in unit.figures:
        numbers = sorted({*figure.entries, *figure.second})
        for number, cells in enumerate(entries.cells(numbers)):
            entry = cells["entry_no"]
            amounts: dict[str, Any] = {"amount": figure.entries.get(entry, ZERO)}
            if drill.expected:
                amounts["with_expected"] = figure.second.get(entry, ZERO) if figure.second else figure.entries.get(entry, ZERO)
            if drill.posted:
                amounts["posted"] = posted_left.pop(entry, ZERO)
            anchor = f"entry_{entry}" if entry in named and entry not in seen else ""
            seen.add(entry)
            shown = {"figure": figure.caption if not number else None, **cells, **amounts}
            if drill.label == "item_no":
                shown.pop("item_no")
            found.append(Line(Rank.DETAIL, shown, 3, unit.label, anchor=anchor))
        sums: dict[str, Any] = {"amount": figure.amount}
        if drill.expected:
            sums["with_expected"] = figure.second_amount if figure.second_amount is not None else figure.amount
        if drill.posted:
            sums["posted"] = sum((unit.posted.get(n, ZERO) for n in numbers), ZERO)
        ties = figure.amount == sum(figure.entries.values(), ZERO)
        cells = {"group": unit.label, "figure": figure.caption, **sums, "status": "● Ties" if ties else "■ Open"}
        found.append(Line(Rank.SUBTOTAL, cells, 2, unit.label, anchor=figure.anchor, state="ties" if ties else "open"))
    if _closes(unit):
        found.append(_closing_line(unit, drill))
    return found


def _closes(unit: _Unit) -> bool:
    """Whether the blocks add up to the figure of the whole (the ages of an average item need not, [Q20])."""
    return unit.amount is not None and sum((f.amount for f in unit.figures), ZERO) == unit.amount


def _closing_line(unit: _Unit, drill: Drill) -> Line:
    total = sum((f.amount for f in unit.figures), ZERO)
    sums: dict[str, Any] = {"amount": unit.amount}
    if drill.expected:
        sums["with_expected"] = unit.second if unit.second is not None else unit.amount
    if drill.posted:
        sums["posted"] = unit.posted_amount
    ties = total == unit.amount
    cells = {"group": unit.label, "figure": unit.closing, **sums, "status": "● Ties" if ties else "■ Open"}
    return Line(Rank.SUBTOTAL, cells, 1, unit.label, anchor=f"{unit.anchor}_sum", state="ties" if ties else "open")


def _rest_lines(rest: Sequence[int], entries: ValueEntries, named: frozenset[int]) -> list[Line]:
    """Entries that stand in no figure: capacity, items that the report leaves out."""
    found = [
        Line(
            Rank.HEADING, {"group": "(other)", "figure": "Not in the report: capacity, items without a line"}, 1, "(other)", anchor="item_"
        )
    ]
    total = ZERO
    for cells in entries.cells(rest):
        entry = cells["entry_no"]
        amount = entries.actual(entry)
        total += amount
        shown = {**cells, "figure": cells.pop("item_no") or None, "amount": amount}
        found.append(Line(Rank.DETAIL, shown, 3, "(other)", anchor=f"entry_{entry}" if entry in named else ""))
    found.append(Line(Rank.SUBTOTAL, {"group": "(other)", "amount": total}, 1, "(other)"))
    return found


def _total_line(units: Sequence[_Unit], drill: Drill) -> Line:
    return Line(
        Rank.NOTE, {"group": f"{count(len(units), 'block')}; a figure is followed from the report by its link, and back by ‹ Back to."}
    )


def _linked(line: Line, drill: Drill, unit: str, closed: frozenset[str]) -> Line:
    """The report's line with links from its amounts to their entries."""
    if line.rank not in (Rank.DETAIL, Rank.SECOND) and not (drill.grouped and line.rank is Rank.SUBTOTAL):
        return line
    if line.rank is not Rank.SUBTOTAL and not line.entries:
        return line
    links = dict(line.links)
    if line.rank is Rank.DETAIL and not drill.grouped and drill.label not in links:
        links[drill.label] = f"{drill.sheet}#{anchor_of(unit, 'all')}"
    for key in line.entries:
        target = ""
        if key in drill.parts and line.rank is not Rank.SUBTOTAL:
            target = anchor_of(unit, _figure_key(drill, line, key) if drill.grouped else key)
        elif key in (drill.whole, drill.posted) and unit in closed:
            target = f"{anchor_of(unit, 'all')}_sum"
        if target and line.cells.get(key):
            links[key] = f"{drill.sheet}#{target}"
    return replace(line, links=links)


__all__ = ["EntrySheet", "entry_sheet"]
