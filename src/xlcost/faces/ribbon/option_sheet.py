"""XLC Options and XLC Settings: read with sentences, made with suggestions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from xlcost.faces.host.port import CellValue, Host, HostRefused
from xlcost.faces.host.values import DAY_FORMAT, cell_of, day_of_serial
from xlcost.faces.ribbon import house_sheets
from xlcost.faces.ribbon.options import OptionField, suggestions
from xlcost.ledger import Ledger
from xlcost.ledger.schema import normal
from xlcost.ledger.values import Unreadable, day_of

SETTING_FIELDS: tuple[OptionField, ...] = (
    OptionField("Results in", "choice", ("this workbook", "a new workbook"), "Where reports are put; blank = this workbook."),
    OptionField("Compatibility", "choice", ("exact", "clean"), "Of every report whose own option is blank; blank = exact."),
    OptionField("User ID", meaning="For the allowed posting dates of User Setup."),
    OptionField("Work Date", "date", meaning="Of every report whose own Work Date is blank; blank = today."),
)


def ensure_sections(host: Host, wanted: Mapping[str, Sequence[OptionField]], ledger: Ledger | None, today: dt.date) -> str:
    """Add the sections that XLC Options lacks, with suggested values; its title."""
    title = house_sheets.ensure(host, house_sheets.OPTIONS)
    lines = house_sheets.lines_of(host, house_sheets.OPTIONS)
    there = {normal(str(line[0] or "")) for line in lines}
    row = first = house_sheets.OPTIONS.HEAD + 1 + len(lines) + (1 if lines else 0)
    block: list[list[CellValue]] = []
    kinds: list[tuple[str, tuple[str, ...]]] = []  # number format and choices of each line
    for section, fields in wanted.items():
        if normal(section) in there:
            continue
        if block:
            block.append([None] * 5)
            kinds.append(("@", ()))
        given = suggestions(ledger, tuple(fields), today)
        for field in fields:
            block.append([section, field.caption, cell_of(given.get(field.caption), host.date_1904), field.allowed, field.meaning])
            choices = field.choices or (("Yes", "No") if field.kind == "yes/no" else ())
            kinds.append((DAY_FORMAT if field.kind == "date" else "@", choices))
    if not block:
        return title
    host.write(title, first, 1, block, ["@", "@", None, "@", "@"])
    for (code, choices), group in groupby(kinds):
        count = len(list(group))
        host.write(title, row, 3, [[line[2]] for line in block[row - first : row - first + count]], [code])
        if choices:
            host.offer(title, row, 3, choices, count)
        row += count
    return title


def read_options(host: Host, section: str, fields: Sequence[OptionField], ledger: Ledger | None, today: dt.date) -> dict[str, Any]:
    """The options that were given, by caption; HostRefused H10 or H11 names the cell that cannot be used."""
    title = ensure_sections(host, {section: fields}, ledger, today)
    by_caption = {normal(f.caption): f for f in fields}
    found: dict[str, Any] = {}
    for row, line in enumerate(house_sheets.lines_of(host, house_sheets.OPTIONS), house_sheets.OPTIONS.HEAD + 1):
        if normal(str(line[0] or "")) != normal(section):
            continue
        field = by_caption.get(normal(str(line[1] or "")))
        if field is None or line[2] in (None, ""):
            continue
        found[field.caption] = read_value(field, line[2], f"{title}!C{row}", host.date_1904)
    missing = [f.caption for f in fields if f.required and f.caption not in found]
    if missing:
        raise HostRefused(
            "H11", f"{' and '.join(missing)} of {section} must be given.", where=f"sheet {title}",
            rule="These options have no default.", remedy=f"Fill in the sheet {title} and press the button again.",
        )  # fmt: skip
    return found


def read_value(field: OptionField, value: CellValue, where: str, date_1904: bool) -> Any:
    """An option from its cell."""
    if field.kind == "date":
        return _day(field, value, where, date_1904)
    if field.kind == "yes/no":
        word = {1.0: "Yes", 0.0: "No"}.get(value, "") if isinstance(value, (bool, float)) else str(value).strip().casefold()
        answer = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}.get(word.casefold())
        if answer is None:
            raise _refuse(field, value, where)
        return answer
    text = f"{value:.15g}" if isinstance(value, float) else str(value).strip()
    if field.choices:
        choice = {c.casefold(): c for c in field.choices}.get(text.casefold())
        if choice is None:
            raise _refuse(field, value, where)
        return choice
    if field.kind == "list":
        return [part.strip() for part in text.split("|") if part.strip()]
    return text


def _day(field: OptionField, value: CellValue, where: str, date_1904: bool) -> dt.date:
    try:
        if isinstance(value, float) and value >= 1 and value == int(value):
            return day_of_serial(value, date_1904)
        return dt.date.fromordinal(day_of(str(value).strip()))
    except (Unreadable, ValueError, OverflowError):
        raise _refuse(field, value, where) from None


def _refuse(field: OptionField, value: CellValue, where: str) -> HostRefused:
    return HostRefused(
        "H10",
        f"{value!r} cannot be used as {field.caption}.",
        where=where,
        rule=f"It may be {field.allowed}.",
        remedy=f"Correct the cell {where}.",
    )


def ensure_settings(host: Host) -> str:
    """XLC Settings, made when it is not there."""
    there = host.roles().get(house_sheets.SETTINGS.role)
    if there is not None:
        return there
    lines: list[list[CellValue]] = [[f.caption, None, f.allowed, f.meaning] for f in SETTING_FIELDS]
    title = house_sheets.replace_lines(host, house_sheets.SETTINGS, lines, ["@", None, "@", "@"])
    for row, field in enumerate(SETTING_FIELDS, house_sheets.SETTINGS.HEAD + 1):
        host.write(title, row, 2, [[None]], [DAY_FORMAT if field.kind == "date" else "@"])
        if field.choices:
            host.offer(title, row, 2, field.choices)
    return title


def read_settings(host: Host) -> dict[str, Any]:
    """The settings that were made, by caption."""
    title, by_caption = host.roles().get(house_sheets.SETTINGS.role, ""), {normal(f.caption): f for f in SETTING_FIELDS}
    found: dict[str, Any] = {}
    for row, line in enumerate(house_sheets.lines_of(host, house_sheets.SETTINGS), house_sheets.SETTINGS.HEAD + 1):
        field = by_caption.get(normal(str(line[0] or "")))
        if field is not None and line[1] not in (None, ""):
            found[field.caption] = read_value(field, line[1], f"{title}!B{row}", host.date_1904)
    return found
