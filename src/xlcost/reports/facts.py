"""Facts of the head of every report: mode, dates, filters, control totals, how far costs are adjusted (6.8, look.md 7)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from xlcost.ledger import Ledger
from xlcost.money import to_decimal, total
from xlcost.reports.options import Options, caption_of
from xlcost.views.adjustment_state import adjustment_state

_COUNTED = ("Item", "Item Ledger Entry", "Value Entry", "Item Application Entry", "Capacity Ledger Entry", "Production Order", "G/L Entry")


def long_date(day: dt.date) -> str:
    """31 Oct 2026."""
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{day.day:02d} {months[day.month - 1]} {day.year}"


def day_text(day: int) -> str:
    """The date of a day number in words, blank for none or for the open end."""
    return long_date(dt.date.fromordinal(day)) if 0 < day < dt.date.max.toordinal() else ""


def header_facts(ledger: Ledger, report: str, options: Options) -> dict[str, Any]:
    """Company, mode, filters, options line, row counts, control total, adjustment status of a run."""
    values = ledger.table("Value Entry")
    setup = ledger.setup("General Ledger Setup")
    filters = filters_text(options)
    return {
        "report": report,
        "company": setup["Company Name"],
        "currency": setup["LCY Code"],
        "mode": options.compatibility,
        "filters": filters,
        "options": options_line(options, filters, setup["LCY Code"], adjustment_state(ledger).words),
        "rows": {name: ledger.table(name).length for name in _COUNTED if ledger.has(name)},
        "control_total": to_decimal(total(values["Cost Amount (Actual)"]) + total(values["Cost Amount (Expected)"])),
        "not_adjusted": adjustment_status(ledger),
    }


def adjustment_status(ledger: Ledger) -> dict[str, int | None]:
    """Flagged item ledger entries and order lines that are not adjusted (6.8); None when the ledger cannot tell.

    What of them Adjust Cost would take up, and what only waits, says views.adjustment_state.
    """
    entries, orders = ledger.table("Item Ledger Entry"), ledger.table("Inventory Adjmt. Entry (Order)")
    waiting = int(entries["Applied Entry to Adjust"].sum()) if "Applied Entry to Adjust" in entries.given else None
    lines = int((~orders["Cost is Adjusted"]).sum()) if "Cost is Adjusted" in orders.given else None
    return {"Item Ledger Entry": waiting, "Inventory Adjmt. Entry (Order)": lines}


def filters_text(options: Options) -> str:
    """The filters in force in full, or `no filters`."""
    model = type(options)
    found = [
        f"{caption_of(model, name).removesuffix(' Filter')}: {getattr(options, name)}"
        for name in model.model_fields
        if name.endswith("_filter") and getattr(options, name)
    ]
    return ", ".join(found) or "no filters"


def options_line(options: Options, filters: str, currency: str, adjusted: str) -> str:
    """Row 3 of a page: period or as-of, switches, mode, filters, amounts in LCY, adjusted or not."""
    parts = [_dates(options)]
    for name, field in type(options).model_fields.items():
        value = getattr(options, name)
        if field.annotation is bool and value:
            parts.append(caption_of(type(options), name))
        elif isinstance(value, str) and name not in ("compatibility",) and not name.endswith("_filter") and value:
            parts.append(f"{caption_of(type(options), name)} {value}")
    amounts = amounts_of(currency)
    parts += [f"mode {options.compatibility}", filters, amounts, adjusted]
    return " · ".join(p for p in parts if p)


def amounts_of(currency: str) -> str:
    """`amounts in GBP (LCY)`: the unit of all amounts of a page."""
    return f"amounts in {currency} (LCY)" if currency else "amounts in LCY"


def amounts_in(ledger: Ledger) -> str:
    """The same, from the ledger's setup."""
    return amounts_of(ledger.setup("General Ledger Setup")["LCY Code"])


def _dates(options: Options) -> str:
    start, end = getattr(options, "starting_date", None), getattr(options, "ending_date", None)
    if start and end:
        return f"{long_date(start)} – {long_date(end)}"
    if start:
        return f"from {long_date(start)}"
    as_of = end or getattr(options, "valuation_date", None) or getattr(options, "status_date", None)
    as_of = as_of or (options.work_date if "ending_date" in type(options).model_fields else None)
    return f"as of {long_date(as_of)}" if as_of else ""
