"""Average periods and entry points (3, 3.1, 4.4)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.reference_posting.books import POINT, Books, Record

DAY = dt.timedelta(1)


def settings(books: Books, day: dt.date) -> tuple[str, str]:
    """Average Cost Period and Average Cost Calc. Type of a date (1.8, 3.1): of its fiscal year, a blank field from Inventory Setup."""
    years = sorted((p for p in books.tables["Accounting Period"] if p["New Fiscal Year"]), key=lambda p: p["Starting Date"])
    row: Record = {}
    for year in years:
        if not row or year["Starting Date"] <= day:
            row = year
    setup = books.inventory
    period, kind = ((row.get(c) or "").strip() or setup[c] for c in ("Average Cost Period", "Average Cost Calc. Type"))
    return period, kind


def period_end(books: Books, day: dt.date) -> dt.date:
    """The last day of the average period of a date (3)."""
    kind = settings(books, day)[0]
    starts = sorted(p["Starting Date"] for p in books.tables["Accounting Period"])
    years = sorted(p["Starting Date"] for p in books.tables["Accounting Period"] if p["New Fiscal Year"])
    if kind == "Day":
        return day
    if kind == "Accounting Period":
        if not starts:
            return _month_end(day)
        later = [s for s in starts if s > day]
        return later[0] - DAY if later else dt.date.max
    start, end = _calendar(kind, day)
    if years:
        covering = [y for y in years if y <= end]
        year = covering[-1] if covering else None
    else:
        year = dt.date(end.year, 1, 1)
    if year is not None and start <= year <= end:  # the fiscal year that contains e starts inside
        return year - DAY if day < year else end
    return end


def _month_end(day: dt.date) -> dt.date:
    return (day.replace(day=28) + dt.timedelta(4)).replace(day=1) - DAY


def _calendar(kind: str, day: dt.date) -> tuple[dt.date, dt.date]:
    if kind == "Week":
        monday = day - dt.timedelta(day.weekday())
        return monday, monday + dt.timedelta(6)
    if kind == "Month":
        return day.replace(day=1), _month_end(day)
    if kind == "Quarter":
        first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        return first, _month_end(first.replace(month=first.month + 2))
    return day.replace(month=1, day=1), day.replace(month=12, day=31)


def place_of_point(books: Books, value: Record) -> tuple[str, str, dt.date]:
    """Location, variant and date of the entry point of a value entry (3, last sentences)."""
    day = value["Valuation Date"]
    if books.method(value) != "Average":
        return value["Location Code"], value["Variant Code"], day
    end = period_end(books, day)
    if settings(books, end)[1] == "Item":
        return "", "", end
    return value["Location Code"], value["Variant Code"], end


def flag(books: Books, value: Record) -> None:
    """Average entry point of a value entry: not adjusted, and all later ones neither (4.4)."""
    location, variant, day = place_of_point(books, value)
    item_no, earliest = value["Item No."], books.earliest()
    points = [p for p in books.tables[POINT] if p["Item No."] == item_no]
    here = next((p for p in points if (p["Location Code"], p["Variant Code"], p["Valuation Date"]) == (location, variant, day)), None)
    fresh = here is None or here["Cost Is Adjusted"]
    if earliest is None or day >= earliest:
        if here is None:
            columns: dict[str, Any] = {"Item No.": item_no, "Location Code": location, "Variant Code": variant, "Valuation Date": day}
            books.new(POINT, **columns)
        elif fresh:
            here["Cost Is Adjusted"] = False
        if fresh:
            books.items[item_no]["Cost is Adjusted"] = False
    if fresh:
        for point in points:
            same = (point["Location Code"], point["Variant Code"]) == (location, variant)
            if (
                point["Valuation Date"] > day
                and (earliest is None or point["Valuation Date"] >= earliest)
                and (same or _any_place(books, day))
            ):
                if point["Cost Is Adjusted"]:
                    books.items[item_no]["Cost is Adjusted"] = False
                point["Cost Is Adjusted"] = False


def _any_place(books: Books, day: dt.date) -> bool:
    """Calc. type Item, or a later change of calc. type (4.4)."""
    kind = settings(books, day)[1]
    later = [p for p in books.tables["Accounting Period"] if p["New Fiscal Year"] and p["Starting Date"] > day]
    return kind == "Item" or any(settings(books, p["Starting Date"])[1] != kind for p in later)
