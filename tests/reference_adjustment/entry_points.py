"""Average cost entry points (costing-engine.md 4.4)."""

from __future__ import annotations

import datetime as dt

from tests.reference_adjustment.books import Books, Key, Record


def point_of(b: Books, value: Record) -> tuple[str, str, dt.date]:
    """Location, variant and date of the entry point of a value entry (3)."""
    day = value["Valuation Date"] or dt.date.min
    if not b.is_average(value["Item No."]):
        return value["Location Code"], value["Variant Code"], day
    end = b.calendar.period(day)[1]
    if b.calendar.by_item(end):
        return "", "", end
    return value["Location Code"], value["Variant Code"], end


def flag(b: Books, value: Record) -> None:
    """Flags the entry point of a value entry and all later ones (4.4)."""
    place, variant, day = point_of(b, value)
    flag_point(b, value["Item No."], (place, variant), day)


def flag_point(b: Books, item: str, key: Key, day: dt.date) -> None:
    """Flags one entry point; inserted or adjusted before: all later rows, too. Nothing before Earliest Allowed Valuation Date."""
    earliest = b.setup["Earliest Allowed Valuation Date"] or dt.date.min
    point = (item, *key, day)
    b.items[item]["Cost is Adjusted"] = False
    if day >= earliest:
        if b.points.get(point) is False:
            return
        b.points[point] = False
    anywhere = b.calendar.by_item(day) or b.calendar.type_changes_after(day)
    for other in list(b.points):
        if other[0] == item and other[3] > day and other[3] >= earliest and (anywhere or other[1:3] == key):
            b.points[other] = False


def flag_again(b: Books, item: str, key: Key, day: dt.date) -> None:
    """Re-flags a period that the average pass could not value yet (4.5), before Earliest Allowed Valuation Date as well."""
    flag_point(b, item, key, day)
    b.points[item, *key, day] = False


def unadjusted(b: Books, item: str, till: dt.date = dt.date.max) -> list[tuple[str, str, dt.date]]:
    """Entry points of an item that wait, by Valuation Date, variant, location (4.5)."""
    found = [(place, variant, day) for (no, place, variant, day), done in b.points.items() if no == item and not done and day <= till]
    return sorted(found, key=lambda p: (p[2], p[1], p[0]))
