"""Buttons that are pressed, and dates that are allowed."""

from __future__ import annotations

import datetime as dt

from tests.simulator.drawing import Drawing, Record, first_day


def adjust(b: Drawing) -> Record:
    """Adjust Cost - Item Entries, sometimes of some items or up to a day."""
    how = b.chance.random()
    if how < 0.15:
        return {"do": "adjust", "items": b.chance.sample(list(b.company.method), 1)}
    if how < 0.25:
        return {"do": "adjust", "until": b.day()}
    return {"do": "adjust"}


def post_cost(b: Drawing) -> Record:
    """Post Inventory Cost to G/L, now and then per posting group."""
    return {"do": "post", "method": "Per Posting Group" if b.chance.random() < 0.2 else "Per Entry"}


def allow(b: Drawing) -> Record | None:
    """Allow Posting From moves on."""
    if b.chance.random() < 0.7:
        return None
    day = dt.date.min if b.chance.random() < 0.3 else first_day(max(1, b.month - 1))
    return {"do": "edit", "table": "General Ledger Setup", "key": {}, "fields": {"Allow Posting From": None if day == dt.date.min else day}}


def allow_user(b: Drawing) -> Record | None:
    """A range of posting dates for the user overrides the general one, or no longer does."""
    if b.chance.random() < 0.8:
        return None
    day = None if b.chance.random() < 0.6 else first_day(max(1, b.month - 1))
    return {"do": "upsert", "table": "User Setup", "rows": [{"User ID": "", "Allow Posting From": day}]}


def earliest(b: Drawing) -> Record | None:
    """Earliest Allowed Valuation Date moves on."""
    if b.month < 3 or b.chance.random() < 0.8:
        return None
    return {"do": "edit", "table": "Inventory Setup", "key": {}, "fields": {"Earliest Allowed Valuation Date": first_day(b.month - 1)}}
