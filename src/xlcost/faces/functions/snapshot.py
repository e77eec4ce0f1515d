"""The ledger that worksheet functions read: one snapshot per ledger content, kept until another import.

A snapshot never reads the workbook again; figures change when the ledger is imported again and its content is another.
"""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from xlcost.faces.functions.cell_values import EPOCH_1900, CellError, Refused
from xlcost.faces.functions.running import RunningSums
from xlcost.ledger import Ledger
from xlcost.ledger.options import ItemLedgerEntryType
from xlcost.money import Array
from xlcost.posting.queue import unposted
from xlcost.problems import XlcostError
from xlcost.views.filters import code_filter
from xlcost.views.lines import book_lines

T = TypeVar("T")
_KEPT_BY_DAY = 40
_KEPT_ANSWERS = 50_000
_FILTER_SIGNS = set("|&*?<>=.'")
VALUE_MEASURES = (
    "Cost Amount (Actual)",
    "Cost Amount (Expected)",
    "Invoiced Quantity",
    "Item Ledger Entry Quantity",
)


@dataclass
class Snapshot:
    """A ledger with what the functions look up in it, made when first asked for."""

    ledger: Ledger
    identity: str  # hash of the content
    taken: dt.datetime
    source: str = ""
    epoch: int = EPOCH_1900
    answers: OrderedDict[Any, Any] = field(default_factory=OrderedDict)
    _by_key: dict[Any, Any] = field(default_factory=dict)

    def once(self, key: Any, make: Callable[[], T]) -> T:
        """Something made once for the snapshot."""
        if key not in self._by_key:
            self._by_key[key] = make()
        found: T = self._by_key[key]
        return found

    @cached_property
    def _dated(self) -> OrderedDict[Any, Any]:
        return OrderedDict()

    def by_day(self, name: str, day: int, make: Callable[[], T]) -> T:
        """Something made per day asked for; the least recently used are forgotten."""
        key = (name, day)
        if key in self._dated:
            self._dated.move_to_end(key)
        else:
            self._dated[key] = make()
            while len(self._dated) > _KEPT_BY_DAY:
                self._dated.popitem(last=False)
        found: T = self._dated[key]
        return found

    def remember(self, key: Any, answer: Any) -> None:
        """Keep an answer for the same question."""
        self.answers[key] = answer
        if len(self.answers) > _KEPT_ANSWERS:
            self.answers.popitem(last=False)

    # -- value entries ----------------------------------------------------------------------------------------
    @cached_property
    def _valued(self) -> Array:
        """Value entries of items: all but capacity."""
        return np.flatnonzero(self.ledger.table("Value Entry")["Item Ledger Entry Type"] != int(ItemLedgerEntryType.BLANK))

    def values(self, *captions: str) -> RunningSums:
        """Running sums of the value entries by some captions; measures as in VALUE_MEASURES."""
        table = self.ledger.table("Value Entry")
        return self.once(("values", captions), lambda: RunningSums(table, captions, [table[c] for c in VALUE_MEASURES], self._valued))

    @cached_property
    def unposted(self) -> Array:
        """Dates of the value entries that wait for posting, ascending."""
        table = self.ledger.table("Value Entry")
        return np.sort(table["Posting Date"][unposted(self.ledger, table)])

    @cached_property
    def posted_lines(self) -> dict[tuple[int, str], tuple[Array, Array]]:
        """Posted amounts by (account type, inventory posting group): days ascending and their running sum."""
        lines = book_lines(self.ledger)
        numbers, groups = lines.entries.codes("Inventory Posting Group")
        group = numbers[lines.entry] if len(lines) else numbers[:0]
        found = {}
        for kind in np.unique(lines.account_type).tolist() if len(lines) else []:
            for place in np.unique(group[lines.account_type == kind]).tolist():
                rows = np.flatnonzero((lines.account_type == kind) & (group == place))
                rows = rows[np.argsort(lines.date[rows], kind="stable")]
                found[kind, groups[place]] = (lines.date[rows], np.concatenate(([0], np.cumsum(lines.posted[rows]))))
        return found

    # -- codes ------------------------------------------------------------------------------------------------
    def codes(self, table: str, caption: str, wanted: str) -> list[str] | None:
        """The codes of a column that a text selects: one code, or a filter; None for a blank text (all)."""
        if not wanted:
            return None
        return self.once(("codes", table, caption, wanted), lambda: self._select(table, caption, wanted))

    def _select(self, table: str, caption: str, wanted: str) -> list[str]:
        known = self.ledger.table(table).codes(caption)[1]
        code = wanted.upper()
        if code in known:
            return [code]
        if not _FILTER_SIGNS & set(wanted):
            master, key = _MASTERS.get(caption, ("", ""))
            if master and code not in self.ledger.table(master).codes(key)[1]:  # a slip of the pen, not a place without stock
                raise Refused(CellError.NA, f"There is no {caption.removesuffix(' Code').lower()} {wanted!r}.")
            return [code]
        try:
            accepts = code_filter(wanted)
        except XlcostError as error:
            raise Refused(CellError.VALUE, str(error)) from None
        return [c for c in known if accepts is None or accepts(c)]


# Where a code stands that no entry bears; variants have no table: one without entries is unknown
_MASTERS = {
    "Location Code": ("Location", "Code"),
    "Variant Code": ("Stockkeeping Unit", "Variant Code"),
    "Inventory Posting Group": ("Inventory Posting Setup", "Invt. Posting Group Code"),
}


class Snapshots:
    """The snapshot of each workbook; the latest one answers where a function does not say which workbook."""

    def __init__(self) -> None:
        self._by_book: OrderedDict[str, Snapshot] = OrderedDict()

    def take(self, book: str, ledger: Ledger, epoch: int = EPOCH_1900, now: dt.datetime | None = None) -> Snapshot:
        """The snapshot of a ledger; the one that is there already when the content is the same."""
        from xlcost.ledger.content_hash import ledger_hash

        identity = ledger_hash(ledger)
        for known in self._by_book.values():
            if known.identity == identity and known.epoch == epoch:
                self._by_book[book] = known
                self._by_book.move_to_end(book)
                return known
        found = Snapshot(ledger, identity, now or dt.datetime.now(), book, epoch)
        self._by_book[book] = found
        self._by_book.move_to_end(book)
        return found

    def of(self, book: str = "") -> Snapshot | None:
        """The snapshot of a workbook; the latest one when no workbook is named."""
        if book:
            return self._by_book.get(book)
        return next(reversed(self._by_book.values()), None)

    def forget(self, book: str = "") -> None:
        """Drop the snapshot of a workbook, or all."""
        if book:
            self._by_book.pop(book, None)
        else:
            self._by_book.clear()


SNAPSHOTS = Snapshots()
