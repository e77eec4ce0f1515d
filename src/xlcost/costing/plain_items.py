"""Which items of a ledger the adjustment brings up to date from columns, and their entries as columns (costing-engine.md 4.3, 4.5).

An item is plain when its entries are receipts and issues that name no other entry, every issue is covered, each entry is invoiced in
full or not at all, and nothing is returned, transferred, made to an order or revalued. Then a cost goes one step, from a receipt to
the issues applied to it, or from a pool of receipts to the issues of its period; late invoices, charges on receipts, overheads,
variances and what earlier adjustments added are all among it. Every other item goes through `visit_item`, entry by entry.

All columns hold one element per row of Item Ledger Entry, Value Entry or Item Application Entry *of the candidates*, in table
order; `entry` of a value or application row is the position of its item ledger entry among these.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat

import numpy as np

from xlcost.costing.books import Books
from xlcost.costing.entries import AVERAGE, DIRECT, NEGATIVE, POSITIVE, PURCHASE, REVALUATION, ROUNDING, SALE, VARIANCE, ItemCard
from xlcost.ledger import Table
from xlcost.ledger.number_index import NumberIndex
from xlcost.money import CENT, Array, sum_by

_SAFE = 1 << 62


@dataclass(frozen=True)
class Entries:
    """Item ledger entries of the candidates."""

    rows: Array  # positions in the table
    no: Array
    item: Array  # position among the candidates
    quantity: Array
    flagged: Array  # Applied Entry to Adjust
    open: Array
    completely_invoiced: Array

    @staticmethod
    def of(table: Table, item_of_row: Array) -> Entries:
        """The rows that belong to a candidate."""
        rows = np.flatnonzero(item_of_row >= 0)
        captions = ("Quantity", "Applied Entry to Adjust", "Open", "Completely Invoiced")
        return Entries(rows, table["Entry No."][rows], item_of_row[rows], *(table[c][rows] for c in captions))


@dataclass(frozen=True)
class Values:
    """Value entries of the candidates."""

    rows: Array
    entry: Array
    no: Array
    kind: Array  # Entry Type
    ile_quantity: Array
    invoiced: Array
    actual: Array
    expected: Array
    is_expected: Array  # Expected Cost
    adjustment: Array
    charge: Array  # whether Item Charge No. is filled


@dataclass(frozen=True)
class Applications:
    """Item application entries of issues: what passes from `receipt` to `issue`, both positions of entries, `quantity` above 0."""

    receipt: Array
    issue: Array
    quantity: Array
    dated: Array  # whether Output Completely Invd. Date is filled


class PlainItems:
    """The plain items among some unadjusted ones."""

    def __init__(self, books: Books, candidates: Iterable[str]) -> None:
        self.books = books
        periods = books.periods
        self._by_item = all(map(periods.by_item, [0, *periods.years]))  # one pool per item at all times
        self._orders = {row.item for row in books.orders.values()}
        self.items = sorted(i for i in candidates if self._may_be_plain(i))
        self.cards: list[ItemCard] = [books.known(i) for i in self.items]
        self.average = np.array([card.method == AVERAGE for card in self.cards], dtype=np.bool_)
        self.plain = np.ones(len(self.items), dtype=np.bool_)
        self._read()

    def _may_be_plain(self, item: str) -> bool:
        """What the card says, and the entry points: an item that has none waits as a whole and derives them (1.1)."""
        card = self.books.known(item)
        if card.excluded or card.value_zero or item in self._orders or item in self.books.skus:
            return False
        return bool(self.books.points.of(item)) and (card.method != AVERAGE or self._by_item)

    def strike(self, items: Array) -> None:
        """Leaves items, by position, to the visit entry by entry."""
        self.plain[items] = False

    def _read(self) -> None:
        ledger = self.books.ledger
        entries, values, rows = (ledger.table(n) for n in ("Item Ledger Entry", "Value Entry", "Item Application Entry"))
        index = entries.index if entries.length else None
        if not self.items or not isinstance(index, NumberIndex) or len(index) != entries.length or not _fit(values, entries):
            self.plain[:] = False
            return
        numbers = {item: position for position, item in enumerate(self.items)}
        item_of_row = np.fromiter(map(numbers.get, entries["Item No."].tolist(), repeat(-1)), np.int64, entries.length)
        self.entries = Entries.of(entries, item_of_row)
        if not len(self.entries.rows):
            self.plain[:] = False
            return
        self.place = np.full(entries.length + 1, -1, dtype=np.int64)  # position among the entries of the candidates; the last for none
        self.place[self.entries.rows] = np.arange(len(self.entries.rows))
        self._check_entries(entries)
        self.values = self._values_of(values, index)
        self._check_values(values)
        self.applications = self._applications_of(rows, index)
        self._check_applications()

    # -- entries --------------------------------------------------------------------------------------------
    def _check_entries(self, table: Table) -> None:
        mine = self.entries
        kind, invoiced, quantity = table["Entry Type"][mine.rows], table["Invoiced Quantity"][mine.rows], mine.quantity
        receipt = (quantity > 0) & ((kind == PURCHASE) | (kind == POSITIVE))
        self.issue = (quantity < 0) & ((kind == SALE) | (kind == NEGATIVE))
        self.invoiced = invoiced == quantity
        strange = ~(receipt | self.issue) | (self.issue & mine.open) | ~(self.invoiced | (invoiced == 0))
        strange |= table["Applies-to Entry"][mine.rows] != 0
        strange |= table["Correction"][mine.rows] | table["Drop Shipment"][mine.rows] | _filled(table, "Order No.", mine.rows)
        self.strike(mine.item[strange])

    # -- value entries --------------------------------------------------------------------------------------
    def _values_of(self, table: Table, index: NumberIndex) -> Values:
        entry = self.place[index.at(table["Item Ledger Entry No."])]
        rows = np.flatnonzero(entry >= 0)

        def column(caption: str) -> Array:
            return table[caption][rows]

        return Values(
            rows,
            entry[rows],
            column("Entry No."),
            column("Entry Type"),
            column("Item Ledger Entry Quantity"),
            column("Invoiced Quantity"),
            column("Cost Amount (Actual)"),
            column("Cost Amount (Expected)"),
            column("Expected Cost"),
            column("Adjustment"),
            _filled(table, "Item Charge No.", rows),
        )

    def _check_values(self, table: Table) -> None:
        v, issue = self.values, self.issue[self.values.entry]
        invoiced, quantity = self.invoiced[v.entry], self.entries.quantity[v.entry]
        average = self.average[self.entries.item[v.entry]]
        strange = (v.kind == REVALUATION) | (v.kind > VARIANCE) | ~table["Inventoriable"][v.rows] | table["Partial Revaluation"][v.rows]
        strange |= (v.actual % CENT != 0) | (v.expected % CENT != 0) | _filled(table, "Order No.", v.rows)
        strange |= issue & ((v.kind != DIRECT) | v.charge)
        strange |= table["Drop Shipment"][v.rows] | (~issue & v.is_expected & v.adjustment)
        strange |= ~v.adjustment & (table["Valued By Average Cost"][v.rows] != (average & issue))
        strange |= v.is_expected & ~invoiced & ~v.adjustment & (table["Valued Quantity"][v.rows] != quantity)
        strange |= ~v.is_expected & ~invoiced & (issue | (v.invoiced != 0))
        self.strike(self.entries.item[v.entry[strange]])
        counted = sum_by(v.entry, len(self.entries.rows), v.ile_quantity)
        self.strike(self.entries.item[counted != self.entries.quantity])  # a value entry is missing
        self._find_carriers(table, issue, invoiced, quantity)

    def _find_carriers(self, table: Table, issue: Array, invoiced: Array, quantity: Array) -> None:
        """The one value entry of each issue that its adjustments refer to; what it and they come to."""
        v, count = self.values, len(self.entries.rows)
        carries = issue & ~v.adjustment & (v.is_expected != invoiced)
        self.carrier = np.full(count, -1, dtype=np.int64)
        self.carrier[v.entry[carries]] = np.flatnonzero(carries)
        in_part = (table["Valued Quantity"][v.rows] != quantity) | (invoiced & (v.invoiced != quantity))
        alone = np.bincount(v.entry[carries], minlength=count) == 1
        left_over = np.zeros(count, dtype=np.int64)
        np.add.at(left_over, v.entry, np.where(v.is_expected | invoiced, v.expected, 0))
        settled = ~self.invoiced | (left_over == 0)  # nothing is expected any more of what is invoiced
        strange = self.issue & ~(alone & settled)
        strange[v.entry[carries & in_part]] = True
        group = issue & v.adjustment & (v.is_expected != invoiced)
        strange[v.entry[issue & v.adjustment & (v.invoiced != 0)]] = True
        strange[v.entry[self._of_other_documents(table, group)]] = True
        self.strike(self.entries.item[strange])
        amount = np.where(invoiced, v.actual, v.expected)
        self.old = np.zeros(count, dtype=np.int64)  # of issues: what carrier and adjustments come to
        np.add.at(self.old, v.entry, np.where(carries | group, amount, 0))
        self.base = np.zeros(count, dtype=np.int64)  # of receipts: the cost that is shared out (4.3)
        counts = np.where(v.is_expected, ~invoiced, v.kind != ROUNDING)
        np.add.at(self.base, v.entry, np.where(counts, np.where(v.is_expected, v.expected, v.actual), 0))

    def _of_other_documents(self, table: Table, group: Array) -> Array:
        """Positions of earlier adjustments that do not refer to the carrier, or not in its document."""
        found = np.flatnonzero(group)
        carrier = self.carrier[self.values.entry[found]]
        same = (carrier >= 0) & (table["Applies-to Entry"][self.values.rows[found]] == self.values.no[carrier])
        for caption in ("Document No.", "Document Line No."):
            column = table[caption]
            same &= np.asarray(column[self.values.rows[found]] == column[self.values.rows[carrier]], dtype=np.bool_)
        return found[~same]

    # -- applications ---------------------------------------------------------------------------------------
    def _applications_of(self, table: Table, index: NumberIndex) -> Applications:
        captions = ("Item Ledger Entry No.", "Inbound Item Entry No.", "Outbound Item Entry No.")
        own, receipt, source = (self.place[index.at(table[c])] for c in captions)
        mine = own >= 0
        itself = mine & (table["Item Ledger Entry No."] == table["Inbound Item Entry No."])
        named = table["Outbound Item Entry No."] != 0
        strange = (itself & named) | (mine & (table["Transferred-from Entry No."] != 0))
        taken = mine & ~itself
        item, giver = self.entries.item[own], self.entries.item[receipt]
        strange |= taken & ((receipt < 0) | (source != own) | (item != giver) | ~self.issue[own] | self.issue[receipt])
        strange |= taken & ((table["Quantity"] >= 0) | (table["Cost Application"] == self.average[item]))
        strange |= ~mine  # an entry of another item may name one of these
        for named_entry in (own, receipt, source):
            self.strike(self.entries.item[named_entry[strange & (named_entry >= 0)]])
        taken &= receipt >= 0
        rows = np.flatnonzero(taken)
        return Applications(receipt[rows], own[rows], -table["Quantity"][rows], table["Output Completely Invd. Date"][rows] != 0)

    def _check_applications(self) -> None:
        """Every issue is covered by what it takes."""
        rows, count = self.applications, len(self.entries.rows)
        covered = np.zeros(count, dtype=np.int64)
        np.add.at(covered, rows.issue, rows.quantity)
        self.strike(self.entries.item[self.issue & (covered != -self.entries.quantity)])

    # -- dates ----------------------------------------------------------------------------------------------
    @cached_property
    def in_order(self) -> Array:
        """Positions of the value entries by item ledger entry and Entry No."""
        return np.lexsort((self.values.no, self.values.entry))

    def last(self, chosen: Array) -> Array:
        """Position of the last of some value entries (a mask) of each entry, -1 where there is none."""
        found = np.full(len(self.entries.rows), -1, dtype=np.int64)
        order = self.in_order[chosen[self.in_order]]
        ends = np.flatnonzero(np.diff(self.values.entry[order], append=-1))
        found[self.values.entry[order[ends]]] = order[ends]
        return found


def _filled(table: Table, caption: str, rows: Array) -> Array:
    """Where a text column is not blank."""
    column = table[caption]
    if column.strides == (0,):
        return np.full(len(rows), len(column) > 0 and column[0] != "", dtype=np.bool_)
    return np.asarray(column[rows] != "", dtype=np.bool_)


def _fit(values: Table, entries: Table) -> bool:
    """Whether sums of the amounts and quantities stay within 64 bits."""
    columns = [values[c] for c in ("Cost Amount (Actual)", "Cost Amount (Expected)", "Item Ledger Entry Quantity")]
    columns.append(entries["Quantity"])
    return all(max(-int(c.min(initial=0)), int(c.max(initial=0))) < _SAFE // max(len(c), 1) for c in columns)


__all__ = ["Applications", "Entries", "PlainItems", "Values"]
