"""Posting a history again under other costing methods, through the engine itself.

Every transaction becomes an item journal line that carries its own facts - quantities, dates, documents, invoiced amounts,
overhead, unit costs of receipts without an invoice, fixed applications, exact reversals - and goes through `post_quantity`,
`post_invoice`, `post_charge`, `post_undo` and the revaluation, then through the whole adjustment. Only the application and
the cost that follow from the method are new.

Example: receipts 1 @ 10.00 and 1 @ 20.00, then a sale of 1 posted at 10.00. Under LIFO the sale is applied to the second
receipt and adjusted to -20.00; the ending value is 10.00 instead of FIFO's 20.00.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from xlcost.costing.adjust import adjust_books
from xlcost.costing.amounts import WITH_OVERHEAD, overhead_of
from xlcost.costing.books import Books
from xlcost.costing.entries import (
    AVERAGE,
    INVENTORY,
    OUTBOUND_TYPES,
    OUTPUT,
    PURCHASE,
    SALE,
    STANDARD,
    TRANSFER,
    ItemCard,
    ItemEntry,
)
from xlcost.costing.history import Component, History
from xlcost.costing.invoice import post_charge, post_invoice
from xlcost.costing.line import Line
from xlcost.costing.quantity import post_quantity
from xlcost.costing.respread import post_again
from xlcost.costing.transactions import CHARGE, INVOICE, MOVE, REVALUE, UNDO, Transaction
from xlcost.costing.undo import post_undo
from xlcost.costing.visit import Run
from xlcost.ledger.average_periods import FOREVER
from xlcost.money import CENT, TICKS, divide, divide_half_away, share
from xlcost.problems import XlcostError

BATCH = 50_000  # transactions that share one set of books: bounds the memory


@dataclass(frozen=True, slots=True)
class Note:
    """What could not be carried over as it was."""

    item: str
    entry: int  # item ledger entry of the ledger
    code: str
    text: str
    amount: int = 0


FIXED, REVALUED, STOPPED, RESTATED = "fixed application", "revaluation", "not re-run", "revaluation of the standard"
UNDONE = "undo"


class Reposting:
    """The books of some components posted again, each item under the method of `methods`."""

    def __init__(self, history: History, methods: dict[str, int]) -> None:
        self.history, self.methods = history, methods
        self.books = Books(history.base)
        self.counterparts: dict[int, list[ItemEntry]] = {}
        self.notes: list[Note] = []
        self.failed: set[str] = set()
        self._standards: dict[str, int] = {}

    # -- components ---------------------------------------------------------------------------------------
    def post(self, component: Component) -> None:
        """Posts all transactions of a component; what stops it is tried without its fixed application, else noted."""
        waived: dict[int, Note] = {}
        mark = _mark(self.books)
        while True:
            notes = len(self.notes)
            self._open(component)
            at = component.transactions[0] if component.transactions else None
            try:
                for transaction in component.transactions:
                    at = transaction
                    self._post(transaction, waived)
            except XlcostError as error:
                assert at is not None
                del self.notes[notes:]
                self._forget(component, mark)
                entry = at.entry
                waiver = _waiver(at, error)
                if waiver is not None and waiver.entry not in waived:
                    waived[waiver.entry] = waiver
                    continue
                self.stop(component, entry.no, error)
                return
            self.notes += waived.values()
            return

    def stop(self, component: Component, entry: int, error: XlcostError) -> None:
        """Leaves a component out: what was refused, and at which item ledger entry of the ledger (0: none)."""
        self.notes += [Note(item, entry, STOPPED, f"{error.code}: {error.problem.what}") for item in component.items]
        self.failed |= set(component.items)

    def adjust(self) -> None:
        """Adjust Cost - Item Entries over everything that was posted."""
        adjust_books(Run(self.books, FOREVER), {i for i in self.books.by_item if i not in self.failed}, self.history.levels)

    def _open(self, component: Component) -> None:
        """Cards with the method that is asked about, order rows, capacity."""
        self.books.load(component.items)
        for item in component.items:
            self._set_method(self.books.item(item), item)
        for row in self.history.order_rows(component, self.methods):
            self.books.orders[row.key] = row
        for capacity in self.history.capacities(component):
            self.books.keep_capacity(capacity)

    def _set_method(self, card: ItemCard, item: str) -> None:
        method = self.methods[item]
        card.method, card.blocked, card.excluded = method, False, False
        if method == STANDARD and self.history.methods[item] != STANDARD:
            card.standard_cost = card.unit_cost = self.history.standard(item, "", "")
            card.shares = card.shares if any(card.shares) else (card.standard_cost, 0, 0, 0, 0)
            for sku in self.books.skus.get(item, ()):
                sku.standard_cost = sku.unit_cost = self.history.standard(item, sku.location, sku.variant)

    def _forget(self, component: Component, mark: tuple[int, ...]) -> None:
        """Takes a component out of the books again."""
        books = self.books
        for item in component.items:
            for entry in books.by_item.pop(item, ()):
                books.entries.pop(entry.no, None)
            books.net_invoiced.pop(item, None)
            books.cards.pop(item, None)
            books.points.forget(item)
            self._standards.pop(item, None)
        for place in [k for k in books.open if k[0] in component.items]:
            del books.open[place]
        for key in component.orders:
            books.by_order.pop(key, None)
            books.forget_capacities(*key)
        entries, values, applications, lines = mark
        del books.new_entries[entries:], books.new_values[values:], books.new_applications[applications:], books.lines[lines:]

    # -- transactions -------------------------------------------------------------------------------------
    def _post(self, t: Transaction, waived: dict[int, Note]) -> None:
        note = waived.get(t.undone.no if t.undone is not None else t.entry.no)
        if note is not None and note.code == UNDONE:
            return
        card = self.books.item(t.entry.item)
        line = self._line(t)
        if t.kind == MOVE:
            self._move(t, line, card, waived)
        elif t.kind == UNDO:
            self._undo(t, line, card)
        elif t.kind == INVOICE:
            self._invoice(t, line, card)
        elif t.kind == CHARGE:
            self._charge(t, line, card)
        elif t.kind == REVALUE:
            self._revalue(t, line, card)

    def _line(self, t: Transaction) -> Line:
        entry, value = t.entry, t.value
        line = Line()
        line.number = value.no
        line.posting_date, line.document_date = value.posting_date, value.document_date
        line.document_type, line.document_no, line.document_line = value.document_type, value.document_no, value.document_line
        line.entry_type, line.item, line.variant, line.location = value.ile_type, entry.item, entry.variant, entry.location
        line.serial, line.lot, line.drop_shipment = entry.serial, entry.lot, entry.drop_shipment
        line.order_type, line.order_no, line.order_line = entry.order
        line.charge, line.unit_cost = value.charge, value.cost_per_unit
        return line

    def _move(self, t: Transaction, line: Line, card: ItemCard, waived: dict[int, Note]) -> None:
        entry, value = t.entry, t.value
        line.entry_type = entry.entry_type
        line.quantity = -entry.quantity if entry.entry_type in OUTBOUND_TYPES else entry.quantity
        line.invoiced = 0 if value.expected_cost or entry.entry_type == OUTPUT else line.quantity
        line.correction = entry.correction
        if entry.applies_to and entry.no not in waived:
            line.applies_to = self._target(entry.applies_to, entry.quantity)
        if entry.quantity > 0 and entry.own is not None and entry.own.outbound and entry.entry_type != TRANSFER:
            line.applies_from = self._target(entry.own.outbound, 0)
        if entry.entry_type == TRANSFER and entry.quantity < 0:
            line.new_location = next((self.history.books.entries[r.ile_no].location for r in entry.returned), "")
            if card.method == AVERAGE:
                card.unit_cost = value.cost_per_unit
        amount = value.expected if value.expected_cost or entry.entry_type == OUTPUT else value.actual + value.non_inventoriable
        self._set_cost(t, line, card, amount)
        posted = post_quantity(self.books, line, card)
        self.counterparts[entry.no] = [posted]
        receipts = [self.books.entries[r.ile_no] for r in posted.returned] if entry.entry_type == TRANSFER else []
        self._pair_receipts(entry, receipts)

    def _pair_receipts(self, entry: ItemEntry, receipts: list[ItemEntry]) -> None:
        """Receiving legs of then and now by the stretch of the quantity that they cover, in the order of application."""
        old = [self.history.books.entries[r.ile_no] for r in entry.returned]
        start = 0
        for then in old:
            end = start + then.quantity
            at, found = 0, []
            for now in receipts:
                if at < end and at + now.quantity > start:
                    found.append(now)
                at += now.quantity
            self.counterparts[then.no] = found
            start = end

    def _undo(self, t: Transaction, line: Line, card: ItemCard) -> None:
        assert t.undone is not None
        line.entry_type, line.correction = t.entry.entry_type, True
        line.quantity = line.invoiced = -t.entry.quantity if line.entry_type in OUTBOUND_TYPES else t.entry.quantity
        if t.entry.quantity < 0:
            line.applies_to = self._target(t.undone.no, 0)
        else:
            line.applies_from = self._target(t.undone.no, 0)
        post_undo(self.books, line, card)
        self.counterparts[t.entry.no] = [self.books.new_entries[-1]]

    def _invoice(self, t: Transaction, line: Line, card: ItemCard) -> None:
        value = t.value
        line.invoiced = -value.invoiced if value.ile_type in OUTBOUND_TYPES else value.invoiced
        line.shipment = self._target(t.entry.no, 0)
        self._set_cost(t, line, card, value.actual)
        post_invoice(self.books, line, card)

    def _charge(self, t: Transaction, line: Line, card: ItemCard) -> None:
        value = t.value
        targets = self.counterparts[t.entry.no]
        whole = sum(target.quantity for target in targets)
        amount = value.sales_actual if value.ile_type == SALE else value.actual + value.non_inventoriable
        valued = -value.valued if value.ile_type == SALE else value.valued
        left, left_quantity = amount, valued
        for target in targets:
            last = target is targets[-1]
            part = self._line(t)
            part.shipment = target.no
            part.amount = left if last else share(amount, target.quantity, whole)
            part.invoiced = left_quantity if last else share(valued, target.quantity, whole, 1)
            left, left_quantity = left - part.amount, left_quantity - part.invoiced
            post_charge(self.books, part, card)

    def _revalue(self, t: Transaction, line: Line, card: ItemCard) -> None:
        own = self.history.methods[card.no]
        if own == STANDARD and card.method != STANDARD:
            amount = t.value.actual + t.value.expected
            self.notes.append(Note(card.no, t.entry.no, RESTATED, "A restated standard has no meaning under another method.", amount))
            return
        line.partial = t.value.partial
        if self._had_its_cost(t):
            for entry in self.counterparts[t.entry.no]:
                entry.completely_invoiced = True
        if not post_again(self.books, line, card, t, self.counterparts[t.entry.no], as_posted=own == card.method):
            self.notes.append(Note(card.no, t.entry.no, REVALUED, "Nothing is on hand to be revalued.", t.value.actual + t.value.expected))

    def _had_its_cost(self, t: Transaction) -> bool:
        """Whether the revalued entry came by transfer from an output that its order had given its cost by then."""
        books, root = self.history.books, t.entry
        while root.own is not None and root.own.transferred_from in books.entries:
            root = books.entries[root.own.transferred_from]
        return root is not t.entry and root.entry_type == OUTPUT and any(v.invoiced and v.no < t.value.no for v in root.values)

    def _target(self, number: int, quantity: int) -> int:
        """The entry of now that stands for an entry of then; of several receiving legs the one with enough left."""
        found = self.counterparts.get(number, ())
        enough = [e for e in found if abs(e.remaining) >= abs(quantity)] or list(found)
        if not enough:
            raise XlcostError("IJ12", f"Item ledger entry {number} was not posted again.")
        return max(enough, key=lambda e: abs(e.remaining)).no if len(enough) > 1 else enough[0].no

    # -- amounts ------------------------------------------------------------------------------------------
    def _set_cost(self, t: Transaction, line: Line, card: ItemCard, amount: int) -> None:
        """The facts of a line's cost: what was invoiced or posted; at a standard cost only what the invoice said."""
        value, own = t.value, self.history.methods[card.no]
        sign = -1 if line.entry_type in OUTBOUND_TYPES else 1
        line.cost = sign * amount
        base = line.invoiced or line.quantity
        if line.entry_type in WITH_OVERHEAD and base > 0:
            self._set_receipt(t, line, card, own, amount)
        elif line.entry_type == SALE:
            line.amount = value.sales_actual if line.invoiced else value.sales_expected
        if card.method == STANDARD and not line.applies_from and own != STANDARD and card.item_type == INVENTORY:
            line.unit_cost, line.cost = self._standard_of(line), None

    def _set_receipt(self, t: Transaction, line: Line, card: ItemCard, own: int, amount: int) -> None:
        """A purchase or kit: Amount is the direct cost; a receipt that waits for its invoice has its expected price."""
        value = t.value
        if line.invoiced:
            line.amount, line.overhead = amount, t.overhead
            if own == card.method == STANDARD:
                line.unit_cost = self._standard_then(t, card, line.invoiced, amount)
            return
        line.amount = value.purchase_expected
        if own == STANDARD and card.method != STANDARD and value.purchase_expected:
            line.indirect_pct, line.overhead_rate = card.indirect_pct, card.overhead_rate
            line.cost = line.amount + overhead_of(line, line.amount, line.quantity)
            line.unit_cost = divide(line.cost, line.quantity)

    def _standard_of(self, line: Line) -> int:
        return self.history.standard(line.item, line.location, line.variant)

    def _standard_then(self, t: Transaction, card: ItemCard, quantity: int, amount: int) -> int:
        """The standard cost at which a receipt was invoiced: direct + overhead + variance per unit."""
        direct = amount + t.overhead
        quotient = divide(direct + t.variance, quantity)
        for standard in (self._standards.get(card.no, 0), self.history.card(card.no).standard_cost, quotient):
            if divide_half_away(standard * quantity - direct * TICKS, TICKS * CENT) * CENT == t.variance:
                self._standards[card.no] = standard
                return standard
        return quotient


def _waiver(at: Transaction, error: XlcostError) -> Note | None:
    """What may be given up so that a transaction can be posted: its fixed application, or an undone entry together with its undo."""
    entry = at.entry
    if at.undone is not None:
        text = f"Item ledger entry {at.undone.no} was taken back by {entry.no}; the method had given it away by then ({error.code}). Both are left out."
        return Note(entry.item, at.undone.no, UNDONE, text)
    if at.kind == MOVE and entry.applies_to:
        return Note(entry.item, entry.no, FIXED, f"Applies-to Entry {entry.applies_to} cannot be kept: {error.code}.")
    return None


def _mark(books: Books) -> tuple[int, ...]:
    return (len(books.new_entries), len(books.new_values), len(books.new_applications), len(books.lines))


def batches(components: Iterable[Component]) -> Iterable[list[Component]]:
    """Components in groups of about BATCH transactions."""
    group: list[Component] = []
    size = 0
    for component in components:
        group.append(component)
        size += len(component.transactions)
        if size >= BATCH:
            yield group
            group, size = [], 0
    if group:
        yield group


__all__ = ["FIXED", "PURCHASE", "RESTATED", "REVALUED", "STOPPED", "UNDONE", "Note", "Reposting", "batches"]
