"""Sheet Reported Entries: every value entry behind the figures of a close, in one flat table that a later comparison reads.

`xlcost compare` needs to know of each entry what it added to Inventory Valuation (its amounts) and to Inventory Valuation - WIP (two columns of
their own). Where the value entries are listed as a data table anyway, that table gets the columns instead of a sheet being written twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from xlcost.money import Array
from xlcost.reports.close import Close
from xlcost.reports.grid import GridColumn
from xlcost.reports.pack.common import Facts, options_line
from xlcost.reports.pack.entries import VALUE_ENTRIES, EntryList, value_columns
from xlcost.reports.period import show_date
from xlcost.views.reported import WIP, WIP_POSTED
from xlcost.views.wip import wip, wip_by_entry

REPORTED_ENTRIES = "Reported Entries"
_FURTHER = (
    GridColumn("order_no", "Order No.", "code"),
    GridColumn("wip", WIP.name, "amount"),
    GridColumn("wip_posted", WIP_POSTED.name, "amount"),
)


def with_reported_entries(close: Close, facts: Facts, lists: Sequence[EntryList]) -> list[EntryList]:
    """The lists of entries, with one that says of each value entry what it added to the reported figures."""
    columns, captions = value_columns()
    found = next((x for x in lists if x.sheet == VALUE_ENTRIES), None)
    if found is None:
        values = close.ledger.table("Value Entry")
        last = close.options.period.last
        order = np.flatnonzero(values["Posting Date"] <= last.toordinal())
        order = order[np.argsort(values["Entry No."][order], kind="stable")]
        if not len(order):
            return list(lists)
        message = f"{len(order):,} value entries up to {show_date(last)} and what each added to the reported figures; xlcost compare reads them."
        found = EntryList(
            *(REPORTED_ENTRIES, "Reported entries", message, options_line(close, facts), values, columns, captions, order, {}, "actual")
        )
    columns = (*found.columns, *_FURTHER)
    whole = replace(found, columns=columns, captions=(*found.captions, "Order No."), computed=_in_wip(close, found.order))
    return [*(x for x in lists if x.sheet != VALUE_ENTRIES), whole]


def _in_wip(close: Close, order: Array) -> dict[str, Array]:
    """What each entry adds to the two figures of the WIP report, in ticks; nothing where its order is not printed."""
    period, clean = close.options.period, close.options.compatibility == "clean"
    start, end = period.first.toordinal(), period.last.toordinal()
    printed = wip(close.ledger, start=start, end=end, clean=clean).order_of >= 0
    amounts = wip_by_entry(close.ledger, start=start, end=end, clean=clean)
    return {key: np.where(printed, column, 0)[order] for key, column in zip(("wip", "wip_posted"), amounts, strict=True)}
